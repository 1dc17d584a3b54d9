"""How long entries are kept: by age and by count, for each room. Pure.

Once a minute every room is looked at, a few at a time; what is to go goes in small steps, so that
no batch takes long. The newest seq and who wrote what under which id are kept for ever.
"""

from collections import deque

import msgspec

from chat_server.chat import Chat
from chat_server.protocol.errors import Refusal
from chat_server.records import Retention, Room
from chat_server.writes import Prune

DAY_MS = 24 * 60 * 60 * 1000
LOOK_MS = 60 * 1000
"""How often all rooms are looked at."""
STEP_MS = 20
"""The pause between two steps of a look."""
STEP_ROOMS = 50
"""Rooms looked at in one step."""
STEP_ENTRIES = 500
"""Entries of one room that go in one step."""


class Pruner:
    """Lets go of what is no longer kept. The hub's thread owns it."""

    def __init__(self, retention: Retention) -> None:
        self._retention = retention
        self._idle = retention.forever and all(keep.forever for keep in retention.rooms.values())
        self._due: deque[str] = deque()
        self._look_at = 0

    def step(self, chat: Chat, now: int) -> int | None:
        """Do what is due; gives the milliseconds until more is, None for never."""
        if self._idle:
            return None
        if not self._due and not 0 < self._look_at - now <= LOOK_MS:  # more: the clock was set back
            self._due.extend(chat.rooms)
            self._look_at = now + LOOK_MS
        for _ in range(min(STEP_ROOMS, len(self._due))):
            name = self._due.popleft()
            if self._prune(chat, chat.rooms.get(name), now):
                self._due.append(name)
        return STEP_MS if self._due else min(max(self._look_at - now, 0), LOOK_MS)

    def _prune(self, chat: Chat, room: Room | None, now: int) -> bool:
        """Let a room's oldest entries go. True if there may be more of them."""
        if room is None or room.first > room.last or not room.last:
            return False
        try:
            upto = self._last_to_go(chat, room, now)
            if upto < room.first:
                return False
            chat.write(Prune(room.name, upto))
        except Refusal:  # the disk; the next look tries again
            return False
        chat.journal.put(chat.rooms, room.name, msgspec.structs.replace(room, first=upto + 1))
        return upto - room.first + 1 >= STEP_ENTRIES

    def _last_to_go(self, chat: Chat, room: Room, now: int) -> int:
        keep = self._retention.of(room.name)
        upto = room.last - keep.entries if keep.entries else 0
        if keep.days:
            before = now - int(keep.days * DAY_MS)
            upto = max(upto, chat.archive.find_expired(room.name, before, STEP_ENTRIES))
        return min(upto, room.first + STEP_ENTRIES - 1)
