//! What the data is: attributes, and the sources with their columns.

use super::super::domain::RESERVED;
use super::super::{Attribute, AttributeKind, Domain, Normalising, Sensitivity, Source, Step, Steps, suggest};
use super::table::{Problems, Table, Value, Word};
use super::{plain_name, unknown_attribute};

/// Reads every `[[attribute]]`. One without a kind is text, one without a sensitivity is personal; all are evidence
/// unless they say `match = false`.
pub fn attributes(value: Option<Value>, problems: &mut Problems) -> Vec<Attribute> {
    let mut attributes: Vec<Attribute> = Vec::new();
    for mut table in tables(value, "[[attribute]]", problems) {
        let Some(name) = name_of(&mut table, "attribute", problems) else { continue };
        let kind = table.take("kind").map(|value| value.choice("kind", &AttributeKind::WORDS, problems));
        let sensitivity =
            table.take("sensitivity").map(|value| value.choice("sensitivity", &Sensitivity::WORDS, problems));
        let kind = kind.flatten().unwrap_or(AttributeKind::Text);
        let normalising = table.take("normalise").and_then(|value| normalising(value, kind, problems));
        let matched = table.take("match").map(|value| value.flag(problems));
        table.finish(problems);
        if RESERVED.contains(&name.text.as_str()) {
            let why = "is a column that every export of golden records has; choose another name";
            problems.add(name.at, format!("attribute {:?}: {why}", name.text));
        } else if name.text == "groups" {
            problems.add(name.at, "attribute \"groups\": [survivorship.groups] has taken this name; choose another");
        } else if attributes.iter().any(|attribute| attribute.name == name.text) {
            problems.add(name.at, format!("attribute {:?}: declared twice", name.text));
        } else {
            attributes.push(Attribute {
                name: name.text,
                kind,
                sensitivity: sensitivity.flatten().unwrap_or_default(),
                matched: matched.flatten().unwrap_or(true),
                normalising: normalising.unwrap_or_default(),
            });
        }
    }
    attributes
}

/// Reads `normalise`: a word for the whole, or steps of the attribute's kind that are switched one by one.
fn normalising(value: Value, kind: AttributeKind, problems: &mut Problems) -> Option<Normalising> {
    if value.is_text() {
        return value.choice("normalise", &Normalising::WORDS, problems);
    }
    let what = value.what.clone();
    let mut steps = Steps::DEFAULT;
    for (key, value) in value.table(problems)?.take_rest() {
        let known = Step::of(kind).find(|(_, word)| *word == key.text);
        let Some((step, _)) = known else {
            let expected = suggest::expected(&key.text, Step::of(kind).map(|(_, word)| word));
            problems.add(key.at, format!("{what}: no step {:?} for {}; {expected}", key.text, kind.word()));
            continue;
        };
        steps = steps.with(step, value.flag(problems)?);
    }
    Some(Normalising::Steps(steps))
}

/// Reads every `[[source]]`. A source without a file needs match output (`has_matches`) to take its records from.
pub fn sources(value: Option<Value>, domain: &Domain, has_matches: bool, problems: &mut Problems) -> Vec<Source> {
    let mut sources: Vec<Source> = Vec::new();
    for mut table in tables(value, "[[source]]", problems) {
        let Some(name) = name_of(&mut table, "source", problems) else { continue };
        let mut text = |key| table.take(key).and_then(|value| value.text(problems)).map(|word| word.text);
        let (file, id, updated_at) = (text("file"), text("id"), text("updated_at"));
        let called = table.take("table").and_then(|value| value.text(problems));
        let duplicate_free = table.take("duplicate_free").and_then(|value| value.flag(problems)).unwrap_or(false);
        let columns = columns(&mut table, domain, problems);
        let what = std::mem::take(&mut table.what);
        if file.is_some() && id.is_none() {
            problems.add(name.at, format!("{what}: id is missing: the column that holds the record id"));
        }
        if file.is_none() && !has_matches {
            problems.add(name.at, format!("{what}: file is missing, and there is no [matches] to take records from"));
        }
        if name.text.contains(':') {
            problems.add(name.at, format!("{what}: a source's name has no colon, since records are written source:id"));
        }
        if sources.iter().any(|source| source.name == name.text) {
            problems.add(name.at, format!("{what}: declared twice"));
        }
        let known_as = called.as_ref().map_or(name.text.as_str(), |word| &word.text);
        if let Some(other) = sources.iter().find(|source| source.table.as_deref().unwrap_or(&source.name) == known_as)
            && other.name != name.text
        {
            let at = called.as_ref().map_or(name.at, |word| word.at);
            problems.add(at, format!("{what}: table {known_as:?} is source {:?} already", other.name));
        }
        table.what = what;
        table.finish(problems);
        sources.push(Source {
            name: name.text,
            id: id.unwrap_or_else(|| "RecordId".to_owned()),
            file: file.map(Into::into),
            table: called.map(|word| word.text),
            updated_at,
            duplicate_free,
            columns,
        });
    }
    sources
}

/// The mapping of a source's columns; without one, every attribute is in the column of its own name.
fn columns(table: &mut Table, domain: &Domain, problems: &mut Problems) -> Vec<Option<String>> {
    let Some(value) = table.take("columns") else {
        return domain.attributes.iter().map(|attribute| Some(attribute.name.clone())).collect();
    };
    let mut columns = vec![None; domain.attributes.len()];
    let what = value.what.clone();
    for (key, value) in value.table(problems).map(|mut table| table.take_rest()).unwrap_or_default() {
        let column = value.text(problems).map(|word| word.text);
        match domain.position(&key.text).and_then(|position| columns.get_mut(position)) {
            Some(slot) => *slot = column,
            None => problems.add(key.at, unknown_attribute(&what, &key.text, &domain.attributes)),
        }
    }
    columns
}

fn tables<'t>(value: Option<Value<'t>>, header: &str, problems: &mut Problems) -> Vec<Table<'t>> {
    let items = value.and_then(|value| value.list(problems)).unwrap_or_default();
    items.into_iter().filter_map(|item| Some(item.table(problems)?.called(header))).collect()
}

/// Takes the name of a thing, after which messages call the thing by it.
fn name_of(table: &mut Table, noun: &str, problems: &mut Problems) -> Option<Word> {
    let name = table.need("name", problems).and_then(|value| plain_name(value, problems))?;
    table.what = format!("{noun} {:?}", name.text);
    Some(name)
}
