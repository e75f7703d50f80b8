//! Why a pair scored as it did, in one line.

use crate::config::Domain;
use crate::model::{AttributeScore, Level, PairScore};

/// What agrees and what does not, the weightiest first: `email equal, company name close, phone differs`.
///
/// Attributes missing on a side are left out, as they say nothing.
pub fn sentence(score: &PairScore, domain: &Domain) -> String {
    let mut told: Vec<&AttributeScore> =
        score.attributes.iter().filter(|attribute| attribute.level != Level::Missing).collect();
    told.sort_by(|x, y| total(y).abs().total_cmp(&total(x).abs()).then(x.attribute.cmp(&y.attribute)));
    let parts: Vec<String> = told
        .iter()
        .filter_map(|part| {
            let name = &domain.attributes.get(part.attribute)?.name;
            Some(format!("{} {}", name.replace('_', " "), word(part.level)))
        })
        .collect();
    if parts.is_empty() { "nothing to compare".to_owned() } else { parts.join(", ") }
}

fn total(part: &AttributeScore) -> f64 {
    part.weight + part.term_frequency_weight
}

fn word(level: Level) -> &'static str {
    match level {
        Level::Exact => "identical",
        Level::Equivalent => "equal",
        Level::Close => "close",
        Level::Distant => "partly alike",
        Level::Different => "differs",
        Level::Missing => "missing",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Attribute, AttributeKind, Normalising, Sensitivity};
    use crate::matching::Comparer;
    use crate::model::{Record, RecordKey};

    #[test]
    fn one_line_says_why() {
        let kinds = [
            ("company_name", AttributeKind::Organisation),
            ("email", AttributeKind::Email),
            ("phone", AttributeKind::Phone),
            ("city", AttributeKind::City),
        ];
        let attributes = kinds.map(|(name, kind)| Attribute {
            name: name.to_owned(),
            kind,
            sensitivity: Sensitivity::Public,
            matched: true,
            normalising: Normalising::default(),
        });
        let domain = Domain { name: "customer".to_owned(), attributes: attributes.into() };
        let comparer = Comparer::new(&domain);
        let prepare = |id: &str, values: [&str; 4]| {
            let values = values.map(|value| Some(value.to_owned())).into();
            comparer.prepare(&Record::new(RecordKey::new("s", id), values, None, None))
        };
        let a = prepare("1", ["Kessler Metall", "a@kessler.example", "212 555 0123", "Köln"]);
        let b = prepare("2", ["Kesler Metall", "A@kessler.example", "303 555 9777", "n/a"]);
        assert_eq!(sentence(&comparer.score(&a, &b), &domain), "email equal, company name close, phone differs");
        let empty = prepare("3", ["", "", "", ""]);
        assert_eq!(sentence(&comparer.score(&a, &empty), &domain), "nothing to compare");
    }
}
