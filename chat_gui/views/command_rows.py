"""The typed commands and the keys with what they do: for the completion, and for /help and F1."""

from chat_gui.i18n import N_, _

Row = tuple[str, str, str]
"""A command's word, what follows it, and what it does."""
Help = tuple[str, str]
"""What is typed or pressed, and what it does."""

_EVERYONE: tuple[Row, ...] = (
    ("me", N_("TEXT"), N_("say what you do")),
    ("msg", N_("NAME TEXT"), N_("talk with one person alone")),
    ("nick", N_("NAME"), N_("be called something else")),
    ("join", N_("ROOM"), N_("go into a room, or make it")),
    ("leave", "", N_("leave the room")),
    ("topic", N_("TEXT"), N_("say what the room is about; - takes it away")),
    ("create", N_("NAME private"), N_("make a room for those you add")),
    ("add", N_("NAME"), N_("add somebody to a private room")),
    ("search", N_("TEXT"), N_("look for it in what was said")),
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


_WRITING: tuple[Help, ...] = (
    (N_("Return"), N_("send")),
    (N_("Shift+Return"), N_("break the line")),
    (N_("@, Tab"), N_("complete a name, or call @all")),
    ("**a** *b* `c`", N_("bold, italic, code")),
    (":tada:", N_("an emoji by its name, completed while you type")),
    ("Ctrl+.", N_("all emoji")),
    (N_("Up"), N_("in an empty field: edit your last message")),
    (N_("Ctrl+Up, Ctrl+Down"), N_("what you said here before")),
    ("Ctrl+Z, Ctrl+Shift+Z", N_("undo, redo")),
    ("//text", N_("say a text that begins with a slash")),
)
_MESSAGES: tuple[Help, ...] = (
    ("F6, Shift+F6", N_("to the messages, to the rooms, back to writing")),
    (N_("Up, Down"), N_("from message to message")),
    (N_("Page Up, Page Down"), N_("scroll, also while you write")),
    (N_("Home, End"), N_("to the oldest message, to the newest")),
    (N_("Return"), N_("all that can be done with it")),
    ("R", N_("reply")),
    ("E", N_("edit")),
    ("+", N_("react")),
    ("C", N_("copy")),
    (N_("Delete"), N_("delete")),
)
_WINDOW: tuple[Help, ...] = (
    ("Ctrl+K", N_("jump to a room or a person")),
    (N_("Alt+Up, Alt+Down"), N_("another room, unread ones first")),
    ("Ctrl+F", N_("search")),
    (N_("Esc"), N_("back to writing; all is read")),
    ("Ctrl+=, Ctrl+-, Ctrl+0", N_("larger, smaller, natural size")),
    ("Ctrl+,", N_("settings")),
    ("F1", N_("the next page of this")),
    ("Ctrl+Q", N_("close Parlor")),
)


def rows(*, moderates: bool) -> list[Row]:
    """The commands that do something for this person, in their language."""
    return _told(_EVERYONE + (_MODERATORS if moderates else ()))


def pages(*, moderates: bool) -> list[tuple[str, list[Help]]]:
    """What /help and F1 tell: each page with its title."""
    told = [
        (_("Commands"), _typed(_told(_EVERYONE))),
        (_("Writing"), [(_(key), _(does)) for key, does in _WRITING]),
        (_("Messages"), [(_(key), _(does)) for key, does in _MESSAGES]),
        (_("Window"), [(_(key), _(does)) for key, does in _WINDOW]),
    ]
    if moderates:
        place = (_("In the lobby"), _("kick and mute go for the whole server"))
        told.append((_("Moderators"), [*_typed(_told(_MODERATORS)), place]))
    return told


def _told(listed: tuple[Row, ...]) -> list[Row]:
    return [(word, _(usage), _(does)) for word, usage, does in listed]


def _typed(listed: list[Row]) -> list[Help]:
    return [(f"/{word} {usage}".rstrip(), does) for word, usage, does in listed]
