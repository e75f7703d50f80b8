//! Writers: golden records, crosswalk, lineage, labelled pairs, the journal, as CSV or JSON Lines.
//!
//! One file an artefact says its columns and turns plain values into a row of cells; `format.rs` writes cells,
//! `file.rs` puts whole files in their place. Knows no workspace and no role: what comes in may be written.

pub mod changes;
pub mod crosswalk;
pub mod file;
pub mod format;
pub mod golden;
pub mod journal;
pub mod lineage;
pub mod pairs;
mod shown;

pub use file::{Destination, Output};
pub use format::{Cell, Format, Table, Totals};
