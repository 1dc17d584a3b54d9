"""The log's tables. A migration is added at the end of the list and never changed after."""

import sqlite3

from chat_server.storage import StorageError

MIGRATIONS = [
    """
    CREATE TABLE meta (
        key TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE people (
        id TEXT PRIMARY KEY,
        nick TEXT NOT NULL,
        role TEXT NOT NULL,
        session BLOB NOT NULL UNIQUE,  -- SHA-256 of the secret
        since INTEGER NOT NULL         -- Unix milliseconds
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE rooms (
        number INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        topic TEXT NOT NULL,
        since INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE entries (
        position INTEGER PRIMARY KEY,  -- order over all rooms
        room INTEGER NOT NULL REFERENCES rooms (number),
        seq INTEGER NOT NULL,
        at INTEGER NOT NULL,
        person TEXT NOT NULL REFERENCES people (id),
        id TEXT NOT NULL,
        line BLOB NOT NULL,            -- the native line that everyone got, byte for byte
        UNIQUE (room, seq),
        UNIQUE (person, id)
    ) STRICT;
    """,
    """
    ALTER TABLE entries ADD COLUMN kind TEXT NOT NULL DEFAULT 'message';
    ALTER TABLE entries ADD COLUMN target INTEGER;   -- the seq an edit, deletion or reaction is of
    CREATE INDEX entries_by_target ON entries (room, target, kind) WHERE target IS NOT NULL;

    -- Entries up to this seq are no longer kept: their rows stay, so that (person, id) stays
    -- unique for ever, with an empty line.
    ALTER TABLE rooms ADD COLUMN pruned INTEGER NOT NULL DEFAULT 0;

    CREATE TABLE members (             -- of rooms that are not there for everyone
        room INTEGER NOT NULL REFERENCES rooms (number),
        person TEXT NOT NULL REFERENCES people (id),
        PRIMARY KEY (room, person)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX members_by_person ON members (person);

    CREATE TABLE marks (               -- how far a person has read
        person TEXT NOT NULL REFERENCES people (id),
        room INTEGER NOT NULL REFERENCES rooms (number),
        seq INTEGER NOT NULL,
        PRIMARY KEY (person, room)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE reactions (           -- those that are on now
        room INTEGER NOT NULL REFERENCES rooms (number),
        target INTEGER NOT NULL,
        emoji TEXT NOT NULL,
        person TEXT NOT NULL REFERENCES people (id),
        PRIMARY KEY (room, target, emoji, person)
    ) STRICT, WITHOUT ROWID;
    """,
    """
    -- The nickname is theirs also while they are away.
    ALTER TABLE people ADD COLUMN owns INTEGER NOT NULL DEFAULT 0;

    CREATE TABLE keys (                -- Ed25519 public keys, each of one person
        key BLOB PRIMARY KEY,
        person TEXT NOT NULL REFERENCES people (id),
        since INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX keys_by_person ON keys (person);

    ALTER TABLE rooms ADD COLUMN announce INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE rooms ADD COLUMN maker TEXT NOT NULL DEFAULT '';

    -- In these tables moments are Unix milliseconds, NULL for "until" is for ever.
    CREATE TABLE bans (
        subject TEXT PRIMARY KEY,      -- a person, or an address or network
        is_address INTEGER NOT NULL,
        by TEXT NOT NULL,
        at INTEGER NOT NULL,
        until INTEGER,
        reason TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE mutes (
        person TEXT NOT NULL REFERENCES people (id),
        room TEXT NOT NULL,            -- '' is everywhere
        by TEXT NOT NULL,
        at INTEGER NOT NULL,
        until INTEGER,
        reason TEXT NOT NULL,
        PRIMARY KEY (person, room)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE invites (
        id TEXT PRIMARY KEY,
        hash TEXT NOT NULL,            -- Argon2id in PHC form
        by TEXT NOT NULL,
        at INTEGER NOT NULL,
        until INTEGER,
        uses INTEGER NOT NULL,
        used INTEGER NOT NULL,
        role TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE acts (                -- what moderators did
        number INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        by TEXT NOT NULL,
        act TEXT NOT NULL,
        who TEXT,
        room TEXT,
        detail TEXT NOT NULL
    ) STRICT;
    """,
]
"""Each brings the log from the version of its index to the next."""

NEWER = "The data folder was written by a newer Parlor; update this one."
"""What a person is told of a log whose version has no migration here."""


def migrate(db: sqlite3.Connection) -> None:
    """Bring the tables to the newest version, each step in a transaction of its own.

    Raises `StorageError` where a newer Parlor has written the file.
    """
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version > len(MIGRATIONS):
        raise StorageError(NEWER)
    for number in range(version, len(MIGRATIONS)):
        steps = f"BEGIN IMMEDIATE; {MIGRATIONS[number]} PRAGMA user_version={number + 1}; COMMIT;"
        db.executescript(steps)
