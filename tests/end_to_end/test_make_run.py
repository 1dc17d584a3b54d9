"""`make run` where there is no display: the server alone, which says so and where to join."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import DEADLINE, RawClient

ROOT = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display"),
    pytest.mark.timeout(300),
]


def free_port() -> int:
    with socket.create_server(("", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@pytest.mark.parametrize("addresses", ["192.0.2.7 2001:db8::7", ""])
def test_the_server_runs_alone_and_says_where_to_join(tmp_path: Path, addresses: str) -> None:
    assert shutil.which("make")
    programs = tmp_path / "bin"
    programs.mkdir()
    hostname = programs / "hostname"
    hostname.write_text(f"#!/bin/sh\necho '{addresses}'\n")
    hostname.chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    environment |= {"PATH": f"{programs}:{environment['PATH']}", "XDG_DATA_HOME": str(tmp_path)}
    port = free_port()
    with subprocess.Popen(
        ["make", "run", f"PORT={port}"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as run:
        assert run.stdout
        said = ""
        try:
            for line in run.stdout:
                said += line
                if line.startswith(f"parlor-server listening on 0.0.0.0:{port} "):
                    break
            assert "no display" in said
            assert (f"192.0.2.7:{port}" if addresses else f"port {port}") in said
            assert "listening" in said, said
            RawClient(port, "Ada", tls=True).close()
        finally:
            os.killpg(run.pid, signal.SIGINT)  # as Ctrl+C does
            run.wait(DEADLINE)
        assert "Traceback" not in run.stdout.read()
    with pytest.raises(ConnectionRefusedError):
        RawClient(port)
