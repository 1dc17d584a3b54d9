"""TLS on the native port: real sockets against the real server."""

import ssl
from pathlib import Path

import pytest

from tests.support import ServerProcess


@pytest.fixture
def server(tmp_path: Path) -> ServerProcess:
    with ServerProcess(tmp_path / "data", 0, "--verbose", tls=True) as running:
        yield running


def test_people_talk(server: ServerProcess) -> None:
    with server.client("Ada") as ada, server.client("Bob") as bob:
        assert isinstance(ada.socket, ssl.SSLSocket)
        assert ada.socket.version() == "TLSv1.3"
        assert ada.fingerprint == server.fingerprint
        ada.join()
        bob.join()
        ada.say("Hello Bob", "1")
        assert bob.until("message")["text"] == "Hello Bob"
