"""Coming in, with a real server that encrypts and real windows: what is asked, and what is refused.

`tools/screenshots.py` draws the same moments, one picture each.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from chat_gui import door
from chat_server import console_key
from chat_server.protocol.certificate import comparison_code
from tests.end_to_end.driving import NOWHERE, Window
from tests.server.keys import Key
from tests.support import RawClient, ServerProcess, wait_until

pytestmark = pytest.mark.timeout(120)

TOO_MANY = "Too many invites were tried from your address; wait a minute."
MOST_TRIES = 100
"""Wrong invites after which a server looks at no more of an address for a while."""
WRONG_PAIR = "That code is not good, or not any more; have your other computer show a new one."


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[ServerProcess]:
    """A running server that encrypts."""
    with ServerProcess(tmp_path / "server-data", tls=True) as running:
        yield running


def come_in(window: Window) -> None:
    """Say that the codes match, with one key."""
    window.question("StrangerQuestion")
    window.press("<Return>")
    window.wait_for("online")


def invite(server: ServerProcess, uses: int) -> str:
    """A code for newcomers, made by who looks after the server."""
    with server.client() as console:
        key = Key(console_key.read(server.data))
        console.send(type="hello", version=1, nick="server", key=key.public)
        proof = key.proof(console.until("prove")["nonce"], "server", server.fingerprint)
        console.send(type="proof", signature=proof.signature)
        console.until("welcome")
        console.send(type="invite", uses=uses, re="i")
        return str(console.until("invited")["code"])


def test_the_first_time_one_return_comes_in_and_later_none(
    display: str, tmp_path: Path, secure: ServerProcess
) -> None:
    code = comparison_code(secure.fingerprint)
    with secure.client("Bob") as bob:
        bob.join()
        with Window(display, tmp_path, "Ada", secure.port, tls=True) as ada:
            asked = ada.question("StrangerQuestion")
            assert asked["codes"] == [code]
            bob.send(type="people", re="p")
            assert [one["nick"] for one in bob.until("people")["people"]] == ["Bob"], (
                "nothing is said before"
            )
            ada.press("<Return>")
            assert bob.until("joined")["who"]["nick"] == "Ada"
            ada.wait_for("online")
            wait_until(lambda: ada.do("door")["mapped"], "the lock is there")
            shown = ada.do("door")
            assert (shown["encrypted"], shown["lock"], shown["code"]) == (True, "", code)
            ada.do("say", text="nobody listens")
            assert bob.until("message")["text"] == "nobody listens"
            ada.close()
        bob.until("left")
        with Window(display, tmp_path, "Ada", secure.port, tls=True) as ada:
            ada.wait_for("online")
            wait_until(lambda: ada.shows("nobody listens"), "it is read back")
            ada.close()


def test_another_server_at_the_same_address_is_told_nothing(
    display: str, tmp_path: Path, secure: ServerProcess
) -> None:
    with Window(display, tmp_path, "Ada", secure.port, tls=True) as ada:
        come_in(ada)
        ada.close()
    secure.stop()
    shutil.rmtree(secure.data / "tls")
    with (
        ServerProcess(secure.data, secure.port, tls=True) as other,
        other.client("Bob") as bob,
        Window(display, tmp_path, "Ada", secure.port, tls=True) as ada,
    ):
        bob.join()
        asked = ada.question("ChangedQuestion")
        assert asked["codes"] == [
            comparison_code(secure.fingerprint),
            comparison_code(other.fingerprint),
        ]
        ada.press("<Return>")
        wait_until(lambda: ada.do("door")["banner"] == door.CHANGED, "she has not joined")
        ada.do("say", text="for those I know")
        assert ada.state()["sent"] == [["Ada", "for those I know", "sending"]]
        ada.do("reconnect")
        ada.question("ChangedQuestion")
        ada.press("<Shift-Tab>", "<Return>", "<space>", "<Tab>", "<Return>")
        assert bob.until("joined")["who"]["nick"] == "Ada"
        assert bob.until("message")["text"] == "for those I know"
        heard = [event["type"] for event in bob.seen]
        assert heard.index("joined") < heard.index("message")
        ada.close()


def test_an_invite_is_asked_for_until_it_is_right(display: str, tmp_path: Path) -> None:
    with (
        ServerProcess(tmp_path / "server-data", 0, "--invite", tls=True) as server,
        Window(display, tmp_path, "Ada", server.port, tls=True) as ada,
    ):
        ada.question("StrangerQuestion")
        ada.press("<Return>")
        ada.question("InviteQuestion")
        ada.do("fill", text="AAAA-BBBB-CCCC-DDDD")
        ada.press("<Return>")
        wrong = "That invite is not right, or not good any more; ask for another."
        wait_until(lambda: wrong in ada.do("question")["said"], "she is told")
        for _ in range(MOST_TRIES):
            with server.client() as guesser:
                key = Key()
                guesser.send(
                    type="hello", version=1, nick="Bob", key=key.public, invite="AAAA-BBBB-CCCC"
                )
                proof = key.proof(guesser.until("prove")["nonce"], "Bob", server.fingerprint)
                guesser.send(type="proof", signature=proof.signature)
                if guesser.until("error")["code"] == "slow-down":
                    break

        def told_of_all() -> bool:
            """The server may have forgotten one of them meanwhile."""
            ada.do("fill", text="AAAA-BBBB-CCCC-EEEE")
            ada.press("<Return>")
            return TOO_MANY in ada.do("question")["said"]

        wait_until(told_of_all, "she is told of the guesses")
        code = invite(server, uses=1).lower()

        def let_in() -> bool:
            """Who comes from where so many were wrong may have to wait a moment."""
            if TOO_MANY in ada.do("question")["said"]:
                ada.do("fill", text=code)
                ada.press("<Return>")
            return bool(ada.state()["phase"] == "online")

        wait_until(let_in, "she is let in")
        assert ada.do("question")["kind"] == ""
        ada.close()


def test_a_stolen_nickname_is_refused_and_a_second_computer_let_in(
    display: str, tmp_path: Path, secure: ServerProcess
) -> None:
    with (
        Window(display, tmp_path, "Ada", secure.port, tls=True) as ada,
        Window(display, tmp_path, "Ada", secure.port, tls=True, data="elsewhere") as second,
    ):
        come_in(ada)
        second.question("StrangerQuestion")
        second.press("<Return>")
        asked = second.question("NickQuestion")
        assert "Ada is somebody else here; pick another nickname." in asked["said"]
        second.press("<Tab>", "<Return>")
        second.question("PairQuestion")
        second.do("fill", text="0000-0000")
        second.press("<Return>")
        wait_until(lambda: WRONG_PAIR in second.do("question")["said"], "a guess is no way in")

        ada.do("add_computer")
        shown = wait_until(lambda: [c for c in ada.do("code")["codes"] if "·" not in c], "a code")
        second.do("fill", text=shown[0])
        second.press("<Return>")
        second.wait_for("online")
        assert second.do("door")["me"] == ada.do("door")["me"]
        second.close()
        ada.close()


def test_who_hosts_is_asked_nothing_and_brings_others_in_by_a_link(
    display: str, tmp_path: Path
) -> None:
    with Window(display, tmp_path, "Ada", NOWHERE, "--host-here", tls=True) as ada:
        wait_until(lambda: ada.state()["open"], "she is in")
        ada.wait_for("online")
        shown = ada.do("door")
        assert shown["encrypted"]
        assert shown["hosted"] == shown["code"] != ""
        link = ada.do("copy_link")["link"]
        with Window(display, tmp_path, "Bob", NOWHERE, link, tls=True) as bob:
            bob.wait_for("online")
            assert bob.do("question")["kind"] == ""
            assert bob.do("door")["code"] == shown["code"]
            bob.close()
        ada.leave(keep=False)


def test_plaintext_is_only_for_who_asks_and_never_hidden(
    display: str, tmp_path: Path, server: ServerProcess
) -> None:
    with Window(display, tmp_path, "Ada", server.port, tls=True) as ada:
        wait_until(lambda: "doesn't encrypt" in ada.do("door")["banner"], "she is told")
        ada.close()
    with Window(display, tmp_path, "Ada", server.port) as ada:
        ada.wait_for("online")
        shown = ada.do("door")
        assert (shown["encrypted"], shown["lock"].strip()) == (False, "Not encrypted")
        ada.close()
    with Window(display, tmp_path, "Ada", NOWHERE, tls=True) as ada:
        ada.wait_for("online")  # remembered by its address
        ada.close()
    with RawClient(server.port, "Bob") as bob:
        bob.join()
