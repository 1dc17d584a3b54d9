"""Where foreign dialects are spoken: the flags, who may come in there, and what the log says."""

import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from chat_server import flags
from chat_server.config import ConfigError
from chat_server.dialects.known import CLASSIC, DIALECTS
from tests.dialects.header10_client import HeaderClient
from tests.dialects.serving import serving
from tests.support import DEADLINE, RawClient, ServerProcess, wait_until

DIALECT = "header10"


def config(folder: Path, *words: str, file: str = "") -> list[tuple[str, int]]:
    (folder / "parlor.toml").write_text(file)
    return flags.read(["--data", str(folder), *words])[0].foreign_ports


def test_dialects_are_chosen_by_flags_or_by_the_file(tmp_path: Path) -> None:
    assert config(tmp_path) == []
    assert config(tmp_path, "--listen", "nick=9090") == [("nick", 9090)]
    assert config(tmp_path, "--listen", "nick=1", "--listen", "header10=2") == [
        ("nick", 1),
        ("header10", 2),
    ]
    file = 'listen = ["nick=9090", " nick-utf8=0"]'
    assert config(tmp_path, file=file) == [("nick", 9090), ("nick-utf8", 0)]
    assert config(tmp_path, "--listen", "header10=3", file=file) == [("header10", 3)]
    assert config(tmp_path, file="classic = true") == config(tmp_path, "--classic")


def test_classic_is_each_at_its_own_ports(tmp_path: Path) -> None:
    classic = config(tmp_path, "--classic")
    assert classic == [("nick", 9090), ("nick", 55555), ("nick-utf8", 9999), ("header10", 1234)]
    assert {name for name, _ in classic} == set(DIALECTS)
    assert config(tmp_path, "--classic", "--listen", "nick=9090") == classic
    assert config(tmp_path, "--classic", "--listen", "nick=7") == [*classic, ("nick", 7)]
    assert len(CLASSIC) == len(classic)


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["--listen", "irc=6667"], "no dialect 'irc'"),
        (["--listen", "=6667"], "no dialect ''"),
        (["--listen", "native=7275"], "no dialect 'native'"),
        (["--listen", "nick"], "such as nick=9090"),
        (["--listen", "nick="], "such as nick=9090"),
        (["--listen", "nick=70000"], "such as nick=9090"),
        (["--listen", "nick=-1"], "such as nick=9090"),
        (["--listen", "nick=+1"], "such as nick=9090"),
        (["--listen", "nick=٣"], "such as nick=9090"),
        (["--listen", "nick=1=2"], "such as nick=9090"),
        (["--listen"], "expected one argument"),
        (["--listen", "nick=7", "--listen", "header10=7"], "Port 7 is given twice"),
        (["--listen", "nick=7", "--port", "7"], "Port 7 is given twice"),
        (["--listen", "nick=7", "--metrics", "7"], "Port 7 is given twice"),
        (["--classic", "--port", "1234"], "Port 1234 is given twice"),
        (["--listen", "nick=7", "check"], "--listen is for the server"),
    ],
)
def test_what_can_not_be_is_one_sentence(tmp_path: Path, words: list[str], part: str) -> None:
    with pytest.raises(ConfigError) as refused:
        config(tmp_path, *words)
    assert part in str(refused.value)


@pytest.mark.parametrize("file", ["listen = 1", "listen = [1]", 'listen = ["x=1"]'])
def test_a_file_that_can_not_be_is_one_sentence(tmp_path: Path, file: str) -> None:
    with pytest.raises(ConfigError):
        config(tmp_path, file=file)


def test_a_port_in_use_is_named_with_the_flag_that_sets_it(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        command = [sys.executable, "-m", "chat_server", "--host", "127.0.0.1", "--port", "0"]
        ended = subprocess.run(
            [*command, "--data", str(tmp_path / "data"), "--listen", f"nick={port}"],
            capture_output=True,
            text=True,
            timeout=DEADLINE,
        )
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert f"Port {port} is used by another program" in ended.stderr
    assert "--listen" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_it_listens_for_ipv4_and_ipv6(tmp_path: Path) -> None:
    with serving(tmp_path / "data", "", "--host", "0.0.0.0") as server:
        port = server.ports[DIALECT]
        with HeaderClient(port, "Ada") as ada, HeaderClient(port, "Bob", "::1") as bob:
            ada.until(("server", "Bob joined the chat!"))
            ada.press_return("hi")
            bob.until(("Ada", "hi"))
            bob.press_return("hello")
            ada.until(("Bob", "hello"))


def test_many_at_one_port_and_the_native_ones_meet(tmp_path: Path) -> None:
    flag = ("--listen", "header10=0")  # a second one
    with serving(tmp_path / "data", "", *flag) as server, server.client("Bob") as bob:
        bob.join()
        with HeaderClient(server.ports[DIALECT], "Ada"):
            assert bob.until("joined")["who"]["nick"] == "Ada"
        bob.until("left")


def test_an_encrypted_server_says_once_what_is_not(tmp_path: Path) -> None:
    server = ServerProcess(
        tmp_path / "data", 0, "--listen", "nick=0", "--listen", f"{DIALECT}=0", tls=True
    )
    with server, server.client("Bob") as bob:
        bob.join()
        with HeaderClient(server.ports[DIALECT], "Ada") as ada:
            ada.put("in the clear")
            assert bob.until("message")["text"] == "in the clear"
        log = server.stderr.read_text
        wait_until(lambda: "the wire is encrypted" in log(), "the log says so")
        assert log().count("not encrypted") == 1
        assert 'dialects="nick, header10"' in log()
        assert server.stop() == 0


def test_a_server_without_dialects_does_not_speak_of_them(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data", tls=True) as server:
        wait_until(lambda: "the wire is encrypted" in server.stderr.read_text(), "it is started")
        assert "not encrypted" not in server.stderr.read_text()


def test_who_may_not_come_in_is_told_in_a_frame(tmp_path: Path) -> None:
    settings = "[capacity]\nper_address = 2\n"
    with serving(tmp_path / "data", settings, "--metrics", "0") as server:
        port = server.ports[DIALECT]
        with HeaderClient(port, "Ada"), RawClient(server.port, "Bob"):
            with HeaderClient(port, "Third") as third:
                assert third.until_over() == "closed by the server"
                assert third.printed == [("server", "Too many connections here; try again later.")]
            figures = metrics(server)
            assert 'parlor_connections_turned_away_total{reason="address"} 1.0' in figures
            assert "parlor_connections 2.0" in figures


def metrics(server: ServerProcess) -> str:
    """What the server counts."""
    with urllib.request.urlopen(f"http://127.0.0.1:{server.metrics}/metrics") as answer:
        text: str = answer.read().decode()
    return text
