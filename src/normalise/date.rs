//! Dates of the data, such as birthdays: one form, whatever the order they are written in.

use super::fold::words;

/// A date as eight digits, `YYYYMMDD`, where it can be read; else its words.
///
/// Read are year first, and day or month first where one of them is over twelve. Where both orders are possible, the
/// day is taken to stand first: comparing forgives swapped days and months anyway.
pub fn comparable(value: &str) -> String {
    let text = words(value);
    // A time of day, after the date, does not count.
    let date = value.trim().split(['T', ' ']).next().unwrap_or_default();
    let parts: Vec<&str> = date.split(['-', '/', '.']).collect();
    let read = match parts.as_slice() {
        [year, month, day] if year.len() == 4 => joined(year, month, day),
        [first, second, year] if year.len() == 4 => {
            joined(year, second, first).filter(|_| !is_over_twelve(second)).or_else(|| joined(year, first, second))
        }
        [plain] if plain.len() == 8 && is_number(plain) => return (*plain).to_owned(),
        _ => None,
    };
    read.unwrap_or(text)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_over_twelve(text: &str) -> bool {
    text.parse::<u8>().is_ok_and(|number| number > 12)
}

fn joined(year: &str, month: &str, day: &str) -> Option<String> {
    let numbers = [year, month, day].iter().all(|part| is_number(part));
    (numbers && month.len() <= 2 && day.len() <= 2).then(|| format!("{year}{month:0>2}{day:0>2}"))
}

#[cfg(test)]
mod tests {
    use super::comparable;

    #[test]
    fn one_form_for_all_orders() {
        for value in
            ["1984-03-25", "25.3.1984", "25/03/1984", "3/25/1984", "19840325", "1984-03-25T10:00:00Z", " 1984/3/25 "]
        {
            assert_eq!(comparable(value), "19840325", "{value}");
        }
        assert_eq!(comparable("March 1984"), "march 1984");
    }
}
