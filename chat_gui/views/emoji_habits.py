"""The emoji that this person takes: which ones lately, in which skin tone; and the table of all."""

import functools

from chat_gui.i18n import language
from chat_gui.model.emoji_table import TONES, EmojiTable
from chat_gui.preferences import Preferences
from chat_gui.resources import asset

MOST_RECENT = 32
"""Emoji that are remembered (`Settings.recent_emoji`)."""


def table() -> EmojiTable:
    """Every emoji, in Unicode's order; read when first needed."""
    return _table(language())


@functools.cache
def _table(spoken: str) -> EmojiTable:
    return EmojiTable(asset("emoji.txt").read_text("utf-8"), spoken)


class Habits:
    """What was taken lately, the latest first; kept in the settings."""

    def __init__(self, preferences: Preferences) -> None:
        self._preferences = preferences

    @property
    def recent(self) -> tuple[str, ...]:
        """What was taken lately."""
        return self._preferences.now.recent_emoji

    @property
    def tone(self) -> str:
        """The skin tone of hands and people; empty for none."""
        return TONES[self._preferences.now.skin_tone]

    def took(self, chars: str) -> None:
        """The person took this one."""
        others = [one for one in self.recent if one != chars]
        self._preferences.change(recent_emoji=(chars, *others)[:MOST_RECENT])

    def prefer(self, tone: str) -> None:
        """The person wants hands and people in this skin tone."""
        self._preferences.change(skin_tone=TONES.index(tone))
