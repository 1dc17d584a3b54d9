"""Which language is spoken, and by which rules dates and numbers are written."""

import gettext
import subprocess
import sys
from datetime import datetime

import pytest
from babel.dates import format_time

from chat_gui import i18n, system_language
from chat_gui.i18n import _, ngettext
from chat_gui.views import words


@pytest.mark.parametrize(
    ("variables", "spoken"),
    [
        ({}, "en"),
        ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "ru_RU.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "ru"}, "ru"),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "de:ru:en"}, "ru"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "ru"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "nonsense"}, "en"),
    ],
)
def test_the_systems_language(
    variables: dict[str, str], spoken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    i18n.use("system")
    assert i18n.language() == spoken


@pytest.mark.parametrize(("asked", "answer"), [("win32", "ru-RU"), ("darwin", "ru-RU")])
def test_without_variables_the_system_is_asked(
    asked: str, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system_language, "_of_windows", lambda _: answer * (asked == "win32"))
    monkeypatch.setattr(system_language, "_of_macos", lambda _: [answer] * (asked == "darwin"))
    i18n.use("system")
    assert (i18n.language(), i18n.locale()) == ("ru", "ru_RU")


def test_what_macos_answers_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    told = '(\n    "ru-RU",\n    "en-GB"\n)\n'
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(
        subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0, told, "")
    )
    assert system_language._of_macos("AppleLanguages") == ["ru-RU", "en-GB"]


@pytest.mark.parametrize(
    ("language", "region", "locale", "thousands"),
    [
        ("en", "", "en_GB", "12,500"),
        ("en", "en_US.UTF-8", "en_US", "12,500"),
        ("en", "de_DE.UTF-8", "en_GB", "12,500"),
        ("en", "C.UTF-8", "en_GB", "12,500"),
        ("en", "non-sense!", "en_GB", "12,500"),
        ("ru", "", "ru", "12\u00a0500"),
        ("ru", "ru_KZ.UTF-8", "ru_KZ", "12\u00a0500"),
        ("pseudo", "en_US.UTF-8", "en_GB", "12,500"),
    ],
)
def test_the_locale_is_of_the_language_and_if_it_can_be_of_the_region(
    language: i18n.Language,
    region: str,
    locale: str,
    thousands: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LC_TIME", region)
    i18n.use(language)
    assert i18n.locale() == locale
    assert (i18n.number(12_500), i18n.number(999)) == (thousands, "999")


def test_a_message_without_a_translation_is_english() -> None:
    i18n.use("ru")
    assert _("Nobody translates this sentence.") == "Nobody translates this sentence."
    assert ngettext("{count} such", "{count} suches", 2) == "{count} suches"
    assert _("") == ""


def test_a_broken_catalog_leaves_the_window_english(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise OSError("Bad magic number")

    monkeypatch.setattr(i18n.catalogs, "translation", broken)
    i18n.use("ru")
    assert _("Send") == "Send"
    assert "no catalog of ru" in caplog.text


@pytest.mark.parametrize("where", [*words.HOURS_24, *words.HOURS_12])
def test_times_are_written_as_babel_writes_them(where: str) -> None:
    for hour in range(24):
        moment = datetime(2026, 11, 21, hour, 5)
        babels = format_time(moment, "short", locale=where).replace(words.NARROW, " ")
        minute = int(moment.timestamp()) // 60
        assert words._clock(minute, where) == babels


def test_choosing_a_language_imports_no_babel() -> None:
    """Babel takes longer to import than the window has until it is seen."""
    script = (
        "import sys; from chat_gui import i18n; i18n.use('ru'); i18n._('Send'); i18n.number(999);"
        " from chat_gui.views import words; words.clock(1_700_000_000_000);"
        " sys.exit('babel' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script]).returncode == 0


class _Broken(gettext.NullTranslations):
    """A catalog whose translations all read the same."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def gettext(self, _message: str) -> str:
        return self._text

    def ngettext(self, _one: str, _many: str, _n: int) -> str:
        return self._text

    def pgettext(self, _context: str, _message: str) -> str:
        return self._text


@pytest.mark.parametrize("broken", ["{who} here", "{nick", "}", "{}", "{nick.x}", "{nick!z}"])
def test_a_broken_translation_is_not_spoken(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_catalog", _Broken(broken))
    said = "{nick} joined"
    assert _(said).format(nick="Ada") == "Ada joined"
    assert ngettext("{nick} has one", said, 2).format(nick="Ada") == "Ada joined"
    assert i18n.pgettext("noun", said).format(nick="Ada") == "Ada joined"


def test_a_translation_may_leave_a_field_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_catalog", _Broken("somebody"))
    assert _("{nick} joined").format(nick="Ada") == "somebody"


def test_a_form_for_one_may_tell_the_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_catalog", _Broken("{count} сообщение"))
    assert ngettext("a message", "{count} messages", 1).format(count=1) == "1 сообщение"
