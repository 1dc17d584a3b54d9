"""The sidebar: the server and its state, the rooms with what is unread, the people who are here."""

import tkinter
from collections.abc import Callable
from tkinter import ttk

from chat_gui import theme
from chat_gui.model.changes import Connection, Phase
from chat_gui.model.rooms import RoomModel
from chat_gui.views import words
from chat_gui.views.guard import guard
from chat_gui.views.hosted import HostedLines
from chat_gui.views.line import Ink, Line
from chat_gui.views.listing import Heading, Listing, PersonLine, RoomLine
from chat_gui.views.styles import as_button
from chat_server.protocol.events import Present

_STATES = {
    Phase.CONNECTING: ("muted", "connecting…"),
    Phase.ASKING: ("muted", "not joined yet"),
    Phase.LOST: ("danger", "connection lost"),
    Phase.CLOSED: ("danger", "not connected"),
}


class Sidebar(ttk.Frame):
    """`on_room` is given the name of a room to look at, `on_person` the id and the nickname of a
    person to talk with, `on_new` what was typed for a new room.

    `on_new` gives the sentence that refuses the name, or None. `on_copy` copies the invite link.
    """

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        on_room: Callable[[str], None],
        on_person: Callable[[str, str], None],
        on_new: Callable[[str], str | None],
        on_copy: Callable[[], None],
    ) -> None:
        super().__init__(parent, style="Sidebar.TFrame")
        self._ink, self._on_new, self._on_copy = ink, on_new, on_copy
        self.server = Line(self, ink, "bold", "text", "sidebar")
        self._dot = ttk.Label(self, style="Dot.TLabel")
        self.state_line = Line(self, ink, "small", "muted", "sidebar")
        self.hosted_lines: HostedLines | None = None
        self.listing = Listing(self, ink, on_room, on_person)
        self._bar = ttk.Scrollbar(
            self,
            style="Sidebar.Vertical.TScrollbar",
            command=self.listing.yview,
            takefocus=False,
        )
        self.listing.configure(yscrollcommand=self._bar.set)
        self.add = as_button(
            ttk.Button(self.listing, style="Sidebar.TButton", command=self.ask_room)
        )
        self._entry = ttk.Entry(self.listing, style="Small.TEntry", font=ink.look.body)
        guard(self._entry, ink)
        self._refusal = ttk.Label(self.listing, style="SidebarError.TLabel")
        self._asking = False
        self._rooms: list[RoomLine] = []
        self.directs: list[RoomLine] = []
        """The direct conversations, as they are listed."""
        self._people: list[PersonLine] = []
        self._count = 0
        self._connection = Connection(Phase.CONNECTING)
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
        self._entry.bind("<Return>", lambda _event: self._made())
        self._entry.bind("<Escape>", lambda _event: self._close_entry())

    # What it shows

    def connection(self, now: Connection) -> None:
        """Show how the connection is."""
        self._connection = now
        if now.phase is Phase.ONLINE:
            said = "connected · encrypted" if now.encrypted else "connected · not encrypted"
            colour = "here" if now.encrypted else "danger"
        else:
            colour, said = _STATES[now.phase]
        self._dot.configure(image=self._ink.paint.dot(colour))
        self.state_line.say(said)

    def hosted(self, address: str, code: str) -> None:
        """This computer hosts the chat: say where others find it, and by which code."""
        if self.hosted_lines is not None:
            self.hosted_lines.destroy()
        self.hosted_lines = HostedLines(self, self._ink, address, code, self._on_copy)
        self.hosted_lines.grid(row=2, column=0, columnspan=3, sticky="ew")
        self.restyle()

    def rooms(self, rooms: list[RoomModel], current: str) -> None:
        """Show the rooms, in this order."""
        self._rooms = [_line(room, current) for room in rooms if not room.direct]
        self.directs = [_line(room, current) for room in rooms if room.direct]
        self._draw()

    def people(self, people: list[Present], count: int, me: str) -> None:
        """Show these people, of `count` who are in the room; `me` is one's own id.

        0 where they are not counted: in a direct conversation.
        """
        self._count = count
        self._people = [
            PersonLine(person.id, person.nick, person.id == me, person.state == "here")
            for person in people
        ]
        self._draw()

    def _draw(self) -> None:
        px = self._ink.look.px
        heading = Heading("Rooms", self.add)
        if self._asking:
            below = (self._entry, self._refusal) if self._refusal.cget("text") else (self._entry,)
            heading = Heading("Rooms", self.add, below)
        lines: list[Heading | RoomLine | PersonLine] = [heading, *self._rooms]
        if self.directs:
            lines += [Heading("Direct"), *self.directs]
        if self._people:
            lines += [Heading(words.people(self._count)), *self._people]
            if self._count > len(self._people):
                lines.append(Heading(words.people_more(self._count - len(self._people))))
        self.listing.show(lines, px(theme.SIDEBAR_WIDTH))

    # A new room

    def ask_room(self) -> None:
        """Open the field for a new room's name, or close it."""
        if self._asking:
            self._close_entry()
            return
        self._asking = True
        self._refusal.configure(text="")
        self._draw()
        self._entry.delete(0, "end")
        self._entry.focus_set()

    def _made(self) -> str:
        refusal = self._on_new(self._entry.get())
        self._refusal.configure(
            text=self._ink.words(refusal or ""),
            wraplength=self._ink.look.px(theme.SIDEBAR_WIDTH - 3 * theme.L),
        )
        if refusal is None:
            self._asking = False
        self._draw()
        return "break"

    def _close_entry(self) -> str:
        self._asking = False
        self._draw()
        self.listing.focus_set()
        return "break"

    # The look

    def restyle(self) -> None:
        """Take over the theme."""
        px = self._ink.look.px
        self.columnconfigure(2, minsize=px(theme.SCROLLBAR))
        self.server.grid_configure(padx=px(theme.L), pady=(px(theme.L), 0))
        self._dot.grid_configure(padx=(px(theme.L), px(theme.DOT_GAP)))
        self.state_line.grid_configure(padx=(0, px(theme.S)))
        self.listing.grid_configure(pady=(px(theme.L), px(theme.S)))
        self.add.configure(image=self._ink.paint.icon("plus", "muted"))
        for line in (self.server, self.state_line):
            line.restyle()
        if self.hosted_lines is not None:
            self.hosted_lines.restyle()
            self.hosted_lines.grid_configure(
                padx=(px(theme.L), px(theme.XS)), pady=(px(theme.S), 0)
            )
        self.connection(self._connection)
        self.listing.restyle()
        self._draw()


def _line(room: RoomModel, current: str) -> RoomLine:
    mark = "@" if room.direct else "#"
    return RoomLine(room.name, mark, words.room(room), room.unread, room.name == current)
