"""The audit log: what was done by those who may, and to whom. Pure.

Everyone who looks after the server can read it, and nobody can change it. What people said is
never in it.
"""

from chat_server import rights, whom
from chat_server.chat import Caller, Chat
from chat_server.fitting import fitting
from chat_server.protocol import commands, events
from chat_server.protocol.events import Who
from chat_server.protocol.fields import MAX_INTEGER
from chat_server.writes import NewAct

MOST_LISTED = 200
"""Acts in one `audited`."""
MOST_DETAIL = 1_000
"""Characters of what is kept of an act beside who, whom and where."""


def note(
    chat: Chat,
    caller: Caller,
    act: str,
    who: str | None = None,
    room: str | None = None,
    detail: str = "",
) -> None:
    """Note that the caller did something: `act` is the command's type, `who` a person's id.

    Raises `Refusal` with `storage` while the disk refuses.
    """
    number = chat.acts[""] + 1
    chat.write(NewAct(number, caller.now, caller.person.id, act, who, room, detail[:MOST_DETAIL]))
    chat.journal.put(chat.acts, "", number)


def audit(chat: Chat, caller: Caller, command: commands.Audit) -> None:
    """What was done, the newest first; acts of this batch as well."""
    rights.check_moderates(caller)
    limit = min(max(command.limit, 1), MOST_LISTED)
    before = MAX_INTEGER if command.before is None else command.before
    fresh = [one for one in chat.writes if isinstance(one, NewAct) and one.number < before]
    found = fresh[::-1][: limit + 1]
    if len(found) <= limit:
        found += chat.archive.find_acts(before, limit + 1 - len(found))
    people: dict[str, Who] = {}
    listed, more = fitting(_info(chat, one, people) for one in found[:limit])
    answer = events.Audited(listed, more or len(found) > limit, command.re)
    chat.answer(caller.connection, answer)


def _info(chat: Chat, act: NewAct, people: dict[str, Who]) -> events.ActInfo:
    """An act as it is told; `people` are those who were looked up before."""
    for id in {act.by, act.who or act.by} - people.keys():
        people[id] = whom.shown(chat, id)
    return events.ActInfo(
        number=act.number,
        at=act.at,
        by=people[act.by],
        act=act.act,
        who=None if act.who is None else people[act.who],
        room=act.room,
        detail=act.detail,
    )
