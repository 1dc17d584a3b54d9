"""What the window says about a room, as whole sentences: what is kept, what is muted."""

from chat_gui.i18n import _, ngettext, number
from chat_gui.model.rooms import FOR_EVER, RoomModel
from chat_gui.views import verdicts
from chat_server.protocol.events import ServerInfo


def kept(server: ServerInfo | None, room: RoomModel) -> str:
    """What is kept of a room, and on which computer; empty where the server doesn't tell."""
    if server is None:
        return ""
    host, days, entries = server.host or server.name, server.keep_days, server.keep_entries
    if room.keep is not None:
        days, entries = room.keep
    if days is None or entries is None:
        return ""
    if not days and not entries:
        return _("Everything is kept on {host}").format(host=host)
    if not days:
        return ngettext(
            "Only the newest entry is kept on {host}",
            "The newest {count} entries are kept on {host}",
            entries,
        ).format(count=number(entries), host=host)
    if days >= 2 or days == 1:
        return _days(int(days), entries, host)
    return _hours(max(1, int(days * 24)), entries, host)


def _days(days: int, entries: int, host: str) -> str:
    """Kept so many days, and no more than so many entries, 0 for any number."""
    if entries:
        said = ngettext(
            "Kept {count} day on {host}, {most} at most",
            "Kept {count} days on {host}, {most} at most",
            days,
        )
        return said.format(count=number(days), host=host, most=number(entries))
    said = ngettext("Kept {count} day on {host}", "Kept {count} days on {host}", days)
    return said.format(count=number(days), host=host)


def _hours(hours: int, entries: int, host: str) -> str:
    """The same where it is less than two days."""
    if entries:
        said = ngettext(
            "Kept {count} hour on {host}, {most} at most",
            "Kept {count} hours on {host}, {most} at most",
            hours,
        )
        return said.format(count=number(hours), host=host, most=number(entries))
    said = ngettext("Kept {count} hour on {host}", "Kept {count} hours on {host}", hours)
    return said.format(count=number(hours), host=host)


def joined(about: str, kept: str) -> str:
    """What a room is about, and what is kept of it, in one line."""
    return " · ".join(said for said in (about, kept) if said)


def muted(until: int, now: int) -> str:
    """That a room is muted, until a moment; both in Unix milliseconds."""
    if until >= FOR_EVER:
        return _("Muted until you turn it on")
    # Translators: {moment} is such as “14:30”, “tomorrow 14:30” or “3 May 14:30”.
    return _("Muted until {moment}").format(moment=verdicts.moment(until, now))
