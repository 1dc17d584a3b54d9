-- Bob's outbox, written by the last Parlor before keys (ecd0186).
BEGIN TRANSACTION;
CREATE TABLE addresses (address TEXT PRIMARY KEY, server TEXT NOT NULL
                            REFERENCES servers ON DELETE CASCADE) WITHOUT ROWID;
INSERT INTO "addresses" VALUES('127.0.0.1:47275','qTroXSdZB_kfXtPC');
CREATE TABLE servers (id TEXT PRIMARY KEY, session TEXT NOT NULL, rooms TEXT NOT NULL,
                          met INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO "servers" VALUES('qTroXSdZB_kfXtPC','anGJrzg21vAuFAF0Ea-__Q','["lobby"]',1);
CREATE TABLE waiting (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
                          address TEXT NOT NULL, server TEXT, at INTEGER NOT NULL,
                          line BLOB NOT NULL);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('waiting',2);
COMMIT;
PRAGMA user_version=1;
