//! Regular expressions without groups or alternatives: what models take parts of values with (`^[^@]+`).

/// The most pieces of a pattern.
const MOST: usize = 64;

/// A pattern.
#[derive(Clone, Debug)]
pub struct Pattern {
    from_start: bool,
    to_end: bool,
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug)]
struct Piece {
    /// Characters that fit, from first to last; or that do not.
    ranges: Vec<(char, char)>,
    inverted: bool,
    least: usize,
    most: usize,
}

impl Piece {
    fn fits(&self, c: char) -> bool {
        self.ranges.iter().any(|(first, last)| (*first..=*last).contains(&c)) != self.inverted
    }
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// The sign that is not understood.
    pub fn new(text: &str) -> Result<Self, String> {
        let from_start = text.starts_with('^');
        let mut rest = text.strip_prefix('^').unwrap_or(text);
        let ended = rest.strip_suffix('$').filter(|before| !ends_escaped(before));
        rest = ended.unwrap_or(rest);
        let mut pieces = Vec::new();
        let mut signs = rest.chars().peekable();
        while let Some(sign) = signs.next() {
            let (ranges, inverted) = match sign {
                '(' | ')' | '|' | '^' | '$' | '*' | '+' | '?' | '{' | '}' => {
                    return Err(format!("{sign:?} in the pattern {text:?}"));
                }
                '.' => (vec![('\n', '\n')], true),
                '\\' => class(signs.next()).ok_or_else(|| format!("a backslash in the pattern {text:?}"))?,
                '[' => set(&mut signs).ok_or_else(|| format!("the set in the pattern {text:?}"))?,
                plain => (vec![(plain, plain)], false),
            };
            let (least, most) = match signs.peek() {
                Some('{') => counts(&mut signs).ok_or_else(|| format!("the count in the pattern {text:?}"))?,
                Some(sign @ ('*' | '+' | '?')) => {
                    let most = if *sign == '?' { 1 } else { usize::MAX };
                    let least = usize::from(*sign == '+');
                    signs.next();
                    (least, most)
                }
                _ => (1, 1),
            };
            if matches!(signs.peek(), Some('*' | '+' | '?' | '{')) {
                return Err(format!("a count after another in the pattern {text:?}"));
            }
            pieces.push(Piece { ranges, inverted, least, most });
            if pieces.len() > MOST {
                return Err(format!("a pattern of more than {MOST} pieces"));
            }
        }
        Ok(Self { from_start, to_end: ended.is_some(), pieces })
    }

    /// The first part of `text` that fits, as long as the greedy pieces make it.
    pub fn find<'t>(&self, text: &'t str) -> Option<&'t str> {
        let starts = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        let tried = if self.from_start { 1 } else { usize::MAX };
        starts.take(tried).find_map(|start| {
            let rest = text.get(start..)?;
            let length = self.fit(&self.pieces, rest)?;
            rest.get(..length)
        })
    }

    /// How many bytes at the beginning of `text` fit.
    fn fit(&self, pieces: &[Piece], text: &str) -> Option<usize> {
        let Some((piece, others)) = pieces.split_first() else {
            return (!self.to_end || text.is_empty()).then_some(0);
        };
        let fitting = text.char_indices().take(piece.most).take_while(|(_, c)| piece.fits(*c));
        let ends: Vec<usize> = [0].into_iter().chain(fitting.map(|(at, c)| at + c.len_utf8())).collect();
        let enough = ends.get(piece.least..)?;
        enough.iter().rev().find_map(|end| Some(end + self.fit(others, text.get(*end..)?)?))
    }
}

fn ends_escaped(text: &str) -> bool {
    text.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}

type Ranges = (Vec<(char, char)>, bool);

/// `\d`, `\.`
fn class(sign: Option<char>) -> Option<Ranges> {
    let word = || vec![('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')];
    let blank = || vec![(' ', ' '), ('\t', '\n'), ('\r', '\r'), ('\x0c', '\x0c')];
    Some(match sign? {
        'd' => (vec![('0', '9')], false),
        'D' => (vec![('0', '9')], true),
        'w' => (word(), false),
        'W' => (word(), true),
        's' => (blank(), false),
        'S' => (blank(), true),
        sign if sign.is_alphanumeric() => return None,
        sign => (vec![(sign, sign)], false),
    })
}

/// `a-z0-9]`, after the bracket that opens.
fn set(signs: &mut std::iter::Peekable<std::str::Chars>) -> Option<Ranges> {
    let inverted = signs.next_if_eq(&'^').is_some();
    let mut ranges = Vec::new();
    loop {
        let first = match signs.next()? {
            ']' if !ranges.is_empty() => return Some((ranges, inverted)),
            '[' if signs.peek() == Some(&':') => return None,
            '\\' => match class(signs.next())? {
                (mut members, false) if members.len() > 1 || members.first().is_some_and(|(a, b)| a != b) => {
                    ranges.append(&mut members);
                    continue;
                }
                (members, false) => members.first()?.0,
                _ => return None,
            },
            sign => sign,
        };
        let mut ahead = signs.clone();
        let last = match (ahead.next(), ahead.next()) {
            (Some('-'), Some(last)) if last != ']' => {
                *signs = ahead;
                if last == '\\' { signs.next()? } else { last }
            }
            _ => first,
        };
        if last < first {
            return None;
        }
        ranges.push((first, last));
    }
}

/// `{2}`, `{1,2}`, `{1,}`
fn counts(signs: &mut std::iter::Peekable<std::str::Chars>) -> Option<(usize, usize)> {
    signs.next();
    let mut text = String::new();
    loop {
        match signs.next()? {
            '}' => break,
            sign => text.push(sign),
        }
    }
    let (least, most) = match text.split_once(',') {
        None => (text.parse().ok()?, text.parse().ok()?),
        Some((least, "")) => (least.parse().ok()?, usize::MAX),
        Some((least, most)) => (least.parse().ok()?, most.parse().ok()?),
    };
    (least <= most && least <= 1000).then_some((least, most))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_part_that_fits_is_found() {
        for (pattern, text, found) in [
            ("^[^@]+", "ida@example.org", Some("ida")),
            ("^[^@]+", "@example.org", None),
            ("^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? [0-9]", "QX12 9ZZ", Some("QX12 9")),
            ("^[A-Za-z]{1,2}[0-9][A-Za-z0-9]?", "QX1 2AB", Some("QX1")),
            ("[0-9]+$", "unit 12 of 345", Some("345")),
            ("\\d{2,}", "1 22 333", Some("22")),
            ("a.*b", "xaab-b!", Some("aab-b")),
            ("a\\.b", "a.b", Some("a.b")),
            ("a\\.b", "axb", None),
            ("[\\w.-]+", "é ida.v-1", Some("ida.v-1")),
            ("[]x]+", "a]x]", Some("]x]")),
            ("é?$", "zoé", Some("é")),
            ("x*", "aaa", Some("")),
            ("^$", "", Some("")),
            ("^a$", "ab", None),
            ("a\\$", "xa$", Some("a$")),
        ] {
            assert_eq!(Pattern::new(pattern).unwrap().find(text), found, "{pattern} in {text}");
        }
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for pattern in ["(a)", "a|b", "a**", "[[:alpha:]]", "a{2", "a{3,2}", "\\b", "[z-a]", "[a", "+a", "a{2}{3}"] {
            assert!(Pattern::new(pattern).is_err(), "{pattern}");
        }
        assert!(Pattern::new(&"a".repeat(65)).is_err());
    }
}
