"""Real windows on computers of one network: hosting in one, coming in from the others."""

from pathlib import Path

import pytest

from tests.end_to_end.driving import NOWHERE, Window
from tests.lan.network import Host, Lan
from tests.support import wait_until

pytestmark = pytest.mark.timeout(120)


def window(display: str, host: Host, folder: Path, nick: str, *flags: str) -> Window:
    """A window that looks around on its own network."""
    where = (display, folder, nick, NOWHERE, *flags)
    return Window(*where, tls=True, found=None, inside=host.enter)


def test_the_list_a_link_and_a_typed_address_lead_in_from_another_computer(
    lan: Lan, display: str, tmp_path: Path
) -> None:
    one, two = lan.host("10.77.0.1/24"), lan.host("10.77.0.2/24")
    with window(display, one, tmp_path, "Ada") as ada:
        wait_until(lambda: ada.do("list")["open"], "the first dialog")
        ada.do("host_here")
        wait_until(lambda: ada.do("panel")["panel"] == "HostingPanel", "how others come in")
        shown = ada.do("hosting")
        (address,) = shown["addresses"]
        assert address.startswith("10.77.0.1:")
        with window(display, two, tmp_path, "Bob") as bob:
            wait_until(lambda: bob.do("list")["selected"], "the one that is there is found")
            bob.press("<Return>")
            bob.wait_for("online")
            assert bob.do("question")["kind"] == ""
            bob.do("say", text="by the list")
            wait_until(lambda: ada.shows("by the list"), "Ada sees it")
            bob.close()
        with window(display, two, tmp_path, "Visitor", shown["link"]) as visitor:
            visitor.wait_for("online")
            visitor.do("say", text="by the link")
            wait_until(lambda: ada.shows("by the link"), "Ada sees that")
            visitor.close()
        with window(display, two, tmp_path, "Third") as third:
            third.do("address", address=address)
            third.press("<Return>")
            assert third.question("StrangerQuestion")["codes"] == [ada.do("door")["code"]]
            third.press("<Return>")
            third.wait_for("online")
            third.do("say", text="by the address")
            wait_until(lambda: ada.shows("by the address"), "and that")
            third.close()
        ada.leave(keep=False)


def test_a_kept_chat_is_found_without_its_window_and_gone_when_it_is_stopped(
    lan: Lan, display: str, tmp_path: Path
) -> None:
    one, two = lan.host("10.77.0.1/24"), lan.host("10.77.0.2/24")
    with window(display, one, tmp_path, "Ada", "--host-here") as ada:
        ada.wait_for("online")
        ada.leave(keep=True)
    with window(display, two, tmp_path, "Bob") as bob:
        wait_until(lambda: bob.do("list")["names"], "it is there without its window")
        with window(display, one, tmp_path, "Ada") as ada:
            ada.wait_for("online")
            ada.leave(keep=False)
        wait_until(lambda: not bob.do("list")["names"], "it is gone")
        bob.close()
