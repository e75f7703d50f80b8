//! Made-up clusters, tasks and answers for the tests of the workbench. Nobody here exists.

pub mod beside;
pub mod pictures;
mod proposals;

pub use pictures::vitals;
pub use proposals::{conflicting, contradicted, facing, partners, proposal, splits};

use crate::config::{Attribute, AttributeKind, Band, Normalising, Sensitivity};
use crate::error::{Error, Result};
use crate::learning::{Agreement, Opinions, Share, Steward, Stewards, Table};
use crate::model::{
    AttributeScore, Golden, GoldenValue, Level, OverrideNote, PairScore, Record, RecordKey, Status, Task, TaskKind,
};
use crate::tui::keymap::Key;
use crate::tui::msg::{Answer, Ask, Effect, Msg, Reply, Slot};
use crate::tui::state::{Catalog, Screen, State};
use crate::tui::theme::{Depth, Ground, Theme};
use crate::tui::update::{start, update};
use crate::workspace::{
    Change, Claim, ClusterView, Committed, Counts, EntityRow, Hidden, Hit, Joined, LogEntry, Member, Pulse, Step, Tie,
};

pub const NAMES: [&str; 6] = ["company_name", "email", "phone", "city", "country", "fax"];

pub fn catalog() -> Catalog {
    let attribute = |(n, name): (usize, &&str)| Attribute {
        name: (*name).to_owned(),
        kind: AttributeKind::Text,
        sensitivity: if n < 3 { Sensitivity::Pii } else { Sensitivity::Public },
        matched: true,
        normalising: Normalising::default(),
    };
    let attributes = NAMES.iter().enumerate().map(attribute).collect();
    Catalog {
        domain: "customer".to_owned(),
        steward: "robin".to_owned(),
        attributes,
        sources: vec!["crm".to_owned(), "erp".to_owned(), "web".to_owned()],
        blind_second_review: false,
        exchanges: true,
    }
}

pub fn record(key: &str, values: [&str; 6], updated_at: &str) -> Record {
    let values = values.iter().map(|value| (!value.is_empty()).then(|| (*value).to_owned())).collect();
    Record::new(key.parse().unwrap(), values, Some(updated_at.to_owned()), None)
}

pub fn member(record: Record) -> Member {
    Member {
        record,
        gone: false,
        match_id: Some("M-0017".to_owned()),
        match_rule: None,
        link_status: "matched",
        linked_by: Some("model".to_owned()),
        linked_at: None,
    }
}

pub fn pair(a: &RecordKey, b: &RecordKey, probability: f64, levels: [Level; 6]) -> PairScore {
    let weights = |level| match level {
        Level::Exact => 5.2,
        Level::Equivalent => 4.4,
        Level::Close => 2.9,
        Level::Distant => -0.8,
        Level::Different => -2.6,
        Level::Missing => 0.0,
    };
    let attributes = levels.iter().enumerate().map(|(attribute, level)| AttributeScore {
        attribute,
        level: *level,
        similarity: None,
        weight: weights(*level),
        term_frequency_weight: 0.0,
    });
    let weight = (probability / (1.0 - probability)).log2();
    PairScore { a: a.clone(), b: b.clone(), prior: -3.3, attributes: attributes.collect(), weight, probability }
}

fn golden(values: [(&str, Option<&RecordKey>, &str); 6]) -> Golden {
    let value = |(value, record, rule): &(&str, Option<&RecordKey>, &str)| GoldenValue {
        value: (!value.is_empty()).then(|| (*value).to_owned()),
        record: record.cloned(),
        rule: (*rule).to_owned(),
        tie: rule.starts_with("tie"),
        contested: false,
        overridden: rule.starts_with("override").then(|| OverrideNote {
            seq: 7,
            by: "mika".to_owned(),
            at: "2026-05-02T09:12:00Z".to_owned(),
            reason: Some("asked them on the phone".to_owned()),
            until: None,
            lapsed: false,
        }),
    };
    Golden { values: values.iter().map(value).collect() }
}

/// Three records: two are alike, the third hangs on a weak link.
pub fn cluster() -> ClusterView {
    use Level::{Close, Different, Distant, Exact, Missing};
    let records = [
        record(
            "crm:C-1001",
            ["Northwind Traders Ltd", "info@northwind.example", "+44 20 7946 0001", "London", "GB", ""],
            "2026-04-30T08:00:00Z",
        ),
        record(
            "erp:88",
            ["Northwind Trader Limited", "info@northwind.example", "020 7946 0001", "London", "GB", ""],
            "2026-01-15T12:30:00Z",
        ),
        record(
            "web:w-3",
            ["Southwind Toys", "hello@southwind.example", "", "Londonderry", "GB", ""],
            "2025-11-02T17:45:00Z",
        ),
    ];
    let key = |n: usize| &records[n].key;
    let pairs = vec![
        pair(key(0), key(1), 0.987, [Close, Exact, Close, Exact, Exact, Missing]),
        pair(key(0), key(2), 0.413, [Distant, Different, Missing, Distant, Exact, Missing]),
        pair(key(1), key(2), 0.352, [Distant, Different, Missing, Distant, Exact, Missing]),
    ];
    let golden = golden([
        ("Northwind Traders Ltd", Some(key(0)), "prefer crm"),
        ("info@northwind.example", Some(key(0)), "prefer crm"),
        ("+44 20 7946 0001", None, "override: typed"),
        ("London", Some(key(1)), "tie: longest value"),
        ("GB", Some(key(0)), "most recent"),
        ("", None, "no value"),
    ]);
    ClusterView {
        golden_id: "G-7F3A21C0".to_owned(),
        status: Status::Proposed,
        hidden: Hidden::Nothing,
        task: Some(tasks(1).remove(0)),
        pairs,
        weakest: Some((0, 2)),
        far: vec![2],
        cohesion: Some(0.58),
        formed: formed(&records),
        golden,
        history: log(),
        redirected_from: vec!["G-00AA11BB".to_owned()],
        timeline: lives(),
        split_from: None,
        given_up: None,
        joined_since_confirmed: vec![key(2).clone()],
        stale: Vec::new(),
        lapsed: Vec::new(),
        suppressed: vec![(key(1).clone(), "web:w-9".parse().unwrap())],
        bridges: Vec::new(),
        possible: Vec::new(),
        beside: None,
        conflicts: Vec::new(),
        exits: Vec::new(),
        members: records.into_iter().map(member).collect(),
    }
}

/// Two joined by a person, the third by the match run.
fn formed(records: &[Record]) -> Vec<Joined> {
    let key = |n: usize| records[n].key.clone();
    let said = Tie {
        a: key(0),
        b: key(1),
        kind: "confirm".to_owned(),
        seq: Some(6),
        author: Some("robin".to_owned()),
        probability: None,
    };
    let run = Tie { a: key(0), b: key(2), kind: "match".to_owned(), seq: None, author: None, probability: Some(0.413) };
    vec![
        Joined { tie: said, time: Some("2026-05-07T09:12:44Z".to_owned()), sizes: (1, 1) },
        Joined { tie: run, time: None, sizes: (2, 1) },
    ]
}

/// Its first two records alone.
pub fn two() -> ClusterView {
    let mut view = cluster();
    view.members.truncate(2);
    view.weakest = Some((0, 1));
    view
}

/// So many records that the table turns.
pub fn many(n: usize) -> ClusterView {
    let mut view = cluster();
    view.members = (0..n)
        .map(|i| {
            let name = format!("Northwind Traders {i}");
            let mail = format!("info{i}@northwind.example");
            member(record(&format!("crm:C-{i:04}"), [&name, &mail, "020 7946 0001", "London", "GB", ""], "2026-01-15"))
        })
        .collect();
    view
}

/// Values that try to take over the terminal, to hide, or to break the layout.
pub fn hostile() -> ClusterView {
    let mut view = cluster();
    let evil = [
        "\u{1b}[2J\u{1b}]52;c;aGk=\u{7}",
        "a\u{202e}dcba\u{2066}",
        "zero\u{200b}width\u{feff}",
        "株式会社\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
        "line\nbreak\ttab\r",
        "\u{9b}31m",
    ];
    for member in &mut view.members {
        member.record.values = evil.iter().map(|value| Some((*value).to_owned())).collect();
        member.record.key.id.push_str("\u{202e}\u{1b}[31m");
        member.match_id = Some("M\u{200f}\u{0}".to_owned());
        member.record.updated_at = Some("2026\u{1b}c".to_owned());
    }
    for (value, evil) in view.golden.values.iter_mut().zip(evil) {
        value.value = Some(evil.to_owned());
        value.rule = format!("rule {evil}");
        value.overridden = Some(OverrideNote {
            seq: 1,
            by: evil.to_owned(),
            at: evil.to_owned(),
            reason: Some(evil.to_owned()),
            until: Some(evil.to_owned()),
            lapsed: false,
        });
    }
    if let Some(task) = &mut view.task {
        task.reason = evil.concat();
        task.label = evil.concat();
    }
    for entry in &mut view.history {
        entry.author = evil.concat();
        entry.summary = evil.concat();
    }
    view.golden_id.push_str(evil[1]);
    view
}

pub fn tasks(n: usize) -> Vec<Task> {
    let kinds = TaskKind::ALL;
    let names = [
        "Northwind Traders Ltd",
        "Contoso Breweries",
        "Café Zürich 株式会社",
        "A Very Long Company Name That Does Not Fit Any Column AG",
    ];
    (0..n)
        .map(|i| Task {
            golden_id: if i == 0 { "G-7F3A21C0".to_owned() } else { format!("G-{i:08X}") },
            kind: if i == 0 { TaskKind::Borderline } else { kinds[i % kinds.len()] },
            reason: "the weakest link, crm:C-1001 to web:w-3, has probability 0.41: names distant, e-mails differ"
                .to_owned(),
            label: names[i % names.len()].to_owned(),
            size: 2 + i % 5,
            sources: vec!["crm".to_owned(), "erp".to_owned(), "web".to_owned()],
            score: if i == 4 { None } else { Some(0.41 + (i % 6) as f64 / 10.0) },
            status: Status::Proposed,
            priority: 1000.0 - i as f64,
            flagged: i == 2,
            differs: vec!["company_name".to_owned(), "email".to_owned(), "city".to_owned()],
        })
        .collect()
}

pub fn counts() -> Counts {
    Counts {
        records: 1_204,
        entities: 611,
        tasks: vec![
            (TaskKind::Conflict, 2),
            (TaskKind::Suspicious, 12),
            (TaskKind::Borderline, 80),
            (TaskKind::Tie, 49),
        ],
        statuses: vec![
            (Status::Proposed, 143),
            (Status::Accepted, 401),
            (Status::Confirmed, 12),
            (Status::Approved, 55),
        ],
        decided_today: 12,
        today: vec![0, 0, 3, 5, 1, 0, 2, 1],
        own_today: 9,
        goal: Some(50),
    }
}

pub fn entities(n: usize) -> Vec<EntityRow> {
    let statuses = [Status::Proposed, Status::Accepted, Status::Confirmed, Status::Approved];
    tasks(n)
        .into_iter()
        .enumerate()
        .map(|(i, task)| EntityRow {
            golden_id: task.golden_id,
            label: task.label,
            status: statuses[i % statuses.len()],
            size: task.size,
            sources: task.sources,
            score: task.score,
            kind: (i % 2 == 0).then_some(task.kind),
        })
        .collect()
}

pub fn log() -> Vec<LogEntry> {
    let entry = |seq: i64, kind: &str, summary: &str, retracted_by| LogEntry {
        seq,
        time: format!("2026-05-0{}T09:12:44Z", seq % 9 + 1),
        author: if seq % 2 == 0 { "robin" } else { "mika" }.to_owned(),
        kind: kind.to_owned(),
        records: vec!["crm:C-1001".parse().unwrap(), "erp:88".parse().unwrap()],
        comment: (seq == 6).then(|| "same people, new name".to_owned()),
        retracted_by,
        target: (kind == "retract").then_some(5),
        summary: summary.to_owned(),
        flag: seq == 4,
    };
    vec![
        entry(8, "retract", "took back #5: different crm:C-1001 and erp:88", None),
        entry(7, "override", "phone set to +44 20 7946 0001", None),
        entry(6, "confirm", "confirmed 2 records", None),
        entry(5, "different", "different: crm:C-1001 and erp:88", Some(8)),
        entry(4, "comment", "flagged for a second look", None),
    ]
}

/// An id that was merged away.
fn lives() -> Vec<Step> {
    let step = |event, golden_id: &str, other: Option<&str>, seq: Option<i64>, summary: &str| Step {
        time: "2026-03-04T09:00:00Z".to_owned(),
        event,
        golden_id: golden_id.to_owned(),
        other: other.map(str::to_owned),
        seq,
        run: seq.is_none().then_some(1),
        author: seq.map(|_| "ben".to_owned()),
        summary: summary.to_owned(),
    };
    vec![
        step("created", "G-7F3A21C0", None, None, "match run 1"),
        step("merged_into", "G-00AA11BB", Some("G-7F3A21C0"), Some(6), "merged crm:C-1001 + erp:88"),
    ]
}

/// Two stewards: one was asked again, one was overruled.
pub fn stewards() -> Stewards {
    let table = Table { both_match: 20, first_match: 5, second_match: 10, neither_match: 15 };
    let robin = Steward {
        steward: "robin".to_owned(),
        decisions: 412,
        standing: 398,
        taken_back: 11,
        overruled: 3,
        second_opinions: Opinions { asked: 4, agreed: 2, disagreed: 1 },
        self_agreement: Share::of(9, 10),
        median_ms: Some(2_340),
        ..Steward::default()
    };
    let mika = Steward { steward: "mika".to_owned(), decisions: 87, standing: 87, ..Steward::default() };
    let (a, b) = ("mika".to_owned(), "robin".to_owned());
    let agreement =
        Agreement { a, b, pairs: table.pairs(), agreed: table.agreed(), observed: 0.7, kappa: table.kappa(), table };
    Stewards { stewards: vec![mika, robin], agreement: vec![agreement], audit: Share::of(1, 25) }
}

/// What a workspace would answer.
pub fn answer(ask: &Ask) -> Result<Answer> {
    Ok(match ask {
        Ask::Counts => Answer::Counts(counts()),
        Ask::Tasks(_, page) => Answer::Tasks(tasks(page.limit.min(40))),
        Ask::Entities(_, page) => Answer::Entities(entities(page.limit.min(40))),
        Ask::Cluster(id, _) if id == "G-00000003" => {
            Answer::Cluster(Box::new(ClusterView { golden_id: id.clone(), ..many(16) }))
        }
        Ask::Cluster(id, _) if id == "G-00000001" => {
            Answer::Cluster(Box::new(ClusterView { golden_id: id.clone(), ..hostile() }))
        }
        Ask::Cluster(id, _) if id == "G-00000002" => {
            return Err(Error::user("no cluster G-00000002").hint("look in the queue"));
        }
        Ask::Cluster(id, _) => Answer::Cluster(Box::new(ClusterView { golden_id: id.clone(), ..cluster() })),
        Ask::Clusters(ids) => {
            Answer::Clusters(ids.iter().map(|id| ClusterView { golden_id: id.clone(), ..cluster() }).collect())
        }
        Ask::Filters | Ask::KeepFilter(..) | Ask::ForgetFilter(_) => pictures::filters(),
        Ask::SetGoal(goal) => Answer::Counts(Counts { goal: *goal, ..counts() }),
        Ask::Bulk(_, verdict) => Answer::Bulk(Box::new(pictures::bulk(*verdict))),
        Ask::CarryOut(_, bulk) => Answer::Committed(Box::new(Committed {
            seqs: vec![9],
            proposal: proposal(&[bulk.request(None)]),
            proof: None,
        })),
        Ask::Vitals => Answer::Vitals(Box::new(pictures::vitals())),
        Ask::SetBand(low, high) => {
            let mut vitals = pictures::vitals();
            vitals.band = Band { low: f64::from(*low) / 100.0, high: f64::from(*high) / 100.0 };
            Answer::Vitals(Box::new(vitals))
        }
        Ask::Log(..) => Answer::Log(log()),
        Ask::Stewards => Answer::Stewards(stewards()),
        Ask::Search(text, _) if text.contains("zzz") => Answer::Hits(Vec::new()),
        Ask::Search(..) => {
            Answer::Hits(entities(5).into_iter().map(|row| Hit { row, record: "web:w-9".parse().unwrap() }).collect())
        }
        Ask::Splits(id) => Answer::Splits(splits(id)),
        Ask::Shared(attribute, value) => Answer::Shared {
            attribute: *attribute,
            value: value.clone(),
            records: value.len() % 5,
            more: value == "GB",
        },
        Ask::Partners(id, _) if id == "G-00000003" => Answer::Partners(Vec::new()),
        Ask::Partners(..) => Answer::Partners(partners()),
        Ask::Facing(_, other) => Answer::Facing(Box::new(facing(other))),
        Ask::Why(a, b) => Answer::Why(pair(a, b, 0.5, [Level::Close; 6])),
        Ask::Claim(id) => Answer::Claim(id.as_ref().map(|_| Claim::Mine)),
        Ask::Pulse => Answer::Pulse(Pulse::default()),
        Ask::Propose(requests) => Answer::Proposal(Box::new(proposal(requests))),
        Ask::Decide(requests) if requests.iter().any(|r| matches!(r.change, Change::Same { .. })) => {
            Answer::Refused(Box::new(conflicting(requests)))
        }
        Ask::Decide(requests) => {
            Answer::Committed(Box::new(Committed { seqs: vec![9], proposal: proposal(requests), proof: None }))
        }
        Ask::Reopen => Answer::Reopened(Box::new(catalog())),
        Ask::Commit(proposal) => {
            Answer::Committed(Box::new(Committed { seqs: vec![9], proposal: (**proposal).clone(), proof: None }))
        }
    })
}

/// Answers every question among the effects, and those that follow; what is no question comes back.
pub fn settle(state: &mut State, effects: Vec<Effect>) -> Vec<Effect> {
    let mut waiting = std::collections::VecDeque::from(effects);
    let mut rest = Vec::new();
    while let Some(effect) = waiting.pop_front() {
        match effect {
            Effect::Ask { slot, generation, ask } => {
                let reply = Reply { slot, generation, answer: answer(&ask) };
                waiting.extend(update(state, Msg::Reply(reply)));
            }
            other => rest.push(other),
        }
    }
    rest
}

/// A workbench that has read what `screen` needs.
pub fn state(screen: Screen, size: (u16, u16), depth: Depth) -> State {
    let mut state = State::new(catalog(), screen, &Theme::new(depth, Ground::Unknown), size);
    let effects = start(&mut state);
    settle(&mut state, effects);
    state
}

/// A workbench with this cluster under review, and no answers on their way.
pub fn reviewing(view: ClusterView) -> State {
    let mut state = state(Screen::Review, (120, 40), Depth::True);
    let effects = crate::tui::screens::review::reload(&mut state);
    let Some(Effect::Ask { slot: Slot::Review, generation, .. }) = effects.into_iter().next() else {
        panic!("no question")
    };
    let answer = Ok(Answer::Cluster(Box::new(view)));
    update(&mut state, Msg::Reply(Reply { slot: Slot::Review, generation, answer }));
    state
}

/// Presses a key; what follows comes back unanswered.
pub fn press(state: &mut State, key: &str) -> Vec<Effect> {
    update(state, Msg::Key(Key::named(key).unwrap()))
}

/// Presses keys one after the other, and answers all that follows.
pub fn press_all(state: &mut State, keys: &str) {
    for key in keys.split_whitespace() {
        let effects = press(state, key);
        settle(state, effects);
    }
}
