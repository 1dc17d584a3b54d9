"""The client with the real server: killed, started again, moved, and with two windows."""

from pathlib import Path

from chat_gui import reports
from chat_server.protocol import commands, events
from tests.client.opened import Open
from tests.support import RawClient, ServerProcess, look_after


def logged(port: int) -> list[str]:
    """The ids of everything that was said in the lobby."""
    with RawClient(port, "Reader") as reader:
        last = reader.join("lobby", since=0)["last"]
        return [reader.until("message", seq=seq)["id"] for seq in range(1, last + 1)]


def test_there_and_back(server: ServerProcess, open_window: Open) -> None:
    ada, bob = open_window(server.port), None
    ada.until(events.RoomState)
    bob = open_window(server.port, "Bob")
    bob.until(events.RoomState)
    assert ada.until(events.Joined).who.nick == "Bob"
    ada.say("m1", "[exit] {$a} \\ Zoë 👩‍👩‍👧")
    assert bob.until(events.Message).text == "[exit] {$a} \\ Zoë 👩‍👩‍👧"
    assert ada.until(events.Message).id == "m1"
    bob.client.close()
    assert ada.until(events.Left).who.nick == "Bob"


def test_a_killed_server_comes_back_and_gets_everything_once(
    tmp_path: Path, open_window: Open
) -> None:
    ids = [f"m{number:02}" for number in range(12)]
    with ServerProcess(tmp_path / "log") as server:
        port = server.port
        ada = open_window(port)
        ada.until(events.RoomState)
        for id in ids[:6]:
            ada.say(id)
        ada.until(events.Message, id="m02")
        server.kill()  # some echoes are lost
    ada.until(reports.Lost)
    for id in ids[6:]:
        ada.say(id)
    with ServerProcess(tmp_path / "log", port) as server:
        ada.client.try_now()
        ada.until(events.Message, id=ids[-1])
        assert logged(port) == ids
        assert server.stop() == 0
    reason = "The server is closing."
    ada.until(reports.Lost, reason=reason)


def test_what_was_typed_offline_goes_out_from_the_next_window(
    tmp_path: Path, open_window: Open
) -> None:
    with ServerProcess(tmp_path / "log") as server:
        port = server.port
        ada = open_window(port)
        me = ada.until(events.Welcome).you.id
        ada.client.send(commands.Join("den"))
        ada.until(events.RoomState, room="den")
        server.kill()
    ada.until(reports.Lost)
    ada.say("m1")
    ada.say("m2")
    ada.client.close()
    with ServerProcess(tmp_path / "log", port) as server:
        again = open_window(port)
        assert [again.until(reports.Unsent).id for _ in range(2)] == ["m1", "m2"]
        assert again.until(events.Welcome).you.id == me
        again.until(events.RoomState, room="den")
        again.until(events.Message, id="m2")
        assert logged(port) == ["m1", "m2"]


def test_after_a_backup_was_put_back_the_rooms_are_read_anew(
    tmp_path: Path, open_window: Open
) -> None:
    with ServerProcess(tmp_path / "log") as server:
        port = server.port
        ada = open_window(port)
        ada.until(events.RoomState)
        ada.say("m1")
        ada.until(events.Message, id="m1")
        (tmp_path / "restored").mkdir()
        kept = look_after(tmp_path / "log", "backup", str(tmp_path / "restored" / "log.sqlite3"))
        assert kept.returncode == 0, kept.stderr
        ada.say("lost")
        ada.until(events.Message, id="lost", seq=2)
        server.kill()
    ada.until(reports.Lost)
    with ServerProcess(tmp_path / "restored", port):
        with RawClient(port, "Bob") as bob:
            bob.join()
            for id in ("n1", "n2"):
                bob.say("said while Ada was away", id)
            bob.until("message", id="n2")
        ada.client.try_now()
        assert [ada.until(events.Message).id for _ in range(3)] == ["m1", "n1", "n2"]


def test_another_server_on_the_same_port_gets_nothing(tmp_path: Path, open_window: Open) -> None:
    with ServerProcess(tmp_path / "one") as server:
        port = server.port
        ada = open_window(port)
        ada.until(events.RoomState)
        server.kill()
    ada.until(reports.Lost)
    ada.say("m1")
    with ServerProcess(tmp_path / "two", port):
        ada.client.try_now()
        ada.until(reports.SendFailed, id="m1")
        ada.until(events.RoomState)
        assert logged(port) == []
    ada.until(reports.Lost)
    with ServerProcess(tmp_path / "one", port):
        ada.client.try_now()
        ada.until(events.Message, id="m1")
        assert logged(port) == ["m1"]


def test_the_same_server_at_another_address_knows_us(
    server: ServerProcess, open_window: Open
) -> None:
    ada = open_window(server.port)
    me = ada.until(events.Welcome).you.id
    ada.client.close()
    again = open_window(server.port, host="localhost")
    assert again.until(events.Welcome).you.id == me
    again.until(events.RoomState)
    assert not [one for one in again.told if isinstance(one, reports.Lost | reports.NickRefused)]


def test_a_nickname_that_is_taken(server: ServerProcess, open_window: Open) -> None:
    with RawClient(server.port, "Ada"):
        ada = open_window(server.port)
        assert "Ada" in ada.until(reports.NickRefused).reason
        ada.client.use_nick("Bob")
        assert ada.until(events.Welcome).you.nick == "Bob"
        ada.client.send(commands.Nick("Bob 2"))
        assert ada.until(events.Renamed).who.nick == "Bob 2"


def test_taken_over_by_another_window(server: ServerProcess, open_window: Open) -> None:
    ada = open_window(server.port)
    session = ada.until(events.Welcome).session
    ada.until(events.RoomState)
    with RawClient(server.port, "Ada", session=session):
        assert "another window" in ada.until(reports.Closed).reason
    ada.client.try_now()
    ada.until(events.RoomState)


def test_the_rate_limit_loses_nothing(server: ServerProcess, open_window: Open) -> None:
    ada = open_window(server.port)
    ids = [f"m{number:02}" for number in range(40)]
    for id in ids:
        ada.say(id)
    ada.until(events.Message, id=ids[-1])
    assert not [one for one in ada.told if isinstance(one, events.Error | reports.SendFailed)]
    assert logged(server.port) == ids
