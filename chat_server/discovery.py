"""Announces the server on the local network, by mDNS and DNS-SD (RFC 6762, 6763).

A thread of its own, with zeroconf's event loop in it: it looks every few seconds which cards there
are and how many people are in, and tells the network when that is news. Nothing waits for it, and
whatever fails here is a line in the log: the server serves as well without.
"""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import TYPE_CHECKING

import ifaddr
import msgspec

from chat_server import logs
from chat_server.protocol import places
from chat_server.protocol.found import MOST_ADDRESSES, SERVICE, Found
from chat_server.protocol.places import Place

if TYPE_CHECKING:
    from zeroconf import ServiceInfo
    from zeroconf.asyncio import AsyncZeroconf

TTL_SECONDS = 120
"""How long others believe what they heard last, where nothing was withdrawn."""
GOODBYE_SECONDS = 1.0
"""How long withdrawing may take; a server stops within 2 s."""


class Announcer:
    """Tells the network of one server. `run` is the thread."""

    def __init__(self, told: Found, bound: Iterable[str], people: Callable[[], int]) -> None:
        """`told` is what stays the same, `bound` where it listens; `people` says how many are in.

        `people` is called from this thread.
        """
        self._told = told
        self._bound = tuple(bound)
        self._people = people
        self._stopping: Future[None] = Future()
        self._target = f"parlor-{secrets.token_hex(6)}.local."
        """The name of the computer here: nobody else's, another mDNS responder's included."""
        self._name = f"{told.instance}.{SERVICE}"
        self._air: AsyncZeroconf | None = None
        self._said: Found | None = None
        self._failure = ""

    def run(self) -> None:
        """Announce until `stop`."""
        logging.getLogger("zeroconf").setLevel(logging.CRITICAL)  # what matters is logged here
        try:
            asyncio.run(self._run())
        except Exception as error:
            logs.event(logging.WARNING, "the server is announced no more", error=repr(error))

    def stop(self) -> None:
        """Withdraw, and end the thread. Any thread."""
        self._stopping.set_result(None)

    async def _run(self) -> None:
        asyncio.get_running_loop().set_exception_handler(_report)
        telling = asyncio.create_task(self._keep_telling())
        either: set[asyncio.Future[None]] = {telling, asyncio.wrap_future(self._stopping)}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        telling.cancel()
        try:
            with contextlib.suppress(asyncio.CancelledError):
                await telling
        finally:
            await self._be_silent()

    async def _keep_telling(self) -> None:
        while True:
            await self._tell()
            await asyncio.sleep(places.POLL_SECONDS)

    async def _tell(self) -> None:
        """Bring the network up to date."""
        import zeroconf  # it takes a while, and this thread has the time

        try:
            await self._follow(places.places(ifaddr.get_adapters()))
        except (OSError, RuntimeError, zeroconf.Error) as error:
            self._warn(str(error) or type(error).__name__)
            await self._be_silent()

    async def _follow(self, standing: tuple[Place, ...]) -> None:
        """Say what is news, where the computer stands now. Raises what zeroconf raises."""
        reached = places.announced(standing, self._bound)[:MOST_ADDRESSES]
        cards = {one.card for one in reached}
        used = tuple(one for one in standing if one.card in cards)
        now = msgspec.structs.replace(
            self._told, people=self._people(), addresses=tuple(one.address for one in reached)
        )
        if not reached:
            await self._be_silent()
        elif self._air is None:
            await self._begin(used, now)
        else:
            # Also where the cards are the same: an IPv6 address is there seconds before it can be
            # used (RFC 4862, 5.4). Whoever is added is told everything.
            await self._air.async_update_interfaces(places.interfaces(used))
            if now != self._said:
                await self._air.async_update_service(self._info(now))
        self._said = now

    async def _begin(self, used: tuple[Place, ...], now: Found) -> None:
        """The first words: nobody else may have the name (RFC 6762, 8.1), that takes a second."""
        from zeroconf.asyncio import AsyncZeroconf

        self._air = AsyncZeroconf(interfaces=places.interfaces(used))
        info = self._info(now)
        await self._air.async_register_service(info, allow_name_change=True)
        self._name = info.name
        self._failure = ""
        logs.event(logging.INFO, "announced on this network", name=now.name)

    def _info(self, now: Found) -> "ServiceInfo":
        from zeroconf import ServiceInfo

        return ServiceInfo(
            SERVICE,
            self._name,
            port=now.port,
            properties=now.txt(),
            server=self._target,
            host_ttl=TTL_SECONDS,
            other_ttl=TTL_SECONDS,
            parsed_addresses=list(now.addresses),
        )

    async def _be_silent(self) -> None:
        """Withdraw what was announced, as far as there is a network."""
        air, self._air = self._air, None
        if air is not None:
            try:
                await asyncio.wait_for(air.async_close(), GOODBYE_SECONDS)
            except Exception as error:
                self._warn(repr(error))

    def _warn(self, failure: str) -> None:
        """Log that it fails, once for each reason."""
        if failure != self._failure:
            self._failure = failure
            logs.event(logging.WARNING, "the server can't be announced", error=failure)


def _report(_: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    """What went wrong in zeroconf's own callbacks."""
    error = context.get("exception") or context.get("message")
    logs.event(logging.WARNING, "announcing", error=repr(error))
