"""What the doctor hears, where somebody announces what is no server."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from zeroconf import BadTypeInNameException, ServiceInfo, ServiceStateChange

from chat_gui.client.doctor import heard
from chat_gui.client.doctor.heard import Ear
from chat_server.protocol.found import SERVICE, Found

PORT = 7275
SILENT = 100


class Air:
    """What stands for zeroconf: one server tells what it is, nobody else does."""

    def __init__(self) -> None:
        self.waited_ms = 0

    def get_service_info(self, service: str, name: str, patience_ms: int) -> ServiceInfo | None:
        if not name.endswith(SERVICE):
            raise BadTypeInNameException(name)
        if name.startswith("server"):
            told = Found(id="one", name="Lab")
            return ServiceInfo(
                service, name, PORT, properties=told.txt(), parsed_addresses=["192.0.2.7"]
            )
        self.waited_ms += patience_ms
        threading.Event().wait(patience_ms / 1_000)
        return None

    def close(self) -> None:
        """It has nothing to close."""


class Browser:
    """Hears of all of them at once."""

    def __init__(self, _air: Air, _service: str, handlers: list[Callable[..., Any]]) -> None:
        silent = [f"{number}.{SERVICE}" for number in range(SILENT)]
        for name in ("evil", *silent, f"server.{SERVICE}"):
            handlers[0](name=name, state_change=ServiceStateChange.Added)

    def cancel(self) -> None:
        """It has nothing to end."""


@pytest.fixture
def air(monkeypatch: pytest.MonkeyPatch) -> Air:
    made = Air()
    monkeypatch.setattr(heard, "_opened", lambda: made)
    monkeypatch.setattr(heard, "ServiceBrowser", Browser)
    monkeypatch.setattr(heard, "LISTEN_SECONDS", 0.0)
    monkeypatch.setattr(heard, "ASK_SECONDS", 0.1)
    return made


def test_a_server_is_heard_among_many_that_are_none(air: Air) -> None:
    with Ear() as ear:
        assert [one.name for one in ear.servers()] == ["Lab"]
    assert air.waited_ms < 6 * heard.ASK_SECONDS * 1_000


def test_they_do_not_hold_it_up_for_ever(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heard, "MORE_SECONDS", 0.0)
    with Ear() as ear:
        assert ear.servers() == []
    assert air.waited_ms <= heard.ASK_SECONDS * 1_000
