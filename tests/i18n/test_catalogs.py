"""The catalogs: current, complete, and the same fields in every form."""

import gettext
import re
import string

import pytest
from babel.messages import Catalog
from babel.messages.catalog import Message

from chat_gui.i18n import TRANSLATED
from tools import messages

SAME = {"Linux: {ufw}"}
"""What is the same in another script, being a name."""
KEYS = re.compile(r"\b(Ctrl|Shift|Alt|Tab|Esc|Return|Home|End|Del|Page Up|Page Down)\b")
OPEN_IN_ENGLISH = re.compile("[“”\"]|(?<!\\w)'")


@pytest.fixture(scope="module")
def template() -> Catalog:
    return messages.extracted()


@pytest.fixture(scope="module", params=TRANSLATED)
def catalog(request: pytest.FixtureRequest) -> Catalog:
    return messages.read(request.param)


def forms(message: Message) -> list[str]:
    """The translations of a message, one for each way to count if a count chooses."""
    said = message.string
    return [said] if isinstance(said, str) else [*(said or ())]


def fields(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_catalogs_are_current(language: str, template: Catalog) -> None:
    current = messages.updated(language, template)
    known = {(one.id, one.context) for one in messages.read(language)}
    new = [one.id for one in current if (one.id, one.context) not in known]
    assert not new, f"`make messages`, then translate: {new}"
    told = "`make messages` brings the catalogs up to date"
    assert messages.path(language).read_bytes() == messages.as_po(current), told
    assert messages.path(language, "mo").read_bytes() == messages.as_mo(current), told


def test_every_message_is_translated(catalog: Catalog) -> None:
    missing = messages.missing(catalog)
    assert not missing, f"translate these in {catalog.locale}/LC_MESSAGES/parlor.po: {missing}"


def test_every_form_is_there_and_has_the_same_fields(catalog: Catalog) -> None:
    for message in catalog:
        if not message.id:
            continue
        english = message.id if isinstance(message.id, tuple) else (message.id,)
        said = forms(message)
        assert len(said) == (catalog.num_plurals if len(english) > 1 else 1), message.id
        due = fields(english[-1])
        assert all(fields(one) == due for one in said), f"{message.id}: {said}"


def test_russian_is_written_in_russian() -> None:
    for message in messages.read("ru"):
        english = message.id if isinstance(message.id, str) else message.id[-1]
        for said in forms(message) if english else ():
            bare = KEYS.sub("", re.sub(r"\{\w+\}", "", english))
            if re.search("[A-Za-z]{3}", bare) and english not in SAME:
                assert re.search("[а-яё]", said, re.IGNORECASE), f"{english}: {said}"
            assert not OPEN_IN_ENGLISH.search(said), f"«ёлочки» in: {said}"
            assert (said[-1] in ".…:?") == (english[-1] in ".…:?"), f"{english} | {said}"
            assert (said[0] == " ", said[-1] == " ") == (english[0] == " ", english[-1] == " ")


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('_("a")', [("a", None)]),
        ("f\"{_('within')}\"", [("within", None)]),
        ('_("one" if x else "other")', [("one", None), ("other", None)]),
        ("_(CONSTANT)", []),
        ("_(_TABLE[key])", []),
        ('pgettext("a place", "Open")', [("Open", "a place")]),
        ('ngettext("{count} day", "{count} days", n)', [(("{count} day", "{count} days"), None)]),
        ('T = ((N_("b"), 1), (N_("c"), 2))', [("b", None), ("c", None)]),
    ],
)
def test_what_is_marked_is_found(source: str, found: list[tuple[object, str | None]]) -> None:
    assert [(one.message, one.context) for one in messages.marked(source)] == found


def test_a_note_is_for_the_translators() -> None:
    source = "# Translators: a key of the\n# keyboard\nx = _('Return')\n# not this\ny = _('b')\n"
    assert [one.notes for one in messages.marked(source)] == [("a key of the keyboard",), ()]


def test_what_is_marked_is_a_literal() -> None:
    with pytest.raises(ValueError, match="no literal"):
        messages.marked('_("a" + b)')
    with pytest.raises(ValueError, match="no literal"):
        messages.marked('_(f"{nick} joined")')


def test_counts_choose_the_form() -> None:
    russian = gettext.translation("parlor", str(messages.FOLDER), ["ru"])
    said = [russian.ngettext("{count} person", "{count} people", n) for n in (1, 2, 5, 11, 21, 22)]
    assert said == [
        f"{{count}} {word}"
        for word in ("человек", "человека", "человек", "человек", "человек", "человека")
    ]
