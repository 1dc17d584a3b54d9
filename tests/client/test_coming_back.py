"""A window that was in many rooms comes back to a server that limits how fast they are entered.

The window's side is real, and so is the hub; the time between them passes as fast as they like.
"""

import pytest

from chat_gui.client.actions import Outlet, Transmit
from chat_gui.client.exchange import Exchange
from chat_gui.client.kept import Known, Stored
from chat_server.deliveries import Delivery, Say, Tell
from chat_server.protocol import codec, commands, events
from chat_server.protocol.codec import Logged
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.limits import MOST_ENTERED, Limits
from chat_server.quotas import UNLIMITED, Quotas
from chat_server.records import Room
from tests.server.desk import NO_RATE, Desk
from tests.server.keys import Key, come, welcome

ROOMS = tuple(f"room-{number}" for number in range(MOST_ENTERED - 1))


class Window:
    """One of Ada's, wired to the desk."""

    def __init__(self, desk: Desk, key: Key) -> None:
        self.desk = desk
        self.connection, told = come(desk, key, "Ada")
        hello = welcome(told)
        stored = Stored({"s": Known("s", "", ROOMS)}, {"here": "s"})
        self.out = Outlet()
        self.exchange = Exchange("here", "s", stored, "", self.out)
        self.exchange.welcomed(hello.you.id, hello.limits, [], hello.server.epoch, self.now)
        self.slowed = 0
        self.settle()

    @property
    def now(self) -> float:
        return self.desk.now / 1_000

    def settle(self) -> None:
        """Do what is due, and hear what the server says to it."""
        self.exchange.settle(self.now)
        for action in self.out.take():
            if isinstance(action, Transmit):
                (command,) = codec.command_decoder().feed(action.data)
                for told in self.desk.give(self.connection, command):
                    self._hear(told)

    def _hear(self, told: Delivery) -> None:
        if isinstance(told, Say) and isinstance(told.event, Logged):
            if isinstance(told.event.entry, events.Message):
                self.exchange.passed(told.event.entry)
        elif isinstance(told, Tell) and told.connection == self.connection:
            if isinstance(told.event, events.RoomState):
                self.exchange.entered(told.event)
            elif isinstance(told.event, events.Error):
                assert told.event.code is ErrorCode.SLOW_DOWN, told.event
                self.slowed += 1
                self.exchange.refused(told.event, self.now)

    @property
    def rooms(self) -> frozenset[str]:
        return self.desk.chat.seats[self.connection].rooms


def lab(limits: Limits = NO_RATE, quotas: Quotas = UNLIMITED) -> Desk:
    """A server with all the rooms."""
    desk = Desk(limits, quotas=quotas)
    for room in ROOMS:
        desk.chat.add_room(Room(room), 0)
    desk.hub.keep()
    return desk


def come_back(desk: Desk, *windows: Window, within: float) -> float:
    """Until all are in all of their rooms; gives the seconds that took."""
    began = desk.now
    while not all(len(window.rooms) == MOST_ENTERED for window in windows):
        due = [moment for window in windows for moment in window.exchange.due()]
        assert due, "nothing is due, and not all rooms are entered"
        desk.now = max(desk.now + 1, int(1_000 * min(due)) + 1)
        assert desk.now - began < 1_000 * within
        for window in windows:
            window.settle()
    return (desk.now - began) / 1_000


@pytest.fixture
def key() -> Key:
    return Key()


def test_after_a_restart_all_rooms_are_entered_and_nothing_is_refused(key: Key):
    desk = lab(Limits(), Quotas())
    desk.enter("Bob")
    window = Window(desk, key)
    assert 60 < come_back(desk, window, within=95) < 95
    assert window.slowed == 0


def test_a_server_without_limits_is_joined_at_once(key: Key):
    desk = lab()
    window = Window(desk, key)
    assert len(window.rooms) == MOST_ENTERED


def test_what_is_said_meanwhile_is_not_held_up(key: Key):
    desk = lab(Limits(), Quotas())
    window = Window(desk, key)
    for number in range(5):
        window.exchange.post(commands.Send("lobby", str(number), "tea?"), 0)
        desk.now += 200
        window.settle()
    assert desk.chat.rooms["lobby"].last == 5
    come_back(desk, window, within=95)


def test_two_windows_of_one_person_share_what_a_person_may(key: Key):
    desk = lab(Limits(), Quotas())
    windows = Window(desk, key), Window(desk, key)
    assert come_back(desk, *windows, within=260) > 180
    assert sum(window.slowed for window in windows) < 2 * MOST_ENTERED


def test_a_window_that_comes_again_at_once_gets_there_too(key: Key):
    desk = lab(Limits(), Quotas())
    for _ in range(3):
        window = Window(desk, key)
        desk.now += 1_000
        window.settle()
        desk.leave(window.connection)
    window = Window(desk, key)
    come_back(desk, window, within=120)
