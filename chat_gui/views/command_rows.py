"""The typed commands with what they do, for the completion and for /help. One row a command."""

from chat_gui.i18n import N_, _

Row = tuple[str, str, str]
"""A command's word, what follows it, and what it does."""

_EVERYONE: tuple[Row, ...] = (
    ("me", N_("TEXT"), N_("say what you do")),
    ("msg", N_("NAME TEXT"), N_("talk with one person alone")),
    ("nick", N_("NAME"), N_("be called something else")),
    ("join", N_("ROOM"), N_("go into a room, or make it")),
    ("leave", "", N_("leave the room")),
    ("topic", N_("TEXT"), N_("say what the room is about; - takes it away")),
    ("create", N_("NAME private"), N_("make a room for those you add")),
    ("add", N_("NAME"), N_("add somebody to a private room")),
    ("help", "", N_("show all commands and keys")),
)
_MODERATORS: tuple[Row, ...] = (
    ("kick", N_("NAME WHY"), N_("put out of this room")),
    ("mute", N_("NAME 15m WHY"), N_("have somebody write nothing here")),
    ("unmute", N_("NAME"), N_("let them write again")),
    ("ban", N_("NAME 1d WHY"), N_("keep off the server")),
    ("unban", N_("NAME"), N_("let in again")),
    ("role", N_("NAME ROLE"), N_("make somebody guest, member, moderator or owner")),
    ("release", N_("NAME"), N_("let a nickname be anybody's")),
    ("invite", N_("5 1d"), N_("let five people in, for a day")),
    ("announce", N_("on"), N_("only moderators write here; off lets everyone")),
    ("audit", "", N_("who did what as a moderator")),
    ("bans", "", N_("who is kept off")),
    ("invites", "", N_("which invites are good")),
)
"""For those who look after the chat. Times: 15m, 1h, 1d, 1w; without one, for ever."""


def rows(*, moderates: bool) -> list[Row]:
    """The commands that do something for this person, in their language."""
    listed = _EVERYONE + (_MODERATORS if moderates else ())
    return [(word, _(usage), _(does)) for word, usage, does in listed]
