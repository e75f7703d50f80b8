//! How long the parts of a run took, told as they begin.

use std::time::Instant;

use super::{Seconds, word};
use crate::matching::engine::Phase;
use crate::workspace::Progress;

/// Runs from when it is made.
pub struct Clock {
    started: Instant,
    /// Seconds until comparing began, and until clustering did.
    compared: Option<f64>,
    clustered: Option<f64>,
}

impl Clock {
    /// Starts; records are read first.
    pub fn start(progress: &mut dyn FnMut(Progress)) -> Self {
        progress(Progress { phase: "records", done: 0, total: 0 });
        Self { started: Instant::now(), compared: None, clustered: None }
    }

    /// Notes and tells what begins.
    pub fn begin(&mut self, phase: Phase, progress: &mut dyn FnMut(Progress)) {
        let now = Some(self.started.elapsed().as_secs_f64());
        match phase {
            Phase::Block => {}
            Phase::Score => self.compared = now,
            Phase::Cluster => self.clustered = now,
        }
        progress(Progress { phase: word(phase), done: 0, total: 0 });
    }

    /// What the parts took, the last one until now.
    pub fn seconds(&self) -> Seconds {
        let ended = self.started.elapsed().as_secs_f64();
        let clustered = self.clustered.unwrap_or(ended);
        let compared = self.compared.unwrap_or(clustered);
        Seconds { block: compared, score: clustered - compared, cluster: ended - clustered }
    }
}
