"""Starting and ending the program: flags, exit statuses, the dialog, a connection."""

import logging
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from chat_gui.__main__ import _log_to_stderr, main
from tests.support import DEADLINE, RawClient, ServerProcess, environment, wait_until


@pytest.mark.parametrize(
    ("flags", "part"),
    [
        (["--connect", "not an address"], "not a computer's address"),
        (["--connect", "localhost:0"], "port"),
        (["--connect", "parlor://localhost/#fingerprint=12"], "not whole"),
        (["parlor://local host"], "not a computer's address"),
        (["parlor://localhost", "--connect", "localhost"], "not allowed with"),
        (["--nick", "server"], "kept for the program"),
        (["--nick", ""], "Pick a nickname"),
        (["--data", "/dev/null/x"], "can't be used"),
        (["--wrong"], "unrecognized"),
        (["--data", "/dev/null/\x1b[2J\x9b"], "\\x1b[2J\\x9b"),
        (["parlor://%1b[2J\u202e"], "not a computer's address"),
        (["--connect", "localhost", "--host-here"], "not allowed with"),
    ],
)
def test_a_bad_flag_gets_one_line(
    flags: list[str], part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(flags) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert said[:-1].isprintable()
    assert said.startswith("parlor: ")
    assert part in said


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("parlor ")


def test_the_log_acts_on_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """What a server has chosen may stand in an error."""
    with logging_to_stderr():
        try:
            raise ValueError("\x1b]0;gone\x07")
        except ValueError:
            logging.getLogger("chat_gui.test").warning("it said %s", "\x9b2J", exc_info=True)
    said = capsys.readouterr().err
    assert "WARNING chat_gui.test: it said \\x9b2J\n" in said
    assert "ValueError: \\x1b]0;gone\\x07\n" in said
    assert said.replace("\n", "").isprintable()


@contextmanager
def logging_to_stderr() -> Iterator[None]:
    """The window's own logging, and afterwards the tests' again."""
    root = logging.getLogger()
    before, root.handlers = root.handlers, []
    try:
        _log_to_stderr()
        yield
    finally:
        root.handlers = before


@contextmanager
def run(data: Path, *flags: str, **env: str) -> Iterator["subprocess.Popen[str]"]:
    """The program as a process of its own, ended whatever happens."""
    process = subprocess.Popen(
        [sys.executable, "-m", "chat_gui", "--data", str(data), *flags],
        stderr=subprocess.PIPE,
        text=True,
        env=environment(**env),
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=DEADLINE)


def end(process: "subprocess.Popen[str]", how: signal.Signals) -> tuple[int, str]:
    """Ask it to end; gives its status and what it said on standard error."""
    process.send_signal(how)
    status = process.wait(DEADLINE)
    assert process.stderr is not None
    return status, process.stderr.read()


def test_no_display_is_one_line(tmp_path: Path) -> None:
    with run(tmp_path, DISPLAY="") as process:
        assert process.wait(DEADLINE) == 2
        assert process.stderr is not None
        said = process.stderr.read()
    assert said.count("\n") == 1
    assert "screen" in said


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_window_joins_and_ends(
    display: str, server: ServerProcess, tmp_path: Path, how: signal.Signals
) -> None:
    where = ["--connect", f"127.0.0.1:{server.port}", "--nick", "Ada", "--plaintext"]
    with RawClient(server.port, "Bob") as bob:
        bob.join()
        with run(tmp_path, *where, DISPLAY=display) as process:
            bob.until("joined")
            assert end(process, how) == (0, "")
        bob.until("left")
        with run(tmp_path, "--plaintext", DISPLAY=display) as process:  # straight in, this time
            bob.until("joined")
            assert end(process, how) == (0, "")


def test_hosting_from_the_command_line(display: str, tmp_path: Path) -> None:
    kept = tmp_path / "settings.json"
    with run(tmp_path, "--host-here", "--nick", "Ada", DISPLAY=display) as process:
        wait_until(lambda: kept.exists() and '"host_here": true' in kept.read_text(), "hosting")
        assert end(process, signal.SIGTERM) == (0, "")
