"""How many emoji stand on a message, whoever put them on and took them off in whatever batches."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chat_server.deliveries import Heard, Say, Tell
from chat_server.protocol import commands, events
from chat_server.protocol.codec import Logged
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.limits import Limits
from tests.server.desk import Desk, errors, only_error, said, send

EMOJI = ["👍", "👎", "🎉", "👀", "❤️"]
MOST, MOST_OWN = 3, 2


def desk_with_a_message(**limits: Any) -> Desk:
    """Ada (1) has said something that Bob (2) and Third (3) can react to."""
    desk = Desk(Limits(rate=0, join_rate=0, **limits))
    for nick in ("Ada", "Bob", "Third"):
        desk.enter(nick)
    desk.give(1, send("old", "old"))
    return desk


def react(emoji: str, id: str, on: bool = True) -> commands.React:
    return commands.React("lobby", id, 1, emoji, on)


def test_a_message_carries_so_many_different_emoji_and_no_more():
    desk = desk_with_a_message(reactions=2)
    assert len(list(said(desk.give(1, react("👍", "1"), react("👎", "2"))))) == 2
    assert only_error(desk.give(2, react("🎉", "1"))) is ErrorCode.NOT_ALLOWED
    assert not errors(desk.give(2, react("👍", "2")))
    assert not errors(desk.give(1, react("👎", "3", on=False)))
    assert not errors(desk.give(2, react("🎉", "3")))


def test_one_taken_off_makes_place_for_one_put_on_in_the_same_batch():
    desk = desk_with_a_message(reactions=2)
    desk.give(1, react("👍", "1"), react("👎", "2"))
    assert not errors(desk.give(1, react("👎", "3", on=False), react("👀", "4")))
    told = desk.give(2, react("👍", "1"), react("👍", "2", on=False), react("🎉", "3"))
    assert only_error(told) is ErrorCode.NOT_ALLOWED, "Ada's is still on it"


def test_one_person_puts_so_many_on_it_and_no_more():
    desk = desk_with_a_message(own_reactions=2)
    told = desk.give(1, react("👍", "1"), react("👎", "2"), react("👍", "3"), react("🎉", "4"))
    assert [error.id for error in errors(told)] == ["4"]
    assert not errors(desk.give(2, react("🎉", "1")))
    assert not errors(desk.give(1, react("👎", "5", on=False), react("🎉", "6")))


steps = st.tuples(st.integers(1, 3), st.sampled_from(EMOJI), st.booleans())


@given(st.lists(st.lists(steps, max_size=8), max_size=6), st.data())
def test_what_is_refused_depends_on_no_batch(
    batches: list[list[tuple[int, str, bool]]], data: st.DataObject
):
    desk = desk_with_a_message(reactions=MOST, own_reactions=MOST_OWN)
    on_it: set[tuple[str, int]] = set()
    number = 0
    for batch in batches:
        heard, expected = [], []
        for who, emoji, on in batch:
            number += 1
            heard.append(Heard(who, [react(emoji, str(number), on)], 1))
            expected.append(_fits(on_it, who, emoji, on))
        if data.draw(st.booleans()):
            desk.undone(*heard)
        assert [not _is_error(one) for one in desk.take(*heard)] == expected
        assert desk.chat.fresh_emoji == desk.chat.fresh_own == {}


def _fits(on_it: set[tuple[str, int]], who: int, emoji: str, on: bool) -> bool:
    """Whether that may be done; does it then."""
    if not on or (emoji, who) in on_it:
        (on_it.add if on else on_it.discard)((emoji, who))
        return True
    different = {one for one, _ in on_it} | {emoji}
    own = {one for one, by in on_it if by == who} | {emoji}
    if len(different) > MOST or len(own) > MOST_OWN:
        return False
    on_it.add((emoji, who))
    return True


def _is_error(told: object) -> bool:
    if isinstance(told, Tell):
        return isinstance(told.event, events.Error)
    assert isinstance(told, Say)
    assert isinstance(told.event, Logged)
    return False
