"""Direct conversations: rooms of two, which are there for nobody else."""

from chat_server import rights, rooms
from chat_server.chat import Caller, Chat
from chat_server.protocol import commands, names
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.records import DIRECT, Room


def open_direct(chat: Chat, caller: Caller, command: commands.Open) -> None:
    """Enter the room of the caller and the person of that nickname, made if there is none."""
    chat.meters.check_join(caller.person.id, caller.now)
    other = _find_person(chat, caller, command.with_)
    if other == caller.person.id:
        raise Refusal(ErrorCode.NOT_ALLOWED, "A direct conversation takes another person.")
    name = names.direct_name(caller.person.id, other)
    if name not in chat.rooms:
        rights.check_opening(chat, caller)
        members = frozenset({caller.person.id, other})
        chat.add_room(Room(name, DIRECT, members=members, maker=caller.person.id), caller.now)
    rooms.enter(chat, caller, chat.rooms[name], None, command.re)


def bring_other(chat: Chat, caller: Caller, room: Room) -> None:
    """Have the other person of a direct conversation hear what is about to be said in it."""
    other = chat.people.get(room.other(caller.person.id) or "")
    if other is not None:
        rooms.bring(chat, other, room, caller.now)


def _find_person(chat: Chat, caller: Caller, raw: str) -> str:
    """The id of who is called so: present, the owner, or whom the caller has talked with."""
    nobody = Refusal(ErrorCode.NO_SUCH_PERSON, "Nobody of that name is here.")
    try:
        nick = names.nickname(raw, chat.limits.nick)
    except Refusal:  # nobody can be called so
        raise nobody from None
    bearer = chat.nicknames.bearer(nick)
    if bearer is not None:
        return bearer
    for room in rooms.directs_of(chat, caller.person)[: rooms.LISTED_DIRECTS]:
        other = chat.who(room.other(caller.person.id) or "")
        if other is not None and names.nick_key(other.nick) == names.nick_key(nick):
            return other.id
    raise nobody
