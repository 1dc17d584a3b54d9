"""Where a server is: what a person types into the address field, and what is remembered. Pure."""

import ipaddress
import re
from typing import Self

import msgspec

from chat_gui.client.legible import shorten
from chat_gui.i18n import _
from chat_server.protocol.limits import PORT

MOST_HOST = 253
"""Characters in a computer's name (RFC 1035, 2.3.4, without the final dot)."""

_BRACKETED = re.compile(r"\[([^\[\]]*)\](?::(.*))?\Z")
_LABEL = re.compile(r"(?![-])[\w-]{1,63}(?<![-])\Z")
_ZONE = re.compile(r"[\w.-]{1,32}\Z")
_DIGITS = re.compile(r"[0-9]{1,5}\Z")


class Address(msgspec.Struct, frozen=True):
    """A server's address. `host` is a name, an IPv4 or an IPv6 address, the latter unbracketed."""

    host: str
    port: int = PORT

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @classmethod
    def parse(cls, typed: str) -> Self:
        """Read `HOST`, `HOST:PORT`, `[::1]:7275` or `::1`; without a port it is 7275.

        Raises `ValueError` with one sentence for the person.
        """
        text = typed.strip()
        if not text:
            raise ValueError(
                _("Type the server's address; write it like 192.168.1.20 or lab-pc4:7275.")
            )
        if bracketed := _BRACKETED.match(text):
            return cls(_ipv6(bracketed[1]), PORT if bracketed[2] is None else _port(bracketed[2]))
        if text.count(":") > 1:
            return cls(_ipv6(text))
        host, colon, port = text.partition(":")
        return cls(_host(host), _port(port) if colon else PORT)


def _port(text: str) -> int:
    if not _DIGITS.match(text) or not 1 <= int(text) <= 65_535:
        raise ValueError(_("The port, behind the colon, is a number from 1 to 65535."))
    return int(text)


def _ipv6(text: str) -> str:
    host, percent, zone = text.partition("%")
    try:
        address = ipaddress.IPv6Address(host).compressed
    except ipaddress.AddressValueError:
        raise ValueError(
            _("“{address}” is not an IPv6 address.").format(address=_short(text))
        ) from None
    if percent and not _ZONE.match(zone):
        raise ValueError(
            _("“{address}” names a network card that can't be.").format(address=_short(text))
        )
    return address + percent + zone


def _host(text: str) -> str:
    """A name in lower case, or an IPv4 address."""
    host = text.lower()
    wrong = ValueError(
        _(
            "“{address}” is not a computer's address; write it like 192.168.1.20 or lab-pc4:7275."
        ).format(address=_short(text))
    )
    labels = host.removesuffix(".").split(".")
    if len(host) > MOST_HOST or not all(_LABEL.match(label) for label in labels):
        raise wrong
    if re.fullmatch(r"[0-9]+", labels[-1]):  # RFC 3696, section 2: no name ends in digits only
        try:
            return ipaddress.IPv4Address(host).compressed
        except ipaddress.AddressValueError:
            raise wrong from None
    try:
        host.encode("idna")
    except UnicodeError:
        raise wrong from None
    return host


def _short(text: str) -> str:
    """What was typed, fit for a sentence."""
    return shorten("".join(character for character in text if character.isprintable()), 40)
