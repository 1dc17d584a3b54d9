"""Coming in: hello, the proof of a key, and the welcome. Pure.

hello without a key ------------------------------> who the session says, or a new person
hello with a key --> prove --> proof --> who has the key, or whose session or code comes with
                                         it, or a new person
a new person with an invite --> Vet (vetting.py) --> vetted --> the same once more
a hello that is a trial ends with pong where somebody would come in
"""

from collections.abc import Mapping

import msgspec

from chat_server import audit, invites, moderation, pairing, people, rights, rooms
from chat_server.chat import Caller, Chat, Claim
from chat_server.deliveries import Vet, Vetted
from chat_server.protocol import commands, events, names, proof
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.protocol.limits import VERSION
from chat_server.records import CONSOLE, CONSOLE_NICK, Invite, Person, session_hash
from chat_server.writes import NewKey, NewPerson, NewSession, Ownership


def hello(chat: Chat, connection: int, command: commands.Hello, now: int) -> None:
    """Somebody comes. Who shows a key is asked to prove it first."""
    if chat.seats[connection].person is not None:
        raise Refusal(ErrorCode.BAD_REQUEST, "You have said hello already.")
    if command.version != VERSION:
        text = f"This server speaks version {VERSION} of Parlor's protocol; update the older side."
        raise Refusal(ErrorCode.VERSION, text, fatal=True)
    if command.key is None:
        come_in(chat, connection, Claim(command), now)
        return
    key = proof.key_bytes(command.key)
    if key is None:
        raise Refusal(ErrorCode.BAD_REQUEST, "A key is 32 bytes in base64.")
    _nickname(chat, command, chat.by_key(key))
    claim = Claim(command, key, nonce=chat.random())
    chat.sit(connection, claim=claim)
    chat.answer(connection, events.Prove(claim.nonce))


def prove(chat: Chat, connection: int, command: commands.Proof, now: int) -> None:
    """The proof of the key that the last hello on this connection showed."""
    seat = chat.seats[connection]
    claim = seat.claim
    if seat.person is not None or claim is None or claim.key is None:
        raise Refusal(ErrorCode.BAD_REQUEST, "Nothing is to be proved now.")
    challenge = proof.challenge(claim.nonce, chat.fingerprint, claim.hello.nick)
    if not proof.proves(claim.key, command.signature, challenge):
        text = "The proof of your key is not right: perhaps somebody stands between you and here."
        raise Refusal(ErrorCode.BAD_PROOF, text, fatal=True)
    come_in(chat, connection, claim, now)


def vetted(chat: Chat, job: Vet, done: Vetted, now: int) -> None:
    """The invite of the last hello on this connection was looked at. Raises `Refusal`.

    Who has come in by another window meanwhile needs none any more.
    """
    claim = chat.seats[job.connection].claim
    assert claim is not None, "whoever gives an invite has said hello"
    known = _known(chat, claim, now)
    invite = None if known is not None else invites.redeem(chat, job, done, now)
    come_in(chat, job.connection, claim, now, invite)


def come_in(
    chat: Chat, connection: int, claim: Claim, now: int, invite: Invite | None = None
) -> None:
    """Let somebody in whose key, if they showed one, is proved, and whose invite is right.

    Raises `Refusal`. A newcomer's invite may have to be looked at first: `vetted` goes on then.
    """
    person = _known(chat, claim, now)
    rights.check_entry(chat, person, now)
    nick = _nickname(chat, claim.hello, person)
    chat.nicknames.check_free(nick, None if person is None else person.id)
    if person is None and invite is None and _needs_invite(chat, claim):
        invites.vet(chat, connection, claim, now)
        return
    if claim.hello.trial:
        chat.answer(connection, events.Pong())
        return
    if person is None:
        chat.meters.check_newcomer(chat.seats[connection].address, now)
        person, secret = _newcomer(chat, nick, claim, now, invite)
        marks: Mapping[str, int] = {}
    else:
        secret = "" if claim.key is not None else claim.hello.session or ""
        marks = chat.marks.get(person.id) or chat.fresh_marks.get(person.id) or {}
        marks = marks or chat.archive.find_marks(person.id)
        if claim.hello.session and not person.owns:
            for other in chat.connections.get(person.id, frozenset()):
                _take_over(chat, other)
        person = people.rename(chat, person, nick)
    if claim.key is not None:
        person = _own(chat, person, claim.key, now)
        person = _recognize(chat, Caller(connection, person, now), claim.key)
    _seat(chat, connection, person, marks)
    chat.answer(connection, _welcome(chat, person, secret))
    moderation.tell_mutes(chat, connection, person, now)


def _nickname(chat: Chat, hello: commands.Hello, person: Person | None) -> str:
    """What somebody is called from now on: only the server itself bears the name kept for it."""
    if person is not None and person.id == CONSOLE:
        return CONSOLE_NICK
    return names.nickname(hello.nick, chat.limits.nick)


def _known(chat: Chat, claim: Claim, now: int) -> Person | None:
    """Who this is, if the server has met them: by key, else by a code or a session."""
    if claim.key is None:
        return _by_session(chat, claim.hello.session)
    known = chat.by_key(claim.key)
    if claim.hello.pair is None or claim.hello.trial:  # a trial uses no code up
        return known or _by_session(chat, claim.hello.session)
    rights.check_entry(chat, known, now)  # no code leads out of a ban
    return pairing.redeem(chat, claim.hello.pair, now)


def _by_session(chat: Chat, secret: str | None) -> Person | None:
    """Whose session this is: nobody's once they have a key, which the log may not know yet."""
    hash = session_hash(secret) if secret else None
    found = None if hash is None else chat.archive.find_person(hash)
    person = None if found is None else chat.person(found.id)
    return person if person is not None and person.session == hash else None


def _needs_invite(chat: Chat, claim: Claim) -> bool:
    """Whether a newcomer does; who shows the key that the server was started for does not."""
    return chat.invite_only and (claim.key is None or claim.key != chat.owner)


def _newcomer(
    chat: Chat, nick: str, claim: Claim, now: int, invite: Invite | None
) -> tuple[Person, str]:
    """A new person and their session's secret, which is nobody's where a key is the proof."""
    secret = chat.random()
    role = "member" if invite is None else invite.role
    person = Person(chat.random()[:12], nick, session_hash(secret), role)
    chat.write(NewPerson(person, now))
    if invite is not None:
        invites.use(chat, invite)
    return person, "" if claim.key is not None else secret


def _own(chat: Chat, person: Person, key: bytes, now: int) -> Person:
    """The key is theirs, and so the nickname; no session speaks for them any more."""
    known = chat.by_key(key)
    if known is None or known.id != person.id:
        chat.write(NewKey(person.id, key, now))
        chat.journal.put(chat.fresh_keys, key, person.id)
        ended = session_hash(chat.random())
        chat.write(NewSession(person.id, ended))
        person = chat.change(msgspec.structs.replace(person, session=ended))
    if person.owns:
        return person
    chat.write(Ownership(person.id, owns=True))
    return chat.change(msgspec.structs.replace(person, owns=True))


def _recognize(chat: Chat, caller: Caller, key: bytes) -> Person:
    """Who shows the key that the server was started for is an owner."""
    person = caller.person
    if key != chat.owner or person.role == "owner":
        return person
    audit.note(chat, caller, "role", who=person.id, detail="owner")
    return people.appoint(chat, person, "owner", person.who)


def _take_over(chat: Chat, connection: int) -> None:
    text = "You came in from another window."
    people.vacate(chat, connection)
    error = events.Error(ErrorCode.CLOSING, text, fatal=True, taken_over=True)
    chat.answer(connection, error)


def _seat(chat: Chat, connection: int, person: Person, marks: Mapping[str, int]) -> None:
    chat.sit(connection, person=person.id, claim=None)
    others = chat.connections.get(person.id, frozenset())
    chat.journal.put(chat.people, person.id, person)
    chat.journal.put(chat.connections, person.id, others | {connection})
    chat.nicknames.take(person.nick, person.id)
    if marks:
        chat.journal.put(chat.marks, person.id, marks)


def _welcome(chat: Chat, person: Person, secret: str) -> events.Welcome:
    return events.Welcome(
        version=VERSION,
        server=chat.server,
        you=events.You(person.id, person.nick, person.role),
        session=secret,
        rooms=rooms.summaries(chat, person),
        limits=chat.limits,
    )
