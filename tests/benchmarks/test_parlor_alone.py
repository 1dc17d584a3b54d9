"""The benchmarks of Parlor alone run and count right; how fast is never asked here."""

import sys
from pathlib import Path

import pytest

from benchmarks import fanout, growth, idle, library, log, plot, slow, soak
from benchmarks.load import Work
from benchmarks.people import Crowd, CrowdFailed
from benchmarks.servers import limit
from tests.support import RawClient, ServerProcess

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the load generator needs epoll")

THREADS = "6"
"""Of a server: main, hub, reactor, reader, searcher and vetting."""


@pytest.fixture(autouse=True)
def plots(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    folder = tmp_path / "plots"
    monkeypatch.setattr(plot, "PLOTS", folder)
    return folder


def test_a_crowd_comes_and_joins(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    size = idle.Size(people=20, calm=0.1)
    steps = idle.measure(size, tmp_path)
    idle.show(size, steps)
    assert len(steps) == 4
    assert all(step.memory > 0 and step.felt.pings for step in steps)
    assert "all join the lobby at once" in capsys.readouterr().out


def test_what_stops_a_crowd_is_said(tmp_path: Path) -> None:
    with (
        limit(tmp_path) as server,
        Crowd(server.port, 2, tmp_path) as crowd,
        pytest.raises(CrowdFailed, match="no welcome"),
    ):
        crowd.come()


def test_the_stopped_are_counted_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    none, some = Work("none", 12, 8, senders=3), Work("some", 12, 8, senders=3, stopped=4)
    size = slow.Size(none, some, seconds=0.1, rounds=1)
    ((without, with_them),) = slow.measure(size, tmp_path)
    slow.show(size, [(without, with_them)])
    assert (without.faults, with_them.faults) == (0, 0)
    assert without.deliveries == without.sent * 12
    assert with_them.deliveries == with_them.sent * 8
    assert "0 of 4" in capsys.readouterr().out


def test_a_long_log_is_joined_paged_and_searched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    size = log.Size(entries=2_000, tries=2)
    shelf = library.shelved(tmp_path, size.entries)
    assert shelf is library.shelved(tmp_path, size.entries)
    with (
        ServerProcess(shelf.folder, 0, "--no-limits") as server,
        RawClient(server.port, "Ada") as ada,
    ):
        kinds = [*log.joins(server.port, size), *log.pages(ada, size), *log.searches(ada, size)]
        assert ada.join("lobby")["last"] == 2_000
        assert ada.join("few")["last"] == library.FEW
    log.show(kinds)
    *each, every_search = kinds
    assert {len(kind.seconds) for kind in each} == {2}
    assert len(every_search.seconds) == 2 * sum("search" in kind.title for kind in each)
    assert "join a room of 2,000" in capsys.readouterr().out


def test_what_is_refused_is_no_figure(server: ServerProcess) -> None:
    with RawClient(server.port, "Ada") as ada, pytest.raises(log.Refused):
        log.ask(ada, {"type": "history", "room": "nowhere"})


def test_growth_is_drawn(tmp_path: Path, plots: Path) -> None:
    size = growth.Size(
        people=(10, 12), entries=(100, 200), listeners=10, rate=100, seconds=0.1, rounds=1
    )
    growth.run(tmp_path, size)
    for name in ("people", "entries"):
        drawn = (plots / f"{name}.svg").read_text("utf-8")
        assert drawn.startswith("<svg")
        assert "script" not in drawn


def test_growth_counts(tmp_path: Path) -> None:
    size = growth.Size(people=(10,), entries=(100,), listeners=10, seconds=0.1, rounds=2)
    for sizes in (growth.by_people(size, tmp_path), growth.by_entries(size, tmp_path)):
        (one,) = sizes.values()
        assert one.sent > 0
        assert (one.faults, one.deliveries) == (0, one.sent * 10)


def test_the_comparison_is_drawn(tmp_path: Path, plots: Path) -> None:
    size = fanout.Size((Work("12 people", 12, 8, senders=3),), seconds=0.1, rounds=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fanout, "SERVERS", {"Parlor": fanout.SERVERS["Parlor"]})
        fanout.run(tmp_path, size)
    assert "Parlor" in (plots / "fanout.svg").read_text("utf-8")


def test_people_who_come_and_go_leave_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    soak.run(tmp_path, seconds=1.5, sample_seconds=0.2)
    told = capsys.readouterr().out
    assert "at the end" in told
    assert "0 by the server; it ended with status 0" in told
    (line,) = [line for line in told.splitlines() if "at the end" in line]
    assert line.split("|")[-2].strip() == THREADS
