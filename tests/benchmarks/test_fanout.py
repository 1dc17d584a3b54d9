"""The comparison runs and counts right; how fast is never asked here."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import fanout, load
from benchmarks.compiled import HERE
from benchmarks.load import Work
from benchmarks.servers import SERVERS, Running, free_port, parlor, started

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the load generator needs epoll")

SMALL = fanout.Size((Work("12 people", 12, 8, senders=3),), seconds=0.1, rounds=1)


def test_every_server_has_a_turn_and_those_missing_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (work,) = SMALL.works
    result = fanout.measure(work, SMALL, tmp_path)
    fanout.show(work, result)
    assert set(result.rounds) | set(result.missing) == set(SERVERS)
    assert {"Parlor", "C, the limit", "thread per client"} <= set(result.rounds)
    for name, (figures,) in result.rounds.items():
        heard = work.people - (name in {"ngIRCd", "InspIRCd"})
        assert figures.sent > 0, name
        if name != "thread per client":  # it mixes up what two threads say at once
            assert (figures.deliveries, figures.faults) == (figures.sent * heard, 0), name
    printed = capsys.readouterr().out
    assert all(name in printed for name in SERVERS)


def test_stopped_readers_count_for_nobody_else(tmp_path: Path) -> None:
    work = Work("2 of 12 stopped", 12, 8, senders=3, stopped=2)
    with parlor(tmp_path) as server:
        figures = load.run(work, 0.1, server, tmp_path)
    assert figures.faults == 0
    assert figures.deliveries == figures.sent * 10


def test_a_missing_server_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(fanout, "SERVERS", {"Redis": SERVERS["Redis"]})
    monkeypatch.setattr("benchmarks.servers.shutil.which", lambda *_, **__: None)
    result = fanout.measure(SMALL.works[0], SMALL, tmp_path)
    fanout.show(SMALL.works[0], result)
    assert "Left out: Redis, redis-server is not installed." in capsys.readouterr().out


def test_a_server_that_does_not_start_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    false = shutil.which("false")
    monkeypatch.setattr("benchmarks.servers.shutil.which", lambda *_, **__: false)
    monkeypatch.setattr(fanout, "SERVERS", {"ngIRCd": SERVERS["ngIRCd"]})
    result = fanout.measure(SMALL.works[0], SMALL, tmp_path)
    assert result.missing == {"ngIRCd": "it ended with status 1 when it was started"}


def test_what_a_server_repeats_is_seen(tmp_path: Path) -> None:
    source = (HERE / "thread_per_client.py").read_text()
    program = tmp_path / "twice.py"
    program.write_text(source.replace("sendall(data)", "sendall(data + data)"))
    with started(sys.executable, program, stdout=subprocess.PIPE) as process:
        assert process.stdout
        server = Running("lines", int(process.stdout.readline()), process.pid)
        figures = load.run(SMALL.works[0], 0.1, server, tmp_path)
    assert figures.repeated > 0


def test_a_load_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(load.LoadFailed, match="Connection refused"):
        load.run(SMALL.works[0], 0.1, Running("lines", free_port(), 1), tmp_path)
