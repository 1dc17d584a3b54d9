CREATE TABLE servers (id TEXT PRIMARY KEY, session TEXT NOT NULL, rooms TEXT NOT NULL,
                      met INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE addresses (address TEXT PRIMARY KEY, server TEXT NOT NULL
                        REFERENCES servers ON DELETE CASCADE) WITHOUT ROWID;
CREATE TABLE waiting (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
                      address TEXT NOT NULL, server TEXT, at INTEGER NOT NULL,
                      line BLOB NOT NULL);
PRAGMA user_version=1;
INSERT INTO servers VALUES ('server-1', 'secret', '["lobby","den"]', 1);
INSERT INTO addresses VALUES ('lab-pc4:7275', 'server-1');
INSERT INTO waiting (id, address, server, at, line) VALUES
    ('01J', 'lab-pc4:7275', 'server-1', 1700000000000,
     '{"type":"send","room":"lobby","id":"01J","text":"kept since the first version"}');
