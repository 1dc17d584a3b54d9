"""What is behind a port: our protocol, encrypted or not, which server, and would it let us in?

The doctor's thread; every function waits.
"""

import contextlib
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from chat_gui import reports
from chat_gui.client import legible, trust
from chat_gui.client.dialing import Target
from chat_gui.client.doctor.findings import Mark, Sign, Step, failed, ok, unknown
from chat_gui.client.doctor.looks import OTHER, look
from chat_gui.client.doctor.wire import Wire, listen
from chat_gui.client.invite_link import InviteLink
from chat_gui.client.sentences import NotEncrypted, OldEncryption, WrongEncryption
from chat_gui.client.tls import Channel
from chat_gui.i18n import N_, _
from chat_gui.worded import worded
from chat_server.protocol import codec, commands, events, proof
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.limits import VERSION

SERVICE, ENCRYPTION, PROTOCOL, ENTRY = N_("Service"), N_("Encryption"), N_("Version"), N_("Entry")

SHAKE_SECONDS = 4.0
LISTEN_SECONDS = 2.0
"""How long an unknown service may take to say something."""
ADMIT_SECONDS = 6.0
"""How long a server may take to answer: looking at an invite is slow on purpose."""
MOST_SHOWN = 60
"""Bytes of what was said that stand in the details."""

_OPENINGS = (
    b"",
    b"GET / HTTP/1.0\r\n\r\n",
    b'{"type":"ping"}\n',
    b"NICK visitor\r\nUSER visitor 0 * :visitor\r\n",
)
"""What makes services speak that wait for the other side; some speak first."""

_REFUSALS: Mapping[ErrorCode, Sign] = {
    ErrorCode.VERSION: Sign.VERSION,
    ErrorCode.NEEDS_INVITE: Sign.NEEDS_INVITE,
    ErrorCode.NOT_ALLOWED: Sign.BANNED,
    ErrorCode.SERVER_FULL: Sign.FULL,
    ErrorCode.SLOW_DOWN: Sign.HURRIED,
}


class Known(NamedTuple):
    """What this person knows of servers: pinned certificates by address, and their own key."""

    pins: Mapping[str, str]
    key: Ed25519PrivateKey | None = None


class Answer(NamedTuple):
    """The steps, whether the protocol can be spoken, and whether the server is a trusted one."""

    steps: list[Step]
    speaks: bool = False
    trusted: bool = False


def encrypted(target: Target, link: InviteLink, known: Known) -> Answer:
    """Does it encrypt, as Parlor does, with the certificate that it should have?"""
    channel = Channel()
    try:
        with Wire(target, SHAKE_SECONDS, channel) as wire:
            wire.shake_hands()
    except OldEncryption:
        sentence = _("It encrypts, but not with TLS 1.3.")
        return Answer([failed(ENCRYPTION, sentence, Sign.OLD_TLS)])
    except WrongEncryption as error:
        trouble = error.strerror or _("no reason given")
        sentence = _("The encryption fails: {trouble}.").format(trouble=trouble)
        return Answer([failed(ENCRYPTION, sentence, Sign.BAD_TLS, trouble=trouble)])
    except (NotEncrypted, OSError, EOFError):
        return Answer([_unencrypted(target, str(link.address) in known.pins)])
    return _judged(channel, link, known)


def _unencrypted(target: Target, pinned: bool) -> Step:
    """It doesn't: what is it, then?"""
    step = service(target)
    if Sign.PLAINTEXT in step.signs and pinned:
        return replace(step, signs=(*step.signs, Sign.PINNED))
    if Sign.ENCRYPTS in step.signs:  # it had the chance
        return replace(step, signs=(Sign.HUNG_UP,))
    return step


def service(target: Target) -> Step:
    """What the first words look like, of a service that was not expected."""
    try:
        heard, stands = listen(target, _OPENINGS, LISTEN_SECONDS)
    except OSError as error:
        return failed(
            SERVICE, _("It broke off: {reason}.").format(reason=error.strerror), Sign.HUNG_UP
        )
    looks = [found for said in heard if (found := look(said)) is not None]
    if not looks:
        sign, sentence = (
            (Sign.MUTE, _("It says nothing, whatever is said to it."))
            if stands
            else (Sign.HUNG_UP, _("It hangs up without a word."))
        )
        return failed(SERVICE, sentence, sign)
    best = min(looks, key=lambda one: one.service == OTHER)
    shown = [_("It said: {text}").format(text=_shown(said)) for said in heard if said]
    return failed(
        SERVICE,
        _("It is {service}.").format(service=_(best.service)),
        best.sign,
        *shown,
        service=_(best.service),
    )


def _shown(said: bytes) -> str:
    return repr(said[:MOST_SHOWN])[2:-1]


def _judged(channel: Channel, link: InviteLink, known: Known) -> Answer:
    """Is it the server it should be, and is its certificate of this time?"""
    shown = channel.fingerprint or ""
    code = trust.code(shown)
    details = [
        _("fingerprint {fingerprint}").format(fingerprint=shown),
        _("code {code}").format(code=code),
    ]
    facts = {"code": code}
    verdict = trust.judge(shown, str(link.address), link.fingerprint, known.pins)
    if isinstance(verdict, reports.Changed):
        differs = bool(link.fingerprint) and link.fingerprint != shown
        sign = Sign.LINK_DIFFERS if differs else Sign.CHANGED
        sentence = _("It encrypts, but as another server than it should be.")
        due = link.fingerprint if differs else known.pins[str(link.address)]
        details.append(_("should be {fingerprint}").format(fingerprint=due))
        return Answer([failed(ENCRYPTION, sentence, sign, *details, **facts)])
    trusted = isinstance(verdict, reports.Secured)
    sentence = _("It encrypts, with the code {code}.").format(code=code)
    step = ok(ENCRYPTION, sentence, *details, **facts)
    if not trusted:
        step = replace(step, signs=(Sign.STRANGER,))
    return Answer([_dated(step, channel.certificate)], True, trusted)


def _dated(step: Step, certificate: bytes) -> Step:
    """The same, and whether the certificate is of this time."""
    try:
        read = x509.load_der_x509_certificate(certificate)
        since, until = read.not_valid_before_utc, read.not_valid_after_utc
    except ValueError:
        return step
    now = datetime.now(UTC)
    facts = {**step.facts, "since": f"{since:%Y-%m-%d}", "until": f"{until:%Y-%m-%d}"}
    dates = _("good from {since} to {until} UTC").format(
        since=f"{since:%Y-%m-%d %H:%M}", until=f"{until:%Y-%m-%d %H:%M}"
    )
    clock = _("this computer's clock says {now} UTC").format(now=f"{now:%Y-%m-%d %H:%M}")
    step = replace(step, facts=facts, details=(*step.details, dates, clock))
    if since <= now <= until:
        return step
    sign = Sign.EXPIRED if now > until else Sign.NOT_YET
    sentence = _("It encrypts, with a certificate that is not of this time.")
    return replace(step, mark=Mark.FAILED, sentence=sentence, signs=(*step.signs, sign))


def admission(target: Target, link: InviteLink, known: Known, answer: Answer) -> list[Step]:
    """Would it let us in? Nobody has come afterwards: the hello is a trial.

    Only a server that is trusted learns who asks.
    """
    key = known.key if answer.trusted else None
    channel = Channel() if answer.speaks else None
    try:
        with Wire(target, ADMIT_SECONDS, channel) as wire:
            said = wire.shake_hands() if channel is not None else b""
            talk = _Talk(wire, channel.fingerprint or "" if channel is not None else "", said)
            try:
                return _admitted(talk, link.invite, key)
            except (EOFError, OSError):
                if talk.heard:
                    return [_foreign(talk)]
                raise
    except (EOFError, OSError) as error:
        return [_unsaid(target) if channel is None else _broken(error)]


def _unsaid(target: Target) -> Step:
    """It was to be joined without encryption, and does not answer."""
    channel = Channel()
    with contextlib.suppress(OSError, EOFError), Wire(target, SHAKE_SECONDS, channel) as wire:
        wire.shake_hands()
        return failed(ENCRYPTION, _("It encrypts, and was not to."), Sign.ENCRYPTS)
    return service(target)


def _broken(error: Exception) -> Step:
    if isinstance(error, TimeoutError):
        return failed(SERVICE, _("It encrypts and says nothing."), Sign.MUTE)
    return failed(SERVICE, _("It encrypts and hangs up without a word."), Sign.HUNG_UP, str(error))


class _Talk:
    """A talk in our protocol, as far as the other side speaks it."""

    def __init__(self, wire: Wire, fingerprint: str, said: bytes) -> None:
        self.fingerprint = fingerprint
        self._wire = wire
        self._decoder = codec.event_decoder()
        self._waiting = self._decoder.feed(said)
        self.heard = said

    def say(self, command: commands.AnyCommand) -> None:
        self._wire.say(codec.encode(command))

    def hear(self) -> events.AnyEvent | codec.Fault:
        while not self._waiting:
            data = self._wire.hear()
            self.heard += data
            self._waiting = self._decoder.feed(data)
        return self._waiting.pop(0)


def _admitted(talk: _Talk, invite: str, key: Ed25519PrivateKey | None) -> list[Step]:
    nick = f"visitor-{secrets.token_hex(4)}"  # nobody is called so: it is not about nicknames
    public = proof.public_key(key) if key is not None else None
    talk.say(commands.Hello(VERSION, nick, key=public, invite=invite or None, trial=True))
    answer = talk.hear()
    if isinstance(answer, events.Prove) and key is not None:
        challenge = proof.challenge(answer.nonce, talk.fingerprint, nick)
        talk.say(commands.Proof(proof.sign(key, challenge)))
        answer = talk.hear()
    if isinstance(answer, events.Pong | events.Welcome):  # an older server knows no trial
        return [_speaks(), _same(), ok(ENTRY, _("You would be let in."))]
    if isinstance(answer, events.Error):
        return [_speaks(), *_refused(answer, given=bool(invite))]
    return [_foreign(talk)]


def _speaks() -> Step:
    return ok(SERVICE, _("It is a Parlor server."))


def _same() -> Step:
    said = _("It speaks version {version} of the protocol, as this program does.")
    return ok(PROTOCOL, said.format(version=VERSION))


def _refused(error: events.Error, *, given: bool) -> list[Step]:
    said = worded(legible.line(error.text)) or _("it does not say why.")
    sign = _REFUSALS.get(error.code, Sign.NOT_LET_IN)
    if sign is Sign.NEEDS_INVITE and given:
        sign = Sign.WRONG_INVITE
    if sign is Sign.VERSION:
        return [failed(PROTOCOL, said, sign, said=said)]
    step = failed(
        ENTRY,
        _("It refuses: {said}").format(said=said),
        sign,
        _("code {code}").format(code=error.code),
        said=said,
    )
    early = sign in (Sign.FULL, Sign.BANNED, Sign.HURRIED)  # said before any hello
    version = unknown(PROTOCOL, _("It did not come to that.")) if early else _same()
    return [version, step]


def _foreign(talk: _Talk) -> Step:
    """It talks, and not as we do."""
    found = look(talk.heard)
    called = _(found.service if found is not None else OTHER)
    if talk.fingerprint:
        called = _("{service} that encrypts").format(service=called)
    sentence = _("It is {service}.").format(service=called)
    detail = _("It said: {text}").format(text=_shown(talk.heard))
    sign = found.sign if found is not None else Sign.OTHER_SERVICE
    return failed(SERVICE, sentence, sign, detail, service=called)
