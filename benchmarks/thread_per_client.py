"""How the tutorials do it: a thread for each client, and a blocking send to everyone in turn.

Prints its port and serves until it is killed.
"""

import socket
import threading

clients: list[socket.socket] = []


def serve(client: socket.socket) -> None:
    """Repeat what one client says to all."""
    while data := client.recv(1024):
        for other in clients.copy():
            other.sendall(data)


def main() -> None:
    """Accept, and give every client a thread."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
    print(listener.getsockname()[1], flush=True)
    while True:
        client, _ = listener.accept()
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        clients.append(client)
        threading.Thread(target=serve, args=[client], daemon=True).start()


if __name__ == "__main__":
    main()
