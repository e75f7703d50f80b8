//! Where lines come from: a person at a terminal, who hears meanwhile what runs in the background, or a script.

use std::io::{self, BufRead, Read};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use crate::workspace::News;

/// Longer is no line that anybody typed.
const LONGEST: u64 = 1 << 20;

/// What comes while a line is waited for.
pub(super) enum Heard {
    /// A line, `None` where there are no more.
    Line(io::Result<Option<Vec<u8>>>),
    /// Work in the background says something; `None`: it panicked, and that has been told.
    Job(Option<News>),
    /// Nothing, for as long as it was waited.
    Nothing,
}

/// Where lines come from.
pub(super) enum Input<'a> {
    /// Whoever is not seen to answer: work is done before the next line is read.
    Script(Box<dyn BufRead + 'a>),
    /// Somebody types: a thread reads, so that they hear of other things too.
    Person {
        /// What comes.
        inbox: Receiver<Heard>,
        /// The way there, for jobs.
        told: Sender<Heard>,
    },
}

impl Input<'_> {
    /// Standard input, as a script.
    pub(super) fn script() -> Self {
        Self::Script(Box::new(io::stdin().lock()))
    }

    /// Standard input, as a person types it.
    pub(super) fn person() -> Self {
        let (told, inbox) = channel();
        let lines = told.clone();
        thread::spawn(move || {
            loop {
                let line = next(&mut io::stdin().lock());
                let ended = !matches!(line, Ok(Some(_)));
                if lines.send(Heard::Line(line)).is_err() || ended {
                    return;
                }
            }
        });
        Self::Person { inbox, told }
    }

    /// Waits for what comes, so long at most.
    pub(super) fn hear(&mut self, patience: Duration) -> Heard {
        match self {
            Self::Script(input) => Heard::Line(next(input)),
            Self::Person { inbox, .. } => match inbox.recv_timeout(patience) {
                Ok(heard) => heard,
                Err(RecvTimeoutError::Timeout) => Heard::Nothing,
                Err(RecvTimeoutError::Disconnected) => Heard::Line(Ok(None)),
            },
        }
    }

    /// Where a job tells what it does; `None`: nobody would hear it.
    pub(super) fn told(&self) -> Option<Sender<Heard>> {
        match self {
            Self::Script(_) => None,
            Self::Person { told, .. } => Some(told.clone()),
        }
    }

    /// Somebody types.
    pub(super) fn is_typed(&self) -> bool {
        matches!(self, Self::Person { .. })
    }
}

fn next(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    input.take(LONGEST).read_until(b'\n', &mut bytes)?;
    Ok((!bytes.is_empty()).then_some(bytes))
}
