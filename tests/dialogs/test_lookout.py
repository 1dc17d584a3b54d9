"""Between what looks for servers, in threads of its own, and the list in the first dialog."""

import threading
from collections.abc import Callable

from chat_gui.lookout import Lookout
from chat_gui.reports import ServersFound
from chat_server.protocol.found import Found
from tests.dialogs.asked import Asked

LAB = Found("lab", "Lab 4", "", False, "2f" * 32, 1, ("192.168.1.20",), 7275)


class FakeBrowser:
    """Finds what it is told to, from another thread."""

    def __init__(self, put: Callable[[ServersFound], None]) -> None:
        self._put = put
        self.happened: list[str] = []

    def start(self) -> None:
        self.happened.append("start")

    def stop(self) -> None:
        self.happened.append("stop")

    def find(self, *servers: Found) -> None:
        thread = threading.Thread(target=self._put, args=[ServersFound(servers)])
        thread.start()
        thread.join()


def test_what_is_found_is_listed_while_it_looks(asked: Asked) -> None:
    made: list[FakeBrowser] = []

    def browse(put: Callable[[ServersFound], None]) -> FakeBrowser:
        made.append(FakeBrowser(put))
        return made[-1]

    pins: dict[str, str] = {}
    dialog = asked.show("Ada")
    lookout = Lookout(asked.root, dialog.found, browse, lambda: pins)
    lookout.start()
    (browser,) = made
    browser.find(LAB)
    asked.until(lambda: [line.name for line in dialog.found.lines] == ["Lab 4"])
    assert dialog.found.lines[0].note == "encrypted"
    pins["192.168.1.20:7275"] = LAB.fingerprint
    browser.find(LAB, Found("b", "B", "", False, "", 0, ("10.0.0.1",), 1))
    browser.find()
    browser.find(LAB)
    asked.until(lambda: dialog.found.lines and dialog.found.lines[0].note == "joined before")
    lookout.stop()
    lookout.stop()
    assert browser.happened == ["start", "stop"]
    browser.find()
    asked.root.update()
    assert dialog.found.lines
