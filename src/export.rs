//! Writers: golden records, crosswalk, lineage, labelled pairs, the journal.
