"""The figures that Prometheus reads: of a real server, and what they never tell."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from chat_server.figures import Durations, Figures, HubFigures, ReactorFigures, Spread
from chat_server.metrics import LABELS, ROWS, Exposition
from tests.server.keys import Key, prove
from tests.support import DEADLINE, RawClient, ServerProcess, wait_until

Values = dict[tuple[str, str], float]
"""By name and the one label's value."""


def parsed(text: str) -> Values:
    values: Values = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            values[sample.name, "".join(sample.labels.values())] = sample.value
    return values


class Scraped:
    """A server whose metrics are read."""

    def __init__(self, server: ServerProcess) -> None:
        self.server = server
        self.port = server.metrics

    def text(self) -> str:
        address = f"http://127.0.0.1:{self.port}/metrics"
        with urllib.request.urlopen(address, timeout=DEADLINE) as answer:
            assert answer.headers["Content-Type"].startswith("text/plain; version=")
            return str(answer.read().decode())

    def value(self, name: str, label: str = "") -> float:
        return parsed(self.text())[f"parlor_{name}", label]

    def until(self, name: str, wanted: float, label: str = "") -> None:
        """Read again until a metric has this value."""
        wait_until(self._is(name, label, wanted), f"{name} {label} is {wanted}")

    def _is(self, name: str, label: str, wanted: float) -> Callable[[], bool]:
        return lambda: self.value(name, label) == wanted


@pytest.fixture
def scraped(tmp_path: Path) -> Iterator[Scraped]:
    with ServerProcess(tmp_path / "data", 0, "--metrics", "0") as server:
        yield Scraped(server)


def test_what_happens_on_a_server_is_counted(scraped: Scraped):
    with RawClient(scraped.server.port, "Ada") as ada, RawClient(scraped.server.port, "Bob") as bob:
        ada.join("tea")
        bob.join("tea")
        for number in range(3):
            ada.say("hello", f"{number}", "tea")
        bob.until("message", id="2")
        ada.send(type="join", room="a b")
        ada.until("error")
        scraped.until("connections", 2)
        scraped.until("people", 2)
        scraped.until("rooms", 2)
        scraped.until("entries_total", 3)
        scraped.until("connections_accepted_total", 2)
        scraped.until("refusals_total", 1, "bad-request")
        commits = scraped.value("commit_seconds_count")
        assert 3 <= commits <= scraped.value("batches_total") <= scraped.value("rounds_total")
        assert scraped.value("log_bytes", "log.sqlite3") > 0
        assert scraped.value("waiting", "hub") == 0
    scraped.until("connections", 0)
    scraped.until("people", 0)


def test_nobody_and_no_room_is_named(scraped: Scraped):
    with RawClient(scraped.server.port) as ada:
        prove(ada, Key(), "Ada")
        ada.join("robots")
        ada.say("zebra", "1", "robots")
        ada.until("message", room="robots")
        for _ in range(60):
            ada.send(type="ping")
        ada.until("error", code="slow-down")
        wait_until(lambda: "too many commands" in scraped.text(), "it is noted")
        text = scraped.text()
    for named in ("Ada", "robots", "zebra", "127.0.0.1"):
        assert named not in text


def test_every_byte_that_is_said_is_counted(scraped: Scraped):
    heard = 0
    with RawClient(scraped.server.port) as ada, RawClient(scraped.server.port) as bob:
        for client, nick in ((ada, "Ada"), (bob, "Bob")):
            client.send(type="hello", version=1, nick=nick)
            heard += len(client.file.readline())
            client.send(type="join", room="lobby")
            heard += read_on(client, '"room"')
        heard += read_on(ada, '"joined"')
        for number in range(5):
            ada.say("x" * 1_000, f"{number}")
            heard += sum(read_on(client, '"message"') for client in (ada, bob))
        scraped.until("sent_bytes_total", heard)


def read_on(client: RawClient, kind: str) -> int:
    """The bytes up to the next event of a kind."""
    size = 0
    while line := client.file.readline():
        size += len(line)
        if f'"type":{kind}'.encode() in line:
            break
    return size


def test_who_is_turned_away_is_counted_by_reason(tmp_path: Path):
    data = tmp_path / "data"
    data.mkdir()
    settings = "[capacity]\nper_address = 2\narrival_burst = 2\narrival_rate = 1\n"
    (data / "parlor.toml").write_text(settings)
    with ServerProcess(data, 0, "--metrics", "0") as server:
        scraped = Scraped(server)
        clients = [RawClient(server.port) for _ in range(4)]
        scraped.until("connections_turned_away_total", 2, "address")
        assert scraped.value("connections_turned_away_total", "fast") == 0
        for client in clients:
            client.close()
        wait_until(lambda: hurried(scraped), "who comes too fast is counted as that")
        assert scraped.value("connections_turned_away_total", "full") == 0


def hurried(scraped: Scraped) -> bool:
    """One more has come and gone; whether any came too fast."""
    RawClient(scraped.server.port).close()
    return scraped.value("connections_turned_away_total", "fast") > 0


def test_handshakes_that_come_to_nothing_are_counted(tmp_path: Path):
    with ServerProcess(tmp_path / "data", 0, "--metrics", "0", tls=True) as server:
        scraped = Scraped(server)
        with socket.create_connection(("127.0.0.1", server.port), DEADLINE) as sock:
            scraped.until("handshakes", 1)
            sock.sendall(b"GET / HTTP/1.1\r\n\r\n")
            scraped.until("handshakes_failed_total", 1)
        scraped.until("handshakes", 0)


def test_who_does_not_keep_up_is_counted(tmp_path: Path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "parlor.toml").write_text("[limits]\noutbox = 100_000\nrate = 10_000\nburst = 10_000\n")
    with ServerProcess(data, 0, "--metrics", "0") as server, RawClient(server.port, "Ada") as ada:
        scraped = Scraped(server)
        ada.join()
        with RawClient(server.port, "Bob") as bob:
            bob.join()
            number = 0
            while not scraped.value("too_slow_total"):
                for _ in range(300):
                    number += 1
                    ada.say("x" * 8_000, f"{number}")
                    ada.until("message", id=f"{number}")


def test_a_wrong_invite_and_hashes_that_wait_are_counted(tmp_path: Path):
    with ServerProcess(tmp_path / "data", 0, "--invite", "--metrics", "0") as server:
        scraped = Scraped(server)
        with RawClient(server.port) as bob:
            bob.send(type="hello", version=1, nick="Bob", invite="0000")
            bob.until("error")
        scraped.until("noted_refusals_total", 1, "wrong invite")
        scraped.until("refusals_total", 1, "needs-invite")


def run(*flags: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "chat_server", "--plaintext", "--port", "0", *flags],
        capture_output=True,
        text=True,
        timeout=DEADLINE,
    )


def test_a_port_in_use_is_told_in_one_sentence(scraped: Scraped, tmp_path: Path):
    ended = run("--data", str(tmp_path / "other"), "--metrics", str(scraped.port))
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr == (
        f"parlor-server: Port {scraped.port} is used by another program; stop it or choose another"
        " with --metrics.\n"
    )


@pytest.mark.parametrize("port", ["-1", "65536", "x"])
def test_what_is_no_port_is_told(tmp_path: Path, port: str):
    ended = run("--data", str(tmp_path / "data"), "--metrics", port)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert len(ended.stderr.splitlines()) == 1


def test_nobody_on_the_network_reads_them(scraped: Scraped):
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", scraped.port), DEADLINE)


def test_without_the_flag_its_code_is_not_even_loaded():
    asked = "import sys, chat_server.__main__; print('prometheus_client' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True)
    assert ended.stdout == "False\n"


# The text


NO_COMMITS = Durations().read()


def figures(commits: Spread = NO_COMMITS) -> Figures:
    hub = HubFigures(
        *(1, 2, 3, 4, 5, 6, 7), commits=commits, failed_commits=8, refusals={}, noted={}
    )
    reactor = ReactorFigures(*(1, 2, 3, 4, 5), turned_away={}, too_slow=6, rounds=7, sent_bytes=8)
    return Figures("1.0", hub, reactor, waiting={}, refused_searches=0, log_bytes={})


def test_durations_are_told_apart_by_size():
    took = Durations()
    for seconds in (0.001, 0.0011, 0.5, 7.0):
        took.add(seconds)
    text = Exposition(lambda: figures(took.read())).text().decode()
    values = parsed(text)
    buckets = [values["parlor_commit_seconds_bucket", bound] for bound in ("0.001", "1.0", "+Inf")]
    assert buckets == [1, 3, 4]
    assert values["parlor_commit_seconds_count", ""] == 4
    assert values["parlor_commit_seconds_sum", ""] == pytest.approx(7.5021)


def test_names_are_as_prometheus_has_them():
    names = [name for _, name, _, _ in ROWS]
    assert len(set(names)) == len(names)
    assert LABELS.keys() <= set(names)
    text = Exposition(figures).text().decode()
    for family in text_string_to_metric_families(text):
        assert family.documentation
        assert family.name.startswith(("parlor_", "process_"))
        totals = [sample.name for sample in family.samples if sample.name.endswith("_total")]
        assert bool(totals) == (family.type == "counter" and bool(family.samples))


def test_a_text_is_made_once_a_second_however_often_it_is_read(monkeypatch: pytest.MonkeyPatch):
    made: list[Figures] = []

    def counting() -> Figures:
        made.append(figures())
        return made[-1]

    now = time.monotonic()
    exposition = Exposition(counting)
    monkeypatch.setattr(time, "monotonic", lambda: now)
    assert exposition.text() == exposition.text()
    assert len(made) == 1
    monkeypatch.setattr(time, "monotonic", lambda: now + 1.0)
    exposition.text()
    assert len(made) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_what_the_system_knows_of_the_process_is_in_it():
    assert "process_open_fds" in Exposition(figures).text().decode()
