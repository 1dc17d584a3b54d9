"""The composer: where a message is typed. Grows from one line to eight, Return sends.

An emoji is shown as an image here too where the screen can't take it as a character, and is read
back as what it was.
"""

import time
import tkinter
from collections.abc import Callable
from tkinter import ttk

from chat_gui import theme
from chat_gui.views.line import Ink, Line
from chat_gui.views.paint import Picture
from chat_gui.views.paper import copied
from chat_gui.views.redirect import redirect_insert
from chat_gui.views.styles import as_button
from chat_server.protocol.limits import TYPING_PAUSE_MS, Limits

LINES_MOST = 8
COUNTED = 200
"""The counter shows when fewer characters than this are left."""
UNDO_MOST = 500
COMMANDS_ONLY = "Only commands, such as /help"
PASTE_MOST = 100_000
"""Characters taken from the clipboard; more than any message may have, and no burden to Tk."""


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
        self._ink, self._on_send, self._on_typing = ink, on_send, on_typing
        self._limit, self._typed_at = Limits().text, 0.0
        self._stands_for: dict[str, str] = {}
        self._held: list[Picture] = []
        self.silent = ttk.Label(self, style="Hint.TLabel")
        self.trouble = ttk.Label(self, style="Error.TLabel")
        self._box = ttk.Frame(self, style="Composer.TFrame")
        self.text = tkinter.Text(
            self._box, height=1, width=1, wrap="word", undo=True, maxundo=UNDO_MOST
        )
        self.text.configure(borderwidth=0, highlightthickness=0, autoseparators=True)
        self._own = redirect_insert(self.text, self._inserted)
        self.placeholder = Line(self._box, ink, "body", "muted", "raised")
        self.counter = ttk.Label(self, style="Hint.TLabel")
        self.button = as_button(
            ttk.Button(self, text="Send", style="Accent.TButton", command=self.submit)
        )
        self._silent = self._where = ""
        self._complained_of: str | None = None
        """What stood here when something was complained of; None while all is well."""
        self._lay_out()
        self._bind()
        self.restyle()

    def _lay_out(self) -> None:
        self.columnconfigure(0, weight=1)
        self.silent.grid(row=0, column=0, columnspan=2, sticky="ew")
        self.silent.grid_remove()
        self.trouble.grid(row=1, column=0, columnspan=2, sticky="ew")
        self.trouble.grid_remove()
        self._box.grid(row=2, column=0, sticky="nsew")
        self.button.grid(row=2, column=1, sticky="se")
        self.counter.grid(row=3, column=0, sticky="e")
        self.counter.grid_remove()
        self._box.columnconfigure(0, weight=1)
        self._box.rowconfigure(0, weight=1)
        self.text.grid(row=0, column=0, sticky="nsew")

    def _bind(self) -> None:
        for key in ("<Return>", "<KP_Enter>", "<Control-Return>"):
            self.text.bind(key, lambda _event: self._key_send())
        self.text.bind("<Shift-Return>", lambda _event: self._break())
        self.text.bind("<Tab>", lambda _event: self._leave(self.text.tk_focusNext()))
        for back in ("<Shift-Tab>", "<<PrevWindow>>"):
            self.text.bind(back, lambda _event: self._leave(self.text.tk_focusPrev()))
        self.text.bind("<<Modified>>", lambda _event: self._modified())
        self.text.bind("<<Paste>>", lambda _event: self._paste())
        self.text.bind("<<Copy>>", lambda _event: self._copy())
        self.text.bind("<<Cut>>", lambda _event: self._cut())
        self.text.bind("<Control-a>", lambda _event: self._select_all())
        self.text.bind("<FocusIn>", lambda _event: self._box.state(["focus"]), add=True)
        self.text.bind("<FocusOut>", lambda _event: self._box.state(["!focus"]), add=True)
        self.text.bind("<Configure>", lambda _event: self._resized(), add=True)
        self.placeholder.bind("<Button-1>", lambda _event: self.text.focus_set())

    # What it holds

    def content(self) -> str:
        """What has been typed, emoji and all."""
        return copied(self.text, "1.0", "end-1c", self._ink.paint, self._stands_for)

    def fill(self, text: str) -> None:
        """Hold this text instead."""
        self.text.delete("1.0", "end")
        self.text.insert("1.0", text)
        self.text.edit_reset()

    def limit(self, characters: int) -> None:
        """A message may have so many characters."""
        self._limit = characters

    def invite(self, where: str) -> None:
        """Say to whom one writes here."""
        self._where = where
        self.placeholder.say(COMMANDS_ONLY if self._silent else f"Message {where}")

    def silence(self, sentence: str) -> None:
        """Nothing can be said here, and why; commands can be typed all the same. Empty: it can."""
        if sentence == self._silent:
            return
        self._silent = sentence
        if sentence:
            self.silent.grid()
        else:
            self.silent.grid_remove()
        self.invite(self._where)
        self.restyle()

    def submit(self) -> None:
        """Hand the text on; what is refused stays, with the reason above it."""
        text = self.content()
        if not text.strip():
            return
        refusal = self._on_send(text)
        if refusal is None:
            self.fill("")
            self._typed_at = 0.0
        self.complain(refusal or "")
        self.text.focus_set()

    def complain(self, sentence: str) -> None:
        """Say above the composer why something was not sent, until something else is typed.

        An empty sentence says that it is well.
        """
        self._complained_of = self.content() if sentence else None
        if not sentence:
            self.trouble.grid_remove()
            return
        # A refusal may quote what was typed.
        shown = self._ink.words(sentence)
        self.trouble.configure(text=shown, wraplength=max(200, self.winfo_width()))
        self.trouble.grid()

    # What the person does

    def _key_send(self) -> str:
        self.submit()
        return "break"

    def _break(self) -> str:
        self.text.insert("insert", "\n")
        self.text.see("insert")
        return "break"

    def _leave(self, to: tkinter.Misc | None) -> str:
        if to is not None:
            to.focus_set()
        return "break"

    def _select_all(self) -> str:
        self.text.tag_add("sel", "1.0", "end-1c")
        return "break"

    def _paste(self) -> str:
        try:
            pasted = str(self.clipboard_get())[:PASTE_MOST]
        except tkinter.TclError:
            return "break"  # nothing there, or nothing that is text
        if self.text.tag_ranges("sel"):
            self.text.delete("sel.first", "sel.last")
        self.text.edit_separator()
        self.text.insert("insert", pasted.replace("\r\n", "\n").replace("\r", "\n"))
        self.text.edit_separator()
        self.text.see("insert")
        return "break"

    def _copy(self) -> str:
        if self.text.tag_ranges("sel"):
            chosen = copied(self.text, "sel.first", "sel.last", self._ink.paint, self._stands_for)
            self.clipboard_clear()
            self.clipboard_append(chosen)
        return "break"

    def _cut(self) -> str:
        self._copy()
        if self.text.tag_ranges("sel"):
            self.text.delete("sel.first", "sel.last")
        return "break"

    def _inserted(self, index: str, chars: str) -> bool:
        """Insert what Tk must not be given as it is; False where it may."""
        if self._silent and not chars.startswith("/") and self._empty():
            self.bell()
            return True
        pieces = self._ink.pieces(chars)
        if all(piece.shown == piece.original for piece in pieces):
            return False
        self._own("mark", "set", "writing", index)
        for piece in pieces:
            image = self._ink.picture(piece)
            if image is not None:
                self._own("image", "create", "writing", "-image", image)
                self._held.append(image)
            elif piece.shown == piece.original:
                self._own("insert", "writing", piece.shown)
            else:
                mark = f"as:{len(self._stands_for)}"
                self._stands_for[mark] = piece.original
                self._own("insert", "writing", piece.shown, mark)
        self.text.edit_reset()  # images are not undone, so what came before can't be
        self._modified()
        return True

    def _modified(self) -> None:
        """Something was typed or taken out."""
        if self.text.edit_modified():
            self.text.edit_modified(False)
        typed = not self._silent or self.text.get("1.0") == "/"
        self.button.state(["!disabled" if typed else "disabled"])
        if self._empty():
            self._stands_for.clear()
            self._held.clear()
            pad = self._ink.look.px(theme.M)
            self.placeholder.place(
                x=pad + self._ink.look.px(2), rely=0.5, anchor="w", relwidth=1.0, width=-2 * pad
            )
        else:
            self.placeholder.place_forget()
            self._say_typing()
        if self._complained_of is not None and self.content() != self._complained_of:
            self.complain("")
        self._grow()
        self._count()

    def _empty(self) -> bool:
        return bool(self.text.compare("end-1c", "==", "1.0"))

    def _say_typing(self) -> None:
        now = time.monotonic()
        if now - self._typed_at >= TYPING_PAUSE_MS / 1_000 and self.text.get("1.0") != "/":
            self._typed_at = now
            self._on_typing()

    def _grow(self) -> None:
        lines = self.text.tk.call(self.text, "count", "-displaylines", "1.0", "end")
        wanted = min(max(int(lines or 1), 1), LINES_MOST)
        if int(str(self.text.cget("height"))) != wanted:
            self.text.configure(height=wanted)

    def _count(self) -> None:
        length = len(self.content()) if self._is_long() else 0
        left = self._limit - length
        if left >= COUNTED:
            self.counter.grid_remove()
            return
        said = f"{left:,} characters left" if left >= 0 else f"{-left:,} characters too many"
        self.counter.configure(text=said, style="Hint.TLabel" if left >= 0 else "Error.TLabel")
        self.counter.grid()

    def _resized(self) -> None:
        self._grow()
        self.silent.configure(wraplength=max(200, self.winfo_width()))

    def _is_long(self) -> bool:
        counted = self.text.tk.call(self.text, "count", "-indices", "1.0", "end")
        return int(counted or 0) > (self._limit - COUNTED) / 4

    # The look

    def restyle(self) -> None:
        """Take over the theme."""
        look = self._ink.look
        colours = look.palette
        behind = "sidebar" if self._silent else "raised"
        self._box.state(["disabled" if self._silent else "!disabled"])
        width = max(200, self.winfo_width())
        self.silent.configure(text=self._ink.words(self._silent), wraplength=width)
        self.silent.configure(padding=(0, 0, 0, look.px(theme.XS)))
        self.placeholder.lie_on(behind)
        self.text.configure(
            background=getattr(colours, behind),
            foreground=colours.text,
            insertbackground=colours.text,
            selectbackground=colours.accent_soft,
            selectforeground=colours.text,
            font=look.body,
        )
        edge = look.px(theme.M), look.px(theme.CONTROL_PAD)
        self.text.grid_configure(padx=edge[0], pady=edge[1])
        self.button.grid_configure(padx=(look.px(theme.S), 0))
        self.trouble.configure(padding=(0, 0, 0, look.px(theme.XS)))
        self.counter.configure(padding=(0, look.px(theme.XS), 0, 0))
        self.placeholder.restyle()
        self._modified()
