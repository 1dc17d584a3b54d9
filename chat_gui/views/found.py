"""The list of what a search found: who said it, when and where, and the words lit in the text."""

import tkinter
from collections.abc import Callable, Sequence
from tkinter import ttk
from typing import Any

from chat_gui import clock, theme
from chat_gui.model import matching
from chat_gui.model.markup import unmarked
from chat_gui.model.searching import Result
from chat_gui.views import words
from chat_gui.views.later import soon
from chat_gui.views.line import Ink
from chat_gui.views.rtl_layout import RtlLayout
from chat_gui.views.run import Run, plain
from chat_gui.views.scrolling import scrolled_text

NEAR_END = 0.9
"""How far down one scrolls until more is asked for, of the whole."""


class FoundLines(ttk.Frame):
    """`on_choose` is given what was clicked, `on_end` told that the last result is near.

    `where` names a room. The keyboard stays in the field above: `move` goes from result to result.
    """

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        where: Callable[[str], str],
        on_choose: Callable[[Result], None],
        on_end: Callable[[], None],
    ) -> None:
        super().__init__(parent, style="Inside.TFrame")
        self._ink, self._where, self._on_choose, self._on_end = ink, where, on_choose, on_end
        self._results: list[Result] = []
        self._wanted: list[str] = []
        self._everywhere = False
        self._chosen = 0
        self.text, self._bar = scrolled_text(self, height=1)
        self.text.configure(yscrollcommand=self._scrolled)
        self.rowconfigure(0, weight=1)
        self.columnconfigure(0, weight=1)
        self._rtl = RtlLayout(ink, self.text.winfo_width)
        self.text.grid(row=0, column=0, sticky="nsew")
        self._bar.grid(row=0, column=1, sticky="ns")
        self.text.bind("<ButtonRelease-1>", self._clicked)
        self.text.bind("<B1-Motion>", lambda _event: "break")
        self.text.bind("<Double-Button-1>", lambda _event: "break")
        self.text.bind("<Motion>", self._hovered)
        self.text.bind("<Leave>", lambda _event: self.text.tag_remove("hover", "1.0", "end"))

    # What is listed

    def show(self, results: Sequence[Result], wanted: list[str], *, everywhere: bool) -> None:
        """List these, with these words lit; what is listed already stays where it is."""
        how = (wanted, everywhere)
        goes_on = bool(self._results) and list(results[: len(self._results)]) == self._results
        if goes_on and how == (self._wanted, self._everywhere):
            self._write(results[len(self._results) :])
            return
        self._results, self._chosen = [], 0
        self._wanted, self._everywhere = wanted, everywhere
        self.text.configure(state="normal")
        self.text.delete("1.0", "end")
        self.text.configure(state="disabled")
        self._write(results)
        self.text.yview_moveto(0.0)
        self._show_chosen()

    def tell(self, sentence: str) -> None:
        """Say this where nothing is listed; arrows scroll it."""
        if not self._results:
            self.text.configure(state="normal")
            self.text.replace("1.0", "end", sentence, "told")
            self.text.configure(state="disabled")

    def _write(self, results: Sequence[Result]) -> None:
        now = clock.now()
        self.text.configure(state="normal")
        for number, result in enumerate(results, len(self._results)):
            tag = f"hit:{number}"
            if number:
                self.text.insert("end", "\n", ())
            self._put(plain(self._ink, result.by.nick, (tag, "first", "name")))
            said = f"  {words.moment(result.at, now)}"
            self.text.insert("end", said, (tag, "first", "time"))
            if self._everywhere:
                where = f"  {self._where(result.room)}"
                self._put(plain(self._ink, where, (tag, "first", "room")))
            self.text.insert("end", "\n", (tag,))
            snippet = [
                run
                for part, is_lit in matching.lit(unmarked(result.snippet), self._wanted)
                for run in plain(self._ink, part, (tag, "said", *(("lit",) if is_lit else ())))
            ]
            self._put(snippet, None)
        self.text.configure(state="disabled")
        self._results += results

    def _put(self, runs: list[Run], base: int | None = 0) -> None:
        """Write at the end, emoji as images; `base` as in `RtlLayout.lay`."""
        for run in self._rtl.lay(runs, base) if self._ink.colour_kills else runs:
            if run.image is None:
                self.text.insert("end", run.text, run.tags)
                continue
            self.text.image_create("end", image=run.image)
            for tag in run.tags:
                self.text.tag_add(tag, "end-2c")

    # Which one

    @property
    def chosen(self) -> Result | None:
        """The one that the keyboard is on."""
        return self._results[self._chosen] if self._results else None

    def move(self, step: int) -> None:
        """Go so many results down or up."""
        if not self._results:
            self.text.yview_scroll(step, "units")
            return
        self._chosen = min(max(self._chosen + step, 0), len(self._results) - 1)
        self._show_chosen()
        if self._chosen == len(self._results) - 1:
            self._on_end()

    def _show_chosen(self) -> None:
        self.text.tag_remove("chosen", "1.0", "end")
        if found := self._lines(self._chosen):
            self.text.tag_add("chosen", *found)
            self.text.see(f"{found[1]}-1c")
            self.text.see(found[0])

    def _lines(self, number: int) -> tuple[str, str] | None:
        """Where a result begins and ends."""
        found = self.text.tag_ranges(f"hit:{number}")
        return (f"{found[0]} linestart", f"{found[-1]} lineend+1c") if found else None

    def _at(self, event: "tkinter.Event[tkinter.Misc]") -> int | None:
        """Which result is under the pointer."""
        index = f"@{event.x},{event.y}"
        last = self.text.dlineinfo("end-1c")
        if last is not None and event.y > last[1] + last[3]:
            return None
        tags = [*self.text.tag_names(index), *self.text.tag_names(f"{index} linestart")]
        hits = (tag for tag in tags if tag.startswith("hit:"))
        return next((int(tag.removeprefix("hit:")) for tag in hits), None)

    def _clicked(self, event: "tkinter.Event[tkinter.Misc]") -> str:
        number = self._at(event)
        if number is not None:
            self._chosen = number
            self._show_chosen()
            self._on_choose(self._results[number])
        return "break"

    def _hovered(self, event: "tkinter.Event[tkinter.Misc]") -> None:
        self.text.tag_remove("hover", "1.0", "end")
        number = self._at(event)
        self.text.configure(cursor="arrow" if number is None else "hand2")
        if number is not None and (found := self._lines(number)):
            self.text.tag_add("hover", *found)

    def _scrolled(self, first: float, last: float) -> None:
        self._bar.set(first, last)
        if self._results and float(last) >= NEAR_END and float(last) > float(first):
            soon(self, self._on_end)

    # The look

    def restyle(self) -> None:
        """Take over the theme."""
        look = self._ink.look
        colours, px = look.palette, look.px
        self.text.configure(
            background=colours.raised,
            foreground=colours.text,
            font=look.body,
            selectbackground=colours.raised,
            selectforeground=colours.text,
            inactiveselectbackground=colours.raised,
        )
        sides = {"lmargin1": px(theme.L), "lmargin2": px(theme.L), "rmargin": px(theme.S)}
        small = {"font": look.small, "foreground": colours.muted}
        tags: dict[str, dict[str, Any]] = {
            "first": {**sides, "spacing1": px(theme.S)},
            "said": {**sides, "spacing3": px(theme.S)},
            "told": {**sides, **small, "spacing1": px(theme.S)},
            "room": {"font": look.small_bold, "foreground": colours.muted},
            "name": {"font": look.bold},
            "time": small,
            "hover": {"background": colours.hover},
            "chosen": {"background": colours.accent_soft},
            "lit": {"font": look.bold, "foreground": colours.accent},
        }
        for tag, options in tags.items():
            for edge in ("lmargincolor", "rmargincolor"):
                if "background" in options:
                    options[edge] = options["background"]
            self.text.tag_configure(tag, **options)
