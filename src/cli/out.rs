//! The only way out: results on standard output, everything else on standard error.
//!
//! What comes from data is made safe first, also for a pipe: `… | less` and `… | head` end on a terminal too. Those who
//! want the bytes take `--json` or an export.

use std::borrow::Cow;
use std::env;
use std::io::{self, BufWriter, ErrorKind as Io, IsTerminal, Write};
use std::time::Duration;

use serde::Serialize;

use super::args::{Global, When};
use crate::error::{Error, Result};
use crate::text::{SafeText, is_unseen};

/// Columns of a terminal that does not say how wide it is.
const USUAL_WIDTH: usize = 100;

/// Standard output and standard error, and how to treat them.
#[allow(clippy::struct_excessive_bools)] // Independent of each other.
pub(crate) struct Out {
    stdout: Box<dyn Write>,
    /// Columns of the terminal; `None`: it is none.
    terminal: Option<usize>,
    when: When,
    color: bool,
    quiet: bool,
    verbose: bool,
    hung_up: bool,
}

impl Out {
    /// Standard output as the global options want it.
    pub(crate) fn new(global: &Global) -> Self {
        let terminal = io::stdout().is_terminal().then(|| crate::tui::columns().unwrap_or(USUAL_WIDTH));
        let wanted = terminal.is_some() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        let color = match global.color {
            When::Auto => wanted,
            When::Always => true,
            When::Never => false,
        };
        Self {
            stdout: Box::new(BufWriter::new(io::stdout())),
            terminal,
            when: global.color,
            color,
            quiet: global.quiet,
            verbose: global.verbose,
            hung_up: false,
        }
    }

    /// Whether a person looks at standard output.
    pub(crate) fn is_terminal(&self) -> bool {
        self.terminal.is_some()
    }

    /// From now on without any sequence of the terminal.
    pub(crate) fn without_colour(&mut self) {
        self.color = false;
    }

    /// When the user wants colour.
    pub(crate) fn color_when(&self) -> When {
        self.when
    }

    /// Columns of the terminal; `None` for a pipe, where nothing needs to be cut.
    pub(crate) fn width(&self) -> Option<usize> {
        self.terminal
    }

    /// Text from data, safe to show; whole in a pipe, where nothing needs to be cut.
    pub(crate) fn data<'a>(&self, value: &'a str) -> Cow<'a, str> {
        if self.is_terminal() { SafeText::from_data(value).into() } else { SafeText::whole(value).into() }
    }

    /// The same heading, bold where there is colour.
    pub(crate) fn heading(&self, text: &str) -> String {
        if self.color { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// Writes one line.
    pub(crate) fn line(&mut self, text: impl AsRef<str>) -> Result<()> {
        let text = text.as_ref().trim_end_matches(' ');
        self.write(|out| writeln!(out, "{text}"))
    }

    /// Writes one JSON value and a line end. What a terminal would obey or hide is written as `\u` escapes: the same
    /// value for every reader of JSON.
    pub(crate) fn json<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        let text = serde_json::to_string_pretty(value)
            .map_err(|problem| Error::internal(format!("cannot write JSON: {problem}")))?;
        self.write(|out| writeln!(out, "{}", escaped(&text)))
    }

    /// Writes bytes of our own as they are.
    pub(crate) fn raw(&mut self, bytes: &[u8]) -> Result<()> {
        self.write(|out| out.write_all(bytes))
    }

    /// Writes out what is still held back.
    pub(crate) fn finish(&mut self) -> Result<()> {
        self.write(|out| out.flush())
    }

    /// A remark on standard error, unless the user wants quiet. What was written before it is seen before it.
    pub(crate) fn note(&mut self, text: &str) {
        if !self.quiet {
            // What cannot be written stays in the buffer: `finish` meets the failure again and reports it.
            let _ = self.finish();
            self.say(text);
        }
    }

    /// `error: …`, `hint: …`, `warning: …` on standard error.
    pub(crate) fn complain(&self, label: &str, text: &str) {
        self.say(&format!("{label}: {text}"));
    }

    /// How long a step took, on standard error where the user wants to know.
    pub(crate) fn timing(&self, step: &str, took: Duration) {
        if self.verbose {
            self.say(&format!("{step}: {:.1} ms", took.as_secs_f64() * 1000.0));
        }
    }

    /// Whether progress is worth drawing.
    pub(crate) fn shows_progress(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }

    #[allow(clippy::unused_self)] // Standard error is written through this room only.
    fn say(&self, text: &str) {
        // Nobody is left to tell when standard error itself fails.
        let _ = writeln!(io::stderr(), "{}", SafeText::whole(text));
    }

    fn write(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
        if self.hung_up {
            return Ok(());
        }
        match write(&mut *self.stdout) {
            // Whoever reads the pipe has seen enough.
            Err(problem) if problem.kind() == Io::BrokenPipe => {
                self.hung_up = true;
                Ok(())
            }
            other => other.map_err(|problem| Error::store(format!("cannot write standard output: {problem}"))),
        }
    }
}

/// JSON with all controls and unseen characters escaped. Outside strings it holds none but line ends, and inside them
/// line ends are escaped already.
fn escaped(json: &str) -> Cow<'_, str> {
    let harmless = |c: char| c == '\n' || !(c.is_control() || is_unseen(c));
    if json.chars().all(harmless) {
        return Cow::Borrowed(json);
    }
    let mut text = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        if harmless(c) {
            text.push(c);
        } else {
            text.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    Cow::Owned(text)
}

/// Items of one line that are named; `--json` has all.
pub(crate) const LISTED: usize = 8;

/// The first of many on one line, and how many more there are.
pub(crate) fn listed(all: &[String], between: &str) -> String {
    let shown = all.get(..LISTED).unwrap_or(all).join(between);
    match all.len().saturating_sub(LISTED) {
        0 => shown,
        more => format!("{shown}{between}… and {more} more"),
    }
}

/// A number with its word: `1 record`, `2 records`.
pub(crate) fn counted(number: u64, word: &str) -> String {
    if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") }
}

#[cfg(test)]
pub(crate) mod captured {
    //! Standard output of the tests.

    use std::cell::RefCell;
    use std::io;
    use std::rc::Rc;

    use super::{Out, When};

    /// What was written.
    #[derive(Clone, Default)]
    pub(crate) struct Captured(Rc<RefCell<Vec<u8>>>);

    impl Captured {
        /// An output that writes here: a terminal of `width` columns, or a pipe.
        pub(crate) fn out(&self, width: Option<usize>) -> Out {
            Out {
                stdout: Box::new(self.clone()),
                terminal: width,
                when: When::Never,
                color: false,
                quiet: false,
                verbose: false,
                hung_up: false,
            }
        }

        pub(crate) fn text(&self) -> String {
            String::from_utf8(self.0.borrow().clone()).unwrap()
        }
    }

    impl io::Write for Captured {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_json_is_the_same_value_and_steers_nothing() {
        let value = "a\u{1b}[2J\u{9b}1m\u{7f}\u{202e}\u{200b}\u{e0041}\n→ é";
        let captured = captured::Captured::default();
        captured.out(None).json(value).unwrap();
        let text = captured.text();
        assert_eq!(serde_json::from_str::<String>(&text).unwrap(), value);
        assert!(!text.trim_end().chars().any(|c| c.is_control() || is_unseen(c)), "{text:?}");
        assert!(text.contains("\\udb40\\udc41") && text.contains("→ é"), "{text}");
    }
}
