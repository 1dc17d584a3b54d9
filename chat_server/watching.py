"""Looking after those who are silent: who says no hello, who is gone, who takes long to close.

Runs on the reactor's thread, once a second.
"""

from chat_server.connection import Connection
from chat_server.deliveries import Close
from chat_server.outgoing import Outgoing
from chat_server.peers import Peers
from chat_server.protocol import events
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.limits import Limits


def look_after(peers: Peers, outgoing: Outgoing, limits: Limits) -> None:
    """Ask, tell or close everyone who was silent for too long."""
    for connection in list(peers.table.values()):
        _look_after(connection, peers, outgoing, limits)


def _look_after(connection: Connection, peers: Peers, outgoing: Outgoing, limits: Limits) -> None:
    silent = peers.now - connection.heard_at
    if connection.closing_at is not None:
        if peers.now >= connection.closing_at:
            peers.lose(connection)
    elif not connection.welcomed and peers.now - connection.since > limits.hello:
        text = f"Nobody said hello within {limits.hello} seconds."
        error = events.Error(ErrorCode.BAD_REQUEST, text, fatal=True)
        outgoing.close(Close(connection.number, error))
    elif silent > limits.dead and connection.answers:
        connection.ends_in_reset = True
        peers.lose(connection)
    elif silent > limits.ping and not connection.pinged:
        connection.pinged = True
        outgoing.tell(connection.number, events.Ping())
