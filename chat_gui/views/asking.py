"""The card that asks once before something is done to a person: where, for how long, why."""

import tkinter
from collections.abc import Callable
from tkinter import ttk

from chat_gui import clock, theme
from chat_gui.i18n import _
from chat_gui.model.typed_acts import MOST_REASON
from chat_gui.views import verdicts
from chat_gui.views.card import Card
from chat_gui.views.guard import guard
from chat_gui.views.keys import on_keys
from chat_gui.views.line import Ink
from chat_gui.views.questions import Question, Ruling
from chat_gui.views.styles import push_button
from chat_gui.views.wrapping import wrap

USUAL_TIME = 1
"""Which of the times is chosen at first: an hour."""


class Choices(ttk.Frame):
    """Choices of which one is taken, in so many columns, or one below the other."""

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        chosen: tkinter.IntVar,
        labels: list[str],
        columns: int,
    ) -> None:
        super().__init__(parent, style="Inside.TFrame")
        self._ink, self._columns = ink, columns
        self.choices = [
            ttk.Radiobutton(self, text=ink.words(label), variable=chosen, value=number)
            for number, label in enumerate(labels)
        ]
        self.columnconfigure((*range(columns),), uniform="choice")

    def fit(self, width: int) -> None:
        """Need no more than so many pixels."""
        gap = self._ink.look.px(theme.XS)
        for choice in self.choices:
            wrap(choice, width)
        widest = max(choice.winfo_reqwidth() for choice in self.choices)
        columns = self._columns if widest * self._columns <= width else 1
        for column in range(self._columns):
            self.columnconfigure(column, weight=int(column < columns))
        for number, choice in enumerate(self.choices):
            row, column = divmod(number, columns)
            span = self._columns if columns == 1 else 1
            choice.grid(row=row, column=column, columnspan=span, sticky="w", pady=(0, gap))


class Asking(Card):
    """Made when asked for, destroyed when closed; `on_answer` is given what was chosen."""

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        question: Question,
        on_answer: Callable[[Ruling], None],
        on_close: Callable[[], None],
    ) -> None:
        super().__init__(parent, ink, theme.CARD_WIDTH, theme.L)
        self._question, self._on_answer = question, on_answer
        self.where = tkinter.IntVar(self, 0)
        self.span = tkinter.IntVar(self, USUAL_TIME)
        self.addresses = tkinter.BooleanVar(self, False)
        self.sentence(question.title, "HelpTitle", theme.S)
        self.sentence(question.tells)
        if len(question.places) > 1:
            self._choose(self.where, [label for label, _room in question.places], 1)
        if question.timed:
            self.sentence(_("For how long"), "CardField", theme.XS)
            self._choose(self.span, [_(label) for label, _time in verdicts.TIMES], 2)
        if question.addresses:
            tick = ttk.Checkbutton(
                self, text=_("Also the address they come from"), variable=self.addresses
            )
            self._add(tick, theme.XS)
            self.sentence(_("Others who share it can't come in either."), "CardText")
        if question.reasoned:
            self.sentence(_("Why (they read it; may stay empty)"), "CardField", theme.XS)
            self.reason = ttk.Entry(self, style="Card.TEntry", font=ink.look.body, width=1)
            guard(self.reason, ink, MOST_REASON)
            self._add(self.reason, theme.L)
        self.cancel = self.quiet(_("Cancel"), on_close)
        self.button = push_button(self, "CardDanger.TButton", self.answer, text=question.verb)
        self.actions(self.cancel, self.button)
        self.first: ttk.Widget = self.reason if question.reasoned else self.button
        self.restyle()

    def _choose(self, chosen: tkinter.IntVar, labels: list[str], columns: int) -> None:
        box = Choices(self, self.ink, chosen, labels, columns)
        self.put(box)
        for choice in box.choices:
            self._answers(choice)

    def _add(self, widget: ttk.Widget, gap: int) -> None:
        self.put(widget, gap)
        self._answers(widget)

    def _answers(self, widget: tkinter.Misc) -> None:
        """Return does what the card is about, wherever the keyboard is."""
        on_keys(widget, {"<Return>": self.answer})

    def answer(self) -> None:
        """Take what was chosen."""
        question = self._question
        span = verdicts.TIMES[self.span.get()][1] if question.timed else None
        reason = " ".join(self.reason.get().split()) if question.reasoned else ""
        ruling = Ruling(
            question.places[self.where.get()][1],
            None if span is None else clock.now() + span,
            reason or None,
            question.addresses and self.addresses.get(),
        )
        self._on_answer(ruling)
