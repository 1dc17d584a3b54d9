"""Where a text is code: between backticks on a line, or in a block of lines. Pure, one pass.

As CommonMark has it (6.1), a run of backticks is closed by the next run as long, and what is not
closed is no code. Three or more around several lines make a block, wherever they stand: people
write them behind a word and before one, too.
"""

import re
from collections import defaultdict, deque
from collections.abc import Iterator
from typing import NamedTuple

_RUN = re.compile("`+")
_FENCE = 3
"""Backticks that make a block of several lines."""
_LANGUAGE = re.compile(r"[ \t]*([\w+#.-]{0,32})[ \t]*\n")
"""The rest of a block's first line, where it tells the language or nothing."""


class Code(NamedTuple):
    """A stretch of a text that is code, its marks included; the code itself is within."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    block: bool
    language: str = ""
    """What stands behind a block's first marks."""


def codes(text: str) -> list[Code]:
    """The code in a text, from left to right."""
    if "`" not in text:
        return []
    found: list[Code] = []
    done = 0
    for block in _blocks(text):
        found += _inline(text, done, block.start)
        found.append(block)
        done = block.end
    return found + list(_inline(text, done, len(text)))


def _blocks(text: str) -> Iterator[Code]:
    for (start, inner), (end, stop) in _pairs(text, 0, len(text), _FENCE):
        if "\n" not in text[inner:end]:
            continue
        told = _LANGUAGE.match(text, inner, end)
        begin = told.end() if told else inner
        last = text.rfind("\n", begin, end)
        close = last if last >= 0 and not text[last:end].strip() else end
        yield Code(start, stop, begin, close, True, told[1] if told else "")


def _inline(text: str, start: int, end: int) -> Iterator[Code]:
    """Code within its line. A space that parts it from its marks is theirs."""
    for line in re.finditer("[^\n]+", text[start:end]):
        for (begin, inner), (close, stop) in _pairs(
            text, start + line.start(), start + line.end(), 1
        ):
            code = text[inner:close]
            pad = int(len(code) > 2 and code[0] == code[-1] == " " and bool(code.strip()))
            yield Code(begin, stop, inner + pad, close - pad, False)


def _pairs(
    text: str, start: int, end: int, least: int
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Runs of at least so many backticks, each with the one that closes it."""
    runs = [one.span() for one in _RUN.finditer(text, start, end)]
    runs = [run for run in runs if run[1] - run[0] >= least]
    later: defaultdict[int, deque[tuple[int, int]]] = defaultdict(deque)
    for run in runs:
        later[run[1] - run[0]].append(run)
    done = start
    for run in runs:
        alike = later[run[1] - run[0]]
        alike.popleft()
        if run[0] >= done and alike:
            yield run, alike[0]
            done = alike[0][1]
