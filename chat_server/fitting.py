"""Lists that stop short of the longest line downward. Pure."""

from collections.abc import Iterable
from typing import TypeVar

import msgspec

LIST_BYTES = 240 * 1024
"""Bytes of a list's items in one line."""

T = TypeVar("T", bound=msgspec.Struct)


def fitting(items: Iterable[T]) -> tuple[list[T], bool]:
    """The first items that fit a line, and whether any were left out."""
    listed: list[T] = []
    left = LIST_BYTES
    for item in items:
        left -= len(msgspec.json.encode(item)) + 1
        if left < 0:
            return listed, True
        listed.append(item)
    return listed, False
