"""Invite links, `parlor://HOST:PORT/ROOM#fingerprint=HEX&invite=CODE`. Pure.

Every part but the host may be missing. What is to be known of the server and not said to it stands
in the fragment (RFC 3986, 3.5).
"""

import re
from urllib.parse import quote, unquote

import msgspec

from chat_gui.client.address import Address
from chat_gui.i18n import _
from chat_server.protocol import names
from chat_server.protocol.errors import Refusal

SCHEME = "parlor://"
MOST_LINK = 2_000
"""Characters of a link that is read at all."""

_FINGERPRINT = re.compile(r"[0-9a-f]{64}\Z")
_INVITE = re.compile(r"[0-9A-Za-z-]{1,64}\Z")


class InviteLink(msgspec.Struct, frozen=True):
    """Where to go. Empty are the room, the certificate's fingerprint, the code that nobody gave."""

    address: Address
    room: str = ""
    fingerprint: str = ""
    invite: str = ""

    def __str__(self) -> str:
        where = str(self.address).replace("%", "%25")  # an IPv6 zone, RFC 6874
        known = {"fingerprint": self.fingerprint, "invite": self.invite}
        fragment = "&".join(f"{name}={value}" for name, value in known.items() if value)
        room = f"/{quote(self.room, safe='')}" if self.room else ""
        return f"{SCHEME}{where}{room}{'#' if fragment else ''}{fragment}"


def is_link(typed: str) -> bool:
    """Whether this is meant to be an invite link."""
    return typed.strip()[: len(SCHEME)].lower() == SCHEME


def parse(typed: str) -> InviteLink:
    """Read an invite link. Raises `ValueError` with one sentence for the person."""
    text = typed.strip()
    if not is_link(text):
        raise ValueError(
            _("An invite link begins with {scheme}; copy the whole link once more.").format(
                scheme=SCHEME
            )
        )
    if len(text) > MOST_LINK:
        raise ValueError(_("That is too long for an invite link; copy the whole link once more."))
    place, _mark, fragment = text[len(SCHEME) :].partition("#")
    where, _slash, path = place.partition("?")[0].partition(
        "/"
    )  # a query says nothing to this version
    fields = _fields(fragment)
    fingerprint = fields.get("fingerprint", "").lower()
    invite = fields.get("invite", "")
    if fingerprint and not _FINGERPRINT.match(fingerprint):
        raise ValueError(_("The link's fingerprint is not whole; copy the whole link once more."))
    if invite and not _INVITE.match(invite):
        raise ValueError(_("The link's invite code can't be one; copy the whole link once more."))
    return InviteLink(Address.parse(_decoded(where)), _room(path), fingerprint, invite)


def read(typed: str) -> InviteLink:
    """Read what names a server: an address as a person types it, or an invite link.

    Raises `ValueError` with one sentence for the person.
    """
    return parse(typed) if "://" in typed else InviteLink(Address.parse(typed))


def _fields(fragment: str) -> dict[str, str]:
    """The fragment's fields; those that a newer Parlor put there are not looked at."""
    pairs = [field.partition("=") for field in fragment.split("&") if field]
    fields = {name: _decoded(value) for name, _, value in pairs}
    if len(fields) < len(pairs):
        raise ValueError(_("The link says something twice; copy the whole link once more."))
    return fields


def _room(path: str) -> str:
    raw = _decoded(path.removesuffix("/"))
    if not raw:
        return ""
    try:
        return names.any_room_name(raw)
    except Refusal:
        raise ValueError(
            _("The link names a room that can't be; copy the whole link once more.")
        ) from None


def _decoded(text: str) -> str:
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise ValueError(_("The link is damaged; copy the whole link once more.")) from None
