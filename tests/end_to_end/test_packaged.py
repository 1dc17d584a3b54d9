"""The packaged executables, started for real: a server and two windows that need no Python."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from chat_gui.client import own_server
from tests.end_to_end.packaged import ENVIRONMENT
from tests.lan.network import Lan
from tests.support import READY, RawClient, wait_until

pytestmark = pytest.mark.timeout(300)


@contextmanager
def running(*command: object, **environment: str) -> Iterator[subprocess.Popen[str]]:
    words = [str(word) for word in command]
    started = ENVIRONMENT | environment
    with subprocess.Popen(words, env=started, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def serving(folder: Path, data: Path, *flags: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    where = ["--host", "127.0.0.1", "--port", 0, "--data", data]
    program = folder / "parlor-server"
    with running(program, *where, "--no-discovery", *flags) as server:
        assert server.stdout
        line = server.stdout.readline()
        ready = READY.match(line)
        assert ready, line
        yield server, int(ready[2])


class Desk:
    """Someone at the virtual display: xdotool types and presses."""

    def __init__(self, display: str) -> None:
        self._display = display

    def do(self, *words: object) -> str:
        command = ["xdotool", *map(str, words)]
        environment = ENVIRONMENT | {"DISPLAY": self._display}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        return done.stdout

    def windows(self) -> set[str]:
        # By title, since Tk tells the display no process id.
        return set(self.do("search", "--onlyvisible", "--name", "Parlor").split())

    def types(self, window: str, text: str) -> None:
        self.do("windowactivate", "--sync", window)
        self.do("type", "--delay", 10, text)
        self.do("key", "Return")

    def closes(self, window: str) -> None:
        self.do("windowactivate", "--sync", window)
        self.do("key", "alt+F4")


def test_the_server_answers_and_stops(folder: Path, tmp_path: Path) -> None:
    with serving(folder, tmp_path / "server", "--plaintext") as (server, port):
        with RawClient(port, "Ada") as ada:
            ada.join()
            ada.say("anyone here?", id="1")
            ada.until("message", text="anyone here?")
            ada.send(type="react", room="lobby", id="2", target=1, emoji="❤", on=True)
            assert ada.until("reacted")["emoji"] == "❤️"
            ada.send(type="search", re="s", text="anyone")
            assert len(ada.until("found")["hits"]) == 1
            ada.send(type="nick", nick="sеrver")  # with a Cyrillic letter: the data came along
            assert ada.until("error")["code"] == "nick-invalid"
        server.terminate()
        status = server.wait(10)
    if sys.platform != "win32":  # there, terminate() is no signal that a program can catch
        assert status == 0


def test_the_packaged_server_encrypts_and_is_looked_after(folder: Path, tmp_path: Path) -> None:
    with (
        serving(folder, tmp_path / "server") as (_, port),
        RawClient(port, "Ada", tls=True) as ada,
    ):
        told = json.loads((tmp_path / "server" / "server.json").read_text())
        assert told["fingerprint"] == ada.fingerprint
        done = subprocess.run(
            [folder / "parlor-server", "people", "--data", tmp_path / "server"],
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert ada.welcome["you"]["id"] in done.stdout


def test_the_packaged_server_is_found_by_others(folder: Path, tmp_path: Path, lan: Lan) -> None:
    one, two = lan.host("10.77.0.1/24"), lan.host("10.77.0.2/24")
    program = [*one.enter, folder / "parlor-server", "--data", tmp_path, "--port", 0]
    with running(*program, "--name", "Lab") as server:
        looking = two.browse()
        assert looking.lists("Lab")[0]["addresses"] == ["10.77.0.1"]
        server.terminate()
        assert server.wait(10) == 0
        looking.lists()


def test_the_packaged_doctor_needs_no_display(folder: Path, tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("a windowed program has no standard output there: it opens a window")
    without = {name: value for name, value in ENVIRONMENT.items() if name != "DISPLAY"}
    with serving(folder, tmp_path / "server") as (_, port):
        for place, status in ((f"127.0.0.1:{port}", 0), ("127.0.0.1:1", 1), ("no place", 2)):
            asked = [folder / "parlor", "doctor", place, "--data", tmp_path / "window"]
            done = subprocess.run(asked, env=without, capture_output=True, text=True, check=False)
            assert done.returncode == status
            assert "Traceback" not in done.stdout + done.stderr
            assert ("All is well: you can join" in done.stdout) == (status == 0)


def test_the_log_is_kept_with_the_packaged_program(folder: Path, tmp_path: Path) -> None:
    with serving(folder, tmp_path / "server", "--plaintext") as (_, port):
        with RawClient(port, "Ada") as ada:
            ada.join()
            ada.say("anyone here?", id="1")
            ada.until("message", text="anyone here?")
        for words in (["backup", tmp_path / "copy"], ["export", "lobby"], ["check"]):
            done = subprocess.run(
                [folder / "parlor-server", "--data", tmp_path / "server", *words],
                env=ENVIRONMENT,
                capture_output=True,
                text=True,
                check=False,
            )
            assert (done.returncode, done.stderr) == (0, "")
            assert done.stdout
    assert (tmp_path / "copy").stat().st_size > 4096


def test_bad_flags_get_one_line_and_status_2(folder: Path) -> None:
    for program in ("parlor-server", "parlor"):
        if program == "parlor" and sys.platform == "win32":
            continue  # a windowed program has no standard error there
        done = subprocess.run(
            [folder / program, "--never-heard-of"],
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2
        assert "--never-heard-of" in done.stderr
        assert "Traceback" not in done.stderr


def test_two_windows_talk(folder: Path, tmp_path: Path, display: str) -> None:
    desk = Desk(display)

    @contextmanager
    def window(nick: str, port: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
        before = desk.windows()
        where = ["--connect", f"127.0.0.1:{port}", "--plaintext", "--data", tmp_path / nick]
        with running(folder / "parlor", *where, "--nick", nick, DISPLAY=display) as process:
            (shown,) = wait_until(lambda: desk.windows() - before, f"the window of {nick}")
            yield process, shown

    with (
        serving(folder, tmp_path / "server", "--plaintext") as (server, port),
        RawClient(port, "Watcher") as watcher,
    ):
        watcher.join()
        start = time.perf_counter()
        with window("Ada", port) as (ada, adas):
            elapsed = time.perf_counter() - start
            with window("Bob", port) as (bob, bobs):
                joined = {watcher.until("joined")["who"]["nick"] for _ in range(2)}
                assert joined == {"Ada", "Bob"}

                desk.types(adas, "hello from one folder")
                watcher.until("message", text="hello from one folder")
                desk.types(bobs, "and back")
                watcher.until("message", text="and back")

                desk.closes(bobs)
                assert bob.wait(10) == 0
                assert watcher.until("left")["who"]["nick"] == "Bob"
            assert ada.poll() is None
            desk.closes(adas)
            assert ada.wait(10) == 0
            assert watcher.until("left")["who"]["nick"] == "Ada"

        watcher.send(type="history", re="all", room="lobby", after=0, limit=500)
        entries = watcher.until("page", re="all")["entries"]
        said = [(entry["by"]["nick"], entry["text"]) for entry in entries]
        assert said == [("Ada", "hello from one folder"), ("Bob", "and back")]
        server.terminate()
        assert server.wait(10) == 0

    size = sum(path.stat().st_size for path in folder.rglob("*") if not path.is_symlink())
    print(f"\ndist/parlor: {size / 1e6:.0f} MB, its window after {elapsed * 1000:.0f} ms")


def test_a_chat_hosted_from_the_folder_goes_on_without_its_window(
    folder: Path, tmp_path: Path, display: str
) -> None:
    desk, data = Desk(display), tmp_path / "Ada"
    told = data / "hosted" / "server.json"

    def presence() -> dict[str, Any]:
        read: dict[str, Any] = json.loads(told.read_text())
        return read

    def window(*flags: str) -> AbstractContextManager[subprocess.Popen[str]]:
        return running(folder / "parlor", "--data", data, *flags, DISPLAY=display)

    with window("--host-here", "--nick", "Ada") as process:
        wait_until(told.exists, "the server runs")
        with RawClient(presence()["port"], "Bob", tls=True) as bob:
            if "Ada" not in [one["nick"] for one in bob.join()["people"]]:
                bob.until("joined")

            def gone() -> bool:
                for shown in desk.windows():
                    desk.closes(shown)
                    desk.do("key", "Return")  # keeps it, once that is asked
                return process.poll() is not None

            wait_until(gone, "the window goes")
            assert process.returncode == 0
            bob.say("still here", id="1")
            bob.until("message", text="still here")
            assert presence()["switch"]
            with window() as process:
                assert bob.until("joined")["who"]["nick"] == "Ada"
                process.terminate()
                assert process.wait(10) == 0
            bob.until("left")
            kept = own_server.find_kept(told.parent)
            assert kept is not None, "it was kept, and nobody has asked for its end"
            assert own_server.stop(kept)
            assert bob.until("error")["code"] == "closing"
    assert not told.exists()
