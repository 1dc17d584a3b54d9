"""What each person is here, as far as the server told. Pure."""

from chat_gui.i18n import N_, _
from chat_server.protocol.roles import Role, known_role

MOST_ROLES = 20_000
"""People whose role is remembered; of more, those told of first are members again."""


_MADE: dict[Role, str] = {
    "guest": N_("a guest"),
    "member": N_("a member"),
    "moderator": N_("a moderator"),
    "owner": N_("an owner"),
}


def made(told: str) -> str:
    """What somebody is, or is made, as part of a sentence: “Ada made Bob a guest”."""
    return _(_MADE[known_role(told)])


class Roles:
    """By the person's id; whoever was never told of is a member."""

    def __init__(self) -> None:
        self._roles: dict[str, Role] = {}

    def of(self, id: str) -> Role:
        """What a person is."""
        return self._roles.get(id, "member")

    def learn(self, id: str, told: str) -> bool:
        """A person is this; False if that is known already."""
        role = known_role(told)
        if self.of(id) == role:
            return False
        self._roles.pop(id, None)
        if role != "member":
            self._roles[id] = role
        if len(self._roles) > MOST_ROLES:
            del self._roles[next(iter(self._roles))]
        return True

    def clear(self) -> None:
        """Another server answers."""
        self._roles.clear()
