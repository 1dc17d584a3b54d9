"""The conversation with one server, over as many connections as it takes. Pure, no I/O.

What happens goes in (connected, received, lost, a command, the time), what to do comes out as
`actions`. Times are `time.monotonic()` in seconds.

    RESTING --time, try_now--> CONNECTING --connected--> GREETING --welcome--> ONLINE
       ^                           |                      |    ^                 |
       |                           |        nick refused  v    | use_nick        |
       +------ lost, silent -------+--------------------- ASKING ----------------+

What is said once online is in exchange.py.
"""

from collections.abc import Callable
from enum import Enum, auto

import msgspec

from chat_gui import reports
from chat_gui.client import sentences
from chat_gui.client.actions import Action, Connect, Disconnect, Know, Outlet
from chat_gui.client.exchange import REFUSED, Exchange
from chat_gui.client.kept import Known, Stored
from chat_gui.client.timing import Backoff
from chat_server import __version__
from chat_server.protocol import codec, commands, events, names
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.protocol.limits import VERSION, Limits

CLIENT = f"parlor/{__version__}"
"""How this program introduces itself."""
GREETING_SECONDS = 10.0
"""How long a peer may take to answer hello before it counts as no Parlor server."""
REINTRODUCTION_SECONDS = 0.25
"""The pause before saying hello as somebody the server knows: it has to see the first one go."""
MOST_SECRET = 1_000
"""Characters of a session's secret; a longer one is not kept."""

_BAD_NICK = {ErrorCode.NICK_TAKEN, ErrorCode.NICK_INVALID}
_HOPELESS = {
    ErrorCode.VERSION,
    ErrorCode.NEEDS_INVITE,
    ErrorCode.BAD_PROOF,
    ErrorCode.NOT_ALLOWED,
}
"""Refused for good: trying again by itself would change nothing."""

_RANGES = {
    "line": (1_024, 2**24),
    "text": (1, 1_000_000),
    "nick": (1, 256),
    "room": (1, 256),
    "topic": (1, 10_000),
    "page": (1, 10_000),
    "burst": (1, 10_000),
    "rate": (0, 10_000),
    "ping": (1, 3_600),
    "dead": (2, 7_200),
}
"""What a server's limits can be in earnest."""


class Phase(Enum):
    """Where the conversation stands; see the drawing on top."""

    RESTING = auto()
    CONNECTING = auto()
    GREETING = auto()
    ASKING = auto()
    ONLINE = auto()


class Session:
    """One conversation. `take_actions` gives what is to be done after each call.

    `random` gives numbers from 0 to 1 and spreads the tries to come back.
    """

    def __init__(
        self, address: str, nick: str, stored: Stored, random: Callable[[], float]
    ) -> None:
        self._address = address
        self._nick = nick
        self._known = dict(stored.known)
        self._server = stored.addresses.get(address)
        self._out = Outlet()
        self._exchange = Exchange(address, self._server, stored, self._out)
        self._backoff = Backoff(random)
        self._decoder = codec.event_decoder()
        self._phase = Phase.RESTING
        self._retry_at: float | None = None
        self._me = ""
        self._epoch: tuple[str, str] | None = None
        """Which server's log the rooms were read from, and in which of its epochs."""
        self._limits = Limits()
        self._offered = ""
        self._returning_to: str | None = None
        """The server that we have gone to anew to be who we are there; None if not on that way."""
        self._greeted_at = 0.0
        self._heard_at = 0.0
        self._deaf_until = 0.0
        """Until when what the server said was not read."""
        self._strange = False
        """True after bytes from a peer that has not yet said anything of sense."""
        self._pinged = False

    def take_actions(self) -> list[Action]:
        """What is to be done, in order; given once."""
        return self._out.take()

    # What the thread tells

    def start(self) -> None:
        """Begin: tell what waits since earlier, and try at once."""
        self._exchange.tell_unsent()
        self._connect()

    def connected(self, now: float) -> None:
        """The server can be spoken to."""
        self._decoder = codec.event_decoder()
        self._strange = self._pinged = False
        self._heard_at = now
        self._say_hello(now)

    def received(self, data: bytes, now: float) -> None:
        """Bytes came, in any chunks."""
        self._heard_at, self._pinged = now, False
        self._strange = self._strange or self._phase is Phase.GREETING
        for event in self._decoder.feed(data):
            if self._phase is Phase.ONLINE:
                _ONLINE.get(type(event), Session._pass_on)(self, event, now)
            else:
                _AT_THE_DOOR.get(type(event), Session._not_parlor)(self, event, now)
            if self._phase is Phase.RESTING:
                return
            self._strange = False
        self._settle(now)

    def lost(self, reason: str, now: float) -> None:
        """The connection broke or could not be made; `reason` is a sentence."""
        if self._phase is Phase.ASKING:  # a person may think longer than a server waits for hello
            self._rest(None)
            return
        if self._phase is Phase.GREETING and self._strange:
            reason = sentences.NOT_PARLOR
        retry_at = now + self._backoff.next()
        self._rest(retry_at)
        self._out.tell(reports.Lost(reason, retry_at))

    def not_reading(self, now: float) -> None:
        """What the server says is not read for a while, so its silence means nothing."""
        self._heard_at = self._deaf_until = now

    def tick(self, now: float) -> None:
        """The time is `now`: do what is due. `wake_at` says when this is needed next."""
        if self._phase is Phase.RESTING:
            if self._retry_at is not None and now >= self._retry_at:
                self._connect()
        elif self._phase is Phase.GREETING:
            if now >= self._greeted_at + GREETING_SECONDS:
                self._give_up(sentences.NOT_PARLOR, now)
        elif self._phase is Phase.ONLINE:
            self._listen(now)
            self._settle(now)

    def wake_at(self) -> float | None:
        """When `tick` is to be called; None if nothing is due by itself."""
        if self._phase is Phase.GREETING:
            return self._greeted_at + GREETING_SECONDS
        if self._phase is Phase.ONLINE:
            next_word = self._dead_at() if self._pinged else self._heard_at + self._limits.ping
            return min(next_word, self._dead_at(), *self._exchange.due())
        return self._retry_at

    # What the person does

    def command(self, command: commands.AnyCommand, at: int, now: float) -> None:
        """Do what the person asks; `at` is Unix milliseconds.

        What is not kept for later and comes without a connection is lost, as if it had been sent
        just before the end of one: the window doesn't ask for it.
        """
        match command:
            case commands.Send():
                self._exchange.say(command, at)
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
        known = self._known.get(self._server) if self._server is not None else None
        self._offered = known.session if known else ""
        self._phase, self._greeted_at = Phase.GREETING, now
        self._out.transmit(commands.Hello(VERSION, self._nick, CLIENT, self._offered or None))

    def _ask_for_nick(self, reason: str) -> None:
        self._phase = Phase.ASKING
        self._out.tell(reports.NickRefused(self._nick, reason))

    def _turned_away(self, error: events.Error, now: float) -> None:
        if error.code in _BAD_NICK:
            self._ask_for_nick(sentences.said(error.text, REFUSED))
        else:
            self._ended(error, now)

    def _not_parlor(self, _what: object, now: float) -> None:
        self._give_up(sentences.NOT_PARLOR, now)

    def _welcomed(self, event: events.Welcome, now: float) -> None:
        server = event.server.id
        known = self._known.get(server)
        if known and known.session != self._offered and self._returning_to != server:
            self._return_to(known, now)
            return
        self._returning_to = None
        self._limits = sane(event.limits)
        self._me, self._nick = event.you.id, event.you.nick
        self._backoff.reset()
        self._phase = Phase.ONLINE
        self._out.tell(msgspec.structs.replace(event, limits=self._limits))
        self._turn_to(server)
        if self._epoch not in (None, (server, event.server.epoch)):
            self._exchange.log_replaced()
        self._epoch = (server, event.server.epoch)
        self._know(event.session if len(event.session) <= MOST_SECRET else "")
        self._exchange.welcomed(self._me, self._limits, event.rooms, now)

    def _return_to(self, known: Known, now: float) -> None:
        """A server we know is at this address now: come back as who we are there."""
        self._returning_to = known.server
        self._turn_to(known.server)
        self._know(known.session)
        self._out.do(Disconnect())
        self._rest(now + REINTRODUCTION_SECONDS)

    def _turn_to(self, server: str) -> None:
        if server != self._server:
            self._server = server
            known = self._known.get(server)
            self._exchange.turn_to(server, known.rooms if known else ())

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
            self._give_up(sentences.UNREADABLE, now)

    def _entered(self, event: events.RoomState, _now: float) -> None:
        self._exchange.entered(event)

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
        if now >= self._dead_at():
            self._give_up(sentences.SILENT, now)
        elif now >= self._heard_at + self._limits.ping and not self._pinged:
            self._pinged = True
            self._exchange.ask(commands.Ping(), now)

    def _dead_at(self) -> float:
        """When the server has said nothing, or not answered, for too long."""
        asked_at = self._exchange.asked_at()
        since = self._heard_at if asked_at is None else min(self._heard_at, asked_at)
        return max(since, self._deaf_until) + self._limits.dead

    def _settle(self, now: float) -> None:
        if self._phase is Phase.ONLINE:
            self._exchange.settle(now)
        known = self._known.get(self._server) if self._server is not None else None
        if known is not None and known.rooms != self._exchange.rooms:
            self._know(known.session)

    def _know(self, secret: str) -> None:
        """Keep who we are on this server, and where."""
        assert self._server is not None, "a welcome says which server it is"
        known = Known(self._server, secret, self._exchange.rooms)
        self._known[self._server] = known
        self._out.do(Know(self._address, known))

    # The ends of a connection

    def _ended(self, error: events.Error, now: float) -> None:
        """The server ends the connection, or does not let us in."""
        reason = sentences.said(error.text, REFUSED)
        if error.taken_over or error.code in _HOPELESS:
            # Were a takeover tried again, two windows would throw each other out for ever.
            self._out.do(Disconnect())
            self._rest(None)
            self._out.tell(reports.Closed(reason))
        else:
            self._strange = False
            self._give_up(reason, now)

    def _give_up(self, reason: str, now: float) -> None:
        self._out.do(Disconnect())
        self.lost(reason, now)

    def _rest(self, retry_at: float | None) -> None:
        self._phase, self._retry_at = Phase.RESTING, retry_at
        self._exchange.connection_lost()
        if retry_at is None:
            self._exchange.give_up_openings()


def sane(limits: Limits) -> Limits:
    """A server's limits, each within what it can be in earnest; `dead` is more than `ping`."""
    held = {
        name: min(max(getattr(limits, name), least), most)
        for name, (least, most) in _RANGES.items()
    }
    held["dead"] = max(held["dead"], held["ping"] + 1)
    return Limits(**held)


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
    events.Renamed: Session._renamed,
    events.Error: Session._refused,
}
"""What an event means online; the others are passed on to the window."""

_AT_THE_DOOR: dict[type, Callable[..., None]] = {
    events.Welcome: Session._welcomed,
    events.Ping: Session._answer,
    events.Error: Session._turned_away,
}
"""What an event means before `welcome`; any other comes from something that is no Parlor server."""
