//! The generator of fictional sample data: customers of three source systems, deterministic, of any size.
//!
//! Pure: word tables are part of the program, seeds come in, writers are the caller's. The sample that the program
//! carries (`sample_data/customer`) is what [`Options::default`] gives.
//!
//! ```text
//! words ─► company ─► profile (what is true of one entity) ─► crm, erp, ecommerce (what each system says of it)
//!                                                                │
//!                                     stream of entities ◄───────┘─► write, matcher
//! ```

pub mod bundled;
mod company;
mod crm;
mod ecommerce;
mod erp;
mod matcher;
mod mess;
mod moment;
mod origin;
mod place;
mod profile;
mod rng;
mod showcase;
mod stream;
mod words;
mod write;

pub use bundled::customer_files;
pub use matcher::{Grouping, Rule, group};
pub use origin::Origin;
pub use stream::{Entity, Options, SampleRecord, Stream, generate};
pub use write::{MATCHES_FILE, TRUTH_FILE, write_matches, write_source, write_truth};
