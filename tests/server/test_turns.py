"""Whose search is next, and how many of one person wait."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from chat_server.deliveries import Find
from chat_server.protocol.commands import Search
from chat_server.turns import Turns

MOST = 3


def find(person: str, number: int) -> Find:
    return Find(number, Search("r", "tea"), person)


def test_people_take_turns():
    turns = Turns(MOST)
    for number in range(3):
        assert turns.add(find("ada", number))
    assert turns.add(find("bob", 3))
    assert not turns.add(find("ada", 4))
    assert [turns.next().connection for _ in range(4)] == [0, 3, 1, 2]
    assert not turns


@given(st.lists(st.sampled_from(["ada", "bob", "third", "next"])))
def test_each_gets_theirs_in_order_and_nobody_waits_for_more_than_one_of_each(steps: list[str]):
    turns = Turns(MOST)
    waiting: list[Find] = []
    passed: Counter[str] = Counter()
    for number, step in enumerate(steps):
        if step != "next":
            few = sum(one.person == step for one in waiting) < MOST
            assert turns.add(find(step, number)) == few
            waiting += [find(step, number)] if few else []
        elif waiting:
            job = turns.next()
            own = [one for one in waiting if one.person == job.person]
            assert job == own[0]
            waiting.remove(job)
            passed[job.person] = 0
            for person in {one.person for one in waiting} - {job.person}:
                passed[person] += 1
                assert passed[person] <= 2
        assert bool(turns) == bool(waiting)
