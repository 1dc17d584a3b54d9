"""The dialect `header10`, by a client that does what the tutorial's does, and a real server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.tutorial import HeaderClient
from tests.support import ServerProcess

DIALECT = "header10"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path / "data", 0, "--listen", f"{DIALECT}=0", "--no-limits") as one:
        yield one


def test_two_of_them_talk_and_do_not_hear_themselves(server: ServerProcess) -> None:
    port = server.ports[DIALECT]
    with HeaderClient(port, "Ada") as ada, HeaderClient(port, "Bob") as bob:
        ada.until(("server", "Bob joined the chat!"))
        bob.press_return("Grüß dich, 東京 🙂")
        ada.until(("Bob", "Grüß dich, 東京 🙂"))
        ada.press_return("Hello")
        bob.until(("Ada", "Hello"))
        assert [by for by, _ in bob.printed if by == "Bob"] == []
