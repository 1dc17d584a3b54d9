"""Ada and Bob, who chat while the server is attacked, in a process of their own.

So they measure the server and not the attacker. Each says something every 20 ms and notes how long
it takes to come back, and to reach the other. A line on standard input names the stage that begins;
a stage of which enough is measured is named on standard output. At the end of the input they wait
for all that was said, and print what they have measured.
"""

import json
import selectors
import socket
import ssl
import sys
import time
from collections import defaultdict
from statistics import quantiles
from typing import Any

from chat_server.protocol import codec, commands, events
from tests.support import trusting

PAUSE = 0.02
"""Seconds between two messages of one person."""
MOST_UNHEARD = 40
"""Messages that are on their way at once: a server that stood still may not find them a flood."""
PATIENCE = 30.0
"""Seconds until what was said must have come to both."""
READ_BYTES = 256 * 1024
ENOUGH = 30
"""Messages that came back, for a stage to be measured."""


class Bystander:
    """One of them: a connection, what was said on it and what was heard."""

    def __init__(self, nick: str, port: int, tls: bool) -> None:
        self.nick = nick
        self.decoder = codec.event_decoder()
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls:
            self.socket = trusting().wrap_socket(self.socket)
        self.socket.setblocking(False)
        self.unsent = b""
        self.next_at = 0.0
        self.due = 0.0
        """Since when a message waits because too many are on their way; its time begins here."""
        self.said = 0
        self.heard: dict[str, list[int]] = defaultdict(list)
        """Numbers of messages by who said them, as they came."""
        self.here = False

    def tell(self, command: commands.Command) -> None:
        self.unsent += codec.encode(command)
        self.flush()

    def flush(self) -> None:
        while self.unsent:
            try:
                self.unsent = self.unsent[self.socket.send(self.unsent) :]
            except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
                return

    def read(self) -> list[events.AnyEvent]:
        """All that has come. Raises `EOFError` when the server has closed."""
        found: list[events.AnyEvent] = []
        while True:
            try:
                data = self.socket.recv(READ_BYTES)
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                return found
            if not data:
                raise EOFError(f"{self.nick} was closed after {found[-1:]}")
            for one in self.decoder.feed(data):
                if isinstance(one, codec.Fault):
                    raise ValueError(f"{self.nick} was told what is no event: {one.text}")
                found.append(one)


class Chat:
    """The two of them."""

    def __init__(self, port: int, tls: bool) -> None:
        self.people = {nick: Bystander(nick, port, tls) for nick in ("Ada", "Bob")}
        self.stage = "quiet"
        self.sent: dict[tuple[str, int], tuple[float, str]] = {}
        """When a message was said, and what happened then."""
        self.times: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        self.selector = selectors.DefaultSelector()
        for person in self.people.values():
            self.selector.register(person.socket, selectors.EVENT_READ, person)
            person.tell(commands.Hello(1, person.nick))
            person.tell(commands.Join("lobby"))
        self.selector.register(sys.stdin, selectors.EVENT_READ, None)
        self.listening = True

    def run(self) -> None:
        """Talk until standard input ends, then until all has come."""
        self._until(lambda: all(person.here for person in self.people.values()))
        while self.listening:
            self._turn()
        self._until(self._complete)

    def _until(self, condition: Any) -> None:
        end = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > end:
                counts = {one.nick: one.said for one in self.people.values()}
                heard = {one.nick: dict(one.heard) for one in self.people.values()}
                raise TimeoutError(f"said {counts}, heard {heard}"[:2_000])
            self._turn()

    def _complete(self) -> bool:
        return all(
            len(person.heard[other.nick]) >= other.said
            for person in self.people.values()
            for other in self.people.values()
        )

    def _turn(self) -> None:
        for key, _ in self.selector.select(PAUSE / 4):
            if key.data is None:
                line = sys.stdin.readline()
                self.listening = bool(line)
                self.stage = line.strip() or self.stage
                if not line:
                    self.selector.unregister(sys.stdin)
                continue
            told = key.data.read()
            now = time.monotonic()
            for event in told:
                self._hear(key.data, event, now)
        for person in self.people.values():
            person.flush()
            self._say(person)

    def _hear(self, person: Bystander, event: events.AnyEvent, now: float) -> None:
        if isinstance(event, events.Error):
            raise ValueError(f"{person.nick} was told: {event.text}")
        if isinstance(event, events.RoomState):
            person.here = True
        elif isinstance(event, events.Ping):
            person.tell(commands.Pong())
        elif isinstance(event, events.Message) and event.by.nick in self.people:
            number = int(event.id)
            person.heard[event.by.nick].append(number)
            at, stage = self.sent[event.by.nick, number]
            what = "echo" if event.by.nick == person.nick else "other"
            self.times[stage][what].append(now - at)
            if what == "echo" and len(self.times[stage][what]) == ENOUGH:
                print(stage, flush=True)

    def _say(self, person: Bystander) -> None:
        now = time.monotonic()
        together = all(one.here for one in self.people.values())
        if not (together and self.listening) or now < person.next_at:
            return
        if person.said - len(person.heard[person.nick]) >= MOST_UNHEARD:
            person.due = person.due or now
            return
        person.next_at = max(person.next_at + PAUSE, now)
        person.said += 1
        self.sent[person.nick, person.said] = (person.due or now, self.stage)
        person.due = 0.0
        text = f"{person.nick} says the {person.said}th thing"
        person.tell(commands.Send("lobby", str(person.said), text))

    def report(self) -> dict[str, Any]:
        """What was measured, and what went wrong."""
        wrong = [
            f"{person.nick} heard of {nick} {found[:20]} …, {len(found)} in all"
            for person in self.people.values()
            for nick, found in person.heard.items()
            if found != list(range(1, self.people[nick].said + 1))
        ]
        said = sum(person.said for person in self.people.values())
        return {"said": said, "wrong": wrong, "times": _summed_up(self.times)}


def _summed_up(times: dict[str, dict[str, list[float]]]) -> dict[str, dict[str, list[float]]]:
    """For each stage and way the median, the 99th percentile and the most, in milliseconds."""
    return {
        stage: {
            what: [_percentile(some, 50), _percentile(some, 99), max(some) * 1000]
            for what, some in ways.items()
        }
        for stage, ways in times.items()
    }


def _percentile(some: list[float], which: int) -> float:
    return quantiles([*some, *some], n=100)[which - 1] * 1000


def main() -> None:
    """`python -m tests.attacks.bystanders PORT plaintext|TLS`."""
    chat = Chat(int(sys.argv[1]), sys.argv[2] == "TLS")
    try:
        chat.run()
    except (OSError, EOFError, ValueError) as error:  # TimeoutError is an OSError
        print(json.dumps({"failed": f"{type(error).__name__}: {error}"}), flush=True)
        return
    print(json.dumps(chat.report()), flush=True)


if __name__ == "__main__":
    main()
