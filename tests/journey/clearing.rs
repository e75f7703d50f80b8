//! The whole queue of the demo, cleared in the real program by a steward who knows the truth and takes the shortest way
//! that the screen offers; every key is counted, and the README says how many there were.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use goldsmith::model::RecordKey;
use goldsmith::workspace::{ClusterView, Page, Query, Workspace};

use crate::terminal::Terminal;
use crate::{ENTER, demo, golden_id, goldsmith};

/// Which entity each record is of.
type Truth = BTreeMap<RecordKey, String>;

/// A steward at the terminal.
struct Steward<'a> {
    terminal: Terminal,
    dir: &'a Path,
    truth: Truth,
    keys: usize,
    reviewed: Vec<RecordKey>,
}

fn truth() -> Truth {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/customer/truth.csv");
    let text = fs::read_to_string(file).unwrap();
    let record = |row: &str| {
        let parts: Vec<&str> = row.split(',').collect();
        (format!("{}:{}", parts[0], parts[1]).parse().unwrap(), parts[2].to_owned())
    };
    text.lines().skip(1).map(record).collect()
}

impl Steward<'_> {
    fn press(&mut self, key: &str) {
        self.terminal.press(key);
        self.keys += 1;
    }

    /// The workspace as it is now.
    fn workspace(&self) -> Workspace {
        Workspace::open(self.dir, "reader").unwrap()
    }

    /// Records of one entity together, each part in the order of its keys.
    fn parts(&self, view: &ClusterView) -> BTreeSet<Vec<RecordKey>> {
        let mut parts: BTreeMap<&str, Vec<RecordKey>> = BTreeMap::new();
        for member in &view.members {
            let key = &member.record.key;
            parts.entry(self.truth[key].as_str()).or_default().push(key.clone());
        }
        parts.into_values().collect()
    }

    /// Decides what is on the screen by the fewest keys.
    fn decide(&mut self, id: &str) {
        let workspace = self.workspace();
        let view = workspace.cluster(id).unwrap();
        let parts = self.parts(&view);
        self.reviewed.extend(view.members.iter().map(|member| member.record.key.clone()));
        match (parts.len(), view.members.len()) {
            (1, _) => self.press("y"),
            (_, 2) => self.press("n"),
            _ => {
                let offers = workspace.splits(id).unwrap();
                let right =
                    offers.iter().position(|offer| offer.parts.iter().cloned().collect::<BTreeSet<_>>() == parts);
                match right {
                    Some(at) => self.accept(at, offers.len()),
                    None => self.by_hand(&view),
                }
                // Parts of several records are confirmed with the split: they would come back for it.
                if parts.iter().any(|part| part.len() > 1) {
                    self.press(ENTER);
                    self.terminal.wait_for("What would follow");
                    self.press("y");
                } else {
                    self.press("S");
                }
            }
        }
    }

    /// Goes through the proposed splits to this one.
    fn accept(&mut self, at: usize, of: usize) {
        for n in 1..=at + 1 {
            self.press("\t");
            self.terminal.wait_for(&format!("split {n} of {of}"));
        }
    }

    /// Puts records into groups, those of the largest entity apart, which stay as they are.
    fn by_hand(&mut self, view: &ClusterView) {
        let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
        let of: Vec<&str> = view.members.iter().map(|member| self.truth[&member.record.key].as_str()).collect();
        for entity in &of {
            *sizes.entry(entity).or_default() += 1;
        }
        let largest = sizes.iter().max_by_key(|(_, size)| **size).map(|(entity, _)| *entity).unwrap();
        let others: Vec<&str> = sizes.keys().copied().filter(|entity| *entity != largest).collect();
        let groups: Vec<Option<usize>> =
            of.iter().map(|entity| others.iter().position(|other| other == entity)).collect();
        let last = groups.iter().rposition(Option::is_some).unwrap();
        for (at, group) in groups.iter().enumerate().take(last + 1) {
            if let Some(group) = group {
                self.press(&(group + 1).to_string());
            }
            if at < last {
                self.press("l");
            }
        }
    }

    /// What is on the screen once the decision is written and the next task has been read; `None`: the queue is empty.
    fn next(&mut self, decisions: i64) -> Option<String> {
        let workspace = self.workspace();
        self.terminal.wait_until("the decision", |_| newest(&workspace) > decisions);
        loop {
            let done = |screen: &str| screen.contains("Nothing left to review");
            let ready = |screen: &str| done(screen) || screen.contains("y same") && !screen.contains("saving");
            let screen = self.terminal.wait_until("the next task", ready);
            // A task may come back at once, as it is now: what is read again must have been read.
            thread::sleep(Duration::from_millis(120));
            if self.terminal.screen() == screen {
                return (!done(&screen)).then(|| golden_id(screen.lines().nth(1).unwrap_or_default()));
            }
        }
    }
}

fn newest(workspace: &Workspace) -> i64 {
    workspace.log(None, None, 1).unwrap().first().map_or(0, |entry| entry.seq)
}

#[test]
fn the_demos_queue_takes_the_keys_that_the_readme_says() {
    let home = demo();
    let dir = home.path().join("demo");
    // What chance asks again is no part of the figure.
    let configuration = dir.join("goldsmith.toml");
    let text = fs::read_to_string(&configuration).unwrap();
    fs::write(&configuration, text.replacen("[review]\n", "[review]\nask_again = 0.0\n", 1)).unwrap();
    let reader = Workspace::open(&dir, "reader").unwrap();
    let tasks = reader.queue(&Query::default(), &Page::first(1_000)).unwrap().len();
    let mut steward = Steward {
        terminal: Terminal::start(&dir, (140, 45), &["review"]),
        dir: &dir,
        truth: truth(),
        keys: 0,
        reviewed: Vec::new(),
    };
    steward.terminal.wait_for("task 1 of");
    let mut at = steward.next(-1);
    let mut decided = 0;
    while let Some(id) = at {
        let before = newest(&reader);
        steward.decide(&id);
        decided += 1;
        at = steward.next(before);
    }
    steward.terminal.press("q");
    assert_eq!(steward.terminal.end(), 0);
    assert!(reader.queue(&Query::default(), &Page::first(1)).unwrap().is_empty());
    for record in &steward.reviewed {
        let view = reader.cluster(&record.to_string()).unwrap();
        assert_eq!(steward.parts(&view).len(), 1, "{record} stands with records of another entity");
    }
    assert_eq!(goldsmith(&dir, &["verify", "--json"])["ok"], true);

    let keys = steward.keys;
    let stated = format!("{tasks} tasks of the demo take {keys} keys");
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let words = readme.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains(&stated), "the README should say: {stated} ({decided} decisions)");
}
