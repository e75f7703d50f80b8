//! Comparable forms of names, organisations, e-mails, phones, addresses, dates. Pure.
