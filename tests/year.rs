//! A year of decisions that last: fifty match runs over drifting records, and two stewards who know the truth.
//!
//! From run to run records change, vanish, come back and arrive; the engine draws its groups anew, with false merges
//! and false splits, under other names. The stewards take tasks from the queue and clusters at random and decide by
//! the true entities, with a slip now and then that they take back. After every load and every steward's turn the
//! workspace is held against an account of its own (`year/ledger.rs`, which shares no code with the product): no
//! decision is lost, none is contradicted, and golden ids stay. At the end the same year is lived again in a new
//! workspace and must come to the same crosswalk.
//!
//! The default year is a small one, the same every time. `GOLDSMITH_YEAR=full cargo test --release --test year --
//! --nocapture` lives the full one, of 5,000 decisions; any number in place of `full` is the seed of another small one.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

#[path = "year/chance.rs"]
mod chance;
#[path = "year/check.rs"]
mod check;
#[path = "year/engine.rs"]
mod engine;
#[path = "year/ledger.rs"]
mod ledger;
#[path = "year/steward.rs"]
mod steward;
#[path = "year/world.rs"]
mod world;

use std::time::Instant;

use check::Year;

/// How large a year is.
#[derive(Clone, Copy, Debug)]
struct Size {
    runs: usize,
    /// Records of the whole year; about two thirds of them are there at the start.
    records: usize,
    /// Decisions of the whole year.
    decisions: usize,
    seed: u64,
}

fn live(size: Size, four_eyes: bool) {
    let start = Instant::now();
    let mut year = Year::new(size.records, size.runs, size.seed, four_eyes);
    for run in 1..=size.runs {
        year.load(run);
        let today = size.decisions * run / size.runs - size.decisions * (run - 1) / size.runs;
        year.turn(0, today / 2);
        year.turn(1, today - today / 2);
        if run % 5 == 0 {
            year.export(run);
        }
    }
    year.end();
    println!("{} ({} s)", year.told(), start.elapsed().as_secs());
}

/// The year that was asked for.
fn size() -> Size {
    let small = Size { runs: 50, records: 160, decisions: 250, seed: 1 };
    match std::env::var("GOLDSMITH_YEAR").ok().as_deref() {
        None => small,
        Some("full") => Size { records: 2_000, decisions: 5_000, ..small },
        Some(seed) => Size { seed: seed.parse().unwrap(), ..small },
    }
}

#[test]
fn a_year_loses_no_decision() {
    live(size(), false);
}

#[test]
fn a_year_under_four_eyes_loses_none_either() {
    let size = size();
    live(Size { decisions: size.decisions / 2, seed: size.seed + 1, ..size }, true);
}
