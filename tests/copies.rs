//! The laws of three copies of a workspace: each loads, decides, undoes, exports when it likes, and hears from the others
//! when it happens to, in part, twice, in any order. At every moment each copy shows what follows from its records, its
//! run and the set of what it holds; and once all have heard all, they show the same.
//!
//! The oracle is that of `laws/`, which shares no code with the product. What somebody had before them when they spoke
//! is noted here, from what was handed over, and never taken from the journal's own account of it.
//!
//! Which law of lasting decisions is where:
//!
//! | law | what it says | where |
//! | --- | --- | --- |
//! | P1 | clusters, ids, values are those of the plain reading | `laws`, here: `check.rs`, after every step |
//! | P2 | any order of arrival, twice or in part: the same state | here: `hear`, `agree`; rows of files: `laws` |
//! | P3 | undo after do, redo after undo change nothing | `laws`: `there_and_back`, `unwind`; here: `there_and_back` |
//! | P4 | every record is in exactly one cluster | `laws/check.rs`: `partition`, used here too; `year` |
//! | P5 | golden ids are unique, and all of them lead somewhere | `partition`, `ids_resolve`; `year` |
//! | P6 | two that are kept apart are never together | here and `laws`: after every step; `year` |
//! | P7 | a link that is refused is named in a conflict | here: `conflicts` |
//! | P7b | who had not seen each other and contradict: both stand, a conflict names both | here: `known.rs`, `conflicts` |
//! | P8 | a run changes no conflict of people, parts nothing that they joined | here: `conflicts` after every load; `year` |
//! | P9 | a decision moves the ids of clusters that it changes, and no others | `laws/announced.rs`; `year`: `id_stays` |
//! | P10 | worked out step by step is the same as all at once | `verify` and `Rebuild`, here and in `laws` |
//! | P11 | a crash leaves a whole prefix of the journal | `crash` |
//! | P12 | a changed byte is found, and where | `src/model/entry.rs`: every byte of a line; `bad_input`: every column; `sync` |
//! | P13 | what was handed over and comes back is the same, byte for byte | here: `agree` |
//! | P14 | overrides and approvals do not depend on order | here: `golden_records`, `approvals` after every step |
//! | P15 | no approval outlives a change | `laws/check.rs`: `approvals`; `laws/known.rs`; `year` |
//! | P16 | erasure moves nothing but its subject's values | `src/workspace/redact/tests.rs`, over random scripts |
//! | P17 | journals of older releases come to the state that they came to then | `replay` |
//! | P18 | claims never affect state | `src/workspace/claim.rs`; two workbenches and a soak: `stewards` |
//!
//! The default run is short and the same every time. `GOLDSMITH_LAWS=100 cargo test --test copies` plays a hundred
//! times as many scripts, other ones each time.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

#[path = "copies/agree.rs"]
mod agree;
#[path = "laws/check.rs"]
#[allow(dead_code)] // Shared with the laws of one workspace.
mod check;
#[path = "laws/files.rs"]
#[allow(dead_code)]
mod files;
#[path = "copies/known.rs"]
mod known;
#[path = "laws/oracle.rs"]
#[allow(dead_code)]
mod oracle;
#[path = "laws/script.rs"]
#[allow(dead_code)]
mod script;
#[path = "laws/stale.rs"]
mod stale;
#[path = "copies/step.rs"]
mod step;
#[path = "laws/values.rs"]
mod values;
#[path = "copies/world.rs"]
mod world;

use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

use files::Files;
use step::Step;
use world::World;

/// Scripts of a default run, for each of the two policies.
const SCRIPTS: u32 = 16;

fn play(four_eyes: bool) {
    let times: u32 = std::env::var("GOLDSMITH_LAWS").ok().and_then(|times| times.parse().ok()).unwrap_or(1);
    let config =
        Config { cases: SCRIPTS * times, failure_persistence: None, max_shrink_iters: 300, ..Config::default() };
    let runner = |config: Config| match std::env::var_os("GOLDSMITH_LAWS") {
        None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
        Some(_) => TestRunner::new(config),
    };
    let played = runner(config).run(&(script::files(), step::script()), |(files, script): (Files, Vec<Step>)| {
        let mut world = World::new(files, four_eyes);
        world.play_all(&script);
        world.end();
        Ok(())
    });
    match played {
        Ok(()) => {}
        Err(TestError::Fail(why, (files, script))) => panic!("{why}\nfiles: {files:?}\nscript: {script:?}"),
        Err(TestError::Abort(why)) => panic!("{why}"),
    }
}

#[test]
fn copies_agree_under_one_pair_of_eyes() {
    play(false);
}

#[test]
fn copies_agree_under_four_eyes() {
    play(true);
}
