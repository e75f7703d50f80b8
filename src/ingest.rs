//! Readers: sources and match output become records and groups, or a list of what could not be read.
