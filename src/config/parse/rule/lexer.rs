//! The words and signs of a rule.

use std::fmt::{self, Display, Formatter};

use super::Fault;

/// A word or sign.
#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    /// A name or a keyword.
    Word(String),
    /// A name in quotation marks, never a keyword.
    Quoted(String),
    /// A number; there are no negative ones.
    Number(f64),
    /// `(`
    Open,
    /// `)`
    Close,
    /// `>=`
    AtLeast,
    /// `<=`
    AtMost,
    /// `%`
    Percent,
}

impl Display for Token {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(text) | Self::Quoted(text) => write!(f, "{text:?}"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Open => f.write_str("`(`"),
            Self::Close => f.write_str("`)`"),
            Self::AtLeast => f.write_str("`>=`"),
            Self::AtMost => f.write_str("`<=`"),
            Self::Percent => f.write_str("`%`"),
        }
    }
}

/// Takes a rule apart.
pub struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    /// At the beginning of `text`.
    pub fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// All of it, each with its byte offset.
    pub fn read(mut self) -> Result<Vec<(usize, Token)>, Fault> {
        let mut tokens = Vec::new();
        loop {
            self.take(char::is_whitespace);
            let at = self.at;
            let Some(first) = self.rest().chars().next() else { return Ok(tokens) };
            let token = if first.is_ascii_digit() || first == '.' {
                self.number()?
            } else if first.is_alphabetic() || first == '_' {
                Token::Word(self.take(|c| c.is_alphanumeric() || c == '_').to_owned())
            } else if first == '"' {
                self.quoted()?
            } else {
                self.sign(first)?
            };
            tokens.push((at, token));
        }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn take(&mut self, wanted: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    fn number(&mut self) -> Result<Token, Fault> {
        let at = self.at;
        let digits = self.take(|c| c.is_ascii_digit() || c == '.');
        let fault = |_| Fault { at, message: format!("{digits:?} is not a number") };
        digits.parse().map(Token::Number).map_err(fault)
    }

    /// Between quotation marks; a backslash makes the next sign plain.
    fn quoted(&mut self) -> Result<Token, Fault> {
        let at = self.at;
        let mut name = String::new();
        let mut signs = self.rest().char_indices().skip(1);
        while let Some((offset, sign)) = signs.next() {
            match sign {
                '"' => {
                    self.at += offset + 1;
                    return Ok(Token::Quoted(name));
                }
                '\\' => name.extend(signs.next().map(|(_, plain)| plain)),
                _ => name.push(sign),
            }
        }
        Err(Fault { at, message: "this quotation mark is never closed".to_owned() })
    }

    fn sign(&mut self, first: char) -> Result<Token, Fault> {
        let signs = [
            (">=", Token::AtLeast),
            ("<=", Token::AtMost),
            ("(", Token::Open),
            (")", Token::Close),
            ("%", Token::Percent),
        ];
        let found = signs.into_iter().find(|(sign, _)| self.rest().starts_with(sign));
        if let Some((sign, token)) = found {
            self.at += sign.len();
            return Ok(token);
        }
        let hint = match first {
            '=' | '<' | '>' => "; numbers are compared with `>=` or `<=`, values with `exact`",
            '&' | '|' | '!' => "; conditions are joined by `and`, `or`, `not`",
            '-' => "; a name with other signs than letters, digits and _ stands in quotation marks",
            _ => "",
        };
        Err(Fault { at: self.at, message: format!("unexpected {first:?}{hint}") })
    }
}
