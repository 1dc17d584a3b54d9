"""Fixtures for the client's tests."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chat_gui.client.address import Address
from chat_server.tls import Identity
from chat_server.tls import identity as make_identity
from tests.client.harness import Harness
from tests.client.opened import Open, Window


@pytest.fixture(autouse=True)
def no_open_outbox() -> Iterator[None]:
    """Close the outboxes of a test's harnesses on the thread that made them."""
    yield
    while Harness.outboxes:
        Harness.outboxes.pop().close()


@pytest.fixture
def here() -> Harness:
    """A window that is online."""
    harness = Harness()
    harness.settle()
    return harness


@pytest.fixture(scope="session")
def identity_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a server that has a certificate."""
    return tmp_path_factory.mktemp("identity")


@pytest.fixture(scope="session")
def identity(identity_folder: Path) -> Identity:
    """A server's certificate."""
    return make_identity(identity_folder, None)


@pytest.fixture
def open_window(tmp_path: Path) -> Iterator[Open]:
    """Open windows on one data folder; all are closed at the end, and their threads gone."""
    windows: list[Window] = []

    def open_one(
        port: int, nick: str = "Ada", host: str = "127.0.0.1", data: str = "data", **more: Any
    ) -> Window:
        windows.append(Window(Address(host, port), tmp_path / data, nick, **more))
        return windows[-1]

    yield open_one
    for window in windows:
        window.client.close()
    assert not [one for one in threading.enumerate() if one.name == "parlor-receiver"]
