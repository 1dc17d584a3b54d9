"""Memory that can be put back: every change to the hub's dicts is noted until it is kept.

The hub changes memory before the disk has agreed. If a command is refused half-way, or the disk
refuses the batch, the changes are taken back in reverse.
"""

from collections.abc import MutableMapping
from typing import Any, TypeVar

K = TypeVar("K")
V = TypeVar("V")

_NOTHING = object()


class Journal:
    """Changes dicts and remembers how to change them back."""

    def __init__(self) -> None:
        self._undo: list[tuple[MutableMapping[Any, Any], Any, Any]] = []
        """What was changed, at which key, and what was there."""

    def put(self, mapping: MutableMapping[K, V], key: K, value: V) -> None:
        """Set `mapping[key]`."""
        self._undo.append((mapping, key, mapping.get(key, _NOTHING)))
        mapping[key] = value

    def drop(self, mapping: MutableMapping[K, V], key: K) -> V:
        """Take `mapping[key]` out and give it. Raises `KeyError` where there is none.

        Taken back, the key stands at the mapping's end; nothing here relies on an order.
        """
        old = mapping.pop(key)
        self._undo.append((mapping, key, old))
        return old

    def mark(self) -> int:
        """A point to go back to."""
        return len(self._undo)

    def back_to(self, mark: int) -> None:
        """Take back everything since `mark`."""
        while len(self._undo) > mark:
            mapping, key, old = self._undo.pop()
            if old is _NOTHING:
                del mapping[key]
            else:
                mapping[key] = old

    def keep(self) -> None:
        """What has changed stays changed."""
        self._undo.clear()
