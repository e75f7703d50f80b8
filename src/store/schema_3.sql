-- What the queue is narrowed by. Derived.
ALTER TABLE cluster ADD COLUMN differs TEXT NOT NULL DEFAULT '[]';   -- JSON array: attributes whose values differ
ALTER TABLE cluster ADD COLUMN deciders TEXT NOT NULL DEFAULT '[]';  -- JSON array, sorted: whose decisions stand in it
ALTER TABLE cluster ADD COLUMN strength INTEGER;                     -- 1000 * weakest + least, both in whole per cent

-- Pages by key, also of one kind or of one status.
DROP INDEX cluster_kind;
CREATE INDEX cluster_kind ON cluster (kind, priority DESC, golden_id) WHERE kind IS NOT NULL;
DROP INDEX cluster_status;
CREATE INDEX cluster_status ON cluster (status, golden_id);

-- How many clusters there are of each kind, status, size and strength: kept by the triggers below, so that nobody has to
-- count three hundred thousand rows while somebody waits. Derived.
CREATE TABLE tally (
  what   TEXT NOT NULL,
  bucket ANY NOT NULL,
  n      INTEGER NOT NULL,
  PRIMARY KEY (what, bucket)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER cluster_comes AFTER INSERT ON cluster BEGIN
  INSERT INTO tally VALUES ('status', NEW.status, 1) ON CONFLICT DO UPDATE SET n = n + 1;
  INSERT INTO tally VALUES ('size', NEW.size, 1) ON CONFLICT DO UPDATE SET n = n + 1;
  INSERT INTO tally SELECT 'kind', NEW.kind, 1 WHERE NEW.kind IS NOT NULL ON CONFLICT DO UPDATE SET n = n + 1;
  INSERT INTO tally SELECT 'strength', NEW.strength, 1 WHERE NEW.strength IS NOT NULL
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER cluster_goes AFTER DELETE ON cluster BEGIN
  UPDATE tally SET n = n - 1 WHERE what = 'status' AND bucket = OLD.status;
  UPDATE tally SET n = n - 1 WHERE what = 'size' AND bucket = OLD.size;
  UPDATE tally SET n = n - 1 WHERE what = 'kind' AND bucket = OLD.kind;
  UPDATE tally SET n = n - 1 WHERE what = 'strength' AND bucket = OLD.strength;
END;
CREATE TRIGGER cluster_status_moves AFTER UPDATE OF status ON cluster BEGIN
  UPDATE tally SET n = n - 1 WHERE what = 'status' AND bucket = OLD.status;
  INSERT INTO tally VALUES ('status', NEW.status, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;

-- What each load came to, for trends. Not part of the shared journal.
CREATE TABLE measured (
  load       INTEGER PRIMARY KEY,
  time_us    INTEGER NOT NULL,
  run        INTEGER,
  records    INTEGER NOT NULL,
  grouped    INTEGER NOT NULL,                -- records in clusters of two or more
  clusters   INTEGER NOT NULL,
  singletons INTEGER NOT NULL,
  tasks      INTEGER NOT NULL,
  decisions  INTEGER NOT NULL,                -- that stood
  over_model INTEGER NOT NULL                 -- links that they refuse or add against the run
) STRICT;

-- Filters of the queue under a name. They speak of this domain's sources and attributes, so they lie here and not in
-- anybody's own settings; whoever opens the workspace has them.
CREATE TABLE filter (
  name  TEXT PRIMARY KEY,
  query TEXT NOT NULL                         -- JSON object
) STRICT, WITHOUT ROWID;

-- Derived state has new columns: it is made anew when the workspace is opened next.
DELETE FROM meta WHERE key = 'configuration';
