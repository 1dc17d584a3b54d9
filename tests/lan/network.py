"""Computers on a network, as Linux network namespaces whose cards are plugged into one bridge.

Each namespace is held by a `cat` that reads a pipe of this process: however the test run ends, the
pipe closes, `cat` ends, and the namespace goes with all its cards. Who is not root has a user
namespace around it, where the system allows one.
"""

import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Self

from tests.lan.visiting import Visitor
from tests.support import DEADLINE, ServerProcess, wait_until

IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


class NoNamespaces(Exception):
    """They are not to be had here; says why."""


class _Namespace:
    """A network namespace until `close`; `enter` is what runs a command in it."""

    def __init__(self, around: Sequence[str], *, user: bool) -> None:
        flags = ["--user", "--map-root-user"] if user else []
        self._holder = subprocess.Popen(
            [*around, "unshare", *flags, "--net", "cat"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.pid = self._holder.pid
        stdin, stdout = self._pipes()
        stdin.write(b"\n")
        stdin.flush()
        if (said := stdout.readline()) != b"\n":  # cat's answer: it is in there
            self.close()
            raise NoNamespaces(said.decode().strip())
        own = [] if IS_ROOT else ["--user", "--preserve-credentials"]
        self.enter = ["nsenter", f"--target={self.pid}", *own, "--net"]

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        assert self._holder.stdin
        assert self._holder.stdout
        return self._holder.stdin, self._holder.stdout

    def ip(self, *words: object) -> None:
        """Run the system's `ip` in it."""
        command = [*self.enter, "ip", *map(str, words)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=DEADLINE)
        assert done.returncode == 0, f"{words}: {done.stderr}"

    def close(self) -> None:
        for pipe in self._pipes():
            with contextlib.suppress(OSError):
                pipe.close()
        self._holder.wait(DEADLINE)


class Lan:
    """One switch; `host` plugs a computer into it."""

    def __init__(self) -> None:
        """Raises `NoNamespaces`."""
        self._undo = contextlib.ExitStack()
        try:
            self._switch = _Namespace([], user=not IS_ROOT)
        except FileNotFoundError:
            raise NoNamespaces("there is no unshare") from None
        self._undo.callback(self._switch.close)
        try:
            self._switch.ip("link", "add", "bridge", "type", "bridge", "mcast_snooping", 0)
            self._switch.ip("link", "set", "bridge", "up")
        except (AssertionError, FileNotFoundError) as error:
            self._undo.close()
            raise NoNamespaces(str(error)) from None
        self._cards = 0

    def host(self, *addresses: str) -> "Host":
        """A computer with one card, `card0`, that has these addresses."""
        inside = _Namespace(self._switch.enter, user=False)
        self._undo.callback(inside.close)
        inside.ip("link", "set", "lo", "up")
        host = Host(self, inside)
        self._undo.callback(host.close)
        host.plug("card0", *addresses)
        return host

    def cable(self, namespace: _Namespace, card: str) -> str:
        """A cable from a card to the switch; gives the name of the switch's end."""
        self._cards += 1
        end = f"port{self._cards}"
        self._switch.ip("link", "add", end, "type", "veth", "peer", card, "netns", namespace.pid)
        self._switch.ip("link", "set", end, "master", "bridge", "up")
        return end

    def pull(self, end: str) -> None:
        """Pull the cable out at the switch."""
        self._switch.ip("link", "set", end, "down")

    def push(self, end: str) -> None:
        """Push it in again."""
        self._switch.ip("link", "set", end, "up")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._undo.close()


class Host:
    """A computer on the network."""

    def __init__(self, lan: Lan, inside: _Namespace) -> None:
        self._lan, self._inside = lan, inside
        self.enter = inside.enter
        """What runs a command there."""
        self._undo = contextlib.ExitStack()
        self._ends: dict[str, str] = {}

    def plug(self, card: str, *addresses: str) -> None:
        """Put in a card, with its cable; it comes up at once."""
        self._ends[card] = self._lan.cable(self._inside, card)
        self._inside.ip("link", "set", card, "addrgenmode", "none")
        self.up(card, *addresses)

    def up(self, card: str, *addresses: str) -> None:
        """Switch a card on, with these addresses."""
        self._inside.ip("link", "set", card, "up")
        for address in addresses:
            unchecked = ["nodad"] if ":" in address else []  # else it may be used a second later
            self._inside.ip("address", "replace", address, "dev", card, *unchecked)

    def check(self, card: str, address: str) -> None:
        """Give it an IPv6 address, which the card may use when it has asked for 8 s whose it is."""
        patient = f"echo 8 > /proc/sys/net/ipv6/conf/{card}/dad_transmits"
        subprocess.run([*self.enter, "sh", "-c", patient], check=True, timeout=DEADLINE)
        self._inside.ip("address", "replace", address, "dev", card)

    def down(self, card: str) -> None:
        """Switch a card off; its IPv4 addresses stay, as they do when a cable is pulled."""
        self._inside.ip("link", "set", card, "down")

    def unplug(self, card: str) -> None:
        """Take a card out."""
        self._inside.ip("link", "delete", card)

    def pull(self, card: str) -> None:
        """Pull a card's cable out of the switch."""
        self._lan.pull(self._ends[card])

    def push(self, card: str) -> None:
        """Push it in again."""
        self._lan.push(self._ends[card])

    def serve(self, data: Path, *flags: str, port: int = 0) -> ServerProcess:
        """A server that announces itself, encrypted, on all cards if no flag says otherwise."""
        flags = ("--host", "0.0.0.0", *flags)
        server = ServerProcess(data, port, *flags, tls=True, inside=self.enter)
        return self._undo.enter_context(server)

    def connect(self, address: str, port: int) -> socket.socket:
        """A connection of this computer's, for the test to use."""
        here, there = socket.socketpair()
        script = (
            "import socket, sys\n"
            "channel = socket.socket(fileno=int(sys.argv[1]))\n"
            "sock = socket.create_connection((sys.argv[2], int(sys.argv[3])))\n"
            "socket.send_fds(channel, [b'x'], [sock.fileno()])\n"
        )
        words = [sys.executable, "-c", script, str(there.fileno()), address, str(port)]
        with here, there:
            subprocess.run(
                [*self._inside.enter, *words],
                pass_fds=[there.fileno()],
                check=True,
                timeout=DEADLINE,
            )
            _, (descriptor,), _, _ = socket.recv_fds(here, 1, 1)
        return socket.socket(fileno=descriptor)

    def browse(self, seconds: float = 1.0) -> Visitor:
        """Somebody who looks at the list of servers, and asks them so often if they are there."""
        return self._undo.enter_context(Visitor(self.enter, "browse", str(seconds)))

    def join(self, address: str, fingerprint: str, nick: str, data: Path) -> Visitor:
        """Somebody who joins with the real client and what the list said."""
        words = ("join", address, fingerprint, nick, str(data))
        return self._undo.enter_context(Visitor(self.enter, *words))

    def ip(self, *words: object) -> None:
        """Run the system's `ip` there."""
        self._inside.ip(*words)

    def run(self, *command: str) -> "subprocess.CompletedProcess[str]":
        """Run a command there, to its end."""
        inside = [*self._inside.enter, *command]
        return subprocess.run(inside, capture_output=True, text=True, timeout=DEADLINE)

    def start(self, *command: str) -> "subprocess.Popen[bytes]":
        """Start a program there that ends when nobody writes to it any more."""
        inside = [*self._inside.enter, *command]
        pipe = subprocess.PIPE
        return self._undo.enter_context(subprocess.Popen(inside, stdin=pipe, stdout=pipe))

    def settle(self, server: ServerProcess, line: str) -> None:
        """Wait until the server has logged this."""
        wait_until(lambda: line in server.stderr.read_text(), line)

    def close(self) -> None:
        self._undo.close()
