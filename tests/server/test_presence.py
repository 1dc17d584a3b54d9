"""server.json: where programs on the same computer find a running server."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from chat_server import presence
from chat_server.config import ConfigError
from chat_server.listening import listen
from chat_server.presence import Presence
from tests.support import DEADLINE, ServerProcess


@pytest.mark.parametrize("tls", [False, True], ids=["plaintext", "tls"])
def test_it_is_there_while_the_server_runs(tmp_path: Path, tls: bool) -> None:
    file = tmp_path / "data" / "server.json"
    with ServerProcess(tmp_path / "data", tls=tls) as server:
        told = json.loads(file.read_text())
        assert told == {
            "host": "127.0.0.1",
            "port": server.port,
            "fingerprint": server.fingerprint,
            "pid": server.process.pid,
        }
        assert (len(told["fingerprint"]) == 64) == tls
        if os.name != "nt":
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert server.stop() == 0
    assert not file.exists()


def test_one_that_a_crash_left_is_written_over(tmp_path: Path) -> None:
    file = tmp_path / "data" / "server.json"
    with ServerProcess(tmp_path / "data") as first:
        first.kill()
    assert json.loads(file.read_text())["pid"] == first.process.pid
    (tmp_path / "data" / "server.json.part").write_text("half a")
    with ServerProcess(tmp_path / "data") as second:
        assert json.loads(file.read_text())["pid"] == second.process.pid


def test_where_it_can_not_be_written_the_server_ends_with_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "server.json.part").mkdir()
    program = [sys.executable, "-m", "chat_server", "--host", "127.0.0.1", "--port", "0"]
    ended = subprocess.run(
        [*program, "--data", str(tmp_path)], capture_output=True, text=True, timeout=DEADLINE
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"parlor-server: The data folder {tmp_path} can't be written to")
    assert len(ended.stderr.splitlines()) == 1


def test_a_folder_that_takes_no_files_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nowhere can't be written to: No such file"):
        presence.tell(tmp_path / "nowhere", Presence("::1", 1, "", 1))
    presence.take_back(tmp_path / "nowhere")


def test_everywhere_is_reached_at_this_computer() -> None:
    for host, own in (("0.0.0.0", "127.0.0.1"), ("127.0.0.1", "127.0.0.1"), ("::1", "::1")):
        sockets = listen(host, 0)
        found = [presence.reachable(sock) for sock in sockets]
        assert found[-1] == (own, sockets[-1].getsockname()[1])
        assert {address for address, _ in found} <= {"127.0.0.1", "::1"}
        for sock in sockets:
            sock.close()
