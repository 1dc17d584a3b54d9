"""The moderators' part about invites: make one, whose code is shown once; revoke others.

All of it scrolls where there is no room for it.
"""

import tkinter
from collections.abc import Callable
from tkinter import ttk

from chat_gui import clock, theme
from chat_gui.i18n import _, pgettext
from chat_gui.model.acts import Request
from chat_gui.model.typed_acts import MOST_USES
from chat_gui.views import verdicts, words
from chat_gui.views.card import CodeBox
from chat_gui.views.keys import on_keys
from chat_gui.views.line import Ink
from chat_gui.views.roll import Entry, Roll
from chat_gui.views.scroller import Scroller
from chat_gui.views.styles import push_button
from chat_gui.views.wrapping import line_up, wrap
from chat_server.protocol import commands, events

MOST_DAYS = 3_650
LINES = 5
"""Lines of the list that are seen at first."""
USUAL_USES, USUAL_DAYS = "1", "7"


class InvitesTab(ttk.Frame):
    """`on_ask` asks the server; `on_copy` is given a code to copy, `on_link` one to make a link."""

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        on_ask: Callable[[Request, str], None],
        on_copy: Callable[[str], None],
        on_link: Callable[[str], None],
    ) -> None:
        super().__init__(parent, style="Inside.TFrame")
        self._ink, self._on_ask = ink, on_ask
        self.guests = tkinter.BooleanVar(self, False)
        self._scroller = Scroller(self, ink, ttk.Frame, "Inside.TFrame", self._resize, rim=False)
        self._inside = self._scroller.panel
        self._fitting, self._fitted = False, (0, 0, 0)
        """Whether it is being laid out, and for which width and height, and the height it needs."""
        self._form = ttk.Frame(self._inside, style="Inside.TFrame")
        self._numbers: list[tuple[ttk.Label, ttk.Entry]] = []
        self.uses = self._number(pgettext("how many", "People"), USUAL_USES, 0)
        self.days = self._number(pgettext("how many", "Days"), USUAL_DAYS, 1)
        self._guests = ttk.Checkbutton(self._form, text=_("As guests"), variable=self.guests)
        self.make = push_button(
            self._form, "CardAccent.TButton", self._make, text=_("Make an invite")
        )
        self._hint = ttk.Label(
            self._inside, text=_("An empty field means no limit."), style="CardText.TLabel"
        )
        self._shown = ttk.Frame(self._inside, style="Inside.TFrame")
        self.code = CodeBox(self._shown, ink, "", _("The code; it is shown only now"))
        self._copies = ttk.Frame(self._shown, style="Inside.TFrame")
        self.copy = push_button(
            self._copies, "Raised.TButton", lambda: on_copy(self.code.code), text=_("Copy code")
        )
        self.link = push_button(
            self._copies,
            "Raised.TButton",
            lambda: on_link(self.code.code),
            text=_("Copy invite link"),
        )
        self.roll = Roll(self._inside, ink, self._revoke, LINES)
        self._lay_out()
        ink.follow(self, self.restyle)
        self.restyle()

    def _number(self, name: str, usual: str, column: int) -> ttk.Entry:
        label = ttk.Label(self._form, text=name, style="CardField.TLabel")
        label.grid(row=0, column=column, sticky="w")
        entry = ttk.Entry(self._form, style="Card.TEntry", font=self._ink.look.body, width=5)
        entry.insert(0, usual)

        def may_stand(text: str) -> bool:
            return not text or (text.isascii() and text.isdecimal() and len(text) <= 5)

        entry.configure(validate="key", validatecommand=(entry.register(may_stand), "%P"))
        on_keys(entry, {"<Return>": self._make})
        entry.grid(row=1, column=column, sticky="w")
        self._numbers.append((label, entry))
        return entry

    def _lay_out(self) -> None:
        self.columnconfigure(0, weight=1)
        self.rowconfigure(0, weight=1)
        self._scroller.grid(sticky="nsew")
        self._inside.columnconfigure(0, weight=1)
        self._form.grid(row=0, column=0, sticky="ew")
        self._form.columnconfigure(3, weight=1)
        self._guests.grid(row=1, column=2, sticky="w")
        self.make.grid(row=1, column=3, sticky="e")
        self._hint.grid(row=1, column=0, sticky="w")
        self.bind("<Configure>", lambda _event: self._resize())
        self._shown.columnconfigure(0, weight=1)
        self.code.grid(row=0, column=0, sticky="ew")
        self._copies.grid(row=1, column=0, sticky="w")
        self.roll.grid(row=3, column=0, sticky="nsew")

    def _resize(self) -> None:
        """The list has the room that the rest leaves; without enough of it, all of this scrolls."""
        width, height = self.winfo_width(), self.winfo_height()
        needs = self._inside.winfo_reqheight()
        if width <= 1 or self._fitting or self._fitted == (width, height, needs):
            return
        self._fitting = True
        self._share(width, height)
        self._scroller.resize(width, height)
        self._fitted = width, height, self._inside.winfo_reqheight()
        self._fitting = False

    def _share(self, width: int, height: int) -> None:
        px = self._ink.look.px
        for bar in (0, px(theme.SCROLLBAR)):
            self._inside.columnconfigure(0, minsize=width - bar)
            self._fit(width - bar)
            self._inside.update_idletasks()
            rest = self._inside.winfo_reqheight() - self.roll.winfo_reqheight()
            if self.roll.fill(height - rest, height - 2 * px(theme.M)):
                break
        self._inside.update_idletasks()

    def _fit(self, width: int) -> None:
        """What has no room beside the numbers stands below them."""
        gap = self._ink.look.px(theme.M)
        for part in (self._guests, self.make):
            wrap(part, width)
        numbers = sum(
            gap + max(name.winfo_reqwidth(), entry.winfo_reqwidth())
            for (name, entry) in self._numbers
        )
        needs = numbers + self._guests.winfo_reqwidth()
        row = 1 if needs <= width else 2
        self._guests.grid(row=row, column=2 if row == 1 else 0, columnspan=1 if row == 1 else 4)
        row += int(row == 2 or needs + gap + self.make.winfo_reqwidth() > width)
        above = gap if row > 1 else 0
        self.make.grid(row=row, column=3 if row == 1 else 0, columnspan=1 if row == 1 else 4)
        self.make.grid(pady=(above, 0))
        self._hint.configure(wraplength=width)
        self.code.fit(width)
        line_up((self.copy, self.link), width, gap)

    def answered(self, answer: events.Invites | events.Invited, now: int) -> None:
        """The invites there are, or a new one with its code."""
        if isinstance(answer, events.Invited):
            self.code.show(answer.code)
            self._shown.grid(row=2, column=0, sticky="ew")
            self.restyle()
            self.copy.focus_set()
            self._on_ask(commands.Invites(), "")
            return
        entries = [Entry(one.id, *verdicts.invite(one, now), _("Revoke")) for one in answer.invites]
        self.roll.show(entries, _("There are no invites."))

    def _make(self) -> None:
        """Ask for an invite; an empty field, or a zero, is no limit."""
        uses = min(int(self.uses.get() or 0), MOST_USES)
        days = min(int(self.days.get() or 0), MOST_DAYS)
        until = clock.now() + days * words.DAY_MS if days else None
        role = "guest" if self.guests.get() else "member"
        self._on_ask(commands.Invite(uses=uses, until=until, role=role), "")  # type: ignore[arg-type]

    def _revoke(self, key: str) -> None:
        self._on_ask(commands.Revoke(invite=key), "")

    def restyle(self) -> None:
        """Take over the theme."""
        px = self._ink.look.px
        gap = px(theme.M)
        for entry in (self.uses, self.days):
            entry.grid_configure(padx=(0, gap))
        self._hint.grid_configure(pady=(px(theme.XS), gap))
        self._copies.grid_configure(pady=(px(theme.XS), 0))
        if self._shown.winfo_manager():
            self._shown.grid_configure(pady=(0, gap))
        self._scroller.restyle()
        self._fitted = 0, 0, 0
        self._resize()
