"""The shapes that fields of commands and events share."""

from typing import Annotated

from msgspec import Meta

MAX_INTEGER = 2**53 - 1
"""The largest integer that every JSON reader keeps exactly (RFC 8259, section 6)."""

Count = Annotated[int, Meta(ge=0, le=MAX_INTEGER)]
"""A whole number from 0 to 2^53-1: a `seq`, a limit, Unix milliseconds."""

Days = Annotated[float, Meta(ge=0)]
"""How long something is kept; a part of a day counts, too."""

Re = Annotated[str, Meta(max_length=64)]
"""Any short text of the client's, given back with the answer as it was."""

Id = Annotated[str, Meta(pattern=r"\A[0-9A-Za-z_-]{1,64}\Z")]
"""The name a client gives to what it writes; native clients make ULIDs."""

Nonce = Annotated[str, Meta(pattern=r"\A[0-9A-Za-z_-]{16,64}\Z")]
"""What a proof is made for; nothing in it could be taken for another field of the challenge."""

Reason = Annotated[str, Meta(max_length=250)]
"""Why somebody was kicked, banned or muted: one line for people."""
