"""The search: a field, where to look, one sentence on how it stands, and what was found."""

import tkinter
from collections.abc import Callable
from tkinter import ttk
from typing import NamedTuple

from chat_gui import theme
from chat_gui.i18n import N_, _, ngettext, number
from chat_gui.model.searching import Result, Searching, State
from chat_gui.views.found import FoundLines
from chat_gui.views.guard import guard
from chat_gui.views.keys import on_keys, on_steps
from chat_gui.views.line import Ink
from chat_gui.views.styles import push_button
from chat_gui.views.wrapping import line_up
from chat_gui.worded import worded
from chat_server.protocol.limits import MOST_SEARCHED

PAGE = 5
"""Results that Page Up and Page Down go over."""


class SearchDoing(NamedTuple):
    """What the panel has done: `type` a text, here or everywhere; `go` to a message; `more` when
    the last result is near; `close`, and with `back` to where one was.
    """

    type: Callable[[str, bool], None]
    go: Callable[[Result], None]
    more: Callable[[], None]
    close: Callable[[], object]
    back: Callable[[], object]


class SearchPanel(ttk.Frame):
    """The keyboard stays in the field: arrows choose a result, Return goes there, Esc goes back."""

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        where: Callable[[str], str],
        doing: SearchDoing,
    ) -> None:
        super().__init__(parent, style="Inside.TFrame")
        self._ink, self._doing = ink, doing
        self._edge = ttk.Frame(self, style="Line.TFrame")
        self._top = ttk.Frame(self, style="Inside.TFrame")
        self._text = tkinter.StringVar(self)
        self.entry = ttk.Entry(self._top, style="Card.TEntry", textvariable=self._text)
        guard(self.entry, ink, MOST_SEARCHED)
        self.close = push_button(self._top, "Raised.TButton", doing.close)
        self._tabs = ttk.Frame(self, style="Inside.TFrame")
        self._everywhere = tkinter.BooleanVar(self, value=False)
        self.here = self._tab(_("In this room"), everywhere=False)
        self.everywhere = self._tab(_("Everywhere"), everywhere=True)
        self.status = ttk.Label(self, style="CardText.TLabel")
        self.found = FoundLines(self, ink, where, doing.go, doing.more)
        self._low = False
        self._searching: Searching | None = None
        self._lay_out()
        self._bind_keys()
        ink.follow(self, self.restyle)
        self.restyle()

    def _tab(self, label: str, *, everywhere: bool) -> ttk.Radiobutton:
        made = ttk.Radiobutton(
            self._tabs,
            style="Search.Tab.TRadiobutton",
            text=label,
            variable=self._everywhere,
            value=everywhere,
            command=self._typed,
        )
        on_keys(made, {"<Return>": made.invoke})
        made.bind("<ButtonRelease-1>", lambda _event: self.entry.focus_set())
        return made

    def _lay_out(self) -> None:
        self.columnconfigure(1, weight=1)
        self.rowconfigure(3, weight=1)
        self._edge.grid(row=0, column=0, rowspan=4, sticky="ns")
        self._top.grid(row=0, column=1, sticky="ew")
        self._top.columnconfigure(0, weight=1)
        self.entry.grid(row=0, column=0, sticky="ew")
        self.close.grid(row=0, column=1)
        self._tabs.grid(row=1, column=1, sticky="ew")
        self.status.grid(row=2, column=1, sticky="ew")
        self.found.grid(row=3, column=1, sticky="nsew")
        self.close.lift()  # Tab goes in the order of stacking

    def _bind_keys(self) -> None:
        entry = self.entry
        self._text.trace_add("write", lambda *_: self._typed())
        steps = {"<Up>": -1, "<Down>": 1, "<Prior>": -PAGE, "<Next>": PAGE}
        on_steps(entry, steps, self.found.move)
        on_keys(entry, {"<Return>": self._choose})
        for widget in (entry, self.here, self.everywhere, self.close):
            on_keys(widget, {"<Escape>": self._doing.back})
        self._tabs.bind("<Configure>", lambda event: self._fit(event.width))
        self.status.bind("<Configure>", lambda event: self._wrap(event.width))

    def begin(self) -> None:
        """Give the field the keyboard, with what was typed last ready to be typed over."""
        self.entry.focus_set()
        self.entry.select_range(0, "end")
        self.entry.icursor("end")

    def fill(self, text: str, *, everywhere: bool) -> None:
        """Search for this; what the field can't hold is left out."""
        pieces = self._ink.pieces(text[:MOST_SEARCHED])
        self._everywhere.set(everywhere)
        self._text.set("".join(one.shown for one in pieces if one.shown == one.original))

    def stand(self, *, beside: bool, low: bool) -> None:
        """Stand beside the history, as wide as the theme says, or over it.

        Where that is `low`, what is found is all that is told; how the search stands is told in its
        place, which scrolls.
        """
        self._low = low
        self._tighten()
        if beside:
            self._edge.grid()
        else:
            self._edge.grid_remove()
        self.grid_propagate(not beside)
        self.configure(width=self._ink.look.px(theme.SEARCH_WIDTH))
        if self._searching is not None:
            self.show(self._searching)

    def show(self, searching: Searching) -> None:
        """Show how the search stands."""
        self._searching = searching
        told = self._ink.words(said(searching))
        self.status.configure(text=told)
        (self.status.grid_remove if self._low else self.status.grid)()
        self.found.show(searching.results, searching.words, everywhere=searching.room is None)
        self.found.tell(told if self._low else "")

    def ask_again(self) -> None:
        """Search for what is in the field, in the room that is looked at now."""
        self._typed()

    def _typed(self) -> None:
        self._doing.type(self._text.get(), self._everywhere.get())

    def _choose(self) -> None:
        if (chosen := self.found.chosen) is not None:
            self._doing.go(chosen)

    def _tighten(self) -> None:
        """Where the panel is low, the choices are small: what is found needs the room."""
        look = self._ink.look
        beside = look.px(theme.XS if self._low else theme.M)
        ttk.Style(self).configure(
            "Search.Tab.TRadiobutton",
            font=look.small_bold if self._low else look.bold,
            padding=[beside, look.px(theme.XS)],
        )
        self._fit(self._tabs.winfo_width())

    def _fit(self, width: int) -> None:
        """The choices stand side by side, or one below the other where that is too wide."""
        if width > 1:
            line_up((self.here, self.everywhere), width)

    def _wrap(self, width: int) -> None:
        self.status.configure(wraplength=max(1, width))

    def restyle(self) -> None:
        """Take over the theme."""
        px = self._ink.look.px
        left = px(theme.M)
        self._edge.configure(width=px(theme.HAIRLINE))
        self.close.configure(image=self._ink.paint.icon("no", "muted"))
        self._top.grid_configure(padx=left, pady=(px(theme.M), px(theme.XS)))
        self.close.grid_configure(padx=(px(theme.XS), 0))
        self.entry.configure(font=self._ink.look.body)
        self._tabs.grid_configure(padx=left, pady=(px(theme.XS), 0))
        self.status.grid_configure(padx=left + px(theme.XS), pady=px(theme.S))
        self._tighten()
        self.found.restyle()


def said(searching: Searching) -> str:
    """How the search stands, in one sentence."""
    count = len(searching.results)
    if searching.state is State.REFUSED:
        return worded(searching.refusal)
    if searching.state is State.OFFLINE and not count:
        return _("You are not connected, and nothing that is kept here has these words.")
    if searching.state is State.NOTHING and searching.room is not None:
        return _("Nothing in this room has these words; “Everywhere” looks in the others, too.")
    if searching.state is not State.FOUND:
        return _(_SAID[searching.state])
    if searching.more:
        return ngettext(
            "The newest message found; scroll for older ones.",
            "The newest {count} messages found; scroll for older ones.",
            count,
        ).format(count=number(count))
    return ngettext("{count} message found.", "{count} messages found.", count).format(
        count=number(count)
    )


_SAID = {
    State.EMPTY: N_("Type words, or how they begin; what has all of them is found."),
    State.SHORT: N_("Type two letters or more."),
    State.SEARCHING: N_("Searching…"),
    State.NOTHING: N_("Nothing that you may read has these words."),
    State.OFFLINE: N_("You are not connected; this is what is kept here."),
    State.BUSY: N_("The server is busy; searching again in a moment."),
}
