"""One's own messages of a room that have no `seq` yet: on their way, or refused. Pure."""

from collections.abc import Collection
from typing import Any

import msgspec

from chat_gui.model.rows import MessageRow, SendState
from chat_server.protocol.events import Who


class Pending:
    """Of one room, in the order in which they were said. `me` is whose window this is."""

    def __init__(self, me: Who) -> None:
        self._me = me
        self._rows: dict[str, MessageRow] = {}

    def rows(self) -> Collection[MessageRow]:
        """How they are shown."""
        return self._rows.values()

    def add(
        self, id: str, text: str, at: int, *, action: bool, reply_to: int | None = None
    ) -> None:
        """One is on its way."""
        self._rows[id] = MessageRow(
            *(id, at, self._me, text),
            mine=True,
            head=True,
            action=action,
            state=SendState.SENDING,
            reply_to=reply_to,
        )

    def fail(self, id: str, reason: str) -> bool:
        """One does not go out. False if it is not waiting here."""
        row = self._rows.get(id)
        if row is None:
            return False
        self._rows[id] = msgspec.structs.replace(row, state=SendState.FAILED, reason=reason)
        return True

    def drop(self, id: str) -> None:
        """One is there, or is to be forgotten."""
        self._rows.pop(id, None)

    def set_me(self, me: Who) -> None:
        """The server told who this window's person is; what waits is theirs."""
        self._me = me
        self._change(by=me)

    def answer_nothing(self) -> None:
        """What they answer is of another log."""
        self._change(reply_to=None)

    def _change(self, **how: Any) -> None:
        self._rows = {id: msgspec.structs.replace(row, **how) for id, row in self._rows.items()}
