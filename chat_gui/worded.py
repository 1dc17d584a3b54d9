"""What a server says in English, and the rules it shares with the forms -> the person's language.

The server's sentences are known here by heart: one that is in the table is shown in the person's
language, any other as it came. Nothing is decided by it. Pure.
"""

import functools
import re
from typing import Self

from chat_gui.i18n import N_, _
from chat_server.protocol.errors import ErrorCode

SENTENCES = (
    # names: nicknames, rooms, texts
    N_("Pick a nickname to be seen by."),
    N_("A nickname has at most {limit} characters."),
    N_("“{nick}” is kept for the program; pick another."),
    N_("“{nick}” looks like “{word}”, which is kept for the program; pick another."),
    N_("A nickname has at most {limit} accents on a letter, and begins with none."),
    N_("A nickname can't contain “{sign}”; take it out."),
    N_("A nickname can't contain the invisible character {sign}; take it out."),
    N_("{nick} is somebody else here; pick another nickname."),
    N_("Somebody here has a nickname that looks like {nick}; pick another."),
    N_(
        "A room's name has 1 to {limit} letters, digits or marks: no space, #, / or comma,"
        " no @ or + at its start."
    ),
    N_("A room's name has at most {limit} accents on a letter, and begins with none."),
    N_("A room's name can't contain “{sign}”; take it out."),
    N_("A room's name can't contain the invisible character {sign}; take it out."),
    N_("There is a room {room} already; pick another name."),
    N_("A message has at most {limit} characters; this has {count}."),
    N_("An empty message says nothing."),
    N_("A message can't contain control characters."),
    N_("A topic has at most {limit} characters."),
    N_("A topic is one line without control characters."),
    N_("A reaction is one emoji."),
    # coming in
    N_("You came in from another window."),
    N_("This server speaks version {version} of Parlor's protocol; update the older side."),
    N_("The proof of your key is not right: perhaps somebody stands between you and here."),
    N_("One needs an invite to come in here; ask for one."),
    N_("That invite is not right, or not good any more; ask for another."),
    N_("That code is not good, or not any more; have your other computer show a new one."),
    N_("Only who has a key here can add another computer."),
    N_("Too many connections here; try again later."),
    N_("Too many connections at once; wait a few seconds."),
    N_("Many new people came from your address; try again in a minute."),
    N_("Too many invites were tried from your address; wait a minute."),
    N_("Nobody said hello within {seconds} seconds."),
    N_("Say hello first."),
    N_("You have said hello already."),
    N_("A key is 32 bytes in base64."),
    N_("Nothing is to be proved now."),
    N_("You are banned from this server. Only who looks after it can let you in."),
    N_("You are banned from this server: {reason} Only who looks after it can let you in."),
    N_("You are banned from this server. Come again in {span}."),
    N_("You are banned from this server: {reason} Come again in {span}."),
    N_("The server has put you out."),
    N_("The server has put you out: {reason}"),
    N_("{by} has put you out."),
    N_("{by} has put you out: {reason}"),
    # the server's state
    N_("The server is closing."),
    N_("The server could not do that; its log tells why."),
    N_("The server has too much to do; try again in a moment."),
    N_("The server's disk takes no writes now; send it again later."),
    N_("The server's disk can't be read now; send it again later."),
    N_("The server's disk can't be read now; ask again later."),
    N_("The server's disk can't be read now; connect again later."),
    N_("The server's disk can't be read now; search again later."),
    N_("The server has no place for another room."),
    N_("You did not keep up with what was said; connect again and go on from there."),
    N_("That was a lot at once; wait a second."),
    N_("You went on and on after you were told to slow down; connect again later."),
    N_("That were many rooms; wait a second."),
    N_("Too many do this at once; try again in a moment."),
    # rooms and messages
    N_("There is no such room."),
    N_("Join the room {room} first."),
    N_("You are in {count} rooms; leave one before you join another."),
    N_("That message is not in this room any more."),
    N_("The message you reply to is not in this room."),
    N_("Only who wrote a message can change it."),
    N_("Only who wrote a message can take it back."),
    N_("A message carries at most {limit} different emoji."),
    N_("You can put at most {limit} emoji on a message."),
    N_("Ask for entries before or after, not both."),
    N_("What is searched for has at most {limit} characters."),
    N_("The server still reads what was said before; search again in a moment."),
    N_("That search takes too long; give whole words, or a room."),
    N_("You search for too much at once; wait for what you have asked for."),
    N_("That search began too long ago; search again from the start."),
    # people
    N_("Nobody of that name is here."),
    N_("Nobody of that name is known here."),
    N_("Nobody owns that nickname."),
    N_("Name one person: by nickname (who) or by id (person)."),
    N_("{nick} is not here now."),
    N_("{nick} is not in {room}."),
    N_("{nick} is no member of this room."),
    N_("A direct conversation is for two."),
    N_("A direct conversation takes another person."),
    N_("You have opened {count} conversations and said nothing; say something first."),
    N_("You have made {count} rooms, and nobody makes more."),
    N_("A private room has at most {limit} members."),
    N_("Everybody may enter this room; only private rooms take people in."),
    N_("Only who made a private room can do that."),
    N_("Who made a private room stays in it."),
    # who may
    N_("Only a moderator can do that."),
    N_("Only an owner makes moderators and owners."),
    N_("You can't do that to yourself."),
    N_("That room is not everybody's, so it is not for moderators."),
    N_("“{nick}” is this server itself."),
    N_("{nick} is a guest; you can't do that to them."),
    N_("{nick} is a member; you can't do that to them."),
    N_("{nick} is a moderator; you can't do that to them."),
    N_("{nick} is an owner; you can't do that to them."),
    N_("Guests can't make rooms; ask a moderator."),
    N_("Guests can't bring others in; ask a moderator."),
    N_("Guests can't begin direct conversations; ask a moderator."),
    N_("Guests can't set topics; ask a moderator."),
    N_("This room is for announcements: only who made it writes here."),
    N_("This room is for announcements: only moderators write here."),
    N_("A moderator has muted you here."),
    N_("A moderator has muted you here: {reason}"),
    N_("A moderator has muted you in this room."),
    N_("A moderator has muted you in this room: {reason}"),
    # bans and invites
    N_("There is no ban of {name}."),
    N_("Name a person or an address, not both."),
    N_("{nick} is not here now, so their address is not known; ban them without."),
    N_("{nick} is connected from {count} addresses; ban their network instead."),
    N_("{nick} is connected from {network}, and you can't ban them."),
    N_("You are connected from {network} yourself; you would be locked out."),
    N_("That is this computer itself, and whoever hosts the chat would be locked out."),
    N_("That is no IP address or network; write 192.0.2.7 or 192.0.2.0/24."),
    N_("That network is too wide; name one of /{width} or narrower."),
    N_("{count} bans hold already; take some off, or ban a whole network."),
    N_("{count} mutes hold already; take one off before you add another."),
    N_("There are {count} invites; revoke one before you make another."),
    N_("There is no such invite, or not any more."),
    N_("Only an owner can make an invite for the role {role}."),
    N_("Give a moment that is still to come, or none for a ruling without an end."),
    # why a chat could not be hosted here
    N_("The data folder {path} can't be used: {reason}."),
    N_("The data folder {path} can't be written to: {reason}."),
    N_("The data folder was written by a newer Parlor; update this one."),
    N_("The log {path} can't be opened: {reason}."),
    N_("Port {port} is used by another program; stop it or choose another with {flag}."),
)
"""The sentences of `chat_server`, with fields where it fills something in."""

_SPANS = (N_("{count} days"), N_("{count} hours"), N_("{count} minutes"), N_("a minute"))
"""How long a ban holds still, within a sentence."""

_BY_CODE = {
    ErrorCode.TOO_LONG: N_("That is too long for this server."),
    ErrorCode.NICK_TAKEN: N_("Somebody here has that nickname; pick another."),
    ErrorCode.NICK_INVALID: N_("That can't be a nickname here; pick another."),
    ErrorCode.NO_SUCH_ROOM: N_("There is no such room."),
    ErrorCode.NO_SUCH_PERSON: N_("Nobody of that name is known here."),
    ErrorCode.NO_SUCH_ENTRY: N_("That message is not in this room any more."),
    ErrorCode.NOT_ALLOWED: N_("You may not do that here."),
    ErrorCode.SLOW_DOWN: N_("That was a lot at once; wait a second."),
    ErrorCode.NEEDS_INVITE: N_("One needs an invite to come in here; ask for one."),
    ErrorCode.SERVER_FULL: N_("The server is full; try again later."),
    ErrorCode.STORAGE: N_("The server's disk takes no writes now; send it again later."),
    ErrorCode.CLOSING: N_("The server is closing."),
}

_FIELD = re.compile(r"\{(\w+)\}")


class Sentence(str):
    """A sentence of our own in English, which remembers what it was made of.

    So it can wait to be shown, beside what servers say, and is `worded` when it is. Give it what
    `N_` has marked and the fields of that, which may be such themselves.
    """

    _message: str
    _fields: dict[str, str]

    def __new__(cls, message: str, **fields: str) -> Self:
        """Raises `KeyError` where the message has a field that is not given."""
        made = super().__new__(cls, message.format(**fields) if fields else message)
        made._message, made._fields = message, fields
        return made

    def worded(self) -> str:
        """It in the person's language."""
        if not self._fields:
            return _(self._message)
        fields = {name: _own(field) for name, field in self._fields.items()}
        return _(self._message).format(**fields)


def _own(text: str) -> str:
    return text.worded() if isinstance(text, Sentence) else text


def heard(text: str, code: ErrorCode) -> str:
    """What a server says, for `worded`; where it says nothing but a code, what that tells."""
    return text or Sentence(_BY_CODE.get(code, ""))


def worded(text: str) -> str:
    """The sentence in the person's language, as it is now; one that isn't known as it came."""
    return text.worded() if isinstance(text, Sentence) else _known(text, SENTENCES)


def _known(text: str, sentences: tuple[str, ...]) -> str:
    if text in sentences:
        return _(text)
    for pattern, sentence in _patterns(sentences):
        if found := pattern.fullmatch(text):
            fields = found.groupdict()
            if "span" in fields:
                fields["span"] = _known(fields["span"], _SPANS)
            return _(sentence).format(**fields)
    return text


@functools.cache
def _patterns(sentences: tuple[str, ...]) -> list[tuple[re.Pattern[str], str]]:
    """Those with fields; the one that says most in its own words comes first."""
    filled = [one for one in sentences if _FIELD.search(one)]
    filled.sort(key=lambda one: -len(_FIELD.sub("", one)))
    return [(_pattern(one), one) for one in filled]


def _pattern(sentence: str) -> re.Pattern[str]:
    parts = _FIELD.split(sentence)
    return re.compile(
        "".join(f"(?P<{part}>.+)" if i % 2 else re.escape(part) for i, part in enumerate(parts)),
        re.DOTALL,
    )
