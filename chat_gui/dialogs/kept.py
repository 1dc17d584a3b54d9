"""In the first dialog: one's own chat still runs on this computer; come in, or stop it."""

import tkinter
from collections.abc import Callable
from tkinter import ttk

from chat_gui import theme
from chat_gui.i18n import _
from chat_gui.views.line import Ink
from chat_gui.views.styles import push_button
from chat_gui.views.wrapping import line_up


class KeptNotice(ttk.Frame):
    """Stands above the list while there is such a chat."""

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        on_enter: Callable[[], None],
        on_stop: Callable[[], None],
    ) -> None:
        super().__init__(parent, style="Note.TFrame")
        self._ink = ink
        self._said = ttk.Label(
            self, text=_("Your chat still runs on this computer."), style="Good.TLabel"
        )
        self._answers = ttk.Frame(self, style="Good.TFrame")
        self.enter, self.stop = (
            push_button(self._answers, "Good.TButton", command, text=text)
            for text, command in ((_("Come in"), on_enter), (_("Stop it"), on_stop))
        )
        self.columnconfigure(0, weight=1)
        for column, button in enumerate((self.enter, self.stop)):
            button.grid(row=0, column=column)
        ink.follow(self, self.restyle)
        self.restyle()

    def enable(self, enabled: bool) -> None:
        """Let it be pressed, or not."""
        for button in (self.enter, self.stop):
            button.state(["!disabled" if enabled else "disabled"])

    def fit(self, width: int) -> None:
        """Need no more than so many pixels: the buttons beside the sentence, or below it."""
        px = self._ink.look.px
        line_up((self._said, self._answers), width - 2 * px(theme.S) - px(theme.XS))
        self._said.grid(padx=(px(theme.S), 0))  # where the buttons' words begin

    def restyle(self) -> None:
        """Take over the theme."""
        px = self._ink.look.px
        self.configure(padding=(px(theme.XS), px(theme.S), px(theme.S), px(theme.S)))
