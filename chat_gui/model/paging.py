"""Moving in a room's history: older pages, jumps far back, and the way to the newest again. Pure.

What is shown is the room's timeline, or an `Excerpt` where the reader is far above its end. What
is asked of the server is given to whoever calls; the pages come back through `ChatModel.apply`.
"""

from chat_gui.i18n import N_
from chat_gui.model import changes
from chat_gui.model.changes import AnyChange, Phase
from chat_gui.model.excerpt import EMPTY_PAGE, NEXT_PAGE, Excerpt
from chat_gui.model.knowledge import Knowledge
from chat_gui.worded import Sentence, heard
from chat_server.protocol import events
from chat_server.protocol.commands import History
from chat_server.protocol.errors import ErrorCode


class Paging:
    """Of the room that is looked at, in what is `known`."""

    def __init__(self, known: Knowledge) -> None:
        self._known = known
        self._pages: dict[str, History] = {}
        """Room -> the older page of its timeline that is on its way."""
        self._empty: set[str] = set()
        """Rooms whose last page held nothing to be shown."""
        self._coming: Excerpt | None = None
        """What is jumped to, until it is here; meanwhile the reader sees what they saw."""
        self._height: int | None = None
        self._jumps = 0

    @property
    def _may_ask(self) -> bool:
        """Whether the server would give a page now."""
        return self._known.connection.phase is Phase.ONLINE and self._known.room.shut is None

    # What the reader does

    def older(self) -> History | None:
        """What to ask for when the reader is at the top; None if nothing is older or on its way."""
        known = self._known
        timeline, excerpt = known.room.timeline, known.shown_excerpt
        if not self._may_ask:
            return None
        if excerpt is not None:
            return excerpt.older()
        if timeline.complete or not timeline.first or known.current in self._pages:
            return None
        most = EMPTY_PAGE if known.current in self._empty else NEXT_PAGE
        re = f"older {known.current}"[:64]
        command = History(re, known.current, before=timeline.first, limit=most)
        self._pages[known.current] = command
        return command

    def newer(self) -> tuple[History | None, list[AnyChange]]:
        """The reader is at the bottom of an excerpt: what to ask for, and what changes.

        Where the timeline begins right there, the reader is in it from now on.
        """
        known = self._known
        live, excerpt = known.room.timeline, known.shown_excerpt
        if excerpt is None:
            return None, []
        if excerpt.adjoins(live):
            self._join(excerpt)
            return None, [changes.Attached(known.current)]
        return (excerpt.newer() if self._may_ask else None), []

    def jump(self, seq: int, height: int | None = None) -> list[AnyChange]:
        """Show the current room around an entry, at once or when it is here (`wanted`).

        Its top is to be `height` pixels down; None for where it is read best.
        """
        known, coming = self._known, self._coming
        if coming is not None and (coming.room, coming.target) == (known.current, seq):
            return []  # it is on its way
        self._coming = None
        if known.shown.holds(seq):
            return [changes.Around(known.current, seq, height)]
        if known.room.timeline.holds(seq):
            known.excerpt = None
            return [changes.Around(known.current, seq, height)]
        if known.connection.phase is not Phase.ONLINE:
            return [changes.Refused(Sentence(_LATER))]
        if known.room.shut is not None:
            return [changes.Refused(Sentence(_SHUT))]
        self._jumps += 1
        self._coming = Excerpt(known.room.timeline, known.current, seq, f"jump {self._jumps}")
        self._height = height
        return []

    def wanted(self) -> list[History]:
        """What is to be asked now for a jump; each is given once a connection."""
        known, coming = self._known, self._coming
        online = known.connection.phase is Phase.ONLINE
        if coming is None or coming.room != known.current or not (online and known.room.live):
            return []
        return coming.wanted()

    def back(self) -> list[AnyChange]:
        """To the newest again."""
        self._coming = self._known.excerpt = None
        return [changes.Reset(self._known.current)]

    def detach(self) -> int:
        """The reader is far above the end of a long timeline: show them an excerpt of it.

        Gives how many of its rows, the newest, are not in the excerpt.
        """
        known = self._known
        self._jumps += 1
        excerpt = known.shown_excerpt
        if excerpt is None:
            excerpt = Excerpt.of(known.room.timeline, known.current, f"jump {self._jumps}")
            known.excerpt = excerpt
            known.room.timeline.trim()
        return excerpt.trim_end()

    # What comes

    def page(self, page: events.Page) -> list[AnyChange]:
        """A page, if it was asked for and still adjoins what is held."""
        coming, excerpt = self._coming, self._known.excerpt
        if coming is not None:
            coming.take(page)
            if coming.opened:
                return self._arrived(coming)
        if excerpt is not None and (taken := excerpt.take(page)) is not None:
            asked, rows, replaced = taken
            if asked.after is not None:
                return [changes.Newer(page.room, rows)]
            return [changes.Older(page.room, rows, replaced)]
        return self._of_timeline(page)

    def _arrived(self, coming: Excerpt) -> list[AnyChange]:
        known, self._coming = self._known, None
        if coming.room != known.current:
            return []
        gone = [] if coming.holds(coming.target) else [changes.Refused(Sentence(_GONE))]
        if not coming.first:
            return [*gone]
        known.excerpt = coming
        told: list[AnyChange] = [changes.Around(known.current, coming.target, self._height), *gone]
        if coming.adjoins(known.room.timeline):
            self._join(coming)
            told.insert(0, changes.Attached(known.current))
        return told

    def _join(self, excerpt: Excerpt) -> None:
        known = self._known
        excerpt.join(known.room.timeline)
        known.excerpt = None
        known.lists_dirty |= known.room.recount()

    def _of_timeline(self, page: events.Page) -> list[AnyChange]:
        known, asked = self._known, self._pages.get(page.room)
        room = known.rooms.get(page.room)
        if room is None or asked is None or asked.re != page.re:
            return []
        del self._pages[page.room]
        if asked.before != room.timeline.first:
            return []
        rows, replaced = room.timeline.prepend(page.entries, page.more)
        known.find_new()
        (self._empty.discard if rows else self._empty.add)(room.name)
        known.lists_dirty |= room.recount()
        if known.excerpt is not None and known.excerpt.room == room.name:
            return []
        return [changes.Older(room.name, rows, replaced)]

    def passed(self, entry: events.AnyEntry) -> None:
        """An entry came live: what is shown of the room may read otherwise now."""
        excerpt = self._known.excerpt
        if excerpt is not None and excerpt.room == entry.room:
            excerpt.note(entry)

    def refused(self, event: events.Error) -> list[AnyChange] | None:
        """What an `error` changes if it answers a page; None if it answers something else."""
        coming, excerpt = self._coming, self._known.excerpt
        if coming is not None and coming.refused(event.re) is not None:
            self._coming = None
            return [changes.Refused(heard(event.text, event.code))]
        asked = excerpt.refused(event.re) if excerpt is not None else None
        for name in [name for name, page in self._pages.items() if page.re == event.re]:
            asked = self._pages.pop(name)
        if asked is None:
            return None
        if event.code != ErrorCode.SLOW_DOWN:
            return [changes.Refused(heard(event.text, event.code))]
        if asked.after is not None:
            return [changes.Newer(asked.room, ())]
        return [changes.Older(asked.room, (), 0)]

    def lost(self, room: str | None = None) -> None:
        """The connection is gone, or a room's log has moved on: nothing is on its way."""
        if room is not None:
            self._pages.pop(room, None)
            return
        self._pages.clear()
        for excerpt in (self._coming, self._known.excerpt):
            if excerpt is not None:
                excerpt.lost()

    def leave(self) -> None:
        """The reader goes to another room, or comes to this one anew."""
        self._coming = self._known.excerpt = None

    def forget(self) -> None:
        """The log is another one."""
        self.lost()
        self.leave()


_LATER = N_("You can go to that message when the connection is back.")
_SHUT = N_("You are no longer in this room, and that message is not kept here.")
_GONE = N_("That message is no longer kept; this is what stood next to it.")
