//! What a role sees of a domain: the one gate through which every row of an export passes.
//!
//! Record ids may be identifiers (an account number, an e-mail), and no configuration says whether they are. So
//! whatever names single records (crosswalk, lineage, labelled pairs, journal) is for roles that see everything
//! unmasked; other output shows a fixed text in place of an id.

use crate::config::{AttributeKind, Columns, Domain, Role};
use crate::error::{Error, Result};
use crate::model::{Golden, Record};

use super::mask::{MASKED, mask};

/// How a value is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// As it is.
    Plain,
    /// As a fixed text that keeps nothing of it.
    Masked,
}

/// An attribute that a role sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Position of the attribute in the domain.
    pub attribute: usize,
    /// Its name.
    pub name: String,
    /// What it holds: decides the form of its mask.
    pub kind: AttributeKind,
    /// How its values are shown.
    pub shown: Shown,
}

/// What a role sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// The role's name; `None` where no role applies, which sees everything.
    pub role: Option<String>,
    /// The attributes it sees, in the domain's order; all others are absent from its files.
    pub columns: Vec<Column>,
    /// It may have counts only, never rows.
    pub aggregate_only: bool,
    everything: bool,
}

/// The role of an export: the one named, else the default role, else none.
///
/// Without any role everything is seen: whoever runs the program has the whole workspace at hand anyway. Declare a
/// role `default = true` to have exports that name no role go through it.
pub fn choose_role<'a>(roles: &'a [Role], name: Option<&str>) -> Result<Option<&'a Role>> {
    let Some(name) = name else {
        return Ok(roles.iter().find(|role| role.default));
    };
    if let Some(role) = roles.iter().find(|role| role.name == name) {
        return Ok(Some(role));
    }
    let names: Vec<&str> = roles.iter().map(|role| role.name.as_str()).collect();
    let hint = match names.as_slice() {
        [] => "goldsmith.toml declares no roles; add a section [roles.NAME]".to_owned(),
        names => format!("the roles are: {}", names.join(", ")),
    };
    Err(Error::user(format!("there is no role {name}")).hint(hint))
}

/// What `role` sees of `domain`; without a role, everything.
pub fn view(role: Option<&Role>, domain: &Domain) -> View {
    let columns: Vec<Column> = domain
        .attributes
        .iter()
        .enumerate()
        .filter(|(_, attribute)| match role.map(|role| &role.columns) {
            None | Some(Columns::All) => true,
            Some(Columns::Of(seen)) => seen.contains(&attribute.sensitivity),
        })
        .map(|(position, attribute)| {
            let masked = role.is_some_and(|role| role.mask.contains(&attribute.sensitivity));
            Column {
                attribute: position,
                name: attribute.name.clone(),
                kind: attribute.kind,
                shown: if masked { Shown::Masked } else { Shown::Plain },
            }
        })
        .collect();
    View {
        role: role.map(|role| role.name.clone()),
        columns,
        aggregate_only: role.is_some_and(|role| role.aggregate_only),
        everything: role
            .is_none_or(|role| role.columns == Columns::All && role.mask.is_empty() && !role.aggregate_only),
    }
}

impl View {
    /// Whether rows of golden records may be handed out at all.
    pub fn allow_rows(&self) -> Result<()> {
        match &self.role {
            Some(role) if self.aggregate_only => Err(Error::user(format!("role {role} may have counts only"))
                .hint("health gives counts; for rows choose another role with --role")),
            _ => Ok(()),
        }
    }

    /// Whether `what` (`the crosswalk`, `labelled pairs`), which names single records, may be handed out.
    pub fn allow_records(&self, what: &str) -> Result<()> {
        self.allow_rows()?;
        match &self.role {
            Some(role) if !self.everything => Err(Error::user(format!(
                "role {role} may not have {what}: it names source records, and their ids may identify a person"
            ))
            .hint("only a role with columns = \"all\" and nothing masked may have it")),
            _ => Ok(()),
        }
    }

    /// Whether it sees everything, and nothing of it masked.
    pub fn is_unrestricted(&self) -> bool {
        self.everything
    }

    /// A record id as this view shows it.
    pub fn record_id<'a>(&self, id: &'a str) -> &'a str {
        if self.everything { id } else { MASKED }
    }

    /// A row as this view shows it, one value a column; `value` gives the value of the attribute at a position.
    ///
    /// A missing value stays missing. Call [`View::allow_rows`] before writing any.
    pub fn apply<'a>(&self, value: impl Fn(usize) -> Option<&'a str>) -> Vec<Option<&'a str>> {
        self.columns
            .iter()
            .map(|column| {
                value(column.attribute).map(|plain| match column.shown {
                    Shown::Plain => plain,
                    Shown::Masked => mask(column.kind),
                })
            })
            .collect()
    }

    /// A golden record as this view shows it.
    pub fn golden<'a>(&self, golden: &'a Golden) -> Vec<Option<&'a str>> {
        self.apply(|attribute| golden.values.get(attribute).and_then(|value| value.value.as_deref()))
    }

    /// A source record as this view shows it; its key is another matter, see [`View::record_id`].
    pub fn record<'a>(&self, record: &'a Record) -> Vec<Option<&'a str>> {
        self.apply(|attribute| record.value(attribute))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Attribute, Normalising, Sensitivity};
    use crate::model::RecordKey;

    fn domain() -> Domain {
        let attribute = |(name, kind, sensitivity): (&str, _, _)| Attribute {
            name: name.into(),
            kind,
            sensitivity,
            matched: true,
            normalising: Normalising::default(),
        };
        let attributes = [
            ("tax_number", AttributeKind::Identifier, Sensitivity::Identifier),
            ("email", AttributeKind::Email, Sensitivity::Pii),
            ("orders", AttributeKind::Number, Sensitivity::Behavioural),
            ("country", AttributeKind::Country, Sensitivity::Public),
        ];
        Domain { name: "customer".into(), attributes: attributes.map(attribute).into() }
    }

    fn role(columns: Columns, mask: &[Sensitivity]) -> Role {
        Role { name: "r".into(), columns, mask: mask.to_vec(), aggregate_only: false, default: false }
    }

    fn shows(role: Option<&Role>) -> Vec<Option<String>> {
        let values = ["DE123", "ana@example.com", "7", "DE"].map(|value| Some(value.to_owned()));
        let record = Record::new(RecordKey::new("crm", "1"), values.into(), None, None);
        view(role, &domain()).record(&record).into_iter().map(|value| value.map(str::to_owned)).collect()
    }

    fn texts(values: &[&str]) -> Vec<Option<String>> {
        values.iter().map(|&value| Some(value.to_owned())).collect()
    }

    #[test]
    fn without_a_role_everything_is_seen() {
        assert_eq!(shows(None), texts(&["DE123", "ana@example.com", "7", "DE"]));
    }

    #[test]
    fn columns_of_other_sensitivities_are_absent() {
        let scientist = role(Columns::Of(vec![Sensitivity::Public, Sensitivity::Behavioural]), &[]);
        assert_eq!(shows(Some(&scientist)), texts(&["7", "DE"]));
    }

    #[test]
    fn masked_values_keep_nothing() {
        let auditor = role(Columns::All, &[Sensitivity::Pii, Sensitivity::Identifier]);
        assert_eq!(shows(Some(&auditor)), texts(&["•••", "•••@•••", "7", "DE"]));
    }

    #[test]
    fn a_missing_value_stays_missing() {
        let auditor = role(Columns::All, &[Sensitivity::Pii]);
        assert_eq!(view(Some(&auditor), &domain()).apply(|_| None), [None; 4]);
    }

    #[test]
    fn record_ids_are_for_roles_that_see_everything() {
        let see = |role: Option<&Role>| {
            let view = view(role, &domain());
            (view.allow_records("the crosswalk").is_ok(), view.record_id("42").to_owned())
        };
        assert_eq!(see(None), (true, "42".into()));
        assert_eq!(see(Some(&role(Columns::All, &[]))), (true, "42".into()));
        assert_eq!(see(Some(&role(Columns::All, &[Sensitivity::Pii]))), (false, "•••".into()));
        assert_eq!(see(Some(&role(Columns::Of(vec![Sensitivity::Identifier]), &[]))), (false, "•••".into()));
    }

    #[test]
    fn counts_only_means_no_rows() {
        let bi = Role { name: "bi".into(), aggregate_only: true, ..role(Columns::All, &[]) };
        let view = view(Some(&bi), &domain());
        assert_eq!(view.allow_rows().unwrap_err().message, "role bi may have counts only");
        assert_eq!(view.allow_records("labelled pairs").unwrap_err().message, "role bi may have counts only");
    }

    #[test]
    fn an_unknown_role_is_refused_with_the_names_of_those_there_are() {
        assert_eq!(choose_role(&[], None), Ok(None));
        assert!(choose_role(&[], Some("bi")).unwrap_err().hints[0].contains("no roles"));
        let roles = [role(Columns::All, &[]), Role { name: "d".into(), default: true, ..role(Columns::All, &[]) }];
        assert_eq!(choose_role(&roles[..1], None), Ok(None));
        assert_eq!(choose_role(&roles, Some("r")).unwrap().map(|role| role.name.as_str()), Some("r"));
        assert_eq!(choose_role(&roles, None).unwrap().map(|role| role.name.as_str()), Some("d"));
        let error = choose_role(&roles, Some("R")).unwrap_err();
        assert_eq!((error.message.as_str(), error.hints[0].as_str()), ("there is no role R", "the roles are: r, d"));
    }
}
