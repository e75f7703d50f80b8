//! A list of which only the pages that were looked at are here, with a cursor.

/// Rows a page.
pub const PAGE: usize = 200;
/// The next page is asked for when the cursor is this near to the end.
const NEAR: usize = 60;

/// The part of a list that has been read, and where the cursor stands.
#[derive(Clone, Debug)]
pub struct Paged<T> {
    /// The rows read so far, from the first on.
    pub rows: Vec<T>,
    /// The selected row.
    pub cursor: usize,
    /// Something has been read.
    pub loaded: bool,
    more: bool,
    asked: Option<Asked>,
}

#[derive(Clone, Copy, Debug)]
struct Asked {
    append: bool,
    limit: usize,
}

impl<T> Default for Paged<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), cursor: 0, loaded: false, more: false, asked: None }
    }
}

impl<T> Paged<T> {
    /// The selected row.
    pub fn selected(&self) -> Option<&T> {
        self.rows.get(self.cursor)
    }

    /// There are rows that have not been read.
    pub fn has_more(&self) -> bool {
        self.more
    }

    /// It is being read for the first time, or anew about something else.
    pub fn is_first_read(&self) -> bool {
        !self.loaded && self.asked.is_some()
    }

    /// Notes that the list is being read anew from its beginning; returns how many rows to ask for: as many as were read.
    pub fn ask_again(&mut self) -> usize {
        let limit = self.rows.len().max(PAGE);
        self.asked = Some(Asked { append: false, limit });
        limit
    }

    /// Notes that the list is about something else now: nothing read so far counts.
    pub fn restart(&mut self) -> usize {
        *self = Self::default();
        self.ask_again()
    }

    /// Notes that the page after the last row is being read, if it is time for it.
    pub fn ask_more(&mut self) -> Option<usize> {
        let near = self.cursor + NEAR >= self.rows.len();
        if !self.more || !near || self.asked.is_some() {
            return None;
        }
        self.asked = Some(Asked { append: true, limit: PAGE });
        Some(PAGE)
    }

    /// Takes the rows that were asked for. The cursor stays on the row with the same key where there still is one, and
    /// otherwise goes on to the next of those that came after it.
    pub fn receive<K: PartialEq>(&mut self, rows: Vec<T>, key: impl Fn(&T) -> K) {
        let Some(asked) = self.asked.take() else { return };
        self.loaded = true;
        self.more = rows.len() >= asked.limit;
        if asked.append {
            self.rows.extend(rows);
            return;
        }
        let mut wanted = self.rows.iter().skip(self.cursor).take(PAGE).map(&key);
        let at = wanted.find_map(|wanted| rows.iter().position(|row| key(row) == wanted));
        self.cursor = at.unwrap_or(self.cursor);
        self.rows = rows;
        self.cursor = self.cursor.min(self.rows.len().saturating_sub(1));
    }

    /// The reading failed: it may be asked for again.
    pub fn fail(&mut self) {
        self.asked = None;
        self.loaded = true;
    }

    /// Takes a row out, where it is no longer of any interest; the cursor then stands on the one after it.
    pub fn remove(&mut self, at: usize) {
        if at < self.rows.len() {
            self.rows.remove(at);
            if self.cursor > at {
                self.cursor -= 1;
            }
            self.cursor = self.cursor.min(self.rows.len().saturating_sub(1));
        }
    }

    /// Moves the cursor by `by` rows, stopping at the ends; says whether it moved.
    pub fn step(&mut self, by: isize) -> bool {
        let last = self.rows.len().saturating_sub(1);
        let to = self.cursor.saturating_add_signed(by).min(last);
        std::mem::replace(&mut self.cursor, to) != to
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_appended_near_the_end_once() {
        let mut list = Paged::default();
        assert_eq!(list.ask_again(), PAGE);
        list.receive((0..PAGE).collect(), |row| *row);
        assert!(list.has_more());
        assert_eq!(list.ask_more(), None);
        assert!(list.step(PAGE as isize));
        assert_eq!(list.ask_more(), Some(PAGE));
        assert_eq!(list.ask_more(), None, "one question at a time");
        list.receive(vec![PAGE], |row| *row);
        assert_eq!((list.rows.len(), list.has_more()), (PAGE + 1, false));
    }

    #[test]
    fn the_cursor_follows_its_row() {
        let mut list = Paged::default();
        list.ask_again();
        list.receive(vec![1, 2, 3], |row| *row);
        list.step(2);
        list.ask_again();
        list.receive(vec![0, 1, 2, 3], |row| *row);
        assert_eq!(list.selected(), Some(&3));
        list.remove(3);
        assert_eq!(list.selected(), Some(&2));
        list.step(-1);
        list.ask_again();
        list.receive(vec![5, 0, 2], |row| *row);
        assert_eq!(list.selected(), Some(&2), "1 is gone: on to what came after it");
        list.ask_again();
        list.receive(vec![], |row: &i32| *row);
        assert_eq!((list.cursor, list.selected()), (0, None));
    }
}
