"""What the person does in the window: typed text and chosen rooms become commands and changes."""

from collections.abc import Callable
from typing import Protocol

from chat_gui import clock
from chat_gui.i18n import N_, _
from chat_gui.model import door, rights, typed
from chat_gui.model.acts import Request
from chat_gui.model.changes import AnyChange, NotOffered, Opened, Phase, Told
from chat_gui.model.chat import ChatModel
from chat_gui.model.rows import MessageRow
from chat_gui.model.typed_acts import Act, Look, Tab, making
from chat_gui.views import verdicts, words
from chat_gui.views.new_room import RoomWish
from chat_gui.worded import worded
from chat_server.protocol import commands, names
from chat_server.protocol.errors import Refusal


class Commands(Protocol):
    """What the window may ask of the connection; every method returns at once."""

    def send(self, command: commands.AnyCommand) -> None:
        """Send a command, or keep it until there is a connection."""

    def try_now(self) -> None:
        """Connect now, not when the countdown ends."""


class Deeds:
    """Acts on the model and the connection; `show` draws the changes."""

    def __init__(
        self,
        model: ChatModel,
        link: Commands,
        show: Callable[[list[AnyChange]], None],
        help: Callable[[], None],
        look_after: Callable[[Tab], str | None],
    ) -> None:
        self._model, self._link, self._show, self._help = model, link, show, help
        self._look_after = look_after
        self.on_find: Callable[[str], None] = lambda _text: None
        """Opens the search, with this in its field."""
        self.take_reply: Callable[[], int | None] = lambda: None
        """Gives the seq of the message that is answered by what is said now."""

    def send(self, text: str) -> str | None:
        """Do what was typed; gives the sentence that refuses it, or None."""
        try:
            model = self._model
            nicks = model.all_nicks() if typed.is_command(text) else ()
            meaning = typed.meaning(text, model.limits, nicks, model.current, clock.now())
        except Refusal as refusal:
            return worded(refusal.text)
        return self._do(meaning)

    def _do(self, meaning: typed.Meaning) -> str | None:
        if self._online() or type(meaning) not in _OFFLINE:
            return _DEEDS[type(meaning)](self, meaning)
        return _(_OFFLINE[type(meaning)])

    def _online(self) -> bool:
        return self._model.connection.phase is Phase.ONLINE

    def retry(self, row: MessageRow) -> None:
        """Send a failed message again."""
        command, changes = self._model.retry(row, clock.now())
        self._link.send(command)
        self._show(changes)

    def add_computer(self) -> None:
        """Ask for a code for another computer of this person's; a change brings the answer."""
        if self._online():
            self._link.send(door.pair())
        else:
            self._show([NotOffered(_("You can add a computer when the connection is back."))])

    def enter(self, room: str) -> None:
        """Look at a room."""
        join, changes = self._model.enter(room)
        if join is not None:
            self._link.send(join)
        self._show(changes)

    def talk(self, id: str, nick: str) -> str | None:
        """Talk with a person alone; gives the sentence that refuses it, or None."""
        room = self._model.rooms.direct_with(id)
        if room is None or not room.joined:
            return self._do(typed.Direct(nick, ""))
        self.enter(room.name)
        return None

    def opened(self, opened: Opened) -> None:
        """Say in the direct conversation that was asked for what was to be said."""
        for text in opened.texts:
            command, changes = self._model.say(typed.Say(text), clock.now(), opened.room)
            self._link.send(command)
            self._show(changes)

    def make_room(self, wish: RoomWish) -> str | None:
        """Go into the room that was named, or make it as it is wanted; gives what refuses it."""
        name, private, announce = wish
        try:
            if private or announce:
                limits = self._model.limits
                asks = making(name, limits, private=private, announce=announce)
                return self._do(Act(asks, asks.room))
            self.enter(typed.room(name, self._model.limits))
        except Refusal as refusal:
            return worded(refusal.text)
        return None

    def leave(self, room: str) -> None:
        """Leave a room that is not the lobby."""
        command, changes = self._model.leave(room)
        self._link.send(command)
        self._show(changes)

    def read(self, room: str) -> None:
        """Take all of a room for read."""
        self._show(self._model.read(room))

    def mute(self, room: str, until: int) -> None:
        """Keep a room quiet until then (Unix milliseconds); 0 for no longer."""
        self._show(self._model.mute({room: until}))

    def set_topic(self, room: str, text: str) -> str | None:
        """Say what a room is about; gives the sentence that refuses it, or None."""
        try:
            topic = names.topic(text, self._model.limits.topic)
        except Refusal as refusal:
            return worded(refusal.text)
        if not self._online():
            return _(_OFFLINE[typed.Topic])
        known = self._model.rooms.get(room)
        if known is not None and topic != known.topic:
            self._link.send(self._model.set_topic(topic, room))
        return None

    def act(self, command: Request, about: str) -> str | None:
        """Ask the server for something; gives the sentence that refuses it at once, or None."""
        return self._do(Act(command, about))

    def step(self, step: int) -> None:
        """Look at the next room up (-1) or down (1).

        One with something for the person before one that is unread, and that before any.
        """
        order = self._model.rooms.order()
        at = order.index(self._model.room)
        others = [order[(at + step * far) % len(order)] for far in range(1, len(order))]
        now = clock.now()
        meant = [room for room in others if room.addressed(now)]
        unread = [room for room in others if room.counted(now)]
        if others:
            self.enter((meant or unread or others)[0].name)

    def older(self) -> None:
        """Ask for what came before."""
        command = self._model.paging.older()
        if command is not None:
            self._link.send(command)

    def ask_for_rooms(self) -> None:
        """Ask which rooms there are now."""
        if self._online():
            self._link.send(commands.Rooms("rooms"))

    def ask_for_members(self) -> None:
        """Ask who the members of the current private room are, where that may have changed."""
        command = self._model.ask_members()
        if command is not None:
            self._link.send(command)

    def tell_seen(self) -> None:
        """Tell the server how far the person has read."""
        for mark in self._model.marks():
            self._link.send(mark)

    def typing(self) -> None:
        """Tell the room that one is typing."""
        if self._online():
            self._link.send(commands.Typing(self._model.current))

    def _say(self, meaning: typed.Say) -> str | None:
        now = clock.now()
        why = rights.silence(self._model, self._model.room, now)
        if why is not None:
            return verdicts.silence(why, now)
        command, changes = self._model.say(meaning, now, reply_to=self.take_reply())
        self._link.send(command)
        self._show(changes)
        return None

    def _nick(self, meaning: typed.Nick) -> None:
        self._link.send(commands.Nick(meaning.nick))

    def _direct(self, meaning: typed.Direct) -> str | None:
        command = self._model.open(meaning.nick, meaning.text)
        if command is None:
            return _("Too many direct conversations are being opened; wait a moment.")
        self._link.send(command)
        return None

    def _topic(self, meaning: typed.Topic) -> str | None:
        room = self._model.room
        if room.direct or meaning.text == room.topic:
            return self._ask_topic(typed.AskTopic())
        self._link.send(self._model.set_topic(meaning.text))
        return None

    def _ask_topic(self, _meaning: typed.AskTopic) -> str | None:
        room = self._model.room
        said = words.topic_of(room)
        if room.direct or not self._online():  # the banner speaks of the connection then
            return said
        self._show([Told(said)])
        return None

    def _join(self, meaning: typed.Join) -> None:
        self.enter(meaning.room)

    def _leave(self, _meaning: typed.Leave) -> str | None:
        if self._model.current == names.LOBBY:
            return _("Everyone lands in the lobby; it can't be left. Ctrl+Q closes Parlor.")
        self.leave(self._model.current)
        return None

    def _act(self, meaning: Act) -> str | None:
        refusal = rights.refusal(self._model, meaning.command)
        if refusal:
            return refusal
        self._link.send(self._model.acts.want(meaning.command, meaning.about))
        return None

    def _look(self, meaning: Look) -> str | None:
        return self._look_after(meaning.tab)

    def _find(self, meaning: typed.Find) -> None:
        self.on_find(meaning.text)

    def _tell_help(self, _meaning: typed.Help) -> None:
        self._help()


_DEEDS: dict[type[typed.Meaning], Callable[..., str | None]] = {
    typed.Say: Deeds._say,
    typed.Nick: Deeds._nick,
    typed.Join: Deeds._join,
    typed.Direct: Deeds._direct,
    typed.Topic: Deeds._topic,
    typed.AskTopic: Deeds._ask_topic,
    typed.Leave: Deeds._leave,
    typed.Find: Deeds._find,
    typed.Help: Deeds._tell_help,
    Act: Deeds._act,
    Look: Deeds._look,
}

_OFFLINE: dict[type[typed.Meaning], str] = {
    typed.Nick: N_("You can change your nickname when the connection is back."),
    typed.Direct: N_("You can open a direct conversation when the connection is back."),
    typed.Topic: N_("You can set the topic when the connection is back."),
    Act: N_("You can do that when the connection is back."),
    Look: N_("You can see that when the connection is back."),
}
"""What has to wait for a connection; everything else is kept until there is one."""


def waits(refusal: str) -> bool:
    """Whether it was refused just because there was no connection."""
    return any(refusal == _(sentence) for sentence in _OFFLINE.values())
