//! The words and signs of SQL.

/// A word or sign.
#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    /// A keyword, a function, or a column without quotation marks.
    Word(String),
    /// A column in quotation marks.
    Quoted(String),
    /// A text in single quotation marks.
    Text(String),
    /// A number.
    Number(f64),
    /// Anything else.
    Sign(&'static str),
}

/// Longer signs first.
const SIGNS: [&str; 22] = [
    "->", "<=", ">=", "<>", "!=", "||", "::", "(", ")", ",", "=", "<", ">", "+", "-", "*", "/", "%", "[", "]", ".", ":",
];

/// All of `sql`.
///
/// # Errors
/// The sign that is none of SQL.
pub fn read(sql: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = sql.trim_start();
    while let Some(first) = rest.chars().next() {
        let token = if first.is_ascii_digit() || first == '.' && rest[1..].starts_with(|c: char| c.is_ascii_digit()) {
            number(&mut rest)?
        } else if first.is_alphabetic() || first == '_' {
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            rest = after;
            Token::Word(word.to_owned())
        } else if first == '"' || first == '\'' {
            let text = quoted(&mut rest, first)?;
            if first == '"' { Token::Quoted(text) } else { Token::Text(text) }
        } else {
            let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) else {
                return Err(format!("{first:?} is not understood"));
            };
            rest = rest.strip_prefix(sign).unwrap_or(rest);
            Token::Sign(sign)
        };
        tokens.push(token);
        rest = rest.trim_start();
    }
    Ok(tokens)
}

fn number(rest: &mut &str) -> Result<Token, String> {
    let mut end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
    let exponent = rest[end..].strip_prefix(['e', 'E']).map(|after| after.strip_prefix(['+', '-']).unwrap_or(after));
    if let Some(digits) = exponent.filter(|digits| digits.starts_with(|c: char| c.is_ascii_digit())) {
        end = rest.len() - digits.len() + digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    }
    let (number, after) = rest.split_at(end);
    *rest = after;
    number.parse().map(Token::Number).map_err(|_| format!("{number:?} is not a number"))
}

/// Between quotation marks; two of them are one of the text.
fn quoted(rest: &mut &str, mark: char) -> Result<String, String> {
    let mut text = String::new();
    let mut signs = rest.char_indices().skip(1).peekable();
    while let Some((at, sign)) = signs.next() {
        if sign != mark {
            text.push(sign);
        } else if signs.next_if(|(_, next)| *next == mark).is_some() {
            text.push(mark);
        } else {
            *rest = rest.get(at + 1..).unwrap_or_default();
            return Ok(text);
        }
    }
    Err("a quotation mark is never closed".to_owned())
}
