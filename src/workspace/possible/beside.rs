//! Two clusters that may be one, side by side: what Review shows where its task asks so.

use crate::error::Result;
use crate::model::{Golden, Record, RecordKey};
use crate::resolve::{Standing, identity};
use crate::store::Db;
use crate::survivorship;
use crate::workspace::decided::Decided;
use crate::workspace::desk::Desk;
use crate::workspace::overlay::Sight;
use crate::workspace::view::{ClusterView, PossibleView};
use crate::workspace::{Workspace, read};

/// Whether a cluster that may be the same is shown beside one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sides {
    /// Where the task asks whether the two are one.
    #[default]
    Asked,
    /// No.
    One,
    /// Wherever there is such a cluster.
    Both,
}

/// A cluster that is shown beside another one, since the two may be one.
#[derive(Clone, Debug, PartialEq)]
pub struct Beside {
    /// What is asked.
    pub question: PossibleView,
    /// Position of its first record: they come after those of the cluster at hand.
    pub from: usize,
    /// The golden id that both would have as one.
    pub stays: String,
    /// The golden records of both as they are: that of the cluster at hand, and its own. What the view has as golden
    /// record is the one that both would have.
    pub golden: [Golden; 2],
}

impl Workspace {
    /// A cluster as it is reviewed: like [`Workspace::cluster`], or with the one that may be the same beside it. Then
    /// members and their pairs are those of both, the weakest link is the likeliest pair across, and the golden record
    /// is that of both as one.
    ///
    /// # Errors
    /// As of [`Workspace::cluster`].
    pub fn reviewed(&self, id: &str, sides: Sides) -> Result<ClusterView> {
        self.read(|db| reviewed(db, &self.desk, id, sides))
    }
}

fn reviewed(db: &Db, desk: &Desk, id: &str, sides: Sides) -> Result<ClusterView> {
    let (sight, at) = read::sight(db, desk, id)?;
    let mut view = read::view(db, desk, id, &sight, at)?;
    let question = match sides {
        Sides::One => None,
        Sides::Both => view.possible.first().cloned(),
        Sides::Asked => asked(&view, &sight, at),
    };
    if let Some(question) = question {
        set_beside(desk, &mut view, &sight, at, question);
    }
    Ok(view)
}

/// What the task of a cluster asks, if it is whether another one is the same.
fn asked(view: &ClusterView, sight: &Sight, at: usize) -> Option<PossibleView> {
    let Sight { material, derived } = sight;
    let here = derived.clusters[at].asks_of_another.then_some(&view.golden_id)?;
    let found = derived.possible.iter().find(|one| one.here == *here)?;
    found.seen_from(here, &material.island)
}

fn set_beside(desk: &Desk, view: &mut ClusterView, sight: &Sight, at: usize, question: PossibleView) {
    let Sight { material, derived } = sight;
    let Some(other) = sight.cluster_of(&question.other) else { return };
    let (here, there) = (&derived.clusters[at], &derived.clusters[other]);
    let from = view.members.len();
    view.members.extend(read::members(material, &read::constraints(desk, material), there));
    let mut nodes = [here.nodes.as_slice(), there.nodes.as_slice()].concat();
    view.pairs = read::pairs(desk, material, &nodes);
    let place = |key: &RecordKey| view.members.iter().position(|member| member.record.key == *key);
    view.weakest = place(&question.record).zip(place(&question.other));
    view.far = Vec::new();
    view.cohesion = None;
    nodes.sort_unstable();
    let stays = identity::oldest(nodes.iter().map(|&node| &material.island.nodes[derived.borne[node]]));
    let stays = stays.map_or_else(String::new, |node| node.golden_id.clone());
    let standing = Standing::of(&material.island.assertions);
    let decided = Decided::of(&desk.config, material, &standing, &nodes);
    let present: Vec<&Record> =
        nodes.iter().filter(|&&node| !material.island.nodes[node].gone).map(|&node| &material.records[node]).collect();
    let both = survivorship::golden(&desk.config, &present, &decided.overrides);
    let own = std::mem::replace(&mut view.golden, both);
    view.beside = Some(Beside { question, from, stays, golden: [own, there.golden.clone()] });
}
