"""The doctor's connection ends in time, whatever the other side does."""

import contextlib
import socket

import pytest

from chat_gui.client.doctor import wire
from chat_gui.client.doctor.wire import Wire
from chat_gui.client.tls import Channel
from tests.client.doctor.faulty import serving


class Nothing(Channel):
    """An encryption in which all that comes means nothing yet."""

    def decrypt(self, data: bytes) -> bytes:
        assert data
        return b""


def floods(peer: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while True:
            peer.sendall(bytes(1_000))


@pytest.mark.parametrize("step", [Wire.shake_hands, Wire.hear])
@pytest.mark.timeout(10)
def test_a_flood_that_means_nothing_takes_no_longer(
    step: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "READ_BYTES", 1)  # less than comes meanwhile
    with serving(floods) as port:
        target = (socket.AF_INET, ("127.0.0.1", port))
        with Wire(target, 0.3, Nothing()) as talk, pytest.raises(TimeoutError):
            step(talk)  # type: ignore[operator]
