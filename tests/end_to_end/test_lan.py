"""Hosting in one window, and coming in from another one: by the list, a link, a typed address."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from chat_gui.app import KEPT_ELSEWHERE
from chat_gui.client import own_server
from chat_gui.client.hosting import FOLDER
from chat_server.protocol.found import Found
from tests.end_to_end.driving import NOWHERE, Window
from tests.support import ServerProcess, wait_until

pytestmark = pytest.mark.timeout(120)


@pytest.fixture(autouse=True)
def nothing_runs_on(tmp_path: Path) -> Iterator[None]:
    """A server that was kept outlives a test that fails, too."""
    yield
    left = own_server.find_kept(tmp_path / "Ada" / FOLDER)
    assert left is None or own_server.stop(left)


def hosting(display: str, folder: Path, *flags: str) -> Window:
    """Ada's window, which hosts."""
    return Window(display, folder, "Ada", NOWHERE, *flags, tls=True)


@contextmanager
def finding(display: str, folder: Path, chat: Found) -> Iterator[Window]:
    """Bob's window, which has found this chat and joins; it closes in the end."""
    with Window(display, folder, "Bob", NOWHERE, tls=True, found=[chat]) as bob:
        wait_until(lambda: bob.do("list")["selected"] == "Lab 4", "it is found and selected")
        bob.press("<Return>")
        yield bob
        bob.close()


def running(folder: Path) -> own_server.Running:
    found = own_server.find(folder / "Ada" / FOLDER)
    assert found is not None
    return found


def announced(folder: Path, name: str = "Lab 4") -> Found:
    """What Ada's server says of itself on the network; here it is all on one computer."""
    told = running(folder)
    return Found(name, name, "", False, told.fingerprint, 1, ("127.0.0.1",), told.port)


def test_the_list_a_link_and_a_typed_address_all_lead_in(display: str, tmp_path: Path) -> None:
    with hosting(display, tmp_path, "--host-here") as ada:
        ada.wait_for("online")
        lab = announced(tmp_path)
        with finding(display, tmp_path, lab) as bob:
            bob.wait_for("online")
            assert bob.do("question")["kind"] == "", "who is announced is expected"
            assert bob.do("door")["code"] == ada.do("door")["code"]
            bob.do("say", text="by the list")
            wait_until(lambda: ada.shows("by the list"), "Ada sees it")
        link = ada.do("copy_link")["link"]
        with Window(display, tmp_path, "Visitor", NOWHERE, link, tls=True) as visitor:
            visitor.wait_for("online")
            assert visitor.do("question")["kind"] == ""
            visitor.do("say", text="by a link")
            wait_until(lambda: ada.shows("by a link"), "Ada sees that, too")
            visitor.close()
        with Window(display, tmp_path, "Third", NOWHERE, tls=True) as third:
            third.do("address", address=f"127.0.0.1:{lab.port}")
            third.press("<Return>")
            third.question("StrangerQuestion")
            third.press("<Return>")
            third.wait_for("online")
            third.do("say", text="by its address")
            wait_until(lambda: ada.shows("by its address"), "Ada sees that, too")
            third.close()
        ada.leave(keep=False)


def test_somebody_who_pretends_to_be_the_server_is_found_out(display: str, tmp_path: Path) -> None:
    with hosting(display, tmp_path, "--host-here") as ada:
        ada.wait_for("online")
        lab = announced(tmp_path)
        with finding(display, tmp_path, lab) as bob:
            bob.wait_for("online")
        (tmp_path / "Bob" / "settings.json").unlink()
        false = Found(*("f", "Lab 4", "", False, "ab" * 32, 9), ("127.0.0.1",), lab.port)
        with finding(display, tmp_path, false) as bob:
            bob.question("ChangedQuestion")
            bob.press("<Return>")
            assert bob.do("list")["open"]
        ada.leave(keep=False)


def test_the_next_address_is_tried_where_nobody_answers(display: str, tmp_path: Path) -> None:
    with hosting(display, tmp_path, "--host-here") as ada:
        ada.wait_for("online")
        told = running(tmp_path)
        lab = Found(
            *("l", "Lab 4", "", False, told.fingerprint, 1, ("::2", "127.0.0.1"), told.port)
        )
        with finding(display, tmp_path, lab) as bob:
            bob.wait_for("online")
        kept = json.loads((tmp_path / "Bob" / "settings.json").read_text())
        assert kept["last_address"] == f"127.0.0.1:{told.port}"
        ada.leave(keep=False)


def test_kept_the_chat_goes_on_and_the_next_window_is_in_it(display: str, tmp_path: Path) -> None:
    with hosting(display, tmp_path, "--host-here") as ada:
        ada.wait_for("online")
        lab = announced(tmp_path)
        with finding(display, tmp_path, lab) as bob:
            bob.wait_for("online")
            wait_until(lambda: ada.state()["people"] == ["Ada", "Bob"], "both are in")
            ada.do("close")
            asked = ada.question("KeepQuestion")
            assert "One other person is in your chat." in asked["said"]
            ada.press("<Escape>")
            assert ada.do("question")["kind"] == ""
            assert ada.leave(keep=True) == {"status": 0, "threads": []}
            bob.do("say", text="are you there?")
            wait_until(lambda: [s[2] for s in bob.state()["sent"]] == ["sent"], "it goes on")
            with hosting(display, tmp_path) as ada:
                ada.wait_for("online")
                wait_until(lambda: ada.shows("are you there?"), "the same rooms")
                assert running(tmp_path).port == lab.port
                assert ada.do("door")["hosted"]
                ada.leave(keep=False)
            bob.wait_for("lost")
            assert own_server.find(tmp_path / "Ada" / FOLDER) is None


def test_a_kept_chat_is_offered_in_the_first_dialog(display: str, tmp_path: Path) -> None:
    with hosting(display, tmp_path, "--host-here") as ada:
        ada.wait_for("online")
        ada.do("switch")
        ada.question("KeepQuestion")
        ada.press("<Return>")
        wait_until(lambda: ada.do("list")["kept"], "it is offered")
        ada.do("kept", button="enter")
        wait_until(lambda: ada.state()["open"], "she is in again")
        ada.wait_for("online")
        ada.do("switch")
        ada.question("KeepQuestion")
        ada.press("<Return>")
        wait_until(lambda: ada.do("list")["kept"], "it is offered again")
        ada.do("kept", button="stop")
        wait_until(lambda: "has stopped" in ada.do("list")["status"], "it has stopped")
        assert own_server.find(tmp_path / "Ada" / FOLDER) is None
        ada.close()


def test_who_is_elsewhere_is_reminded_of_the_chat_that_was_kept(
    display: str, tmp_path: Path, server: ServerProcess
) -> None:
    with hosting(display, tmp_path, "--host-here") as ada:
        ada.wait_for("online")
        ada.leave(keep=True)
    running_on = own_server.find_kept(tmp_path / "Ada" / FOLDER)
    assert running_on is not None
    try:
        with Window(display, tmp_path, "Ada", server.port) as ada:
            ada.wait_for("online")
            wait_until(lambda: ada.do("door")["banner"] == KEPT_ELSEWHERE, "she is told")
            ada.close()
    finally:
        assert own_server.stop(running_on)


def test_one_click_hosts_and_says_how_others_come_in(display: str, tmp_path: Path) -> None:
    with hosting(display, tmp_path) as ada:
        wait_until(lambda: ada.do("list")["open"], "the first dialog")
        ada.do("host_here")
        wait_until(lambda: ada.do("panel")["panel"] == "HostingPanel", "the panel opens")
        shown = ada.do("hosting")
        assert shown["addresses"]
        assert shown["link"].startswith(f"parlor://{shown['addresses'][0]}#fingerprint=")
        assert not shown["can_invite"]
        wait_until(lambda: "Nobody else" in ada.do("hosting")["count"], "she is alone")
        with Window(display, tmp_path, "Bob", NOWHERE, shown["link"], tls=True) as bob:
            bob.wait_for("online")
            wait_until(lambda: "One other" in ada.do("hosting")["count"], "it is told live")
            bob.close()
        wait_until(lambda: "Nobody else" in ada.do("hosting")["count"], "and that he has left")
        ada.leave(keep=False)
        again = hosting(display, tmp_path)
        with again as ada:
            ada.wait_for("online")
            assert ada.do("panel")["panel"] == "NoneType", "she has seen it"
            ada.leave(keep=False)


def test_only_with_an_invite(display: str, tmp_path: Path) -> None:
    with hosting(display, tmp_path, "--host-here") as ada:
        ada.wait_for("online")
        bare = ada.do("hosting")["link"]
        before = running(tmp_path)
        with Window(display, tmp_path, "Bob", NOWHERE, bare, tls=True) as bob:
            bob.wait_for("online")
            ada.do("hosting", invite_only=True)
            wait_until(lambda: ada.do("hosting")["can_invite"], "an invite can be made")
            wait_until(lambda: own_server.find(tmp_path / "Ada" / FOLDER), "it starts anew")
            assert running(tmp_path) == before
            for window in (ada, bob):
                window.wait_for("online")
            ada.do("say", text="back again")
            wait_until(lambda: bob.shows("back again"), "all are back")
            with Window(display, tmp_path, "Visitor", NOWHERE, bare, tls=True) as visitor:
                visitor.question("InviteQuestion")
                ada.do("make_invite")
                wait_until(lambda: "&invite=" in ada.do("hosting")["link"], "it is in the link")
                visitor.do("fill", text=ada.do("hosting")["link"].partition("&invite=")[2])
                visitor.press("<Return>")
                visitor.wait_for("online")
                visitor.close()
            bob.close()
        ada.leave(keep=False)
