"""The closed list of error codes, and the one exception that carries a code.

A command that cannot be done raises `Refusal`; it is caught in one place (the hub, or the
client's form) and becomes an `error` event or a sentence beside a field.
"""

from enum import StrEnum


class ErrorCode(StrEnum):
    """Why a command was not done. Clients decide by the code and may show the text."""

    BAD_REQUEST = "bad-request"
    TOO_LONG = "too-long"
    NICK_TAKEN = "nick-taken"
    NICK_INVALID = "nick-invalid"
    NOT_HERE = "not-here"
    NO_SUCH_ROOM = "no-such-room"
    NO_SUCH_ENTRY = "no-such-entry"
    NO_SUCH_PERSON = "no-such-person"
    NOT_ALLOWED = "not-allowed"
    SLOW_DOWN = "slow-down"
    NEEDS_INVITE = "needs-invite"
    BAD_PROOF = "bad-proof"
    SERVER_FULL = "server-full"
    TOO_SLOW = "too-slow"
    VERSION = "version"
    CLOSING = "closing"
    STORAGE = "storage"

    @classmethod
    def _missing_(cls, _value: object) -> "ErrorCode":
        """A newer server's code: a client takes it for a refusal and shows the text."""
        return cls.BAD_REQUEST


class Refusal(Exception):
    """A command that is not done, and why.

    `text` is one English sentence for a person. `fatal` means that the connection closes after it.
    """

    def __init__(self, code: ErrorCode, text: str, *, fatal: bool = False) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.fatal = fatal
