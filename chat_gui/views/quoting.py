"""The line above a reply: a grey bar and what is answered, which leads there when it is pressed."""

from collections.abc import Callable

from chat_gui import theme
from chat_gui.model.rows import MessageRow, Quote, QuoteState
from chat_gui.views import message_words
from chat_gui.views.deed_links import JUMP
from chat_gui.views.line import Ink, fit
from chat_gui.views.run import Run

USUAL_WIDTH = 600
"""Pixels that a history is taken to have before it is drawn."""
_NOWHERE = {QuoteState.GONE, QuoteState.DELETED}


Write = Callable[[str, tuple[str, ...]], list[Run]]


def quote(row: MessageRow, ink: Ink, write: Write, width: int) -> list[Run]:
    """The line above a row's text, with its end; nothing where it is no reply.

    `write` makes runs of a text with tags, `width` is the history's in pixels.
    """
    if row.quote is None:
        return []
    tags = (_placed(row), "quote", "status")
    link = "" if row.quote.state in _NOWHERE else f"{JUMP}{row.quote.seq}"
    said = _fitting(row.quote, ink, width if width > 1 else USUAL_WIDTH)
    shown = (run._replace(link=link, original=None) for run in write(said, tags))
    return [Run("", tags, ink.paint.bar(), link=link), *shown, Run("\n", tags)]


def _placed(row: MessageRow) -> str:
    """A group's first line has the lower part of the avatar beside it."""
    if row.action:
        return "action"
    return "first" if row.head else "text"


def _fitting(quoted: Quote, ink: Ink, width: int) -> str:
    look = ink.look
    taken = look.px(theme.TEXT_INDENT) + look.px(theme.BAR_INDENT) + look.px(theme.L)
    room = max(width - taken, look.px(theme.L))
    return fit(message_words.quoted(quoted), look.small, room)
