"""The emoji that this person takes: which ones lately, in which skin tone; and the table of all."""

import functools
from collections.abc import Callable

from chat_gui.model.emoji_table import TONES, EmojiTable
from chat_gui.resources import asset

MOST_RECENT = 32
"""Emoji that are remembered (`Settings.recent_emoji`)."""


@functools.cache
def table() -> EmojiTable:
    """Every emoji, in Unicode's order; read when first needed."""
    return EmojiTable(asset("emoji.txt").read_text("utf-8"))


class Habits:
    """What was taken lately, the latest first. `on_change` is told, so that it can be kept."""

    def __init__(self) -> None:
        self.recent: tuple[str, ...] = ()
        self.tone = ""
        self.on_change: Callable[[tuple[str, ...], int], None] = lambda _recent, _tone: None

    def take_over(self, recent: tuple[str, ...], tone: int) -> None:
        """What an earlier run kept; `tone` counts from 0, which is none."""
        self.recent, self.tone = recent[:MOST_RECENT], TONES[tone % len(TONES)]

    def took(self, chars: str) -> None:
        """The person took this one."""
        others = (one for one in self.recent if one != chars)
        self._change((chars, *others)[:MOST_RECENT], self.tone)

    def prefer(self, tone: str) -> None:
        """The person wants hands and people in this skin tone."""
        self._change(self.recent, tone)

    def _change(self, recent: tuple[str, ...], tone: str) -> None:
        if (recent, tone) != (self.recent, self.tone):
            self.recent, self.tone = recent, tone
            self.on_change(recent, TONES.index(tone))
