//! The one table of commands: keys, footer, help and README read it.
