"""The local copy's file in a few lines: what the writes make of it, for tests that need no disk."""

from chat_gui.client.copying import Add, Blank, Copying, Cut, Describe, Drop, Forget, Turn


class Mirror:
    """Follows one `Copying`; `rooms` has the seqs of each room that the file would hold."""

    def __init__(self, copying: Copying) -> None:
        self._copying = copying
        self.rooms: dict[str, set[int]] = {}

    def follow(self) -> None:
        """Take what is to be written, and see that it leaves what the copying believes."""
        for write in self._copying.take():
            match write:
                case Turn(anew=True) | Forget():
                    self.rooms.clear()
                case Add(room, rows):
                    self.rooms.setdefault(room, set()).update(row.seq for row in rows)
                case Cut(room, below):
                    self.rooms[room] = {seq for seq in self.rooms[room] if seq >= below}
                case Drop(room):
                    self.rooms.pop(room, None)
                case Turn() | Describe() | Blank():
                    pass
        believed = {
            room: [row.seq for row in run.rows] for room, run in self._copying._runs.items()
        }
        for room, seqs in believed.items():
            assert set(seqs) == self.rooms.get(room, set())
            assert not seqs or seqs == list(range(seqs[0], seqs[-1] + 1)), "a hole"
        assert {room for room, seqs in self.rooms.items() if seqs} <= believed.keys()
