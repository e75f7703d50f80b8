use super::*;
use crate::model::{Hash, Shown};

fn key(id: &str) -> RecordKey {
    RecordKey::new("s", id)
}

fn keys(ids: &str) -> Vec<RecordKey> {
    ids.split(' ').map(key).collect()
}

/// A journal of one writer.
#[derive(Default)]
struct Journal(Vec<Assertion>);

impl Journal {
    fn say(&mut self, author: &str, statement: Statement) -> &mut Assertion {
        let n = self.0.len() as u64 + 1;
        self.0.push(Assertion {
            seq: n as i64,
            id: Hash::of([n.to_be_bytes()]),
            writer: "w".into(),
            writer_seq: n,
            previous: Hash::ZERO,
            author: author.into(),
            authority: Authority::Human,
            time_us: n as i64,
            seen: BTreeMap::new(),
            request: n.to_string(),
            run: None,
            statement,
            comment: None,
            content: BTreeMap::new(),
            shown: Shown::default(),
        });
        self.0.last_mut().unwrap()
    }

    fn same(&mut self, author: &str, a: &str, b: &str) -> &mut Assertion {
        self.say(author, Statement::Same { a: key(a), b: key(b) })
    }

    fn different(&mut self, author: &str, a: &str, b: &str) -> &mut Assertion {
        self.say(author, Statement::Different { a: key(a), b: key(b) })
    }

    fn confirm(&mut self, author: &str, ids: &str) -> &mut Assertion {
        self.say(author, Statement::Confirm { members: keys(ids), content: Hash::ZERO })
    }

    fn split(&mut self, author: &str, one: &str, other: &str) -> &mut Assertion {
        self.say(author, Statement::Split { parts: vec![keys(one), keys(other)], confirm_parts: false })
    }

    /// Takes back what was said last.
    fn undo(&mut self, author: &str) {
        let target = self.0.last().unwrap().id;
        self.say(author, Statement::Retract { target });
    }

    fn stewards(&self) -> Stewards {
        stewards(&self.0, &Standing::of(&self.0), &Review::default())
    }

    fn steward(&self, name: &str) -> Steward {
        self.stewards().stewards.into_iter().find(|steward| steward.steward == name).unwrap()
    }
}

#[test]
fn what_became_of_decisions() {
    let mut journal = Journal::default();
    journal.same("ana", "1", "2").shown.milliseconds = Some(900);
    journal.different("ana", "1", "3").shown.milliseconds = Some(2_000);
    journal.undo("ben");
    journal.confirm("ana", "4 5").shown.milliseconds = Some(1_101);
    journal.undo("ana");
    journal.say("ana", Statement::Approve { members: keys("1 2"), content: Hash::ZERO }).shown.milliseconds = Some(10);
    journal.undo("ben");
    journal.say("ana", Statement::Comment { members: keys("1 2"), flag: true });
    journal.same("rule", "8", "9").authority = Authority::Rule;
    let ana = journal.steward("ana");
    assert_eq!((ana.decisions, ana.standing, ana.taken_back, ana.overruled), (4, 1, 1, 1));
    assert_eq!(ana.kinds["same"], 1);
    assert_eq!(ana.median_ms, Some(1_000));
    assert_eq!(journal.stewards().stewards.len(), 1, "whoever only takes back, and rules, decide nothing");
}

#[test]
fn two_stewards_agree_on_pairs_by_their_latest_word() {
    let mut journal = Journal::default();
    journal.confirm("ana", "1 2 3");
    journal.split("ben", "1 2", "3");
    journal.different("ben", "1", "2");
    journal.same("ben", "1", "2");
    journal.same("ana", "7", "8");
    // Only ben took this back himself: it is no judgement of his.
    journal.different("ben", "7", "8");
    journal.undo("ben");
    journal.different("ana", "5", "6");
    // What somebody else took back is still what was thought.
    journal.different("ben", "5", "6");
    journal.undo("ana");
    let found = journal.stewards();
    let [between] = found.agreement.as_slice() else { panic!("{found:?}") };
    // 1 2: both match; 1 3 and 2 3: ana alone; 5 6: neither.
    assert_eq!(between.table, Table { both_match: 1, first_match: 2, second_match: 0, neither_match: 1 });
    assert_eq!((between.a.as_str(), between.b.as_str(), between.pairs, between.agreed), ("ana", "ben", 4, 2));
    // p_o = 2/4; p_e = 3/4·1/4 + 1/4·3/4 = 6/16; κ = (8 − 6)/(16 − 6).
    assert!((between.kappa.unwrap() - 0.2).abs() < 1e-12);
    journal.0.reverse();
    assert_eq!(journal.stewards(), found, "the order of arrival is of no account");
}

#[test]
fn opinions_of_others_are_counted() {
    let mut journal = Journal::default();
    journal.different("ana", "1", "2").shown.probability = Some(0.999);
    journal.different("ana", "3", "4").shown.probability = Some(0.999);
    journal.undo("ben");
    journal.same("ana", "5", "6").shown.probability = Some(0.001);
    let target = journal.0[0].id;
    journal.say("ben", Statement::Reaffirm { targets: vec![target], members: keys("1 2") });
    let opinions = journal.steward("ana").second_opinions;
    assert_eq!(opinions, Opinions { asked: 3, agreed: 1, disagreed: 1 });
}

#[test]
fn who_is_asked_again_agrees_with_themselves_or_not() {
    let mut journal = Journal::default();
    for (n, said) in [("1 2", true), ("3 4", true), ("5 6", false)] {
        journal.confirm("ana", n);
        let again = if said { journal.confirm("ana", n) } else { journal.split("ana", &n[..1], &n[2..]) };
        again.shown.stratum = Some(ASKED_AGAIN.into());
    }
    let again = journal.steward("ana").self_agreement;
    assert_eq!((again.n, again.count), (3, 2));
    let (low, high) = again.interval.unwrap();
    assert!(low > 0.2 && low < 0.21 && high > 0.93 && high < 0.94, "{low} {high}");
}

#[test]
fn audited_clusters_are_wrong_where_somebody_divides_them() {
    let mut journal = Journal::default();
    journal.confirm("ana", "1 2").shown.stratum = Some(AUDIT.into());
    journal.split("ana", "3", "4 5").shown.stratum = Some(AUDIT.into());
    journal.different("ben", "4", "5").shown.stratum = Some(AUDIT.into());
    journal.different("ana", "6", "7");
    journal.different("ben", "8", "9").shown.stratum = Some(AUDIT.into());
    journal.undo("ben");
    let audit = journal.stewards().audit;
    assert_eq!((audit.n, audit.count), (2, 1));
}

#[test]
fn a_huge_cluster_is_thinned() {
    let mut journal = Journal::default();
    let ids = (0..1_000).map(|n| n.to_string()).collect::<Vec<_>>().join(" ");
    journal.confirm("ana", &ids);
    journal.confirm("ben", &ids);
    let pairs = journal.stewards().agreement[0].pairs;
    assert!(pairs > 0 && pairs <= MAX_DERIVED as u64, "{pairs}");
}
