"""At the door: asks the person what the server or the client wants to know, and tells the answers.

Where it asks is a `Place`: the first dialog, or a card over the window. Runs on Tk's thread.
"""

import tkinter
from collections.abc import Callable
from typing import Protocol

from chat_gui.dialogs.question import Place, Question
from chat_gui.dialogs.trust import ChangedQuestion, StrangerQuestion
from chat_gui.dialogs.typed_code import CodeQuestion, InviteQuestion, PairQuestion
from chat_gui.i18n import N_
from chat_gui.model import changes
from chat_gui.model.changes import AnyChange, Phase
from chat_gui.views.line import Ink
from chat_gui.worded import Sentence, worded

UNSURE = N_("You have not joined: ask the host for their code, then try again.")
CHANGED = N_("You have not joined: this is not the server it was. What you write waits here.")
UNINVITED = N_("You have not joined: this chat needs an invite code.")


class Answers(Protocol):
    """What the client is told; every method returns at once."""

    def trust(self, fingerprint: str) -> None:
        """The server with this certificate is the right one."""

    def use_invite(self, code: str) -> None:
        """Come in with this invite code."""

    def use_pair(self, code: str) -> None:
        """Be the person whose other computer shows this code."""


class Door:
    """`on_decline` is given the sentence that says what it means not to answer."""

    def __init__(
        self,
        ink: Ink,
        place: Callable[[], Place],
        client: Callable[[], Answers],
        on_decline: Callable[[str], None],
    ) -> None:
        self._ink, self._place, self._client = ink, place, client
        self._on_decline = on_decline

    def show(self, told: list[AnyChange]) -> list[AnyChange]:
        """Ask what is to be asked; gives the changes that are left to be shown."""
        return [change for change in told if not self._took(change)]

    def _took(self, change: AnyChange) -> bool:
        if isinstance(change, changes.Asked):
            _ASK[type(change)](self, change)
            return True
        return isinstance(change, changes.Connection) and self._connection(change)

    def _connection(self, now: changes.Connection) -> bool:
        """How the connection is; True if a question told the person, who answers it again."""
        question = self._place().question
        if question is None:
            return False
        if now.phase is Phase.ONLINE:
            self._place().answered()
        elif now.phase in (Phase.LOST, Phase.CLOSED) and isinstance(question, CodeQuestion):
            question.complain(worded(now.reason))
            return True
        return False

    def _unknown(self, asked: changes.UnknownServer) -> None:
        def make(over: tkinter.Misc) -> Question:
            return StrangerQuestion(
                over,
                self._ink,
                asked.code,
                self._trusting(asked.fingerprint),
                self._declining(Sentence(UNSURE)),
            )

        self._place().ask(make)

    def _other(self, asked: changes.OtherServer) -> None:
        def make(over: tkinter.Misc) -> Question:
            codes, accept = (asked.known_code, asked.code), self._trusting(asked.fingerprint)
            return ChangedQuestion(
                over, self._ink, codes, accept, self._declining(Sentence(CHANGED))
            )

        self._place().ask(make)

    def _invite(self, asked: changes.InviteNeeded) -> None:
        question = self._place().question
        if isinstance(question, InviteQuestion):
            question.complain(worded(asked.text))
            return

        def make(over: tkinter.Misc) -> Question:
            use = self._client().use_invite
            return InviteQuestion(
                over, self._ink, worded(asked.text), use, self._declining(Sentence(UNINVITED))
            )

        self._place().ask(make)

    def _nick(self, asked: changes.NickRefused) -> None:
        question = self._place().question
        if isinstance(question, PairQuestion):
            question.complain(worded(asked.text))
        else:
            self._place().refuse_nick(asked.nick, worded(asked.text), lambda: self._pair(asked))

    def _pair(self, asked: changes.NickRefused) -> None:
        def back() -> None:
            self._place().answered()
            self._nick(asked)

        def make(over: tkinter.Misc) -> Question:
            return PairQuestion(over, self._ink, asked.nick, self._client().use_pair, back)

        self._place().ask(make)

    def _trusting(self, fingerprint: str) -> Callable[[], None]:
        def trust() -> None:
            self._place().answered()
            self._client().trust(fingerprint)

        return trust

    def _declining(self, sentence: str) -> Callable[[], None]:
        def decline() -> None:
            self._place().answered()
            self._on_decline(sentence)

        return decline


_ASK: dict[type[changes.Asked], Callable[..., None]] = {
    changes.UnknownServer: Door._unknown,
    changes.OtherServer: Door._other,
    changes.InviteNeeded: Door._invite,
    changes.NickRefused: Door._nick,
}
