"""Who looks after a server from its own computer: the server's own person, and who hosts it."""

import os
from pathlib import Path
from typing import Any

import pytest

from chat_server import console_key
from chat_server.config import ConfigError
from chat_server.deliveries import Say, Tell
from chat_server.protocol import commands, events, proof
from chat_server.protocol.errors import ErrorCode
from chat_server.records import CONSOLE, CONSOLE_NICK
from chat_server.storage.log import Log
from chat_server.writes import DropKeys, NewAct, NewKey, NewPerson, NewRole
from tests.server.desk import Desk, errors, hello, only_error
from tests.server.keys import Key, come, console, enter, prove, welcome
from tests.support import RawClient, ServerProcess


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_the_key_is_made_once_and_nobody_else_may_read_it(tmp_path: Path):
    first = console_key.made(tmp_path)
    path = tmp_path / console_key.FILE
    path.chmod(0o644)
    for again in (console_key.made(tmp_path), console_key.read(tmp_path)):
        assert proof.raw_key(again) == proof.raw_key(first)
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\n"])
def test_what_is_no_key_stops_the_start_with_one_sentence(tmp_path: Path, content: bytes):
    (tmp_path / console_key.FILE).write_bytes(content)
    with pytest.raises(
        ConfigError, match=r"is no key; remove it, and the server makes a new one\.$"
    ):
        console_key.made(tmp_path)


def test_no_key_and_no_place_for_one_are_told(tmp_path: Path):
    with pytest.raises(ConfigError, match="can't be read: No such file"):
        console_key.read(tmp_path)
    with pytest.raises(ConfigError, match="can't be written: No such file"):
        console_key.made(tmp_path / "nowhere")


def test_the_log_knows_the_server_by_its_newest_key_alone(tmp_path: Path):
    old, new = Key(), Key()
    with Log(tmp_path) as log:
        for key in (old, old, new):
            console_key.settle(log, key.private, 1)
            bearer = log.find_key(key.raw)
            assert bearer is not None
            assert (bearer.id, bearer.nick, bearer.role) == (CONSOLE, CONSOLE_NICK, "owner")
        assert log.find_key(old.raw) is None
        assert log.rules().owners == {CONSOLE: CONSOLE_NICK}


def test_settling_writes_only_what_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    written: list[type] = []
    with Log(tmp_path) as log:
        append = log.append

        def noting(writes: list[Any]) -> None:
            written.extend(map(type, writes))
            append(writes)

        monkeypatch.setattr(log, "append", noting)
        key = Key()
        console_key.settle(log, key.private, 1)
        console_key.settle(log, key.private, 2)
    assert written == [NewPerson, DropKeys, NewKey]


def test_the_server_says_hello_as_nobody_else_can(desk: Desk):
    key = console(desk)
    connection, told = come(desk, key, CONSOLE_NICK)
    assert welcome(told).you == events.You(CONSOLE, CONSOLE_NICK, "owner")
    assert desk.writes == []
    refused = errors(desk.give(connection, commands.Nick("Ada"), commands.Pair()))
    assert [error.code for error in refused] == 2 * [ErrorCode.NOT_ALLOWED]


def test_the_name_of_the_server_is_kept_for_it(desk: Desk):
    console(desk)
    assert only_error(desk.give(desk.arrive(), hello(CONSOLE_NICK))) is ErrorCode.NICK_INVALID
    stranger = desk.arrive()
    asked = desk.give(stranger, commands.Hello(1, CONSOLE_NICK, key=Key().public))
    assert only_error(asked) is ErrorCode.NICK_INVALID


def test_the_server_is_listed_where_it_reads_along_and_nowhere_else(desk: Desk):
    ada, (server, _) = desk.enter("Ada"), come(desk, console(desk), CONSOLE_NICK)
    asked = [commands.People("1"), commands.People("2", "lobby")]
    assert counts(desk, ada, *asked) == [(["Ada"], 1), (["Ada"], 1)]
    desk.give(server, commands.Join("lobby"))
    assert counts(desk, ada, *asked) == [(["Ada"], 1), (["Ada", CONSOLE_NICK], 2)]


def counts(desk: Desk, connection: int, *asked: commands.People) -> list[tuple[list[str], int]]:
    told = [one.event for one in desk.give(connection, *asked) if isinstance(one, Tell)]
    lists = [event for event in told if isinstance(event, events.People)]
    return [([one.nick for one in event.people], event.count) for event in lists]


def test_who_hosts_is_an_owner_when_they_come(desk: Desk):
    key = Key()
    first, told = come(desk, key, "Ada")
    assert welcome(told).you.role == "member"
    desk.give(first, commands.Join("lobby"))
    desk.chat.owner = key.raw
    _, told = come(desk, key, "Ada")
    you = welcome(told).you
    assert you.role == "owner"
    who = events.Who(you.id, "Ada")
    assert [
        one for one in told if not isinstance(one, Tell | Say) or one.event != welcome(told)
    ] == [
        Say("lobby", events.Role("lobby", who, "owner", by=who)),
        Tell(first, events.Role("", who, "owner", by=who)),
    ]
    assert desk.writes == [
        NewAct(1, desk.now, you.id, "role", who=you.id, detail="owner"),
        NewRole(you.id, "owner"),
    ]
    come(desk, key, "Ada")
    assert desk.writes == [], "they are an owner already"


def test_a_key_is_not_enough_without_its_proof(desk: Desk):
    key = Key()
    desk.chat.owner = key.raw
    enter(desk, Key(), "Bob")
    connection = desk.arrive()
    desk.give(connection, commands.Hello(1, "Ada", key=key.public))
    desk.give(connection, Key().proof("x" * 16, "Ada"))
    assert [one.role for one in desk.chat.people.values()] == ["member"]


def test_a_running_server_knows_its_console_and_its_host(tmp_path: Path):
    host = Key()
    for _ in range(2):
        with (
            ServerProcess(tmp_path / "data", 0, "--owner", host.public) as server,
            RawClient(server.port) as ada,
            RawClient(server.port) as cli,
        ):
            assert prove(ada, host, "Ada")["you"]["role"] == "owner"
            key = Key(console_key.read(server.data))
            assert prove(cli, key, CONSOLE_NICK)["you"]["id"] == CONSOLE
