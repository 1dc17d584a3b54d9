"""The client with real sockets and a real disk, against a server by hand."""

import contextlib
import queue
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chat_gui import reports
from chat_gui.client import dialing, loop, outbox, sentences
from chat_gui.client.actions import Drop
from chat_gui.client.address import Address
from chat_gui.client.link import Link
from chat_gui.client.outbox import FILE, Outbox
from chat_gui.client.receiver import Client
from chat_gui.client.session import Session
from chat_server.protocol import codec, commands, events
from chat_server.protocol.errors import ErrorCode
from tests.client.fake_server import FakeServer
from tests.client.opened import Open, Window
from tests.support import DEADLINE, wait_until


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer() as one:
        yield one


def come_in(server: FakeServer, window: Window) -> None:
    server.accept()
    server.serve(2)
    window.until(events.RoomState)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


class TestConversation:
    def test_a_message_there_and_back(self, server: FakeServer, open_window: Open) -> None:
        window = open_window(server.port)
        come_in(server, window)
        window.say("m1")
        server.serve()
        assert window.until(events.Message).id == "m1"

    @pytest.mark.parametrize("refuses", [False, True])
    def test_what_is_in_the_log_leaves_the_disk(
        self,
        server: FakeServer,
        open_window: Open,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        refuses: bool,
    ) -> None:
        """While the window is open, too: it may be deleted there, and no copy be wanted here.

        A disk that refuses for a while is rid of it as soon as it doesn't.
        """
        monkeypatch.setattr(loop, "TIDY_SECONDS", 0.1)
        monkeypatch.setattr(loop, "OWING_SECONDS", 0.01)
        window = open_window(server.port)
        come_in(server, window)
        window.say("m1", "a secret")

        def kept() -> bool:
            files = (tmp_path / "data").glob(f"{FILE}*")
            return any(b"a secret" in one.read_bytes() for one in files)

        def refusing(_db: object, _action: object) -> None:
            raise sqlite3.OperationalError("disk full")

        wait_until(kept)
        with monkeypatch.context() as disk:
            if refuses:
                disk.setitem(outbox._WRITERS, Drop, refusing)
            server.serve()
            if refuses:
                window.until(reports.Trouble)
            window.until(events.Message)
        wait_until(lambda: not kept())

    def test_it_comes_back_after_a_break_and_sends_again(
        self, server: FakeServer, open_window: Open
    ) -> None:
        window = open_window(server.port)
        come_in(server, window)
        window.say("m1")
        assert server.hear()["id"] == "m1"
        server.hang_up()
        assert window.until(reports.Lost).reason == sentences.BROKE
        window.client.try_now()
        come_in(server, window)
        server.serve()
        window.until(events.Message, id="m1")
        assert server.model.done_by_us("lobby") == ["m1"]

    def test_what_is_typed_offline_survives_the_window(
        self, server: FakeServer, open_window: Open
    ) -> None:
        port = server.port
        window = open_window(port)
        come_in(server, window)
        server.close()
        window.until(reports.Lost)
        for number in range(5):
            window.say(f"m{number}")
        window.client.close()
        with FakeServer(port=port) as again:
            again.model = server.model
            window = open_window(port)
            assert [window.until(reports.Unsent).id for _ in range(5)] == [
                f"m{number}" for number in range(5)
            ]
            come_in(again, window)
            again.serve(5)
            window.until(events.Message, id="m4")
            assert again.model.done_by_us("lobby") == [f"m{number}" for number in range(5)]

    def test_another_nickname(self, server: FakeServer, open_window: Open) -> None:
        window = open_window(server.port)
        server.accept()
        server.hear()
        server.tell(events.Error(ErrorCode.NICK_TAKEN, "Pick another.", fatal=False))
        window.until(reports.NickRefused, nick="Ada")
        window.client.use_nick("Bob")
        server.serve()
        assert window.until(events.Welcome).you.nick == "Bob"

    def test_a_reset_is_a_break(self, server: FakeServer, open_window: Open) -> None:
        window = open_window(server.port)
        come_in(server, window)
        assert server.peer is not None
        server.peer.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00"
        )
        server.hang_up()
        assert window.until(reports.Lost).reason == sentences.BROKE

    def test_a_server_that_takes_nothing_is_given_up(
        self, server: FakeServer, open_window: Open
    ) -> None:
        window = open_window(server.port)
        come_in(server, window)
        big = commands.History("x" * 64, "r" * 60_000)
        for _ in range(400):  # 24 MB: more than two sockets hold
            window.client.send(big)
        assert window.until(reports.Lost).reason == sentences.STUCK

    def test_the_network_is_not_read_while_the_window_is_behind(
        self, server: FakeServer, open_window: Open, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(loop, "MOST_INCOMING", 100)
        window = open_window(server.port)
        come_in(server, window)
        who = events.Who("bob", "Bob")
        many = [events.Message("lobby", seq, 1, who, "x", "y" * 1_000) for seq in range(1, 12_001)]
        sender = threading.Thread(target=server.tell, args=many)
        sender.start()
        incoming = window.client.incoming
        wait_until(lambda: incoming.qsize() > 100)
        assert incoming.qsize() < 1_000
        window.until(events.Message, seq=12_000)
        sender.join()
        seqs = [one.seq for one in window.told if isinstance(one, events.Message)]
        assert seqs == list(range(1, 12_001))

    def test_close_is_quick_and_may_be_said_twice(
        self, server: FakeServer, open_window: Open
    ) -> None:
        window = open_window(server.port)
        come_in(server, window)
        began = time.monotonic()
        window.client.close()
        window.client.close()
        window.say("m1")
        window.client.try_now()
        assert time.monotonic() - began < 2
        assert server._lines.readline() == b""

    def test_a_client_that_never_started_closes(self, tmp_path: Path) -> None:
        Client(Address("127.0.0.1", 1), "Ada", tmp_path).close()


class TestReaching:
    def test_nobody_there(self, open_window: Open) -> None:
        port = free_port()
        lost = open_window(port).until(reports.Lost)
        assert lost.reason == f"Nobody answers at 127.0.0.1:{port}."

    def test_a_name_nobody_knows(self, open_window: Open, monkeypatch: pytest.MonkeyPatch) -> None:
        def unknown(*_args: object, **_more: object) -> None:
            raise socket.gaierror(socket.EAI_NONAME, "not known")

        monkeypatch.setattr(socket, "getaddrinfo", unknown)
        lost = open_window(7275, host="lab-pc4").until(reports.Lost)
        assert lost.reason == "lab-pc4 is not a name this network knows."

    def test_a_slow_lookup_holds_up_neither_the_disk_nor_the_end(
        self, open_window: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        answer = threading.Event()
        asked: list[object] = []

        def slow(*args: Any, flags: int = 0, **_more: object) -> list[Any]:
            if flags:
                raise socket.gaierror(socket.EAI_NONAME, "not a number")
            asked.append(args)
            answer.wait(DEADLINE)
            return []

        monkeypatch.setattr(socket, "getaddrinfo", slow)
        monkeypatch.setattr(dialing, "CONNECT_SECONDS", 0.01)
        window = open_window(7275, host="lab-pc4")
        for _ in range(3):
            window.until(reports.Lost)
            window.client.try_now()
        window.say("m1")
        window.client.close()
        assert len(asked) == 1, "one question at a time"
        answer.set()
        wait_until(lambda: not [t for t in threading.enumerate() if t.name == "parlor-lookup"])
        outbox = Outbox(tmp_path / "data" / FILE)
        assert [one.post.id for one in outbox.stored().waiting] == ["m1"]
        outbox.close()

    def test_the_next_address_when_the_first_refuses_or_says_nothing(
        self, server: FakeServer, open_window: Open, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        here = ("127.0.0.1", server.port)
        no_family = (socket.AF_UNIX, "/nowhere")
        refused = (socket.AF_INET, ("127.0.0.1", free_port()))
        with socket.socket() as deaf, socket.socket() as waiting:
            deaf.bind(("127.0.0.1", 0))
            deaf.listen(0)
            waiting.connect(deaf.getsockname())  # the queue is full: the next one hears nothing
            deaf_too = (socket.AF_INET, deaf.getsockname())
            several = [no_family, refused, deaf_too, (socket.AF_INET, here)]
            monkeypatch.setattr(dialing, "targets", lambda *_: list(several))
            window = open_window(server.port, host="lab-pc4")
            come_in(server, window)

    def test_no_answer_in_time(self, open_window: Open, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(dialing, "CONNECT_SECONDS", 0.2)
        with socket.socket() as deaf, socket.socket() as waiting:
            deaf.bind(("127.0.0.1", 0))
            deaf.listen(0)
            waiting.connect(deaf.getsockname())
            port = deaf.getsockname()[1]
            lost = open_window(port).until(reports.Lost)
            assert lost.reason == f"No answer comes from 127.0.0.1:{port}; is that computer on?"

    @pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6 here")
    def test_ipv6(self, open_window: Open) -> None:
        try:
            server = FakeServer(socket.AF_INET6)
        except OSError:
            pytest.skip("no IPv6 on this computer's loopback")
        with server:
            come_in(server, open_window(server.port, host="::1"))

    def test_oneself_is_nobody(self) -> None:
        with socket.socket() as sock:
            sock.bind(("127.0.0.1", 0))
            sock.connect(sock.getsockname())
            with pytest.raises(ConnectionRefusedError):
                dialing.check(sock)

    def test_families_take_turns(self) -> None:
        six = [(socket.AF_INET6, number) for number in range(3)]
        four = [(socket.AF_INET, number) for number in range(2)]
        turns = dialing.in_turn([*six, *four])
        assert turns == [six[0], four[0], six[1], four[1], six[2]]
        assert dialing.in_turn([]) == []

    def test_gone_in_the_same_moment(
        self, server: FakeServer, open_window: Open, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = Link.__init__

        def broken(_self: Link, _sock: socket.socket, _channel: object) -> None:
            monkeypatch.setattr(Link, "__init__", real)
            raise ConnectionResetError(104, "reset")

        monkeypatch.setattr(Link, "__init__", broken)
        window = open_window(server.port)
        assert window.until(reports.Lost).reason == sentences.BROKE
        server.accept()
        window.client.try_now()
        come_in(server, window)


class TestTroubles:
    def test_a_second_window_has_an_outbox_of_its_own(
        self, server: FakeServer, open_window: Open
    ) -> None:
        first = open_window(server.port)
        come_in(server, first)
        first.say("m1")
        assert server.hear()["id"] == "m1"
        with FakeServer() as other:
            second = open_window(other.port, nick="Bob")
            come_in(other, second)
            assert not [one for one in second.told if isinstance(one, reports.Unsent)]

    def test_a_disk_that_refuses_is_told_and_the_message_goes(
        self, server: FakeServer, open_window: Open, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(loop, "OWING_SECONDS", 0.01)
        window = open_window(server.port)
        come_in(server, window)
        real = Outbox.write
        tries: list[object] = []

        def refusing(_self: Outbox, _actions: object) -> bool:
            tries.append(_actions)
            return False

        monkeypatch.setattr(Outbox, "write", refusing)
        window.say("m1")
        window.until(reports.Trouble)
        server.serve()
        window.until(events.Message, id="m1")
        wait_until(lambda: len(tries) > 3)
        monkeypatch.setattr(Outbox, "write", real)
        window.say("m2")
        server.serve()
        window.until(events.Message, id="m2")
        assert len([one for one in window.told if isinstance(one, reports.Trouble)]) == 1

    def test_a_folder_that_can_not_be_is_told(self, server: FakeServer, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        window = Window(Address("127.0.0.1", server.port), tmp_path / "file" / "data")
        window.until(reports.Trouble)
        come_in(server, window)
        window.say("m1")
        server.serve()
        window.until(events.Message, id="m1")
        window.client.close()

    def test_an_error_in_the_program_is_told_and_nothing_typed_is_lost(
        self,
        server: FakeServer,
        open_window: Open,
        monkeypatch: pytest.MonkeyPatch,
        allowed_errors: list[str],
    ) -> None:
        allowed_errors.append("the receiver thread failed")
        window = open_window(server.port)
        come_in(server, window)

        def broken(*_: object) -> None:
            raise ZeroDivisionError

        with monkeypatch.context() as patch:
            patch.setattr(Session, "received", broken)
            server.tell(events.Pong())
            assert window.until(reports.Closed).reason == sentences.CRASHED
        wait_until(
            lambda: not [one for one in threading.enumerate() if one.name == "parlor-receiver"]
        )
        window.say("m1")
        window.client.try_now()
        come_in(server, window)
        server.serve()
        window.until(events.Message, id="m1")

    def test_a_slow_disk_does_not_hold_the_window_open(
        self,
        server: FakeServer,
        open_window: Open,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("chat_gui.client.receiver.CLOSE_SECONDS", 0.05)
        window = open_window(server.port)
        come_in(server, window)
        go_on, stuck = threading.Event(), queue.SimpleQueue[bool]()
        real = Outbox.write

        def slow(self: Outbox, actions: Any) -> bool:
            stuck.put(True)
            go_on.wait(DEADLINE)
            return real(self, actions)

        monkeypatch.setattr(Outbox, "write", slow)
        window.say("m1")
        stuck.get(timeout=DEADLINE)
        window.client.close()
        thread = window.client._thread
        assert thread is not None
        assert thread.is_alive()
        go_on.set()
        thread.join(DEADLINE)
        window.client._wake_out.close()
        window.client._wake_in.close()
        window.client.incoming.close()


def test_a_link_keeps_what_the_network_does_not_take() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    sock = socket.create_connection(listener.getsockname())
    peer, _ = listener.accept()
    sock.setblocking(False)
    link = Link(sock, None)
    assert link.read() == b""
    assert not link.ended
    data = b"".join(codec.encode(commands.Ping(f"{number:060}")) for number in range(50_000))
    link.queue(data)
    link.flush()
    assert link.waiting
    received = bytearray()
    peer.setblocking(False)

    def all_here() -> bool:
        link.flush()
        with contextlib.suppress(BlockingIOError):
            received.extend(peer.recv(2**20))
        return len(received) == len(data)

    wait_until(all_here)
    assert bytes(received) == data
    for each in (peer, listener):
        each.close()
    link.close()
