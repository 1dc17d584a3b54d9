"""What the window can do to people and rooms: menus, the cards that ask, the moderators' window.

The views give it who is meant; `Deeds` asks the server; the answers come back as changes.
"""

import tkinter
from collections.abc import Callable
from functools import partial

from chat_gui import clock
from chat_gui.model import changes, rights
from chat_gui.model.acts import Request
from chat_gui.model.chat import ChatModel
from chat_gui.model.typed_acts import Tab
from chat_gui.views import clipboard, menu_items, person_menu, questions, verdicts
from chat_gui.views.adding_people import AddingPeople
from chat_gui.views.asking import Asking
from chat_gui.views.banner import Banner
from chat_gui.views.deeds import Deeds
from chat_gui.views.hosting import HostingPanel
from chat_gui.views.line import Ink
from chat_gui.views.moderators import Moderators, ModeratorsDoing
from chat_gui.views.panels import Panels
from chat_gui.views.questions import Question
from chat_gui.worded import worded
from chat_server.protocol import commands, events
from chat_server.protocol.events import Who


class Moderating:
    """Of one window. `talk` opens a direct conversation, `complain` says what was refused at once.

    `link` gives a link that brings others here, with a code in it.
    """

    def __init__(
        self,
        root: tkinter.Tk,
        ink: Ink,
        model: ChatModel,
        deeds: Deeds,
        panels: Panels,
        banner: Banner,
        talk: Callable[[str, str], None],
        link: Callable[[str], str],
    ) -> None:
        self._root, self._ink, self._model, self._deeds = root, ink, model, deeds
        self._panels, self._banner, self._talk, self._link = panels, banner, talk, link
        self._copy = partial(clipboard.copy, root)
        self.desk: Moderators | None = None
        """The moderators' window, while it is open."""

    # Menus

    def person(self, who: Who, x: int, y: int) -> None:
        """Open a person's menu at a point of the screen; by the name they bear now."""
        now = self._model.meant(who.id, None) or who
        doing = person_menu.PersonDoing(self._talk, self._copy, self.act, self.ask)
        lines = person_menu.items(self._model, now, doing)
        menu_items.offer(self._root, self._ink, lines, x, y)

    def announce(self, room: str, on: bool) -> None:
        """Have who looks after a room alone write there, or everyone."""
        self.act(commands.Announce(room=room, on=on), "")

    # Asking the server

    def act(self, command: Request, about: str) -> None:
        """Ask for something; what refuses it is told at once."""
        refusal = self._deeds.act(command, about)
        if refusal is not None:
            self._banner.tell(refusal)

    def ask(self, question: Question, about: str) -> None:
        """Ask the person once, then the server."""

        def answered(ruling: questions.Ruling) -> None:
            self._panels.close()
            self.act(question.make(ruling), about)

        self._panels.open(
            lambda over: Asking(over, self._ink, question, answered, self._panels.close)
        )

    def give_up(self, room: str) -> None:
        """Ask whether the person wants to leave a private room for good."""
        me = self._model.who()
        self.ask(questions.give_up(me, room), me.nick)

    def add_people(self, room: str) -> None:
        """Open the panel that adds people to a room."""

        def add(id: str | None, nick: str) -> str | None:
            who = None if id is not None else nick
            return self._deeds.act(commands.Admit(person=id, who=who, room=room), nick)

        panel = self._panels.open(
            lambda over: AddingPeople(over, self._ink, room, add, self._panels.close)
        )
        refusal = self._deeds.act(commands.People(""), "")
        if refusal is not None:
            panel.tell(refusal, good=False)

    def look_after(self, tab: Tab = "audit") -> str | None:
        """Open the moderators' window; gives the sentence that refuses it, or None."""
        if not rights.moderates(self._model):
            return rights.ONLY_MODERATORS
        if self.desk is None:
            doing = ModeratorsDoing(self._deeds.act, self._copy, self._link)
            self.desk = Moderators(self._root, self._ink, doing, self.close)
        self.desk.show(tab)
        return None

    def close(self) -> None:
        """Take the moderators' window away."""
        if self.desk is not None:
            self.desk.destroy()
            self.desk = None

    # What comes of it

    def to_me(self, change: changes.ToMe) -> None:
        """Something was done to the person."""
        good = isinstance(change.what, events.Role | events.RoomState)
        self._banner.tell(verdicts.to_me(change.what, clock.now()), good=good)

    def acted(self, change: changes.Acted) -> None:
        """Something was done as it was asked."""
        said = verdicts.acted(change.command, change.about, clock.now())
        adding = self._adding()
        if adding is not None and isinstance(change.command, commands.Admit):
            adding.tell(said)
        elif said:
            self._banner.tell(said, good=True)
        if self.desk is not None:
            self.desk.acted(change)

    def not_acted(self, change: changes.NotActed) -> None:
        """Something was not done."""
        adding = self._adding()
        if self.desk is not None:
            self.desk.not_acted(change)
        if adding is not None and isinstance(change.command, commands.Admit):
            adding.tell(worded(change.reason), good=False)
        else:
            self._banner.tell(change.reason)

    def answered(self, change: changes.Answered) -> None:
        """A list came, or the code of an invite."""
        answer, adding = change.answer, self._adding()
        if isinstance(answer, events.People):
            if adding is not None and (room := self._model.rooms.get(adding.room)) is not None:
                inside = [one.id for one in room.members()]
                adding.show(answer.people, inside)
            return
        shown = self._panels.shown
        if isinstance(shown, HostingPanel) and isinstance(answer, events.Invited):
            shown.invited(answer.code)
            return
        if self.desk is None and isinstance(answer, events.Invited):
            self.look_after("invites")
        if self.desk is not None:
            self.desk.answered(change)

    def _adding(self) -> AddingPeople | None:
        shown = self._panels.shown
        return shown if isinstance(shown, AddingPeople) else None
