"""Run on a computer of the network: announces what no server would, until standard input ends.

`pretender ID FINGERPRINT`: whom to pretend to be, and by which certificate.
"""

import socket
import sys

from zeroconf import ServiceInfo, Zeroconf

from chat_server.protocol.found import SERVICE, Found

GROUP, PORT = "224.0.0.251", 5353
MANY = 300


def encoded(*labels: bytes) -> bytes:
    return b"".join(bytes([len(one)]) + one for one in labels) + b"\0"


def points_to(name: bytes) -> bytes:
    """An mDNS answer: there is an instance of this name (RFC 1035, 4.1)."""
    header = bytes.fromhex("0000 8400 0000 0001 0000 0000")
    service = encoded(*(one.encode() for one in SERVICE.rstrip(".").split(".")))
    body = bytes.fromhex("000c 0001 00001194") + len(name).to_bytes(2, "big") + name
    return header + service + body


def announced(told: Found, **changed: str) -> ServiceInfo:
    return ServiceInfo(
        SERVICE,
        f"{told.instance}.{SERVICE}",
        port=told.port,
        properties=told.txt() | changed,
        server=f"{told.id.lower()}.local.",
        parsed_addresses=["10.77.0.3"],
    )


def main(id: str, fingerprint: str) -> None:
    air = Zeroconf(interfaces=["10.77.0.3"])
    false = announced(Found(id=id, name="Lab", fingerprint=fingerprint, port=7275))
    steers = announced(Found(id="steers", name="x", port=1), name="\x1b[2J")
    nobody = announced(Found(id="nobody", name="y", port=1), id="")
    for info in (false, steers, nobody):
        air.register_service(info, allow_name_change=True)
    names = [
        encoded(b"\xff" * 63, b"_parlor", b"_tcp", b"local"),
        encoded(b"other", b"_http", b"_tcp", b"local"),
        encoded(b"silent", b"_parlor", b"_tcp", b"local"),
        encoded(b"_parlor", b"_tcp", b"local"),
        encoded(b"\n\x1b[2J", b"_parlor", b"_tcp", b"local"),
        *(encoded(b"%d" % one, b"_parlor", b"_tcp", b"local") for one in range(MANY)),
    ]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        sock.bind(("10.77.0.3", PORT))
        for name in names:
            sock.sendto(points_to(name), (GROUP, PORT))
    print(flush=True)
    sys.stdin.read()
    air.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
