//! Columns of a text on a screen: counted, cut and padded by grapheme clusters, as the terminal draws them.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Columns that `text` takes on one line. Expects text without control characters.
pub fn columns(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}

/// `text` in at most `width` columns; where it does not fit, its end gives way to `…`.
pub fn truncate(text: &str, width: usize) -> Cow<'_, str> {
    if columns(text) <= width {
        return Cow::Borrowed(text);
    }
    let Some(room) = width.checked_sub(1) else {
        return Cow::Borrowed("");
    };
    let mut used = 0;
    let kept = text
        .grapheme_indices(true)
        .find_map(|(at, grapheme)| {
            used += grapheme.width();
            (used > room).then_some(at)
        })
        .and_then(|end| text.get(..end))
        .unwrap_or_default();
    Cow::Owned(format!("{kept}…"))
}

/// `text` in exactly `width` columns: cut as [`truncate`] does, or filled with blanks at its end.
pub fn pad(text: &str, width: usize) -> String {
    let mut padded = truncate(text, width).into_owned();
    let missing = width.saturating_sub(columns(&padded));
    padded.extend(std::iter::repeat_n(' ', missing));
    padded
}

/// `text` in exactly `width` columns with the blanks in front: for numbers.
pub fn pad_left(text: &str, width: usize) -> String {
    let text = truncate(text, width);
    let missing = width.saturating_sub(columns(&text));
    " ".repeat(missing) + &text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(columns("株式会社"), 8);
        assert_eq!(truncate("株式会社", 5), "株式…");
        assert_eq!(truncate("株式会社", 4), "株…");
        assert_eq!(pad("株式会社", 4), "株… ");
        assert_eq!(pad_left("12", 4), "  12");
        assert_eq!(truncate("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}…");
    }

    proptest! {
        #[test]
        fn never_wider_than_asked(text in "\\PC{0,30}", width in 0_usize..20) {
            prop_assert!(columns(&truncate(&text, width)) <= width);
            prop_assert_eq!(columns(&pad(&text, width)), width);
        }

        #[test]
        fn what_fits_is_untouched(text in "\\PC{0,10}") {
            prop_assert_eq!(truncate(&text, columns(&text)), text.as_str());
        }
    }
}
