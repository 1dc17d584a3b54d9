"""Why one can't join: the steps from this computer to a server that would let us in, in order."""

from collections.abc import Iterator

from msgspec.structs import replace

from chat_gui.client.doctor import answers, network, reach
from chat_gui.client.doctor.answers import Answer, Known
from chat_gui.client.doctor.findings import Sign, Step
from chat_gui.client.doctor.heard import Ear
from chat_gui.client.invite_link import InviteLink
from chat_server import __version__
from chat_server.protocol.limits import PORT


def facts(link: InviteLink) -> dict[str, str]:
    """What every verdict may name."""
    port = link.address.port
    return {
        "host": link.address.host,
        "port": str(port),
        "address": str(link.address),
        "usual_port": str(PORT),
        "version": __version__,
        "netsh": f'netsh advfirewall firewall add rule name="Parlor" dir=in action=allow'
        f" protocol=TCP localport={port}",
        "ufw": f"sudo ufw allow {port}/tcp",
        "firewalld": f"sudo firewall-cmd --add-port={port}/tcp",
    }


def examine(link: InviteLink, known: Known, *, plaintext: bool) -> Iterator[Step]:
    """The steps, each when it is done; no more after one that leads no further."""
    common = facts(link)
    for step in _steps(link, known, plaintext):
        yield replace(step, facts={**common, **step.facts})


def _steps(link: InviteLink, known: Known, plaintext: bool) -> Iterator[Step]:
    with Ear() as ear:
        cards = network.cards()
        way = reach.name_step(link.address, ear)
        if not all(network.plain(target).is_loopback for target in way.targets) or not way.targets:
            yield (step := reach.cards_step(cards))
            if Sign.NO_NETWORK in step.signs:
                return
        yield way.step
        if not way.targets:
            return
        way = reach.route_step(way.targets, cards)
        yield way.step
        if not way.targets:
            return
        expected = link.fingerprint or known.pins.get(str(link.address), "")
        arrival = reach.port_step(link.address, way.targets, ear, cards, expected)
        yield arrival.step
    if arrival.target is None:
        return
    answer = Answer([]) if plaintext else answers.encrypted(arrival.target, link, known)
    yield from answer.steps
    if plaintext or answer.speaks:
        yield from answers.admission(arrival.target, link, known, answer)
