-- A log as the first version wrote it. Frozen: never change this file.
BEGIN TRANSACTION;
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
INSERT INTO "entries" VALUES(1,1,1,1001,'ada','1',X'7B2274797065223A226D657373616765222C22726F6F6D223A226C6F626279222C22736571223A312C226174223A313030312C226279223A7B226964223A22616461222C226E69636B223A22416461227D2C226964223A2231222C2274657874223A2278227D');
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
INSERT INTO "people" VALUES('ada','Ada','member',X'2BB80D537B1DA3E38BD30361AA855686BDE0EACD7162FEF6A25FE97BF527A25B',1);
CREATE TABLE rooms (
        number INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        topic TEXT NOT NULL,
        since INTEGER NOT NULL
    ) STRICT;
INSERT INTO "rooms" VALUES(1,'lobby','public','',1);
COMMIT;
PRAGMA user_version=1;
