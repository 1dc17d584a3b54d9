"""Whose search is next: people take turns, and each may have only so many waiting. Pure."""

from collections import deque

from chat_server.deliveries import Find


class Turns:
    """Searches that wait. One person who asks for many holds nobody else up."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting: dict[str, deque[Find]] = {}
        """By person; the first one's turn is next."""
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def add(self, job: Find) -> bool:
        """Whether the person may have one more waiting, which it does then."""
        waiting = self._waiting.setdefault(job.person, deque())
        if len(waiting) >= self._most:
            return False
        waiting.append(job)
        self._size += 1
        return True

    def next(self) -> Find:
        """Whose turn it is; after this it is others' first."""
        person = next(iter(self._waiting))
        waiting = self._waiting.pop(person)
        job = waiting.popleft()
        self._size -= 1
        if waiting:
            self._waiting[person] = waiting
        return job
