//! What keys are called, in the table of commands and in a person's settings: `y`, `Enter`, `Ctrl-l`, `Alt-1`, `F5`.

/// Keys that are no characters, and the blank.
const PLAIN: [&str; 16] = [
    "Enter",
    "Esc",
    "Tab",
    "Shift-Tab",
    "Backspace",
    "Delete",
    "Insert",
    "Space",
    "Up",
    "Down",
    "Left",
    "Right",
    "Home",
    "End",
    "PgUp",
    "PgDn",
];
const FUNCTION: [&str; 12] = ["F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10", "F11", "F12"];
/// Without `i` and `m`, which no terminal tells from `Tab` and `Enter`.
const CONTROL: [&str; 24] = [
    "Ctrl-a", "Ctrl-b", "Ctrl-c", "Ctrl-d", "Ctrl-e", "Ctrl-f", "Ctrl-g", "Ctrl-h", "Ctrl-j", "Ctrl-k", "Ctrl-l",
    "Ctrl-n", "Ctrl-o", "Ctrl-p", "Ctrl-q", "Ctrl-r", "Ctrl-s", "Ctrl-t", "Ctrl-u", "Ctrl-v", "Ctrl-w", "Ctrl-x",
    "Ctrl-y", "Ctrl-z",
];
const ALT: [&str; 36] = [
    "Alt-a", "Alt-b", "Alt-c", "Alt-d", "Alt-e", "Alt-f", "Alt-g", "Alt-h", "Alt-i", "Alt-j", "Alt-k", "Alt-l",
    "Alt-m", "Alt-n", "Alt-o", "Alt-p", "Alt-q", "Alt-r", "Alt-s", "Alt-t", "Alt-u", "Alt-v", "Alt-w", "Alt-x",
    "Alt-y", "Alt-z", "Alt-0", "Alt-1", "Alt-2", "Alt-3", "Alt-4", "Alt-5", "Alt-6", "Alt-7", "Alt-8", "Alt-9",
];

/// The key of more than one letter that `name` means, whatever its case.
pub fn long(name: &str) -> Option<&'static str> {
    let all = PLAIN.iter().chain(&FUNCTION).chain(&CONTROL).chain(&ALT);
    all.copied().find(|known| known.eq_ignore_ascii_case(name))
}

/// The name of the key that a person calls `name`; `None`: no key is called so.
pub fn canonical(name: &str) -> Option<String> {
    let mut chars = name.chars();
    match (chars.next(), chars.next()) {
        (Some(' '), None) => Some("Space".to_owned()),
        (Some(only), None) if !only.is_control() && !only.is_whitespace() => Some(only.to_string()),
        _ => long(name).map(str::to_owned),
    }
}

/// Whether a key types text where text is asked for.
pub fn types_text(name: &str) -> bool {
    name == "Space" || name.chars().count() == 1
}

/// How a key is drawn: arrows as arrows.
pub fn glyph(name: &str) -> &str {
    match name {
        "Up" => "↑",
        "Down" => "↓",
        "Left" => "◂",
        "Right" => "▸",
        other => other,
    }
}

/// Nine keys, as groups have them: `1-9`, `Alt-1-9`.
pub fn range(keys: &[&str]) -> Option<String> {
    let (first, last) = (keys.first()?, keys.last()?.chars().last()?);
    (keys.len() == 9).then(|| format!("{first}-{last}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_whatever_their_case_but_letters_are_not() {
        assert_eq!(canonical("ctrl-L").as_deref(), Some("Ctrl-l"));
        assert_eq!(canonical("enter").as_deref(), Some("Enter"));
        assert_eq!(canonical(" ").as_deref(), Some("Space"));
        assert_eq!((canonical("Y").as_deref(), canonical("y").as_deref()), (Some("Y"), Some("y")));
        for wrong in ["", "yy", "Ctrl-m", "Hyper-x", "\u{1b}", "\n"] {
            assert_eq!(canonical(wrong), None, "{wrong:?}");
        }
        assert!(types_text("y") && types_text("Space") && !types_text("F1"));
    }
}
