"""Flags, the configuration file and what goes wrong at the start: one line, the right status."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import asdict

from chat_server import flags
from chat_server.config import Config, ConfigError
from chat_server.listening import listen, shown
from tests.support import DEADLINE, RawClient, ServerProcess, wait_until


def run(*flags: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "chat_server", *flags], capture_output=True, text=True, timeout=20
    )


def refused(*flags: str) -> str:
    """The one line a start that can't be gives."""
    ended = run(*flags)
    assert ended.returncode == 2
    assert ended.stdout == ""
    (line,) = ended.stderr.splitlines()
    assert line.startswith("parlor-server: ")
    return line


INTERRUPTED = """
import signal, sys
from chat_server import __main__
__main__.Server = lambda config: signal.raise_signal(signal.SIGINT)
__main__.main(["--data", sys.argv[1]])
sys.exit("it went on")
"""


def test_ctrl_c_while_the_log_is_opened_ends_without_a_word(tmp_path: Path) -> None:
    program = [sys.executable, "-c", INTERRUPTED, str(tmp_path)]
    ended = subprocess.run(program, capture_output=True, text=True, timeout=DEADLINE)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("flags", "part"),
    [
        (["--port", "seven"], "is not a number"),
        (["--port", "65536"], "not between 0 and 65535"),
        (["--port", "-1"], "not between 0 and 65535"),
        (["--port"], "expected one argument"),
        (["--nonsense"], "--nonsense"),
        (["word"], "word"),
        (["--name", "a\x1b[31m"], "name"),
        (["--config", "/nowhere/parlor.toml"], "/nowhere/parlor.toml"),
        (["--data", "/proc/nowhere"], "/proc/nowhere"),
        (["--data", "/dev/null"], "/dev/null"),
        (["--data", "x" * 300], "can't be"),
        (["--data", "~nosuchuser/x"], "nosuchuser"),
        (["--config", "~nosuchuser/x"], "nosuchuser"),
        (["--config", "/"], "can't be read"),
        (["--port", "9" * 5_000], "is not a number"),
        (["backup"], "required: FILE; see parlor-server backup --help."),
        (["export", "lobby", "--format", "pdf"], "invalid choice: 'pdf'"),
        (["--keep-days", "3", "check"], "--keep-days is for the server and says nothing to check"),
        (["check", "--port", "1"], "--port"),
        (["check", "--config", "/nowhere/parlor.toml"], "/nowhere/parlor.toml"),
        (["perople"], "invalid choice: 'perople'; see parlor-server --help."),
        (["--keep-days", "nan"], "retention.days"),
        (["--keep-days", "-1"], "retention.days"),
        (["--keep-days", "soon"], "is not a number"),
        (["--keep-entries", "-1"], "retention.entries"),
    ],
)
def test_bad_flags_give_one_line(flags: list[str], part: str) -> None:
    assert part in refused(*flags)


def test_a_bad_host_is_named(tmp_path: Path) -> None:
    assert "256.0.0.1" in refused("--data", str(tmp_path), "--host", "256.0.0.1")
    for name in ("a..b", "ä" * 100):
        assert name in refused("--data", str(tmp_path), "--host", name)
    assert "192.0.2.1" in refused("--data", str(tmp_path), "--host", "192.0.2.1", "--port", "0")


def test_a_port_in_use_is_named(server: ServerProcess, tmp_path: Path) -> None:
    flags = ("--host", "127.0.0.1", "--port", str(server.port), "--data", str(tmp_path / "other"))
    assert f"Port {server.port}" in refused(*flags)


def test_a_second_server_on_the_folder_is_refused(server: ServerProcess) -> None:
    line = refused("--host", "127.0.0.1", "--port", "0", "--data", str(server.data))
    assert str(server.data) in line


def test_a_broken_log_is_named(tmp_path: Path) -> None:
    (tmp_path / "log.sqlite3").write_text("no database " * 1000)
    assert "log.sqlite3" in refused("--data", str(tmp_path), "--host", "127.0.0.1", "--port", "0")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("port = 'x'", "port"),
        ("prot = 1", "prot"),
        ("[limits]\ntext = 0", "limit"),
        ("[limits]\nping = 90", "ping"),
        ("[limits]\njoin_burst = 0", "join_burst"),
        ("[limits]\nrate = -1", "at least 0"),
        ("[capacity]\nper_address = -1", "per_address"),
        ("[quotas]\ncode_rate = nan", "code_rate"),
        ("[quotas]\ncode_rate = inf", "code_rate"),
        ("[quotas]\nsearches = 0", "searches"),
        ("[retention]\ndays = -1", "days"),
        ("[retention]\nday = 1", "day"),
        ("retention = 1", "retention"),
        ("[retention.rooms.'two words']\ndays = 1", "retention"),
        ("not toml", "TOML"),
        ("\x00", "TOML"),
    ],
)
def test_a_bad_file_gives_one_line(tmp_path: Path, text: str, part: str) -> None:
    (tmp_path / "parlor.toml").write_text(text)
    with pytest.raises(ConfigError, match=part):
        flags.read(["--data", str(tmp_path)])


def test_a_flag_beats_the_file_and_the_file_the_default(tmp_path: Path) -> None:
    text = 'port = 1\nname = "Lab"\nno-discovery = true\n[limits]\ntext = 100\n'
    (tmp_path / "parlor.toml").write_text(text)
    read, _ = flags.read(["--data", str(tmp_path), "--port", "2"])
    assert (read.port, read.name, read.no_discovery, read.plaintext) == (2, "Lab", True, False)
    assert read.limits.text == 100
    assert read.limits.nick == Config().limits.nick


def test_every_flag_stands_in_the_file_as_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "parlor.toml").write_text(
        "listen = 'nick=9090'\nkeep-days = 30\nkeep-entries = 9\n"
    )
    read, _ = flags.read(["--data", str(tmp_path), "--keep-entries", "7"])
    assert read.foreign_ports == [("nick", 9_090)]
    assert (read.retention.days, read.retention.entries) == (30, 7)


def test_what_is_kept_can_differ_by_room(tmp_path: Path) -> None:
    text = "[retention]\ndays = 30\n[retention.rooms.Robots]\nentries = 9\n"
    text += "[retention.rooms.'+Club']\nentries = 8\n"
    (tmp_path / "parlor.toml").write_text(text)
    retention = flags.read(["--data", str(tmp_path), "--keep-entries", "7"])[0].retention
    assert (retention.of("lobby").days, retention.of("lobby").entries) == (30, 7)
    assert (retention.of("robots").days, retention.of("robots").entries) == (0, 9)
    assert retention.of("+club").entries == 8


@pytest.mark.parametrize("command", ["", "backup", "export", "check"])
def test_help_tells_of_every_command(command: str) -> None:
    ended = run(*command.split(), "--help")
    assert (ended.returncode, ended.stderr) == (0, "")
    for part in ("--data DIR", "--config FILE", command or "backup", command or "export"):
        assert part in ended.stdout


@pytest.mark.parametrize(
    "words", ["--data {} backup copy", "backup --data {} copy", "backup copy --config {}/else.toml"]
)
def test_a_task_finds_its_folder(tmp_path: Path, words: str) -> None:
    (tmp_path / "else.toml").write_text(f"data = '{tmp_path}'\n")
    read, task = flags.read(words.format(tmp_path).split())
    assert read.folder == tmp_path
    assert task == flags.Backup("copy")


def test_the_data_of_the_later_flag_counts() -> None:
    read, task = flags.read(["--data", "one", "export", "lobby", "--data", "two"])
    assert (read.data, task) == ("two", flags.Export("lobby"))


def test_no_limits_lifts_rate_and_addresses(tmp_path: Path) -> None:
    read, _ = flags.read(["--data", str(tmp_path), "--no-limits"])
    assert (read.limits.rate, read.capacity.per_address) == (0, 0)
    assert (read.limits.join_rate, read.capacity.arrival_rate) == (0, 0)
    rates = {name: rate for name, rate in asdict(read.quotas).items() if name.endswith("rate")}
    assert rates
    assert set(rates.values()) == {0}


def test_the_default_host_is_everywhere_on_one_port() -> None:
    sockets = listen("0.0.0.0", 0)
    try:
        assert len({sock.getsockname()[1] for sock in sockets}) == 1
        assert shown(sockets[-1]).startswith("0.0.0.0:")
        assert all(shown(sock).startswith("[::]:") for sock in sockets[:-1])
    finally:
        for sock in sockets:
            sock.close()


def test_limits_of_the_file_are_told_and_kept(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "parlor.toml").write_text('name = "Lab 4"\n[limits]\ntext = 5\n')
    with ServerProcess(folder) as server, RawClient(server.port, "Ada") as ada:
        assert ada.welcome["server"]["name"] == "Lab 4"
        assert ada.welcome["limits"]["text"] == 5
        ada.join()
        ada.say("123456", "1")
        assert ada.until("error")["code"] == "too-long"


def test_too_many_connections_of_one_address(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "parlor.toml").write_text("[capacity]\nper_address = 2\n")
    with ServerProcess(folder) as server:
        ada, bob = RawClient(server.port, "Ada"), RawClient(server.port, "Bob")
        with ada, bob, RawClient(server.port) as third:
            assert third.until("error")["code"] == "server-full"
        wait_until(lambda: comes_in(server.port), "there is room again")


def comes_in(port: int) -> bool:
    with RawClient(port) as client:
        client.send(type="hello", version=1, nick="Ada 2")
        return client.next()["type"] == "welcome"


def test_the_ready_line_comes_when_it_accepts(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data") as server:
        RawClient(server.port, "Ada").close()
        wait_until(lambda: "not encrypted" in server.stderr.read_text(), "it says so")


@pytest.mark.skipif(not shutil.which("unshare"), reason="no unshare")
def test_a_user_without_a_home_says_where(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "HOME"}
    nobody = ["unshare", "--user", "--map-user=62203", "--map-group=62203"]
    if subprocess.run([*nobody, "true"], capture_output=True).returncode:
        pytest.skip("user namespaces are not to be had here")
    program = [*nobody, sys.executable, "-m", "chat_server", "check"]
    told = [
        subprocess.run(
            [*program, *flags], env=environment, capture_output=True, text=True, timeout=DEADLINE
        ).stderr.splitlines()
        for flags in ([], ["--data", str(tmp_path)])
    ]
    assert told[0] == [
        "parlor-server: There is no home folder for ~; give whole paths, the data's with --data."
    ]
    assert "There is no log in" in told[1][0]
