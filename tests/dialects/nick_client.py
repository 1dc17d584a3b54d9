"""A client of the dialects `nick` and `nick-utf8`, written from what is known of them on the wire.

It takes whatever `recv(1024)` gives it for one thing to print, decodes it strictly, answers what is
exactly the question with its nickname, and ends at what it can't decode, as those programs do.
"""

import select
import socket
import threading
import time
from typing import Self

from tests.support import DEADLINE, ServerProcess, wait_until

QUESTIONS = {"nick": ("NICK", "ascii"), "nick-utf8": ("Nick", "utf-8")}


class NickClient:
    """Prints into `printed`. `silent`: it never answers. `begin` waits before it reads."""

    def __init__(
        self, server: ServerProcess, nick: str, dialect: str = "nick", *, silent: bool = False
    ) -> None:
        self.nick = nick
        self.question, self.encoding = QUESTIONS[dialect]
        self.silent = silent
        self.printed: list[str] = []
        """What was printed, each with one `print`."""
        self.times: list[float] = []
        self.asked = 0
        self.failure: BaseException | None = None
        """What ended it; `EOFError` where the server closed in an orderly way."""
        self.socket = socket.create_connection(("127.0.0.1", server.ports[dialect]))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._closing, self._closed = socket.socketpair()

    def begin(self) -> Self:
        """Read from now on."""
        self._thread.start()
        return self

    def _read(self) -> None:
        try:
            while self._closed not in select.select([self.socket, self._closed], [], [])[0]:
                self._take(self.socket.recv(1024).decode(self.encoding))
        except (OSError, EOFError, UnicodeDecodeError) as error:
            self.failure = error

    def _take(self, message: str) -> None:
        if not message:
            raise EOFError  # they would print empty lines from now on, for ever
        self.times.append(time.monotonic())
        if message != self.question:
            self.printed.append(message)
            return
        self.asked += 1
        if not self.silent:
            self.socket.sendall(self.nick.encode(self.encoding))

    def type(self, text: str) -> None:
        """The user types a line."""
        self.socket.sendall(f"{self.nick}: {text}".encode(self.encoding))

    @property
    def lines(self) -> list[str]:
        """What stands on the screen."""
        return "\n".join(self.printed).split("\n")

    def sees(self, *lines: str) -> None:
        """Wait for lines on the screen."""
        for line in lines:
            wait_until(lambda line=line: line in self.lines, f"{line!r} in {self.lines[-20:]}")

    def is_in(self) -> Self:
        """Wait until it is in the chat."""
        wait_until(lambda: any(line.startswith("You are in") for line in self.lines), "it is in")
        return self

    def is_asked(self) -> Self:
        """Wait until it was asked for its nickname."""
        wait_until(lambda: self.asked, "it is asked")
        return self

    def ends(self) -> BaseException:
        """Wait until the connection ends; gives how."""
        wait_until(lambda: self.failure is not None, f"the end; {self.lines[-5:]}", 2 * DEADLINE)
        assert self.failure is not None
        return self.failure

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()
        if self._thread.ident is not None:
            self._thread.join(DEADLINE)
        self._closed.close()
        self.socket.close()
        assert not isinstance(self.failure, UnicodeDecodeError), self.failure


def comes_in(server: ServerProcess, nick: str, dialect: str = "nick") -> NickClient:
    """One that is in the chat."""
    return NickClient(server, nick, dialect).begin().is_in()
