"""The first dialog: a nickname, an address, *Join* and *Host a chat here*.

It decides nothing: it is given what to do with a wish, and told how that went.
"""

import tkinter
from collections.abc import Callable
from tkinter import ttk

from chat_gui import theme
from chat_gui.dialogs import checks
from chat_gui.dialogs.field import Field
from chat_gui.views.line import Ink
from chat_gui.views.styles import as_button


class JoinDialog(tkinter.Toplevel):
    """`on_join` is given a wish, `on_host` a nickname; `on_cancel` stops what was begun."""

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
        self._judged: tuple[Field, ...] = ()
        """Fields that a pressed button needed: judged from then on, empty as they may be."""
        self._busy = False
        self.title("Join a chat — Parlor")
        self.resizable(False, False)
        self.protocol("WM_DELETE_WINDOW", on_close)
        self._make_widgets()
        for keys in ("<Return>", "<KP_Enter>"):
            self.bind(keys, lambda _event: self.join())
        self.bind("<Escape>", lambda _event: self._escape())
        self.bind("<Control-q>", lambda _event: on_close())
        ink.look.on_change(self.restyle)
        self.bind("<Destroy>", self._destroyed)
        self.restyle()

    def _make_widgets(self) -> None:
        ink = self._ink
        self._margin = ttk.Frame(self, style="Sidebar.TFrame")
        self._card = ttk.Frame(self._margin, style="Card.TFrame")
        card = self._card
        self._title = ttk.Label(card, text="Join a chat", style="CardTitle.TLabel")
        self._subtitle = ttk.Label(
            card, text="Pick a nickname and the people to talk with.", style="CardText.TLabel"
        )
        self.nick = Field(card, ink, "Nickname", "Others see you by this name.", self._edited)
        self.address = Field(
            card,
            ink,
            "Address",
            "Where the chat is hosted, such as 192.168.1.20:7275.",
            self._edited,
        )
        self.status = ttk.Label(card, style="CardText.TLabel")
        self._actions = ttk.Frame(card, style="Inside.TFrame")
        self.host_button = as_button(
            ttk.Button(self._actions, style="Raised.TButton", command=self._host_or_cancel)
        )
        self.join_button = as_button(
            ttk.Button(self._actions, text="Join", style="CardAccent.TButton", command=self.join)
        )
        self._margin.grid(sticky="nsew")
        self._card.grid(sticky="nsew")
        self._card.columnconfigure(0, weight=1)
        parts = (self._title, self._subtitle, self.nick, self.address, self.status, self._actions)
        for row, part in enumerate(parts):
            part.grid(row=row, column=0, sticky="ew")
        self._actions.columnconfigure(1, weight=1)
        self.host_button.grid(row=0, column=0, sticky="w")
        self.join_button.grid(row=0, column=2, sticky="e")
        self.idle()

    def show(self, nick: str, address: str) -> None:
        """Open it with these remembered, in the middle of the screen."""
        self.nick.fill(nick)
        self.address.fill(address)
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
        if self._busy:
            return
        self._judged = (self.nick, self.address)
        wish = checks.wish(self.nick.text, self.address.text)
        if isinstance(wish, checks.Wish):
            self._complain(checks.Problem())
            self._on_join(wish)
            return
        self._complain(wish)
        (self.nick if wish.nick else self.address).entry.focus_set()

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
            self.nick.complain(checks.nick_problem(nick))
        if self.address in self._judged:
            self.address.complain(checks.address_problem(address))

    def _complain(self, problem: checks.Problem) -> None:
        self.nick.complain(problem.nick)
        self.address.complain(problem.address)

    def _escape(self) -> None:
        if self._busy:
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
        self._set(enabled=True)
        self._tell(sentence, "CardError.TLabel")
        self.host_button.configure(text="Host a chat here")

    def refuse_nick(self, sentence: str) -> None:
        """The server doesn't take the nickname."""
        self.idle()
        self.nick.complain(sentence)
        self.nick.entry.focus_set()
        self.nick.entry.selection_range(0, "end")

    def refuse_address(self, sentence: str) -> None:
        """Nobody answers there."""
        self.idle()
        self.address.complain(sentence)
        self.address.entry.focus_set()

    def _tell(self, sentence: str, style: str) -> None:
        shown = self._ink.words(sentence)
        self.status.configure(text=shown, style=style)
        if sentence:
            self.status.grid()
        else:
            self.status.grid_remove()

    def _set(self, *, enabled: bool) -> None:
        self.nick.enable(enabled)
        self.address.enable(enabled)
        self.join_button.state(["!disabled" if enabled else "disabled"])

    def _destroyed(self, event: "tkinter.Event[tkinter.Misc]") -> None:
        if event.widget is self:
            self._ink.look.forget(self.restyle)

    def restyle(self) -> None:
        """Take over the theme."""
        px = self._ink.look.px
        self.configure(background=self._ink.look.palette.sidebar)
        self._margin.configure(padding=px(theme.L))
        self._card.configure(padding=px(theme.XL))
        self._card.columnconfigure(0, minsize=px(theme.DIALOG_WIDTH))
        self._title.configure(padding=(px(theme.HAIRLINE), 0))  # a J reaches out to the left
        self._title.grid_configure(pady=(0, px(theme.XS)))
        self._subtitle.grid_configure(pady=(0, px(theme.L)))
        for field in (self.nick, self.address):
            field.restyle()
            field.grid_configure(pady=(0, px(theme.M)))
        self.status.configure(padding=(0, px(theme.XS)), wraplength=px(theme.DIALOG_WIDTH))
        self._actions.grid_configure(pady=(px(theme.XS), 0))
        self.host_button.grid_configure(padx=0)
