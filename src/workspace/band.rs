//! The review band, set from the workbench: `goldsmith.toml` gets it, and what follows from it is worked out anew.

use std::fs;
use std::io::Write;
use std::path::Path;

use super::as_of;
use super::desk::now_us;
use super::open::{CONFIGURATION, configuration, digest, note_configuration};
use super::rebuild::rebuild;
use super::{Workspace, notes};
use crate::config::{Config, edit};
use crate::error::{Error, Result};

impl Workspace {
    /// Sets the review band, in whole per cent: in `goldsmith.toml`, of which every other character stays, and in all
    /// that follows from it.
    ///
    /// # Errors
    /// The configuration was changed since the workspace was opened, or cannot be written; nothing was changed.
    pub fn set_band(&mut self, low: u8, high: u8) -> Result<()> {
        self.ready()?;
        if low > high || high > 100 {
            return Err(Error::user(format!("{low} % to {high} % is no band")));
        }
        let path = self.dir.join(CONFIGURATION);
        let before = configuration(&self.dir)?;
        if digest(&before) != self.desk.digest {
            return Err(Error::user("goldsmith.toml was changed since this workspace was opened")
                .hint("open it again first; nothing was changed"));
        }
        let text = edit::with_band(&before, low, high)?;
        let config = Config::parse(&text, &path.display().to_string())?;
        write(&path, &text)?;
        // The file comes first: whatever happens now, whoever opens the workspace next works out what the file says.
        let digest = digest(&text);
        let (old_config, old_digest) =
            (std::mem::replace(&mut self.desk.config, config), std::mem::replace(&mut self.desk.digest, digest));
        let Self { desk, store, .. } = self;
        let done = store.write(|db| {
            as_of::move_on(db, now_us())?;
            rebuild(db, desk, &mut |_| {})?;
            notes::accept(db, desk)?;
            note_configuration(db, desk)
        });
        if let Err(error) = done {
            self.desk.config = old_config;
            self.desk.digest = old_digest;
            write(&path, &before)?;
            return Err(error);
        }
        Ok(())
    }
}

/// Writes the file whole or not at all, with the permissions that it had.
fn write(path: &Path, text: &str) -> Result<()> {
    let failed = |error: std::io::Error| Error::config(format!("cannot write {}: {error}", path.display()));
    let permissions = fs::metadata(path).map_err(failed)?.permissions();
    let beside = path.with_extension("toml.new");
    let written = fs::File::create(&beside).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.set_permissions(permissions)?;
        file.sync_all()?;
        fs::rename(&beside, path)
    });
    if written.is_err() {
        // Best effort on the way out of a failure that is already being reported.
        let _ = fs::remove_file(&beside);
    }
    written.map_err(failed)
}

#[cfg(test)]
mod tests {
    use crate::model::TaskKind;
    use crate::queue::Judged;
    use crate::workspace::tests_support::Place;
    use crate::workspace::{Page, Query};

    #[test]
    fn a_band_makes_the_tasks_that_its_picture_promised() {
        let (place, mut ana) = Place::loaded("single");
        for (low, high) in [(50, 95), (0, 0), (0, 100), (100, 100), (20, 97)] {
            let strengths = ana.vitals().unwrap().strengths;
            let promised = |judged| -> u64 {
                strengths.iter().filter(|(s, _)| s.judged(low, high) == judged).map(|(_, n)| n).sum()
            };
            ana.set_band(low, high).unwrap();
            let of = |kind| {
                let query = Query { kinds: vec![kind], ..Query::default() };
                ana.queue(&query, &Page::first(100)).unwrap().len() as u64
            };
            assert_eq!(of(TaskKind::Suspicious), promised(Judged::Suspicious), "{low} to {high}");
            assert_eq!(of(TaskKind::Borderline), promised(Judged::Borderline), "{low} to {high}");
            assert!(ana.verify().unwrap().ok);
        }
        let text = std::fs::read_to_string(place.path().join("goldsmith.toml")).unwrap();
        assert!(text.contains("band = [0.20, 0.97]") && text.contains("approval = \"single\""), "{text}");
        assert_eq!(
            place.steward("ben").queue(&Query::default(), &Page::first(9)).unwrap(),
            ana.queue(&Query::default(), &Page::first(9)).unwrap()
        );
        place.write("goldsmith.toml", &text.replace("0.97", "0.98"));
        assert!(ana.set_band(1, 2).unwrap_err().message.contains("was changed since"));
    }
}
