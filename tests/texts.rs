//! Texts on the screen name keys as the steward has them, through the table of commands, and never by themselves.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

use std::fs;
use std::path::{Path, PathBuf};

/// Names of keys that are no words of English.
const NAMES: [&str; 7] = ["Esc", "Enter", "PgUp", "PgDn", "Tab", "Shift-Tab", "Backspace"];
/// Names of keys that are words too: keys where they do not begin a sentence.
const WORDS: [&str; 7] = ["Space", "Up", "Down", "Left", "Right", "Home", "End"];
/// What a single letter does where it is a key.
const VERBS: [&str; 25] = [
    "undoes", "restores", "takes", "shows", "keeps", "gives", "leaves", "opens", "forgets", "changes", "moves",
    "tries", "measures", "hides", "confirms", "approves", "closes", "quits", "goes", "reopens", "splits", "merges",
    "stops", "tells", "lets",
];
/// What keys are called is their business.
const OWN: [&str; 5] = [
    "src/commands/keys.rs",
    "src/commands/names.rs",
    "src/commands/pages.rs",
    "src/commands/presets.rs",
    "src/tui/keymap.rs",
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The string literals of a source, without those of its tests and comments, and the lines that they begin on.
fn literals(source: &str) -> Vec<(usize, String)> {
    let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let mut found = Vec::new();
    let mut chars = code.chars().peekable();
    let (mut line, mut before) = (1, ' ');
    while let Some(c) = chars.next() {
        match c {
            '\n' => line += 1,
            '/' if chars.peek() == Some(&'/') => {
                while chars.peek().is_some_and(|c| *c != '\n') {
                    chars.next();
                }
            }
            // Of a character, which may be a quotation mark.
            '\'' if chars.peek() == Some(&'"') => drop(chars.next()),
            '"' if before != '\\' => {
                let (begun, mut text) = (line, String::new());
                while let Some(c) = chars.next() {
                    match c {
                        '"' => break,
                        '\\' => {
                            if chars.next() == Some('\n') {
                                line += 1;
                            }
                            text.push(' ');
                        }
                        other => {
                            line += usize::from(other == '\n');
                            text.push(other);
                        }
                    }
                }
                found.push((begun, text));
            }
            _ => {}
        }
        before = c;
    }
    found
}

/// The key that a text names, if any. A literal that is nothing but the name of a key is one.
fn names_key(text: &str) -> Option<String> {
    let is_word = |c: char| c.is_alphanumeric() || c == '-';
    let words: Vec<&str> = text.split(|c| !is_word(c)).filter(|word| !word.is_empty()).collect();
    let held = |word: &str| {
        let chord = word.strip_prefix("Ctrl-").or(word.strip_prefix("Alt-"));
        let function = word.strip_prefix('F').is_some_and(|n| n.parse::<u8>().is_ok());
        chord.is_some_and(|key| key.chars().all(|c| c.is_lowercase() || c.is_numeric())) || function
    };
    if words.len() > 1 || words.first().is_some_and(|only| *only != text) {
        let found = words
            .iter()
            .enumerate()
            .find(|(at, word)| NAMES.contains(word) || held(word) || (*at > 0 && WORDS.contains(word)));
        if let Some((_, word)) = found {
            return Some((*word).to_owned());
        }
    }
    let tokens: Vec<&str> = text.split_whitespace().map(|token| token.trim_matches(['(', ')', ','])).collect();
    let letter = tokens.windows(2).find(|two| two[0].len() == 1 && VERBS.contains(&two[1]));
    let alone = text.ends_with(' ') && text.trim().len() == 1 && text.trim().chars().all(char::is_alphabetic);
    letter.map(|two| two[0].to_owned()).or(alone.then(|| text.trim().to_owned()))
}

#[test]
fn no_text_names_a_key_by_itself() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["src/tui", "src/commands", "src/workspace"] {
        sources(&root.join(folder), &mut files);
    }
    let mut found = Vec::new();
    for path in files {
        let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
        if OWN.contains(&name.as_str()) || name.contains("/tests") || name.contains("fixtures") {
            continue;
        }
        for (line, text) in literals(&fs::read_to_string(&path).unwrap()) {
            found.extend(names_key(&text).map(|key| format!("{name}:{line}: {key} in {text:?}")));
        }
    }
    assert!(found.is_empty(), "name keys by their commands, as {{close}}:\n{}", found.join("\n"));
}

#[test]
fn keys_are_found_in_texts() {
    for text in [
        "Esc leaves it",
        "press Enter",
        "… 3 more · PgDn",
        "z undoes",
        "(b shows them)",
        "C ",
        "(F1)",
        "by Ctrl-l",
        "Move it with Left",
    ] {
        assert!(names_key(text).is_some(), "{text}");
    }
    for text in ["Left unsure", "Esc", "Ctrl-l", "{close} leaves it", "a record shows", "Enterprise", "at the end", ""]
    {
        assert_eq!(names_key(text), if text == "a record shows" { None } else { names_key("") }, "{text}");
    }
    assert_eq!(
        literals("a(\"one\") // \"no\"\nb('\"', \"two \\\" more\")"),
        [(1, "one".to_owned()), (2, "two   more".to_owned())]
    );
}
