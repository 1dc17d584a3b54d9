"""The loop of the thread that shows the system's notifications (desktop.py): asks the service.

desktop-notifier knows D-Bus, Windows and macOS; here one notice at a time is shown, and whatever
fails gives it back.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from chat_gui.client.desktop import Clicked, Notice, NotShown, Outcome

if TYPE_CHECKING:
    from desktop_notifier import DesktopNotifier

SECONDS = 5.0
"""How long the service may take for one notice; one that was just started needs a moment."""
MOST_WAITING = 20
"""Notices that wait for the service; of more, the oldest are not shown."""

_log = logging.getLogger(__name__)


def run(
    name: str,
    icon: Path | None,
    asked: SimpleQueue[Notice | None],
    outcomes: SimpleQueue[Outcome],
    ready: Callable[[Callable[[], object]], None],
    ended: Callable[[], bool],
) -> None:
    """Show what is `asked`, None for taking away what is shown, until it has `ended`.

    `ready` is given what wakes the loop, from any thread, after either of the two.
    """
    asyncio.run(_Loop(asked, outcomes).serve(name, icon, ready, ended))


class _Loop:
    def __init__(self, asked: SimpleQueue[Notice | None], outcomes: SimpleQueue[Outcome]) -> None:
        self._asked, self._outcomes = asked, outcomes
        self._shown = ""
        """What the service calls the notice that is shown."""

    async def serve(
        self,
        name: str,
        icon: Path | None,
        ready: Callable[[Callable[[], object]], None],
        ended: Callable[[], bool],
    ) -> None:
        woken = asyncio.Event()
        loop = asyncio.get_running_loop()
        ready(lambda: loop.call_soon_threadsafe(woken.set))
        service = await _service(name, icon)
        while not ended():
            woken.clear()
            for notice in self._waiting():
                await self._take_away(service)
                if notice is not None:
                    await self._tell(service, notice)
            if self._asked.empty() and not ended():
                await woken.wait()
        await self._take_away(service)
        if service is not None:
            await _hang_up(service)

    def _waiting(self) -> list[Notice | None]:
        found: list[Notice | None] = []
        with contextlib.suppress(Empty):
            while True:
                found.append(self._asked.get_nowait())
        return found[-MOST_WAITING:]

    async def _take_away(self, service: "DesktopNotifier | None") -> None:
        if self._shown and service is not None:
            await _soon(service.clear(self._shown))
        self._shown = ""

    async def _tell(self, service: "DesktopNotifier | None", notice: Notice) -> None:
        """Have the system show it, or give it back."""
        dispatched: list[bool] = []
        if service is not None:
            name = await _soon(
                service.send(
                    notice.title,
                    await _body(service, notice.body),
                    on_dispatched=lambda: dispatched.append(True),
                    on_clicked=lambda: self._outcomes.put(Clicked(notice)),
                )
            )
            self._shown = str(name) if dispatched else ""
        if not dispatched:
            self._outcomes.put(NotShown(notice))


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
    if can is not None and "body-markup" not in can:
        return text
    import html  # its tables cost the start two milliseconds

    return html.escape(text, quote=False)


async def _soon(doing: Coroutine[Any, Any, Any]) -> Any:
    """What it gives; None if that fails or takes too long."""
    try:
        return await asyncio.wait_for(doing, SECONDS)
    except Exception as error:  # of D-Bus, of Windows, of a service that went away
        _log.info("the system's notifications: %r", error)
        return None
