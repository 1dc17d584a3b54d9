"""The window's part about rooms: what the sidebar, the header and the title tell, and their menus.

The window calls it when the model tells that rooms or people changed, and once a second.
"""

import tkinter
from collections.abc import Callable
from typing import TYPE_CHECKING, ParamSpec

from chat_gui import clock
from chat_gui.model import changes, rights
from chat_gui.model.chat import ChatModel
from chat_gui.model.destinations import Destination, destinations, ranked, to_make
from chat_gui.views import menu_items, room_menu, room_words, verdicts, words
from chat_gui.views.new_room import RoomWish
from chat_gui.views.overlaying import below
from chat_gui.views.palette import Palette
from chat_gui.views.room_lines import destination_line, room_lines
from chat_gui.views.shown import plain
from chat_gui.views.topic import TopicPanel
from chat_gui.views.window_icon import WindowIcon, badge

if TYPE_CHECKING:
    from chat_gui.views.window import ChatWindow


P = ParamSpec("P")

MOST_RECENT = 100
"""Rooms that are remembered to have been looked at."""


class RoomsPart:
    """Of one window."""

    def __init__(self, window: "ChatWindow") -> None:
        self._window, self._model = window, window.model
        self._icon = WindowIcon(window.root)
        self._muted: set[str] = set()
        self._recent: list[str] = []
        """The rooms that were looked at, the latest first."""
        self._typed = ""
        """What stood in the composer when a conversation or a room was asked for."""
        self.palette: Palette | None = None
        """The field in which one types where to go, while it is open."""
        window.main.bind("<Configure>", lambda _event: self._fit(), add=True)

    # What is told

    def show(self) -> None:
        """Show the rooms, what is unread in them, and what the current one is about."""
        window, model = self._window, self._model
        now = clock.now()
        self._muted = set(model.rooms.mutes(now))
        self._recent = [model.current, *(one for one in self._recent if one != model.current)]
        del self._recent[MOST_RECENT:]
        window.sidebar.rooms(room_lines(model, now))
        window.header.name(words.heading(model.room))
        window.header.about(model.room.topic, room_words.kept(model.server, model.room))
        window.header.elsewhere(_news(model, now))
        window.composer.invite(words.write_in(model.room))
        window.composer.limit(model.limits.text)
        self.standing()
        self.title()
        if self.palette is not None:
            self.palette.refresh()

    def tick(self) -> None:
        """Each second: what may be done and what is muted ends at its time."""
        if set(self._model.rooms.mutes(clock.now())) == self._muted:
            self.standing()
        else:
            self.show()

    def standing(self) -> None:
        """What may be done here: writing, adding people, the topic, making rooms."""
        window, model, room = self._window, self._model, self._model.room
        now = clock.now()
        why = rights.silence(model, room, now)
        window.composer.silence("" if why is None else verdicts.silence(why, now))
        online = model.connection.phase is changes.Phase.ONLINE
        window.composer.offer(again=online and room.shut is not None and not room.private)
        window.header.offers(
            private=room.private,
            adding=room_menu.may_add(model, room),
            topic=rights.may_set_topic(model, room, now),
        )
        window.sidebar.new.allow(makes=model.me.role != "guest", announces=rights.moderates(model))
        if window.moderating.desk is not None and not rights.moderates(model):
            window.moderating.close()

    def title(self) -> None:
        """The server's name and how many messages are unread."""
        window, model = self._window, self._model
        name = model.server.name if model.server is not None else ""
        window.sidebar.server.say(name or "Parlor")
        now = clock.now()
        unread = model.rooms.counted(now)
        self._icon.show(badge(unread, model.rooms.addressed(now)))
        title = words.title(model.room, name, unread)
        # A title goes to the window manager, whose fonts are as fragile as ours.
        window.root.title(plain(title, colour_kills=window.ink.colour_kills))

    def close(self) -> None:
        """The window goes; the program's icon has no number any more."""
        self.leave_palette()
        self._icon.show("")

    def people(self, changed: str) -> None:
        """Show who is here, after somebody came into a room or went.

        Who comes into any room may be the other of a direct conversation.
        """
        window, model, room = self._window, self._model, self._model.room
        window.sidebar.rooms(room_lines(model, clock.now()))
        if room.direct:
            other = model.presence(room.other.id) if room.other is not None else None
            self._company(0, words.people(0), words.online(other))
        elif room.private and room.shut is None:
            count = len(model.company())
            self._company(count, words.member_list(count), words.members(count))
        elif changed == model.current:
            count = room.count if model.sees(room) else 0
            self._company(count, words.people(count), words.here(count))

    def _company(self, count: int, title: str, here: str) -> None:
        model = self._model
        self._window.sidebar.people(model.company(), count, model.me.id, title)
        self._window.header.here_are(here)

    # What can be done

    def menu(self, name: str, x: int, y: int) -> None:
        """Open a room's menu at a point of the screen."""
        room = self._model.rooms.get(name)
        if room is None:
            return
        window, moderating = self._window, self._window.moderating

        shut = room.shut

        def there(deed: Callable[P, object]) -> Callable[P, None]:
            """While the menu is open, the person may be put out of the room, or brought in."""

            def do(*about: P.args, **more: P.kwargs) -> None:
                if self._model.rooms.get(name) is room and room.shut is shut:
                    deed(*about, **more)

            return do

        doing = room_menu.RoomDoing(
            enter=there(window.enter),
            topic=there(self.set_topic),
            read=there(window.deeds.read),
            mute=there(self._mute),
            link=there(window.inviting.copy_link_to),
            add_people=there(moderating.add_people),
            announce=there(moderating.announce),
            leave=there(window.deeds.leave),
            give_up=there(moderating.give_up),
        )
        items = room_menu.items(self._model, room, doing, clock.now())
        menu_items.offer(window.root, window.ink, items, x, y)

    def _mute(self, name: str, until: int) -> None:
        """Keep a room quiet until then, in this window and the next; 0 for no longer."""
        self._window.deeds.mute(name, until)
        if self._model.server is not None:
            mutes = self._model.rooms.mutes(clock.now())
            self._window.preferences.keep_mutes(self._model.server.id, mutes)

    def mutes_back(self) -> None:
        """The server is known now: what was muted there is so still."""
        if self._model.server is not None:
            muted = self._window.preferences.now.muted
            self._model.mute(muted.get(self._model.server.id, {}))
            self.show()

    def menu_below(self, widget: tkinter.Misc) -> None:
        """Open the menu of the room that is looked at, below a widget."""
        self.menu(self._model.current, *below(widget))

    def set_topic(self, name: str) -> None:
        """Ask what a room is about."""
        window, room = self._window, self._model.rooms[name]
        window.panels.open(
            lambda over: TopicPanel(
                over,
                window.ink,
                words.heading(room),
                room.topic,
                lambda text: window.deeds.set_topic(name, text),
                window.panels.close,
            )
        )

    # Going there

    def step(self, step: int) -> None:
        """Look at the next room up (-1) or down (1)."""
        self._window.panels.close()
        self._window.deeds.step(step)
        self._write()

    def talk(self, id: str, nick: str) -> None:
        """Talk with a person alone."""
        window = self._window
        window.folding.away()
        self._typed = window.composer.content()
        window.composer.complain(window.deeds.talk(id, nick) or "")
        self._write()

    def make(self, wish: RoomWish) -> str | None:
        """Go into a room, or make it; gives the sentence that refuses it, or None."""
        self._typed = self._window.composer.content()
        refusal = self._window.deeds.make_room(wish)
        if refusal is None:
            self._window.folding.away()
            self._write()
        return refusal

    def opened(self, change: changes.Opened) -> None:
        """A conversation or room that was asked for is there: look at it.

        But who has typed something since means this room: it may have come late.
        """
        window = self._window
        if window.composer.content() in ("", "" if change.texts else self._typed):
            window.deeds.enter(change.room)
            self._write()
        window.deeds.opened(change)
        window.composing.drafting.keep()  # what was said is no draft any more

    def not_opened(self, change: changes.NotOpened) -> None:
        """What was to be said goes back to where it was typed, once there is nothing else."""
        composer, texts = self._window.composer, "\n".join(change.texts)
        waits = bool(texts and composer.content())
        if texts:
            self._window.composing.drafting.put_back(change.nick, texts)
        if waits:
            composer.complain(words.not_said(change.nick))
        else:
            composer.complain(words.not_opened(change.nick, change.reason))

    def _write(self) -> None:
        self._window.composer.text.focus_set()

    # Jumping

    def jump(self, typed: str = "") -> str:
        """Open the field in which one types where to go, or take it away; no key does more."""
        window = self._window
        if self.palette is not None:
            self.leave_palette()
            return "break"
        window.panels.close()
        window.deeds.ask_for_rooms()  # nobody tells of rooms that others make
        self.palette = Palette(
            *(window.root, window.ink, self._find),
            lambda one: destination_line(self._model, one, clock.now()),
            self._go,
            self.leave_palette,
        )
        self.palette.open(typed)
        window.keyboard_to(self.palette.entry)
        return "break"

    def _find(self, wanted: str) -> list[Destination]:
        found = ranked(wanted, destinations(self._model, self._recent, clock.now()))
        made = to_make(wanted, self._model)
        return [*found, *([made] if made is not None else ())]

    def leave_palette(self) -> None:
        """Take the field away, if it is open."""
        palette, self.palette = self.palette, None
        if palette is not None:
            palette.destroy()
            self._window.keyboard_to(None)

    def _go(self, chosen: Destination) -> None:
        self.leave_palette()
        window = self._window
        if chosen.kind == "person":
            self.talk(chosen.key, chosen.called)
        elif chosen.kind == "make":
            self.make(RoomWish(chosen.key))
        else:
            window.enter(chosen.key)

    def _fit(self) -> None:
        if self.palette is not None:
            self.palette.fit()


def _news(model: ChatModel, now: int) -> str:
    """The colour that tells what is unread where the person doesn't look; empty for nothing."""
    others = [room for room in model.rooms if room is not model.room]
    if any(room.addressed(now) for room in others):
        return "accent"
    return "muted" if any(room.counted(now) for room in others) else ""
