"""Which languages the system is set to, and by which region's rules it writes dates.

The variables of POSIX come first, as gettext reads them; a window started from the desktop of
Windows or macOS has none, so these systems are asked.
"""

import os
import sys
from collections.abc import Sequence

_SPOKEN = ("LC_ALL", "LC_MESSAGES", "LANG")
_WRITTEN = ("LC_ALL", "LC_TIME", "LANG")
_NAME_MOST = 85
"""LOCALE_NAME_MAX_LENGTH of Windows."""


def first(offered: Sequence[str]) -> str:
    """The language among those offered that the person prefers; else the first of them."""
    for name in _languages():
        language = name.replace("-", "_").partition("_")[0].partition(".")[0].lower()
        if language in ("c", "posix"):
            break
        if language in offered:
            return language
    return offered[0]


def region() -> str:
    """The name of the locale for dates and numbers, such as `en_US`; empty where there is none."""
    set_to = next((os.environ[name] for name in _WRITTEN if os.environ.get(name)), "")
    if not set_to:
        set_to = _of_windows("GetUserDefaultLocaleName") or next(iter(_of_macos("AppleLocale")), "")
    name = set_to.partition(".")[0].partition("@")[0].replace("-", "_")
    return "" if name in ("C", "POSIX") else name


def _languages() -> list[str]:
    """The languages' names, the preferred one first."""
    set_to = next((os.environ[name] for name in _SPOKEN if os.environ.get(name)), "")
    if set_to:
        # Where the locale is C, gettext does not look at LANGUAGE either.
        more = os.environ.get("LANGUAGE", "").split(":") if not set_to.startswith("C") else []
        return [*filter(None, more), set_to]
    window = _of_windows("GetUserDefaultUILanguage")
    return [window] if window else _of_macos("AppleLanguages")


def _of_windows(what: str) -> str:
    """What Windows answers, as a name such as `ru-RU`; empty on other systems."""
    if sys.platform != "win32":
        return ""
    import ctypes

    kernel = ctypes.windll.kernel32
    name = ctypes.create_unicode_buffer(_NAME_MOST)
    if what == "GetUserDefaultUILanguage":
        kernel.LCIDToLocaleName(kernel.GetUserDefaultUILanguage(), name, _NAME_MOST, 0)
    else:
        kernel.GetUserDefaultLocaleName(name, _NAME_MOST)
    return name.value


def _of_macos(key: str) -> list[str]:
    """What macOS has under a key of its settings: names such as `ru-RU`; none elsewhere."""
    if sys.platform != "darwin":
        return []
    import subprocess

    try:
        asked = subprocess.run(
            ["/usr/bin/defaults", "read", "-g", key], capture_output=True, text=True, timeout=2
        )
    except (OSError, subprocess.SubprocessError):
        return []
    words = (line.strip(' "(),') for line in asked.stdout.splitlines())
    return [word for word in words if word]
