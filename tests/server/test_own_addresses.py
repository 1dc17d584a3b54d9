"""What a server says at its start about where others join it."""

import logging
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import ifaddr
import pytest

from chat_server import own_addresses
from tests.support import DEADLINE, ServerProcess, wait_until

CARDS = "ip link set lo up; ip link add cable type veth peer name far; ip link set cable up"
"""In a network of its own: a card without an address."""


@pytest.fixture
def alone() -> list[str]:
    """What runs a command in a network namespace of its own, where root may make one."""
    command = ["unshare", "--net", "sh", "-c"]
    if not shutil.which("unshare") or not shutil.which("ip"):
        pytest.skip("no unshare or no ip")
    if subprocess.run([*command, CARDS], capture_output=True, timeout=DEADLINE).returncode:
        pytest.skip("network namespaces are not to be had here")
    return command


@pytest.mark.parametrize(
    ("addresses", "host", "told"),
    [
        (
            ["198.51.100.7/24", "2001:db8::7/64"],
            "0.0.0.0",
            'others join at addresses="198.51.100.7:{port} [2001:db8::7]:{port}"',
        ),
        (["198.51.100.7/24"], "198.51.100.7", "others join at addresses=198.51.100.7:{port}"),
        (["198.51.100.7/24"], "::", "only this computer can join: it is on no network"),
        (["169.254.7.7/16"], "0.0.0.0", "others join at addresses=169.254.7.7:{port}"),
        ([], "0.0.0.0", "only this computer can join: it is on no network"),
        (["198.51.100.7/24"], "127.0.0.1", "only this computer can join: it listens on loopback"),
    ],
)
def test_it_says_where_others_join(
    alone: list[str], tmp_path: Path, addresses: list[str], host: str, told: str
) -> None:
    give = [f"ip address add {one} dev cable nodad" for one in addresses]
    quiet = "sysctl -qw net.ipv6.conf.cable.addr_gen_mode=1"  # no link-local address of its own
    server = f"exec {sys.executable} -m chat_server --no-discovery --host {host} --port 7275"
    script = "; ".join([CARDS.replace("; ip link set cable", f"; {quiet}; ip link set cable")])
    script = "; ".join([script, *give, f"{server} --data {tmp_path / 'data'}"])
    log = tmp_path / "log"
    with log.open("wb") as stderr:
        running = subprocess.Popen([*alone, script], stdout=subprocess.PIPE, stderr=stderr)
    with running:
        try:
            wait_until(lambda: told.format(port=7_275) in log.read_text(), f"it tells: {told}")
            assert running.stdout is not None
            running.terminate()
            last = running.stdout.read().splitlines()[-1]
            assert last.startswith(b"parlor-server listening on ")
            assert last.endswith(b":7275 (native)")
            assert running.wait(DEADLINE) == 0
        finally:
            running.kill()
    assert log.read_text().count("join") == 1


def test_the_name_is_told_where_it_leads_here(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(own_addresses, "own_addresses", lambda: ["192.0.2.7"])
    monkeypatch.setattr(socket, "gethostname", lambda: "lab-4")
    known = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.7", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: known)
    with caplog.at_level(logging.INFO, "parlor"):
        own_addresses.tell([("0.0.0.0", 7_275)])
    told = [getattr(record, "fields", {}) for record in caplog.records]
    assert told == [{"addresses": "192.0.2.7:7275"}, {"name": "lab-4:7275"}]


def test_a_name_that_leads_elsewhere_or_nowhere_is_not_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "localhost")
    assert own_addresses.own_name(["192.0.2.7"]) == ""
    for unheard in ("x" * 300, "nobody.invalid", ""):
        monkeypatch.setattr(socket, "gethostname", lambda unheard=unheard: unheard)
        assert own_addresses.own_name(["192.0.2.7"]) == ""


def test_cards_that_are_hidden_end_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def hidden() -> None:
        raise OSError(97, "Address family not supported")

    monkeypatch.setattr(ifaddr, "get_adapters", hidden)
    with caplog.at_level(logging.INFO, "parlor"):
        own_addresses.tell([("0.0.0.0", 7_275)])
    assert "can't be read" in caplog.text
    assert "no network" in caplog.text


@pytest.mark.skipif(os.name == "nt", reason="a signal that Windows does not have")
def test_a_slow_name_server_holds_up_nobody(tmp_path: Path) -> None:
    slow = tmp_path / "sitecustomize.py"
    slow.write_text(
        "import socket, time\n"
        "found = socket.getaddrinfo\n"
        "def slow(host, *rest, **more):\n"
        "    if host == socket.gethostname():\n"
        "        time.sleep(60)\n"
        "    return found(host, *rest, **more)\n"
        "socket.getaddrinfo = slow\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(tmp_path))
        with ServerProcess(tmp_path / "data", 0, "--host", "0.0.0.0") as server:
            server.client("Ada").close()
            assert server.stop() == 0
