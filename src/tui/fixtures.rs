//! Made-up clusters, tasks and answers for the tests of the workbench. Nobody here exists.

use crate::config::{Attribute, AttributeKind, Sensitivity};
use crate::error::{Error, Result};
use crate::model::{
    AttributeScore, Golden, GoldenValue, Level, OverrideNote, PairScore, Record, RecordKey, Statement, Status, Task,
    TaskKind,
};
use crate::tui::keymap::Key;
use crate::tui::msg::{Answer, Ask, Effect, Msg, Reply, Slot};
use crate::tui::state::{Catalog, Screen, State};
use crate::tui::theme::{Depth, Theme};
use crate::tui::update::{start, update};
use crate::workspace::{
    Change, ClusterRef, ClusterView, Committed, Conflict, Counts, EntityRow, GoldenChange, Hit, IdEffects, Link,
    LogEntry, Member, Proposal, Request,
};

pub const NAMES: [&str; 6] = ["company_name", "email", "phone", "city", "country", "fax"];

pub fn catalog() -> Catalog {
    let attribute = |(n, name): (usize, &&str)| Attribute {
        name: (*name).to_owned(),
        kind: AttributeKind::Text,
        sensitivity: if n < 3 { Sensitivity::Pii } else { Sensitivity::Public },
    };
    let attributes = NAMES.iter().enumerate().map(attribute).collect();
    Catalog { domain: "customer".to_owned(), steward: "robin".to_owned(), attributes }
}

fn record(key: &str, values: [&str; 6], updated_at: &str) -> Record {
    let values = values.iter().map(|value| (!value.is_empty()).then(|| (*value).to_owned())).collect();
    Record::new(key.parse().unwrap(), values, Some(updated_at.to_owned()), None)
}

fn member(record: Record) -> Member {
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

fn pair(a: &RecordKey, b: &RecordKey, probability: f64, levels: [Level; 6]) -> PairScore {
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
        task: Some(tasks(1).remove(0)),
        pairs,
        weakest: Some((0, 2)),
        cohesion: Some(0.58),
        golden,
        history: log(),
        redirected_from: vec!["G-00AA11BB".to_owned()],
        joined_since_confirmed: vec![key(2).clone()],
        suppressed: vec![(key(1).clone(), "web:w-9".parse().unwrap())],
        members: records.into_iter().map(member).collect(),
    }
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
        value.overridden =
            Some(OverrideNote { seq: 1, by: evil.to_owned(), at: evil.to_owned(), reason: Some(evil.to_owned()) });
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

/// What would follow from splitting the third record off.
pub fn proposal(requests: &[Request]) -> Proposal {
    let view = cluster();
    let keys: Vec<RecordKey> = view.members.iter().map(|member| member.record.key.clone()).collect();
    let mut rest = view.golden.clone();
    rest.values[0].value = Some("Southwind Toys".to_owned());
    let whole = ClusterRef { golden_id: view.golden_id.clone(), members: keys.clone(), golden: view.golden.clone() };
    let part = |id: &str, members: &[RecordKey], golden: &Golden| ClusterRef {
        golden_id: id.to_owned(),
        members: members.to_vec(),
        golden: golden.clone(),
    };
    let retracts = requests.iter().any(|r| matches!(r.change, Change::Retract { .. } | Change::Undo));
    let statement = if retracts {
        Statement::Retract { target: crate::model::Hash::ZERO }
    } else if requests.iter().any(|r| matches!(r.change, Change::Confirm { .. })) {
        Statement::Confirm { members: keys.clone(), content: crate::model::Hash::ZERO }
    } else {
        Statement::Same { a: keys[0].clone(), b: keys[1].clone() }
    };
    let splits = requests.iter().any(|r| matches!(r.change, Change::Split { .. }));
    let clusters = if splits {
        vec![part(&view.golden_id, &keys[..2], &view.golden), part("G-55D0E9B2", &keys[2..], &rest)]
    } else {
        vec![whole.clone()]
    };
    let change = |attribute: &str, before: Option<&str>, after: &str| GoldenChange {
        golden_id: "G-55D0E9B2".to_owned(),
        attribute: attribute.to_owned(),
        before: before.map(str::to_owned),
        after: Some(after.to_owned()),
    };
    Proposal {
        summary: if splits { "Splits G-7F3A21C0 in two" } else { "Confirmed G-7F3A21C0" }.to_owned(),
        statements: requests.iter().map(|request| (statement.clone(), request.clone())).collect(),
        conflicts: Vec::new(),
        before: vec![whole],
        clusters,
        golden_changes: vec![
            change("company_name", Some("Northwind Traders Ltd"), "Southwind Toys"),
            change("city", None, "Londonderry"),
        ],
        ids: IdEffects {
            kept: vec![view.golden_id],
            created: vec!["G-55D0E9B2".to_owned()],
            redirected: [("G-00AA11BB".to_owned(), "G-7F3A21C0".to_owned())].into(),
        },
        base: 8,
        rebuilds: 0,
        request_ids: Vec::new(),
        contents: Vec::new(),
    }
}

/// The same, refused: a chain of two links against an old *different*.
pub fn conflicting(requests: &[Request]) -> Proposal {
    let key = |text: &str| text.parse::<RecordKey>().unwrap();
    let link = |seq, kind: &str, author: &str, a: &str, b: &str| Link {
        seq,
        kind: kind.to_owned(),
        author: author.to_owned(),
        a: key(a),
        b: key(b),
    };
    let conflict = Conflict {
        a: key("crm:C-1001"),
        b: key("web:w-3"),
        chain: vec![
            link(Some(6), "confirm", "robin", "crm:C-1001", "erp:88"),
            link(None, "same", "robin", "erp:88", "web:w-3"),
        ],
        against: link(Some(3), "different", "mika", "crm:C-1001", "web:w-3"),
        message: "erp:88 and web:w-3 cannot be the same: mika said that crm:C-1001 and web:w-3 are different"
            .to_owned(),
    };
    Proposal { conflicts: vec![conflict.clone(), conflict], ..proposal(requests) }
}

/// What a workspace would answer.
pub fn answer(ask: &Ask) -> Result<Answer> {
    Ok(match ask {
        Ask::Counts => Answer::Counts(counts()),
        Ask::Tasks(_, page) => Answer::Tasks(tasks(page.limit.min(40))),
        Ask::Entities(_, page) => Answer::Entities(entities(page.limit.min(40))),
        Ask::Cluster(id) if id == "G-00000003" => {
            Answer::Cluster(Box::new(ClusterView { golden_id: id.clone(), ..many(16) }))
        }
        Ask::Cluster(id) if id == "G-00000001" => {
            Answer::Cluster(Box::new(ClusterView { golden_id: id.clone(), ..hostile() }))
        }
        Ask::Cluster(id) if id == "G-00000002" => {
            return Err(Error::user("no cluster G-00000002").hint("look in the queue"));
        }
        Ask::Cluster(id) => Answer::Cluster(Box::new(ClusterView { golden_id: id.clone(), ..cluster() })),
        Ask::Log(..) => Answer::Log(log()),
        Ask::Search(text, _) if text.contains("zzz") => Answer::Hits(Vec::new()),
        Ask::Search(..) => {
            Answer::Hits(entities(5).into_iter().map(|row| Hit { row, record: "web:w-9".parse().unwrap() }).collect())
        }
        Ask::Why(a, b) => Answer::Why(pair(a, b, 0.5, [Level::Close; 6])),
        Ask::Propose(requests) => Answer::Proposal(Box::new(proposal(requests))),
        Ask::Decide(requests) if requests.iter().any(|r| matches!(r.change, Change::Same { .. })) => {
            Answer::Refused(Box::new(conflicting(requests)))
        }
        Ask::Decide(requests) => Answer::Committed(Box::new(Committed { seqs: vec![9], proposal: proposal(requests) })),
        Ask::Sync => Answer::Synced(Box::default()),
        Ask::Commit(proposal) => {
            Answer::Committed(Box::new(Committed { seqs: vec![9], proposal: (**proposal).clone() }))
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
    let mut state = State::new(catalog(), screen, Theme { depth }, size);
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
