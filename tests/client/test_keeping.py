"""A hosted server that goes on without its window, and the next window that finds it."""

import functools
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import Mock

import pytest

from chat_gui import hosted
from chat_gui.client import hosting, own_server
from chat_gui.client.hosting import FOLDER, Host, Hosting, HostingFailed
from chat_gui.client.own_server import Running
from tests.support import DEADLINE, RawClient, wait_until

Make = Callable[[], Host]


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine may take longer to answer than anybody would wait at a window."""
    for module, name in (
        (own_server, "LOOK_SECONDS"),
        (own_server, "STOP_SECONDS"),
        (hosting, "STOP_SECONDS"),
    ):
        monkeypatch.setattr(module, name, DEADLINE)


@pytest.fixture
def loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows host there, at any free port."""
    monkeypatch.setattr(hosted, "Host", functools.partial(Host, host="127.0.0.1"))
    monkeypatch.setattr(hosted, "PORT", 0)


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Make]:
    """Makes hosts of windows on one data folder; in the end nothing runs there."""
    made: list[Host] = []

    def make() -> Host:
        made.append(Host(tmp_path, 0, "127.0.0.1"))
        made[-1].start()
        return made[-1]

    yield make
    for one in made:
        one.stop()
    left = own_server.find_kept(tmp_path / FOLDER)
    assert left is None or own_server.stop(left)


def ready(host: Host) -> Hosting:
    told = host.told.get(timeout=DEADLINE)
    assert isinstance(told, Hosting), told
    return told


def test_kept_it_serves_on_and_the_next_window_finds_it(host: Make, tmp_path: Path) -> None:
    first = host()
    begun = ready(first)
    assert own_server.find_kept(tmp_path / FOLDER) is None, "a window looks after it"
    with RawClient(begun.address.port, "Ada", tls=True) as ada:
        ada.join()
        assert first.keep()
        first.stop()
        ada.say("still here", "1")
        assert ada.until("message")["text"] == "still here"
        second = host()
        assert ready(second) == Hosting(begun.address, begun.public, begun.fingerprint, kept=True)
        assert second.keep()
        third = host()
        assert ready(third).kept
        third.stop()
        assert ada.until("error")["code"] == "closing"
    assert own_server.find(tmp_path / FOLDER) is None
    again = host()
    assert not ready(again).kept
    with RawClient(port(tmp_path), "Ada", tls=True) as ada:
        ada.send(type="join", room="lobby")
        assert ada.until("message")["text"] == "still here", "the same rooms are back"


@pytest.mark.usefixtures("loopback")
def test_only_who_asks_for_it_ends_a_chat_that_was_kept(host: Make, tmp_path: Path) -> None:
    """Not who closes the first dialog, or goes elsewhere, before they are in."""
    first = host()
    begun = ready(first)
    assert first.keep()
    window = hosted.Hosted(Mock(), Mock(), tmp_path, plaintext=False)
    window.begin(invite=False)
    window.stop()
    window.begin(invite=False)
    window.begin(invite=False)
    assert window.told() == Hosting(begun.address, begun.public, begun.fingerprint, kept=True)
    window.begin_again(invite=True)
    told = wait_until(window.told, "it is hosted anew")
    assert isinstance(told, Hosting)
    assert not told.kept
    window.stop()
    assert own_server.find(tmp_path / FOLDER) is None


@pytest.mark.usefixtures("loopback")
def test_a_hosted_chat_that_ended_by_itself_comes_back_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = hosted.Hosted(Mock(), Mock(), tmp_path, plaintext=False)
    window.revive(invite=False)
    assert window.told() is None, "nothing was hosted"
    window.begin(invite=False)
    try:
        begun = wait_until(window.told, "it is hosted")
        assert isinstance(begun, Hosting)
        running = own_server.find(tmp_path / FOLDER)
        window.revive(invite=False)
        assert own_server.find(tmp_path / FOLDER) == running, "it is there"
        assert window._host is not None
        assert window._host._process is not None
        window._host._process.kill()
        assert isinstance(wait_until(window.told, "it has ended"), HostingFailed)
        window.revive(invite=False)
        window.revive(invite=False)
        assert wait_until(window.told, "it is hosted again") == begun
        assert window.told() is None, "it is begun once"
        port = begun.address.port
        window._host._process.kill()
        assert isinstance(wait_until(window.told, "it has ended"), HostingFailed)
        with socket.create_server(("127.0.0.1", port)):
            window.revive(invite=False)
            taken = window.told()
            assert isinstance(taken, HostingFailed)
            assert str(port) in taken.reason, "elsewhere nobody would find it"
        with monkeypatch.context() as meanwhile:
            elsewhere = Running("127.0.0.1", port - 1)
            meanwhile.setattr(own_server, "find_kept", lambda _folder: elsewhere)
            window.revive(invite=False)
            moved = window.told()
            assert isinstance(moved, HostingFailed)
            assert str(port - 1) in moved.reason, "another window has begun it"
        window.revive(invite=False)
        assert wait_until(window.told, "it is hosted again") == begun
    finally:
        window.stop()


@pytest.mark.usefixtures("loopback")
def test_whoever_may_come_in_is_what_was_said_last(tmp_path: Path) -> None:
    """Also where the server has yet to start from the time before."""
    window = hosted.Hosted(Mock(), Mock(), tmp_path, plaintext=True)
    window.begin(invite=True)
    try:
        told = wait_until(window.told, "it is hosted")
        assert isinstance(told, Hosting)
        window.begin_again(invite=False)
        window.begin_again(invite=True)
        again = wait_until(window.told, "it is hosted anew")
        assert isinstance(again, Hosting)
        assert again.address == told.address
        with RawClient(again.address.port) as bob:
            bob.send(type="hello", version=1, nick="Bob")
            assert bob.until("error")["code"] == "needs-invite"
    finally:
        window.stop()


def port(data: Path) -> int:
    running = own_server.find(data / FOLDER)
    assert running is not None
    return running.port


WINDOW = """
import sys
from pathlib import Path
from chat_gui.client.hosting import Host
host = Host(Path(sys.argv[1]), 0, "127.0.0.1")
host.start()
host.told.get(timeout=20)
if sys.argv[2] == "keep":
    assert host.keep()
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize("how", ["end", "kill"])
def test_how_the_window_ends_does_not_matter(tmp_path: Path, kept: bool, how: str) -> None:
    """A window in a process of its own: what it started lives on, or ends with it."""
    folder = tmp_path / FOLDER
    window = subprocess.Popen(
        [sys.executable, "-c", WINDOW, str(tmp_path), "keep" if kept else "not"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with window:
        assert window.stdout
        assert window.stdout.readline() == "ready\n"
        pid = json.loads((folder / "server.json").read_text())["pid"]
        if how == "kill":
            window.kill()
    if not kept:
        wait_until(lambda: not alive(pid), "the server has ended with its window")
        return
    assert alive(pid)
    with RawClient(port(tmp_path), "Ada", tls=True) as ada:
        ada.join()
    running = own_server.find_kept(folder)
    assert running is not None
    assert own_server.stop(running)
    wait_until(lambda: not alive(pid), "it was stopped")


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    process = Path(f"/proc/{pid}")
    try:  # the first thread is a zombie while others still hold the sockets
        ended = (process / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
        return not ended or len(list((process / "task").iterdir())) > 1
    except FileNotFoundError:
        return not process.parent.is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal's hang-up is a signal")
def test_a_kept_server_is_out_of_reach_of_the_windows_terminal(host: Make, tmp_path: Path) -> None:
    ready(host())
    pid = json.loads((tmp_path / FOLDER / "server.json").read_text())["pid"]
    assert os.getsid(pid) == pid != os.getsid(0)


def test_a_server_that_has_died_can_not_be_kept(
    host: Make, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    one = host()
    ready(one)
    pid = json.loads((tmp_path / FOLDER / "server.json").read_text())["pid"]
    os.kill(pid, signal.SIGKILL)
    assert not one.keep()
    assert isinstance(one.told.get(timeout=DEADLINE), HostingFailed)
    assert caplog.records


def test_before_it_is_started_there_is_nothing_to_keep(tmp_path: Path) -> None:
    assert not Host(tmp_path).keep()


def test_what_a_crash_left_behind_is_nobody(host: Make, tmp_path: Path) -> None:
    first = host()
    ready(first)
    assert first.keep()
    told = json.loads((tmp_path / FOLDER / "server.json").read_text())
    os.kill(told["pid"], signal.SIGKILL)
    wait_until(lambda: not alive(told["pid"]), "it is gone")
    assert own_server.find_kept(tmp_path / FOLDER) is None
    assert not own_server.stop(
        Running("127.0.0.1", 1, switch=told["switch"], switch_key=told["switch_key"])
    )
    assert not ready(host()).kept


def test_what_can_not_be_read_is_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert own_server.find_kept(tmp_path) is None
    (tmp_path / "server.json").write_bytes(b"{")
    assert own_server.find_kept(tmp_path) is None
    assert caplog.records
