//! Dates of the data, such as birthdays: one form, whatever the order and the language they are written in.

use std::sync::LazyLock;

use super::fold::{is_word_char, words};
use super::table::{Table, lines};
use crate::config::{Normalising, Step};

/// Names of months and their beginnings of three letters, by number.
static MONTHS: LazyLock<Table<u8>> = LazyLock::new(|| {
    let mut months = Table::default();
    for line in lines(include_str!("../../assets/months.txt")) {
        for (name, number) in line.split(' ').skip(1).zip(1..=12) {
            months.entry(name).or_insert(number);
            if let Some(short) = name.get(..3) {
                months.entry(short).or_insert(number);
            }
        }
    }
    months
});

/// A date as eight digits, `YYYYMMDD`; where only the month is known, six; only the year, four. What cannot be read is
/// compared as words.
///
/// Read are year first, day or month first, names of months in many languages, and two digits for a year of 1930 to 2029.
/// Where both day and month could stand first, the day does, unless the attribute says otherwise; comparing forgives
/// swapped days and months anyway.
pub fn comparable(value: &str, how: Normalising) -> String {
    match read(value.trim(), how.takes(Step::MonthFirst)) {
        Some((year, 0, _)) => format!("{year:04}"),
        Some((year, month, 0)) => format!("{year:04}{month:02}"),
        Some((year, month, day)) => {
            let date = u32::from(year) * 10_000 + u32::from(month) * 100 + u32::from(day);
            format!("{date:08}")
        }
        None => words(value),
    }
}

type Date = (u16, u8, u8);

/// A run of digits, as a number with its length.
#[derive(Clone, Copy, Default)]
struct Run {
    number: u32,
    length: usize,
}

/// Year, month and day; 0 for what is not known.
fn read(text: &str, month_first: bool) -> Option<Date> {
    let folded = if text.is_ascii() { None } else { Some(super::fold::fold(text)) };
    let text = folded.as_deref().unwrap_or(text);
    let mut runs = [Run::default(); 3];
    let mut count = 0;
    let mut month = None;
    let mut month_at = 0;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let is_digit = c.is_ascii_digit();
        let alike = |other: char| is_word_char(other) && other.is_ascii_digit() == is_digit;
        let end = if is_word_char(c) { rest.find(|other| !alike(other)).unwrap_or(rest.len()) } else { c.len_utf8() };
        let (piece, after) = rest.split_at(end);
        let time = after.starts_with(':');
        if is_digit && time && count > 0 {
            break; // a time of day
        } else if is_digit {
            if count == runs.len() {
                break;
            }
            let place = runs.get_mut(count)?;
            *place = Run { number: piece.parse().ok()?, length: piece.len() };
            count += 1;
        } else if is_word_char(c) {
            match known(piece) {
                Word::Month(number) if month.is_none() => {
                    month = Some(number);
                    month_at = count;
                }
                Word::Nothing => {}
                // Day and hour are divided by a `T`.
                Word::Time if count == 3 || count == 1 && runs.first().is_some_and(|run| run.length == 8) => break,
                _ => return None,
            }
        }
        rest = after;
    }
    let [a, b, c] = runs;
    match (month, count) {
        (None, 1) => packed(a),
        (None, 2) if a.length == 4 => checked(year(a)?, b.number, 0),
        (None, 2) if b.length == 4 => checked(year(b)?, a.number, 0),
        (None, 3) if a.length == 4 => checked(year(a)?, b.number, c.number),
        (None, 3) if a.length <= 2 && b.length <= 2 => {
            let year = year(c)?;
            let day_first = checked(year, b.number, a.number);
            let other = checked(year, a.number, b.number);
            if month_first { other.or(day_first) } else { day_first.or(other) }
        }
        (Some(month), 1) => checked(year(a)?, month.into(), 0),
        // `1984 March 25`; else the day stands first, before or behind the month.
        (Some(month), 2) if a.length == 4 && month_at == 1 => checked(year(a)?, month.into(), b.number),
        (Some(month), 2) => checked(year(b)?, month.into(), a.number),
        // Behind the date comes a time of day.
        (Some(month), 3) if month_at <= 1 => checked(year(b)?, month.into(), a.number),
        _ => None,
    }
}

enum Word {
    Month(u8),
    /// Counts for nothing: days of the week, ends of ordinals, words that join.
    Nothing,
    Time,
    Unknown,
}

fn known(word: &str) -> Word {
    let mut buffer = [0_u8; 16];
    let Some(place) = buffer.get_mut(..word.len()) else { return Word::Unknown };
    place.copy_from_slice(word.as_bytes());
    place.make_ascii_lowercase();
    let word = std::str::from_utf8(place).unwrap_or_default();
    match word {
        "t" | "z" | "am" | "pm" | "utc" | "gmt" => Word::Time,
        "st" | "nd" | "rd" | "th" | "of" | "de" | "del" | "den" | "the" | "er" | "le" | "年" | "月" | "日" | "г"
        | "g" | "goda" | "년" | "월" | "일" => Word::Nothing,
        _ => {
            let whole = MONTHS.get(word).copied();
            // Any beginning of a name: `sept`, `janv`, `febbr`.
            let start = || word.get(..3).and_then(|three| MONTHS.get(three)).copied();
            let begins = |number: &u8| MONTHS.iter().any(|(name, of)| of == number && name.starts_with(word));
            match whole.or_else(|| start().filter(|number| word.len() > 3 && begins(number))) {
                Some(number) => Word::Month(number),
                None if WEEKDAYS.contains(&word) => Word::Nothing,
                None => Word::Unknown,
            }
        }
    }
}

const WEEKDAYS: [&str; 14] = [
    "mon",
    "monday",
    "tue",
    "tues",
    "tuesday",
    "wed",
    "wednesday",
    "thu",
    "thursday",
    "fri",
    "friday",
    "sat",
    "saturday",
    "sunday",
];

/// A date in one run of digits: `19840325`, `25031984`, `198403`, `1984`.
fn packed(run: Run) -> Option<Date> {
    let n = run.number;
    match run.length {
        8 => {
            let plausible = (1500..=2200).contains(&(n / 10_000)) || n >= 90_000_000;
            let year_first = || checked((n / 10_000) as u16, n / 100 % 100, n % 100);
            let year_last =
                || checked((n % 10_000) as u16, n / 10_000 % 100, n / 1_000_000).filter(|date| date.0 >= 1500);
            if plausible { year_first().or_else(year_last) } else { year_last().or_else(year_first) }
        }
        6 if (1500..=2200).contains(&(n / 100)) => checked((n / 100) as u16, n % 100, 0).filter(|date| date.1 > 0),
        4 => Some((n as u16, 0, 0)),
        _ => None,
    }
}

fn year(run: Run) -> Option<u16> {
    let number = u16::try_from(run.number).ok()?;
    match run.length {
        4 => Some(number),
        2 => Some(if number < 30 { 2000 + number } else { 1900 + number }),
        _ => None,
    }
}

/// The date, if there may be such a day. Days of an unknown month do not count.
fn checked(year: u16, month: u32, day: u32) -> Option<Date> {
    let days = match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        0..=12 => 31,
        _ => return None,
    };
    (day <= days).then_some((year, month as u8, if month == 0 { 0 } else { day as u8 }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Steps;

    fn form(value: &str) -> String {
        comparable(value, Normalising::default())
    }

    #[test]
    fn one_form_for_all_spellings() {
        for value in [
            "1984-03-25",
            "25.3.1984",
            "25/03/1984",
            "3/25/1984",
            "19840325",
            "25031984",
            "1984-03-25T10:00:00Z",
            " 1984/3/25 ",
            "1984-03-25 10:00:00.000",
            "3/25/1984 12:00:00 AM",
            "25.3.84",
            "25-Mar-1984",
            "25-MAR-84",
            "March 25, 1984",
            "Mar 25 1984",
            "25 March 1984",
            "25th of March 1984",
            "25. März 1984",
            "25 mars 1984",
            "25 de marzo de 1984",
            "25 marzo 1984",
            "25 de março de 1984",
            "25 maart 1984",
            "25 марта 1984 г.",
            "25 marca 1984",
            "Sunday, 25 March 1984",
            "1984 March 25",
            "1984年3月25日",
            "19840325T100000",
            "25 March 1984 10:30",
            "Mar 25, 1984 12:00AM",
        ] {
            assert_eq!(form(value), "19840325", "{value}");
        }
    }

    #[test]
    fn what_is_known_of_a_date() {
        for (value, date) in [
            ("March 1984", "198403"),
            ("1984-03", "198403"),
            ("03/1984", "198403"),
            ("198403", "198403"),
            ("1984-00-00", "1984"),
            ("1984-03-00", "198403"),
            ("1984", "1984"),
            ("Sept 5, 1984", "19840905"),
            ("1 janv. 1984", "19840101"),
            ("01/02/1984", "19840201"),
            ("1984-13-45", "1984 13 45"),
            ("31/02/1984", "31 02 1984"),
            ("about 1984", "about 1984"),
            ("12.5", "12 5"),
            ("", ""),
        ] {
            assert_eq!(form(value), date, "{value}");
        }
    }

    #[test]
    fn month_first_where_the_attribute_says_so() {
        let american = Normalising::Steps(Steps::DEFAULT.with(Step::MonthFirst, true));
        assert_eq!(comparable("01/02/1984", american), "19840102");
        assert_eq!(comparable("25/03/1984", american), "19840325");
    }
}
