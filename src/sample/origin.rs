//! The three source systems: their names, files, columns and ways to number records.

/// A source system of the sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// Customer relations: typed by salespeople, best for names and e-mails.
    Crm,
    /// Accounts: capitals, complete legal forms, tax numbers, few e-mails.
    Erp,
    /// The web shop: typed by the customers themselves.
    Ecommerce,
}

/// How many columns a record has besides its id and its time of change.
pub const COLUMNS: usize = 9;

/// Columns that all three have, at the same place, under different names.
pub mod column {
    /// Name of the company.
    pub const COMPANY: usize = 0;
    /// E-mail address.
    pub const EMAIL: usize = 2;
    /// Phone number.
    pub const PHONE: usize = 3;
    /// City.
    pub const CITY: usize = 5;
    /// Postal code.
    pub const POSTAL_CODE: usize = 6;
}

impl Origin {
    /// All of them, most trusted first.
    pub const ALL: [Self; 3] = [Self::Crm, Self::Erp, Self::Ecommerce];

    /// Its name in `goldsmith.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Crm => "crm",
            Self::Erp => "erp",
            Self::Ecommerce => "ecommerce",
        }
    }

    /// What the match output calls it.
    pub fn table(self) -> &'static str {
        match self {
            Self::Crm => "crm_customers",
            Self::Erp => "erp_customers",
            Self::Ecommerce => "ecommerce_customers",
        }
    }

    /// The name of its file.
    pub fn file(self) -> &'static str {
        match self {
            Self::Crm => "crm_customers.csv",
            Self::Erp => "erp_customers.csv",
            Self::Ecommerce => "ecommerce_customers.csv",
        }
    }

    /// Its columns: the id, nine values, the time of change.
    #[rustfmt::skip]
    pub fn header(self) -> [&'static str; COLUMNS + 2] {
        match self {
            Self::Crm => [
                "customer_id", "company_name", "contact_name", "email", "phone", "street", "city", "postal_code",
                "country", "segment", "updated_at",
            ],
            Self::Erp => [
                "customer_no", "name1", "contact", "email_address", "telephone", "street", "town", "zip",
                "country_code", "tax_number", "changed_on",
            ],
            Self::Ecommerce => [
                "account_id", "company", "buyer_name", "login_email", "phone", "address", "city", "postcode",
                "country", "orders_12m", "last_login_at",
            ],
        }
    }

    /// The id of its record number `number`; as text in the same order as by number, up to a million records.
    pub fn record_id(self, number: usize) -> String {
        match self {
            Self::Crm => format!("C-{:07}", 100_000 + number),
            Self::Erp => format!("{number:07}"),
            Self::Ecommerce => format!("u{number:06x}"),
        }
    }

    /// Its number for the record that it received as its `count`-th, counted from 0.
    ///
    /// A bijection within blocks of `BLOCK`, so that neighbours in a file, or equal numbers in two, mean nothing.
    pub fn number(self, count: usize) -> usize {
        let (factor, offset) = match self {
            Self::Crm => (7_391, 1_733),
            Self::Erp => (3_617, 4_711),
            Self::Ecommerce => (2_903, 8_009),
        };
        count / BLOCK * BLOCK + (count % BLOCK * factor + offset) % BLOCK
    }
}

/// Numbers are dealt out in blocks of this size.
pub const BLOCK: usize = 10_000;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn numbers_are_dealt_once_and_within_their_block() {
        for origin in Origin::ALL {
            let block: BTreeSet<usize> = (BLOCK..2 * BLOCK).map(|count| origin.number(count)).collect();
            assert_eq!((block.len(), block.first(), block.last()), (BLOCK, Some(&BLOCK), Some(&(2 * BLOCK - 1))));
        }
    }
}
