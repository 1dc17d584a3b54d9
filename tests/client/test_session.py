"""The conversation with a server, step by step."""

import msgspec
import pytest

from chat_gui import reports
from chat_gui.client import sentences
from chat_gui.client.sending import MOST_WAITING, SLOW_DOWN_SECONDS, STORAGE_SECONDS
from chat_server.protocol import codec, commands, events
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.limits import Limits
from chat_server.protocol.proof import public_key
from tests.client.harness import KEY, Harness, error
from tests.client.model_server import ModelServer


class TestComingIn:
    def test_hello_then_the_lobby(self) -> None:
        here = Harness()
        here.settle()
        hello, proof, join = here.sent
        assert isinstance(hello, commands.Hello)
        assert (hello.version, hello.nick, hello.session) == (1, "Ada", None)
        assert hello.key == public_key(KEY)
        assert isinstance(proof, commands.Proof)
        assert join == commands.Join("lobby")
        told = [type(what) for what in here.told]
        assert told == [reports.Connecting, reports.Secured, events.Welcome, events.RoomState]

    def test_a_known_server_is_shown_the_session_and_the_rooms_are_joined_again(self) -> None:
        here = Harness(ModelServer(keyless=True))
        here.settle()
        here.command(commands.Join("Den"))
        here.settle()
        here.shut()
        here.sent.clear()
        here.open()
        here.settle()
        hello, *joins = here.sent
        assert isinstance(hello, commands.Hello)
        assert hello.session == "server-1/secret-0"
        assert joins == [commands.Join("lobby"), commands.Join("den")]

    def test_coming_back_asks_for_what_was_missed(self, here: Harness) -> None:
        for number in range(3):
            here.tell(*here.server.bob_says("lobby", f"{number}"))
        here.cut()
        here.server.bob_says("lobby", "missed")
        here.sent.clear()
        here.told.clear()
        here.settle()
        assert commands.Join("lobby", since=3) in here.sent
        assert [one.text for one in here.told if isinstance(one, events.Message)] == ["missed"]

    def test_a_copy_ahead_of_the_log_is_let_go(self, here: Harness) -> None:
        for number in range(3):
            here.tell(*here.server.bob_says("lobby", f"{number}"))
        here.cut()
        del here.server.log["lobby"][1:]  # the server's disk was put back from a backup
        here.sent.clear()
        here.settle()
        joins = [one for one in here.sent if isinstance(one, commands.Join)]
        assert joins == [commands.Join("lobby", since=3), commands.Join("lobby")]

    def test_an_empty_room_is_asked_for_from_its_beginning(self, here: Harness) -> None:
        here.cut()
        here.sent.clear()
        here.settle()
        assert commands.Join("lobby", since=0) in here.sent

    @pytest.mark.parametrize("code", [ErrorCode.NICK_TAKEN, ErrorCode.NICK_INVALID])
    def test_another_nickname_on_the_same_connection(self, code: ErrorCode) -> None:
        here = Harness()
        here.connect()
        here.tell(error(code, "Pick another."))
        assert here.take(reports.NickRefused) == [reports.NickRefused("Ada", "Pick another.")]
        assert here.session.wake_at() is None
        here.up = b""
        here.session.use_nick("Bob", here.now)
        here.perform()
        here.settle()
        assert here.server.nick == "Bob"

    def test_a_server_that_does_not_wait_for_another_nickname(self) -> None:
        here = Harness()
        here.connect()
        here.tell(error(ErrorCode.NICK_TAKEN, "Pick another."))
        here.cut()
        assert not here.take(reports.Lost)
        assert here.session.wake_at() is None
        here.session.use_nick("Bob", here.now)
        here.perform()
        here.settle()
        assert here.server.nick == "Bob"

    def test_a_nickname_that_can_not_be_is_not_even_sent(self) -> None:
        here = Harness(nick="\ud800")
        here.connect()
        assert not here.sent
        assert len(here.take(reports.NickRefused)) == 1

    def test_a_new_nickname_is_remembered(self, here: Harness) -> None:
        here.command(commands.Nick("Bob"))
        here.settle()
        here.cut()
        here.sent.clear()
        here.settle()
        assert isinstance(here.sent[0], commands.Hello)
        assert here.sent[0].nick == "Bob"

    def test_somebody_elses_new_nickname_is_theirs(self, here: Harness) -> None:
        here.tell(events.Renamed("lobby", events.Who("x", "Bob 2"), "Bob"))
        here.cut()
        here.sent.clear()
        here.settle()
        assert isinstance(here.sent[0], commands.Hello)
        assert here.sent[0].nick == "Ada"

    @pytest.mark.parametrize(
        "code", [ErrorCode.VERSION, ErrorCode.BAD_PROOF, ErrorCode.NOT_ALLOWED]
    )
    def test_a_door_that_stays_shut(self, code: ErrorCode) -> None:
        here = Harness()
        here.connect()
        here.tell(error(code, "Update Parlor.", fatal=True))
        assert here.take(reports.Closed) == [reports.Closed("Update Parlor.")]
        assert not here.linked
        assert here.session.wake_at() is None
        here.session.try_now()
        here.perform()
        assert here.dialing

    def test_a_door_that_is_shut_in_the_same_moment(self) -> None:
        here = Harness()
        here.connect()
        refusal = error(ErrorCode.NOT_ALLOWED, "You are banned.", fatal=True)
        here.session.received(codec.encode(refusal), here.now)
        here.session.lost("The connection broke.", here.now)  # the link's end came with the words
        here.perform()
        assert here.take(reports.Closed) == [reports.Closed("You are banned.")]
        assert not here.take(reports.Lost)
        assert here.session.wake_at() is None

    @pytest.mark.parametrize(
        "code", [ErrorCode.SERVER_FULL, ErrorCode.STORAGE, ErrorCode.SLOW_DOWN]
    )
    def test_a_door_that_may_open_later(self, code: ErrorCode) -> None:
        here = Harness()
        here.connect()
        here.tell(error(code, "Too many here.", fatal=code is ErrorCode.SERVER_FULL))
        assert here.take(reports.Lost) == [reports.Lost("Too many here.", here.now + 0.5)]


class TestServers:
    def test_another_server_at_the_address_gets_nothing_of_it(self, here: Harness) -> None:
        here.cut()
        here.say("first")
        other = ModelServer("server-2")
        first, here.server = here.server, other
        here.settle()
        assert not other.done_by_us("lobby")
        (failed,) = here.take(reports.SendFailed)
        assert failed.id == "first"
        assert "another server" in failed.reason
        here.say("second")
        here.settle()
        assert other.done_by_us("lobby") == ["second"]
        here.cut()
        here.server = first
        here.settle()
        assert first.done_by_us("lobby") == ["first"]
        assert [one.id for one in here.take(reports.Unsent)] == ["first"]

    def test_the_first_server_ever_gets_what_was_typed_before(self) -> None:
        here = Harness()
        here.say("early")
        here.command(commands.Join("den"))
        here.settle()
        assert here.server.done_by_us("lobby") == ["early"]
        assert "den" in here.server.here
        assert not here.take(reports.Unsent)

    def test_a_secret_too_long_is_not_kept(self) -> None:
        here = Harness()
        here.connect()
        welcome = here.server.hear(commands.Hello(1, "Ada"))[0]
        assert isinstance(welcome, events.Welcome)
        here.tell(msgspec.structs.replace(welcome, session="x" * 2_000))
        assert here.outbox.stored().known["server-1"].session == ""


class TestSending:
    def test_what_waits_is_told_before_anything_else(self, here: Harness) -> None:
        here.cut()
        here.say("late")
        here.shut()
        here.told.clear()
        here.open()
        assert here.told[0] == reports.Unsent("lobby", "late", "text of late", False, 1_000)

    def test_one_message_at_a_time(self, here: Harness) -> None:
        here.sent.clear()
        here.say("m1")
        here.say("m2")
        assert [one.id for one in here.sent if isinstance(one, commands.Send)] == ["m1"]
        here.settle()
        assert here.server.done_by_us("lobby") == ["m1", "m2"]

    def test_said_twice_is_sent_once(self, here: Harness) -> None:
        here.cut()
        here.say("m1")
        here.say("m1")
        here.settle()
        assert here.server.done_by_us("lobby") == ["m1"]

    @pytest.mark.parametrize(
        ("code", "seconds"),
        [(ErrorCode.SLOW_DOWN, SLOW_DOWN_SECONDS), (ErrorCode.STORAGE, STORAGE_SECONDS[0])],
    )
    def test_refused_for_now(self, here: Harness, code: ErrorCode, seconds: float) -> None:
        here.server.refuse_next = code
        here.say("m1")
        here.server_reads()
        here.client_reads()
        here.wait(seconds - 0.1)
        assert not here.up
        here.wait(0.11)
        here.settle()
        assert here.server.done_by_us("lobby") == ["m1"]
        assert not here.take(reports.SendFailed)

    def test_a_disk_that_goes_on_refusing_is_asked_less_and_less(self, here: Harness) -> None:
        here.say("m1")
        rests = []
        for _ in range(8):
            here.up = b""
            here.tell(error(ErrorCode.STORAGE, id="m1"))
            began = here.now
            while not here.up:
                here.wait(1.0)
                here.tell(events.Pong())
            rests.append(here.now - began)
        assert rests == sorted(rests)
        assert (rests[0], rests[-1]) == (2.0, 60.0)

    def test_not_in_the_room_joins_it_once_more(self, here: Harness) -> None:
        here.server.here.clear()
        here.say("m1")
        here.settle()
        assert here.server.done_by_us("lobby") == ["m1"]

    def test_not_in_the_room_twice_is_final(self, here: Harness) -> None:
        here.server.here.clear()
        here.say("m1")
        here.server_reads()
        here.client_reads()  # not here; joined again
        here.server_reads()
        here.client_reads()  # in, and sent again
        here.server.here.clear()
        here.server_reads()
        here.client_reads()
        assert here.take(reports.SendFailed) == [reports.SendFailed("lobby", "m1", "Refused.")]
        assert not here.outbox.stored().waiting

    def test_refused_for_good(self, here: Harness) -> None:
        here.server.refuse_next = ErrorCode.NOT_ALLOWED
        here.say("m1")
        here.say("m2")
        here.settle()
        assert here.take(reports.SendFailed) == [reports.SendFailed("lobby", "m1", "Refused.")]
        assert here.server.done_by_us("lobby") == ["m2"]
        assert not here.outbox.stored().waiting

    def test_a_room_that_lets_nobody_in_takes_its_messages_down_not_the_others(
        self, here: Harness
    ) -> None:
        here.server.refuse_join = ErrorCode.NOT_ALLOWED
        here.say("m1", "vault")
        here.say("m2", "lobby")
        here.settle()
        assert here.take(reports.SendFailed) == [reports.SendFailed("vault", "m1", "Not now.")]
        assert here.server.done_by_us("lobby") == ["m2"]

    def test_too_long_for_this_server(self) -> None:
        here = Harness(ModelServer(limits=Limits(line=1_024)))
        here.settle()
        here.command(commands.Send("lobby", "m1", "x" * 2_000))
        assert [one.id for one in here.take(reports.SendFailed)] == ["m1"]

    def test_half_a_character_goes_nowhere(self, here: Harness) -> None:
        here.command(commands.Send("lobby", "m1", "\ud83d"))
        here.command(commands.Nick("\ud83d"))
        assert [one.id for one in here.take(reports.SendFailed)] == ["m1"]
        assert not here.up

    def test_so_many_may_wait(self, here: Harness) -> None:
        here.cut()
        for number in range(MOST_WAITING + 1):
            here.say(f"m{number:04}")
        (failed,) = here.take(reports.SendFailed)
        assert failed.id == f"m{MOST_WAITING}"
        assert len(here.outbox.stored().waiting) == MOST_WAITING

    def test_the_rate_limit_is_kept_and_leaves_room_for_the_person(self) -> None:
        here = Harness(ModelServer(limits=Limits(burst=20, rate=10)))
        here.settle()
        here.sent.clear()
        for number in range(40):
            here.say(f"m{number:04}")
        began = here.now
        while here.up or here.down:
            here.server_reads()
            here.client_reads()
        at_once = len(here.sent)
        assert 10 <= at_once <= 14
        here.settle()
        assert len(here.server.done_by_us("lobby")) == 40
        assert here.now - began == pytest.approx((40 - at_once) / 10, abs=0.2)

    def test_an_echo_that_comes_with_the_replay_counts(self, here: Harness) -> None:
        here.say("m1")
        here.server_reads()
        here.cut()
        here.sent.clear()
        here.settle()
        assert not [one for one in here.sent if isinstance(one, commands.Send)]
        assert not here.outbox.stored().waiting


class TestOtherCommands:
    def test_sent_as_they_are_online(self, here: Harness) -> None:
        history = commands.History("older", "lobby", before=5)
        here.command(history)
        here.command(commands.Typing("lobby"))
        here.command(commands.Typing("den"))  # not in it
        assert here.sent[-2:] == [history, commands.Typing("lobby")]

    def test_dropped_offline(self, here: Harness) -> None:
        here.cut()
        here.sent.clear()
        here.command(commands.Typing("lobby"))
        here.command(commands.Nick("Bob"))
        here.settle()
        assert {type(one) for one in here.sent} == {commands.Hello, commands.Proof, commands.Join}

    def test_marks_only_for_rooms_one_is_in(self, here: Harness) -> None:
        here.command(commands.Seen("den", 3))
        here.command(commands.Seen("lobby", 3))
        assert here.sent[-1] == commands.Seen("lobby", 3)
        assert commands.Seen("den", 3) not in here.sent


class TestLosses:
    def test_delays_grow_and_are_short_again_after_a_welcome(self) -> None:
        here = Harness()
        delays = []
        for _ in range(9):
            here.dialing = False
            here.session.lost("Nobody answers.", here.now)
            here.perform()
            (lost,) = here.take(reports.Lost)
            delays.append(lost.retry_at - here.now)
            here.wait(delays[-1])
            assert here.dialing
        assert delays == pytest.approx([0.5, 1, 2, 4, 8, 16, 30, 30, 30])
        here.settle()
        here.cut()
        assert here.take(reports.Lost) == [reports.Lost("The connection broke.", here.now + 0.5)]

    def test_try_now_does_not_wait(self, here: Harness) -> None:
        here.cut()
        here.session.try_now()
        here.perform()
        assert here.dialing
        here.session.try_now()
        here.perform()
        assert len(here.take(reports.Connecting)) == 2

    def test_a_server_that_stops_is_waited_for(self, here: Harness) -> None:
        here.tell(error(ErrorCode.CLOSING, "The server is closing.", fatal=True))
        assert here.take(reports.Lost) == [reports.Lost("The server is closing.", here.now + 0.5)]

    def test_another_window_of_ours_is_let_be(self, here: Harness) -> None:
        text = "You came in from another window."
        here.tell(events.Error(ErrorCode.CLOSING, text, fatal=True, taken_over=True))
        assert here.take(reports.Closed) == [reports.Closed(text)]
        assert here.session.wake_at() is None

    def test_a_silent_server_is_asked_then_given_up(self, here: Harness) -> None:
        began = here.now
        here.wait(29.9)
        assert not here.up
        here.wait(0.1)
        assert isinstance(here.sent[-1], commands.Ping)
        assert here.session.wake_at() == began + 90
        here.wait(60)
        assert here.take(reports.Lost) == [reports.Lost(sentences.SILENT, here.now + 0.5)]

    def test_a_server_that_answers_pings_but_not_messages_is_given_up(self, here: Harness) -> None:
        here.say("m1")
        for _ in range(100):
            here.up = b""
            here.wait(1.0)
            if here.linked:
                here.tell(events.Pong())
        assert here.take(reports.Lost)

    def test_silence_counts_only_while_we_listen(self, here: Harness) -> None:
        here.say("m1")
        for _ in range(10):
            here.now += 20
            here.session.not_reading(here.now)
            here.wait(0)
        assert here.linked

    def test_the_servers_ping_is_answered(self, here: Harness) -> None:
        here.tell(events.Ping())
        assert here.sent[-1] == commands.Pong()
        assert not here.take(events.Ping)
