"""What is heard on the network by mDNS (RFC 6762): servers that announce themselves, and names."""

import contextlib
import logging
import queue
import time
from collections.abc import Callable
from typing import Any, Self

import zeroconf
from zeroconf import IPVersion, ServiceBrowser, ServiceStateChange, Zeroconf

from chat_server.protocol.found import SERVICE, Found

LISTEN_SECONDS = 2.5
"""How long an announcement may take to be heard: an answer takes up to a second (RFC 6762, 6)."""
ASK_SECONDS = 1.0
"""How long one server may take to tell the rest about itself; each that does not tell leaves the
next less time, as anybody can announce a thousand that are none."""
MORE_SECONDS = 2.5
"""How long all of them together may take, once all have been heard."""
MOST_SERVERS = 32
"""Servers that are asked about themselves."""


class Ear:
    """Listens from its making until `close`; with no network it hears nothing. One thread only."""

    def __init__(self) -> None:
        self._names: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._found: dict[str, Found] = {}
        self._silent = 0
        """Servers that were announced and told no more."""
        self._begun = time.monotonic()
        self._zeroconf = _opened()
        if self._zeroconf is not None:
            self._browser = ServiceBrowser(self._zeroconf, SERVICE, handlers=[self._changed])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Listen no more."""
        if self._zeroconf is not None:
            self._browser.cancel()
            self._zeroconf.close()
            self._zeroconf = None

    def servers(self, wanted: Callable[[Found], bool] = lambda _: False) -> list[Found]:
        """The servers heard; waits until everyone has had the time, or the wanted one was heard."""
        end = self._begun + LISTEN_SECONDS
        with contextlib.suppress(queue.Empty):
            while not any(map(wanted, self._found.values())):
                left = max(0.0, end - time.monotonic())
                if time.monotonic() > end + MORE_SECONDS:
                    break
                self._ask(self._names.get(timeout=left) if left else self._names.get_nowait())
        return list(self._found.values())

    def resolve(self, host: str, seconds: float) -> tuple[str, ...]:
        """The addresses that a computer on this network says its name has, the IPv4 ones first."""
        if self._zeroconf is None:
            return ()
        label = host.removesuffix(".").removesuffix(".local")
        if "." in label:
            return ()
        resolver = zeroconf.AddressResolver(f"{label}.local.")  # type: ignore[attr-defined]
        resolver.request(self._zeroconf, seconds * 1_000)
        return tuple(resolver.parsed_scoped_addresses(IPVersion.All))

    def _ask(self, name: str) -> None:
        assert self._zeroconf is not None, "who is deaf hears no name"
        if name in self._found or len(self._found) >= MOST_SERVERS:
            return
        patience = int(ASK_SECONDS * 1_000 / (1 + self._silent))
        info = None
        with contextlib.suppress(zeroconf.Error):  # what no server can be called can be announced
            info = self._zeroconf.get_service_info(SERVICE, name, patience)
        if info is None:
            self._silent += 1
            return
        addresses = info.parsed_scoped_addresses(IPVersion.All)
        found = Found.read(info.properties, addresses, info.port or 0)
        if found is not None:
            self._found[name] = found

    def _changed(self, *, name: str, state_change: ServiceStateChange, **_: Any) -> None:
        """On zeroconf's own thread."""
        if state_change is ServiceStateChange.Added:
            self._names.put(name)


def _opened() -> Zeroconf | None:
    """Both families where the system has them. None if there is no network to listen to."""
    logging.getLogger("zeroconf").setLevel(logging.CRITICAL)  # what can't be heard is told as that
    for families in (IPVersion.All, IPVersion.V4Only):
        with contextlib.suppress(OSError, RuntimeError):
            return Zeroconf(ip_version=families)
    return None
