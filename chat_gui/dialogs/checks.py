"""What may stand in the dialog's fields. Pure: no Tk, so that it is tested without a window."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from chat_gui.client import invite_link
from chat_gui.client.address import Address
from chat_gui.client.invite_link import InviteLink
from chat_gui.i18n import _
from chat_gui.worded import worded
from chat_server.protocol import codes, names
from chat_server.protocol.errors import Refusal

_PAIR_CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{8}\Z")


@dataclass(frozen=True)
class Wish:
    """Whom the person wants to be, and where; the rest is what an invite link says of it.

    `others` are further addresses of the same server, for when nobody answers at the first.
    """

    nick: str
    address: Address
    plaintext: bool = False
    fingerprint: str = ""
    invite: str = ""
    room: str = ""
    others: tuple[Address, ...] = ()

    @property
    def link(self) -> InviteLink:
        """The place alone, as a link."""
        return InviteLink(self.address, self.room, self.fingerprint, self.invite)

    def elsewhere(self) -> "Wish":
        """The same at the next of the other addresses."""
        return replace(self, address=self.others[0], others=self.others[1:])


@dataclass(frozen=True)
class Problem:
    """Why the fields can't be used: a sentence beside each wrong one, empty where all is well."""

    nick: str = ""
    address: str = ""


def nick_problem(raw: str) -> str:
    """The sentence that says why `raw` is no nickname; empty if it is one."""
    try:
        names.nickname(raw)
    except Refusal as refusal:
        return worded(refusal.text)
    return ""


def address_problem(raw: str) -> str:
    """The sentence that says why `raw` is no address; empty if it is one."""
    if not raw.strip():
        return _("Ask the person who hosts the chat for its address, such as 192.168.1.20:7275.")
    try:
        invite_link.read(raw)
    except ValueError as error:
        return str(error)
    return ""


def link(raw: str) -> InviteLink | None:
    """The invite link that `raw` is; None if it is none, or not whole."""
    try:
        return invite_link.parse(raw) if invite_link.is_link(raw) else None
    except ValueError:
        return None


def same_address(raw: str) -> str:
    """The address that `raw` stands for, as it is remembered; empty if it is none."""
    try:
        return str(invite_link.read(raw).address)
    except ValueError:
        return ""


def wish(
    nick: str, address: str, plaintext: bool = False, link: InviteLink | None = None
) -> Wish | Problem:
    """What the fields ask for together; `link` is the one that filled the address in."""
    problem = Problem(nick_problem(nick), address_problem(address))
    if problem.nick or problem.address:
        return problem
    named = link or invite_link.read(address)
    return _wish(names.nickname(nick), named, plaintext)


def following(nick: str, link: InviteLink, unencrypted: Callable[[str], bool]) -> Wish:
    """What a nickname that is one and a link ask for.

    `unencrypted` says whether an address is joined without encryption; not so where the link tells
    which server it must be.
    """
    return _wish(nick, link, not link.fingerprint and unencrypted(str(link.address)))


def _wish(nick: str, link: InviteLink, plaintext: bool) -> Wish:
    return Wish(nick, link.address, plaintext, link.fingerprint, link.invite, link.room)


def no_invite(raw: str) -> str:
    """The sentence that says why `raw` can't be an invite code; empty if it may be one."""
    return "" if code(raw) else _("Type the invite code, or ask the host for one.")


def code(raw: str) -> str:
    """The code that was typed or pasted, perhaps as a whole invite link."""
    pasted = link(raw)
    return raw.strip() if pasted is None else pasted.invite


def no_pair_code(raw: str) -> str:
    """The sentence that says why `raw` can't be a code of another computer; empty if it may be."""
    return "" if _PAIR_CODE.match(codes.typed(raw)) else _("The code has eight letters and digits.")
