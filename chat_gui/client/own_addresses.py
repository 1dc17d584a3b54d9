"""Where others on the network find this computer: what the panel of who hosts, and links, say."""

import socket

from chat_server.protocol import cards


def own_addresses() -> list[str]:
    """The addresses at which others reach this computer now, the likeliest first.

    On no network at all it is the computer's name.
    """
    import ifaddr  # only who hosts waits for it

    try:
        found = cards.for_others(ifaddr.get_adapters())
    except OSError:  # a sandbox that hides the cards
        found = []
    return found or [socket.gethostname().lower()]
