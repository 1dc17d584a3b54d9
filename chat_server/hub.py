"""The hub decides: inputs in, an outcome out. Pure.

`take` decides one input after another and collects writes for the log and deliveries for the
reactor. The chat's memory is then ahead of the disk until `keep` (the disk has it) or `take_back`
(the disk refused, memory is again what the disk holds).
"""

import contextlib
from collections import deque
from collections.abc import Callable, Iterable
from itertools import chain

import msgspec

from chat_server import (
    arrival,
    audit,
    banning,
    direct,
    invites,
    moderation,
    pairing,
    people,
    private,
    recall,
    rights,
    rooms,
    talk,
)
from chat_server.chat import Caller, Chat, Seat
from chat_server.deliveries import (
    Arrived,
    Close,
    Delivery,
    Done,
    Failed,
    Forget,
    Gone,
    Heard,
    Input,
    Job,
    Sealed,
    Vetted,
)
from chat_server.protocol import codec, commands, events
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.retention import Pruner
from chat_server.writes import Write

_COMMANDS: dict[type[commands.Command], Callable[..., None]] = {
    commands.Join: rooms.join,
    commands.Leave: rooms.leave,
    commands.Rooms: rooms.list_rooms,
    commands.Open: direct.open_direct,
    commands.Send: talk.send,
    commands.Edit: talk.edit,
    commands.Delete: talk.delete,
    commands.React: talk.react,
    commands.Topic: talk.topic,
    commands.Typing: talk.typing,
    commands.History: recall.history,
    commands.Search: recall.search,
    commands.Seen: recall.seen,
    commands.Ping: people.ping,
    commands.Pong: people.pong,
    commands.Nick: people.nick,
    commands.People: people.list_people,
    commands.Pair: pairing.pair,
    commands.Create: private.create,
    commands.Announce: private.announce,
    commands.Admit: private.admit,
    commands.Kick: moderation.kick,
    commands.Ban: banning.ban,
    commands.Unban: banning.unban,
    commands.Bans: banning.bans,
    commands.Mute: moderation.mute,
    commands.Role: moderation.role,
    commands.Release: moderation.release,
    commands.Audit: audit.audit,
    commands.Invite: invites.invite,
    commands.Revoke: invites.revoke,
    commands.Invites: invites.list_invites,
}
"""Every command of somebody who has said hello. What a handler refuses, it raises."""


_AT_THE_DOOR: dict[type[commands.Command], Callable[..., None]] = {
    commands.Hello: arrival.hello,
    commands.Proof: arrival.prove,
}
"""The commands by which somebody says who they are."""

_DONE: dict[type[Done], Callable[..., None]] = {
    Vetted: arrival.vetted,
    Sealed: invites.sealed,
    Failed: invites.failed,
}
"""What becomes of a job that was done elsewhere."""


class Outcome(msgspec.Struct, frozen=True):
    """What a batch of inputs comes to: first the writes, once they are kept the deliveries."""

    writes: list[Write]
    deliveries: list[Delivery]
    refusals: list[Refusal]
    """What was not done, for who keeps count."""
    jobs: list[Job]
    """What is to be done elsewhere."""
    decided: dict[int, int]
    """How many bytes of each connection this was."""
    released: list[Heard]
    """What was held and is to be heard next, before what else these connections have said."""


def _raise() -> None:
    """Raise again what is being handled."""
    raise


class Hub:
    """Decides every command. One thread owns it.

    `report` is called while an exception is handled that is nobody's refusal but a bug; without one
    it is raised.
    """

    def __init__(
        self,
        chat: Chat,
        report: Callable[[], None] = _raise,
    ) -> None:
        self.chat = chat
        self._report = report
        self._pruner = Pruner(chat.retention)
        self._refusals: list[Refusal] = []
        self._decided: dict[int, int] = {}
        self._released: dict[int, list[Heard]] = {}

    def foresee(self, batch: Iterable[Input]) -> None:
        """Ask the log once about the ids that a batch brings, so that no command has to."""
        keys: set[tuple[str, str]] = set()
        for what in batch:
            if isinstance(what, Heard) and what.connection in self.chat.seats:
                person = self.chat.seats[what.connection].person or ""
                ids = (getattr(said, "id", None) for said in what.said)
                keys.update((person, id) for id in ids if id is not None)
        with contextlib.suppress(Refusal):  # it comes again for each command
            self.chat.unused = keys - self.chat.archive.find_used(keys)

    def take(self, what: Input, now: int) -> None:
        """Decide one input; `now` is Unix milliseconds."""
        seats = self.chat.seats
        match what:
            case Heard():
                self._hear_all(what, now)
            case Arrived(connection, address):
                self.chat.journal.put(seats, connection, Seat(address=address))
                try:
                    rights.check_address(self.chat, address, now)
                except Refusal as refusal:
                    self._refuse(connection, refusal, what)
            case Gone(connection):
                if connection in seats:
                    people.vacate(self.chat, connection)
                self.chat.meters.gone(connection)
                self._release(connection)
                self.chat.deliveries.append(Forget(connection))
            case _:
                self._take_done(what, now)

    def close_all(self) -> None:
        """The server stops: tell everyone."""
        error = events.Error(ErrorCode.CLOSING, "The server is closing.", fatal=True)
        self.chat.deliveries.extend(Close(connection, error) for connection in self.chat.seats)

    def tick(self, now: int) -> int | None:
        """Tell what waited for its time; gives the milliseconds until more is due, if any is."""
        waits = (rooms.tell_crowds(self.chat, now), self._pruner.step(self.chat, now))
        return min((wait for wait in waits if wait is not None), default=None)

    def outcome(self) -> Outcome:
        """What came of the inputs since the last `keep` or `take_back`."""
        chat = self.chat
        return Outcome(
            chat.writes,
            chat.deliveries,
            self._refusals,
            chat.jobs,
            self._decided,
            [*chain.from_iterable(self._released.values())],
        )

    def keep(self) -> None:
        """The disk has it."""
        self.chat.journal.keep()
        self._start_batch()

    def take_back(self) -> None:
        """The disk refused: none of it happened."""
        self.chat.journal.back_to(0)
        self._start_batch()

    def _start_batch(self) -> None:
        self._refusals, self._decided, self._released = [], {}, {}
        self.chat.start_batch()

    def _hear_all(self, what: Heard, now: int) -> None:
        """Decide what a peer has said; from where a job is done for it on, it is held."""
        chat, connection = self.chat, what.connection
        if connection in self._released:
            self._released[connection].append(what)
            return
        said = deque(what.said)
        while said and connection in chat.seats and connection not in chat.at_work:
            self._hear(connection, said.popleft(), now)
        if connection in chat.seats and connection in chat.at_work:
            rest = msgspec.structs.replace(what, said=[*said])
            held = chat.held.get(connection, ())
            chat.journal.put(chat.held, connection, (*held, rest))
        else:
            self._decided[connection] = self._decided.get(connection, 0) + what.size

    def _release(self, connection: int) -> None:
        """What a peer said before it could be heard comes again, in its turn."""
        if connection in self.chat.held:
            self._released[connection] = [*self.chat.journal.drop(self.chat.held, connection)]

    def _take_done(self, what: Done, now: int) -> None:
        """A job is done: its connection is answered, and heard again."""
        chat, connection = self.chat, what.connection
        job = chat.journal.drop(chat.at_work, connection)
        invites.settle(chat, job, what)
        if connection in chat.seats:
            try:
                self._attempt(lambda: _DONE[type(what)](chat, job, what, now))
            except Refusal as refusal:
                self._refuse(connection, refusal, job)
        self._release(connection)

    def _hear(self, connection: int, said: commands.AnyCommand | codec.Fault, now: int) -> None:
        """Decide one line; a refusal undoes what was done of it and is told to its sender.

        So does a bug: what one peer says ends nobody else's chat.
        """
        try:
            if _counts(said):
                self.chat.meters.check_command(connection, self.chat.seats[connection].person, now)
            self._attempt(lambda: self._decide(connection, said, now))
        except Refusal as refusal:
            self._refuse(connection, refusal, said)

    def _attempt(self, do: Callable[[], None]) -> None:
        """Do something; or raise `Refusal`, and nothing of it was done."""
        chat = self.chat
        mark, written, told = chat.journal.mark(), len(chat.writes), len(chat.deliveries)
        asked = len(chat.jobs)
        try:
            do()
        except Exception as error:
            chat.journal.back_to(mark)
            chat.listed.clear()
            del chat.writes[written:], chat.deliveries[told:], chat.jobs[asked:]
            raise self._as_refusal(error) from None  # in no variable: its trace would hold it

    def _as_refusal(self, error: Exception) -> Refusal:
        if isinstance(error, Refusal):
            return error
        self._report()
        return Refusal(ErrorCode.BAD_REQUEST, "The server could not do that; its log tells why.")

    def _refuse(self, connection: int, refusal: Refusal, said: object) -> None:
        """Tell what was not done. After a fatal refusal nothing more of this peer counts."""
        self._refusals.append(refusal.with_traceback(None))
        self.chat.answer(connection, _error(refusal, said))
        if refusal.fatal:
            people.vacate(self.chat, connection)

    def _decide(self, connection: int, said: commands.AnyCommand | codec.Fault, now: int) -> None:
        chat = self.chat
        if isinstance(said, codec.Fault):
            error = said.as_error()
            raise Refusal(error.code, error.text, fatal=error.fatal)
        at_the_door = _AT_THE_DOOR.get(type(said))
        if at_the_door is not None:
            at_the_door(chat, connection, said, now)
            return
        person = chat.speaker(connection)
        if person is None:
            raise Refusal(ErrorCode.BAD_REQUEST, "Say hello first.")
        _COMMANDS[type(said)](chat, Caller(connection, person, now), said)


def _counts(said: commands.AnyCommand | codec.Fault) -> bool:
    """Whether the meters count it: no answer to a ping, and not what ends a connection."""
    return not (isinstance(said, commands.Pong) or (isinstance(said, codec.Fault) and said.fatal))


def _error(refusal: Refusal, said: object) -> events.Error:
    """What the sender is told, with the command's own `re` or `id`."""
    return events.Error(
        code=refusal.code,
        text=refusal.text,
        fatal=refusal.fatal,
        re=getattr(said, "re", None),
        id=getattr(said, "id", None),
    )
