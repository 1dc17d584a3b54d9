"""What the composer is writing: something new, an answer to a message, or a message anew.

An answer stays with its room when one looks at another; an edit is given up, and what was typed
before it comes back.
"""

from collections.abc import Callable
from typing import NamedTuple

from chat_gui import clock
from chat_gui.i18n import _
from chat_gui.model import amending, rights
from chat_gui.model.chat import ChatModel
from chat_gui.model.quotes import first_line, quote
from chat_gui.model.rows import MessageRow, QuoteState
from chat_gui.views import message_words
from chat_gui.views.composer import Composer
from chat_gui.views.later import soon
from chat_gui.views.message_deeds import MessageDeeds
from chat_gui.views.strip import Strip
from chat_gui.worded import worded
from chat_server.protocol import names
from chat_server.protocol.errors import Refusal


class Edit(NamedTuple):
    """A message that is being said anew, and what was typed before that."""

    room: str
    seq: int
    was: str
    draft: str


class Begun(NamedTuple):
    """What was begun and not sent: which messages are answered, by room, and what is edited."""

    replies: dict[str, int]
    edit: Edit | None


class Answering:
    """Of one window. `delete` asks whether a message is to go, once an edit has emptied it."""

    def __init__(
        self,
        model: ChatModel,
        composer: Composer,
        strip: Strip,
        deeds: MessageDeeds,
        delete: Callable[[MessageRow], None],
    ) -> None:
        self._model, self._composer, self._strip = model, composer, strip
        self._deeds, self._delete = deeds, delete
        self._replies: dict[str, int] = {}
        """Room -> the seq of the message that is answered there."""
        self.edit: Edit | None = None
        """What is being edited, in the room that is looked at."""
        self._log = self.log()
        """The log in which all these seqs mean what the person saw."""

    # Beginning

    def reply(self, row: MessageRow) -> None:
        """Answer a message."""
        if row.seq is None or not rights.may_react(self._model, row, clock.now()):
            return
        self.leave()
        self._replies[self._model.current] = row.seq
        self.show()
        self._composer.text.focus_set()

    def begin_edit(self, row: MessageRow) -> None:
        """Say a message anew, with its text in the composer; a refused edit goes on."""
        if row.seq is None or not rights.may_edit(self._model, row, clock.now()):
            return
        self.leave()
        refused, told = amending.forget_edit(self._model, row.seq)
        self._deeds.show(told)
        text = (self._message(row.seq) or row).text  # it may have changed since the menu opened
        self.edit = Edit(self._model.current, row.seq, text, self._composer.content())
        self._composer.fill(refused if refused is not None else text)
        self.show()
        self._composer.text.focus_set()

    def edit_last(self) -> bool:
        """Edit the newest message of one's own; False if there is none."""
        now = clock.now()
        for row in reversed(self._model.room.timeline.held()):
            if isinstance(row, MessageRow) and rights.may_edit(self._model, row, now):
                self.begin_edit(row)
                return True
        return False

    # Ending

    def leave(self) -> bool:
        """Write something new again, and have back what an edit took the place of.

        False if nothing was answered or edited.
        """
        edit, self.edit = self.edit, None
        if edit is not None:
            self._composer.fill(edit.draft)
            self._composer.complain("")
        replied = self._replies.pop(self._model.current, None)
        self.show()
        return edit is not None or replied is not None

    def typed(self) -> str:
        """What is typed here but for an edit: what is kept as the room's draft."""
        return self.edit.draft if self.edit is not None else self._composer.typed()

    def follow(self) -> None:
        """Another room may be looked at."""
        if self.edit is not None and self.edit.room != self._model.current:
            self.edit = None
        self.show()

    def take_reply(self) -> int | None:
        """The seq of the message that is answered; something is being said now."""
        seq = self._replies.pop(self._model.current, None)
        self.show()
        return seq

    def save(self, text: str) -> str | None:
        """Say the message anew; gives the sentence that refuses it, or None."""
        edit = self.edit
        assert edit is not None, "only an edit is saved"
        try:
            said = names.text(names.printable(text), self._model.limits.text)
        except Refusal as refusal:
            return worded(refusal.text)
        self.edit = None
        if said != edit.was:
            self._deeds.edit(edit.seq, said)
        self.show()
        soon(self._composer, lambda: self._put_back(edit.draft))  # what is sent goes first
        return None

    def _put_back(self, draft: str) -> None:
        if draft and not self._composer.content():
            self._composer.fill(draft)

    def emptied(self) -> None:
        """Return in an emptied edit: ask whether the message is to go."""
        row = self._message(self.edit.seq) if self.edit is not None else None
        if row is not None:
            self.leave()
            self._delete(row)

    # Another window on the same chat

    def begun(self) -> Begun:
        """What was begun here."""
        return Begun(self._replies, self.edit)

    def take_over(self, begun: Begun, typed: str) -> None:
        """Go on with it, where this is typed."""
        self._replies, self.edit = begun
        if self.edit is not None:
            self._composer.fill(typed)
        self.show()

    # The strip

    def show(self) -> None:
        """Say which message it is."""
        seq = self.edit.seq if self.edit is not None else self._replies.get(self._model.current)
        row = self._message(seq) if seq is not None else None
        if self.edit is not None:
            self._strip.tell(_("Edit message"), first_line(self.edit.was))
        elif row is not None:
            nick, said = row.by.nick, quote(row.seq or 0, row)
            text = said.text if said.state is QuoteState.SAID else message_words.quoted(said)
            self._strip.tell(_("Reply to {nick}").format(nick=nick), text)
        elif seq is not None:
            self._strip.tell(_("Reply"), "")
        else:
            self._strip.grid_remove()

    def look(self) -> None:
        """Something was drawn: what is answered or edited may read otherwise, or be gone."""
        if self._log != (log := self.log()):
            before, self._log = self._log, log
            if before is None or log is None or before[0] != log[0]:
                self.edit = None  # what was typed before it is for another server
            self._lose_message()
            self._replies.clear()
            self.show()
        row = self._message(self.edit.seq) if self.edit is not None else None
        if row is not None and row.deleted:
            self._lose_message()
            self._composer.complain(_("The message was deleted; what stands here is a new one."))
            self.show()
        elif self._model.current in self._replies:
            self.show()

    def _lose_message(self) -> None:
        """What stands here is something new; what was typed before the edit comes back after it."""
        edit, self.edit = self.edit, None
        if edit is not None:
            self._model.room.draft = edit.draft

    def log(self) -> tuple[str, str] | None:
        """In which log a seq means what the person sees now; None before one is known."""
        server = self._model.server
        return (server.id, server.epoch) if server is not None else None

    def _message(self, seq: int) -> MessageRow | None:
        return self._model.shown.message(seq) or self._model.room.timeline.message(seq)
