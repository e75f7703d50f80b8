//! Keys of records where there is little room: the source gives way, the id stays.

use unicode_segmentation::UnicodeSegmentation;

use crate::model::RecordKey;
use crate::text::SafeText;

/// A key is not made shorter than this for the sake of others on the same line.
const SHORT: usize = 16;

/// Columns that a text from the data takes on the screen.
fn wide(text: &str) -> usize {
    SafeText::from_data(text).columns()
}

/// A key in at most `columns` columns: `provid…:1703`, then `…:1703`, and only then `…03`.
pub fn short(key: &RecordKey, columns: usize) -> String {
    let whole = key.to_string();
    if wide(&whole) <= columns {
        return whole;
    }
    let RecordKey { source, id } = key;
    let beginnings = source.grapheme_indices(true).rev().filter_map(|(at, _)| source.get(..at));
    let ends = id.grapheme_indices(true).filter_map(|(at, _)| id.get(at..));
    beginnings
        .map(|start| format!("{start}…:{id}"))
        .chain(ends.map(|end| format!("…{end}")))
        .find(|text| wide(text) <= columns)
        .unwrap_or_default()
}

/// A name in at most `columns` columns that no other of the `known` ones would shorten to, where there is such a one: words
/// that they begin with alike become letters, `chapin_dfss_providers` and `chapin_ounce_providers` `c_dfs…` and `c_oun…`.
fn apart(name: &str, columns: usize, known: &[String]) -> String {
    if wide(name) <= columns {
        return name.to_owned();
    }
    let form = |name: &str, initials: usize| begin(&shorter(name, initials), columns);
    let unique = |initials: &usize| {
        let own = form(name, *initials);
        own.chars().count() > 1 && known.iter().all(|other| other == name || form(other, *initials) != own)
    };
    form(name, (0..words(name).count()).find(unique).unwrap_or(0))
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split_inclusive(|c: char| !c.is_alphanumeric())
}

/// A name whose first words are letters.
fn shorter(name: &str, initials: usize) -> String {
    let letter = |word: &str| -> String {
        let sign = word.chars().next_back().filter(|c| !c.is_alphanumeric());
        word.graphemes(true).next().into_iter().flat_map(str::chars).chain(sign).collect()
    };
    words(name).enumerate().map(|(n, word)| if n < initials { letter(word) } else { word.to_owned() }).collect()
}

/// A name in at most `columns` columns; what is cut is data still, to be made safe when it is drawn.
fn begin(name: &str, columns: usize) -> String {
    if wide(name) <= columns {
        return name.to_owned();
    }
    let beginnings = name.grapheme_indices(true).rev().filter_map(|(at, _)| name.get(..at));
    beginnings.map(|start| format!("{start}…")).find(|text| wide(text) <= columns).unwrap_or_default()
}

/// Names of sources on one line of `columns` columns: each gives up its end where not all find room whole, and where there
/// is too little room for that, those that find none are counted: `crm erp +3`. `known`: all sources that there are.
pub fn sources(names: &[String], columns: usize, known: &[String]) -> String {
    /// A name is not made shorter than this for the sake of others.
    const LEAST: usize = 6;
    let whole = names.join(" ");
    if wide(&whole) <= columns {
        return whole;
    }
    let line = |n: usize| {
        let counted = if n < names.len() { format!(" +{}", names.len() - n) } else { String::new() };
        let room = columns.saturating_sub(wide(&counted) + n.saturating_sub(1));
        // What short names leave is the long ones'.
        let each = (room / n.max(1)..=room)
            .rev()
            .find(|cap| names.iter().take(n).map(|name| wide(name).min(*cap)).sum::<usize>() <= room);
        let cap = each.unwrap_or(room / n.max(1));
        (cap, names.iter().take(n).map(|name| apart(name, cap, known)).collect::<Vec<_>>().join(" ") + &counted)
    };
    let fits = (1..=names.len()).rev().map(line).find(|(cap, _)| *cap >= LEAST);
    // A mark alone would say nothing.
    let one = || Some(line(1)).filter(|(cap, _)| *cap > 1).map(|(_, text)| text);
    fits.map(|(_, text)| text).or_else(one).unwrap_or_else(|| begin(&format!("+{}", names.len()), columns))
}

/// Words made of keys, as few of their columns cut as need be: `write` is given how long a key may be at most.
pub fn squeezed<'k>(
    keys: impl IntoIterator<Item = &'k RecordKey>,
    columns: usize,
    write: impl Fn(usize) -> String,
) -> String {
    let longest = keys.into_iter().map(|key| wide(&key.to_string())).max().unwrap_or(0);
    let fitting = (SHORT..longest).rev().map(&write).find(|text| wide(text) <= columns);
    Some(write(longest.max(SHORT))).filter(|text| wide(text) <= columns).or(fitting).unwrap_or_else(|| write(SHORT))
}

/// Keys on one line of `columns` columns; those that find no room are counted: `crm:1 erp:2 +14`.
pub fn several(keys: &[RecordKey], columns: usize) -> String {
    let line = |n: usize, cap: usize| {
        let mut shown: Vec<String> = keys.iter().take(n).map(|key| short(key, cap)).collect();
        if n < keys.len() {
            shown.push(format!("+{}", keys.len() - n));
        }
        shown.join(" ")
    };
    // A key and the blank after it take four columns at least.
    let most = keys.len().min(columns / 4).max(1);
    let all = squeezed(keys.iter().take(most), columns, |cap| line(most, cap));
    if wide(&all) <= columns {
        return all;
    }
    (1..most).rev().map(|n| line(n, SHORT)).find(|text| wide(text) <= columns).unwrap_or(all)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_id_is_kept() {
        let key = RecordKey::new("providers_2011", "1703");
        assert_eq!(short(&key, 19), "providers_2011:1703");
        assert_eq!(short(&key, 13), "provide…:1703");
        assert_eq!(short(&key, 6), "…:1703");
        assert_eq!(short(&key, 3), "…03");
        assert_eq!(short(&key, 0), "");
    }

    #[test]
    fn many_keys_are_counted() {
        let keys: Vec<RecordKey> = (0..5).map(|n| RecordKey::new("providers_2011", format!("17{n}"))).collect();
        assert_eq!(several(&keys[..2], 40), "providers_2011:170 providers_2011:171");
        assert_eq!(several(&keys[..2], 33), "providers_2…:170 providers_2…:171");
        assert_eq!(several(&keys, 33), "providers_2…:170 +4");
        assert_eq!(several(&[], 33), "");
    }

    #[test]
    fn names_of_sources_share_the_room_and_are_counted_where_there_is_none() {
        let names = ["crm", "providers_2011", "portal_scrape"].map(str::to_owned);
        assert_eq!(sources(&names, 40, &names), "crm providers_2011 portal_scrape");
        assert_eq!(sources(&names, 25, &names), "crm providers… portal_sc…");
        assert_eq!(sources(&names, 14, &names), "crm provid… +1");
        assert_eq!(sources(&names, 6, &names), "crm +2");
        assert_eq!(sources(&[], 6, &[]), "");
    }

    #[test]
    fn sources_that_begin_alike_are_told_apart() {
        let known = ["chapin_dfss_providers_2011", "chapin_ounce_providers", "crm", "naeyc"].map(str::to_owned);
        assert_eq!(sources(&known, 80, &known), known.join(" "));
        assert_eq!(sources(&known[..2], 25, &known), "chapin_dfss… chapin_ounc…");
        assert_eq!(sources(&known[..2], 14, &known), "c_dfs… c_oun…");
        assert_eq!(sources(&known[..1], 6, &known), "c_dfs…", "also where the other one is not on this line");
        // What no letters tell apart is cut as it stands.
        let twins = ["provider_list_a", "provider_list_b"].map(str::to_owned);
        assert_eq!(sources(&twins, 13, &twins), "p_l_a p_l_b");
    }

    proptest! {
        #[test]
        fn sources_are_never_wider_than_asked(names in prop::collection::vec("\\PC{1,12}", 0..6), columns in 8_usize..40) {
            prop_assert!(wide(&sources(&names, columns, &names)) <= columns);
        }

        #[test]
        fn never_wider_than_asked(source in "\\PC{1,20}", id in "\\PC{1,20}", columns in 0_usize..40) {
            prop_assert!(wide(&short(&RecordKey::new(source, id), columns)) <= columns);
        }
    }
}
