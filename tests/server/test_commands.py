"""`parlor-server kick`, `ban` and the others: real runs against a real server."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from chat_gui.client import invite_link
from chat_server.console import table
from chat_server.console.deeds import DEEDS
from chat_server.console.link import invite_link as linked
from chat_server.console.shown import moment
from chat_server.console.shown import table as as_table
from chat_server.presence import Presence
from tests.server.keys import Key
from tests.support import RawClient, ServerProcess, look_after, wait_until


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    folder = tmp_path_factory.mktemp("server") / "data"
    with ServerProcess(folder, 0, "--no-limits", tls=True) as running:
        yield running
        assert running.stop() == 0
        assert " bug " not in running.stderr.read_text()


def done(server: ServerProcess, *words: str) -> list[str]:
    """What a command prints that is done."""
    ended = look_after(server.data, *words)
    assert (ended.returncode, ended.stderr) == (0, b"")
    return ended.stdout.decode().splitlines()


def refused(data: Path, status: int, *words: str) -> str:
    """The one line of a command that is not done."""
    ended = look_after(data, *words)
    assert (ended.returncode, ended.stdout) == (status, b"")
    (line,) = ended.stderr.decode().splitlines()
    assert line.startswith("parlor-server: ")
    return line.removeprefix("parlor-server: ")


@pytest.fixture
def bob(server: ServerProcess) -> Iterator[RawClient]:
    with server.client("Bob") as client:
        client.join()
        yield client
        client.close()
    wait_until(lambda: "Bob" not in str(done(server, "people")), "Bob is gone")


def test_who_is_here_is_listed(server: ServerProcess, bob: RawClient) -> None:
    heads, row = done(server, "people")
    assert heads.split() == ["NICKNAME", "ID"]
    assert row.split() == ["Bob", bob.welcome["you"]["id"]]
    assert done(server, "people", "--room", "lobby") == [heads, row]
    assert refused(server.data, 1, "people", "--room", "nowhere") == "There is no such room."


def test_it_works_without_tls_too(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data") as plain, plain.client("Bob"):
        assert "Bob" in done(plain, "people")[1]


def test_somebody_is_put_out(server: ServerProcess, bob: RawClient) -> None:
    words = ("kick", "bob", "--room", "lobby", "--reason", "enough")
    assert done(server, *words) == ["bob was put out of lobby."]
    left = bob.until("left")
    assert (left["by"]["nick"], left["reason"]) == ("server", "enough")
    assert done(server, "kick", bob.welcome["you"]["id"], "--id")
    assert bob.until("error")["fatal"]


def test_somebody_is_banned_for_a_time_and_let_in_again(server: ServerProcess) -> None:
    with server.client("Bob") as bob:
        (line,) = done(server, "ban", "Bob", "--for", "2h", "--reason", "enough")
        until = moment(time.time_ns() // 1_000_000 + 7_200_000)
        assert line.startswith(f"Bob is banned until {until[:10]}")
        assert bob.until("error")["fatal"]
    heads, row = done(server, "bans")
    assert heads.split() == ["WHO", "ID", "UNTIL", "BY", "AT", "REASON"]
    assert row.startswith("Bob ")
    assert row.endswith(" enough")
    id = row.split()[1]
    assert done(server, "unban", id, "--id") == [f"{id} may come in again."]
    assert done(server, "bans") == ["Nobody is banned."]


def test_a_network_is_banned(server: ServerProcess) -> None:
    words = ("ban", "--address", "192.0.2.0/24")
    assert done(server, *words) == ["192.0.2.0/24 is banned for ever."]
    _, row = done(server, "bans")
    assert row.startswith("192.0.2.0/24 ")
    assert done(server, "un" + words[0], *words[1:]) == ["192.0.2.0/24 may come in again."]
    assert "no IP address" in refused(server.data, 1, "ban", "--address", "localhost")


def test_somebody_is_silenced(server: ServerProcess, bob: RawClient) -> None:
    assert done(server, "mute", "Bob") == ["Bob can't write for ever."]
    assert bob.until("muted")["on"]
    assert done(server, "unmute", "Bob") == ["Bob may write again."]
    assert not bob.until("muted")["on"]
    assert done(server, "mute", "Bob", "--room", "lobby", "--for", "1m")[0].startswith(
        "Bob can't write in lobby until "
    )
    assert done(server, "unmute", "Bob", "--room", "lobby") == ["Bob may write in lobby again."]


def test_somebody_looks_after_the_chat(server: ServerProcess, bob: RawClient) -> None:
    assert done(server, "role", "Bob", "moderator") == ["The role of Bob is moderator now."]
    assert bob.until("role")["role"] == "moderator"


def test_a_nickname_is_released(server: ServerProcess) -> None:
    assert refused(server.data, 1, "release", "Ada") == "Nobody owns that nickname."
    key = Key()
    with server.client() as ada:
        ada.send(type="hello", version=1, nick="Ada", key=key.public)
        made = key.proof(ada.until("prove")["nonce"], "Ada", server.fingerprint)
        ada.send(type="proof", signature=made.signature)
        ada.until("welcome")
    assert done(server, "release", "Ada") == ["The nickname Ada is anybody's."]
    server.client("Ada").close()


def test_somebody_is_invited(server: ServerProcess) -> None:
    assert done(server, "invites") == ["There are no invites."]
    code, link = done(server, "invite", "--uses", "2", "--role", "guest", "--for", "1d")
    read = invite_link.parse(link)
    assert (read.fingerprint, read.invite) == (server.fingerprint, code)
    done(server, "invite")
    heads, newest, oldest = done(server, "invites")
    assert heads.split() == ["ID", "USED", "ROLE", "UNTIL", "BY"]
    id, *used = oldest.split()
    assert code.startswith(id)
    assert used[:4] == ["0", "of", "2", "guest"]
    assert newest.split()[1:5] == ["0", "of", "any", "member"]
    assert done(server, "revoke", id) == [f"The invite {id} lets nobody in any more."]
    assert done(server, "revoke", newest.split()[0])
    assert "There is no such invite" in refused(server.data, 1, "revoke", id)


def test_what_was_done_is_listed(server: ServerProcess) -> None:
    for _ in range(2):
        done(server, "ban", "--address", "192.0.2.1", "--reason", "a \\ b")
    heads, *rows = done(server, "audit", "--limit", "2")
    assert heads.split() == ["NO", "AT", "BY", "ACT", "WHO", "ROOM", "DETAIL"]
    assert rows.pop() == "… and more"
    newest, older = (int(row.split()[0]) for row in rows)
    assert newest == older + 1
    _, row, _ = done(server, "audit", "--limit", "1", "--before", str(newest))
    assert row == rows[1]


def test_who_is_unknown_is_told(server: ServerProcess) -> None:
    assert refused(server.data, 1, "kick", "Third") == "Nobody of that name is known here."
    assert "Name one person" in refused(server.data, 1, "ban")


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["mute", "Bob", "--for", "soon"], "'soon' is no time such as 30m, 12h, 7d or 2w"),
        (["mute", "Bob", "--for", "0d"], "'0d' is no time"),
        (["mute", "Bob", "--for", "9999w"], "'9999w' is no time"),
        (["role", "Bob", "king"], "invalid choice: 'king'"),
        (["kick"], "required: WHO; see parlor-server kick --help"),
        (["audit", "--limit", "-1"], "'-1' is not a number"),
        (["invite", "--uses", "0"], "'0' is not a number from 1 on"),
        (["invite", "--uses", "9" * 20], "is not a number"),
        (["--plaintext", "people"], "--plaintext is for the server and says nothing to people"),
    ],
)
def test_a_bad_command_line_is_one_line(tmp_path: Path, words: list[str], part: str) -> None:
    assert part in refused(tmp_path, 2, *words)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The data folder of a server that a crash ended."""
    with ServerProcess(tmp_path / "data", tls=True) as first:
        first.kill()
    return first.data


def test_without_a_server_it_is_told(folder: Path) -> None:
    told = f"No server runs on {folder}; start it first."
    assert refused(folder, 2, "people") == told, "server.json is there, and nobody listens"
    (folder / "server.json").unlink()
    assert refused(folder, 2, "people") == told
    (folder / "server.json").write_text("{")
    assert (
        refused(folder, 2, "people") == f"{folder}/server.json is damaged; start the server anew."
    )
    (folder / "server.json").unlink()
    (folder / "server.json").mkdir()
    assert refused(folder, 2, "people") == f"{folder}/server.json can't be read: Is a directory."
    (folder / "console.key").unlink()
    assert "console.key can't be read" in refused(folder, 2, "people")


@pytest.mark.parametrize("tls", [True, False], ids=["tls", "plaintext"])
def test_another_server_at_that_port_is_told_nothing(
    folder: Path, tmp_path: Path, tls: bool
) -> None:
    with ServerProcess(tmp_path / "other", 0, "--verbose", tls=tls) as other:
        left = json.loads((folder / "server.json").read_text()) | {"port": other.port}
        (folder / "server.json").write_text(json.dumps(left))
        assert refused(folder, 2, "people") == f"No server runs on {folder}; start it first."
        other.stop()
        assert "bad proof" not in other.stderr.read_text()


def test_another_servers_key_is_nobodys(server: ServerProcess, folder: Path) -> None:
    (folder / "server.json").write_text((server.data / "server.json").read_text())
    assert "“server” is kept" in refused(folder, 1, "people")


def test_nothing_acts_on_the_terminal() -> None:
    lines = as_table(("WHO", "REASON"), [("Bob", "\x1b[31mred\n"), ("Ada", "")], more=True)
    assert lines == ["WHO  REASON", "Bob  \\x1b[31mred\\n", "Ada", "… and more"]


def test_any_moment_is_shown() -> None:
    assert moment(None) == "for ever"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", moment(1_700_000_000_000))
    assert moment(2**53 - 1) == "very late"


@pytest.mark.parametrize("fingerprint", ["", "ab" * 32])
@pytest.mark.parametrize("host", ["192.0.2.7", "2001:db8::7"])
def test_the_window_reads_the_link(host: str, fingerprint: str) -> None:
    link = invite_link.parse(linked(Presence(host, 7_275, fingerprint, 1), "K7QX-3M9P"))
    assert (link.address.host, link.address.port) == (host, 7_275)
    assert (link.fingerprint, link.invite) == (fingerprint, "K7QX-3M9P")


def test_a_server_for_this_computer_alone_is_linked_as_such(server: ServerProcess) -> None:
    presence = Presence("127.0.0.1", server.port, "", 1)
    assert linked(presence, "x") == f"parlor://127.0.0.1:{server.port}#invite=x"


def test_every_command_has_its_deed() -> None:
    assert {command.task for command in table.COMMANDS.values()} == DEEDS.keys()
