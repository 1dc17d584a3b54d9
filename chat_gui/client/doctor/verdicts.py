"""The verdict: what the signs mean together, in one sentence with its fix. A table. Pure.

The first rule whose signs were all found counts, so what explains more stands before what it
explains: who has no network needs not be told that a name is unknown.
"""

from collections.abc import Sequence
from typing import NamedTuple

from chat_gui.client.doctor.findings import Sign as S
from chat_gui.client.doctor.findings import Step, Verdict
from chat_gui.i18n import N_, _


class Rule(NamedTuple):
    """Signs, and the sentence and fix for who has all of them."""

    signs: frozenset[S]
    sentence: str
    fix: str
    fine: bool = False
    commands: tuple[str, ...] = ()


_OPEN = N_("On that computer, let Parlor through the firewall:")
_SEE = N_("See that it is on, and let Parlor through its firewall:")
_OPENING = (N_("Windows, as administrator: {netsh}"), N_("Linux: {ufw}"), N_("or: {firewalld}"))
_ASK_ADDRESS = N_("Ask the host which address and port their window shows now, and join those.")


def _rule(
    *signs: S, sentence: str, fix: str, fine: bool = False, commands: tuple[str, ...] = ()
) -> Rule:
    return Rule(frozenset(signs), sentence, fix, fine, commands)


RULES: tuple[Rule, ...] = (
    _rule(
        S.NO_NETWORK,
        sentence=N_("This computer is not on any network."),
        fix=N_("Connect it to the same Wi-Fi, or by cable to the same network, as the others."),
    ),
    # On the computer that hosts
    _rule(
        S.NOT_HOSTING,
        sentence=N_("No chat was found on this computer."),
        fix=N_(
            "Press “Host a chat here” in Parlor's first window, or start parlor-server; for one"
            " that runs with a folder of its own: parlor doctor --data DIR."
        ),
    ),
    _rule(
        S.HOSTED_GONE,
        sentence=N_("The chat hosted on this computer does not answer any more."),
        fix=N_("Stop it, if it still runs, and host it again."),
    ),
    _rule(
        S.LOOPBACK_ONLY,
        sentence=N_("The chat listens to this computer only, so nobody else can reach it."),
        fix=N_("Start the server without --host, or with --host 0.0.0.0 (in parlor.toml: host)."),
    ),
    _rule(
        *(S.VISITED, S.UNHEARD),
        sentence=N_(
            "Others reach this chat, but it is not announced, so their lists don't show it."
        ),
        fix=N_("Give them the address {address}, or the invite link."),
    ),
    _rule(
        S.VISITED,
        sentence=N_("All is well: computers other than this one have reached this chat."),
        fix=N_("Whoever is missing looks on their own computer: parlor doctor {address}."),
        fine=True,
    ),
    _rule(
        S.WALLED,
        sentence=N_(
            "Nobody else has come yet, and most likely this computer's firewall ({firewall})"
            " keeps them out."
        ),
        fix=N_("Let them in:"),
        commands=("{command}",),
    ),
    _rule(
        *(S.NOT_VISITED, S.UNHEARD),
        sentence=N_(
            "Nobody else has come yet, and the chat is not announced, so no list shows it."
        ),
        fix=N_("Give the others the address {address}, or the invite link."),
    ),
    _rule(
        S.NOT_VISITED,
        sentence=N_("This computer sees nothing wrong, but nobody else has come yet."),
        fix=N_(
            "Have somebody join {address}; if that fails, “Find out why” there tells the reason."
        ),
        fine=True,
    ),
    # The way there
    _rule(
        S.NAME_UNKNOWN,
        sentence=N_("No computer on this network has the name {host}."),
        fix=N_(
            "Look for a mistyped letter, or ask the host for the numbers of the address, such as"
            " 192.168.1.20."
        ),
    ),
    _rule(
        S.NAME_LATE,
        sentence=N_("The network does not say which computer {host} is."),
        fix=N_(
            "Ask the host for the numbers of the address, such as 192.168.1.20, and join those."
        ),
    ),
    _rule(
        *(S.REFUSED, S.THIS_COMPUTER),
        sentence=N_("No chat runs on this computer at port {port}."),
        fix=N_("Press “Host a chat here”, or join another computer's address."),
    ),
    _rule(
        S.FORBIDDEN,
        sentence=N_("This computer itself does not let Parlor connect to {host}."),
        fix=N_(
            "Allow Parlor in this computer's firewall or security program, or ask who looks after"
            " this computer."
        ),
    ),
    _rule(
        S.NO_ROUTE,
        sentence=N_("There is no way from this computer to {host}: it is in another network."),
        fix=N_("Put both into one network: the same Wi-Fi, not a guests' one, and no VPN."),
    ),
    _rule(
        S.MOVED,
        sentence=N_("The chat is not at {address} any more: it is at {moved} now."),
        fix=N_("Join {moved}."),
    ),
    _rule(
        *(S.ABSENT, S.HEARD),
        sentence=N_(
            "The chat is announced from {host}, but the network keeps its devices apart"
            " (client isolation)."
        ),
        fix=N_(
            "Turn “client isolation” or “AP isolation” off in the Wi-Fi's settings, or put both"
            " into another network, not a guests' one."
        ),
    ),
    _rule(
        S.ABSENT,
        sentence=N_(
            "No computer in this network has the address {host} now: it is off, it has got"
            " another address, or the Wi-Fi keeps its devices apart."
        ),
        fix=_ASK_ADDRESS,
    ),
    *(
        _rule(
            *(unreached, S.HEARD_OTHER),
            sentence=N_(
                "The chat that is looked for is not at {address}; {host} has another one,"
                " at port {heard_port}."
            ),
            fix=N_("Ask the host whether that one is meant, and join {heard_address} if so."),
        )
        for unreached in (S.SILENT, S.REFUSED)
    ),
    _rule(
        *(S.SILENT, S.HEARD),
        sentence=N_("{host} is there, but its firewall drops what comes for port {port}."),
        fix=_OPEN,
        commands=_OPENING,
    ),
    _rule(
        *(S.SILENT, S.PRESENT),
        sentence=N_(
            "{host} is there, but its firewall drops what comes for port {port}; or it has"
            " just been turned off."
        ),
        fix=_SEE,
        commands=_OPENING,
    ),
    _rule(
        *(S.SILENT, S.HEARD_ELSEWHERE),
        sentence=N_("The chat on {host} is at port {heard_port}, not at {port}."),
        fix=N_("Join {heard_address}."),
    ),
    _rule(
        *(S.SILENT, S.OTHER_NETWORK),
        sentence=N_(
            "Nothing comes back from {host}, which is in another network than this computer."
        ),
        fix=N_("Put both into one network: the same Wi-Fi, not a guests' one, and no VPN."),
    ),
    _rule(
        S.SILENT,
        sentence=N_("Nothing comes back from {host}: a firewall drops it, or the computer is off."),
        fix=_SEE,
        commands=_OPENING,
    ),
    _rule(
        *(S.REFUSED, S.HEARD_ELSEWHERE),
        sentence=N_("The chat on {host} is at port {heard_port}, not at {port}."),
        fix=N_("Join {heard_address}."),
    ),
    _rule(
        *(S.REFUSED, S.HEARD),
        sentence=N_(
            "{host} announces a chat and refuses who comes for it: it has just stopped, or its"
            " firewall turns everyone away."
        ),
        fix=_OPEN,
        commands=_OPENING,
    ),
    _rule(
        S.REFUSED,
        sentence=N_("{host} is there, but no chat listens at port {port} for other computers."),
        fix=N_(
            "Ask the host whether the chat runs and which port their window shows; on that"
            " computer “parlor doctor” tells whether it listens to itself only."
        ),
    ),
    # What is behind the port
    _rule(
        S.TUTORIAL,
        sentence=N_("Port {port} of {host} is for the small chat programs of tutorials."),
        fix=N_(
            "Leave the port out: join {host}. If that fails, ask the host which port their window"
            " shows."
        ),
    ),
    _rule(
        S.OTHER_SERVICE,
        sentence=N_("At port {port} of {host} is {service}, not Parlor."),
        fix=N_("Ask the host which port their window shows; the usual one is {usual_port}."),
    ),
    _rule(
        S.MUTE,
        sentence=N_("Something takes connections at {address} and says nothing."),
        fix=N_(
            "Ask the host which port their window shows; if it is this one, have them start the"
            " chat again."
        ),
    ),
    _rule(
        S.HUNG_UP,
        sentence=N_("Something at {address} hangs up without a word; Parlor would say why."),
        fix=N_("Ask the host which port their window shows; the usual one is {usual_port}."),
    ),
    # Encryption
    _rule(
        *(S.PLAINTEXT, S.PINNED),
        sentence=N_("The chat at {address} has encrypted before and doesn't now."),
        fix=N_("Say nothing there, and ask the host whether they have turned encryption off."),
    ),
    _rule(
        S.PLAINTEXT,
        sentence=N_(
            "The chat at {address} doesn't encrypt, so Parlor says nothing there by itself."
        ),
        fix=N_(
            "If you trust this network, tick “Without encryption” under “More”, or start"
            " parlor with --plaintext."
        ),
    ),
    _rule(
        S.ENCRYPTS,
        sentence=N_("The chat at {address} encrypts, and was to be joined without encryption."),
        fix=N_("Take the tick from “Without encryption” under “More”, or leave --plaintext away."),
    ),
    _rule(
        S.OLD_TLS,
        sentence=N_("What is at {address} encrypts in an old way that Parlor does not trust."),
        fix=N_("If it is the chat, ask who looks after it to let TLS 1.3 through."),
    ),
    _rule(
        S.BAD_TLS,
        sentence=N_("The encryption with {address} fails ({trouble})."),
        fix=N_(
            "Something in between may break it, a proxy or a security program: join without it."
        ),
    ),
    _rule(
        S.LINK_DIFFERS,
        sentence=N_("The server at {address} is not the one that the invite link names."),
        fix=N_(
            "Ask the host for a new link; if the old one is right, somebody in between pretends to"
            " be the host."
        ),
    ),
    _rule(
        S.CHANGED,
        sentence=N_("The server at {address} shows another certificate than before."),
        fix=N_(
            "Ask the host whether they have set it up anew and which code their screen shows; if it"
            " is {code}, accept it when you join."
        ),
    ),
    # Being let in
    _rule(
        S.VERSION,
        sentence=N_(
            "This Parlor and the server at {address} speak different versions of the protocol."
        ),
        fix=N_("Install the same, newest version on both; this one is {version}."),
    ),
    _rule(
        S.BANNED,
        sentence=N_("The server does not let you in: {said}"),
        fix=N_("Ask who looks after the chat."),
    ),
    _rule(
        S.FULL,
        sentence=N_("The server at {address} is full, or has too many connections from here."),
        fix=N_("Try again later, or ask the host to allow more: [capacity] in parlor.toml."),
    ),
    _rule(
        S.HURRIED,
        sentence=N_("The server at {address} has had too much from here within a short time."),
        fix=N_("Wait a minute, then try again."),
    ),
    _rule(
        S.WRONG_INVITE,
        sentence=N_("The invite code is not right, or not good any more."),
        fix=N_("Ask the host for a new one."),
    ),
    _rule(
        S.NEEDS_INVITE,
        sentence=N_("The chat at {address} is by invitation, and you have no code."),
        fix=N_("Ask the host for an invite link or a code."),
    ),
    _rule(
        S.NOT_LET_IN,
        sentence=N_("The server does not let you in: {said}"),
        fix=N_("Ask who looks after the chat."),
    ),
    # What does not keep anybody out
    _rule(
        S.EXPIRED,
        sentence=N_("You can join, but the server's certificate has expired on {until}."),
        fix=N_(
            "Look at the date and time of both computers; if they are right, the host gives the"
            " server another one."
        ),
    ),
    _rule(
        S.NOT_YET,
        sentence=N_("You can join, but the server's certificate is not good before {since}."),
        fix=N_(
            "Look at the date and time of both computers; if they are right, the host waits until"
            " then, or gives the server another one."
        ),
    ),
    _rule(
        S.NAME_HEARD,
        sentence=N_(
            "Only the computers of this network themselves know {host}, and this one does not"
            " ask them when it joins."
        ),
        fix=N_("Join {heard_address} instead."),
    ),
    _rule(
        S.STRANGER,
        sentence=N_("All is well: you can join {address}."),
        fix=N_("The first time, compare the code {code} with the one on the host's screen."),
        fine=True,
    ),
    _rule(
        sentence=N_("All is well: you can join {address}."),
        fix=N_("Press “Join”; whoever is missing looks on their own computer."),
        fine=True,
    ),
)
"""The last needs no sign, so there is always a verdict."""


def verdict(steps: Sequence[Step]) -> Verdict:
    """What all these steps mean; their facts fill the sentences."""
    signs = {sign for step in steps for sign in step.signs}
    facts = _Facts({name: value for step in steps for name, value in step.facts.items()})
    rule = next(rule for rule in RULES if rule.signs <= signs)
    commands = tuple(_(one).format_map(facts) for one in rule.commands)
    sentence, fix = _(rule.sentence).format_map(facts), _(rule.fix).format_map(facts)
    return Verdict(sentence, fix, rule.fine, commands)


def said(verdict: Verdict) -> Verdict:
    """One that needs no facts, in the person's language."""
    return Verdict(_(verdict.sentence), _(verdict.fix), verdict.fine, verdict.commands)


class _Facts(dict[str, str]):
    """What is not known is not said in braces."""

    def __missing__(self, _name: str) -> str:
        return "?"
