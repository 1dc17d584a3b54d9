"""The servers found on this network as the first dialog lists them, and how to join each. Pure."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from chat_gui.client.address import Address
from chat_gui.dialogs.checks import Wish
from chat_gui.i18n import _, ngettext, number
from chat_server import __version__
from chat_server.protocol.found import Found
from chat_server.protocol.limits import PORT


class Listed(NamedTuple):
    """One line of the list; `key` stays the same while the server does.

    `lock` is the icon before `note`, or "". `addresses` are tried in their order; `plaintext` says
    whether to join without encryption.
    """

    key: str
    name: str
    where: str
    people: str
    note: str
    lock: str
    addresses: tuple[Address, ...]
    fingerprint: str
    plaintext: bool


def listed(servers: Iterable[Found], pins: Mapping[str, str]) -> tuple[Listed, ...]:
    """The lines, in their order; `pins` are the certificates that are trusted, by address."""
    return tuple(_listed(one, pins) for one in servers)


def wish(nick: str, chosen: Listed) -> Wish:
    """What to ask for; a nickname that is one. Of a pin and the announced certificate both hold."""
    first, *others = chosen.addresses
    return Wish(nick, first, chosen.plaintext, chosen.fingerprint, others=tuple(others))


def _listed(server: Found, pins: Mapping[str, str]) -> Listed:
    """Anybody can announce anything: who was encrypted before is never joined without."""
    addresses = [Address(host, server.port) for host in server.addresses]
    before = [one for one in addresses if str(one) in pins]
    plaintext = not server.fingerprint and not before
    known = bool(server.fingerprint) and server.fingerprint in pins.values()
    note, lock = _note(server, known)
    return Listed(
        key=f"{server.id} {server.fingerprint} {server.port}",
        name=server.name,
        where=_where(server, addresses[0]),
        people=_people(server.people),
        note=note,
        lock=lock,
        addresses=tuple(dict.fromkeys([*before, *addresses])),
        fingerprint=server.fingerprint,
        plaintext=plaintext,
    )


def _note(server: Found, known: bool) -> tuple[str, str]:
    """What there is to know before joining, and its icon."""
    if not server.fingerprint:
        return (
            _("invite needed, not encrypted") if server.invite else _("not encrypted")
        ), "unlock"
    if known:
        return _("joined before"), ""
    return (_("invite needed"), "lock") if server.invite else (_("encrypted"), "")


def _where(server: Found, first: Address) -> str:
    """The version where it is not ours, and the address to be told apart by."""
    shown = first.host if first.port == PORT else str(first)
    other = server.version and _release(server.version) != _release(__version__)
    return f"Parlor {server.version} · {shown}" if other else shown


def _release(version: str) -> list[str]:
    """What tells versions apart that may not understand each other: 1 of 1.4.2, 0.3 of 0.3.1."""
    numbers = version.split(".")
    return numbers[:2] if numbers[0] == "0" else numbers[:1]


def _people(count: int) -> str:
    if not count:
        return _("nobody yet")
    return ngettext("{count} person", "{count} people", count).format(count=number(count))
