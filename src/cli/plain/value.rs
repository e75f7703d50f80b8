//! The golden value of an attribute: another record's, a typed one, none, or the rule's again; and for how long.

use super::{After, Plain};
use crate::error::{Error, Result};
use crate::model::{Choice, RecordKey};
use crate::workspace::{Change, Lifetime, Request};

/// A value to choose.
enum Choose {
    Record(RecordKey),
    Typed,
    Nothing,
    Rule(i64),
}

/// How long a value shall hold.
enum Until {
    GivenUp,
    /// Until somebody takes it back.
    Retracted,
    End(Lifetime),
}

impl Plain<'_> {
    /// `override ATTRIBUTE`.
    pub(super) fn value(&mut self, rest: &str) -> Result<()> {
        let Some(at) = self.attribute(rest)? else { return self.out.line("Nothing was changed.") };
        let view = self.at_hand()?;
        let (id, name) = (view.golden_id.clone(), self.name(at).to_owned());
        let mut choices = Vec::new();
        let mut words = Vec::new();
        for (n, member) in view.members.iter().enumerate().filter(|(_, m)| !m.gone) {
            if let Some(value) = member.record.value(at) {
                choices.push(Choose::Record(member.record.key.clone()));
                words.push(format!("{}, from record {}", self.shown(at, Some(value)), n + 1));
            }
        }
        choices.extend([Choose::Typed, Choose::Nothing]);
        words.extend(["a value that you type".to_owned(), "no value at all".to_owned()]);
        if let Some(note) = view.golden.values.get(at).and_then(|value| value.overridden.as_ref()) {
            choices.push(Choose::Rule(note.seq));
            words.push(format!("back to the rule; takes back number {}", note.seq));
        }
        let now = view.golden.values.get(at).and_then(|value| value.value.as_deref());
        let now = format!("Golden {name} is {}.", self.shown(at, now));
        self.out.line(now)?;
        let picked = self.choose("Which value?", &words)?.and_then(|n| choices.get(n));
        // Typed values and none are anchored to the first record.
        let anchor = self.at_hand()?.members.first().map_or_else(|| id.clone(), |member| member.record.key.to_string());
        let (id, choice) = match picked {
            None => return self.out.line("Nothing was changed."),
            Some(Choose::Rule(seq)) => return self.write(&[Change::Retract { seq: *seq }.into()], After::Stay),
            Some(Choose::Record(key)) => (id, Choice::From(key.clone())),
            Some(Choose::Nothing) => (anchor, Choice::Null),
            Some(Choose::Typed) => {
                let typed = self.line("Type the value.")?.filter(|text| !text.trim().is_empty());
                (anchor, Choice::Value(typed.ok_or_else(|| Error::user("no value was typed"))?))
            }
        };
        let until = match self.until()? {
            Until::GivenUp => return self.out.line("Nothing was changed."),
            Until::Retracted => None,
            Until::End(end) => Some(end),
        };
        let change = Change::Override { id, attribute: name, choice, until };
        let request: Request = self.request(change, None);
        self.write(&[request], After::Stay)
    }

    /// The attribute that a word names, or that is chosen.
    pub(super) fn attribute(&mut self, word: &str) -> Result<Option<usize>> {
        let names: Vec<String> = self.workspace.config().domain.attributes.iter().map(|a| a.name.clone()).collect();
        let word = word.trim();
        if word.is_empty() {
            return self.choose("Which attribute?", &names);
        }
        let found = names.iter().position(|name| name == word);
        let begun = || {
            let mut all = names.iter().enumerate().filter(|(_, name)| name.starts_with(word));
            all.next().filter(|_| all.next().is_none()).map(|(at, _)| at)
        };
        let expected = || crate::config::suggest::expected(word, names.iter().map(String::as_str));
        found.or_else(begun).map(Some).ok_or_else(|| Error::user(format!("no attribute {word:?}: {}", expected())))
    }

    /// How long it shall hold.
    fn until(&mut self) -> Result<Until> {
        let words = [
            "for good",
            "until its source changes the value",
            "until the rules would choose otherwise",
            "until the end of a day",
        ];
        let choice = self.choose("How long does it hold?", &words.map(str::to_owned))?;
        Ok(match choice {
            None => Until::GivenUp,
            Some(0) => Until::Retracted,
            Some(1) => Until::End(Lifetime::SourceChanges),
            Some(2) => Until::End(Lifetime::WinnerChanges),
            Some(_) => {
                let Some(day) = self.line("Which day (UTC)? Write it as YYYY-MM-DD, or +30 for in 30 days.")? else {
                    return Ok(Until::GivenUp);
                };
                Lifetime::read(day.trim()).map_err(Error::user)?.map_or(Until::Retracted, Until::End)
            }
        })
    }
}
