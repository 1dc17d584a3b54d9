"""What a person may be on a server, from the least to the most."""

from typing import Literal, get_args

Role = Literal["guest", "member", "moderator", "owner"]

ROLES: tuple[Role, ...] = get_args(Role)


def rank(role: Role) -> int:
    """How much a role may: those of a lower rank can be acted on."""
    return ROLES.index(role)
