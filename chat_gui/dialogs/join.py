"""The first dialog: a nickname, an address, *Join* and *Host a chat here*; then what is asked.

It decides nothing: it is given what to do with a wish, and told how that went.
"""

import tkinter
from collections.abc import Callable
from tkinter import ttk

from chat_gui import theme
from chat_gui.client.invite_link import InviteLink
from chat_gui.dialogs import checks
from chat_gui.dialogs.field import Field
from chat_gui.dialogs.more import More
from chat_gui.dialogs.nick import ME_TOO
from chat_gui.dialogs.question import Question
from chat_gui.views.card import Card
from chat_gui.views.line import Ink

_VOUCHED = "From an invite link, which says what server it must be."


class JoinDialog(tkinter.Toplevel):
    """`on_join` is given a wish, `on_host` a nickname; `on_cancel` stops what was begun.

    A `Place` for questions: they stand where the fields are.
    """

    def __init__(
        self,
        root: tkinter.Tk,
        ink: Ink,
        on_join: Callable[[checks.Wish], None],
        on_host: Callable[[str], None],
        on_cancel: Callable[[], None],
        on_close: Callable[[], None],
    ) -> None:
        super().__init__(root, class_="Parlor")
        self.withdraw()
        self._ink, self._on_join, self._on_host = ink, on_join, on_host
        self._on_cancel, self._on_close = on_cancel, on_close
        self._on_pair: Callable[[], None] = lambda: None
        self._link: InviteLink | None = None
        """The invite link that filled the address in."""
        self._unencrypted: Callable[[str], bool] = lambda _address: False
        self._disclosed = False
        self._judged: tuple[Field, ...] = ()
        """Fields that a pressed button needed: judged from then on, empty as they may be."""
        self._busy = False
        self.question: Question | None = None
        self.title("Join a chat — Parlor")
        self.resizable(False, False)
        self.protocol("WM_DELETE_WINDOW", on_close)
        self._make_widgets()
        for keys in ("<Return>", "<KP_Enter>"):
            self.bind(keys, lambda _event: self.join())
        self.bind("<Escape>", lambda _event: self._escape())
        self.bind("<Control-q>", lambda _event: on_close())
        ink.follow(self, self.restyle)
        self.restyle()

    def _make_widgets(self) -> None:
        ink = self._ink
        self._margin = ttk.Frame(self, style="Sidebar.TFrame")
        self._card = ttk.Frame(self._margin, style="Card.TFrame")
        self.form = form = Card(self._card, ink, theme.DIALOG_WIDTH)
        form.sentence("Join a chat", "CardTitle", theme.XS)
        form.sentence("Pick a nickname and the people to talk with.", "CardText", theme.L)
        self.nick = Field(form, ink, "Nickname", "Others see you by this name.", self._edited)
        form.put(self.nick)
        self.pair_button = form.quiet(ME_TOO, lambda: self._on_pair())
        form.put(self.pair_button, sticky="w")
        self.address = Field(
            *(form, ink, "Address", "Where it is hosted, such as 192.168.1.20, or an invite link."),
            self._address_edited,
        )
        for paste in ("<<Paste>>", "<<PasteSelection>>"):
            self.address.entry.bind(
                paste, lambda _event: self.after_idle(self._take_link), add=True
            )
        form.put(self.address)
        self.more = More(form, ink)
        form.put(self.more)
        self.status = form.sentence("", "CardText")
        self.host_button = form.quiet("", self._host_or_cancel)
        self.more_button = form.quiet("", lambda: self.disclose(more=not self._disclosed))
        self.join_button = form.accent("Join", self.join)
        form.actions(self.host_button, self.more_button, self.join_button)
        self.pair_button.grid_remove()
        self._margin.grid(sticky="nsew")
        self._card.grid(sticky="nsew")
        form.grid(sticky="nsew")
        self.disclose(more=False)
        self.idle()

    def show(
        self, nick: str, address: str, unencrypted: Callable[[str], bool] = lambda _address: False
    ) -> None:
        """Open it with these remembered, in the middle of the screen.

        `unencrypted` says whether an address was joined without encryption before.
        """
        self.nick.fill(nick)
        self.address.fill(address)
        self._unencrypted = unencrypted
        self._look_up()
        self._take_link()
        self.update_idletasks()
        x = (self.winfo_screenwidth() - self.winfo_reqwidth()) // 2
        y = (self.winfo_screenheight() - self.winfo_reqheight()) // 3
        self.geometry(f"+{max(0, x)}+{max(0, y)}")
        self.deiconify()
        first = self.nick if not nick or address else self.address
        first.entry.focus_set()
        first.entry.selection_range(0, "end")

    # What the person does

    def join(self) -> None:
        """Hand the wish on, or say beside the fields why it can't be."""
        if self.question is not None:
            self.question.agree()
            return
        if self._busy:
            return
        self._judged = (self.nick, self.address)
        self._take_link()
        wish = checks.wish(self.nick.text, self.address.text, self.more.plaintext, self._link)
        if isinstance(wish, checks.Wish):
            self._complain(checks.Problem())
            self._on_join(wish)
            return
        self._complain(wish)
        (self.nick if wish.nick else self.address).entry.focus_set()

    def disclose(self, *, more: bool) -> None:
        """Show what few people need, or put it out of sight."""
        self._disclosed = more
        if more:
            self.more.grid()
            self.form.restyle()
        else:
            self.more.grid_remove()
        self.more_button.configure(text="Less" if more else "More")

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

    def _address_edited(self) -> None:
        self._edited()
        self._drop_link()
        self._look_up()

    def _take_link(self) -> None:
        """An invite link stands in the address field: take it apart."""
        link = checks.link(self.address.text)
        if link is not None:
            self._link = link
            self.address.fill(str(link.address))
            self._look_up()
            if link.fingerprint:
                self.more.choose(plaintext=False)
            self.address.hint(_VOUCHED if link.fingerprint else "")

    def _drop_link(self) -> None:
        """What a link said of a server is not said of another address."""
        if self._link is not None and self.address.text.strip() != str(self._link.address):
            self._link = None
            self.address.hint()

    def _look_up(self) -> None:
        """Tick what was ticked for this address the last time."""
        plaintext = self._unencrypted(checks.same_address(self.address.text))
        if plaintext != self.more.plaintext:
            self.more.choose(plaintext=plaintext)
            self.disclose(more=plaintext)

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
        self._set(enabled=False)
        self._tell(sentence, "CardText.TLabel")
        self.host_button.configure(text="Cancel")

    def idle(self, sentence: str = "") -> None:
        """Nothing is under way; the sentence says what went wrong, if anything did."""
        self._busy = False
        self.answered()
        self._set(enabled=True)
        self._tell(sentence, "CardError.TLabel")
        self.host_button.configure(text="Host a chat here")

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
        """Nobody answers there; with `more` the way out is under *More*."""
        self.idle()
        if more:
            self.disclose(more=True)
        self.address.complain(sentence)
        self.address.entry.focus_set()

    # Questions

    def ask(self, make: Callable[[tkinter.Misc], Question]) -> None:
        """Show a question where the fields are."""
        self._take_away()
        self.form.grid_remove()
        self.question = make(self._card)
        self.question.grid(sticky="nsew")
        self._card.configure(style="Alarm.TFrame" if self.question.ALARMING else "Card.TFrame")
        self.update_idletasks()  # what is not drawn yet gets the keyboard late
        self.question.first.focus_set()

    def answered(self) -> None:
        """Show the fields again."""
        if self.question is not None:
            self._take_away()
            self.form.grid()
            self.join_button.focus_set()

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
        else:
            self.status.grid_remove()

    def _set(self, *, enabled: bool) -> None:
        for part in (self.nick, self.address, self.more):
            part.enable(enabled)
        for button in (self.join_button, self.more_button):
            button.state(["!disabled" if enabled else "disabled"])

    def restyle(self) -> None:
        """Take over the theme."""
        px = self._ink.look.px
        self.configure(background=self._ink.look.palette.sidebar)
        self._margin.configure(padding=px(theme.L))
        self._card.configure(padding=px(theme.XL))
        for field in (self.nick, self.address):
            field.restyle()
        self.form.restyle()
