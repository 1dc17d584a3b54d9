"""What holds of every foreign dialect, whatever its peer sends and is told: `drive` asserts it."""

import itertools
from collections.abc import Collection, Iterable

from chat_server.dialects.callings import MARK, SAYS
from chat_server.dialects.foreign import Foreign
from chat_server.dialects.header10 import HEADER, SEND_BYTES
from chat_server.dialects.nick import PACKET_BYTES, Nick
from chat_server.protocol import codec, commands, events, names
from chat_server.protocol.codec import Fault
from chat_server.protocol.limits import Limits

ENTERED = (
    events.Welcome(1, events.ServerInfo("s", "s", "1"), events.You("me", "Ada"), "", [], Limits()),
    events.RoomState(names.LOBBY, "public", "", [], 1, 0, 0, 0),
)
"""What a peer is told that comes in."""
SAYING = (events.Message, events.Edited)


def drive(
    kind: type[Foreign], chunks: Iterable[bytes], told: Iterable[events.Event]
) -> list[bytes]:
    """The packets that come of bytes from a peer, and of what it is told, in turns."""
    speaker = kind()
    speaker.begin()
    packets = _packets(speaker)
    possible = [event for event in told if _is_possible(event)]
    for chunk, event in itertools.zip_longest(chunks, possible):
        _check_said(speaker.feed(chunk or b""))
        if event is not None:
            _check_said(speaker.told(event))
        _tick(speaker)
        packets += _packets(speaker)
    authors = {event.by.nick for event in possible if isinstance(event, SAYING)}
    for packet in packets:
        if isinstance(speaker, Nick):
            check_lines(packet.decode("ascii" if kind is Nick else "utf-8"), authors)
        else:
            check_frames(packet)
    return packets


def _is_possible(event: events.Event) -> bool:
    """Whether the server may say it: those whom it tells of have nicknames that may be."""
    people = (getattr(event, field, None) for field in ("by", "who", "you"))
    return all(0 < len(one.nick) <= Limits().nick for one in people if one is not None)


def _tick(speaker: Foreign) -> None:
    for what in list(speaker.waits):
        del speaker.waits[what]
        _check_said(speaker.tick(what))


def _packets(speaker: Foreign) -> list[bytes]:
    packets = []
    while speaker.waiting_bytes:
        packets.append(speaker.packet())
        assert packets[-1], "something waits, but nothing comes"
    assert not speaker.packet()
    return packets


def _check_said(said: list[commands.AnyCommand | Fault]) -> None:
    """The hub can read it, and does not refuse it for its form."""
    for one in said:
        if isinstance(one, Fault):
            continue
        assert codec.command_decoder().feed(codec.encode(one)) == [one]
        if isinstance(one, commands.Send):
            names.text(one.text)


def check_lines(packet: str, authors: Collection[str]) -> None:
    """Whole lines that fit, none of which looks like what one of others has said."""
    assert 0 < len(packet.encode()) <= PACKET_BYTES
    for line in packet.split("\n"):
        assert len(line.splitlines()) <= 1, "what a terminal may take for more lines"
        by, says, _ = line.partition(SAYS)
        assert not says or MARK in by or by in authors, line


def check_frames(packet: bytes) -> None:
    """Whole messages, each behind its username."""
    assert 0 < len(packet) <= SEND_BYTES
    strings = []
    while packet:
        end = HEADER + int(packet[:HEADER])
        assert len(packet) >= end
        strings.append(packet[HEADER:end].decode())
        packet = packet[end:]
    assert len(strings) % 2 == 0
