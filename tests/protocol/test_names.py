"""What nicknames, rooms and texts may be."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_server.protocol import names
from chat_server.protocol.errors import ErrorCode, Refusal

any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


def outcome(rule: Callable[[str], str], raw: str) -> tuple[str, Refusal | None]:
    try:
        return rule(raw), None
    except Refusal as refusal:
        return "", refusal


@given(any_text)
def test_any_text_is_a_nickname_or_refused_with_a_sentence(raw: str) -> None:
    nick, refusal = outcome(names.nickname, raw)
    if refusal is not None:
        assert refusal.code is ErrorCode.NICK_INVALID
        assert refusal.text.endswith(".")
        assert refusal.text.isprintable()
    else:
        assert 1 <= len(nick) <= 32
        assert names.nickname(nick) == nick
        assert names.nick_key(nick) == names.nick_key(names.nickname(nick))
        assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs"} for c in nick)


@given(any_text)
def test_any_text_is_a_room_or_refused(raw: str) -> None:
    room, refusal = outcome(names.room_name, raw)
    if refusal is not None:
        assert refusal.code is ErrorCode.BAD_REQUEST
    else:
        assert 1 <= len(room) <= 64
        assert names.room_name(room) == room
        assert " " not in room


@given(any_text)
def test_printable_text_is_taken_unless_blank(raw: str) -> None:
    text = names.printable(raw)
    if text.strip():
        assert names.text(text) == text
    else:
        with pytest.raises(Refusal):
            names.text(text)


@pytest.mark.parametrize(
    ("raw", "nick"), [("  Ada ", "Ada"), ("Ада", "Ада"), ("Ａｄａ", "Ada"), ("Ada  Bob", "Ada Bob")]
)
def test_nicknames_are_folded(raw: str, nick: str) -> None:
    assert names.nickname(raw) == nick


@pytest.mark.parametrize(
    "raw", ["", "  ", "a\nb", "a\u200db", "\u202eAda", "x" * 33, "x" * 500, "SERVER", "Ｓystem"]
)
def test_bad_nicknames_are_refused(raw: str) -> None:
    with pytest.raises(Refusal) as caught:
        names.nickname(raw)
    assert caught.value.code is ErrorCode.NICK_INVALID


def test_case_and_width_make_no_second_person() -> None:
    assert (
        names.nick_key("Ada") == names.nick_key("ADA") == names.nick_key(names.nickname("ａｄａ"))
    )
    assert names.nick_key("Straße") == names.nick_key("STRASSE")


@pytest.mark.parametrize(
    "raw", ["", "a b", "#a", "a/b", "a,b", "a\n", "x" * 65, "\u200d", "x" * 999]
)
def test_bad_rooms_are_refused(raw: str) -> None:
    with pytest.raises(Refusal):
        names.room_name(raw)


def test_rooms_are_lower_case() -> None:
    assert names.room_name("Физика-2") == "физика-2"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("x" * 8_001, ErrorCode.TOO_LONG),
        ("", ErrorCode.BAD_REQUEST),
        (" \n\t\u3000", ErrorCode.BAD_REQUEST),
        ("a\x00b", ErrorCode.BAD_REQUEST),
        ("a\x1b[2J", ErrorCode.BAD_REQUEST),
        ("a\rb", ErrorCode.BAD_REQUEST),
        ("a\x9bb", ErrorCode.BAD_REQUEST),
    ],
)
def test_bad_texts_are_refused(raw: str, code: ErrorCode) -> None:
    with pytest.raises(Refusal) as caught:
        names.text(raw)
    assert caught.value.code is code


def test_the_longest_text_fits_a_line() -> None:
    longest = "\U0001f600" * 8_000
    assert names.text(longest) == longest
    assert len(longest.encode()) < 65_536 - 500
