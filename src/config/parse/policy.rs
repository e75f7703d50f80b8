//! What is done with the data: matching, survivorship, review, roles, health.

use std::time::Duration;

use super::super::{
    Approval, AttributeRule, Band, Columns, Domain, Group, HealthLimits, Matching, Review, Role, Sensitivity, Strategy,
    Survivorship,
};
use super::Names;
use super::quality::quality;
use super::rule;
use super::table::{Problems, Table, Value, Word};

/// Reads `[matching]`. The syntax of blocking keys is the matcher's own affair.
pub fn matching(value: Option<Value>, domain: &Domain, problems: &mut Problems) -> Matching {
    let Some(mut table) = section(value, "[matching]", problems) else { return Matching::default() };
    let engines = ["rules", "probabilistic", "trained"].map(|name| (name, name));
    let keys = table.take("block_on").and_then(|value| value.list(problems)).unwrap_or_default();
    let model = table.take("model").map(|value| (value.at, value.text(problems)));
    let matching = Matching {
        engine: table.take("engine").and_then(|value| value.choice("engine", &engines, problems)).map(str::to_owned),
        block_on: keys.into_iter().map(|key| plain(key.texts(problems))).collect(),
        rules: table.take("rules").map(|value| rule::rules(value, domain, problems)).unwrap_or_default(),
        threshold: table.take("threshold").and_then(|value| value.share(problems)),
        model: model.as_ref().and_then(|(_, word)| word.as_ref()).map(|word| word.text.clone().into()),
    };
    let engine = matching.engine.as_deref();
    if let (Some((at, _)), Some(other @ ("rules" | "trained"))) = (&model, engine) {
        problems.add(*at, format!("[matching]: model is for engine = \"probabilistic\", not {other:?}"));
    }
    if engine == Some("rules") && matching.rules.is_empty() {
        problems.add(table.at, "[matching]: engine = \"rules\" needs rules, such as rules = [\"email exact\"]");
    }
    table.finish(problems);
    matching
}

/// Reads `[survivorship]`: a rule an attribute, and groups of attributes.
pub fn survivorship(value: Option<Value>, names: &Names, problems: &mut Problems) -> Survivorship {
    let mut survivorship =
        Survivorship { rules: vec![AttributeRule::default(); names.domain.attributes.len()], groups: Vec::new() };
    let Some(mut table) = section(value, "[survivorship]", problems) else { return survivorship };
    let groups = table.take("groups").and_then(|value| value.table(problems));
    for (key, value) in table.take_rest() {
        let position = names.attribute("[survivorship]", &key, problems);
        let Some(table) = value.table(problems) else { continue };
        let mut table = table.called(format!("survivorship of {:?}", key.text));
        let rule = rule(&mut table, names, problems);
        table.finish(problems);
        if let Some(slot) = position.and_then(|position| survivorship.rules.get_mut(position)) {
            *slot = rule;
        }
    }
    for (key, value) in groups.map(|mut table| table.take_rest()).unwrap_or_default() {
        let Some(table) = value.table(problems) else { continue };
        let mut table = table.called(format!("survivorship group {:?}", key.text));
        let members = table.need("attributes", problems).map(|value| value.texts(problems)).unwrap_or_default();
        let mut group = Group { name: key.text, attributes: Vec::new(), rule: rule(&mut table, names, problems) };
        for word in members {
            let Some(position) = names.attribute(&table.what, &word, problems) else { continue };
            match survivorship.groups.iter().find(|other| other.attributes.contains(&position)) {
                Some(other) => problems
                    .add(word.at, format!("{}: {:?} is in group {:?} already", table.what, word.text, other.name)),
                None => group.attributes.push(position),
            }
        }
        table.finish(problems);
        survivorship.groups.push(group);
    }
    survivorship
}

fn rule(table: &mut Table, names: &Names, problems: &mut Problems) -> AttributeRule {
    let prefer = table.take("prefer").map(|value| value.texts(problems)).unwrap_or_default();
    AttributeRule {
        prefer: names.sources(&table.what, prefer, problems),
        strategy: table.take("strategy").and_then(|value| value.choice("strategy", &Strategy::WORDS, problems)),
    }
}

/// Reads `[review]`; what it does not say has a default.
pub fn review(value: Option<Value>, names: &Names, problems: &mut Problems) -> Review {
    let mut review = Review::default();
    let Some(mut table) = section(value, "[review]", problems) else { return review };
    if let Some(value) = table.take("band") {
        review.band = band(value, problems).unwrap_or_default();
    }
    if let Some(value) = table.take("approval") {
        let words = [(Approval::Single, "single"), (Approval::FourEyes, "four_eyes")];
        review.approval = value.choice("approval", &words, problems).unwrap_or_default();
    }
    if let Some(size) = table.take("max_cluster_size").and_then(|value| value.count(2, problems)) {
        review.max_cluster_size = size;
    }
    if let Some(value) = table.take("unique_sources") {
        review.unique_sources = names.sources("[review]: unique_sources", value.texts(problems), problems);
    }
    review.quality = quality(&mut table, problems);
    table.finish(problems);
    review
}

fn band(value: Value, problems: &mut Problems) -> Option<Band> {
    let (what, at) = (value.what.clone(), value.at);
    let items = value.list(problems)?;
    let count = items.len();
    let ends: Vec<f64> = items.into_iter().filter_map(|item| item.share(problems)).collect();
    match ends.as_slice() {
        [low, high] if count == 2 && low <= high => Some(Band { low: *low, high: *high }),
        // An end that is no number between 0 and 1 is a problem of its own already.
        _ if ends.len() < count => None,
        _ => {
            problems.add(at, format!("{what}: expected two numbers between 0 and 1, the smaller first"));
            None
        }
    }
}

/// Reads `[roles.NAME]`, in the order of the file.
pub fn roles(value: Option<Value>, problems: &mut Problems) -> Vec<Role> {
    let Some(mut table) = section(value, "[roles]", problems) else { return Vec::new() };
    let mut roles: Vec<Role> = Vec::new();
    for (key, value) in table.take_rest() {
        let Some(table) = value.table(problems) else { continue };
        let mut table = table.called(format!("role {:?}", key.text));
        let mut flag = |key| table.take(key).and_then(|value| value.flag(problems)).unwrap_or_default();
        let (aggregate_only, default) = (flag("aggregate_only"), flag("default"));
        let mask = table.take("mask").map(|value| sensitivities(value, problems)).unwrap_or_default();
        let columns = table.need("columns", problems).and_then(|value| seen_columns(value, problems));
        table.finish(problems);
        if let Some(other) = roles.iter().find(|role| default && role.default) {
            let what = format!("role {:?}: only one role can be the default", key.text);
            problems.add(key.at, format!("{what}, and {:?} is", other.name));
        }
        // Where the columns could not be read there is a problem, and nobody gets to use this role.
        let columns = columns.unwrap_or(Columns::Of(Vec::new()));
        roles.push(Role { name: key.text, columns, mask, aggregate_only, default });
    }
    roles
}

fn seen_columns(value: Value, problems: &mut Problems) -> Option<Columns> {
    if !value.is_text() {
        return Some(Columns::Of(sensitivities(value, problems)));
    }
    let (what, word) = (value.what.clone(), value.text(problems)?);
    if word.text == "all" {
        return Some(Columns::All);
    }
    let known = Sensitivity::WORDS.map(|(_, word)| word).join(", ");
    problems.add(word.at, format!("{what}: expected \"all\" or a list of {known}, found {:?}", word.text));
    None
}

fn sensitivities(value: Value, problems: &mut Problems) -> Vec<Sensitivity> {
    let items = value.list(problems).unwrap_or_default();
    items.into_iter().filter_map(|item| item.choice("sensitivity", &Sensitivity::WORDS, problems)).collect()
}

/// Reads `[health]`; a limit that is not given is not checked.
pub fn health(value: Option<Value>, problems: &mut Problems) -> HealthLimits {
    let Some(mut table) = section(value, "[health]", problems) else { return HealthLimits::default() };
    let limits = HealthLimits {
        match_rate_min: table.take("match_rate_min").and_then(|value| value.share(problems)),
        singleton_rate_max: table.take("singleton_rate_max").and_then(|value| value.share(problems)),
        staleness_max: table.take("staleness_max").and_then(|value| duration(value, problems)),
    };
    table.finish(problems);
    limits
}

/// A length of time: a whole number and one of `s`, `m`, `h`, `d`, `w`.
fn duration(value: Value, problems: &mut Problems) -> Option<Duration> {
    let (what, word) = (value.what.clone(), value.text(problems)?);
    let seconds = match word.text.chars().last() {
        Some('s') => Some(1),
        Some('m') => Some(60),
        Some('h') => Some(3_600),
        Some('d') => Some(86_400),
        Some('w') => Some(604_800),
        _ => None,
    };
    let number = word.text.get(..word.text.len() - 1).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    let length = number.and_then(|text| text.parse::<u64>().ok()).zip(seconds).and_then(|(n, s)| n.checked_mul(s));
    if length.is_none() {
        problems
            .add(word.at, format!("{what}: expected a time such as \"24h\", \"90m\" or \"7d\", found {:?}", word.text));
    }
    length.map(Duration::from_secs)
}

fn section<'t>(value: Option<Value<'t>>, header: &str, problems: &mut Problems) -> Option<Table<'t>> {
    Some(value?.table(problems)?.called(header))
}

fn plain(words: Vec<Word>) -> Vec<String> {
    words.into_iter().map(|word| word.text).collect()
}
