"""Attacks run against an encrypted server, and where the wire matters against a plain one, too.

The end of the run has the table.
"""

import sys
from pathlib import Path

import pytest

from tests.attacks.arena import Arena, Result

RESULTS = pytest.StashKey[list[Result]]()
HEAD = (
    f"{'attack':44}{'wire':10} {'quiet':>13} {'attacked':>13} {'other':>13} {'most':>6}  cores  MB"
)

linux_only = pytest.mark.skipif(
    sys.platform != "linux", reason="reads /proc, comes from 127.0.0.66"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(linux_only)


@pytest.fixture(params=["plaintext", "TLS"])
def arena(request: pytest.FixtureRequest, tmp_path: Path) -> Arena:
    """Where to attack."""
    kept = request.config.stash.setdefault(RESULTS, [])
    which = request.node.callspec.id.replace("plaintext", "").replace("TLS", "").strip("-")
    name = f"{request.node.originalname.removeprefix('test_')} {which}".replace("_", " ").strip()
    return Arena(tmp_path / "data", request.param == "TLS", name, kept.append)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    results = config.stash.get(RESULTS, [])
    if not results:
        return
    terminalreporter.section("what Ada and Bob noticed: milliseconds, median/99th percentile")
    terminalreporter.write_line(HEAD)
    for result in sorted(results, key=lambda one: (one.wire, one.attack)):
        terminalreporter.write_line(_line(result))


def _line(result: Result) -> str:
    quiet, attacked = result.times.get("quiet", {}), result.times.get("attack", {})
    most = max((times[2] for times in attacked.values()), default=0.0)
    return (
        f"{result.attack:44}{result.wire:10} {_pair(quiet, 'echo')} {_pair(attacked, 'echo')}"
        f" {_pair(attacked, 'other')} {most:6.0f}  {result.cpu:5.2f} {result.growth / 1e6:3.0f}"
    )


def _pair(ways: dict[str, list[float]], what: str) -> str:
    if what not in ways:
        return f"{'-':>13}"
    median, nearly_all, _ = ways[what]
    return f"{median:5.1f} /{nearly_all:6.1f}"
