CREATE TABLE servers (id TEXT PRIMARY KEY, about BLOB NOT NULL, you BLOB NOT NULL,
                      met INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE rooms (server TEXT NOT NULL, room TEXT NOT NULL, about BLOB NOT NULL,
                    PRIMARY KEY (server, room)) WITHOUT ROWID;
CREATE TABLE entries (server TEXT NOT NULL, room TEXT NOT NULL, seq INTEGER NOT NULL,
                      at INTEGER NOT NULL, target INTEGER NOT NULL, line BLOB NOT NULL,
                      PRIMARY KEY (server, room, seq)) WITHOUT ROWID;
INSERT INTO servers VALUES ('s1', '{"id":"s1","name":"Lab 4","version":"1","epoch":"e1"}',
                            '{"id":"a","nick":"Ada"}', 1);
INSERT INTO rooms VALUES ('s1', 'lobby', '{"state":{"type":"room","room":"lobby","kind":"public",
"topic":"Be kind.","people":[],"count":0,"last":7,"first":1,"missed":0},"seen":5,"old_until":3}');
INSERT INTO entries VALUES ('s1', 'lobby', 7, 1700000000007, 0,
'{"type":"message","room":"lobby","seq":7,"at":1700000000007,"by":{"id":"b","nick":"Bob"},
"id":"m7","text":"kept since the first version"}');
PRAGMA user_version = 1;
