"""Proofs and comparison codes: right ones are taken, all others refused, nothing raises."""

import re

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from chat_server.protocol import certificate, proof

ADA, BOB = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
HERE, THERE = "ab" * 32, "cd" * 32
CHALLENGE = proof.challenge("nonce", HERE, "Ada")


def raw(key: Ed25519PrivateKey) -> bytes:
    found = proof.key_bytes(proof.public_key(key))
    assert found is not None
    return found


def test_a_proof_is_good_for_one_nonce_one_certificate_and_one_nickname():
    signature = proof.sign(ADA, CHALLENGE)
    assert proof.proves(raw(ADA), signature, CHALLENGE)
    assert not proof.proves(raw(BOB), signature, CHALLENGE)
    for other in (("other", HERE, "Ada"), ("nonce", THERE, "Ada"), ("nonce", HERE, "Bob")):
        assert not proof.proves(raw(ADA), signature, proof.challenge(*other))
    assert not proof.proves(raw(ADA), signature, proof.challenge("nonce", "", "Ada"))


@given(st.text(), st.text(), st.text())
def test_any_text_is_refused_without_raising(key: str, signature: str, nick: str):
    known = proof.key_bytes(key)
    assert known is None or len(known) == proof.KEY_BYTES
    assert not proof.proves(raw(ADA), signature, proof.challenge("nonce", HERE, nick))


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=64, max_size=64))
def test_any_bytes_of_the_right_length_are_refused(key: bytes, signature: bytes):
    assert not proof.proves(key, signature.hex(), CHALLENGE)


def test_a_comparison_code_is_short_and_speaks_for_the_whole_certificate():
    one = certificate.fingerprint(b"one certificate")
    code = certificate.comparison_code(one)
    assert re.fullmatch("[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", code)
    assert certificate.comparison_code(one) == code
    assert certificate.comparison_code(certificate.fingerprint(b"another")) != code
