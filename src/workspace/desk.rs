//! What every use case needs beside the database: the rules, the comparison, and who sits here.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::config::Config;
use crate::error::{Error, Result};
use crate::matching::Comparer;

/// The rules of a workspace and the steward at work.
#[derive(Clone)]
pub struct Desk {
    /// The configuration.
    pub config: Config,
    /// Hash of the file that it was read from: what derived state is made to fit.
    pub digest: String,
    /// How pairs are scored: by what the latest run learnt, or else by judgement.
    pub comparer: Comparer,
    /// Who decides.
    pub steward: String,
    /// This copy of the workspace as a writer of the journal: 32 hexadecimal digits.
    pub writer: String,
    /// Asked between two steps of long work.
    pub stop: Stop,
}

/// Long work can be asked to stop. It looks between two steps, and then fails: nothing of it stays.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks the work to stop.
    pub fn ask(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether to go on.
    ///
    /// # Errors
    /// It was asked to stop.
    pub fn check(&self) -> Result<()> {
        if self.0.load(Ordering::Relaxed) { Err(Error::user("stopped; nothing was changed")) } else { Ok(()) }
    }
}

/// Now, in microseconds since 1970 (UTC). The only clock of the program.
pub fn now_us() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_micros() as i64)
}

/// 16 random bytes as 32 hexadecimal digits.
pub fn random_id() -> Result<String> {
    Ok(format!("{:032x}", u128::from_be_bytes(random_bytes()?)))
}

/// 16 random bytes.
pub fn random_bytes() -> Result<[u8; 16]> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| Error::internal(format!("no randomness: {error}")))?;
    Ok(bytes)
}
