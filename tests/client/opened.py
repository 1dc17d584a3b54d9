"""What stands for a window in the client's tests."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from chat_gui import reports
from chat_gui.client.address import Address
from chat_gui.client.receiver import Client
from chat_server.protocol import commands
from tests.support import DEADLINE

T = TypeVar("T")


class Window:
    """What stands for the window: takes from the client's queue."""

    def __init__(
        self, address: Address, folder: Path, nick: str = "Ada", *, tls: bool = False, **more: Any
    ) -> None:
        self.client = Client(address, nick, folder, plaintext=not tls, **more)
        self.told: list[reports.News] = []
        self.client.start()

    def until(self, kind: type[T], **fields: object) -> T:
        """Wait for what the client tells of this kind with these fields."""
        end = time.monotonic() + DEADLINE
        while True:
            what = self.client.incoming.get(timeout=max(0.0, end - time.monotonic()))
            self.told.append(what)
            if isinstance(what, kind) and all(getattr(what, k) == v for k, v in fields.items()):
                return what

    def say(self, id: str, text: str = "hello", room: str = "lobby") -> None:
        self.client.send(commands.Send(room, id, text))


Open = Callable[..., Window]
"""Opens one: `open_window(port, nick="Ada", host="127.0.0.1", tls=False, data="data", …)`."""
