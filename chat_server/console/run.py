"""Does one task on the running server: asks, and prints the answer."""

import sys
import time

from chat_server.config import Config
from chat_server.console.deeds import DEEDS, Asked
from chat_server.console.wire import Refused, Wire
from chat_server.protocol.terminal import harmless
from chat_server.upkeep import output


def run(config: Config, task: object) -> int:
    """0 when it is done, 1 when the server refuses. Raises `ConfigError` or `StorageError`."""
    deed = DEEDS[type(task)]
    lasting: int | None = getattr(task, "lasting", None)
    until = None if lasting is None else time.time_ns() // 1_000_000 + lasting * 1_000
    try:
        with Wire(config.folder) as wire:
            asked = Asked(task, until, wire.server)
            answer = wire.ask(deed.ask(asked))
    except Refused as refused:
        return _complain(1, str(refused))
    except KeyboardInterrupt:
        return _complain(2, "Stopped before the server answered; `audit` tells what was done.")
    for line in deed.tell(asked, answer):
        output.tell(harmless(line))
    return 0


def _complain(status: int, why: str) -> int:
    print(f"parlor-server: {harmless(why)}", file=sys.stderr)
    return status
