"""The rows of the settings panel: what is set, at its right or below it how it is set.

Each can be as narrow as `fit` says: names break into lines, and what sets goes below its name.
"""

import tkinter
from collections.abc import Callable, Sequence
from tkinter import ttk
from typing import Generic, TypeVar

from chat_gui import theme
from chat_gui.model.hours import minute_of, time_of
from chat_gui.views import menu_keys
from chat_gui.views.keys import on_keys, on_steps
from chat_gui.views.line import Ink
from chat_gui.views.menus import menu
from chat_gui.views.overlaying import below
from chat_gui.views.styles import push_button
from chat_gui.views.wrapping import line_up, wrap

V = TypeVar("V")

STEP_MINUTES = 15
"""By how much an arrow key moves a time."""


class Row(ttk.Frame):
    """A name, and one or more widgets that set it."""

    def __init__(self, parent: tkinter.Misc, ink: Ink, name: str) -> None:
        super().__init__(parent, style="Inside.TFrame")
        self.ink = ink
        self.name = ttk.Label(self, text=name, style="CardBody.TLabel")
        self.setting = ttk.Frame(self, style="Inside.TFrame")
        self.columnconfigure(0, weight=1)

    def fit(self, width: int) -> None:
        """Need no more than so many pixels."""
        line_up((self.name, self.setting), width, self.ink.look.px(theme.M))


class Choice(Row, Generic[V]):
    """One of several values, in a menu. `choices` are what stands there and the values."""

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        name: str,
        choices: Sequence[tuple[str, V]],
        on_choice: Callable[[V], object],
    ) -> None:
        super().__init__(parent, ink, name)
        self._choices, self._on_choice = choices, on_choice
        self.value: V | None = None
        self._held: tkinter.Variable | None = None
        self.button = push_button(self.setting, "Value.TButton", self.open)
        self.button.grid()
        for key in ("<Down>", "<Up>"):
            self.button.bind(key, lambda _event: self.open())

    def show(self, value: V) -> None:
        """This is what is set."""
        self.value = value
        self.button.configure(text=f"{self._label(value)} ▾")

    def _label(self, value: V) -> str:
        return next((label for label, one in self._choices if one == value), str(value))

    def fit(self, width: int) -> None:
        """Need no more than so many pixels."""
        wrap(self.button, width)
        super().fit(width)

    def open(self) -> None:
        """Offer the values."""
        offered = menu(self, self.ink)
        self._held = chosen = tkinter.StringVar(offered, str(self.value))
        for label, value in self._choices:
            offered.add_radiobutton(
                label=label,
                value=str(value),
                variable=chosen,
                command=lambda value=value: self._on_choice(value),  # type: ignore[misc]
            )
        offered.tk_popup(*below(self.button))
        values = [value for _label, value in self._choices]
        held = values.index(self.value) if self.value in values else 0
        menu_keys.begin(offered, self.button, held)


class Tick(ttk.Frame):
    """Yes or no."""

    def __init__(self, parent: tkinter.Misc, name: str, on_tick: Callable[[bool], object]) -> None:
        super().__init__(parent, style="Inside.TFrame")
        self.on = tkinter.BooleanVar(self)
        self.box = ttk.Checkbutton(
            self, text=name, variable=self.on, command=lambda: on_tick(self.on.get())
        )
        self.box.grid(sticky="w")
        on_keys(self.box, {"<Return>": self.box.invoke})

    def fit(self, width: int) -> None:
        """Need no more than so many pixels."""
        wrap(self.box, width)

    def show(self, on: bool) -> None:
        """This is what is set."""
        self.on.set(on)


class Steps(Row):
    """A number that goes up and down by steps; the arrow keys do so, too."""

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        name: str,
        on_step: Callable[[int], object],
    ) -> None:
        super().__init__(parent, ink, name)
        self.value = ttk.Label(self.setting, style="CardBody.TLabel")
        self._on_step = on_step
        self.less, self.more = self._button("\N{MINUS SIGN}", -1), self._button("+", 1)
        for column, widget in enumerate((self.less, self.value, self.more)):
            widget.grid(row=0, column=column)
        for button in (self.less, self.more):
            on_steps(button, {"<Left>": -1, "<Down>": -1, "<Right>": 1, "<Up>": 1}, on_step)

    def _button(self, said: str, step: int) -> ttk.Button:
        return push_button(self.setting, "Value.TButton", lambda: self._on_step(step), text=said)

    def show(self, text: str, *, least: bool, most: bool) -> None:
        """This is what is set; whether there is no less and no more of it."""
        self.value.configure(text=text)
        self.less.state(["disabled" if least else "!disabled"])
        self.more.state(["disabled" if most else "!disabled"])

    def fit(self, width: int) -> None:
        """Need no more than so many pixels."""
        self.value.grid_configure(padx=self.ink.look.px(theme.S))
        super().fit(width)


class Time(Row):
    """A time of the day, typed or moved by the arrow keys; what is no time says so by its rim."""

    def __init__(
        self, parent: tkinter.Misc, ink: Ink, name: str, on_time: Callable[[int], object]
    ) -> None:
        super().__init__(parent, ink, name)
        self._on_time = on_time
        self.minute = 0
        self._text = tkinter.StringVar(self)
        self._text.trace_add("write", lambda *_: self._typed())
        self.entry = ttk.Entry(
            self.setting,
            style="Setting.TEntry",
            font=ink.look.body,
            width=6,
            justify="center",
            textvariable=self._text,
        )
        self.entry.grid()
        self.entry.bind("<FocusOut>", lambda _event: self.show(self.minute), add=True)
        on_steps(self.entry, {"<Up>": STEP_MINUTES, "<Down>": -STEP_MINUTES}, self._move)

    def show(self, minute: int) -> None:
        """This is what is set."""
        self.minute = minute
        self._text.set(time_of(minute))

    def _typed(self) -> None:
        minute = minute_of(self._text.get())
        self.entry.state(["invalid" if minute is None else "!invalid"])
        if minute is not None and minute != self.minute:
            self.minute = minute
            self._on_time(minute)

    def _move(self, step: int) -> None:
        """To the next quarter of an hour, not just by one."""
        whole = self.minute - self.minute % STEP_MINUTES
        to = whole + step if step > 0 or whole == self.minute else whole
        self.show(to % (24 * 60))
        self._on_time(self.minute)
