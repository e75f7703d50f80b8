//! Exports: which rows go out, and the one place where the role's view decides what of them.
//!
//! Files describe what is there now: records that are gone from their source are not in them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;

use super::{Entity, Workspace, commit, load};
use crate::error::{Error, Result};
use crate::export::{
    Cell, Destination, Format, Output, Table, Totals, crosswalk, format, golden, journal, lineage, pairs,
};
use crate::governance::{self, View};
use crate::learning;
use crate::model::{RecordKey, Status};
use crate::resolve::Standing;

/// What can be exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Artefact {
    /// One row a golden record.
    Golden,
    /// One row a source record: which golden record it belongs to.
    Crosswalk,
    /// One row a golden value: where it comes from.
    Lineage,
    /// One row a labelled pair.
    Pairs,
    /// One row an assertion.
    Journal,
}

/// An export to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// What.
    pub artefact: Artefact,
    /// How it is written.
    pub format: Format,
    /// For whom; `None`: the default role, or everything where there is none.
    pub role: Option<String>,
    /// Only golden records that are approved or accepted by rule. Of no meaning for pairs and journal.
    pub approved_only: bool,
    /// CSV cells that a spreadsheet would take for formulas are disarmed.
    pub spreadsheet_safe: bool,
    /// Where to.
    pub destination: Destination,
}

/// What was exported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Rows and cells.
    pub totals: Totals,
    /// Golden records left out because they are not approved.
    pub unapproved: u64,
    /// Pairs of very large decisions that are left out of the labelled pairs.
    pub pairs_left_out: u64,
}

impl Workspace {
    /// Writes a whole file or none. An approved export of golden records, crosswalk or lineage is journalled: the
    /// golden ids are out, and from now on older than any that are not.
    ///
    /// # Errors
    /// A role that may not have it; a destination that cannot be written, or is one of the workspace's own files.
    pub fn export(&mut self, order: &Order) -> Result<Exported> {
        // Before the first byte: not even a header goes out of a workspace that must be loaded first.
        self.ready()?;
        self.refuse_own_files(&order.destination)?;
        let role = governance::choose_role(&self.config().roles, order.role.as_deref())?;
        let view = governance::view(role, &self.config().domain);
        match order.artefact {
            Artefact::Golden => view.allow_rows()?,
            Artefact::Crosswalk => view.allow_records("the crosswalk")?,
            Artefact::Lineage => view.allow_records("the lineage")?,
            Artefact::Pairs => view.allow_records("labelled pairs")?,
            Artefact::Journal => view.allow_records("the journal")?,
        }
        let output = Output::create(&order.destination)?;
        let mut published = Vec::new();
        let (mut output, exported) = match order.artefact {
            Artefact::Golden => self.export_golden(order, &view, output, &mut published)?,
            Artefact::Crosswalk => self.export_crosswalk(order, output, &mut published)?,
            Artefact::Lineage => self.export_lineage(order, output, &mut published)?,
            Artefact::Pairs => self.export_pairs(order, &view, output)?,
            Artefact::Journal => self.export_journal(order, output)?,
        };
        // The journal first: a file that is out must not hold ids that the journal thinks it may still change.
        let sealed = output.seal()?;
        let approved = order.approved_only && !matches!(order.artefact, Artefact::Pairs | Artefact::Journal);
        if sealed && approved {
            self.release(&published, order)?;
        }
        output.place()?;
        Ok(exported)
    }

    fn release(&mut self, golden_ids: &[String], order: &Order) -> Result<()> {
        let Self { desk, store, .. } = self;
        store.write(|db| {
            commit::publish(db, desk, golden_ids, &order.destination.name())?;
            if order.artefact == Artefact::Golden { load::nothing_waits(db) } else { Ok(()) }
        })
    }

    fn export_golden(
        &self,
        order: &Order,
        view: &View,
        output: Output,
        published: &mut Vec<String>,
    ) -> Result<(Output, Exported)> {
        let columns = golden::columns(view.columns.iter().map(|column| column.name.as_str()));
        self.each_row(order, columns, output, published, |entity, table| {
            let present = entity.members.iter().filter(|member| !member.gone);
            let sources: BTreeSet<&str> = present.clone().map(|member| member.record.key.source.as_str()).collect();
            let row = golden::Row {
                golden_id: &entity.golden_id,
                values: view.golden(&entity.golden).into_iter().map(Cell::from).collect(),
                record_count: present.count(),
                source_count: sources.len(),
                min_score: entity.min_score,
                status: entity.status.word(),
                version: entity.version,
                approved_by: entity.approved_by.as_deref(),
                approved_at: entity.approved_at.as_deref(),
                updated_at: entity.updated_at.as_deref(),
            };
            table.row(&row.cells())
        })
    }

    fn export_crosswalk(
        &self,
        order: &Order,
        output: Output,
        published: &mut Vec<String>,
    ) -> Result<(Output, Exported)> {
        self.each_row(order, names(&crosswalk::COLUMNS), output, published, |entity, table| {
            entity.members.iter().filter(|member| !member.gone).try_for_each(|member| {
                let row = crosswalk::Row {
                    golden_id: &entity.golden_id,
                    source: &member.record.key.source,
                    record_id: &member.record.key.id,
                    match_id: member.match_id.as_deref(),
                    link_status: member.link_status,
                    linked_by: member.linked_by.as_deref(),
                    linked_at: member.linked_at.as_deref(),
                };
                table.row(&row.cells())
            })
        })
    }

    fn export_lineage(&self, order: &Order, output: Output, published: &mut Vec<String>) -> Result<(Output, Exported)> {
        let attributes = self.config().domain.attributes.iter().enumerate();
        let attributes: BTreeMap<&str, usize> = attributes.map(|(at, attribute)| (&*attribute.name, at)).collect();
        self.each_row(order, names(&lineage::COLUMNS), output, published, |entity, table| {
            attributes.iter().try_for_each(|(name, &at)| {
                table.row(&lineage::cells(&entity.golden_id, name, &entity.golden.values[at]))
            })
        })
    }

    /// A table with the rows that `write` makes of every cluster that the order asks for; `published` takes the ids.
    fn each_row(
        &self,
        order: &Order,
        columns: Vec<String>,
        output: Output,
        published: &mut Vec<String>,
        mut write: impl FnMut(&Entity, &mut Table<Output>) -> std::io::Result<()>,
    ) -> Result<(Output, Exported)> {
        let failed = |problem| order.destination.failed(&problem);
        let mut table = Table::new(columns, order.format, order.spreadsheet_safe, output).map_err(failed)?;
        let mut unapproved = 0;
        self.for_each_entity(&mut |entity| {
            if entity.members.iter().all(|member| member.gone) {
                return Ok(());
            }
            if order.approved_only && !matches!(entity.status, Status::Approved | Status::Accepted) {
                unapproved += 1;
                return Ok(());
            }
            published.push(entity.golden_id.clone());
            write(entity, &mut table).map_err(failed)
        })?;
        let (output, totals) = table.finish().map_err(failed)?;
        Ok((output, Exported { totals, unapproved, pairs_left_out: 0 }))
    }

    fn export_pairs(&self, order: &Order, view: &View, output: Output) -> Result<(Output, Exported)> {
        let failed = |problem| order.destination.failed(&problem);
        let assertions = self.assertions()?;
        let standing = Standing::of(&assertions);
        let standing: Vec<_> =
            assertions.iter().enumerate().filter(|(i, _)| standing.stands(*i)).map(|(_, said)| said).collect();
        let labels = learning::labelled_pairs(&standing);
        let wanted: BTreeSet<&RecordKey> = labels.pairs.iter().flat_map(|pair| [&pair.left, &pair.right]).collect();
        let mut values: BTreeMap<&RecordKey, String> = BTreeMap::new();
        self.read(|db| {
            for key in wanted {
                let Some(rid) = db.rid(key)? else { continue };
                let record = db.record(rid)?.record;
                let shown = view.record(&record).into_iter().map(Cell::from);
                let named = view.columns.iter().map(|column| column.name.as_str()).zip(shown);
                values.insert(key, format::object(named).map_err(|problem| failed(problem.into()))?);
            }
            Ok(())
        })?;
        let columns = names(&pairs::COLUMNS);
        let mut table = Table::new(columns, order.format, order.spreadsheet_safe, output).map_err(failed)?;
        for pair in &labels.pairs {
            let [left, right] = [&pair.left, &pair.right].map(|key| values.get(key).cloned());
            table.row(&pairs::cells(pair, left, right)).map_err(failed)?;
        }
        let (output, totals) = table.finish().map_err(failed)?;
        Ok((output, Exported { totals, unapproved: 0, pairs_left_out: labels.left_out as u64 }))
    }

    fn export_journal(&self, order: &Order, mut output: Output) -> Result<(Output, Exported)> {
        let failed = |problem| order.destination.failed(&problem);
        if order.format == Format::Jsonl {
            let rows = journal::write_lines(&self.entries_after(&BTreeMap::new())?, &mut output).map_err(failed)?;
            output.flush().map_err(failed)?;
            return Ok((output, Exported { totals: Totals { rows, formulas: 0 }, ..Exported::default() }));
        }
        let columns = names(&journal::COLUMNS);
        let mut table = Table::new(columns, order.format, order.spreadsheet_safe, output).map_err(failed)?;
        for entry in self.log(None, None, usize::MAX)?.iter().rev() {
            let row = journal::Row {
                seq: entry.seq,
                time: &entry.time,
                author: &entry.author,
                kind: &entry.kind,
                records: &entry.records,
                comment: entry.comment.as_deref(),
                retracted_by: entry.retracted_by,
            };
            let cells = row.cells().map_err(|problem| failed(problem.into()))?;
            table.row(&cells).map_err(failed)?;
        }
        let (output, totals) = table.finish().map_err(failed)?;
        Ok((output, Exported { totals, ..Exported::default() }))
    }

    /// An export replaces what lies at its path; sources, match output, configuration and journal are never that.
    fn refuse_own_files(&self, destination: &Destination) -> Result<()> {
        let Destination::File(path) = destination else { return Ok(()) };
        // What does not exist yet is nobody's.
        let Ok(target) = fs::canonicalize(path) else { return Ok(()) };
        let config = self.config();
        let read = config.sources.iter().filter_map(|source| source.file.clone());
        let read = read.chain(config.matches.iter().map(|matches| matches.file.clone()));
        let kept = ["goldsmith.toml", "goldsmith.db", "goldsmith.db-wal", "goldsmith.db-shm"].map(Into::into);
        let mut own = read.chain(kept).filter_map(|file| fs::canonicalize(self.dir().join(file)).ok());
        if own.any(|file| target.starts_with(file)) {
            return Err(Error::user(format!("{} belongs to the workspace", path.display()))
                .hint("an export replaces the file it is written to; give it another name"));
        }
        Ok(())
    }
}

fn names(columns: &[&str]) -> Vec<String> {
    columns.iter().map(|&column| column.to_owned()).collect()
}
