"""Nothing leaks: what two or some have among themselves reaches nobody else, by no command.

There are two chats that a third person can't tell apart: in one of them the others talk in a direct
conversation and in a private room, in the other they don't. Whatever the third one tries, they hear
the same bytes in both.
"""

import gc
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_server.chat import Seat
from chat_server.deliveries import Delivery, Heard, Say, Tell
from chat_server.protocol import codec, commands, events, names
from chat_server.protocol.codec import Logged
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.roles import ROLES, Role
from tests.server.desk import Desk, errors, hello, send
from tests.server.probing import KINDS, MARKER, names_room, probes, variants

ADA, BOB, THIRD = 1, 2, 3
TraceFunction = Callable[[FrameType, str, object], Any]
ROOM = f"+{MARKER}"


def desk_with(role: Role) -> Desk:
    """Ada, Bob and a third person of this role, all in the lobby; nothing is secret yet."""
    desk = Desk()
    for nick in ("Ada", "Bob", "Third"):
        desk.enter(nick)
    for connection in (ADA, BOB, THIRD):
        assert desk.chat.seats[connection].person == id_of(connection)
    third = desk.chat.people[id_of(THIRD)]
    desk.chat.change(msgspec.structs.replace(third, role=role))
    desk.take()
    return desk


def id_of(connection: int) -> str:
    """The id of one of the three, wherever they are now: a newcomer is given every other secret."""
    return f"{2 * connection:012}"


DIRECT = names.direct_name(id_of(ADA), id_of(BOB))


def secrets() -> list[tuple[int, commands.AnyCommand]]:
    """What Ada and Bob do among themselves: one of everything."""
    return [
        (ADA, commands.Create(room=ROOM, private=True)),
        (ADA, commands.Admit(room=ROOM, who="Bob")),
        (ADA, commands.Open("Bob")),
        *(
            step
            for room in (ROOM, DIRECT)
            for step in (
                (ADA, send(f"{MARKER} one", f"{room[1:4]}-1", room)),
                (BOB, send(f"{MARKER} two", f"{room[1:4]}-2", room, reply_to=1)),
                (ADA, commands.Edit(room, f"{room[1:4]}-3", 1, f"{MARKER} new")),
                (BOB, commands.React(room, f"{room[1:4]}-4", 1, "👍", on=True)),
                (BOB, commands.Delete(room, f"{room[1:4]}-5", 2)),
                (ADA, commands.Topic(room, f"{room[1:4]}-6", f"about {MARKER}")),
                (BOB, commands.Typing(room)),
                (BOB, commands.Seen(room, 3)),
                (BOB, commands.Leave(room)),
                (BOB, commands.Join(room)),
            )
        ),
        (ADA, commands.Announce(room=ROOM, on=True)),
    ]


def come_and_go(desk: Desk) -> None:
    """The third person was a member for a while, and reads what there is."""
    desk.give(ADA, commands.Admit(room=ROOM, who="Third"))
    desk.give(THIRD, commands.Seen(ROOM, 3), commands.Typing(ROOM))
    desk.give(ADA, commands.Kick(room=ROOM, who="Third"))


def heard(desk: Desk, deliveries: list[Delivery]) -> list[Any]:
    """What of this reaches the third person, as bytes where it goes out so."""
    seat = desk.chat.seats.get(THIRD, Seat())
    found: list[Any] = []
    for one in deliveries:
        if isinstance(one, Say):
            if one.room in seat.rooms:
                found.append(line(one.event))
        elif one.connection == THIRD:
            found.append(line(one.event) if isinstance(one, Tell) else one)
    return found


def line(event: events.Event | Logged) -> bytes:
    return event.line if isinstance(event, Logged) else codec.encode(event)


def later(desk: Desk) -> list[Any]:
    """What the third person can always ask for, and is told on coming back."""
    asked = [commands.Rooms("x"), commands.People("x"), commands.People("x", "lobby")]
    told = heard(desk, desk.give(THIRD, *asked))
    back = desk.arrive()
    welcomed = desk.give(back, hello("Third", desk.secrets[THIRD]), commands.Join("lobby"))
    return [*told, *(one for one in welcomed if isinstance(one, Tell))]


def two_desks(role: Role, was_member: bool = False) -> tuple[Desk, Desk]:
    """One with secrets and one without. The third person has heard nothing of them."""
    full, empty = desk_with(role), desk_with(role)
    for step in secrets():
        told = full.give(*step)
        assert not errors(told)
        assert not heard(full, told)
    if was_member:
        come_and_go(full)
    return full, empty


@pytest.mark.parametrize("was_member", [False, True], ids=["never in it", "put out"])
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_third_is_answered_as_if_there_were_nothing(
    kind: type[Any], role: Role, was_member: bool
) -> None:
    full, empty = two_desks(role, was_member)
    for name in dict.fromkeys([*variants(ROOM), *variants(DIRECT)]):
        for probe in probes(kind, name, id_of(ADA)):
            if isinstance(probe, commands.Create) and probe.private:
                continue
            answers = [heard(desk, desk.give(THIRD, probe)) for desk in (full, empty)]
            assert answers[0] == answers[1], probe
    assert later(full) == later(empty)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if names_room(kind)])
def test_the_same_steps_are_taken_for_a_room_that_is_there(kind: type[Any]) -> None:
    """Else the time until an answer might tell what the answer does not."""
    desk, _ = two_desks("owner")
    for there, free in ((ROOM, f"+{MARKER[::-1]}"), (DIRECT, DIRECT[:-1] + "x")):
        tried = zip(*(probes(kind, name, id_of(ADA)) for name in (there, free)), strict=True)
        for probe, other in tried:
            if not isinstance(probe, commands.Create):
                assert steps(desk, probe) == steps(desk, other), probe


def steps(desk: Desk, command: commands.AnyCommand) -> list[tuple[str, int]]:
    """The lines of code that run until a third person is answered."""
    taken: list[tuple[str, int]] = []

    def note(frame: FrameType, _event: str, _argument: object) -> TraceFunction:
        taken.append((frame.f_code.co_qualname, frame.f_lineno))
        return note

    before = sys.gettrace()
    gc.disable()  # what others do when it runs is no step of the hub's
    sys.settrace(note)
    try:
        desk.hub.take(Heard(THIRD, [command], 1), desk.now)
    finally:
        sys.settrace(before)
        gc.enable()
    desk.hub.take_back()
    return taken


def test_that_a_name_is_taken_is_all_that_create_tells() -> None:
    full, empty = two_desks("owner")
    learnt = 0
    for name in dict.fromkeys([*variants(ROOM), *variants(DIRECT)]):
        create = commands.Create(room=name, private=True)
        told, otherwise = (desk.give(THIRD, create) for desk in (full, empty))
        if heard(full, told) == heard(empty, otherwise):
            continue
        (error,) = errors(told)
        assert (error.code, errors(otherwise)) == (ErrorCode.NOT_ALLOWED, [])
        assert names.private_name(name) == ROOM
        learnt += 1
        empty = two_desks("owner")[1]
    assert learnt


def test_a_third_can_tell_two_chats_apart_where_there_is_something_to_hear() -> None:
    """Else these tests would prove nothing."""
    full, empty = two_desks("guest")
    full.give(ADA, send("hello", "1"))
    assert heard(full, full.give(ADA, send("hello", "2")))
    asked = commands.History("x", "lobby")
    assert heard(full, full.give(THIRD, asked)) != heard(empty, empty.give(THIRD, asked))
    full.give(ADA, commands.Admit(room=ROOM, who="Third"))
    assert later(full) != later(empty)


AMONG_THEMSELVES = st.tuples(st.sampled_from([ADA, BOB]), st.integers(0, 40), st.booleans())
OF_A_THIRD = st.tuples(
    st.sampled_from(KINDS), st.integers(0, 60), st.integers(0, 10), st.booleans()
)


@given(st.sampled_from(ROLES), st.lists(st.one_of(AMONG_THEMSELVES, OF_A_THIRD), max_size=40))
def test_whatever_they_do_meanwhile_a_third_hears_the_same(
    role: Role, steps: list[tuple[Any, ...]]
) -> None:
    full, empty = desk_with(role), desk_with(role)
    for number, step in enumerate(steps):
        for desk in (full, empty):
            desk.now += 1_000
        if len(step) == 3:
            by, which, private = step
            told = full.give(by, among_themselves(number, which, private))
            assert not heard(full, told)
        else:
            probe = of_a_third(*step)
            answers = [heard(desk, desk.give(THIRD, probe)) for desk in (full, empty)]
            assert answers[0] == answers[1], probe
    assert later(full) == later(empty)


def among_themselves(number: int, which: int, private: bool) -> commands.AnyCommand:
    """One of the things that Ada and Bob may do with each other."""
    room, id, seq = ROOM if private else DIRECT, f"s{number}", which % 5
    choices: list[commands.AnyCommand] = [
        commands.Create(room=ROOM, private=True, announce=which > 20),
        commands.Open("Bob"),
        commands.Open("Ada"),
        commands.Admit(room=ROOM, who="Bob"),
        commands.Kick(room=ROOM, who="Bob"),
        commands.Announce(room=ROOM, on=which > 20),
        commands.Join(room),
        commands.Leave(room),
        send(MARKER, id, room),
        send(MARKER, id, room),
        commands.Edit(room, id, seq, MARKER),
        commands.Delete(room, id, seq),
        commands.React(room, id, seq, "👍", on=True),
        commands.Topic(room, id, MARKER),
        commands.Typing(room),
        commands.Seen(room, seq),
        commands.People("x", room),
        commands.History("x", room),
        commands.Search("x", MARKER, room),
    ]
    return choices[which % len(choices)]


def of_a_third(kind: type[Any], which: int, how: int, private: bool) -> commands.AnyCommand:
    """Something that the third person may try."""
    possible = [*variants(ROOM if private else DIRECT), "lobby", "garden"]
    tried = [*probes(kind, possible[which % len(possible)], id_of(ADA))]
    probe = tried[how % len(tried)]
    if isinstance(probe, commands.Create) and probe.private:
        return commands.Ping()
    return probe
