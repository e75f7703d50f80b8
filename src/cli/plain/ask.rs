//! Questions, answered by a line or by a number.

use std::time::Duration;

use super::Plain;
use super::input::Heard;
use crate::error::{Error, Result};

/// How often it is looked whether what waits can be written.
const GLANCE: Duration = Duration::from_millis(500);

impl Plain<'_> {
    /// Asks for a line; `None` where there are no more.
    pub(super) fn line(&mut self, question: &str) -> Result<Option<String>> {
        self.let_go()?;
        self.out.line(question)?;
        loop {
            // The question is seen before the answer is waited for.
            self.out.finish()?;
            let said = match self.input.hear(GLANCE) {
                Heard::Line(Ok(Some(bytes))) => {
                    // What is no text is no command and no number; it is refused as such.
                    return Ok(Some(String::from_utf8_lossy(&bytes).trim_end_matches(['\n', '\r']).to_owned()));
                }
                Heard::Line(Ok(None)) => {
                    self.ended = true;
                    return Ok(None);
                }
                Heard::Line(Err(problem)) => {
                    return Err(Error::user(format!("cannot read standard input: {problem}")));
                }
                Heard::Job(news) => self.news(news)?,
                Heard::Nothing => self.let_go()?,
            };
            if said {
                self.out.line(question)?;
            }
        }
    }

    /// Asks which of several, by number; `None`: none of them.
    pub(super) fn choose(&mut self, question: &str, choices: &[String]) -> Result<Option<usize>> {
        for (n, choice) in choices.iter().enumerate() {
            self.out.line(format!("{}. {choice}", n + 1))?;
        }
        self.out.line("0. None of these; nothing changes.")?;
        loop {
            let Some(answer) = self.line(question)? else { return Ok(None) };
            match answer.trim().parse::<usize>() {
                Ok(0) => return Ok(None),
                Ok(n) if n <= choices.len() => return Ok(Some(n - 1)),
                // A script does not see that it was misunderstood: its next lines are no answers.
                _ if !self.input.is_typed() => {
                    self.refuse(&format!("{:?} is no number from 0 to {}", answer.trim(), choices.len()))?;
                    return Ok(None);
                }
                _ => self.out.line(format!("Write a number from 0 to {}.", choices.len()))?,
            }
        }
    }
}
