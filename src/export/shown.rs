//! An export on a terminal: its lines, with everything that a terminal would obey drawn as a mark.

use std::io::{self, Write};

use crate::text::SafeText;

/// Passes text on line by line, made safe. Bytes that are no text are drawn as such.
pub struct Shown<W: Write> {
    inner: W,
    line: Vec<u8>,
}

impl<W: Write> Shown<W> {
    /// Shows what is written on `inner`.
    pub fn new(inner: W) -> Self {
        Self { inner, line: Vec::new() }
    }
}

impl<W: Write> Write for Shown<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            match piece.split_last() {
                Some((b'\n', rest)) => {
                    self.line.extend_from_slice(rest);
                    writeln!(self.inner, "{}", SafeText::whole(&String::from_utf8_lossy(&self.line)))?;
                    self.line.clear();
                }
                _ => self.line.extend_from_slice(piece),
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        // Rows end in line ends; what is left would be half a row, whose other half is still to come.
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_shown_whole_and_obeyed_never() {
        let mut screen = Vec::new();
        let mut shown = Shown::new(&mut screen);
        // In two pieces, which cut a character.
        shown.write_all(b"a,\x1b[2Jz\xc3").unwrap();
        shown.write_all(b"\xbc\r\nb,\xff\n").unwrap();
        shown.flush().unwrap();
        assert_eq!(String::from_utf8(screen).unwrap(), "a,\u{241b}[2Jz\u{fc}\u{240d}\nb,\u{fffd}\n");
    }
}
