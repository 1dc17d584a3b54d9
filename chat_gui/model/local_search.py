"""Searching in what the window holds: all that can be searched without a connection. Pure."""

from chat_gui.model import matching
from chat_gui.model.knowledge import Knowledge
from chat_gui.model.searching import PAGE, Result


def found_in_held(known: Knowledge, text: str, room: str | None) -> list[Result]:
    """The messages that are held with all words of a text, in a room or everywhere."""
    wanted = matching.words(text)
    found = [
        Result(one.name, row.seq, row.at, row.by, matching.snippet(row.text, wanted))
        for one in known.rooms
        if room in (None, one.name)
        for row in one.timeline.messages()
        if row.seq is not None and not row.deleted and matching.matches(row.text, wanted)
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)[: 10 * PAGE]
