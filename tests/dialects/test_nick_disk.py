"""What `nick` clients send while the server's disk refuses waits there, and they are told."""

import sys

import pytest

from tests.dialects.nick_client import QUESTIONS, NickClient, comes_in
from tests.dialects.serving import window
from tests.server.test_disk import file_full
from tests.support import ServerProcess, wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="prlimit is Linux'")


@pytest.mark.parametrize("dialect", list(QUESTIONS))
def test_nothing_typed_while_the_disk_refuses_is_lost(classic: ServerProcess, dialect: str) -> None:
    with window(classic, "Bob") as bob, comes_in(classic, "Ada", dialect) as ada:
        with file_full(classic), NickClient(classic, "Third", dialect).begin() as third:
            ada.socket.sendall(b"Ada: oneAda: two")
            wait_until(lambda: told(ada), "it is told why it waits")
            ada.type("three")
            wait_until(lambda: told(third), "it is told why it is not in")
        assert [bob.until("message")["text"] for _ in range(3)] == ["one", "two", "three"]
        assert len(told(ada)) == 1


def told(client: NickClient) -> list[str]:
    """The lines about the disk."""
    return [line for line in client.lines if "disk" in line]
