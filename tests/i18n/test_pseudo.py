"""The made-up language."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as some

from chat_gui import i18n
from chat_gui.i18n import _, ngettext, pgettext
from chat_gui.pseudo import LONGER, pseudo


def test_it_is_accented_and_in_brackets() -> None:
    i18n.use("pseudo")
    assert _("Send").startswith("⟦Šéñð")
    assert pgettext("a key", "Send") == _("Send")
    assert ngettext("{count} day", "{count} days", 1) != ngettext("{count} day", "{count} days", 5)


@given(some.text(string.ascii_letters + " ,.…“”", min_size=1, max_size=200))
def test_it_is_longer_and_has_no_english_letter(message: str) -> None:
    made = pseudo(message)
    assert made[0] + made[-1] == "⟦⟧"
    assert not set(made) & set(string.ascii_letters)
    assert len(message) * (1 + LONGER) - 1 <= len(made) <= len(message) * (1 + LONGER) + 5


@pytest.mark.parametrize("message", ["{nick} joined", "Up to {limit}: {left}.", "{nick}"])
def test_its_fields_are_filled(message: str) -> None:
    fields = {"nick": "Ada", "limit": "5", "left": "2"}
    names = [name for _text, name, _spec, _conversion in string.Formatter().parse(message) if name]
    made = pseudo(message).format(**fields)
    assert all(fields[name] in made for name in names)
