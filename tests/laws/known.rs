//! Scripts that once found the journal lying, and others that are worth playing every time.
