"""The thread that hashes what is secret in invites, with hashes that are slow for real."""

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from chat_server import vetting
from chat_server.deliveries import Done, Failed, Seal, Sealed, Vet, Vetted
from chat_server.records import Invite
from chat_server.vetting import Vetting, hashed, is_of
from tests.support import DEADLINE

SECRET = "0123456789AB"
INVITE = Invite(id="K7QX", hash="", by="ada", at=0)


@pytest.fixture(scope="module")
def hash() -> str:
    return hashed(SECRET)


def test_a_hash_says_how_it_was_made_and_not_of_what(hash: str):
    assert hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert SECRET not in hash
    assert hashed(SECRET) != hash, "each has a salt of its own"


@pytest.mark.parametrize("secret", ["", "0123456789AC", "0123456789A", "0123456789ABC", "\ud800"])
def test_a_hash_is_of_one_secret_alone(hash: str, secret: str):
    assert is_of(SECRET, hash)
    assert not is_of(secret, hash)


@pytest.mark.parametrize("bad", ["", "rubbish", "$argon2id$v=19$m=19456,t=2,p=1$", "$argon2i$x"])
def test_what_is_no_hash_is_of_nothing(bad: str):
    assert not is_of("", bad)


@contextmanager
def running() -> Iterator[tuple[Vetting, "queue.SimpleQueue[Done]"]]:
    answers: queue.SimpleQueue[Done] = queue.SimpleQueue()
    worker = Vetting(answers.put)
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        yield worker, answers
    finally:
        worker.stop()
        thread.join(DEADLINE)
        assert not thread.is_alive()


def test_jobs_are_answered_in_order(hash: str):
    with running() as (worker, answers):
        worker.put(Vet(1, "", "K7QX", SECRET, hash))
        worker.put(Vet(2, "", "K7QX", "wrong", hash))
        worker.put(Seal(3, INVITE, SECRET, None))
        assert answers.get(timeout=DEADLINE) == Vetted(1, True)
        assert answers.get(timeout=DEADLINE) == Vetted(2, False)
        sealed = answers.get(timeout=DEADLINE)
        assert isinstance(sealed, Sealed)
        assert sealed.connection == 3
        assert is_of(SECRET, sealed.hash)


def test_a_code_of_no_invite_costs_as_much_and_is_never_right(monkeypatch: pytest.MonkeyPatch):
    compared: list[str] = []

    def noting(secret: str, hash: str) -> bool:
        compared.append(hash)
        return is_of(secret, hash)

    monkeypatch.setattr(vetting, "is_of", noting)
    with running() as (worker, answers):
        for secret in ("", SECRET):
            worker.put(Vet(1, "", "K7QX", secret, ""))
            assert answers.get(timeout=DEADLINE) == Vetted(1, False)
    assert len(compared) == 2
    assert all(one.startswith("$argon2id$v=19$m=19456,t=2,p=1$") for one in compared)


def test_a_computer_without_memory_for_it_fails_that_job_alone(
    hash: str, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: object) -> bool:
        raise MemoryError

    with running() as (worker, answers), monkeypatch.context() as patch:
        patch.setattr(vetting, "is_of", fail)
        worker.put(Vet(1, "", "K7QX", SECRET, hash))
        assert answers.get(timeout=DEADLINE) == Failed(1)
        patch.undo()
        worker.put(Vet(1, "", "K7QX", SECRET, hash))
        assert answers.get(timeout=DEADLINE) == Vetted(1, True)
