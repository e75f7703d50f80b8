-- What the latest run of the own matcher compared, so that the next one can tell what is new. Goes with an erasure.
CREATE TABLE compared (
  rid   INTEGER PRIMARY KEY REFERENCES record (rid),
  hash  BLOB NOT NULL CHECK (length(hash) = 32),  -- of the record as it was then
  forms BLOB NOT NULL                             -- its comparable forms, each after its length
) STRICT;

-- What the groups of a run of the own matcher follow from, records and model apart: a hash of the settings. NULL where
-- they came otherwise, or where not all is known any more that was compared.
ALTER TABLE run ADD COLUMN basis BLOB;
