"""`parlor doctor` on a terminal: the sentence, the exit status, and no display."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from chat_gui.__main__ import main
from chat_gui.client import identity
from chat_gui.client.doctor import hosting, network
from chat_gui.client.doctor.examination import FAILED
from chat_gui.client.pins import Pins
from tests.support import DEADLINE, ServerProcess

Told = pytest.CaptureFixture[str]


def doctor(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """The program itself, where there is no display."""
    without = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    return subprocess.run(
        [sys.executable, "-m", "chat_gui", "doctor", *arguments],
        capture_output=True,
        text=True,
        env=without,
        timeout=DEADLINE,
    )


def test_what_is_well_ends_with_0_and_needs_no_display(server: ServerProcess, tmp_path: Path):
    ended = doctor(f"127.0.0.1:{server.port}", "--plaintext", "--data", str(tmp_path / "new"))
    assert (ended.returncode, ended.stderr) == (0, "")
    assert f"\n\nAll is well: you can join 127.0.0.1:{server.port}.\n" in ended.stdout
    assert not (tmp_path / "new").exists(), "who only asks leaves nothing behind"


def test_what_is_wrong_ends_with_1_and_one_sentence(tmp_path: Path, capsys: Told):
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port = sock.getsockname()[1]
    assert main(["doctor", f"127.0.0.1:{port}", "--data", str(tmp_path)]) == 1
    *_, empty, sentence, _fix = capsys.readouterr().out.splitlines()
    assert (empty, sentence) == ("", f"No chat runs on this computer at port {port}.")


@pytest.mark.parametrize("wrong", ["a b", "host:port", "parlor://", "--no-such-flag"])
def test_wrong_arguments_end_with_2_and_one_line(wrong: str, capsys: Told):
    assert main(["doctor", wrong]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1


def test_an_invite_link_and_its_details(tmp_path: Path, capsys: Told):
    with ServerProcess(tmp_path / "data", tls=True) as server:
        link = f"parlor://127.0.0.1:{server.port}/lobby#fingerprint={server.fingerprint}"
        assert main(["doctor", "--details", link, "--data", str(tmp_path)]) == 0
        assert f"        fingerprint {server.fingerprint}\n" in capsys.readouterr().out
        assert main(["doctor", link.replace(server.fingerprint, "ab" * 32)]) == 1
        assert "is not the one that the invite link names" in capsys.readouterr().out


def test_pins_and_key_of_the_folder_are_used(tmp_path: Path, capsys: Told):
    identity.load(tmp_path)
    with ServerProcess(tmp_path / "data", tls=True) as server:
        address = f"127.0.0.1:{server.port}"
        Pins(tmp_path).pin(address, "ab" * 32)
        assert main(["doctor", address, "--data", str(tmp_path)]) == 1
        assert "shows another certificate than before" in capsys.readouterr().out


def test_what_others_say_does_not_act_on_the_terminal(capsys: Told):
    assert main(["doctor", "parlor://host/\x1b[31m"]) == 2
    assert "\x1b" not in capsys.readouterr().err


def test_a_fault_of_its_own_is_no_traceback(
    tmp_path: Path, capsys: Told, monkeypatch: pytest.MonkeyPatch
):
    """A sandbox that hides the network cards."""

    def hidden() -> None:
        raise OSError(97, "Address family not supported")

    monkeypatch.setattr(network, "cards", hidden)
    assert main(["doctor", "127.0.0.1:7275", "--data", str(tmp_path)]) == 1
    told = capsys.readouterr()
    assert "Address family not supported" in told.out
    assert f"\n\n{FAILED.sentence}\n{FAILED.fix}\n" in told.out
    assert told.err == ""


def test_nothing_is_hosted(tmp_path: Path, capsys: Told, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(hosting, "folders", lambda data: [data / "hosted"])
    assert main(["doctor", "--data", str(tmp_path)]) == 1
    told = capsys.readouterr().out
    assert "No chat was found on this computer." in told
    assert "parlor doctor --data DIR" in told, "a server may keep its data anywhere"
    (tmp_path / "hosted").mkdir()
    (tmp_path / "hosted" / "server.json").write_text("damaged")
    assert main(["doctor", "--data", str(tmp_path)]) == 1
    assert "No chat was found on this computer." in capsys.readouterr().out


def test_what_was_hosted_is_gone(tmp_path: Path, capsys: Told, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(hosting, "folders", lambda data: [data / "hosted"])
    with ServerProcess(tmp_path / "hosted", tls=True) as server:
        server.kill()
    assert main(["doctor", "--data", str(tmp_path)]) == 1
    assert "does not answer any more" in capsys.readouterr().out


def test_the_window_s_own_chat_comes_before_the_server_s(tmp_path: Path):
    first, *others = hosting.folders(tmp_path)
    assert first == tmp_path / "hosted"
    assert others[-1].name == "parlor-server"


WITHOUT_A_TERMINAL = """
import sys
from chat_gui import __main__ as program, app
from chat_gui.dialogs.doctor import LOOKING, DoctorQuestion

def look(one):
    panel = one.dialog.question
    assert isinstance(panel, DoctorQuestion)
    if panel.says.cget("text") == LOOKING:
        one.root.after(20, look, one)
    else:
        print(panel.says.cget("text"), file=sys.stderr)
        one.quit()

class Watched(app.App):
    def run(self):
        self.root.after(20, look, self)
        return super().run()

app.App, sys.stdout = Watched, None
sys.exit(program.main(sys.argv[1:]))
"""


def test_where_there_is_no_terminal_a_window_opens_with_it(tmp_path: Path, display: str):
    """As on Windows, whose windowed programs have no streams."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port = sock.getsockname()[1]
    asked = ("doctor", f"127.0.0.1:{port}", "--data", str(tmp_path))
    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT_A_TERMINAL, *asked],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "DISPLAY": display},
        timeout=DEADLINE,
    )
    told = f"No chat runs on this computer at port {port}.\n"
    assert (ended.returncode, ended.stderr) == (0, told)
