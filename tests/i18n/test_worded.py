"""What a server says reaches the person in their language, as far as it is a sentence we know."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from chat_gui import i18n
from chat_gui.views import verdicts
from chat_gui.worded import SENTENCES, Sentence, heard, worded
from chat_server.protocol import events, names
from chat_server.protocol.errors import ErrorCode, Refusal
from tests.i18n.test_outside import hidden, literals

SERVER = Path(__file__).parents[2] / "chat_server"
SENTENCE = re.compile(r"\A[A-Z“{].* .*\.\Z", re.DOTALL)
ELSEWHERE = ("console/", "upkeep/", "dialects/")
"""What speaks to whoever looks after the server, or in a tutorial's dialect."""
UNMET = {
    "Not a command I know: {}.",
    "Not a line of JSON.",
    "The bytes are not UTF-8.",
    "Too many lines that mean nothing.",
    "A line has at most {} bytes.",
    "The log {} can't be written: {}.",
    "The log {} can't be {}: {}.",
}
"""What no window of ours is ever told, or only in a log."""
MORE = {
    "Come again in {}.",
    "Only who looks after it can let you in.",
    "A room's name has 1 to {} letters, digits or marks: no space, #, / or comma,"
    " no {} or {} at its start.",
    "Guests can't {}; ask a moderator.",
    "This room is for announcements: only {} here.",
    "{} is {} {}; you can't do that to them.",
}
"""What the server puts together; here they are whole sentences, looked at one by one."""


def said() -> Iterator[str]:
    """The sentences in the server's source, with {} where something is filled in."""
    for path in sorted(SERVER.rglob("*.py")):
        source = path.read_text("utf-8")
        if path.relative_to(SERVER).as_posix().startswith(ELSEWHERE) or "ErrorCode" not in source:
            continue
        for node, text, around in literals(ast.parse(source)):
            known = text in UNMET | MORE
            if SENTENCE.match(text) and not known and not hidden(node, around):
                yield text


@pytest.mark.parametrize("sentence", sorted(set(said())))
def test_every_sentence_of_the_server_is_known(sentence: str) -> None:
    i18n.use("pseudo")
    told = re.sub(r"\{\}", "7", sentence)
    assert worded(told).startswith("⟦"), "put it into SENTENCES of chat_gui/worded.py"


def test_there_are_sentences_to_look_at() -> None:
    assert len(set(said())) > 60


@pytest.mark.parametrize(
    ("english", "russian"),
    [
        ("There is no such room.", "Такой комнаты нет."),
        (
            "A message has at most 8,000 characters; this has 8,001.",
            "Сообщение слишком длинное: символов может быть не больше 8,000, а здесь их 8,001.",
        ),
        (
            "You are banned from this server: spam. Come again in 3 hours.",
            "Вы заблокированы на этом сервере: spam. Приходите снова через 3 ч.",
        ),
        (
            "You are banned from this server. Come again in a minute.",
            "Вы заблокированы на этом сервере. Приходите снова через минуту.",
        ),
        (
            "Guests can't set topics; ask a moderator.",
            "Гости не могут задавать темы; попросите модератора.",
        ),
        (
            "This room is for announcements: only moderators write here.",
            "Эта комната для объявлений: пишут в ней только модераторы.",
        ),
        (
            "Bob is an owner; you can't do that to them.",
            "Bob здесь владелец; этого с ним сделать нельзя.",
        ),
        ("The server has put you out.", "Сервер отключил вас."),
        ("Ada has put you out: spam.", "Ada удаляет вас с сервера: spam."),
        ("A plugin of ours says no.", "A plugin of ours says no."),
        ("", ""),
    ],
)
def test_a_sentence_that_is_known_is_in_ones_language(english: str, russian: str) -> None:
    i18n.use("ru")
    assert worded(english) == russian


def test_in_english_all_stays_as_it_came() -> None:
    for sentence in SENTENCES:
        told = re.sub(r"\{\w+\}", "7", sentence)
        assert worded(told) == told


@given(some.text(max_size=300))
def test_whatever_a_server_says_is_shown(text: str) -> None:
    i18n.use("en")
    assert worded(text) == text


def test_a_code_speaks_for_a_server_that_says_nothing() -> None:
    i18n.use("ru")
    assert worded(heard("", ErrorCode.SERVER_FULL)) == "Сервер полон; попробуйте позже."
    assert worded(heard("", ErrorCode.VERSION)) == ""
    assert worded(heard("Own words.", ErrorCode.SERVER_FULL)) == "Own words."


def test_a_sentence_of_ours_is_english_until_it_is_shown() -> None:
    i18n.use("ru")
    detail = Sentence("no reason given")
    held = Sentence("The connection to {address} failed: {detail}.", address="a:1", detail=detail)
    assert held == "The connection to a:1 failed: no reason given."
    assert worded(held) == "Не удалось подключиться к a:1: причина не указана."
    i18n.use("en")
    assert worded(held) == held
    braces = Sentence("Nobody answers at {address}.", address="{detail}")
    assert worded(braces) == braces == "Nobody answers at {detail}."


@pytest.mark.parametrize(
    "nick", ["", "server", "PauI\u0301\u0301\u0301\u0301\u0301", "a\u200bb", "x" * 99]
)
def test_what_is_wrong_with_a_name_is_told_in_ones_language(nick: str) -> None:
    i18n.use("ru")
    with pytest.raises(Refusal) as refused:
        names.nickname(nick)
    assert worded(refused.value.text) != refused.value.text
    with pytest.raises(Refusal) as refused:
        names.room_name("a room")
    assert worded(refused.value.text).startswith("В названии комнаты могут быть")


@pytest.mark.parametrize(
    ("act", "detail", "shown"),
    [
        (
            "mute",
            "until 2026-11-22 10:00 UTC, shouting",
            r"до 22 ноября 2026 в \d\d:\d\d, shouting",
        ),
        (
            "invite",
            "until 2026-11-22 10:00 UTC, 3f2a, member, 5 uses",
            r"до .*, 3f2a, member, 5 входов",
        ),
        ("kick", "5 uses", "5 uses"),
        ("ban", "until 9999-99-99 10:00 UTC", "until 9999-99-99 10:00 UTC"),
    ],
)
def test_the_audit_logs_moments_are_in_ones_language(act: str, detail: str, shown: str) -> None:
    i18n.use("ru")
    did = events.ActInfo(1, 0, events.Who("a", "Ada"), act, detail=detail)
    assert re.fullmatch(shown, verdicts.act(did)[1])
