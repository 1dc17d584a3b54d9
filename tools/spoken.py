"""What is made up for the screenshots, in the language that they are drawn in.

A client words what happens in the person's language before the views see it; the states make that
up in English. What is a sentence of the catalogs is found there, anything else stays as it is.
"""

import functools
import re
from collections.abc import Iterator
from typing import TypeVar

import msgspec

from chat_gui.i18n import _
from tools import messages

T = TypeVar("T", bound=msgspec.Struct)
WORDS_LEAST = 2
"""Words that a sentence with fields has, or else it may be anything."""


def spoken(text: str) -> str:
    """A sentence as the client would have worded it."""
    if text in _sentences():
        return _(text)
    for sentence, pattern in _patterns():
        if found := pattern.fullmatch(text):
            return _(sentence).format(**found.groupdict())
    return text


def told(happened: T) -> T:
    """The same of what is reported or has changed."""
    fields = {name for name in ("reason", "text") if isinstance(getattr(happened, name, None), str)}
    return msgspec.structs.replace(happened, **{f: spoken(getattr(happened, f)) for f in fields})


@functools.cache
def _sentences() -> frozenset[str]:
    return frozenset(one.id for one in messages.extracted() if isinstance(one.id, str))


@functools.cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Those with fields; the one that says most in its own words comes first."""
    return tuple(sorted(_filled(), key=lambda one: -len(re.sub(r"\{\w+\}", "", one[0]))))


def _filled() -> Iterator[tuple[str, re.Pattern[str]]]:
    for sentence in _sentences():
        parts = re.split(r"\{(\w+)\}", sentence)
        if len(parts) > 1 and len(" ".join(parts[::2]).split()) >= WORDS_LEAST:
            named = (f"(?P<{p}>.+)" if n % 2 else re.escape(p) for n, p in enumerate(parts))
            yield sentence, re.compile("".join(named))
