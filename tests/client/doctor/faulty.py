"""Peers that are what the doctor is to find: other services, servers with a fault."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from chat_gui.client.doctor import joining, verdicts
from chat_gui.client.doctor.answers import Known
from chat_gui.client.doctor.findings import Mark, Sign, Step, Verdict
from chat_gui.client.invite_link import InviteLink, read
from tests.support import DEADLINE

Serve = Callable[[socket.socket], None]


@contextlib.contextmanager
def serving(serve: Serve, host: str = "127.0.0.1") -> Iterator[int]:
    """A service that is good to each connection, in a thread for each; gives the port."""
    listener = socket.create_server((host, 0))
    threads: list[threading.Thread] = []

    def handle(peer: socket.socket) -> None:
        with peer, contextlib.suppress(OSError):
            peer.settimeout(DEADLINE)
            serve(peer)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                peer, _ = listener.accept()
                threads.append(threading.Thread(target=handle, args=(peer,)))
                threads[-1].start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield listener.getsockname()[1]
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for thread in (accepting, *threads):
            thread.join(DEADLINE)


def says(banner: bytes, answer: bytes = b"", ends: bytes = b"\n") -> Serve:
    """Says a banner at once, and an answer to each of what ends so."""

    def serve(peer: socket.socket) -> None:
        if banner:
            peer.sendall(banner)
        heard = b""
        while data := peer.recv(4096):
            heard += data
            if answer and ends in heard:
                heard = b""
                peer.sendall(answer)

    return serve


def hang_up(_peer: socket.socket) -> None:
    """Says nothing and goes."""


def over_tls(context: ssl.SSLContext, serve: Serve) -> Serve:
    """The same, encrypted."""

    def encrypted(peer: socket.socket) -> None:
        with context.wrap_socket(peer, server_side=True) as secure:
            serve(secure)

    return encrypted


class Found:
    """What the doctor found at a place."""

    def __init__(self, steps: list[Step]) -> None:
        self.steps = steps
        self.verdict: Verdict = verdicts.verdict(steps)

    @property
    def signs(self) -> set[Sign]:
        return {sign for step in self.steps for sign in step.signs}

    def step(self, name: str) -> Step:
        return next(step for step in self.steps if step.name == name)

    @property
    def failed(self) -> list[str]:
        return [step.name for step in self.steps if step.mark is Mark.FAILED]


def examined(
    place: str | InviteLink, known: Known | None = None, *, plaintext: bool = False
) -> Found:
    link = read(place) if isinstance(place, str) else place
    return Found([*joining.examine(link, known or Known({}), plaintext=plaintext)])


def certificate(folder: Path, since: timedelta, until: timedelta) -> tuple[Path, Path]:
    """A certificate, good between two times from now, and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "lab-pc4")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + since)
        .not_valid_after(now + until)
        .sign(key, hashes.SHA256())
    )
    folder.mkdir(exist_ok=True)
    paths = folder / "cert.pem", folder / "key.pem"
    paths[0].write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths
