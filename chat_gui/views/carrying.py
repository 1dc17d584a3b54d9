"""What a person was at in a window, taken over into another one on the same chat.

The window is made anew where the language changes: every sentence in it is another one then.
"""

from typing import NamedTuple

from chat_gui.views.settings import SettingsPanel
from chat_gui.views.window import ChatWindow


class Carried(NamedTuple):
    """What is typed and where the cursor is in it; which row is how high, None at the end.

    `settings`: whether they are open, where the language is chosen.

    The room that is looked at and the drafts of others are the model's.
    """

    typed: str
    cursor: str
    place: tuple[str, int] | None
    settings: bool


def take(window: ChatWindow) -> Carried:
    """Before the window goes."""
    place = window.history.where()
    return Carried(
        window.composing.drafting.typed(),
        window.composer.text.index("insert"),
        None if place is None else (place[0].key, place[1]),
        isinstance(window.panels.shown, SettingsPanel),
    )


def put_back(window: ChatWindow, carried: Carried) -> None:
    """In the one that has just been made."""
    model, history, composer = window.model, window.history, window.composer
    window.composing.drafting.follow()  # what is typed here may have come as this room's draft
    if composer.content() != carried.typed:
        composer.fill(carried.typed)
    composer.text.mark_set("insert", carried.cursor)
    composer.text.focus_set()
    if carried.place is not None:
        window.root.update_idletasks()  # how high a row is, is known once it is laid out
        key, height = carried.place
        history.around(*model.shown.rows(), key, detached=model.shown_excerpt is not None)
        history.go_to(key, height)
    if carried.settings:
        window.open_settings()
