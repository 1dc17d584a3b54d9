"""Whether a server is the one it should be, by the certificate it shows. Pure.

What a person was given beforehand counts (an invite link), then what was trusted at this address
before. A certificate that is trusted at another address is a server that has moved. For any other
the person is asked.
"""

from collections.abc import Mapping
from functools import lru_cache

from chat_gui import reports
from chat_server.protocol import certificate

Verdict = reports.Secured | reports.Stranger | reports.Changed


@lru_cache(maxsize=64)
def code(fingerprint: str) -> str:
    """The comparison code of a certificate; "" for none. It is slow on purpose: made once each."""
    return certificate.comparison_code(fingerprint) if fingerprint else ""


def judge(shown: str, address: str, expected: str, pins: Mapping[str, str]) -> Verdict:
    """What to tell of the certificate `shown` at an address; `Secured` means that we may speak.

    All but the address are fingerprints: "" `shown` is a wire that was not to be encrypted, ""
    `expected` means that nothing is known beforehand. Neither a pin nor what was expected is
    overruled by the other: who follows a stranger's link must not lose the server they know.
    """
    if not shown:
        return reports.Secured("", "")
    pinned = pins.get(address, "")
    for trusted in (pinned, expected):
        if trusted and trusted != shown:
            return reports.Changed(shown, code(shown), code(trusted))
    if pinned or expected or shown in pins.values():
        return reports.Secured(shown, code(shown))
    return reports.Stranger(shown, code(shown))
