"""Runs that hold Arabic or Hebrew, laid out for a Tk that draws only from left to right (X11).

Between `markup.py` and the paper: paragraphs without such letters pass as they are; others become
the lines they have at the paper's width, each in visual order and, where it is read from the right,
with a gap before it that moves it there. Copying puts their words back into the order of reading.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from tkinter import font

from chat_gui import theme
from chat_gui.views.bidi import IMAGE, MOST, RTL, Cell, Line, direction, lines
from chat_gui.views.line import Ink
from chat_gui.views.run import Run

_FONTS = (
    *(("block", "mono"), ("code", "mono"), ("mentioned", "bold"), ("bold-italic", "bold_italic")),
    *(("bold", "bold"), ("italic", "italic"), ("name", "bold"), ("status", "small")),
    *(("time", "small"), ("presence", "small"), ("action", "italic")),
)
"""Tag -> the theme's font that it has, the strongest first."""
_WHOLE = frozenset({"mentioned", "link", "code", "block"})
"""Tags of what is read from the left as a whole, unless letters in it are not."""
MOST_WIDTHS = 10_000
"""Words whose widths are remembered."""
_SLACK = 4
"""Pixels that are left over in a line: what Tk adds up may differ by one or two."""


class RtlLayout:
    """`width` tells how wide the paper is, in pixels."""

    def __init__(self, ink: Ink, width: Callable[[], int]) -> None:
        self._ink, self._width = ink, width
        self._widths: dict[tuple[str, str], int] = {}
        """Font and word -> its width; Tk takes long to tell."""
        self._zoom = 0.0

    def needed(self, text: str) -> bool:
        """Whether a text must be laid out here, and anew whenever the paper's width changes."""
        return self._ink.colour_kills and not text.isascii() and RTL.search(text) is not None

    def lay(self, runs: list[Run], base: int | None = None) -> list[Run]:
        """The runs of a text as they are written; `base` is 0 or 1 where the direction is known."""
        out: list[Run] = []
        first = True
        for paragraph in _paragraphs(runs):
            text = "".join(run.text or IMAGE for run in paragraph)
            if not RTL.search(text) or len(text) > MOST:
                out += paragraph
            else:
                out += self._laid(paragraph, text, base, first=first)
            first = first and not text.endswith("\n")
        return out

    def _laid(self, runs: list[Run], text: str, base: int | None, *, first: bool) -> Iterator[Run]:
        """One paragraph, its break included."""
        end = runs.pop() if runs[-1].text == "\n" else None
        code = any("block" in run.tags for run in runs)
        way = base if base is not None else 0 if code else _direction(runs, text)
        look = self._ink.look
        room = self._width() - look.px(theme.TEXT_INDENT) - look.px(theme.BESIDE_BAR) - _SLACK
        room = max(room, look.px(theme.TEXT_INDENT)) if not code else 1 << 20
        cells = _cells(runs)

        def measure(part: Sequence[Cell]) -> int:
            return self._measure(part, runs)

        written = list(lines(cells, way, measure, room))
        for number, line in enumerate(written):
            tags = runs[0].tags if first and not number else _later(runs[0].tags)
            if way == 1 and (gap := room - measure(line.cells)) > 0:
                yield Run("", (*tags, "margin"), self._ink.paint.gap(gap))
            later = bool(number) or not first
            yield from self._written(line, runs, later=later, turned=way == 1)
            if number + 1 < len(written):
                yield Run("\n", tags, original=line.rest)
        if end is not None:
            yield end

    def _written(self, line: Line, runs: list[Run], *, later: bool, turned: bool) -> Iterator[Run]:
        """Runs for what stands side by side: a word, or a part of one that looks alike, is one.

        `later`: no avatar stands at the left; `turned`: it begins at the right.
        """
        words = _words_of(line.cells)
        numbered = [(cell, words[cell.place]) for cell in line.cells]
        for (number, _word), found in groupby(numbered, lambda one: (one[0].run, one[1])):
            cells = [cell for cell, _ in found]
            run = runs[number]
            if turned and run.image is self._ink.paint.bar():
                run = run._replace(image=self._ink.paint.bar(turned=True))
            tags = _later(run.tags) if later else run.tags
            said = sorted(cells, key=lambda cell: cell.place)
            original = "".join(cell.original for cell in said)
            yield run._replace(
                text="" if run.image else "".join(cell.shown for cell in cells),
                tags=tags,
                original=original,
                order=said[0].place + 1,
            )

    def _measure(self, cells: Sequence[Cell], runs: list[Run]) -> int:
        wide = 0
        for number, found in groupby(cells, lambda cell: cell.run):
            run = runs[number]
            if run.image is not None:
                wide += sum(run.image.width() for _ in found)
            else:
                name = next((name for tag, name in _FONTS if tag in run.tags), "body")
                wide += self._wide(name, "".join(cell.shown for cell in found))
        return wide

    def _wide(self, name: str, text: str) -> int:
        look = self._ink.look
        if look.zoom != self._zoom or len(self._widths) > MOST_WIDTHS:
            self._widths.clear()
            self._zoom = look.zoom
        wide = self._widths.get((name, text))
        if wide is None:
            found: font.Font = getattr(look, name)
            wide = self._widths[name, text] = found.measure(text)
        return wide


def _paragraphs(runs: Iterable[Run]) -> Iterator[list[Run]]:
    """The runs of each line as it was typed, its break at its end, a run of its own."""
    paragraph: list[Run] = []
    for run in runs:
        parts = run.text.split("\n")
        for number, part in enumerate(parts):
            if number:
                paragraph.append(run._replace(text="\n"))
                yield paragraph
                paragraph = []
            if part or len(parts) == 1:
                paragraph.append(run._replace(text=part))
    if paragraph:
        yield paragraph


def _direction(runs: list[Run], text: str) -> int:
    """The direction of a paragraph: what somebody says in it, not whom they call or link to."""
    said = "".join(run.text for run in runs if _WHOLE.isdisjoint(run.tags))
    return direction(said if RTL.search(said) else text)


def _cells(runs: list[Run]) -> list[Cell]:
    cells: list[Cell] = []
    for number, run in enumerate(runs):
        if run.image is not None:
            said = run.image.cluster if run.original is None else run.original
            cells.append(Cell(IMAGE, said, number, len(cells)))
            continue
        silent = "margin" in run.tags or "status" in run.tags
        latin = not _WHOLE.isdisjoint(run.tags) and not RTL.search(run.text)
        for place, char in enumerate(run.text):
            said = "" if silent else char
            if run.original is not None:
                said = run.original if place == 0 else ""
            cells.append(Cell(char, said, number, len(cells), latin))
    return cells


def _words_of(cells: Iterable[Cell]) -> dict[int, int]:
    """Place -> the word, counted in the order of reading, with the space behind it."""
    words: dict[int, int] = {}
    word = 0
    for cell in sorted(cells, key=lambda one: one.place):
        words[cell.place] = word
        word += cell.shown == " "
    return words


def _later(tags: tuple[str, ...]) -> tuple[str, ...]:
    """The tags of a line at whose left no avatar stands."""
    return tuple("text" if tag == "first" else tag for tag in tags)
