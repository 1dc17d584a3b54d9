"""From before keys: a server's and its people's data folders, as the version before wrote them."""

import json
import socket
import sqlite3
from pathlib import Path

import pytest

from chat_gui import reports
from chat_gui.client.hosting import FOLDER, Host, Hosting
from chat_gui.client.kept import Known
from chat_gui.client.outbox import FILE, Outbox
from chat_server.protocol import commands, events
from tests.client.opened import Open
from tests.support import DEADLINE, RawClient, ServerProcess, assert_sound

BEFORE = Path(__file__).with_name("before_keys")
PORT = 47275
"""Where that server was; the fixtures name it."""
SERVER = "qTroXSdZB_kfXtPC"
ADA, HER_SECRET = "X98SMU0rb_wc", "8bymlrduDmUAF2gDMJPY1Q"
HER_OTHER_WINDOW = "sQAMXzVa4gAO"
BOB = "ubAA-fshQ9VF"
DIRECT = f"@{ADA}+{BOB}"


def restore(name: str, path: Path, port: int = PORT) -> Path:
    """Put a fixture's file where it was; the server is at this port now."""
    path.parent.mkdir(parents=True, exist_ok=True)
    script = (BEFORE / f"{name}.sql").read_text("utf-8")
    db = sqlite3.connect(path)
    db.executescript(script.replace(f":{PORT}'", f":{port}'"))
    db.close()
    return path


def lines() -> list[bytes]:
    """Every entry of the old log, as everyone got it."""
    db = sqlite3.connect(":memory:")
    db.executescript((BEFORE / "log.sql").read_text("utf-8"))
    found = [line for (line,) in db.execute("SELECT line FROM entries ORDER BY position")]
    db.close()
    return found


def heard(client: RawClient, room: str) -> list[bytes]:
    """Every entry of a room, byte for byte."""
    client.send(type="join", room=room, since=0)
    state = client.until("room", room=room)
    return [client.file.readline().rstrip(b"\n") for _ in range(state["last"])]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return restore("log", tmp_path / "log" / "log.sqlite3").parent


@pytest.mark.parametrize("tls", [True, False])
def test_ada_is_who_she_was_and_nothing_is_lost(
    log: Path, tmp_path: Path, open_window: Open, tls: bool
) -> None:
    data = tmp_path / "data"
    with ServerProcess(log, tls=tls) as server:
        restore("ada", data / FILE, server.port)
        restore("ada-window-2", data / "window-2" / FILE, server.port)
        ada = open_window(server.port, tls=tls, fingerprint=server.fingerprint)
        assert ada.until(reports.Unsent).text == "Typed before the update."
        welcome = ada.until(events.Welcome)
        assert (welcome.you.id, welcome.you.nick) == (ADA, "Ada")
        assert (welcome.server.id, welcome.session) == (SERVER, "")
        summary = {room.room: room for room in welcome.rooms}
        assert summary["lobby"].seen == 3
        assert summary[DIRECT].with_ == events.Who(BOB, "Bob")
        assert ada.until(events.Message, id="m7").by.id == ADA
        for room in ("den", DIRECT):
            if not [one for one in ada.told if isinstance(one, events.Entry) and one.room == room]:
                ada.until(events.Message, room=room)

        second = open_window(server.port, tls=tls)
        assert second.until(events.Welcome).you.id == ADA, "the same key, so the same person"

        with server.client("Third", session=HER_SECRET) as third:
            assert third.welcome["you"]["id"] not in (ADA, BOB, HER_OTHER_WINDOW)
            public = [one for one in lines() if json.loads(one)["room"] != DIRECT]
            new = [one for room in ("lobby", "den") for one in heard(third, room)]
            assert new[:4] + new[5:] == sorted(public, key=lambda one: b'"den"' in one)
            assert json.loads(new[4])["id"] == "m7"
        ada.client.close()
        second.client.close()
    outbox = Outbox(data / FILE)
    stored = outbox.stored()
    outbox.close()
    assert not stored.waiting
    known = Known(SERVER, "", ("lobby", "den"), server.fingerprint, welcome.server.epoch)
    assert stored.known == {SERVER: known}
    assert_sound(log)


def test_two_people_and_what_they_said_to_each_other(
    log: Path, tmp_path: Path, open_window: Open
) -> None:
    with ServerProcess(log, tls=True) as server:
        windows = []
        for name, id in (("ada", ADA), ("bob", BOB)):
            restore(name, tmp_path / name / FILE, server.port)
            window = open_window(
                server.port, name.title(), data=name, tls=True, fingerprint=server.fingerprint
            )
            assert window.until(events.Welcome).you.id == id
            windows.append(window)
        ada, bob = windows
        ada.say("m8", "Are you there?", room=DIRECT)
        bob.until(events.Message, id="m8")
        said = [
            (one.by.id, one.id, one.text)
            for one in bob.told
            if isinstance(one, events.Message) and one.room == DIRECT
        ]
        assert said == [
            (ADA, "m5", "For you alone."),
            (BOB, "m6", "Thank you."),
            (ADA, "m8", "Are you there?"),
        ]
        bob.client.send(commands.Search("re", "thank", DIRECT))
        assert [hit.entry.id for hit in bob.until(events.Found).hits] == ["m6"]


def test_a_chat_hosted_from_the_window(tmp_path: Path, open_window: Open) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    data = tmp_path / "data"
    restore("log", data / FOLDER / "log.sqlite3")
    restore("ada", data / FILE, port)
    host = Host(data, port, "127.0.0.1")
    host.start()
    try:
        assert isinstance(host.told.get(timeout=DEADLINE), Hosting)
        ada = open_window(port, tls=True)
        you = ada.until(events.Welcome).you
        assert (you.id, you.role) == (ADA, "owner")
        ada.until(events.Message, id="m7")
        assert not [one for one in ada.told if isinstance(one, reports.Stranger | reports.Changed)]
        ada.client.close()
    finally:
        host.stop()
