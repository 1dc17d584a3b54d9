"""What stands behind a message about itself: that it was edited, is on its way, or was refused."""

from collections.abc import Callable

from chat_gui.i18n import N_, _
from chat_gui.model.rows import MessageRow, SendState
from chat_gui.views import message_words, words
from chat_gui.views.deed_links import AGAIN, FORGET, RETRY
from chat_gui.views.run import Run
from chat_gui.worded import worded

MOODS: dict[SendState, str] = {
    SendState.SENT: "sent",
    SendState.SENDING: "sending",
    SendState.FAILED: "failed",
    SendState.SAVING: "sending",
    SendState.UNSAVED: "sent",
    SendState.DELETING: "sending",
}
"""The tag of a message's text."""
_UNDER_WAY: dict[SendState, str] = {
    SendState.SENDING: N_("sending…"),
    SendState.SAVING: N_("saving…"),
    SendState.DELETING: N_("deleting…"),
}


def state_runs(row: MessageRow) -> list[Run]:
    """What stands behind the text of a message."""
    edited = row.edited and row.state is not SendState.SAVING
    marks = [_(words.EDITED)] if edited else []
    if row.state in _UNDER_WAY:
        marks.append(_(_UNDER_WAY[row.state]))
    told = [Run(f"  {mark}", _TOLD) for mark in marks]
    trouble = _TROUBLES.get(row.state)
    return [*told, *trouble(row)] if trouble is not None else told


def _failed(row: MessageRow) -> list[Run]:
    return [
        *_sentence(words.not_sent(worded(row.reason))),
        Run(_("Retry"), _ACTION, link=f"{RETRY}{row.key}"),
    ]


def _unsaved(row: MessageRow) -> list[Run]:
    return [
        *_sentence(message_words.unsaved(worded(row.reason))),
        Run(_("Edit again"), _ACTION, link=f"{AGAIN}{row.seq}"),
        Run("   ", _TROUBLE),
        # Translators: gives up a change of a message that the server refused.
        Run(_("Leave it"), _ACTION, link=f"{FORGET}{row.seq}"),
    ]


_TOLD = ("text", "status")
"""Where there is no room beside the text, it stands below it."""
_TROUBLE = ("trouble",)
_ACTION = (*_TROUBLE, "retry")


def _sentence(said: str) -> list[Run]:
    return [Run("\n", _TROUBLE), Run(f"{said}  ", _TROUBLE)]


_TROUBLES: dict[SendState, Callable[[MessageRow], list[Run]]] = {
    SendState.FAILED: _failed,
    SendState.UNSAVED: _unsaved,
}
