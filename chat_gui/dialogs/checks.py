"""What may stand in the dialog's fields. Pure: no Tk, so that it is tested without a window."""

from dataclasses import dataclass

from chat_gui.client.address import Address
from chat_server.protocol import names
from chat_server.protocol.errors import Refusal


@dataclass(frozen=True)
class Wish:
    """Whom the person wants to be, and where."""

    nick: str
    address: Address


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
        return refusal.text
    return ""


def address_problem(raw: str) -> str:
    """The sentence that says why `raw` is no address; empty if it is one."""
    if not raw.strip():
        return "Ask the person who hosts the chat for its address, such as 192.168.1.20:7275."
    try:
        Address.parse(raw)
    except ValueError as error:
        return str(error)
    return ""


def wish(nick: str, address: str) -> Wish | Problem:
    """What the two fields ask for together."""
    problem = Problem(nick_problem(nick), address_problem(address))
    if problem.nick or problem.address:
        return problem
    return Wish(names.nickname(nick), Address.parse(address))
