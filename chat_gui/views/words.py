"""What the window says, as whole sentences; counts choose the sentence, nothing is glued."""

import functools
from datetime import datetime, timedelta

from chat_gui.model.rooms import RoomModel
from chat_gui.model.rows import PresenceRow, TopicRow
from chat_server.protocol.events import Present
from chat_server.protocol.names import PRIVATE

NAMES_LIMIT = 3
"""Names told one by one in a line; the rest are counted."""

MINUTE_MS, DAY_MS = 60_000, 86_400_000

EDITED = "edited"
DELETED = "Message deleted"
SOMEBODY = "Somebody"
"""The other person of a direct conversation, where the server doesn't tell who."""
COUNTED_MOST = 999
"""Unread messages are counted up to here."""

WITHOUT_ENCRYPTION = (
    "You joined without encryption. To change that, choose “Join another chat…” in the menu ⋯ and"
    " untick it there."
)
NOT_ENCRYPTED = "Not encrypted"
HOSTED_CODE = "and must see this code:"
NO_CODE = "····-····"
RUN_OUT = "This code is good no more; take a new one."
HOSTED_FOUND = "Others find this chat in their list. Where they don't, they type:"
HOSTED_ANEW = (
    "Who was here before needs none. A change restarts the chat; all are back in a moment."
)
ADDRESS_COPIED = "The address is copied."
LINK_COPIED = "The invite link is copied. Send it to those who should come."

HELP = (
    ("/me waves", "say what you do"),
    ("/nick NAME", "be called something else"),
    ("/join ROOM", "go into a room, or make it"),
    ("/leave", "leave the room"),
    ("/msg NAME hello", "talk with one person alone"),
    ("/topic TEXT", "say what the room is about"),
    ("/topic, /topic -", "show the topic, take it away"),
    ("//text", "say a text that begins with a slash"),
    ("Return", "send"),
    ("Shift+Return", "break the line"),
    ("Alt+Up, Alt+Down", "another room, unread ones first"),
    ("Ctrl+=, Ctrl+-, Ctrl+0", "larger, smaller, natural size"),
    ("Esc", "back to writing; all is read"),
    ("Ctrl+Q", "close Parlor"),
)
"""What can be typed, and what it does."""
HELP_ROOMS = (
    ("/create NAME private", "make a room for those you add"),
    ("/add NAME", "add somebody to a private room"),
)
"""The same about private rooms, for everybody."""
HELP_MODERATORS = (
    ("/kick NAME WHY", "put out of this room"),
    ("/mute NAME 15m WHY", "have somebody write nothing here"),
    ("/unmute NAME", "let them write again"),
    ("In the lobby", "these three go for the whole server"),
    ("/ban NAME 1d WHY", "keep off the server"),
    ("/unban NAME", "let in again"),
    ("/role NAME member", "or guest, moderator, owner"),
    ("/release NAME", "let a nickname be anybody's"),
    ("/invite 5 1d", "let five people in, for a day"),
    ("/announce on, off", "whether only moderators write"),
    ("/audit, /bans, /invites", "look after the chat"),
)
"""The same for those who look after the chat. Times: 15m, 1h, 1d, 1w; without one, for ever."""


def clock(at: int) -> str:
    """The time of day of a moment in Unix milliseconds, as the locale writes it."""
    return _clock(at // MINUTE_MS)


@functools.lru_cache(maxsize=2048)
def _clock(minute: int) -> str:
    from babel.dates import format_time

    moment = datetime.fromtimestamp(minute * MINUTE_MS / 1000)
    language = _locale()
    if language is None:
        return moment.strftime("%H:%M")
    return format_time(moment, "short", locale=language).replace("\u202f", " ")


@functools.cache
def _locale() -> str | None:
    """The locale that times are written in; None for 24 hours where the system names none."""
    from babel import Locale, UnknownLocaleError, default_locale

    try:
        name = default_locale("LC_TIME")
        return None if name is None or "POSIX" in name else str(Locale.parse(name))
    except (UnknownLocaleError, ValueError):
        return None


def day(at: int, now: int) -> str:
    """Today, Yesterday, or the date, of moments in Unix milliseconds."""
    date = datetime.fromtimestamp(at / 1000).date()
    today = datetime.fromtimestamp(now / 1000).date()
    if date == today:
        return "Today"
    if date == today - timedelta(days=1):
        return "Yesterday"
    from babel.dates import format_date

    if date.year == today.year:
        return format_date(date, "EEEE, d MMMM", locale="en_GB")
    return format_date(date, "long", locale="en_GB")


def names(nicks: tuple[str, ...]) -> str:
    """Some people as part of a sentence: “Ada”, “Ada and Bob”, “Ada, Bob and 3 more”."""
    if len(nicks) > NAMES_LIMIT:
        return f"{nicks[0]}, {nicks[1]} and {len(nicks) - 2} more"
    if len(nicks) == NAMES_LIMIT:
        return f"{nicks[0]}, {nicks[1]} and {nicks[2]}"
    return " and ".join(nicks)


def presence(row: PresenceRow) -> str:
    """Who came, went and was renamed, in one line."""
    said: list[str] = []
    if row.joined:
        said.append(f"{names(row.joined)} joined")
    if row.left:
        said.append(f"{names(row.left)} left")
    shown = row.renamed[-NAMES_LIMIT:]
    said += [f"{was} is now {nick}" for was, nick in shown]
    return " · ".join(said)


def typing(nicks: list[str]) -> str:
    """Who is typing; empty for nobody."""
    if not nicks:
        return ""
    if len(nicks) > NAMES_LIMIT:
        return "Several people are typing…"
    return f"{names(tuple(nicks))} {'is' if len(nicks) == 1 else 'are'} typing…"


def here(count: int) -> str:
    """How many are in the room."""
    return f"{count:,} here" if count else ""


def online(other: Present | None) -> str:
    """Whether the other person of a direct conversation is there."""
    return "online" if other is not None else ""


def people(count: int) -> str:
    """The title of the list of people; 0 where they are not counted."""
    return f"Here · {count:,}" if count else "People"


def members(count: int) -> str:
    """How many may read a private room."""
    return "1 member" if count == 1 else f"{count:,} members"


def member_list(count: int) -> str:
    """The title of the list of those who may read a private room."""
    return f"Members · {count:,}"


def new_below(count: int) -> str:
    """How many messages came below the part that is shown; 0 for a plain way down."""
    return f"{count:,} new" if count else "To the newest"


def lost(seconds: int, reason: str) -> str:
    """That the connection is gone and when it is tried again; a reason where it never was."""
    first = reason or "Connection lost."
    if seconds > 0:
        return f"{first} Trying again in {seconds} s. What you write will be sent."
    return f"{first} Trying again now. What you write will be sent."


def caught_up(missed: int) -> str:
    """That the connection is back and nothing is missing."""
    if not missed:
        return "Connected again. Nothing was missed."
    return f"Caught up, {missed:,} missed, all here."


def people_more(count: int) -> str:
    """How many people are here that the list doesn't name."""
    return f"and {count:,} more"


def topic(row: TopicRow) -> str:
    """That somebody said what the room is about."""
    if not row.text:
        return f"{row.nick} took the topic away"
    return f"{row.nick} set the topic: {row.text}"


def topic_of(shown: RoomModel) -> str:
    """What a room is about, or how to say so."""
    if shown.direct:
        return "A direct conversation has no topic."
    if not shown.topic:
        return "This room has no topic. /topic TEXT sets one."
    return f"The topic is: {shown.topic}"


def room(shown: RoomModel) -> str:
    """What a room is called; a direct conversation by the other's name, a private one bare."""
    if shown.direct:
        return shown.other.nick if shown.other is not None else SOMEBODY
    return shown.name.removeprefix(PRIVATE) if shown.private else shown.name


def heading(shown: RoomModel) -> str:
    """The same above the history."""
    return room(shown) if shown.direct or shown.private else f"# {shown.name}"


def unread(count: int) -> str:
    """How many messages are unread."""
    return f"{COUNTED_MOST}+" if count > COUNTED_MOST else str(count)


def nothing_said(shown: RoomModel) -> str:
    """That a room is empty, and what to do about it."""
    if shown.direct:
        return f"This is between you and {room(shown)}. Say hello."
    return f"Nobody has said anything in {heading(shown)} yet. Say hello."


def not_said(nick: str) -> str:
    """That a text for one person was given up, where there is no place to put it back."""
    return f"What you wrote to {nick} was not sent; write it again."


def not_opened(nick: str, reason: str) -> str:
    """Why there is no direct conversation, with the name that was looked for.

    Of a nickname with spaces that nobody here has, it is the first word.
    """
    return reason.replace("Nobody of that name", f"Nobody called {nick}")


def hosted(address: str) -> str:
    """Where others find the chat that this computer hosts."""
    return f"others join {address}"


def hosted_others(count: int) -> str:
    """How many have come in beside the host."""
    if not count:
        return "Nobody else is in yet."
    return "One other person is in." if count == 1 else f"{count:,} other people are in."


def hosted_invite(code: str) -> str:
    """That the link lets somebody in."""
    return f"The link lets one newcomer in within a week; so does the code {code}."


def title(shown: RoomModel, server: str, count: int) -> str:
    """The window's title; `count` is how many messages are unread."""
    name = room(shown)
    where = f"{name} — {server} — Parlor" if server else f"{name} — Parlor"
    return f"({unread(count)}) {where}" if count else where


def encrypted(server: str, *, hosted: bool) -> str:
    """That nobody can listen on the way, and who can read all the same."""
    if hosted:
        return "Encrypted on its way. You host this chat, so this computer can read everything."
    return f"Encrypted between you and {server}. Whoever hosts it can read everything."


def unencrypted(server: str) -> str:
    """That anybody can listen."""
    return (
        f"Anybody on this network can read what you and {server} say to each other, and change it."
    )


def compare(*, hosted: bool) -> str:
    """What the code is for."""
    if hosted:
        return "Whoever joins for the first time asks you for it."
    return "Whoever joins for the first time must see the same."


def adding(nick: str) -> str:
    """What to do on the other computer."""
    return (
        f"On the other computer, join this chat as {nick}, choose “This is me on another"
        " computer”, and type this code:"
    )


def good_for(left: int) -> str:
    """How long a code is good; `left` is in milliseconds."""
    minutes, seconds = divmod(-(-left // 1_000), 60)
    return f"Good for one computer, for {minutes}:{seconds:02} more."
