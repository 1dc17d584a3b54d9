"""The thin lines beside a day's name: images as wide as the history leaves room for."""

import tkinter

from chat_gui import theme
from chat_gui.views.line import Ink
from chat_gui.views.paint import Picture


class Rules:
    """Makes and stretches the rules; those of labels equally wide are one image."""

    def __init__(self, text: tkinter.Text, ink: Ink) -> None:
        self._text, self._ink = text, ink
        self._rules: dict[tuple[str, str], Picture] = {}

    def beside(self, label: str, colour: str = "line") -> Picture:
        """The rule that stands on both sides of a label, in a colour of the palette."""
        if (label, colour) not in self._rules:
            self._rules[label, colour] = Picture(master=self._text)
            self._draw(label, colour)
        return self._rules[label, colour]

    def resize(self) -> None:
        """The history has another width, or another look."""
        for label, colour in self._rules:
            self._draw(label, colour)

    def _draw(self, label: str, colour: str) -> None:
        look, rule = self._ink.look, self._rules[label, colour]
        margins = look.px(theme.L) + look.px(theme.BESIDE_BAR)
        wide = self._text.winfo_width() - margins - look.small.measure(label)
        width, height = max(1, wide // 2), look.px(theme.HAIRLINE)
        if rule.width() != width or rule.height() != height:
            rule.configure(width=width, height=height)
        rule.put(getattr(look.palette, colour), to=(0, 0, width, height))
