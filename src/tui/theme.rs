//! Semantic roles and how each looks: one table, made once at the start from what the terminal can show, what lies
//! behind the text, and what a person has set for single roles.

mod depth;
mod look;
mod palette;

use ratatui::style::{Modifier, Style};

pub use depth::{ColorWhen, Depth, Ground};
use palette::{Hue, Palette};

use crate::config::settings::ThemeSettings;
use crate::config::suggest::expected;
use crate::error::{Error, Result};

/// What a piece of the screen means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // Named after what they mean.
pub enum Role {
    Text,
    Muted,
    Strong,
    Title,
    TabActive,
    Key,
    /// The row or cell under the cursor.
    Focus,
    /// The record that others are compared with.
    Anchor,
    Same,
    Close,
    Differs,
    Missing,
    Winner,
    Good,
    Warning,
    Danger,
    Bar,
    /// Characters that would not have been seen.
    Hidden,
    /// Letters that are what was typed.
    Match,
    Group(u8),
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 23] = [
        Self::Text,
        Self::Muted,
        Self::Strong,
        Self::Title,
        Self::TabActive,
        Self::Key,
        Self::Focus,
        Self::Anchor,
        Self::Same,
        Self::Close,
        Self::Differs,
        Self::Missing,
        Self::Winner,
        Self::Good,
        Self::Warning,
        Self::Danger,
        Self::Bar,
        Self::Hidden,
        Self::Match,
        Self::Group(1),
        Self::Group(2),
        Self::Group(3),
        Self::Group(4),
    ];

    /// Its name in settings: `tab-active`, `group-1`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Muted => "muted",
            Self::Strong => "strong",
            Self::Title => "title",
            Self::TabActive => "tab-active",
            Self::Key => "key",
            Self::Focus => "focus",
            Self::Anchor => "anchor",
            Self::Same => "same",
            Self::Close => "close",
            Self::Differs => "differs",
            Self::Missing => "missing",
            Self::Winner => "winner",
            Self::Good => "good",
            Self::Warning => "warning",
            Self::Danger => "danger",
            Self::Bar => "bar",
            Self::Hidden => "hidden",
            Self::Match => "match",
            Self::Group(n) => {
                ["group-4", "group-1", "group-2", "group-3"].get(usize::from(n % 4)).copied().unwrap_or_default()
            }
        }
    }

    /// Its place in the table; groups come round after four.
    fn position(self) -> usize {
        let same = |other: &Self| match (self, *other) {
            (Self::Group(n), Self::Group(m)) => n % 4 == m % 4,
            (one, other) => one == other,
        };
        Self::ALL.iter().position(same).unwrap_or_default()
    }
}

/// The look of every role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    depth: Depth,
    styles: [Style; Role::ALL.len()],
}

impl Theme {
    /// The usual looks.
    pub fn new(depth: Depth, ground: Ground) -> Self {
        Self { depth, styles: Role::ALL.map(|role| usual(role, depth, ground)) }
    }

    /// The looks that a person's settings ask for, on a terminal that can show `depth` on `ground`. `path` is what
    /// messages call the settings.
    ///
    /// # Errors
    /// A base, a role or a look that nobody knows, with its line and what was probably meant.
    pub fn chosen(settings: &ThemeSettings, path: &str, depth: Depth, ground: Ground) -> Result<Self> {
        let at = |line: usize, what: String| Error::config(format!("{path}:{line}: [theme]: {what}"));
        let (depth, ground) = match &settings.base {
            None => (depth, ground),
            Some((base, line)) => match base.as_str() {
                "auto" => (depth, ground),
                "dark" => (depth, Ground::Dark),
                "light" => (depth, Ground::Light),
                "16" => (depth.min(Depth::Ansi16), ground),
                "mono" => (Depth::Mono, ground),
                other => {
                    let known = expected(other, ["auto", "dark", "light", "16", "mono"]);
                    return Err(at(*line, format!("there is no base {other:?}: {known}")));
                }
            },
        };
        let mut theme = Self::new(depth, ground);
        for (name, look, line) in &settings.roles {
            let role = Role::ALL.into_iter().find(|role| role.name() == name).ok_or_else(|| {
                let known = expected(name, Role::ALL.iter().map(|role| role.name()));
                at(*line, format!("there is no role {name:?}: {known}"))
            })?;
            let style = look::read(look, depth).map_err(|what| at(*line, format!("{name}: {what}")))?;
            if let Some(own) = theme.styles.get_mut(role.position()) {
                *own = style;
            }
        }
        Ok(theme)
    }

    /// The looks for a dark and for a light ground, where it is worth while to ask the terminal which of them it has:
    /// where it shows colours, and the settings name no ground.
    pub fn by_ground(&self, settings: &ThemeSettings, path: &str, term: Option<&str>) -> Option<[Self; 2]> {
        let named = settings.base.as_ref().is_some_and(|(base, _)| ["dark", "light"].contains(&base.as_str()));
        // These two would show the question; the first is black.
        let mute = ["linux", "dumb"].contains(&term.unwrap_or_default());
        if named || mute || self.depth == Depth::Mono {
            return None;
        }
        let on = |ground| Self::chosen(settings, path, self.depth, ground).ok();
        Some([on(Ground::Dark)?, on(Ground::Light)?])
    }

    /// How many colours it uses.
    pub fn depth(&self) -> Depth {
        self.depth
    }

    /// How `role` looks.
    pub fn style(&self, role: Role) -> Style {
        self.styles.get(role.position()).copied().unwrap_or_default()
    }
}

/// How a role looks where nobody says otherwise. The background is always the terminal's own.
fn usual(role: Role, depth: Depth, ground: Ground) -> Style {
    let palette = Palette::on(ground);
    let hue = |style: Style, hue: Hue| Palette::hued(hue, style, depth);
    let plain = Style::new();
    let bold = plain.add_modifier(Modifier::BOLD);
    match role {
        Role::Text => plain,
        Role::Muted | Role::Missing => palette.faint(depth),
        Role::Strong => bold,
        Role::Title | Role::Winner => hue(bold, palette.blue),
        Role::TabActive => bold.add_modifier(Modifier::REVERSED),
        Role::Key | Role::Differs => hue(bold, palette.orange),
        Role::Focus => plain.add_modifier(Modifier::REVERSED),
        Role::Anchor => bold.add_modifier(Modifier::UNDERLINED),
        Role::Same | Role::Bar => hue(plain, palette.blue),
        Role::Close => hue(plain.add_modifier(Modifier::ITALIC), palette.blue),
        Role::Good => hue(bold, palette.green),
        Role::Warning => hue(plain, palette.orange),
        Role::Match => plain.add_modifier(Modifier::UNDERLINED),
        Role::Danger => hue(bold.add_modifier(Modifier::UNDERLINED), palette.orange),
        Role::Hidden => hue(plain.add_modifier(Modifier::REVERSED), palette.orange),
        Role::Group(n) => match n % 4 {
            1 => hue(bold, palette.blue),
            2 => hue(bold, palette.orange),
            3 => hue(bold, palette.purple),
            _ => hue(bold, palette.green),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_role_sets_a_background_and_mono_sets_no_colour() {
        for role in Role::ALL {
            for ground in [Ground::Unknown, Ground::Dark, Ground::Light] {
                for depth in [Depth::True, Depth::Ansi256, Depth::Ansi16, Depth::Mono] {
                    let style = Theme::new(depth, ground).style(role);
                    assert_eq!(style.bg, None, "{role:?}");
                    assert!(depth != Depth::Mono || style.fg.is_none(), "{role:?}");
                }
            }
        }
    }

    #[test]
    fn groups_come_round_after_four() {
        let theme = Theme::new(Depth::True, Ground::Dark);
        assert_eq!(theme.style(Role::Group(5)), theme.style(Role::Group(1)));
        assert_ne!(theme.style(Role::Group(1)), theme.style(Role::Group(2)));
        assert_eq!((Role::Group(8).name(), Role::Group(3).name()), ("group-4", "group-3"));
    }

    fn chosen(text: &str, depth: Depth) -> Result<Theme> {
        let settings = crate::config::Settings::parse(text, "settings.toml").unwrap();
        Theme::chosen(&settings.theme, "settings.toml", depth, Ground::Unknown)
    }

    #[test]
    fn a_person_may_change_the_base_and_single_roles() {
        let theme = chosen("[theme]\nbase = \"dark\"\nkey = \"underline\"\n", Depth::True).unwrap();
        assert_eq!(theme.style(Role::Key), Style::new().underlined());
        assert_eq!(theme.style(Role::Title), Theme::new(Depth::True, Ground::Dark).style(Role::Title));
        // Sixteen colours are no more than the terminal has, and NO_COLOR is stronger than any base.
        assert_eq!(chosen("[theme]\nbase = \"16\"\n", Depth::True).unwrap().depth(), Depth::Ansi16);
        assert_eq!(chosen("[theme]\nbase = \"16\"\nkey = \"#ff0000\"\n", Depth::Mono).unwrap().depth(), Depth::Mono);
    }

    #[test]
    fn what_nobody_knows_is_told_with_its_line() {
        for (text, says) in [
            ("[theme]\nbase = \"drak\"\n", "settings.toml:2: [theme]: there is no base \"drak\": expected one of auto"),
            ("[theme]\nkye = \"bold\"\n", "settings.toml:2: [theme]: there is no role \"kye\": expected one of text"),
            ("[theme]\nkey = \"blod\"\n", "settings.toml:2: [theme]: key: \"blod\" is no look: expected one of bold"),
        ] {
            let error = chosen(text, Depth::True).unwrap_err();
            assert!(error.message.starts_with(says), "{error}");
        }
    }
}
