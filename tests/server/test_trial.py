"""Asking whether one would be let in: everything is checked, and nobody has come."""

from pathlib import Path

import pytest

from chat_server.deliveries import Delivery, Tell
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from tests.server.desk import Desk, only_error
from tests.server.inviting import UNKNOWN, invite_only, make, work
from tests.server.keys import Key, enter, hello_with, nonce
from tests.support import RawClient, ServerProcess, wait_until


def would(told: list[Delivery]) -> bool:
    return [type(one.event) for one in told if isinstance(one, Tell)] == [events.Pong]


def trial(nick: str = "Bob", **more: str | None) -> commands.Hello:
    return commands.Hello(1, nick, trial=True, **more)  # type: ignore[arg-type]


def test_who_would_come_in_is_told_and_has_not_come() -> None:
    desk = Desk()
    connection = desk.arrive()
    assert would(desk.give(connection, trial()))
    assert desk.writes == []
    assert not desk.chat.people
    assert desk.chat.seats[connection].person is None
    assert only_error(desk.give(connection, commands.Join("lobby"))) is ErrorCode.BAD_REQUEST


def test_the_same_connection_may_come_in_afterwards() -> None:
    desk = Desk()
    connection = desk.arrive()
    desk.give(connection, trial())
    desk.give(connection, commands.Hello(1, "Bob"))
    assert desk.chat.seats[connection].person is not None


def test_who_is_known_by_a_key_is_not_renamed() -> None:
    desk, key = Desk(), Key()
    enter(desk, key, "Ada")
    connection = desk.arrive()
    asked = desk.give(connection, hello_with(key, "visitor-7", trial=True))
    desk.writes.clear()
    assert would(desk.give(connection, key.proof(nonce(asked), "visitor-7")))
    assert desk.writes == []
    assert [one.nick for one in desk.chat.people.values()] == ["Ada"]


@pytest.mark.parametrize("code", [None, UNKNOWN])
def test_who_would_need_an_invite_is_told(code: str | None) -> None:
    desk = invite_only()
    connection = desk.arrive()
    told = desk.give(connection, trial(invite=code))
    assert only_error(told + work(desk)) is ErrorCode.NEEDS_INVITE


def test_an_invite_is_not_used_up() -> None:
    desk = invite_only()
    code = make(desk, 1, uses=1).code
    for _ in range(3):
        connection = desk.arrive()
        assert would(desk.give(connection, trial(invite=code)) + work(desk))


def test_a_code_of_another_computer_is_not_used_up() -> None:
    desk, key = Desk(), Key()
    ada = enter(desk, key, "Ada")
    (offered,) = [
        one.event
        for one in desk.give(ada, commands.Pair())
        if isinstance(one, Tell) and isinstance(one.event, events.Pairing)
    ]
    other = Key()
    for more in ({"trial": True}, {}):
        connection = desk.arrive()
        asked = desk.give(connection, hello_with(other, "Bob", pair=offered.code, **more))
        desk.give(connection, other.proof(nonce(asked), "Bob"))
    assert desk.chat.by_key(other.raw) == desk.chat.by_key(key.raw)


def test_server_json_says_that_others_have_come(tmp_path: Path) -> None:
    """Another address of this computer's counts as another computer's: see `door.peer_of`."""
    with ServerProcess(tmp_path / "data") as server:
        told = (tmp_path / "data" / "server.json").read_text
        assert "visited" not in told()
        with RawClient(server.port, source="127.0.0.2"):
            wait_until(lambda: '"visited":true' in told())
        assert server.stop() == 0
