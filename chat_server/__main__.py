"""`parlor-server`: arguments -> configuration -> server, until Ctrl+C or SIGTERM."""

import logging
import signal
import sys
import threading
from collections.abc import Sequence

from chat_server import logs
from chat_server.config import ConfigError, read
from chat_server.server import Server, tune
from chat_server.storage import StorageError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the server; gives the exit status: 0 stopped, 1 failed, 2 could not start."""
    try:
        config = read(arguments)
        logs.set_up(logging.DEBUG if config.verbose else logging.INFO)
        server = Server(config)
    except (ConfigError, StorageError) as error:
        return _refuse(str(error))
    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: server.ask_to_stop())
    if config.until_eof:
        threading.Thread(target=_read_on, args=[server], daemon=True, name="stdin").start()
    tune()
    addresses = server.start()
    logs.event(logging.WARNING, "the wire is not encrypted: anyone on this network can read it")
    try:
        for address in addresses:
            print(f"parlor-server listening on {address} (native, plaintext)", flush=True)
        server.wait()
    except OSError as error:
        return _refuse(f"Nobody reads standard output: {error.strerror}.")
    finally:
        server.stop()
    return int(server.failed)


def _read_on(server: Server) -> None:
    """Stop the server when whoever started it is gone, however that went."""
    while sys.stdin.buffer.read(4096):
        pass
    server.ask_to_stop()


def _refuse(why: str) -> int:
    print(f"parlor-server: {logs.harmless(why)}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
