"""The first line of the paper: it pushes a short history down, and tells where a room begins."""

from collections.abc import Callable

from chat_gui.views.paper import Paper

PAD_LINES = 120
"""A history with more lines than this fills any window: nothing pushes it down."""
TAGS = ("status", "beginning", "pad")


class TopLine:
    """Of one paper; no row stands in it. `gap` gives how far it is from the view's top at least."""

    def __init__(self, text: Paper, gap: Callable[[], int]) -> None:
        self._text, self._gap = text, gap
        self._said = ""
        self._above = 0
        self.pad = 0
        """How many pixels it pushes the rows down."""

    def say(self, sentence: str) -> bool:
        """Say this above all rows; whether that is something else than before."""
        if sentence == self._said:
            return False
        self._said = sentence
        with self._text.writing():
            self._text.delete("1.0", "1.end")
            self._text.insert("1.0", sentence, TAGS)
        return True

    def fill(self, lines: int) -> None:
        """Push so many lines of rows down to the view's end."""
        text, gap, pad = self._text, self._gap(), 0
        if lines < PAD_LINES and text.winfo_height() > 1:
            counted = text.tk.call(text, "count", "-update", "-ypixels", "1.0", "end")
            pad = max(0, text.winfo_height() - gap - (int(counted) - self._above))
        self.pad = pad
        if pad + gap != self._above:
            self._above = pad + gap
            text.tag_configure("pad", spacing1=self._above)
