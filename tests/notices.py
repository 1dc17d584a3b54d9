"""A desktop's notification service, on a D-Bus of its own: remembers what it was given, and clicks.

The annotations of its methods are D-Bus signatures, which dbus-fast reads.
"""
# ruff: noqa: F722, F821, ARG002
# mypy: disable-error-code="name-defined,valid-type,syntax"

import asyncio
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

needs_dbus = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("dbus-daemon") is None, reason="needs dbus-daemon"
)


class Service:
    """What a desktop has: remembers what it was given, and clicks."""

    def __init__(self, address: str, capabilities: list[str]) -> None:
        self.shown: dict[int, tuple[str, str]] = {}
        self.actions: list[str] = []
        self._address, self._capabilities = address, capabilities
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(10)

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())
        self._loop.run_forever()

    async def _serve(self) -> None:
        from dbus_fast.aio import MessageBus
        from dbus_fast.service import ServiceInterface, dbus_method, dbus_signal

        service = self

        class Notifications(ServiceInterface):
            @dbus_method()
            def GetCapabilities(self) -> "as":
                return service._capabilities

            @dbus_method()
            def GetServerInformation(self) -> "ssss":
                return ["test", "test", "1", "1.2"]

            @dbus_method()
            def Notify(
                self,
                name: "s",
                replaces: "u",
                icon: "s",
                title: "s",
                body: "s",
                actions: "as",
                hints: "a{sv}",
                timeout: "i",
            ) -> "u":
                service.actions = actions
                service.shown[len(service.shown) + 1] = (title, body)
                return len(service.shown)

            @dbus_method()
            def CloseNotification(self, number: "u") -> None:
                service.shown[number] = ("", "")

            @dbus_signal()
            def NotificationClosed(self, number: "u", reason: "u") -> "uu":
                return [number, reason]

            @dbus_signal()
            def ActionInvoked(self, number: "u", action: "s") -> "us":
                return [number, action]

        self._interface = Notifications("org.freedesktop.Notifications")
        self._bus = await MessageBus(bus_address=self._address).connect()
        self._bus.export("/org/freedesktop/Notifications", self._interface)
        await self._bus.request_name("org.freedesktop.Notifications")
        self._ready.set()

    async def _leave(self) -> None:
        self._bus.disconnect()
        await self._bus.wait_for_disconnect()

    def click(self, number: int) -> None:
        self._loop.call_soon_threadsafe(self._interface.ActionInvoked, number, "default")

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._leave(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()


@contextmanager
def private_bus(patch: pytest.MonkeyPatch) -> Iterator[str]:
    """A D-Bus on which nobody is yet; gives its address."""
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert daemon.stdout is not None
    address = daemon.stdout.readline().strip()
    patch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    try:
        yield address
    finally:
        daemon.terminate()
        daemon.communicate(timeout=10)
