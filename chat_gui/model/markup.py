"""What a message's text says and how: spans, each with its place in the text. Pure.

Markdown for a chat, not for a document: **bold**, *italic*, ~~struck~~, `code`, blocks of code,
quoted lines and links; everything else stays as it was typed. markdown-it-py pairs the marks, as
CommonMark has it (6.2); what is code or a link is found before, and no mark counts in it. The spans
cover the text from its first character to its last, so what was typed is never lost.
"""

import functools
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from chat_gui.model.codes import Code, codes
from chat_gui.model.links import Link, links, poses

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

MOST_MARKS = 500
"""Marks of emphasis in a text; one with more is drawing a picture, and is shown as typed."""
MOST_CODES, MOST_LINKS = 100, 200
"""Stretches of code and links of a text that are shown as such; the others are shown as typed. Each
is a tag of its own, and Tk's time for a line grows with the square of its tags.
"""
_NAMED = 4
"""For how many links one with a name counts: it is written in more parts."""
_LONGEST_RUN = 3
"""Marks side by side that can mean something: bold and italic at once."""
_KEPT, _KEPT_LENGTH = 2_048, 4_000
"""Texts whose spans are remembered, and characters of the longest of them."""

_PERHAPS = re.compile("[`@*_~:>]")
_MARKED = re.compile(r"[`@]|\*\S|(?<![\w_])_[^\s_]|~~|https?:|mailto:|^> ", re.MULTILINE | re.I)
_MARKS = re.compile(r"(?<![*\\])\*+|(?<![~\\])~~+|(?<![_\\])_(?!_)")
"""`__` is left alone: people write __init__. Nor is a mark behind a backslash one, as in C:\\*."""
_QUOTE = re.compile(r"^(> ).*$", re.MULTILINE)

BOLD, ITALIC, STRUCK, CODE, BLOCK, QUOTE = "bold", "italic", "struck", "code", "block", "quote"
LINK, TOLD = "link", "told"
"""A link, and what is told about where it leads, which nobody typed."""
OPEN, CLOSE = "open", "close"
"""Marks that are not shown: they belong to what follows, or to what stands before."""
FENCE, BAR, CHIP = "fence", "bar", "chip"
"""A block's first marks, with its language; what a quoted line begins with; the marks of code."""
_EMPHASIS = {"strong": BOLD, "em": ITALIC, "s": STRUCK}


class Span(NamedTuple):
    """A stretch of a text: what is shown of it, where it stands there, and what it is.

    `about` is the address of a link, or the language of a block.
    """

    shown: str
    start: int
    end: int
    kinds: tuple[str, ...] = ()
    about: str = ""


def is_plain(text: str) -> bool:
    """Whether a text has nothing to be parsed, as nearly all have."""
    return _PERHAPS.search(text) is None or _MARKED.search(text) is None


def parse(text: str) -> tuple[Span, ...]:
    """The spans of a text, from left to right, without a gap."""
    return _kept(text) if len(text) <= _KEPT_LENGTH else _parsed(text)


def prepare() -> None:
    """Make the parser, which the first marked text needs."""
    _parser()


def unmarked(text: str) -> str:
    """What a text says without its marks, for where it stands on one line or is read aloud."""
    if is_plain(text):
        return text
    said = "".join(span.shown for span in parse(text) if span.start < span.end)
    return said if said.strip() else text


def overlaid(spans: Iterable[Span], ranges: Iterable[tuple[int, int]], kind: str) -> Iterator[Span]:
    """The spans with this kind added within ranges, which come in order and apart from each other.

    What shows as it was typed is cut at their borders.
    """
    left = iter(ranges)
    here = next(left, None)
    for span in spans:
        while here is not None and here[1] <= span.start:
            here = next(left, None)
        if here is None or span.end <= here[0]:
            yield span
        elif span.end - span.start != len(span.shown):
            yield span._replace(kinds=(*span.kinds, kind))
        else:
            at = span.start
            while here is not None and here[0] < span.end:
                yield from _part(span, at, here[0])
                within = _part(span, max(at, here[0]), min(here[1], span.end))
                yield from (part._replace(kinds=(*part.kinds, kind)) for part in within)
                at = min(here[1], span.end)
                if here[1] > span.end:
                    break
                here = next(left, None)
            yield from _part(span, at, span.end)


def _part(span: Span, start: int, end: int) -> Iterator[Span]:
    if start < end:
        shown = span.shown[start - span.start : end - span.start]
        yield span._replace(shown=shown, start=start, end=end)


def _parsed(text: str) -> tuple[Span, ...]:
    code = codes(text)[:MOST_CODES]
    spans: list[Span] = []
    done = 0
    for block in (one for one in code if one.block):
        spans += _prose(text, done, block.start, code, _spare(spans))
        spans += _block(text, block)
        done = block.end
    spans += _prose(text, done, len(text), code, _spare(spans))
    return tuple(spans)


def _spare(spans: list[Span]) -> int:
    """For how many links more there is room."""
    return max(0, MOST_LINKS - sum(LINK in span.kinds for span in spans))


_kept = functools.lru_cache(maxsize=_KEPT)(_parsed)


def _block(text: str, block: Code) -> Iterator[Span]:
    yield Span("", block.start, block.inner_start, (FENCE,), block.language)
    code = text[block.inner_start : block.inner_end]
    yield Span(code, block.inner_start, block.inner_end, (BLOCK,), block.language)
    yield Span("", block.inner_end, block.end, (CLOSE,))


def _prose(text: str, start: int, end: int, code: list[Code], spare: int) -> list[Span]:
    """The spans of a stretch in which there is no block, and so many links at most."""
    if start == end:
        return []
    atoms = sorted([*_quotes(text, start, end), *_atoms(text, start, end, code, spare)])
    spans = _emphasis(text, start, end, _apart(atoms))
    quotes = (quote.span() for quote in _QUOTE.finditer(text, start, end))
    return list(overlaid(spans, quotes, QUOTE))


class _Atom(NamedTuple):
    """What no mark of emphasis counts in, and the spans it shows as."""

    start: int
    end: int
    spans: tuple[Span, ...]


def _atoms(text: str, start: int, end: int, code: list[Code], spare: int) -> Iterator[_Atom]:
    for one in code:
        if not one.block and start <= one.start < end:
            yield _Atom(one.start, one.end, tuple(_chip(text, one)))
    for link in links(text[start:end]):
        spare -= 1 if link.name is None else _NAMED
        if spare < 0:
            break
        yield _Atom(link.start + start, link.end + start, tuple(_link(text, link, start)))


def _quotes(text: str, start: int, end: int) -> Iterator[_Atom]:
    for quote in _QUOTE.finditer(text, start, end):
        span = Span("", quote.start(1), quote.end(1), (BAR,))
        yield _Atom(quote.start(1), quote.end(1), (span,))


def _apart(atoms: list[_Atom]) -> list[_Atom]:
    """Without those that begin within another."""
    apart: list[_Atom] = []
    for atom in atoms:
        if not apart or apart[-1].end <= atom.start:
            apart.append(atom)
    return apart


def _chip(text: str, code: Code) -> Iterator[Span]:
    yield Span("", code.start, code.inner_start, (CHIP,))
    shown = text[code.inner_start : code.inner_end]
    yield Span(shown, code.inner_start, code.inner_end, (CODE,))
    yield Span("", code.inner_end, code.end, (CHIP,))


def _link(text: str, link: Link, base: int) -> Iterator[Span]:
    start, end = link.start + base, link.end + base
    about, first = link.address, start
    if link.name is not None:
        name, behind = link.name[0] + base, link.name[1] + base
        first = behind + 2
        if poses(text[name:behind], about):
            yield Span("", start, first, (OPEN,))
        else:
            yield Span("", start, name, (OPEN,))
            yield Span(text[name:behind], name, behind, (LINK,), about)
            yield Span(" (", behind, first, (LINK, TOLD), about)
    last = end if link.name is None else end - 1
    told = (LINK,) if link.name is None else (LINK, TOLD)
    yield Span(text[first:last], first, last, told, about)
    if link.name is not None:
        posing = poses(text[link.name[0] + base : link.name[1] + base], about)
        yield Span("" if posing else ")", last, end, (CLOSE,) if posing else (LINK, TOLD), about)
    if link.host:
        yield Span(f" ({link.host})", end, end, (TOLD,))


def _emphasis(text: str, start: int, end: int, atoms: list[_Atom]) -> list[Span]:
    """The spans of a stretch with such atoms; as it was typed where too many marks stand in it."""
    marks = sum(1 for _ in _MARKS.finditer(text, start, end))
    if not marks or marks > MOST_MARKS:
        return _between(text, start, end, atoms)
    parser = _parser()
    tokens: list[Token] = []
    table = {atom.start - start: atom for atom in atoms}
    env = {"atoms": table, "starts": sorted(table)}
    parser.inline.parse(text[start:end], parser, env, tokens)
    spans: list[Span] = []
    kinds: list[str] = []
    at = start
    for token in tokens:
        length = len(token.content) or len(token.markup)
        if token.type == "atom":
            atom = token.meta["atom"]
            spans += [one._replace(kinds=(*one.kinds, *kinds)) for one in atom.spans]
            length = atom.end - atom.start
        elif token.nesting == 1:
            kinds.append(_EMPHASIS[token.tag])
            spans.append(Span("", at, at + length, (OPEN,)))
        elif token.nesting == -1:
            kinds.pop()
            spans.append(Span("", at, at + length, (CLOSE,)))
        elif length:
            spans.append(Span(token.content, at, at + length, tuple(kinds)))
        at += length
    return spans


def _between(text: str, start: int, end: int, atoms: list[_Atom]) -> list[Span]:
    spans: list[Span] = []
    for atom in atoms:
        if start < atom.start:
            spans.append(Span(text[start : atom.start], start, atom.start))
        spans += atom.spans
        start = atom.end
    return [*spans, Span(text[start:end], start, end)] if start < end else spans


@functools.cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    parser = MarkdownIt("zero")
    rules = parser.inline.ruler
    rules.at("text", _words)
    rules.push("atom", _atom)
    rules.push("mark", _mark)
    rules.enable(["atom", "mark", "strikethrough"])
    parser.inline.ruler2.enable(["emphasis", "strikethrough"])
    return parser


def _words(state: "StateInline", silent: bool) -> bool:
    """All up to the next mark or atom."""
    starts = state.env["starts"]
    place = bisect_left(starts, state.pos)
    end = starts[place] if place < len(starts) else state.posMax
    if (mark := _MARKS.search(state.src, state.pos, end)) is not None:
        end = mark.start()
    if end == state.pos:
        return False
    if not silent:
        state.pending += state.src[state.pos : end]
    state.pos = end
    return True


def _atom(state: "StateInline", silent: bool) -> bool:
    atom = state.env["atoms"].get(state.pos)
    if atom is None:
        return False
    if not silent:
        state.push("atom", "", 0).meta = {"atom": atom}
    state.pos += atom.end - atom.start
    return True


def _mark(state: "StateInline", silent: bool) -> bool:
    """One run of `*`, or a `_`. Between letters only `**` counts: 2*3*4 is no italic."""
    from markdown_it.rules_inline.state_inline import Delimiter

    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    bold = state.src.startswith("**", state.pos)
    splits = marker == "*" and (bold or not _in_latin(state.src, state.pos))
    scanned = state.scanDelims(state.pos, canSplitWord=splits)
    for _ in range(scanned.length):
        token = state.push("text", "", 0)
        token.content = marker
        if scanned.length <= _LONGEST_RUN:
            state.delimiters.append(
                Delimiter(
                    ord(marker),
                    scanned.length,
                    len(state.tokens) - 1,
                    -1,
                    scanned.can_open,
                    scanned.can_close,
                )
            )
    state.pos += scanned.length
    return True


def _in_latin(text: str, at: int) -> bool:
    """Whether a mark stands between letters or digits of ASCII."""
    sides = text[max(0, at - 1) : at], text[at + 1 : at + 2]
    return all(side.isascii() and side.isalnum() for side in sides)
