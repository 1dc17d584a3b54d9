"""The bytes of `header10`, without a server: whole frames, however they come and whoever speaks."""

from hypothesis import given
from hypothesis import strategies as st

from chat_server.dialects.foreign import Said
from chat_server.dialects.header10 import HEADER, SAYS, SEND_BYTES, Header10
from chat_server.protocol import commands, events
from chat_server.protocol.codec import Fault
from tests.dialects.header10_client import HeaderClient

framed = HeaderClient.framed
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=32)
frames = st.one_of(
    texts.map(framed),
    st.binary(max_size=40).map(framed),
    st.binary(max_size=30),
    st.sampled_from([b"5", b"-5        ", b"+5        ", b"65537     ", b"0         "]),
)


def seated() -> Header10:
    """One in the lobby, with nothing to tell yet."""
    peer = Header10()
    peer.feed(framed("Ada"))
    peer._me, peer._here = "ada", True
    return peer


def read(data: bytes) -> list[tuple[str, str]]:
    """What the client prints of whole frames; fails at any other."""
    strings = []
    while data:
        length = int(data[:HEADER].decode("ascii"))
        assert data[:HEADER] == b"%-10d" % length
        assert len(data) >= HEADER + length
        strings.append(data[HEADER : HEADER + length].decode("utf-8"))
        data = data[HEADER + length :]
    assert len(strings) % 2 == 0
    return list(zip(strings[::2], strings[1::2], strict=True))


def taken(peer: Header10) -> list[bytes]:
    """All packets that wait."""
    packets = []
    while peer.waiting_bytes:
        packets.append(peer.packet())
        assert packets[-1]
    assert peer.packet() == b""
    return packets


@given(st.lists(frames, max_size=8).map(b"".join), st.lists(st.integers(1, 40), max_size=60))
def test_how_it_is_cut_changes_nothing(data: bytes, cuts: list[int]) -> None:
    whole, piecemeal = Header10(), Header10()
    at_once = whole.feed(data)
    bit_by_bit: list[Said] = []
    at = 0
    for size in [*cuts, len(data)]:
        bit_by_bit += piecemeal.feed(data[at : at + size])
        at += size
    assert bit_by_bit == at_once
    assert list(whole._waiting) == list(piecemeal._waiting)
    faults = [one for one in at_once if isinstance(one, Fault)]
    assert len(faults) <= 1
    if faults:
        assert at_once[-1] is faults[0]
        assert whole.feed(framed("more")) == []


@given(st.lists(texts, max_size=5))
def test_what_is_framed_is_said(said: list[str]) -> None:
    peer = seated()
    sent = peer.feed(b"".join(map(framed, said)))
    kept = list(peer._waiting)
    assert all(text.strip() == text for text in kept)
    assert len(kept) <= len(said)
    assert [type(one) for one in sent] == [commands.Send] * bool(kept)


@given(
    st.lists(
        st.tuples(names, st.text(st.characters(exclude_categories=["Cs"]), max_size=3_000)),
        max_size=6,
    )
)
def test_every_packet_is_whole_messages_and_no_line_forges_another(
    lines: list[tuple[str, str]],
) -> None:
    peer = seated()
    for seq, (by, text) in enumerate(lines):
        who = events.Who(f"id{seq}", by)
        peer.told(events.Message("lobby", seq + 1, 0, who, str(seq), text))
    waiting = peer.waiting_bytes
    packets = taken(peer)
    assert sum(map(len, packets)) == waiting
    assert all(len(one) <= SEND_BYTES for one in packets)
    printed = [line for one in packets for line in read(one)]
    assert all(len(text.splitlines()) == 1 for _, text in printed)
    expected = [(by, line) for by, text in lines for line in text.splitlines() if line.strip()]
    for by, line in expected:
        pieces = ""
        while pieces != line:
            who_said, piece = printed.pop(0)
            assert SAYS not in f"{who_said} "
            fit = by.isprintable() and SAYS not in f"{by} " and "~" not in by
            assert who_said == by if fit else "~" in who_said
            pieces += piece
    assert printed == []


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_a_refusal_is_one_whole_message(text: str) -> None:
    error = events.Error(code="server-full", text=text, fatal=True)  # type: ignore[arg-type]
    assert read(Header10.refusal(error)) == [("server", text)]


def test_no_nickname_speaks_for_another() -> None:
    peer = seated()
    for nick in ("Bob > I owe you", "Bob >", "Bob"):
        peer.told(events.Message("lobby", 1, 0, events.Who(nick, nick), "1", "hi"))
    (packet,) = taken(peer)
    assert read(packet) == [("Bob I owe you~", "hi"), ("Bob~", "hi"), ("Bob", "hi")]


def test_what_is_dropped_is_never_sent() -> None:
    peer = seated()
    peer.told(events.Message("lobby", 1, 0, events.Who("bob", "Bob"), "1", "hello"))
    assert peer.waiting_bytes
    peer.drop()
    assert taken(peer) == []
