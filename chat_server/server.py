"""The composition root: makes the parts, starts them, stops them in order, joins them."""

import contextlib
import gc
import logging
import os
import queue
import secrets
import socket
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

import filelock
import msgspec

from chat_server import __version__, console_key, logs, presence
from chat_server.chat import Chat
from chat_server.config import Config, ConfigError
from chat_server.deliveries import Fetch, Find
from chat_server.dialects.known import DIALECTS
from chat_server.discovery import Announcer
from chat_server.figures import Figures
from chat_server.hub import Hub
from chat_server.hub_thread import HubThread, Round
from chat_server.listening import listen, shown
from chat_server.presence import Presence
from chat_server.protocol import places, proof
from chat_server.protocol.events import ServerInfo
from chat_server.protocol.found import Found, is_name
from chat_server.protocol.names import LOBBY
from chat_server.reactor import Entrance, Reactor
from chat_server.readers import Readers
from chat_server.reading import Replay
from chat_server.records import Room
from chat_server.searcher import Searcher
from chat_server.storage import log, search_index
from chat_server.storage.log import Log
from chat_server.tls import Identity, identity
from chat_server.vetting import Vetting
from chat_server.writes import NewRoom

if TYPE_CHECKING:
    from chat_server.endpoint import Endpoint

LOG_FILES = (log.FILE, f"{log.FILE}-wal", search_index.FILE)
DESCRIPTORS = 10_240
"""Open files to ask for where the hard limit itself is refused."""
SAY_SECONDS = 5.0
"""How long `wait` may take to write a file, the start of the server included."""
SWITCH_SECONDS = 0.0001
"""How long a thread may keep the interpreter while another waits: short, so no send waits long."""


class Server:
    """One server over one data folder."""

    def __init__(self, config: Config) -> None:
        """Open everything. Raises `ConfigError` or `StorageError` with nothing left open."""
        self.failed = False
        self._asked: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        """What `wait` is to do; None is to end."""
        self._folder = config.folder
        with contextlib.ExitStack() as undo:
            self._lock = _lock(config.folder)
            undo.callback(self._lock.release)
            mine = _identity(config)
            self.fingerprint = mine.fingerprint if mine else ""
            """What the certificate is known by; "" where the wire is not encrypted."""
            self._log = Log(config.folder)
            undo.callback(self._log.close)
            chat = _chat(config, self._log, self.fingerprint)
            self._metrics = self._endpoint(config.metrics)
            if self._metrics is not None:
                undo.callback(self._metrics.close)
            self._listeners = listen(config.host, config.port)
            self.listening = [sock.getsockname()[:2] for sock in self._listeners]
            """The addresses, and the port, at which windows join."""
            for listener in self._listeners:
                undo.callback(listener.close)
            self._foreign = _foreign_entrances(config)
            undo.pop_all()
        self._hub = HubThread(
            Hub(chat, _report_bug),
            self._log,
            lambda what: self._reactor.post(what),
            lambda job: self._vetting.put(job),
        )
        self._vetting = Vetting(lambda done: self._hub.put([done]))
        self._readers = Readers(config.folder, lambda what: self._reactor.post(what))
        self._searcher = Searcher(
            config.folder, lambda what: self._reactor.post(what), config.quotas.searches
        )
        context = mine.context if mine else None
        self._reactor = Reactor(
            [*self._foreign, *(Entrance(one, context) for one in self._listeners)],
            config.limits,
            config.capacity,
            self._hub.put,
            self._fetch,
            self._hub.make_place,
        )
        parts = {
            "hub": self._hub.run,
            "reactor": self._reactor.run,
            "reader": self._readers.run,
            "searcher": self._searcher.run,
            "vetting": self._vetting.run,
        }
        if self._metrics is not None:
            parts["metrics"] = self._metrics.run
        self._announcer = self._announced(config, chat.server)
        if self._announcer is not None:
            parts["discovery"] = self._announcer.run
        self._threads = {
            name: threading.Thread(target=self._guarded(run), name=name)
            for name, run in parts.items()
        }

    def _fetch(self, job: Replay | Fetch | Find) -> None:
        """Have the log read: searches have a thread of their own, so that pages never wait."""
        if isinstance(job, Find):
            self._searcher.put(job)
        else:
            self._readers.put(job)

    def figures(self) -> Figures:
        """What the server's parts count. Any thread."""
        return Figures(
            version=__version__,
            hub=self._hub.figures(),
            reactor=self._reactor.figures(),
            waiting={
                "reader": self._readers.waiting(),
                "searcher": self._searcher.waiting(),
                "vetting": self._vetting.waiting(),
            },
            refused_searches=self._searcher.refused,
            log_bytes={name: _size(self._folder / name) for name in LOG_FILES},
        )

    def _endpoint(self, port: int | None) -> "Endpoint | None":
        """Where metrics are read, if anybody wants to. Raises `ConfigError`."""
        if port is None:
            return None
        from chat_server.endpoint import Endpoint  # few want it, and it takes a while
        from chat_server.metrics import Exposition

        return Endpoint(port, Exposition(self.figures).text)

    def _announced(self, config: Config, server: ServerInfo) -> Announcer | None:
        """Who announces the server; None if nobody shall, or others can't reach it."""
        bound = [listener.getsockname()[:2] for listener in self._listeners]
        if config.no_discovery or not places.is_reachable(host for host, _ in bound):
            return None
        told = Found(
            id=server.id,
            name=server.name,
            version=server.version,
            invite=config.invite,
            fingerprint=self.fingerprint,
            port=bound[-1][1],
        )
        return Announcer(told, [host for host, _ in bound], lambda: self._hub.figures().people)

    def start(self) -> list[tuple[str, str]]:
        """Start the threads; gives the addresses that accept from now on, the main one last.

        With each comes what is spoken there. Raises `ConfigError` with nothing left running.
        """
        spoken = "native" if self.fingerprint else "native, plaintext"
        addresses = [
            (shown(one.listener), one.dialect.name) for one in self._foreign if one.dialect
        ]
        addresses += [(shown(listener), spoken) for listener in self._listeners]
        if self._metrics is not None:
            addresses.insert(0, (self._metrics.address, "metrics"))
        here = presence.reachable(self._listeners[-1])
        self._presence = Presence(*here, self.fingerprint, os.getpid())
        for thread in self._threads.values():
            thread.start()
        try:
            presence.tell(self._folder, self._presence)
        except BaseException:
            self.stop()
            raise
        return addresses

    def wait(self) -> None:
        """Until `ask_to_stop`; what else is asked for is done meanwhile, on this thread."""
        while True:
            self._tell_of_visits()
            with contextlib.suppress(queue.Empty):
                asked = self._asked.get(timeout=1.0)  # without an end it holds up Windows' Ctrl+C
                if asked is None:
                    return
                asked()

    def tell_switch(self, port: int, key: str) -> None:
        """Say in server.json where the server is turned off. Any thread but that of `wait`.

        Raises `OSError` or `ConfigError` where that can't be said.
        """
        done: Future[None] = Future()

        def tell() -> None:
            self._presence = msgspec.structs.replace(self._presence, switch=port, switch_key=key)
            try:
                presence.tell(self._folder, self._presence)
            except ConfigError as error:
                done.set_exception(error)
            else:
                done.set_result(None)

        self._asked.put(tell)
        done.result(SAY_SECONDS)

    def _tell_of_visits(self) -> None:
        """Once somebody on another computer has come, who looks for what is wrong may know."""
        if self._reactor.visited and not self._presence.visited:
            self._presence = msgspec.structs.replace(self._presence, visited=True)
            try:
                presence.tell(self._folder, self._presence)
            except ConfigError as error:  # they talk all the same
                logs.event(logging.WARNING, "server.json stays as it is", error=error)

    def ask_to_stop(self) -> None:
        """Wake `wait`. Any thread, and signal handlers: this put, unlike an Event, is reentrant."""
        self._asked.put(None)

    def stop(self) -> None:
        """Say good-bye to everyone, finish what was begun, close."""
        presence.take_back(self._folder)
        if self._announcer is not None:
            self._announcer.stop()
        if self._metrics is not None:
            self._metrics.stop()
        self._hub.stop()
        self._threads["hub"].join()
        if self.failed:  # perhaps in the hub, before it could say good-bye
            self._reactor.post(Round([], {}, last=True))
        self._threads["reactor"].join()
        for one in (self._readers, self._searcher, self._vetting):
            one.stop()
        for thread in self._threads.values():
            thread.join()
        if self._metrics is not None:
            self._metrics.close()
        self._reactor.close()
        self._log.close()
        self._lock.release()

    def _guarded(self, run: Callable[[], None]) -> Callable[[], None]:
        def guard() -> None:
            try:
                run()
            except Exception:
                logs.event(logging.CRITICAL, "a thread failed; the server stops", exc_info=True)
                self.failed = True
                self.ask_to_stop()

        return guard


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # not there yet
        return 0


def _report_bug() -> None:
    logs.event(logging.ERROR, "bug", exc_info=True)


def tune() -> None:
    """Settings of this process that the server's threads count on."""
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.freeze()  # what is here by now stays: looking through it stops all threads for 20 ms
    try:
        import resource  # not on Windows
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for most in (hard, DESCRIPTORS):  # macOS refuses its own "unlimited"
        with contextlib.suppress(ValueError, OSError):
            if soft != hard:
                resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
            return


def _lock(folder: Path) -> filelock.BaseFileLock:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(folder / "server.lock")
        lock.acquire(blocking=False)
    except filelock.Timeout:
        text = f"Another server uses the data folder {folder}; stop it or choose one with --data."
        raise ConfigError(text) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        text = f"The data folder {str(folder)[:200]} can't be used: {reason}."
        raise ConfigError(text) from None
    return lock


def _foreign_entrances(config: Config) -> list[Entrance]:
    """Where foreign dialects are spoken. Raises `ConfigError` with nothing left open."""
    entrances: list[Entrance] = []
    with contextlib.ExitStack() as undo:
        for name, port in config.foreign_ports:
            for listener in listen(config.host, port, "--listen"):
                undo.callback(listener.close)
                entrances.append(Entrance(listener, dialect=DIALECTS[name]))
        undo.pop_all()
    return entrances


def _identity(config: Config) -> Identity | None:
    return None if config.plaintext else identity(config.folder, config.certificate)


def _chat(config: Config, kept: Log, fingerprint: str) -> Chat:
    host = socket.gethostname()
    server = ServerInfo(
        id=kept.meta("server", secrets.token_urlsafe(12)),
        name=config.name,
        version=__version__,
        epoch=kept.meta("epoch", secrets.token_urlsafe(12)),  # a backup has none
        host=host if is_name(host) else "",
        keep_days=config.retention.days,
        keep_entries=config.retention.entries,
    )
    console_key.settle(kept, console_key.made(config.folder), time.time_ns() // 1_000_000)
    if not any(room.name == LOBBY for room in kept.rooms()):
        kept.append([NewRoom(Room(LOBBY), 0)])
    return Chat(
        server,
        config.limits,
        kept,
        kept.rooms(),
        lambda: secrets.token_urlsafe(16),
        kept.rules(),
        fingerprint,
        config.quotas,
        config.invite,
        owner=proof.key_bytes(config.owner),
        retention=config.retention,
    )
