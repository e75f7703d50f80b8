//! The tables in `assets/`: one entry a line, `#` before a comment.

/// Lines of a table that are neither empty nor a comment.
pub fn lines(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}
