"""What the doctor hears, where somebody announces what is no server."""

import logging
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from zeroconf import BadTypeInNameException, IPVersion, ServiceInfo, ServiceStateChange

from chat_gui.client.doctor import heard, hosting
from chat_gui.client.doctor.findings import Mark, Sign
from chat_gui.client.doctor.heard import Ear
from chat_gui.client.own_server import FILE, Running
from chat_server.protocol.found import SERVICE, Found

PORT = 7275
SILENT = 100
OTHER, SERVER = f"other.{SERVICE}", f"server.{SERVICE}"
FINGERPRINT = "ab" * 32


class Air:
    """What stands for zeroconf: one server tells what it is, nobody else does."""

    def __init__(self) -> None:
        self.waited_ms = 0

    def get_service_info(self, service: str, name: str, patience_ms: int) -> ServiceInfo | None:
        if not name.endswith(SERVICE):
            raise BadTypeInNameException(name)
        if name in (OTHER, SERVER):
            id = "one" if name == SERVER else "other"
            told = Found(id=id, name=id, fingerprint=FINGERPRINT if name == SERVER else "")
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
        for name in ("evil", OTHER, *silent, SERVER):
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
        assert [one.id for one in ear.servers()] == ["other", "one"]
    assert air.waited_ms < 6 * heard.ASK_SECONDS * 1_000


def test_they_do_not_hold_it_up_for_ever(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heard, "MORE_SECONDS", 0.0)
    with Ear() as ear:
        assert "one" not in {found.id for found in ear.servers()}
    assert air.waited_ms <= heard.ASK_SECONDS * 1_000


def test_another_server_at_the_same_port_is_not_taken_for_the_own(air: Air) -> None:
    own = Running("127.0.0.1", PORT, FINGERPRINT)
    with Ear() as ear:
        assert hosting._announced(own, ear).mark is Mark.OK
    with Ear() as ear:
        unheard = hosting._announced(msgspec.structs.replace(own, fingerprint="cd" * 32), ear)
        assert unheard.signs == (Sign.UNHEARD,)
    assert air.waited_ms


def test_a_chat_that_runs_counts_before_what_a_crash_left_behind(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as here, socket.socket() as gone:
        gone.bind(("127.0.0.1", 0))  # and nobody listens there
        ports = [one.getsockname()[1] for one in (gone, here)]
        folders = [tmp_path / str(port) for port in ports]
        for folder, port in zip(folders, ports, strict=True):
            folder.mkdir()
            told = Running("127.0.0.1", port)
            (folder / FILE).write_bytes(msgspec.json.encode(told))
        found = hosting.running([tmp_path, *folders])
        assert found is not None
        assert found.port == ports[1]
        left = hosting.running(folders[:1])
        assert left is not None
        assert left.port == ports[0]
    assert hosting.running([tmp_path]) is None


def test_a_card_that_can_not_be_listened_on_is_no_news(monkeypatch: pytest.MonkeyPatch) -> None:
    log = logging.getLogger("zeroconf")
    log.setLevel(logging.NOTSET)

    def deaf(ip_version: IPVersion) -> None:
        log.error("Error with socket %s", ip_version, exc_info=OSError("Network is unreachable"))
        raise OSError

    monkeypatch.setattr(heard, "Zeroconf", deaf)
    assert Ear().servers() == []
