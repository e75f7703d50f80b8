//! Files matched as they are, without a workspace: what comes out is match output that `load` takes.

use std::io::{self, Write};
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
use crate::matching::engine::table::Table;
use crate::matching::engine::{self, parallel};
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
    let expected = guess.sources.iter().map(|source| source.rows as usize).sum();
    let Read { table, ids, rejected } = read(&config, &setup.dir, expected, progress)?;
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
    let name = |record: u32| name_of(&config, outcome.table.sources[record as usize]);
    let named = |record: u32| Ok(RecordKey::new(name(record), ids.of(record)));
    let notes = outcome.keys.iter().map(|key| note(&config, key, &outcome.table, &named)).collect::<Result<_>>()?;
    let cells = |record: u32| (name(record), ids.of(record), confidence[record as usize]);
    let (clusters, groups) = write(out, output, &clustered.clusters, &cells)?;
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
    ids: Ids,
    rejected: Vec<Rejected>,
}

/// The ids of the records in their sources.
#[derive(Default)]
struct Ids {
    /// One after the other, as they were read, and where each ends.
    text: String,
    ends: Vec<usize>,
    /// For each record which of them is its own.
    order: Vec<u32>,
}

impl Ids {
    fn push(&mut self, id: &str) {
        self.text.push_str(id);
        self.ends.push(self.text.len());
    }

    /// The id of a record.
    fn of(&self, record: u32) -> &str {
        self.read(self.order[record as usize])
    }

    /// One of them by when it was read.
    fn read(&self, at: u32) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before as usize]);
        &self.text[start..self.ends[at as usize]]
    }
}

/// Reads all sources, which have about as many records as `expected`. Records are in the order of their keys afterwards,
/// as they are in a workspace.
fn read(config: &Config, dir: &Path, expected: usize, progress: &mut dyn FnMut(Progress)) -> Result<Read> {
    let forms = Forms::new(config);
    let (mut ids, mut rejected) = (Ids::default(), Vec::new());
    ids.ends.reserve(expected);
    let mut table = filling::fill(&forms, expected, |give| {
        for source in &config.sources {
            let Some(file) = &source.file else { continue };
            let number = forms.source(&source.name);
            let mut told = |read: crate::ingest::Progress| {
                progress(Progress { phase: "records", done: read.done_bytes, total: read.total_bytes });
            };
            // A column of ids is one that the guess found to be different in all rows.
            let known = source::Ids::Different;
            let read =
                source::for_each_row(&dir.join(file), source, &config.domain, known, &mut told, &mut |record| {
                    ids.push(record.id);
                    give(number, &mut record.values())
                })?;
            rejected.extend(read.rejected);
        }
        Ok(())
    })?;
    let mut order: Vec<u32> = (0..table.len() as u32).collect();
    let name = |at: u32| name_of(config, table.sources[at as usize]);
    // Files are often in the order of their ids already, which this way of sorting is quick to see.
    order.sort_by(|&a, &b| name(a).cmp(name(b)).then_with(|| ids.read(a).cmp(ids.read(b))));
    table.arrange(&order);
    ids.order = order;
    Ok(Read { table, ids, rejected })
}

fn name_of(config: &Config, source: u16) -> &str {
    config.sources.get(usize::from(source)).map_or("", |source| source.name.as_str())
}

/// Groups whose lines one core makes at a time.
const SHARE: usize = 1 << 13;

/// Writes every record with its group, group by group; `cells` gives a record's source, id and how sure its group is.
/// Gives how many clusters there are, and how many of two or more.
fn write<'k>(
    out: &Destination,
    mut output: Output,
    clusters: &[u32],
    cells: &(impl Fn(u32) -> (&'k str, &'k str, f64) + Sync),
) -> Result<(u64, u64)> {
    let records = engine::cluster::members(clusters);
    let groups: Vec<&[u32]> =
        records.chunk_by(|&one, &other| clusters[one as usize] == clusters[other as usize]).collect();
    let shares: Vec<(usize, &[&[u32]])> = groups.chunks(SHARE).enumerate().collect();
    let lines = parallel::map(&shares, 1, |&(share, groups)| lines(share * SHARE, groups, cells));
    for lines in lines {
        lines.and_then(|lines| output.write_all(&lines)).map_err(|problem| out.failed(&problem))?;
    }
    if output.seal()? {
        output.place()?;
    }
    Ok((groups.len() as u64, groups.iter().filter(|group| group.len() > 1).count() as u64))
}

/// The lines of some groups, the first of which comes behind `before` others.
fn lines<'k>(before: usize, groups: &[&[u32]], cells: &impl Fn(u32) -> (&'k str, &'k str, f64)) -> io::Result<Vec<u8>> {
    let columns = COLUMNS.map(str::to_owned).to_vec();
    let mut table = if before == 0 {
        Rows::new(columns, Format::Csv, false, Vec::new())?
    } else {
        Rows::continued(columns, Format::Csv, false, Vec::new())
    };
    for (number, group) in (before + 1..).zip(groups) {
        let match_id = number.to_string();
        for &record in *group {
            let (source, id, confidence) = cells(record);
            let sure = (group.len() > 1).then_some(confidence);
            let cells: [Cell; 4] = [source.into(), id.into(), match_id.as_str().into(), sure.into()];
            table.row(&cells)?;
        }
    }
    Ok(table.finish()?.0)
}
