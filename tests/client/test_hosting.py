"""Hosting: the real server as a process of the window's."""

import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import ifaddr
import pytest

from chat_gui.client import hosting
from chat_gui.client.address import Address
from chat_gui.client.hosting import FOLDER, Host, Hosting, HostingFailed, free_port, program
from chat_gui.client.pins import Pins
from chat_server.protocol.limits import PORT
from tests.support import DEADLINE, RawClient, ServerProcess


@pytest.fixture
def hosts() -> Iterator[list[Host]]:
    started: list[Host] = []
    yield started
    for host in started:
        host.stop()
    assert not [one for one in threading.enumerate() if one.name == "parlor-host"]


def begin(hosts: list[Host], data: Path, port: int = 0) -> Hosting | HostingFailed:
    hosts.append(Host(data, port, "127.0.0.1"))
    hosts[-1].start()
    return hosts[-1].told.get(timeout=DEADLINE)


def test_hosted_used_and_stopped(hosts: list[Host], tmp_path: Path) -> None:
    told = begin(hosts, tmp_path)
    assert isinstance(told, Hosting)
    assert told.address.host == "127.0.0.1"
    with RawClient(told.address.port, "Ada", tls=True) as ada:
        assert ada.fingerprint == told.fingerprint
        assert Pins(tmp_path).read() == {str(told.address): told.fingerprint}
        ada.join()
        hosts[0].stop()
        assert ada.until("error")["code"] == "closing"
    hosts[0].stop()
    assert hosts[0].told.empty(), "it was meant to stop"


def test_a_taken_port_is_not_insisted_on(hosts: list[Host], tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert free_port("127.0.0.1", port) == 0
        told = begin(hosts, tmp_path, port)
        assert isinstance(told, Hosting)
        assert told.address.port != port
    assert free_port("127.0.0.1", port) == port
    assert free_port("192.0.2.7", port) == port, "the server says better what is wrong"


def test_hosted_already(
    hosts: list[Host], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with ServerProcess(tmp_path / FOLDER, tls=True) as other:
        address = Address("127.0.0.1", other.port)
        told = begin(hosts, tmp_path)
        assert told == HostingFailed(
            "You host a chat on this computer already; press Join to enter it.", address
        )
        assert Pins(tmp_path).read() == {str(address): other.fingerprint}
        (tmp_path / FOLDER / "server.json").write_bytes(b"{")
        assert not caplog.records
        told = begin(hosts, tmp_path)
    assert isinstance(told, HostingFailed)
    assert told.hosted is None, "nobody knows where"
    assert told.reason.startswith("You host a chat on this computer already;")


def test_the_servers_own_reason(hosts: list[Host], tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("no folder")
    told = begin(hosts, tmp_path)
    assert isinstance(told, HostingFailed)
    assert "can't be used" in told.reason
    assert told.reason.endswith(".")
    assert "Traceback" not in told.reason


def test_a_server_that_dies_is_told(hosts: list[Host], tmp_path: Path) -> None:
    assert isinstance(begin(hosts, tmp_path), Hosting)
    process = hosts[0]._process
    assert process is not None
    process.kill()
    told = hosts[0].told.get(timeout=DEADLINE)
    assert told == HostingFailed("The chat hosted on this computer has stopped.")


def pretend(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(hosting, "program", lambda: [sys.executable, "-c", code])


def test_a_server_that_says_nothing(
    hosts: list[Host], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, "print('hm')")
    told = begin(hosts, tmp_path)
    assert told == HostingFailed(
        "The chat could not be hosted here: the server ended without saying why."
    )


def test_a_server_that_is_never_ready(
    hosts: list[Host], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hosting, "START_SECONDS", 0.1)
    pretend(monkeypatch, "import threading; threading.Event().wait()")
    told = begin(hosts, tmp_path)
    assert told == HostingFailed(
        "The chat could not be hosted here: the server was not ready in time."
    )


def test_a_server_that_does_not_stop(
    hosts: list[Host], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hosting, "STOP_SECONDS", 1.0)
    ready = "parlor-server listening on 127.0.0.1:1 (native, plaintext)"
    code = "import signal, threading; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    pretend(monkeypatch, f"{code} print('{ready}', flush=True); threading.Event().wait()")
    assert isinstance(begin(hosts, tmp_path), Hosting)
    hosts[0].stop()
    assert hosts[0].told.empty()


def test_a_program_that_is_not_there(
    hosts: list[Host], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hosting, "program", lambda: [str(tmp_path / "nothing")])
    told = begin(hosts, tmp_path)
    assert isinstance(told, HostingFailed)
    assert "nothing does not start" in told.reason


def test_packaged_it_is_the_program_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    assert program() == [sys.executable, "-m", "chat_server"]
    assert hosting._checkout() is not None
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/parlor/parlor")
    assert program() == [str(Path("/opt/parlor/parlor-server"))]
    assert hosting._checkout() is None


def test_the_others_get_an_address_they_can_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    address, public = hosting._addresses(hosting.EVERYWHERE, PORT)
    assert address.host == "127.0.0.1"
    assert public.host

    def hidden() -> list[ifaddr.Adapter]:
        raise OSError

    for cards in (hidden, list):  # not told, and none there
        monkeypatch.setattr(ifaddr, "get_adapters", cards)
        _, public = hosting._addresses(hosting.EVERYWHERE, PORT)
        assert public.host == socket.gethostname().lower()


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_a_link_to_this_computer_names_it_as_others_find_it(host: str) -> None:
    assert hosting.public(Address(host, 7)).host not in {host, ""}
    assert hosting.public(Address(host, 7)).port == 7


@pytest.mark.parametrize("host", ["192.168.1.20", "lab-pc4", "fe80::1%eth0"])
def test_a_link_to_another_computer_is_left_alone(host: str) -> None:
    assert hosting.public(Address(host, 7)) == Address(host, 7)


def test_it_starts_wherever_the_window_was_started(
    hosts: list[Host], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    assert isinstance(begin(hosts, Path("data")), Hosting)
    assert (tmp_path / "data" / FOLDER).is_dir()
