//! A table of records as they are read: while one core reads, others make comparable forms, column by column.

use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use super::records::Forms;
use crate::error::{Error, Result};
use crate::matching::engine::table::Table;

/// Records that are handed over at once.
const BATCH: usize = 1_000;
/// Batches that wait for a core at most.
const WAITING: usize = 8;

/// The values of some records, one after the other.
#[derive(Default)]
struct Batch {
    text: String,
    /// Where each value ends.
    ends: Vec<usize>,
    records: usize,
}

impl Batch {
    fn push(&mut self, values: &mut dyn Iterator<Item = &str>) {
        for value in values {
            self.text.push_str(value);
            self.ends.push(self.text.len());
        }
        self.records += 1;
    }

    /// The values of all records at a position.
    fn values(&self, position: usize) -> impl Iterator<Item = &str> {
        let each = self.ends.len() / self.records.max(1);
        let value = move |record: usize| {
            let at = record * each + position;
            let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
            &self.text[start..self.ends[at]]
        };
        (0..self.records).map(value)
    }
}

/// Makes a table of the records that `bring` gives, one by one with the number of its source and its values in the
/// domain's order, empty where it has none. `expected`: how many there are, as far as that is known; else 0.
///
/// # Errors
/// Whatever `bring` returns.
pub fn fill(
    forms: &Forms,
    expected: usize,
    bring: impl FnOnce(&mut dyn FnMut(u16, &mut dyn Iterator<Item = &str>) -> Result<()>) -> Result<()>,
) -> Result<Table> {
    let mut builder = forms.builder();
    builder.expect(expected);
    let mut sources = Vec::with_capacity(expected);
    thread::scope(|scope| {
        let (mut givers, mut threads) = (Vec::new(), Vec::new());
        // A thread for each column: some take ten times as long as others, and the system shares the cores out best.
        for (at, column) in builder.columns().iter_mut().enumerate() {
            let (give, given) = sync_channel::<Arc<Batch>>(WAITING);
            givers.push(give);
            threads.push(scope.spawn(move || {
                for batch in given {
                    forms.put(at, column, |position| batch.values(position));
                }
            }));
        }
        let mut batch = Batch::default();
        bring(&mut |source, values| {
            sources.push(source);
            batch.push(values);
            if batch.records < BATCH { Ok(()) } else { hand_over(&givers, &mut batch) }
        })?;
        hand_over(&givers, &mut batch)?;
        drop(givers);
        let failed = |_| Error::internal("a thread that takes records has failed");
        threads.into_iter().try_for_each(|thread| thread.join().map_err(failed))
    })?;
    Ok(builder.finish_with(sources))
}

fn hand_over(givers: &[SyncSender<Arc<Batch>>], batch: &mut Batch) -> Result<()> {
    let room =
        Batch { text: String::with_capacity(batch.text.len()), ends: Vec::with_capacity(batch.ends.len()), records: 0 };
    let full = Arc::new(std::mem::replace(batch, room));
    let ended = |_| Error::internal("a thread that takes records has ended");
    givers.iter().try_for_each(|give| give.send(Arc::clone(&full)).map_err(ended))
}
