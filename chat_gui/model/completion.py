"""What can be completed where the cursor stands, and with what: names, emoji, commands. Pure.

`query` reads what stands before the cursor; `names`, `emoji` and `commands` rank what fits.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from chat_gui.model.emoji_table import EmojiTable, toned
from chat_gui.model.shortcodes import in_code

Kind = Literal["name", "emoji", "command"]
LONGEST_NAME = 40
"""Characters behind an @ that may still be a name."""
MOST = 50
"""Choices that are offered."""

_NAME = re.compile(rf"(?:^|(?<=[\s(\[{{\"'“«]))@([^@\n]{{0,{LONGEST_NAME}}})\Z")
_EMOJI = re.compile(r"(?<![\w:/]):([\w+\-]{2,40})\Z")
_FACE = re.compile(r"-[a-z]|x?d+|p+|o+|\d+", re.IGNORECASE)
"""What follows the colon in :-D, :-p, :DD, :xD, :33, and in a time such as :30."""
_COMMAND = re.compile(r"\A/([a-z]{0,20})\Z", re.IGNORECASE)


class Query(msgspec.Struct, frozen=True):
    """`typed` is looked for; `before`, right before the cursor, makes way for what is taken."""

    kind: Kind
    typed: str
    before: str


class Choice(msgspec.Struct, frozen=True):
    """One row: `insert` is put in place of what was typed. `detail` is said beside it."""

    label: str
    insert: str
    detail: str = ""
    emoji: str = ""


def query(before: str) -> Query | None:
    """What is being typed before the cursor that can be completed; nothing within code."""
    if (found := _COMMAND.search(before)) is not None:
        return Query("command", found[1], found.group())
    if in_code(before):
        return None
    if (found := _EMOJI.search(before)) is not None:
        return Query("emoji", found[1], found.group())
    if (found := _NAME.search(before)) is not None:
        return Query("name", found[1], found.group())
    return None


def is_whole(query: Query, choices: Iterable[Choice]) -> bool:
    """Whether what was typed is something by itself, and Return is meant to send it.

    It is a name or a command as it stands, also with a space behind it, or a face of letters. An
    emoji's name is none: it means the emoji only with a colon behind it.
    """
    if query.kind == "emoji":
        return _FACE.fullmatch(query.typed) is not None
    if query.typed.endswith(" "):
        return True
    typed = query.before.casefold()
    return any(one.insert.rstrip().casefold() == typed for one in choices)


def names(typed: str, people: Sequence[str]) -> list[Choice]:
    """Those who are called so; of those who fit equally, as they stand in `people`.

    What is typed with a space in it has to begin a whole nickname: it may be a sentence by now.
    """
    wanted = typed.casefold()
    ranked: list[tuple[int, int, str]] = []
    for place, nick in enumerate(dict.fromkeys(people)):
        folded = nick.casefold()
        if folded.startswith(wanted):
            ranked.append((0, place, nick))
        elif " " not in wanted and f" {wanted}" in folded:
            ranked.append((1, place, nick))
        elif " " not in wanted and wanted in folded:
            ranked.append((2, place, nick))
    return [Choice(nick, f"@{nick} ") for _, _, nick in sorted(ranked)[:MOST]]


def addressed(before: str, people: Iterable[str]) -> tuple[str, list[str]]:
    """The word before the cursor, and what Tab puts in its place, as in IRC: `Ada: `, or `Ada `.

    The word is empty where none is being typed, or within code.
    """
    line = before.rpartition("\n")[2]
    word = line.rpartition(" ")[2]
    if not word or in_code(before):
        return "", []
    behind = ": " if word == line else " "
    folded = word.casefold()
    fitting = [nick for nick in dict.fromkeys(people) if nick.casefold().startswith(folded)]
    return word, [f"{nick}{behind}" for nick in fitting[:MOST]]


def emoji(typed: str, table: EmojiTable, recent: Sequence[str], tone: str) -> list[Choice]:
    """The emoji whose names fit, in the person's skin tone; those taken lately first."""
    choices = []
    for found in table.find(typed, recent, MOST):
        chars = toned(found.chars, tone)
        name = next((one for one in found.called if typed.lower() in one), found.names[0])
        choices.append(Choice(f":{name}:", chars, "", chars))
    return choices


def commands(typed: str, rows: Iterable[tuple[str, str, str]]) -> list[Choice]:
    """The commands that begin so; a row is the word, what follows it, and what it does."""
    return [
        Choice(f"/{word} {usage}".rstrip(), f"/{word} " if usage else f"/{word}", does)
        for word, usage, does in rows
        if word.startswith(typed.lower())
    ]
