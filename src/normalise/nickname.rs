//! Given names that may mean one person: short and pet forms (`bill`, `william`), and one name in several languages
//! (`jean`, `johannes`). The names are in `assets/nicknames.txt`.
//!
//! Names come as words of a comparable form: folded, in lower case.

use std::sync::LazyLock;

use super::table::{Table, lines};

#[derive(Default)]
struct Names {
    /// For each name the groups that it stands in, ascending: one group a formal name.
    short: Table<Vec<u16>>,
    /// For each name the sets of languages' forms that it stands in, ascending.
    languages: Table<Vec<u16>>,
    /// The formal name of each group.
    formal: Vec<&'static str>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut names = Names::default();
    let mut group_of: Table<u16> = Table::default();
    let mut sets = 0;
    for line in lines(include_str!("../../assets/nicknames.txt")) {
        if let Some(forms) = line.strip_prefix('~') {
            for name in forms.split(' ') {
                join(&mut names.languages, name, sets);
            }
            sets += 1;
            continue;
        }
        let Some(formal) = line.split(' ').next() else { continue };
        // A formal name may have a line for each language; they are one group.
        let next = names.formal.len() as u16;
        let group = *group_of.entry(formal).or_insert(next);
        if group == next {
            names.formal.push(formal);
        }
        for name in line.split(' ') {
            join(&mut names.short, name, group);
        }
    }
    names
});

fn join(table: &mut Table<Vec<u16>>, name: &'static str, group: u16) {
    let groups = table.entry(name).or_default();
    if let Err(place) = groups.binary_search(&group) {
        groups.insert(place, group);
    }
}

/// The groups that `name` belongs to, ascending: its own where it is a formal name, and that of every formal name which
/// it is short for. None for a name that the table does not know, in this spelling or with its ending written otherwise
/// (`peggie`, `peggy`).
pub fn groups(name: &str) -> &'static [u16] {
    NAMES.short.get(name).or_else(|| NAMES.short.get(ending(name)?.as_str())).map_or(&[], Vec::as_slice)
}

/// A pet form with its ending written in the way that the table has it.
fn ending(name: &str) -> Option<String> {
    let stem = name.strip_suffix("ie").or_else(|| name.strip_suffix("ey")).or_else(|| name.strip_suffix('i'))?;
    (stem.len() >= 3).then(|| format!("{stem}y"))
}

/// The formal name of a group.
pub fn formal(group: u16) -> &'static str {
    NAMES.formal.get(usize::from(group)).copied().unwrap_or_default()
}

/// Whether the table knows `name` as a given name.
pub fn is_given_name(name: &str) -> bool {
    NAMES.short.contains_key(name) || NAMES.languages.contains_key(name)
}

/// Whether one name is short for the other, or both are short for one formal name. Every name is related to itself.
pub fn related(a: &str, b: &str) -> bool {
    a == b || common(groups(a), groups(b))
}

/// Whether both are forms of one name in different languages, in full or for short: `hans`, `juan`, `john`.
///
/// Weaker than [`related`]: people seldom change the language of their name, but their papers do.
pub fn variants(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let of_b: Vec<&[u16]> = sets(b).collect();
    sets(a).any(|one| of_b.iter().any(|other| common(one, other)))
}

/// The sets of `name` itself and of every formal name which it is short for.
fn sets(name: &str) -> impl Iterator<Item = &'static [u16]> {
    let own = NAMES.languages.get(name);
    own.into_iter()
        .chain(groups(name).iter().filter_map(|group| NAMES.languages.get(formal(*group))))
        .map(Vec::as_slice)
}

fn common(a: &[u16], b: &[u16]) -> bool {
    a.iter().any(|group| b.binary_search(group).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_belong_to_their_formal_names() {
        for (a, b) in [
            ("bill", "william"),
            ("bob", "robert"),
            ("bobby", "rob"),
            ("peggy", "margaret"),
            ("liz", "elizabeth"),
            ("jack", "john"),
            ("harry", "henry"),
            ("sepp", "josef"),
            ("hans", "johannes"),
            ("uschi", "ursula"),
            ("pepe", "jose"),
            ("paco", "francisco"),
            ("lupe", "guadalupe"),
            ("beppe", "giuseppe"),
            ("chico", "francisco"),
            ("kees", "cornelis"),
            ("lasse", "lars"),
            ("sasha", "aleksandr"),
            ("kasia", "katarzyna"),
            ("jirka", "jiri"),
            ("paddy", "padraig"),
            ("giannis", "ioannis"),
        ] {
            assert!(related(a, b) && related(b, a), "{a} / {b}");
        }
    }

    #[test]
    fn strangers_are_not_related() {
        for (a, b) in [
            ("john", "jane"),
            ("william", "robert"),
            ("maria", "anna"),
            ("christopher", "christian"),
            ("sharon", "charles"),
            ("daniel", "danielle"),
            ("alexander", "alexandra"),
            ("zzyzx", "bill"),
            ("", "bill"),
        ] {
            assert!(!related(a, b), "{a} / {b}");
        }
        assert!(related("zzyzx", "zzyzx"));
        assert!(groups("zzyzx").is_empty());
    }

    #[test]
    fn a_short_form_may_belong_to_many() {
        let names: Vec<&str> = groups("alex").iter().map(|group| formal(*group)).collect();
        for name in ["alexander", "alexandra", "alejandro"] {
            assert!(names.contains(&name), "{name}");
        }
        assert!(groups("william").iter().any(|group| formal(*group) == "william"));
    }

    #[test]
    fn languages_are_a_tie_of_their_own() {
        for (a, b) in [
            ("johannes", "john"),
            ("jean", "juan"),
            ("hans", "john"),
            ("guillaume", "william"),
            ("bill", "wilhelm"),
            ("katarzyna", "catherine"),
            ("iskander", "alexander"),
            ("seamus", "james"),
        ] {
            assert!(variants(a, b) && variants(b, a), "{a} / {b}");
        }
        assert!(!related("johannes", "juan"));
        assert!(!variants("john", "peter"));
        assert!(!variants("zzyzx", "john"));
    }

    #[test]
    fn the_table_is_folded_and_names_nobody_for_two() {
        let mut formal_names = 0;
        for line in lines(include_str!("../../assets/nicknames.txt")) {
            let names: Vec<&str> = line.trim_start_matches('~').split(' ').collect();
            formal_names += usize::from(!line.starts_with('~'));
            assert!(names.len() > 1, "nothing stands beside {line}");
            for name in names {
                let plain = name.bytes().all(|byte| byte.is_ascii_lowercase());
                assert!(plain && !name.is_empty(), "{name:?} in {line}");
            }
        }
        assert!(formal_names > 900, "{formal_names}");
    }
}
