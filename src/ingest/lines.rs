//! A text file, line by line: strict UTF-8, numbered, bounded, hashed where asked; gzip is undone on the way.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::path::Path;
use std::rc::Rc;

use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::model::Hash;

/// A longer line is an error, and so is a longer row: memory stays bounded whatever a file holds.
pub const LONGEST: usize = 16 << 20;

/// First bytes of files that are no text, and what to say about them.
const NOT_TEXT: [(&[u8], &str); 5] = [
    (b"\xFF\xFE", "is UTF-16; save it as UTF-8"),
    (b"\xFE\xFF", "is UTF-16; save it as UTF-8"),
    (b"\x1F\x8B", "is compressed by gzip; its name has to end in .gz (once)"),
    (b"PK\x03\x04", "is a zip archive; unpack it first"),
    (b"PAR1", "is Parquet; write it as CSV or JSON Lines first"),
];

/// The lines of one file.
pub struct Lines {
    file: String,
    input: Box<dyn BufRead>,
    line: String,
    number: u64,
    ending: u8,
    sha: Option<Sha256>,
    done: Rc<Cell<u64>>,
    total: u64,
}

impl Lines {
    /// Opens a file; one whose name ends in `.gz` is decompressed. A UTF-8 byte order mark is skipped.
    ///
    /// # Errors
    /// The file is missing, a directory, unreadable, or of a kind that is recognised as no text.
    pub fn open(path: &Path) -> Result<Self> {
        let name = path.display().to_string();
        let meta = std::fs::metadata(path).map_err(|error| broken(&name, &error))?;
        if meta.is_dir() {
            return Err(Error::data(format!("{name} is a directory; expected a file")));
        }
        let file = File::open(path).map_err(|error| broken(&name, &error))?;
        let done = Rc::new(Cell::new(0));
        let counted = Counted { inner: file, done: Rc::clone(&done) };
        let input: Box<dyn BufRead> = if name.to_lowercase().ends_with(".gz") {
            Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(BufReader::new(counted))))
        } else {
            Box::new(BufReader::with_capacity(1 << 16, counted))
        };
        Self { file: name, input, line: String::new(), number: 0, ending: b'\n', sha: None, done, total: meta.len() }
            .start()
    }

    /// Hashes the lines that are read from now on.
    #[must_use]
    pub fn hashed(self) -> Self {
        Self { sha: Some(Sha256::new()), ..self }
    }

    fn start(mut self) -> Result<Self> {
        let head = self.input.fill_buf().map_err(|error| broken(&self.file, &error))?;
        if let Some((_, what)) = NOT_TEXT.iter().find(|(magic, _)| head.starts_with(magic)) {
            return Err(Error::data(format!("{} {what}", self.file)));
        }
        // Lines that end in a lone carriage return come from old spreadsheets; elsewhere such a byte is data.
        if head.contains(&b'\r') && !head.contains(&b'\n') {
            self.ending = b'\r';
        }
        if head.starts_with(b"\xEF\xBB\xBF") {
            self.input.consume(3);
        }
        Ok(self)
    }

    /// What comes next, unread: up to some thousand bytes; nothing at the end of the file.
    pub fn head(&mut self) -> Result<&[u8]> {
        self.input.fill_buf().map_err(|error| broken(&self.file, &error))
    }

    /// Reads the next line; `false` at the end of the file.
    ///
    /// # Errors
    /// The file cannot be read further, or the line is too long, holds a NUL, or is not UTF-8.
    pub fn advance(&mut self) -> Result<bool> {
        let mut bytes = std::mem::take(&mut self.line).into_bytes();
        bytes.clear();
        let limit = LONGEST as u64 + 1;
        let read = self.input.by_ref().take(limit).read_until(self.ending, &mut bytes);
        if read.map_err(|error| broken(&self.file, &error))? == 0 {
            return Ok(false);
        }
        self.number += 1;
        if let Some(sha) = &mut self.sha {
            sha.update(&bytes);
        }
        let at = format_args!("{}:{}", self.file, self.number);
        if bytes.len() > LONGEST {
            return Err(Error::data(format!("{at}: the line is longer than {} MiB", LONGEST >> 20)));
        }
        if bytes.contains(&0) {
            let position = bytes.iter().take_while(|byte| **byte != 0).count();
            let message = format!("{at}: byte {} of the line is NUL, which no text holds", position + 1);
            return Err(Error::data(message).hint("save the file as UTF-8; nothing of it was loaded"));
        }
        self.line = String::from_utf8(bytes).map_err(|error| {
            let position = error.utf8_error().valid_up_to();
            let byte = error.as_bytes().get(position).copied().unwrap_or_default();
            let message = format!("{at}: byte {} of the line (0x{byte:02X}) is not UTF-8", position + 1);
            Error::data(message).hint("save the file as UTF-8; nothing of it was loaded")
        })?;
        Ok(true)
    }

    /// The line that was read last, with its ending.
    pub fn line(&self) -> &str {
        &self.line
    }

    /// The number of the line that was read last; 1 is the first.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// What messages call the file.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Bytes of the disk read so far, and in all.
    pub fn bytes(&self) -> (u64, u64) {
        (self.done.get(), self.total)
    }

    /// The hash of the lines read so far, where they are [`Lines::hashed`]: the same for a file and for its compressed
    /// copy.
    pub fn digest(&self) -> Option<Hash> {
        self.sha.clone().map(|sha| Hash(sha.finalize().into()))
    }
}

/// An input error in words that name the file.
pub fn broken(file: &str, error: &io::Error) -> Error {
    let message = match error.kind() {
        ErrorKind::NotFound => format!("{file}: there is no such file"),
        ErrorKind::PermissionDenied => format!("{file}: no permission to read it"),
        ErrorKind::UnexpectedEof => format!("{file}: the compressed data end too early; the file is cut off"),
        ErrorKind::InvalidInput | ErrorKind::InvalidData => format!("{file}: the compressed data are damaged: {error}"),
        _ => format!("{file}: cannot be read: {error}"),
    };
    Error::data(message)
}

/// Counts the bytes that pass.
struct Counted<R> {
    inner: R,
    done: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.done.set(self.done.get() + count as u64);
        Ok(count)
    }
}
