-- What the matcher learnt in the latest run, so that any two records can be scored, and the score explained, later.
CREATE TABLE learned (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  model  TEXT NOT NULL,                       -- JSON
  counts BLOB NOT NULL                        -- how common values are, by hash
) STRICT;
