//! Questions, answered by a line or by a number.

use std::io::BufRead;

use super::Plain;
use crate::error::{Error, Result};

impl Plain<'_> {
    /// Asks for a line; `None` where there are no more.
    pub(super) fn line(&mut self, question: &str) -> Result<Option<String>> {
        self.out.line(question)?;
        // The question is seen before the answer is waited for.
        self.out.finish()?;
        let mut bytes = Vec::new();
        let read = self.input.read_until(b'\n', &mut bytes);
        let read = read.map_err(|problem| Error::user(format!("cannot read standard input: {problem}")))?;
        if read == 0 {
            self.ended = true;
            return Ok(None);
        }
        // What is no text is no command and no number; it is refused as such.
        Ok(Some(String::from_utf8_lossy(&bytes).trim_end_matches(['\n', '\r']).to_owned()))
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
                _ if !self.typed => {
                    self.refuse(&format!("{:?} is no number from 0 to {}", answer.trim(), choices.len()))?;
                    return Ok(None);
                }
                _ => self.out.line(format!("Write a number from 0 to {}.", choices.len()))?,
            }
        }
    }
}
