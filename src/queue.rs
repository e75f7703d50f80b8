//! What to review next, and why. Pure.
//!
//! A cluster has at most one task: that of its most pressing reason. The order is kind first, then how probable it
//! is that the cluster is wrong times how much would be wrong: deciding what is most probably and most widely wrong
//! mends most, and reviewing in order of certainty mends nothing.

mod chance;
mod strength;

pub use chance::{is_drawn, one_in};
pub use strength::{Judged, Strength, ends, strength};

use crate::config::{Band, Review};
use crate::model::{RecordKey, TaskKind, two_digits};
use crate::resolve::Links;

/// A cluster's shape, as far as doubt depends on it.
#[derive(Clone, Copy, Debug)]
pub struct Shape<'a> {
    /// Its records, in the order that `links` counts them.
    pub members: &'a [&'a RecordKey],
    /// How it hangs together; links that a person made count as certain. `None` for a record alone.
    pub links: Option<Links>,
    /// How sure the engine that formed it was, 0..=1, where it said so and people have not settled it since.
    pub confidence: Option<f64>,
}

/// A link of the run that a decision about other records refuses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bridge<'a> {
    /// The bridging record, in this cluster.
    pub from: &'a RecordKey,
    /// The one that it was matched with as well, in another cluster.
    pub to: &'a RecordKey,
    /// How strongly.
    pub probability: f64,
    /// Golden id of this cluster.
    pub here: &'a str,
    /// Golden id of the other one.
    pub there: &'a str,
    /// Who set the two apart.
    pub separated_by: &'a str,
}

/// Another cluster that may be the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Possible<'a> {
    /// The record of the likeliest pair across the two that is in this cluster.
    pub from: &'a RecordKey,
    /// The one in the other cluster.
    pub to: &'a RecordKey,
    /// Golden id of the other one.
    pub there: &'a str,
    /// Probability of that pair.
    pub probability: f64,
    /// How likely all pairs across the two are on average.
    pub mean: f64,
    /// How many these are.
    pub pairs: usize,
    /// Somebody could not tell; why, in their words.
    pub unsure: Option<&'a str>,
}

/// What is doubtful about a cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct Doubt {
    /// [`TaskKind::Suspicious`], [`TaskKind::Borderline`] or [`TaskKind::Possible`]; [`TaskKind::Unsure`] where somebody
    /// could not tell whether another is the same.
    pub kind: TaskKind,
    /// In a sentence.
    pub reason: String,
    /// How probable it is that the cluster is wrong, 0..=1.
    pub wrong: f64,
    /// How much would be wrong then: pairs of records that are no pairs, or should be.
    pub impact: f64,
}

/// Whether another cluster is the same, as a question.
pub fn possible(possible: Possible) -> Doubt {
    let Possible { from, to, there, probability, mean, pairs, unsure } = possible;
    let reason = format!("{from} may be {to} in {there} ({})", how_likely(probability, mean));
    let (kind, reason) = match unsure {
        None => (TaskKind::Possible, reason),
        Some(why) => (TaskKind::Unsure, said(&format!("could not be told whether {reason}"), why)),
    };
    Doubt { kind, reason, wrong: mean, impact: pairs as f64 }
}

/// How likely two clusters are one. Clustering goes by all pairs across the two: where they are less alike than the
/// likeliest, that is why it is a question.
pub fn how_likely(probability: f64, mean: f64) -> String {
    let (one, all) = (two_digits(probability), two_digits(mean));
    if one == all { one } else { format!("{one}, all pairs across {all}") }
}

/// Whether the links of a cluster leave room for doubt. The first of these counts:
/// a bridge to a cluster that somebody set apart; too many records; two records of a source that holds no duplicates;
/// a weakest link below the band; two records below the band that a chain of better links ties together; an engine
/// that was less sure than the weakest link, below or in the band; a weakest link in the band.
pub fn doubt(shape: Shape, bridge: Option<Bridge>, review: &Review) -> Option<Doubt> {
    if let Some(Bridge { from, to, probability, here, there, separated_by }) = bridge {
        let how = two_digits(probability);
        let reason =
            format!("{from} in {here} also matches {to} in {there} ({how}), and {separated_by} set the two apart");
        return Some(Doubt { kind: TaskKind::Suspicious, reason, wrong: probability, impact: shape.impact(1) });
    }
    let links = shape.links?;
    let Band { low, high } = review.band;
    let pair = |(a, b): (usize, usize)| format!("{} and {}", shape.members[a], shape.members[b]);
    if let Some(doubt) = by_shape(shape, review) {
        return Some(doubt);
    }
    let weakest = || {
        let stake = stake(shape, links.breaks_off);
        format!("weakest link {}{stake}: {}", two_digits(links.weakest_probability), pair(links.weakest))
    };
    let impact = shape.impact(links.breaks_off);
    let suspicious =
        |reason: String, wrong: f64, impact: f64| Some(Doubt { kind: TaskKind::Suspicious, reason, wrong, impact });
    if links.weakest_probability < low {
        return suspicious(weakest(), 1.0 - links.weakest_probability, impact);
    }
    if links.least_probability < low {
        let reason = format!(
            "tied by others, but hardly alike ({}): {}",
            two_digits(links.least_probability),
            pair(links.least)
        );
        return suspicious(reason, 1.0 - links.least_probability, shape.impact(1));
    }
    if let Some(confidence) = shape.confidence.filter(|&sure| sure < high && sure < links.weakest_probability) {
        let kind = if confidence < low { TaskKind::Suspicious } else { TaskKind::Borderline };
        let reason = format!("the engine that matched it was {confidence:.2} sure");
        return Some(Doubt { kind, reason, wrong: 1.0 - confidence, impact });
    }
    (links.weakest_probability < high).then(|| Doubt {
        kind: TaskKind::Borderline,
        reason: weakest(),
        wrong: 1.0 - links.weakest_probability,
        impact,
    })
}

/// What is doubtful about a cluster whatever its links are worth: its size, and two records of a source without duplicates.
fn by_shape(shape: Shape, review: &Review) -> Option<Doubt> {
    let records = shape.members.len();
    let reason = if records > review.max_cluster_size {
        format!("{records} records; more than {} is suspicious", review.max_cluster_size)
    } else {
        let source = review.unique_sources.iter().find(|source| count(shape.members, source) > 1)?;
        format!("{} records of {source}, which holds no duplicates", count(shape.members, source))
    };
    let impact = shape.impact(shape.links.map_or(1, |links| links.breaks_off));
    Some(Doubt { kind: TaskKind::Suspicious, reason, wrong: 1.0, impact })
}

impl Shape<'_> {
    /// What it comes to if so many of its records do not belong to the others.
    fn impact(&self, part: usize) -> f64 {
        let pairs = part * self.members.len().saturating_sub(part);
        pairs.max(1) as f64
    }
}

/// What hangs on a link, for people; nothing where it is two records that nobody relies on yet.
fn stake(shape: Shape, part: usize) -> String {
    match (part, shape.members.len()) {
        (_, ..=2) => String::new(),
        (1, n) => format!(", 1 of {n} records hangs on it"),
        (part, n) => format!(", {part} of {n} records hang on it"),
    }
}

fn count(members: &[&RecordKey], source: &str) -> usize {
    members.iter().filter(|key| key.source == source).count()
}

/// All reasons why a person might look at a cluster.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reasons {
    /// Decisions or overrides that cannot all hold, in a sentence.
    pub conflict: Option<String>,
    /// It was decided, and has changed since, in a sentence.
    pub stale: Option<String>,
    /// A decision goes against strong evidence and nobody else has said so too, in a sentence.
    pub second_opinion: Option<String>,
    /// Overrides that hold no longer, in a sentence.
    pub lapsing: Option<String>,
    /// It was drawn for the audit of what the rule accepted, in a sentence.
    pub audit: Option<String>,
    /// Its links leave doubt.
    pub doubt: Option<Doubt>,
    /// The doubt is about a bridge: a record that links it with what somebody set apart, in a sentence.
    pub bridge: Option<String>,
    /// Another cluster may be the same.
    pub possible: Option<Doubt>,
    /// Somebody could not tell, and nothing has changed since; why, in their words.
    pub unsure: Option<String>,
    /// Golden values that the declared rules could not choose, by attribute.
    pub ties: Vec<String>,
    /// It waits for a second pair of eyes; who decided.
    pub second_review: Option<String>,
    /// Somebody asked for a second look; why, in their words.
    pub flagged: Option<String>,
}

/// A task without its cluster: kind, reason, priority.
#[derive(Clone, Debug, PartialEq)]
pub struct Ticket {
    /// The most pressing reason, in one word.
    pub kind: TaskKind,
    /// In a sentence.
    pub reason: String,
    /// Larger comes first.
    pub priority: f64,
}

/// The task that the reasons come to; `None` where there is none.
///
/// What a more pressing reason would cover up, and confirming the cluster answers unread, stands behind it: a bridge,
/// and an override that ended.
///
/// Whether the cluster is right as it stands comes before whether another belongs to it as well; and so does what was
/// drawn by chance, which would be no fair sample otherwise.
pub fn ticket(reasons: Reasons) -> Option<Ticket> {
    let (possible, undecided) = match reasons.possible {
        Some(doubt) if doubt.kind == TaskKind::Unsure => (None, Some(doubt)),
        asked => (asked.filter(|_| reasons.audit.is_none()), None),
    };
    let beside: Vec<String> = reasons.bridge.iter().chain(&reasons.lapsing).cloned().collect();
    let (kind, reason, harm) = if let Some(reason) = reasons.conflict {
        (TaskKind::Conflict, reason, 1.0)
    } else if let Some(reason) = reasons.stale {
        (TaskKind::Stale, reason, 1.0)
    } else if let Some(reason) = reasons.second_opinion {
        (TaskKind::SecondOpinion, reason, 0.0)
    } else if let Some(why) = reasons.unsure {
        // Somebody has looked already: it waits behind what nobody has seen.
        (TaskKind::Unsure, said("could not be told", &why), 0.0)
    } else if let Some(doubt) = reasons.doubt {
        (doubt.kind, doubt.reason, doubt.wrong * doubt.impact)
    } else if let Some(reason) = reasons.lapsing {
        (TaskKind::Lapsing, reason, 0.0)
    } else if let Some(by) = reasons.second_review {
        (TaskKind::SecondReview, format!("decided by {by}; somebody else must approve it"), 0.0)
    } else if let Some(doubt) = possible {
        (doubt.kind, doubt.reason, doubt.wrong * doubt.impact)
    } else if !reasons.ties.is_empty() {
        (TaskKind::Tie, format!("the rules could not choose: {}", reasons.ties.join(", ")), 0.0)
    } else if let Some(reason) = reasons.audit {
        (TaskKind::Audit, reason, 0.0)
    } else if let Some(doubt) = undecided {
        (doubt.kind, doubt.reason, 0.0)
    } else {
        let why = reasons.flagged.as_ref()?;
        (TaskKind::Unsure, said("flagged for a second look", why), 1.0)
    };
    let beside = beside.into_iter().filter(|other| *other != reason).collect::<Vec<_>>();
    let reason = std::iter::once(reason).chain(beside).collect::<Vec<_>>().join("; ");
    // Whole numbers keep the kinds apart; suspicious, borderline and possible are one scale, by the harm that is to be
    // expected: how probably wrong, times how much is wrong then.
    let rank = match kind {
        TaskKind::Conflict => 9.0,
        TaskKind::Stale => 8.0,
        TaskKind::SecondOpinion => 7.0,
        TaskKind::Suspicious | TaskKind::Borderline | TaskKind::Possible => 6.0,
        TaskKind::Lapsing => 5.0,
        TaskKind::Tie => 3.0,
        TaskKind::SecondReview => 2.0,
        TaskKind::Audit => 1.0,
        TaskKind::Unsure => 0.0,
    };
    // A flag lifts a task within its kind.
    let lift = if reasons.flagged.is_some() { 0.5 } else { 0.0 };
    Some(Ticket { kind, reason, priority: rank + 0.49 * harm / (1.0 + harm) + lift })
}

fn said(what: &str, why: &str) -> String {
    if why.is_empty() { what.to_owned() } else { format!("{what}: {why}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(weakest_probability: f64, least_probability: f64) -> Links {
        Links { weakest: (0, 1), weakest_probability, breaks_off: 1, least: (1, 2), least_probability, cohesion: 0.5 }
    }

    fn doubt_of(links: impl Into<Option<Links>>, review: &Review) -> Option<(TaskKind, String)> {
        let keys: Vec<RecordKey> = ["crm:1", "crm:2", "web:3"].iter().map(|key| key.parse().unwrap()).collect();
        let members: Vec<&RecordKey> = keys.iter().collect();
        let shape = Shape { members: &members, links: links.into(), confidence: None };
        doubt(shape, None, review).map(|doubt| (doubt.kind, doubt.reason))
    }

    #[test]
    fn the_band_divides() {
        let review = Review::default();
        assert_eq!(doubt_of(None, &review), None);
        assert_eq!(doubt_of(links(0.95, 0.9), &review), None);
        assert_eq!(doubt_of(links(0.949, 0.9), &review).unwrap().0, TaskKind::Borderline);
        let (kind, reason) = doubt_of(links(0.49, 0.49), &review).unwrap();
        assert_eq!(
            (kind, reason.as_str()),
            (TaskKind::Suspicious, "weakest link 0.49, 1 of 3 records hangs on it: crm:1 and crm:2")
        );
        assert!(doubt_of(links(0.004, 0.004), &review).unwrap().1.starts_with("weakest link <0.01, "));
        let (kind, reason) = doubt_of(links(0.99, 0.10), &review).unwrap();
        assert_eq!(
            (kind, reason.as_str()),
            (TaskKind::Suspicious, "tied by others, but hardly alike (0.10): crm:2 and web:3")
        );
    }

    #[test]
    fn an_engine_that_was_less_sure_is_believed() {
        let keys: Vec<RecordKey> = ["crm:1", "crm:2", "web:3"].iter().map(|key| key.parse().unwrap()).collect();
        let members: Vec<&RecordKey> = keys.iter().collect();
        let doubt = |confidence| {
            let shape = Shape { members: &members, links: Some(links(0.97, 0.97)), confidence };
            doubt(shape, None, &Review::default()).map(|doubt| doubt.kind)
        };
        assert_eq!(doubt(None), None);
        assert_eq!(doubt(Some(0.95)), None);
        assert_eq!(doubt(Some(0.61)), Some(TaskKind::Borderline));
        assert_eq!(doubt(Some(0.41)), Some(TaskKind::Suspicious));
    }

    #[test]
    fn size_and_sources_without_duplicates_are_watched() {
        let review = Review { max_cluster_size: 2, ..Review::default() };
        assert!(doubt_of(links(1.0, 1.0), &review).unwrap().1.starts_with("3 records"));
        let review = Review { unique_sources: vec!["crm".into()], ..Review::default() };
        assert!(doubt_of(links(1.0, 1.0), &review).unwrap().1.starts_with("2 records of crm"));
    }

    #[test]
    fn a_bridge_is_doubtful_however_strong() {
        let (from, to): (RecordKey, RecordKey) = ("crm:9".parse().unwrap(), "erp:1".parse().unwrap());
        let shape = Shape { members: &[&from], links: None, confidence: None };
        let (here, there) = ("G-1", "G-2");
        let bridge = Bridge { from: &from, to: &to, probability: 0.97, here, there, separated_by: "ana" };
        let doubt = doubt(shape, Some(bridge), &Review::default()).unwrap();
        assert_eq!(doubt.kind, TaskKind::Suspicious);
        assert_eq!(doubt.reason, "crm:9 in G-1 also matches erp:1 in G-2 (0.97), and ana set the two apart");
    }

    #[test]
    fn what_would_do_more_harm_comes_first() {
        let keys: Vec<RecordKey> = (0..6).map(|n| RecordKey::new("crm", n.to_string())).collect();
        let members: Vec<&RecordKey> = keys.iter().collect();
        let of = |members: &[&RecordKey], breaks_off| {
            let links = Links { breaks_off, ..links(0.7, 0.7) };
            let shape = Shape { members, links: Some(links), confidence: None };
            let doubt = doubt(shape, None, &Review::default()).unwrap();
            (doubt.impact, doubt.reason.clone(), ticket(Reasons { doubt: Some(doubt), ..Reasons::default() }).unwrap())
        };
        let (two, half) = (of(&members[..2], 1), of(&members, 3));
        assert_eq!((two.0, half.0), (1.0, 9.0));
        assert_eq!(two.1, "weakest link 0.70: crm:0 and crm:1");
        assert_eq!(half.1, "weakest link 0.70, 3 of 6 records hang on it: crm:0 and crm:1");
        assert!(two.2.priority < half.2.priority && half.2.priority < 6.5);
    }

    #[test]
    fn whether_another_cluster_is_the_same_is_asked_by_what_it_would_bring() {
        let keys: Vec<RecordKey> = ["crm:1", "web:3"].iter().map(|key| key.parse().unwrap()).collect();
        let of = |mean: f64, pairs: usize, unsure: Option<&str>| {
            let (from, to, there) = (&keys[0], &keys[1], "G-2");
            possible(Possible { from, to, there, probability: 0.414, mean, pairs, unsure })
        };
        let asked = |doubt: Doubt, more: Reasons| ticket(Reasons { possible: Some(doubt), ..more }).unwrap();
        let none = Reasons::default;
        assert_eq!(of(0.414, 1, None).reason, "crm:1 may be web:3 in G-2 (0.41)");
        let doubt = of(0.3, 6, None);
        assert_eq!(doubt.reason, "crm:1 may be web:3 in G-2 (0.41, all pairs across 0.30)");
        let (six, one) = (asked(doubt, none()), asked(of(0.4, 1, None), none()));
        assert!(six.kind == TaskKind::Possible && six.priority > one.priority && six.priority < 6.5);
        // One scale with what is doubtful: as much harm is as pressing.
        let doubt = Doubt { kind: TaskKind::Borderline, reason: String::new(), wrong: 0.3, impact: 6.0 };
        let borderline = ticket(Reasons { doubt: Some(doubt.clone()), ..none() }).unwrap();
        assert!((borderline.priority - six.priority).abs() < 1e-12);
        // The cluster itself comes first, and what was drawn by chance; ties wait.
        let kind = |more: Reasons| asked(of(0.4, 1, None), more).kind;
        assert_eq!(kind(Reasons { doubt: Some(doubt), ..none() }), TaskKind::Borderline);
        assert_eq!(kind(Reasons { audit: Some(String::new()), ..none() }), TaskKind::Audit);
        assert_eq!(kind(Reasons { second_review: Some("ana".into()), ..none() }), TaskKind::SecondReview);
        assert_eq!(kind(Reasons { ties: vec!["city".into()], ..none() }), TaskKind::Possible);
        // What could not be told waits behind everything that nobody has seen.
        let untold = asked(of(0.4, 1, Some("no papers")), none());
        assert_eq!((untold.kind, untold.priority), (TaskKind::Unsure, 0.0));
        assert!(
            untold.reason.starts_with("could not be told whether crm:1 may be")
                && untold.reason.ends_with(": no papers")
        );
        let tied = Reasons { ties: vec!["city".into()], ..none() };
        assert_eq!(asked(of(0.4, 1, Some("")), tied).kind, TaskKind::Tie);
    }

    #[test]
    fn what_could_not_be_told_is_a_task_without_any_other_doubt() {
        let reasons = Reasons { unsure: Some(String::new()), ..Reasons::default() };
        assert_eq!(ticket(reasons).unwrap().kind, TaskKind::Unsure);
    }

    #[test]
    fn what_a_pressing_reason_would_cover_up_stands_behind_it() {
        let bridge = Some("crm:1 also matches erp:1".to_owned());
        let doubt = bridge.clone().map(|reason| Doubt { kind: TaskKind::Suspicious, reason, wrong: 0.9, impact: 1.0 });
        let both = Reasons { bridge, doubt, lapsing: Some("an override lapsed".into()), ..Reasons::default() };
        let stale = Reasons { stale: Some("crm:1 changed".into()), ..both.clone() };
        let told = |reasons: Reasons| ticket(reasons).map(|ticket| (ticket.kind, ticket.reason)).unwrap();
        let all = "crm:1 changed; crm:1 also matches erp:1; an override lapsed";
        assert_eq!(told(stale), (TaskKind::Stale, all.to_owned()));
        assert_eq!(told(both.clone()), (TaskKind::Suspicious, all[15..].to_owned()), "nothing is said twice");
        let lapsing = Reasons { bridge: None, doubt: None, ..both };
        assert_eq!(told(lapsing), (TaskKind::Lapsing, "an override lapsed".to_owned()));
    }

    #[test]
    fn the_most_pressing_reason_counts() {
        let doubt = |wrong| Doubt { kind: TaskKind::Borderline, reason: "r".into(), wrong, impact: 1.0 };
        let tie = Reasons { ties: vec!["email".into()], ..Reasons::default() };
        let doubtful = Reasons { doubt: Some(doubt(0.3)), ..tie.clone() };
        let worse = Reasons { doubt: Some(doubt(0.4)), ..tie.clone() };
        let unsure = Reasons { unsure: Some("ask sales".into()), ..doubtful.clone() };
        let conflict = Reasons { conflict: Some("c".into()), ..unsure.clone() };
        let order: Vec<Ticket> = [conflict, worse, doubtful, tie, unsure].into_iter().filter_map(ticket).collect();
        assert!(order.windows(2).all(|two| two[0].priority > two[1].priority), "{order:?}");
        assert_eq!(order[4].reason, "could not be told: ask sales");
        assert_eq!(ticket(Reasons::default()), None);
    }
}
