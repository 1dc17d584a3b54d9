"""One session, a network that can lose everything, and model servers at one address."""

from pathlib import Path
from typing import ClassVar, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chat_gui.client.actions import Connect, Disconnect, Drop, Keep, Know, Pin, Tell, Transmit
from chat_gui.client.copyist import Copyist
from chat_gui.client.kept import Lasting, Stored
from chat_gui.client.outbox import Outbox
from chat_gui.client.papers import Papers
from chat_gui.client.session import Session
from chat_gui.model import changes, typed
from chat_gui.model.chat import ChatModel
from chat_gui.reports import Changed, News, Outdated, SendFailed, Stranger
from chat_server.protocol import codec, commands, events
from chat_server.protocol.errors import ErrorCode
from tests.client.model_server import ModelServer

T = TypeVar("T")

ADDRESS = "lab-pc4:7275"
KEY = Ed25519PrivateKey.generate()


class Harness:
    """Carries bytes and time between a session and the server that answers at the address."""

    outboxes: ClassVar[list[Outbox]] = []
    """Every harness's, for conftest.py to close."""

    def __init__(
        self,
        server: ModelServer | None = None,
        nick: str = "Ada",
        *,
        trusting: bool = True,
        copy: Path | None = None,
    ) -> None:
        self.server = server or ModelServer()
        self.trusting = trusting
        """Whether the person trusts whatever certificate they are asked about."""
        self.address = ADDRESS
        self.pins = {ADDRESS: self.server.fingerprint} if trusting else {}
        self.expected = self.invite = ""
        self.outbox = Outbox(None)
        self.outboxes.append(self.outbox)
        self.copy = copy
        """Where the window's local copy is, if there is one."""
        self.now = 100.0
        self.nick = nick
        self.told: list[News] = []
        self.sent: list[commands.AnyCommand] = []
        self.dropped: list[str] = []
        self.failed: list[str] = []
        self.server_known: str | None = None
        self.dialing = self.linked = False
        self.up = b""
        self.down = b""
        self.in_flight: str | None = None
        self._decoder = codec.event_decoder()
        self.open()

    # The window

    def open(self) -> None:
        """Open the window with what the outbox holds."""
        self.dialing = self.linked = False
        self.model = ChatModel(self.nick)
        self.opened: list[changes.Opened] = []
        stored = self.outbox.stored()
        assert isinstance(stored, Stored)
        papers = Papers(KEY, self.invite)
        self.copyist = Copyist(self.copy, 36_500, 200)
        copied = self.copyist.recall(*stored.expected(self.address, self.expected))
        self.session = Session(
            self.address, self.nick, stored, lambda: 1.0, papers, self.expected, copied
        )
        self.session.start()
        self.perform()

    def shut(self) -> None:
        """The window's process ends, however that happens."""
        self._cut_wires()
        self.dialing = False
        self.copyist.close()

    def crash(self) -> None:
        """It ends with what the local copy has not written yet."""
        self.copyist.note = self.copyist.write = lambda *_: None  # type: ignore[method-assign]
        self.copyist._copying.take()
        self.shut()

    def command(self, command: commands.AnyCommand) -> None:
        if isinstance(command, commands.Leave) and command.room in self.model.rooms:
            self.model.enter(command.room)
            self.model.leave()
        self.session.command(command, 1_000, self.now)
        self.perform()

    def say(self, id: str, room: str = "lobby") -> None:
        self.command(commands.Send(room, id, f"text of {id}"))

    def write_to(self, nick: str, text: str) -> None:
        """Say this to one person alone, once it is known where."""
        command = self.model.open(nick, text)
        if command is not None:
            self.command(command)

    def me(self) -> events.Who:
        """Who the window's person is."""
        return self.model.who()

    def take(self, kind: type[T]) -> list[T]:
        """What the window was told of this kind since it was last asked; forgets it."""
        found: list[T] = [what for what in self.told if isinstance(what, kind)]
        self.told = [what for what in self.told if not isinstance(what, kind)]
        return found

    # The network

    def perform(self, *, disk_only: bool = False) -> None:
        for action in self.session.take_actions():
            self.copyist.note(action, self.now)
            if isinstance(action, Tell) and isinstance(action.what, SendFailed | Outdated):
                self.failed.append(action.what.id)
            match action:
                case Keep() | Drop() | Know():
                    assert self.outbox.write([action])
                    if isinstance(action, Drop):
                        self.dropped.append(action.id)
                    elif isinstance(action, Know):
                        self.server_known = action.known.server
                case _ if disk_only:
                    pass
                case Connect():
                    assert not self.linked
                    self.dialing = True
                case Disconnect():
                    self._cut_wires()
                    self.dialing = False
                case Transmit(data):
                    assert self.linked, "a command without a connection"
                    self.up += data
                    self._note(data)
                case Pin(address, fingerprint):
                    self.pins[address] = fingerprint
                case Tell(what):
                    self.told.append(what)
                    self._show(what)
                    if isinstance(what, Stranger | Changed) and self.trusting:
                        self.session.trust(what.fingerprint)
                        self.perform()
        while self.opened and not disk_only:
            opened = self.opened.pop(0)
            self.model.enter(opened.room)
            for text in opened.texts:
                self.command(self.model.say(typed.Say(text), 1_000, opened.room)[0])

    def _show(self, what: News) -> None:
        """Let the window's model take it; what comes must go on where it is."""
        if isinstance(what, events.Entry) and what.room in self.model.rooms:
            room = self.model.rooms[what.room]
            held = room.timeline.last and max(room.timeline.last, room.timeline.oldest - 1)
            assert not room.joined or not held or what.seq <= held + 1, "a hole"
        told = self.model.apply([what], 1_000)
        self.opened += [one for one in told if isinstance(one, changes.Opened)]

    def _note(self, data: bytes) -> None:
        (command,) = codec.command_decoder().feed(data)
        assert not isinstance(command, codec.Fault)
        self.sent.append(command)
        if isinstance(command, Lasting):
            assert self.in_flight is None, "two messages on their way"
            self.in_flight = command.id

    def connect(self) -> None:
        """The server takes the connection."""
        self.dialing, self.linked = False, True
        self._decoder = codec.event_decoder()
        self.session.connected(self.server.fingerprint, self.pins, self.now)
        self.perform()

    def server_reads(self, commands_read: int = 1_000) -> None:
        """The server takes so many of the commands that are on their way."""
        *lines, rest = self.up.split(b"\n")
        for line in lines[:commands_read]:
            (command,) = codec.command_decoder().feed(line + b"\n")
            assert not isinstance(command, codec.Fault)
            for event in self.server.hear(command):
                self.down += codec.encode(event)
        self.up = b"\n".join([*lines[commands_read:], rest])

    def client_reads(self, size: int = 10**9) -> None:
        """The session takes so many of the bytes that are on their way."""
        data, self.down = self.down[:size], self.down[size:]
        if data:
            self.receive(data)

    def tell(self, *told: events.AnyEvent) -> None:
        """The session hears this, whatever the server would say."""
        self.receive(b"".join(codec.encode(event) for event in told))

    def receive(self, data: bytes) -> None:
        for event in self._decoder.feed(data):
            if isinstance(event, events.Entry | events.Error) and event.id == self.in_flight:
                self.in_flight = None
        self.session.received(data, self.now)
        self.perform()

    def cut(self, commands_read: int = 0) -> None:
        """The connection breaks; the server may have read some of what was on its way."""
        self.server_reads(commands_read)
        self._cut_wires()
        self.session.lost("The connection broke.", self.now)
        self.perform()

    def _cut_wires(self) -> None:
        self.linked, self.up, self.down, self.in_flight = False, b"", b"", None
        self.server.hang_up()

    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.session.tick(self.now)
        self.perform()
        self.copyist.write(self.now)

    def go_well(self) -> bool:
        """One round in which nothing goes wrong; False if nothing but a ping is due."""
        if self.dialing:
            self.connect()
        self.server_reads()
        self.client_reads()
        if self.up or self.down or self.dialing:
            return True
        due = self.session.wake_at()
        if due is None or (self.linked and due > self.now + 10):
            return False
        self.wait(max(0.0, due - self.now))
        return True

    def settle(self) -> None:
        """Let everything go well until nothing but a ping is due."""
        for _ in range(1_000):
            if not self.go_well():
                return
        raise AssertionError("it does not come to rest")


def error(code: ErrorCode, text: str = "No.", *, fatal: bool = False, **more: str) -> events.Error:
    return events.Error(code, text, fatal, **more)
