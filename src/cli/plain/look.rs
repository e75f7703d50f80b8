//! What is told on request: comparisons, scores, whole values, the history, searches, the commands themselves.

use super::Plain;
use super::words::{self, PLAIN};
use crate::cli::{log, stewards};
use crate::commands::{CommandId, command};
use crate::config::suggest::expected;
use crate::error::{Error, Result};
use crate::model::{PairScore, RecordKey, Status, signed, two_digits};
use crate::text::SafeText;
use crate::workspace::{Hidden, Joined, Page, Query};

/// Hits, golden records and decisions that are told at once.
const SOME: usize = 10;
/// Pairs that are told at once.
const PAIRS: usize = 50;

impl Plain<'_> {
    /// Tells what is asked for.
    pub(super) fn look(&mut self, id: CommandId, rest: &str) -> Result<()> {
        match id {
            CommandId::Search => self.search(rest),
            CommandId::GoGolden => self.golden_records(rest),
            CommandId::GoHistory => self.history(),
            CommandId::GoHealth => {
                let report = self.workspace.health()?.to_string();
                report.lines().try_for_each(|line| self.out.line(line))
            }
            CommandId::Stewards => {
                let found = self.workspace.stewards()?;
                stewards::print(&found, self.out)
            }
            CommandId::Why => self.why(rest),
            CommandId::Scores => self.scores(),
            CommandId::Formed => self.formed(),
            CommandId::FullValue => self.full(rest),
            CommandId::Mask => {
                self.masked = !self.masked;
                self.out.line(if self.masked { "Personal values are hidden." } else { "All values are told." })
            }
            CommandId::Latin => {
                self.latin = !self.latin;
                self.out.line(if self.latin {
                    "Greek and Cyrillic are told in Latin letters."
                } else {
                    "Values are told as they are written."
                })
            }
            CommandId::Blind => {
                self.blind = !self.blind;
                self.out.line(if self.blind { "Scores are hidden." } else { "Scores are told." })
            }
            CommandId::Help => self.help(rest),
            _ => {
                self.reload()?;
                self.tell()
            }
        }
    }

    fn search(&mut self, rest: &str) -> Result<()> {
        if rest.trim().is_empty() {
            return self.refuse("search: for which words?");
        }
        let hits = self.workspace.search(rest, SOME)?;
        if hits.is_empty() {
            return self.out.line("No cluster holds all of that.");
        }
        let choices: Vec<String> =
            hits.iter().map(|hit| self.row(&hit.row, &format!("found in {}", hit.record))).collect();
        match self.choose("Open which?", &choices)?.and_then(|at| hits.get(at)) {
            Some(hit) => self.open(&hit.row.golden_id),
            None => Ok(()),
        }
    }

    /// Golden records, of one status where that is said, to choose from.
    fn golden_records(&mut self, rest: &str) -> Result<()> {
        let word = rest.trim();
        let status = Status::from_word(word);
        if status.is_none() && !word.is_empty() {
            let known = Status::ALL.map(Status::word);
            return self.refuse(&format!("no status {word:?}: {}", expected(word, known)));
        }
        let query = Query { statuses: status.into_iter().collect(), ..Query::default() };
        let rows = self.workspace.entities(&query, &Page::first(SOME))?;
        if rows.is_empty() {
            return self.out.line("No golden record is of that status.");
        }
        let choices: Vec<String> = rows.iter().map(|row| self.row(row, "by golden id")).collect();
        match self.choose("Open which? `search` finds others.", &choices)?.and_then(|at| rows.get(at)) {
            Some(row) => self.open(&row.golden_id),
            None => Ok(()),
        }
    }

    /// The probability of every pair, the strongest first.
    fn scores(&mut self) -> Result<()> {
        if self.hides_scores() {
            return self.refuse("scores: they are hidden until you have decided");
        }
        let mut pairs = self.at_hand()?.pairs.clone();
        pairs.sort_by(|a, b| b.probability.total_cmp(&a.probability).then_with(|| (&a.a, &a.b).cmp(&(&b.a, &b.b))));
        let number = |key: &RecordKey| self.number(key).map_or_else(|| "?".to_owned(), |n| n.to_string());
        let line = |pair: &PairScore| {
            format!("Record {} and record {}: {}.", number(&pair.a), number(&pair.b), two_digits(pair.probability))
        };
        let mut lines: Vec<String> = pairs.iter().take(PAIRS).map(line).collect();
        if pairs.len() > PAIRS {
            lines.push(format!("And {} more, weaker ones.", pairs.len() - PAIRS));
        }
        if lines.is_empty() {
            lines.push("One record alone: there is no pair.".to_owned());
        }
        lines.into_iter().try_for_each(|line| self.out.line(line))
    }

    /// How it formed, link by link.
    fn formed(&mut self) -> Result<()> {
        if self.at_hand()?.hidden != Hidden::Nothing {
            return self.refuse("formed: what was decided here is hidden until you have decided");
        }
        let hides = self.hides_scores();
        let view = self.at_hand()?;
        let data = |text: &str| self.out.data(text).into_owned();
        let line = |(n, joined): (usize, &Joined)| {
            let tie = &joined.tie;
            let by = match (tie.seq, &tie.author, tie.probability) {
                (Some(seq), Some(author), _) => format!("{} number {seq} of {}", tie.kind, data(author)),
                (_, _, Some(probability)) if !hides => format!("match run, {}", two_digits(probability)),
                _ => tie.kind.clone(),
            };
            let when = joined.time.as_deref().map_or_else(String::new, |time| format!(", {}", data(time)));
            let (a, b) = (data(&tie.a.to_string()), data(&tie.b.to_string()));
            format!("{}. {a} and {b}: {by}{when}; {} and {} records became one.", n + 1, joined.sizes.0, joined.sizes.1)
        };
        let mut lines: Vec<String> = view.formed.iter().enumerate().map(line).collect();
        if lines.is_empty() {
            lines.push("One record alone: nothing was linked.".to_owned());
        }
        lines.into_iter().try_for_each(|line| self.out.line(line))
    }

    fn history(&mut self) -> Result<()> {
        let entries = self.workspace.log(None, None, SOME)?;
        if entries.is_empty() {
            return self.out.line("Nothing was decided yet.");
        }
        if self.masked {
            return self.refuse("history: it may quote values, and these are hidden; `mask` shows them");
        }
        log::print(&entries, self.out)
    }

    /// The comparison of two records, attribute by attribute.
    fn why(&mut self, rest: &str) -> Result<()> {
        if self.hides_scores() {
            return self.refuse("why: scores are hidden until you have decided");
        }
        let view = self.at_hand()?;
        let keys = match rest.split_whitespace().collect::<Vec<_>>().as_slice() {
            [a, b] => [self.record(a)?, self.record(b)?],
            [] => {
                let (a, b) = view.weakest.unwrap_or((0, 1));
                let key = |at: usize| view.members.get(at).map(|member| member.record.key.clone());
                let none = || Error::user("why: this cluster is one record");
                [key(a).ok_or_else(none)?, key(b).ok_or_else(none)?]
            }
            _ => return Err(Error::user("why: write two records")),
        };
        let [a, b] = &keys;
        let pair = self.workspace.why(a, b)?;
        let number = |key| self.number(key).map_or_else(|| "?".to_owned(), |n| n.to_string());
        let mut lines = vec![
            format!("Record {} and record {}: probability {}.", number(a), number(b), two_digits(pair.probability)),
            format!("  before anything was compared: {}", signed(pair.prior)),
        ];
        for score in &pair.attributes {
            let weight = score.weight + score.term_frequency_weight;
            let value = |key| {
                let at = self.number(key).and_then(|n| n.checked_sub(1))?;
                self.view.as_ref()?.members.get(at)?.record.value(score.attribute)
            };
            let (one, two) = (self.shown(score.attribute, value(a)), self.shown(score.attribute, value(b)));
            lines.push(format!(
                "  {}: {}, {}; {one}; {two}",
                self.name(score.attribute),
                score.level.word(),
                signed(weight)
            ));
        }
        lines.push(format!("  in all: {}", signed(pair.weight)));
        for line in lines {
            self.out.line(line)?;
        }
        Ok(())
    }

    /// One value in full, with what would not have been heard.
    fn full(&mut self, rest: &str) -> Result<()> {
        let (record, attribute) = rest.trim().split_once(char::is_whitespace).unwrap_or((rest.trim(), ""));
        if record.is_empty() {
            return self.refuse("full-value: of which record and attribute?");
        }
        let key = self.record(record)?;
        let Some(at) = self.attribute(attribute)? else { return Ok(()) };
        let view = self.at_hand()?;
        let member = view.members.iter().find(|member| member.record.key == key);
        let value = member.and_then(|member| member.record.value(at)).map(str::to_owned);
        let shown = self.shown(at, value.as_deref());
        // A terminal gets long values cut; here all of it is wanted.
        let whole = value.as_deref().filter(|_| !self.masked).map(|value| SafeText::whole(value).as_str().to_owned());
        let hidden = value.as_deref().is_some_and(|value| SafeText::whole(value).has_hidden());
        self.out.line(format!("{}: {}", self.name(at), whole.unwrap_or(shown)))?;
        if hidden {
            self.out.line("It holds characters that would not have been seen.")?;
        }
        Ok(())
    }

    /// The commands, with their keys as the steward has them.
    fn help(&mut self, rest: &str) -> Result<()> {
        let only = match rest.trim() {
            "" => None,
            word => match words::read(word, &self.keys) {
                Ok((id, _)) => Some(id),
                Err(why) => return self.refuse(&why),
            },
        };
        for (id, takes) in PLAIN.iter().filter(|(id, _)| only.is_none_or(|only| only == *id)) {
            let Some(command) = command(*id) else { continue };
            let letters =
                self.keys.of(*id).iter().filter(|key| key.chars().count() == 1 && *id != CommandId::AssignGroup);
            let names: Vec<String> = std::iter::once(command.name()).chain(letters.cloned()).collect();
            let takes = if takes.is_empty() { String::new() } else { format!(" {takes}") };
            let does = self.keys.spelled(words::help(*id).unwrap_or(command.help)).into_owned();
            self.out.line(format!("{}{takes}: {does}.", names.join(" or ")))?;
        }
        if only.is_none() {
            self.out.line("A RECORD is its number as told, or its key. A name may be cut short.")?;
        }
        Ok(())
    }
}
