"""What Parlor brings for a host that is always on: read, and as far as it goes run, by step."""

import json
import os
import plistlib
import re
import shlex
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from chat_gui.client.doctor.firewall import RULE_NAMES
from chat_server import flags
from chat_server.protocol.limits import PORT
from tests.end_to_end.packaged import ENVIRONMENT, ROOT
from tests.support import READY, RawClient

SERVICE = ROOT / "assets" / "service"
PLACES = ("/opt/parlor", "/usr/local/bin", "/data")
"""Where the container's steps put things."""

posix = pytest.mark.skipif(os.name == "nt", reason="a container's steps are for a POSIX shell")


def instructions() -> list[tuple[str, str]]:
    """The Containerfile as (INSTRUCTION, rest)."""
    text = (ROOT / "Containerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def entry() -> list[str]:
    """How the container starts the server."""
    return [str(word) for word in json.loads(dict(instructions())["ENTRYPOINT"])]


def test_the_container_is_made_of_what_is_there() -> None:
    taken = [r.split() for word, r in instructions() if word == "COPY" and "--from" not in r]
    let = (ROOT / ".dockerignore").read_text().splitlines()
    for source in (one for words in taken for one in words[:-1]):
        assert (ROOT / source).exists(), source
        assert f"!{source}" in let, f"{source} is kept from the container"


def test_the_container_is_nobodys_but_its_own() -> None:
    said = instructions()
    assert ("USER", "7275:7275") in said
    assert ("EXPOSE", str(PORT)) in said
    assert ("VOLUME", "/data") in said
    for base in (rest for word, rest in said if word == "FROM"):
        assert re.match(r"python:3\.\d+-slim( AS \w+)?\Z", base)
    config, task = flags.read(entry()[1:])
    assert (config.data, task) == ("/data", flags.Serve())


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    """A folder with what the container takes, and a `python` with pip before all others."""
    source = tmp_path / "src"
    for words in (r.split() for word, r in instructions() if word == "COPY" and "--from" not in r):
        for one in words[:-1]:
            place = source / one
            place.parent.mkdir(parents=True, exist_ok=True)
            subprocess.run(["cp", "-R", ROOT / one, place], check=True)
    programs = tmp_path / "bin"
    programs.mkdir()
    base = getattr(sys, "_base_executable", sys.executable)
    python = programs / "python"
    python.write_text(f'#!/bin/sh\nexec {shlex.quote(base)} "$@"\n')
    python.chmod(0o755)
    for place in PLACES:
        (tmp_path / place.lstrip("/")).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "usr/local/bin").mkdir()
    return tmp_path


def here(step: str, root: Path) -> str:
    """A step of the container's, in a folder instead of at the root."""
    for place in PLACES:
        step = re.sub(rf"(?<!\S){place}", f"{root}{place}", step)
    return step if os.geteuid() == 0 else re.sub(r"-[og] \d+ ", "", step)


@posix
@pytest.mark.timeout(300)
def test_the_containers_steps_make_a_server(clean: Path) -> None:
    environment = ENVIRONMENT | {
        "PATH": f"{clean / 'bin'}:{os.environ['PATH']}",
        # What it needs is here already: nothing is fetched.
        "PIP_NO_INDEX": "1",
        "PIP_NO_BUILD_ISOLATION": "0",
    }
    for step in (rest for word, rest in instructions() if word == "RUN"):
        command = ["sh", "-ec", here(step, clean)]
        subprocess.run(command, cwd=clean / "src", env=environment, check=True)
        for site in (clean / "opt/parlor").glob("lib/python3*/site-packages"):
            (site / "here.pth").write_text(sysconfig.get_path("purelib"))
    program, *rest = (here(word, clean) for word in entry())
    more = ["--host", "127.0.0.1", "--port", "0", "--no-discovery"]
    with subprocess.Popen(
        [program, *rest, *more], cwd="/", env=environment, stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            ready = READY.match(server.stdout.readline())
            assert ready
            RawClient(int(ready[2]), "Ada", tls=True).close()
            assert (clean / "data" / "log.sqlite3").exists()
        finally:
            server.terminate()
    assert server.returncode == 0


def test_launchd_reads_its_file() -> None:
    told = plistlib.loads((SERVICE / "parlor.plist").read_bytes())
    program, *rest = told["ProgramArguments"]
    assert Path(program).name == "parlor-server"
    assert flags.read(rest)[1] == flags.Serve()
    assert told["RunAtLoad"]
    assert "chat.parlor.server.plist\n    launchctl" in (ROOT / "docs/hosting.md").read_text()
    assert told["Label"] == "chat.parlor.server"


OPTIONS = {
    "schtasks": {"/create", "/run", "/end", "/delete", "/f", "/tn", "/sc", "/rl", "/tr"},
    "netsh": {"advfirewall", "firewall", "add", "delete", "rule"},
}
"""What these programs of Windows know, of what is used here."""
RULE = {"name", "dir", "action", "profile", "program"}
"""What a rule of the firewall is described by (`netsh advfirewall firewall add rule ?`)."""


def test_windows_reads_its_file() -> None:
    text = (SERVICE / "windows.cmd").read_bytes().decode("ascii")
    assert text.count("\n") == text.count("\r\n"), "cmd loses labels in lines without a CR"
    lines = text.splitlines()
    assert f"set NAME={RULE_NAMES[0]}" in lines, "the doctor knows it by that name"
    assert {one for line in lines for one in re.findall(r"goto (\w+)", line)} == {
        line[1:] for line in lines if line.startswith(":")
    }
    for line in lines:
        words = re.findall(r'(?:[^\s"]|"(?:\\"|[^"])*")+', re.sub(r" >nul.*", "", line))
        if words and words[0] in OPTIONS:
            known = OPTIONS[words[0]]
            plain = [w for w in words[1:] if w.startswith("/") or w in OPTIONS["netsh"]]
            assert set(plain) <= known
            assert {w.partition("=")[0] for w in words if "=" in w} <= RULE


def test_the_docs_show_commands_that_exist() -> None:
    text = (ROOT / "docs" / "hosting.md").read_text()
    shown = re.findall(r"(?<!/)\bparlor-server ((?:\w+ )?(?:\S+ )?--data [^\s`]+)", text)
    assert len(shown) >= 3
    for command in shown:
        flags.read(shlex.split(command))
    assert re.search(r'run .* parlor (--name ".*")', text)
    for place in re.findall(r"assets/service/([\w.]+)", text):
        assert (SERVICE / place).exists()
