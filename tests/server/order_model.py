"""The model that the tests of moderation hold the hub against: who is what, banned or muted.

Each act is a method that says whether it is done, and changes the model when it is.
"""

import ipaddress
from collections.abc import Callable
from typing import Any, NamedTuple

from hypothesis import strategies as st

from chat_server.protocol import commands
from chat_server.protocol.roles import ROLES
from chat_server.records import CONSOLE, CONSOLE_NICK

ROOMS = ["lobby", "b"]
START = {
    CONSOLE_NICK: "owner",
    "Ada": "owner",
    "Bob": "moderator",
    "Third": "member",
    "Visitor": "guest",
}
"""What people are at first. Who hosts is Ada."""
PEOPLE = [*START]
ADDRESSES = ["192.0.2.1", "192.0.2.2", "198.51.100.1", "127.0.0.1"]
NETWORKS = ["192.0.2.0/24", "192.0.2.1", "198.51.100.1", "127.0.0.1"]
RANK = {"guest": 0, "member": 1, "moderator": 2, "owner": 3}
WINDOWS = 2
"""Connections of one person."""
OWNED = [CONSOLE_NICK, "Ada", "Bob"]
"""Who acts, mostly: what the others do is refused."""


class Act(NamedTuple):
    """Somebody gives a command, by its name; what it does not need is not looked at."""

    by: str
    what: str
    on: str
    room: str | None
    network: str
    role: Any
    lasts: int | None
    flag: bool


acts = st.builds(
    Act,
    by=st.sampled_from([*OWNED, *PEOPLE]),
    what=st.sampled_from(
        ["kick", "ban", "net", "unban", "unnet", "mute", "role", "release", "say", "say", "say"]
    ),
    on=st.sampled_from(PEOPLE),
    room=st.sampled_from([None, *ROOMS]),
    network=st.sampled_from(NETWORKS),
    role=st.sampled_from(ROLES),
    lasts=st.sampled_from([None, 5, 50]),
    flag=st.booleans(),
)


class Window(NamedTuple):
    """A connection of the model."""

    who: str
    address: str
    rooms: set[str]


class Model:
    """What there is after all that was done."""

    def __init__(self) -> None:
        self.ids = {nick: CONSOLE if nick == CONSOLE_NICK else nick.lower() for nick in PEOPLE}
        self.now = 1_000_000
        self.roles = dict(START)
        self.owns = dict.fromkeys(PEOPLE, True)
        self.bans: dict[str, int | None] = {}
        """Person, by id, or network -> until when."""
        self.mutes: dict[tuple[str, str], int | None] = {}
        """Person, by id, and room -> until when."""
        self.windows: dict[int, Window] = {}
        self.noted = 0
        """Acts in the audit log."""

    # What the model says

    def holds(self, until: int | None) -> bool:
        return until is None or self.now < until

    def banned(self, who: str, address: str) -> bool:
        return self.kept_out(address) or self.holds(self.bans.get(self.ids[who], 0))

    def kept_out(self, address: str) -> bool:
        networks = {*self.bans} - {*self.ids.values()}
        return any(self.holds(self.bans[one]) for one in networks if within(address, one))

    def moderates(self, who: str) -> bool:
        return RANK[self.roles[who]] >= RANK["moderator"]

    def above(self, by: str, on: str) -> bool:
        return self.moderates(by) and RANK[self.roles[by]] > RANK[self.roles[on]]

    def muted(self, who: str, room: str) -> bool:
        return self.holds(self.mutes.get((self.ids[who], room), 0))

    def silenced(self, who: str, room: str) -> bool:
        return self.muted(who, "") or self.muted(who, room)

    def mine(self, who: str) -> list[int]:
        return [number for number, window in self.windows.items() if window.who == who]

    def at(self, network: str) -> list[int]:
        return [one for one, window in self.windows.items() if within(window.address, network)]

    def may_ban(self, by: str, network: str) -> bool:
        there = {self.windows[one].who for one in self.at(network)}
        moderators = {who for who in there if self.moderates(who)}
        return network != "127.0.0.1" and all(self.above(by, who) for who in moderators)

    def put_off(self, *numbers: int) -> None:
        for number in numbers:
            self.windows.pop(number, None)

    def end(self, act: Act) -> int | None:
        return None if act.lasts is None else self.now + act.lasts

    def drop_over(self, rulings: dict[Any, int | None]) -> bool:
        """As a command does that rules something; gives whether there was anything to drop."""
        over = [one for one, until in rulings.items() if not self.holds(until)]
        for one in over:
            del rulings[one]
        return bool(over)

    # Each act: whether it is done, and what becomes of it. None: it is done and writes nothing.

    def kick(self, act: Act) -> bool:
        inside = [one for one in self.mine(act.on) if act.room in {None, *self.windows[one].rooms}]
        if not self.above(act.by, act.on) or not inside:
            return False
        for one in inside:
            if act.room is None:
                self.put_off(one)
            else:
                self.windows[one].rooms.discard(act.room)
        return True

    def ban(self, act: Act) -> bool:
        mine = self.mine(act.on)
        networks = {self.windows[one].address for one in mine} if act.flag else set()
        if not self.above(act.by, act.on) or (act.flag and not mine):
            return False
        if not all(self.may_ban(act.by, network) for network in networks):
            return False
        self.drop_over(self.bans)
        self.bans.update(dict.fromkeys([*networks, self.ids[act.on]], self.end(act)))
        for network in networks:
            self.clear(network)
        self.put_off(*mine)
        return True

    def net(self, act: Act) -> bool:
        if not self.moderates(act.by) or not self.may_ban(act.by, act.network):
            return False
        self.drop_over(self.bans)
        self.bans[act.network] = self.end(act)
        self.clear(act.network)
        return True

    def clear(self, network: str) -> None:
        self.put_off(*(o for o in self.at(network) if not self.moderates(self.windows[o].who)))

    def unban(self, act: Act) -> bool:
        return self.above(act.by, act.on) and self.forgive(self.ids[act.on])

    def unnet(self, act: Act) -> bool:
        return self.moderates(act.by) and self.forgive(act.network)

    def forgive(self, subject: str) -> bool:
        if subject not in self.bans or not self.holds(self.bans[subject]):
            return False
        self.drop_over(self.bans)
        del self.bans[subject]
        return True

    def mute(self, act: Act) -> bool | None:
        if not self.above(act.by, act.on):
            return False
        where = (self.ids[act.on], act.room or "")
        over = self.drop_over(self.mutes)
        if act.flag:
            self.mutes[where] = self.end(act)
            return True
        if where not in self.mutes:
            self.noted -= over  # what is over is forgotten, and nothing noted
            return True if over else None
        del self.mutes[where]
        return True

    def role(self, act: Act) -> bool | None:
        low = RANK[act.role] < RANK["moderator"]
        if act.on == CONSOLE_NICK or not self.moderates(act.by):
            return False
        if self.roles[act.by] != "owner" and not (low and self.above(act.by, act.on)):
            return False
        if self.roles[act.on] == act.role:
            return None
        self.roles[act.on] = act.role
        return True

    def release(self, act: Act) -> bool:
        if not self.owns[act.on] or not self.above(act.by, act.on):
            return False
        self.owns[act.on] = False
        return True

    def copy(self) -> "Model":
        """The same, to go back to."""
        one = Model()
        for name in ("roles", "owns", "bans", "mutes"):
            setattr(one, name, dict(getattr(self, name)))
        one.windows = {
            number: window._replace(rooms={*window.rooms})
            for number, window in self.windows.items()
        }
        one.now, one.noted = self.now, self.noted
        return one

    def act(self, act: Act) -> bool | None:
        """Whether it is done; None: it is, and writes nothing."""
        does: dict[str, Callable[[Act], bool | None]] = {
            "kick": self.kick,
            "ban": self.ban,
            "net": self.net,
            "unban": self.unban,
            "unnet": self.unnet,
            "mute": self.mute,
            "role": self.role,
            "release": self.release,
            "say": self.say,
        }
        done = does[act.what](act)
        self.noted += bool(done) and act.what != "say"
        return done

    def say(self, act: Act) -> bool:
        room = act.room or "lobby"
        (number, *_) = self.mine(act.by)
        return room in self.windows[number].rooms and not self.silenced(act.by, room)

    def command(self, act: Act, re: str) -> commands.Command:
        id, until = self.ids[act.on], self.end(act)
        made: dict[str, commands.Command] = {
            "kick": commands.Kick(re=re, person=id, room=act.room),
            "ban": commands.Ban(re=re, person=id, addresses=act.flag, until=until),
            "net": commands.Ban(re=re, address=act.network, until=until),
            "unban": commands.Unban(re=re, person=id),
            "unnet": commands.Unban(re=re, address=act.network),
            "mute": commands.Mute(re=re, person=id, on=act.flag, room=act.room, until=until),
            "role": commands.Role(re=re, person=id, role=act.role),
            "release": commands.Release(re=re, nick=act.on),
            "say": commands.Send(act.room or "lobby", re, "x"),
        }
        return made[act.what]


def within(address: str, network: str) -> bool:
    return ipaddress.ip_address(address) in ipaddress.ip_network(network)
