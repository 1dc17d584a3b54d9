"""What a notice outside the window says: a title and a line or two."""

from chat_gui.i18n import _, ngettext, number
from chat_gui.model.markup import unmarked
from chat_gui.model.notifying import Due, excerpt

MOST_TITLE, MOST_BODY = 80, 150
"""Characters; no system shows more."""


def told(due: Due, place: str, *, show_text: bool) -> tuple[str, str]:
    """Title and body. `place` is what the newest message's room is called."""
    title, body = _missed(due) if due.missed else _came(due, place, show_text=show_text)
    return excerpt(title, MOST_TITLE), excerpt(body, MOST_BODY)


def _missed(due: Due) -> tuple[str, str]:
    missed = ngettext(
        "{count} message while you were away", "{count} messages while you were away", due.count
    )
    mine = ngettext("{count} is meant for you.", "{count} are meant for you.", due.mine)
    return (
        missed.format(count=number(due.count)),
        mine.format(count=number(due.mine)) if due.mine else "",
    )


def _came(due: Due, place: str, *, show_text: bool) -> tuple[str, str]:
    newest, count = due.newest, number(due.count)
    hidden = newest.closed and not show_text
    text = _("Open Parlor to read it.") if hidden else unmarked(newest.text)
    if due.count == 1 and newest.direct:
        return newest.by, text
    if due.count == 1:
        return _("{nick} in {room}").format(nick=newest.by, room=place), text
    if due.rooms > 1:
        title = ngettext(
            "{count} new message in several rooms",
            "{count} new messages in several rooms",
            due.count,
        ).format(count=count)
    elif newest.direct:
        title = ngettext(
            "{count} new message from {nick}", "{count} new messages from {nick}", due.count
        ).format(count=count, nick=newest.by)
    else:
        title = ngettext(
            "{count} new message in {room}", "{count} new messages in {room}", due.count
        ).format(count=count, room=place)
    if hidden or not newest.text:
        return title, ""
    if newest.direct:
        return title, text
    # Translators: who said it, and what
    return title, _("{nick}: {text}").format(nick=newest.by, text=text)
