"""Whatever happens between: every message, and all that is done to one, ends in its server's log
once, in the order in which the person did it, and every log is shown whole: no entry of any kind is
missing or comes twice.
"""

import itertools

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chat_server.protocol import codec, commands, events
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.limits import Limits
from tests.client.harness import Harness
from tests.client.model_server import DIRECT, ModelServer
from tests.support import examples

ROOMS = st.sampled_from(["lobby", "den"])
AGAIN = [ErrorCode.SLOW_DOWN, ErrorCode.STORAGE, ErrorCode.NOT_HERE, ErrorCode.NO_SUCH_ROOM]
FINAL = [ErrorCode.BAD_REQUEST, ErrorCode.TOO_LONG, ErrorCode.NOT_ALLOWED]


class Conversation(RuleBasedStateMachine):
    """Two servers take turns at one address; the window is opened and closed over one outbox."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers = itertools.count(1)
        self.typed: list[tuple[str, str, str | None]] = []
        """Id, room, and the server it was written for; None before any was known."""

    @initialize(rate=st.sampled_from([0, 10]), keyless=st.booleans())
    def begin(self, rate: int, keyless: bool) -> None:
        self.servers = [
            ModelServer("server-1", Limits(rate=rate), newest=2),
            ModelServer("server-2", newest=2, fingerprint="2" * 64),
        ]
        if keyless:
            self.servers[1].keyless, self.servers[1].fingerprint = True, ""
        self.here = Harness(self.servers[0])

    def teardown(self) -> None:
        if not hasattr(self, "here"):
            return
        for server in self.servers * 2:
            self.swap_to(server)
            server.refuse_next = server.refuse_join = server.refuse_open = None
            self.here.settle()
            self.all_is_shown(server)
        self.here.shut()
        assert not self.here.outbox.stored().waiting
        self.everything_arrived()
        self.here.outbox.close()

    def swap_to(self, server: ModelServer) -> None:
        if self.here.linked:
            self.here.cut()
        self.here.server.hang_up()
        self.here.server = server

    def note(self, room: str) -> str:
        id = f"m{next(self.numbers):04}"
        self.typed.append((id, room, self.here.server_known))
        return id

    # What the person does

    @rule(room=ROOMS, count=st.integers(1, 4))
    def types(self, room: str, count: int) -> None:
        for _ in range(count):
            self.here.say(self.note(room), room)

    @rule(room=ROOMS, kind=st.sampled_from(["edit", "delete", "react"]))
    def does_something_to_the_newest_message(self, room: str, kind: str) -> None:
        """Whoever said it: the server here lets everybody do everything."""
        held = self.here.model.rooms.get(room)
        target = held.timeline.last if held is not None else 0
        if not target:
            return
        id = self.note(room)
        command: commands.AnyCommand = {
            "edit": commands.Edit(room, id, target, "said otherwise"),
            "delete": commands.Delete(room, id, target),
            "react": commands.React(room, id, target, "👍", on=True),
        }[kind]
        self.here.command(command)

    @rule(room=ROOMS)
    def types_and_crashes(self, room: str) -> None:
        send = commands.Send(room, self.note(room), "last words")
        self.here.session.command(send, 1_000, self.here.now)
        self.here.perform(disk_only=True)
        self.here.shut()
        self.here.open()

    @rule(nick=st.sampled_from(["Bob", "Nobody"]))
    def writes_to_one_person(self, nick: str) -> None:
        self.here.write_to(nick, f"to one {next(self.numbers)}")

    @rule()
    def leaves_the_conversation(self) -> None:
        self.here.command(commands.Leave(DIRECT))

    @rule(join=st.booleans())
    def joins_or_leaves(self, join: bool) -> None:
        self.here.command(commands.Join("den") if join else commands.Leave("den"))

    @rule(read=st.integers(0, 5))
    def closes_and_opens_the_window(self, read: int) -> None:
        self.here.server_reads(read)
        self.here.shut()
        self.here.open()

    # What the network does

    @precondition(lambda self: self.here.dialing)
    @rule(reached=st.booleans())
    def dialing_ends(self, reached: bool) -> None:
        if reached:
            self.here.connect()
        else:
            self.here.dialing = False
            self.here.session.lost("Nobody answers.", self.here.now)
            self.here.perform()

    @rule(count=st.integers(1, 5))
    def server_reads(self, count: int) -> None:
        self.here.server_reads(count)

    @rule(size=st.integers(1, 3_000))
    def client_reads(self, size: int) -> None:
        self.here.client_reads(size)

    @rule(rounds=st.integers(1, 12))
    def all_goes_well(self, rounds: int) -> None:
        for _ in range(rounds):
            self.here.go_well()

    @rule(room=ROOMS)
    def echo_gets_lost(self, room: str) -> None:
        self.here.say(self.note(room), room)
        for _ in range(10):
            if self.here.in_flight is not None:
                self.here.server_reads()
                self.here.cut()
                return
            self.here.go_well()

    @precondition(lambda self: self.here.linked)
    @rule(read=st.integers(0, 5))
    def breaks(self, read: int) -> None:
        self.here.cut(read)

    @rule(seconds=st.sampled_from([0.1, 1.0, 5.0, 40.0]))
    def time_passes(self, seconds: float) -> None:
        self.here.wait(seconds)

    # What the server does

    @rule(code=st.sampled_from(AGAIN + FINAL))
    def server_will_refuse(self, code: ErrorCode) -> None:
        self.here.server.refuse_next = code

    @rule(code=st.sampled_from([ErrorCode.SLOW_DOWN, ErrorCode.STORAGE, ErrorCode.BAD_REQUEST]))
    def server_will_refuse_a_join(self, code: ErrorCode) -> None:
        self.here.server.refuse_join = code

    @rule(room=ROOMS)
    def server_forgets_that_we_are_in(self, room: str) -> None:
        self.here.server.here.discard(room)

    @rule(code=st.sampled_from([ErrorCode.SLOW_DOWN, ErrorCode.STORAGE, ErrorCode.NOT_ALLOWED]))
    def server_will_refuse_to_open(self, code: ErrorCode) -> None:
        self.here.server.refuse_open = code

    @rule(room=ROOMS)
    def bob_speaks(self, room: str) -> None:
        self.comes_down(self.here.server.bob_says(room, "hello"))

    @rule(room=ROOMS, kind=st.sampled_from(["edit", "delete", "react", "topic"]))
    def bob_amends(self, room: str, kind: str) -> None:
        self.comes_down(self.here.server.bob_amends(room, kind))

    @rule()
    def bob_writes_to_ada_alone(self) -> None:
        self.comes_down(self.here.server.bob_writes("hello"))

    @rule(missed=st.integers(0, 5))
    def bob_writes_while_we_come_back(self, missed: int) -> None:
        if self.here.linked:
            self.here.cut()
        for _ in range(missed):
            self.here.server.bob_writes("missed")
        for _ in range(3):
            if self.here.dialing:
                self.here.connect()
                self.here.server_reads()
                self.here.client_reads()
                self.comes_down(self.here.server.bob_writes("hello"))
                return
            self.here.wait(30)

    def comes_down(self, told: list[events.AnyEvent]) -> None:
        if self.here.linked:
            self.here.down += b"".join(codec.encode(event) for event in told)

    @precondition(lambda self: self.here.linked and not self.here.down)
    @rule()
    def server_stops(self) -> None:
        self.here.tell(events.Error(ErrorCode.CLOSING, "The server is closing.", fatal=True))

    @precondition(lambda self: self.here.server_known == self.here.server.id)
    @rule(digit=st.sampled_from("ab"))
    def server_makes_another_certificate(self, digit: str) -> None:
        """Or its first one, if it is from before keys. The person trusts it where it was before,
        so it is the same server still.
        """
        if self.here.linked:
            self.here.cut()
        server = self.here.server
        server.fingerprint, server.keyless = (server.id[-1] + digit) * 32, False
        for _ in range(10):
            self.here.go_well()

    @rule(number=st.integers(0, 1))
    def another_server_answers(self, number: int) -> None:
        self.swap_to(self.servers[number])

    # What is true

    @invariant()
    def in_order_and_once(self) -> None:
        if not hasattr(self, "here"):
            return
        for server in self.servers:
            for room in ("lobby", "den"):
                logged = server.done_by_us(room)
                assert logged == sorted(set(logged)), "twice, or out of order"
            texts = [one.text for one in server.said(DIRECT) if one.text.startswith("to one")]
            assert len(texts) == len(set(texts)), "said twice to one person"

    def all_is_shown(self, server: ModelServer) -> None:
        assert not self.here.model.unsaid._waiting, "said, or given back"
        for name in self.here.session._exchange._rooms.wanted():
            room = self.here.model.rooms[name]
            assert room.joined
            assert room.timeline.last == len(server.log[name]), name

    def everything_arrived(self) -> None:
        for id, room, server_id in self.typed:
            places = [one.id for one in self.servers if id in one.done_by_us(room)]
            refused = any(id in one.refused for one in self.servers)
            assert len(places) + (id in self.here.dropped and not places) == 1
            assert places or refused or self.was_kept_out(id)
            assert server_id is None or places in ([], [server_id]), "at another server"

    def was_kept_out(self, id: str) -> bool:
        """Whether the server did not let the message into its room; the window was told."""
        return id in self.here.failed


TestExactlyOnce = Conversation.TestCase
TestExactlyOnce.settings = settings(
    max_examples=examples(100), stateful_step_count=40, deadline=None
)
