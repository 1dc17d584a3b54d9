"""What services look like by their first words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_gui.client.doctor.findings import Sign
from chat_gui.client.doctor.looks import look

SAID = {
    b'{"type":"error","code":"bad-request"}\n': Sign.PLAINTEXT,
    b"\x15\x03\x01\x00\x02\x02\x46": Sign.ENCRYPTS,
    b"NICK": Sign.TUTORIAL,
    b"Nick": Sign.TUTORIAL,
}
CALLED = {
    b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n": "(SSH)",
    b"HTTP/1.0 400 Bad Request\r\n": "a web server",
    b"<!DOCTYPE html>": "a web server",
    b":irc.example 451 * :Register first.\r\n": "an IRC server",
    b":irc.example NOTICE * :*** Looking up your hostname\r\n": "an IRC server",
    b"ERROR :Closing link: (unknown@10.0.0.3)\r\n": "an IRC server",
    b"220 mail.example ESMTP Postfix\r\n": "a mail server (SMTP)",
    b"220 (vsFTPd 3.0.3)\r\n": "(FTP or SMTP)",
    b"+OK Dovecot ready.\r\n": "a mailbox",
    b"* OK [CAPABILITY IMAP4rev1]\r\n": "a mailbox",
    b"RFB 003.008\n": "(VNC)",
    b"-ERR unknown command\r\n": "(Redis)",
    b"J\x00\x00\x00\x0a8.0.36\x00": "(MySQL)",
    b'INFO {"server_id":"x"}\r\n': "(NATS)",
    b"\xff\xfd\x18\xff\xfd\x20": "(Telnet)",
    b"NICKNAME?": "another program",
    b"\n\n": "another program",
}


@pytest.mark.parametrize(("said", "sign"), SAID.items())
def test_what_is_of_parlor(said: bytes, sign: Sign) -> None:
    found = look(said)
    assert found is not None
    assert found.sign is sign


@pytest.mark.parametrize(("said", "called"), CALLED.items())
def test_what_is_not(said: bytes, called: str) -> None:
    found = look(said)
    assert found is not None
    assert found.sign is Sign.OTHER_SERVICE
    assert called in found.service


@given(st.binary())
def test_whoever_says_anything_is_something(said: bytes) -> None:
    assert (look(said) is None) == (said == b"")
