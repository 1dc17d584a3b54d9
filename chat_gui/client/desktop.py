"""The system's notifications (D-Bus, Windows, macOS), from a thread of their own with its loop.

Tk's thread puts a notice in and takes outcomes out; neither ever waits. The thread starts with the
first notice, which is when desktop-notifier is imported. Where there is no service, or it does not
answer, every notice comes back as `NotShown`, and whoever asked shows it in another way.
"""

import asyncio
import contextlib
import html
import logging
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from desktop_notifier import DesktopNotifier

SECONDS = 5.0
"""How long the service may take for one notice; one that was just started needs a moment."""
MOST_WAITING = 20
"""Notices that wait for the service; of more, the oldest are not shown."""

_log = logging.getLogger(__name__)


class Notice(NamedTuple):
    """What is told: where a click on it leads is `room` and `seq`."""

    title: str
    body: str
    room: str
    seq: int


class Clicked(NamedTuple):
    """The person clicked on it."""

    notice: Notice


class NotShown(NamedTuple):
    """The system did not take it."""

    notice: Notice


Outcome = Clicked | NotShown


class Desktop:
    """Shows one notice at a time: a new one takes the place of the last.

    Every method is for Tk's thread. `name` is the program's, `icon` a file or None.
    """

    def __init__(self, name: str, icon: Path | None) -> None:
        self._name, self._icon = name, icon
        self.outcomes: SimpleQueue[Outcome] = SimpleQueue()
        self._asked: SimpleQueue[Notice | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._wake: Callable[[], object] | None = None
        self._ended = False

    def show(self, notice: Notice) -> None:
        """Show it, if the system does."""
        self._ask(notice)

    def clear(self) -> None:
        """Take away what is shown, if anything was."""
        if self._thread is not None:
            self._ask(None)

    def close(self) -> None:
        """End the thread, which waits for nothing."""
        self._ended = True
        self._call()
        if self._thread is not None:
            self._thread.join(1)

    def _ask(self, notice: Notice | None) -> None:
        self._asked.put(notice)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="notices", daemon=True)
            self._thread.start()
        self._call()

    def _call(self) -> None:
        wake = self._wake
        if wake is not None:
            with contextlib.suppress(RuntimeError):  # the loop has just ended
                wake()

    # In the thread

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception:  # the outermost loop of a thread
            _log.warning("the system's notifications failed", exc_info=True)
        self._wake = None

    async def _serve(self) -> None:
        woken = asyncio.Event()
        loop = asyncio.get_running_loop()
        self._wake = lambda: loop.call_soon_threadsafe(woken.set)
        service = await _service(self._name, self._icon)
        shown = ""
        while not self._ended:
            woken.clear()
            for notice in self._waiting():
                if shown and service is not None:
                    await _soon(service.clear(shown))
                    shown = ""
                if notice is not None:
                    shown = await self._tell(service, notice)
                    if not shown:
                        self.outcomes.put(NotShown(notice))
            if self._asked.empty() and not self._ended:
                await woken.wait()
        if service is not None:
            if shown:
                await _soon(service.clear(shown))
            await _hang_up(service)

    def _waiting(self) -> list[Notice | None]:
        found: list[Notice | None] = []
        with contextlib.suppress(Empty):
            while True:
                found.append(self._asked.get_nowait())
        return found[-MOST_WAITING:]

    async def _tell(self, service: "DesktopNotifier | None", notice: Notice) -> str:
        """Have the system show it; gives its name there, empty where it did not."""
        if service is None:
            return ""
        dispatched: list[bool] = []
        name = await _soon(
            service.send(
                notice.title,
                await _body(service, notice.body),
                on_dispatched=lambda: dispatched.append(True),
                on_clicked=lambda: self.outcomes.put(Clicked(notice)),
            )
        )
        return str(name) if dispatched else ""


async def _service(name: str, icon: Path | None) -> "DesktopNotifier | None":
    """The system's service; None where there is none that shows anything."""
    logging.getLogger("desktop_notifier").setLevel(logging.ERROR)  # we show it ourselves then
    try:
        from desktop_notifier import Capability, DesktopNotifier, Icon

        service = DesktopNotifier(name, Icon(path=icon) if icon is not None else None)
        can = await _soon(service.get_capabilities())
        if can and Capability.TITLE in can:
            return service
        await _hang_up(service)
        return None
    except Exception as error:  # whatever it meets on this system: no D-Bus, no bundle, no registry
        _log.info("no notifications of the system: %s", error)
        return None


async def _hang_up(service: "DesktopNotifier") -> None:
    """Leave the D-Bus, where there is one."""
    bus = getattr(service._backend, "bus", None)
    if bus is not None:
        bus.disconnect()
        await _soon(bus.wait_for_disconnect())


async def _body(service: "DesktopNotifier", text: str) -> str:
    """The text as the service shows it: some on Linux read markup in it, which we never send."""
    ask = getattr(getattr(service._backend, "interface", None), "call_get_capabilities", None)
    if ask is None:
        return text
    can = await _soon(ask())
    return html.escape(text, quote=False) if can is None or "body-markup" in can else text


async def _soon(doing: Coroutine[Any, Any, Any]) -> Any:
    """What it gives; None if that fails or takes too long."""
    try:
        return await asyncio.wait_for(doing, SECONDS)
    except Exception as error:  # of D-Bus, of Windows, of a service that went away
        _log.info("the system's notifications: %r", error)
        return None
