"""`parlor-server`: arguments -> configuration -> server, until Ctrl+C or SIGTERM.

Or, told so, one of the tasks that look after the log.
"""

import io
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence

from chat_server import logs, own_addresses, starter
from chat_server.config import Config, ConfigError
from chat_server.console import run as console
from chat_server.console.deeds import DEEDS
from chat_server.flags import Backup, Check, Export, Serve, read
from chat_server.protocol.certificate import comparison_code
from chat_server.protocol.terminal import harmless
from chat_server.server import Server, tune
from chat_server.storage import StorageError
from chat_server.upkeep import backup, check, export


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments say; gives the exit status: 0 done, 1 failed, 2 could not begin."""
    try:
        config, task = read(arguments)
        return _TASKS[type(task)](config, task)
    except (ConfigError, StorageError) as error:
        return _refuse(str(error))


def _look_after(run: Callable[..., int]) -> Callable[..., int]:
    """A task that leaves nothing behind when it is told to stop."""

    def looking_after(config: Config, task: object) -> int:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            return run(config, task)
        except KeyboardInterrupt:
            return _refuse("Stopped before it was done; nothing is left behind.")

    return looking_after


def _serve(config: Config, _: Serve) -> int:
    logs.set_up(logging.DEBUG if config.verbose else logging.INFO)
    _when_told_to_stop(lambda: os._exit(0))  # nobody is here yet, and a log is safe at any moment
    server = Server(config)
    _when_told_to_stop(server.ask_to_stop)
    if config.until_eof:
        # Without a buffer: its lock, held by the waiting thread, would abort the program's end.
        heard = (io.FileIO(0, closefd=False), config.folder, server)
        threading.Thread(target=starter.heed, args=heard, daemon=True, name="stdin").start()
    tune()
    addresses = server.start()
    try:
        for address, spoken in addresses:
            print(f"parlor-server listening on {address} ({spoken})", flush=True)
        _tell_addresses(server.listening)
        _tell_security(server.fingerprint, config)
        server.wait()
    except OSError as error:
        return _refuse(f"Nobody reads standard output: {error.strerror}.")
    finally:
        server.stop()
    return int(server.failed)


def _when_told_to_stop(leave: Callable[[], None]) -> None:
    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: leave())


def _tell_addresses(listening: list[tuple[str, int]]) -> None:
    """Where others join; aside, as looking up a name takes long where nobody knows it."""
    threading.Thread(target=own_addresses.tell, args=[listening], daemon=True, name="told").start()


def _tell_security(fingerprint: str, config: Config) -> None:
    """What people compare when they first connect. The code takes a while, so this comes late."""
    if not fingerprint:
        text = "the wire is not encrypted: anyone on this network can read it"
        logs.event(logging.WARNING, text)
        return
    if config.foreign_ports:
        text = "clients of these dialects are not encrypted, and no private room is open to them"
        dialects = ", ".join(dict.fromkeys(name for name, _ in config.foreign_ports))
        logs.event(logging.WARNING, text, dialects=dialects)
    code = comparison_code(fingerprint)
    logs.event(logging.INFO, "the wire is encrypted", fingerprint=fingerprint, code=code)


def _refuse(why: str) -> int:
    print(f"parlor-server: {harmless(why)}", file=sys.stderr)
    return 2


_TASKS: dict[type, Callable[..., int]] = {
    Serve: _serve,
    Backup: _look_after(backup.run),
    Export: _look_after(export.run),
    Check: _look_after(check.run),
    **dict.fromkeys(DEEDS, console.run),
}

if __name__ == "__main__":
    sys.exit(main())
