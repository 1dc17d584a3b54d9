"""Any bytes for the line decoders: a server's, which reads commands, and a client's of events."""

from chat_server.protocol import codec
from chat_server.protocol.codec import Fault, LineDecoder
from fuzz.streams import LIMIT, read, split


def check(data: bytes) -> None:
    sizes, stream = split(data)
    commands = read(lambda: codec.command_decoder(LIMIT), sizes, stream, _held)
    events = read(lambda: codec.event_decoder(LIMIT), sizes, stream, _held)
    for one in commands:
        again = codec.event_decoder() if isinstance(one, Fault) else codec.command_decoder()
        told = one.as_error() if isinstance(one, Fault) else one
        _assert_survives(again, told)
    for one in events:
        if not isinstance(one, Fault):
            _assert_survives(codec.event_decoder(), one)


def _held(decoder: LineDecoder) -> int:
    return decoder.held


def _assert_survives(decoder: LineDecoder, struct: object) -> None:
    line = codec.encode(struct)
    assert line.count(b"\n") == 1
    (again,) = decoder.feed(line)
    assert again == struct, f"{struct} comes back as {again}"
