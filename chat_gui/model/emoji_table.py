"""The emoji by name, in Unicode's order and groups: for completion, `:shortcodes:` and the picker.

Names and aliases are those of the `emoji` package, read when first needed; the order is the text of
assets/emoji.txt, which whoever makes the table hands in.
"""

from collections.abc import Iterable
from functools import cached_property

import msgspec

TONES = ("", "\U0001f3fb", "\U0001f3fc", "\U0001f3fd", "\U0001f3fe", "\U0001f3ff")
"""The skin tones of Unicode, from none and light to dark."""
_STYLE = "\ufe0f"
_PERSONS = "\U0001f468\U0001f469\U0001f9d1"


class Emoji(msgspec.Struct, frozen=True):
    """An emoji without skin tone, and what it is called; the first name is the usual one.

    `local` is its name in the person's language, empty for English.
    """

    chars: str
    names: tuple[str, ...]
    local: str = ""

    @property
    def said(self) -> str:
        """Its name in words."""
        return (self.local or self.names[0]).replace("_", " ")

    @property
    def called(self) -> tuple[str, ...]:
        """All its names, the person's own first."""
        return (self.local, *self.names) if self.local else self.names


class EmojiTable:
    """All emoji. `order` has a group a line: its name, a tab, its emoji; `language` is a code."""

    def __init__(self, order: str, language: str = "en") -> None:
        self._order, self._language = order, language

    @cached_property
    def groups(self) -> dict[str, tuple[Emoji, ...]]:
        """Group -> its emoji, both in Unicode's order."""
        lines = [line for line in self._order.splitlines() if "\t" in line]
        split = [line.partition("\t") for line in lines if not line.startswith("#")]
        local = _local(self._language)
        return {
            name: tuple(_named(one, local) for one in chars.split()) for name, _, chars in split
        }

    @cached_property
    def all(self) -> tuple[Emoji, ...]:
        """Every emoji, in Unicode's order."""
        return tuple(one for group in self.groups.values() for one in group)

    @cached_property
    def _by_name(self) -> dict[str, Emoji]:
        return {name: one for one in reversed(self.all) for name in one.called}

    @cached_property
    def _searched(self) -> list[tuple[Emoji, str]]:
        """Looked through at each key, so all names of one are one text."""
        return [(one, "\n".join(one.called)) for one in self.all]

    @cached_property
    def _by_chars(self) -> dict[str, Emoji]:
        return {_bare(one.chars): one for one in self.all}

    def called(self, name: str) -> Emoji | None:
        """The emoji of exactly this name or alias, without its colons."""
        return self._by_name.get(name.lower())

    def of(self, chars: str) -> Emoji:
        """The emoji that these characters are, whatever its skin tone."""
        return self._by_chars.get(_bare(chars)) or _named(chars, "")

    def find(self, typed: str, recent: Iterable[str] = (), most: int = 50) -> list[Emoji]:
        """What is called so: those taken lately first, then by how a name holds what was typed.

        Several words must all be held.
        """
        words = typed.lower().replace("_", " ").split()
        if not words:
            return []
        lately = {self.of(chars).chars for chars in recent}
        ranked: list[tuple[int, int, int, int, Emoji]] = []
        for place, (one, all_names) in enumerate(self._searched):
            if all(word in all_names for word in words):
                ranked.append((one.chars not in lately, *_rank(one, words), place, one))
        return [found[-1] for found in sorted(ranked, key=lambda found: found[:4])[:most]]


def toned(chars: str, tone: str) -> str:
    """The emoji in a skin tone, if there is one in it; else as it is."""
    from emoji import EMOJI_DATA

    if not tone or not chars:
        return chars
    everyone = "".join(char + tone if char in _PERSONS else char for char in chars)
    for dyed in (chars[0] + tone + chars[1:].removeprefix(_STYLE), everyone):
        if dyed in EMOJI_DATA:
            return dyed
    return chars


def _bare(chars: str) -> str:
    """Without skin tones, and without what only chooses between text and picture."""
    return "".join(char for char in chars if char not in TONES[1:] and char != _STYLE)


def _local(language: str) -> str:
    """The language that there are names in, empty for none but the English ones."""
    import emoji

    if language == "en" or language not in emoji.LANGUAGES:
        return ""
    try:
        emoji.config.load_language(language)
    except OSError:  # a package may spare it
        return ""
    return language


def _named(chars: str, local: str) -> Emoji:
    from emoji import EMOJI_DATA

    data = EMOJI_DATA.get(chars, {})
    names = [str(data.get("en", "")), *data.get("alias", ())]
    bare = dict.fromkeys(name.strip(":").lower() for name in names if name)
    own = str(data.get(local, "")).strip(":").lower() if local else ""
    return Emoji(chars, tuple(bare) or ("emoji",), own)


def _rank(one: Emoji, words: list[str]) -> tuple[int, int]:
    """0 for a name that is what was typed, 1 if one begins so, 2 for words of it, 3 for parts.

    Of names that begin so, how long the shortest is: few letters are typed for what is used much.
    """
    whole = "_".join(words)
    if whole in one.called:
        return 0, 0
    begun = [len(name) for name in one.called if name.startswith(whole)]
    if begun:
        return 1, min(begun)
    if all(any(f"_{word}" in f"_{name}" for name in one.called) for word in words):
        return 2, 0
    return 3, 0
