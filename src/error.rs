//! One error type for the whole program.
//!
//! The kind decides the exit status; hints tell a person what to do next.

use std::fmt;

/// The result of everything that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What sort of thing went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The request makes no sense here: an unknown id, a refused decision.
    User,
    /// The command line itself is wrong; exit status 2.
    Usage,
    /// `goldsmith.toml` or the user's settings are wrong.
    Config,
    /// An input file is missing, unreadable or inconsistent.
    Data,
    /// The workspace cannot be read or written.
    Store,
    /// Somebody else is writing to the workspace: what failed may be tried again as it is.
    Busy,
    /// Our own mistake: an invariant does not hold.
    Internal,
}

/// An error with its kind, what happened, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What sort of thing went wrong.
    pub kind: ErrorKind,
    /// What happened, in one sentence that names the file, key or record.
    pub message: String,
    /// What a person can do next; printed after the message, one a line.
    pub hints: Vec<String>,
}

impl Error {
    /// An error of `kind` that says `message`.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hints: Vec::new() }
    }

    /// A [`ErrorKind::User`] error.
    pub fn user(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::User, message)
    }

    /// A [`ErrorKind::Config`] error.
    pub fn config(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Config, message)
    }

    /// A [`ErrorKind::Data`] error.
    pub fn data(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Data, message)
    }

    /// A [`ErrorKind::Store`] error.
    pub fn store(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Store, message)
    }

    /// A [`ErrorKind::Internal`] error.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Internal, message)
    }

    /// The same error with one more hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The exit status that scripts see: 2 for wrong usage, 1 for everything else.
    pub fn exit_status(&self) -> u8 {
        match self.kind {
            ErrorKind::Usage => 2,
            _ => 1,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
