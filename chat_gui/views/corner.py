"""A small notice of our own in the screen's corner, where the system shows none.

It never takes the keyboard: no window manager gives it to a window without a frame. A click on it
opens what it tells of, its cross or a right click puts it away; it goes by itself, but not under
the pointer. Nothing about it moves or fades.
"""

import tkinter
from collections.abc import Callable
from tkinter import ttk

from chat_gui import theme
from chat_gui.views.later import Timer
from chat_gui.views.line import Ink, Line
from chat_gui.views.paint import Picture

SECONDS = 6.0
SECONDS_A_CHARACTER = 0.05
"""How long it stays: longer, the more there is to read."""
MOST_OF_SCREEN = 0.9
LINES = 3
"""Lines of the text, at most."""


class Corner:
    """Shows one notice at a time."""

    def __init__(self, root: tkinter.Tk, ink: Ink) -> None:
        self._root, self._ink = root, ink
        self.shown: tkinter.Toplevel | None = None
        self._timer = Timer(root)
        self._pictures: list[Picture] = []

    def show(self, title: str, body: str, open_it: Callable[[], object]) -> None:
        """Show it, instead of any other."""
        self.close()
        self.shown = top = tkinter.Toplevel(self._root, borderwidth=0, highlightthickness=0)
        top.withdraw()
        top.overrideredirect(True)
        self._for_the_system(top)
        top.configure(background=self._ink.look.palette.muted)
        width = self._fill(top, title, body)
        self._bind(top, open_it)
        self._place(top, width)
        seconds = SECONDS + SECONDS_A_CHARACTER * (len(title) + len(body))
        self._stay(seconds)
        top.bind("<Enter>", lambda _event: self._timer.stop(), add=True)
        top.bind("<Leave>", lambda _event: self._stay(seconds), add=True)

    def close(self) -> None:
        """Put it away, if there is one."""
        self._timer.stop()
        if self.shown is not None:
            self.shown.destroy()
            self.shown = None

    def _for_the_system(self, top: tkinter.Toplevel) -> None:
        """Above all windows, and told as what it is to who looks after windows."""
        system = top.tk.call("tk", "windowingsystem")
        top.attributes("-topmost", True)
        if system == "x11":
            top.attributes("-type", "notification")
        elif system == "aqua":
            top.tk.call("::tk::unsupported::MacWindowStyle", "style", top, "help", "noActivates")

    def _fill(self, top: tkinter.Toplevel, title: str, body: str) -> int:
        """Put the words in; gives how wide it is."""
        look = self._ink.look
        px = look.px
        width = min(px(theme.NOTICE_WIDTH), int(top.winfo_screenwidth() * MOST_OF_SCREEN))
        card = ttk.Frame(top, style="Inside.TFrame", padding=px(theme.M))
        card.grid(padx=px(theme.HAIRLINE), pady=px(theme.HAIRLINE), sticky="nsew")
        top.columnconfigure(0, weight=1)
        card.columnconfigure(1, weight=1)
        bar = tkinter.Frame(card, background=look.palette.accent, width=px(theme.NOTICE_BAR))
        bar.grid(row=0, column=0, rowspan=2, sticky="ns", padx=(0, px(theme.M)))
        heading = Line(card, self._ink, "bold", "text", "raised")
        heading.say(title)
        heading.configure(width=1)
        heading.grid(row=0, column=1, sticky="ew")
        cross = ttk.Button(
            card, text="✕", style="Raised.TButton", takefocus=False, command=self.close
        )
        cross.grid(row=0, column=2, sticky="ne")
        inner = width - px(theme.NOTICE_BAR) - px(theme.M) * 3 - 2 * px(theme.HAIRLINE)
        if body:
            self._write(card, body, inner).grid(row=1, column=1, columnspan=2, sticky="ew")
        return width

    def _write(self, card: ttk.Frame, body: str, width: int) -> tkinter.Canvas:
        """The text in a few lines, emoji as images."""
        look = self._ink.look
        canvas = tkinter.Canvas(
            card, highlightthickness=0, borderwidth=0, background=look.palette.raised, width=width
        )
        height = look.height(look.body)
        lines = broken(body, width, look.body.measure)
        self._pictures = []
        for number, line in enumerate(lines[:LINES]):
            said = " ".join([line, *lines[LINES:]]) if number == LINES - 1 else line
            middle = (0, number * height + height // 2)
            _, held = self._ink.draw(canvas, middle, said, "body", "text", width)
            self._pictures += held
        canvas.configure(height=min(len(lines), LINES) * height)
        return canvas

    def _bind(self, top: tkinter.Toplevel, open_it: Callable[[], object]) -> None:
        def clicked(event: "tkinter.Event[tkinter.Misc]") -> None:
            if not isinstance(event.widget, ttk.Button):
                self.close()
                open_it()

        top.bind("<Button-1>", clicked)
        for button in ("<Button-2>", "<Button-3>"):
            top.bind(button, lambda _event: self.close())

    def _place(self, top: tkinter.Toplevel, width: int) -> None:
        look = self._ink.look
        top.update_idletasks()
        height, margin = top.winfo_reqheight(), look.screen(theme.L)
        x = top.winfo_screenwidth() - width - margin
        y = top.winfo_screenheight() - height - look.screen(theme.NOTICE_ABOVE)
        top.geometry(f"{width}x{height}+{max(0, x)}+{max(0, y)}")
        top.deiconify()

    def _stay(self, seconds: float) -> None:
        self._timer.begin(int(seconds * 1000), self.close)


def broken(text: str, width: int, measure: Callable[[str], int]) -> list[str]:
    """The text in lines that fit between two words, where words do."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and measure(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines
