//! Timestamps of the sources, read only where there is one way to read them.

use jiff::{Timestamp, civil, tz::Offset};

/// `text` as microseconds since 1970 (UTC); `None` where it cannot be read in one way only.
///
/// Read are RFC 3339 with a zone; `YYYY-MM-DD HH:MM[:SS[.fraction]]` (or with `T`) without one, as UTC;
/// `YYYY-MM-DD` and `YYYYMMDD`, as midnight UTC. Nothing whose order depends on a country.
pub fn micros(text: &str) -> Option<i64> {
    let text = text.trim();
    let bytes = text.as_bytes();
    let dashed = bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-');
    let plain = bytes.len() == 8 && bytes.iter().all(u8::is_ascii_digit);
    let timed = bytes.get(13) == Some(&b':') && matches!(bytes.get(10), Some(b'T' | b't' | b' '));
    if !bytes.first().is_some_and(u8::is_ascii_digit) || text.contains('[') {
        return None;
    }
    let moment = if plain || (dashed && bytes.len() == 10) {
        utc(text.parse::<civil::Date>().ok()?.at(0, 0, 0, 0))
    } else if dashed && timed {
        let zoned = text.get(11..)?.contains(['Z', 'z', '+', '-']);
        if zoned { text.parse().ok() } else { utc(text.parse().ok()?) }
    } else {
        None
    };
    Some(moment?.as_microsecond())
}

/// Microseconds since 1970 as RFC 3339 in UTC: to the second, or to the microsecond where it matters.
///
/// Moments outside the years −9999 to 9999 are written as the nearest one inside.
pub fn rfc3339(micros: i64) -> String {
    let nearest = if micros < 0 { Timestamp::MIN } else { Timestamp::MAX };
    let moment = Timestamp::from_microsecond(micros).unwrap_or(nearest);
    if moment.subsec_microsecond() == 0 { format!("{moment:.0}") } else { format!("{moment:.6}") }
}

fn utc(moment: civil::DateTime) -> Option<Timestamp> {
    Offset::UTC.to_timestamp(moment).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_way_to_read_it() {
        const DAY: i64 = 86_400_000_000;
        for (text, micros_then) in [
            ("1970-01-02", DAY),
            ("19700102", DAY),
            ("1970-01-02 00:00", DAY),
            ("1970-01-02T00:00:01.5", DAY + 1_500_000),
            ("1970-01-02T00:00:00Z", DAY),
            ("1970-01-02T02:00:00+02:00", DAY),
            ("1970-01-02 02:00:00.000001+02:00", DAY + 1),
            ("1969-12-31 23:59:59", -1_000_000),
        ] {
            assert_eq!(micros(text), Some(micros_then), "{text}");
        }
    }

    #[test]
    fn what_is_doubtful_is_not_read() {
        for text in [
            "",
            "now",
            "01/02/2024",
            "2024-13-01",
            "2024-02-30",
            "20240230",
            "2024-01-01T10",
            "1704067200",
            "2024-1-1",
            "2024-01-01T25:00:00Z",
            "-002024-01-01",
            "2024-01-01T00:00:00Z[UTC]",
            "2024-01-01 10:00 PM",
            "99999999",
        ] {
            assert_eq!(micros(text), None, "{text}");
        }
    }

    #[test]
    fn written_to_the_second_or_the_microsecond() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(1), "1970-01-01T00:00:00.000001Z");
        assert_eq!(rfc3339(-1), "1969-12-31T23:59:59.999999Z");
        assert_eq!(rfc3339(i64::MAX), "9999-12-30T22:00:00.999999Z");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(us in -62_000_000_000_000_000_i64..250_000_000_000_000_000) {
            prop_assert_eq!(micros(&rfc3339(us)), Some(us));
        }

        #[test]
        fn never_fails(text in "\\PC{0,30}") {
            let _any = micros(&text);
        }
    }
}
