"""The small HTTP server of the metrics: nobody on this computer can keep it busy."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

import chat_server.endpoint
from chat_server.endpoint import MOST_OPEN, REQUEST_BYTES, REQUEST_SECONDS, Endpoint, judged
from tests.support import DEADLINE, wait_until

TEXT = b"parlor_people 2\n"
GET = b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    endpoint = Endpoint(0, lambda: TEXT)
    thread = threading.Thread(target=endpoint.run)
    thread.start()
    yield endpoint
    endpoint.stop()
    thread.join(DEADLINE)
    assert not thread.is_alive()
    endpoint.close()


def connect(endpoint: Endpoint) -> socket.socket:
    host, _, port = endpoint.address.partition(":")
    return socket.create_connection((host, int(port)), DEADLINE)


def heard(sock: socket.socket) -> bytes:
    """All that comes until it is closed."""
    data = b""
    try:
        while more := sock.recv(65_536):
            data += more
    except ConnectionResetError:
        pass
    return data


def ask(endpoint: Endpoint, *said: bytes) -> bytes:
    with connect(endpoint) as sock:
        for part in said:
            sock.sendall(part)
        return heard(sock)


def test_it_answers_whoever_asks(endpoint: Endpoint):
    head, _, body = ask(endpoint, GET).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert f"Content-Length: {len(TEXT)}".encode() in head
    assert body == TEXT


def test_a_request_may_come_in_pieces(endpoint: Endpoint):
    with connect(endpoint) as sock:
        for at in range(len(GET)):
            sock.sendall(GET[at : at + 1])
        assert heard(sock).endswith(TEXT)


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (GET, 200),
        (b"GET /metrics?x=1 HTTP/1.0\r\n\r\n", 200),
        (b"GET / HTTP/1.1\r\n\r\n", 404),
        (b"GET /metricsx HTTP/1.1\r\n\r\n", 404),
        (b"POST /metrics HTTP/1.1\r\n\r\n", 405),
        (b"HEAD /metrics HTTP/1.1\r\n\r\n", 405),
        (b"GET /metrics\r\n\r\n", 400),
        (b"GET /metrics SPDY/1\r\n\r\n", 400),
        (b"GET  /metrics HTTP/1.1\r\n\r\n", 400),
        (b"GET /metrics HTTP/1.1\r\n", 400),
        (b"\xff\x00\r\n\r\n", 400),
        (b"", 400),
    ],
)
def test_what_is_asked_otherwise_is_told(request_: bytes, status: int):
    assert judged(request_) == status


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is closed because of the time."""
    monkeypatch.setattr(chat_server.endpoint, "REQUEST_SECONDS", 600.0)


@pytest.mark.usefixtures("patient")
def test_of_a_request_that_is_too_long_nothing_is_heard(endpoint: Endpoint):
    answer = ask(endpoint, b"GET /metrics HTTP/1.1\r\nX: " + b"x" * REQUEST_BYTES)
    assert answer.startswith(b"HTTP/1.1 400 ") or answer == b""
    assert ask(endpoint, GET).endswith(TEXT)


def test_who_says_nothing_is_closed_and_holds_nobody_up(endpoint: Endpoint):
    with connect(endpoint) as silent:
        began = time.monotonic()
        assert ask(endpoint, GET).endswith(TEXT)
        assert time.monotonic() - began < REQUEST_SECONDS
        assert heard(silent) == b""
        assert time.monotonic() - began < DEADLINE


@pytest.mark.usefixtures("patient")
def test_for_a_new_one_the_oldest_is_closed(endpoint: Endpoint):
    with ExitStack() as stack:
        silent = [stack.enter_context(connect(endpoint)) for _ in range(3 * MOST_OPEN)]
        assert ask(endpoint, GET).endswith(TEXT)
        for one in silent[: 2 * MOST_OPEN + 1]:
            assert heard(one) == b""
        silent[-1].sendall(GET)
        assert heard(silent[-1]).endswith(TEXT)


def test_who_is_gone_before_the_answer_harms_nobody(endpoint: Endpoint):
    for _ in range(20):
        with connect(endpoint) as sock:
            sock.sendall(GET)
    assert ask(endpoint, GET).endswith(TEXT)


def test_a_bug_in_the_text_ends_one_request_alone(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, allowed_errors: list[str]
):
    allowed_errors.append("bug")

    def fail() -> bytes:
        raise KeyError("text")

    with monkeypatch.context() as patch:
        patch.setattr(endpoint, "_text", fail)
        assert ask(endpoint, GET) == b""
    wait_until(lambda: ask(endpoint, GET).endswith(TEXT), "it goes on")


def test_it_stops_while_somebody_is_connected():
    endpoint = Endpoint(0, lambda: TEXT)
    thread = threading.Thread(target=endpoint.run)
    thread.start()
    with connect(endpoint) as sock:
        sock.sendall(b"GET ")
        endpoint.stop()
        thread.join(DEADLINE)
        assert not thread.is_alive()
        endpoint.close()
        assert heard(sock) == b""
