//! `goldsmith demo`: a workspace from the bundled sample data, loaded and opened.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::out::Out;
use super::session::{CONFIG_FILE, Session};
use super::{Outcome, load, workbench};
use crate::error::{Error, Result};
use crate::sample;
use crate::workspace::LoadOptions;

/// What `demo` takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Which sample
    #[arg(default_value = "customer", value_parser = PossibleValuesParser::new(["customer"]))]
    pub domain: String,
    /// Where to make it
    #[arg(long, value_name = "DIR", default_value = "goldsmith-demo")]
    pub dir: PathBuf,
    /// Do not open the workbench
    #[arg(long)]
    pub no_tui: bool,
}

pub(crate) fn run(args: &Arguments, session: &Session, out: &mut Out) -> Result<Outcome> {
    let files = sample::customer_files();
    let found = prepare(&args.dir, &files)?;
    let mut workspace = session.open_in(&args.dir, out)?;
    if workspace.is_loaded() {
        out.line(format!("The workspace {} is as you left it.", out.data(&args.dir.to_string_lossy())))?;
    } else {
        if !found {
            out.line(format!("Wrote the sample data to {}.", out.data(&args.dir.to_string_lossy())))?;
        }
        let report = load::load(&mut workspace, &LoadOptions::default(), out)?;
        load::print(&report, out)?;
    }
    for line in next_steps(&out.data(&args.dir.to_string_lossy())) {
        out.line(line)?;
    }
    if args.no_tui || !out.is_terminal() {
        return Ok(Outcome::Done);
    }
    out.finish()?;
    workbench::open(workspace, workbench::Screen::Queue, session, out)
}

/// Makes the files where there are none. True: it is a workspace already; nothing in it is touched.
fn prepare(dir: &Path, files: &[(&str, &str)]) -> Result<bool> {
    let failed =
        |path: &Path, problem: &std::io::Error| Error::store(format!("cannot write {}: {problem}", path.display()));
    if files.iter().all(|(name, _)| dir.join(name).is_file()) {
        return Ok(true);
    }
    fs::create_dir_all(dir).map_err(|problem| failed(dir, &problem))?;
    if fs::read_dir(dir).map_err(|problem| failed(dir, &problem))?.next().is_some() {
        return Err(Error::user(format!("{} is not empty, and no demo workspace", dir.display()))
            .hint("`goldsmith demo --dir DIR` makes it elsewhere"));
    }
    // The configuration last: it is what makes a directory a workspace.
    let (config, data): (Vec<_>, Vec<_>) = files.iter().partition(|(name, _)| *name == CONFIG_FILE);
    for (name, content) in data.into_iter().chain(config) {
        let path = dir.join(name);
        if let Err(problem) = fs::write(&path, content) {
            // Half a demo would stand in the way of the next one.
            for (name, _) in files {
                let _ = fs::remove_file(dir.join(name));
            }
            return Err(failed(&path, &problem));
        }
    }
    Ok(false)
}

fn next_steps(dir: &str) -> Vec<String> {
    let workspace = format!("goldsmith -w {dir}");
    vec![
        String::new(),
        "Next:".to_owned(),
        format!("  {workspace}          open the workbench"),
        format!("  {workspace} queue    what to review next"),
        format!("  {workspace} health   match rate, singletons, staleness"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: [(&str, &str); 2] = [("goldsmith.toml", "[domain]"), ("crm.csv", "id\n1\n")];

    #[test]
    fn an_existing_demo_is_left_alone_and_what_is_not_ours_refused() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("demo");
        assert!(!prepare(&dir, &FILES).unwrap());
        fs::write(dir.join("goldsmith.toml"), "mine now").unwrap();
        assert!(prepare(&dir, &FILES).unwrap());
        assert_eq!(fs::read_to_string(dir.join("goldsmith.toml")).unwrap(), "mine now");

        let other = folder.path().join("other");
        fs::create_dir(&other).unwrap();
        fs::write(other.join("thesis.txt"), "mine").unwrap();
        assert!(prepare(&other, &FILES).unwrap_err().message.contains("is not empty"));
        assert!(!other.join("crm.csv").exists());
    }
}
