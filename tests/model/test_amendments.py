"""What is said later about messages: in any order, and never more than is kept of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_gui.model import amendments, readings
from chat_gui.model.amendments import Amendments
from chat_gui.model.rows import MessageRow, Reaction
from chat_server.protocol.events import AnyEntry, Deleted, Edited, Reacted, Topic, Who

ADA, BOB = Who("a", "Ada"), Who("b", "Bob")
ROW = MessageRow("b/1", 0, BOB, "first", mine=False, head=True, seq=1)


def place(seq: int, by: Who = BOB) -> tuple[str, int, int, Who, str]:
    return "lobby", seq, seq, by, f"id{seq}"


def react(seq: int, by: Who = BOB, emoji: str = "👍", *, on: bool = True) -> Reacted:
    return Reacted(*place(seq, by), target=1, emoji=emoji, on=on)


def after(*entries: AnyEntry) -> MessageRow:
    noted = Amendments()
    for entry in entries:
        noted.take(entry)
    return noted.apply(ROW, ADA.id)


def test_the_newest_text_counts() -> None:
    row = after(Edited(*place(5), target=1, text="third"), Edited(*place(3), target=1, text="2nd"))
    assert (row.text, row.edited) == ("third", True)


@pytest.mark.parametrize(
    ("upto", "text"), [(4, "second"), (5, "second"), (6, "found"), (0, "second")]
)
def test_what_a_search_found_counts_where_it_is_newer(upto: int, text: str) -> None:
    noted = Amendments()
    noted.take(Edited(*place(5), target=1, text="second"))
    noted.learn_text(1, "found", upto)
    assert (noted.apply(ROW, "a").text, noted.reads(1)) == (text, text)


def test_what_a_search_found_is_an_edit_where_it_reads_otherwise() -> None:
    noted = Amendments()
    noted.learn_text(1, "first", 9)
    assert noted.apply(ROW, "a") == ROW
    noted.learn_text(1, "found", 8)
    assert noted.apply(ROW, "a") == ROW, "it was found before"
    noted.learn_text(1, "found", 10)
    assert noted.apply(ROW, "a").edited


def test_of_a_deleted_message_no_found_text_is_kept() -> None:
    noted = Amendments()
    noted.learn_text(1, "found", 9)
    noted.take(Deleted(*place(12), target=1))
    noted.learn_text(1, "found", 11)
    assert (noted.apply(ROW, "a").text, noted.reads(1)) == ("", "")
    assert noted.weight == 1


@pytest.mark.parametrize("found_first", [True, False])
def test_a_text_found_before_an_edit_does_not_come_back(found_first: bool) -> None:
    """When what is said of older messages is forgotten, their rows stay as they are."""
    noted = Amendments()
    if found_first:
        noted.learn_text(1, "found", 4)
    noted.take(Edited(*place(5), target=1, text="third"))
    row = noted.apply(ROW, ADA.id)
    if not found_first:
        noted.learn_text(1, "found", 4)
    noted.forget_half()
    assert noted.reads(1) is None
    assert noted.apply(row, ADA.id).text == "third"


def test_of_found_texts_no_more_is_kept_than_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "MOST_CHARACTERS", 25)
    noted = Amendments()
    for seq in (1, 2, 3, 2, 4):
        noted.learn_text(seq, "x" * 7, 9)
    assert [noted.reads(seq) is not None for seq in (1, 2, 3, 4)] == [False, True, True, True]
    assert noted.weight == 24


@pytest.mark.parametrize(
    "gone", [Deleted(*place(4), target=1), Edited(*place(4), target=1, text="", deleted=True)]
)
def test_a_deleted_message_keeps_nothing(gone: AnyEntry) -> None:
    for entries in ([gone, react(9)], [react(2), Edited(*place(3), target=1, text="2nd"), gone]):
        row = after(*entries)
        assert (row.text, row.deleted, row.edited, row.reactions) == ("", True, False, ())


def test_reactions_count_people_once_and_know_ones_own() -> None:
    row = after(react(2), react(3), react(4, ADA), react(5, BOB, "🎉"))
    assert row.reactions == (Reaction("👍", 2, True), Reaction("🎉", 1, False))
    assert after(react(2), react(3, on=False)).reactions == ()


def test_what_is_aimed_at_nothing_changes_nothing() -> None:
    assert Amendments().take(Topic(*place(2), text="x")) is None
    for target in (0, 2, 9):
        assert Amendments().take(Deleted(*place(2), target=target)) is None
    assert after(Deleted(*place(9), target=5)) == ROW


@pytest.mark.parametrize("emoji", ["", "  "])
def test_what_is_no_emoji_is_not_shown(emoji: str) -> None:
    assert after(react(2, emoji=emoji)).reactions == ()


@given(st.permutations(range(2, 9)), st.lists(st.booleans(), min_size=7, max_size=7))
def test_the_order_is_all_the_same(order: list[int], on: list[bool]) -> None:
    entries = [
        react(seq, on=on[seq - 2]) if seq % 2 else Edited(*place(seq), target=1, text=f"{seq}")
        for seq in range(2, 9)
    ]
    there = [entries[seq - 2] for seq in order]
    assert after(*there, *there) == after(*entries)


def test_no_more_is_kept_than_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(amendments, "MOST_WEIGHT", 100)
    noted = Amendments()
    for target in range(1, 50):
        noted.take(Edited(*place(target + 1), target=target, text="x" * 10))
    assert noted.apply(ROW, "a") == ROW, "the oldest went"
    kept = [n for n in range(1, 50) if noted.apply(_row(n), "a").edited]
    assert kept == list(range(50 - len(kept), 50))
    assert 3 < len(kept) < 10
    noted.take(Edited(*place(60), target=50, text="x" * 1_000))
    assert noted._weight <= 100


def test_a_million_hands_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(amendments, "MOST_MARKS", 10)
    people = [Who(f"p{n}", "P") for n in range(20)]
    row = after(*(react(n + 2, who) for n, who in enumerate(people)))
    assert row.reactions == (Reaction("👍", 10, False),)
    monkeypatch.setattr(amendments, "MOST_EMOJI", 3)
    row = after(*(react(n + 2, BOB, f"{n}") for n in range(9)))
    assert [one.emoji for one in row.reactions] == ["0", "1", "2"]


def _row(seq: int) -> MessageRow:
    return MessageRow(f"b/{seq}", 0, BOB, "first", mine=False, head=True, seq=seq)
