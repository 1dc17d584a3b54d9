"""What becomes of the announcer where it can't announce: a line in the log, and nothing else.

How it is found by others is tested on a network, in tests/lan.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import ifaddr
import pytest
import zeroconf.asyncio

from chat_server import discovery
from chat_server.discovery import Announcer
from chat_server.protocol import places
from chat_server.protocol.found import Found
from tests.support import DEADLINE, wait_until

LAB = Found(id="lab", name="Lab", port=7275)
CARD = ifaddr.Adapter("card", "card", [ifaddr.IP("192.0.2.1", 24, "card")], index=2)


class Air:
    """What stands for zeroconf; `trouble` is raised or awaited where it is called."""

    def __init__(self) -> None:
        self.opened = self.closed = 0
        self.told: list[zeroconf.ServiceInfo] = []
        self.refuses: Exception | None = None
        self.closing: Callable[[], float] = lambda: 0.0

    def __call__(self, interfaces: list[str | int]) -> "Air":
        assert interfaces == ["192.0.2.1"]
        self.opened += 1
        if self.refuses is not None:
            raise self.refuses
        return self

    async def async_register_service(
        self, info: zeroconf.ServiceInfo, *, allow_name_change: bool
    ) -> None:
        assert allow_name_change
        self.told.append(info)

    async def async_update_interfaces(self, interfaces: list[str | int]) -> None:
        assert interfaces == ["192.0.2.1"]

    async def async_update_service(self, info: zeroconf.ServiceInfo) -> None:
        self.told.append(info)

    async def async_close(self) -> None:
        self.closed += 1
        await asyncio.sleep(self.closing())


@pytest.fixture
def air(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Air:
    made = Air()
    monkeypatch.setattr(zeroconf.asyncio, "AsyncZeroconf", made)
    monkeypatch.setattr(ifaddr, "get_adapters", lambda: [CARD])
    monkeypatch.setattr(places, "POLL_SECONDS", 0.01)
    caplog.set_level(logging.INFO, "parlor")
    return made


@contextmanager
def announcing(people: Callable[[], int] = lambda: 0) -> Iterator[threading.Thread]:
    announcer = Announcer(LAB, ["0.0.0.0"], people)
    thread = threading.Thread(target=announcer.run)
    thread.start()
    try:
        yield thread
    finally:
        announcer.stop()
        thread.join(DEADLINE)
    assert not thread.is_alive()


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    lines = [one for one in caplog.records if one.levelno >= logging.WARNING]
    return [one.getMessage() for one in lines]


def test_only_what_is_news_is_told(air: Air, caplog: pytest.LogCaptureFixture) -> None:
    calls: list[int] = []

    def people() -> int:
        calls.append(1)
        return len(calls) // 10

    with announcing(people):
        wait_until(lambda: len(calls) > 35)
    counts = [info.properties[b"people"] for info in air.told]
    assert counts[:4] == [b"0", b"1", b"2", b"3"]
    assert (air.opened, air.closed) == (1, 1)
    assert not warnings(caplog)


def test_a_port_that_is_taken_is_one_line_and_tried_again(
    air: Air, caplog: pytest.LogCaptureFixture
) -> None:
    air.refuses = OSError("Address in use")
    with announcing():
        wait_until(lambda: air.opened > 3)
        assert warnings(caplog) == ["the server can't be announced"]
        air.refuses = None
        wait_until(lambda: air.told)
    assert warnings(caplog) == ["the server can't be announced"]
    assert air.closed == 1


def test_cards_that_can_not_be_read_end_nothing(
    air: Air, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def hidden() -> None:
        raise OSError(1, "Operation not permitted")

    with announcing():
        wait_until(lambda: air.told)
        monkeypatch.setattr(ifaddr, "get_adapters", hidden)
        wait_until(lambda: air.closed)
        monkeypatch.setattr(ifaddr, "get_adapters", lambda: [CARD])
        wait_until(lambda: air.opened == 2)
    assert warnings(caplog) == ["the server can't be announced"]


@pytest.mark.usefixtures("air")
def test_what_nobody_foresaw_ends_the_announcing_alone(caplog: pytest.LogCaptureFixture) -> None:
    def people() -> int:
        raise ZeroDivisionError

    with announcing(people) as thread:
        thread.join(DEADLINE)
        assert not thread.is_alive()
    assert warnings(caplog) == ["the server is announced no more"]


def test_a_withdrawal_that_hangs_or_fails_holds_up_nobody(
    air: Air, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(discovery, "GOODBYE_SECONDS", 0.01)
    air.closing = lambda: 10 * DEADLINE
    with announcing():
        wait_until(lambda: air.told)
    assert warnings(caplog) == ["the server can't be announced"]


def test_it_stops_before_it_has_begun(air: Air) -> None:
    announcer = Announcer(LAB, ["0.0.0.0"], lambda: 0)
    announcer.stop()
    thread = threading.Thread(target=announcer.run)
    thread.start()
    thread.join(DEADLINE)
    assert not thread.is_alive()
    assert air.opened == air.closed


@pytest.mark.usefixtures("air")
def test_what_goes_wrong_in_callbacks_is_a_line(caplog: pytest.LogCaptureFixture) -> None:
    def failing() -> int:
        asyncio.get_running_loop().call_soon(lambda: 1 / 0)
        return 0

    with announcing(failing):
        wait_until(lambda: warnings(caplog))
    assert set(warnings(caplog)) == {"announcing"}
