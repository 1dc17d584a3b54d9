"""The first dialog: a nickname, the servers on this network or an address; then what is asked.

It decides nothing: it is given what to do with a wish, and told how that went.
"""

import tkinter
from collections.abc import Callable
from tkinter import ttk

from chat_gui import theme
from chat_gui.dialogs import checks, nearby
from chat_gui.dialogs.by_address import ByAddress
from chat_gui.dialogs.checks import Wish
from chat_gui.dialogs.field import Field
from chat_gui.dialogs.found_list import FoundList
from chat_gui.dialogs.kept import KeptNotice
from chat_gui.dialogs.nick import ME_TOO
from chat_gui.dialogs.plain import PlainQuestion
from chat_gui.dialogs.question import AROUND, Question
from chat_gui.i18n import N_, _
from chat_gui.placing import available
from chat_gui.views.card import Card
from chat_gui.views.keys import on_steps
from chat_gui.views.layouts import both
from chat_gui.views.line import Ink
from chat_gui.views.scroller import Narrowing, Scroller

PICK = N_("Pick a chat in the list first.")
NONE_FOUND = N_("No chat was found yet. Wait a moment, join by address, or host a chat here.")


class Inside(ttk.Frame):
    """What is in the card: the fields, or a question in their place."""

    def fit(self, width: int) -> None:
        """Need no more than so many pixels, if that can be."""
        for child in self.winfo_children():
            if isinstance(child, Narrowing):
                child.fit(width)


class JoinDialog(tkinter.Toplevel):
    """`on_join` is given a wish, `on_host` a nickname; `on_cancel` stops what was begun.

    A `Place` for questions: they stand where the fields are.
    """

    def __init__(
        self,
        root: tkinter.Tk,
        ink: Ink,
        on_join: Callable[[Wish], None],
        on_host: Callable[[str], None],
        on_cancel: Callable[[], None],
        on_close: Callable[[], None],
    ) -> None:
        super().__init__(root, class_="Parlor")
        self.withdraw()
        self._ink, self._on_join, self._on_host = ink, on_join, on_host
        self._on_cancel, self._on_close = on_cancel, on_close
        self._on_pair: Callable[[], None] = lambda: None
        self._stop_kept: Callable[[], None] = lambda: None
        self.on_why: Callable[[], None] = lambda: None
        """Finds out why what was asked for last failed."""
        self._judged: tuple[Field, ...] = ()
        """Fields that a pressed button needed: judged from then on, empty as they may be."""
        self._busy = False
        self._tried = ""
        """The address that was asked for last."""
        self._listing = True
        """Whether one picks from the list; otherwise one types an address."""
        self.question: Question | None = None
        self.title(_("Join a chat — Parlor"))
        self.resizable(False, False)
        self.protocol("WM_DELETE_WINDOW", on_close)
        self._make_widgets()
        for keys in ("<Return>", "<KP_Enter>"):
            self.bind(keys, lambda _event: self.join())
        self.bind("<Escape>", lambda _event: self._escape())
        for key in both("<Control-q>"):
            self.bind(key, lambda _event: on_close())
        self._margin.bind("<Configure>", lambda _event: self._stay_on_screen())
        ink.follow(self, self.restyle)
        self.restyle()

    def _make_widgets(self) -> None:
        ink = self._ink
        self._margin = ttk.Frame(self, style="Sidebar.TFrame")
        self._card = Scroller(self._margin, ink, Inside, "Card.TFrame", self._fit)
        self.form = form = Card(self._card.panel, ink, theme.CARD_WIDTH, padding=AROUND)
        form.sentence(_("Join a chat"), "CardTitle", theme.XS)
        form.sentence(_("Pick a nickname and the people to talk with."), "CardText", theme.L)
        self.nick = Field(form, ink, _("Nickname"), _("Others see you by this name."), self._edited)
        form.put(self.nick, theme.L)
        self.pair_button = form.quiet(_(ME_TOO), lambda: self._on_pair())
        form.put_quiet(self.pair_button)
        self.kept = KeptNotice(form, ink, self._host_or_cancel, lambda: self._stop_kept())
        form.put(self.kept)
        self.kept.grid_remove()
        self.found = FoundList(form, ink, self.join, self._picked, self._listed)
        form.put(self.found, theme.L)
        on_steps(self.nick.entry, {"<Up>": -1, "<Down>": 1}, self.found.move)
        self.where = ByAddress(form, ink, self._edited)
        self.address = self.where.field
        form.put(self.where)
        self.status = form.sentence("", "CardText", theme.S)
        self.why_button = form.quiet(_("Find out why"), lambda: self.on_why())
        form.put_quiet(self.why_button)
        self.way_button = form.quiet("", self._other_way)
        self.host_button = form.quiet("", self._host_or_cancel)
        self.join_button = form.accent(_("Join"), self.join)
        form.actions(self.way_button, self.host_button, self.join_button)
        self.pair_button.grid_remove()
        self._margin.grid(sticky="nsew")
        self._card.grid(sticky="nsew")
        form.grid(sticky="nsew")
        self.list_them(True)
        self.idle()

    def show(
        self,
        nick: str,
        address: str,
        unencrypted: Callable[[str], bool] = lambda _address: False,
        *,
        listing: bool = False,
    ) -> None:
        """Open it with these remembered, in the middle of the screen.

        `unencrypted` says whether an address was joined without encryption before. `listing` shows
        the list although there is an address.
        """
        self.nick.fill(nick)
        self.where.begin(address, unencrypted)
        self.list_them(listing or not address)
        self._fit()
        self.update_idletasks()
        x = (self.winfo_screenwidth() - self.winfo_reqwidth()) // 2
        y = (self.winfo_screenheight() - self.winfo_reqheight()) // 3
        self.geometry(f"+{max(0, x)}+{max(0, y)}")
        self.deiconify()
        self._begin_at(wanting_nick=not nick)

    def _begin_at(self, *, wanting_nick: bool) -> None:
        first = self._first(wanting_nick=wanting_nick)
        if isinstance(first, ttk.Entry):
            first.selection_range(0, "end")
        first.focus_set()

    def _first(self, *, wanting_nick: bool) -> tkinter.Misc:
        """Where the keyboard begins."""
        if wanting_nick or (self._listing and not self.found.lines):
            return self.nick.entry
        return self.found.canvas if self._listing else self.address.entry

    # What the person does

    def join(self) -> None:
        """Hand the wish on, or say beside the fields why it can't be."""
        if self.question is not None:
            self.question.agree()
        elif self._busy:
            return
        elif self._listing:
            self._join_selected()
        else:
            self._join_address()

    def _picked(self) -> None:
        """What was wrong is not said of another choice."""
        if not self._busy and self.question is None:
            self.why_button.grid_remove()
            if str(self.status.cget("style")) == "CardError.TLabel":
                self._tell("", "CardText.TLabel")

    def _listed(self) -> None:
        """Other servers are listed: what isn't so any more is not said of them."""
        said = str(self.status.cget("text"))
        if said in {_(PICK), _(NONE_FOUND)} and said != self._lack():
            self._tell("", "CardText.TLabel")

    def _lack(self) -> str:
        """What to do first, as no server is selected; empty if one is."""
        if self.found.selected is not None:
            return ""
        return _(PICK) if self.found.lines else _(NONE_FOUND)

    def _join_selected(self) -> None:
        chosen, problem = self.found.selected, checks.nick_problem(self.nick.text)
        self._judged = (self.nick,)
        self._complain(checks.Problem(problem))
        if problem:
            self.nick.entry.focus_set()
        elif chosen is None:
            self._tell(self._lack(), "CardError.TLabel")
            self._first(wanting_nick=False).focus_set()
        elif chosen.plaintext:
            self._ask_plain(nearby.wish(self.nick.text, chosen), chosen.name)
        else:
            self._wish(nearby.wish(self.nick.text, chosen))

    def _wish(self, wish: Wish) -> None:
        self._tried = str(wish.address)
        self._on_join(wish)

    def _ask_plain(self, wish: Wish, server: str) -> None:
        def join() -> None:
            self.answered()
            self._wish(wish)

        self.ask(lambda over: PlainQuestion(over, self._ink, server, join, self.answered))

    def _join_address(self) -> None:
        self._judged = (self.nick, self.address)
        wish = self.where.wish(self.nick.text)
        if isinstance(wish, Wish):
            self._complain(checks.Problem())
            self._wish(wish)
            return
        self._complain(wish)
        (self.nick if wish.nick else self.address).entry.focus_set()

    def _other_way(self) -> None:
        """What went wrong on one way in is not said of the other."""
        self._judged = ()
        self.address.complain("")
        self._picked()
        self.list_them(not self._listing)

    def list_them(self, listing: bool) -> None:
        """Let the person pick from the list; or type an address."""
        self._listing = listing
        shown, other = (self.found, self.where) if listing else (self.where, self.found)
        other.grid_remove()
        shown.grid()
        self.form.restyle()
        self.way_button.configure(text=_("Join by address…") if listing else _("On this network…"))
        if self.winfo_ismapped():
            self.update_idletasks()  # what is not drawn yet gets the keyboard late
            self._begin_at(wanting_nick=not self.nick.text)

    def offer_kept(self, on_stop: Callable[[], str]) -> None:
        """One's own chat still runs here: to host is to come in; `on_stop` says what came of it."""

        def stop() -> None:
            sentence = on_stop()
            self.kept.grid_remove()
            self._tell(sentence, "CardText.TLabel")
            self._begin_at(wanting_nick=not self.nick.text)

        self._stop_kept = stop
        self.kept.grid()
        self.form.restyle()

    def by_address(self, address: str) -> None:
        """Have it joined at this address."""
        self.list_them(False)
        self.where.fill(address)

    def _host_or_cancel(self) -> None:
        if self._busy:
            self.idle()
            self._on_cancel()
            return
        problem = checks.nick_problem(self.nick.text)
        self._complain(checks.Problem(problem))
        if problem:
            self._judged = (self.nick,)
            self.nick.entry.focus_set()
        else:
            self._on_host(self.nick.text)

    def _edited(self) -> None:
        """Judge while typing: a bad nickname at once, the rest when a button needed it."""
        nick, address = self.nick.text, self.address.text
        if nick or self.nick in self._judged:
            self._no_pairing()
            self.nick.complain(checks.nick_problem(nick))
        if self.address in self._judged:
            self.address.complain(checks.address_problem(address))

    def _complain(self, problem: checks.Problem) -> None:
        self._no_pairing()
        self.nick.complain(problem.nick)
        self.address.complain(problem.address)

    def _no_pairing(self) -> None:
        self.pair_button.grid_remove()

    def _escape(self) -> None:
        if self.question is not None:
            self.question.refuse()
        elif self._busy:
            self._host_or_cancel()
        else:
            self._on_close()

    # How it goes

    def busy(self, sentence: str) -> None:
        """Something is under way: the fields wait."""
        self._busy = True
        self.why_button.grid_remove()
        self._set(enabled=False)
        self._tell(sentence, "CardText.TLabel")
        self.host_button.configure(text=_("Cancel"))

    def idle(self, sentence: str = "") -> None:
        """Nothing is under way; the sentence says what went wrong, if anything did."""
        self._busy = False
        self.why_button.grid_remove()
        self.answered()
        self._set(enabled=True)
        self._tell(sentence, "CardError.TLabel")
        self.host_button.configure(text=_("Host a chat here"))

    def refuse_nick(self, nick: str, reason: str, on_pair: Callable[[], None]) -> None:
        """The server doesn't take the nickname; `on_pair` is for who has it elsewhere."""
        self.idle()
        self._on_pair = on_pair
        if not checks.nick_problem(nick):  # it is somebody's, perhaps this person's
            self.pair_button.grid()
            self.form.restyle()
        self.nick.complain(reason)
        self.nick.entry.focus_set()
        self.nick.entry.selection_range(0, "end")

    def refuse_address(self, sentence: str, *, more: bool = False) -> None:
        """Nobody answers there; with `more` the way out is under *More*, beside the address."""
        if self._listing and not more:
            self.idle(sentence)
            self._offer_why()
            self.found.canvas.focus_set()
            return
        self.idle()
        self._offer_why()
        if self._listing:
            self.by_address(self._tried)
        if more:
            self.where.disclose(more=True)
        self.address.complain(sentence)
        self.address.entry.focus_set()

    def _offer_why(self) -> None:
        self.why_button.grid()
        self.form.restyle()

    # Questions

    def ask(self, make: Callable[[tkinter.Misc], Question]) -> None:
        """Show a question where the fields are."""
        self._take_away()
        self.form.grid_remove()
        self.question = make(self._card.panel)
        self.question.grid(sticky="nsew")
        self._card.configure(style="Alarm.TFrame" if self.question.ALARMING else "Card.TFrame")
        self._fit()
        self._card.begin()
        self.update_idletasks()  # what is not drawn yet gets the keyboard late
        self.question.first.focus_set()

    def answered(self) -> None:
        """Show the fields again."""
        if self.question is not None:
            self._take_away()
            self.form.grid()
            self.join_button.focus_set()

    def _fit(self) -> None:
        """Be as large as what is shown needs, or as the screen is; then it scrolls."""
        around = 2 * self._ink.look.px(theme.L)
        self.update_idletasks()
        width, height = available(self, self._ink.look)
        self._card.resize(width - around, height - around)

    def _stay_on_screen(self) -> None:
        """What grows below the screen's end moves up."""
        below = self.winfo_y() + self.winfo_reqheight() - self.winfo_screenheight()
        if below > 0 and self.winfo_ismapped():
            self.geometry(f"+{self.winfo_x()}+{max(0, self.winfo_y() - below)}")

    def _take_away(self) -> None:
        if self.question is not None:
            self.question.destroy()
            self.question = None
            self._card.configure(style="Card.TFrame")

    def _tell(self, sentence: str, style: str) -> None:
        shown = self._ink.words(sentence)
        self.status.configure(text=shown, style=style)
        if sentence:
            self.status.grid()
            self.form.restyle()
            self._fit()
            self._card.see(self.status)
        else:
            self.status.grid_remove()

    def _set(self, *, enabled: bool) -> None:
        for part in (self.nick, self.where, self.kept):
            part.enable(enabled)
        for button in (self.join_button, self.way_button):
            button.state(["!disabled" if enabled else "disabled"])

    def restyle(self) -> None:
        """Take over the theme."""
        px = self._ink.look.px
        self.configure(background=self._ink.look.palette.sidebar)
        self._margin.configure(padding=px(theme.L))
        self._card.restyle()
        self.form.restyle()
        self._fit()
