"""What a person may be on a server, from the least to the most."""

from typing import Literal, get_args

Role = Literal["guest", "member", "moderator", "owner"]

ROLES: tuple[Role, ...] = get_args(Role)


def known_role(told: str) -> Role:
    """A role as somebody else tells it; one that is not known counts as a member's."""
    return next((role for role in ROLES if role == told), "member")


def rank(role: Role) -> int:
    """How much a role may: those of a lower rank can be acted on."""
    return ROLES.index(role)
