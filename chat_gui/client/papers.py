"""What is shown at a server's door: the key that says who we are, codes that let us in. Pure."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chat_server import __version__
from chat_server.protocol import proof
from chat_server.protocol.commands import Hello, Proof
from chat_server.protocol.limits import VERSION

CLIENT = f"parlor/{__version__}"
"""How this program introduces itself."""


class Papers:
    """One person's, for one server. A pair code is shown once, an invite until we are in."""

    def __init__(self, key: Ed25519PrivateKey, invite: str = "") -> None:
        self._key = key
        self._public = proof.public_key(key)
        self._said: Hello | None = None
        """The hello that may still be asked to be proved."""
        self.invite = invite
        self.pair = ""
        self.paired = False
        """Whether the last hello showed a pair code."""

    def hello(self, nick: str, session: str) -> Hello:
        """Say who we are; `session` is a secret from before keys, "" for none."""
        self._said = Hello(
            VERSION,
            nick,
            CLIENT,
            session=session or None,
            key=self._public,
            invite=self.invite or None,
            pair=self.pair or None,
        )
        self.paired, self.pair = bool(self.pair), ""
        return self._said

    def prove(self, nonce: str, fingerprint: str) -> Proof | None:
        """Prove the last hello, to who shows this certificate; None if it was proved already."""
        if self._said is None:
            return None
        challenge = proof.challenge(nonce, fingerprint, self._said.nick)
        self._said = None
        return Proof(proof.sign(self._key, challenge))

    def let_in(self) -> None:
        """We are in: no code is needed any more."""
        self.invite = ""
        self.paired = False
