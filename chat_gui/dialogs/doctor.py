"""The doctor's panel: steps as they come, then what is wrong in one sentence, and what to do."""

import tkinter
from collections.abc import Callable
from tkinter import ttk

from chat_gui import theme
from chat_gui.client.doctor import report
from chat_gui.client.doctor.findings import Mark, Step, Verdict
from chat_gui.dialogs.question import Question
from chat_gui.i18n import N_, _
from chat_gui.placing import available
from chat_gui.views import clipboard
from chat_gui.views.card import Card
from chat_gui.views.keys import on_keys
from chat_gui.views.line import Ink
from chat_gui.views.scrolling import scrolled_text
from chat_gui.views.styles import text_colours
from chat_server import __version__

LOOKING = N_("Looking for what is wrong…")
DETAIL_LINES = 12
"""Lines of the details that are to be seen at once."""
LEAST_LINES = 3

_ICONS = {
    Mark.OK: ("yes", "accent"),
    Mark.FAILED: ("no", "danger"),
    Mark.UNKNOWN: ("perhaps", "muted"),
}


class DoctorQuestion(Question):
    """`subject` is what it is about; `on_close` takes the panel away.

    `on_other` leads to other chats, from where they are not listed beside the panel.
    """

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        subject: str,
        on_close: Callable[[], None],
        on_other: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(parent, ink)
        self._on_close = on_close
        self._found: list[Step] = []
        self._verdict: Verdict | None = None
        self._went_well: list[ttk.Label] = []
        self._held: list[tkinter.PhotoImage] = []
        self.sentence(subject, "CardText", theme.S)
        self.says = self.sentence(_(LOOKING), "HelpTitle", theme.S)
        self.fix = self.sentence("", "CardBody", theme.M)
        self.fix.grid_remove()
        self.commands = self.sentence("", "CardMono", theme.M)
        self.commands.grid_remove()
        self._leads_on = on_other is not None
        self.other = self.quiet(_("Join another chat…"), on_other or on_close)
        self.put_quiet(self.other)
        self.other.grid_remove()
        self.steps = Card(self, ink, theme.CARD_WIDTH)
        self.put(self.steps, theme.M)
        self._sheet = ttk.Frame(self, style="Roll.TFrame")
        self.details = self._text(self._sheet)
        self.put(self._sheet, theme.M)
        self._sheet.grid_remove()
        self.copy = self.quiet(_("Copy"), self._copy)
        self.fold = self.quiet(_("Details"), self._fold)
        self.close = self.accent(_("Close"), on_close)
        self.actions(self.copy, self.fold, self.close)
        for button in (self.copy, self.fold):
            button.state(["disabled"])
        self.ready(self.close)

    def _text(self, sheet: ttk.Frame) -> tkinter.Text:
        text, bar = scrolled_text(sheet, DETAIL_LINES)
        sheet.columnconfigure(0, weight=1)
        text.grid(row=0, column=0, sticky="ew")
        bar.grid(row=0, column=1, sticky="ns")
        on_keys(text, dict.fromkeys(("<Return>", "<Escape>"), self._on_close))
        return text

    def step(self, step: Step) -> None:
        """One more thing was tested."""
        self._found.append(step)
        name, colour = _ICONS[step.mark]
        icon = self.ink.paint.icon(name, colour)
        self._held.append(icon)
        row = self.steps.sentence(step.sentence, "CardText", theme.XS)
        row.configure(image=icon, compound="left")
        if step.mark is Mark.OK:
            self._went_well.append(row)
        self.restyle()

    def verdict(self, verdict: Verdict) -> None:
        """All is tested: say what it means."""
        self._verdict = verdict
        self.says.configure(
            text=self.ink.words(verdict.sentence),
            style="HelpTitle.TLabel" if verdict.fine else "PanelAlarm.TLabel",
        )
        self.fix.configure(text=self.ink.words(verdict.fix))
        self.fix.grid()
        if verdict.commands:
            self.commands.configure(text="\n".join(map(self.ink.words, verdict.commands)))
            self.commands.grid()
        if self._leads_on and not verdict.fine:
            self.other.grid()
        self._write(report.notes(self._found))
        for button in (self.copy, self.fold):
            button.state(["!disabled"])
        self.restyle()
        if self._over() > 0:  # the sentence counts more than what is well
            for row in self._went_well:
                row.grid_remove()

    def _write(self, text: str) -> None:
        self.details.configure(state="normal")
        self.details.delete("1.0", "end")
        self.details.insert("1.0", "\n".join(map(self.ink.words, text.split("\n"))), "note")
        self.details.configure(state="disabled")

    def _fold(self) -> None:
        """All that is known in the steps' place, or the steps again."""
        unfold = not self._sheet.winfo_manager()
        shown, other = (self._sheet, self.steps) if unfold else (self.steps, self._sheet)
        other.grid_remove()
        shown.grid()
        self.fold.configure(text=_("Less") if unfold else _("Details"))
        self.restyle()
        self._fit()

    def _fit(self) -> None:
        """No more lines of the details than the screen has room for."""
        self.details.configure(height=DETAIL_LINES)
        too_many = -(-self._over() // self.ink.look.mono.metrics("linespace"))
        lines = max(LEAST_LINES, DETAIL_LINES - max(0, too_many))
        self.details.configure(height=lines)

    def _over(self) -> int:
        """Pixels of the panel for which the screen has no room."""
        self.update_idletasks()
        look = self.ink.look
        around = 2 * look.px(theme.L + theme.XS)  # the first dialog's margin, and the card's rim
        return self.winfo_reqheight() + around - available(self, look)[1]

    def _copy(self) -> None:
        assert self._verdict is not None, "the button waits for it"
        told = report.whole(self._found, self._verdict, f"Parlor {__version__}")
        clipboard.copy(self, told)
        self.copy.configure(text=_("Copied"))

    def agree(self) -> None:
        """Close it."""
        self._on_close()

    def refuse(self) -> None:
        """Close it."""
        self._on_close()

    def restyle(self) -> None:
        """Take over the theme."""
        super().restyle()
        look = self.ink.look
        self._sheet.configure(padding=look.px(theme.S))
        self.details.configure(**text_colours(look), font=look.mono)
        self.details.tag_configure("note", lmargin2=look.px(theme.M))
        self.steps.restyle()
