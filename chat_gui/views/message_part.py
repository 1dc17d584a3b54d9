"""The window's part about messages: their menus, the bar at the pointer, the keyboard's stops, and
what is answered or edited.

The window calls it when what is shown has changed.
"""

import tkinter
from collections.abc import Callable
from typing import TYPE_CHECKING

from chat_gui import clock, theme
from chat_gui.i18n import _
from chat_gui.model import rights
from chat_gui.model.rows import MessageRow
from chat_gui.views import clipboard, menu_items, message_menu, message_words
from chat_gui.views.answering import Answering
from chat_gui.views.confirming import Confirming
from chat_gui.views.deed_links import AGAIN, FORGET, JUMP, REACT
from chat_gui.views.deeds import Commands
from chat_gui.views.hovering import HoverDoing, Hovering
from chat_gui.views.message_deeds import MessageDeeds
from chat_gui.views.message_menu import NOTHING, MessageDoing, Under
from chat_gui.views.overlaying import Point, below
from chat_gui.views.strip import Strip
from chat_gui.views.whereabouts import Box

if TYPE_CHECKING:
    from chat_gui.views.window import ChatWindow


class MessagePart:
    """Of one window."""

    def __init__(self, window: "ChatWindow", link: Commands) -> None:
        self._window, self._model, self._history = window, window.model, window.history
        self.deeds = MessageDeeds(window.model, link, window.show)
        self.strip = Strip(window.main, window.ink, self._leave)
        self.answering = Answering(
            window.model, window.composer, self.strip, self.deeds, self.ask_to_delete
        )
        history = self._history
        self.hovering = Hovering(
            history.text,
            window.ink,
            history.whereabouts,
            HoverDoing(
                may=self._may_react,
                react=self._react_below,
                reply=self.answering.reply,
                more=self._menu_below,
                tells=self._who_reacted,
            ),
            history.pointing.address,
        )
        history.stepping.act = self._act
        history.pointing.on_message = self._menu_at
        history.pointing.on_copy = history.stepping.copy
        history.pointing.ways |= {
            REACT: lambda rest, _at: self._toggle(rest),
            JUMP: lambda rest, _at: window.jumps.follow_quote(int(rest)),
            AGAIN: lambda rest, _at: self._edit_again(int(rest)),
            FORGET: lambda rest, _at: self.deeds.forget_edit(int(rest)),
        }
        window.deeds.take_reply = self.answering.take_reply
        window.composer.on_up = self._up
        window.composer.on_nothing = self.answering.emptied
        window.composing.drafting.typed = self.answering.typed
        window.composing.drafting.edits = lambda: self.answering.edit is not None
        window.composing.drafting.on_left = self.answering.follow
        window.composing.long.only_one = lambda: self.answering.edit is not None

    # What the window calls

    def send(self, text: str) -> str | None:
        """Do what was typed: an edit, or something new; gives the sentence that refuses it."""
        if self.answering.edit is not None:
            return self.answering.save(text)
        return self._window.deeds.send(text)

    def escape(self) -> bool:
        """Leave what is answered or edited; False if nothing is."""
        return self._leave()

    def refresh(self) -> None:
        """Rows were drawn: the ring goes with its message, and what is quoted is asked for."""
        self._history.stepping.draw()
        self.hovering.look()
        self.answering.look()
        self.deeds.fetch_quoted()

    def follow(self) -> None:
        """Another room may be looked at."""
        self.answering.follow()

    def restyle(self) -> None:
        """Take over the theme."""
        px = self._window.ink.look.px
        self.strip.grid_configure(padx=px(theme.L), pady=(px(theme.XS), 0))
        self.strip.restyle()
        self.answering.show()
        self.hovering.restyle()

    # Menus

    def menu(self, row: MessageRow, at: Point, under: Under = NOTHING) -> bool:
        """Open the menu of a message at a point of the screen; False if nothing stands in it."""
        lines = message_menu.items(self._model, row, self._doing(row, at), clock.now(), under)
        if lines:
            menu_items.offer(self._history.text, self._window.ink, lines, *at)
        return bool(lines)

    def react_menu(self, row: MessageRow, at: Point) -> None:
        """Open the reactions that are at hand."""
        if self._may_react(row):
            lines = message_menu.reactions(self._doing(row, at))
            menu_items.offer(self._history.text, self._window.ink, [*lines], *at)

    def ask_to_delete(self, row: MessageRow) -> None:
        """Ask once whether a message is to go."""
        room, seq, panels = self._model.current, row.seq, self._window.panels
        log = self.answering.log()
        if seq is None or not rights.may_delete(self._model, row, clock.now()):
            return

        def delete() -> None:
            panels.close()
            known = self._model.rooms.get(room)
            here = known is not None and known.shut is None
            if here and log == self.answering.log():
                self.deeds.delete(room, seq)

        said = (
            _("Delete this message?"),
            _("It is deleted for everyone, and can't be brought back."),
            _("Delete"),
        )
        panels.open(lambda over: Confirming(over, self._window.ink, said, delete, panels.close))

    def _doing(self, row: MessageRow, at: Point) -> MessageDoing:
        room = self._model.current

        def here(deed: Callable[[MessageRow], None]) -> Callable[[], None]:
            """While a menu is open, the window may come to another room by itself."""

            def do() -> None:
                if self._model.current == room:
                    deed(row)

            return do

        def react(emoji: str) -> None:
            if row.seq is not None and self._model.current == room:
                self.deeds.react(row.seq, emoji)

        return MessageDoing(
            reply=here(self.answering.reply),
            react=react,
            pick=lambda: self._window.composing.pick(react, at),
            copy=self._copy,
            edit=here(self.answering.begin_edit),
            delete=here(self.ask_to_delete),
            retry=here(self._window.deeds.retry),
        )

    def _menu_at(self, index: str, at: Point) -> bool:
        """The menu of the message at an index of the paper; False if there is none."""
        text = self._history.text
        stop = self._history.whereabouts.message_at(index)
        if stop is None:
            return False
        self._history.stepping.put_on(stop.row)
        selected = text.said("sel.first", "sel.last") if text.tag_ranges("sel") else ""
        return self.menu(stop.row, at, Under(selected, self._history.pointing.link_at(index)))

    def _menu_below(self, row: MessageRow, widget: tkinter.Misc) -> None:
        self.menu(row, below(widget))

    def _react_below(self, row: MessageRow, widget: tkinter.Misc) -> None:
        self.react_menu(row, below(widget))

    # Keys and links

    def _act(self, deed: str, row: MessageRow, box: Box) -> None:
        """Do what a key means to the message that the keyboard is on."""
        text, look = self._history.text, self._window.ink.look
        left = text.winfo_rootx() + look.px(theme.TEXT_INDENT)
        at = left, text.winfo_rooty() + box.bottom
        deeds: dict[str, Callable[[], object]] = {
            "open": lambda: self.menu(row, at),
            "menu": lambda: self.menu(row, at, Under(link=self._history.pointing.lit_link())),
            "react": lambda: self.react_menu(row, at),
            "reply": lambda: self.answering.reply(row),
            "edit": lambda: self.answering.begin_edit(row),
            "delete": lambda: self.ask_to_delete(row),
            "copy": lambda: self._copy(row.text),
        }
        deeds[deed]()

    def _up(self) -> None:
        """Up where nothing is typed: to one's last message, or to the messages."""
        if not self.answering.edit_last() and self._history.whereabouts.any():
            self._history.text.focus_set()

    def _copy(self, text: str) -> None:
        clipboard.copy(self._window.root, text)

    def _toggle(self, rest: str) -> None:
        """A reaction was pressed."""
        seq, _colon, emoji = rest.partition(":")
        row = self._model.shown.message(int(seq)) if seq.isdecimal() else None
        if row is not None and self._may_react(row):
            self.deeds.react(int(seq), emoji)

    def _edit_again(self, seq: int) -> None:
        row = self._model.shown.message(seq)
        if row is not None:
            self.answering.begin_edit(row)

    def _leave(self) -> bool:
        left = self.answering.leave()
        if left:
            self._window.composer.text.focus_set()
        return left

    def _may_react(self, row: MessageRow) -> bool:
        return rights.may_react(self._model, row, clock.now())

    def _who_reacted(self, address: str) -> str:
        """Who put the reaction there that an address belongs to; empty if it is none."""
        if not address.startswith(REACT):
            return ""
        seq, _colon, emoji = address.removeprefix(REACT).partition(":")
        who = self._model.room.timeline.amendments.who_reacted(int(seq), self._model.who())
        return message_words.reacted(who.get(emoji, ()))
