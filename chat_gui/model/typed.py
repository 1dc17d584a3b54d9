"""What a person types -> what they mean. A slash command is a row of the tables here.

Those of moderators and private rooms stand in typed_acts.py.
"""

from collections.abc import Callable, Iterable

import msgspec

from chat_gui.i18n import _
from chat_gui.model.typed_acts import ACTS, Act, Here, Look, split_nick
from chat_server.protocol import names
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.protocol.limits import Limits

NO_TOPIC = "-"
"""What is typed as the topic to take it away."""


class Say(msgspec.Struct, frozen=True):
    """Say this in the room; `action` for /me."""

    text: str
    action: bool = False


class Nick(msgspec.Struct, frozen=True):
    """Be called this from now on."""

    nick: str


class Join(msgspec.Struct, frozen=True):
    """Leave into this room."""

    room: str


class Direct(msgspec.Struct, frozen=True):
    """Talk with this person alone, and say `text` to them unless it is empty."""

    nick: str
    text: str


class Topic(msgspec.Struct, frozen=True):
    """Say what the room is about; empty to take the topic away."""

    text: str


class AskTopic(msgspec.Struct, frozen=True):
    """Show what the room is about."""


class Leave(msgspec.Struct, frozen=True):
    """Leave the room."""


class Find(msgspec.Struct, frozen=True):
    """Look for this in what was said; empty to be asked for what."""

    text: str


class Help(msgspec.Struct, frozen=True):
    """Say which commands there are."""


Meaning = Say | Nick | Join | Direct | Topic | AskTopic | Leave | Find | Help | Act | Look


def _direct(rest: str, here: Here) -> Meaning:
    if not rest.strip():
        raise Refusal(ErrorCode.BAD_REQUEST, _("Say who, and what: /msg NAME TEXT."))
    nick, text = split_nick(rest, here.nicks)
    limits = here.limits
    return Direct(names.nickname(nick, limits.nick), text and names.text(text, limits.text))


def _topic(line: str) -> Meaning:
    if not line:
        return AskTopic()
    return Topic("" if line == NO_TOPIC else line)


_COMMANDS: dict[str, Callable[[str, Here], Meaning]] = {
    "me": lambda rest, here: Say(names.text(rest, here.limits.text), action=True),
    "nick": lambda rest, here: Nick(names.nickname(rest, here.limits.nick)),
    "join": lambda rest, here: Join(room(rest, here.limits)),
    "msg": _direct,
    "topic": lambda rest, here: _topic(names.topic(rest, here.limits.topic)),
    "leave": lambda _rest, _here: Leave(),
    "search": lambda rest, _here: Find(rest.strip()),
    "help": lambda _rest, _here: Help(),
    **ACTS,
}
WORDS = tuple(_COMMANDS)
"""What may stand behind a slash."""
NEAR = 70
"""How alike a word and a command are, of 100, that the command may have been meant."""


def room(typed: str, limits: Limits) -> str:
    """The name of the room that was typed, with or without its #. Raises `Refusal`."""
    return names.any_room_name(typed.strip().removeprefix("#"), limits.room)


def is_command(typed: str) -> bool:
    """Whether what was typed asks for something, and is not to be said as it stands."""
    text = names.printable(typed)
    return text.startswith("/") and not text.startswith("//")


def meaning(
    typed: str,
    limits: Limits,
    nicks: Iterable[str] = (),
    room: str = names.LOBBY,
    now: int = 0,
) -> Meaning:
    """What `typed` asks for. `//` at the start says a text that begins with a slash.

    `nicks` are people who may be meant, `room` is where it is typed, `now` Unix milliseconds.

    Raises `Refusal` with a sentence for the person; the text is to stay in the composer.
    """
    text = names.printable(typed)
    if not text.startswith("/"):
        return Say(names.text(text, limits.text))
    if text.startswith("//"):
        return Say(names.text(text[1:], limits.text))
    word, _space, rest = text[1:].partition(" ")
    if word.lower() not in _COMMANDS:
        raise Refusal(ErrorCode.BAD_REQUEST, _unknown(word[:20]))
    return _COMMANDS[word.lower()](rest, Here(limits, tuple(nicks), room, now))


def _unknown(word: str) -> str:
    from rapidfuzz import fuzz, process

    near = process.extractOne(word.lower(), WORDS, scorer=fuzz.ratio, score_cutoff=NEAR)
    if near is None:
        said = _("There is no command /{word}. Type /help for a list, or // to say it.")
        return said.format(word=word)
    said = _("There is no command /{word}. Did you mean /{near}? Type /help for a list.")
    return said.format(word=word, near=near[0])
