//! Text to expression, by precedence: or, and, not, comparisons, `||`, sums, products, signs.

use super::super::functions;
use super::super::lexer::{self, Token};
use super::super::moment;
use super::super::pattern::Pattern;
use super::{Columns, Comparing, Expression, Kind, Side};

/// Expressions within each other.
const DEEPEST: usize = 100;

type Parsed = Result<Expression, String>;

/// Reads a condition; columns get their positions in `columns`.
///
/// # Errors
/// What is not understood, and the SQL that it stands in.
pub fn parse(sql: &str, columns: &mut Columns) -> Parsed {
    let tokens = lexer::read(sql).map_err(|what| in_sql(&what, sql))?;
    let mut parser = Parser { tokens, next: 0, depth: 0, columns };
    let parsed = parser.any().and_then(|expression| match parser.peek() {
        None => Ok(expression),
        Some(_) => Err(parser.here()),
    });
    parsed.map_err(|what| in_sql(&what, sql))
}

fn in_sql(what: &str, sql: &str) -> String {
    let plain = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown: String = plain.chars().take(120).collect();
    let more = if shown.len() < plain.len() { "…" } else { "" };
    format!("{what}, in the SQL: {shown}{more}")
}

struct Parser<'c> {
    tokens: Vec<Token>,
    next: usize,
    depth: usize,
    columns: &'c mut Columns,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next)
    }

    /// What is said of the token that nothing can be made of.
    fn here(&self) -> String {
        match self.peek() {
            None => "it ends too soon".to_owned(),
            Some(Token::Word(word)) => format!("{word:?} is not understood here"),
            Some(Token::Quoted(name)) => format!("column {name:?} is not understood here"),
            Some(Token::Text(text)) => format!("the text {text:?} is not understood here"),
            Some(Token::Number(number)) => format!("{number} is not understood here"),
            Some(Token::Sign(sign)) => format!("{sign:?} is not understood here"),
        }
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Some(Token::Word(found)) if found.eq_ignore_ascii_case(word))
    }

    fn took(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.next += usize::from(found);
        found
    }

    fn took_sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Sign(other)) if *other == sign);
        self.next += usize::from(found);
        found
    }

    fn need(&mut self, word: &str) -> Result<(), String> {
        if self.took(word) { Ok(()) } else { Err(self.here()) }
    }

    fn need_sign(&mut self, sign: &str) -> Result<(), String> {
        if self.took_sign(sign) { Ok(()) } else { Err(self.here()) }
    }

    fn any(&mut self) -> Parsed {
        let mut parts = vec![self.all()?];
        while self.took("or") {
            parts.push(self.all()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expression::Any(parts) })
    }

    fn all(&mut self) -> Parsed {
        let mut parts = vec![self.negated()?];
        while self.took("and") {
            parts.push(self.negated()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expression::All(parts) })
    }

    fn negated(&mut self) -> Parsed {
        self.deeper(|parser| {
            if parser.took("not") {
                return Ok(Expression::Not(Box::new(parser.negated()?)));
            }
            parser.compared()
        })
    }

    fn deeper(&mut self, read: impl FnOnce(&mut Self) -> Parsed) -> Parsed {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("more than {DEEPEST} expressions within each other"));
        }
        let read = read(self);
        self.depth -= 1;
        read
    }

    fn compared(&mut self) -> Parsed {
        let mut left = self.joined()?;
        loop {
            let signs = [
                ("=", Comparing::Equal),
                ("<>", Comparing::Unequal),
                ("!=", Comparing::Unequal),
                ("<", Comparing::Less),
                ("<=", Comparing::LessOrEqual),
                (">", Comparing::Greater),
                (">=", Comparing::GreaterOrEqual),
            ];
            let sign = signs.into_iter().find(|(sign, _)| self.took_sign(sign));
            if let Some((_, how)) = sign {
                left = Expression::Compare(how, Box::new((left, self.joined()?)));
            } else if self.took("is") {
                let not = self.took("not");
                self.need("null")?;
                left = negated(Expression::IsNull(Box::new(left)), not);
            } else {
                let not = self.is_word("not");
                self.next += usize::from(not);
                if self.took("in") {
                    self.need_sign("(")?;
                    left = negated(Expression::In(Box::new(left), self.list()?), not);
                } else if self.took("between") {
                    let low = self.joined()?;
                    self.need("and")?;
                    let high = self.joined()?;
                    let above = Expression::Compare(Comparing::GreaterOrEqual, Box::new((left.clone(), low)));
                    let below = Expression::Compare(Comparing::LessOrEqual, Box::new((left, high)));
                    left = negated(Expression::All(vec![above, below]), not);
                } else if self.is_word("like") || self.is_word("ilike") {
                    let folded = self.is_word("ilike");
                    self.next += 1;
                    let Some(Token::Text(pattern)) = self.peek().cloned() else { return Err(self.here()) };
                    self.next += 1;
                    left = negated(Expression::Like(Box::new(left), pattern, folded), not);
                } else if not {
                    return Err(self.here());
                } else {
                    return Ok(left);
                }
            }
        }
    }

    fn joined(&mut self) -> Parsed {
        let mut left = self.sum()?;
        while self.took_sign("||") {
            left = Expression::Call(functions::JOINED, vec![left, self.sum()?]);
        }
        Ok(left)
    }

    fn sum(&mut self) -> Parsed {
        let mut left = self.product()?;
        while let Some(sign) = ["+", "-"].into_iter().find(|sign| self.took_sign(sign)) {
            let right = self.product()?;
            left = Expression::Arithmetic(if sign == "+" { '+' } else { '-' }, Box::new((left, right)));
        }
        Ok(left)
    }

    fn product(&mut self) -> Parsed {
        let mut left = self.signed()?;
        while let Some((sign, _)) = [('*', "*"), ('/', "/"), ('%', "%")].into_iter().find(|(_, s)| self.took_sign(s)) {
            let right = self.signed()?;
            left = Expression::Arithmetic(sign, Box::new((left, right)));
        }
        Ok(left)
    }

    fn signed(&mut self) -> Parsed {
        self.deeper(|parser| {
            if parser.took_sign("-") {
                let zero = Expression::Number(0.0);
                return Ok(Expression::Arithmetic('-', Box::new((zero, parser.signed()?))));
            }
            let mut value = parser.single()?;
            while parser.took_sign("::") {
                value = Expression::Cast(Box::new(value), parser.kind()?);
            }
            Ok(value)
        })
    }

    fn single(&mut self) -> Parsed {
        let Some(token) = self.peek().cloned() else { return Err(self.here()) };
        let calls = matches!(self.tokens.get(self.next + 1), Some(Token::Sign("(")));
        match token {
            Token::Sign("(") => {
                self.next += 1;
                let inner = self.any()?;
                self.need_sign(")")?;
                Ok(inner)
            }
            Token::Number(number) => Ok(self.taken(Expression::Number(number))),
            Token::Text(text) => Ok(self.taken(Expression::Text(text))),
            Token::Quoted(name) => self.column(&name),
            Token::Word(word) => match word.to_ascii_lowercase().as_str() {
                "null" => Ok(self.taken(Expression::Null)),
                "true" => Ok(self.taken(Expression::Truth(true))),
                "false" => Ok(self.taken(Expression::Truth(false))),
                "case" => self.case(),
                name if calls => {
                    self.next += 2;
                    self.call(name)
                }
                _ => self.column(&word),
            },
            Token::Sign(_) => Err(self.here()),
        }
    }

    fn taken(&mut self, expression: Expression) -> Expression {
        self.next += 1;
        expression
    }

    fn column(&mut self, name: &str) -> Parsed {
        let sides = [("_l", Side::Left), ("_r", Side::Right)];
        let ending = |(ending, side)| Some((name.strip_suffix(ending).filter(|bare| !bare.is_empty())?, side));
        let Some((bare, side)) = sides.into_iter().find_map(ending) else {
            return Err(format!("{name:?} is neither of a column of the left record (…_l) nor of the right (…_r)"));
        };
        let column = self.columns.position(bare);
        Ok(self.taken(Expression::Column(column, side)))
    }

    /// Expressions up to the parenthesis that closes.
    fn list(&mut self) -> Result<Vec<Expression>, String> {
        let mut items = Vec::new();
        if self.took_sign(")") {
            return Ok(items);
        }
        loop {
            items.push(self.any()?);
            if self.took_sign(")") {
                return Ok(items);
            }
            self.need_sign(",")?;
        }
    }

    fn call(&mut self, name: &str) -> Parsed {
        if name == "cast" || name == "try_cast" {
            let value = Box::new(self.any()?);
            self.need("as")?;
            let kind = self.kind()?;
            self.need_sign(")")?;
            return Ok(Expression::Cast(value, kind));
        }
        let mut values = self.list()?;
        match (name, values.as_slice()) {
            (
                "regexp_extract",
                [_, Expression::Text(pattern)] | [_, Expression::Text(pattern), Expression::Number(0.0)],
            ) => {
                let pattern = Pattern::new(pattern).map_err(|what| format!("{what} is not understood"))?;
                Ok(Expression::Extract(Box::new(values.remove(0)), pattern))
            }
            ("try_strptime" | "strptime", [_, Expression::Text(format)]) => {
                if let Some(part) = moment::unknown_in(format) {
                    return Err(format!("{part:?} in the format {format:?} is not understood"));
                }
                let format = format.clone();
                Ok(Expression::Moment(Box::new(values.remove(0)), format))
            }
            _ => functions::named(name, values.len()).map(|function| Expression::Call(function, values)),
        }
    }

    fn case(&mut self) -> Parsed {
        self.next += 1;
        let mut cases = Vec::new();
        while self.took("when") {
            let when = self.any()?;
            self.need("then")?;
            cases.push((when, self.any()?));
        }
        let other = if self.took("else") { self.any()? } else { Expression::Null };
        if cases.is_empty() {
            return Err(self.here());
        }
        self.need("end")?;
        Ok(Expression::Case(cases, Box::new(other)))
    }

    fn kind(&mut self) -> Result<Kind, String> {
        let Some(Token::Word(word)) = self.peek() else { return Err(self.here()) };
        let kind = match word.to_ascii_lowercase().as_str() {
            "double" | "float8" => Kind::Double,
            "float" | "real" | "float4" => Kind::Float,
            "int" | "integer" | "bigint" | "smallint" | "int4" | "int8" => Kind::Whole,
            "varchar" | "text" | "string" => Kind::Text,
            "date" => Kind::Date,
            "timestamp" | "datetime" => Kind::Time,
            _ => return Err(format!("the type {word:?} is not understood")),
        };
        self.next += 1;
        if kind == Kind::Double {
            self.took("precision");
        }
        Ok(kind)
    }
}

fn negated(expression: Expression, not: bool) -> Expression {
    if not { Expression::Not(Box::new(expression)) } else { expression }
}
