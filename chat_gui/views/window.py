"""The chat's window: lays out the views and shows the model's changes by a table of handlers."""

import time
import tkinter
from collections.abc import Callable
from tkinter import ttk
from typing import Any

from chat_gui import clock, theme
from chat_gui.i18n import _
from chat_gui.model import changes, rights
from chat_gui.model.changes import AnyChange
from chat_gui.model.chat import ChatModel
from chat_gui.model.typed_acts import Tab
from chat_gui.preferences import Preferences
from chat_gui.views import options, regions, words
from chat_gui.views.banner import Banner
from chat_gui.views.composer import Composer
from chat_gui.views.composing import Composing
from chat_gui.views.deeds import Commands, Deeds, waits
from chat_gui.views.drawing import Drawing
from chat_gui.views.finding import Finding
from chat_gui.views.folding import Folding
from chat_gui.views.header import Header, HeaderDoing
from chat_gui.views.history import History
from chat_gui.views.hosted_part import HostedChat, HostedPart
from chat_gui.views.inviting import Inviting
from chat_gui.views.jumps import Jumps
from chat_gui.views.keyboard import Keyboard
from chat_gui.views.later import Timer, soon
from chat_gui.views.line import Ink, Line
from chat_gui.views.list_lines import ListingDoing
from chat_gui.views.message_part import MessagePart
from chat_gui.views.moderating import Moderating
from chat_gui.views.panels import Panels
from chat_gui.views.rooms_part import RoomsPart
from chat_gui.views.settings import SettingsPanel
from chat_gui.views.sidebar import Sidebar
from chat_gui.views.small_window import SmallWindow
from chat_server.protocol.events import Who

SLOW_TICK_MS = 1_000
ROOMS_SECONDS = 20
"""How often the list of rooms is asked for: nobody tells of rooms that others make."""


class ChatWindow:
    """The window on `root`, until `close`.

    `on_close` ends the program, `on_switch` asks for another chat, `invite_link` gives a link that
    brings others here.
    """

    def __init__(
        self,
        root: tkinter.Tk,
        ink: Ink,
        model: ChatModel,
        link: Commands,
        on_close: Callable[[], None],
        on_switch: Callable[[], None],
        invite_link: Callable[[], str],
        preferences: Preferences,
    ) -> None:
        self.preferences = preferences
        self.root, self.ink, self.model, self._link = root, ink, model, link
        self._on_close, self._on_switch = on_close, on_switch
        self.on_why: Callable[[], None] = lambda: None
        """Finds out why nobody appears here."""
        self.on_try: Callable[[], None] = link.try_now
        """Does not wait for the next try to connect."""
        self.deeds = Deeds(model, link, self.show, self._help, self._look_after)
        self._today = time.strftime("%x")
        self._asked_at = time.monotonic()
        self.hosted: HostedPart | None = None
        self._make_views(invite_link)
        self.rooms = RoomsPart(self)
        self._lay_out()
        self._bind()
        ink.look.on_change(self.restyle)
        self.restyle()
        self.refresh()
        self._timer = Timer(self.main)
        self._timer.begin(SLOW_TICK_MS, self._tick)

    def _make_views(self, invite_link: Callable[[], str]) -> None:
        root, ink, deeds = self.root, self.ink, self.deeds
        self.sidebar = Sidebar(
            root,
            ink,
            ListingDoing(
                *(self.enter, self._talk, lambda *at: self.rooms.menu(*at), self._person),
                lambda section: self.sidebar.fold(section),
            ),
            lambda: self.rooms.jump("@"),
            lambda wish: self.rooms.make(wish),
            self.model.roles.of,
            self.preferences.now.folded,
            lambda folded: self.preferences.change(folded=folded),
        )
        self.main = ttk.Frame(root)
        self.banner = Banner(self.main, ink, lambda: self.on_try())
        self.banner.on_why = lambda: self.on_why()
        self.inviting = Inviting(root, self.banner, invite_link)
        self.panels = Panels(
            *(self.main, ink, self.model, self.inviting.copy_link),
            *(deeds.add_computer, self.keyboard_to),
        )
        self.header = Header(
            self.main,
            ink,
            HeaderDoing(
                fold=lambda: self.folding.toggle(),
                menu=self._offer,
                lock=self._lock,
                room=lambda at: self.rooms.menu_below(at),
                topic=lambda: self.rooms.set_topic(self.model.current),
                here=lambda: self.folding.open_people(),
                add=lambda: self.moderating.add_people(self.model.current),
                search=self._search,
            ),
        )
        self.folding = Folding(root, self.sidebar, self.header, ink.look)
        self._rule = ttk.Frame(self.main, style="Line.TFrame")
        self.moderating = Moderating(
            *(root, ink, self.model, deeds, self.panels, self.banner, self._talk),
            self.inviting.link_with,
        )
        self.history = History(
            self.main,
            ink,
            deeds.older,
            deeds.retry,
            lambda: self.jumps.to_newest(),
            self._placed,
            self._person,
            self.model.roles.of,
            lambda: self.model.room.timeline.calls,
        )
        self._drawing = Drawing(self.model, self.history)
        self.jumps = Jumps(self.model, self._link, self.show, deeds.enter, self.history)
        self.history.on_bottom, self.history.on_stale = self.jumps.newer, self.jumps.stay
        self.finding = Finding(self.main, ink, self.model, self._link, self.jumps, self.keyboard_to)
        deeds.on_find = self.finding.search
        self.typing = Line(self.main, ink, "small", "muted", "surface")
        self.composer = Composer(self.main, ink, self._send, deeds.typing)
        self.composer.on_again = lambda: self.enter(self.model.current)
        self.composer.on_page = self.history.stepping.page
        self.composing = Composing(self.composer, ink, self.model, self.preferences)
        self.messages = MessagePart(self, self._link)

    def _lay_out(self) -> None:
        self._small = SmallWindow(
            *(self.main, self.ink.look, self.header, self.banner, self.composer, self.typing),
            self.messages.strip,
        )
        self.root.columnconfigure(2, weight=1)
        self.root.rowconfigure(0, weight=1)
        self.main.grid(row=0, column=2, sticky="nsew")
        self.main.columnconfigure(0, weight=1)
        self.main.rowconfigure(3, weight=1)
        self.header.grid(row=0, column=0, columnspan=2, sticky="ew")
        self._rule.grid(row=1, column=0, columnspan=2, sticky="ew")
        self.banner.grid(row=2, column=0, sticky="ew")
        self.banner.grid_remove()
        self.history.grid(row=3, column=0, sticky="nsew")
        self.typing.grid(row=4, column=0, sticky="ew")
        self.messages.strip.grid(row=5, column=0, sticky="ew")
        self.messages.strip.grid_remove()
        self.composer.grid(row=6, column=0, sticky="ew")
        # Tab goes in the order of stacking: write first, then read, then move about.
        strip = self.messages.strip
        for view in (self.composer, strip, self.banner, self.history, self.header):
            view.lift()

    def _bind(self) -> None:
        root, look = self.root, self.ink.look
        bindings: dict[str, Callable[[], Any]] = {
            "<Control-q>": self._on_close,
            "<Alt-Up>": lambda: self.rooms.step(-1),
            "<Alt-Down>": lambda: self.rooms.step(1),
            "<Control-equal>": lambda: look.zoom_by(1),
            "<Control-plus>": lambda: look.zoom_by(1),
            "<Control-minus>": lambda: look.zoom_by(-1),
            "<Control-Key-0>": lambda: look.zoom_by(0),
            "<Control-f>": self._search,
            "<Control-F>": self._search,
            "<Control-comma>": self.open_settings,
            "<Control-k>": self.rooms.jump,
            "<Control-K>": self.rooms.jump,
            "<F1>": self.panels.help,
            "<F6>": lambda: self._step_region(1),
            "<Shift-F6>": lambda: self._step_region(-1),
            "<Control-period>": self.composing.pick_for_text,
            "<Escape>": self._escape,
        }
        self.history.stepping.on_below = self._write_at_end
        self._keyboard = Keyboard(
            *(root, self.composer.text, self.regions),
            *(bindings, self._looked, self.panels.give_way),
        )

    def _write_at_end(self) -> None:
        """Down from the newest message leads to where one writes."""
        if self.history.following:
            self.composer.text.focus_set()

    @property
    def regions(self) -> tuple[tkinter.Misc, ...]:
        """The widgets that have keys of their own, from which F6 leads to the next."""
        return self.composer.text, self.history.text, self.sidebar.listing

    def _search(self) -> None:
        self.panels.close()
        self.finding.open()

    def _step_region(self, by: int) -> None:
        self.panels.close()  # what is under it can't be seen
        region = regions.following(self.regions, by)
        self.folding.away()
        if region is self.sidebar.listing:
            self.folding.open()
        region.focus_set()

    # What the model tells

    def show(self, told: list[AnyChange]) -> None:
        """Draw what changed."""
        self._drawing.begin(told)
        for change in told:
            if not self._drawing.show(change):
                _SHOW[type(change)](self, change)
        self._drawing.end()
        self.jumps.fetch()
        self.finding.fetch()
        self.messages.refresh()
        self._invite()

    def refresh(self) -> None:
        """Draw everything from the model."""
        self._connection(self.model.connection)
        self._rooms(None)
        self.rooms.people(self.model.current)
        self._drawing.anew()

    def _invite(self) -> None:
        room = self.model.room
        empty = room.joined and (not room.last or room.timeline.complete)
        self.history.invite(words.nothing_said(room) if empty else "")

    def _placed(self) -> None:
        """The reader is at the end of the room, or no more."""
        at_end = self.history.following
        if at_end != self.model.at_end:
            self.show(self.model.look(at_end=at_end))

    def _rooms(self, _change: changes.RoomsChanged | None) -> None:
        self.composing.drafting.follow()
        self.messages.follow()
        self.rooms.show()

    def _typing(self, _change: changes.TypingChanged | None) -> None:
        room = self.model.room
        typing = room.typing(clock.now()) if self.model.sees(room) else []
        self.typing.say(words.typing(typing))

    def _connection(self, change: changes.Connection) -> None:
        self.banner.connection(change)
        self._typing(None)
        self.sidebar.connection(change)
        online = change.phase is changes.Phase.ONLINE
        self.header.locked(change.encrypted if online else None)
        if online:
            self.rooms.mutes_back()
            if waits(str(self.composer.trouble.cget("text"))):
                self.composer.complain("")
        self.rooms.people(self.model.current)
        self.rooms.standing()
        self.rooms.title()

    def _caught_up(self, change: changes.CaughtUp) -> None:
        if change.room == self.model.current:
            self.banner.tell(words.caught_up(change.missed), good=True)

    # What the person does

    def _send(self, text: str) -> str | None:
        """Do what was typed; who says something wants to see it."""
        editing = self.messages.answering.edit is not None
        refusal = self.messages.send(text)
        if refusal is None and not editing:
            soon(self.history, self.history.to_end)
        return refusal

    def enter(self, room: str) -> None:
        """Look at a room."""
        self.folding.away()
        self.deeds.enter(room)
        self.composer.text.focus_set()

    def _talk(self, id: str, nick: str) -> None:
        self.rooms.talk(id, nick)

    def hosts(self, chat: HostedChat) -> None:
        """This window hosts: offer to bring others in."""
        self.hosted = HostedPart(self, chat)

    def _lock(self) -> None:
        """Tell whether others can listen."""
        self.panels.lock(hosted=self.hosted is not None)

    def _person(self, who: Who, x: int, y: int) -> None:
        self.moderating.person(who, x, y)

    def _look_after(self, tab: Tab) -> str | None:
        return self.moderating.look_after(tab)

    def _help(self) -> None:
        self.panels.help()

    def open_settings(self) -> None:
        """Show what can be set."""
        panels, preferences = self.panels, self.preferences
        panels.open(lambda over: SettingsPanel(over, self.ink, preferences, panels.close))

    def _escape(self) -> None:
        """What was opened last closes; once nothing is, one writes again, and all is read."""
        self.rooms.leave_palette()
        if self.panels.shown is not None:
            self.panels.close()
        elif self.finding.back() or self.messages.escape() or self.folding.away():
            self.composer.text.focus_set()
        elif not (self._keyboard.again() or self.jumps.go_back()):
            self.history.to_end()
            self.composer.text.focus_set()
            self.show(self.model.look(focused=True))

    def _offer(self, at: tkinter.Misc) -> None:
        actions: tuple[options.Action | None, ...] = (
            (_("Jump to a room or a person"), "Ctrl+K", self.rooms.jump),
            (_("Search"), "Ctrl+F", self._search),
            (_("Commands and keys"), "F1", self.panels.help),
            (_("Copy invite link"), "", self.inviting.copy_link),
            *(((_("Bring others in…"), "", self.hosted.open),) if self.hosted else ()),
            (_("Add a computer…"), "", self.panels.add_computer),
            (_("Why does nobody appear?"), "", self.on_why),
            *(
                ((_("Look after this chat…"), "", self.moderating.look_after),)
                if rights.moderates(self.model)
                else ()
            ),
            (_("Settings…"), "Ctrl+,", self.open_settings),
            None,
            (_("Join another chat…"), "", self._on_switch),
            (_("Close Parlor"), "Ctrl+Q", self._on_close),
        )
        self._chosen = options.offer(at, self.root, self.ink, actions)

    def keyboard_to(self, widget: tkinter.Misc | None) -> None:
        """Give the keyboard to a widget now and whenever the window is activated.

        None gives it back to the composer.
        """
        self._keyboard.to(widget)

    def _looked(self, focused: bool) -> None:
        """The window is looked at, or no more."""
        told = self.model.look(focused=focused)
        if focused:
            self.show(told)

    # The look

    def restyle(self) -> None:
        """Take over the theme."""
        look = self.ink.look
        px = look.px
        self.root.minsize(*(look.screen(size) for size in theme.WINDOW_LEAST))
        self.root.columnconfigure(0, minsize=0)
        self._rule.configure(height=px(theme.HAIRLINE))
        for view in (self.sidebar, self.header, self.banner, self.history, self.composer):
            view.restyle()
        self.typing.restyle()
        self._small.restyle()
        self.messages.restyle()
        self.folding.fit(self.root.winfo_width())

    def _tick(self) -> None:
        """Each second: typing fades, marks are told, and at midnight today becomes yesterday."""
        self._timer.begin(SLOW_TICK_MS, self._tick)
        self._typing(None)
        self.rooms.tick()
        self.deeds.tell_seen()
        if time.monotonic() - self._asked_at >= ROOMS_SECONDS:
            self._asked_at = time.monotonic()
            self.deeds.ask_for_rooms()
            self.model.room.members_known = False
        self.deeds.ask_for_members()
        self.messages.deeds.fetch_quoted()
        today = time.strftime("%x")
        if today != self._today:
            self._today = today
            self._drawing.anew()

    def put_down(self) -> None:
        """Tell and keep what is only known here, before the window goes."""
        self.deeds.tell_seen()
        self.composing.drafting.close()

    def close(self) -> None:
        """Take everything off the root, so that something else may stand there."""
        self.put_down()
        self.moderating.close()
        self.finding.close()
        self._timer.stop()
        self.ink.look.forget(self.restyle)
        self._keyboard.close()
        self.folding.close()
        self.rooms.close()
        for view in (self.sidebar, self.main):
            view.destroy()


_SHOW: dict[type[AnyChange], Callable[..., None]] = {
    changes.RoomsChanged: ChatWindow._rooms,
    changes.PeopleChanged: lambda window, change: window.rooms.people(change.room),
    changes.TypingChanged: ChatWindow._typing,
    changes.Connection: ChatWindow._connection,
    changes.CaughtUp: ChatWindow._caught_up,
    changes.Searched: lambda window, _change: window.finding.show(),
    changes.Refused: lambda window, change: window.banner.tell(change.text),
    changes.Told: lambda window, change: window.banner.tell(change.text, good=True),
    changes.Opened: lambda window, change: window.rooms.opened(change),
    changes.NotOpened: lambda window, change: window.rooms.not_opened(change),
    changes.StandingChanged: lambda window, _change: window.rooms.standing(),
    changes.ToMe: lambda window, change: window.moderating.to_me(change),
    changes.Acted: lambda window, change: window.moderating.acted(change),
    changes.NotActed: lambda window, change: window.moderating.not_acted(change),
    changes.Answered: lambda window, change: window.moderating.answered(change),
    changes.Offered: lambda window, change: window.panels.offered(change),
    changes.NotOffered: lambda window, change: window.panels.not_offered(change),
}
