"""The composer: where a message is typed. Grows from one line to eight, Return sends.

The text itself, with its emoji and its undo, is a `Writing`; what stands around it is here.
"""

import time
import tkinter
from collections.abc import Callable
from tkinter import ttk
from typing import Any, Literal

from chat_gui import theme
from chat_gui.i18n import N_, _, number
from chat_gui.views import words
from chat_gui.views.keys import lead_on, on_keys
from chat_gui.views.line import Ink
from chat_gui.views.placeholder import Placeholder
from chat_gui.views.styles import push_button, text_colours
from chat_gui.views.writing import Writing
from chat_server.protocol.limits import TYPING_PAUSE_MS, Limits

LINES_MOST = 8
SHARE_MOST = 0.6
"""How much of the window all of it may take; the rest is to read."""
COUNTED = 200
"""The counter shows when fewer characters than this are left."""
COMMANDS_ONLY = N_("Only commands, such as /help")
SendKey = Literal["return", "ctrl-return"]
"""Which key sends; the other one breaks the line, as Shift+Return always does."""

_ALARM = "Error.TLabel"
_STRIP = 2
"""The row of what is said about the text that stands below it."""


class Composer(ttk.Frame):
    """`on_send` gives the sentence that refuses a text, or None when it is on its way."""

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        on_send: Callable[[str], str | None],
        on_typing: Callable[[], None],
    ) -> None:
        super().__init__(parent)
        self.over = parent
        """Where lists and panels lie that belong to the composer."""
        self._ink, self._on_send, self._on_typing = ink, on_send, on_typing
        self.most, self._typed_at = Limits().text, 0.0
        self._handing = self._tight = False
        self.on_edited: list[Callable[[], None]] = []
        """Told after each change of what stands here."""
        self.finish: Callable[[str], str] = lambda text: text
        """Makes of what was typed what is sent."""
        self.on_pick: Callable[[], object] = lambda: None
        """Opens the emoji picker."""
        self.on_too_long: Callable[[], object] = lambda: None
        """Told that what was to be sent has more characters than a message may have: says so."""
        self.above: Callable[[], int] = lambda: 0
        """Gives the height of what stands above all this and belongs to what is written."""
        self.on_up: Callable[[], object] = lambda: None
        """Told of Up in an empty composer."""
        self.on_page: Callable[[int], object] = lambda _step: None
        """Told to go a page up (-1) or down (1) in what is read, as all of the text is seen."""
        self.on_nothing: Callable[[], object] = lambda: None
        """Told that nothing was to be sent."""
        self.on_again: Callable[[], object] = lambda: None
        """Comes into the room again that one was put out of."""
        self._send_key: SendKey = "return"
        self._told = ttk.Frame(self)
        self.silent = ttk.Label(self._told, style="Hint.TLabel")
        self.again = push_button(
            self._told, "Raised.TButton", lambda: self.on_again(), text=_("Join again")
        )
        self.trouble = ttk.Label(self, style=_ALARM)
        self.box = ttk.Frame(self, style="Composer.TFrame")
        self.text = Writing(self.box, ink, self._may, self._modified)
        self.placeholder = Placeholder(self.text, ink, self.box)
        self.emoji = push_button(self.box, "Raised.TButton", lambda: self.on_pick())
        self.counter = ttk.Label(self, style="Hint.TLabel")
        self.button = push_button(self, "Accent.TButton", self.submit, text=_("Send"))
        self._silent = self._where = ""
        self._complained_of: str | None = None
        """What stood here when something was complained of; None while all is well."""
        self._lay_out()
        self._listen()
        self.restyle()

    def _lay_out(self) -> None:
        self.columnconfigure(0, weight=1)
        self._told.grid(row=0, column=0, columnspan=2, sticky="ew")
        self._told.grid_remove()
        self._told.columnconfigure(0, weight=1)
        self.silent.grid(row=0, column=0, sticky="ew")
        self.trouble.grid(row=1, column=0, columnspan=2, sticky="ew")
        self.trouble.grid_remove()
        self.box.grid(row=_STRIP + 1, column=0, sticky="nsew")
        self.button.grid(row=_STRIP + 1, column=1, sticky="se")
        self.counter.grid(row=_STRIP + 2, column=0, columnspan=2, sticky="e")
        self.counter.grid_remove()
        self.box.columnconfigure(0, weight=1)
        self.box.rowconfigure(0, weight=1)
        self.text.grid(row=0, column=0, sticky="nsew")
        self.emoji.grid(row=0, column=1, sticky="s")

    def _listen(self) -> None:
        keys: dict[str, Callable[[], object]] = {
            "<Return>": lambda: self._key(sends=self._send_key == "return"),
            "<Control-Return>": self.submit,
            "<Shift-Return>": lambda: self._key(sends=False),
        }
        on_keys(self.text, keys)
        lead_on(self.text)
        self.text.bind("<Up>", lambda _event: self._up())
        for key, step in (("<Prior>", -1), ("<Next>", 1)):
            self.text.bind(key, lambda _event, step=step: self._page(step))  # type: ignore[misc]
        self.text.bind("<FocusIn>", lambda _event: self.box.state(["focus"]), add=True)
        self.text.bind("<FocusOut>", lambda _event: self.box.state(["!focus"]), add=True)
        self.text.bind("<Configure>", lambda _event: self._resized(), add=True)

    # What it holds

    def content(self) -> str:
        """What has been typed, emoji and all."""
        return self.text.content()

    def typed(self) -> str:
        """The same, but for what is being handed on at this moment."""
        return "" if self._handing else self.content()

    def fill(self, text: str) -> None:
        """Hold this text instead."""
        self._handing = False
        self.text.fill(text)

    def strip(self, strip: ttk.Frame) -> None:
        """Have this stand above the text."""
        strip.grid(row=_STRIP, column=0, columnspan=2, sticky="ew")

    def send_on(self, key: SendKey) -> None:
        """Send with this key from now on."""
        self._send_key = key

    def limit(self, characters: int) -> None:
        """A message may have so many characters."""
        self.most = characters

    def invite(self, said: str) -> None:
        """Say to whom one writes here."""
        self._where = said
        self.placeholder.say(_(COMMANDS_ONLY) if self._silent else said)

    def silence(self, sentence: str) -> None:
        """Nothing can be said here, and why; commands can be typed all the same. Empty: it can."""
        if sentence == self._silent:
            return
        if str(self.silent.cget("style")) == _ALARM:
            self.complain("")
        self._silent = sentence
        (self._told.grid if sentence else self._told.grid_remove)()
        self.invite(self._where)
        self.restyle()

    def offer(self, *, again: bool) -> None:
        """Beside that nothing can be said here, offer to come in again; or don't."""
        if again != bool(self.again.winfo_manager()):
            if again:
                self.again.grid(row=0, column=1, sticky="w")
            else:
                self.again.grid_remove()
            self._wrap_silent()

    def submit(self) -> None:
        """Hand the text on; what is refused stays, with the reason above it."""
        text = self.content()
        if not text.strip():
            self.on_nothing()
            return
        self._handing = True
        try:
            refusal = self._on_send(self.finish(text))
            if refusal is None and self._handing:
                self.fill("")
        finally:
            self._handing = False
        if refusal is None:
            self._typed_at = 0.0
        too_long = len(text) > self.most
        self.complain("" if too_long else refusal or "")
        if too_long:
            self.on_too_long()
        self.text.focus_set()

    def submit_parts(self, parts: list[str]) -> None:
        """Hand on one message after another; what is refused stays, with what follows it."""
        for place, part in enumerate(parts):
            # What goes on with a slash is no command.
            said = f"/{part}" if place and part.startswith("/") else part
            refusal = self._on_send(self.finish(said))
            if refusal is not None:
                self.text.replace_all("\n".join(parts[place:]))
                self.complain(refusal)
                break
        else:
            self.fill("")
            self._typed_at = 0.0
        self.text.focus_set()

    def complain(self, sentence: str) -> None:
        """Say above the composer why something was not sent, until something else is typed.

        An empty sentence says that it is well. What stands there already is not said twice.
        """
        self._complained_of = self.content() if sentence else None
        stands = sentence != "" and sentence == self._silent
        self.silent.configure(style=_ALARM if stands else "Hint.TLabel")
        if not sentence:
            self.trouble.grid_remove()
            return
        # A refusal may quote what was typed.
        shown = self._ink.words(sentence)
        self.trouble.configure(text=shown, wraplength=max(200, self.winfo_width()))
        (self.trouble.grid_remove if stands else self.trouble.grid)()

    # What the person does

    def _key(self, *, sends: bool) -> None:
        if sends:
            self.submit()
        else:
            self.text.insert("insert", "\n")
            self.text.see("insert")

    def _up(self) -> str | None:
        if not self.text.empty():
            return None
        self.on_up()
        return "break"

    def _page(self, step: int) -> str | None:
        if self.text.yview() != (0.0, 1.0):
            return None
        self.on_page(step)
        return "break"

    def _may(self, chars: str) -> bool:
        """Whether this may be typed here: where nothing can be said, only a command."""
        return not (self._silent and not chars.startswith("/") and self.text.empty())

    def _modified(self) -> None:
        """Something was typed or taken out."""
        typed = not self._silent or self.text.get("1.0") == "/"
        self.button.state(["!disabled" if typed else "disabled"])
        self._show_invitation()
        if not self.text.empty():
            self._say_typing()
        if self._complained_of is not None and self.content() != self._complained_of:
            self.complain("")
        self.grow()
        self._count()
        for told in self.on_edited:
            told()

    def _show_invitation(self) -> None:
        beside = 0 if self._tight else self.emoji.winfo_reqwidth()
        self.placeholder.appear(empty=self.text.empty(), beside=beside)

    def _say_typing(self) -> None:
        now = time.monotonic()
        if now - self._typed_at >= TYPING_PAUSE_MS / 1_000 and self.text.get("1.0") != "/":
            self._typed_at = now
            self._on_typing()

    def grow(self) -> None:
        """Be as high as the text needs, as far as there is room."""
        lines = self.text.tk.call(self.text, "count", "-displaylines", "1.0", "end")
        beside = [self.box, self.button]
        around = sum(one.winfo_reqheight() for one in self.grid_slaves() if one not in beside)
        room = self.over.winfo_height() * SHARE_MOST - around - self.above()
        fitting = int(room / self._ink.look.height(self._ink.look.body))
        wanted = max(1, min(int(lines or 1), LINES_MOST, fitting))
        if int(str(self.text.cget("height"))) != wanted:
            self.text.configure(height=wanted)

    def _count(self) -> None:
        length = len(self.content()) if self._is_long() else 0
        left = self.most - length
        if left >= COUNTED:
            self.counter.grid_remove()
            return
        said = number(left) if self._tight else words.room_left(left)
        self.counter.configure(text=said, style="Hint.TLabel" if left >= 0 else _ALARM)
        self.counter.grid()

    def _resized(self) -> None:
        self.grow()
        self._wrap_silent()

    def _wrap_silent(self) -> None:
        """Why nothing can be said, and the way out below it where that is too long for one line."""
        wide = max(200, self.winfo_width())
        self.silent.configure(wraplength=wide)
        if self.again.winfo_manager():
            below = self.silent.winfo_reqwidth() + self.again.winfo_reqwidth() > wide
            self.again.grid(row=int(below), column=0 if below else 1)

    def _is_long(self) -> bool:
        counted = self.text.tk.call(self.text, "count", "-indices", "1.0", "end")
        return int(counted or 0) > (self.most - COUNTED) / 4

    # The look

    def tighten(self, tight: bool) -> None:
        """Spare what is not needed to write, or show it."""
        self._tight = tight
        icon = self._ink.paint.icon
        arrows: Any = (icon("send", "on_accent"), "disabled", icon("send", "muted"))
        self.button.configure(text="" if tight else _("Send"), image=arrows if tight else "")
        if tight:
            self.emoji.grid_remove()
        else:
            self.emoji.grid()
        self._show_invitation()

    def restyle(self) -> None:
        """Take over the theme."""
        look = self._ink.look
        behind = "sidebar" if self._silent else "raised"
        self.box.state(["disabled" if self._silent else "!disabled"])
        self.silent.configure(text=self._ink.words(self._silent), padding=(0, look.px(theme.XS)))
        self._wrap_silent()
        self.placeholder.lie_on(behind)
        self.text.configure(**text_colours(look, behind), font=look.body)
        edge = look.px(theme.M), look.px(theme.CONTROL_PAD)
        self.text.grid_configure(padx=edge[0], pady=edge[1])
        self._smile = self._ink.paint.icon("smile", "muted")
        style = "Sidebar.TButton" if self._silent else "Raised.TButton"
        self.emoji.configure(image=self._smile, style=style)
        beside = look.height(look.body) - self.emoji.winfo_reqheight()
        below = max(0, look.px(theme.CONTROL_PAD) + beside // 2)
        self.emoji.grid_configure(padx=(0, look.px(theme.XS)), pady=(0, below))
        self.button.grid_configure(padx=(look.px(theme.S), 0))
        self.trouble.configure(padding=(0, look.px(theme.XS)))
        self.counter.configure(padding=(0, look.px(theme.XS), 0, 0))
        self.placeholder.restyle()
        self.tighten(self._tight)
        self._modified()
