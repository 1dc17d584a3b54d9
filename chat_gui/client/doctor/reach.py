"""The way to a server: its name, the route, the port. The doctor's thread; every function waits."""

import contextlib
import queue
import selectors
import socket
import time
from typing import NamedTuple

from msgspec.structs import replace

from chat_gui.client import dialing
from chat_gui.client.address import Address
from chat_gui.client.dialing import Lookup, Target
from chat_gui.client.doctor import network
from chat_gui.client.doctor.findings import Sign, Step, failed, ok
from chat_gui.client.doctor.heard import Ear
from chat_gui.client.doctor.network import Card, IpAddress
from chat_gui.client.sentences import UnknownName
from chat_gui.i18n import N_, _
from chat_server.protocol.found import Found

NAME_SECONDS = 5.0
"""How long the system may take to look a name up."""
LOCAL_SECONDS = 1.5
"""How long the computers of this network may take to say that a name is theirs."""
PORT_SECONDS = 4.5
"""How long a connection may take: Linux takes 3 s to find that nobody has an address."""

NETWORK, NAME, ROUTE, PORT = N_("Network"), N_("Name"), N_("Route"), N_("Port")

_NO_ROUTE = {"ENETUNREACH", "EHOSTUNREACH", "ENETDOWN", "EHOSTDOWN", "EADDRNOTAVAIL", "EINVAL"}
_FORBIDDEN = {"EACCES", "EPERM"}


class Way(NamedTuple):
    """A step, and what the next one goes on from."""

    step: Step
    targets: list[Target]


class Arrival(NamedTuple):
    """The steps about the port, and where it was reached, if it was."""

    step: Step
    target: Target | None


def cards_step(found: list[Card]) -> Step:
    """Is this computer on a network at all?"""
    details = [str(card) for card in found]
    if not network.connects(found):
        sentence = _("No card of this computer has an address.")
        return failed(NETWORK, sentence, Sign.NO_NETWORK, *details)
    addresses = list(dict.fromkeys(str(card.address) for card in found if _shown(card)))
    return ok(
        NETWORK,
        _("This computer is {addresses}.").format(addresses=", ".join(addresses[:3])),
        *details,
    )


def _shown(card: Card) -> bool:
    return not card.address.is_link_local


def name_step(address: Address, ear: Ear) -> Way:
    """Which addresses the name has; what is an address already is taken as it is."""
    try:
        targets = dialing.targets(address, socket.AI_NUMERICHOST)
    except UnknownName:
        return _looked_up(address, ear)
    return Way(ok(NAME, _("{host} is an address, not a name.").format(host=address.host)), targets)


def _looked_up(address: Address, ear: Ear) -> Way:
    host = address.host
    done: queue.SimpleQueue[None] = queue.SimpleQueue()
    lookup = Lookup(address, lambda: done.put(None))
    with contextlib.suppress(queue.Empty):
        done.get(timeout=NAME_SECONDS)
    answer = lookup.answer()
    if isinstance(answer, list):
        shown = ", ".join(dict.fromkeys(str(network.plain(one)) for one in answer))
        return Way(ok(NAME, _("{host} is {addresses}.").format(host=host, addresses=shown)), answer)
    if heard := ear.resolve(host, LOCAL_SECONDS):
        return _by_mdns(address, heard)
    if answer is None:
        sentence = _("Nobody says what {host} is, within {seconds} seconds.").format(
            host=host, seconds=round(NAME_SECONDS)
        )
        return Way(failed(NAME, sentence, Sign.NAME_LATE), [])
    sentence = _("{host} is no name that is known here.").format(host=host)
    return Way(failed(NAME, sentence, Sign.NAME_UNKNOWN, str(answer)), [])


def _by_mdns(address: Address, heard: tuple[str, ...]) -> Way:
    instead = Address(heard[0], address.port)
    sentence = _("{host} is {address}, as it says itself (mDNS); the system does not know.").format(
        host=address.host, address=heard[0]
    )
    step = failed(NAME, sentence, Sign.NAME_HEARD, heard_address=str(instead))
    return Way(step, dialing.targets(instead, socket.AI_NUMERICHOST))


def route_step(targets: list[Target], found: list[Card]) -> Way:
    """Is there a way there, and through which card?"""
    open_ways: list[Target] = []
    details: list[str] = []
    errors: list[str] = []
    for target in targets:
        address = network.plain(target)
        try:
            details.append(
                _("{address} from {source}").format(address=address, source=network.source(target))
            )
        except OSError as error:
            details.append(f"{address}: {error.strerror}")
            errors.append(network.named(error))
            continue
        open_ways.append(target)
    if open_ways:
        return Way(_way(open_ways[0], found, details), open_ways)
    if _FORBIDDEN & set(errors):
        sentence = _("This computer's rules forbid the way there.")
        return Way(failed(ROUTE, sentence, Sign.FORBIDDEN, *details), [])
    return Way(failed(ROUTE, _("No way leads there."), Sign.NO_ROUTE, *details), [])


def _way(target: Target, found: list[Card], details: list[str]) -> Step:
    address = network.plain(target)
    if address.is_loopback or any(card.address == address for card in found):
        step = ok(ROUTE, _("It is this computer itself."), *details)
        return replace(step, signs=(Sign.THIS_COMPUTER,))
    if any(card.beside(address) for card in found):
        return ok(ROUTE, _("{address} is in the same network.").format(address=address), *details)
    step = ok(
        ROUTE,
        _("{address} is in another network, reached by a router.").format(address=address),
        *details,
    )
    return replace(step, signs=(Sign.OTHER_NETWORK,))


def port_step(
    address: Address, targets: list[Target], ear: Ear, cards: list[Card], expected: str
) -> Arrival:
    """Does the port take connections? All addresses are tried at once.

    `expected` is the fingerprint of the server that should be there, "" if it is not known.
    """
    tried = _connect(targets)
    reached = next((target for target, why in tried if why is None), None)
    details = [f"{network.plain(target)}: {_why(error)}" for target, error in tried]
    if reached is not None:
        sentence = _("{address} takes connections at port {port}.").format(
            address=network.plain(reached), port=address.port
        )
        return Arrival(ok(PORT, sentence, *details), reached)
    names = [network.named(error) for _target, error in tried if error is not None]
    at = network.plain(tried[0][0])
    beside = any(card.beside(at) for card in cards)
    step = replace(_unreached(address, at, beside, names), details=tuple(details))
    here = {network.plain(target) for target, _error in tried}
    if all(one.is_loopback for one in here):
        return Arrival(step, None)  # nothing is announced there
    return Arrival(with_heard(step, address, set(map(str, here)), ear.servers(), expected), None)


def _unreached(address: Address, at: IpAddress, beside: bool, names: list[str]) -> Step:
    if "ECONNREFUSED" in names:
        return failed(
            PORT,
            _("{address} refuses connections at port {port}.").format(
                address=at, port=address.port
            ),
            Sign.REFUSED,
        )
    if _FORBIDDEN & set(names):
        return failed(PORT, _("This computer forbids the connection."), Sign.FORBIDDEN)
    answers = network.answered(at) if beside else None
    if beside and (answers is False or (answers is None and "EHOSTUNREACH" in names)):
        return failed(
            PORT, _("No computer says that it is {address}.").format(address=at), Sign.ABSENT
        )
    if _NO_ROUTE & set(names):
        return failed(PORT, _("On the way it is said that there is none."), Sign.NO_ROUTE)
    step = failed(
        PORT, _("Nothing comes back from port {port}.").format(port=address.port), Sign.SILENT
    )
    return replace(step, signs=(*step.signs, Sign.PRESENT)) if answers else step


def with_heard(
    step: Step, address: Address, here: set[str], servers: list[Found], expected: str
) -> Step:
    """The same, with what is announced from there, or by the expected server from elsewhere."""
    near = [one for one in servers if here & {way.partition("%")[0] for way in one.addresses}]
    same = [one for one in near if one.fingerprint == expected]
    ports = sorted({one.port for one in same or near})
    moved = [one for one in servers if expected and one.fingerprint == expected and one not in near]
    if address.port in ports:
        return _also(step, Sign.HEARD, _("A Parlor server announces itself from there."))
    if moved:
        now = Address(moved[0].addresses[0], moved[0].port)
        return _also(
            step,
            Sign.MOVED,
            _("It announces itself from {address}.").format(address=now),
            moved=str(now),
        )
    if not ports:
        return step
    instead = Address(sorted(here)[0], ports[0])
    told = _("A Parlor server announces itself from there, with port {port}.").format(port=ports[0])
    facts = {"heard_port": str(ports[0]), "heard_address": str(instead)}
    sign = Sign.HEARD_OTHER if expected and not same else Sign.HEARD_ELSEWHERE
    return _also(step, sign, told, **facts)


def _also(step: Step, sign: Sign, detail: str, **facts: str) -> Step:
    """The same with one more sign."""
    return replace(
        step,
        signs=(*step.signs, sign),
        facts={**step.facts, **facts},
        details=(*step.details, detail),
    )


def _why(error: OSError | None) -> str:
    if error is None:
        return _("connected")
    return error.strerror or _("no answer in time")


def _connect(targets: list[Target]) -> list[tuple[Target, OSError | None]]:
    """Why each target could not be connected to, None for the first that could; until one can."""
    with selectors.DefaultSelector() as selector, contextlib.ExitStack() as closing:
        outcome: dict[int, OSError | None] = {}
        for number, (family, address) in enumerate(targets):
            try:
                sock = closing.enter_context(socket.socket(family, socket.SOCK_STREAM))
                sock.setblocking(False)
                with contextlib.suppress(BlockingIOError, InterruptedError):
                    sock.connect(address)
            except OSError as error:
                outcome[number] = error
                continue
            selector.register(sock, selectors.EVENT_WRITE, number)
        _wait(selector, outcome)
        late = TimeoutError()
        return [(target, outcome.get(number, late)) for number, target in enumerate(targets)]


def _wait(selector: selectors.BaseSelector, outcome: dict[int, OSError | None]) -> None:
    end = time.monotonic() + PORT_SECONDS
    while selector.get_map() and None not in outcome.values():
        ready = selector.select(max(0.0, end - time.monotonic()))
        if not ready:
            return
        for key, _events in ready:
            assert isinstance(key.fileobj, socket.socket), "only sockets are registered"
            selector.unregister(key.fileobj)
            try:
                dialing.check(key.fileobj)
                outcome[key.data] = None
            except OSError as error:
                outcome[key.data] = error
