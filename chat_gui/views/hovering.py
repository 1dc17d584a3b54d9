"""What the pointer finds on a message: a small bar of buttons, its time, who put a reaction there.

It comes when the pointer rests on the message and draws nothing anew.
"""

import tkinter
from collections.abc import Callable
from tkinter import ttk
from typing import NamedTuple

from chat_gui import theme
from chat_gui.i18n import _
from chat_gui.model.rows import MessageRow, SendState
from chat_gui.views import words
from chat_gui.views.hint import Hint
from chat_gui.views.later import Timer, soon
from chat_gui.views.line import Ink
from chat_gui.views.overlaying import within
from chat_gui.views.paper import Paper
from chat_gui.views.whereabouts import Stop, Whereabouts

REST_MS = 60
"""How long the pointer rests on a message before the bar comes."""


class HoverDoing(NamedTuple):
    """What the bar does with a message, its menus below a widget; `may`: whether one can answer.

    `tells` is what a link under the pointer has to tell; empty for nothing.
    """

    may: Callable[[MessageRow], bool]
    react: Callable[[MessageRow, tkinter.Misc], object]
    reply: Callable[[MessageRow], object]
    more: Callable[[MessageRow, tkinter.Misc], object]
    tells: Callable[[str], str]


class Hovering:
    """Of one paper. `address` gives where what stands at an index leads."""

    def __init__(
        self,
        text: Paper,
        ink: Ink,
        where: Whereabouts,
        doing: HoverDoing,
        address: Callable[[str], str],
    ) -> None:
        self._text, self._ink, self._where, self._doing = text, ink, where, doing
        self._address = address
        self._timer = Timer(text)
        self._at = (0, 0)
        self.row: MessageRow | None = None
        """The message that the pointer is on."""
        self.bar = ttk.Frame(text, style="Panel.TFrame")
        self.react = self._button(_("React"), lambda row: doing.react(row, self.react))
        self.reply = self._button(_("Reply"), lambda row: doing.reply(row))
        self.more = self._button(_("More"), lambda row: doing.more(row, self.more))
        self.time = ttk.Label(text, style="Hint.TLabel")
        self._spot = tkinter.Frame(text, width=1, height=1)
        self.hint = Hint(self._spot, ink, lambda: self._told)
        self._told = ""
        text.bind("<Motion>", self._moved, add=True)
        text.bind("<Leave>", lambda _event: soon(text, self._left), add=True)
        self.bar.bind("<Leave>", lambda _event: soon(text, self._left), add=True)
        for gone in ("<Button>", "<Key>", "<MouseWheel>", "<Unmap>"):
            text.bind(gone, lambda _event: self.hide(), add=True)
        self.restyle()

    def _button(self, label: str, deed: Callable[[MessageRow], object]) -> ttk.Button:
        def press() -> None:
            row = self.row
            if row is not None:
                deed(row)
                self.hide()

        made = ttk.Button(self.bar, text=label, style="Raised.TButton", command=press)
        made.configure(takefocus=False)  # the keyboard has the message's own menu
        Hint(made, self._ink, lambda: label)
        return made

    def _moved(self, event: "tkinter.Event[tkinter.Misc]") -> None:
        self._at = event.x, event.y
        selecting = int(event.state) & 0x0700  # a button is held
        if not selecting and not self._timer.runs:
            self._timer.begin(REST_MS, self._rest)

    def _left(self) -> None:
        """The pointer went elsewhere, unless it is on what lies over the paper."""
        if not self._text.winfo_exists():
            return
        under = self._text.winfo_containing(*self._text.winfo_pointerxy())
        if under is None or not str(under).startswith(str(self._text)):
            self.hide()

    def _rest(self) -> None:
        """The pointer rests, or what is under it has changed."""
        index = f"@{self._at[0]},{self._at[1]}"
        stop = self._where.message_at(index)
        self._tell(self._doing.tells(self._address(index)) if stop is not None else "", index)
        if stop is None or not _can_be_met(stop.row):
            self.hide()
        else:
            self._show(stop)

    def look(self) -> None:
        """Rows were drawn: another message may be under the pointer now, or none."""
        if self.row is not None:
            self._rest()

    def _tell(self, told: str, index: str) -> None:
        """Say who reacted, below the reaction."""
        box = self._text.bbox(index)
        if told == self._told or box is None:
            return
        self._told = told
        if told:
            self._spot.place(x=box[0], y=box[1] + box[3], bordermode="outside")
            self._text.update_idletasks()
            self.hint.show()
        else:
            self._spot.place_forget()
            self.hint.hide()

    def _show(self, stop: Stop) -> None:
        box = self._where.box(stop)
        if box is None:
            self.hide()
            return
        self.row = stop.row
        look = self._ink.look
        may = self._doing.may(stop.row)
        for column, (button, wanted) in enumerate(
            ((self.react, may), (self.reply, may), (self.more, True))
        ):
            if wanted:
                button.grid(row=0, column=column)
            else:
                button.grid_remove()
        high = self.bar.winfo_reqheight()
        above = look.px(theme.M) if stop.row.head and box.begins else 0
        top = within(box.top + above - high // 3, high, self._text.winfo_height(), 0)
        self.bar.place(relx=1.0, x=-look.px(theme.L), y=top, anchor="ne", bordermode="outside")
        self._show_time(stop, box.top if box.begins else None)

    def _show_time(self, stop: Stop, top: int | None) -> None:
        """The minute beside a message that has none of its own."""
        if top is None or stop.row.head or stop.row.action:
            self.time.place_forget()
            return
        self.time.configure(text=words.clock(stop.row.at))
        look = self._ink.look
        drop = max(0, look.height(look.body) - look.height(look.small)) // 2
        right = look.px(theme.TEXT_INDENT - theme.S)
        self.time.place(x=right, y=top + drop, anchor="ne", bordermode="outside")

    def hide(self) -> None:
        """The pointer is on no message."""
        self._timer.stop()
        self.row, self._told = None, ""
        self.hint.hide()
        for one in (self.bar, self.time, self._spot):
            one.place_forget()

    def restyle(self) -> None:
        """Take over the theme."""
        px = self._ink.look.px
        self.bar.configure(padding=px(theme.XS // 2))
        self._spot.configure(background=self._ink.look.palette.surface)
        for button, icon in ((self.react, "smile"), (self.reply, "reply"), (self.more, "more")):
            image = self._ink.paint.icon(icon, "muted")
            button.configure(image=image, compound="image")
        self.hide()


def _can_be_met(row: MessageRow) -> bool:
    return row.seq is not None and not row.deleted and row.state is not SendState.DELETING
