"""The panel in which one says what a room is about."""

import tkinter
from collections.abc import Callable
from tkinter import ttk

from chat_gui import theme
from chat_gui.i18n import _
from chat_gui.views.card import Card
from chat_gui.views.keys import lead_on, on_keys
from chat_gui.views.line import Ink
from chat_gui.views.styles import text_colours
from chat_gui.views.writing import Writing

LINES = 3
"""Lines of the field; a topic is one line, but it may be a long one."""


class TopicPanel(Card):
    """`on_save` gives the sentence that refuses a topic, or None; an empty one takes it away."""

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        room: str,
        topic: str,
        on_save: Callable[[str], str | None],
        on_close: Callable[[], None],
    ) -> None:
        super().__init__(parent, ink, theme.CARD_WIDTH, theme.L)
        self._on_save, self._on_close = on_save, on_close
        self.sentence(_("What {room} is about").format(room=room), "HelpTitle", theme.S)
        self._box = ttk.Frame(self, style="Composer.TFrame")
        self._box.columnconfigure(0, weight=1)
        self.text = Writing(self._box, ink, lambda text: "\n" not in text, lambda: None)
        self.text.configure(height=LINES)
        self.text.grid(row=0, column=0, sticky="ew")
        self.put(self._box, theme.S)
        self.refusal = self.sentence("", "CardError", theme.S)
        self.refusal.grid_remove()
        self.cancel = self.quiet(_("Cancel"), on_close)
        self.button = self.accent(_("Save"), self.save)
        self.actions(self.cancel, self.button)
        on_keys(self.text, dict.fromkeys(("<Return>", "<Control-Return>"), self.save))
        lead_on(self.text)
        for event, state in (("<FocusIn>", "focus"), ("<FocusOut>", "!focus")):
            self.text.bind(event, lambda _event, state=state: self._box.state([state]), add=True)  # type: ignore[misc]
        self.text.fill(topic)
        self.first: tkinter.Widget = self.text
        self.restyle()

    def save(self) -> None:
        """Say so, and close; what is refused stays, with the reason."""
        refusal = self._on_save(self.text.content())
        if refusal is None:
            self._on_close()
        else:
            self.refusal.configure(text=self.ink.words(refusal))
            self.refusal.grid()
            self.space()

    def restyle(self) -> None:
        """Take over the theme."""
        super().restyle()
        look = self.ink.look
        self.text.configure(**text_colours(look), font=look.body)
        self.text.grid_configure(padx=look.px(theme.S), pady=look.px(theme.S))
