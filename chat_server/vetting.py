"""Vetting: the thread that hashes the secret parts of invites, which is slow on purpose.

The hub asks (`Vet`, `Seal`) when a batch is kept, and hears the answer like what a peer says. It
has at most `MOST_AT_WORK` questions open, so no more than that ever waits here.
"""

import os
import queue
from collections.abc import Callable

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from chat_server.deliveries import Failed, Job, Seal, Sealed, Vetted

MEMORY_KIB = 19 * 1024
"""Memory, passes and lanes of a hash: what OWASP's password storage cheat sheet says is enough for
passwords. These secrets are 60 random bits."""
PASSES, LANES = 2, 1
SALT_BYTES, HASH_BYTES = 16, 32


class Vetting:
    """One thread. `answer` is called on it with what came of every job."""

    def __init__(self, answer: Callable[[Vetted | Sealed | Failed], None]) -> None:
        self._answer = answer
        self._stopping = False
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._nobodys = ""

    def put(self, job: Job) -> None:
        """Ask for something. Any thread."""
        self._jobs.put(job)

    def stop(self) -> None:
        """End the thread; nobody waits for what was asked. Any thread."""
        self._stopping = True
        self._jobs.put(None)

    def waiting(self) -> int:
        """How many jobs are not begun. Any thread."""
        return self._jobs.qsize()

    def run(self) -> None:
        """The thread: hashes what it is asked to until `stop`."""
        while (job := self._jobs.get()) is not None and not self._stopping:
            self._answer(self._do(job))

    def _do(self, job: Job) -> Vetted | Sealed | Failed:
        try:
            self._nobodys = self._nobodys or hashed("")
            if isinstance(job, Seal):
                return Sealed(job.connection, hashed(job.secret))
            # Without such an invite as much is done, so that the time tells nobody which there are.
            right = is_of(job.secret, job.hash or self._nobodys)
            return Vetted(job.connection, right and bool(job.hash))
        except MemoryError:
            return Failed(job.connection)


def hashed(secret: str) -> str:
    """Argon2id (RFC 9106) of a secret, in PHC form. Raises `MemoryError`."""
    kdf = Argon2id(
        salt=os.urandom(SALT_BYTES),
        length=HASH_BYTES,
        iterations=PASSES,
        lanes=LANES,
        memory_cost=MEMORY_KIB,
    )
    return kdf.derive_phc_encoded(secret.encode("utf-8", "replace"))


def is_of(secret: str, hash: str) -> bool:
    """Whether a hash is this secret's, compared in constant time. Raises `MemoryError`."""
    try:
        Argon2id.verify_phc_encoded(secret.encode("utf-8", "replace"), hash)
    except InvalidKey:  # also of a hash that is none
        return False
    return True
