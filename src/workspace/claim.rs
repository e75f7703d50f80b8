//! Several at one workspace: who is looking at what, and whether others have changed anything.
//!
//! Claims are advice. Nobody has to make one, deciding what somebody else has claimed is allowed, and those of a
//! process that died run out.

use crate::error::{Error, Result};
use crate::store::{Db, Lease};

use super::Workspace;
use super::desk::now_us;
use super::rebuild::rebuilds;

/// How long a claim lasts unless it is renewed: five minutes.
pub const LEASE_US: i64 = 5 * 60 * 1_000_000;

/// Who has a golden record after it was claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Whoever claimed it now.
    Mine,
    /// Somebody else, who was first.
    Theirs {
        /// Who.
        steward: String,
        /// For how many seconds.
        seconds: u64,
    },
}

/// A claim that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// The golden record.
    pub golden_id: String,
    /// Who is looking at it.
    pub steward: String,
    /// For how many seconds.
    pub seconds: u64,
    /// It is this open workspace that claimed it.
    pub mine: bool,
}

/// What others have done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pulse {
    /// Something was decided or loaded that this open workspace did not write.
    pub changed: bool,
    /// Who is looking at what, by golden id.
    pub claims: Vec<Claimed>,
}

/// An open workspace among others.
#[derive(Debug)]
pub struct Seat {
    holder: String,
    claimed: bool,
    /// The database as it was when last asked: its version, the last assertion, how often it was derived anew.
    known: Option<(i64, i64, i64)>,
}

impl Seat {
    /// Under a name that nobody else has.
    pub fn new(holder: String) -> Self {
        Self { holder, claimed: false, known: None }
    }

    /// Something was claimed and not given up.
    pub fn has_claimed(&self) -> bool {
        self.claimed
    }

    /// Claims a golden record, or renews the claim. Runs in a transaction that writes: two never get the same one.
    pub fn claim(&mut self, db: &Db, steward: &str, golden_id: &str, now_us: i64) -> Result<Claim> {
        let until_us = now_us + LEASE_US;
        db.sweep_claims(now_us, until_us)?;
        db.release(&self.holder, Some(golden_id))?;
        db.claim(Lease { golden_id, steward, holder: &self.holder, now_us, until_us })?;
        self.claimed = true;
        let found = self.claims(db, now_us)?.into_iter().find(|claim| claim.golden_id == golden_id);
        match found.ok_or_else(|| Error::internal(format!("nobody has {golden_id} after it was claimed")))? {
            Claimed { mine: true, .. } => Ok(Claim::Mine),
            Claimed { steward, seconds, .. } => Ok(Claim::Theirs { steward, seconds }),
        }
    }

    /// Gives up what was claimed.
    pub fn release(&mut self, db: &Db) -> Result<()> {
        db.release(&self.holder, None)?;
        self.claimed = false;
        Ok(())
    }

    /// The claims that stand.
    pub fn claims(&self, db: &Db, now_us: i64) -> Result<Vec<Claimed>> {
        let stored = db.claims(now_us, now_us + LEASE_US)?;
        let claimed = stored.into_iter().map(|claim| Claimed {
            mine: claim.holder == self.holder,
            seconds: u64::try_from((now_us - claim.since_us) / 1_000_000).unwrap_or(0),
            golden_id: claim.golden_id,
            steward: claim.steward,
        });
        Ok(claimed.collect())
    }

    /// What others have done since this was asked last; `version` is that of the database just before.
    pub fn pulse(&mut self, db: &Db, version: i64, now_us: i64) -> Result<Pulse> {
        let now = (version, db.head()?, rebuilds(db)?);
        // A version of its own means that others wrote; only what they decided or loaded is of interest.
        let changed = self.known.is_some_and(|known| known.0 != now.0 && (known.1, known.2) != (now.1, now.2));
        self.known = Some(now);
        Ok(Pulse { changed, claims: self.claims(db, now_us)? })
    }
}

impl Workspace {
    /// Claims a golden record for this open workspace, and gives up what it claimed before. Claiming it again renews
    /// the lease. A claim binds nothing: it tells others who is looking at what, and runs out by itself.
    pub fn claim(&mut self, golden_id: &str) -> Result<Claim> {
        self.ready()?;
        let Self { desk, store, seat, .. } = self;
        store.write(|db| seat.claim(db, &desk.steward, golden_id, now_us()))
    }

    /// Gives up what this open workspace has claimed.
    pub fn release_claim(&mut self) -> Result<()> {
        let Self { store, seat, .. } = self;
        if seat.has_claimed() { store.write(|db| seat.release(db)) } else { Ok(()) }
    }

    /// Who is looking at what, by golden id.
    pub fn claims(&self) -> Result<Vec<Claimed>> {
        self.read(|db| self.seat.claims(db, now_us()))
    }

    /// Whether others have decided or loaded anything since this was asked for last, and who is looking at what.
    pub fn pulse(&mut self) -> Result<Pulse> {
        self.ready()?;
        let Self { store, seat, .. } = self;
        let version = store.version()?;
        store.read(|db| seat.pulse(db, version, now_us()))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::thread;

    use super::*;
    use crate::store::Store;
    use crate::workspace::tests_support::{Place, decide, merge};

    #[test]
    fn the_first_has_it_until_it_is_given_up() {
        let (place, mut ana) = Place::loaded("single");
        let mut ben = place.steward("ben");
        let (one, other) = (ana.cluster("crm:01").unwrap().golden_id, ana.cluster("crm:02").unwrap().golden_id);
        assert_eq!(ana.claim(&one).unwrap(), Claim::Mine);
        assert!(matches!(ben.claim(&one).unwrap(), Claim::Theirs { steward, .. } if steward == "ana"));
        assert_eq!(ana.claim(&one).unwrap(), Claim::Mine, "again: renewed");
        // Going on to the next gives the last one up.
        assert_eq!(ana.claim(&other).unwrap(), Claim::Mine);
        assert_eq!(ben.claim(&one).unwrap(), Claim::Mine);
        let claims = ben.claims().unwrap();
        assert_eq!(claims.iter().filter(|claim| claim.mine).count(), 1);
        assert_eq!(claims.len(), 2);
        ben.release_claim().unwrap();
        ana.release_claim().unwrap();
        assert_eq!(ana.claims().unwrap(), []);
    }

    #[test]
    fn a_claim_runs_out_and_one_from_a_wrong_clock_does_not_count() {
        let (place, _) = Place::loaded("single");
        let mut store = Store::open(&place.path().join("goldsmith.db")).unwrap();
        let (mut ana, mut ben) = (Seat::new("a".into()), Seat::new("b".into()));
        let mut claim = |seat: &mut Seat, name, now| store.write(|db| seat.claim(db, name, "G-1", now)).unwrap();
        assert_eq!(claim(&mut ana, "ana", 1_000), Claim::Mine);
        let theirs = Claim::Theirs { steward: "ana".into(), seconds: 120 };
        assert_eq!(claim(&mut ben, "ben", 1_000 + 120_000_000), theirs);
        assert_eq!(claim(&mut ana, "ana", 1_000 + 120_000_000), Claim::Mine, "renewed");
        assert!(matches!(claim(&mut ben, "ben", LEASE_US + 2_000), Claim::Theirs { .. }));
        assert_eq!(claim(&mut ben, "ben", LEASE_US + 120_001_000), Claim::Mine, "it has run out");
        assert_eq!(claim(&mut ana, "ana", 5), Claim::Mine, "the clock was put back");
    }

    #[test]
    fn two_never_get_the_same_one() {
        const SEATS: usize = 8;
        const ROUNDS: usize = 20;
        let (place, _) = Place::loaded("single");
        let path = place.path().join("goldsmith.db");
        let barrier = Barrier::new(SEATS);
        let granted: Vec<Vec<usize>> = thread::scope(|scope| {
            let seats: Vec<_> = (0..SEATS)
                .map(|n| {
                    let (path, barrier) = (&path, &barrier);
                    scope.spawn(move || {
                        let mut store = Store::open(path).unwrap();
                        let mut seat = Seat::new(n.to_string());
                        let mut rounds = Vec::new();
                        for round in 0..ROUNDS {
                            barrier.wait();
                            let id = format!("G-{round}");
                            let claim = store.write(|db| seat.claim(db, "s", &id, 1_000)).unwrap();
                            if claim == Claim::Mine {
                                rounds.push(round);
                            }
                            // Nobody goes on before everybody has asked.
                            barrier.wait();
                        }
                        rounds
                    })
                })
                .collect();
            seats.into_iter().map(|seat| seat.join().unwrap()).collect()
        });
        for round in 0..ROUNDS {
            let holders = granted.iter().filter(|rounds| rounds.contains(&round)).count();
            assert_eq!(holders, 1, "round {round}");
        }
    }

    #[test]
    fn only_what_others_decide_is_a_change_and_claims_leave_the_state_alone() {
        let (place, mut ana) = Place::loaded("single");
        let mut ben = place.steward("ben");
        assert!(!ana.pulse().unwrap().changed);
        let before = ana.cluster("crm:01").unwrap();
        ben.claim(&before.golden_id).unwrap();
        let pulse = ana.pulse().unwrap();
        assert_eq!((pulse.changed, pulse.claims.len(), pulse.claims[0].mine), (false, 1, false));
        assert_eq!(ana.cluster("crm:01").unwrap(), before);
        assert_eq!(ana.log(None, None, 10).unwrap(), []);
        assert!(ana.verify().unwrap().ok);
        decide(&mut ana, merge("crm:02", "web:09")).unwrap();
        assert!(!ana.pulse().unwrap().changed, "it was here");
        // What somebody else has claimed may be decided.
        decide(&mut ana, merge("crm:01", "crm:02")).unwrap();
        decide(&mut ben, crate::workspace::Change::Confirm { id: "crm:01".into() }).unwrap();
        assert!(ana.pulse().unwrap().changed);
        assert!(!ana.pulse().unwrap().changed);
    }
}
