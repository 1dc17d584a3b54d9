"""A message for somebody who is in another program: told by the system, and a click leads to it."""

import subprocess
import tkinter
from pathlib import Path

import pytest

from tests.end_to_end.driving import Window
from tests.notices import Service, needs_dbus, private_bus
from tests.support import RawClient, ServerProcess, wait_until

pytestmark = [pytest.mark.timeout(120), needs_dbus]


def focus() -> str:
    """The window that has the keyboard."""
    asked = subprocess.run(["xdotool", "getwindowfocus"], capture_output=True, text=True)
    return asked.stdout.strip()


def test_a_direct_message_is_told_and_a_click_opens_it(
    display: str, tmp_path: Path, server: ServerProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    with private_bus(monkeypatch) as address:
        service = Service(address, ["body", "actions"])
        elsewhere = tkinter.Tk()
        with (
            RawClient(server.port, "Bob") as bob,
            Window(display, tmp_path, "Ada", server.port) as ada,
        ):
            bob.join()
            ada.wait_for("online")
            wait_until(ada.has_keyboard)
            bob.send(type="open", re="o", **{"with": "Ada"})
            talk = bob.until("room", kind="direct")["room"]

            def away() -> bool:
                elsewhere.focus_force()
                elsewhere.update()
                return elsewhere.focus_displayof() is not None

            wait_until(away, "Ada is in another program")
            wait_until(lambda: not ada.has_keyboard(), "and her window knows it")
            before = focus()
            bob.say("Do you have a minute?", "m1", talk)
            wait_until(lambda: service.shown, "the system tells her")
            assert service.shown[1] == ("Bob", "Do you have a minute?")
            assert focus() == before, "she goes on typing there"
            assert "Do you have a minute?" not in ada.state()["history"]

            def opened() -> bool:
                service.click(1)  # no click is heard before its number has come
                return ada.shows("Do you have a minute?")

            wait_until(opened, "the room opens")
            wait_until(lambda: focus() != before, "and the window has the keyboard")
            assert ada.close() == {"status": 0, "threads": []}
        elsewhere.destroy()
        service.close()
