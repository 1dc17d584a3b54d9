"""Finding out why, in real windows: where joining fails, where it is lost, and where one hosts."""

import socket
from pathlib import Path

import pytest

from chat_gui.dialogs.doctor import LOOKING
from tests.end_to_end.driving import NOWHERE, Window
from tests.support import ServerProcess, wait_until

pytestmark = pytest.mark.timeout(120)


def found_out(window: Window) -> list[str]:
    """What the panel says at the end: what it is about, what is wrong, what to do."""

    def told() -> list[str] | None:
        said: list[str] = window.question("DoctorQuestion")["said"]
        return said if said[1] != LOOKING else None

    said = wait_until(told, "the verdict")
    assert said
    return said


def look_into(window: Window) -> None:
    wait_until(lambda: window.do("why")["pressed"], "it is offered to find out why")


def test_where_nobody_answers(display: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port = sock.getsockname()[1]
    with Window(display, tmp_path, "Ada", NOWHERE, tls=True) as ada:
        ada.do("address", address=f"127.0.0.1:{port}")
        ada.press("<Return>")
        look_into(ada)
        about, wrong, _fix = found_out(ada)[:3]
        assert about == f"Why can't I join 127.0.0.1:{port}?"
        assert wrong == f"No chat runs on this computer at port {port}."
        ada.press("<Escape>")
        wait_until(lambda: ada.do("question")["kind"] == "")
        assert ada.close()["threads"] == []


def test_where_the_connection_is_lost(display: str, tmp_path: Path, server: ServerProcess) -> None:
    with Window(display, tmp_path, "Ada", server.port) as ada:
        ada.wait_for("online")
        assert not ada.do("why")["pressed"]
        server.kill()
        look_into(ada)
        assert found_out(ada)[1] == f"No chat runs on this computer at port {server.port}."
        with ServerProcess(server.data, server.port):  # who is in again needs no doctor
            ada.wait_for("online")
            wait_until(lambda: ada.do("question")["kind"] == "")
            assert ada.close()["threads"] == []


def test_where_one_hosts(display: str, tmp_path: Path) -> None:
    with Window(display, tmp_path, "Ada", NOWHERE, "--host-here", tls=True) as ada:
        wait_until(lambda: (told := ada.state())["open"] and told["focus"] == told["composer"])
        ada.do("menu_why")
        about, found, fix = found_out(ada)[:3]
        assert about == "Why does nobody come to this chat?"
        assert found != fix != ""
        ada.press("<Return>")
        wait_until(lambda: ada.do("question")["kind"] == "")
        ada.leave(keep=False)
