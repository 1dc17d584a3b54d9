"""What a message says -> runs: marks become tags, code and links get their look, people their band.

The model's parser tells what is what (`model/markup.py`); here it is written. Marks that are not
shown belong to the letter beside them, so that copying gives back what was typed.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from threading import Thread
from typing import NamedTuple

from chat_gui.i18n import _
from chat_gui.model import clusters
from chat_gui.model.calls import Calls
from chat_gui.model.markup import (
    BAR,
    BLOCK,
    BOLD,
    CHIP,
    CLOSE,
    CODE,
    FENCE,
    ITALIC,
    LINK,
    OPEN,
    QUOTE,
    STRUCK,
    TOLD,
    Span,
    is_plain,
    overlaid,
    parse,
    prepare,
)
from chat_gui.views.highlight import highlighted
from chat_gui.views.line import Ink
from chat_gui.views.run import MOST_EMOJI, Run, emoji_in, plain
from chat_gui.views.shown import pieces

COPY = "copy:"
"""What a link begins with that copies the code behind it."""
MENTION, BAND = "mentioned", "mention"
"""The tag of a name that is mentioned, and of a row that speaks to the person."""
CHIP_SIDE = "\u2009"
"""Stands for the mark of inline code: a thin space, at which no line breaks."""
CODE_SIDE = Run(" ", ("margin",))
"""Stands before each line of a block."""
_ENDS = ("block-top", "block-bottom")
"""The tags of a block's first and last line."""
MOST_LARGE, _LARGE_LENGTH = 3, 64
"""A message of so many emoji and nothing else shows them large; none of those is longer."""

_FONTS = {
    frozenset({BOLD}): ("bold",),
    frozenset({ITALIC}): ("italic",),
    frozenset({BOLD, ITALIC}): ("bold-italic",),
}
_TAGS = {
    BLOCK: "block",
    CODE: "code",
    CHIP: "code-side",
    QUOTE: "quoted",
    BAR: "quoted",
    STRUCK: "struck",
    LINK: "link",
    TOLD: "told",
    MENTION: MENTION,
}


def read_ahead() -> None:
    """Import what the first marked text needs, in a thread: the window needn't wait for it then."""
    Thread(target=prepare, name="markup", daemon=True).start()


class Base(NamedTuple):
    """The tags of a text's first line, and of its others."""

    first: tuple[str, ...]
    rest: tuple[str, ...]


class Markup:
    """Makes runs of texts. `calls` knows who may be mentioned in the room that is shown."""

    def __init__(self, ink: Ink, calls: Callable[[], Calls]) -> None:
        self._ink, self._calls = ink, calls
        self._left = 0
        """How many more emoji of the text at hand are drawn."""

    def runs(self, text: str, base: Base) -> list[Run]:
        """A text as it is written."""
        self._left = MOST_EMOJI
        if (large := self._large(text, base.first)) is not None:
            return large
        if is_plain(text):
            return self._lines(self._plain, text, base)
        items: list[Run | Span] = []
        tags = base.first
        spans = self._spans(text)
        for place, span in enumerate(spans):
            if OPEN in span.kinds or CLOSE in span.kinds:
                items.append(span)
                continue
            if FENCE in span.kinds:
                source, code = text[span.start : span.end], spans[place + 1].shown
                runs = self._fence(span.about, code, source, tags, fresh=_ends_line(items))
            else:
                runs = self._span(span, text, Base(tags, base.rest))
            items += runs
            if any("\n" in run.text for run in runs):
                tags = base.rest
        return _attached(items, text)

    def speaks(self, text: str) -> bool:
        """Whether a text speaks to the person."""
        return "@" in text and self._calls().speak(text)

    def _plain(self, text: str, tags: tuple[str, ...], link: str = "") -> list[Run]:
        """A part of the text without marks."""
        runs = plain(self._ink, text, tags, link, self._left)
        self._left -= emoji_in(runs)
        return runs

    def _large(self, text: str, tags: tuple[str, ...]) -> list[Run] | None:
        """Emoji alone, larger than text; None for any other text."""
        if text.isascii() or len(text) > _LARGE_LENGTH or text[0].isalpha():
            return None
        found = pieces(text, colour_kills=True)
        if not 0 < sum(one.emoji for one in found) <= MOST_LARGE:
            return None
        if any(not one.emoji and one.shown.strip(" ") for one in found):
            return None
        large = (*tags, "large")
        runs: list[Run] = []
        for one in found:
            image = self._ink.paint.emoji(one.original, large=True) if one.emoji else None
            if image is None and one.emoji:
                if self._ink.colour_kills:
                    return None  # its name stands for it, which is large enough
                runs += self._plain(one.original, large)
            else:
                runs.append(Run("" if image else one.shown, tags, image))
        return runs

    def _spans(self, text: str) -> Sequence[Span]:
        spans = parse(text)
        if "@" not in text:
            return spans
        called = self._calls().find(text)
        return list(overlaid(spans, [(one.start, one.end) for one in called], MENTION))

    def _span(self, span: Span, text: str, base: Base) -> list[Run]:
        source = text[span.start : span.end]
        kinds = frozenset(span.kinds)
        if BLOCK in kinds:
            return self._block(span, base.rest)
        base = Base(_tagged(base.first, kinds), _tagged(base.rest, kinds))
        if CHIP in kinds:
            return [Run(CHIP_SIDE, base.first, original=source)]
        if BAR in kinds:
            return [Run("", base.first, self._ink.paint.bar(), original=source)]
        runs = self._lines(partial(self._plain, link=span.about), span.shown, base)
        if span.shown == source:
            return runs
        told = [source, *[""] * (len(runs) - 1)]
        return [run._replace(original=one) for run, one in zip(runs, told, strict=True)]

    def _fence(
        self, language: str, code: str, source: str, tags: tuple[str, ...], *, fresh: bool
    ) -> list[Run]:
        """The line above a block: its language, and *Copy*. `fresh`: a line has just begun."""
        small = (*tags, "fence")
        named = [Run(f"{language}   ", small, original="")] if language else []
        return [
            *([] if fresh else [Run("\n", tags, original="")]),
            *named,
            # Translators: stands above a block of code and copies it.
            Run(_("Copy"), (*small, "copy"), link=f"{COPY}{code}", original=""),
            Run("\n", small, original=source),
        ]

    def _block(self, span: Span, base: tuple[str, ...]) -> list[Run]:
        lines = _in_lines(highlighted(span.shown, span.about))
        runs: list[Run] = []
        for number, line in enumerate(lines):
            ends = (number == 0, number == len(lines) - 1)
            tags = (*base, "block", *(tag for tag, here in zip(_ENDS, ends, strict=True) if here))
            runs += [Run("\n", tags)] if number else []
            runs.append(CODE_SIDE._replace(tags=(*tags, "margin")))
            for text, colour in line:
                runs += self._plain(text, (*tags, colour) if colour else tags)
        return runs

    def _lines(self, write: Callable[..., list[Run]], text: str, base: Base) -> list[Run]:
        line, broken, others = text.partition("\n")
        runs = write(line, base.first) if line else []
        if broken:
            runs.append(Run("\n", base.first))
            runs += write(others, base.rest) if others else []
        return runs


def _tagged(tags: tuple[str, ...], kinds: frozenset[str]) -> tuple[str, ...]:
    """The tags of a line with those of what stands in it."""
    more = (tag for kind, tag in _TAGS.items() if kind in kinds)
    return (*tags, *_FONTS.get(kinds & {BOLD, ITALIC}, ()), *more)


def _ends_line(items: list[Run | Span]) -> bool:
    last = next((one for one in reversed(items) if isinstance(one, Run)), None)
    return last is None or last.text.endswith("\n")


def _in_lines(pieces: Iterable[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """Coloured pieces, line by line."""
    lines: list[list[tuple[str, str]]] = [[]]
    for text, colour in pieces:
        first, *others = text.split("\n")
        lines[-1].append((first, colour))
        lines += [[(other, colour)] for other in others]
    return lines


def _attached(items: list[Run | Span], text: str) -> list[Run]:
    """Give marks that are not shown to the letter behind or before them."""
    runs: list[Run] = []
    carried = ""
    for item in items:
        if isinstance(item, Run):
            runs += _with(item, before=carried) if carried else (item,)
            carried = ""
        elif OPEN in item.kinds or not runs:
            carried += text[item.start : item.end]
        else:
            runs[-1:] = _with(runs[-1], behind=text[item.start : item.end])
    if carried and runs:
        runs[-1:] = _with(runs[-1], behind=carried)
    return runs


def _with(run: Run, before: str = "", behind: str = "") -> list[Run]:
    """A run, its first or last letter with something more that was said."""
    if run.original is not None or run.image is not None or "margin" in run.tags:
        said = run.original if run.original is not None else _cluster(run)
        return [run._replace(original=before + said + behind)]
    text = run.text
    if before:
        cut = next(place for place in range(1, len(text) + 1) if clusters.may_cut(text, place))
        first = Run(text[:cut], run.tags, link=run.link, original=before + text[:cut])
        return [first, run._replace(text=text[cut:])] if text[cut:] else [first]
    cut = clusters.cut(text, len(text) - 1)
    last = Run(text[cut:], run.tags, link=run.link, original=text[cut:] + behind)
    return [run._replace(text=text[:cut]), last] if text[:cut] else [last]


def _cluster(run: Run) -> str:
    """What an image stands for; nothing for the margin."""
    return run.image.cluster if run.image is not None else ""


def closed(runs: list[Run]) -> list[Run]:
    """The runs of a row with a break of the block's own behind each block, or its band would end
    where its last line does. What stands behind goes on below; at the row's end that is nothing.
    """
    out: list[Run] = []
    for run in runs:
        before = out[-1] if out else None
        if before is None or "block" in run.tags or not _is_open(before):
            out.append(run)
        elif run.text.startswith("\n"):
            out.append(run._replace(text="\n", tags=_said(before)))
            out += [run._replace(text=run.text[1:])] if run.text[1:] else []
        else:
            out += [Run("\n", _said(before), original=""), run]
    if out and _is_open(out[-1]):
        out.append(Run("\n", out[-1].tags, original=""))
    return out


def _said(run: Run) -> tuple[str, ...]:
    return tuple(tag for tag in run.tags if tag != "margin")


def _is_open(run: Run) -> bool:
    return "block" in run.tags and not run.text.endswith("\n")


def banded(runs: list[Run]) -> list[Run]:
    """Runs with a band behind them, from the text's left edge to the window's right one."""
    runs = [run._replace(tags=(*run.tags, BAND)) for run in runs]
    return runs if runs[-1].text.endswith("\n") else [*runs, Run("\n", runs[-1].tags, original="")]
