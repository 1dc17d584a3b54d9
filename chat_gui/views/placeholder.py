"""What a field is for, in the field itself for as long as nothing is typed there."""

import tkinter

from chat_gui import theme
from chat_gui.views.line import Ink, Line


class Placeholder(Line):
    """In `field`, or in the frame that is drawn around it; a click gives `field` the keyboard."""

    def __init__(
        self, field: tkinter.Widget, ink: Ink, frame: tkinter.Widget | None = None
    ) -> None:
        super().__init__(frame or field, ink, "body", "muted", "raised")
        self.bind("<Button-1>", lambda _event: field.focus_set())

    def appear(self, *, empty: bool, beside: int = 0) -> None:
        """Be seen where the field is empty, right behind the mark where one types.

        So many pixels at the end of the field have something else `beside` it.
        """
        if empty:
            pad, mark = self._ink.look.px(theme.M), self._ink.look.px(2)
            self.place(x=pad + mark, rely=0.5, anchor="w", relwidth=1.0, width=-2 * pad - beside)
        else:
            self.place_forget()
