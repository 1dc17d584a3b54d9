"""The first line of the paper: it pushes a short history down, and tells where a room begins."""

from chat_gui.views.paper import Paper

PAD_LINES = 120
"""A history with more lines than this fills any window: nothing pushes it down."""
TAGS = ("status", "beginning", "pad")


class TopLine:
    """Of one paper; no row stands in it."""

    def __init__(self, text: Paper) -> None:
        self._text = text
        self._said = ""
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
        text, pad = self._text, 0
        if lines < PAD_LINES and text.winfo_height() > 1:
            counted = text.tk.call(text, "count", "-update", "-ypixels", "1.0", "end")
            margins = 2 * int(str(text.cget("pady")))
            pad = max(0, text.winfo_height() - margins - (int(counted) - self.pad))
        if pad != self.pad:
            self.pad = pad
            text.tag_configure("pad", spacing1=pad)
