"""Looks for servers on the local network, by mDNS and DNS-SD (RFC 6762, 6763), while a list shows.

A thread of its own, with zeroconf's event loop in it. What is heard is in zeroconf's cache; a
server counts as there as long as it answers, so that one that was killed is gone within seconds and
not when its records expire. What comes from the network passes `Found.read`.
"""

import asyncio
import contextlib
import ipaddress
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING

import ifaddr

from chat_gui.client import sightings
from chat_gui.reports import ServersFound
from chat_server.protocol import places
from chat_server.protocol.found import SERVICE, Found
from chat_server.protocol.places import Place

if TYPE_CHECKING:
    from zeroconf import ServiceStateChange
    from zeroconf._cache import DNSCache
    from zeroconf._dns import DNSAddress, DNSRecord
    from zeroconf.asyncio import AsyncServiceBrowser, AsyncZeroconf

ASK_SECONDS = 5.0
"""How often each server is asked whether it is still there."""
SILENT_QUESTIONS = 3.5
SILENT_SECONDS = SILENT_QUESTIONS * ASK_SECONDS
"""One that has not been heard for so long is gone: three times it did not answer."""
GATHER_SECONDS = 0.1
"""What is heard within this time is told together."""
MOST_SERVERS = 200
"""Servers that are listed; what more there are, nobody looks through."""
MOST_LABEL = 63
"""Bytes between two dots of a name (RFC 1035, 2.3.4)."""
STOP_SECONDS = 1.0
"""How long `stop` waits for the thread."""

_QUERY, _IN = 0, 1
"""The flags of a question, and the class (RFC 1035, 4.1.1 and 3.2.4)."""
_A, _PTR, _TXT, _AAAA, _SRV = 1, 12, 16, 28, 33
"""Record types (RFC 1035, 3.2.2; RFC 3596; RFC 2782)."""

_log = logging.getLogger(__name__)


class Browser:
    """A live list of the servers on this network: `put` gets it whenever it changes.

    `put` is called from a thread; what it may do there is put the report on a queue.
    """

    def __init__(self, put: Callable[[ServersFound], None]) -> None:
        self._put = put
        self._stopping: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, name="parlor-discovery", daemon=True)
        self._names: set[str] = set()
        """The instances that are or were there lately."""
        self._texts: dict[str, bytes] = {}
        """Their TXT records, for as long as they answer: those come seldom, and may expire."""
        self._told: tuple[Found, ...] = ()
        self._standing: tuple[Place, ...] = ()
        self._air: AsyncZeroconf | None = None
        self._browser: AsyncServiceBrowser | None = None
        self._due: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to look; what is there is told within a second or so."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more: `put` is not called again. Waits a moment."""
        if not self._stopping.done():
            self._stopping.set_result(None)
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        """The thread."""
        logging.getLogger("zeroconf").setLevel(logging.CRITICAL)  # what matters is logged here
        try:
            asyncio.run(self._browse())
        except Exception as error:
            _log.warning("nobody looks for servers any more: %r", error)

    async def _browse(self) -> None:
        asyncio.get_running_loop().set_exception_handler(_report)
        looking = asyncio.create_task(self._keep_looking())
        either: set[asyncio.Future[None]] = {looking, asyncio.wrap_future(self._stopping)}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        looking.cancel()
        try:
            with contextlib.suppress(asyncio.CancelledError):
                await looking
        finally:
            await self._be_deaf()

    async def _keep_looking(self) -> None:
        while True:
            await self._look()
            await asyncio.sleep(ASK_SECONDS)

    async def _look(self) -> None:
        """Follow the cards, and ask who is still there."""
        import zeroconf  # it takes a while, and this thread has the time

        try:
            await self._follow(places.places(ifaddr.get_adapters()))
        except (OSError, RuntimeError, zeroconf.Error) as error:
            _log.info("can't look for servers: %s", error)
            await self._be_deaf()
        self._ask()
        self._tell()

    async def _follow(self, standing: tuple[Place, ...]) -> None:
        """Listen on the cards that there are now. Raises what zeroconf raises."""
        from zeroconf.asyncio import AsyncServiceBrowser, AsyncZeroconf

        if not standing:
            await self._be_deaf()
        elif self._air is None:
            self._air = AsyncZeroconf(interfaces=places.interfaces(standing))
            self._browser = AsyncServiceBrowser(self._air.zeroconf, SERVICE, handlers=[self._hear])
        else:  # also where they are the same: one may not have been ready (RFC 4862, 5.4)
            await self._air.async_update_interfaces(places.interfaces(standing))
        self._standing = standing

    async def _be_deaf(self) -> None:
        air, self._air = self._air, None
        if self._browser is not None:
            await self._browser.async_cancel()
        if air is not None:
            await air.async_close()
        self._browser = None
        self._names.clear()
        self._texts.clear()

    def _hear(self, *, name: str, state_change: "ServiceStateChange", **_: object) -> None:
        """Something came, changed or went: called by zeroconf, on this thread."""
        if state_change.name == "Removed":
            self._names.discard(name)
            self._texts.pop(name, None)
        elif len(self._names) < MOST_SERVERS and _can_be(name):
            self._names.add(name)
        self._tell_soon()

    def _tell_soon(self) -> None:
        if self._due is None:
            self._due = asyncio.get_running_loop().call_later(GATHER_SECONDS, self._tell)

    def _tell(self) -> None:
        """Tell the list as it is now, if it is another one."""
        if self._due is not None:
            self._due.cancel()
            self._due = None
        heard = [one for name in self._names if (one := self._read(name)) is not None]
        now = sightings.merged(heard, self._standing)
        if now != self._told and not self._stopping.done():
            self._told = now
            self._put(ServersFound(now))

    def _read(self, name: str) -> Found | None:
        """What an instance has said, if it was heard lately and makes sense."""
        from zeroconf import ServiceInfo
        from zeroconf._dns import DNSService, DNSText

        if self._air is None:
            return None
        cache = self._air.zeroconf.cache
        where, told = _newest(cache, name, _SRV), _newest(cache, name, _TXT)
        if isinstance(told, DNSText):
            self._texts[name] = told.text
        if not isinstance(where, DNSService) or _age(where) > SILENT_SECONDS:
            return None
        txt = ServiceInfo(SERVICE, name, properties=self._texts.get(name, b"")).properties
        return Found.read(txt, _addresses(cache, where.server), where.port)

    def _ask(self) -> None:
        """Ask everybody for servers that are not known, and those that are whether they are.

        The answers go to all (no QU bit, RFC 6762, 5.4): what is sent to one address reaches only
        one of the programs on it that listen for mDNS, and that may be another.
        """
        from zeroconf._dns import DNSPointer, DNSQuestion
        from zeroconf._protocol.outgoing import DNSOutgoing

        if self._air is None:
            return
        cache, asked = self._air.zeroconf.cache, DNSOutgoing(_QUERY)
        asked.add_question(DNSQuestion(SERVICE, _PTR, _IN))
        for known in cache.get_all_by_details(SERVICE, _PTR, _IN):
            if isinstance(known, DNSPointer) and known.alias in self._names:
                asked.add_answer_at_time(known, 0)
        for name in sorted(self._names):
            asked.add_question(DNSQuestion(name, _SRV, _IN))
            told = _newest(cache, name, _TXT)
            if told is None or told.is_stale(_now()):  # no other answer brings it
                asked.add_question(DNSQuestion(name, _TXT, _IN))
        self._air.zeroconf.async_send(asked)


def _can_be(name: str) -> bool:
    """Whether an instance can have this name: whatever was on the wire, it will be asked for."""
    import zeroconf
    from zeroconf.asyncio import AsyncServiceInfo

    try:
        AsyncServiceInfo(SERVICE, name)
    except zeroconf.Error:
        return False
    return all(0 < len(label.encode()) <= MOST_LABEL for label in name[:-1].split("."))


def _live(cache: "DNSCache", name: str, kind: int) -> "list[DNSRecord]":
    """The records that still hold; those that don't may be in the cache for a while."""
    now = _now()
    return [one for one in cache.get_all_by_details(name, kind, _IN) if not one.is_expired(now)]


def _newest(cache: "DNSCache", name: str, kind: int) -> "DNSRecord | None":
    """The record that was heard last: what a server says again keeps its old place in the cache."""
    return max(_live(cache, name, kind), key=lambda one: one.created, default=None)


def _addresses(cache: "DNSCache", target: str) -> list[str]:
    """Where a computer said lately that it is.

    Each answer of a server has all its addresses, so one that was not among the last few is gone,
    whatever its record says.
    """
    from zeroconf._dns import DNSAddress

    live = [one for kind in (_A, _AAAA) for one in _live(cache, target, kind)]
    ages = {one: _age(one) for one in live if isinstance(one, DNSAddress)}
    newest = min(ages.values(), default=0.0)
    return [_written(one) for one, age in ages.items() if age < newest + SILENT_SECONDS]


def _written(record: "DNSAddress") -> str:
    """An address as text; a link-local one with the card on which it was heard."""
    zone = f"%{record.scope_id}" if record.scope_id else ""
    return f"{ipaddress.ip_address(record.address)}{zone}"


def _age(record: "DNSRecord") -> float:
    """Seconds since it was heard last."""
    return (_now() - record.created) / 1000


def _now() -> float:
    """The clock of zeroconf's records, in milliseconds."""
    return asyncio.get_running_loop().time() * 1000


def _report(_: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    """What went wrong in zeroconf's own callbacks."""
    _log.warning("looking for servers: %r", context.get("exception") or context.get("message"))
