"""What a person types into the address field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_gui.client.address import Address
from chat_server.protocol.limits import PORT

labels = st.from_regex(r"\A[a-z]([a-z0-9-]{0,20}[a-z0-9])?\Z")
names = st.lists(labels, min_size=1, max_size=4).map(".".join)
ipv4 = st.ip_addresses(v=4).map(str)
ipv6 = st.ip_addresses(v=6).map(lambda address: address.compressed)
hosts = names | ipv4 | ipv6


@pytest.mark.parametrize(
    ("typed", "host", "port"),
    [
        ("lab-pc4", "lab-pc4", PORT),
        (" Lab-PC4:9000\n", "lab-pc4", 9_000),
        ("192.168.1.20", "192.168.1.20", PORT),
        ("192.168.1.20:7275", "192.168.1.20", 7_275),
        ("::1", "::1", PORT),
        ("[::1]", "::1", PORT),
        ("[::1]:7275", "::1", 7_275),
        ("[FE80:0:0:0::1%eth0]:7275", "fe80::1%eth0", 7_275),
        ("lab_pc.local.", "lab_pc.local.", PORT),
        ("büro", "büro", PORT),
    ],
)
def test_what_can_be_reached(typed: str, host: str, port: int) -> None:
    assert Address.parse(typed) == Address(host, port)


@pytest.mark.parametrize(
    "typed",
    [
        *("", "  ", ":", ":7275", "lab:", "lab:x", "lab:0", "lab:65536", "lab:-1", "lab:1.5"),
        *("[::1", "[]", "[::1]7275", "[::1]:", "[lab]:7275", "1:2:3", "::1%", "::1%a b", ":::1"),
        *("http://lab", "a b", "-lab", "lab-", "a..b", ".", "1.2.3", "256.1.1.1", "1.2.3.4.5"),
        *("x" * 64, "x." * 127 + "x", "[::1]:7275\n7", "lab:٧", "ü" * 63, "\ud800"),
    ],
)
def test_what_can_not(typed: str) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]+\.$") as caught:
        Address.parse(typed)
    assert type(caught.value) is ValueError


@given(host=hosts, port=st.integers(1, 65_535))
def test_what_is_written_can_be_read(host: str, port: int) -> None:
    address = Address(host, port)
    assert Address.parse(str(address)) == address


@given(host=hosts)
def test_the_port_may_be_left_out(host: str) -> None:
    assert Address.parse(host) == Address(host, PORT)


@given(st.text() | st.text("[]:.%1a-", max_size=12))
def test_anything_typed_is_an_address_or_a_sentence(typed: str) -> None:
    try:
        address: Address | str = Address.parse(typed)
    except ValueError as error:
        address = str(error)
    if isinstance(address, Address):
        assert Address.parse(str(address)) == address
    else:
        assert address.isprintable()
