"""Run on a computer of the network: announces a server until standard input ends.

What it says holds for 4 s only, and people come and go: now and then one is in, then nobody.
"""

import sys
import threading

from chat_server import discovery
from chat_server.protocol import places
from chat_server.protocol.found import Found

ALIKE = 6
"""How often it says the same number, a second each time: longer than what it said holds."""


def main() -> None:
    discovery.TTL_SECONDS = 4
    places.POLL_SECONDS = 1.0
    asked: list[int] = []

    def people() -> int:
        asked.append(1)
        return len(asked) // ALIKE % 2

    announcer = discovery.Announcer(Found(id="lab", name="Lab", port=7275), ["0.0.0.0"], people)
    thread = threading.Thread(target=announcer.run)
    thread.start()
    sys.stdin.read()
    announcer.stop()
    thread.join()


if __name__ == "__main__":
    main()
