"""The sidebar: the server and its state, the rooms with what is unread, the people who are here."""

import tkinter
from collections.abc import Callable, Iterable, Sequence
from tkinter import ttk

from chat_gui import theme
from chat_gui.i18n import N_, _, pgettext
from chat_gui.model.changes import Connection, Phase
from chat_gui.model.knowledge import UNKNOWN
from chat_gui.views import words
from chat_gui.views.card import GUTTER
from chat_gui.views.hosted import HostedLines
from chat_gui.views.later import soon
from chat_gui.views.line import Ink, Line
from chat_gui.views.list_lines import AnyLine, Heading, ListingDoing, PersonLine, RoomLine
from chat_gui.views.listing import Listing
from chat_gui.views.new_room import NewRoom, RoomWish
from chat_gui.views.scrolling import scrollbar
from chat_gui.views.styles import push_button
from chat_gui.views.verdicts import badge
from chat_server.protocol.events import Present
from chat_server.protocol.roles import Role

_STATES = {
    Phase.CONNECTING: ("muted", N_("connecting…")),
    Phase.ASKING: ("muted", N_("not joined yet")),
    Phase.LOST: ("danger", N_("connection lost")),
    Phase.CLOSED: ("danger", N_("not connected")),
}


class Sidebar(ttk.Frame):
    """`doing` says what its lines do, `on_talk` asks whom to begin a conversation with.

    `on_new` gives the sentence that refuses a wanted room, or None. `role` tells what somebody is,
    by id. `on_folded` is told which sections are `folded` now.
    """

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        doing: ListingDoing,
        on_talk: Callable[[], object],
        on_new: Callable[[RoomWish], str | None],
        role: Callable[[str], Role],
        folded: Iterable[str],
        on_folded: Callable[[tuple[str, ...]], object],
    ) -> None:
        super().__init__(parent, style="Sidebar.TFrame")
        self._ink, self._on_new = ink, on_new
        self._role = role
        self._folded, self._on_folded = set(folded), on_folded
        self.server = Line(self, ink, "bold", "text", "sidebar")
        self._dot = ttk.Label(self, style="Dot.TLabel")
        self.state_line = Line(self, ink, "small", "muted", "sidebar")
        self.hosted_lines: HostedLines | None = None
        self.listing = Listing(self, ink, doing)
        self._bar = scrollbar(self, self.listing, "Sidebar.Vertical.TScrollbar")
        self.add = push_button(self.listing, "Sidebar.TButton", self.ask_room)
        self.talk = push_button(self.listing, "Sidebar.TButton", on_talk)
        self.new = NewRoom(self.listing, ink, self._made, self._close_new)
        self._asking = False
        self._new_height = 0
        self._rooms: list[RoomLine] = []
        self.directs: list[RoomLine] = []
        """The direct conversations, as they are listed."""
        self._people: list[PersonLine] = []
        self._count, self._title = 0, ""
        self._drawn: object = None
        """What the list shows, at which size."""
        self._connection = Connection(Phase.CONNECTING)
        self._wide = ink.look.px(theme.SIDEBAR_WIDTH)
        self._lay_out()
        self.restyle()

    def _lay_out(self) -> None:
        self.columnconfigure(1, weight=1)
        self.rowconfigure(3, weight=1)
        self.server.grid(row=0, column=0, columnspan=3, sticky="ew")
        self._dot.grid(row=1, column=0)
        self.state_line.grid(row=1, column=1, columnspan=2, sticky="ew")
        self.listing.grid(row=3, column=0, columnspan=2, sticky="nsew")
        self._bar.grid(row=3, column=2, sticky="ns")
        self.new.bind("<Configure>", self._new_resized, add=True)
        parts = (self.new.entry, self.new.button, *self.new.ticks)
        for part in parts:
            part.bind("<FocusIn>", lambda event: self.listing.see_inside(event.widget), add=True)
        self.listing.hold(self.add, self.talk, *parts)

    def wide(self, width: int) -> None:
        """Be so many pixels wide."""
        if width != self._wide:
            self._wide = width
            self._draw()

    # What it shows

    def connection(self, now: Connection) -> None:
        """Show how the connection is."""
        self._connection = now
        if now.phase is Phase.ONLINE:
            said = _("connected · encrypted") if now.encrypted else _("connected · not encrypted")
            colour = "here" if now.encrypted else "danger"
        elif now.copied:
            colour, said = "muted", _("offline copy")
        else:
            colour, state = _STATES[now.phase]
            said = _(state)
        self._dot.configure(image=self._ink.paint.dot(colour))
        self.state_line.say(said)

    def hosted(self, address: str, code: str, on_more: Callable[[], None]) -> None:
        """This computer hosts the chat: say where others find it, and by which code.

        `on_more` tells more.
        """
        if self.hosted_lines is not None:
            self.hosted_lines.destroy()
        self.hosted_lines = HostedLines(self, self._ink, address, code, on_more)
        self.hosted_lines.grid(row=2, column=0, columnspan=3, sticky="ew")
        self.restyle()

    def rooms(self, lines: list[RoomLine]) -> None:
        """Show the rooms, in this order."""
        self._rooms = [line for line in lines if not line.direct]
        self.directs = [line for line in lines if line.direct]
        self._draw()

    def people(self, people: list[Present], count: int, me: str, title: str) -> None:
        """Show these people, of `count`, under this title; `me` is one's own id."""
        self._count, self._title = count, title
        self._people = [
            PersonLine(
                person.id,
                person.nick,
                person.id == me,
                person.state == "here",
                badge(self._role(person.id)),
                person.state != UNKNOWN,
            )
            for person in people
        ]
        self._draw()

    def _draw(self) -> None:
        below = (self.new,) if self._asking else ()
        lines = self._section("rooms", Heading(_("Rooms"), self.add, below), self._rooms)
        if self.directs:
            title = Heading(pgettext("conversations", "Direct"), self.talk)
            lines += self._section("direct", title, self.directs)
        if self._people:
            lines += self._section("people", Heading(self._title), self._people)
            if self._count > len(self._people) and "people" not in self._folded:
                lines.append(Heading(words.people_more(self._count - len(self._people))))
        now = (lines, self._wide, self.new.winfo_reqheight())
        if now != self._drawn:
            self._drawn = now
            self.listing.show(lines, self._wide)

    def _section(
        self, key: str, heading: Heading, lines: Sequence[RoomLine | PersonLine]
    ) -> list[AnyLine]:
        """A section's lines; of a folded one those that the person is to see all the same."""
        folded = key in self._folded
        shown = [line for line in lines if _stays(line)] if folded else lines
        return [heading._replace(key=key, folded=folded), *shown]

    def fold(self, key: str) -> None:
        """Fold a section, or unfold it."""
        self._folded ^= {key}
        self._draw()
        self._on_folded(tuple(sorted(self._folded)))

    def to_people(self) -> None:
        """Give the keyboard to who is here."""
        if "people" in self._folded:
            self.fold("people")
        self.listing.go_to("people")

    # A new room

    def ask_room(self) -> None:
        """Open the field for a new room, or close it."""
        if self._asking:
            self._close_new()
            return
        self._asking = True
        self.new.begin()
        self._draw()
        self.update_idletasks()  # what is not drawn yet gets the keyboard late
        self.new.entry.focus_set()

    def _made(self, wish: RoomWish) -> str | None:
        refusal = self._on_new(wish)
        if refusal is None:
            self._asking = False
            self._draw()
        return refusal

    def _close_new(self) -> None:
        self._asking = False
        self._draw()
        self.listing.focus_set()

    def _new_resized(self, event: "tkinter.Event[tkinter.Misc]") -> None:
        """What stands below the field moves with its height."""
        if event.height != self._new_height:
            self._new_height = event.height
            soon(self, self._draw)
            if self.new.refusal.winfo_manager():
                soon(self, lambda: self.listing.see_inside(self.new.refusal))

    # The look

    def restyle(self) -> None:
        """Take over the theme."""
        px = self._ink.look.px
        self.columnconfigure(2, minsize=px(theme.SCROLLBAR))
        self.server.grid_configure(padx=px(theme.L), pady=(px(theme.L), 0))
        self._dot.grid_configure(padx=(px(theme.L), px(theme.DOT_GAP)))
        self.state_line.grid_configure(padx=(0, px(theme.S)))
        self.listing.grid_configure(pady=(px(theme.L), px(theme.S)))
        for button in (self.add, self.talk):
            button.configure(image=self._ink.paint.icon("plus", "muted"))
        for line in (self.server, self.state_line):
            line.restyle()
        if self.hosted_lines is not None:
            self.hosted_lines.restyle()
            self.hosted_lines.grid_configure(
                padx=(px(theme.L - GUTTER), px(theme.XS)), pady=(px(theme.S), 0)
            )
        self.connection(self._connection)
        self.listing.restyle()
        self.new.restyle()
        self._drawn = None
        self._draw()


def _stays(line: RoomLine | PersonLine) -> bool:
    """Whether a folded section shows a line: the current room, what is new, what was begun."""
    if not isinstance(line, RoomLine):
        return False
    return bool(line.current or line.unread or line.meant or line.draft)
