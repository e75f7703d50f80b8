//! From key to frame: the workbench at a million records, driven key by key through the real update, view and store.
//!
//! `cargo bench --bench frames -- [DIR] [--records N] [--check]`; see README.md beside this file.

#![allow(clippy::print_stdout)] // The figures are what it is for.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use goldsmith::tui::{Headless, Timing};

const SIZE: (u16, u16) = (200, 60);
const FIRST_FRAME: Duration = Duration::from_millis(50);
const KEY_TO_FRAME: Duration = Duration::from_millis(8);

type Failure = Box<dyn std::error::Error>;

/// What was asked for on the command line.
struct Wanted {
    dir: Option<PathBuf>,
    records: usize,
    check: bool,
}

fn wanted() -> Result<Wanted, Failure> {
    let mut wanted = Wanted { dir: None, records: 1_000_000, check: false };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--bench" => {}
            "--check" => wanted.check = true,
            "--records" => wanted.records = words.next().ok_or("--records N")?.parse()?,
            dir => wanted.dir = Some(dir.into()),
        }
    }
    Ok(wanted)
}

/// A workspace of generated records, made and loaded the first time.
fn workspace(wanted: &Wanted) -> Result<PathBuf, Failure> {
    let own = || Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("frames-{}", wanted.records));
    let dir = wanted.dir.clone().unwrap_or_else(own);
    let program = env!("CARGO_BIN_EXE_goldsmith");
    if !dir.join("goldsmith.toml").exists() {
        let records = wanted.records.to_string();
        run(Command::new(program).args(["sample", "--records", &records, "--out"]).arg(&dir))?;
    }
    if !dir.join("goldsmith.db").exists() {
        run(Command::new(program).arg("-w").arg(&dir).args(["--as", "bench", "load", "-q"]))?;
    }
    Ok(dir)
}

fn run(command: &mut Command) -> Result<(), Failure> {
    if command.status()?.success() { Ok(()) } else { Err(format!("{command:?} failed").into()) }
}

/// Keys of one kind, and how long each took.
struct Part {
    name: &'static str,
    timings: Vec<Timing>,
}

struct Bench {
    workbench: Headless,
    parts: Vec<Part>,
}

impl Bench {
    /// Presses keys, `times` times over.
    fn press(&mut self, name: &'static str, times: usize, keys: &str) -> Result<(), Failure> {
        let mut timings = Vec::new();
        for _ in 0..times {
            for key in keys.split(' ') {
                timings.push(self.workbench.press(key)?);
            }
        }
        if let Some(trouble) = self.workbench.trouble() {
            println!("! {name}: {trouble}");
        }
        self.parts.push(Part { name, timings });
        Ok(())
    }

    fn tick(&mut self, times: usize) -> Result<(), Failure> {
        let timings = (0..times).map(|_| self.workbench.tick()).collect::<Result<_, _>>()?;
        self.parts.push(Part { name: "a quiet second (pulse of others)", timings });
        Ok(())
    }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// The share of times that are not longer.
fn quantile(times: &[Duration], share: f64) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let at = ((sorted.len() as f64 * share).ceil() as usize).saturating_sub(1);
    sorted.get(at).copied().unwrap_or_default()
}

fn line(name: &str, timings: &[Timing]) {
    let frames: Vec<Duration> = timings.iter().map(|timing| timing.frame).collect();
    let whole: Vec<Duration> = timings.iter().map(|timing| timing.whole).collect();
    let three = |times: &[Duration]| [0.5, 0.99, 1.0].map(|share| millis(quantile(times, share)));
    let [half, most, all] = three(&frames);
    print!("{name:<44} {:>5}  {half:>7.2} {most:>7.2} {all:>7.2}", timings.len());
    let [half, most, all] = three(&whole);
    println!("   {half:>8.2} {most:>8.2} {all:>8.2}");
}

fn bench() -> Result<bool, Failure> {
    let wanted = wanted()?;
    let dir = workspace(&wanted)?;
    // The first time after a change of the program or of the configuration derived state is made anew.
    drop(Headless::open(&dir, "bench", SIZE.0, SIZE.1)?);
    let mut opened = Vec::new();
    for _ in 0..9 {
        opened.push(Headless::open(&dir, "bench", SIZE.0, SIZE.1)?.1);
    }
    let workbench = Headless::open(&dir, "bench", SIZE.0, SIZE.1)?.0;
    let mut bench = Bench { workbench, parts: Vec::new() };
    bench.press("queue: down, with the preview", 300, "j")?;
    bench.press("queue: a page down", 40, "PgDn")?;
    bench.press("queue: to the last row read, and back", 10, "G g")?;
    bench.press("queue: the next kind", 12, "t")?;
    bench.press("queue: facets", 4, "T f Space j j j j Space j Space 0 Esc")?;
    bench.press("queue: search as it is typed", 3, "/ m ü l l e r Esc")?;
    bench.press("queue: a rare word", 3, "/ q u x Esc")?;
    bench.press("review: open", 1, "Enter")?;
    bench.press("review: the next task", 200, "J")?;
    bench.press("review: move", 40, "l j h k")?;
    bench.press("review: why, links, full value", 20, "w Esc L Esc Enter Esc")?;
    bench.press("review: decide", 30, "u")?;
    bench.press("review: undo", 30, "z")?;
    bench.press("golden records: open", 1, "F3")?;
    bench.press("golden records: down, with the detail", 200, "j")?;
    bench.press("golden records: a page down", 40, "PgDn")?;
    bench.press("golden records: the next status", 6, "t")?;
    bench.press("golden records: search as it is typed", 3, "/ m e y e r Esc")?;
    bench.press("history", 10, "F4 j j j")?;
    bench.press("health: open", 5, "F5")?;
    bench.press("health: move the band", 200, "Right")?;
    bench.press("back to the queue", 5, "Esc F1")?;
    bench.tick(20)?;

    println!("workspace {}, {} × {}", dir.display(), SIZE.0, SIZE.1);
    println!(
        "{:<44} {:>5}  {:>7} {:>7} {:>7}   {:>8} {:>8} {:>8}",
        "milliseconds", "keys", "frame50", "p99", "most", "all50", "p99", "most"
    );
    line("open: first frame, and with everything", &opened);
    for part in &bench.parts {
        line(part.name, &part.timings);
    }
    let keys: Vec<Timing> = bench.parts.iter().flat_map(|part| part.timings.iter().copied()).collect();
    line("every key", &keys);
    let frames: Vec<Duration> = keys.iter().map(|timing| timing.frame).collect();
    let first: Vec<Duration> = opened.iter().map(|timing| timing.frame).collect();
    let (slow, first) = (quantile(&frames, 0.99), quantile(&first, 0.5));
    println!("queue rows read: {}", bench.workbench.tasks_read());
    let holds = slow <= KEY_TO_FRAME && first <= FIRST_FRAME;
    println!(
        "first frame {:.1} ms (at most {:.0}), p99 from key to frame {:.2} ms (at most {:.0}): {}",
        millis(first),
        millis(FIRST_FRAME),
        millis(slow),
        millis(KEY_TO_FRAME),
        if holds { "holds" } else { "does not hold" }
    );
    Ok(holds || !wanted.check)
}

fn main() -> ExitCode {
    match bench() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(3),
        Err(failure) => {
            println!("{failure}");
            ExitCode::FAILURE
        }
    }
}
