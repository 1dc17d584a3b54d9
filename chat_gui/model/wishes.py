"""What this person did to messages and is not in the log yet, or was refused. Pure.

It is shown at once where people expect it, beside what the log says, never in its place: a refusal
takes it away again, and whatever comes meanwhile is not lost below it.
"""

from typing import NamedTuple

import msgspec

from chat_gui.model.rows import MessageRow, Reaction, SendState
from chat_server.protocol.commands import Delete, Edit, React

Doing = Edit | Delete | React
"""What one can do to a message that was said."""
MOST_WISHES = 1_000
"""As many as the outbox holds; of more, the oldest are not shown as such."""


class _Wish(NamedTuple):
    command: Doing
    refused: str = ""
    """Why an edit was refused: it stays until it is tried again or forgotten."""


class Wishes:
    """Those of one room, by the ids of the commands, in the order in which they were given."""

    def __init__(self) -> None:
        self._wishes: dict[str, _Wish] = {}
        self._targets: set[int] = set()

    def add(self, command: Doing) -> int:
        """Show this as if it were done; gives the seq of the message that it is about."""
        if isinstance(command, Edit):
            self.forget(command.target)
        self._wishes[command.id] = _Wish(command)
        for id in [*self._wishes][:-MOST_WISHES]:
            del self._wishes[id]
        self._count()
        return command.target

    def done(self, id: str) -> int | None:
        """It is in the log, or given up; gives the seq of its message, None if nobody waits."""
        wish = self._wishes.pop(id, None)
        if wish is None:
            return None
        if isinstance(wish.command, Edit):
            self.forget(wish.command.target)  # an earlier one that was refused
        self._count()
        return wish.command.target

    def refuse(self, id: str, reason: str) -> Doing | None:
        """It was not done. An edit stays with the reason, so that its text is not lost."""
        wish = self._wishes.get(id)
        if wish is None:
            return None
        if isinstance(wish.command, Edit):
            self._wishes[id] = _Wish(wish.command, reason)
        else:
            del self._wishes[id]
            self._count()
        return wish.command

    def forget(self, target: int) -> str | None:
        """The refused edit of a message is not wanted any more; gives its text, if there is one."""
        for id, (command, refused) in self._wishes.items():
            if refused and isinstance(command, Edit) and command.target == target:
                del self._wishes[id]
                self._count()
                return command.text
        return None

    def clear(self) -> None:
        """Forget all: the messages may be others by now."""
        self._wishes.clear()
        self._targets.clear()

    def _count(self) -> None:
        self._targets = {wish.command.target for wish in self._wishes.values()}

    def shown(self, row: MessageRow) -> MessageRow:
        """A message's row as the person sees it."""
        if row.deleted or row.seq not in self._targets:
            return row
        for command, refused in self._wishes.values():
            if command.target == row.seq:
                row = _with(row, command, refused)
        return row

    def emoji(self, target: int) -> list[str]:
        """What the person puts on a message now."""
        reactions = (one.command for one in self._wishes.values())
        return [
            one.emoji
            for one in reactions
            if isinstance(one, React) and one.target == target and one.on
        ]

    def mine(self, target: int, emoji: str, *, mine: bool) -> bool:
        """Whether the person's emoji is on a message, if the log says so or not."""
        for command, _refused in self._wishes.values():
            if isinstance(command, React) and (command.target, command.emoji) == (target, emoji):
                mine = command.on
        return mine


def _with(row: MessageRow, command: Doing, refused: str) -> MessageRow:
    if isinstance(command, React):
        reactions = _toggled(row.reactions, command.emoji, on=command.on)
        return msgspec.structs.replace(row, reactions=reactions)
    if isinstance(command, Delete):
        return msgspec.structs.replace(row, state=SendState.DELETING, reason="")
    if refused:
        return msgspec.structs.replace(row, state=SendState.UNSAVED, reason=refused)
    saving = {"edited": True, "state": SendState.SAVING, "reason": ""}
    return msgspec.structs.replace(row, text=command.text, **saving)


def _toggled(reactions: tuple[Reaction, ...], emoji: str, *, on: bool) -> tuple[Reaction, ...]:
    """The reactions when the person's own emoji is there, or is not."""
    if not any(one.emoji == emoji for one in reactions):
        return (*reactions, Reaction(emoji, 1, True)) if on else reactions
    counted = (
        Reaction(emoji, one.count + on - one.mine, on) if one.emoji == emoji else one
        for one in reactions
    )
    return tuple(one for one in counted if one.count)
