-- How likely the pairs across two clusters of the run are on average, of which this one is the likeliest: a near pair,
-- which joins nothing. NULL: a link, whose records the run put in one cluster.
ALTER TABLE edge ADD COLUMN near REAL;
