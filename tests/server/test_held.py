"""What a peer says while a job is done for it: all of it is decided, once and in order."""

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chat_server.deliveries import Heard, Input, Job, Tell
from chat_server.protocol import commands, events
from tests.server.desk import Desk
from tests.server.inviting import UNKNOWN, answer, as_role, hello, make


class Talking(RuleBasedStateMachine):
    """Bob and Third are owners who say pings and make invites, in packets; jobs end at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk()
        self.people = [self.desk.enter("Bob"), self.desk.enter("Third")]
        for person in self.people:
            as_role(self.desk, person, "owner")
        self.before = self.desk.decided
        self.said = {person: [""] for person in self.people}
        self.told = {person: [""] for person in self.people}
        self.number = 0
        self.bytes = 0

    def _packet(self, who: int, makes: list[bool]) -> Heard:
        said: list[commands.AnyCommand] = []
        for is_invite in makes:
            self.number += 1
            re = str(self.number)
            said.append(commands.Invite(re=re) if is_invite else commands.Ping(re))
        packet = Heard(self.people[who], said, 1 + len(makes))
        self.said[packet.connection] += [getattr(one, "re", "") for one in packet.said]
        self.bytes += packet.size
        return packet

    @rule(who=st.integers(0, 1), makes=st.lists(st.booleans(), max_size=4), undone=st.booleans())
    def say(self, who: int, makes: list[bool], undone: bool) -> None:
        packet = self._packet(who, makes)
        if undone:  # the disk refuses, and the same comes again
            self.desk.undone(packet)
        self._hear(packet)

    @precondition(lambda self: self.desk.jobs)
    @rule(
        which=st.integers(0, 63),
        undone=st.booleans(),
        makes=st.lists(st.lists(st.booleans(), max_size=3), max_size=3),
    )
    def finish(self, which: int, undone: bool, makes: list[list[bool]]) -> None:
        """A job is done, and in the same batch more is said."""
        job: Job = self.desk.jobs.pop(which % len(self.desk.jobs))
        who = self.people.index(job.connection)
        batch: list[Input] = [answer(job), *(self._packet(who, one) for one in makes)]
        if undone:
            self.desk.undone(*batch)
        self._hear(*batch)

    def _hear(self, *batch: Input) -> None:
        for one in self.desk.take(*batch):
            if isinstance(one, Tell) and isinstance(one.event, events.Pong | events.Invited):
                self.told[one.connection].append(one.event.re or "")

    @invariant()
    def answers_come_in_order(self) -> None:
        for person in self.people:
            assert self.told[person] == self.said[person][: len(self.told[person])]

    @invariant()
    def who_waits_for_nothing_has_been_answered(self) -> None:
        for person in self.people:
            if person not in self.desk.chat.at_work:
                assert self.told[person] == self.said[person]
        assert set(self.desk.chat.held) == set(self.desk.chat.at_work)

    @invariant()
    def bytes_are_decided_once(self) -> None:
        held = sum(one.size for some in self.desk.chat.held.values() for one in some)
        assert self.desk.decided - self.before + held == self.bytes


TestTalking = Talking.TestCase


@given(st.lists(st.sampled_from(["wrong", "right", "ping"]), max_size=8), st.data())
def test_what_is_said_at_the_door_comes_to_the_same_however_it_is_cut(
    said: list[str], data: st.DataObject
) -> None:
    cuts = data.draw(st.lists(st.integers(0, len(said)), max_size=3))
    whole, parts = _knocked(said, []), _knocked(said, sorted(cuts))
    assert whole == parts


def _knocked(said: list[str], cuts: list[int]) -> list[str]:
    """What Bob is told who says this in so many packets; each job is done before the last one."""
    desk = Desk()
    as_role(desk, desk.enter("Ada"), "owner")
    desk.chat.invite_only = True
    code = make(desk, 1).code
    meant: dict[str, commands.AnyCommand] = {
        "wrong": hello("Bob", UNKNOWN),
        "right": hello("Bob", code),
        "ping": commands.Ping("p"),
    }
    bob, told = desk.arrive(), []
    for start, end in zip([0, *cuts], [*cuts, len(said)], strict=True):
        told += desk.give(bob, *(meant[one] for one in said[start:end]))
        if desk.jobs and end < len(said):
            told += desk.take(answer(desk.jobs.pop(0)))
    while desk.jobs:
        told += desk.take(answer(desk.jobs.pop(0)))
    return [type(one).__name__ + repr(getattr(one, "event", one))[:60] for one in told]
