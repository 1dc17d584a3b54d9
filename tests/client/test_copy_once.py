"""With a local copy, too, each log is shown whole and each message goes out once, whatever happens.

The machine of test_exactly_once.py, on a window that has its copy on a disk and may crash.
"""

import tempfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from chat_gui.client import copying, local_copy, sanity
from chat_gui.model.changes import Phase
from chat_gui.model.rows import MessageRow, SendState
from chat_gui.model.timeline import Timeline
from chat_server.protocol import events, replay
from chat_server.protocol.limits import Limits
from tests.client.harness import Harness
from tests.client.model_server import BOB, ModelServer
from tests.client.test_exactly_once import Conversation
from tests.support import examples


def as_logged(row: MessageRow) -> MessageRow:
    """Without what is told of an edit that the server refused."""
    if row.state is not SendState.UNSAVED:
        return row
    return msgspec.structs.replace(row, state=SendState.SENT, reason="")


class CopiedConversation(Conversation):
    """The rooms' rows are those of a window that was there all the time, as far as they go up."""

    @initialize(rate=st.just(0), keyless=st.booleans())
    def begin(self, rate: int, keyless: bool) -> None:
        self.patch = pytest.MonkeyPatch()
        for name, most in (("KEEP_MESSAGES", 3), ("TRIM_MESSAGES", 5), ("TRIM_ROWS", 8)):
            self.patch.setattr(copying, name, most)
        self.patch.setattr(copying, "KEEP_ROWS", 6)
        self.folder = tempfile.TemporaryDirectory()
        self.servers = [
            ModelServer("server-1", Limits(rate=rate), newest=2),
            ModelServer("server-2", newest=2, fingerprint="2" * 64),
        ]
        if keyless:
            self.servers[1].keyless, self.servers[1].fingerprint = True, ""
        self.patch.setattr(local_copy, "SYNCHRONOUS", "OFF")
        self.patch.setattr(replay, "REPLAY", 4)
        for server in self.servers:
            server.replay = 4
        self.here = Harness(self.servers[0], copy=Path(self.folder.name))

    def teardown(self) -> None:
        try:
            super().teardown()
        finally:
            if hasattr(self, "folder"):
                self.folder.cleanup()
                self.patch.undo()

    @rule(read=st.integers(0, 5))
    def crashes(self, read: int) -> None:
        self.here.server_reads(read)
        self.here.crash()
        self.here.open()

    @rule(messages=st.integers(1, 6))
    def closes_and_misses_something(self, messages: int) -> None:
        self.here.shut()
        for number in range(messages):
            self.here.server.bob_says("lobby", f"missed {number}")
            if number % 2:
                self.here.server.bob_amends("lobby", "delete")
        self.here.open()

    @rule(past=st.integers(1, 8))
    def server_keeps_less(self, past: int) -> None:
        server = self.here.server
        for room, entries in server.log.items():
            server.first[room] = max(1, min(server.first.get(room, 1) + past, len(entries)))
        self.comes_back()

    @rule()
    def server_goes_on_from_a_backup(self) -> None:
        """In which Bob has said something else."""
        server = self.here.server
        server.epoch += "'"
        for entries in server.log.values():
            for place, entry in enumerate(entries):
                if isinstance(entry, events.Message) and entry.by == BOB and entry.text:
                    entries[place] = msgspec.structs.replace(entry, text=f"{entry.text}'")
        self.comes_back()

    def comes_back(self) -> None:
        if self.here.linked:
            self.here.cut()

    @invariant()
    def rows_are_the_log_s(self) -> None:
        if not hasattr(self, "here"):
            return
        model = self.here.model
        server = next((s for s in self.servers if model.server and s.id == model.server.id), None)
        for room in model.rooms:
            shown = [row for row in room.timeline.rows()[0] if isinstance(row, MessageRow)]
            if server is None or not shown:
                continue
            log = Timeline(model.who())
            for entry in server.log[room.name][room.timeline.first - 1 : room.timeline.last]:
                log.append(sanity.checked(entry))  # type: ignore[arg-type]
            expected = [row for row in log.rows()[0] if isinstance(row, MessageRow)]
            assert [row.seq for row in shown] == [row.seq for row in expected]
            if model.connection.phase is not Phase.ONLINE or not room.live:
                continue
            assert room.timeline.first >= server.first.get(room.name, 1)
            if room.name not in server.here:  # it has forgotten that we are, and tells nothing
                continue
            if not self.here.down and not self.here.up and not self.here.outbox.stored().waiting:
                assert [as_logged(row) for row in shown] == expected, room.name


TestCopiedOnce = CopiedConversation.TestCase
TestCopiedOnce.settings = settings(max_examples=examples(30), stateful_step_count=40, deadline=None)
