"""What the doctor finds between computers: each fault is made for real, and `parlor doctor` run."""

import re
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from chat_gui.client.pins import Pins
from tests.lan.network import Host, Lan
from tests.support import ServerProcess, wait_until

pytestmark = pytest.mark.timeout(120)


class Told(NamedTuple):
    """What the doctor said last, its exit status, and all of it."""

    sentence: str
    fix: str
    status: int
    text: str


def doctor(host: Host, *arguments: str) -> Told:
    ended = host.run(sys.executable, "-m", "chat_gui", "doctor", "--details", *arguments)
    assert ended.stderr == ""
    sentence, fix = ended.stdout.rpartition("\n\n")[2].split("\n")[:2]
    return Told(sentence, fix, ended.returncode, ended.stdout)


def drop(host: Host, port: int) -> None:
    """Drop what comes for a port, as firewalls do: the rules come before anything is looked up."""
    host.ip("rule", "add", "pref", 100, "lookup", "local")
    host.ip("rule", "del", "pref", 0)
    host.ip("rule", "add", "pref", 10, "ipproto", "tcp", "dport", port, "blackhole")


@pytest.fixture
def one(lan: Lan) -> Host:
    return lan.host("10.77.0.1/24")


@pytest.fixture
def two(lan: Lan, tmp_path: Path) -> Host:  # noqa: ARG001
    return lan.host("10.77.0.2/24")


@pytest.fixture
def server(one: Host, tmp_path: Path) -> ServerProcess:
    """One hosts, where the doctor looks for what is hosted."""
    running = one.serve(tmp_path / "hosted", "--name", "Lab")
    one.settle(running, "announced on this network")
    return running


def test_all_is_well_and_both_sides_know_it(
    one: Host, two: Host, server: ServerProcess, tmp_path: Path
) -> None:
    here = ("--data", str(tmp_path))
    before = doctor(one, *here)
    assert before.sentence == "This computer sees nothing wrong, but nobody else has come yet."
    assert f"10.77.0.1:{server.port}" in before.fix
    assert "Its announcement is heard" in before.text
    joining = doctor(two, f"10.77.0.1:{server.port}")
    assert joining.sentence == f"All is well: you can join 10.77.0.1:{server.port}."
    wait_until(lambda: '"visited":true' in (server.data / "server.json").read_text())
    after = doctor(one, *here)
    assert after.sentence.startswith("All is well: computers other than this one have reached")
    assert (before.status, joining.status, after.status) == (0, 0, 0)


def test_nobody_listens_there(one: Host, two: Host) -> None:
    assert one
    told = doctor(two, "10.77.0.1")
    assert told.sentence.startswith("10.77.0.1 is there, but no chat listens at port 7275")
    assert told.status == 1


def test_the_chat_is_at_another_port(two: Host, server: ServerProcess) -> None:
    told = doctor(two, "10.77.0.1")
    assert told.sentence == f"The chat on 10.77.0.1 is at port {server.port}, not at 7275."
    assert told.fix == f"Join 10.77.0.1:{server.port}."


def test_another_chat_is_at_another_port(two: Host, server: ServerProcess, tmp_path: Path) -> None:
    Pins(tmp_path / "ada").pin("10.77.0.1:7275", "3f" * 32)
    told = doctor(two, "10.77.0.1", "--data", str(tmp_path / "ada"))
    assert told.sentence == (
        "The chat that is looked for is not at 10.77.0.1:7275; 10.77.0.1 has another one,"
        f" at port {server.port}."
    )
    assert told.fix.endswith(f"join 10.77.0.1:{server.port} if so.")


def test_the_chat_has_another_address_now(two: Host, server: ServerProcess, tmp_path: Path) -> None:
    before = f"10.77.0.40:{server.port}"
    Pins(tmp_path / "ada").pin(before, server.fingerprint)
    told = doctor(two, before, "--data", str(tmp_path / "ada"))
    assert told.sentence.endswith(f"it is at 10.77.0.1:{server.port} now.")


def test_a_host_that_listens_to_itself_only(one: Host, two: Host, tmp_path: Path) -> None:
    server = one.serve(tmp_path / "hosted", "--host", "127.0.0.1")
    told = doctor(one, "--data", str(tmp_path))
    assert told.sentence.startswith("The chat listens to this computer only")
    assert "--host 0.0.0.0" in told.fix
    assert told.status == 1
    there = doctor(two, f"10.77.0.1:{server.port}")
    assert "no chat listens at port" in there.sentence
    assert "parlor doctor" in there.fix


def test_a_firewall_drops_it(one: Host, two: Host, server: ServerProcess) -> None:
    drop(one, server.port)
    told = doctor(two, f"10.77.0.1:{server.port}")
    assert told.sentence == (
        f"10.77.0.1 is there, but its firewall drops what comes for port {server.port}."
    )
    assert f"sudo ufw allow {server.port}/tcp" in told.text


def test_a_firewall_drops_it_and_nothing_is_announced(one: Host, two: Host, tmp_path: Path) -> None:
    server = one.serve(tmp_path / "server", "--no-discovery")
    drop(one, server.port)
    told = doctor(two, f"10.77.0.1:{server.port}")
    assert "is there, but its firewall drops" in told.sentence


def test_nothing_is_announced(one: Host, tmp_path: Path) -> None:
    server = one.serve(tmp_path / "hosted", "--no-discovery")
    told = doctor(one, "--data", str(tmp_path))
    assert told.sentence.startswith("Nobody else has come yet, and the chat is not announced")
    assert f"10.77.0.1:{server.port}" in told.fix


def test_another_server_s_announcement_is_not_its_own(one: Host, two: Host, tmp_path: Path) -> None:
    one.serve(tmp_path / "hosted", "--no-discovery", port=7275)
    other = two.serve(tmp_path / "other", port=7275)
    two.settle(other, "announced on this network")
    told = doctor(one, "--data", str(tmp_path))
    assert told.sentence.startswith("Nobody else has come yet, and the chat is not announced")
    assert "at 10.77.0.2, port 7275" in told.text


def test_a_network_that_keeps_its_devices_apart(
    one: Host, two: Host, server: ServerProcess
) -> None:
    """Announcements come through, as they do where an access point passes them on for others."""
    one.ip("link", "set", "card0", "arp", "off")
    told = doctor(two, f"10.77.0.1:{server.port}")
    assert "(client isolation)" in told.sentence


def test_a_cable_that_is_pulled_out(one: Host, two: Host, server: ServerProcess) -> None:
    one.pull("card0")
    told = doctor(two, f"10.77.0.1:{server.port}")
    assert told.sentence.startswith("No computer in this network has the address 10.77.0.1 now")


def test_an_address_that_nobody_has(two: Host) -> None:
    told = doctor(two, "10.77.0.9")
    assert told.sentence.startswith("No computer in this network has the address 10.77.0.9 now")
    assert told.status == 1


@pytest.mark.parametrize(
    ("route", "sentence"),
    [
        ((), "There is no way from this computer to 10.99.0.9"),
        (("unreachable", "10.99.0.0/24"), "There is no way from this computer to 10.99.0.9"),
        (("blackhole", "10.99.0.0/24"), "There is no way from this computer to 10.99.0.9"),
        (("prohibit", "10.99.0.0/24"), "This computer itself does not let Parlor connect"),
        (("10.99.0.0/24", "via", "10.77.0.1"), "Nothing comes back from 10.99.0.9, which is in"),
        (("10.99.0.0/24", "via", "10.77.0.8"), "There is no way from this computer to 10.99.0.9"),
    ],
    ids=["none", "unreachable", "blackhole", "prohibit", "a router that drops", "no router"],
)
def test_another_network(one: Host, two: Host, route: tuple[str, ...], sentence: str) -> None:
    assert one
    if route:
        two.ip("route", "add", *route)
    told = doctor(two, "10.99.0.9")
    assert told.sentence.startswith(sentence)
    assert told.status == 1


@pytest.mark.parametrize("place", ["10.77.0.1", "lab-pc4", "[2001:db8::1]"])
def test_no_network_at_all(lan: Lan, place: str) -> None:
    told = doctor(lan.host(), place)
    assert told.sentence == "This computer is not on any network."


def test_a_host_without_a_network(lan: Lan, tmp_path: Path) -> None:
    alone = lan.host()
    alone.serve(tmp_path / "hosted")
    assert doctor(alone, "--data", str(tmp_path)).sentence == "This computer is not on any network."


def test_a_name_that_nobody_has(two: Host) -> None:
    told = doctor(two, "lab-pc4")
    assert re.match(r"No computer on this network has the name|The network does not", told.sentence)


NAMED = """
import sys, zeroconf
air = zeroconf.Zeroconf()
air.register_service(zeroconf.ServiceInfo(
    "_http._tcp.local.", "Printer._http._tcp.local.", port=80, server="lab-pc4.local.",
    parsed_addresses=["10.77.0.1"],
))
print("named", flush=True)
sys.stdin.read()
air.close()
"""
"""A computer that answers for its own name by mDNS, and for nothing else."""


@pytest.mark.parametrize("name", ["lab-pc4", "lab-pc4.local"])
def test_a_name_that_only_mdns_knows(
    one: Host, two: Host, server: ServerProcess, name: str
) -> None:
    naming = one.start(sys.executable, "-c", NAMED)
    assert naming.stdout is not None
    assert naming.stdout.readline() == b"named\n"
    told = doctor(two, f"{name}:{server.port}")
    assert told.sentence.startswith(f"Only the computers of this network themselves know {name}")
    assert told.fix == f"Join 10.77.0.1:{server.port} instead."
    refused = doctor(two, f"{name}:9")
    assert refused.fix.startswith("Join 10.77.0.1:")


def test_by_ipv6(lan: Lan, tmp_path: Path) -> None:
    one, two = lan.host("2001:db8:77::1/64"), lan.host("2001:db8:77::2/64")
    server = one.serve(tmp_path / "hosted")
    told = doctor(two, f"[2001:db8:77::1]:{server.port}")
    assert told.status == 0
    absent = doctor(two, "2001:db8:77::9")
    assert absent.sentence.startswith("No computer in this network has the address 2001:db8:77::9")
