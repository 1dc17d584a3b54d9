"""`:tada:` typed whole is the emoji; and what of a text is code, where nothing is changed. Pure."""

import re
from collections.abc import Callable

FENCE = "```"
_CODE = re.compile(r":([\w+\-]{1,40}):")
_CODES = re.compile(rf"(?<![\w:/])(?:{_CODE.pattern})+(?!\w)")
"""One after the other; not what stands in a time of day or an address."""


def in_code(before: str) -> bool:
    """Whether what comes after this text stands in a code block or between backticks."""
    *lines, last = before.split("\n")
    fenced = sum(line.lstrip().startswith(FENCE) for line in lines) % 2 == 1
    return fenced or last.lstrip().startswith(FENCE) or last.count("`") % 2 == 1


def finished(before: str) -> str:
    """The name between colons that has just been typed to its end; empty for none."""
    start = before.rfind(":", 0, -1)
    found = _CODES.match(before, start) if start >= 0 else None
    if found is None or found.end() != len(before) or in_code(before[:start]):
        return ""
    return str(found[1])


def replaced(text: str, named: Callable[[str], str]) -> str:
    """The text with every `:name:` outside code as its emoji; `named` gives "" for no such name."""

    def each(codes: re.Match[str]) -> str:
        if in_code(text[: codes.start()]):
            return codes.group()
        return _CODE.sub(lambda code: named(code[1]) or code.group(), codes.group())

    return _CODES.sub(each, text)
