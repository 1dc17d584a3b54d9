"""What is announced from a place that can't be reached, and by whom."""

import pytest

from chat_gui.client.address import Address
from chat_gui.client.doctor.findings import Sign, failed
from chat_gui.client.doctor.reach import with_heard
from chat_server.protocol.found import Found

HERE, THERE = "10.0.0.2", "10.0.0.9"
MINE, OTHER = "ab" * 32, "cd" * 32
STEP = failed("Port", "It refuses.", Sign.REFUSED, "a detail")


def server(fingerprint: str, *addresses: str, port: int = 7275) -> Found:
    return Found("id", "Lab", fingerprint=fingerprint, addresses=addresses, port=port)


@pytest.mark.parametrize(
    ("expected", "heard", "sign"),
    [
        (MINE, (), None),
        (MINE, (server(OTHER, THERE),), None),
        ("", (server("", THERE),), None),  # whose certificate is not known may be anybody
        (MINE, (server(MINE, THERE),), Sign.MOVED),
        (MINE, (server(MINE, HERE, THERE),), Sign.HEARD),
        ("", (server(OTHER, HERE),), Sign.HEARD),
        ("", (server(OTHER, f"{HERE}%eth0"),), Sign.HEARD),
        ("", (server(OTHER, HERE, port=50312),), Sign.HEARD_ELSEWHERE),
        (MINE, (server(OTHER, HERE, port=50312), server(MINE, THERE)), Sign.MOVED),
        (MINE, (server(OTHER, HERE), server(MINE, THERE)), Sign.HEARD),
    ],
)
def test_what_is_heard(expected: str, heard: tuple[Found, ...], sign: Sign | None) -> None:
    step = with_heard(STEP, Address(HERE), {HERE}, list(heard), expected)
    assert step.signs == ((Sign.REFUSED,) if sign is None else (Sign.REFUSED, sign))
    assert step.details[0] == "a detail"
    if sign is Sign.MOVED:
        assert step.facts["moved"] == f"{THERE}:7275"
    if sign is Sign.HEARD_ELSEWHERE:
        assert step.facts["heard_address"] == f"{HERE}:50312"
