"""Run on a computer of the network: `browse SECONDS`, or `join ADDRESS FINGERPRINT NICK FOLDER`.

What they see goes to standard output as lines of JSON; what they say comes from standard input, and
at its end they leave.
"""

import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

import msgspec

from chat_gui import reports
from chat_gui.client import discovery
from chat_gui.client.address import Address
from chat_server.protocol import events
from tests.client.opened import Window


def tell(**seen: Any) -> None:
    print(json.dumps({"at": time.monotonic(), **seen}), flush=True)


def browse(seconds: str) -> None:
    discovery.ASK_SECONDS = float(seconds)
    discovery.SILENT_SECONDS = discovery.SILENT_QUESTIONS * discovery.ASK_SECONDS

    def show(found: reports.ServersFound) -> None:
        tell(servers=[msgspec.to_builtins(server) for server in found.servers])

    browser = discovery.Browser(show)
    tell(began=True)
    browser.start()
    sys.stdin.read()
    start = time.monotonic()
    browser.stop()
    tell(stopped=time.monotonic() - start)


def join(address: str, fingerprint: str, nick: str, folder: str) -> None:
    window = Window(Address.parse(address), Path(folder), nick, tls=True, fingerprint=fingerprint)
    secured = window.until(reports.Secured)
    window.until(events.RoomState)
    tell(joined=secured.fingerprint)
    threading.Thread(target=listen, args=(window,), daemon=True).start()
    for number, line in enumerate(sys.stdin):
        window.say(f"{nick}-{number}", line.strip())
    window.client.close()


def listen(window: Window) -> None:
    while True:
        if isinstance(what := window.client.incoming.get(), events.Message):
            tell(text=what.text)


if __name__ == "__main__":
    {"browse": browse, "join": join}[sys.argv[1]](*sys.argv[2:])
