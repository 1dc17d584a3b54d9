"""Undo against a model that simply remembers every content."""

from hypothesis import given
from hypothesis import strategies as st

from chat_gui.model.undo import MOST_STEPS, MOST_WEIGHT, Undo

TEXTS = st.text(st.sampled_from("ab \n🎉é"), max_size=12)
STATES = st.lists(
    TEXTS.flatmap(lambda text: st.tuples(st.just(text), st.integers(0, len(text)))), max_size=20
)


def typed(undo: Undo, text: str, before: str = "", after: str = "") -> str:
    """Type it key by key between these; gives what stands there at last."""
    for end in range(1, len(text) + 1):
        undo.note(before + text[:end] + after, len(before) + end)
    return before + text + after


@given(STATES)
def test_every_step_leads_back_and_forth(states: list[tuple[str, int]]) -> None:
    undo, past = Undo(), [("", 0)]
    for content, cursor in states:
        undo.seal()
        undo.note(content, cursor)
        if content == past[-1][0]:
            past[-1] = (content, cursor)
        else:
            past.append((content, cursor))
    for content, cursor in reversed(past[:-1]):
        assert undo.undo() == (content, cursor)
    assert undo.undo() is None
    for content, _ in past[1:]:
        redone = undo.redo()
        assert redone is not None
        assert redone[0] == content
    assert undo.redo() is None


@given(STATES)
def test_whatever_is_joined_the_ends_are_reached(states: list[tuple[str, int]]) -> None:
    undo = Undo()
    for content, cursor in states:
        undo.note(content, cursor)
    seen = {"", *(content for content, _ in states)}
    while (back := undo.undo()) is not None:
        assert back[0] in seen
        assert 0 <= back[1] <= len(back[0])
        first = back[0]
    forth = None
    while (again := undo.redo()) is not None:
        forth = again[0]
    if forth is not None:
        assert first == ""
        assert forth == states[-1][0]


def test_a_word_is_one_step_and_the_next_another() -> None:
    undo = Undo()
    typed(undo, "two words")
    assert undo.undo() == ("two ", 4)
    assert undo.undo() == ("", 0)
    assert undo.redo() == ("two ", 4)
    assert undo.redo() == ("two words", 9)


def test_what_is_rubbed_out_comes_back_at_once() -> None:
    undo = Undo()
    typed(undo, "abcd")
    undo.note("abc", 3)
    undo.note("ab", 2)
    assert undo.undo() == ("abcd", 4)
    undo.redo()
    undo.note("b", 0)
    undo.note("", 0)
    assert undo.undo() == ("ab", 2)


def test_the_same_letter_typed_in_the_middle_is_found_where_it_was_typed() -> None:
    undo = Undo()
    undo.reset("aaaa")
    undo.note("aaaa", 2)
    typed(undo, "aa", "aa", "aa")
    assert undo.undo() == ("aaaa", 2)


def test_a_paste_and_what_is_typed_after_a_seal_stand_alone() -> None:
    undo = Undo()
    typed(undo, "x")
    undo.note("x" + "y" * 20, 21)
    undo.seal()
    undo.note("x" + "y" * 20 + "z", 22)
    assert undo.undo() == ("x" + "y" * 20, 21)
    assert undo.undo() == ("x", 1)


def test_a_change_forgets_what_was_undone() -> None:
    undo = Undo()
    typed(undo, "a")
    undo.undo()
    typed(undo, "b")
    assert undo.redo() is None


def test_it_is_bounded() -> None:
    undo = Undo()
    for number in range(MOST_STEPS + 50):
        undo.seal()
        undo.note("x" * (number % 2), 0)
    steps = 0
    while undo.undo() is not None:
        steps += 1
    assert steps == MOST_STEPS
    for number in range(20):
        undo.seal()
        undo.note(str(number) * (MOST_WEIGHT // 8), 0)
    steps = 0
    while undo.undo() is not None:
        steps += 1
    assert steps < 8
