"""Who may do what: bans, mutes, ranks. Every check raises `Refusal` with one sentence. Pure."""

from chat_server import addresses
from chat_server.chat import Caller, Chat
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.protocol.roles import Role, rank
from chat_server.quotas import Noted
from chat_server.records import CONSOLE, DIRECT, PRIVATE, PUBLIC, Ban, Mute, Person, Room


def check_entry(chat: Chat, person: Person | None, now: int) -> None:
    """A banned person doesn't come in, wherever they are."""
    ban = None if person is None else chat.bans.get(person.id)
    if ban is not None and ban.holds(now):
        raise banned(ban, now)


def check_address(chat: Chat, address: str, now: int) -> None:
    """A banned address doesn't even say hello."""
    peer = addresses.of_peer(address) if chat.bans else None
    for ban in chat.bans.values():
        if ban.is_address and ban.holds(now) and addresses.covers(ban.subject, peer):
            raise banned(ban, now)


def banned(ban: Ban, now: int) -> Refusal:
    """What somebody who is banned is told."""
    why = because("You are banned from this server", ban.reason)
    if ban.until is None:
        way_out = "Only who looks after it can let you in."
    else:
        way_out = f"Come again in {_span(ban.until - now)}."
    return Refusal(ErrorCode.NOT_ALLOWED, f"{why} {way_out}", fatal=True)


def because(what: str, reason: str) -> str:
    """A sentence with the reason at its end, if there is one."""
    sentence = f"{what}: {reason}" if reason else what
    return sentence if sentence.endswith((".", "!", "?", "…")) else f"{sentence}."


def _span(milliseconds: int) -> str:
    """About how long that is; never less than it is."""
    for unit, size in (("day", 86_400_000), ("hour", 3_600_000), ("minute", 60_000)):
        if milliseconds > 2 * size:
            return f"{-(-milliseconds // size)} {unit}s"
    return "2 minutes" if milliseconds > 60_000 else "a minute"


def check_writing(chat: Chat, caller: Caller, room: Room) -> None:
    """A muted person writes nothing; in a room for announcements who looks after it does.

    What one said before can be taken back all the same.
    """
    if room.announce and not looks_after(caller.person, room):
        who = "who made it writes" if room.kind == PRIVATE else "moderators write"
        raise Refusal(ErrorCode.NOT_ALLOWED, f"This room is for announcements: only {who} here.")
    for where in ("", room.name):
        mute = chat.mutes.get((caller.person.id, where))
        if mute is not None and mute.holds(caller.now):
            raise _muted(mute, "in this room" if where else "here")


def looks_after(person: Person, room: Room) -> bool:
    """Whether it is for them to say how things go in this room.

    In a private room that is who made it, and nobody else, whatever their role.
    """
    if room.kind == PRIVATE:
        return room.maker == person.id
    return room.kind == PUBLIC and person.moderates


def check_looks_after(caller: Caller, room: Room) -> None:
    """Only who looks after a room."""
    if room.kind == PUBLIC:
        check_moderates(caller)
    elif not looks_after(caller.person, room):
        text = "A direct conversation is for two."
        if room.kind == PRIVATE:
            text = "Only who made a private room can do that."
        raise Refusal(ErrorCode.NOT_ALLOWED, text)


def check_making(chat: Chat, caller: Caller) -> None:
    """Guests make no rooms, and nobody makes any number of them."""
    check_not_guest(caller, "make rooms")
    most = chat.quotas.rooms
    if chat.made.get(caller.person.id, 0) >= most:
        text = f"You have made {most} rooms, and nobody makes more."
        raise Noted("too many rooms of a person", caller.person.id, ErrorCode.NOT_ALLOWED, text)


def check_opening(chat: Chat, caller: Caller) -> None:
    """The same for direct conversations in which nothing has been said yet."""
    check_not_guest(caller, "begin direct conversations")
    known = (chat.rooms[name] for name in chat.closed.get(caller.person.id, ()))
    mine = (room for room in known if room.kind == DIRECT and room.maker == caller.person.id)
    most = chat.quotas.unused
    if sum(not room.last for room in mine) >= most:
        text = f"You have opened {most} conversations and said nothing; say something first."
        why = "too many unused conversations of a person"
        raise Noted(why, caller.person.id, ErrorCode.NOT_ALLOWED, text)


def check_not_guest(caller: Caller, what: str) -> None:
    """Guests talk and do no more; `what` ends the sentence."""
    if caller.person.role == "guest":
        raise Refusal(ErrorCode.NOT_ALLOWED, f"Guests can't {what}; ask a moderator.")


def check_moderates(caller: Caller) -> None:
    """Moderators and owners only."""
    if not caller.person.moderates:
        raise Refusal(ErrorCode.NOT_ALLOWED, "Only a moderator can do that.")


def check_not_console(person: Person) -> None:
    """The server itself stays what it is, whoever asks."""
    if person.id == CONSOLE:
        raise Refusal(ErrorCode.NOT_ALLOWED, f"“{person.nick}” is this server itself.")


def check_outranks(caller: Caller, other: Person) -> None:
    """A moderator acts on people of a lower rank."""
    check_moderates(caller)
    check_not_console(other)
    if other.id == caller.person.id:
        raise Refusal(ErrorCode.NOT_ALLOWED, "You can't do that to yourself.")
    if not caller.person.outranks(other):
        text = f"{other.nick} is {_article(other.role)} {other.role}; you can't do that to them."
        raise Refusal(ErrorCode.NOT_ALLOWED, text)


def check_appoints(caller: Caller, other: Person, role: Role) -> None:
    """Only an owner makes moderators and owners, or takes that away, their own as well."""
    check_moderates(caller)
    check_not_console(other)
    if caller.person.role == "owner":
        return
    check_outranks(caller, other)
    if rank(role) >= rank("moderator"):
        raise Refusal(ErrorCode.NOT_ALLOWED, "Only an owner makes moderators and owners.")


def check_public(room: Room) -> None:
    """What is said among two or among members is nobody else's business, not a moderator's."""
    if room.kind != PUBLIC:
        text = "That room is not everybody's, so it is not for moderators."
        raise Refusal(ErrorCode.NOT_ALLOWED, text)


def _muted(mute: Mute, where: str) -> Refusal:
    return Refusal(
        ErrorCode.NOT_ALLOWED, because(f"A moderator has muted you {where}", mute.reason)
    )


def _article(role: str) -> str:
    return "an" if role == "owner" else "a"
