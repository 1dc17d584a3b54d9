"""`parlor-server backup`: a copy that is whole, alone and fit to serve, beside a busy server."""

import errno
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from chat_server.protocol.events import Message
from chat_server.storage import StorageError
from chat_server.storage.log import FILE
from chat_server.upkeep import backup
from chat_server.upkeep.opening import snapshot
from tests.server.full_log import ADA, LOBBY, entry, write_log
from tests.support import RawClient, ServerProcess, assert_sound, look_after, wait_until


class Talker:
    """A person who says one thing after another until told to stop, and counts the echoes."""

    def __init__(self, port: int, nick: str) -> None:
        self.echoes = 0
        self._nick = nick
        self._client = RawClient(port, nick)
        self._client.join()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._talk)
        self._thread.start()

    def _talk(self) -> None:
        while not self._stop.is_set():
            id = f"{self._nick}-{self.echoes}"
            self._client.say(f"This is {id}", id)
            self._client.until("message", id=id)
            self.echoes += 1

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()
        self._client.close()


@contextmanager
def talking(port: int) -> Iterator[list[Talker]]:
    """Ada and Bob talk while the block runs."""
    both = [Talker(port, "Ada"), Talker(port, "Bob")]
    try:
        yield both
    finally:
        for one in both:
            one.stop()


def more_echoes(both: list[Talker]) -> int:
    """How many echoes there are after some more have come."""
    before = sum(one.echoes for one in both)
    wait_until(lambda: sum(one.echoes for one in both) > before + 20, "they talk")
    return sum(one.echoes for one in both)


def restored(copy: Path, folder: Path) -> Path:
    """A data folder made of a copy, as the success line says."""
    folder.mkdir()
    shutil.copyfile(copy, folder / FILE)
    return folder


def count(copy: Path) -> int:
    with closing(sqlite3.connect(copy)) as db:
        (entries,) = db.execute("SELECT count(*) FROM entries").fetchone()
    return int(entries)


def test_copies_of_a_busy_log_are_whole_and_serve(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with ServerProcess(data, 0, "--no-limits") as server, talking(server.port) as both:
        for turn in range(3):
            heard = more_echoes(both)
            copy = tmp_path / f"copy-{turn}"
            ended = look_after(data, "backup", str(copy))
            assert (ended.returncode, ended.stderr) == (0, b"")
            assert count(copy) >= heard
    for turn in range(3):
        folder = restored(tmp_path / f"copy-{turn}", tmp_path / f"restored-{turn}")
        assert_sound(folder)
    entries = count(folder / FILE)
    with ServerProcess(folder) as server, RawClient(server.port, "Ada") as ada:
        assert ada.join()["last"] == entries
        ada.say("We are back", "x")
        assert ada.until("message", id="x")["seq"] == entries + 1


def test_a_copy_is_one_private_file_without_what_was_deleted(tmp_path: Path) -> None:
    data, copies = tmp_path / "data", tmp_path / "copies"
    copies.mkdir()
    write_log(data)
    copy = copies / "a copy?mode=rw#1"
    ended = look_after(data, "backup", str(copy))
    told = ended.stdout.decode()
    assert told.startswith(f"{copy} keeps 17 entries in 4 rooms; to restore it, copy it to {FILE}")
    assert told.count("\n") == 1
    assert [one.name for one in copies.iterdir()] == [copy.name]
    assert copy.stat().st_mode & 0o777 == 0o600
    assert b"Hello" in copy.read_bytes()
    assert b"slip" not in copy.read_bytes()


def test_nobody_waits_while_a_log_is_read(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with ServerProcess(data) as server, RawClient(server.port, "Ada") as ada:
        ada.join()
        ada.say("Hello", "1")
        ada.until("message", id="1")
        ada.socket.settimeout(2.0)  # SQLite's own patience is five seconds
        with snapshot(data) as db:
            ada.send(type="delete", room="lobby", id="2", target=1)
            ada.until("deleted", id="2")
            ada.say("Hello again", "3")
            ada.until("message", id="3")
            assert db.execute("SELECT count(*) FROM entries").fetchone() == (1,)


@pytest.mark.parametrize("what", ["a file", "a folder", "a link to nothing", "the log"])
def test_what_is_there_is_left_alone(tmp_path: Path, what: str) -> None:
    write_log(tmp_path / "data")
    path = tmp_path / "copy"
    if what == "a file":
        path.write_text("precious")
    elif what == "a folder":
        path.mkdir()
    elif what == "a link to nothing":
        path.symlink_to(tmp_path / "nowhere")
    else:
        path = tmp_path / "data" / FILE
    before = sorted(tmp_path.iterdir()), path.read_bytes() if path.is_file() else b""
    with pytest.raises(StorageError, match="is there already; choose another name"):
        backup.backup(tmp_path / "data", path)
    assert before == (sorted(tmp_path.iterdir()), path.read_bytes() if path.is_file() else b"")


def test_another_run_is_left_alone(tmp_path: Path) -> None:
    write_log(tmp_path / "data")
    part = tmp_path / "copy.part"
    part.write_text("half")
    with pytest.raises(StorageError, match="another run writes it, or was cut off"):
        backup.backup(tmp_path / "data", tmp_path / "copy")
    assert part.read_text() == "half"


@pytest.mark.parametrize("task", [["backup"], ["export", "lobby"]])
@pytest.mark.parametrize("file", ["copy", "..", "copy.part", "sub/../copy"])
def test_nothing_is_written_outside_the_folder_that_was_told(
    tmp_path: Path, task: list[str], file: str
) -> None:
    """Somebody who may write there has put links where the parts would go."""
    data, folder, outside = (tmp_path / name for name in ("data", "folder", "outside"))
    write_log(data)
    (folder / "sub").mkdir(parents=True)
    outside.mkdir()
    for name in ("copy.part", "copy.part.part", "...part"):
        (folder / name).symlink_to(outside / name)
    before = sorted(tmp_path.rglob("*"))
    ended = look_after(data, *task, str(folder / file))
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert ended.stderr.count(b"\n") == 1
    assert [*outside.iterdir()] == []
    assert sorted(set(tmp_path.rglob("*")) - {*data.iterdir()}) == sorted(
        {*before} - {*data.iterdir()}
    )


def test_a_file_that_comes_meanwhile_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_log(tmp_path / "data")
    copy = tmp_path / "copy"
    looked_at = backup._looked_at
    monkeypatch.setattr(backup, "_looked_at", lambda uri: (copy.touch(), looked_at(uri))[1])
    with pytest.raises(StorageError, match="is there already"):
        backup.backup(tmp_path / "data", copy)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["copy", "data"]


@pytest.mark.parametrize(
    "path", ["nowhere/copy", "data/log.sqlite3/copy", "x" * 300, "/proc/copy", "/"]
)
def test_a_place_that_cant_be_is_one_line(tmp_path: Path, path: str) -> None:
    write_log(tmp_path / "data")
    ended = look_after(tmp_path / "data", "backup", str(tmp_path / path))
    assert (ended.returncode, ended.stdout) == (2, b"")
    (line,) = ended.stderr.decode().splitlines()
    assert "can't be written: " in line or "is there already" in line
    assert [one.name for one in tmp_path.iterdir()] == ["data"]


def limited(data: Path, path: Path, task: str, most: int) -> subprocess.CompletedProcess[str]:
    """A task whose files may not grow beyond `most` bytes, as on a full disk."""
    return subprocess.run(
        [sys.executable, "-m", "chat_server", *task.split(), str(path), "--data", str(data)],
        capture_output=True,
        text=True,
        timeout=20,
        env={name: value for name, value in os.environ.items() if "COVERAGE" not in name},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )


@pytest.mark.parametrize("task", ["backup", "export lobby"])
@pytest.mark.parametrize("most", [1_000, 100_000])
def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, task: str, most: int) -> None:
    more = [entry(Message, LOBBY, seq, ADA, text="x" * 8_000) for seq in range(13, 600)]
    write_log(tmp_path / "data", *more)
    with snapshot(tmp_path / "data"):  # its shared memory is as large as it will be
        ended = limited(tmp_path / "data", tmp_path / "copy", task, most)
    assert (ended.returncode, ended.stdout) == (2, "")
    (line,) = ended.stderr.splitlines()
    assert "copied" in line or "written" in line
    assert [one.name for one in tmp_path.iterdir()] == ["data"]


def test_a_disk_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    write_log(tmp_path / "data")
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(StorageError, match=r"copy can't be written: Input/output error\.$"):
        backup.backup(tmp_path / "data", tmp_path / "copy")
    assert [one.name for one in tmp_path.iterdir()] == ["data"]


def test_a_damaged_copy_is_thrown_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_log(tmp_path / "data")

    def spoil(uri: str) -> object:
        with Path(tmp_path / "copy.part").open("r+b") as file:
            file.seek(4096)
            file.write(b"\xa5" * 4096)
        return looked_at(uri)

    looked_at = backup._looked_at
    monkeypatch.setattr(backup, "_looked_at", spoil)
    with pytest.raises(StorageError, match=r"The log can't be copied to .*copy: the copy is damag"):
        backup.backup(tmp_path / "data", tmp_path / "copy")
    assert [one.name for one in tmp_path.iterdir()] == ["data"]


def test_a_log_that_may_not_be_opened_is_one_line(tmp_path: Path) -> None:
    data = write_log(tmp_path / "data")
    (data / f"{FILE}-wal").mkdir()  # for root everything else may be opened
    with pytest.raises(StorageError, match="run this as the user that the server runs as"):
        backup.backup(data, tmp_path / "copy")
    assert [one.name for one in tmp_path.iterdir()] == ["data"]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_it_leaves_nothing_behind(tmp_path: Path, how: signal.Signals) -> None:
    data = tmp_path / "data"
    big = write_log(data) / FILE
    with closing(sqlite3.connect(big)) as db:
        db.execute("CREATE TABLE filler (x)")
        db.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)"
            " INSERT INTO filler SELECT randomblob(100) FROM n"
        )
        db.commit()
    part = tmp_path / "copy.part"
    with subprocess.Popen(
        [
            sys.executable,
            "-m",
            "chat_server",
            "backup",
            str(tmp_path / "copy"),
            "--data",
            str(data),
        ],
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        wait_until(part.exists, "the copy has begun")
        running.send_signal(how)
        assert running.wait(20) == 2
        assert running.stderr is not None
        told = "parlor-server: Stopped before it was done; nothing is left behind.\n"
        assert running.stderr.read() == told
    assert [one.name for one in tmp_path.iterdir()] == ["data"]
