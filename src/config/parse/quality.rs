//! The keys of `[review]` that say how decisions are checked.

use super::super::{Quality, SecondOpinion, SecondedBy};
use super::table::{Problems, Table};

/// Takes them out of `[review]`; what it does not say has a default.
pub fn quality(table: &mut Table, problems: &mut Problems) -> Quality {
    let mut quality = Quality::default();
    if let Some(value) = table.take("second_opinion") {
        quality.second_opinion = value.choice("second_opinion", &SecondOpinion::WORDS, problems).unwrap_or_default();
    }
    if let Some(value) = table.take("second_opinion_above") {
        let (what, at) = (value.what.clone(), value.at);
        match value.share(problems) {
            Some(above) if above >= 0.5 => quality.second_opinion_above = above,
            Some(_) => problems.add(at, format!("{what}: expected a number between 0.5 and 1")),
            None => {}
        }
    }
    quality.second_opinion_by = table
        .take("second_opinion_by")
        .and_then(|value| value.choice("second_opinion_by", &SecondedBy::WORDS, problems));
    let mut share = |key, into: &mut f64| {
        if let Some(share) = table.take(key).and_then(|value| value.share(problems)) {
            *into = share;
        }
    };
    share("audit", &mut quality.audit);
    share("ask_again", &mut quality.ask_again);
    if let Some(blind) = table.take("blind_second_review").and_then(|value| value.flag(problems)) {
        quality.blind_second_review = blind;
    }
    quality
}
