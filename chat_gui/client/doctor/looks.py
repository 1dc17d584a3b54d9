"""What an unknown service looks like by its first words. A table. Pure."""

import re
from typing import NamedTuple

from chat_gui.client.doctor.findings import Sign
from chat_gui.i18n import N_

OTHER = N_("another program")
"""What it is called where nothing more is known."""


class Look(NamedTuple):
    """What it is: a sign, and what to call it in a sentence."""

    sign: Sign
    service: str


_LOOKS: tuple[tuple[re.Pattern[bytes], Look], ...] = tuple(
    (re.compile(pattern, re.DOTALL), Look(sign, service))
    for pattern, sign, service in (
        (rb'\{"type":"', Sign.PLAINTEXT, N_("Parlor without encryption")),
        (rb"[\x15\x16]\x03[\x00-\x04]", Sign.ENCRYPTS, N_("a service that encrypts")),
        (rb"(NICK|Nick)\Z", Sign.TUTORIAL, N_("a chat for the programs of tutorials")),
        (rb"SSH-", Sign.OTHER_SERVICE, N_("a remote login (SSH)")),
        (rb"HTTP/\d|\s*<(!DOCTYPE|html)", Sign.OTHER_SERVICE, N_("a web server")),
        (rb"RTSP/\d", Sign.OTHER_SERVICE, N_("a camera (RTSP)")),
        (
            rb":\S+ \d{3} |(:\S+ )?(NOTICE \S+ :|ERROR :|PING :)",
            Sign.OTHER_SERVICE,
            N_("an IRC server"),
        ),
        (rb"220[ -][^\r\n]*(SMTP|Postfix)", Sign.OTHER_SERVICE, N_("a mail server (SMTP)")),
        (rb"220[ -]", Sign.OTHER_SERVICE, N_("a server for files or mail (FTP or SMTP)")),
        (rb"\+OK\b|\* OK\b", Sign.OTHER_SERVICE, N_("a mailbox (POP or IMAP)")),
        (rb"RFB \d", Sign.OTHER_SERVICE, N_("a remote desktop (VNC)")),
        (rb"-(ERR|NOAUTH|DENIED)", Sign.OTHER_SERVICE, N_("a database (Redis)")),
        (rb".\x00\x00\x00[\x09\x0a\xff]", Sign.OTHER_SERVICE, N_("a database (MySQL)")),
        (rb"INFO \{", Sign.OTHER_SERVICE, N_("a message server (NATS)")),
        (rb"\xff[\xfb-\xfe]", Sign.OTHER_SERVICE, N_("a terminal (Telnet)")),
        (rb".", Sign.OTHER_SERVICE, OTHER),
    )
)


def look(said: bytes) -> Look | None:
    """What says this; None if nothing was said."""
    return next((found for pattern, found in _LOOKS if pattern.match(said)), None)
