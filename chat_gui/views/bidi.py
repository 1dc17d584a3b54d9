"""Arabic and Hebrew where Tk doesn't know them: shaped, broken into lines, put in visual order.

On X11 Tk draws every letter from left to right and by itself. So what holds letters of such a
script is laid out here before it is written: letters take the form their neighbours ask for, a
paragraph is broken where the window ends (in the order of reading, or its end would stand above its
beginning), and each line is reordered by the Unicode Bidirectional Algorithm (UAX 9; its levels by
python-bidi). Pure: cells in, cells out, each with what was said. Elsewhere Tk does all that itself.
"""

import functools
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile
from typing import Any, NamedTuple

RTL = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""Letters that are read from right to left."""
_ARABIC = re.compile("[\u0620-\u06ff\u0750-\u077f]")
IMAGE = "\ufffc"
"""Stands for an image: the object replacement character, which is neutral."""
_NON_JOINER = "\u200c"
_LAM = "\u0644"
_LAM_ALEF = {"\u0622": "\ufef5", "\u0623": "\ufef7", "\u0625": "\ufef9", "\u0627": "\ufefb"}
"""Alefs that melt into a lam before them -> the form of both by itself; the final one is next."""
_FIT = frozenset(["L", "R", "AL", "EN", "ES", "ET", "AN", "CS", "NSM", "S", "WS", "ON"])
"""The types of characters that have a direction or take one (UAX 9, table 4)."""
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_MOST_OPEN = 63
"""Brackets that may be open at once (UAX 9, BD16)."""
MOST = 4_000
"""Characters of a paragraph that are laid out; a longer one stays as Tk draws it."""


class Cell(NamedTuple):
    """A character, or an image, as it stands in a paragraph.

    `original` is what was said, `run` the number of the run it is of, `place` where it stands.
    `latin`: it counts as a letter read from the left, as all of an address or of code does.
    """

    shown: str
    original: str
    run: int
    place: int = 0
    latin: bool = False


class Line(NamedTuple):
    """Cells as they stand side by side, from the left; `rest` is the space that was at its end."""

    cells: list[Cell]
    rest: str = ""


def direction(text: str) -> int:
    """1 where the first letter of a text is read from right to left, else 0 (UAX 9, P2)."""
    from bidi.algorithm import get_base_level  # type: ignore[import-untyped]

    return int(get_base_level(text))


def visual(text: str, base: int | None = None) -> str:
    """A text that nobody breaks, each of its lines in the order in which Tk must be given it.

    `base` is 0 or 1 where the direction is known.
    """
    return "\n".join(_visual(line, base) for line in text.split("\n"))


def _visual(text: str, base: int | None) -> str:
    if not RTL.search(text) or len(text) > MOST:
        return text
    cells = [Cell(char, char, 0, place) for place, char in enumerate(text)]
    way = direction(text) if base is None else base
    return "".join(cell.shown for cell in unbroken(cells, way))


def unbroken(cells: Sequence[Cell], base: int) -> list[Cell]:
    """The cells of a line that is not broken, from left to right."""
    return [cell for line in lines(cells, base, lambda _part: 0, 1) for cell in line.cells]


def lines(
    cells: Sequence[Cell], base: int, measure: Callable[[Sequence[Cell]], int], width: int
) -> Iterator[Line]:
    """The lines of a paragraph that are at most `width` wide, by `measure`, reordered each."""
    shaped = _shaped(cells)
    levels = _levels(shaped, base)
    for start, end in _broken(shaped, measure, width):
        stop = end
        while stop > start and shaped[stop - 1].shown == " " and end < len(shaped):
            stop -= 1
        rest = "".join(cell.original for cell in shaped[stop:end])
        yield Line(_reordered(shaped[start:stop], levels[start:stop], base), rest)


def _shaped(cells: Sequence[Cell]) -> list[Cell]:
    """Arabic letters in the form that their neighbours ask for."""
    if not any(_ARABIC.match(cell.shown) for cell in cells):
        return list(cells)
    table = _letters()
    out: list[Cell] = []
    letter, last = "", -1  # the letter that reaches for the next one, and where it stands
    for cell in cells:
        forms = table.get(cell.shown)
        if forms is None:
            letter = letter if _hangs(cell.shown) else ""
            out.append(cell)
            continue
        reached = bool(letter and forms[3]) and _NON_JOINER not in cell.original
        if reached:
            before, (_alone, initial, medial, final) = out[last], table[letter]
            joined = before.shown == final
            if letter == _LAM and cell.shown in _LAM_ALEF:
                both = chr(ord(_LAM_ALEF[cell.shown]) + joined)
                out[last] = before._replace(shown=both)
                out[-1] = out[-1]._replace(original=out[-1].original + cell.original)
                letter = ""
                continue
            out[last] = before._replace(shown=medial if joined else initial)
        out.append(cell._replace(shown=forms[3] if reached else forms[0]))
        letter, last = cell.shown if forms[1] else "", len(out) - 1
    return out


def _letters() -> dict[str, tuple[str, str, str, str]]:
    """Letter -> its isolated, initial, medial and final form; empty where it has none."""
    from arabic_reshaper.letters import LETTERS_ARABIC  # type: ignore[import-untyped]

    return LETTERS_ARABIC  # type: ignore[no-any-return]


def _hangs(char: str) -> bool:
    return "\u064b" <= char <= "\u065f" or char == "\u0670" or "\u0610" <= char <= "\u061a"


def _levels(cells: Sequence[Cell], base: int) -> list[int]:
    """The embedding level of each cell (UAX 9, X1 to I2)."""
    from bidi import algorithm  # type: ignore[import-untyped]

    storage: dict[str, Any] = algorithm.get_empty_storage()
    storage["base_level"], storage["base_dir"] = base, "LR"[base]
    text = "".join("a" if cell.latin or _is_unfit(cell.shown) else cell.shown for cell in cells)
    algorithm.get_embedding_levels(text, storage)
    chars = list(storage["chars"])
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    _pair(chars, base)
    algorithm.resolve_neutral_types(storage, debug=False)
    algorithm.resolve_implicit_levels(storage, debug=False)
    return [int(char["level"]) for char in chars]


@functools.lru_cache(maxsize=4096)
def _is_unfit(char: str) -> bool:
    """Whether the library fails on a character: one that is nothing yet, or steers."""
    return unicodedata.bidirectional(char) not in _FIT


def _pair(chars: list[dict[str, Any]], base: int) -> None:
    """Brackets take the direction of what is between them (UAX 9, N0, of which the library knows
    nothing): "(x)" is not torn apart. All is on one level here, as no control is ever shown.
    """
    opened: list[int] = []
    pairs: list[tuple[int, int]] = []
    for place, char in enumerate(chars):
        if char["type"] != "ON":
            continue
        if char["ch"] in _BRACKETS and len(opened) < _MOST_OPEN:
            opened.append(place)
        elif char["ch"] in _BRACKETS.values():
            found = [one for one in opened if _BRACKETS[chars[one]["ch"]] == char["ch"]]
            if found:
                pairs.append((found[-1], place))
                del opened[opened.index(found[-1]) :]
    here = "LR"[base]
    for start, end in sorted(pairs):
        inside = {_strong(char) for char in chars[start + 1 : end]} - {""}
        if not inside:
            continue
        before = next((one for char in chars[start - 1 :: -1] if (one := _strong(char))), here)
        way = here if here in inside or start == 0 or before == here else before
        for place in (start, end):
            chars[place]["type"] = way
            for behind in takewhile(lambda one: one["orig"] == "NSM", chars[place + 1 :]):
                behind["type"] = way


def _strong(char: dict[str, Any]) -> str:
    """The direction of a letter or a number, as brackets see it; empty for what has none."""
    kind = char["type"]
    return "R" if kind in ("R", "EN", "AN") else "L" if kind == "L" else ""


def _broken(
    cells: Sequence[Cell], measure: Callable[[Sequence[Cell]], int], width: int
) -> Iterator[tuple[int, int]]:
    """Where lines begin and end: between words, or within one that is wider than a line."""
    start = used = 0
    for begin, end in _words(cells):
        wide = measure(cells[begin:end])
        if used and used + wide > width:
            yield start, begin
            start, used = begin, 0
        while wide > width and end - begin > 1:
            cut = begin + _fitting(cells[begin:end], measure, width)
            yield begin, cut
            start = begin = cut
            wide = measure(cells[begin:end])
        used += wide + (measure(cells[end : end + 1]) if end < len(cells) else 0)
    if start < len(cells):
        yield start, len(cells)


def _words(cells: Sequence[Cell]) -> Iterator[tuple[int, int]]:
    """Where words begin and end, the spaces between them left out."""
    begin = 0
    for place, cell in enumerate(cells):
        if cell.shown == " ":
            yield begin, place
            begin = place + 1
    yield begin, len(cells)


def _fitting(cells: Sequence[Cell], measure: Callable[[Sequence[Cell]], int], width: int) -> int:
    """How many cells of a long word fit into a line; one at least."""
    low, high = 1, len(cells) - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(cells[:middle]) <= width else (low, middle - 1)
    return low


def _reordered(cells: list[Cell], levels: list[int], base: int) -> list[Cell]:
    """The cells of a line from left to right, brackets turned round (UAX 9, L1, L2, L4)."""
    from bidi.mirror import MIRRORED  # type: ignore[import-untyped]

    levels = levels[:]
    for place in range(len(cells) - 1, -1, -1):
        if cells[place].shown not in " \t":
            break
        levels[place] = base
    order = list(range(len(cells)))
    lowest = min((level for level in levels if level % 2), default=0)
    for level in range(max(levels, default=0), lowest - 1, -1) if lowest else ():
        start = None
        for place in range(len(order) + 1):
            inside = place < len(order) and levels[order[place]] >= level
            if inside and start is None:
                start = place
            elif not inside and start is not None:
                order[start:place] = order[start:place][::-1]
                start = None
    out = []
    for place in order:
        cell = cells[place]
        turned = MIRRORED.get(cell.shown, cell.shown) if levels[place] % 2 else cell.shown
        out.append(cell._replace(shown=turned))
    return out
