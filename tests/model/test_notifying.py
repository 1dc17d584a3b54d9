"""Which messages are told outside the window, and in how many notices."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_gui.client.settings import Settings
from chat_gui.model.notifying import GAPS, MISSED_SECONDS, Due, Heard, Notifying, still_there

NOON, MIDNIGHT = 12 * 60, 0
NIGHT = (22 * 60, 7 * 60)

AMONG_MANY = Heard("lobby", 7, "Bob", "hello")
TO_ME = Heard("lobby", 8, "Bob", "@Ada hello", mention=True)
DIRECT = Heard("@ada+bob", 9, "Bob", "hello", direct=True, closed=True)


def after(heard: Heard, wishes: Settings, minute: int = NOON) -> list[Due]:
    """What is told when this comes."""
    notifying = Notifying()
    notifying.hear([heard], wishes, minute, 0.0)
    return notifying.due(0.0)


@pytest.mark.parametrize(
    ("notify", "told"),
    [("off", []), ("mine", [TO_ME, DIRECT]), ("all", [AMONG_MANY, TO_ME, DIRECT])],
)
def test_what_the_person_wants_to_know(notify: str, told: list[Heard]) -> None:
    every = [AMONG_MANY, TO_ME, DIRECT]
    assert [one for one in every if after(one, Settings(notify=notify))] == told  # type: ignore[arg-type]


@pytest.mark.parametrize("heard", [AMONG_MANY, TO_ME, DIRECT])
def test_not_what_the_person_looks_at(heard: Heard) -> None:
    seen = Heard(**{**_fields(heard), "looked_at": True})
    assert after(heard, Settings(notify="all"))
    assert not after(seen, Settings(notify="all"))


@pytest.mark.parametrize("heard", [AMONG_MANY, TO_ME, DIRECT])
def test_not_in_quiet_hours(heard: Heard) -> None:
    assert not after(heard, Settings(notify="all", quiet=NIGHT), MIDNIGHT)
    assert after(heard, Settings(notify="all", quiet=NIGHT), NOON)


@pytest.mark.parametrize("wishes", [Settings(quiet=NIGHT), Settings(notify="off")])
def test_what_was_gathered_before_is_not_told_in_quiet_hours(wishes: Settings) -> None:
    notifying = Notifying()
    notifying.hear([TO_ME], Settings(), NOON, 0.0)
    assert notifying.due(0.0)
    notifying.hear([DIRECT], Settings(), NOON, 1.0)
    assert not notifying.due(1.0), "it waits for more"
    notifying.hear([], wishes, MIDNIGHT, 20.0)
    assert not notifying.due(20.0)
    notifying.hear([], Settings(), NOON, 40.0)
    assert not notifying.due(40.0), "nor when they are over"


@pytest.mark.parametrize(
    ("heard", "mentions", "told"),
    [
        *((AMONG_MANY, True, False), (DIRECT, True, False)),
        *((TO_ME, True, True), (TO_ME, False, False)),
    ],
)
def test_a_muted_room_is_silent_but_for_mentions_if_they_may(
    heard: Heard, mentions: bool, told: bool
) -> None:
    muted = Heard(**{**_fields(heard), "muted": True})
    assert bool(after(muted, Settings(notify="all", muted_mentions=mentions))) is told
    assert not after(muted, Settings(notify="off", muted_mentions=mentions))


def test_what_comes_together_is_one_notice() -> None:
    notifying, wishes = Notifying(), Settings()
    more = [Heard("@ada+bob", seq, "Bob", f"line {seq}", direct=True) for seq in range(20, 25)]
    notifying.hear([*more, TO_ME], wishes, NOON, 0.0)
    (due,) = notifying.due(0.0)
    assert (due.newest, due.seq, due.count, due.rooms, due.mine) == (TO_ME, 8, 6, 2, 6)
    assert not notifying.due(1_000.0), "it is told once"
    assert still_there(due, {"lobby", "@ada+bob"}) == due
    left = still_there(due, {"@ada+bob"})
    assert left is not None, "one of the rooms is gone"
    assert (left.newest, left.seq, left.count, left.rooms, left.mine) == (more[-1], 20, 5, 1, 5)
    assert still_there(left, {"lobby"}) is None


def test_a_notice_leads_to_the_first_message_of_its_room() -> None:
    notifying = Notifying()
    notifying.hear([DIRECT, Heard("@ada+bob", 10, "Bob", "?", direct=True)], Settings(), NOON, 0.0)
    (due,) = notifying.due(0.0)
    assert (due.newest.seq, due.seq, due.count, due.rooms) == (10, 9, 2, 1)


def test_what_was_missed_is_one_summary_when_no_more_of_it_comes() -> None:
    notifying, wishes = Notifying(), Settings(notify="all")
    missed = [Heard("lobby", n, "Bob", "hello", mention=n < 3, missed=True) for n in range(1, 13)]
    notifying.hear(missed[:6], wishes, NOON, 0.0)
    assert not notifying.due(MISSED_SECONDS / 2)
    notifying.hear(missed[6:], wishes, NOON, MISSED_SECONDS / 2)
    assert not notifying.due(MISSED_SECONDS)
    (due,) = notifying.due(MISSED_SECONDS * 1.5)
    assert (due.count, due.mine, due.missed) == (12, 2, True)


def test_who_looks_at_the_window_is_told_nothing_of_before() -> None:
    notifying, wishes = Notifying(), Settings()
    notifying.hear([DIRECT], wishes, NOON, 0.0)
    assert notifying.due(0.0)
    notifying.hear([DIRECT, Heard("lobby", 1, "Bob", "", missed=True, mention=True)], wishes, 0, 1)
    notifying.looked()
    assert not notifying.due(1_000.0)
    notifying.hear([DIRECT], wishes, NOON, 1_001.0)
    assert notifying.due(1_001.0), "and the next is told at once"


def test_a_calm_minute_makes_the_next_one_come_at_once() -> None:
    notifying, wishes = Notifying(), Settings()
    now = 0.0
    for _ in range(4):
        notifying.hear([DIRECT], wishes, NOON, now)
        assert notifying.due(now)
        now += 61


@given(
    pauses=st.lists(st.floats(0, 3), min_size=1, max_size=300),
    kinds=st.lists(st.sampled_from([AMONG_MANY, TO_ME, DIRECT]), min_size=300, max_size=300),
)
def test_a_flood_is_a_notice_now_and_then_and_every_message_is_counted(
    pauses: list[float], kinds: list[Heard]
) -> None:
    notifying, wishes = Notifying(), Settings(notify="all")
    now, told = 0.0, list[tuple[float, Due]]()
    for pause, heard in zip(pauses, kinds, strict=False):
        now += pause
        notifying.hear([heard], wishes, NOON, now)
        told += [(now, due) for due in notifying.due(now)]
    told += [(now + GAPS[-1], due) for due in notifying.due(now + GAPS[-1])]
    assert sum(due.count for _at, due in told) == len(pauses)
    for mine in (True, False):
        track = [at for at, due in told if bool(due.mine) is mine]
        gaps = [later - earlier for earlier, later in itertools.pairwise(track)]
        wanted = [*GAPS[1:], *[GAPS[-1]] * len(gaps)]
        # pauses are short, so no calm minute shortens a gap
        assert all(gap >= least for gap, least in zip(gaps, wanted, strict=False))


def _fields(heard: Heard) -> dict[str, object]:
    return {name: getattr(heard, name) for name in heard.__struct_fields__}
