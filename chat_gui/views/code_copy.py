"""*Copy* above a block of code: it goes to the clipboard, and the word tells so for a moment."""

from functools import partial

from chat_gui.i18n import _
from chat_gui.views import clipboard
from chat_gui.views.later import later
from chat_gui.views.markup import COPY
from chat_gui.views.paper import Paper

TOLD_MS = 1_500
"""How long *Copied* stands there."""


def copy_code(text: Paper, code: str) -> None:
    """Copy a block of code that is written on this paper."""
    clipboard.copy(text, code)
    for tag in [tag for tag, address in text.addresses.items() if address == f"{COPY}{code}"]:
        # Translators: stands above a block of code for a moment after it was copied.
        _say(text, tag, _("Copy"), _("Copied"))
        later(text, TOLD_MS, partial(_say, text, tag, _("Copied"), _("Copy")))


def _say(text: Paper, tag: str, before: str, after: str) -> None:
    """Put one word in place of the other, if the row is still there."""
    found = text.tag_ranges(tag)
    if len(found) == 2 and text.get(*found) == before:
        with text.writing():
            text.replace(found[0], found[1], after, text.tag_names(found[0]))
