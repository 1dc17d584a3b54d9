"""A real server that newcomers need an invite for."""

import json
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from chat_server import console_key
from chat_server.records import CONSOLE_NICK
from tests.server.keys import Key, prove
from tests.support import DEADLINE, RawClient, ServerProcess, assert_sound, wait_until

WRONG = "0000-0000-0000-0000"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path / "data", 0, "--invite") as running:
        yield running


def generous(tmp_path: Path) -> ServerProcess:
    """A server that lets one address try many codes, and people say much."""
    data = tmp_path / "data"
    data.mkdir()
    settings = "[limits]\nrate = 1000\nburst = 1000\n[quotas]\ncode_burst = 200\n"
    (data / "parlor.toml").write_text(settings)
    return ServerProcess(data, 0, "--invite")


@contextmanager
def console(server: ServerProcess) -> Iterator[RawClient]:
    """The server's own person, who may make invites."""
    with RawClient(server.port) as client:
        prove(client, Key(console_key.read(server.data)), CONSOLE_NICK)
        yield client


def make(client: RawClient, **more: Any) -> dict[str, Any]:
    """An invite."""
    client.send(type="invite", **more)
    return client.until("invited")


def knock(server: ServerProcess, nick: str, **more: Any) -> dict[str, Any]:
    """Say hello, hang up; gives the answer."""
    with RawClient(server.port) as client:
        client.send(type="hello", version=1, nick=nick, **more)
        return client.next()


def test_a_newcomer_needs_a_code_and_is_known_afterwards(server: ServerProcess):
    with console(server) as owner:
        made = make(owner, uses=1, role="guest")
        assert knock(server, "Bob")["code"] == "needs-invite"
        assert knock(server, "Bob", invite=WRONG)["code"] == "needs-invite"
        with RawClient(server.port, "Bob", invite=made["code"]) as bob:
            assert bob.welcome["you"]["role"] == "guest"
        back = knock(server, "Bob", session=bob.welcome["session"])
        assert back["you"] == bob.welcome["you"]
        assert knock(server, "Third", invite=made["code"])["code"] == "needs-invite"
        owner.send(type="invites")
        assert owner.until("invites")["invites"] == []


def test_what_is_pipelined_after_hello_is_done(server: ServerProcess):
    with console(server) as owner, RawClient(server.port) as bob:
        code = make(owner)["code"]
        said = [
            {"type": "hello", "version": 1, "nick": "Bob", "invite": code},
            {"type": "join", "room": "lobby"},
            {"type": "send", "room": "lobby", "id": "1", "text": "hello"},
        ]
        bob.raw(b"".join(json.dumps(one).encode() + b"\n" for one in said))
        bob.socket.shutdown(1)  # says no more, and is told all the same
        told = [event["type"] for event in bob.events()]
    assert [one for one in told if one not in {"joined", "left"}] == ["welcome", "room", "message"]


def test_a_revoked_code_and_one_over_its_time_let_nobody_in(server: ServerProcess):
    with console(server) as owner:
        made = make(owner)
        owner.send(type="revoke", invite=made["code"])
        owner.until("done")
        assert knock(server, "Bob", invite=made["code"])["code"] == "needs-invite"
        short = make(owner, until=int(time.time() * 1_000) + 500)
        answers = (knock(server, f"Bob {n}", invite=short["code"]) for n in range(20))
        wait_until(lambda: next(answers).get("code") == "needs-invite", "the invite ends")


def test_of_many_who_race_for_the_last_use_one_comes_in(server: ServerProcess):
    with console(server) as owner, ExitStack() as stack:
        code = make(owner, uses=1)["code"]
        racers = [stack.enter_context(RawClient(server.port)) for _ in range(8)]
        for number, racer in enumerate(racers):
            racer.send(type="hello", version=1, nick=f"Bob {number}", invite=code)
        answers = [racer.next() for racer in racers]
    assert sorted(one.get("code", "in") for one in answers) == ["in", *7 * ["needs-invite"]]


def test_invites_and_their_uses_outlive_a_restart(tmp_path: Path):
    data = tmp_path / "data"
    with ServerProcess(data, 0, "--invite") as server, console(server) as owner:
        twice, ended = make(owner, uses=2)["code"], make(owner)["code"]
        owner.send(type="revoke", invite=ended)
        owner.until("done")
        assert knock(server, "Bob", invite=twice)["type"] == "welcome"
        server.kill()
    with ServerProcess(data, 0, "--invite") as server:
        assert knock(server, "Third", invite=ended)["code"] == "needs-invite"
        assert knock(server, "Third", invite=twice)["type"] == "welcome"
        assert knock(server, "Visitor", invite=twice)["code"] == "needs-invite"
        assert server.stop() == 0
    assert_sound(data)
    secret = twice.replace("-", "")[4:].encode()
    assert not any(secret in file.read_bytes() for file in data.glob("**/*") if file.is_file())


def test_peers_who_are_gone_before_the_answer_harm_nobody(tmp_path: Path):
    with generous(tmp_path) as server, console(server) as owner:
        code = make(owner, uses=1)["code"]
        for number in range(40):
            with RawClient(server.port) as gone:
                gone.send(type="hello", version=1, nick=f"Visitor {number}", invite=WRONG)
        assert knock(server, "Bob", invite=code)["type"] == "welcome"
        assert server.stop() == 0
    assert "trace" not in server.stderr.read_text()


class Talking:
    """Ada and Bob, who say something every 10 ms until told to stop, and how long echoes took."""

    def __init__(self, server: ServerProcess, code: str) -> None:
        self.clients = [RawClient(server.port, nick, invite=code) for nick in ("Ada", "Bob")]
        self.took: list[float] = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._talk, args=[one]) for one in self.clients]
        for client in self.clients:
            client.join()
        for thread in self._threads:
            thread.start()

    def _talk(self, client: RawClient) -> None:
        number = 0
        while not self._stop.wait(0.01):
            number += 1
            begun = time.perf_counter()
            client.say("hello", f"{number}")
            by = client.welcome["you"]
            while client.until("message", id=f"{number}")["by"]["id"] != by["id"]:
                pass
            self.took.append(1_000 * (time.perf_counter() - begun))

    def measured(self, until: int) -> list[float]:
        """The milliseconds of the echoes, when there are so many."""
        wait_until(lambda: len(self.took) >= until, "echoes")
        took, self.took = self.took, []
        return took

    def close(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(DEADLINE)
        for client in self.clients:
            client.close()


def shown(took: list[float]) -> str:
    nearly_all = statistics.quantiles(took, n=100)[98]
    return f"median {statistics.median(took):.1f}, p99 {nearly_all:.1f}, most {max(took):.1f} ms"


def test_a_hundred_wrong_codes_are_hashed_and_nobody_waits(tmp_path: Path):
    with generous(tmp_path) as server, console(server) as owner:
        talking = Talking(server, make(owner)["code"])
        try:
            quiet = talking.measured(200)
            codes = [answer["code"] for _ in range(20) for answer in five_wrong(server)]
            attacked = talking.measured(200)
        finally:
            talking.close()
        assert codes == 100 * ["needs-invite"]
        print(f"\nechoes: {shown(quiet)}; with 100 wrong codes: {shown(attacked)}")
        assert statistics.median(attacked) < 50, "hashes take 30 ms each, one after the other"
        assert server.stop() == 0


def five_wrong(server: ServerProcess) -> list[dict[str, Any]]:
    """Five wrong codes at once on one connection, which is closed after them."""
    with RawClient(server.port) as client:
        for number in range(6):
            client.send(type="hello", version=1, nick="Visitor", invite=f"{number:04}-{WRONG[5:]}")
        answers = list(client.events())
    assert [one["fatal"] for one in answers] == [False, False, False, False, True]
    return answers


def test_wrong_codes_of_one_address_are_soon_not_looked_at(server: ServerProcess):
    answers: list[str] = []
    with console(server) as owner:
        code = make(owner)["code"]
        while "slow-down" not in answers:
            answers += [one["code"] for one in wrong_until_told(server)]
        assert 20 <= answers.count("needs-invite") <= 21
        assert knock(server, "Bob", invite=code)["code"] == "slow-down"
    log = server.stderr.read_text()
    assert 'refused why="wrong invite" subject=127.0.0.1' in log
    assert 'refused why="too many invites of an address" subject=127.0.0.1' in log
    assert log.count("wrong invite") < 20, "a line a second at most"


def wrong_until_told(server: ServerProcess) -> list[dict[str, Any]]:
    with RawClient(server.port) as client:
        for _ in range(5):
            client.send(type="hello", version=1, nick="Visitor", invite=WRONG)
        return [client.next() for _ in range(5)]
