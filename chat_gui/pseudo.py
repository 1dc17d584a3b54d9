"""A made-up language that can still be read: accented, longer, in brackets. Pure.

What is seen without brackets was not translated; what is cut has no room for German.
"""

import gettext
import re

LONGER = 0.35
"""How much longer than English a translation may well be."""

_ACCENTED = str.maketrans(
    "AaBbCcDdEeFfGgHhIiJjKkLlMmNnOoPpQqRrSsTtUuVvWwXxYyZz",
    "ÅåƁƀÇçÐðÉéƑƒĜĝĤĥÎîĴĵĶķĻļṀɱÑñÖöÞþǪǫŔŕŠšŢţÛûṼṽŴŵẊẋÝýŽž",
)
_FIELD = re.compile(r"(\{[^{}]*\})")
_PADDING = "one two three four five six seven eight nine ten eleven twelve "


def pseudo(message: str) -> str:
    """The same message with its {fields}, accented, longer, between ⟦ and ⟧."""
    parts = _FIELD.split(message)
    letters = sum(map(len, parts[::2]))
    shown = "".join(p if i % 2 else p.translate(_ACCENTED) for i, p in enumerate(parts))
    more = -(-letters * LONGER // 1)
    padding = (_PADDING * (int(more) // len(_PADDING) + 1))[: max(0, int(more) - 2)].strip()
    return f"⟦{shown} {padding.translate(_ACCENTED)}⟧" if padding else f"⟦{shown}⟧"


class Pseudo(gettext.NullTranslations):
    """The catalog of the made-up language: made as it is asked for, so nothing is missing."""

    def gettext(self, message: str) -> str:
        """The message, made up."""
        return pseudo(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The message for a count, made up; counted as in English."""
        return pseudo(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002
        """The message, made up."""
        return pseudo(message)
