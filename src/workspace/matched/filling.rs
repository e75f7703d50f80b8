//! A table of records as they are read: while one core reads, others make comparable forms, each of its own columns.

use std::num::NonZero;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use super::records::Forms;
use crate::error::{Error, Result};
use crate::matching::engine::table::{ColumnBuilder, Table};

/// Records that are handed over at once.
const BATCH: usize = 4_000;
/// Batches that wait for a core at most.
const WAITING: usize = 2;

/// The values of some records.
type Batch = Arc<Vec<Vec<Option<String>>>>;

/// Makes a table of the records that `bring` gives, one by one with the number of its source.
///
/// # Errors
/// Whatever `bring` returns.
pub fn fill(
    forms: &Forms,
    bring: impl FnOnce(&mut dyn FnMut(u16, Vec<Option<String>>) -> Result<()>) -> Result<()>,
) -> Result<Table> {
    let mut builder = forms.builder();
    let mut sources = Vec::new();
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let mut shares: Vec<Vec<(usize, &mut ColumnBuilder)>> = Vec::new();
    shares.resize_with(cores, Vec::new);
    for (at, column) in builder.columns().iter_mut().enumerate() {
        shares[at % cores].push((at, column));
    }
    thread::scope(|scope| {
        let (mut givers, mut threads) = (Vec::new(), Vec::new());
        for mut share in shares.into_iter().filter(|share| !share.is_empty()) {
            let (give, given) = sync_channel::<Batch>(WAITING);
            givers.push(give);
            threads.push(scope.spawn(move || {
                for batch in given {
                    for (at, column) in &mut share {
                        batch.iter().for_each(|values| forms.put(*at, column, values));
                    }
                }
            }));
        }
        let mut batch = Vec::with_capacity(BATCH);
        bring(&mut |source, values| {
            sources.push(source);
            batch.push(values);
            if batch.len() < BATCH { Ok(()) } else { hand_over(&givers, &mut batch) }
        })?;
        hand_over(&givers, &mut batch)?;
        drop(givers);
        let failed = |_| Error::internal("a thread that takes records has failed");
        threads.into_iter().try_for_each(|thread| thread.join().map_err(failed))
    })?;
    Ok(builder.finish_with(sources))
}

fn hand_over(givers: &[SyncSender<Batch>], batch: &mut Vec<Vec<Option<String>>>) -> Result<()> {
    let full = Arc::new(std::mem::replace(batch, Vec::with_capacity(BATCH)));
    let ended = |_| Error::internal("a thread that takes records has ended");
    givers.iter().try_for_each(|give| give.send(Arc::clone(&full)).map_err(ended))
}
