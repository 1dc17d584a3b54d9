"""Commands about bans: of a person with all their keys, of an address or a network. Pure.

A ban ends the connections it is about at once. It never reaches this computer's own addresses, the
moderator who gives it, or somebody whom they can't act on.
"""

from msgspec.structs import replace

from chat_server import addresses, audit, people, rights, terms, whom
from chat_server.chat import Caller, Chat
from chat_server.fitting import fitting
from chat_server.protocol import commands, events, names
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.records import Ban, Person
from chat_server.writes import DropBan, PutBan

MOST_BANS = 1_000
"""Bans that hold at one time."""
MOST_AT_ONCE = 20
"""Addresses banned along with a person."""


def ban(chat: Chat, caller: Caller, command: commands.Ban) -> None:
    """Keep a person off the server, or an address or network, or a person with theirs."""
    rights.check_moderates(caller)
    person = _named(chat, command)
    if person is not None:
        rights.check_outranks(caller, person)
    networks = _networks(chat, command, person)
    for network in networks:
        _check_network(chat, caller, network)
    who = None if person is None else person.id
    meant = Ban(
        by=caller.person.id,
        at=caller.now,
        until=terms.until(command.until, caller.now),
        subject="",
        reason=names.reason(command.reason),
    )
    ruled = [replace(meant, subject=network, is_address=True) for network in networks]
    if who is not None:
        ruled.append(replace(meant, subject=who))
    _put(chat, ruled, caller.now)
    said = terms.detail(meant.until, *networks, meant.reason)
    audit.note(chat, caller, "ban", who, detail=said)
    for one in ruled:
        _put_off(chat, caller, one)
    chat.answer(caller.connection, events.Done(command.re))


def unban(chat: Chat, caller: Caller, command: commands.Unban) -> None:
    """Let a person or an address in again."""
    rights.check_moderates(caller)
    person = _named(chat, command)
    if person is not None:
        rights.check_outranks(caller, person)
    subject = addresses.spelled(command.address or "") if person is None else person.id
    known = chat.bans.get(subject)
    if known is None or not known.holds(caller.now):
        name = subject if person is None else person.nick
        raise Refusal(ErrorCode.NO_SUCH_PERSON, f"There is no ban of {name}.")
    _drop_over(chat, caller.now)
    chat.write(DropBan(subject))
    chat.journal.drop(chat.bans, subject)
    who, address = (None, subject) if person is None else (person.id, "")
    audit.note(chat, caller, "unban", who, detail=address)
    chat.answer(caller.connection, events.Done(command.re))


def bans(chat: Chat, caller: Caller, command: commands.Bans) -> None:
    """Who is banned, the newest first."""
    rights.check_moderates(caller)
    held = [one for one in chat.bans.values() if one.holds(caller.now)]
    held.sort(key=lambda one: (-one.at, one.subject))
    listed, more = fitting(_info(chat, one) for one in held)
    chat.answer(caller.connection, events.Bans(listed, more, command.re))


def _named(chat: Chat, command: commands.Ban | commands.Unban) -> Person | None:
    """The person that a command names; None where it names an address. Raises `Refusal`."""
    if command.address is None:
        return whom.find(chat, command)
    if command.who is not None or command.person is not None:
        raise Refusal(ErrorCode.BAD_REQUEST, "Name a person or an address, not both.")
    return None


def _networks(chat: Chat, command: commands.Ban, person: Person | None) -> list[str]:
    """The addresses that a command bans, spelled the one way."""
    if person is None:
        return [addresses.spelled(command.address or "")]
    if not command.addresses:
        return []
    connections = chat.connections.get(person.id, frozenset())
    peers = {chat.seats[one].address for one in connections}
    found = {addresses.spelled(one) for one in peers if addresses.of_peer(one) is not None}
    if not found:
        text = f"{person.nick} is not here now, so their address is not known; ban them without."
        raise Refusal(ErrorCode.NO_SUCH_PERSON, text)
    if len(found) > MOST_AT_ONCE:
        text = f"{person.nick} is connected from {len(found)} addresses; ban their network instead."
        raise Refusal(ErrorCode.NOT_ALLOWED, text)
    return sorted(found)


def _check_network(chat: Chat, caller: Caller, network: str) -> None:
    """Nobody bans who looks after the server along with an address. Raises `not-allowed`."""
    if addresses.is_loopback(network):
        text = "That is this computer itself, and whoever hosts the chat would be locked out."
        raise Refusal(ErrorCode.NOT_ALLOWED, text)
    for connection in _at(chat, network):
        person = chat.speaker(connection)
        if person is None or not person.moderates:
            continue
        if person.id == caller.person.id:
            text = f"You are connected from {network} yourself; you would be locked out."
            raise Refusal(ErrorCode.NOT_ALLOWED, text)
        if not caller.person.outranks(person):
            text = f"{person.nick} is connected from {network}, and you can't ban them."
            raise Refusal(ErrorCode.NOT_ALLOWED, text)


def _at(chat: Chat, network: str) -> list[int]:
    """The connections from an address or network."""
    seats = chat.seats.items()
    return [
        one for one, seat in seats if addresses.covers(network, addresses.of_peer(seat.address))
    ]


def _put(chat: Chat, ruled: list[Ban], now: int) -> None:
    _drop_over(chat, now)
    if len(chat.bans.keys() | {one.subject for one in ruled}) > MOST_BANS:
        text = f"{MOST_BANS:,} bans hold already; take some off, or ban a whole network."
        raise Refusal(ErrorCode.NOT_ALLOWED, text)
    for one in ruled:
        chat.write(PutBan(one))
        chat.journal.put(chat.bans, one.subject, one)


def _drop_over(chat: Chat, now: int) -> None:
    terms.drop_over(chat, chat.bans, now, lambda old: DropBan(old.subject))


def _put_off(chat: Chat, caller: Caller, ruled: Ban) -> None:
    """End the connections that a ban is about; those of moderators only if they are meant."""
    if ruled.is_address:
        ended = [one for one in _at(chat, ruled.subject) if not _moderates(chat, one)]
    else:
        ended = [*chat.connections.get(ruled.subject, ())]
    for connection in sorted(ended):
        why = rights.banned(ruled, caller.now)
        people.put_off(chat, connection, why, caller.person.who, ruled.reason)


def _moderates(chat: Chat, connection: int) -> bool:
    person = chat.speaker(connection)
    return person is not None and person.moderates


def _info(chat: Chat, ruled: Ban) -> events.BanInfo:
    return events.BanInfo(
        by=whom.shown(chat, ruled.by),
        at=ruled.at,
        who=None if ruled.is_address else whom.shown(chat, ruled.subject),
        address=ruled.subject if ruled.is_address else None,
        until=ruled.until,
        reason=ruled.reason or None,
    )
