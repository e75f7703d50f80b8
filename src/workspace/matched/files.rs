//! Files matched as they are, without a workspace: what comes out is match output that `load` takes.

use std::path::Path;

use serde::Serialize;

use super::clock::Clock;
use super::filling;
use super::records::Forms;
use super::{KeyNote, Seconds, groups, note, told};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::export::{Cell, Destination, Format, Output, Table as Rows};
use crate::ingest::{Rejected, source, with_rejected};
use crate::matching::engine;
use crate::matching::engine::table::Table;
use crate::model::RecordKey;
use crate::workspace::Progress;
use crate::workspace::setup::{self, Setup};

/// The columns that are written: those of match output.
const COLUMNS: [&str; 4] = ["InputSourceARN", "RecordId", "MatchID", "ConfidenceLevel"];

/// What came of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FilesReport {
    /// Where the groups are.
    pub out: String,
    /// Records that were matched.
    pub records: u64,
    /// Clusters, records alone among them.
    pub clusters: u64,
    /// Clusters of two records or more.
    pub groups: u64,
    /// Pairs that were compared.
    pub candidate_pairs: u64,
    /// Links within clusters.
    pub pairs: u64,
    /// How long the parts took.
    pub seconds: Seconds,
    /// Which keys brought candidates together, in their order.
    pub keys: Vec<KeyNote>,
    /// What was guessed and is doubtful.
    pub remarks: Vec<String>,
    /// Rows that could not be taken.
    pub rejected: Vec<Rejected>,
}

/// Guesses what files hold, as `init` does, matches their records and writes every record with its group.
///
/// # Errors
/// A file that cannot be a source; no evidence to match by; the target cannot be written. Nothing is written then.
pub fn match_files(setup: &Setup, out: &Destination, progress: &mut dyn FnMut(Progress)) -> Result<FilesReport> {
    let mut clock = Clock::start(progress);
    // First of all: an hour of work is not for a folder that does not exist.
    let output = Output::create(out)?;
    let guess = setup::infer(setup, progress)?;
    let config = Config::parse(&guess.to_toml(), "what was guessed")?;
    let Read { table, keys, rejected } = read(&config, &setup.dir, progress)?;
    if table.is_empty() {
        return Err(with_rejected(Error::data("no record could be read"), &rejected));
    }
    let records = table.len();
    let told = told(&config, &table, Vec::new())?;
    let outcome = engine::run(table, &told, &mut |phase| {
        clock.begin(phase, progress);
        true
    });
    let outcome = outcome.ok_or_else(|| Error::internal("the match run ended early"))?;
    let clustered = &outcome.clustered;
    let seconds = clock.seconds();
    progress(Progress { phase: "writing", done: 0, total: 0 });
    let confidence = groups::confidence(records, &clustered.links);
    let mut rows: Vec<u32> = (0..records as u32).collect();
    rows.sort_by_key(|&record| clustered.clusters[record as usize]);
    let named = |record: u32| {
        let (source, id) = &keys[record as usize];
        Ok(RecordKey::new(name_of(&config, *source), id.as_ref()))
    };
    let notes = outcome.keys.iter().map(|key| note(&config, key, &outcome.table, &named)).collect::<Result<_>>()?;
    let (clusters, groups) = write(&config, out, output, &rows, &clustered.clusters, &keys, &confidence)?;
    Ok(FilesReport {
        out: out.name(),
        records: records as u64,
        clusters,
        groups,
        candidate_pairs: outcome.candidates,
        pairs: clustered.links.len() as u64,
        seconds,
        keys: notes,
        remarks: guess.remarks,
        rejected,
    })
}

/// Records that were read.
struct Read {
    table: Table,
    /// For each the position of its source in the configuration, and its id there.
    keys: Vec<(u16, Box<str>)>,
    rejected: Vec<Rejected>,
}

/// Reads all sources. Records are in the order of their keys afterwards, as they are in a workspace.
fn read(config: &Config, dir: &Path, progress: &mut dyn FnMut(Progress)) -> Result<Read> {
    let forms = Forms::new(config);
    let (mut keys, mut rejected) = (Vec::<(u16, Box<str>)>::new(), Vec::new());
    let mut table = filling::fill(&forms, |give| {
        for source in &config.sources {
            let Some(file) = &source.file else { continue };
            let number = forms.source(&source.name);
            let mut told = |read: crate::ingest::Progress| {
                progress(Progress { phase: "records", done: read.done_bytes, total: read.total_bytes });
            };
            let read = source::for_each_row(&dir.join(file), source, &config.domain, &mut told, &mut |record| {
                keys.push((number, record.id.into()));
                give(number, &mut record.values())
            })?;
            rejected.extend(read.rejected);
        }
        Ok(())
    })?;
    let mut order: Vec<u32> = (0..keys.len() as u32).collect();
    order.sort_by(|&one, &other| {
        let ((a, left), (b, right)) = (&keys[one as usize], &keys[other as usize]);
        name_of(config, *a).cmp(name_of(config, *b)).then_with(|| left.cmp(right))
    });
    table.arrange(&order);
    let mut taken: Vec<Option<(u16, Box<str>)>> = keys.into_iter().map(Some).collect();
    let keys = order.iter().filter_map(|&record| taken[record as usize].take()).collect();
    Ok(Read { table, keys, rejected })
}

fn name_of(config: &Config, source: u16) -> &str {
    config.sources.get(usize::from(source)).map_or("", |source| source.name.as_str())
}

/// Writes every record with its group, group by group. Gives how many clusters there are, and how many of two or more.
fn write(
    config: &Config,
    out: &Destination,
    output: Output,
    rows: &[u32],
    clusters: &[u32],
    keys: &[(u16, Box<str>)],
    confidence: &[f64],
) -> Result<(u64, u64)> {
    let failed = |problem| out.failed(&problem);
    let columns = COLUMNS.map(str::to_owned).to_vec();
    let mut table = Rows::new(columns, Format::Csv, false, output).map_err(failed)?;
    let (mut number, mut of_two) = (0_u64, 0);
    for group in rows.chunk_by(|&one, &other| clusters[one as usize] == clusters[other as usize]) {
        number += 1;
        of_two += u64::from(group.len() > 1);
        let match_id = number.to_string();
        for &record in group {
            let (source, id) = &keys[record as usize];
            let sure = (group.len() > 1).then(|| confidence[record as usize]);
            let cells: [Cell; 4] =
                [name_of(config, *source).into(), id.as_ref().into(), match_id.as_str().into(), sure.into()];
            table.row(&cells).map_err(failed)?;
        }
    }
    let (mut output, _) = table.finish().map_err(failed)?;
    if output.seal()? {
        output.place()?;
    }
    Ok((number, of_two))
}
