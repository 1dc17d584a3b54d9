"""What a server says of itself on the network comes back as it was; nonsense is not believed."""

import ipaddress
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_server.protocol import found
from chat_server.protocol.found import Found

FINGERPRINT = "0123456789abcdef" * 4
LAB = Found(
    id="V1StGXR8_Z5jdHi6",
    name="Lab",
    version="1.0.0",
    invite=True,
    fingerprint=FINGERPRINT,
    people=3,
    addresses=("192.168.1.20", "2001:db8::20", "fe80::20%eth0"),
    port=7275,
)

names = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=found.MOST_NAME).map(
    str.strip
)
addresses = st.sampled_from(["10.0.0.2", "192.168.1.20", "2001:db8::1", "fe80::1%3", "fe80::1"])
servers = st.builds(
    Found,
    id=st.text(string.ascii_letters + string.digits + "-_", min_size=1, max_size=64),
    name=names.filter(found.is_name),
    version=st.text(string.digits + ".", max_size=10),
    invite=st.booleans(),
    fingerprint=st.sampled_from(["", FINGERPRINT]),
    people=st.integers(0, found.MOST_PEOPLE),
    addresses=st.lists(addresses, unique=True, min_size=1).map(tuple),
    port=st.integers(1, 65_535),
)


def told(server: Found, **changed: str) -> dict[bytes, bytes | None]:
    return {key.encode(): value.encode() for key, value in (server.txt() | changed).items()}


def read(server: Found, **changed: str) -> Found | None:
    return Found.read(told(server, **changed), server.addresses, server.port)


@given(servers)
def test_what_is_told_is_what_is_read(server: Found) -> None:
    again = read(server)
    assert again is not None
    if len(server.name.encode()) <= 240:
        assert again == server
    else:
        assert server.name.startswith(again.name)


@given(servers)
def test_the_records_keep_to_the_sizes_of_dns(server: Found) -> None:
    assert all(len(f"{key}={value}".encode()) <= 255 for key, value in server.txt().items())
    label = server.instance
    assert len(label.encode()) <= 63
    assert "." not in label


def test_two_servers_with_one_name_are_two_instances() -> None:
    other = Found(id="another", name=LAB.name)
    assert LAB.instance == "Lab (V1StGX)"
    assert LAB.instance != other.instance
    longest = "é" * 64
    assert Found(id="one", name=longest).instance != Found(id="two", name=longest).instance


@given(
    st.dictionaries(
        st.binary(max_size=12) | st.sampled_from([key.encode() for key in LAB.txt()]),
        st.none() | st.binary(max_size=80),
    ),
    st.lists(st.text(max_size=20) | addresses, max_size=30),
    st.integers(-1, 70_000),
)
def test_whatever_the_network_says_is_nothing_or_can_be(
    txt: dict[bytes, bytes | None], where: list[str], port: int
) -> None:
    kept = Found.read(told(LAB) | txt, where, port)
    if kept is None:
        return
    assert kept.name.isprintable()
    assert 0 < len(kept.name) <= found.MOST_NAME
    assert kept.version.isascii()
    assert len(kept.version) <= 32
    assert len(kept.id) <= 128
    assert kept.fingerprint in ("", FINGERPRINT) or len(kept.fingerprint) == 64
    assert 0 <= kept.people <= found.MOST_PEOPLE
    assert 0 < kept.port < 65_536
    assert 0 < len(kept.addresses) <= found.MOST_ADDRESSES
    for address in kept.addresses:
        ipaddress.ip_address(address.partition("%")[0])


@pytest.mark.parametrize(
    "changed",
    [
        {"id": ""},
        {"id": "a b"},
        {"id": "a" * 129},
        {"name": ""},
        {"name": "\u3164"},
        {"name": "Lab\u202e"},
        {"name": "Lab\nnow"},
        {"name": "x" * 65},
        {"name": "a" + "\u0301" * 9},
        {"fingerprint": FINGERPRINT[:-1]},
        {"fingerprint": FINGERPRINT.upper()},
        {"version": "1 2"},
        {"version": "1" * 33},
    ],
)
def test_what_cannot_be_is_no_server(changed: dict[str, str]) -> None:
    assert read(LAB) == LAB
    assert read(LAB, **changed) is None


@pytest.mark.parametrize("port", [-1, 0, 65_536])
def test_a_port_that_cannot_be(port: int) -> None:
    assert Found.read(told(LAB), LAB.addresses, port) is None


def test_addresses_that_lead_nowhere_are_left_out() -> None:
    nowhere = ["127.0.0.1", "::1", "0.0.0.0", "::", "224.0.0.251", "lab-pc4", "10.0.0.2%eth0"]
    where = [*nowhere, "fe80::1%a b", "10.0.0.2", "fe80::1%eth0", "10.0.0.2"]
    kept = Found.read(told(LAB), where, 7275)
    assert kept is not None
    assert kept.addresses == ("10.0.0.2", "fe80::1%eth0")
    assert Found.read(told(LAB), nowhere, 7275) is None
    many = [str(ipaddress.IPv4Address((10 << 24) + one)) for one in range(40)]
    kept = Found.read(told(LAB), many, 7275)
    assert kept is not None
    assert len(kept.addresses) == found.MOST_ADDRESSES


@pytest.mark.parametrize(
    ("said", "people"),
    [("3", 3), ("", 0), ("-1", 0), ("9" * 12, found.MOST_PEOPLE), ("9" * 13, 0), ("many", 0)],
)
def test_how_many_people_there_are(said: str, people: int) -> None:
    kept = read(LAB, people=said)
    assert kept is not None
    assert kept.people == people


def test_an_older_or_newer_version_may_say_less_or_more() -> None:
    least = {b"id": b"1", b"NAME": b"Lab", b"theme": b"dark", b"flag": None}
    assert Found.read(least, ["10.0.0.2"], 1) == Found(
        id="1", name="Lab", addresses=("10.0.0.2",), port=1
    )
    assert Found.read(least | {b"note": b"\xff"}, ["10.0.0.2"], 1) is None
