//! Dates and times of a given format, as `DuckDB`'s `try_strptime` reads them.

use jiff::civil::Date;

/// The parts of a format that are understood.
const KNOWN: &str = "YymdHMS%";
/// Seconds of a day.
const DAY: f64 = 86_400.0;

/// What of `format` is not understood, if anything.
pub fn unknown_in(format: &str) -> Option<String> {
    let mut signs = format.chars();
    while let Some(sign) = signs.next() {
        if sign == '%' {
            match signs.next() {
                Some(part) if KNOWN.contains(part) => {}
                other => return Some(format!("%{}", other.map_or(String::new(), String::from))),
            }
        }
    }
    None
}

/// Seconds since 1970 (UTC), where `text` has this format and names a day that there is.
pub fn read(text: &str, format: &str) -> Option<f64> {
    let (mut year, mut month, mut day, mut hour, mut minute, mut second) = (1900, 1, 1, 0, 0, 0);
    let mut rest = text.trim();
    let mut signs = format.trim().chars();
    while let Some(sign) = signs.next() {
        if sign.is_whitespace() {
            rest = rest.trim_start();
            continue;
        }
        let part = if sign == '%' { signs.next()? } else { '%' };
        if sign != '%' || part == '%' {
            rest = rest.strip_prefix(sign)?;
            continue;
        }
        let number = digits(&mut rest, if part == 'Y' { 4 } else { 2 })?;
        match part {
            'Y' => year = number,
            'y' => year = if number < 69 { 2000 + number } else { 1900 + number },
            'm' => month = number,
            'd' => day = number,
            'H' => hour = number,
            'M' => minute = number,
            'S' => second = number,
            _ => return None,
        }
    }
    if !rest.is_empty() || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    let days = (date - Date::constant(1970, 1, 1)).get_days();
    Some(f64::from(days) * DAY + f64::from(hour) * 3600.0 + f64::from(minute) * 60.0 + f64::from(second))
}

/// Takes one to `most` digits.
fn digits(rest: &mut &str, most: usize) -> Option<i16> {
    let count = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let (number, after) = rest.split_at_checked(count)?;
    *rest = after;
    number.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_read_as_duckdb_reads_them() {
        for (text, format, seconds) in [
            ("1984-02-29", "%Y-%m-%d", Some(446_860_800.0)),
            ("1984-2-3", "%Y-%m-%d", Some(444_614_400.0)),
            (" 1984-02-03 ", "%Y-%m-%d", Some(444_614_400.0)),
            ("1984-02-31", "%Y-%m-%d", None),
            ("1984-02-03x", "%Y-%m-%d", None),
            ("12345-02-03", "%Y-%m-%d", None),
            ("-984-02-03", "%Y-%m-%d", None),
            ("1984-02-003", "%Y-%m-%d", None),
            ("1984-+2-03", "%Y-%m-%d", None),
            ("", "%Y-%m-%d", None),
            ("19840203", "%Y%m%d", Some(444_614_400.0)),
            ("03/02/84", "%d/%m/%y", Some(444_614_400.0)),
            ("03/02/68", "%d/%m/%y", Some(3_095_452_800.0)),
            ("1984-02-03T10:11:12Z", "%Y-%m-%dT%H:%M:%SZ", Some(444_651_072.0)),
            ("1984-02-03  10:11", "%Y-%m-%d %H:%M", Some(444_651_060.0)),
            ("1984-02-03 25:11", "%Y-%m-%d %H:%M", None),
        ] {
            assert_eq!(read(text, format), seconds, "{text} as {format}");
        }
        assert_eq!(unknown_in("%d %b %Y"), Some("%b".to_owned()));
        assert_eq!(unknown_in("100%"), Some("%".to_owned()));
        assert_eq!(unknown_in("%Y%%"), None);
    }
}
