"""What is said, changed, taken back and reacted to, as the hub decides it."""

from typing import Any

import msgspec
import pytest

from chat_server.deliveries import Say, Tell
from chat_server.protocol import commands, events
from chat_server.protocol.codec import Logged
from chat_server.protocol.errors import ErrorCode
from chat_server.writes import NewEntry
from tests.server.desk import Desk, hello, only_error, said, send

EDIT = commands.Edit("lobby", "e", 1, "new")
DELETE = commands.Delete("lobby", "d", 1)
REACT = commands.React("lobby", "r", 1, "👍", on=True)
TOPIC = commands.Topic("lobby", "t", "Robots")


@pytest.fixture
def desk() -> Desk:
    """Ada is connection 1 and has said "old", Bob is 2."""
    desk = Desk()
    desk.enter("Ada")
    desk.enter("Bob")
    desk.give(1, send("old", "1"))
    return desk


def entry(told: list[Any]) -> events.AnyEntry:
    (one,) = said(told)
    return one


def test_who_wrote_a_message_edits_it(desk: Desk) -> None:
    edited = entry(desk.give(1, EDIT))
    assert isinstance(edited, events.Edited)
    assert (edited.seq, edited.target, edited.text, edited.by.nick) == (2, 1, "new", "Ada")
    assert any(isinstance(write, NewEntry) for write in desk.writes)


def test_an_edit_is_heard_by_everyone_in_the_room(desk: Desk) -> None:
    (told,) = desk.give(1, EDIT)
    assert isinstance(told, Say)
    assert (told.room, told.author) == ("lobby", 1)


def test_nobody_else_edits_it(desk: Desk) -> None:
    assert only_error(desk.give(2, EDIT)) is ErrorCode.NOT_ALLOWED
    desk.promote(2)
    assert only_error(desk.give(2, EDIT)) is ErrorCode.NOT_ALLOWED


@pytest.mark.parametrize("text", ["", " ", "\x00", "x" * 8_001])
def test_an_edit_is_a_text_like_any_other(desk: Desk, text: str) -> None:
    told = desk.give(1, msgspec.structs.replace(EDIT, text=text))
    assert only_error(told) in {ErrorCode.BAD_REQUEST, ErrorCode.TOO_LONG}


@pytest.mark.parametrize("command", [EDIT, DELETE, REACT])
@pytest.mark.parametrize("target", [0, 3, 2**53 - 1])
def test_a_target_has_to_be_there(desk: Desk, command: commands.AnyCommand, target: int) -> None:
    told = desk.give(1, msgspec.structs.replace(command, target=target))
    assert only_error(told) is ErrorCode.NO_SUCH_ENTRY


@pytest.mark.parametrize("command", [EDIT, DELETE, REACT])
def test_a_target_has_to_be_a_message(desk: Desk, command: commands.AnyCommand) -> None:
    desk.give(1, TOPIC)
    told = desk.give(1, msgspec.structs.replace(command, target=2))
    assert only_error(told) is ErrorCode.NO_SUCH_ENTRY


@pytest.mark.parametrize("command", [EDIT, DELETE, REACT, TOPIC])
def test_one_has_to_be_in_the_room(desk: Desk, command: commands.AnyCommand) -> None:
    desk.give(1, commands.Leave("lobby"))
    assert only_error(desk.give(1, command)) is ErrorCode.NOT_HERE
    told = desk.give(1, msgspec.structs.replace(command, room="nowhere"))
    assert only_error(told) is ErrorCode.NO_SUCH_ROOM


def test_who_wrote_a_message_takes_it_back_once(desk: Desk) -> None:
    deleted = entry(desk.give(1, DELETE))
    assert isinstance(deleted, events.Deleted)
    assert (deleted.seq, deleted.target) == (2, 1)
    for command in (EDIT, msgspec.structs.replace(DELETE, id="again"), REACT):
        assert only_error(desk.give(1, command)) is ErrorCode.NO_SUCH_ENTRY


def test_a_moderator_takes_it_back_and_nobody_else(desk: Desk) -> None:
    assert only_error(desk.give(2, DELETE)) is ErrorCode.NOT_ALLOWED
    desk.promote(2)
    assert isinstance(entry(desk.give(2, DELETE)), events.Deleted)


def test_commands_of_one_batch_know_of_each_other(desk: Desk) -> None:
    told = desk.give(
        1,
        send("two", "2"),
        commands.Edit("lobby", "3", 2, "three"),
        commands.Delete("lobby", "4", 2),
        commands.Edit("lobby", "5", 2, "five"),
    )
    assert [type(one) for one in said(told)] == [events.Message, events.Edited, events.Deleted]
    assert only_error(told) is ErrorCode.NO_SUCH_ENTRY


def test_what_a_refused_batch_wrote_is_no_target(desk: Desk) -> None:
    for _ in range(2):
        told = desk.refused(1, send("two", "2"), commands.Delete("lobby", "3", 2))
        assert [type(one) for one in said(told)] == [events.Message, events.Deleted]
    assert only_error(desk.give(1, commands.Delete("lobby", "3", 2))) is ErrorCode.NO_SUCH_ENTRY


@pytest.mark.parametrize("first", [EDIT, DELETE, REACT, TOPIC, send("x", "same")])
@pytest.mark.parametrize("second", [EDIT, DELETE, REACT, TOPIC, send("y", "same")])
@pytest.mark.parametrize("batches", [1, 2])
def test_an_id_is_used_once_whatever_for(
    desk: Desk, first: commands.AnyCommand, second: commands.AnyCommand, batches: int
) -> None:
    one, two = (msgspec.structs.replace(command, id="same") for command in (first, second))
    told = desk.give(1, one, two) if batches == 1 else desk.give(1, one) + desk.give(1, two)
    written, answer = told
    assert isinstance(written, Say)
    assert isinstance(answer, Tell)
    assert isinstance(answer.event, Logged)
    assert answer.event == written.event


def test_reactions_are_one_emoji(desk: Desk) -> None:
    for emoji in ("", "x", ":)", "👍👍", "👍x", "\x00", "👍" * 1_000):
        told = desk.give(2, msgspec.structs.replace(REACT, emoji=emoji, id="bad"))
        assert only_error(told) is ErrorCode.BAD_REQUEST
    for number, emoji in enumerate(["👍", "👍🏽", "🇩🇪", "👩‍👩‍👧", "❤️", "#️⃣"]):
        told = desk.give(2, msgspec.structs.replace(REACT, emoji=emoji, id=f"good-{number}"))
        reacted = entry(told)
        assert isinstance(reacted, events.Reacted)
        assert reacted.emoji == emoji


def test_a_heart_is_a_heart_with_or_without_its_selector(desk: Desk) -> None:
    reacted = entry(desk.give(2, msgspec.structs.replace(REACT, emoji="❤")))
    assert isinstance(reacted, events.Reacted)
    assert reacted.emoji == "❤️"


def test_a_topic_is_told_and_kept(desk: Desk) -> None:
    topic = entry(desk.give(2, msgspec.structs.replace(TOPIC, text="  Robots ")))
    assert isinstance(topic, events.Topic)
    assert (topic.seq, topic.text) == (2, "Robots")
    (_, _, state, _) = desk.give(desk.arrive(), hello("Third"), commands.Join("lobby"))
    assert isinstance(state, Tell)
    assert isinstance(state.event, events.RoomState)
    assert state.event.topic == "Robots"
    assert entry(desk.give(2, commands.Topic("lobby", "none", "")))
    assert desk.chat.rooms["lobby"].topic == ""


@pytest.mark.parametrize(
    "text", ["x" * 251, "two\nlines", "a\ttab", "\x1b[31m", "a\u2028b", "a\x85b"]
)
def test_a_topic_is_one_short_line(desk: Desk, text: str) -> None:
    told = desk.give(1, msgspec.structs.replace(TOPIC, text=text))
    assert only_error(told) in {ErrorCode.BAD_REQUEST, ErrorCode.TOO_LONG}


@pytest.mark.parametrize("command", [EDIT, DELETE, REACT, TOPIC])
def test_a_refusing_disk_refuses_them_all(desk: Desk, command: commands.AnyCommand) -> None:
    desk.chat.read_only = True
    assert only_error(desk.give(1, command)) is ErrorCode.STORAGE
    desk.chat.read_only = False
    assert entry(desk.give(1, command)).seq == 2
