//! Survivorship against an independent oracle: the same rules as SQL window functions, over random small tables.
//!
//! The oracle sorts, where the engine narrows. Every order says where NULL goes and ends in the record key; text
//! compares by its bytes.

use goldsmith::config::{
    Attribute, AttributeKind, AttributeRule, Config, Domain, Group, HealthLimits, Matching, Normalising, Review,
    Sensitivity, Source, Strategy, Survivorship,
};
use goldsmith::model::{Record, RecordKey};
use goldsmith::survivorship::golden;
use proptest::prelude::{Strategy as Arbitrary, prop_assert_eq, proptest};
use rusqlite::Connection;

const TRUST: &str = "CASE source WHEN 'crm' THEN 0 WHEN 'erp' THEN 1 WHEN 'web' THEN 2 ELSE 3 END";
const RECENT: &str = "(updated IS NULL), updated DESC";

/// What is contended for: an SQL expression for each thing that a rule may ask of a row.
struct Contest {
    /// Equal for two rows exactly where they bring the same.
    content: &'static str,
    contends: &'static str,
    characters: &'static str,
    filled: &'static str,
}

const ATTRIBUTE: Contest =
    Contest { content: "a", contends: "a <> ''", characters: "length(a)", filled: "(a <> '') + coalesce(b <> '', 0)" };
const GROUP: Contest = Contest {
    content: "quote(nullif(a, '')) || ',' || quote(nullif(b, ''))",
    contends: "a <> '' OR b <> ''",
    characters: "coalesce(length(a), 0) + coalesce(length(b), 0)",
    filled: "coalesce(a <> '', 0) + coalesce(b <> '', 0)",
};

impl Contest {
    fn order(&self, rule: &AttributeRule) -> String {
        let strategy = match rule.strategy {
            None if rule.prefer.is_empty() => format!("{TRUST}, {RECENT}"),
            None | Some(Strategy::MostRecent) => RECENT.to_owned(),
            Some(Strategy::SourcePriority) => TRUST.to_owned(),
            Some(Strategy::MostFrequent) => "holders DESC".to_owned(),
            Some(Strategy::Longest) => format!("{} DESC", self.characters),
            Some(Strategy::MostComplete) => format!("{} DESC", self.filled),
        };
        if rule.prefer.is_empty() {
            return strategy;
        }
        let places: Vec<String> =
            rule.prefer.iter().enumerate().map(|(place, source)| format!("WHEN '{source}' THEN {place}")).collect();
        format!("CASE source {} ELSE 100 + {TRUST} END, {strategy}", places.join(" "))
    }

    fn sql(&self, rule: &AttributeRule) -> String {
        let Self { content, contends, characters, .. } = self;
        let declared = self.order(rule);
        format!(
            "WITH candidate AS (
               SELECT *, {content} AS content, count(*) OVER (PARTITION BY cluster, {content}) AS holders
               FROM record WHERE {contends}),
             ranked AS (
               SELECT *, rank() OVER (PARTITION BY cluster ORDER BY {declared}) AS place,
                 row_number() OVER (PARTITION BY cluster
                   ORDER BY {declared}, {TRUST}, {RECENT}, {characters} DESC, source, id) AS line
               FROM candidate)
             SELECT cluster, max(source || ':' || id) FILTER (WHERE line = 1),
               count(DISTINCT content) FILTER (WHERE place = 1) > 1
             FROM ranked GROUP BY cluster ORDER BY cluster"
        )
    }
}

/// Cluster, winning record, tie; clusters without any value are absent.
type Row = (usize, String, bool);

fn oracle(rows: &[(usize, Record)], sql: &str) -> rusqlite::Result<Vec<Row>> {
    let db = Connection::open_in_memory()?;
    db.execute_batch(
        "CREATE TABLE record(cluster INTEGER, source TEXT, id TEXT, a TEXT, b TEXT, updated INTEGER) STRICT",
    )?;
    let mut insert = db.prepare("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?)")?;
    for (cluster, record) in rows {
        let RecordKey { source, id } = &record.key;
        insert.execute((*cluster as i64, source, id, record.value(0), record.value(1), record.updated_us))?;
    }
    let mut select = db.prepare(sql)?;
    let rows = select.query_map((), |row| Ok((row.get::<_, i64>(0)? as usize, row.get(1)?, row.get(2)?)))?;
    rows.collect()
}

fn engine(rows: &[(usize, Record)], config: &Config) -> Vec<Row> {
    let mut found = Vec::new();
    for cluster in 0..CLUSTERS {
        let members: Vec<&Record> = rows.iter().filter(|row| row.0 == cluster).map(|row| &row.1).collect();
        let golden = golden(config, &members, &[]);
        // A group's record shows at whichever of its attributes the record fills.
        let record = golden.values.iter().find_map(|value| value.record.as_ref());
        found.extend(record.map(|key| (cluster, key.to_string(), golden.has_tie())));
    }
    found
}

const CLUSTERS: usize = 4;

fn table() -> impl Arbitrary<Value = Vec<(usize, Record)>> {
    let text = || {
        let texts = vec!["", "x", "X", "y", "zz", "é", "e\u{301}", "010", "10", "'"];
        proptest::option::weighted(0.8, proptest::sample::select(texts))
    };
    let source = proptest::sample::select(vec!["crm", "erp", "web", "old"]);
    let row = (0..CLUSTERS, source, text(), text(), proptest::option::of(-1..2_i64));
    proptest::collection::vec(row, 0..24).prop_map(|rows| {
        // Ids out of step with their rows, and `10` sorts before `9`.
        let ids = (0..rows.len()).rev();
        rows.into_iter()
            .zip(ids)
            .map(|((cluster, source, a, b, updated), id)| {
                let values = vec![a.map(str::to_owned), b.map(str::to_owned)];
                (cluster, Record::new(RecordKey::new(source, id.to_string()), values, None, updated))
            })
            .collect()
    })
}

fn rules() -> impl Arbitrary<Value = AttributeRule> {
    let prefer = proptest::sample::subsequence(vec!["web".to_owned(), "crm".to_owned()], 0..=2);
    let strategies = Strategy::WORDS.map(|(strategy, _)| strategy).to_vec();
    (prefer, proptest::option::of(proptest::sample::select(strategies)))
        .prop_map(|(prefer, strategy)| AttributeRule { prefer, strategy })
}

/// Three sources and the attributes `names`.
fn config(names: &[&str], survivorship: Survivorship) -> Config {
    let attribute = |&name: &&str| Attribute {
        name: name.into(),
        kind: AttributeKind::Text,
        sensitivity: Sensitivity::Public,
        matched: true,
        normalising: Normalising::default(),
    };
    let source = |name: &str| Source {
        name: name.into(),
        file: None,
        table: None,
        id: "id".into(),
        updated_at: None,
        duplicate_free: false,
        columns: vec![None; names.len()],
    };
    Config {
        domain: Domain { name: "test".into(), attributes: names.iter().map(attribute).collect() },
        sources: ["crm", "erp", "web"].map(source).into(),
        matches: None,
        matching: Matching::default(),
        survivorship,
        review: Review::default(),
        roles: Vec::new(),
        health: HealthLimits::default(),
        sync_target: None,
    }
}

proptest! {
    #[test]
    fn an_attribute_is_won_by_the_row_that_sorts_first(table in table(), rule in rules()) {
        let config = config(&["a"], Survivorship { rules: vec![rule.clone()], groups: vec![] });
        prop_assert_eq!(Ok(engine(&table, &config)), oracle(&table, &ATTRIBUTE.sql(&rule)));
    }

    #[test]
    fn a_group_is_won_by_the_row_that_sorts_first(table in table(), rule in rules()) {
        let group = Group { name: "g".into(), attributes: vec![0, 1], rule: rule.clone() };
        let config = config(&["a", "b"], Survivorship { rules: vec![], groups: vec![group] });
        prop_assert_eq!(Ok(engine(&table, &config)), oracle(&table, &GROUP.sql(&rule)));
    }
}
