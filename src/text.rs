//! From data to a screen: safe text, widths, differences.
