"""What was typed, step by step, to go back and forth. Pure: contents and cursors, no widget.

Tk's own undo knows nothing of images, and an emoji is one here. So each change is noted as what
stood where, and what stands there now. Words that are typed in one go are one step.
"""

from collections import deque

import msgspec

MOST_STEPS = 500
MOST_WEIGHT = 1_000_000
"""Characters that all steps together may hold."""
MOST_KEYED = 8
"""Characters that one key press or one commit of an input method brings."""


class Step(msgspec.Struct, frozen=True):
    """At `at`, `removed` made way for `inserted`; the cursor stood here before and after."""

    at: int
    removed: str
    inserted: str
    before: int
    after: int


class Undo:
    """The way back. `note` is told of every content, as often as one likes."""

    def __init__(self) -> None:
        self._content, self._cursor = "", 0
        self._done: deque[Step] = deque(maxlen=MOST_STEPS)
        self._undone: list[Step] = []
        self._open = False
        """Whether the next change may go on with the last step."""

    def reset(self, content: str) -> None:
        """Begin here; nothing is before."""
        self._content, self._cursor = content, len(content)
        self._done.clear()
        self._undone.clear()
        self._open = False

    def seal(self) -> None:
        """What comes next is a step of its own."""
        self._open = False

    def note(self, content: str, cursor: int) -> None:
        """This stands there now, with the cursor before so many characters' end."""
        if content == self._content:
            self._cursor = cursor
            return
        step = _step(self._content, content, self._cursor, cursor)
        joined = _joined(self._done[-1], step) if self._open and self._done else None
        if joined is not None:
            self._done[-1] = joined
        else:
            self._done.append(step)
        self._content, self._cursor, self._open = content, cursor, True
        self._undone.clear()
        while sum(len(one.removed) + len(one.inserted) for one in self._done) > MOST_WEIGHT:
            self._done.popleft()

    def undo(self) -> tuple[str, int] | None:
        """The content and cursor before the last step; None if there is none."""
        if not self._done:
            return None
        step = self._done.pop()
        self._undone.append(step)
        return self._go(step.at, step.inserted, step.removed, step.before)

    def redo(self) -> tuple[str, int] | None:
        """The content and cursor after the step that was undone last; None if none was."""
        if not self._undone:
            return None
        step = self._undone.pop()
        self._done.append(step)
        return self._go(step.at, step.removed, step.inserted, step.after)

    def _go(self, at: int, gone: str, come: str, cursor: int) -> tuple[str, int]:
        rest = self._content[at + len(gone) :]
        self._content, self._cursor = self._content[:at] + come + rest, cursor
        self._open = False
        return self._content, cursor


def _step(old: str, new: str, before: int, after: int) -> Step:
    """What is behind the cursor was not touched by a key, so it is compared first."""
    suffix = _common(old[::-1], new[after:][::-1])
    end, stop = len(old) - suffix, len(new) - suffix
    at = _common(old[:end], new[:stop])
    return Step(at, old[at:end], new[at:stop], before, after)


def _common(one: str, other: str) -> int:
    """How many first characters two texts share; by halves, since comparing slices is quick."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _joined(last: Step, step: Step) -> Step | None:
    """Both as one step, if the second goes on with the first."""
    if max(len(step.inserted), len(step.removed)) > MOST_KEYED:
        return None
    goes_on = not step.removed and step.at == last.at + len(last.inserted)
    if goes_on and last.inserted and not _begins_word(last.inserted, step.inserted):
        return Step(last.at, last.removed, last.inserted + step.inserted, last.before, step.after)
    if step.inserted or last.inserted:
        return None
    if step.at + len(step.removed) == last.at:
        return Step(step.at, step.removed + last.removed, "", last.before, step.after)
    if step.at == last.at:
        return Step(last.at, last.removed + step.removed, "", last.before, step.after)
    return None


def _begins_word(typed: str, more: str) -> bool:
    return typed[-1].isspace() and not more[0].isspace()
