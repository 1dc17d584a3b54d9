"""What a `room` says about the entries that follow it. Pure."""

from chat_server.protocol.events import RoomState
from chat_server.protocol.limits import REPLAY


def goes_on(state: RoomState, held: int) -> bool:
    """Whether the entries that follow begin right after `held`, the newest seq that one holds."""
    later = state.last - max(held, state.first - 1)
    return held <= state.last and state.missed <= REPLAY and state.missed == max(0, later)
