//! Records side by side: in which order their attributes stand, and how each value relates to the focused record's.

use crate::model::{Level, PairScore, RecordKey};
use crate::tui::theme::Role;
use crate::workspace::ClusterView;

/// How the values of an attribute relate over the whole cluster; the order is the order on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// At least two records disagree.
    Differs,
    /// Those that have one agree; some have none.
    Partly,
    /// All records have the same value.
    Equal,
    /// No record has a value.
    Empty,
}

impl Class {
    /// Its glyph, before the attribute's name.
    pub fn glyph(self) -> &'static str {
        match self {
            Self::Differs => "≠",
            Self::Partly => "±",
            Self::Equal => "=",
            Self::Empty => "∅",
        }
    }
}

/// A line of the table: an attribute.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// Its position in the domain.
    pub attribute: usize,
    /// What becomes of it in this cluster.
    pub class: Class,
    /// The least that it adds to the match weight of any two of the records, and the most; nothing where none can be
    /// compared.
    pub weight: Option<(f64, f64)>,
}

impl Line {
    /// What it says that matters most, by which lines are in order too: what it adds to a pair at the least.
    pub fn telling(&self) -> Option<f64> {
        self.weight.map(|(least, _)| least)
    }
}

/// The attributes in the order in which they tell most: differing, partly missing, equal, empty. Among those that differ
/// first what speaks most against a match of any two records, then what tells records most apart; else as declared.
pub fn lines(view: &ClusterView) -> Vec<Line> {
    let mut weights: Vec<Option<(f64, f64)>> = vec![None; view.golden.values.len()];
    let compared = view.pairs.iter().flat_map(|pair| &pair.attributes).filter(|score| score.level != Level::Missing);
    for score in compared {
        let weight = score.weight + score.term_frequency_weight;
        if let Some(known) = weights.get_mut(score.attribute) {
            let (least, most) = known.unwrap_or((weight, weight));
            *known = Some((least.min(weight), most.max(weight)));
        }
    }
    let line = |(attribute, weight): (usize, &Option<(f64, f64)>)| Line {
        attribute,
        class: class(view, attribute),
        weight: *weight,
    };
    let mut lines: Vec<Line> = weights.iter().enumerate().map(line).collect();
    lines.sort_by(|x, y| {
        let told = |line: &Line| line.weight.filter(|_| line.class == Class::Differs).unwrap_or_default();
        let ((least, most), (other_least, other_most)) = (told(x), told(y));
        let by_weight =
            least.total_cmp(&other_least).then_with(|| (other_most - other_least).total_cmp(&(most - least)));
        x.class.cmp(&y.class).then(by_weight).then_with(|| x.attribute.cmp(&y.attribute))
    });
    lines
}

fn class(view: &ClusterView, attribute: usize) -> Class {
    let mut values = view.members.iter().filter_map(|member| member.record.value(attribute));
    let Some(first) = values.next() else { return Class::Empty };
    if values.any(|value| value != first) {
        Class::Differs
    } else if view.members.iter().any(|member| member.record.value(attribute).is_none()) {
        Class::Partly
    } else {
        Class::Equal
    }
}

/// How a value relates to the focused record's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// It is the focused record's own.
    Own,
    /// The same, character for character.
    Same,
    /// The same, once brought to a comparable form.
    Equivalent,
    /// Nearly the same.
    Close,
    /// Something in common, not enough to tell.
    Distant,
    /// Different.
    Differs,
    /// There is one, where the focused record has none.
    Only,
    /// There is none.
    Missing,
}

impl Likeness {
    /// Of two values that are not the same to the letter, as the matcher sees them.
    pub fn of(level: Level) -> Self {
        match level {
            Level::Exact | Level::Equivalent => Self::Equivalent,
            Level::Close => Self::Close,
            Level::Distant => Self::Distant,
            Level::Different | Level::Missing => Self::Differs,
        }
    }

    /// Its glyph.
    pub fn glyph(self) -> &'static str {
        match self {
            Self::Own => " ",
            Self::Same => "=",
            Self::Equivalent => "≡",
            Self::Close => "≈",
            Self::Distant => "~",
            Self::Differs => "≠",
            Self::Only => "+",
            Self::Missing => "∅",
        }
    }

    /// Its role.
    pub fn role(self) -> Role {
        match self {
            Self::Own | Self::Only => Role::Text,
            Self::Same => Role::Same,
            Self::Equivalent | Self::Close => Role::Close,
            Self::Distant => Role::Warning,
            Self::Differs => Role::Differs,
            Self::Missing => Role::Missing,
        }
    }
}

/// How the value of member `other` relates to that of member `focus`.
pub fn likeness(view: &ClusterView, focus: usize, other: usize, attribute: usize) -> Likeness {
    let value = |member: usize| view.members.get(member).and_then(|member| member.record.value(attribute));
    match (value(focus), value(other)) {
        (_, None) => Likeness::Missing,
        _ if focus == other => Likeness::Own,
        (None, Some(_)) => Likeness::Only,
        (Some(a), Some(b)) if a == b => Likeness::Same,
        _ => {
            match pair(view, focus, other).and_then(|pair| pair.attributes.iter().find(|s| s.attribute == attribute)) {
                Some(score) => Likeness::of(score.level),
                None => Likeness::Differs,
            }
        }
    }
}

/// The pair that the reason of the task names; else the weakest link.
pub fn doubtful(view: &ClusterView) -> Option<(usize, usize)> {
    let at = |key: &RecordKey| view.members.iter().position(|member| member.record.key == *key);
    let reason = view.task.as_ref().map_or("", |task| &task.reason);
    let named = view.pairs.iter().find(|pair| reason.ends_with(&format!("{} and {}", pair.a, pair.b)));
    named.and_then(|pair| Some((at(&pair.a)?, at(&pair.b)?))).or(view.weakest)
}

/// The match groups that the members come from, in the order of the members; empty where it is the same one for all.
pub fn match_groups(view: &ClusterView) -> Vec<&str> {
    let mut groups: Vec<&str> = Vec::new();
    for group in view.members.iter().filter_map(|member| member.match_id.as_deref()) {
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    let one_for_all = view.members.iter().all(|member| member.match_id.as_deref() == groups.first().copied());
    if one_for_all { Vec::new() } else { groups }
}

/// The letter of a member's match group among `groups`; `—` for a record that the match run left alone.
pub fn group_letter(groups: &[&str], match_id: Option<&str>) -> String {
    match groups.iter().position(|group| Some(*group) == match_id) {
        Some(at @ 0..26) => char::from(b'A' + at as u8).to_string(),
        Some(at) => format!("#{}", at + 1),
        None => "—".to_owned(),
    }
}

/// The comparison of two members, where the workspace made one.
pub fn pair(view: &ClusterView, i: usize, j: usize) -> Option<&PairScore> {
    let (i, j) = (&view.members.get(i)?.record.key, &view.members.get(j)?.record.key);
    let (a, b) = if i <= j { (i, j) } else { (j, i) };
    view.pairs.iter().find(|pair| pair.a == *a && pair.b == *b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::fixtures;

    #[test]
    fn what_differs_comes_first_and_what_is_empty_last() {
        let view = fixtures::cluster();
        let classes: Vec<Class> = lines(&view).iter().map(|line| line.class).collect();
        assert!(classes.is_sorted(), "{classes:?}");
        assert_eq!(classes.first(), Some(&Class::Differs));
        assert_eq!(classes.last(), Some(&Class::Empty));
    }

    #[test]
    fn what_speaks_most_against_a_match_comes_first_and_the_order_is_stable() {
        let mut view = fixtures::cluster();
        let order = |view: &ClusterView| lines(view).iter().map(|line| line.attribute).collect::<Vec<_>>();
        // E-mails differ; names and cities have something in common, and cities tell the three more apart.
        assert_eq!(order(&view), [1, 3, 0, 2, 4, 5]);
        assert_eq!(lines(&view)[0].telling(), Some(-2.6));
        view.members.reverse();
        assert_eq!(order(&view), [1, 3, 0, 2, 4, 5]);
        view.pairs.clear();
        assert_eq!(order(&view), [0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn likeness_is_seen_from_the_focused_record() {
        let view = fixtures::cluster();
        assert_eq!(likeness(&view, 0, 0, 0), Likeness::Own);
        assert_eq!(likeness(&view, 0, 1, 0), Likeness::Close, "the matcher calls the names close");
        assert_eq!(likeness(&view, 0, 2, 0), Likeness::Distant);
        assert_eq!(likeness(&view, 0, 2, 1), Likeness::Differs);
        assert_eq!(likeness(&view, 0, 2, 2), Likeness::Missing);
        assert_eq!(likeness(&view, 2, 0, 2), Likeness::Only);
        assert_eq!(likeness(&view, 1, 0, 4), Likeness::Same);
    }

    #[test]
    fn match_groups_have_letters_only_where_there_are_several() {
        let mut view = fixtures::cluster();
        assert!(match_groups(&view).is_empty());
        view.members[1].match_id = Some("M-2".to_owned());
        assert_eq!(match_groups(&view), ["M-0017", "M-2"]);
        view.members[1].match_id = None;
        let groups = match_groups(&view);
        let letters: Vec<String> = view.members.iter().map(|m| group_letter(&groups, m.match_id.as_deref())).collect();
        assert_eq!(letters, ["A", "—", "A"]);
    }

    #[test]
    fn the_pair_in_doubt_is_the_one_that_the_reason_names() {
        let mut view = fixtures::cluster();
        assert_eq!(doubtful(&view), Some((0, 2)));
        view.task.as_mut().unwrap().reason = "hardly alike (0.35): erp:88 and web:w-3".to_owned();
        assert_eq!(doubtful(&view), Some((1, 2)));
    }

    #[test]
    fn a_pair_is_found_from_either_side() {
        let view = fixtures::cluster();
        assert_eq!(pair(&view, 0, 2), pair(&view, 2, 0));
        assert!(pair(&view, 0, 2).is_some() && pair(&view, 1, 1).is_none());
    }
}
