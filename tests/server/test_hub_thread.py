"""The hub's thread: how far it goes ahead of those who take its rounds."""

import queue
import threading
from pathlib import Path

from chat_server.deliveries import Arrived, Heard
from chat_server.hub import Hub
from chat_server.hub_thread import ROUNDS, HubThread, Round
from chat_server.protocol import commands
from chat_server.storage.log import Log
from tests.server.desk import Desk
from tests.support import DEADLINE, wait_until


def test_no_more_rounds_are_made_than_are_taken(tmp_path: Path) -> None:
    """Else what the next person says waits behind all that was decided of a flood."""
    rounds: queue.SimpleQueue[Round] = queue.SimpleQueue()
    log = Log(tmp_path)
    hub = HubThread(Hub(Desk().chat), log, rounds.put, lambda _job: None)
    thread = threading.Thread(target=hub.run)
    thread.start()
    try:
        flood = [commands.Ping("x")] * 10_000
        hub.put([Arrived(1), Heard(1, flood, 10_000 * 256), Arrived(2)])
        wait_until(lambda: rounds.qsize() == ROUNDS, "there are as many rounds as may be")
        hub.put([Heard(2, [commands.Ping("late")], 256)])
        seen = 0
        while 2 not in rounds.get(timeout=DEADLINE).decided:
            seen += 1
            hub.make_place()
        assert seen <= ROUNDS + 1
    finally:
        hub.stop()
        thread.join()
        log.close()
