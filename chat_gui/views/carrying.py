"""What a person was at in a window, taken over into another one on the same chat.

The window is made anew where the language changes: every sentence in it is another one then.
"""

import tkinter
from typing import NamedTuple

from chat_gui.model.rows import MessageRow
from chat_gui.model.undo import Undo
from chat_gui.views.answering import Begun
from chat_gui.views.finding import Sought
from chat_gui.views.jumps import Place
from chat_gui.views.settings import SettingsPanel
from chat_gui.views.window import ChatWindow


class Carried(NamedTuple):
    """What the person was at.

    The room that is looked at, the part of it that is shown and the drafts of others are the
    model's.
    """

    typed: str
    """What stands in the composer, with the cursor at `cursor`."""
    cursor: str
    draft: str
    """The same, but for an edit: what was typed before that."""
    steps: Undo
    pasted: str | None
    """What stood there before a paste that is too long."""
    begun: Begun
    sought: Sought
    place: tuple[str, int] | None
    """Which row is how high, None at the end."""
    left: tuple[Place, MessageRow | None] | None
    """Where a quote was followed."""
    listed: float
    """How far the sidebar is scrolled, of the whole."""
    stop: int
    """Where the keyboard is, of `_stops`."""
    ringed: MessageRow | None
    """The message that it is on."""
    troubles: list[str]
    """What was to be read in the banner."""
    settings: bool
    """Whether they are open, where the language is chosen."""


def take(window: ChatWindow) -> Carried:
    """Before the window goes."""
    place = window.history.where()
    return Carried(
        window.composer.content(),
        window.composer.text.index("insert"),
        window.composing.drafting.typed(),
        window.composer.text.steps,
        window.composing.long.before,
        window.messages.answering.begun(),
        window.finding.sought(),
        None if place is None else (place[0].key, place[1]),
        window.jumps.left,
        window.sidebar.listing.yview()[0],
        _stop(window),
        window.history.stepping.focused,
        window.banner.troubles,
        isinstance(window.panels.shown, SettingsPanel),
    )


def put_back(window: ChatWindow, carried: Carried) -> None:
    """In the one that has just been made."""
    model, history, composer = window.model, window.history, window.composer
    window.composing.drafting.take_over(carried.draft)
    window.messages.answering.take_over(carried.begun, carried.typed)
    composer.text.mark_set("insert", carried.cursor)
    composer.text.steps = carried.steps
    window.composing.long.take_over(carried.pasted)
    for trouble in carried.troubles:
        window.banner.tell(trouble)
    window.finding.take_over(carried.sought)
    window.root.update_idletasks()  # how high a row is, is known once it is laid out
    window.sidebar.listing.yview_moveto(carried.listed)
    if carried.place is not None:
        key, height = carried.place
        history.around(*model.shown.rows(), key, detached=model.shown_excerpt is not None)
        history.go_to(key, height)
    window.jumps.left = carried.left
    if carried.ringed is not None:
        history.stepping.put_on(carried.ringed)
    stops = _stops(window)
    stops[min(carried.stop, len(stops) - 1)].focus_set()
    if carried.settings:
        window.open_settings()


def _stops(window: ChatWindow) -> list[tkinter.Misc]:
    """Where the keyboard may be, of what both windows have."""
    stops = [*window.regions]
    if window.finding.panel is not None:
        stops.append(window.finding.panel.entry)
    return stops


def _stop(window: ChatWindow) -> int:
    focus = str(window.root.tk.call("focus"))
    return next((at for at, one in enumerate(_stops(window)) if str(one) == focus), 0)
