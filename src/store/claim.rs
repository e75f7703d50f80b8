//! Claims: who is looking at what. Leases that run out; no part of the journal, and nothing derived depends on them.

use rusqlite::params;

use super::Db;
use crate::error::Result;

/// A lease that is asked for. Times are microseconds since 1970 (UTC).
#[derive(Clone, Copy, Debug)]
pub struct Lease<'a> {
    /// The golden record.
    pub golden_id: &'a str,
    /// Who asks.
    pub steward: &'a str,
    /// The open workbench.
    pub holder: &'a str,
    /// Now.
    pub now_us: i64,
    /// When it runs out.
    pub until_us: i64,
}

/// A lease that somebody has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredClaim {
    /// The golden record.
    pub golden_id: String,
    /// Who.
    pub steward: String,
    /// The open workbench.
    pub holder: String,
    /// Since when, microseconds since 1970 (UTC).
    pub since_us: i64,
}

impl Db<'_> {
    /// Takes or renews a lease, unless somebody else has one that has not run out. One that would run out later than a
    /// new one was taken by another clock, before it was put back: it does not count.
    pub fn claim(&self, lease: Lease) -> Result<()> {
        self.execute(
            "INSERT INTO claim (golden_id, steward, holder, since_us, until_us) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (golden_id) DO UPDATE SET
               since_us = CASE WHEN holder = excluded.holder THEN since_us ELSE excluded.since_us END,
               steward = excluded.steward, holder = excluded.holder, until_us = excluded.until_us
             WHERE holder = excluded.holder OR until_us <= excluded.since_us OR until_us > excluded.until_us",
            params![lease.golden_id, lease.steward, lease.holder, lease.now_us, lease.until_us],
        )
    }

    /// Gives up all leases of a holder but the one for `kept`.
    pub fn release(&self, holder: &str, kept: Option<&str>) -> Result<()> {
        self.execute("DELETE FROM claim WHERE holder = ?1 AND golden_id IS NOT ?2", params![holder, kept])
    }

    /// Forgets leases that have run out.
    pub fn sweep_claims(&self, now_us: i64, latest_us: i64) -> Result<()> {
        self.execute("DELETE FROM claim WHERE until_us <= ?1 OR until_us > ?2", [now_us, latest_us])
    }

    /// Leases that have not run out, by golden id.
    pub fn claims(&self, now_us: i64, latest_us: i64) -> Result<Vec<StoredClaim>> {
        self.all(
            "SELECT golden_id, steward, holder, since_us FROM claim WHERE until_us > ?1 AND until_us <= ?2
             ORDER BY golden_id",
            [now_us, latest_us],
            |row| {
                Ok(StoredClaim {
                    golden_id: row.get(0)?,
                    steward: row.get(1)?,
                    holder: row.get(2)?,
                    since_us: row.get(3)?,
                })
            },
        )
    }
}
