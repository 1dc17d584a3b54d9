"""Where the line *new since you left* stands in the room that is looked at. Pure.

It stands above the first message of others that came after the person had read the room last, when
they came to it: entered it, or came back to the window. It stays while they are there, and is gone
when they come again with all read.
"""

from chat_gui.model.timeline import Timeline


class NewLine:
    """`at` is the seq of the message that it stands above, 0 while it stands nowhere."""

    def __init__(self) -> None:
        self.at = 0
        self._read = self._newest = 0

    def come(self, read: int, newest: int) -> None:
        """The person comes: they have read up to one seq, and the room goes up to another."""
        self.at, self._read, self._newest = 0, read, newest

    def find(self, shown: Timeline) -> bool:
        """Look for its place in what is shown; whether it is found now, and was not before."""
        if self.at or self._read >= self._newest:
            return False
        if not 0 < shown.first <= max(self._read + 1, shown.oldest):
            return False  # it may lie above what is held
        for row in shown.messages():  # the newest first
            seq = row.seq or 0
            if seq <= self._read:
                break
            if seq <= self._newest and not row.mine:
                self.at = seq
        if not self.at and shown.last >= self._newest:
            self._newest = 0  # nothing of others is new
        return self.at > 0
