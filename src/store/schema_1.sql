CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- From files ------------------------------------------------------------------------------------------------

CREATE TABLE source (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE record (
  rid        INTEGER PRIMARY KEY,
  source     INTEGER NOT NULL REFERENCES source (id),
  record_id  TEXT NOT NULL,
  golden_id  TEXT NOT NULL UNIQUE,            -- the one it was born with
  first_seen INTEGER NOT NULL,                -- when a load first named it as new, microseconds since 1970 (UTC); else 0
  gone       INTEGER NOT NULL CHECK (gone IN (0, 1)),
  hash       BLOB NOT NULL CHECK (length(hash) = 32),
  updated_at TEXT,
  updated_us INTEGER,
  attrs      TEXT NOT NULL,                   -- JSON array, in the order of the domain's attributes
  UNIQUE (source, record_id)
) STRICT;

CREATE TABLE run (
  id      INTEGER PRIMARY KEY,
  time_us INTEGER NOT NULL,
  format  TEXT NOT NULL,
  digest  BLOB NOT NULL,
  files   TEXT NOT NULL,                      -- JSON array
  groups  INTEGER NOT NULL
) STRICT;

-- The groups and links of the latest run; earlier ones are not kept.
CREATE TABLE grouped (
  rid        INTEGER PRIMARY KEY REFERENCES record (rid),
  match_id   TEXT NOT NULL,
  rule       TEXT,
  confidence REAL
) STRICT;

CREATE TABLE edge (
  a           INTEGER NOT NULL REFERENCES record (rid),
  b           INTEGER NOT NULL REFERENCES record (rid),
  probability REAL NOT NULL,
  PRIMARY KEY (a, b),
  CHECK (a < b)
) STRICT, WITHOUT ROWID;

-- The journal -------------------------------------------------------------------------------------------------

CREATE TABLE assertion (
  seq        INTEGER PRIMARY KEY,             -- order of arrival here; not part of the shared journal
  id         BLOB NOT NULL UNIQUE CHECK (length(id) = 32),
  writer     TEXT NOT NULL,
  writer_seq INTEGER NOT NULL,
  previous   BLOB NOT NULL CHECK (length(previous) = 32),
  time_us    INTEGER NOT NULL,
  seen       TEXT NOT NULL,                   -- version vector: writer=number, …
  kind       TEXT NOT NULL,
  author     TEXT NOT NULL,
  authority  TEXT NOT NULL,
  request    TEXT NOT NULL UNIQUE,
  run        INTEGER,
  commitment BLOB NOT NULL CHECK (length(commitment) = 32),
  target     BLOB,                            -- what a retraction takes back; repeats the payload, for look-ups
  UNIQUE (writer, writer_seq)
) STRICT;
CREATE INDEX assertion_target ON assertion (target) WHERE target IS NOT NULL;
CREATE INDEX assertion_author ON assertion (author, seq);
CREATE INDEX assertion_time ON assertion (time_us);  -- the latest time, at every decision

CREATE TABLE payload (
  seq   INTEGER PRIMARY KEY REFERENCES assertion (seq),
  nonce BLOB NOT NULL,
  body  TEXT NOT NULL
) STRICT;

CREATE TRIGGER assertion_stays BEFORE DELETE ON assertion
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER assertion_keeps BEFORE UPDATE ON assertion
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER payload_stays BEFORE DELETE ON payload
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER payload_keeps BEFORE UPDATE ON payload
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

-- Which assertions speak of a record; a retraction is listed with the records of what it takes back.
CREATE TABLE mention (
  rid INTEGER NOT NULL REFERENCES record (rid),
  seq INTEGER NOT NULL REFERENCES assertion (seq),
  PRIMARY KEY (rid, seq)
) STRICT, WITHOUT ROWID;

-- Records whose golden id was handed out in an approved export.
CREATE TABLE published (
  rid INTEGER PRIMARY KEY REFERENCES record (rid),
  seq INTEGER NOT NULL REFERENCES assertion (seq)
) STRICT;

-- Derived -------------------------------------------------------------------------------------------------------

CREATE TABLE cluster (
  cid         INTEGER PRIMARY KEY,
  golden_id   TEXT NOT NULL UNIQUE,
  island      INTEGER NOT NULL,
  size        INTEGER NOT NULL,
  sources     TEXT NOT NULL,                  -- JSON array, sorted
  label       TEXT NOT NULL,
  status      TEXT NOT NULL,
  score       REAL,
  kind        TEXT,                           -- of its task; NULL where nobody need look
  reason      TEXT NOT NULL,
  priority    REAL NOT NULL,
  flagged     INTEGER NOT NULL,
  version     INTEGER NOT NULL,
  approved_by TEXT,
  approved_us INTEGER,
  content     BLOB NOT NULL
) STRICT;
CREATE INDEX cluster_island ON cluster (island);
CREATE INDEX cluster_queue ON cluster (priority DESC, golden_id) WHERE kind IS NOT NULL;
CREATE INDEX cluster_kind ON cluster (kind) WHERE kind IS NOT NULL;
CREATE INDEX cluster_status ON cluster (status);

CREATE TABLE member (
  rid    INTEGER PRIMARY KEY REFERENCES record (rid),
  island INTEGER NOT NULL,
  cid    INTEGER REFERENCES cluster (cid)     -- NULL only while an island is worked out
) STRICT;
CREATE INDEX member_island ON member (island);
CREATE INDEX member_cid ON member (cid);

CREATE VIRTUAL TABLE search USING fts5 (
  text, content = '', contentless_delete = 1, detail = none, tokenize = 'unicode61 remove_diacritics 2'
);
