"""ttk in Parlor's look: `clam` with layouts of our own whose shapes are drawn by `Paint`.

Image elements can't change, so every restyling makes new ones under a new name.
"""

import sys
import tkinter
from collections.abc import Callable
from tkinter import ttk
from typing import Any

from chat_gui import theme
from chat_gui.theme import Theme
from chat_gui.views.keys import on_keys
from chat_gui.views.paint import Paint, Picture

MENU_KEYS = ("<Menu>", "<Shift-F10>") if sys.platform != "win32" else ("<App>", "<Shift-F10>")
"""The keys that open the menu of what the keyboard is on."""
TILE = (160, 24)
"""Width and height of the part of a box that ttk repeats, in pixels at 96 dpi."""


class Styles:
    """Keeps the ttk styles in step with the theme. Made once, before the first widget."""

    def __init__(self, look: Theme, paint: Paint) -> None:
        self.look, self.paint = look, paint
        self._style = ttk.Style(look.root)
        self._style.theme_use("clam")
        self._round = 0
        self._held: list[Picture] = []
        self.apply()
        look.on_change(self.apply)

    def apply(self) -> None:
        """Make every style anew from the theme."""
        self._round += 1
        self._held = []
        look, colours = self.look, self.look.palette
        look.root.configure(background=colours.surface)
        self._style.configure(
            ".",
            background=colours.surface,
            foreground=colours.text,
            font=look.body,
            borderwidth=0,
            focuscolor=colours.accent,
            selectbackground=colours.accent_soft,
            selectforeground=colours.text,
            insertcolor=colours.text,
        )
        for style, option in _CLAM_MAPS:
            nothing: dict[str, Any] = {option: []}
            self._style.map(style, **nothing)
        self._frames_and_labels()
        self._accent_button()
        for name, (behind, colour, pad) in _QUIET_BUTTONS.items():
            self._quiet_button(name, behind, colour, pad)
        self._pill_button()
        self._tick_boxes()
        self._tabs()
        self._field()
        self._scrollbar()

    def _frames_and_labels(self) -> None:
        colours = self.look.palette
        for name, (behind, colour, fount) in _LABELS.items():
            self._style.configure(
                f"{name}.TLabel",
                background=getattr(colours, behind),
                foreground=getattr(colours, colour),
                font=getattr(self.look, fount),
            )
        for name, behind in _FRAMES.items():
            self._style.configure(f"{name}.TFrame", background=getattr(colours, behind))
        for name, (fill, outline) in _BOXES.items():
            plain = self._box(fill, outline, edge=2 if outline == "danger" else theme.HAIRLINE)
            focused = self._box(fill, "accent" if outline == "line" else outline)
            disabled = self._box("sidebar", outline)
            element = self._element(name, plain, [("disabled", disabled), ("focus", focused)])
            self._lay_out(f"{name}.TFrame", element)

    def _box(
        self,
        fill: str,
        outline: str,
        radius: int = theme.RADIUS_LARGE,
        edge: int = theme.HAIRLINE,
    ) -> Picture:
        corner = self.look.px(radius)
        return self.paint.box(*self._tile(corner), corner, fill, outline, self.look.px(edge))

    def _tile(self, corner: int) -> tuple[int, int]:
        """How large a box is drawn: ttk repeats its middle, and a small one costs it seconds."""
        return 2 * corner + self.look.px(TILE[0]), 2 * corner + self.look.px(TILE[1])

    def _element(
        self,
        name: str,
        usual: Picture,
        states: list[tuple[str, Picture]],
        radius: int = theme.RADIUS_LARGE,
    ) -> str:
        element = f"Parlor{self._round}.{name}"
        self._held += [usual, *(image for _, image in states)]
        spec: Any = [(*state.split(), image) for state, image in states]
        corner = self.look.px(radius)
        self._style.element_create(
            element,
            "image",
            usual,
            *spec,
            border=corner,
            padding=0,
            width=1,
            height=1,
            sticky="nsew",
        )
        return element

    def _lay_out(self, style: str, element: str, *inside: str) -> None:
        """One element around the next, each filling the one around it."""
        layout: Any = None
        for name in reversed((element, *inside)):
            options = {"sticky": "" if name.endswith(".label") else "nsew"}
            layout = [(name, options if layout is None else {**options, "children": layout})]
        self._style.layout(style, layout)

    def _button(self, name: str, element: str, behind: str, pad: tuple[int, int]) -> None:
        self._lay_out(f"{name}.TButton", element, "Button.padding", "Button.label")
        self._style.configure(
            f"{name}.TButton",
            background=getattr(self.look.palette, behind),
            padding=[self.look.px(side) for side in pad],
            anchor="center",
            width="",
            shiftrelief=0,
        )

    def _accent_button(self) -> None:
        colours = self.look.palette
        for name, (behind, fill, hover) in _ACCENT_BUTTONS.items():
            states = [
                ("disabled", self._box("line", "")),
                ("pressed", self._box(hover, "")),
                ("focus", self._box(fill, "text", edge=2)),
                ("active", self._box(hover, "")),
            ]
            element = self._element(f"{name}.button", self._box(fill, ""), states)
            self._button(name, element, behind, (theme.M + theme.XS, theme.CONTROL_PAD + 1))
            self._style.configure(
                f"{name}.TButton", foreground=colours.on_accent, font=self.look.bold
            )
            self._style.map(f"{name}.TButton", foreground=[("disabled", colours.muted)])

    def _quiet_button(self, name: str, behind: str, colour: str, pad: tuple[int, int]) -> None:
        """A button that is a word until the pointer or the keyboard comes to it."""
        colours = self.look.palette
        under = "accent_soft" if behind == "mention" else "hover"
        states = [
            ("focus", self._box(behind, "accent", theme.RADIUS)),
            ("pressed", self._box(under, "", theme.RADIUS)),
            ("active", self._box(under, "", theme.RADIUS)),
        ]
        usual = self._box("", "", theme.RADIUS)
        element = self._element(f"{name}.button", usual, states, theme.RADIUS)
        self._button(name, element, behind, pad)
        self._style.configure(
            f"{name}.TButton", foreground=getattr(colours, colour), font=self.look.small_bold
        )
        self._style.map(f"{name}.TButton", foreground=[("disabled", colours.muted)])

    def _pill_button(self) -> None:
        states = [
            ("focus", self._box("accent_soft", "text")),
            ("active", self._box("hover", "line")),
        ]
        element = self._element("pill", self._box("accent_soft", "accent"), states)
        self._button("Pill", element, "surface", (theme.M, theme.XS))
        self._style.configure(
            "Pill.TButton", foreground=self.look.palette.text, font=self.look.small_bold
        )

    def _tick_boxes(self) -> None:
        """A box to tick, or one of several choices; its words beside it."""
        for style, kind, behind, fount in _TICKS:
            draw = getattr(self.paint, kind)
            states = [
                ("disabled", draw(on=False, outline="line")),
                ("selected focus", draw(on=True, outline="text", edge=2)),
                ("selected", draw(on=True, outline="accent")),
                ("focus", draw(on=False, outline="accent", edge=2)),
            ]
            usual = draw(on=False, outline="muted")
            element = f"Parlor{self._round}.{style}.{kind}"
            self._held += [usual, *(image for _, image in states)]
            spec: Any = [(*state.split(), image) for state, image in states]
            self._style.element_create(element, "image", usual, *spec, sticky="n")
            label: Any = ("Checkbutton.label", {"side": "left", "sticky": "w"})
            beside: Any = [(element, {"side": "left", "sticky": "n"}), label]
            self._style.layout(style, beside)
            colours = self.look.palette
            self._style.configure(
                style,
                background=getattr(colours, behind),
                foreground=colours.text,
                font=getattr(self.look, fount),
            )
            self._style.map(style, foreground=[("disabled", colours.muted)])

    def _tabs(self) -> None:
        """Choices that stand side by side as words; the chosen one lies on a soft box."""
        states = [
            ("selected focus", self._box("accent_soft", "accent", theme.RADIUS)),
            ("selected", self._box("accent_soft", "", theme.RADIUS)),
            ("focus", self._box("raised", "accent", theme.RADIUS)),
            ("active", self._box("hover", "", theme.RADIUS)),
        ]
        element = self._element("tab", self._box("", "", theme.RADIUS), states, theme.RADIUS)
        self._lay_out("Tab.TRadiobutton", element, "Button.padding", "Button.label")
        colours, px = self.look.palette, self.look.px
        self._style.configure(
            "Tab.TRadiobutton",
            background=colours.raised,
            foreground=colours.muted,
            font=self.look.bold,
            padding=[px(theme.M), px(theme.XS)],
        )
        self._style.map("Tab.TRadiobutton", foreground=[("selected", colours.accent)])

    def _field(self) -> None:
        states = [
            ("invalid", self._box("raised", "danger")),
            ("focus", self._box("raised", "accent")),
        ]
        element = self._element("field", self._box("raised", "edge"), states)
        self._lay_out("TEntry", element, "Entry.padding", "Entry.textarea")
        pad = self.look.px(theme.M), self.look.px(theme.CONTROL_PAD)
        colours = self.look.palette
        self._style.configure(
            "TEntry", padding=pad, background=colours.surface, foreground=colours.text
        )
        self._style.map(
            "TEntry",
            foreground=[("disabled", colours.muted)],
            selectbackground=[("!focus", colours.raised)],
        )
        self._style.configure("Card.TEntry", background=colours.raised)
        small = self.look.px(theme.S), self.look.px(theme.XS)
        self._style.configure("Small.TEntry", padding=small, background=colours.sidebar)
        self._style.configure("Setting.TEntry", padding=small, background=colours.raised)

    def _scrollbar(self) -> None:
        width = self.look.px(theme.SCROLLBAR)
        for name, behind in _SCROLLBARS.items():
            thumb = self.paint.box(width, 2 * width, width // 2, "edge")
            bright = self.paint.box(width, 2 * width, width // 2, "muted")
            nothing = self.paint.box(width, 2 * width, width // 2, "")
            states = [("disabled", nothing), ("pressed", bright), ("active", bright)]
            element = f"Parlor{self._round}.{name}.thumb"
            self._held += [thumb, bright, nothing]
            self._style.element_create(
                element, "image", thumb, *states, border=(0, width // 2), sticky="nsew"
            )
            trough = f"{name}.Vertical.TScrollbar"
            self._lay_out(trough, "Vertical.Scrollbar.trough", element)
            colour = getattr(self.look.palette, behind)
            self._style.configure(
                trough, troughcolor=colour, background=colour, bordercolor=colour, arrowsize=width
            )


def push_button(
    parent: tkinter.Misc, style: str, command: Callable[[], object], *, text: str = ""
) -> ttk.Button:
    """A button that Return presses as the space bar does."""
    made = ttk.Button(parent, style=style, command=command, text=text)
    on_keys(made, {"<Return>": made.invoke})
    return made


def text_colours(look: Theme, behind: str = "raised") -> dict[str, Any]:
    """The colours of a `tkinter.Text`, which knows no style."""
    colours = look.palette
    return {
        "background": getattr(colours, behind),
        "foreground": colours.text,
        "insertbackground": colours.text,
        "selectbackground": colours.accent_soft,
        "inactiveselectbackground": colours.accent_soft,
        "selectforeground": colours.text,
    }


_CLAM_MAPS = [
    (style, option)
    for style in (".", "TButton", "TCheckbutton", "TRadiobutton", "TEntry", "TScrollbar")
    for option in (
        "background",
        "foreground",
        "bordercolor",
        "selectbackground",
        "selectforeground",
    )
]
"""Colours that clam gives to states; ours come from the images."""

_LABELS = {
    "CardTitle": ("raised", "text", "large"),
    "CardText": ("raised", "muted", "small"),
    "CardField": ("raised", "muted", "small_bold"),
    "CardError": ("raised", "danger", "small"),
    "CardCode": ("raised", "text", "mono_bold"),
    "CardMono": ("raised", "text", "mono"),
    "CardBody": ("raised", "text", "body"),
    "CardAlarm": ("raised", "danger", "large"),
    "PanelAlarm": ("raised", "danger", "title"),
    "Code": ("sidebar", "text", "mono_large"),
    "CodeLess": ("sidebar", "text", "mono_bold"),
    "CodeLeast": ("sidebar", "text", "mono"),
    "Hint": ("surface", "muted", "small"),
    "Nothing": ("surface", "muted", "body"),
    "Error": ("surface", "danger", "small"),
    "Banner": ("mention", "text", "small"),
    "Good": ("accent_soft", "text", "small"),
    "SettingPart": ("raised", "accent", "small_bold"),
    "HelpTitle": ("raised", "text", "title"),
    "HelpKey": ("raised", "accent", "bold"),
    "HelpText": ("raised", "muted", "body"),
    "Dot": ("sidebar", "muted", "body"),
    "SidebarError": ("sidebar", "danger", "small"),
}
_FRAMES = {
    "Sidebar": "sidebar",
    "Line": "line",
    "Banner": "mention",
    "Good": "accent_soft",
    "Composer": "surface",
    "Panel": "surface",
    "Sheet": "surface",
    "Card": "sidebar",
    "Alarm": "sidebar",
    "AlarmSheet": "surface",
    "Code": "raised",
    "Inside": "raised",
    "Note": "raised",
    "Roll": "raised",
}
_BOXES = {
    "Composer": ("raised", "line"),
    "Panel": ("raised", "edge"),
    "Roll": ("raised", "edge"),
    "Card": ("raised", "line"),
    "Sheet": ("raised", "edge"),
    "Alarm": ("raised", "danger"),
    "AlarmSheet": ("raised", "danger"),
    "Code": ("sidebar", "line"),
    "Note": ("accent_soft", ""),
}
_ACCENT_BUTTONS = {
    "Accent": ("surface", "accent", "accent_hover"),
    "CardAccent": ("raised", "accent", "accent_hover"),
    "CardDanger": ("raised", "danger", "danger_hover"),
}
"""What is behind a button, what fills it, and what fills it under the pointer."""
_QUIET_BUTTONS = {
    "Icon": ("surface", "accent", (theme.XS, theme.XS)),
    "Alarm": ("surface", "danger", (theme.XS, theme.XS)),
    "Sidebar": ("sidebar", "accent", (theme.XS, theme.XS)),
    "Banner": ("mention", "accent", (theme.S, theme.XS)),
    "Good": ("accent_soft", "accent", (theme.S, theme.XS)),
    "Raised": ("raised", "accent", (theme.XS, theme.XS)),
    "Value": ("raised", "accent", (theme.S, theme.XS)),
}
"""What is behind a button, its words' colour, and the space around them."""
_TICKS = (
    ("TCheckbutton", "tick", "raised", "body"),
    ("TRadiobutton", "choice", "raised", "body"),
    ("Sidebar.TCheckbutton", "tick", "sidebar", "small"),
)
"""What can be ticked or chosen: its style, its picture, what is behind it, and its font."""
_SCROLLBARS = {"History": "surface", "Sidebar": "sidebar", "Roll": "raised"}
