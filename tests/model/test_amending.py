"""Who may do what to which message, and what comes of what waited since before the window."""

from typing import Any

import msgspec
import pytest

from chat_gui import reports
from chat_gui.model import amending, rights, wishes
from chat_gui.model.changes import Refused
from chat_gui.model.chat import ChatModel
from chat_gui.model.rows import MessageRow, SendState
from chat_gui.model.wishes import Wishes
from chat_server.protocol import commands, events
from tests.model.builders import ADA, BOB, DIRECT, NOW, message, state, summary, welcome

EDIT = commands.Edit("lobby", "e1", 1, "anew")


def row(model: ChatModel, seq: int = 1) -> MessageRow:
    found = model.room.timeline.message(seq)
    assert found is not None
    return found


def test_what_waited_since_before_is_shown_and_given_up_where_the_log_is_another(
    model: ChatModel,
) -> None:
    told = model.apply([reports.Undone(EDIT), state(last=1), message(1, ADA)], NOW)
    assert not [one for one in told if isinstance(one, Refused)]
    assert (row(model).text, row(model).state) == ("anew", SendState.SAVING)
    told = model.apply([reports.Outdated("lobby", "e1", "Look again.")], NOW)
    assert Refused("Look again.") in told
    assert (row(model).text, row(model).state) == ("text 1", SendState.SENT)


@pytest.mark.parametrize("later", [welcome(epoch="e2"), welcome(server="s2")], ids=["epoch", "id"])
def test_nothing_is_shown_as_done_to_another_logs_messages(
    model: ChatModel, later: events.Welcome
) -> None:
    model.apply([state(last=1), message(1, ADA)], NOW)
    amending.edit(model, 1, "anew")
    model.apply([later, state(last=1), message(1, ADA)], NOW)
    assert (row(model).text, row(model).state) == ("text 1", SendState.SENT)


def test_a_refused_edit_stays_until_it_is_tried_again_or_left(model: ChatModel) -> None:
    model.apply([state(last=1), message(1, ADA)], NOW)
    first, _ = amending.edit(model, 1, "anew")
    assert not model.apply([reports.SendFailed("lobby", "no such", "No.")], NOW)
    model.apply([reports.SendFailed("lobby", first.id, "No.")], NOW)
    assert (row(model).text, row(model).reason) == ("text 1", "No.")
    amending.edit(model, 1, "once more")
    assert (row(model).text, row(model).reason) == ("once more", "")
    assert amending.forget_edit(model, 1)[0] is None
    second, _ = amending.edit(model, 1, "and again")
    model.apply([reports.SendFailed("lobby", second.id, "No.")], NOW)
    assert amending.forget_edit(model, 1)[0] == "and again"


def test_no_more_is_shown_than_may_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wishes, "MOST_WISHES", 3)
    held = Wishes()
    for number in range(9):
        held.add(commands.Delete("lobby", f"d{number}", number))
    assert [held.done(f"d{number}") for number in range(9)] == [*[None] * 6, 6, 7, 8]


def test_who_may(model: ChatModel) -> None:
    gone = msgspec.structs.replace(message(3, ADA), deleted=True)
    model.apply([state(last=3), message(1, ADA), message(2), gone], NOW)
    mine, others, deleted = (row(model, seq) for seq in (1, 2, 3))

    def may() -> list[tuple[bool, bool, bool]]:
        return [
            tuple(check(model, one, NOW) for check in _CHECKS)  # type: ignore[misc]
            for one in (mine, others, deleted)
        ]

    nothing = (False, False, False)
    assert may() == [(True, True, True), (True, False, False), nothing]
    model.apply([events.Role("", ADA, "moderator", BOB)], NOW)
    assert may() == [(True, True, True), (True, False, True), nothing]
    model.apply([events.Role("lobby", BOB, "owner", BOB)], NOW)
    assert may() == [(True, True, True), (True, False, False), nothing]
    model.apply([events.Role("lobby", BOB, "member", BOB), events.Muted(True, BOB)], NOW)
    assert may() == [(False, False, True), nothing, nothing], "one's own is taken back, muted too"


def test_no_moderator_takes_back_what_is_said_among_two(model: ChatModel) -> None:
    said = message(1, room=DIRECT)
    room = summary(DIRECT, 1, with_=BOB)
    model.apply(
        [welcome(summary("lobby"), room), events.Role("", ADA, "owner", BOB), state(DIRECT, 1)],
        NOW,
    )
    model.enter(DIRECT)
    model.apply([said], NOW)
    assert not rights.may_delete(model, row(model), NOW)
    assert rights.may_react(model, row(model), NOW)


def test_what_is_on_its_way_can_not_be_answered_yet(model: ChatModel) -> None:
    waiting = MessageRow("m1", NOW, ADA, "hello", mine=True, head=True, state=SendState.SENDING)
    assert not any(check(model, waiting, NOW) for check in _CHECKS)


_CHECKS: tuple[Any, ...] = (rights.may_react, rights.may_edit, rights.may_delete)
