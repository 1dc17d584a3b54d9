"""The client with the real server: killed, started again, moved, and with two windows."""

import shutil
from pathlib import Path

from chat_gui import reports
from chat_gui.client.invite_link import parse
from chat_gui.model.chat import ChatModel
from chat_gui.model.rows import MessageRow
from chat_server.protocol import commands, events
from chat_server.protocol.certificate import comparison_code
from tests.client.opened import Open
from tests.support import RawClient, ServerProcess, look_after


def logged(port: int) -> list[str]:
    """The ids of everything that was said in the lobby."""
    with RawClient(port, "Reader") as reader:
        last = reader.join("lobby", since=0)["last"]
        return [reader.until("message", seq=seq)["id"] for seq in range(1, last + 1)]


def test_there_and_back(server: ServerProcess, open_window: Open) -> None:
    ada = open_window(server.port)
    ada.until(events.RoomState)
    bob = open_window(server.port, "Bob", data="bob")
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


def test_two_windows_on_one_folder_are_one_person(server: ServerProcess, open_window: Open) -> None:
    first, second = open_window(server.port), open_window(server.port)
    me, also = first.until(events.Welcome).you, second.until(events.Welcome).you
    assert me == also
    models = [ChatModel("Ada"), ChatModel("Ada")]
    for window in (first, second):
        window.until(events.RoomState)
    with RawClient(server.port, "Bob") as bob:
        assert [one["nick"] for one in bob.join()["people"]].count("Ada") == 1
        first.say("m1", "from the first")
        second.say("m2", "from the second")
        for window in (first, second):
            window.until(events.Joined)
            said = {window.until(events.Message).id for _ in range(2)}
            assert said == {"m1", "m2"}
        first.client.send(commands.Nick("Ada Lovelace"))
        for window in (first, second):
            assert window.until(events.Renamed).who.nick == "Ada Lovelace"
        first.client.close()
        second.say("m3", "from the one that is left")
        second.until(events.Message, id="m3")
        bob.until("message", id="m3")
        assert not [one for one in bob.seen if one["type"] == "left"]
    for model, window in zip(models, (first, second), strict=True):
        model.apply(window.told, 1_000)
        rows = [row for row in model.room.timeline.rows()[0] if isinstance(row, MessageRow)]
        assert all(row.mine for row in rows)
        assert {row.text for row in rows} >= {"from the first", "from the second"}
    assert [
        type(one) for one in second.told if isinstance(one, reports.Lost | reports.Closed)
    ] == []


def test_what_a_second_window_could_not_send_waits_for_a_second_window(
    tmp_path: Path, open_window: Open
) -> None:
    with ServerProcess(tmp_path / "log") as server:
        port = server.port
        windows = [open_window(port) for _ in range(2)]
        for window in windows:
            window.until(events.RoomState)
    for number, window in enumerate(windows):
        window.until(reports.Lost)
        window.say(f"m{number}")
        window.client.close()
    again = [open_window(port) for _ in range(2)]
    waiting = [window.until(reports.Unsent).id for window in again]
    assert sorted(waiting) == ["m0", "m1"]
    with ServerProcess(tmp_path / "log", port):
        for id, window in zip(waiting, again, strict=True):
            window.client.try_now()
            window.until(events.Message, id=id)
        assert sorted(logged(port)) == ["m0", "m1"]


def test_nobody_else_can_be_ada(server: ServerProcess, open_window: Open) -> None:
    ada = open_window(server.port)
    me = ada.until(events.Welcome).you.id
    ada.client.close()
    other = open_window(server.port, data="other")
    assert "Ada" in other.until(reports.NickRefused).reason
    ada = open_window(server.port)
    assert ada.until(events.Welcome).you.id == me


def test_a_second_computer_is_added_by_a_code(server: ServerProcess, open_window: Open) -> None:
    first = open_window(server.port)
    me = first.until(events.Welcome).you
    second = open_window(server.port, data="laptop")
    second.until(reports.NickRefused)
    second.client.use_pair("WRNG-CDE0")
    assert "code" in second.until(reports.NickRefused).reason
    first.client.send(commands.Pair())
    second.client.use_pair(first.until(events.Pairing).code)
    assert second.until(events.Welcome).you == me


class TestEncrypted:
    def test_trusted_once_and_from_then_on(self, tmp_path: Path, open_window: Open) -> None:
        with ServerProcess(tmp_path / "log", tls=True) as server:
            ada = open_window(server.port, tls=True)
            stranger = ada.until(reports.Stranger)
            assert stranger.fingerprint == server.fingerprint
            ada.client.trust(stranger.fingerprint)
            assert ada.until(reports.Secured).code == stranger.code
            me = ada.until(events.Welcome).you.id
            ada.say("m1")
            ada.until(events.Message, id="m1")
            second = open_window(server.port, tls=True)
            assert second.until(events.Welcome).you.id == me
            elsewhere = open_window(server.port, tls=True, host="localhost")
            assert elsewhere.until(events.Welcome).you.id == me
            kinds = {type(one) for one in [*second.told, *elsewhere.told]}
            assert not kinds & {reports.Stranger, reports.Changed, reports.Lost}

    def test_a_new_certificate_is_told_and_can_be_trusted(
        self, tmp_path: Path, open_window: Open
    ) -> None:
        with ServerProcess(tmp_path / "log", tls=True) as server:
            port, before = server.port, server.fingerprint
            ada = open_window(port, tls=True, fingerprint=before)
            me = ada.until(events.Welcome).you.id
            ada.until(events.RoomState)
        ada.until(reports.Lost)
        ada.say("m1")
        shutil.rmtree(tmp_path / "log" / "tls")
        with ServerProcess(tmp_path / "log", port, tls=True) as server:
            ada.client.try_now()
            changed = ada.until(reports.Changed)
            assert changed.fingerprint == server.fingerprint != before
            assert changed.trusted_code == comparison_code(before)
            ada.client.trust(changed.fingerprint)
            assert ada.until(events.Welcome).you.id == me
            ada.until(events.Message, id="m1")

    def test_by_invite_only(self, tmp_path: Path, open_window: Open) -> None:
        with ServerProcess(tmp_path / "log", 0, "--invite", tls=True) as server:
            code, text = look_after(tmp_path / "log", "invite").stdout.decode().split()
            ada = open_window(server.port, tls=True, fingerprint=server.fingerprint)
            assert "invite" in ada.until(reports.NeedsInvite).reason
            ada.client.use_invite(f"{code[:-1]}{'0' if code[-1] != '0' else '1'}")
            assert "not right" in ada.until(reports.NeedsInvite).reason
            ada.client.use_invite(code.lower())
            me = ada.until(events.Welcome).you.id
            again = open_window(server.port, tls=True)
            assert again.until(events.Welcome).you.id == me, "who is known needs none"

            link = parse(text)
            assert link.address.port == server.port
            more = {"fingerprint": link.fingerprint, "invite": link.invite}
            bob = open_window(link.address.port, "Bob", data="bob", tls=True, **more)
            assert bob.until(events.Welcome).you.nick == "Bob"
            assert not [one for one in bob.told if isinstance(one, reports.Stranger)]

    def test_a_nickname_is_folded_by_the_server_only(
        self, tmp_path: Path, open_window: Open
    ) -> None:
        with ServerProcess(tmp_path / "log", tls=True) as server:
            ada = open_window(
                server.port, " Ada  Lovelace ", tls=True, fingerprint=server.fingerprint
            )
            assert ada.until(events.Welcome).you.nick == "Ada Lovelace"


def test_the_rate_limit_loses_nothing(server: ServerProcess, open_window: Open) -> None:
    ada = open_window(server.port)
    ids = [f"m{number:02}" for number in range(40)]
    for id in ids:
        ada.say(id)
    ada.until(events.Message, id=ids[-1])
    assert not [one for one in ada.told if isinstance(one, events.Error | reports.SendFailed)]
    assert logged(server.port) == ids
