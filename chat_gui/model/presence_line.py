"""The line that is still open at a room's end: who came and went since the last message. Pure."""

import msgspec

from chat_gui.model.rows import PresenceRow, Ruled

MOST_PRESENCE = 100
"""Comings, goings and new names that one line tells of."""
MOST_RULED = 20
"""Rulings told in one line; of more, the newest."""


class PresenceLine:
    """Of one room. Moments are Unix milliseconds."""

    def __init__(self) -> None:
        self._line: PresenceRow | None = None
        self._count = 0

    @property
    def line(self) -> PresenceRow | None:
        """The open line, if it says anything."""
        line = self._line
        told = line is not None and (line.joined or line.left or line.renamed or line.ruled)
        return line if told else None

    def close(self) -> PresenceRow | None:
        """The line ends, if it says anything; what comes next opens another."""
        line, self._line = self.line, None
        return line

    def joined(self, nick: str, at: int) -> None:
        """Somebody came."""
        line = self._open(at)
        if nick in line.left:
            self._line = msgspec.structs.replace(line, left=_without(line.left, nick))
        elif nick not in line.joined and not _is_full(line):
            self._line = msgspec.structs.replace(line, joined=(*line.joined, nick))

    def left(self, nick: str, at: int) -> None:
        """Somebody went."""
        line = self._open(at)
        if nick in line.joined:
            self._line = msgspec.structs.replace(line, joined=_without(line.joined, nick))
        elif nick not in line.left and not _is_full(line):
            self._line = msgspec.structs.replace(line, left=(*line.left, nick))

    def renamed(self, was: str, nick: str, at: int) -> None:
        """Somebody is called something else."""
        line = self._open(at)
        if not _is_full(line):
            self._line = msgspec.structs.replace(line, renamed=(*line.renamed, (was, nick)))

    def ruled(self, what: Ruled, at: int) -> None:
        """Something was ruled about the room, or about somebody in it."""
        line = self._open(at)
        self._line = msgspec.structs.replace(line, ruled=(*line.ruled, what)[-MOST_RULED:])

    def _open(self, at: int) -> PresenceRow:
        if self._line is None:
            self._count += 1
            self._line = PresenceRow(f"presence-{self._count}", at)
        return self._line


def _is_full(line: PresenceRow) -> bool:
    return len(line.joined) + len(line.left) + len(line.renamed) >= MOST_PRESENCE


def _without(nicks: tuple[str, ...], nick: str) -> tuple[str, ...]:
    return tuple(other for other in nicks if other != nick)
