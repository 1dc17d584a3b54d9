"""Memory that can be put back: every change to the hub's dicts is noted until it is kept.

The hub changes memory before the disk has agreed. If a command is refused half-way, or the disk
refuses the batch, the changes are taken back in reverse.
"""

from collections.abc import Callable, MutableMapping
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Journal:
    """Changes dicts and remembers how to change them back."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], None]] = []

    def put(self, mapping: MutableMapping[K, V], key: K, value: V) -> None:
        """Set `mapping[key]`."""
        if key in mapping:
            old = mapping[key]
            self._undo.append(lambda: mapping.__setitem__(key, old))
        else:
            self._undo.append(lambda: mapping.__delitem__(key))
        mapping[key] = value

    def drop(self, mapping: MutableMapping[K, V], key: K) -> V:
        """Take `mapping[key]` out and give it. Raises `KeyError` where there is none.

        Taken back, the key stands at the mapping's end; nothing here relies on an order.
        """
        old = mapping.pop(key)
        self._undo.append(lambda: mapping.__setitem__(key, old))
        return old

    def mark(self) -> int:
        """A point to go back to."""
        return len(self._undo)

    def back_to(self, mark: int) -> None:
        """Take back everything since `mark`."""
        while len(self._undo) > mark:
            self._undo.pop()()

    def keep(self) -> None:
        """What has changed stays changed."""
        self._undo.clear()
