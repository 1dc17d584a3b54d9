"""Addresses in a text that may be opened, and what of them must be told. Pure.

Only http, https and mailto count, and no address holds a character that nobody can see. A host that
is not what it looks like is told as it is: letters of other scripts in punycode, and whoever stands
behind an `@` that makes the rest look like the host (https://bank.example@evil.example).
"""

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

_UNSEEN = "\x00-\x1f\x7f-\xa0\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
SCHEMES = ("http://", "https://", "mailto:")
"""What an address begins with that may be opened."""
_START = rf"(?:{'|'.join(SCHEMES)})"
LINK = re.compile(rf"(?<![^\W_]){_START}[^\s<>\"`{_UNSEEN}\ud800-\udfff]+", re.IGNORECASE)
NAMED = re.compile(
    rf"\[([^\[\]\n]{{1,500}})\]\(({_START}[^\s<>\"`()\\{_UNSEEN}\ud800-\udfff]+"
    r"(?:\([^\s<>\"`()\\]*\)[^\s<>\"`()\\]*)*)\)",
    re.IGNORECASE,
)
"""`[name](address)`; brackets within the address come in pairs, as CommonMark has it (6.3)."""
_AFTER = ".,;:!?'*_~)]}»”’"
_HOSTLIKE = re.compile(r"\w\.\w|://|www\b|@", re.IGNORECASE)
MOST = 2_000
"""Characters of an address; browsers take no more everywhere."""


class Link(NamedTuple):
    """Where a text leads: `start` to `end` in it. `name` is where its name stands, if it has one.

    `host` is to be told beside an address that doesn't show plainly where it leads.
    """

    start: int
    end: int
    address: str
    host: str = ""
    name: tuple[int, int] | None = None


def links(text: str) -> Iterator[Link]:
    """The links in a text, from left to right."""
    done = 0
    for link in _named(text):
        yield from _bare(text, done, link.start)
        yield link
        done = link.end
    yield from _bare(text, done, len(text))


def _named(text: str) -> Iterator[Link]:
    for found in NAMED.finditer(text) if "](" in text else ():
        address = found[2]
        host = strange_host(address)
        if len(address) <= MOST and host is not None:
            yield Link(*found.span(), address, host, found.span(1))


def _bare(text: str, start: int, end: int) -> Iterator[Link]:
    for found in LINK.finditer(text, start, end):
        address = _without_tail(found.group())
        host = strange_host(address)
        if len(address) <= MOST and host is not None:
            yield Link(found.start(), found.start() + len(address), address, host)


def _without_tail(address: str) -> str:
    """The address without the sentence's punctuation; a closing bracket stays if one was opened."""
    while address and address[-1] in _AFTER:
        if address[-1] == ")" and address.count("(") >= address.count(")"):
            break
        address = address[:-1]
    return address


def poses(name: str, address: str) -> bool:
    """Whether a link's name looks like an address itself: then only the real one is shown."""
    return name != address and _HOSTLIKE.search(name) is not None


@functools.lru_cache(maxsize=512)
def strange_host(address: str) -> str | None:
    """The host of an address that doesn't show it plainly; empty if it does, None if it has none.

    In punycode where it has letters beyond ASCII: many of them look like others.
    """
    scheme, _, rest = address.partition(":")
    if scheme.lower() == "mailto":
        return _plainly(rest.rpartition("@")[2].partition("?")[0]) if "@" in rest else None
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return None
    if not host:
        return None
    told = _plainly(host)
    return told if told is None or told or "@" not in parts.netloc else host


def _plainly(host: str) -> str | None:
    """Punycode of a host beyond ASCII; empty for another, None where that can't be."""
    if host.isascii():
        return "" if host else None
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return None
