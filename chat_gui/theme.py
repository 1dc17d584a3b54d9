"""The look, in one table: colours for light and dark, spaces, radii, fonts.

No colour, size or font stands anywhere else. Views ask the `Theme` and register what must be drawn
again when the person changes between light and dark or zooms.
"""

import ctypes
import sys
import threading
import tkinter
from collections.abc import Callable
from dataclasses import dataclass
from tkinter import font
from typing import Literal

Mode = Literal["system", "light", "dark"]


@dataclass(frozen=True)
class Palette:
    """The colours, named by what they are for."""

    surface: str
    sidebar: str
    raised: str
    text: str
    muted: str
    line: str
    edge: str
    accent: str
    accent_soft: str
    hover: str
    mention: str
    danger: str
    code: str
    on_accent: str
    on_badge: str
    accent_hover: str
    danger_hover: str
    here: str
    code_keyword: str
    code_string: str
    code_number: str
    code_comment: str
    code_name: str


LIGHT = Palette(
    surface="#ffffff",
    sidebar="#f5f5f2",
    raised="#ffffff",
    text="#1f2328",
    muted="#6a7077",
    line="#e4e4df",
    edge="#c6c8c3",
    accent="#2f6f5e",
    accent_soft="#e3efeb",
    hover="#ecece7",
    mention="#fff6dd",
    danger="#b3372f",
    code="#f2f2ee",
    on_accent="#ffffff",
    on_badge="#ffffff",
    accent_hover="#286051",
    danger_hover="#9d2f28",
    here="#3fa37c",
    code_keyword="#7a3e9d",
    code_string="#2f6a3a",
    code_number="#98480a",
    code_comment="#666b71",
    code_name="#22609c",
)

DARK = Palette(
    surface="#1b1d1f",
    sidebar="#16181a",
    raised="#24272a",
    text="#e6e6e3",
    muted="#9a9fa4",
    line="#2c2f33",
    edge="#43484d",
    accent="#6fbfa6",
    accent_soft="#22352f",
    hover="#202326",
    mention="#3a3320",
    danger="#e5786d",
    code="#24272a",
    on_accent="#16181a",
    on_badge="#16181a",
    accent_hover="#82cab4",
    danger_hover="#ea8d83",
    here="#3fa37c",
    code_keyword="#c9a0e8",
    code_string="#9dcb8c",
    code_number="#e2a56d",
    code_comment="#989da3",
    code_name="#86b4e8",
)

READABLE = (
    *(("text", behind) for behind in ("surface", "sidebar", "raised", "hover", "mention", "code")),
    ("text", "accent_soft"),
    *(("muted", behind) for behind in ("surface", "sidebar", "raised")),
    *(("accent", behind) for behind in ("surface", "sidebar", "raised", "accent_soft", "mention")),
    *(("danger", behind) for behind in ("surface", "raised", "sidebar")),
    *(("on_accent", b) for b in ("accent", "accent_hover", "danger", "danger_hover")),
    ("on_badge", "muted"),
    *((f"code_{kind}", "code") for kind in ("keyword", "string", "number", "comment", "name")),
    ("muted", "mention"),
)
"""Pairs of text and what is behind it; each has a contrast of at least 4.5:1 (WCAG 1.4.3)."""

AVATARS = (
    "#7a5ea8",
    "#a85a32",
    "#2f6f5e",
    "#2f6a9e",
    "#a3456b",
    "#5e6b24",
    "#4a5aa8",
    "#8a5a2b",
)
"""Colours of people, behind `AVATAR_TEXT`; a person's id chooses one."""
AVATAR_TEXT = "#ffffff"

QR_DARK, QR_LIGHT = (0, 0, 0), (255, 255, 255)
"""What every reader of QR codes expects, also in the dark."""

XS, S, M, L = 4, 8, 12, 16
"""The four spaces, in pixels at 96 dpi; `Theme.px` scales them."""
XL = 24
"""Inside a card."""
RADIUS, RADIUS_LARGE = 6, 8
HAIRLINE = 1

SIDEBAR_WIDTH = 220
BESIDE = 40
"""What is left of the window beside a sidebar that lies over it."""
NAME_LEAST = 64
"""What is left for a room's name beside its badges, and what a topic has at least, or it goes."""
LEAST_SIDEBAR = 260
"""A sidebar that would be lower than this covers the header, too."""
FOLD_WIDTH = 640
SEARCH_WIDTH, SEARCH_BESIDE = 300, 900
"""The search's width, and that of a window in which it stands beside the history."""
WINDOW_SIZE = (900, 620)
WINDOW_LEAST = (480, 400)
BESIDE_SCREEN = 64
"""Of the screen's height, for the title above a window and the system's bar."""
MODERATORS_SIZE, MODERATORS_LEAST = (560, 480), (380, 320)
PALETTE_WIDTH, PALETTE_LINES = 440, 10
CARD_WIDTH = 372
"""Of what is in the first dialog, in a question, in a panel over the window."""
SETTINGS_WIDTH = 400
NOTICE_WIDTH, NOTICE_BAR, NOTICE_ABOVE = 340, 3, 56
"""A notice in the corner of the screen, its coloured edge, and how far above the screen's edge."""
HOSTING_SIDE, QR_SIZE = 256, 180
HOSTING_WIDTH, HOSTING_LEAST = HOSTING_SIDE + L + QR_SIZE, 176
"""The panel of who hosts: what stands beside the code, at least, and the code at most."""
EMOJI_LARGE = 2.2
"""How much larger a few emoji alone are than those in a text."""
PILL_SIDE, PILL_ABOVE = 8, 3
"""Left and right, above and below within a reaction's pill."""
RING = 2
"""The edge of the ring around the message that the keyboard is on."""
LEADING = 3
"""Between the lines of a text."""
BAR, BAR_INDENT = 3, 11
"""The bar beside what is quoted, and from its left edge to the text."""
AVATAR = 32
TEXT_INDENT = L + AVATAR + 10
DOT, DOT_GAP = 8, 6
POPUP_LEAST = 180
"""The width of the list over the composer, at least."""
CONTROL_PAD = 10
ICON, WARNING, PENCIL, CHEVRON = 16, 22, 14, 12
SCROLLBAR = 8
BESIDE_BAR = L - SCROLLBAR - HAIRLINE
"""What is left of the right margin where the scrollbar stands in it."""
HEADER_PAD, ROOM_LEAST = 13, 120
NARROW, LOW = 260, 280
"""A main part that is smaller spares what it can."""

ZOOM_STEPS = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)

FAMILIES = ("Inter", "Segoe UI", "SF Pro Text", "Noto Sans", "Cantarell", "DejaVu Sans")
MONO_FAMILIES = ("JetBrains Mono", "Cascadia Mono", "Menlo", "Noto Sans Mono", "DejaVu Sans Mono")
BOLD_FILES = (
    "Inter-Bold.ttf",
    "segoeuib.ttf",
    "SFNS.ttf",
    "NotoSans-Bold.ttf",
    "DejaVuSans-Bold.ttf",
    "arialbd.ttf",
    "Arial Bold.ttf",
)
"""Files that avatars' initials are drawn from, the first that is there."""
REGULAR_FILES = (
    "Inter-Regular.ttf",
    "segoeui.ttf",
    "SFNS.ttf",
    "NotoSans-Regular.ttf",
    "DejaVuSans.ttf",
    "arial.ttf",
    "Arial.ttf",
)
"""The same for numbers in pictures."""

_BODY, _SMALL, _TITLE, _LARGE, _CODE = 1.08, 0.93, 1.2, 1.5, 1.7
"""Sizes of the fonts, in sizes of TkDefaultFont."""

_SYSTEM_SECONDS = 0.3
"""How long the start waits for the desktop to say whether it is dark."""


def be_dpi_aware() -> None:
    """Tell Windows that this process draws its own pixels; before Tk starts, no-op elsewhere."""
    if sys.platform == "win32":
        try:
            ctypes.windll.shcore.SetProcessDpiAwareness(1)
        except (AttributeError, OSError):
            ctypes.windll.user32.SetProcessDPIAware()


class SystemLook:
    """Asks the desktop whether it is dark, in a thread: the answer may take for ever."""

    def __init__(self) -> None:
        self._dark: bool | None = None
        self._thread = threading.Thread(target=self._ask, name="system-look", daemon=True)
        self._thread.start()

    def _ask(self) -> None:
        try:
            import darkdetect  # type: ignore[import-untyped]

            self._dark = darkdetect.isDark()
        except Exception:  # the outermost loop of a thread: no desktop is no reason to fail
            self._dark = False

    def dark(self) -> bool:
        """Whether it is dark, as far as is known after a moment."""
        self._thread.join(_SYSTEM_SECONDS)
        return bool(self._dark)


class Theme:
    """The look of one program: palette, fonts and scale. `changed` handlers draw again."""

    def __init__(self, root: tkinter.Tk, mode: Mode = "system", zoom: float = 1.0) -> None:
        self.root = root
        self.mode: Mode = mode
        self.zoom = min(max(zoom, ZOOM_STEPS[0]), ZOOM_STEPS[-1])
        self._system = SystemLook()
        self._handlers: list[Callable[[], None]] = []
        self._base, self._scale = _measure(root)
        self.palette = self._choose()
        self._make_fonts()

    def _make_fonts(self) -> None:
        family = _first_family(self.root, FAMILIES, "TkDefaultFont")
        mono = _first_family(self.root, MONO_FAMILIES, "TkFixedFont")
        self._fonts: list[tuple[font.Font, float]] = []

        def make(
            size: float, weight: Literal["normal", "bold"] = "normal", **more: str
        ) -> font.Font:
            made = font.Font(
                self.root,
                family=more.get("family", family),
                weight=weight,
                slant="italic" if "slant" in more else "roman",
                size=self._points(size),
            )
            self._fonts.append((made, size))
            return made

        self.body, self.bold = make(_BODY), make(_BODY, "bold")
        self.italic = make(_BODY, slant="italic")
        self.bold_italic = make(_BODY, "bold", slant="italic")
        self.emoji = make(_BODY * EMOJI_LARGE)
        self.least = font.Font(self.root, family=family, size=-1)
        self.small, self.small_bold = make(_SMALL), make(_SMALL, "bold")
        self.title, self.large = make(_TITLE, "bold"), make(_LARGE, "bold")
        self.mono = make(_SMALL, family=mono)
        self.mono_bold = make(_BODY, "bold", family=mono)
        self.mono_large = make(_CODE, "bold", family=mono)

    def _points(self, size: float) -> int:
        """A font size in pixels: Tk reads it so where it is negative."""
        return -max(8, round(self._base * size * self.zoom))

    def px(self, size: float) -> int:
        """So many pixels at 96 dpi, on this screen and at this zoom."""
        return max(1, round(size * self._scale * self.zoom))

    def screen(self, size: float) -> int:
        """So many pixels at 96 dpi on this screen, whatever the zoom: for windows."""
        return max(1, round(size * self._scale))

    def height(self, of: font.Font) -> int:
        """The height of a line in this font."""
        return int(of.metrics("linespace"))

    def on_change(self, handler: Callable[[], None]) -> None:
        """Call `handler` after each change; for as long as the program runs."""
        self._handlers.append(handler)

    def forget(self, handler: Callable[[], None]) -> None:
        """Call it no longer: its window is gone."""
        self._handlers.remove(handler)

    def switch(self, mode: Mode) -> None:
        """Be light, be dark, or follow the system."""
        if mode == "system":
            self._system = SystemLook()
        self.mode = mode
        self._change()

    def be(self, mode: Mode, zoom: float) -> None:
        """Take over both, if that is another look."""
        if (mode, zoom) != (self.mode, self.zoom):
            self.zoom = min(max(zoom, ZOOM_STEPS[0]), ZOOM_STEPS[-1])
            self.switch(mode)

    def zoom_by(self, steps: int) -> None:
        """Larger or smaller by so many steps; 0 for the natural size."""
        nearest = min(range(len(ZOOM_STEPS)), key=lambda i: abs(ZOOM_STEPS[i] - self.zoom))
        index = min(max(nearest + steps, 0), len(ZOOM_STEPS) - 1)
        self.zoom = ZOOM_STEPS[index] if steps else 1.0
        self._change()

    def _change(self) -> None:
        self.palette = self._choose()
        for made, size in self._fonts:
            made.configure(size=self._points(size))
        for handler in tuple(self._handlers):
            handler()

    def _choose(self) -> Palette:
        dark = self._system.dark() if self.mode == "system" else self.mode == "dark"
        return DARK if dark else LIGHT


def _measure(root: tkinter.Tk) -> tuple[float, float]:
    """The default font's size in pixels, and how many pixels stand for one at 96 dpi.

    On X11 a point's size follows Xft.dpi, which Tk's scaling doesn't tell: so it is measured.
    """
    points = font.Font(root, family="TkDefaultFont", size=72).metrics("linespace")
    pixels = font.Font(root, family="TkDefaultFont", size=-96).metrics("linespace")
    by_scaling = float(root.tk.call("tk", "scaling")) * 72 / 96
    scale = max(points / pixels, by_scaling)
    size = int(font.nametofont("TkDefaultFont", root).actual("size"))
    return (float(-size) if size < 0 else size * scale * 96 / 72), max(1.0, round(scale, 2))


def _first_family(root: tkinter.Tk, wanted: tuple[str, ...], fallback: str) -> str:
    there = set(font.families(root))
    own = str(font.nametofont(fallback, root).actual("family"))
    return next((family for family in wanted if family in there), own)
