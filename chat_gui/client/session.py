"""The conversation with one server, over as many connections as it takes. Pure, no I/O.

What happens goes in (connected, received, lost, a command, the time), what to do comes out as
`actions`. Times are `time.monotonic()` in seconds.

    RESTING --time, try_now--> CONNECTING --connected--> GREETING --welcome--> ONLINE
       ^                           |                      |    ^                 |
       |                           |        nick refused  v    | use_nick        |
       +---- lost, silent, --------+--------------------- ASKING ----------------+
             not trusted

Whether a server is trusted is judged in trust.py, what is shown at its door is in papers.py, and
what is said once online in exchange.py.
"""

from collections.abc import Callable, Mapping
from enum import Enum, auto

import msgspec

from chat_gui import reports
from chat_gui.client import sanity, sentences, trust
from chat_gui.client.acquaintances import Acquaintances
from chat_gui.client.actions import Action, Connect, Disconnect, KeepCopy, Outlet, Pin
from chat_gui.client.copying import Copied
from chat_gui.client.exchange import Exchange
from chat_gui.client.kept import Known, Stored
from chat_gui.client.papers import Papers
from chat_gui.client.silence import Silence
from chat_gui.client.timing import Backoff
from chat_gui.worded import Sentence
from chat_server.protocol import codec, commands, events, names
from chat_server.protocol.errors import ErrorCode, Refusal

GREETING_SECONDS = 10.0
"""How long a peer may take to answer hello before it counts as no Parlor server."""

_BAD_NICK = {ErrorCode.NICK_TAKEN, ErrorCode.NICK_INVALID}
_HOPELESS = {ErrorCode.VERSION, ErrorCode.BAD_PROOF, ErrorCode.NOT_ALLOWED}
"""Refused for good: trying again by itself would change nothing."""


class Phase(Enum):
    """Where the conversation stands; see the drawing on top."""

    RESTING = auto()
    CONNECTING = auto()
    GREETING = auto()
    ASKING = auto()
    ONLINE = auto()


class Session:
    """One conversation. `take_actions` gives what is to be done after each call.

    `random` gives numbers from 0 to 1 and spreads the tries to come back. `expected` is the
    fingerprint that the server has to show, "" if nothing is known beforehand. `copied` is what
    the local copy has of who answered here last.
    """

    def __init__(
        self,
        address: str,
        nick: str,
        stored: Stored,
        random: Callable[[], float],
        papers: Papers,
        expected: str = "",
        copied: Copied | None = None,
    ) -> None:
        self._address = address
        self._nick = nick
        self._papers = papers
        self._expected = expected
        self._fingerprint = ""
        """The certificate's that the server of this connection shows; "" if it needs none."""
        self._unpinned = False
        """Whether it is to be trusted at this address from when the server lets us in."""
        self._out = Outlet()
        self._met = Acquaintances(address, stored, self._out)
        self._exchange = Exchange(address, self._met.here, stored, self._met.epoch, self._out)
        self._backoff = Backoff(random)
        self._decoder = codec.event_decoder()
        self._phase = Phase.RESTING
        self._retry_at: float | None = None
        self._me = ""
        self._copied = copied
        self._log: tuple[str, str, str] | None = None
        """Which server's log the rooms were read from, in which of its epochs, and as whom."""
        self._takes_us_for_new = ""
        """Which server does, so that it is told hello once more, with the session it gave us."""
        self._greeted_at = 0.0
        self._silence = Silence()
        self._strange = False
        """True after bytes from a peer that has not yet said anything of sense."""

    def take_actions(self) -> list[Action]:
        """What is to be done, in order; given once."""
        return self._out.take()

    # What the thread tells

    def start(self) -> None:
        """Begin: tell what is known and waits since earlier, and try at once."""
        self._recall()
        self._exchange.tell_unsent()
        self._connect()

    def _recall(self) -> None:
        """Tell what the local copy has, and go on from there."""
        copied, self._copied = self._copied, None
        if copied is None:
            return
        server, you = copied.server, copied.you
        self._log = (server.id, server.epoch, you.id)
        self._exchange.go_on_from(copied.held())
        self._out.tell(reports.Recalled(server, you, copied.rooms))
        for room in copied.rooms:
            name = room.state.room
            self._out.tell(reports.Remembered(name, copied.entries.get(name, ())))

    def connected(self, shown: str, pins: Mapping[str, str], now: float) -> None:
        """The server can be spoken to, if it is the right one: trust.py has what the two mean."""
        verdict = trust.judge(shown, self._address, self._expected, pins)
        if not isinstance(verdict, reports.Secured):
            self._stop(verdict)
            return
        self._unpinned = bool(shown) and pins.get(self._address) != shown
        self._out.tell(verdict)
        self._fingerprint = shown
        self._decoder = codec.event_decoder()
        self._strange = False
        self._silence.broken(now)
        self._say_hello(now)

    def received(self, data: bytes, now: float) -> None:
        """Bytes came, in any chunks."""
        self._silence.broken(now)
        self._strange = self._strange or self._phase is Phase.GREETING
        for said in self._decoder.feed(data):
            event = said if isinstance(said, codec.Fault) else sanity.checked(said)
            if event is None:
                continue
            if self._phase is Phase.ONLINE:
                _ONLINE.get(type(event), Session._pass_on)(self, event, now)
            else:
                _AT_THE_DOOR.get(type(event), Session._not_parlor)(self, event, now)
            if self._phase in (Phase.RESTING, Phase.CONNECTING):
                return
            self._strange = False
        self._settle(now)

    def unencrypted(self, pins: Mapping[str, str], now: float) -> None:
        """What answers does not encrypt, and nobody allowed that; where it once did, we stop."""
        if self._address in pins or self._expected:
            text = Sentence(sentences.ONCE_ENCRYPTED, address=self._address)
            self._stop(reports.Closed(text))
        else:
            self._give_up(Sentence(sentences.NOT_ENCRYPTED, address=self._address), now)

    def lost(self, reason: str, now: float) -> None:
        """The connection broke or could not be made; `reason` is a sentence."""
        if self._phase is Phase.RESTING:  # given up for what came right before its end
            return
        if self._phase is Phase.ASKING:  # a person may think longer than a server waits for hello
            self._rest(None)
            return
        if self._phase is Phase.GREETING and self._strange:
            reason = Sentence(sentences.NOT_PARLOR)
        retry_at = now + self._backoff.next()
        self._rest(retry_at)
        self._out.tell(reports.Lost(reason, retry_at))

    def not_reading(self, now: float) -> None:
        """What the server says is not read for a while."""
        self._silence.not_listening(now)

    def tick(self, now: float) -> None:
        """The time is `now`: do what is due. `wake_at` says when this is needed next."""
        if self._phase is Phase.RESTING:
            if self._retry_at is not None and now >= self._retry_at:
                self._connect()
        elif self._phase is Phase.GREETING:
            if now >= self._greeted_at + GREETING_SECONDS:
                self._give_up(Sentence(sentences.NOT_PARLOR), now)
        elif self._phase is Phase.ONLINE:
            self._listen(now)
            self._settle(now)

    def wake_at(self) -> float | None:
        """When `tick` is to be called; None if nothing is due by itself."""
        if self._phase is Phase.GREETING:
            return self._greeted_at + GREETING_SECONDS
        if self._phase is Phase.ONLINE:
            silent = self._silence.wake_at(self._exchange.asked_at())
            return min((silent, *self._exchange.due()))
        return self._retry_at

    # What the person does

    def command(self, command: commands.AnyCommand, at: int, now: float) -> None:
        """Do what the person asks; `at` is Unix milliseconds.

        What is not kept for later and comes without a connection is lost, as if it had been sent
        just before the end of one: the window doesn't ask for it.
        """
        match command:
            case commands.Send() | commands.Edit() | commands.Delete() | commands.React():
                self._exchange.post(command, at)
            case commands.Join():
                self._exchange.join(command)
            case commands.Leave():
                self._exchange.leave(command)
            case commands.Open():
                self._exchange.open(command)
            case _ if self._phase is Phase.ONLINE:
                self._exchange.ask(command, now)
        self._settle(now)

    def use_nick(self, nick: str, now: float) -> None:
        """Say hello under this nickname: the answer to `NickRefused`."""
        self._nick = nick
        if self._phase is Phase.ASKING:
            self._say_hello(now)
        else:
            self.try_now()

    def use_pair(self, code: str, now: float) -> None:
        """Be the person whose other computer shows this code."""
        self._papers.pair = code
        if self._phase is Phase.ASKING:
            self._say_hello(now)
            return
        if self._phase in (Phase.GREETING, Phase.ONLINE):
            self._out.do(Disconnect())
            self._rest(None)
        self.try_now()

    def use_invite(self, code: str) -> None:
        """Come in with this code: the answer to `NeedsInvite`."""
        self._papers.invite = code
        self.try_now()

    def trust(self, fingerprint: str) -> None:
        """This certificate is to be shown from now on: the answer to `Stranger` and `Changed`."""
        self._expected = fingerprint
        self._out.do(Pin(self._address, fingerprint))
        self.try_now()

    def keep_copy(self, days: int, megabytes: int) -> None:
        """Keep the local copy so long and so large from now on."""
        self._out.do(KeepCopy(days, megabytes))

    def try_now(self) -> None:
        """Don't wait for the next try."""
        if self._phase is Phase.RESTING:
            self._connect()

    # At the door

    def _connect(self) -> None:
        self._phase, self._retry_at = Phase.CONNECTING, None
        self._out.tell(reports.Connecting())
        self._out.do(Connect())

    def _say_hello(self, now: float) -> None:
        try:
            names.nickname(self._nick)
        except Refusal as refusal:
            self._ask_for_nick(refusal.text)
            return
        self._phase, self._greeted_at = Phase.GREETING, now
        secret = self._met.secret_for(self._fingerprint, self._takes_us_for_new)
        self._out.transmit(self._papers.hello(self._nick, secret))

    def _prove(self, event: events.Prove, now: float) -> None:
        proof = self._papers.prove(event.nonce, self._fingerprint)
        if proof is None:
            self._not_parlor(event, now)
        else:
            self._out.transmit(proof)

    def _ask_for_nick(self, reason: str) -> None:
        self._phase = Phase.ASKING
        self._out.tell(reports.NickRefused(self._nick, reason))

    def _turned_away(self, error: events.Error, now: float) -> None:
        reason = sentences.said(error)
        if error.code in _BAD_NICK:
            self._ask_for_nick(reason)
        elif error.code is ErrorCode.NEEDS_INVITE:
            self._stop(reports.NeedsInvite(reason))
        elif error.code is ErrorCode.BAD_PROOF and self._papers.paired:
            self._stop(reports.NickRefused(self._nick, reason))
        else:
            self._ended(error, now)

    def _not_parlor(self, _what: object, now: float) -> None:
        self._give_up(Sentence(sentences.NOT_PARLOR), now)

    def _welcomed(self, event: events.Welcome, now: float) -> None:
        server = self._met.name_of(event.server.id, self._fingerprint)
        if not self._takes_us_for_new and self._met.is_new_to(
            server, self._fingerprint, event.session
        ):
            self._takes_us_for_new = server
            self._out.do(Disconnect())
            self._rest(None)
            self._connect()
            return
        self._takes_us_for_new = ""
        self._papers.let_in()
        if self._unpinned:
            self._unpinned = False
            self._out.do(Pin(self._address, self._fingerprint))
        self._silence.limits = event.limits
        self._me, self._nick = event.you.id, event.you.nick
        self._backoff.reset()
        self._phase = Phase.ONLINE
        info = msgspec.structs.replace(event.server, id=server)
        self._out.tell(msgspec.structs.replace(event, server=info))
        self._turn_to(server)
        epoch, rooms = event.server.epoch, self._exchange.rooms
        if self._log not in (None, (server, epoch, self._me)):
            self._exchange.log_replaced()
        self._log = (server, epoch, self._me)
        self._met.keep(Known(server, event.session, rooms, self._fingerprint, epoch))
        self._exchange.welcomed(self._me, event.limits, event.rooms, epoch, now)

    def _turn_to(self, server: str) -> None:
        if server != self._met.here:
            self._met.here = server
            self._exchange.turn_to(server, self._met.rooms_on(server))

    # Online

    def _answer(self, _event: events.Ping, _now: float) -> None:
        self._out.transmit(commands.Pong())  # not counted by the server's rate limit

    def _ignore(self, _event: events.AnyEvent, _now: float) -> None:
        """What tells nobody anything new."""

    def _pass_on(self, event: events.AnyEvent, _now: float) -> None:
        self._out.tell(event)

    def _stumbled(self, fault: codec.Fault, now: float) -> None:
        """A line that means nothing: a newer server's, or the end of all understanding."""
        if fault.fatal:
            self._give_up(Sentence(sentences.UNREADABLE), now)

    def _entered(self, event: events.RoomState, _now: float) -> None:
        self._exchange.entered(event)

    def _left(self, event: events.Left, _now: float) -> None:
        self._exchange.left(event)

    def _passed(self, event: events.AnyEntry, _now: float) -> None:
        self._exchange.passed(event)

    def _renamed(self, event: events.Renamed, _now: float) -> None:
        if event.who.id == self._me:
            self._nick = event.who.nick
        self._out.tell(event)

    def _refused(self, error: events.Error, now: float) -> None:
        if error.fatal:
            self._ended(error, now)
        else:
            self._exchange.refused(error, now)

    def _listen(self, now: float) -> None:
        """Ask whether a silent server is there, and give up one that is not."""
        if now >= self._silence.ends_at(self._exchange.asked_at()):
            self._give_up(Sentence(sentences.SILENT), now)
        elif self._silence.asks(now):
            self._exchange.ask(commands.Ping(), now)

    def _settle(self, now: float) -> None:
        if self._phase is Phase.ONLINE:
            self._exchange.settle(now)
        self._met.keep_rooms(self._exchange.rooms)

    # The ends of a connection

    def _ended(self, error: events.Error, now: float) -> None:
        """The server ends the connection, or does not let us in."""
        reason = sentences.said(error)
        if error.taken_over or error.code in _HOPELESS:
            # Were a takeover tried again, two windows would throw each other out for ever.
            self._stop(reports.Closed(reason))
        else:
            self._strange = False
            self._give_up(reason, now)

    def _stop(self, why: reports.AnyReport) -> None:
        """End the connection; the person has to do something before it is tried again."""
        self._out.do(Disconnect())
        self._rest(None)
        self._out.tell(why)

    def _give_up(self, reason: str, now: float) -> None:
        self._out.do(Disconnect())
        self.lost(reason, now)

    def _rest(self, retry_at: float | None) -> None:
        self._phase, self._retry_at = Phase.RESTING, retry_at
        self._exchange.connection_lost()
        if retry_at is None:
            self._exchange.give_up_openings()


_ONLINE: dict[type, Callable[..., None]] = {
    codec.Fault: Session._stumbled,
    events.Welcome: Session._ignore,
    events.Ping: Session._answer,
    events.Pong: Session._ignore,
    events.RoomState: Session._entered,
    events.Message: Session._passed,
    events.Edited: Session._passed,
    events.Deleted: Session._passed,
    events.Reacted: Session._passed,
    events.Topic: Session._passed,
    events.Left: Session._left,
    events.Renamed: Session._renamed,
    events.Error: Session._refused,
}
"""What an event means online; the others are passed on to the window."""

_AT_THE_DOOR: dict[type, Callable[..., None]] = {
    events.Prove: Session._prove,
    events.Welcome: Session._welcomed,
    events.Ping: Session._answer,
    events.Error: Session._turned_away,
}
"""What an event means before `welcome`; any other comes from something that is no Parlor server."""
