"""A second computer of the same person: a code that the first one shows, good once. Pure."""

import hashlib
import hmac

from chat_server import rights
from chat_server.chat import Caller, Chat
from chat_server.protocol import codes, commands, events
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.protocol.limits import PAIRING_MS
from chat_server.records import Offer, Person

CODE_BYTES = 5
"""Bytes of a code: 40 bits, of which a connection gets one guess."""


def pair(chat: Chat, caller: Caller, command: commands.Pair) -> None:
    """Give the caller a code; an earlier one of theirs ends."""
    rights.check_not_console(caller.person)
    if not caller.person.owns:
        text = "Only who has a key here can add another computer."
        raise Refusal(ErrorCode.NOT_ALLOWED, text)
    secret = hashlib.sha256(chat.random().encode()).digest()[:CODE_BYTES]
    until = caller.now + PAIRING_MS
    for person, offer in [*chat.offers.items()]:
        if offer.until <= caller.now:
            chat.journal.drop(chat.offers, person)
    chat.journal.put(chat.offers, caller.person.id, Offer(codes.plain(secret), until))
    chat.answer(caller.connection, events.Pairing(codes.shown(secret), until, command.re))


def redeem(chat: Chat, typed: str, now: int) -> Person:
    """Who gave this code, which is used up now. Raises `Refusal`, fatal, with `bad-proof`."""
    code = codes.typed(typed).encode("utf-8", "replace")
    for giver, offer in [*chat.offers.items()]:
        person = chat.person(giver)
        right = hmac.compare_digest(offer.code.encode(), code)
        if right and now < offer.until and person is not None:
            chat.journal.drop(chat.offers, giver)
            return person
    text = "That code is not good, or not any more; have your other computer show a new one."
    raise Refusal(ErrorCode.BAD_PROOF, text, fatal=True)
