//! The change feed: what an earlier export said, against what is approved now.
//!
//! Both come in the order of golden ids and are walked side by side. What is not approved now is held back: whoever
//! follows the feed keeps what they have until it is.

use std::collections::BTreeMap;

use super::{Exported, Order, names};
use crate::error::{Error, Result};
use crate::export::{Output, Table, changes};
use crate::governance::View;
use crate::model::{Golden, GoldenValue};
use crate::store::{Db, Event, WrittenRow};
use crate::workspace::{Entity, Workspace, read};

/// How many rows of the earlier export are read at once.
const PAGE: usize = 1_000;

/// Values by attribute.
type Values = BTreeMap<String, Option<String>>;

impl Workspace {
    /// Writes what has changed since export number `since`; `published` takes the ids that are handed out.
    pub(super) fn export_changes(
        &self,
        order: &Order,
        view: &View,
        since: i64,
        output: Output,
        published: &mut Vec<String>,
    ) -> Result<(Output, Exported)> {
        let failed = |problem| order.destination.failed(&problem);
        let columns = names(&changes::COLUMNS);
        let table = Table::new(columns, order.format, order.spreadsheet_safe, output).map_err(failed)?;
        let attributes = self.config().domain.attributes.iter().map(|attribute| attribute.name.clone()).collect();
        let (table, unapproved) = self.read(|db| {
            let mut feed = Feed { db, order, view, since, attributes, table, traced: false };
            let mut before = Before { db, since, page: Vec::new().into_iter(), after: String::new(), over: false };
            let mut old = before.next()?;
            let mut unapproved = 0;
            read::for_each_entity(db, &self.desk, &mut |entity| {
                while let Some(row) = old.take_if(|row| row.golden_id < entity.golden_id) {
                    feed.gone(&row)?;
                    old = before.next()?;
                }
                let row = old.take_if(|row| row.golden_id == entity.golden_id);
                if row.is_some() {
                    old = before.next()?;
                }
                if entity.members.iter().all(|member| member.gone) {
                    return row.map_or(Ok(()), |row| feed.gone(&row));
                }
                if !entity.status.is_released() {
                    unapproved += 1;
                    return Ok(());
                }
                published.push(entity.golden_id.clone());
                feed.present(entity, row.as_ref())
            })?;
            while let Some(row) = old {
                feed.gone(&row)?;
                old = before.next()?;
            }
            Ok((feed.table, unapproved))
        })?;
        let (output, totals) = table.finish().map_err(failed)?;
        Ok((output, Exported { totals, unapproved, ..Exported::default() }))
    }
}

/// What the earlier export wrote, by golden id.
struct Before<'a> {
    db: &'a Db<'a>,
    since: i64,
    page: std::vec::IntoIter<WrittenRow>,
    after: String,
    over: bool,
}

impl Before<'_> {
    fn next(&mut self) -> Result<Option<WrittenRow>> {
        if self.page.len() == 0 && !self.over {
            let page = self.db.written_after(self.since, &self.after, PAGE)?;
            self.over = page.len() < PAGE;
            if let Some(last) = page.last() {
                self.after.clone_from(&last.golden_id);
            }
            self.page = page.into_iter();
        }
        Ok(self.page.next())
    }
}

/// The feed as it is written.
struct Feed<'a> {
    db: &'a Db<'a>,
    order: &'a Order,
    view: &'a View,
    since: i64,
    attributes: Vec<String>,
    table: Table<Output>,
    /// It is known which golden record of the export each record was in.
    traced: bool,
}

impl Feed<'_> {
    /// An id that was out and names nothing any more.
    fn gone(&mut self, row: &WrittenRow) -> Result<()> {
        let id = &row.golden_id;
        match self.leads_to(id)? {
            None => self.write(id, Event::Retired.word(), None),
            Some(into) if self.is_released(&into)? => self.write(id, Event::MergedInto.word(), Some(&into)),
            Some(_) => Ok(()),
        }
    }

    /// A golden record that is approved now, and what the export said of it.
    fn present(&mut self, entity: &Entity, old: Option<&WrittenRow>) -> Result<()> {
        let id = &entity.golden_id;
        let mut before = Values::new();
        if let Some(old) = old {
            before = serde_json::from_str(&old.golden)
                .map_err(|error| Error::store(format!("what was exported of {id} cannot be read: {error}")))?;
        } else {
            let from = self.came_from(entity)?;
            let event = if self.db.was_out_before(id, self.since)? {
                Event::Reinstated
            } else if from.is_some() {
                Event::SplitFrom
            } else {
                Event::Created
            };
            self.write(id, event.word(), from.as_deref())?;
        }
        self.values(entity, &before)
    }

    fn values(&mut self, entity: &Entity, before: &Values) -> Result<()> {
        let old = golden(self.attributes.iter().map(|name| before.get(name).cloned().flatten()));
        let shown = self.view.golden(&old).into_iter().zip(self.view.golden(&entity.golden));
        let mut rows: Vec<_> = self.view.columns.iter().zip(shown).collect();
        rows.sort_by(|(a, _), (b, _)| a.name.cmp(&b.name));
        for (column, (before, after)) in rows {
            // Held against each other as they are, not as they are shown: a mask hides what changed, not that it did.
            let value = |golden: &Golden| golden.values.get(column.attribute).and_then(|value| value.value.clone());
            if value(&old) != value(&entity.golden) {
                let row = changes::Row {
                    golden_id: &entity.golden_id,
                    change: "value_changed",
                    other: None,
                    attribute: Some(&column.name),
                    before,
                    after,
                };
                self.table.row(&row.cells()).map_err(|problem| self.order.destination.failed(&problem))?;
            }
        }
        Ok(())
    }

    fn write(&mut self, golden_id: &str, change: &str, other: Option<&str>) -> Result<()> {
        let row = changes::Row { golden_id, change, other, attribute: None, before: None, after: None };
        self.table.row(&row.cells()).map_err(|problem| self.order.destination.failed(&problem))
    }

    /// The golden record of the export that its oldest record was in, unless that one has become part of it.
    fn came_from(&mut self, entity: &Entity) -> Result<Option<String>> {
        if !std::mem::replace(&mut self.traced, true) {
            self.db.begin_written(self.since)?;
        }
        let Some(rid) = self.db.rid_of_golden_id(&entity.golden_id)? else { return Ok(None) };
        let Some(from) = self.db.written_with(rid)? else { return Ok(None) };
        let now = self.leads_to(&from)?;
        Ok(Some(from).filter(|_| now.as_ref() != Some(&entity.golden_id)))
    }

    fn leads_to(&self, golden_id: &str) -> Result<Option<String>> {
        match self.db.rid_of_golden_id(golden_id)? {
            Some(rid) => self.db.cluster_of(rid),
            None => Ok(None),
        }
    }

    fn is_released(&self, golden_id: &str) -> Result<bool> {
        Ok(self.db.cluster(golden_id)?.is_some_and(|cluster| cluster.status.is_released()))
    }
}

/// Values alone, as a golden record: what a view shows of them depends on nothing else.
fn golden(values: impl Iterator<Item = Option<String>>) -> Golden {
    let value = |value| GoldenValue {
        value,
        record: None,
        rule: String::new(),
        tie: false,
        contested: false,
        overridden: None,
    };
    Golden { values: values.map(value).collect() }
}
