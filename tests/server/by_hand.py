"""TLS by hand: a client whose encrypted bytes the test sends as it likes, and OpenSSL's own."""

import socket
import ssl
import subprocess
from collections.abc import Iterable

from tests.support import DEADLINE, trusting


class ByHand:
    """A client's end of TLS, apart from its socket."""

    def __init__(self, port: int, context: ssl.SSLContext | None = None) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=DEADLINE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = (context or trusting()).wrap_bio(self._in, self._out)
        self.sizes: Iterable[int] = ()
        """How many bytes each next piece has; what is left goes as one."""

    def hand_over(self) -> None:
        """Send what TLS has for the other side, in pieces."""
        data = self._out.read()
        for size in self.sizes:
            if not data:
                break
            self.socket.sendall(data[:size])
            data = data[size:]
        if data:
            self.socket.sendall(data)

    def shake_hands(self) -> None:
        """Until both sides are done. Raises `ssl.SSLError`."""
        while True:
            try:
                self.tls.do_handshake()
            except ssl.SSLWantReadError:
                self.hand_over()
                self.hear()
            else:
                self.hand_over()
                return

    def write(self, data: bytes) -> None:
        """Say something; a record holds 16 KiB at most."""
        self.tls.write(data)
        self.hand_over()

    def read_line(self) -> bytes:
        """The next line; less than a line at the end."""
        line = b""
        while not line.endswith(b"\n"):
            try:
                byte = self.tls.read(1)
            except ssl.SSLWantReadError:
                self.hear()
                continue
            if not byte:
                return line
            line += byte
        return line

    def hear(self) -> None:
        """Take what the server has sent."""
        data = self.socket.recv(65_536)
        if data:
            self._in.write(data)
        else:
            self._in.write_eof()

    def close(self) -> None:
        self.socket.close()

    def __enter__(self) -> "ByHand":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class SClient:
    """OpenSSL's own client; what it says of the connection stands between the lines."""

    def __init__(self, port: int) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{port}"],
            stdin=pipe,
            stdout=pipe,
            stderr=subprocess.STDOUT,
        )
        self.until(b"Verify return code")

    def say(self, line: bytes) -> None:
        """A line; "K" alone has the keys of both directions updated, "k" its own."""
        assert self._process.stdin is not None
        self._process.stdin.write(line + b"\n")
        self._process.stdin.flush()

    def until(self, part: bytes) -> None:
        """Read on to a line with this in it."""
        assert self._process.stdout is not None
        while part not in (line := self._process.stdout.readline()):
            assert line, f"no {part!r} before the end"

    def __enter__(self) -> "SClient":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()


def seen_by_openssl(port: int, *flags: str) -> str:
    """What OpenSSL's client says of a connection."""
    words = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", *flags]
    done = subprocess.run(words, input=b"", capture_output=True, timeout=DEADLINE)
    return (done.stdout + done.stderr).decode()
