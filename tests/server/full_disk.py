"""A disk that refuses: a log that can be told to, and the part of a machine that tells it."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from chat_server.hub_thread import HubThread
from chat_server.storage import StorageError
from chat_server.storage.log import Log
from chat_server.writes import Write


class RefusingLog(Log):
    """A log whose disk can be told to refuse."""

    refuses = False

    def append(self, writes: list[Write]) -> None:
        """As the log does, unless the disk refuses."""
        if self.refuses:
            raise StorageError("The disk is full.")
        super().append(writes)


class FullDisk(RuleBasedStateMachine):
    """A machine whose disk is full now and then."""

    log: RefusingLog
    thread: HubThread
    refuses = False

    @precondition(lambda self: not self.refuses)
    @rule(chance=st.sampled_from([1, 1, 1, 0]))
    def disk_is_full(self, chance: int) -> None:
        if not chance:
            self.refuses = self.log.refuses = True

    @precondition(lambda self: self.refuses)
    @rule()
    def disk_has_room_again(self) -> None:
        self.refuses = self.log.refuses = False
        self.thread._retry_at = 0.0
