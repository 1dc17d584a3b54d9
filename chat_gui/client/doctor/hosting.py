"""Why nobody comes: what the computer that hosts can find out itself, in order."""

import socket
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import platformdirs

from chat_gui.client import own_server
from chat_gui.client.address import Address
from chat_gui.client.doctor import firewall, joining, network, reach
from chat_gui.client.doctor.findings import Mark, Sign, Step, failed, ok
from chat_gui.client.doctor.heard import Ear
from chat_gui.client.doctor.network import Card
from chat_gui.client.hosting import FOLDER
from chat_gui.client.invite_link import InviteLink
from chat_gui.client.own_server import Running
from chat_gui.i18n import N_, _
from chat_server.protocol.found import Found

CONNECT_SECONDS = 1.0
"""How long this computer's own addresses may take to answer."""

SERVER, LISTENING, VISITORS, ANNOUNCED = (
    N_("Server"),
    N_("Listening"),
    N_("Visitors"),
    N_("Announced"),
)


def folders(data: Path) -> list[Path]:
    """Where a chat that runs on this computer may have its data: a window's, the server's own."""
    return [data / FOLDER, data, Path(platformdirs.user_data_dir("parlor-server", appauthor=False))]


def running(places: Sequence[Path]) -> Running | None:
    """The first of these servers that runs; else the first that a crash has left behind."""
    found = [one for place in places if (one := own_server.find(place)) is not None]
    answering = (one for one in found if _answers(one.host, one.port))
    return next(answering, found[0] if found else None)


def examine(server: Running | None) -> Iterator[Step]:
    """The steps, each when it is done; no more after one that leads no further."""
    if server is None:
        yield failed(SERVER, _("No chat was found on this computer."), Sign.NOT_HOSTING)
        return
    with Ear() as ear:
        cards = network.cards()
        address = Address(_best(cards) or server.host, server.port)
        step = _server(server)
        yield msgspec.structs.replace(step, facts=joining.facts(InviteLink(address)))
        if step.signs:
            return
        yield (step := reach.cards_step(cards))
        if step.signs:
            return
        yield (step := _listening(server.port, cards))
        if step.signs:
            return
        yield firewall.step(server.port)
        yield _visitors(server)
        yield _announced(server, ear)


def _best(cards: list[Card]) -> str:
    """The address to give to others."""
    named = [str(card.address) for card in cards if not card.address.is_link_local]
    return min(named, key=lambda address: ":" in address, default="")


def _server(server: Running) -> Step:
    address = Address(server.host, server.port)
    if not _answers(server.host, server.port):
        sentence = _("A chat was hosted here at {address}, and does not answer.").format(
            address=address
        )
        return failed(SERVER, sentence, Sign.HOSTED_GONE)
    return ok(SERVER, _("A chat runs here and answers at {address}.").format(address=address))


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), CONNECT_SECONDS):
            return True
    except OSError:
        return False


def _listening(port: int, cards: list[Card]) -> Step:
    """Is it reached at the addresses that others use?"""
    own = [str(card.address) for card in cards if not card.address.is_link_local]
    reached = [one for one in own if _answers(one, port)]
    details = [f"{one}: {_('listens') if one in reached else _('does not listen')}" for one in own]
    if not reached:
        return failed(
            LISTENING, _("It listens to this computer only."), Sign.LOOPBACK_ONLY, *details
        )
    return ok(
        LISTENING,
        _("It listens at {addresses}, port {port}.").format(
            addresses=", ".join(reached[:3]), port=port
        ),
        *details,
    )


def _visitors(server: Running) -> Step:
    if server.visited:
        sentence = _("Another computer has reached it since it was started.")
        return msgspec.structs.replace(ok(VISITORS, sentence), signs=(Sign.VISITED,))
    sentence = _("No other computer has reached it since it was started.")
    return Step(VISITORS, Mark.UNKNOWN, sentence, (Sign.NOT_VISITED,))


def _announced(server: Running, ear: Ear) -> Step:
    def itself(one: Found) -> bool:
        return (one.port, one.fingerprint) == (server.port, server.fingerprint)

    heard = ear.servers(itself)
    if any(map(itself, heard)):
        return ok(ANNOUNCED, _("Its announcement is heard, on this computer at least."))
    sentence = _("Its announcement (mDNS) is not heard.")
    said = _("heard: {name} at {address}, port {port}")
    details = [said.format(name=one.name, address=one.addresses[0], port=one.port) for one in heard]
    return failed(ANNOUNCED, sentence, Sign.UNHEARD, *details)
