"""Fixtures for all tests.

A logged error, an exception in a Tk callback or a failed script of Tk's own fails the test.
"""

import gc
import logging
import os
import shutil
import signal
import subprocess
import sys
import time
import tkinter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests import tk_scripts
from tests.lan.network import Lan, NoNamespaces
from tests.support import EXAMPLES, ServerProcess, examples

if TYPE_CHECKING:
    from tests.views.stage import Stage

settings.register_profile(
    "parlor",
    deadline=None,
    max_examples=examples(100),
    # What lands is judged by what was changed, not by luck: `make explore` is for finding more.
    derandomize=EXAMPLES == 1,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    print_blob=True,
)
settings.load_profile("parlor")
# A shell that starts the tests beside something else has them, and all they start, ignore Ctrl+C.
signal.signal(signal.SIGINT, signal.default_int_handler)
if sys.platform != "win32":  # it is about noon: what one test says is said on one day
    os.environ["TZ"] = f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"
    time.tzset()


def pytest_collection_finish() -> None:
    """What is there before the first test stays: no collection needs to look through it again."""
    gc.collect()
    gc.freeze()


@contextmanager
def virtual_display() -> Iterator[str]:
    """A virtual display with a window manager, until the block ends; gives its name."""
    for program in ("Xvfb", "openbox"):
        assert shutil.which(program), f"{program} is missing: `make test` installs it."
    read, write = os.pipe()
    xvfb = subprocess.Popen(
        [
            *("Xvfb", "-displayfd", str(write), "-noreset", "-nolisten", "tcp"),
            *("-dpi", "96", "-screen", "0", "1600x1200x24"),
        ],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        name = f":{pipe.readline().strip()}"
    manager = subprocess.Popen(
        ["openbox"], env={**os.environ, "DISPLAY": name}, stderr=subprocess.DEVNULL
    )
    try:
        yield name
    finally:
        for process in (manager, xvfb):
            process.terminate()
            process.wait(10)


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """The display on which every window of the run opens."""
    if sys.platform != "linux":
        pytest.skip("windows are tested on a virtual display, which only Linux has")
    with virtual_display() as name, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DISPLAY", name)
        yield name


@pytest.fixture(scope="session", autouse=True)
def scripts_heard() -> Iterator[None]:
    """Hear of failed scripts of Tk's from the first root to the last."""
    with tk_scripts.heard():
        yield


@pytest.fixture
def stage(display: str) -> Iterator["Stage"]:  # noqa: ARG001
    """A window of 900 × 620 that has the keyboard."""
    from tests.views.stage import Stage  # few tests need the window's modules

    made = Stage()
    yield made
    made.close()


@pytest.fixture
def nothing_collected() -> Iterator[None]:
    """For who has threads beside Tk: no picture can go in another one while no main loop runs."""
    gc.collect()
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture
def allowed_errors() -> list[str]:
    """Append a part of a log line here to allow an error that the test provokes."""
    return []


@pytest.fixture(autouse=True)
def no_hidden_errors(
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    allowed_errors: list[str],
) -> Iterator[None]:
    """Fail the test on a logged error or an exception in a Tk callback that it did not allow."""
    in_tk: list[BaseException] = []
    monkeypatch.setattr(
        tkinter.Tk,
        "report_callback_exception",
        lambda _self, _type, value, _trace: in_tk.append(value),
    )
    yield
    logged = [
        record.getMessage()
        for phase in ("setup", "call", "teardown")
        for record in caplog.get_records(phase)
        if record.levelno >= logging.ERROR
    ]
    unexpected = [line for line in logged if not any(part in line for part in allowed_errors)]
    assert not unexpected, f"errors were logged: {unexpected}"
    failed, tk_scripts.failed[:] = [*tk_scripts.failed], []
    assert not in_tk, f"exceptions in Tk callbacks: {in_tk}"
    assert not failed, f"scripts of Tk's failed: {failed}"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    """A running server with an empty data folder."""
    with ServerProcess(tmp_path / "server-data") as running:
        yield running


_no_namespaces: set[str] = set()
"""Why tests with several computers were skipped."""


@pytest.fixture
def lan() -> Iterator[Lan]:
    """A switch into which a test plugs computers."""
    try:
        network = Lan()
    except NoNamespaces as error:
        _no_namespaces.add(str(error))
        pytest.skip(f"network namespaces are not to be had here: {error}")
    with network:
        yield network


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly that there could be no network."""
    for reason in sorted(_no_namespaces):
        terminalreporter.section(
            "NOT TESTED: several computers on one network", red=True, bold=True
        )
        terminalreporter.line(f"Network namespaces are not to be had here: {reason}")
