//! A cluster as a picture: its records, the links that hold it, the one that it would break at, bridges to others.

mod layout;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Clear, Widget};

use super::{Overlay, window};
use crate::model::{RecordKey, two_digits};
use crate::text::width::columns as wide;
use crate::tui::msg::Effect;
use crate::tui::screens::review::blind;
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::raster::Raster;
use crate::tui::widgets::record_key::short;
use crate::tui::widgets::row::{self, Row};
use crate::workspace::ClusterView;
use layout::Edge;

/// Records that a picture has room for; of a larger cluster those on both sides of its weakest link that hold together
/// best with the ends of that link.
const MOST: usize = 36;
/// Links at least so probable are drawn though the cluster would hold without them.
const LIKELY: f64 = 0.5;
/// Of those so many a record at most.
const SPARE_PER_NODE: usize = 2;
/// Up to so many nodes the links that hold the cluster bear their probability.
const FEW: usize = 10;
/// Columns from which the records are listed beside the picture.
const BESIDE: u16 = 76;
const LEGEND: u16 = 30;

/// The picture, worked out once.
#[derive(Clone, Debug)]
pub struct Graph {
    /// Records by position in the cluster, in the order in which they hold together.
    nodes: Vec<usize>,
    /// Golden ids that bridges lead to; nodes after the records.
    others: Vec<String>,
    at: Vec<(f64, f64)>,
    edges: Vec<Edge>,
    /// The edge that it would break at, and how many records the smaller side of the cluster has then.
    weakest: Option<(usize, usize)>,
    /// Records of the cluster.
    size: usize,
    /// Records that found no room.
    left_out: usize,
    /// Links that are not drawn, since it would hold without them and there are very many.
    undrawn: usize,
}

/// Opens the picture of the cluster under review.
pub fn open(state: &mut State) -> Vec<Effect> {
    let Some(view) = &state.review.view else { return Vec::new() };
    if blind::hides_scores(state, view) {
        let why = state.keys.spelled("links: they would tell the scores, which are hidden ({blind} shows them)");
        state.warn(why.into_owned());
        return Vec::new();
    }
    let graph = Graph::new(view);
    state.overlays.push(Overlay::Graph(graph));
    Vec::new()
}

impl Graph {
    /// The picture of a cluster.
    pub fn new(view: &ClusterView) -> Self {
        let n = view.members.len();
        let mut likely = vec![vec![0.0_f64; n]; n];
        for pair in &view.pairs {
            let place = |key: &RecordKey| view.members.iter().position(|member| member.record.key == *key);
            if let (Some(a), Some(b)) = (place(&pair.a), place(&pair.b)) {
                likely[a][b] = pair.probability;
                likely[b][a] = pair.probability;
            }
        }
        let known = |(near, end): &(usize, usize)| view.far.contains(end) && !view.far.contains(near);
        let sides = view.weakest.filter(|ends| n > MOST && known(ends));
        let (nodes, tree) = match sides {
            Some(ends) => both_sides(&likely, ends, &view.far),
            None => tree(&likely, 0, MOST, |_| true),
        };
        let place = |member: usize| nodes.iter().position(|node| *node == member);
        let mut edges = Vec::new();
        for (i, &a) in nodes.iter().enumerate() {
            for (j, &b) in nodes.iter().enumerate().skip(i + 1) {
                let holds = tree.iter().any(|edge| *edge == (a, b) || *edge == (b, a));
                if holds || likely[a][b] >= LIKELY {
                    edges.push(Edge { a: i, b: j, probability: likely[a][b], holds });
                }
            }
        }
        // Where nearly all are alike, the links that it would hold without hide those that hold it.
        let spare = edges.len().saturating_sub(tree.len());
        let undrawn = if spare > SPARE_PER_NODE * nodes.len() { spare } else { 0 };
        let holding = edges.iter().enumerate().filter(|(_, edge)| edge.holds);
        let weakest = holding.min_by(|(_, a), (_, b)| a.probability.total_cmp(&b.probability)).map(|(at, _)| at);
        let weakest = match sides {
            // The tree of the whole cluster is known where that was made.
            Some(ends) => {
                let found = edges.iter().position(|edge| {
                    let ends_of = (nodes.get(edge.a).copied(), nodes.get(edge.b).copied());
                    ends_of == (Some(ends.0), Some(ends.1)) || ends_of == (Some(ends.1), Some(ends.0))
                });
                found.map(|at| (at, view.far.len().min(n - view.far.len())))
            }
            None => weakest.map(|at| (at, smaller_side(nodes.len(), &edges, at))),
        };
        let mut others: Vec<String> = Vec::new();
        for bridge in &view.bridges {
            let from = view.members.iter().position(|member| member.record.key == bridge.from).and_then(place);
            let Some(from) = from else { continue };
            let known = others.iter().position(|other| *other == bridge.other_golden_id);
            let to = known.unwrap_or_else(|| {
                others.push(bridge.other_golden_id.clone());
                others.len() - 1
            });
            edges.push(Edge { a: from, b: nodes.len() + to, probability: bridge.probability, holds: false });
        }
        let at = layout::positions(nodes.len() + others.len(), &edges);
        Self { size: n, left_out: n - nodes.len(), undrawn, nodes, others, at, edges, weakest }
    }

    pub(super) fn draw(&self, state: &State, area: Rect, buffer: &mut Buffer) {
        let Some(view) = &state.review.view else { return };
        let (columns, rows) = (area.width.saturating_sub(2).min(130), area.height.min(40));
        let title = format!("Links of {}", view.golden_id);
        let inner = window(state, area, &title, columns, rows, buffer);
        let beside = if inner.width >= BESIDE { LEGEND } else { 0 };
        let foot = self.foot(state, usize::from(inner.width));
        let height = inner.height.saturating_sub(foot.len() as u16);
        let picture = Rect { width: inner.width - beside, height, ..inner };
        self.draw_picture(state, view, picture, beside == 0, buffer);
        if beside > 0 {
            let legend = Rect { x: picture.right() + 2, width: beside.saturating_sub(2), height, ..inner };
            row::draw(self.legend(state, view, usize::from(legend.width)), legend, buffer);
        }
        row::draw(foot, Rect { y: inner.y + height, height: inner.height - height, ..inner }, buffer);
    }

    fn draw_picture(&self, state: &State, view: &ClusterView, area: Rect, named: bool, buffer: &mut Buffer) {
        let theme = &state.theme;
        let names: Vec<String> = (0..self.at.len()).map(|node| self.name(view, node, named, area.width)).collect();
        let widest = names.iter().map(|name| wide(name)).max().unwrap_or(1) as u16;
        // Room at the right for the names, which stand beside their nodes.
        let field = Rect { width: area.width.saturating_sub(widest + 2), ..area };
        let mut raster = Raster::new(usize::from(field.width), usize::from(field.height));
        let (across, down) = raster.dots();
        let dot = |node: usize| {
            let (x, y) = self.at[node];
            let place = |share: f64, dots: usize| (share * dots.saturating_sub(1) as f64).round() as usize;
            (place(x, across), place(y, down))
        };
        // The likeliest first: what is in doubt lies on top.
        let mut order: Vec<usize> = (0..self.edges.len()).collect();
        order.sort_by(|a, b| self.edges[*b].probability.total_cmp(&self.edges[*a].probability));
        let bridge = |edge: &Edge| edge.b >= self.nodes.len();
        for &at in &order {
            let edge = self.edges[at];
            if self.undrawn > 0 && !edge.holds && !bridge(&edge) {
                continue;
            }
            let (dash, style) = self.look(state, at);
            raster.line(dot(edge.a), dot(edge.b), dash, style);
        }
        raster.draw(area, buffer);
        let cell = |(x, y): (usize, usize)| (area.x + (x / 2) as u16, area.y + (y / 4) as u16);
        if self.at.len() <= FEW {
            for &at in order.iter().filter(|at| self.edges[**at].holds) {
                let (a, b) = (dot(self.edges[at].a), dot(self.edges[at].b));
                let text = two_digits(self.edges[at].probability);
                let (x, y) = cell((usize::midpoint(a.0, b.0), usize::midpoint(a.1, b.1)));
                put(&text, self.look(state, at).1, (x.saturating_sub(2).max(area.x), y), area, buffer);
            }
        }
        for (node, name) in names.iter().enumerate() {
            let role = if node < self.nodes.len() { Role::Strong } else { Role::Danger };
            put(name, theme.style(role), cell(dot(node)), area, buffer);
        }
    }

    /// How a link is drawn: which of its dots, and in which style.
    fn look(&self, state: &State, at: usize) -> ((usize, usize), Style) {
        let edge = self.edges[at];
        let theme = &state.theme;
        if edge.b >= self.nodes.len() {
            ((1, 3), theme.style(Role::Danger))
        } else if self.weakest.is_some_and(|(weakest, _)| weakest == at) {
            ((1, 2), theme.style(Role::Warning))
        } else if edge.holds {
            ((1, 1), theme.style(Role::Same))
        } else {
            ((1, 4), theme.style(Role::Muted))
        }
    }

    fn name(&self, view: &ClusterView, node: usize, named: bool, columns: u16) -> String {
        let most = usize::from(columns / 3).max(4);
        match self.nodes.get(node) {
            Some(&member) if named => match view.members.get(member) {
                Some(member) => format!("● {}", short(&member.record.key, most)),
                None => "●".to_owned(),
            },
            Some(_) => format!("● {}", node + 1),
            None => format!("▸ {}", self.others.get(node - self.nodes.len()).map_or("", String::as_str)),
        }
    }

    fn legend(&self, state: &State, view: &ClusterView, columns: usize) -> Vec<Row> {
        let theme = &state.theme;
        let record = |(n, &member): (usize, &usize)| {
            let key =
                view.members.get(member).map_or_else(String::new, |m| short(&m.record.key, columns.saturating_sub(4)));
            Row::new(columns)
                .number(&(n + 1).to_string(), 2, theme.style(Role::Key))
                .gap(2)
                .text(&key, theme.style(Role::Text))
        };
        self.nodes.iter().enumerate().map(record).collect()
    }

    /// What the picture says, in words.
    fn foot(&self, state: &State, columns: usize) -> Vec<Row> {
        let theme = &state.theme;
        let mut lines = Vec::new();
        if let Some((at, side)) = self.weakest {
            let edge = self.edges[at];
            let others = self.size - side;
            let text = format!(
                "weakest link {}: there it would break in {others} and {side} records",
                two_digits(edge.probability)
            );
            lines.push(Row::new(columns).text("╍ ", theme.style(Role::Warning)).text(&text, theme.style(Role::Text)));
        }
        let holds = "━ holds it together  ";
        let likely = match self.undrawn {
            0 => "┈ likely as well  ".to_owned(),
            undrawn => format!("{undrawn} more are likely as well  "),
        };
        lines.push(
            Row::new(columns)
                .text(holds, theme.style(Role::Same))
                .text(&likely, theme.style(Role::Muted))
                .text(if self.others.is_empty() { "" } else { "▸ set apart by somebody" }, theme.style(Role::Danger)),
        );
        if self.left_out > 0 {
            let text = format!("{} more records find no room here", self.left_out);
            lines.push(Row::new(columns).text(&text, theme.style(Role::Warning)));
        }
        lines
    }
}

/// Writes a text from a cell on, within an area.
fn put(text: &str, style: Style, (x, y): (u16, u16), area: Rect, buffer: &mut Buffer) {
    let columns = wide(text) as u16;
    let x = x.min(area.right().saturating_sub(columns)).max(area.x);
    if y < area.bottom() {
        let place = Rect { x, y, width: columns.min(area.right().saturating_sub(x)), height: 1 };
        // What lies under it gives way, with its hue.
        Clear.render(place, buffer);
        row::draw([Row::new(usize::from(place.width)).text(text, style)], place, buffer);
    }
}

/// Nodes and edges of a tree.
type Tree = (Vec<usize>, Vec<(usize, usize)>);

/// What holds best to either end of the weakest link, with that link between them; `far` hang on its second end.
fn both_sides(likely: &[Vec<f64>], (near, end): (usize, usize), far: &[usize]) -> Tree {
    let is_far = |node: usize| far.contains(&node);
    let beyond = far.len().min((MOST / 2).max(MOST.saturating_sub(likely.len() - far.len())));
    let (mut nodes, mut edges) = tree(likely, near, MOST - beyond, |node| !is_far(node));
    let (more, of_these) = tree(likely, end, beyond, is_far);
    nodes.extend(more);
    edges.push((near, end));
    edges.extend(of_these);
    (nodes, edges)
}

/// The strongest tree from `start` over at most `most` nodes of those that `may` belong to it, in the order in which they
/// are found.
fn tree(likely: &[Vec<f64>], start: usize, most: usize, may: impl Fn(usize) -> bool) -> Tree {
    let n = likely.len();
    let mut inside = vec![false; n];
    let (mut nodes, mut edges) = (vec![start], Vec::new());
    if let Some(first) = inside.get_mut(start) {
        *first = true;
    }
    while nodes.len() < most {
        let mut best: Option<(f64, usize, usize)> = None;
        for &a in &nodes {
            for b in (0..n).filter(|b| !inside[*b] && may(*b)) {
                if best.is_none_or(|(most, ..)| likely[a][b] > most) {
                    best = Some((likely[a][b], a, b));
                }
            }
        }
        let Some((_, a, b)) = best else { break };
        inside[b] = true;
        nodes.push(b);
        edges.push((a, b));
    }
    (nodes, edges)
}

/// Records on the smaller side of an edge of the tree.
fn smaller_side(n: usize, edges: &[Edge], cut: usize) -> usize {
    let mut beyond = vec![false; n];
    if let Some(far) = edges.get(cut).and_then(|edge| beyond.get_mut(edge.b)) {
        *far = true;
    }
    // As often as there are nodes: then nothing more can be reached.
    for _ in 0..n {
        for (at, edge) in edges.iter().enumerate().filter(|(at, edge)| *at != cut && edge.holds) {
            let reached = beyond[edge.a] || beyond[edge.b];
            if reached && at != cut {
                (beyond[edge.a], beyond[edge.b]) = (true, true);
            }
        }
    }
    let far = beyond.iter().filter(|far| **far).count();
    far.min(n - far)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::fixtures;

    #[test]
    fn the_picture_shows_where_the_cluster_would_break() {
        let graph = Graph::new(&fixtures::cluster());
        assert_eq!((graph.nodes.len(), graph.left_out), (3, 0));
        let (weakest, side) = graph.weakest.unwrap();
        let edge = graph.edges[weakest];
        assert!((edge.probability - 0.413).abs() < 1e-9 && side == 1);
        let mut view = fixtures::many(120);
        for far in [vec![7, 50], (60..120).collect(), (7..120).collect()] {
            let near = (0..120).find(|node| !far.contains(node)).unwrap();
            view.weakest = Some((near, far[0]));
            view.far.clone_from(&far);
            let large = Graph::new(&view);
            assert_eq!((large.nodes.len(), large.left_out), (MOST, 120 - MOST));
            let (weakest, side) = large.weakest.unwrap();
            let edge = large.edges[weakest];
            assert_eq!((large.nodes[edge.a], large.nodes[edge.b]), (near, far[0]), "the picture has the link in doubt");
            assert_eq!(side, far.len().min(120 - far.len()), "of the whole cluster");
        }
    }
}
