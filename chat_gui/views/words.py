"""What the window says, as whole sentences; counts choose the sentence, nothing is glued."""

import functools
from datetime import date as datetime_date
from datetime import datetime, timedelta

from chat_gui.i18n import N_, _, locale, ngettext, number, pgettext
from chat_gui.model.rooms import RoomModel
from chat_gui.model.rows import PresenceRow, TopicRow
from chat_gui.model.timeline import Timeline
from chat_gui.worded import worded
from chat_server.protocol.events import Present
from chat_server.protocol.names import PRIVATE

NAMES_LIMIT = 3
"""Names told one by one in a line; the rest are counted."""

NARROW = "\u202f"
"""A narrow space that does not break, which few fonts have."""
HOURS_24, HOURS_12 = ("en_GB", "ru", "ru_RU", "ru_KZ", "ru_BY"), ("en_US",)
"""Where times are written as here most often; these need no Babel, which takes long to import."""
MINUTE_MS, DAY_MS = 60_000, 86_400_000

EDITED = N_("edited")
DELETED = N_("Message deleted")
SOMEBODY = N_("Somebody")
"""The other person of a direct conversation, where the server doesn't tell who."""
COUNTED_MOST = 999
"""Unread messages are counted up to here."""

WITHOUT_ENCRYPTION = N_(
    "You joined without encryption. To change that, choose “Join another chat…” in the menu ⋯ and"
    " untick it there."
)
NOT_ENCRYPTED = N_("Not encrypted")
HOSTED_CODE = N_("and must see this code:")
NO_CODE = "····-····"
RUN_OUT = N_("This code is good no more; take a new one.")
HOSTED_FOUND = N_("Others find this chat in their list. Where they don't, they type:")
HOSTED_ANEW = N_(
    "Who was here before needs none. A change restarts the chat; all are back in a moment."
)
ADDRESS_COPIED = N_("The address is copied.")
LINK_COPIED = N_("The invite link is copied. Send it to those who should come.")


def clock(at: int) -> str:
    """The time of day of a moment in Unix milliseconds, as the locale writes it."""
    return _clock(at // MINUTE_MS, locale())


@functools.lru_cache(maxsize=2048)
def _clock(minute: int, where: str) -> str:
    moment = datetime.fromtimestamp(minute * MINUTE_MS / 1000)
    if where in HOURS_24:
        return f"{moment:%H:%M}"
    if where in HOURS_12:
        return f"{moment.hour % 12 or 12}:{moment:%M} {'AM' if moment.hour < 12 else 'PM'}"
    from babel.dates import format_time

    return format_time(moment, "short", locale=where).replace(NARROW, " ")


def day(at: int, now: int) -> str:
    """Today, Yesterday, or the date, of moments in Unix milliseconds."""
    date = datetime.fromtimestamp(at / 1000).date()
    today = datetime.fromtimestamp(now / 1000).date()
    if date == today:
        return _("Today")
    if date == today - timedelta(days=1):
        return _("Yesterday")
    return capital(written(date, "EEEE, d MMMM" if date.year == today.year else "long"))


def written(date: datetime_date, shape: str) -> str:
    """A date as the locale writes it; the shape is a pattern or a name of Unicode's (UTS 35)."""
    from babel.dates import format_date

    return format_date(date, shape, locale=locale()).replace(NARROW, "\u00a0")


def capital(sentence: str) -> str:
    """The same with a capital at its start; `str.capitalize` would take away the others."""
    return sentence[:1].upper() + sentence[1:]


def names(nicks: tuple[str, ...]) -> str:
    """Some people as part of a sentence: “Ada”, “Ada and Bob”, “Ada, Bob and 3 more”."""
    if len(nicks) > NAMES_LIMIT:
        more = len(nicks) - 2
        # Translators: two nicknames, and how many there are besides.
        said = ngettext("{one}, {two} and {count} more", "{one}, {two} and {count} more", more)
        return said.format(one=nicks[0], two=nicks[1], count=number(more))
    if len(nicks) == NAMES_LIMIT:
        return _("{one}, {two} and {three}").format(one=nicks[0], two=nicks[1], three=nicks[2])
    if len(nicks) == 2:
        return _("{one} and {two}").format(one=nicks[0], two=nicks[1])
    return "".join(nicks)


def presence(row: PresenceRow) -> str:
    """Who came, went and was renamed, in one line."""
    said: list[str] = []
    if row.joined:
        said.append(joined(row.joined))
    if row.left:
        said.append(left(row.left))
    shown = row.renamed[-NAMES_LIMIT:]
    said += [_("{old} is now {nick}").format(old=was, nick=nick) for was, nick in shown]
    return " · ".join(said)


def joined(nicks: tuple[str, ...]) -> str:
    """Who came into the room."""
    if len(nicks) == 1:
        return _("{nick} joined").format(nick=nicks[0])
    # Translators: {names} are two people or more.
    return _("{names} joined").format(names=names(nicks))


def left(nicks: tuple[str, ...]) -> str:
    """Who went out of the room."""
    if len(nicks) == 1:
        return _("{nick} left").format(nick=nicks[0])
    # Translators: {names} are two people or more.
    return _("{names} left").format(names=names(nicks))


def typing(nicks: list[str]) -> str:
    """Who is typing; empty for nobody."""
    if not nicks:
        return ""
    if len(nicks) > NAMES_LIMIT:
        return _("Several people are typing…")
    if len(nicks) == 1:
        return _("{nick} is typing…").format(nick=nicks[0])
    # Translators: {names} are two people or three.
    return _("{names} are typing…").format(names=names(tuple(nicks)))


def not_sent(reason: str) -> str:
    """That a message stays here, and why; `reason` is a sentence or empty."""
    return _("Not sent. {reason}").format(reason=reason).strip()


def room_left(count: int) -> str:
    """How many characters a message may still have; negative where it has too many."""
    if count < 0:
        said = ngettext("{count} character too many", "{count} characters too many", -count)
    else:
        said = ngettext("{count} character left", "{count} characters left", count)
    return said.format(count=number(abs(count)))


def write_in(shown: RoomModel) -> str:
    """What stands in the empty composer."""
    if shown.direct:
        return pgettext("to a person", "Message {nick}").format(nick=room(shown))
    return _("Message {room}").format(room=heading(shown))


def here(count: int) -> str:
    """How many are in the room."""
    if not count:
        return ""
    return ngettext("{count} here", "{count} here", count).format(count=number(count))


def online(other: Present | None) -> str:
    """Whether the other person of a direct conversation is there."""
    return _("online") if other is not None else ""


def people(count: int) -> str:
    """The title of the list of people; 0 where they are not counted."""
    if not count:
        return _("People")
    # Translators: the title of the list of those who are in the room.
    return _("Here · {count}").format(count=number(count))


def members(count: int) -> str:
    """How many may read a private room."""
    return ngettext("{count} member", "{count} members", count).format(count=number(count))


def member_list(count: int) -> str:
    """The title of the list of those who may read a private room."""
    return _("Members · {count}").format(count=number(count))


def new_below(count: int, calls: int = 0) -> str:
    """How many messages came below the part that is shown; 0 for a plain way down.

    `calls` of them speak to the person.
    """
    if not count:
        return _("To the newest")
    if calls:
        # Translators: how many new messages are further down, and how many of them are for you.
        said = ngettext("{count} new, {calls} for you", "{count} new, {calls} for you", count)
        return said.format(count=number(count), calls=number(calls))
    # Translators: how many new messages are further down.
    return ngettext("{count} new", "{count} new", count).format(count=number(count))


def moment(at: int, now: int) -> str:
    """The time of day of a moment, with the day before it where that is not today."""
    if day(at, now) == day(now, now):
        return clock(at)
    # Translators: a day and a time of day, as “Yesterday, 14:05”.
    return _("{day}, {time}").format(day=day(at, now), time=clock(at))


def lost(seconds: int, reason: str, *, short: bool = False) -> str:
    """That the connection is gone and when it is tried again; a reason where it never was.

    `short`: no more than that.
    """
    first = reason or _("Connection lost.")
    if short and seconds > 0:
        # Translators: {reason} is a sentence with its full stop, {seconds} s a short “seconds”.
        return _("{reason} Trying again in {seconds}\u00a0s.").format(reason=first, seconds=seconds)
    if short:
        return _("{reason} Trying again now.").format(reason=first)
    if seconds > 0:
        # Translators: {reason} is a sentence with its full stop, {seconds} s a short “seconds”.
        said = _("{reason} Trying again in {seconds}\u00a0s. What you write will be sent.")
        return said.format(reason=first, seconds=seconds)
    return _("{reason} Trying again now. What you write will be sent.").format(reason=first)


def caught_up(missed: int) -> str:
    """That the connection is back and nothing is missing."""
    if not missed:
        return _("Connected again. Nothing was missed.")
    said = ngettext(
        "Caught up, {count} missed, all here.", "Caught up, {count} missed, all here.", missed
    )
    return said.format(count=number(missed))


def people_more(count: int) -> str:
    """How many people are here that the list doesn't name."""
    return ngettext("and {count} more", "and {count} more", count).format(count=number(count))


def topic(row: TopicRow) -> str:
    """That somebody said what the room is about."""
    if not row.text:
        return _("{nick} took the topic away").format(nick=row.nick)
    return _("{nick} set the topic: {topic}").format(nick=row.nick, topic=row.text)


def topic_of(shown: RoomModel) -> str:
    """What a room is about, or how to say so."""
    if shown.direct:
        return _("A direct conversation has no topic.")
    if not shown.topic:
        return _("This room has no topic. /topic TEXT sets one.")
    return _("The topic is: {topic}").format(topic=shown.topic)


def room(shown: RoomModel) -> str:
    """What a room is called; a direct conversation by the other's name, a private one bare."""
    if shown.direct:
        return shown.other.nick if shown.other is not None else _(SOMEBODY)
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
        return _("This is between you and {nick}. Say hello.").format(nick=room(shown))
    said = _("Nobody has said anything in {room} yet. Say hello.")
    return said.format(room=heading(shown))


def beginning(where: RoomModel, shown: Timeline) -> str:
    """That nothing is before what is shown of a room; empty if something is."""
    if not shown.complete:
        return ""
    if shown.first > 1:
        return _("What was said before is no longer kept.")
    if where.direct:
        return _("This is the beginning of what you and {nick} say to each other.").format(
            nick=room(where)
        )
    return _("This is the beginning of {room}.").format(room=heading(where))


def not_said(nick: str) -> str:
    """That a text for one person was not sent, where something else stands in the composer."""
    said = _("What you wrote to {nick} was not sent; it comes back here when this is sent.")
    return said.format(nick=nick)


def not_opened(nick: str, reason: str) -> str:
    """Why there is no direct conversation, with the name that was looked for.

    Of a nickname with spaces that nobody here has, it is the first word.
    """
    if reason == N_("Nobody of that name is here."):
        return _("Nobody called {nick} is here.").format(nick=nick)
    return worded(reason)


def hosted(address: str) -> str:
    """Where others find the chat that this computer hosts."""
    return _("others join {address}").format(address=address)


def hosted_others(count: int) -> str:
    """How many have come in beside the host."""
    if not count:
        return _("Nobody else is in yet.")
    if count == 1:
        return _("One other person is in.")
    said = ngettext("{count} other person is in.", "{count} other people are in.", count)
    return said.format(count=number(count))


def hosted_invite(code: str) -> str:
    """That the link lets somebody in."""
    said = _("The link lets one newcomer in within a week; so does the code {code}.")
    return said.format(code=code)


def title(shown: RoomModel, server: str, count: int) -> str:
    """The window's title; `count` is how many messages are unread."""
    name = room(shown)
    where = f"{name} — {server} — Parlor" if server else f"{name} — Parlor"
    return f"({unread(count)}) {where}" if count else where


def encrypted(server: str, *, hosted: bool) -> str:
    """That nobody can listen on the way, and who can read all the same."""
    if hosted:
        return _("Encrypted on its way. You host this chat, so this computer can read everything.")
    said = _("Encrypted between you and {server}. Whoever hosts it can read everything.")
    return said.format(server=server)


def unencrypted(server: str) -> str:
    """That anybody can listen."""
    said = _(
        "Anybody on this network can read what you and {server} say to each other, and change it."
    )
    return said.format(server=server)


def compare(*, hosted: bool) -> str:
    """What the code is for."""
    if hosted:
        return _("Whoever joins for the first time asks you for it.")
    return _("Whoever joins for the first time must see the same.")


def adding(nick: str) -> str:
    """What to do on the other computer."""
    said = _(
        "On the other computer, join this chat as {nick}, choose “This is me on another"
        " computer”, and type this code:"
    )
    return said.format(nick=nick)


def good_for(left: int) -> str:
    """How long a code is good; `left` is in milliseconds."""
    minutes, seconds = divmod(-(-left // 1_000), 60)
    said = _("Good for one computer, for {time} more.")
    return said.format(time=f"{minutes}:{seconds:02}")
