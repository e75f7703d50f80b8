//! The golden records that a decision is about, beside each other: the parts of a split; of a merge both as they are and
//! the one that follows.
//!
//! ```text
//!               G-7F3A21C0           G-55D0E9B2
//!               keeps its id         new id
//!               2 records            1 record
//! company_name  Northwind Traders    + Southwind Toys
//! ```

use crate::model::Golden;
use crate::text::{SafeText, width::columns as wide};
use crate::tui::screens::review::golden;
use crate::tui::screens::{counted, keys};
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::record_key::several;
use crate::tui::widgets::row::{Pieces, Row, part, wrap};
use crate::workspace::{ClusterRef, Proposal};

/// A golden record is at least so wide; where not all find room so, they stand one below the other.
const NARROWEST: usize = 22;
/// Lines of a value at most; what is longer is cut with a mark.
const TALLEST: usize = 3;
/// Columns of the mark before a value.
const MARK: usize = 2;

/// A golden record with what is said of it.
struct Column<'a> {
    cluster: &'a ClusterRef,
    fate: String,
    role: Role,
    /// It is what follows: what changes about it is marked.
    follows: bool,
}

/// The lines.
pub fn lines(state: &State, proposal: &Proposal, columns: usize) -> Vec<Row> {
    let all = wanted(proposal);
    let name = names(state, columns);
    let room = columns.saturating_sub(name + 1);
    if all.len() > 1 && room / all.len() > NARROWEST {
        return table(state, proposal, &all, columns);
    }
    // One below the other: only what follows.
    let follows = all.iter().filter(|column| column.follows || all.len() == 1);
    follows.flat_map(|column| table(state, proposal, std::slice::from_ref(column), columns)).collect()
}

fn names(state: &State, columns: usize) -> usize {
    state.catalog.attributes.iter().map(|a| wide(&a.name)).max().unwrap_or(0).min(columns / 4)
}

/// What is shown: all that follows; before a merge also what there is now.
fn wanted(proposal: &Proposal) -> Vec<Column<'_>> {
    let created = |id: &String| proposal.ids.created.contains(id);
    let mut all = Vec::new();
    if proposal.clusters.len() < proposal.before.len() {
        all.extend(proposal.before.iter().map(|cluster| Column {
            cluster,
            fate: "now".to_owned(),
            role: Role::Muted,
            follows: false,
        }));
    }
    let merged = !all.is_empty();
    all.extend(proposal.clusters.iter().map(|cluster| {
        Column {
            cluster,
            fate: match created(&cluster.golden_id) {
                true => "new id",
                // Whose id it keeps is seen beside it, and of a screen too narrow for that below.
                false if merged => "after",
                false => "keeps its id",
            }
            .to_owned(),
            role: Role::Title,
            follows: true,
        }
    }));
    all
}

fn table(state: &State, proposal: &Proposal, shown: &[Column], columns: usize) -> Vec<Row> {
    let theme = state.theme;
    let muted = theme.style(Role::Muted);
    let name = names(state, columns);
    let width = (columns.saturating_sub(name + 1) / shown.len().max(1)).saturating_sub(2);
    let line = |cells: Vec<(String, Role)>| {
        cells
            .into_iter()
            .fold(Row::new(columns).gap(name + 1), |row, (text, role)| row.cell(&text, width, theme.style(role)).gap(2))
    };
    let head = |text: &dyn Fn(&Column) -> (String, Role)| line(shown.iter().map(text).collect());
    let mut lines = vec![
        Row::new(columns),
        head(&|column| (column.cluster.golden_id.clone(), column.role)),
        head(&|column| (format!("{} · {}", column.fate, counted(column.cluster.members.len(), "record")), Role::Muted)),
    ];
    if let [column] = shown {
        let all = wrap(&keys(&column.cluster.members), width.max(2));
        // The values are what is decided on: a long list of records would push them off the screen.
        let members = if all.len() > TALLEST { vec![several(&column.cluster.members, width)] } else { all };
        lines.extend(members.iter().map(|text| line(vec![(text.clone(), Role::Strong)])));
    } else {
        lines.push(head(&|column| (several(&column.cluster.members, width), Role::Strong)));
    }
    for attribute in 0..state.catalog.attributes.len() {
        let cells: Vec<Pieces> = shown.iter().map(|column| value(state, proposal, column, attribute)).collect();
        if cells.iter().all(Vec::is_empty) {
            continue;
        }
        lines.extend(rows(state, attribute, cells, (columns, name, width)));
    }
    lines.extend(
        shown
            .iter()
            .any(|column| column.follows)
            .then(|| Row::new(columns).gap(name + 1).text("+ new  ≠ changed  = as it was", muted)),
    );
    lines
}

/// A golden value with a mark that says what becomes of it; nothing where there is and was none.
fn value(state: &State, proposal: &Proposal, column: &Column, attribute: usize) -> Pieces {
    let theme = state.theme;
    let Golden { values } = &column.cluster.golden;
    let Some(value) = values.get(attribute) else { return Vec::new() };
    let (text, role) = golden::value(state, attribute, value);
    let text = SafeText::from_data(&text).as_str().to_owned();
    if !column.follows {
        let known = value.value.is_some();
        return if known {
            vec![("  ".to_owned(), theme.style(Role::Muted)), (text, theme.style(Role::Text))]
        } else {
            Vec::new()
        };
    }
    let name = state.catalog.name(attribute);
    let id = &column.cluster.golden_id;
    let change = proposal.golden_changes.iter().find(|change| change.golden_id == *id && change.attribute == name);
    if value.value.is_none() && change.is_none() {
        return Vec::new();
    }
    let mark = match change {
        Some(change) if change.before.is_none() => "+ ",
        Some(_) => "≠ ",
        None => "= ",
    };
    let role = if change.is_some() { Role::Differs } else { role };
    let mut pieces = vec![(mark.to_owned(), theme.style(role)), (text, theme.style(role))];
    if let Some(before) = change.and_then(|change| change.before.as_deref()) {
        let before = state.shown(attribute, before);
        let was = format!("  was {}", SafeText::from_data(&before).as_str());
        pieces.push((was, theme.style(Role::Muted)));
    }
    pieces
}

/// The lines of an attribute: long values go on below.
fn rows(
    state: &State,
    attribute: usize,
    mut cells: Vec<Pieces>,
    (columns, name, width): (usize, usize, usize),
) -> Vec<Row> {
    let muted = state.theme.style(Role::Muted);
    let mut lines = Vec::new();
    for n in 0..TALLEST {
        let label = if n == 0 { state.catalog.name(attribute) } else { "" };
        let mut row = Row::new(columns).cell(label, name, muted).gap(1);
        for rest in &mut cells {
            let all = std::mem::take(rest);
            // What goes on below stands under the value, not under its mark.
            let hang = if n == 0 { 0 } else { MARK };
            let room = width.saturating_sub(hang);
            let (head, tail) = if n + 1 < TALLEST { part(all, room) } else { (all, Vec::new()) };
            *rest = tail;
            row = row.gap(hang).pieces(&head, room).gap(2);
        }
        lines.push(row);
        if cells.iter().all(Vec::is_empty) {
            break;
        }
    }
    lines
}
