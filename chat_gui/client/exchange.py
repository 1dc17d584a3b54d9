"""What is said with a server that has welcomed us: rooms, messages, and how fast. Pure.

After every event `settle` joins what is wanted, leaves what is not, and sends the next message of
the outbox. It decides from what is, not from what just happened, so no event can be missed.
"""

from collections.abc import Mapping

import msgspec

from chat_gui import reports
from chat_gui.client import sentences
from chat_gui.client.actions import Drop, Keep, Mark, Outlet
from chat_gui.client.kept import Lasting, Stored, Waiting
from chat_gui.client.memberships import AGAIN_SECONDS, Memberships
from chat_gui.client.opening import Openings
from chat_gui.client.sending import Sender, Verdict
from chat_gui.client.timing import Pace
from chat_gui.i18n import N_
from chat_gui.worded import Sentence
from chat_server.protocol import codec, commands, events, names
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.protocol.limits import Limits

_ELSEWHERE = N_("It was written for another server at this address, and waits for that one.")
_FULL = N_("Too many messages wait already; send it again when they have gone.")
_HALF = N_("It contains half a character, which can't be sent.")
_PUT_OUT = N_("You were put out of this room.")
_OUTDATED = N_(
    "The server has gone back to an earlier copy of its log, so what you did to a message before"
    " that was not done; look at it again."
)
_MANY_ROOMS = N_("You are in too many rooms; leave one first.")
_TOO_LONG = N_("It is too long for this server.")
_JOIN_LATER = {ErrorCode.SLOW_DOWN, ErrorCode.STORAGE}
_JOIN_NEVER = {
    ErrorCode.BAD_REQUEST,
    ErrorCode.TOO_LONG,
    ErrorCode.NO_SUCH_ROOM,
    ErrorCode.NOT_ALLOWED,
    ErrorCode.NEEDS_INVITE,
    ErrorCode.SERVER_FULL,
}


class Exchange:
    """Rooms and outbox of one person, for the server whose turn it is."""

    def __init__(
        self, address: str, server: str | None, stored: Stored, epoch: str, out: Outlet
    ) -> None:
        self._address = address
        self._server = server
        self._epoch = epoch
        """Which log of the server's the person saw last."""
        self._out = out
        self._me = ""
        self._limits = Limits()
        self._pace = Pace(self._limits.burst, self._limits.rate)
        self._entering = Pace(self._limits.join_burst, self._limits.join_rate)
        known = stored.known.get(server) if server is not None else None
        self._rooms = Memberships(known.rooms if known else ())
        self._openings = Openings()
        self._creating: commands.Create | None = None
        """The room that is being made; who makes two at once enters the other by `join`."""
        self._sender = Sender(stored.waiting, address, server)

    @property
    def rooms(self) -> tuple[str, ...]:
        """The rooms to be in next time, too."""
        return self._rooms.kept()

    def tell_unsent(self, but: frozenset[str] = frozenset()) -> None:
        """Tell the window what waits, except what it knows."""
        for row in self._sender.queue():
            post = row.post
            if post.id in but:
                continue
            if isinstance(post, commands.Send):
                said = (post.room, post.id, post.text, post.action, row.at, post.reply_to)
                self._out.tell(reports.Unsent(*said))
            else:
                self._out.tell(reports.Undone(post))

    def go_on_from(self, held: Mapping[str, int]) -> None:
        """So much is held of the rooms, from an earlier run."""
        self._rooms.go_on_from(held)

    def log_replaced(self) -> None:
        """The server's log is another one now: what we hold of it is no place to go on from."""
        self._rooms.log_replaced()

    def turn_to(self, server: str, rooms: tuple[str, ...]) -> None:
        """Another server answers at the address, and `rooms` are those we were in there.

        The first one ever is the one that waiting messages and rooms were meant for.
        """
        before, self._server = self._server, server
        if before is not None:
            self.give_up_openings()
        shown = self._sender.queue()
        if before is None:
            rooms = (*rooms, *self._rooms.wanted())
        else:
            for row in shown:
                self._tell_failed(row.post, Sentence(_ELSEWHERE))
        self._rooms = Memberships(rooms)
        self._sender.turn_to(server)
        self.tell_unsent(frozenset(row.post.id for row in shown) if before is None else frozenset())

    def welcomed(
        self, me: str, limits: Limits, rooms: list[events.RoomSummary], epoch: str, now: float
    ) -> None:
        """The server knows us as `me`, takes as much as `limits` say, and has these rooms.

        `epoch` names its log.
        """
        self._me, self._limits, self._epoch = me, limits, epoch
        self._rooms.want_closed(rooms)
        self._pace = Pace(limits.burst, limits.rate)
        self._entering = Pace(limits.join_burst, limits.join_rate)
        self._pace.spend(now)  # the hello

    def connection_lost(self) -> None:
        """What was asked and is not answered has to be asked again."""
        self._creating = None
        self._rooms.connection_lost()
        self._openings.connection_lost()
        self._sender.connection_lost()

    def give_up_openings(self) -> None:
        """Nobody will answer them: what was to be said there goes back to the person."""
        for re in self._openings.give_up():
            self._out.tell(reports.NotOpened(re, Sentence(sentences.NOT_OPENED)))

    # What the person does

    def post(self, command: Lasting, at: int) -> None:
        """Put a message, or what is done to one, in the outbox; `at` is Unix milliseconds."""
        if self._sender.holds(command.id):
            return
        if not _encodes(command):
            self._tell_failed(command, Sentence(_HALF))
        elif self._sender.full():
            self._tell_failed(command, Sentence(_FULL))
        else:
            row = Waiting(command, at, self._address, self._server, self._epoch)
            self._sender.add(row)
            self._out.do(Keep(row))

    def join(self, command: commands.Join) -> None:
        """Be in a room from now on."""
        try:
            direct = command.room.startswith(names.DIRECT)
            room = command.room if direct else names.any_room_name(command.room)
        except Refusal as refusal:
            self._out.tell(reports.Trouble(refusal.text))
            return
        if self._rooms.full() and not self._rooms.wants(room):
            self._out.tell(reports.Trouble(Sentence(_MANY_ROOMS)))
            return
        self._rooms.want(room)

    def leave(self, command: commands.Leave) -> None:
        """Be in a room no more, once what waits for it has gone."""
        self._rooms.unwant(command.room)

    def open(self, command: commands.Open) -> None:
        """Talk with one person; `Opened` or `NotOpened` is told, by the command's `re`."""
        re = command.re or ""
        if re in self._openings:
            return
        if not _encodes(command) or self._openings.full():
            self._out.tell(reports.NotOpened(re, Sentence(sentences.NOT_OPENED)))
        else:
            self._openings.want(re, command)

    def ask(self, command: commands.AnyCommand, now: float) -> None:
        """Send any other command as it is."""
        room = command.room if isinstance(command, commands.Typing | commands.Seen) else None
        if isinstance(command, commands.Create) and not self._rooms.full():
            self._creating = command
        if (room is None or self._rooms.is_joined(room)) and _encodes(command):
            self._transmit(command, now)
            if isinstance(command, commands.Seen):
                self._out.do(Mark(command.room, command.seq))

    # What the server says

    def entered(self, event: events.RoomState) -> None:
        """We are in a room."""
        if self._creating is not None and self._creating.re == event.re:
            self._creating = None
            self._rooms.want(event.room)
        if self._rooms.entered(event):
            self._out.tell(event)
        if event.re is None or not self._openings.end(event.re):
            return
        if event.room.startswith(names.DIRECT):
            self._out.tell(reports.Opened(event.re, event.room))
        else:  # what was meant for one person is said nowhere else
            self._out.tell(reports.NotOpened(event.re, Sentence(sentences.NOT_OPENED)))

    def left(self, event: events.Left) -> None:
        """Somebody went. If it is us, we were put out, or are a private room's member no more."""
        if event.who.id == self._me and (event.by or event.room.startswith(names.PRIVATE)):
            self._rooms.put_out(event.room, event.reason or Sentence(_PUT_OUT))
        self._out.tell(event)

    def passed(self, event: events.AnyEntry) -> None:
        """An entry; one's own is the promise that it is kept, and leaves the outbox."""
        waited = event.by.id == self._me and self._sender.find(event.id) is not None
        if self._rooms.passed(event) or (waited and not self._rooms.wants(event.room)):
            self._out.tell(event)
        if waited:
            self._forget(event.id)

    def refused(self, error: events.Error, now: float) -> None:
        """A command was not done, and the connection stays."""
        row = self._sender.find(error.id) if error.id is not None else None
        if row is not None:
            self._post_refused(row.post, error, now)
            return
        if error.re is not None and error.re in self._openings:
            self._opening_refused(error.re, error, now)
            return
        if error.id is None and error.re is None:
            self._join_refused(error, now)
        self._out.tell(error)

    def _opening_refused(self, re: str, error: events.Error, now: float) -> None:
        if error.code is ErrorCode.SLOW_DOWN:
            self._openings.ask_again(re)
            self._rooms.not_before = now + AGAIN_SECONDS
        else:
            self._openings.end(re)
            self._out.tell(reports.NotOpened(re, sentences.said(error)))

    def _post_refused(self, post: Lasting, error: events.Error, now: float) -> None:
        verdict = self._sender.refused(error, now)
        if verdict is Verdict.REJOIN:
            self._rooms.rejoin(post.room)
        elif verdict is Verdict.FINAL:
            self._let_go(post, sentences.said(error))

    def _join_refused(self, error: events.Error, now: float) -> None:
        """An error that names no command: of those sent without a name, joins have such codes."""
        if error.code in _JOIN_LATER:
            self._rooms.ask_again(now)
        elif error.code in _JOIN_NEVER:
            self._rooms.oldest_refused(sentences.said(error))

    # What follows

    def settle(self, now: float) -> None:
        """Bring rooms and outbox as near to what is wanted as the server's limits allow."""
        self._let_hopeless_go()
        head = self._sender.head()
        if head and self._can_send(head) and now >= self._next_send_at():
            self._sender.sent(head.post.id, now)
            self._transmit(self._as_it_goes(head), now)
        for command in self._openings.to_ask():
            if not self._may_ask(now):
                break
            self._openings.ask(command, now)
            self._enter(command, now)
        for room in self._to_join(head):
            if not self._may_ask(now):
                break
            self._enter(self._rooms.ask(room, now), now)
        for room in self._rooms.to_leave():
            if not self._sender.needs(room):
                self._rooms.left(room)
                self._transmit(commands.Leave(room), now)

    def _to_join(self, head: Waiting | None) -> list[str]:
        """The rooms to ask for now; the first message may need one more than those wanted."""
        return self._rooms.to_join(head.post.room if head else None)

    def _may_ask(self, now: float) -> bool:
        paces = (self._pace, self._entering)
        return now >= self._rooms.not_before and all(pace.ready(now) for pace in paces)

    def due(self) -> list[float]:
        """The moments at which `settle` has something to do by itself."""
        due = []
        head = self._sender.head()
        if self._openings.to_ask() or self._to_join(head):
            paces = (self._pace.ready_at(), self._entering.ready_at())
            due.append(max(self._rooms.not_before, *paces))
        if head and self._can_send(head):
            due.append(self._next_send_at())
        return due

    def asked_at(self) -> float | None:
        """Since when the server owes an answer to a join or a message; None if it owes none."""
        asked = (self._rooms.asked_at, self._openings.asked_at(), self._sender.sent_at)
        return min((at for at in asked if at is not None), default=None)

    def _can_send(self, head: Waiting) -> bool:
        return self._sender.resting() and self._rooms.is_joined(head.post.room)

    def _next_send_at(self) -> float:
        return max(self._sender.not_before, self._pace.ready_at())

    def _let_hopeless_go(self) -> None:
        """Give up the first messages that this server can't take, without asking it."""
        while (head := self._sender.head()) is not None:
            if self._is_outdated(head) and not isinstance(head.post, commands.Send):
                self._forget(head.post.id)
                self._out.tell(reports.Outdated(head.post.room, head.post.id, Sentence(_OUTDATED)))
                continue
            reason = self._rooms.refused.get(head.post.room)
            if len(codec.encode(head.post)) > self._limits.line:
                reason = Sentence(_TOO_LONG)
            if reason is None:
                return
            self._let_go(head.post, reason)

    def _is_outdated(self, row: Waiting) -> bool:
        """Whether the server's log is another one than the person saw: its seqs mean nothing."""
        return row.epoch not in ("", self._epoch)

    def _as_it_goes(self, row: Waiting) -> Lasting:
        """A message that was a reply to what may be something else now is said all the same."""
        if isinstance(row.post, commands.Send) and self._is_outdated(row):
            return msgspec.structs.replace(row.post, reply_to=None)
        return row.post

    def _enter(self, command: commands.Join | commands.Open, now: float) -> None:
        self._entering.spend(now)
        self._transmit(command, now)

    def _transmit(self, command: commands.AnyCommand, now: float) -> None:
        self._pace.spend(now)
        self._out.transmit(command)

    def _let_go(self, post: Lasting, reason: str) -> None:
        self._forget(post.id)
        self._tell_failed(post, reason)

    def _forget(self, id: str) -> None:
        self._sender.forget(id)
        self._out.do(Drop(id))

    def _tell_failed(self, post: Lasting, reason: str) -> None:
        self._out.tell(reports.SendFailed(post.room, post.id, reason))


def _encodes(command: commands.AnyCommand) -> bool:
    """Whether it is Unicode: a broken paste may hold a lone surrogate, half of a character."""
    try:
        codec.encode(command)
    except UnicodeEncodeError:
        return False
    return True
