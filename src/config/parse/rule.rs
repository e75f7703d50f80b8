//! Reads matching rules: `email exact`, `jaro_winkler(company_name) >= 0.92 and (city exact or city missing)`.
//!
//! ```text
//! any   = all { "or" all }              all  = one { "and" one }
//! one   = "not" one | "(" any ")" | condition
//! condition = NAME ("exact" | "similar" | "missing" | "within" NUMBER (days | months | years | "%"))
//!           | FUNCTION "(" NAME ")" [">=" NUMBER | "<=" NUMBER]
//! ```

mod lexer;
#[cfg(test)]
mod tests;

use self::lexer::{Lexer, Token};
use super::super::rule::{Condition, Expression, KEYWORDS, Rule, Test, Unit};
use super::super::{Attribute, AttributeKind, Domain, suggest};
use super::table::{Problems, Value, Word};

/// Parentheses and negations within each other: more are nobody's wish, and each takes a piece of the stack.
const DEEPEST: usize = 50;
/// Edits that `levenshtein` may ask for: more of them make anything equal.
const MOST_EDITS: usize = 20;

/// What is wrong with a rule.
#[derive(Debug)]
struct Fault {
    /// Byte offset in the rule.
    at: usize,
    message: String,
}

/// Reads `rules`: a list of rules, or a table that names them.
pub fn rules(value: Value, domain: &Domain, problems: &mut Problems) -> Vec<Rule> {
    let named: Vec<(Option<String>, Word)> = if value.is_table() {
        let rest = value.table(problems).map(|mut table| table.take_rest()).unwrap_or_default();
        rest.into_iter().filter_map(|(key, value)| Some((Some(key.text), value.text(problems)?))).collect()
    } else {
        value.texts(problems).into_iter().map(|word| (None, word)).collect()
    };
    let mut rules = Vec::with_capacity(named.len());
    for (name, word) in named {
        match parse(&word.text, domain) {
            Ok(expression) => rules.push(Rule { name: name.unwrap_or_else(|| word.text.clone()), expression }),
            Err(fault) => {
                let called = name.unwrap_or_else(|| word.text.clone());
                let message = format!("[matching]: rule {called:?}: {}", fault.message);
                problems.add_within(&word, fault.at, message);
            }
        }
    }
    rules
}

fn parse(text: &str, domain: &Domain) -> Result<Expression, Fault> {
    let mut reader = Reader { tokens: Lexer::new(text).read()?, next: 0, end: text.len(), domain };
    let expression = reader.any(0)?;
    match reader.peek() {
        None => Ok(expression),
        Some(Token::Close) => Err(reader.fault("this parenthesis was never opened")),
        Some(_) => Err(reader.fault_here("`and`, `or` or the end")),
    }
}

struct Reader<'d> {
    tokens: Vec<(usize, Token)>,
    next: usize,
    end: usize,
    domain: &'d Domain,
}

impl Reader<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(_, token)| token)
    }

    fn at(&self) -> usize {
        self.tokens.get(self.next).map_or(self.end, |(at, _)| *at)
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Some(Token::Word(found)) if found.eq_ignore_ascii_case(word))
    }

    /// Takes the next word if it is this one.
    fn took(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.next += usize::from(found);
        found
    }

    fn fault(&self, message: impl Into<String>) -> Fault {
        Fault { at: self.at(), message: message.into() }
    }

    /// What was expected, and what stands there.
    fn fault_here(&self, expected: &str) -> Fault {
        let found = self.peek().map_or("the end".to_owned(), ToString::to_string);
        self.fault(format!("expected {expected}, found {found}"))
    }

    fn any(&mut self, depth: usize) -> Result<Expression, Fault> {
        let mut parts = vec![self.all(depth)?];
        while self.took("or") {
            parts.push(self.all(depth)?);
        }
        Ok(Expression::any(parts))
    }

    fn all(&mut self, depth: usize) -> Result<Expression, Fault> {
        let mut parts = vec![self.one(depth)?];
        while self.took("and") {
            parts.push(self.one(depth)?);
        }
        Ok(Expression::all(parts))
    }

    fn one(&mut self, depth: usize) -> Result<Expression, Fault> {
        if depth > DEEPEST {
            return Err(self.fault(format!("more than {DEEPEST} parentheses or negations within each other")));
        }
        if self.took("not") {
            return Ok(Expression::Not(Box::new(self.one(depth + 1)?)));
        }
        if self.peek() == Some(&Token::Open) {
            let opened = self.at();
            self.next += 1;
            let inner = self.any(depth + 1)?;
            if self.peek().is_none() {
                return Err(Fault { at: opened, message: "this parenthesis is never closed".to_owned() });
            }
            self.need(&Token::Close, "`and`, `or` or `)`")?;
            return Ok(inner);
        }
        self.condition().map(Expression::Is)
    }

    fn need(&mut self, token: &Token, expected: &str) -> Result<(), Fault> {
        if self.peek() != Some(token) {
            return Err(self.fault_here(expected));
        }
        self.next += 1;
        Ok(())
    }

    fn condition(&mut self) -> Result<Condition, Fault> {
        let calls = matches!(self.tokens.get(self.next + 1), Some((_, Token::Open)));
        match self.peek() {
            Some(Token::Word(word)) if calls => self.call(&word.to_ascii_lowercase()),
            Some(Token::Word(word)) if KEYWORDS.contains(&word.to_ascii_lowercase().as_str()) => {
                Err(self.fault_here("an attribute or a function"))
            }
            Some(Token::Word(_) | Token::Quoted(_)) => self.plain(),
            _ => Err(self.fault_here("an attribute or a function")),
        }
    }

    /// An attribute of the domain, and its position.
    fn attribute(&mut self) -> Result<(usize, &Attribute), Fault> {
        let Some(Token::Word(name) | Token::Quoted(name)) = self.peek() else {
            return Err(self.fault_here("an attribute"));
        };
        let position = self.domain.position(name);
        if let Some(found) = position.and_then(|position| Some((position, self.domain.attributes.get(position)?))) {
            self.next += 1;
            return Ok(found);
        }
        let known = self.domain.attributes.iter().map(|attribute| attribute.name.as_str());
        Err(self.fault(format!("unknown attribute {name:?}; {}", suggest::expected(name, known))))
    }

    /// `email exact`, `born within 3 days`.
    fn plain(&mut self) -> Result<Condition, Fault> {
        let start = self.at();
        let (attribute, kind, name) = {
            let (position, attribute) = self.attribute()?;
            (position, attribute.kind, attribute.name.clone())
        };
        let test = match self.peek() {
            Some(Token::Word(word)) => match word.to_ascii_lowercase().as_str() {
                "exact" => Test::Exact,
                "similar" => Test::Similar,
                "missing" => Test::Missing,
                "within" => {
                    self.next += 1;
                    let test = self.within()?;
                    fits(test, kind).map_err(|needed| Fault { at: start, message: misfit(&name, kind, needed) })?;
                    return Ok(Condition { attribute, kind, test });
                }
                other => {
                    let expected = suggest::expected(other, ["exact", "similar", "missing", "within"]);
                    return Err(self.fault(format!("unknown condition {other:?} of {name}; {expected}")));
                }
            },
            _ => return Err(self.fault_here(&format!("exact, similar, missing or within after {name}"))),
        };
        self.next += 1;
        Ok(Condition { attribute, kind, test })
    }

    fn within(&mut self) -> Result<Test, Fault> {
        let start = self.at();
        let number = self.number(f64::MAX)?;
        if self.peek() == Some(&Token::Percent) {
            self.next += 1;
            return match number {
                number if number <= 100.0 => Ok(Test::Percent(number)),
                _ => Err(Fault { at: start, message: "expected at most 100%".to_owned() }),
            };
        }
        let unit = match self.peek() {
            Some(Token::Word(word)) => {
                let word = word.to_ascii_lowercase();
                Unit::WORDS.iter().find(|(_, one, many)| word == *one || word == *many).map(|(unit, ..)| *unit)
            }
            _ => None,
        };
        let Some(unit) = unit else { return Err(self.fault_here("days, months, years or %")) };
        self.next += 1;
        if number.fract() != 0.0 || number > 100_000.0 {
            return Err(Fault { at: start, message: "expected a whole number, at most 100000".to_owned() });
        }
        Ok(Test::Time(number as usize, unit))
    }

    /// `jaro_winkler(company_name) >= 0.92`, `soundex(surname)`.
    fn call(&mut self, function: &str) -> Result<Condition, Fault> {
        let start = self.at();
        if !Test::FUNCTIONS.contains(&function) {
            let expected = suggest::expected(function, Test::FUNCTIONS);
            return Err(self.fault(format!("unknown function {function:?}; {expected}")));
        }
        self.next += 2;
        let (attribute, kind, name) = {
            let (position, attribute) = self.attribute()?;
            (position, attribute.kind, attribute.name.clone())
        };
        self.need(&Token::Close, "`)`")?;
        let test = match function {
            "soundex" => Test::Soundex,
            "nickname" => Test::Nickname,
            "levenshtein" => {
                self.need(&Token::AtMost, "`<=` and a number of edits")?;
                let at = self.at();
                let number = self.number(MOST_EDITS as f64)?;
                if number.fract() != 0.0 {
                    return Err(Fault { at, message: "expected a whole number of edits".to_owned() });
                }
                Test::Levenshtein(number as usize)
            }
            _ => {
                self.need(&Token::AtLeast, "`>=` and a number between 0 and 1")?;
                let least = self.number(1.0)?;
                match function {
                    "jaro_winkler" => Test::JaroWinkler(least),
                    "edit_similarity" => Test::EditSimilarity(least),
                    _ => Test::Tokens(least),
                }
            }
        };
        fits(test, kind).map_err(|needed| Fault { at: start, message: misfit(&name, kind, needed) })?;
        Ok(Condition { attribute, kind, test })
    }

    fn number(&mut self, most: f64) -> Result<f64, Fault> {
        let expected = if most < 1e9 { format!("a number from 0 to {most}") } else { "a number".to_owned() };
        match self.peek() {
            Some(Token::Number(number)) if *number <= most => {
                let number = *number;
                self.next += 1;
                Ok(number)
            }
            _ => Err(self.fault_here(&expected)),
        }
    }
}

/// Whether a test says something about values of a kind; else which kind it needs.
fn fits(test: Test, kind: AttributeKind) -> Result<(), &'static str> {
    match test {
        Test::Time(..) if kind != AttributeKind::Date => Err("date"),
        Test::Percent(_) if !matches!(kind, AttributeKind::Number | AttributeKind::Money) => Err("number or money"),
        Test::Nickname if kind != AttributeKind::PersonName => Err("person_name"),
        _ => Ok(()),
    }
}

fn misfit(name: &str, kind: AttributeKind, needed: &str) -> String {
    format!("attribute {name:?} is of kind {}; this needs kind {needed}", kind.word())
}
