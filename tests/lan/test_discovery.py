"""Servers are found by other computers on the network, joined by what was found, and missed."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from chat_gui.client.discovery import ASK_SECONDS, SILENT_SECONDS
from tests.lan.network import Host, Lan
from tests.lan.visiting import ROOT, Seen
from tests.support import DEADLINE

pytestmark = pytest.mark.timeout(120)

FOUND_SECONDS = 15.0
"""It takes 0.2 s; a server that only just starts, 1.5 s."""
GONE_SECONDS = SILENT_SECONDS + 15
"""A server that is killed is missed at the first question after it was silent too long."""


def addresses(*here: str) -> Callable[[Seen], bool]:
    """One server is listed, with these addresses."""
    return lambda seen: [one["addresses"] for one in seen.get("servers", [])] == [list(here)]


def people(count: int) -> Callable[[Seen], bool]:
    return lambda seen: [one["people"] for one in seen.get("servers", [])] == [count]


@pytest.fixture
def one(lan: Lan) -> Host:
    return lan.host("10.77.0.1/24")


@pytest.fixture
def two(lan: Lan) -> Host:
    return lan.host("10.77.0.2/24")


@pytest.fixture
def three(lan: Lan) -> Host:
    return lan.host("10.77.0.3/24")


def test_what_is_found_is_what_the_server_is(one: Host, two: Host, tmp_path: Path) -> None:
    server = one.serve(tmp_path / "server", "--name", "Lab", "--invite")
    one.settle(server, "announced on this network")
    looking = two.browse()
    (found,) = looking.lists("Lab", seconds=FOUND_SECONDS)
    assert looking.seen[-1]["at"] - looking.seen[0]["at"] < FOUND_SECONDS
    assert found["addresses"] == ["10.77.0.1"]
    assert (found["port"], found["fingerprint"]) == (server.port, server.fingerprint)
    assert found["invite"]
    assert found["people"] == 0
    assert looking.leave() < FOUND_SECONDS


def test_people_join_by_the_list_and_are_counted_in_it(
    one: Host, two: Host, three: Host, tmp_path: Path
) -> None:
    one.serve(tmp_path / "server", "--name", "Lab")
    looking = three.browse()
    (found,) = looking.lists("Lab")
    address = f"{found['addresses'][0]}:{found['port']}"
    ada = two.join(address, found["fingerprint"], "Ada", tmp_path / "ada")
    assert ada.until(lambda seen: "joined" in seen)["joined"] == found["fingerprint"]
    bob = three.join(address, found["fingerprint"], "Bob", tmp_path / "bob")
    bob.until(lambda seen: "joined" in seen)
    ada.say("anyone here?")
    bob.until(lambda seen: seen.get("text") == "anyone here?")
    looking.until(people(2), "two people")
    bob.leave()
    ada.leave()
    looking.until(people(0), "nobody")


def test_a_server_that_stops_says_so_and_comes_back(one: Host, two: Host, tmp_path: Path) -> None:
    looking = two.browse()
    server = one.serve(tmp_path / "server", "--name", "Lab")
    (before,) = looking.lists("Lab", seconds=FOUND_SECONDS)
    assert server.stop() == 0
    looking.lists(seconds=FOUND_SECONDS)
    one.serve(tmp_path / "server", "--name", "Lab")
    (after,) = looking.lists("Lab", seconds=FOUND_SECONDS)
    assert after["id"] == before["id"]
    assert after["fingerprint"] == before["fingerprint"]


def test_a_server_that_is_killed_is_missed_and_comes_back(
    one: Host, two: Host, three: Host, tmp_path: Path
) -> None:
    looking = two.browse(ASK_SECONDS)
    server = one.serve(tmp_path / "server", "--name", "Lab", port=7275)
    (found,) = looking.lists("Lab")
    ada = three.join(found["addresses"][0], found["fingerprint"], "Ada", tmp_path / "ada")
    ada.until(lambda seen: "joined" in seen)
    server.kill()
    ada.say("is anyone there?")
    looking.lists(seconds=GONE_SECONDS)
    one.serve(tmp_path / "server", "--name", "Lab", port=7275)
    looking.lists("Lab", seconds=FOUND_SECONDS)
    ada.until(lambda seen: seen.get("text") == "is anyone there?")


def test_two_servers_with_one_name_are_two(
    one: Host, two: Host, three: Host, tmp_path: Path
) -> None:
    first = one.serve(tmp_path / "first", "--name", "Lab")
    second = two.serve(tmp_path / "second", "--name", "Lab")
    beside = two.serve(tmp_path / "beside", "--name", "Lab")
    looking = three.browse()
    found = looking.lists("Lab", "Lab", "Lab")
    assert {(one["addresses"][0], one["port"]) for one in found} == {
        ("10.77.0.1", first.port),
        ("10.77.0.2", second.port),
        ("10.77.0.2", beside.port),
    }
    assert first.stop() == 0
    left = {one["port"] for one in looking.lists("Lab", "Lab")}
    assert left == {second.port, beside.port}


def test_who_lists_servers_on_the_same_computer_finds_its_own(one: Host, tmp_path: Path) -> None:
    server = one.serve(tmp_path / "server", "--name", "Lab")
    (found,) = one.browse().lists("Lab")
    assert (found["addresses"], found["port"]) == (["10.77.0.1"], server.port)


@pytest.mark.parametrize(
    ("host", "visitor", "address"),
    [
        ("2001:db8:77::1/64", "2001:db8:77::2/64", "2001:db8:77::1"),
        ("fe80::1/64", "fe80::2/64", "fe80::1%"),
    ],
    ids=["a network of its own", "link-local alone"],
)
def test_with_ipv6_alone(lan: Lan, tmp_path: Path, host: str, visitor: str, address: str) -> None:
    one, two = lan.host(host), lan.host(visitor)
    one.serve(tmp_path / "server", "--name", "Lab")
    (found,) = two.browse().lists("Lab")
    (way,) = found["addresses"]
    assert way.startswith(address)
    ada = two.join(f"[{way}]:{found['port']}", found["fingerprint"], "Ada", tmp_path / "ada")
    ada.until(lambda seen: "joined" in seen)


def test_an_ipv6_address_that_is_still_being_checked(lan: Lan, tmp_path: Path) -> None:
    one, two = lan.host(), lan.host()
    one.check("card0", "2001:db8:77::1/64")
    two.check("card0", "2001:db8:77::2/64")
    server = one.serve(tmp_path / "server", "--name", "Lab")
    looking = two.browse()
    assert looking.lists("Lab", seconds=GONE_SECONDS)[0]["addresses"] == ["2001:db8:77::1"]
    assert "warning" not in server.stderr.read_text()


def test_the_near_one_of_several_addresses_comes_first(lan: Lan, tmp_path: Path) -> None:
    one = lan.host("10.77.1.1/24", "10.77.2.1/24", "2001:db8:77::1/64", "fe80::1/64")
    two = lan.host("10.77.2.2/24", "fe80::2/64")
    one.serve(tmp_path / "server", "--name", "Lab")
    looking = two.browse()
    ways = looking.lists("Lab")[0]["addresses"]
    assert ways[0] == "10.77.2.1"
    assert ways[1].startswith("fe80::1%")
    assert ways[2:] == ["10.77.1.1", "2001:db8:77::1"]


def test_a_server_at_one_address_announces_no_other(lan: Lan, tmp_path: Path) -> None:
    one = lan.host("10.77.0.1/24", "10.77.0.9/24", "2001:db8:77::1/64")
    two = lan.host("10.77.0.2/24", "2001:db8:77::2/64")
    one.serve(tmp_path / "server", "--name", "Lab", "--host", "10.77.0.9")
    one.serve(tmp_path / "quiet", "--name", "Quiet", "--no-discovery")
    one.serve(tmp_path / "own", "--name", "Own", "--host", "127.0.0.1")
    (found,) = two.browse().lists("Lab")
    assert found["addresses"] == ["10.77.0.9"]


def test_a_card_that_goes_off_and_on(one: Host, two: Host, tmp_path: Path) -> None:
    one.serve(tmp_path / "server", "--name", "Lab")
    looking = two.browse()
    looking.lists("Lab")
    one.down("card0")
    looking.lists(seconds=GONE_SECONDS)
    one.up("card0")
    looking.lists("Lab", seconds=GONE_SECONDS)


def test_a_cable_that_is_pulled_out_and_pushed_in(one: Host, two: Host, tmp_path: Path) -> None:
    server = one.serve(tmp_path / "server", "--name", "Lab")
    one.settle(server, "announced on this network")
    two.pull("card0")
    looking = two.browse()
    looking.until(lambda seen: "began" in seen)
    two.push("card0")
    looking.lists("Lab", seconds=GONE_SECONDS)


def test_a_card_that_comes_late_and_goes(one: Host, lan: Lan, tmp_path: Path) -> None:
    server = one.serve(tmp_path / "server", "--name", "Lab")
    two = lan.host()  # on no network yet
    looking = two.browse()
    one.settle(server, "announced on this network")
    two.plug("card1", "10.77.0.2/24")
    looking.until(addresses("10.77.0.1"))
    one.plug("card1", "10.77.0.7/24")
    looking.until(addresses("10.77.0.1", "10.77.0.7"))
    one.unplug("card0")
    looking.until(addresses("10.77.0.7"), seconds=GONE_SECONDS)
    two.unplug("card0")
    two.unplug("card1")
    looking.lists()


def test_a_server_without_a_network_serves_and_is_announced_later(
    lan: Lan, two: Host, tmp_path: Path
) -> None:
    one = lan.host()
    server = one.serve(tmp_path / "server", "--name", "Lab")
    looking = two.browse()
    one.up("card0", "10.77.0.1/24")
    looking.lists("Lab")
    assert server.stop() == 0
    assert "warning" not in server.stderr.read_text()


def test_a_copy_of_a_server_is_a_server_of_another_instance(
    one: Host, two: Host, three: Host, tmp_path: Path
) -> None:
    one.serve(tmp_path / "server", "--name", "Lab").stop()
    shutil.copytree(tmp_path / "server", tmp_path / "copy")
    first = one.serve(tmp_path / "server", "--name", "Lab", port=7275)
    one.settle(first, "announced on this network")
    second = two.serve(tmp_path / "copy", "--name", "Lab", port=7275)
    two.settle(second, "announced on this network")
    three.browse().until(addresses("10.77.0.1", "10.77.0.2"))


def test_whatever_others_announce_the_list_lives(
    one: Host, two: Host, three: Host, tmp_path: Path
) -> None:
    server = one.serve(tmp_path / "server", "--name", "Lab")
    looking = two.browse()
    (lab,) = looking.lists("Lab")
    false = "f" * 64
    pretending = [sys.executable, "-m", "tests.lan.pretender", lab["id"], false]
    with subprocess.Popen(
        [*three.enter, *pretending], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as pretender:
        assert pretender.stdout
        assert pretender.stdout.readline() == b"\n"
        found = looking.lists("Lab", "Lab")
        assert {one["fingerprint"] for one in found} == {server.fingerprint, false}
        assert server.stop() == 0
        (left,) = looking.lists("Lab")
        assert left["fingerprint"] == false
        pretender.communicate(timeout=DEADLINE)
    looking.lists()


def test_a_server_that_goes_on_stays_in_the_list(one: Host, two: Host) -> None:
    looking = two.browse()
    announcing = [*one.enter, sys.executable, "-m", "tests.lan.announcer"]
    with subprocess.Popen(announcing, cwd=ROOT, stdin=subprocess.PIPE) as announcer:
        for count in (0, 1, 0):
            looking.until(people(count), f"{count} people")
        announcer.communicate(timeout=DEADLINE)
    _began, *lists = looking.seen
    assert [[one["people"] for one in seen["servers"]] for seen in lists] == [[0], [1], [0]]
