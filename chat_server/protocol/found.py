"""What a server tells the local network about itself, and what of it is believed. Pure.

A server announces itself by DNS-SD (RFC 6763): the name of the instance has to be unique, what is
to be shown stands in the TXT record, where it is in SRV, A and AAAA records. Anybody on the network
can say anything, so whatever is read passes `read`; who the server is shows in its certificate.
"""

import ipaddress
import re
from collections.abc import Iterable, Mapping
from typing import Self

import msgspec

from chat_server.protocol import twins

SERVICE = "_parlor._tcp.local."
"""The service type."""
MOST_NAME = 64
"""Characters of a server's name."""
MOST_ADDRESSES = 16
"""Addresses of one server that are looked at."""
MOST_PEOPLE = 10_000_000
"""People that are counted."""

_VALUE_BYTES = 240
"""Bytes of a TXT string's value; with its key it has at most 255 (RFC 6763, 6.1)."""
_LABEL_BYTES = 63
"""Bytes of an instance's name (RFC 6763, 4.1.1)."""
_MARK_LETTERS = 6
"""Letters of the id that tell two servers with one name apart."""

_ID = re.compile(r"[!-~]{1,128}\Z")
_VERSION = re.compile(r"[!-~]{0,32}\Z")
_FINGERPRINT = re.compile(r"([0-9a-f]{64})?\Z")
_PEOPLE = re.compile(r"[0-9]{1,12}\Z")
_ZONE = re.compile(r"[\w.-]{1,32}\Z")


class Found(msgspec.Struct, frozen=True):
    """A server on this network, as it says itself.

    `fingerprint` is its certificate's, "" where the wire is not encrypted; `invite` says whether
    newcomers need a code. The first of `addresses` is the one to try first.
    """

    id: str
    name: str
    version: str = ""
    invite: bool = False
    fingerprint: str = ""
    people: int = 0
    addresses: tuple[str, ...] = ()
    port: int = 0

    @property
    def instance(self) -> str:
        """The first label of the service's name: of two servers with one name each has its own."""
        mark = f" ({self.id[:_MARK_LETTERS]})"
        return _cut(self.name.replace(".", "_"), _LABEL_BYTES - len(mark)) + mark

    def txt(self) -> dict[str, str]:
        """The TXT record; a very long name is cut in it."""
        return {
            "id": self.id,
            "name": _cut(self.name, _VALUE_BYTES),
            "version": self.version,
            "invite": "1" if self.invite else "",
            "fingerprint": self.fingerprint,
            "people": str(self.people),
        }

    @classmethod
    def read(
        cls, txt: Mapping[bytes, bytes | None], addresses: Iterable[str], port: int
    ) -> Self | None:
        """What the network says, within what it can be in earnest; None if it means nothing.

        Keys that are not known, a newer version's, say nothing; of `addresses` those are kept by
        which a server can be reached.
        """
        try:
            told = {key.decode().lower(): (value or b"").decode() for key, value in txt.items()}
        except UnicodeDecodeError:
            return None
        read = cls(
            id=told.get("id", ""),
            name=told.get("name", "").strip(),
            version=told.get("version", ""),
            invite=told.get("invite", "") == "1",
            fingerprint=told.get("fingerprint", ""),
            people=_people(told.get("people", "")),
            addresses=_reachable(addresses),
            port=port,
        )
        return read if read._could_be() else None

    def _could_be(self) -> bool:
        return bool(
            _ID.match(self.id)
            and is_name(self.name)
            and _VERSION.match(self.version)
            and _FINGERPRINT.match(self.fingerprint)
            and self.addresses
            and 0 < self.port < 65_536
        )


def is_name(name: str) -> bool:
    """Whether a server can have this name: one short line, something of it to be seen."""
    return (
        0 < len(name) <= MOST_NAME
        and name.isprintable()
        and not twins.stacked(name)
        and any(character != " " and not twins.unseen(character) for character in name)
    )


def _people(text: str) -> int:
    return min(int(text), MOST_PEOPLE) if _PEOPLE.match(text) else 0


def _reachable(addresses: Iterable[str]) -> tuple[str, ...]:
    """Those by which a server on another computer can be reached, each once, in their order."""
    kept = dict.fromkeys(one for one in addresses if _is_reachable(one))
    return tuple(kept)[:MOST_ADDRESSES]


def _is_reachable(text: str) -> bool:
    host, percent, zone = text.partition("%")
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    if percent and not (address.version == 6 and _ZONE.match(zone)):
        return False
    return not (address.is_unspecified or address.is_multicast or address.is_loopback)


def _cut(text: str, most: int) -> str:
    """The beginning of a text that has no more than `most` bytes."""
    return text.encode()[:most].decode(errors="ignore")
