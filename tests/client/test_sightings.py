"""What was heard of servers becomes the list that is shown."""

import msgspec

from chat_gui.client.sightings import merged
from chat_server.protocol.found import MOST_ADDRESSES, Found
from chat_server.protocol.places import Place

HERE = [Place(False, "192.168.1.2", "192.168.1.0/24", 2)]
LAB = Found(id="lab-id", name="Lab", fingerprint="0" * 64, addresses=("192.168.1.20",), port=7275)


def like(**changed: object) -> Found:
    return msgspec.structs.replace(LAB, **changed)


def test_two_servers_with_one_name_are_both_listed_by_name() -> None:
    other = like(id="another", addresses=("192.168.1.30",))
    attic = like(id="x", name="attic")
    assert merged([LAB, other, attic], HERE) == (attic, other, LAB)


def test_a_server_heard_twice_is_listed_once_with_all_its_addresses() -> None:
    again = like(people=3, addresses=("10.0.0.1", "192.168.1.20"))
    assert merged([LAB, again], HERE) == (like(people=3, addresses=("192.168.1.20", "10.0.0.1")),)


def test_who_shows_another_certificate_or_port_is_another_server() -> None:
    pretender = like(fingerprint="f" * 64, addresses=("192.168.1.66",))
    elsewhere = like(port=7276)
    found = merged([LAB, pretender, elsewhere], HERE)
    assert len(found) == 3
    assert LAB in found


def test_the_order_in_which_they_are_heard_changes_nothing() -> None:
    same = like(id="same", addresses=("192.168.1.40", "192.168.1.41"))
    turned = like(id="same", addresses=("192.168.1.41", "192.168.1.40"))
    assert merged([LAB, same], HERE) == merged([turned, LAB], HERE)


def test_who_is_nowhere_to_be_reached_is_not_listed() -> None:
    both = [*HERE, Place(False, "10.0.0.2", "10.0.0.0/8", 3)]
    assert merged([like(addresses=("fe80::1",))], both) == ()  # on which of the two cards?
    many = like(addresses=tuple(f"10.0.0.{one}" for one in range(1, 40)))
    doubled = like(addresses=tuple(f"10.0.1.{one}" for one in range(1, 40)))
    (one,) = merged([many, doubled], HERE)
    assert len(one.addresses) == MOST_ADDRESSES
