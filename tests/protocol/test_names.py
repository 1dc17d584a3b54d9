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
        assert not any(unicodedata.category(c) in {"Cc", "Cf", "Co", "Cs"} for c in nick)
        assert names.nick_twin(nick) not in {names.nick_twin(one) for one in names.RESERVED_NICKS}


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


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("Ada\u2800", "the invisible character U+2800"),
        ("\u2800", "the invisible character U+2800"),
        ("A\u3164da", "the invisible character U+1160"),
        ("A\u115fda", "the invisible character U+115F"),
        ("A\u1160da", "the invisible character U+1160"),
        ("A\uffa0da", "the invisible character U+1160"),
        ("A\ufffcda", "the invisible character U+FFFC"),
        ("A\u00adda", "the invisible character U+00AD"),
        ("A\u200bda", "the invisible character U+200B"),
        ("\u0928\u094d\u200d\u092c", "the invisible character U+200D"),
        ("\u0628\u200c\u0628", "the invisible character U+200C"),
        ("A\u202eda", "the invisible character U+202E"),
        ("A\u2066da", "the invisible character U+2066"),
        ("A\ue000da", "the invisible character U+E000"),
        ("A\ufe0fda", "the invisible character U+FE0F"),
        ("A\U0001d159da", "the invisible character U+1D159"),
        ("A\U000e0041da", "the invisible character U+E0041"),
        ("a" + "\u0301" * 5, "at most 4 accents"),
        ("\u00e1\u0302\u0303\u0304\u0305", "at most 4 accents"),
        ("\u0301Ada", "begins with none"),
        ("s\u0435rver", "looks like “server”"),
        ("\u0405\u0415RVER", "looks like “server”"),
        ("aIl", "looks like “all”"),
        ("A1l", "looks like “all”"),
        ("rnoderator", "looks like “moderator”"),
        ("Server", "kept for the program"),
    ],
)
def test_who_is_refused_reads_why(raw: str, reason: str) -> None:
    with pytest.raises(Refusal) as caught:
        names.nickname(raw)
    assert caught.value.code is ErrorCode.NICK_INVALID
    assert reason in caught.value.text
    assert caught.value.text.count(".") == 1
    assert caught.value.text.isprintable()


@pytest.mark.parametrize(
    "nick", ["Zoe\u0308", "\u0928\u094d\u092c", "\u05d3\u05d5\u05d3", "I\u0308\u0323"]
)
def test_accents_and_scripts_are_welcome(nick: str) -> None:
    assert names.nickname(nick)


@given(any_text)
def test_a_twin_stays_the_same(raw: str) -> None:
    nick, _ = outcome(names.nickname, raw)
    twin = names.nick_twin(nick)
    assert names.nick_twin(twin) == twin
    assert names.nick_twin(nick + "\u200b") == twin


@given(st.text(st.sampled_from("abcdefghjklmnopqrstuvwxyz0123456789 -_."), max_size=32))
def test_case_makes_no_other_twin(nick: str) -> None:
    """But for i, whose capital is an l to the eye."""
    assert names.nick_twin(nick.upper()) == names.nick_twin(nick)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Paul", "PauI"),
        ("paul", "PAUL"),
        ("paul", "Pau1"),
        ("Ada", "Аdа"),
        ("Mia", "rnia"),
        ("Bob", "B0b"),
        ("Straße", "STRASSE"),
    ],
)
def test_twins_are_found(one: str, other: str) -> None:
    assert one != other
    assert names.nick_twin(one) == names.nick_twin(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Ada", "Ida"), ("Ali", "All"), ("Bob", "Bop"), ("Zoe", "Zoë")]
)
def test_others_are_no_twins(one: str, other: str) -> None:
    assert names.nick_twin(one) != names.nick_twin(other)


@pytest.mark.parametrize("nick", ["Stra\u00df\u0301ae", "\u1fb3", "\u0345\u0301a"])
def test_a_key_is_its_own_key(nick: str) -> None:
    assert names.nick_key(names.nick_key(nick)) == names.nick_key(nick)


def test_case_and_width_make_no_second_person() -> None:
    assert (
        names.nick_key("Ada") == names.nick_key("ADA") == names.nick_key(names.nickname("ａｄａ"))
    )
    assert names.nick_key("Straße") == names.nick_key("STRASSE")


@pytest.mark.parametrize(
    "raw",
    [
        *("", "a b", "#a", "a/b", "a,b", "a\n", "x" * 65, "\u200d", "x" * 999),
        *("a\u2800", "a\u3164", "a\u115f", "a\uffa0", "a\u00ad", "a\u202e", "a\ue000", "a\ufe0f"),
        *("\u0928\u094d\u200d\u092c", "\u0628\u200c\u0628", "a" + "\u0301" * 6, "\u0301a"),
    ],
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


@pytest.mark.parametrize("raw", ["plans", "+plans", "+Plans"])
def test_private_rooms_begin_with_their_mark(raw: str) -> None:
    assert names.private_name(raw) == "+plans"
    assert names.any_room_name("+Plans") == "+plans"
    assert names.any_room_name("Plans") == "plans"


@pytest.mark.parametrize("raw", ["", "+", "++a", "+@a", "+＋a", "a b", "x" * 64])
def test_bad_private_rooms_are_refused(raw: str) -> None:
    with pytest.raises(Refusal):
        names.private_name(raw)


@pytest.mark.parametrize("raw", ["+a", "＋a", "@a", "＠a"])
def test_no_other_room_begins_so(raw: str) -> None:
    with pytest.raises(Refusal):
        names.room_name(raw)
