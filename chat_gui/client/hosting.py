"""Hosting on this computer: the real server, as a process of its own.

A thread reads what the process says until it ends; the window polls `told`. The server's
certificate is read from its data folder, so nobody has to vouch for one's own server.
"""

import contextlib
import errno
import ipaddress
import logging
import queue
import re
import socket
import subprocess
import sys
import threading
from collections import deque
from pathlib import Path

import msgspec

from chat_gui.client import identity, own_server
from chat_gui.client.address import Address
from chat_gui.client.own_addresses import own_addresses
from chat_gui.client.own_server import STOP_SECONDS, Running
from chat_gui.client.pins import Pins
from chat_gui.i18n import N_, _
from chat_gui.worded import worded
from chat_server.protocol import proof
from chat_server.protocol.limits import PORT

EVERYWHERE = "0.0.0.0"
"""Every address of this computer, IPv6 included: where the server listens by default."""
START_SECONDS = 20.0
"""How long the server may take to be ready: a slow disk, a virus scanner."""
MOST_LINES = 20
"""Lines of the server's log that are kept to say why it ended."""

KEEP = "keep\n"
"""What a server is told that is to go on without the window."""

FOLDER = "hosted"
"""Where in the window's data folder the server has its own."""

_READY = re.compile(r"parlor-server listening on \S*:(\d+) \(native[,)]")
_REASON = re.compile(r"parlor-server: (.+)")
_IN_USE = "Another server uses the data folder"
"""How the server's own reason begins where this person's other window hosts."""
_ALREADY = N_("You host a chat on this computer already; press Join to enter it.")
_ELSEWHERE = N_(
    "You host a chat on this computer already; join it at the address its window shows."
)
_SILENT = N_("The chat could not be hosted here: the server ended without saying why.")
_MISSING = N_("The chat could not be hosted here: {program} does not start ({reason}).")
_LATE = N_("The chat could not be hosted here: the server was not ready in time.")
_TAKEN = N_(
    "Another program has taken port {port}, where your chat was: end that program and try again,"
    " or host anew by “Join another chat…”."
)
_ENDED = N_("The chat hosted on this computer has stopped.")

_log = logging.getLogger(__name__)


class Hosting(msgspec.Struct, frozen=True):
    """The server is ready: `address` is for this window, `public` for the others on the network.

    Its certificate is pinned at `address`; `fingerprint` is "" if the wire is not encrypted.
    `kept` says that it ran already, since another window was closed.
    """

    address: Address
    public: Address
    fingerprint: str = ""
    kept: bool = False


class HostingFailed(msgspec.Struct, frozen=True):
    """There is no server, or no more; `reason` is one sentence.

    `hosted` is where this person hosts a chat already, if they do.
    """

    reason: str
    hosted: Address | None = None


class Host:
    """A server on this computer, for the person whose data folder is `data`: they own the chat.

    It takes another port where that one is taken; not with `again`, for people know it there.
    Every method is for the window's thread.
    """

    def __init__(
        self,
        data: Path,
        port: int = PORT,
        host: str = EVERYWHERE,
        *,
        plaintext: bool = False,
        invite: bool = False,
        again: bool = False,
    ) -> None:
        self.told: queue.SimpleQueue[Hosting | HostingFailed] = queue.SimpleQueue()
        """What became of it; the window polls it."""
        self._data = data.absolute()
        self._folder = self._data / FOLDER
        self._pins = Pins(self._data)
        self._flags = [
            *(("--plaintext",) if plaintext else ()),
            *(("--invite",) if invite else ()),
        ]
        self._port = port
        self._host = host
        self._again = again
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None
        self._stopping = threading.Event()
        self._keeping = threading.Event()
        self._kept: Running | None = None
        """The server that another window has left running, if it is that one."""

    def start(self) -> None:
        """Start the server, or find the one that was kept; `told` says when it is ready."""
        self._kept = own_server.find_kept(self._folder)
        if self._kept is None:
            self._start()
        else:
            self.told.put(self._hosting(self._kept.port, kept=True))

    def _start(self) -> None:
        port = free_port(self._host, self._port)
        if self._again and port != self._port:
            self.told.put(HostingFailed(_(_TAKEN).format(port=self._port)))
            return
        command = [
            *program(),
            *("--host", self._host, "--port", str(port)),
            *("--data", str(self._folder), "--until-eof"),
            *("--owner", proof.public_key(identity.load(self._data).key)),
            *self._flags,
        ]
        try:
            self._process = subprocess.Popen(
                command,
                cwd=_checkout(),
                stdin=subprocess.PIPE,  # held open: when this program dies, so does the server
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                errors="replace",
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                start_new_session=True,  # it may outlive the terminal that the window came from
            )
        except OSError as error:
            reason = error.strerror or _("no reason given")
            self.told.put(HostingFailed(_(_MISSING).format(program=command[0], reason=reason)))
            return
        self._reader = threading.Thread(
            target=self._read, args=(self._process,), name="parlor-host", daemon=True
        )
        self._reader.start()

    @property
    def found_kept(self) -> bool:
        """Whether it is a server that another window has left running."""
        return self._kept is not None

    def keep(self) -> bool:
        """Let the server go on when this program ends. Waits 2.5 s at most.

        False if it can't: then it is as it was. True leaves nothing here to be stopped.
        """
        if self._kept is not None:
            return True
        if self._process is None or self._reader is None:
            return False
        self._keeping.set()
        assert self._process.stdin is not None, "it is a pipe"
        with contextlib.suppress(OSError):  # it has ended
            self._process.stdin.write(KEEP)
            self._process.stdin.flush()
        self._reader.join(STOP_SECONDS)  # it reads until the server has let go of its output
        if own_server.find_kept(self._folder) is None:
            self._keeping.clear()
            return False
        _hang_up(self._process)
        self._process.returncode = 0  # nobody waits for its end any more
        self._process = None
        return True

    def stop(self) -> None:
        """End the server: it says good-bye to everyone and keeps its log. Waits 2.5 s at most."""
        if self._kept is not None and not own_server.stop(self._kept):
            _log.warning("the server that was kept does not stop")
        self._kept = None
        if self._process is None or self._reader is None:
            return
        self._stopping.set()
        _hang_up(self._process)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            _log.warning("the hosted server does not stop by itself")
            self._process.kill()
            self._process.wait(STOP_SECONDS)
        self._reader.join(STOP_SECONDS)

    def _read(self, process: subprocess.Popen[str]) -> None:
        """The thread: everything the server says, so that its pipe never fills up."""
        too_late = threading.Timer(START_SECONDS, process.kill)
        too_late.daemon = True
        too_late.start()
        lines: deque[str] = deque(maxlen=MOST_LINES)
        ready = False
        assert process.stdout is not None, "it is a pipe"
        for line in process.stdout:
            lines.append(line.strip())
            match = None if ready else _READY.match(line)
            if match:
                ready = True
                too_late.cancel()
                self.told.put(self._hosting(int(match[1])))
        late = too_late.finished.is_set() and not ready
        too_late.cancel()
        process.stdout.close()
        if self._keeping.is_set() and own_server.find_kept(self._folder) is not None:
            return
        status = process.wait()
        if self._stopping.is_set():
            return
        reason = _(_LATE) if late else _(_ENDED) if ready else _reason(lines)
        if reason.startswith(_IN_USE):
            self.told.put(self._hosted_already())
            return
        _log.warning("the hosted server ended with %s: %s", status, list(lines))
        self.told.put(HostingFailed(worded(reason)))

    def _hosting(self, port: int, *, kept: bool = False) -> Hosting:
        """It is ready at this port; from now on its certificate is trusted there."""
        running = own_server.find(self._folder)
        fingerprint = running.fingerprint if running is not None else ""
        address, public = _addresses(self._host, port)
        if fingerprint:
            self._pins.pin(str(address), fingerprint)
        return Hosting(address, public, fingerprint, kept)

    def _hosted_already(self) -> HostingFailed:
        """Another window of this person hosts, where its server says."""
        running = own_server.find(self._folder)
        if running is None:
            return HostingFailed(_(_ELSEWHERE))
        return HostingFailed(_(_ALREADY), self._hosting(running.port).address)


def _hang_up(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None, "it is a pipe"
    with contextlib.suppress(OSError):  # it has ended, and not read all of it
        process.stdin.close()


def program() -> list[str]:
    """What starts the server: the packaged one beside this program, or this Python."""
    if getattr(sys, "frozen", False):
        own = Path(sys.executable)
        return [str(own.with_name(f"parlor-server{own.suffix}"))]
    return [sys.executable, "-m", "chat_server"]


def free_port(host: str, port: int) -> int:
    """`port`, or 0 for any free one if another program listens there."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":  # there it would share the port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return 0
    return port  # whatever else is wrong, the server says it better


def _checkout() -> Path | None:
    """Where `-m chat_server` finds the server, whichever folder the window was started in."""
    if getattr(sys, "frozen", False):
        return None
    return Path(__file__).parents[2]


def _addresses(host: str, port: int) -> tuple[Address, Address]:
    """Where this window finds the server, and where the others on the network do."""
    if host != EVERYWHERE:
        return Address(host, port), Address(host, port)
    own = Address("127.0.0.1", port)
    return own, public(own)


def public(address: Address) -> Address:
    """The same server as others on the network find it, if it is on this computer."""
    try:
        here = ipaddress.ip_address(address.host).is_loopback
    except ValueError:
        here = address.host == "localhost"
    return Address(own_addresses()[0], address.port) if here else address


def _reason(lines: deque[str]) -> str:
    """What the server said last about why it can't serve."""
    reasons = [match[1] for line in lines if (match := _REASON.match(line))]
    return reasons[-1] if reasons else _(_SILENT)
