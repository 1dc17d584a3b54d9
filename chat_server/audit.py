"""The audit log: what was done by those who may, and to whom. Pure.

Everyone who looks after the server can read it, and nobody can change it. What people said is
never in it.
"""

from chat_server.chat import Caller, Chat
from chat_server.writes import NewAct


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
    chat.write(NewAct(number, caller.now, caller.person.id, act, who, room, detail))
    chat.journal.put(chat.acts, "", number)
