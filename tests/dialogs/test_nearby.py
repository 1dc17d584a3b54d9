"""What the first dialog's list says of a server, and what is asked for when one is joined."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_gui.client.address import Address
from chat_gui.dialogs.checks import Wish
from chat_gui.dialogs.nearby import Listed, listed, wish
from chat_server import __version__
from chat_server.protocol.found import Found

OURS, OTHER = "2f" * 32, "3a" * 32
WHERE = ("192.168.1.20", "fe80::20%eth0")
LAB = Found("lab", "Lab 4", __version__, False, OURS, 12, WHERE, 7275)


def line(server: Found, **pins: str) -> Listed:
    (only,) = listed([server], {key.replace("_", "."): pin for key, pin in pins.items()})
    return only


def changed(**fields: object) -> Found:
    return Found(**{name: getattr(LAB, name) for name in LAB.__struct_fields__} | fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("server", "note", "lock"),
    [
        (LAB, "encrypted", ""),
        (changed(invite=True), "invite needed", "lock"),
        (changed(fingerprint=""), "not encrypted", "unlock"),
        (changed(fingerprint="", invite=True), "invite needed, not encrypted", "unlock"),
    ],
)
def test_what_there_is_to_know(server: Found, note: str, lock: str) -> None:
    assert (line(server).note, line(server).lock) == (note, lock)


def test_who_was_there_before_is_told_so_and_asked_for_no_invite() -> None:
    (known,) = listed([changed(invite=True)], {"10.0.0.1:7275": OURS})
    assert (known.note, known.lock) == ("joined before", "")


@pytest.mark.parametrize(
    ("count", "said"), [(0, "nobody yet"), (1, "1 person"), (1200, "1,200 people")]
)
def test_how_many_people(count: int, said: str) -> None:
    assert line(changed(people=count)).people == said


def test_where_it_is_and_another_version() -> None:
    assert line(LAB).where == "192.168.1.20"
    assert line(changed(port=7300)).where == "192.168.1.20:7300"
    assert line(changed(addresses=("2001:db8::1",), port=7300)).where == "[2001:db8::1]:7300"
    assert line(changed(version="9.1.2")).where == "Parlor 9.1.2 · 192.168.1.20"
    assert line(changed(version=f"{__version__}1")).where == "192.168.1.20"
    assert line(changed(version="")).where == "192.168.1.20"


def test_what_was_announced_is_what_is_asked_for() -> None:
    others = (Address("fe80::20%eth0"),)
    expected = Wish("Ada", Address("192.168.1.20"), False, OURS, others=others)
    assert wish("Ada", line(LAB)) == expected
    assert expected.elsewhere() == Wish("Ada", Address("fe80::20%eth0"), False, OURS)


def test_where_one_was_before_is_tried_first() -> None:
    (known,) = listed([LAB], {"[fe80::20%eth0]:7275": OURS})
    assert known.addresses == (Address("fe80::20%eth0"), Address("192.168.1.20"))
    assert known.where == "192.168.1.20"


def test_nobody_is_led_into_plaintext_by_an_announcement() -> None:
    (bare,) = listed([changed(fingerprint="")], {})
    assert bare.plaintext
    (before,) = listed([changed(fingerprint="")], {"192.168.1.20:7275": OURS})
    assert not before.plaintext, "it has encrypted here before"


def test_the_same_id_with_another_certificate_is_another_line() -> None:
    lines = listed([LAB, changed(fingerprint=OTHER)], {})
    assert lines[0].key != lines[1].key
    elsewhere = line(changed(port=7300))
    assert elsewhere.key != line(LAB).key, "who picks the one must not join the other"
    (more,) = listed([changed(people=13, name="Lab 5", addresses=("10.0.0.9",))], {})
    assert more.key == lines[0].key


servers = st.builds(
    Found,
    id=st.sampled_from(["a", "b"]),
    name=st.text(min_size=1, max_size=64),
    version=st.from_regex(r"[!-~]{0,32}", fullmatch=True),
    invite=st.booleans(),
    fingerprint=st.sampled_from(["", OURS, OTHER]),
    people=st.integers(0, 10_000_000),
    addresses=st.lists(st.sampled_from([*WHERE, "10.0.0.1"]), unique=True, min_size=1).map(tuple),
    port=st.integers(1, 65_535),
)
pins = st.dictionaries(
    st.sampled_from(["192.168.1.20:7275", "10.0.0.1:7275", "[fe80::20%eth0]:7275"]),
    st.sampled_from([OURS, OTHER]),
)


@given(servers, pins)
def test_whatever_is_found_can_be_joined(server: Found, trusted: dict[str, str]) -> None:
    (one,) = listed([server], trusted)
    wanted = wish("Ada", one)
    assert {wanted.address, *wanted.others} == {
        Address(host, server.port) for host in server.addresses
    }
    assert not (wanted.plaintext and wanted.fingerprint)
    assert not (wanted.plaintext and any(str(at) in trusted for at in one.addresses))
