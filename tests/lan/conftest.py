"""A network for each test; where there can be none, the end of the test run says so loudly."""

import sys
from collections.abc import Iterator

import pytest

from tests.lan.network import Lan, NoNamespaces

_missing: set[str] = set()


@pytest.fixture
def lan() -> Iterator[Lan]:
    """A switch into which a test plugs computers."""
    try:
        network = Lan()
    except NoNamespaces as error:
        _missing.add(str(error) if sys.platform == "linux" else "only Linux has them")
        pytest.skip(f"network namespaces are not to be had here: {error}")
    with network:
        yield network


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for reason in sorted(_missing):
        terminalreporter.section(
            "NOT TESTED: several computers on one network", red=True, bold=True
        )
        terminalreporter.line(f"Network namespaces are not to be had here: {reason}")
