//! The command line: one file a command; arguments in, a workspace call, text or JSON out.
