//! The workspace's database: the only room that knows SQL.
