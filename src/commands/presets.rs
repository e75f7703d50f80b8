//! Keys as other tools have them, for hands that know those. Where a key moves in, what stood there moves out.

use super::CommandId as Id;

/// The name of the keys in the table.
pub const USUAL: &str = "goldsmith";

/// A set of keys that differ from the usual ones.
pub struct Preset {
    /// Its name in settings.
    pub name: &'static str,
    /// What it is after, in a sentence.
    pub help: &'static str,
    /// The commands whose keys differ, with all the keys that they have.
    pub keys: &'static [(Id, &'static [&'static str])],
}

/// All of them.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "dedupe",
        help: "dedupe's labeller on the console: y, n, u, f finished, p previous",
        keys: &[(Id::Quit, &["f", "q"]), (Id::Flag, &["F"]), (Id::Filter, &["F"])],
    },
    Preset {
        name: "nomenklatura",
        help: "nomenklatura's dedupe screen: x match, n no match, u unsure, l latinize, h history",
        keys: &[
            (Id::Same, &["x"]),
            (Id::Latin, &["l"]),
            (Id::GoHistory, &["h", "F4"]),
            (Id::Left, &["Left"]),
            (Id::Right, &["Right"]),
        ],
    },
    Preset {
        name: "prodigy",
        help: "Prodigy: a accept, x reject, space ignore, backspace undo, f flag, h help",
        keys: &[
            (Id::Same, &["a"]),
            (Id::Different, &["x"]),
            (Id::Skip, &["Space"]),
            (Id::Undo, &["Backspace", "z"]),
            (Id::Help, &["h", "?"]),
            (Id::Left, &["Left"]),
            (Id::Right, &["Right", "l"]),
            (Id::Approve, &["A"]),
            (Id::MarkPair, &["P"]),
        ],
    },
    Preset {
        name: "zingg",
        help: "Zingg's labeller: 1 yes, 0 no, 2 not sure, 9 exit; groups are put together with Alt",
        keys: &[
            (Id::Same, &["1", "y"]),
            (Id::Different, &["0", "n"]),
            (Id::Unsure, &["2", "u"]),
            (Id::Quit, &["9", "q"]),
            (Id::AssignGroup, &["Alt-1", "Alt-2", "Alt-3", "Alt-4", "Alt-5", "Alt-6", "Alt-7", "Alt-8", "Alt-9"]),
            (Id::ClearGroups, &["Alt-0"]),
        ],
    },
];

/// The names of all, the usual keys first.
pub fn names() -> impl Iterator<Item = &'static str> {
    std::iter::once(USUAL).chain(PRESETS.iter().map(|preset| preset.name))
}
