//! Dividing and merging: by record, by parts, by an offer; with a cluster that is found by words or by likeness.

use super::{After, Plain};
use crate::cli::out::counted;
use crate::error::{Error, Result};
use crate::model::{RecordKey, two_digits};
use crate::workspace::{Change, EntityRow};

/// Clusters that are offered to choose from.
const OFFERED: usize = 9;

impl Plain<'_> {
    /// `group 1 3 / 2`: the parts of a split.
    pub(super) fn group(&mut self, rest: &str) -> Result<()> {
        let part =
            |text: &str| text.split([' ', ',', '\t']).filter(|w| !w.is_empty()).map(|w| self.record(w)).collect();
        let parts = rest.split('/').map(part).collect::<Result<Vec<Vec<RecordKey>>>>()?;
        if parts.len() < 2 || parts.iter().any(Vec::is_empty) {
            return Err(Error::user("group: write the records of each part with a stroke between: group 1 3 / 2"));
        }
        self.split(parts)
    }

    /// The record leaves.
    pub(super) fn eject(&mut self, rest: &str) -> Result<()> {
        match rest.split_whitespace().collect::<Vec<_>>().as_slice() {
            [] => Err(Error::user("eject: which record leaves? Write its number")),
            words => {
                let part = words.iter().map(|word| self.record(word)).collect::<Result<Vec<_>>>()?;
                self.split(vec![part])
            }
        }
    }

    /// The same, of one that is known.
    pub(super) fn leaves(&mut self, key: RecordKey) -> Result<()> {
        self.split(vec![vec![key]])
    }

    fn split(&mut self, parts: Vec<Vec<RecordKey>>) -> Result<()> {
        let id = self.at_hand()?.golden_id.clone();
        let request = self.request(Change::Split { id, parts, confirm_parts: false }, None);
        self.preview(vec![request], After::Advance)
    }

    /// The ways in which it could come apart, to choose from.
    pub(super) fn offers(&mut self) -> Result<()> {
        let id = self.at_hand()?.golden_id.clone();
        let offers = self.workspace.splits(&id)?;
        if offers.is_empty() {
            return self.refuse("there is no way to divide it that the links suggest; `group` divides it by hand");
        }
        let numbers = |part: &Vec<RecordKey>| {
            part.iter().filter_map(|key| self.number(key)).map(|n| n.to_string()).collect::<Vec<_>>().join(" ")
        };
        let choices: Vec<String> = offers
            .iter()
            .map(|offer| {
                let parts: Vec<String> = offer.parts.iter().map(numbers).collect();
                let (a, b, probability) = &offer.strongest;
                let across = if self.hides_scores() {
                    String::new()
                } else {
                    format!(" Strongest link across: {}, {a} and {b}.", two_digits(*probability))
                };
                let against = if offer.against { " It parts what people tied together." } else { "" };
                format!("{}: records {}.{}{against}", offer.title(), parts.join(" / "), self.out.data(&across))
            })
            .collect();
        let Some(at) = self.choose("Divide it how?", &choices)? else { return self.out.line("Nothing was changed.") };
        let parts = offers.get(at).map(|offer| offer.parts.clone()).unwrap_or_default();
        self.split(parts)
    }

    /// Merge with a cluster that holds these words; without any, with one that is like it.
    pub(super) fn merge(&mut self, rest: &str) -> Result<()> {
        let own = self.at_hand()?.golden_id.clone();
        let rows: Vec<(EntityRow, String)> = if rest.trim().is_empty() {
            let partners = self.workspace.partners(&own, OFFERED)?;
            let why = |p: &crate::workspace::Partner| {
                let alike =
                    if self.hides_scores() { String::new() } else { format!(", {}", two_digits(p.pair.probability)) };
                let apart = p
                    .apart
                    .as_ref()
                    .map_or_else(String::new, |d| format!(", set apart by number {} of {}", d.seq, d.author));
                format!("most alike: {} and {}{alike}{apart}", p.own, p.other)
            };
            partners
                .into_iter()
                .map(|partner| {
                    let why = why(&partner);
                    (partner.row, why)
                })
                .collect()
        } else {
            let hits = self.workspace.search(rest, OFFERED + 1)?;
            hits.into_iter().map(|hit| (hit.row, format!("found in {}", hit.record))).collect()
        };
        let rows: Vec<_> = rows.into_iter().filter(|(row, _)| row.golden_id != own).take(OFFERED).collect();
        if rows.is_empty() {
            let words = !rest.trim().is_empty();
            return self.refuse(if words {
                "no other cluster holds all of that"
            } else {
                "no other cluster is like it; `merge` with words searches"
            });
        }
        let choices: Vec<String> = rows.iter().map(|(row, why)| self.row(row, why)).collect();
        let Some((row, _)) = self.choose("Merge with which?", &choices)?.and_then(|at| rows.get(at)) else {
            return self.out.line("Nothing was changed.");
        };
        let change = Change::Merge { ids: vec![own, row.golden_id.clone()] };
        let request = self.request(change, None);
        self.preview(vec![request], After::Advance)
    }

    /// A cluster on one line.
    pub(super) fn row(&self, row: &EntityRow, why: &str) -> String {
        let label = self.label(&row.label);
        let sources = self.out.data(&row.sources.join(", ")).into_owned();
        let size = counted(row.size as u64, "record");
        format!("{label}, {}, {size} of {sources}, {}; {}", row.golden_id, row.status, self.out.data(why))
    }
}
