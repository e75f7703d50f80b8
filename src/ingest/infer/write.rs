//! The guess as a `goldsmith.toml` that explains itself. No value of the data gets into it: it is meant for sharing.

use std::fmt::Write as _;

use super::guess::{AttributeGuess, Guess, SourceGuess, Sure};
use crate::config::AttributeKind;
use crate::text::SafeText;

impl Guess {
    /// The configuration.
    pub fn to_toml(&self) -> String {
        let mut out = String::new();
        self.head(&mut out);
        for (position, source) in self.sources.iter().enumerate() {
            self.source(&mut out, position, source);
        }
        out.push_str(ATTRIBUTES);
        for attribute in &self.attributes {
            written(&mut out, attribute);
        }
        out.push_str(MATCHING);
        self.survivorship(&mut out);
        out.push_str(REVIEW);
        out
    }

    fn head(&self, out: &mut String) {
        out.push_str(HEAD);
        for remark in &self.remarks {
            comment(out, &format!("Mind: {remark}"));
        }
        let _ = write!(out, "{DOMAIN}[domain]\nname = {}\n{SOURCES}", quoted(&self.domain));
    }

    fn source(&self, out: &mut String, position: usize, source: &SourceGuess) {
        out.push('\n');
        comment(out, &format!("{} rows. `{}` is the record id: {}.", source.rows, source.id, source.id_why));
        match (&source.updated_at, &source.updated_why) {
            (Some(column), Some(why)) => comment(out, &format!("`{column}` is the time of the last change: {why}.")),
            _ => comment(out, "No column says when a record was changed; `updated_at = \"COLUMN\"` would name it."),
        }
        if let Some((column, value)) = &source.system {
            comment(out, &format!("`{column}` is `{value}` in every row: the source's name, and no attribute."));
        }
        if !source.empty.is_empty() {
            comment(out, &format!("Columns without any value are left out: {}.", source.empty.join(", ")));
        }
        if !source.left_out.is_empty() {
            comment(out, &format!("Columns that were left out by hand: {}.", source.left_out.join(", ")));
        }
        let _ = write!(
            out,
            "[[source]]\nname = {}\nfile = {}\nid = {}\n",
            quoted(&source.name),
            quoted(&source.file),
            quoted(&source.id)
        );
        if let Some(column) = &source.updated_at {
            let _ = writeln!(out, "updated_at = {}", quoted(column));
        }
        out.push_str("\n[source.columns]\n");
        for attribute in &self.attributes {
            if let Some(Some(column)) = attribute.columns.get(position) {
                let _ = writeln!(out, "{} = {}", key(&attribute.name), quoted(column));
            }
        }
    }

    fn survivorship(&self, out: &mut String) {
        use AttributeKind as K;
        out.push_str(SURVIVORSHIP);
        let timed = self.sources.iter().any(|source| source.updated_at.is_some());
        let newest = if timed { "most_recent" } else { "most_frequent" };
        let place = |kind| matches!(kind, K::Address | K::City | K::PostalCode | K::Country);
        let region = |attribute: &AttributeGuess| attribute.why.contains("says region");
        let places: Vec<&AttributeGuess> = self
            .attributes
            .iter()
            .filter(|attribute| {
                attribute.matched
                    && (place(attribute.kind) || region(attribute))
                    && !attribute.why.contains("says birth")
            })
            .collect();
        // A street without its town, or two towns, is no address.
        let grouped = places.len() > 1 && places.iter().any(|attribute| attribute.kind == K::Address);
        for attribute in &self.attributes {
            let strategy = match attribute.kind {
                _ if grouped && places.iter().any(|place| place.name == attribute.name) => continue,
                K::Email | K::Phone | K::Url | K::Money | K::Number => newest,
                K::Text => "longest",
                _ => "most_frequent",
            };
            let _ = writeln!(out, "{} = {{ strategy = \"{strategy}\" }}", key(&attribute.name));
        }
        if grouped {
            let names: Vec<String> = places.iter().map(|attribute| quoted(&attribute.name)).collect();
            let strategy = if timed { "most_recent" } else { "most_complete" };
            let _ = write!(
                out,
                "{GROUP}[survivorship.groups.address]\nattributes = [{}]\nstrategy = \"{strategy}\"\n",
                names.join(", ")
            );
        }
    }
}

/// An attribute and why it is what it is.
fn written(out: &mut String, attribute: &AttributeGuess) {
    out.push('\n');
    let sure = attribute.sure;
    comment(out, &format!("{}: {}.", sentence(sure.word()), attribute.why));
    for reason in &attribute.also {
        let change = if reason.contains("taken for one") {
            " (if not: a second [[attribute]], and its column there)"
        } else if sure == Sure::Guess && !attribute.matched {
            " (if it is: match = true)"
        } else {
            ""
        };
        comment(out, &format!("{}{change}.", sentence(reason)));
    }
    let (name, kind) = (quoted(&attribute.name), attribute.kind.word());
    let _ = write!(
        out,
        "[[attribute]]\nname = {name}\nkind = \"{kind}\"\nsensitivity = \"{}\"\n",
        attribute.sensitivity.word()
    );
    if !attribute.matched {
        out.push_str("match = false\n");
    }
}

/// A comment, safe to show and on lines of a readable length.
fn comment(out: &mut String, text: &str) {
    const WIDTH: usize = 112;
    let safe = SafeText::whole(text).to_string();
    let mut line = String::from("#");
    for word in safe.split_whitespace() {
        if line.len() > 1 && line.chars().count() + 1 + word.chars().count() > WIDTH {
            out.push_str(&line);
            out.push('\n');
            line.replace_range(.., "#  ");
        }
        line.push(' ');
        line.push_str(word);
    }
    out.push_str(&line);
    out.push('\n');
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A TOML string on one line.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn key(name: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if !name.is_empty() && name.chars().all(bare) { name.to_owned() } else { quoted(name) }
}

const HEAD: &str = "\
# Written by `goldsmith init` from the headers and values of the files. Every guess says what it rests on; change what is
# wrong. Then `goldsmith load --match` reads the files and finds the records that belong together.
";

const DOMAIN: &str = "
# ── What this is about ────────────────────────────────────────────────────────────────────────────────────────────
# Golden ids depend on the name: choose it once.
";

const SOURCES: &str = "
# ── Where records come from ───────────────────────────────────────────────────────────────────────────────────────
# One block a source, the most trusted first: move the blocks where that is another one.
# Record ids and keys of the systems are never evidence. `columns`: attribute = column.
";

const ATTRIBUTES: &str = "
# ── The common schema ─────────────────────────────────────────────────────────────────────────────────────────────
#   kind         how two values are compared: person_name organisation email phone address postal_code city country
#                date number money category identifier url text
#   sensitivity  who may see it: identifier pii behavioural public (not given: pii)
#   match        false: shown and exported, but no evidence that two records are one
";

const MATCHING: &str = "
# ── How records are compared ──────────────────────────────────────────────────────────────────────────────────────
# Everything is estimated from the data. `threshold`, `block_on` and `rules` overrule it; the README shows how.
[matching]
engine = \"probabilistic\"
";

const SURVIVORSHIP: &str = "
# ── Which value survives ──────────────────────────────────────────────────────────────────────────────────────────
# `strategy`: source_priority most_recent most_frequent longest most_complete. `prefer = [\"SOURCE\", …]` goes before it.
[survivorship]
";

const GROUP: &str = "
# These survive together, from one record: no street of one town with the postal code of another.
";

const REVIEW: &str = "
# ── What people look at ───────────────────────────────────────────────────────────────────────────────────────────
#   band            clusters whose weakest link is this probable are reviewed; above it they are accepted
#   approval        \"single\": confirming releases; \"four_eyes\": somebody else has to approve
#   unique_sources  sources without duplicates of their own: `unique_sources = [\"SOURCE\"]`
[review]
band = [0.50, 0.95]
approval = \"single\"
";
