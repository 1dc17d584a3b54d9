"""The text widget that rows are written on: one insertion at a time, images, originals, copying.

Line 1 is a pad that pushes a short history down to the composer; each row has the lines below it
that its line breaks make. So rows are found by counting lines, and no index is ever kept.
"""

import itertools
import tkinter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType

from chat_gui.model.rows import Row
from chat_gui.views.markup import BAND
from chat_gui.views.paint import Paint, Picture
from chat_gui.views.run import Run

FIRST_LINE = 2
"""Where the rows begin, in Tk's count from 1."""

_SILENT = frozenset({"status", "margin"})
"""Tags of words that are the window's and not a person's: copying leaves them out."""


@dataclass
class Written:
    """A row on the paper: how many lines it has, and what must go when it goes."""

    row: Row
    lines: int
    marks: tuple[str, ...]
    images: tuple[Picture, ...]


class Paper(tkinter.Text):
    """A `tk.Text` nobody can type in. `addresses` tells where a tag `go:N` leads."""

    def __init__(self, parent: tkinter.Misc, paint: Paint) -> None:
        super().__init__(
            parent,
            state="disabled",
            wrap="word",
            borderwidth=0,
            highlightthickness=0,
            cursor="arrow",
            undo=False,
            takefocus=True,
        )
        self._paint = paint
        self._numbers = itertools.count()
        self._slots: list[tuple[str, Run, tuple[str, ...]]] = []
        self._astral = int(self.tk.call("string", "length", "\U0001f600"))
        self.addresses: dict[str, str] = {}
        self.originals: dict[str, str] = {}
        self._orders: dict[str, int] = {}

    @contextmanager
    def writing(self) -> Iterator[None]:
        """While rows are written or taken out."""
        self.configure(state="normal")
        try:
            yield
        finally:
            self.configure(state="disabled")

    def append(self, rows: Sequence[tuple[Row, list[Run]]]) -> list[Written]:
        """Write rows at the end, in one insertion."""
        chunks: list[str | tuple[str, ...]] = []
        line = int(self.index("end-1c").split(".")[0])
        written: list[Written] = []
        shaped = line < FIRST_LINE or self.get("end-2c") != "\n"
        for row, runs in rows:
            before = _shape(runs) if shaped else ()
            chunks += ["\n", (*before, "pad") if line < FIRST_LINE else before]
            written.append(self._note(row, runs, chunks, line + 1, before))
            line += written[-1].lines
            shaped = not _ends(runs)
        self._put("end-1c", chunks)
        return written

    def push(self, rows: Sequence[tuple[Row, list[Run]]]) -> list[Written]:
        """Write rows above all others, in one insertion; there is at least one row below."""
        chunks: list[str | tuple[str, ...]] = []
        line = FIRST_LINE
        written: list[Written] = []
        before: tuple[str, ...] = ()
        for number, (row, runs) in enumerate(rows, start=1):
            written.append(self._note(row, runs, chunks, line, before))
            line += written[-1].lines
            before = _shape(rows[number][1]) if number < len(rows) and not _ends(runs) else ()
            chunks += ["\n", before]
        self._put(f"{FIRST_LINE}.0", chunks)
        return written

    def rewrite(self, old: Written, above: int, row: Row, runs: list[Run]) -> Written:
        """Write a row anew where it stands, with `above` lines of other rows above it."""
        first = FIRST_LINE + above
        self.delete(f"{first}.0", f"{first + old.lines - 1}.end")
        self._forget([old])
        chunks: list[str | tuple[str, ...]] = []
        written = self._note(row, runs, chunks, first, ())
        self._put(f"{first}.0", chunks)
        return written

    def cut(self, rows: Sequence[Written], above: int) -> None:
        """Take neighbouring rows out that have `above` lines of other rows above them."""
        lines = sum(one.lines for one in rows)
        if not lines:
            return
        first = FIRST_LINE + above
        if first + lines <= int(self.index("end-1c").split(".")[0]):
            self.delete(f"{first}.0", f"{first + lines}.0")
        else:
            self.delete(f"{first - 1}.end", f"{first - 1 + lines}.end")
        self._forget(rows)

    def _forget(self, rows: Sequence[Written]) -> None:
        for mark in (mark for one in rows for mark in one.marks):
            self.tag_delete(mark)
            self.addresses.pop(mark, None)
            self.originals.pop(mark, None)
            self._orders.pop(mark, None)

    def _note(
        self,
        row: Row,
        runs: list[Run],
        chunks: list[str | tuple[str, ...]],
        line: int,
        before: tuple[str, ...],
    ) -> Written:
        """Add a row's runs, the first on this line, to what is inserted.

        `before` are the tags of the line break before them.
        """
        marks: list[str] = []
        first, column = line, 0
        for place, run in enumerate(runs):
            tags = run.tags
            if run.link:
                marks.append(self._mark("go", self.addresses, run.link))
                tags = (*tags, marks[-1], "go")
            if run.original is not None:
                marks.append(self._mark("as", self.originals, run.original))
                tags = (*tags, marks[-1])
            if run.order:
                self._orders[marks[-1]] = run.order
            if run.image is not None:
                behind = runs[place + 1].tags if place + 1 < len(runs) else ()
                own = tuple(tag for tag in tags if tag not in before or tag not in behind)
                self._slots.append((f"{line}.{column}", run, own))
                continue
            chunks += [run.text, tags]
            before = run.tags
            broken = run.text.count("\n")
            line += broken
            column = self._units(run.text.rpartition("\n")[2]) + (0 if broken else column)
        images = tuple(run.image for run in runs if run.image is not None)
        return Written(row, line - first + 1, tuple(marks), images)

    def _units(self, text: str) -> int:
        """How far Tk counts this text: in Tk 8 a character beyond U+FFFF is two."""
        if text.isascii():  # as most is, and a flood is drawn sooner
            return len(text)
        return len(text) + (self._astral - 1) * sum(char > "\uffff" for char in text)

    def _mark(self, kind: str, table: dict[str, str], value: str) -> str:
        mark = f"{kind}:{next(self._numbers)}"
        table[mark] = value
        return mark

    def _put(self, index: str, chunks: list[str | tuple[str, ...]]) -> None:
        if chunks:
            self.tk.call(self, "insert", index, *chunks)
        # From the last to the first, so that no place moves. An image between two characters has
        # the tags they share; it is given what else is its own.
        for place, run, tags in reversed(self._slots):
            # Tk compares a new name with all it has, sooner done where the first letters differ.
            name = f"{next(self._numbers):x}/{run.image}"
            self.tk.call(
                *(self, "image", "create", place, "-image", run.image),
                *("-name", name, "-align", run.align),
            )
            for tag in tags:
                self.tk.call(self, "tag", "add", tag, place)
        self._slots.clear()

    def said(self, start: str, end: str) -> str:
        """What stands between two indices, as it was said: emoji and odd characters too."""
        return copied(self, start, end, self._paint, self.originals, self._orders)


def _shape(runs: list[Run]) -> tuple[str, ...]:
    """The tags of a row's first image, if it begins with one, for the line break before it: most
    images need none of their own then. A band is none of that break's.
    """
    if not runs or runs[0].image is None:
        return ()
    return tuple(tag for tag in runs[0].tags if tag != BAND)


def _ends(runs: list[Run]) -> bool:
    """Whether a row ends its last line itself, as one with a band at its end does.

    The break before the next row is all of a line then, and as low as the widget's own font.
    """
    return bool(runs) and runs[-1].text.endswith("\n")


def copied(
    text: tkinter.Text,
    start: str,
    end: str,
    paint: Paint,
    originals: Mapping[str, str],
    orders: Mapping[str, int] = MappingProxyType({}),
) -> str:
    """The text between two indices with each image and stand-in replaced by its original.

    What has an order stands in it, as far as it follows each other.
    """
    out: list[str] = []
    ordered: list[tuple[int, str]] = []

    def say(said: str, order: int = 0) -> None:
        if order:
            ordered.append((order, said))
            return
        out.extend(word for _, word in sorted(ordered))
        ordered.clear()
        out.append(said)

    active = set(text.tag_names(start))
    done: set[str] = set()
    # `Text.dump` calls back for each piece, which takes ten times as long.
    flat = text.tk.splitlist(text.tk.call(text, "dump", "-text", "-image", "-tag", start, end))
    for kind, value in zip(flat[::3], flat[1::3], strict=True):
        if kind == "tagon":
            active.add(value)
        elif kind == "tagoff":
            active.discard(value)
        elif mark := next((one for one in active if one in originals), None):
            if mark not in done:
                say(originals[mark], orders.get(mark, 0))
            done.add(mark)
        elif not active & _SILENT:
            say(paint.cluster(value) if kind == "image" else value)
    say("")
    return "".join(out)
