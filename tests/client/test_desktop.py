"""The system's notifications, with a service of our own on a private D-Bus."""

from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty
from typing import Any

import pytest

from chat_gui.client import desktop_loop
from chat_gui.client.desktop import Clicked, Desktop, Notice, NotShown, Outcome
from tests.notices import Service, needs_dbus, private_bus
from tests.support import wait_until

pytestmark = needs_dbus

NOTICE = Notice("Bob in # lobby", "Do you have <b>a minute</b> & a key?", "lobby", 7)


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A D-Bus on which nobody is yet; gives its address."""
    with private_bus(monkeypatch) as address:
        yield address


@pytest.fixture
def desktop() -> Iterator[Desktop]:
    made = Desktop("Parlor", Path("icon.png").absolute())
    yield made
    made.close()
    assert made._thread is None or not made._thread.is_alive()


def outcome(desktop: Desktop, again: Callable[[], object] = lambda: None) -> Outcome:
    """What comes out next; until then `again` is done."""
    found: list[Any] = []

    def look() -> bool:
        again()
        try:
            found.append(desktop.outcomes.get_nowait())
        except Empty:
            return False
        return True

    wait_until(look)
    return found[0]  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("capabilities", "body"),
    [
        (["body", "actions"], NOTICE.body),
        (["body", "body-markup"], "Do you have &lt;b&gt;a minute&lt;/b&gt; &amp; a key?"),
    ],
)
def test_a_notice_is_shown_clicked_and_taken_away(
    bus: str, desktop: Desktop, capabilities: list[str], body: str
) -> None:
    service = Service(bus, capabilities)
    desktop.show(NOTICE)
    wait_until(lambda: service.shown)
    assert service.shown[1] == (NOTICE.title, body)
    assert "default" in service.actions
    desktop.show(NOTICE._replace(body="two"))
    wait_until(lambda: service.shown.get(2))
    assert service.shown[1] == ("", ""), "one at a time"
    # Before the service has said under which number it shows one, no click on it is heard.
    clicked = outcome(desktop, again=lambda: service.click(2))
    assert clicked == Clicked(NOTICE._replace(body="two"))
    desktop.show(NOTICE)
    wait_until(lambda: service.shown.get(3, ("", ""))[0])
    desktop.clear()
    wait_until(lambda: service.shown[3] == ("", ""))
    service.close()


def test_where_nobody_shows_notices_they_come_back(bus: str, desktop: Desktop) -> None:
    assert bus
    desktop.clear()
    assert desktop._thread is None, "nothing was shown: there is nothing to take away"
    desktop.show(NOTICE)
    assert outcome(desktop) == NotShown(NOTICE)


def test_without_a_d_bus_they_come_back(desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    desktop.show(NOTICE)
    desktop.show(NOTICE._replace(seq=8))
    assert outcome(desktop) == NotShown(NOTICE)
    assert outcome(desktop) == NotShown(NOTICE._replace(seq=8))


def test_a_service_that_goes_away_gives_them_back(bus: str, desktop: Desktop) -> None:
    service = Service(bus, ["body"])
    desktop.show(NOTICE)
    wait_until(lambda: service.shown)
    service.close()
    desktop.show(NOTICE)
    assert outcome(desktop) == NotShown(NOTICE)


def test_where_the_thread_fails_each_comes_back(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise OSError("too many open files")

    monkeypatch.setattr(desktop_loop, "run", fail)
    for seq in (7, 8):
        desktop.show(NOTICE._replace(seq=seq))
        assert outcome(desktop) == NotShown(NOTICE._replace(seq=seq))
