"""The audit log: what is noted, who reads it, and that nothing anybody said is in it."""

from pathlib import Path

import pytest

from chat_server import audit
from chat_server.chat import Caller
from chat_server.deliveries import Heard, Tell
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from chat_server.storage.log import Log
from chat_server.writes import NewAct
from tests.server.desk import Desk, done, only_error, send
from tests.server.keys import Key, enter, enter_as


@pytest.fixture
def desk() -> Desk:
    return Desk()


def read(desk: Desk, connection: int, **more: int) -> events.Audited:
    out = desk.give(connection, commands.Audit(re="1", **more))
    (answer,) = [one.event for one in out if isinstance(one, Tell)]
    assert isinstance(answer, events.Audited)
    return answer


def test_every_act_is_noted_with_who_whom_where_and_why(desk: Desk):
    ada, bob = enter_as("owner", desk, "Ada"), enter(desk, Key(), "Bob")
    who, by = desk.person(bob).who, desk.person(ada).who
    desk.now = 1_800_000_000_000
    until = desk.now + 60_000
    desk.give(bob, send("secret words", "1"))
    steps = {
        commands.Mute(who="Bob", room="lobby", until=until, reason="loud"): (
            *("mute", "lobby"),
            "until 2027-01-15 08:01 UTC, loud",
        ),
        commands.Mute(who="Bob", room="lobby", on=False): ("mute", "lobby", "off"),
        commands.Role(who="Bob", role="guest"): ("role", None, "guest"),
        commands.Delete("lobby", "2", target=1): ("delete", "lobby", "1"),
        commands.Kick(who="Bob", room="lobby", reason="again"): ("kick", "lobby", "again"),
        commands.Ban(who="Bob"): ("ban", None, ""),
        commands.Unban(who="Bob"): ("unban", None, ""),
        commands.Release(nick="Bob"): ("release", None, "Bob"),
    }
    for command in steps:
        assert done(desk.give(ada, command)) or isinstance(command, commands.Delete), command
    expected = [
        events.ActInfo(number, desk.now, by, act, who, room, detail)
        for number, (act, room, detail) in enumerate(steps.values(), 1)
    ]
    assert read(desk, ada) == events.Audited(expected[::-1], more=False, re="1")
    assert "secret" not in str(desk.archive.acts)


def test_an_address_is_noted_without_a_person(desk: Desk):
    ada = enter_as("owner", desk, "Ada")
    desk.give(ada, commands.Ban(address="192.0.2.7", reason="x"))
    desk.give(ada, commands.Unban(address="192.0.2.7"))
    acts = [(one.act, one.who, one.detail) for one in read(desk, ada).acts]
    assert acts == [("unban", None, "192.0.2.7"), ("ban", None, "192.0.2.7, x")]


def test_what_people_do_to_their_own_is_not_noted(desk: Desk):
    ada = enter_as("owner", desk, "Ada")
    desk.give(ada, send("x", "1"), commands.Delete("lobby", "2", target=1))
    assert desk.archive.acts == []


def test_a_moderator_takes_back_nothing_of_an_equal(desk: Desk):
    ada, bob = enter_as("moderator", desk, "Ada"), enter_as("moderator", desk, "Bob")
    desk.give(bob, send("x", "1"))
    refused = desk.give(ada, commands.Delete("lobby", "1", target=1))
    assert only_error(refused) is ErrorCode.NOT_ALLOWED
    assert desk.writes == []


def test_a_refused_command_leaves_no_trace(desk: Desk):
    ada = enter_as("moderator", desk, "Ada")
    enter_as("owner", desk, "Bob")
    desk.give(ada, commands.Kick(who="Bob"), commands.Ban(who="Bob"), commands.Mute(who="Bob"))
    assert desk.archive.acts == []
    assert desk.chat.acts == {"": 0}


def test_it_is_read_page_by_page(desk: Desk):
    ada = enter_as("owner", desk, "Ada")
    desk.enter("Bob")
    for number in range(5):
        desk.give(ada, commands.Mute(who="Bob", on=number % 2 == 0))
    pages = [read(desk, ada, limit=2), read(desk, ada, limit=2, before=4)]
    pages += [read(desk, ada, limit=2, before=2), read(desk, ada, before=1, limit=0)]
    assert [[one.number for one in page.acts] for page in pages] == [[5, 4], [3, 2], [1], []]
    assert [page.more for page in pages] == [True, True, False, False]


def test_what_the_same_batch_did_is_there(desk: Desk):
    ada = enter_as("owner", desk, "Ada")
    desk.enter("Bob")
    desk.give(ada, commands.Mute(who="Bob"))
    several = [commands.Mute(who="Bob", reason=str(number)) for number in (2, 3)]
    pages: list[tuple[dict[str, int], list[int]]] = [({}, [3, 2, 1]), ({"limit": 1}, [3])]
    for more, numbers in [*pages, ({"limit": 2, "before": 3}, [2, 1])]:
        desk.hub.take(Heard(ada, [*several, commands.Audit(**more)], 1), desk.now)
        out = desk.hub.outcome().deliveries
        desk.hub.take_back()
        answer = out[-1]
        assert isinstance(answer, Tell)
        assert isinstance(answer.event, events.Audited)
        assert [one.number for one in answer.event.acts] == numbers
        assert answer.event.more is (more == {"limit": 1})


def test_a_page_stops_short_of_the_longest_line(desk: Desk):
    ada = enter_as("owner", desk, "Ada")
    caller = Caller(ada, desk.person(ada), desk.now)
    for _ in range(200):
        audit.note(desk.chat, caller, "kick", detail="€" * 2_000)
    desk.archive.keep(desk.chat.writes)
    desk.hub.keep()
    assert all(len(act.detail) == audit.MOST_DETAIL for act in desk.archive.acts)
    page = read(desk, ada, limit=200)
    assert page.more
    assert 0 < len(page.acts) < 200
    assert read(desk, ada, limit=200, before=page.acts[-1].number).acts[0].number == (
        page.acts[-1].number - 1
    )


def test_numbers_go_on_where_the_log_ends(desk: Desk):
    desk.chat.acts[""] = 41
    ada = enter_as("owner", desk, "Ada")
    desk.enter("Bob")
    desk.give(ada, commands.Kick(who="Bob"))
    assert [one.number for one in desk.writes if isinstance(one, NewAct)] == [42]


def test_the_log_gives_its_acts_newest_first(tmp_path: Path):
    acts = [NewAct(number, 10 + number, "ada", "kick", "bob", "lobby", "x") for number in (1, 2, 3)]
    address = NewAct(4, 20, "ada", "ban", detail="192.0.2.7")
    with Log(tmp_path) as log:
        log.append([*acts, address])
        assert log.find_acts(10, 2) == [address, acts[2]]
        assert log.find_acts(3, 9) == [acts[1], acts[0]]
        assert log.rules().acts == 4
