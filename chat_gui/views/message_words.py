"""What the window says about messages: whom one answers, who reacted, and a message as a sentence.

Whole sentences that follow one another; nothing is glued.
"""

from chat_gui.i18n import N_, _, ngettext, number
from chat_gui.model.markup import unmarked
from chat_gui.model.rows import MessageRow, Quote, QuoteState, SendState
from chat_gui.views import words

QUICK: tuple[tuple[str, str], ...] = (
    ("👍", N_("thumbs up")),
    ("❤️", N_("red heart")),
    ("😂", N_("tears of joy")),
    ("🎉", N_("party")),
    ("😮", N_("surprise")),
    ("🙏", N_("thank you")),
)
"""The reactions that are at hand, and what they are called."""
MOST_NAMED = 20
"""People named one by one as those who reacted."""

_QUOTED: dict[QuoteState, str] = {
    QuoteState.DELETED: N_("Message deleted"),
    QuoteState.GONE: N_("A message that is no longer kept"),
    QuoteState.UNKNOWN: N_("An earlier message"),
}
_REMARKS: dict[SendState, str] = {
    SendState.SENDING: N_("Being sent."),
    SendState.FAILED: N_("Not sent."),
    SendState.SAVING: N_("The change is being saved."),
    SendState.UNSAVED: N_("The change was not saved."),
    SendState.DELETING: N_("Being deleted."),
}


def quoted(quote: Quote) -> str:
    """The line above a reply."""
    if quote.state in _QUOTED:
        return _(_QUOTED[quote.state])
    nick = quote.by.nick if quote.by is not None else ""
    # Translators: the line above a reply, which quotes what it answers.
    return _("{nick}: {text}").format(nick=nick, text=quote.text)


def unsaved(reason: str) -> str:
    """That a change of a message was refused, and why."""
    if not reason:
        return _("Your change was not saved.")
    # Translators: {reason} is a whole sentence.
    return _("Your change was not saved. {reason}").format(reason=reason)


def reacted(nicks: tuple[str, ...]) -> str:
    """Who put an emoji on a message."""
    if len(nicks) <= MOST_NAMED:
        return ", ".join(nicks)
    more = len(nicks) - MOST_NAMED
    said = ngettext("{names} and {count} more", "{names} and {count} more", more)
    return said.format(names=", ".join(nicks[:MOST_NAMED]), count=number(more))


def sentence(row: MessageRow) -> str:
    """A message as it is read aloud."""
    return " ".join([_read_aloud(row), *_remarks(row)])


def _read_aloud(row: MessageRow) -> str:
    fields = {"nick": row.by.nick, "time": words.clock(row.at), "text": unmarked(row.text)}
    if row.deleted:
        return _("{nick} at {time}: message deleted.").format(**fields)
    if row.action:
        # Translators: what somebody does, as by /me: “At 9:41 Ada waves”.
        return _("At {time} {nick} {text}").format(**fields)
    # Translators: a message as it is read aloud: “Bob at 9:41: Good morning”.
    return _("{nick} at {time}: {text}").format(**fields)


def _remarks(row: MessageRow) -> list[str]:
    told: list[str] = []
    if row.quote is not None:
        told.append(_answers(row.quote))
    if row.reactions:
        count = sum(one.count for one in row.reactions)
        said = ngettext("{count} reaction.", "{count} reactions.", count)
        told.append(said.format(count=number(count)))
    if row.edited:
        told.append(_("Edited."))
    if row.state in _REMARKS:
        told.append(_(_REMARKS[row.state]))
    return told


def _answers(quote: Quote) -> str:
    if quote.state is not QuoteState.SAID or quote.by is None:
        return _("A reply.")
    return _("A reply to {nick}: {text}.").format(nick=quote.by.nick, text=quote.text)
