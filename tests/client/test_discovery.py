"""The list of servers where there is no network, or one that refuses: it is empty, and lives on.

What it finds is tested on a network, in tests/lan.
"""

import asyncio
import logging
import queue
from collections.abc import Iterator

import ifaddr
import pytest
import zeroconf.asyncio

from chat_gui import reports
from chat_gui.client import discovery
from chat_gui.client.discovery import Browser
from tests.support import DEADLINE, wait_until

CARD = ifaddr.Adapter("card", "card", [ifaddr.IP("192.0.2.1", 24, "card")], index=2)


class Refusing:
    """What stands for zeroconf: it never opens."""

    def __init__(self) -> None:
        self.tries = 0
        self.error: Exception = OSError("Address in use")

    def __call__(self, interfaces: list[str | int]) -> None:
        assert interfaces == ["192.0.2.1"]
        self.tries += 1
        raise self.error


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> Refusing:
    made = Refusing()
    monkeypatch.setattr(zeroconf.asyncio, "AsyncZeroconf", made)
    monkeypatch.setattr(ifaddr, "get_adapters", lambda: [CARD])
    monkeypatch.setattr(discovery, "ASK_SECONDS", 0.01)
    return made


@pytest.fixture
def told() -> "queue.SimpleQueue[reports.ServersFound]":
    return queue.SimpleQueue()


@pytest.fixture
def browser(told: "queue.SimpleQueue[reports.ServersFound]") -> Iterator[Browser]:
    made = Browser(told.put)
    yield made
    made.stop()
    assert not made._thread.is_alive()
    assert told.empty()


def test_a_network_that_refuses_is_tried_again(
    refusing: Refusing, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    browser.start()
    wait_until(lambda: refusing.tries > 3)
    assert not [one for one in caplog.records if one.levelno >= logging.WARNING]


def test_no_network_at_all(
    refusing: Refusing, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []
    monkeypatch.setattr(ifaddr, "get_adapters", lambda: looked.append(1) or [])
    browser.start()
    wait_until(lambda: len(looked) > 3)
    assert not refusing.tries


def test_what_nobody_foresaw_ends_the_looking_alone(
    refusing: Refusing, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    refusing.error = ZeroDivisionError()
    browser.start()
    browser._thread.join(DEADLINE)
    assert "nobody looks for servers any more" in caplog.text


@pytest.mark.usefixtures("refusing")
def test_what_goes_wrong_in_callbacks_is_a_line(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def failing() -> list[ifaddr.Adapter]:
        asyncio.get_running_loop().call_soon(lambda: 1 / 0)
        return []

    monkeypatch.setattr(ifaddr, "get_adapters", failing)
    browser.start()
    wait_until(lambda: "looking for servers: ZeroDivisionError" in caplog.text)


def test_it_is_stopped_twice_and_before_it_has_begun(browser: Browser) -> None:
    browser.stop()
    browser.stop()
    browser.start()  # and ends at once
