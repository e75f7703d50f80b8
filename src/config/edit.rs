//! Changes of one value in the text of `goldsmith.toml`; every other character stays as it was written.

use toml::de::DeTable;

use crate::error::{Error, Result};

/// The text with another review band, in whole per cent: in the place of the one that stands there, else in the section
/// that belongs to it, else in a section of its own at the end.
///
/// # Errors
/// The text is not TOML.
pub fn with_band(text: &str, low: u8, high: u8) -> Result<String> {
    let share = |n: u8| format!("{}.{:02}", n / 100, n % 100);
    let band = format!("[{}, {}]", share(low), share(high));
    let root = DeTable::parse(text).map_err(|error| Error::config(format!("not TOML: {}", error.message())))?;
    let review = root.get_ref().get("review");
    if let Some(review) = review {
        if let Some(held) = review.get_ref().as_table().and_then(|review| review.get("band")) {
            return Ok(replaced(text, held.span(), &band));
        }
        let span = review.span();
        // An inline table begins with a brace; a section with its header, after which a line of its own is added.
        if text.get(span.clone()).is_some_and(|written| written.starts_with('{')) {
            let empty = review.get_ref().as_table().is_some_and(|review| review.iter().next().is_none());
            let after = span.start + 1;
            return Ok(replaced(text, after..after, &format!(" band = {band}{}", if empty { " " } else { "," })));
        }
        if let Some(header) = header_end(text, span.start) {
            return Ok(replaced(text, header..header, &format!("band = {band}\n")));
        }
    }
    let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    Ok(format!("{text}{gap}\n[review]\nband = {band}\n"))
}

/// Where the line after a `[review]` header begins; `None` where the table was never given a header of its own.
fn header_end(text: &str, at: usize) -> Option<usize> {
    let line = text.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
    let rest = text.get(line..)?;
    let header = rest.lines().next()?;
    let bare: String = header.split('#').next()?.chars().filter(|c| !c.is_whitespace()).collect();
    let named = ["[review]", "[\"review\"]", "['review']"].contains(&bare.as_str());
    let end = line + header.len();
    // The last line of a file may have no end: then the value would stand in the header's own line.
    (named && text.get(end..)?.starts_with(['\n', '\r'])).then(|| end + text.get(end..).map_or(0, line_break))
}

fn line_break(rest: &str) -> usize {
    if rest.starts_with("\r\n") { 2 } else { 1 }
}

fn replaced(text: &str, span: std::ops::Range<usize>, with: &str) -> String {
    let (before, after) = (text.get(..span.start).unwrap_or(text), text.get(span.end..).unwrap_or_default());
    format!("{before}{with}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    const DOMAIN: &str = "[domain]\nname = \"c\"\n\n[[source]]\nname = \"crm\"\nfile = \"c.csv\"\nid = \"id\"\n\n\
                          [[attribute]]\nname = \"name\" # shown first\n";

    fn band_of(text: &str) -> (f64, f64) {
        let band = Config::parse(text, "goldsmith.toml").unwrap().review.band;
        (band.low, band.high)
    }

    #[test]
    fn only_the_band_changes() {
        let review = "\n[review]  # what a person looks at\nband   = [ 0.5,\n 0.95 ] # wide\napproval = \"single\"\n";
        let text = format!("{DOMAIN}{review}");
        let edited = with_band(&text, 60, 100).unwrap();
        assert_eq!(edited, text.replace("[ 0.5,\n 0.95 ]", "[0.60, 1.00]"));
        assert_eq!(band_of(&edited), (0.6, 1.0));
    }

    #[test]
    fn a_section_without_a_band_gets_one_and_a_file_without_a_section_both() {
        for review in ["\n[review] # x\napproval = \"single\"\n", "", "\nreview = { approval = \"single\" }\n"] {
            // A key of the root stands before all sections.
            let text =
                if review.contains('{') { format!("{}{DOMAIN}", &review[1..]) } else { format!("{DOMAIN}{review}") };
            let edited = with_band(&text, 7, 93).unwrap();
            assert_eq!(band_of(&edited), (0.07, 0.93), "{edited}");
            let without: Vec<&str> = text.lines().filter(|line| !line.starts_with("review")).collect();
            assert!(without.iter().all(|line| edited.contains(line)), "{edited}");
        }
        let windows = format!("{DOMAIN}\n[review]\napproval = \"single\"\n").replace('\n', "\r\n");
        assert_eq!(band_of(&with_band(&windows, 1, 2).unwrap()), (0.01, 0.02));
        assert_eq!(band_of(&with_band(DOMAIN.trim_end(), 1, 2).unwrap()), (0.01, 0.02));
        assert!(with_band("[review", 1, 2).is_err());
    }
}
