"""What stands on a message: how many different emoji, and how many of one person's. Pure.

The log counts what it has; what a batch changes is counted in the chat's memory until it is kept.
"""

from chat_server.chat import Chat
from chat_server.protocol.errors import ErrorCode, Refusal

Target = tuple[str, int]
"""A message: its room and its seq."""


def put_on(chat: Chat, person: str, target: Target, emoji: str) -> None:
    """A person reacts. Raises `Refusal` where the message, or they, have reacted enough."""
    counts, own = _standing(chat, person, target)
    if emoji in own:
        return
    if emoji not in counts and len(counts) >= chat.limits.reactions:
        text = f"A message carries at most {chat.limits.reactions} different emoji."
        raise Refusal(ErrorCode.NOT_ALLOWED, text)
    if len(own) >= chat.limits.own_reactions:
        text = f"You can put at most {chat.limits.own_reactions} emoji on a message."
        raise Refusal(ErrorCode.NOT_ALLOWED, text)
    counts = {**counts, emoji: counts.get(emoji, 0) + 1}
    _note(chat, person, target, counts, own | {emoji})


def take_off(chat: Chat, person: str, target: Target, emoji: str) -> None:
    """A person has not reacted so any more."""
    counts, own = _standing(chat, person, target)
    if emoji not in own:
        return
    counts = {**counts, emoji: counts[emoji] - 1}
    if not counts[emoji]:
        del counts[emoji]
    _note(chat, person, target, counts, own - {emoji})


def _standing(chat: Chat, person: str, target: Target) -> tuple[dict[str, int], frozenset[str]]:
    """How many people have put each emoji on a message, and which this person has."""
    counts = chat.fresh_emoji.get(target)
    own = chat.fresh_own.get((*target, person))
    return (
        chat.archive.find_emoji(*target) if counts is None else counts,
        chat.archive.find_own_emoji(*target, person) if own is None else own,
    )


def _note(
    chat: Chat, person: str, target: Target, counts: dict[str, int], own: frozenset[str]
) -> None:
    chat.journal.put(chat.fresh_emoji, target, counts)
    chat.journal.put(chat.fresh_own, (*target, person), own)
