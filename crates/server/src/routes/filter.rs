//! The published API's query language: `name~acme && {created>2026-01-01 || tags.region=uk}`.
//!
//! `=`, `!=` for all; `~` (contains) for text; `<`, `<=`, `>`, `>=` for times. `&&` binds tighter than `||`; curly
//! brackets group. A value goes on to the next of these, so that it needs no quotes.

use jiff::{Timestamp, civil, tz::TimeZone};

use crate::error::ApiError;

const LONGEST: usize = 2048;
const DEEPEST: usize = 16;

/// What can be asked of a thing in a list.
pub trait Filtered {
    /// What kind of field has this name; `None` if there is no such field.
    fn kind(field: &str) -> Option<Kind>;

    /// Its value. Only called with names that have a kind.
    fn field(&self, name: &str) -> Field<'_>;
}

/// Which operators a field knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Also `~`.
    Text,
    /// Also `<`, `<=`, `>`, `>=`.
    Time,
    /// `true` or `false`.
    Flag,
}

/// A field's value.
#[derive(Clone, Copy, Debug)]
pub enum Field<'a> {
    /// Of [`Kind::Text`]; `None` is unequal to everything and contains nothing.
    Text(Option<&'a str>),
    /// Of [`Kind::Time`], in milliseconds since 1970.
    Time(i64),
    /// Of [`Kind::Flag`].
    Flag(bool),
}

/// A parsed query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// All of them.
    All(Vec<Filter>),
    /// At least one of them.
    Any(Vec<Filter>),
    /// One comparison.
    Is(Clause),
}

/// `field operator value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    field: String,
    operator: Operator,
    value: Operand,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Equal,
    Unequal,
    Contains,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Longer ones first: `>` begins `>=`.
const OPERATORS: [(&str, Operator); 7] = [
    ("!=", Operator::Unequal),
    (">=", Operator::GreaterOrEqual),
    ("<=", Operator::LessOrEqual),
    ("=", Operator::Equal),
    ("~", Operator::Contains),
    (">", Operator::Greater),
    ("<", Operator::Less),
];

#[derive(Clone, Debug, PartialEq, Eq)]
enum Operand {
    Text(String),
    /// From the first millisecond to the one after the last: a day, or a second.
    Time {
        from: i64,
        to: i64,
    },
    Flag(bool),
}

impl Filter {
    /// Parses a query about `T`. `parameter` is what the error names; `prefix` is put before each field.
    pub fn parse<T: Filtered>(text: &str, parameter: &'static str, prefix: &str) -> Result<Self, ApiError> {
        let wrong = |message: String| ApiError::field(parameter, message);
        if text.len() > LONGEST {
            return Err(wrong(format!("A query has at most {LONGEST} characters.")));
        }
        let mut parser = Parser { rest: text, kind: T::kind, prefix };
        let filter = parser.any(0).map_err(wrong)?;
        if parser.rest.is_empty() { Ok(filter) } else { Err(wrong("There is a } too many.".into())) }
    }

    /// Whether it is true of this one.
    pub fn matches<T: Filtered>(&self, thing: &T) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.matches(thing)),
            Self::Any(parts) => parts.iter().any(|part| part.matches(thing)),
            Self::Is(clause) => clause.matches(thing.field(&clause.field)),
        }
    }
}

impl Clause {
    fn matches(&self, field: Field<'_>) -> bool {
        match (field, &self.value) {
            (Field::Text(text), Operand::Text(value)) => match self.operator {
                Operator::Equal => text == Some(value),
                Operator::Unequal => text != Some(value),
                _ => text.is_some_and(|text| text.to_lowercase().contains(&value.to_lowercase())),
            },
            (Field::Time(at), Operand::Time { from, to }) => match self.operator {
                Operator::Equal => (*from..*to).contains(&at),
                Operator::Unequal => !(*from..*to).contains(&at),
                Operator::Less => at < *from,
                Operator::LessOrEqual => at < *to,
                Operator::Greater => at >= *to,
                _ => at >= *from,
            },
            (Field::Flag(flag), Operand::Flag(value)) => {
                (flag == *value) == (self.operator == Operator::Equal)
            }
            // Kinds were compared when the query was parsed.
            _ => false,
        }
    }
}

struct Parser<'a> {
    rest: &'a str,
    kind: fn(&str) -> Option<Kind>,
    prefix: &'a str,
}

impl<'a> Parser<'a> {
    fn any(&mut self, depth: usize) -> Result<Filter, String> {
        let mut parts = vec![self.all(depth)?];
        while self.take("||") {
            parts.push(self.all(depth)?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Filter::Any(parts) })
    }

    fn all(&mut self, depth: usize) -> Result<Filter, String> {
        let mut parts = vec![self.part(depth)?];
        while self.take("&&") {
            parts.push(self.part(depth)?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Filter::All(parts) })
    }

    fn part(&mut self, depth: usize) -> Result<Filter, String> {
        if depth > DEEPEST {
            return Err("The brackets are too deep.".into());
        }
        if !self.take("{") {
            return self.clause().map(Filter::Is);
        }
        let inner = self.any(depth + 1)?;
        if self.take("}") { Ok(inner) } else { Err("A { is never closed.".into()) }
    }

    fn clause(&mut self) -> Result<Clause, String> {
        let (name, operator, rest) = self
            .rest
            .char_indices()
            .find_map(|(at, _)| {
                let (name, tail) = self.rest.split_at(at);
                OPERATORS
                    .iter()
                    .find_map(|(sign, operator)| Some((name.trim(), *operator, tail.strip_prefix(*sign)?)))
            })
            .ok_or("A clause is a field, one of = != ~ < <= > >=, and a value.")?;
        let field = format!("{}{name}", self.prefix);
        let kind = (self.kind)(&field)
            .filter(|_| !name.is_empty() && !name.contains(['{', '}', '&', '|']))
            .ok_or("A clause begins with a field that cannot be asked for here.")?;
        let end = ["&&", "||", "}"].iter().filter_map(|sign| rest.find(sign)).min().unwrap_or(rest.len());
        let (value, rest) = rest.split_at(end);
        self.rest = rest;
        let value = operand(kind, operator, value.trim())?;
        Ok(Clause { field, operator, value })
    }

    /// Whether this sign is next; then it is behind us.
    fn take(&mut self, sign: &str) -> bool {
        let rest = self.rest.trim_start();
        let found = rest.strip_prefix(sign);
        self.rest = found.unwrap_or(rest);
        found.is_some()
    }
}

fn operand(kind: Kind, operator: Operator, value: &str) -> Result<Operand, String> {
    if value.is_empty() {
        return Err("A clause has no value.".into());
    }
    let equality = matches!(operator, Operator::Equal | Operator::Unequal);
    match kind {
        Kind::Text if equality || operator == Operator::Contains => Ok(Operand::Text(value.to_owned())),
        Kind::Text => Err("Text is compared with =, != and ~.".into()),
        Kind::Time if operator != Operator::Contains => {
            time(value).ok_or_else(|| "A time is written as 2026-11-22 or 2026-11-22T10:00:00Z.".into())
        }
        Kind::Time => Err("Times are compared with =, !=, <, <=, > and >=.".into()),
        Kind::Flag if equality => match value {
            "true" => Ok(Operand::Flag(true)),
            "false" => Ok(Operand::Flag(false)),
            _ => Err("This field is true or false.".into()),
        },
        Kind::Flag => Err("This field is compared with = and !=.".into()),
    }
}

/// A day in UTC, or a second.
fn time(text: &str) -> Option<Operand> {
    const SECOND: i64 = 1000;
    let of = |from: i64, length: i64| Operand::Time { from, to: from + length };
    let in_utc = |time: civil::DateTime| Some(TimeZone::UTC.to_timestamp(time).ok()?.as_millisecond());
    if let Ok(date) = text.parse::<civil::Date>()
        && !text.contains(['T', 't', ' '])
    {
        return Some(of(in_utc(date.at(0, 0, 0, 0))?, crate::store::DAY));
    }
    let second = match text.parse::<Timestamp>() {
        Ok(time) => time.as_millisecond(),
        Err(_) => in_utc(text.parse().ok()?)?,
    };
    Some(of(second.div_euclid(SECOND) * SECOND, SECOND))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::vec, prelude::*, sample::select};

    struct Thing;

    impl Filtered for Thing {
        fn kind(field: &str) -> Option<Kind> {
            match field {
                "name" | "none" => Some(Kind::Text),
                "created" => Some(Kind::Time),
                "enabled" => Some(Kind::Flag),
                _ => None,
            }
        }

        fn field(&self, name: &str) -> Field<'_> {
            match name {
                "name" => Field::Text(Some("Acme & Sons")),
                "created" => {
                    Field::Time("2026-11-22T10:00:00.5Z".parse::<Timestamp>().unwrap().as_millisecond())
                }
                "enabled" => Field::Flag(true),
                _ => Field::Text(None),
            }
        }
    }

    fn parse(query: &str) -> Result<Filter, ApiError> {
        Filter::parse::<Thing>(query, "query", "")
    }

    #[test]
    fn each_operator_says_what_it_says() {
        for (query, expected) in [
            ("name=Acme & Sons", true),
            ("name = acme & sons", false),
            ("name != Acme", true),
            ("name~ACME", true),
            ("name~x", false),
            ("none=x", false),
            ("none!=x", true),
            ("none~x", false),
            ("enabled=true", true),
            ("enabled!=true", false),
            ("created=2026-11-22", true),
            ("created=2026-11-22T10:00:00Z", true),
            ("created=2026-11-22T11:00:00+01:00", true),
            ("created=2026-11-22T10:00:01", false),
            ("created>2026-11-22", false),
            ("created>=2026-11-22", true),
            ("created<2026-11-22", false),
            ("created<=2026-11-22", true),
            ("created>2026-11-21", true),
            ("created<2026-11-23", true),
        ] {
            assert_eq!(parse(query).unwrap().matches(&Thing), expected, "{query}");
        }
    }

    #[test]
    fn and_binds_tighter_than_or_and_brackets_group() {
        for (query, expected) in [
            ("name~acme && enabled=false", false),
            ("name~acme || enabled=true && name=x", true),
            ("{name~acme || enabled=true} && name=x", false),
            (" { { name~acme } } ", true),
            ("name=x || {enabled=true && created>2026-01-01}", true),
        ] {
            assert_eq!(parse(query).unwrap().matches(&Thing), expected, "{query}");
        }
    }

    #[test]
    fn what_is_no_query_is_refused() {
        let deep = "{".repeat(40) + "name=x" + &"}".repeat(40);
        for query in [
            "",
            "name",
            "name=",
            "=x",
            "other=x",
            "name>x",
            "created~2026",
            "created=yesterday",
            "enabled=1",
            "{name=x",
            "name=x}",
            "name=x &&",
            "&& name=x",
            "name=x || ",
            "{}",
            "name=x {",
            &"x".repeat(3000),
            &deep,
        ] {
            // A { in a value is part of it.
            if query != "name=x {" {
                assert!(parse(query).is_err(), "{query}");
            }
        }
    }

    /// Pieces of queries in any order, and anything.
    fn written() -> impl Strategy<Value = String> {
        let pieces = [
            "name",
            "none",
            "created",
            "enabled",
            "other",
            "=",
            "!=",
            "~",
            "<",
            "<=",
            ">",
            ">=",
            "&&",
            "||",
            "{",
            "}",
            "&",
            "|",
            "!",
            " ",
            "Acme",
            "ß",
            "true",
            "false",
            "2026-11-22",
            "2026-11-22T10:00:00Z",
            "9999-12-31",
            "-009999-01-01",
            "9999-12-31T23:59:60+26:00",
            "İ",
        ];
        let piece = prop_oneof![12 => select(pieces.to_vec()).prop_map(str::to_owned), 1 => "\\PC{0,8}"];
        vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn anything_is_a_query_or_is_refused_and_brackets_change_nothing(query in written()) {
            if let Ok(filter) = parse(&query) {
                let expected = filter.matches(&Thing);
                for same in [format!("{{{query}}}"), format!("{{{query}}} || {{ {query} }}"), format!("{{{query}}}&&{{{query}}}")] {
                    prop_assert_eq!(parse(&same).map(|filter| filter.matches(&Thing)).ok(), Some(expected), "{}", same);
                }
            }
        }
    }
}
