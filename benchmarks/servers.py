"""The servers that are compared: each started on a free port of loopback, ended with its block.

Their limits are lifted as far as their configuration lets, so that none is slow or loses anything
because it guards itself.
"""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NamedTuple

from benchmarks.compiled import HERE, compiled
from chat_server import tls
from tests.support import ServerProcess, wait_until


class Running(NamedTuple):
    """A server that accepts: what it speaks, where, and its process."""

    protocol: str
    port: int
    pid: int
    tls: bool = False


class NotThere(Exception):
    """A server to compare with is not installed, or does not start."""


@contextmanager
def parlor(folder: Path) -> Iterator[Running]:
    """Parlor's own server, its log on disk with synchronous=FULL."""
    with ServerProcess(folder / "data", 0, "--no-limits") as server:
        yield Running("parlor", server.port, server.process.pid)


@contextmanager
def parlor_tls(folder: Path) -> Iterator[Running]:
    """The same as people get it: over TLS."""
    with ServerProcess(folder / "data", 0, "--no-limits", tls=True) as server:
        yield Running("parlor", server.port, server.process.pid, tls=True)


@contextmanager
def redis(folder: Path) -> Iterator[Running]:
    """Redis' publish and subscribe: nothing is kept."""
    port = free_port()
    with started("redis-server", *REDIS, "--port", port, "--dir", folder) as process:
        accepts(port, process)
        yield Running("redis", port, process.pid)


@contextmanager
def redis_tls(folder: Path) -> Iterator[Running]:
    """The same over TLS, with a certificate such as Parlor's."""
    tls.identity(folder)
    made, port = folder / tls.FOLDER, free_port()
    flags = ["--port", "0", "--tls-port", port, "--tls-auth-clients", "no", "--dir", folder]
    flags += ["--tls-cert-file", made / tls.CERTIFICATE, "--tls-key-file", made / tls.KEY]
    flags += ["--tls-ca-cert-file", made / tls.CERTIFICATE, "--tls-protocols", "TLSv1.3"]
    with started("redis-server", *REDIS, *flags) as process:
        accepts(port, process)
        yield Running("redis", port, process.pid, tls=True)


REDIS = (
    *("--bind", "127.0.0.1", "--save", "", "--appendonly", "no"),
    *("--client-output-buffer-limit", "pubsub 1gb 1gb 60"),
)
"""Nothing on disk, and queues that hold whatever a reader has not taken yet."""


NGIRCD = """
[Global]
Name = irc.example.net
Info = benchmark
Listen = 127.0.0.1
Ports = {port}
ServerUID = {user}
ServerGID = {group}
[Limits]
MaxConnections = 0
MaxConnectionsIP = 0
MaxJoins = 0
MaxPenaltyTime = 0
[Options]
Ident = no
PAM = no
DNS = no
"""
"""No penalty for a client that talks much. The 32 KiB it holds for a reader can't be changed."""


@contextmanager
def ngircd(folder: Path) -> Iterator[Running]:
    """An IRC server in C: nothing is kept."""
    port = free_port()
    config = folder / "ngircd.conf"
    config.write_text(NGIRCD.format(port=port, user=os.getuid(), group=os.getgid()))
    with started("ngircd", "--nodaemon", "--config", config) as process:
        accepts(port, process)
        yield Running("irc", port, process.pid)


INSPIRCD = """
<server name="irc.example.net" description="benchmark" network="Benchmark">
<admin name="a" nick="a" email="a@example.net">
<bind address="127.0.0.1" port="{port}" type="clients">
<connect allow="*" timeout="60" pingfreq="1h"
         fakelag="no" threshold="1000000" commandrate="1000000000"
         recvq="64M" softsendq="512M" hardsendq="512M"
         localmax="100000" globalmax="100000" limit="100000" maxconnwarn="no"
         resolvehostnames="no" useident="no">
<performance netbuffersize="65534" somaxconn="4096" softlimit="100000" clonesonconnect="no">
<files motd="">
<pid file="{folder}/inspircd.pid">
"""
"""No flood penalty, and queues that hold whatever a reader has not taken yet."""


@contextmanager
def inspircd(folder: Path) -> Iterator[Running]:
    """An IRC server in C++: nothing is kept."""
    port = free_port()
    config = folder / "inspircd.conf"
    config.write_text(INSPIRCD.format(port=port, folder=folder))
    flags = ["--nofork", "--nolog", "--runasroot", "--config", config]
    with started("inspircd", *flags) as process:
        accepts(port, process)
        yield Running("irc", port, process.pid)


@contextmanager
def threads(_folder: Path) -> Iterator[Running]:
    """A thread per client, as the tutorials have it."""
    program = HERE / "thread_per_client.py"
    with started(sys.executable, program, stdout=subprocess.PIPE) as process:
        assert process.stdout
        yield Running("lines", int(process.stdout.readline()), process.pid)


@contextmanager
def limit(folder: Path) -> Iterator[Running]:
    """The least a server can do, in C."""
    with started(compiled("limit.c", folder), stdout=subprocess.PIPE) as process:
        assert process.stdout
        yield Running("lines", int(process.stdout.readline()), process.pid)


Start = Callable[[Path], AbstractContextManager[Running]]

SERVERS: dict[str, Start] = {
    "Parlor": parlor,
    "Parlor over TLS": parlor_tls,
    "Redis": redis,
    "Redis over TLS": redis_tls,
    "ngIRCd": ngircd,
    "InspIRCd": inspircd,
    "thread per client": threads,
    "C, the limit": limit,
}


@contextmanager
def started(*command: object, stdout: int = subprocess.DEVNULL) -> Iterator[subprocess.Popen[str]]:
    """A server's process, ended with the block. Raises `NotThere`."""
    program = shutil.which(str(command[0])) or shutil.which(str(command[0]), path="/usr/sbin")
    if program is None:
        raise NotThere(f"{command[0]} is not installed")
    words = [program, *map(str, command[1:])]
    with subprocess.Popen(words, stdout=stdout, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def accepts(port: int, process: subprocess.Popen[str]) -> None:
    """Wait until the server listens there. Raises `NotThere` when it has ended instead."""

    def tries() -> bool:
        if process.poll() is not None:
            raise NotThere(f"it ended with status {process.returncode} when it was started")
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            return False
        return True

    wait_until(tries, f"port {port} accepts")
