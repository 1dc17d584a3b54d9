"""The ids that this window gives to what it sends: ULIDs, as the protocol wants them."""


def fresh_id() -> str:
    """An id that nothing else has."""
    from ulid import ULID  # takes longer to import than most of the model

    return str(ULID())
