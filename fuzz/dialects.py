"""Any bytes for every dialect, and whatever a peer may be told in it: found, not listed."""

import importlib
import inspect
import pkgutil

from chat_server import dialects
from chat_server.dialects import known
from chat_server.protocol import codec
from chat_server.protocol.codec import Fault, Logged
from chat_server.protocol.events import Entry
from fuzz.foreign import ENTERED, drive
from fuzz.streams import LIMIT, chunks, read, split


def every_dialect() -> list[type]:
    """The classes of chat_server/dialects that turn bytes into commands and events into bytes."""
    found = []
    for info in pkgutil.iter_modules(dialects.__path__, f"{dialects.__name__}."):
        module = importlib.import_module(info.name)
        for _, one in inspect.getmembers(module, inspect.isclass):
            if one.__module__ == info.name and hasattr(one, "feed") and hasattr(one, "render"):
                found.append(one)
    return found


DIALECTS = every_dialect()
FOREIGN = tuple(known.DIALECTS.values())
assert DIALECTS
assert FOREIGN


def check(data: bytes) -> None:
    sizes, stream = split(data)
    told = [one for one in codec.event_decoder().feed(stream) if not isinstance(one, Fault)]
    for dialect in DIALECTS:
        for one in read(lambda dialect=dialect: dialect(LIMIT), sizes, stream, lambda _reader: 0):
            if isinstance(one, Fault):
                told.append(one.as_error())
        _assert_tells(dialect, told)
    for kind in FOREIGN:
        drive(kind, chunks(sizes, stream), told)
        drive(kind, chunks(sizes, stream), [*ENTERED, *told])


def _assert_tells(dialect: type, told: list) -> None:
    logged = [Logged(one, codec.encode(one)) if isinstance(one, Entry) else one for one in told]
    together = dialect.render(logged)
    assert together == b"".join(dialect.render([one]) for one in logged)
    assert not together or together.endswith(b"\n")
