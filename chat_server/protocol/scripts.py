"""What a word is, for whoever searches: the same on the server and in a window's own rows. Pure."""

import functools
import re
import unicodedata

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"  # kana
    "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
    "\uac00-\ud7af"  # Hangul: spaces stand between phrases, not words
)
"""Scripts that write without spaces, or with spaces that part no words: ranges for a pattern."""


class _Letters(dict[int, str]):
    """Code point -> itself, a space for what parts words, nothing for accents and joiners."""

    def __missing__(self, code: int) -> str:
        kind = unicodedata.category(chr(code))
        if kind == "Cf" or 0x300 <= code <= 0x36F or 0xFE00 <= code <= 0xFE0F:
            kept = ""
        else:
            kept = chr(code) if kind[0] in "LMN" else " "
        if code < 0x10000:  # the limit of what is remembered
            self[code] = kept
        return kept


LETTERS = _Letters()
"""For `str.translate`, of a text whose letters and accents stand apart (NFKD)."""


def begins_unspaced(text: str) -> bool:
    """Whether a text begins with a letter of a script that writes without spaces."""
    return _unspaced().match(text) is not None


@functools.cache
def _unspaced() -> re.Pattern[str]:
    """Made when it is first needed: a window opens sooner without so many ranges."""
    return re.compile(f"[{UNSPACED}]")
