"""TLS 1.3 (RFC 8446) without its socket: bytes in, bytes out; `Link` carries them.

Nobody signs a server's certificate but itself, so the library checks nothing of it: it is known by
its fingerprint, which trust.py judges before a word is said.
"""

import contextlib
import ssl
from functools import cache

from chat_gui.client.sentences import NotEncrypted, OldEncryption, WrongEncryption
from chat_server.protocol import certificate

RECORD_BYTES = 16 * 1024
"""Bytes of one record, at most (RFC 8446, 5.1)."""

_HANDSHAKE, _ALERT = 22, 21
"""What a server's first byte can be (RFC 8446, 5.1): the type of its first record."""
_PROTOCOL = "parlor/1.0"
"""The protocol named in the first message (ALPN, RFC 7301). It has ten letters, so the byte before
them, their number, is a newline: a server that does not encrypt has a whole line to refuse, at
once."""
_OLD = {"TLSV1_ALERT_PROTOCOL_VERSION", "UNSUPPORTED_PROTOCOL", "WRONG_SSL_VERSION"}


class Channel:
    """One connection's encryption. `fingerprint` is None as long as the handshake lasts."""

    def __init__(self) -> None:
        self.fingerprint: str | None = None
        self.certificate = b""
        """What the server shows, in DER form, once the handshake is over."""
        self.ended = False
        """Whether the server has said that it will say no more."""
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = _context().wrap_bio(self._incoming, self._outgoing)
        self._heard = False
        self._shake_hands()

    def outgoing(self) -> bytes:
        """What is to be sent now; given once."""
        return self._outgoing.read()

    def encrypt(self, data: bytes) -> None:
        """Have this said, once the handshake is over; `outgoing` has it."""
        self._tls.write(data)

    def decrypt(self, data: bytes) -> bytes:
        """What was said in these bytes of the network's; often nothing yet.

        Raises an `OSError` of sentences.py if it is no TLS 1.3 that can be read.
        """
        if not self._heard and data[0] not in (_HANDSHAKE, _ALERT):
            raise NotEncrypted
        self._heard = True
        self._incoming.write(data)
        try:
            if self.fingerprint is None:
                self._shake_hands()
            return b"".join(self._pieces()) if self.fingerprint is not None else b""
        except ssl.SSLError as error:
            if error.reason in _OLD:
                raise OldEncryption from error
            raise WrongEncryption(0, _words(error)) from error

    def end(self) -> None:
        """Say that no more will be said (close_notify); `outgoing` has it."""
        if self.fingerprint is not None:
            with contextlib.suppress(ssl.SSLError):  # the server's own is not waited for
                self._tls.unwrap()

    def _shake_hands(self) -> None:
        with contextlib.suppress(ssl.SSLWantReadError):
            self._tls.do_handshake()
            shown = self._tls.getpeercert(binary_form=True)
            assert shown is not None, "a server without a certificate ends no handshake"
            self.certificate = shown
            self.fingerprint = certificate.fingerprint(shown)

    def _pieces(self) -> list[bytes]:
        pieces: list[bytes] = []
        with contextlib.suppress(ssl.SSLWantReadError):
            while piece := self._tls.read(RECORD_BYTES):
                pieces.append(piece)
            self.ended = True  # by the server's close_notify
        return pieces


@cache
def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols([_PROTOCOL])
    return context


def _words(error: ssl.SSLError) -> str:
    """The library's reason, as words: CERTIFICATE_REQUIRED is "certificate required"."""
    return (error.reason or "").replace("_", " ").lower()
