"""Who speaks a tutorial's dialect from another computer: gone without a word, or banned."""

import sys
from pathlib import Path

import pytest

from tests.dialects.header10_client import HeaderClient
from tests.lan.network import Host, Lan

pytestmark = pytest.mark.timeout(60)

HERE, THERE = "192.0.2.1", "192.0.2.2"


@pytest.fixture
def hosts(lan: Lan) -> tuple[Host, Host]:
    return lan.host(f"{HERE}/24"), lan.host(f"{THERE}/24")


def test_who_vanishes_is_noticed(hosts: tuple[Host, Host], tmp_path: Path) -> None:
    (tmp_path / "parlor.toml").write_text("[limits]\nping = 1\ndead = 4\n")
    here, there = hosts
    server = here.serve(tmp_path, "--listen", "header10=0")
    port = server.ports["header10"]
    with (
        HeaderClient(here.connect(HERE, port), "Bob") as bob,
        HeaderClient(there.connect(HERE, port), "Ada") as ada,
    ):
        bob.until(("server", "Ada joined the chat!"))
        there.pull("card0")
        bob.until(("server", "Ada left the chat!"))
        ada.press_return()  # nothing has told it


def test_a_ban_holds_at_these_ports_too(hosts: tuple[Host, Host], tmp_path: Path) -> None:
    here, there = hosts
    server = here.serve(tmp_path, "--listen", "header10=0")
    port = server.ports["header10"]
    with HeaderClient(there.connect(HERE, port), "Ada") as ada:
        with HeaderClient(here.connect(HERE, port), "Bob"):
            ada.until(("server", "Bob joined the chat!"))
        words = ("-m", "chat_server", "--data", str(tmp_path), "ban", "--address", THERE)
        assert here.run(sys.executable, *words).returncode == 0
        assert ada.until_over() == "closed by the server"
        assert "banned" in ada.printed[-1][1]
    with HeaderClient(there.connect(HERE, port), "Ada") as ada:
        assert ada.until_over() == "closed by the server"
        assert "banned" in ada.printed[-1][1]
    with HeaderClient(here.connect(HERE, port), "Bob") as bob:
        bob.put("hi")
        with HeaderClient(here.connect(HERE, port), "Third") as third:
            third.until(("Bob", "hi"))
