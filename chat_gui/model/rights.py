"""What this person may do, as far as the window can know: the server's rules, mirrored. Pure.

The views offer what is allowed, and typed commands are refused by the same sentences, in the
person's language; the server decides all the same (`chat_server/rights.py` has the same rules).
"""

from collections.abc import Callable

import msgspec

from chat_gui.i18n import N_
from chat_gui.model.acts import Request
from chat_gui.model.knowledge import Knowledge
from chat_gui.model.rooms import RoomModel, Shut
from chat_gui.model.rows import MessageRow, SendState
from chat_gui.worded import worded
from chat_server.protocol import commands
from chat_server.protocol.roles import Role, known_role, rank

ONLY_MODERATORS = N_("Only a moderator can do that.")
ONLY_OWNERS = N_("Only an owner makes moderators and owners.")
ONLY_MAKER = N_("Only who made a private room can do that.")
NOT_YOURSELF = N_("You can't do that to yourself.")
NOT_PRIVATE = N_("Everybody may enter this room; only private rooms take people in.")
FOR_TWO = N_("A direct conversation is for two.")
NOT_PUBLIC = N_("That room is not everybody's, so it is not for moderators.")

_UNTOUCHED: dict[Role, str] = {
    "guest": N_("{nick} is a guest; you can't do that to them."),
    "member": N_("{nick} is a member; you can't do that to them."),
    "moderator": N_("{nick} is a moderator; you can't do that to them."),
    "owner": N_("{nick} is an owner; you can't do that to them."),
}


class Silence(msgspec.Struct, frozen=True):
    """Why one can't write in a room: one is `out` of it, it is for announcements, or one is muted.

    `private`: the room is, so that only others can bring one in again. `maker`: who made the room
    writes there, and not its moderators. `everywhere`: muted in more than this room, `until` Unix
    milliseconds or for ever.
    """

    out: Shut | None = None
    private: bool = False

    announce: bool = False
    maker: bool = False
    everywhere: bool = False
    until: int | None = None
    reason: str = ""


def refusal(known: Knowledge, command: Request | commands.Open) -> str:
    """Why the person can't do this, in one sentence; empty if they may, for all that is known."""
    check = _CHECKS.get(type(command))
    return worded(check(known, command)) if check is not None else ""


def moderates(known: Knowledge) -> bool:
    """Whether the person looks after what others say and do."""
    return rank(known_role(known.me.role)) >= rank("moderator")


def looks_after(known: Knowledge, room: RoomModel) -> bool:
    """Whether it is for the person to say how things go in a room."""
    if room.private:
        return bool(known.me.id) and room.maker == known.me.id
    return not room.direct and moderates(known)


def may_set_topic(known: Knowledge, room: RoomModel, now: int) -> bool:
    """Whether the person may say at `now` (Unix milliseconds) what a room is about."""
    if room.direct or not room.live or known.me.role == "guest":
        return False
    return silence(known, room, now) is None


def silence(known: Knowledge, room: RoomModel, now: int) -> Silence | None:
    """Why nothing can be written in a room at `now` (Unix milliseconds); None if it can."""
    if room.shut is not None:
        return Silence(out=room.shut, private=room.private)
    if room.announce and not looks_after(known, room):
        return Silence(announce=True, maker=room.private)
    for where in ("", room.name):
        mute = known.mutes.get(where)
        if mute is not None and (mute.until is None or now < mute.until):
            return Silence(everywhere=not where, until=mute.until, reason=mute.reason or "")
    return None


def may_react(known: Knowledge, row: MessageRow, now: int) -> bool:
    """Whether the person can reply or react to a message of the current room now."""
    return _stands(row) and silence(known, known.room, now) is None


def may_edit(known: Knowledge, row: MessageRow, now: int) -> bool:
    """Whether they can say it anew."""
    return row.mine and may_react(known, row, now)


def may_delete(known: Knowledge, row: MessageRow, now: int) -> bool:
    """Whether they can take it back: their own where they are in, and as a moderator others'."""
    room = known.room
    if room.shut is not None or not _stands(row):
        return False
    if row.mine:
        return True
    if room.private or room.direct or silence(known, room, now) is not None:
        return False
    return moderates(known) and rank(known_role(known.me.role)) > rank(known.roles.of(row.by.id))


def _stands(row: MessageRow) -> bool:
    """Whether it is in the log, and was not taken back."""
    return row.seq is not None and not row.deleted and row.state is not SendState.DELETING


def _moderates(known: Knowledge, _command: object) -> str:
    return "" if moderates(known) else ONLY_MODERATORS


def _outranks(known: Knowledge, command: commands.OnPerson) -> str:
    """A moderator acts on people of a lower rank; one who is not known is the server's matter."""
    if not moderates(known):
        return ONLY_MODERATORS
    them = known.meant(command.person, command.who)
    if them is None:
        return ""
    if them.id == known.me.id:
        return NOT_YOURSELF
    role = known.roles.of(them.id)
    if rank(known_role(known.me.role)) > rank(role):
        return ""
    return _UNTOUCHED[role].format(nick=them.nick)


def _kick(known: Knowledge, command: commands.Kick) -> str:
    room = known.rooms.get(command.room) if command.room is not None else None
    if room is None or not room.private:
        return _outranks(known, command)
    them = known.meant(command.person, command.who)
    themselves = them is not None and them.id == known.me.id
    if them is not None and them.id == room.maker:
        return N_("Who made a private room stays in it.")
    return "" if themselves or looks_after(known, room) else ONLY_MAKER


def _mute(known: Knowledge, command: commands.Mute) -> str:
    room = known.rooms.get(command.room) if command.room is not None else None
    if room is not None and (room.private or room.direct):
        return NOT_PUBLIC
    return _outranks(known, command)


def _role(known: Knowledge, command: commands.Role) -> str:
    """An owner makes anybody anything, themselves as well."""
    if known.me.role == "owner":
        return ""
    refused = _outranks(known, command)
    if not refused and rank(command.role) >= rank("moderator"):
        return ONLY_OWNERS
    return refused


def _release(known: Knowledge, command: commands.Release) -> str:
    return _outranks(known, commands.Kick(who=command.nick))


def _create(known: Knowledge, command: commands.Create) -> str:
    if command.announce and not command.private:
        return _moderates(known, command)
    return _no_guest(known, N_("Guests can't make rooms; ask a moderator."))


def _announce(known: Knowledge, command: commands.Announce) -> str:
    room = known.rooms.get(command.room)
    if room is None or looks_after(known, room):
        return ""
    return FOR_TWO if room.direct else ONLY_MAKER if room.private else ONLY_MODERATORS


def _admit(known: Knowledge, command: commands.Admit) -> str:
    room = known.rooms.get(command.room)
    if room is not None and not room.private:
        return FOR_TWO if room.direct else NOT_PRIVATE
    return _no_guest(known, N_("Guests can't bring others in; ask a moderator."))


def _open(known: Knowledge, _command: object) -> str:
    return _no_guest(known, N_("Guests can't begin direct conversations; ask a moderator."))


def _no_guest(known: Knowledge, refused: str) -> str:
    return refused if known.me.role == "guest" else ""


_CHECKS: dict[type, Callable[..., str]] = {
    commands.Kick: _kick,
    commands.Ban: _outranks,
    commands.Unban: _moderates,
    commands.Mute: _mute,
    commands.Role: _role,
    commands.Release: _release,
    commands.Create: _create,
    commands.Announce: _announce,
    commands.Admit: _admit,
    commands.Open: _open,
    commands.Invite: _moderates,
    commands.Revoke: _moderates,
    commands.Invites: _moderates,
    commands.Bans: _moderates,
    commands.Audit: _moderates,
}
