"""The moderators' window: what was done, who is banned, and the invites; Esc closes it.

It decides nothing: what it asks goes to the server by `ModeratorsDoing`, and what comes of it is
told to it.
"""

import tkinter
from collections.abc import Callable
from functools import partial
from tkinter import ttk
from typing import NamedTuple, get_args

from chat_gui import clock, theme
from chat_gui.i18n import N_, _
from chat_gui.model import changes
from chat_gui.model.acts import Request
from chat_gui.model.typed_acts import Tab
from chat_gui.placing import available
from chat_gui.views import verdicts, words
from chat_gui.views.invites import InvitesTab
from chat_gui.views.keys import on_keys
from chat_gui.views.layouts import both
from chat_gui.views.line import Ink
from chat_gui.views.roll import Entry, Roll
from chat_gui.views.styles import push_button
from chat_gui.views.wrapping import line_up
from chat_gui.worded import worded
from chat_server.protocol import commands, events

LINES = 12
"""Lines of a list that are seen at first."""
OLDER = "older"
"""The key of the line that asks for older acts."""
MOST_ACTS = 2_000
"""Acts that are shown; a moderator who looks for older ones asks the server by other means."""

_TABS: dict[Tab, str] = {"audit": N_("What was done"), "bans": N_("Bans"), "invites": N_("Invites")}
_LISTS: dict[Tab, Request] = {
    "audit": commands.Audit(),
    "bans": commands.Bans(),
    "invites": commands.Invites(),
}


class ModeratorsDoing(NamedTuple):
    """What the window lets this one do.

    `act` asks the server, and gives the sentence that refuses it or None; `copy` copies a text;
    `link` gives a link that brings others here, with a code in it.
    """

    act: Callable[[Request, str], str | None]
    copy: Callable[[str], None]
    link: Callable[[str], str]


class Moderators(tkinter.Toplevel):
    """Made when asked for, destroyed when closed."""

    def __init__(
        self, root: tkinter.Tk, ink: Ink, doing: ModeratorsDoing, on_close: Callable[[], None]
    ) -> None:
        super().__init__(root, class_="Parlor")
        self.withdraw()
        self._ink, self._doing = ink, doing
        self.title(_("Look after this chat — Parlor"))
        self.protocol("WM_DELETE_WINDOW", on_close)
        self.bind("<Escape>", lambda _event: on_close())
        for key in both("<Control-w>"):
            self.bind(key, lambda _event: on_close())
        self.tab: Tab = "audit"
        self._acts: list[events.ActInfo] = []
        self._more = False
        self._bans: dict[str, events.BanInfo] = {}
        self._margin = ttk.Frame(self, style="Inside.TFrame")
        self._bar = ttk.Frame(self._margin, style="Inside.TFrame")
        self.tabs = {name: self._tab(name, _(label)) for name, label in _TABS.items()}
        self.acts = Roll(self._margin, ink, self._older, LINES)
        self.bans = Roll(self._margin, ink, self._unban, LINES)
        self.invites = InvitesTab(self._margin, ink, self._ask, self._copy, self._link)
        self._parts: dict[Tab, tkinter.Widget] = {
            "audit": self.acts,
            "bans": self.bans,
            "invites": self.invites,
        }
        self.status = ttk.Label(self._margin, style="CardText.TLabel")
        self.close = push_button(self._margin, "CardAccent.TButton", on_close, text=_("Close"))
        self._lay_out()
        ink.follow(self, self.restyle)
        self.restyle()

    def _tab(self, name: Tab, label: str) -> ttk.Radiobutton:
        made = ttk.Radiobutton(
            self._bar, style="Tab.TRadiobutton", text=label, command=lambda: self.look(name)
        )
        keys = {"<Return>": name, "<space>": name}
        keys |= {"<Left>": _beside(name, -1), "<Right>": _beside(name, 1)}
        on_keys(made, {key: partial(self._press, tab) for key, tab in keys.items()})
        return made

    def _lay_out(self) -> None:
        self.rowconfigure(0, weight=1)
        self.columnconfigure(0, weight=1)
        self._margin.grid(sticky="nsew")
        self._margin.rowconfigure(1, weight=1)
        self._margin.columnconfigure(0, weight=1)
        self._bar.grid(row=0, column=0, columnspan=2, sticky="w")
        self._margin.bind("<Configure>", lambda _event: self._fit())
        for part in self._parts.values():
            part.grid(row=1, column=0, columnspan=2, sticky="nsew")
            part.grid_remove()
        self.status.grid(row=2, column=0, sticky="ew")
        self.close.grid(row=2, column=1, sticky="e")
        self.close.lift()  # Tab comes to it last

    def _fit(self) -> None:
        width = self._margin.winfo_width() - 2 * self._ink.look.px(theme.L)
        line_up(tuple(self.tabs.values()), width, 0)

    def show(self, tab: Tab) -> None:
        """Open it on this part, above the window."""
        look, root = self._ink.look, self._ink.look.root
        self.look(tab)
        width, height = self._within(theme.MODERATORS_SIZE)
        x = root.winfo_rootx() + (root.winfo_width() - width) // 2
        y = root.winfo_rooty() + (root.winfo_height() - height) // 3
        most = available(self, look)[1] - height
        self.geometry(f"{width}x{height}+{max(0, x)}+{max(0, min(y, most))}")
        self.transient(look.root)
        self.deiconify()
        self.lift()
        self.tabs[tab].focus_set()

    def _within(self, size: tuple[int, int]) -> tuple[int, int]:
        """This size in pixels, as far as the screen goes."""
        look = self._ink.look
        wide, high = available(self, look)
        return min(look.px(size[0]), wide), min(look.px(size[1]), high)

    def look(self, tab: Tab) -> None:
        """Look at another part, and ask what is in it now."""
        self.tab = tab
        for name, part in self._parts.items():
            self.tabs[name].state(["selected" if name == tab else "!selected"])
            if name == tab:
                part.grid()
            else:
                part.grid_remove()
        self.tell("")
        self._ask(_LISTS[tab], "")

    def _press(self, tab: Tab) -> None:
        self.look(tab)
        self.tabs[tab].focus_set()

    def tell(self, sentence: str, *, good: bool = True) -> None:
        """Say how it went; empty for nothing."""
        style = "CardText" if good else "CardError"
        self.status.configure(text=self._ink.words(sentence), style=f"{style}.TLabel")

    def _ask(self, command: Request, about: str) -> None:
        refusal = self._doing.act(command, about)
        if refusal is not None:
            self.tell(refusal, good=False)

    def _copy(self, code: str) -> None:
        self._doing.copy(code)
        self.tell(_("The code is copied."))

    def _link(self, code: str) -> None:
        self._doing.copy(self._doing.link(code))
        self.tell(_(words.LINK_COPIED))

    # What comes of it

    def answered(self, change: changes.Answered) -> None:
        """A list is there, or a new invite."""
        answer, now = change.answer, clock.now()
        if isinstance(answer, events.Audited):
            older = isinstance(change.command, commands.Audit) and change.command.before is not None
            self._acts = ([*self._acts, *answer.acts] if older else [*answer.acts])[:MOST_ACTS]
            self._more = answer.more and bool(answer.acts) and len(self._acts) < MOST_ACTS
            self._show_acts(now)
        elif isinstance(answer, events.Bans):
            self._bans = {str(number): one for number, one in enumerate(answer.bans)}
            entries = [
                Entry(key, *verdicts.ban(one, now), _("Unban")) for key, one in self._bans.items()
            ]
            self.bans.show(entries, _("Nobody is banned."))
        elif isinstance(answer, events.Invites | events.Invited):
            self.invites.answered(answer, now)

    def acted(self, change: changes.Acted) -> None:
        """Something was done, here or elsewhere: the list that is looked at may be another."""
        said = verdicts.acted(change.command, change.about, clock.now())
        self._ask(_LISTS[self.tab], "")
        self.tell(said)

    def not_acted(self, change: changes.NotActed) -> None:
        """Something was not done."""
        self.tell(worded(change.reason), good=False)

    def _show_acts(self, now: int) -> None:
        entries = []
        for one in self._acts:
            said, detail = verdicts.act(one)
            below = " · ".join(part for part in (verdicts.moment(one.at, now), detail) if part)
            entries.append(Entry(str(one.number), said, below))
        if self._more:
            entries.append(Entry(OLDER, _("There is more."), "", _("Older")))
        self.acts.show(entries, _("Nothing was done yet."))

    def _older(self, key: str) -> None:
        if key == OLDER and self._acts:
            self._ask(commands.Audit(before=self._acts[-1].number), "")

    def _unban(self, key: str) -> None:
        one = self._bans.get(key)
        if one is None:
            return
        if one.who is not None:
            self._ask(commands.Unban(person=one.who.id), one.who.nick)
        else:
            self._ask(commands.Unban(address=one.address), one.address or "")

    def restyle(self) -> None:
        """Take over the theme."""
        px = self._ink.look.px
        self.configure(background=self._ink.look.palette.raised)
        self.minsize(*self._within(theme.MODERATORS_LEAST))
        self._margin.configure(padding=px(theme.L))
        self._bar.grid_configure(pady=(0, px(theme.M)))
        self.status.configure(wraplength=px(theme.MODERATORS_LEAST[0] - 8 * theme.L))
        for widget in (self.status, self.close):
            widget.grid_configure(pady=(px(theme.M), 0))


def _beside(tab: Tab, step: int) -> Tab:
    names: tuple[Tab, ...] = get_args(Tab)
    return names[min(max(names.index(tab) + step, 0), len(names) - 1)]
