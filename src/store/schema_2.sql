-- Content that was erased: the key, the golden id and what decisions say of it stay.
ALTER TABLE record ADD COLUMN redacted INTEGER NOT NULL DEFAULT 0 CHECK (redacted IN (0, 1));

-- What records held before, as far as decisions were made on it.
CREATE TABLE record_past (
  rid        INTEGER NOT NULL REFERENCES record (rid),
  hash       BLOB NOT NULL CHECK (length(hash) = 32),
  shape      TEXT NOT NULL,                   -- of the domain and the mapping that the values were read by
  updated_at TEXT,
  attrs      TEXT NOT NULL,
  until_us   INTEGER NOT NULL,                -- when a load replaced it, microseconds since 1970 (UTC)
  PRIMARY KEY (rid, hash)
) STRICT, WITHOUT ROWID;

-- The ends of overrides that hold until a day, for look-ups.
CREATE TABLE lapse (
  seq INTEGER PRIMARY KEY REFERENCES assertion (seq),
  us  INTEGER NOT NULL                        -- the first moment at which it no longer holds
) STRICT;
CREATE INDEX lapse_us ON lapse (us);

-- A record that bears another golden id than the one it was born with. Derived.
CREATE TABLE borne (
  rid       INTEGER PRIMARY KEY REFERENCES record (rid),
  golden_id TEXT NOT NULL UNIQUE
) STRICT;

-- What became of golden ids, as it was seen here. Not part of the shared journal.
CREATE TABLE passage (
  n         INTEGER PRIMARY KEY,
  time_us   INTEGER NOT NULL,
  golden_id TEXT NOT NULL,
  event     TEXT NOT NULL,
  other     TEXT,                             -- the golden id that it went into, came from, or changed places with
  seq       INTEGER,                          -- the decision that caused it
  run       INTEGER                           -- or the match run
) STRICT;
CREATE INDEX passage_id ON passage (golden_id, n);
CREATE INDEX passage_other ON passage (other, n) WHERE other IS NOT NULL;

-- Approved exports of golden records, and what each golden record was in them: a row holds from one export up to,
-- and not including, another.
CREATE TABLE export (
  id      INTEGER PRIMARY KEY,
  time_us INTEGER NOT NULL,
  seq     INTEGER NOT NULL,                   -- head of the local log
  out     TEXT NOT NULL
) STRICT;

CREATE TABLE exported (
  golden_id TEXT NOT NULL,
  since     INTEGER NOT NULL REFERENCES export (id),
  until     INTEGER,
  content   BLOB NOT NULL CHECK (length(content) = 32),
  members   TEXT NOT NULL,                    -- JSON array of record numbers
  golden    TEXT NOT NULL,                    -- JSON object: values by attribute
  PRIMARY KEY (golden_id, since)
) STRICT, WITHOUT ROWID;
CREATE INDEX exported_now ON exported (golden_id) WHERE until IS NULL;

-- Who is looking at what: leases that run out. They bind nothing.
CREATE TABLE claim (
  golden_id TEXT PRIMARY KEY,
  steward   TEXT NOT NULL,
  holder    TEXT NOT NULL,                    -- the open workbench
  since_us  INTEGER NOT NULL,
  until_us  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Erasing a payload is the one change that the journal bears: its nonce goes, and with it all that could be guessed.
DROP TRIGGER payload_keeps;
CREATE TRIGGER payload_keeps BEFORE UPDATE ON payload WHEN length(NEW.nonce) > 0 OR NEW.seq <> OLD.seq
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

-- What is asked again: the doubt that a steward once settled, shown to them alone once they have decided other things.
ALTER TABLE cluster ADD COLUMN ask TEXT;           -- whom
ALTER TABLE cluster ADD COLUMN ask_us INTEGER;     -- when they settled it
ALTER TABLE cluster ADD COLUMN ask_kind TEXT;
ALTER TABLE cluster ADD COLUMN ask_reason TEXT;
ALTER TABLE cluster ADD COLUMN ask_priority REAL;
CREATE INDEX cluster_ask ON cluster (ask, ask_us) WHERE ask IS NOT NULL;
