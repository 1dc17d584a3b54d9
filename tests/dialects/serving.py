"""A server that speaks the classic dialects on free ports."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chat_server import console_key
from chat_server.records import CONSOLE_NICK
from tests.server.keys import Key, prove
from tests.support import RawClient, ServerProcess

CLASSIC = ("--listen", "nick=0", "--listen", "nick-utf8=0", "--listen", "header10=0")


@contextlib.contextmanager
def serving(folder: Path, settings: str = "", *flags: str) -> Iterator[ServerProcess]:
    """One that ends well, and without a bug in its log."""
    folder.mkdir(exist_ok=True)
    (folder / "parlor.toml").write_text(settings)
    with ServerProcess(folder, 0, *CLASSIC, *flags) as server:
        yield server
        if server.process.poll() is None:
            assert server.stop() == 0
        assert " bug " not in server.stderr.read_text()


def window(server: ServerProcess, nick: str, **hello: Any) -> RawClient:
    """Somebody in the lobby who speaks the native dialect."""
    client = server.client(nick, **hello)
    client.join()
    return client


def console(server: ServerProcess) -> RawClient:
    """The server's own person, who may do everything."""
    client = RawClient(server.port)
    prove(client, Key(console_key.read(server.data)), CONSOLE_NICK)
    return client
