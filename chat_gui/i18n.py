"""What the window says, in the person's language. English is the source and needs no catalog.

Every string that a person reads goes through `_`, `ngettext` or `pgettext` where it is used;
`N_` marks one in a table, which `_` translates when it is shown. `make messages` finds them.
Sentences are whole, with named fields: `_("{nick} joined").format(nick=nick)`.
"""

import gettext as catalogs
import importlib.util
import logging
import re
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Literal

from chat_gui import pseudo, system_language
from chat_gui.resources import asset

Language = Literal["system", "en", "ru", "pseudo"]
"""What may be chosen; `pseudo` is for those who look for text that clips or isn't translated."""
TRANSLATED = ("ru",)
"""The languages there is a catalog for."""
DOMAIN = "parlor"

_FORMATS = {"en": "en_GB", "ru": "ru", "pseudo": "en_GB"}
"""How dates and numbers are written where the system's region speaks another language."""
_UNGROUPED = 1_000
_REGION = re.compile(r"[a-z]{2}(_[A-Z]{2})?")

_log = logging.getLogger(__name__)

_catalog = catalogs.NullTranslations()
_language = "en"
_locale: str | None = None


def use(language: Language) -> None:
    """Speak this language from now on; what is shown already stays as it is."""
    global _catalog, _language, _locale
    wanted = system_language.first(("en", *TRANSLATED)) if language == "system" else language
    _catalog, _language, _locale = _read(wanted), wanted, None


def _read(language: str) -> catalogs.NullTranslations:
    if language == "pseudo":
        return pseudo.Pseudo()
    if language in TRANSLATED:
        try:
            return catalogs.translation(DOMAIN, str(asset("locale")), [language])
        except (OSError, ValueError, UnicodeDecodeError) as error:
            _log.warning("no catalog of %s: %s", language, error)
    return catalogs.NullTranslations()


def language() -> str:
    """The language that is spoken: `en`, `ru` or `pseudo`."""
    return _language


def _(message: str) -> str:
    """Translate a string."""
    return _sound(_catalog.gettext(message), message) if message else ""


def ngettext(one: str, many: str, count: int) -> str:
    """Translate what depends on a count, as the language counts. Give both with `{count}`."""
    translated = _catalog.ngettext(one, many, count)
    return _sound(translated, *((one, many) if count == 1 else (many, one)))


def pgettext(context: str, message: str) -> str:
    """Translate a string that means something else elsewhere."""
    return _sound(_catalog.pgettext(context, message), message)


@lru_cache(maxsize=4096)
def _sound(translated: str, message: str, other: str = "") -> str:
    """The translation; the message where it has fields that nobody fills, or can't be read.

    What either of the two has is filled.
    """
    known = _fields(message + other)
    fields = _fields(translated) if known is not None else frozenset()
    if known is None or (fields is not None and fields <= known):
        return translated
    _log.warning("a translation can't be used: %r for %r", translated, message)
    return message


def _fields(message: str) -> frozenset[tuple[str, str | None, str | None]] | None:
    """The fields of a string that `format` fills; None where it is no such string."""
    if "{" not in message and "}" not in message:
        return frozenset()
    try:
        return frozenset(
            (name, spec, conversion)
            for _text, name, spec, conversion in Formatter().parse(message)
            if name is not None
        )
    except ValueError:
        return None


def N_(message: str) -> str:
    """Mark a string for the catalogs; it is translated when it is shown."""
    return message


def locale() -> str:
    """The locale by which Babel writes dates, times and numbers.

    The system's own region if the language is spoken there, so that an American reads “2:30 PM”.
    """
    global _locale
    if _locale is None:
        _locale = _known(system_language.region()) or _FORMATS[_language]
    return _locale


def _known(region: str) -> str:
    """The region's name if Babel knows it and it has the language spoken now.

    Babel's files are looked for: to import it takes longer than all else of a window's opening.
    """
    if not _REGION.fullmatch(region) or region[:2] != _language:
        return ""
    found = importlib.util.find_spec("babel")
    places = found.submodule_search_locations if found is not None else None
    files = (Path(place, "locale-data", f"{region}.dat") for place in places or ())
    return region if any(file.exists() for file in files) else ""


def number(count: int) -> str:
    """A whole number as the locale writes it: “12,500”, “12 500”."""
    if -_UNGROUPED < count < _UNGROUPED:
        return str(count)
    from babel.numbers import format_decimal

    return format_decimal(count, locale=locale())
