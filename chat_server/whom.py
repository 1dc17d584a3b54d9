"""Whom a command is about: a nickname or an id -> the person. Pure."""

from chat_server.chat import Chat
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.records import Person


def find(chat: Chat, command: commands.OnPerson) -> Person:
    """The person that a command names: who bears or owns the nickname, or has the id.

    Raises `Refusal` with `bad-request` or `no-such-person`.
    """
    if (command.who is None) == (command.person is None):
        text = "Name one person: by nickname (who) or by id (person)."
        raise Refusal(ErrorCode.BAD_REQUEST, text)
    id = command.person if command.who is None else bearer(chat, command.who)
    person = None if id is None else chat.person(id)
    if person is None:
        raise Refusal(ErrorCode.NO_SUCH_PERSON, "Nobody of that name is known here.")
    return person


def bearer(chat: Chat, nick: str) -> str | None:
    """The id of who is called so, whatever was typed."""
    if len(nick) > 4 * chat.limits.nick:
        return None
    try:
        return chat.nicknames.bearer(nick)
    except UnicodeEncodeError:  # nobody can be called so
        return None


def shown(chat: Chat, id: str) -> events.Who:
    """A person as others see them, by an id that the log has."""
    return chat.who(id) or events.Who(id, id)
