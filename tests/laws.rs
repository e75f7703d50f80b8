//! The journal's laws, over random scripts of two stewards, nightly loads and exports on one small workspace.
//!
//! After every step the workspace is held against an oracle that shares no code with the product (`laws/oracle.rs`,
//! `laws/asked.rs`, `laws/values.rs`, `laws/stale.rs`). `laws/script.rs` makes scripts, `laws/world.rs` plays them, `laws/check.rs` and
//! `laws/announced.rs` hold both sides against each other, `laws/files.rs` writes the sources.
//!
//! The default run takes seconds and plays the same scripts every time. `GOLDSMITH_LAWS=100 cargo test --test laws`
//! plays a hundred times as many, other ones each time.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

#[path = "laws/announced.rs"]
mod announced;
#[path = "laws/asked.rs"]
mod asked;
#[path = "laws/check.rs"]
mod check;
#[path = "laws/files.rs"]
mod files;
#[path = "laws/known.rs"]
mod known;
#[path = "laws/oracle.rs"]
mod oracle;
#[path = "laws/script.rs"]
mod script;
#[path = "laws/stale.rs"]
mod stale;
#[path = "laws/values.rs"]
mod values;
#[path = "laws/world.rs"]
mod world;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

use files::Files;
use script::Step;
use world::World;

/// Scripts of a default run, for each of the two policies.
const SCRIPTS: u32 = 40;

fn play(four_eyes: bool) {
    let times: u32 = std::env::var("GOLDSMITH_LAWS").ok().and_then(|times| times.parse().ok()).unwrap_or(1);
    let config =
        Config { cases: SCRIPTS * times, failure_persistence: None, max_shrink_iters: 500, ..Config::default() };
    let inputs = (script::files(), script::script(), any::<u64>());
    // The default run is the same every time; a campaign looks where nobody has looked.
    let runner = |config: Config| match std::env::var_os("GOLDSMITH_LAWS") {
        None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
        Some(_) => TestRunner::new(config),
    };
    let played = runner(config).run(&inputs, |(files, script, shuffle): (Files, Vec<Step>, u64)| {
        let mut world = World::new(files, four_eyes);
        for step in &script {
            world.play(step);
        }
        world.end(shuffle);
        Ok(())
    });
    match played {
        Ok(()) => {}
        Err(TestError::Fail(why, (files, script, shuffle))) => {
            panic!("{why}\nfiles: {files:?}\nscript: {script:?}\nshuffle: {shuffle}")
        }
        Err(TestError::Abort(why)) => panic!("{why}"),
    }
}

#[test]
fn laws_under_one_pair_of_eyes() {
    play(false);
}

#[test]
fn laws_under_four_eyes() {
    play(true);
}
