//! The domain's common schema, and how each source's columns are mapped to it.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::Normalising;

/// Columns that exported golden records have besides the attributes.
pub const RESERVED: [&str; 9] = [
    "golden_id",
    "record_count",
    "source_count",
    "min_score",
    "status",
    "version",
    "approved_by",
    "approved_at",
    "updated_at",
];

/// A domain: customer, product, supplier, location, employee, or the user's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domain {
    /// Its name; golden ids depend on it.
    pub name: String,
    /// The attributes, in the order of the file: records keep their values in this order.
    pub attributes: Vec<Attribute>,
}

impl Domain {
    /// The position of the attribute called `name`.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.attributes.iter().position(|attribute| attribute.name == name)
    }

    /// How many attributes, from the first on, make the name by which people know a record: the parts of a person's
    /// name, else one.
    pub fn naming(&self) -> usize {
        naming(&self.attributes)
    }
}

/// The same of attributes alone.
pub fn naming(attributes: &[Attribute]) -> usize {
    let parts = attributes.iter().take_while(|attribute| attribute.kind == AttributeKind::PersonName).count();
    parts.max(1)
}

/// A named, typed column of the common schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name, as exports and screens show it.
    pub name: String,
    /// What it holds: decides how two values are compared.
    pub kind: AttributeKind,
    /// Who may see it.
    pub sensitivity: Sensitivity,
    /// Whether it is evidence that two records are one. Notes, amounts, times of processing and keys are none.
    pub matched: bool,
    /// How its values are brought to comparable form.
    pub normalising: Normalising,
}

/// What an attribute holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // The names say it; the README lists them.
pub enum AttributeKind {
    PersonName,
    Organisation,
    Email,
    Phone,
    Address,
    PostalCode,
    City,
    Country,
    Date,
    Number,
    Money,
    Category,
    Identifier,
    Url,
    Text,
}

impl AttributeKind {
    /// All kinds with the words that `goldsmith.toml` uses for them.
    pub const WORDS: [(Self, &'static str); 15] = [
        (Self::PersonName, "person_name"),
        (Self::Organisation, "organisation"),
        (Self::Email, "email"),
        (Self::Phone, "phone"),
        (Self::Address, "address"),
        (Self::PostalCode, "postal_code"),
        (Self::City, "city"),
        (Self::Country, "country"),
        (Self::Date, "date"),
        (Self::Number, "number"),
        (Self::Money, "money"),
        (Self::Category, "category"),
        (Self::Identifier, "identifier"),
        (Self::Url, "url"),
        (Self::Text, "text"),
    ];

    /// The word that `goldsmith.toml` uses for it.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(kind, _)| *kind == self).map_or("text", |(_, word)| word)
    }
}

/// Who may see an attribute. An attribute that says nothing is personal (`pii`): deny by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sensitivity {
    /// Names one person or organisation by itself: tax number, account number.
    Identifier,
    /// Personal: name, e-mail, phone, address.
    #[default]
    Pii,
    /// What somebody does: purchases, visits.
    Behavioural,
    /// Anybody may see it.
    Public,
}

impl Sensitivity {
    /// All sensitivities with the words that `goldsmith.toml` uses for them.
    pub const WORDS: [(Self, &'static str); 4] = [
        (Self::Identifier, "identifier"),
        (Self::Pii, "pii"),
        (Self::Behavioural, "behavioural"),
        (Self::Public, "public"),
    ];

    /// The word that `goldsmith.toml` uses for it.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(sensitivity, _)| *sensitivity == self).map_or("pii", |(_, word)| word)
    }
}

/// A source system and the mapping of its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name: no colon, no white space at the ends.
    pub name: String,
    /// CSV (`.csv`, `.csv.gz`) or JSON Lines (`.jsonl`, `.ndjson`, `.gz`); relative paths start at the workspace.
    /// `None`: its records are the rows of the match output that name it, with the columns they carry.
    pub file: Option<PathBuf>,
    /// What the match output calls this source, where that is not its name: the last part of `InputSourceARN`.
    pub table: Option<String>,
    /// The column that holds the record id. Ignored where the match output supplies the records: it has `RecordId`.
    pub id: String,
    /// The column that holds the time of the last change.
    pub updated_at: Option<String>,
    /// It holds every entity once, at most: its records are never matched with each other.
    pub duplicate_free: bool,
    /// For each attribute of the domain, the column that holds it; `None` where this source has none.
    pub columns: Vec<Option<String>>,
}
