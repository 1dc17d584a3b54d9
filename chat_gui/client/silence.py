"""When a server has said nothing for too long. Pure; times are `time.monotonic()` in seconds."""

from chat_server.protocol.limits import Limits


class Silence:
    """On one connection after the other. `limits` are those that the server told last."""

    def __init__(self) -> None:
        self.limits = Limits()
        self._heard_at = 0.0
        self._deaf_until = 0.0
        """Until when what the server said was not read."""
        self._asked = False

    def broken(self, now: float) -> None:
        """The server said something, or could be spoken to."""
        self._heard_at, self._asked = now, False

    def not_listening(self, now: float) -> None:
        """What the server says is not read for a while, so its silence means nothing."""
        self._heard_at = self._deaf_until = now

    def asks(self, now: float) -> bool:
        """Whether to ask now if the server is there: once, until it says something."""
        asks = not self._asked and now >= self._heard_at + self.limits.ping
        self._asked = self._asked or asks
        return asks

    def ends_at(self, asked_at: float | None) -> float:
        """When it has lasted too long; `asked_at`: since when something else is not answered."""
        since = self._heard_at if asked_at is None else min(self._heard_at, asked_at)
        return max(since, self._deaf_until) + self.limits.dead

    def wake_at(self, asked_at: float | None) -> float:
        """When to look at it again."""
        end = self.ends_at(asked_at)
        return end if self._asked else min(end, self._heard_at + self.limits.ping)
