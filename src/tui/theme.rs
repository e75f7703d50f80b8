//! Semantic roles, and how each looks with 16 million, 256, 16 colours, or none.
//!
//! The palette lies on the blue–orange axis of Okabe and Ito, so that it reads with every kind of colour vision;
//! the two main hues keep a contrast of 3.8:1 or more on black and on white, because the background stays the user's.

use ratatui::style::{Color, Modifier, Style};

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColorWhen {
    /// As the terminal and `NO_COLOR` say.
    #[default]
    Auto,
    /// Whatever `NO_COLOR` says.
    Always,
    /// Not at all.
    Never,
}

/// What the terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Depth {
    True,
    Ansi256,
    Ansi16,
    Mono,
}

impl Depth {
    /// Decided once, at the start, from what was asked for and the environment.
    pub fn detect(when: ColorWhen, env: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| env(name).filter(|value| !value.is_empty());
        let term = set("TERM").unwrap_or_default();
        let no_colour = set("NO_COLOR").is_some() || term == "dumb";
        if when == ColorWhen::Never || (when == ColorWhen::Auto && no_colour) {
            return Self::Mono;
        }
        match set("COLORTERM").as_deref() {
            Some("truecolor" | "24bit") => Self::True,
            _ if term.contains("256") => Self::Ansi256,
            _ => Self::Ansi16,
        }
    }
}

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
    Group(u8),
}

impl Role {
    /// All of them, for reading a screen back.
    #[cfg(test)]
    pub const ALL: [Self; 22] = [
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
        Self::Group(1),
        Self::Group(2),
        Self::Group(3),
        Self::Group(4),
    ];
}

/// A hue in each depth.
#[derive(Clone, Copy)]
struct Hue(u32, u8, Color);

const BLUE: Hue = Hue(0x002E_86C8, 32, Color::Blue);
const ORANGE: Hue = Hue(0x00D5_5E00, 166, Color::Yellow);
const PURPLE: Hue = Hue(0x00CC_79A7, 175, Color::Magenta);
const GREEN: Hue = Hue(0x0000_9E73, 36, Color::Green);

/// The look of every role at one depth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// What the terminal can show.
    pub depth: Depth,
}

impl Theme {
    /// How `role` looks. The background is always the terminal's own.
    pub fn style(self, role: Role) -> Style {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        match role {
            Role::Text => plain,
            Role::Muted | Role::Missing => plain.add_modifier(Modifier::DIM),
            Role::Strong => bold,
            Role::Title | Role::Winner => self.hue(bold, BLUE),
            Role::TabActive => bold.add_modifier(Modifier::REVERSED),
            Role::Key | Role::Differs => self.hue(bold, ORANGE),
            Role::Focus => plain.add_modifier(Modifier::REVERSED),
            Role::Anchor => bold.add_modifier(Modifier::UNDERLINED),
            Role::Same | Role::Bar => self.hue(plain, BLUE),
            Role::Close => self.hue(plain.add_modifier(Modifier::ITALIC), BLUE),
            Role::Good => self.hue(bold, GREEN),
            Role::Warning => self.hue(plain, ORANGE),
            Role::Danger => self.hue(bold.add_modifier(Modifier::UNDERLINED), ORANGE),
            Role::Hidden => self.hue(plain.add_modifier(Modifier::REVERSED), ORANGE),
            Role::Group(n) => match n % 4 {
                1 => self.hue(bold, BLUE),
                2 => self.hue(bold, ORANGE),
                3 => self.hue(bold, PURPLE),
                _ => self.hue(bold, GREEN),
            },
        }
    }

    fn hue(self, style: Style, Hue(rgb, indexed, named): Hue) -> Style {
        match self.depth {
            Depth::True => style.fg(Color::from_u32(rgb)),
            Depth::Ansi256 => style.fg(Color::Indexed(indexed)),
            Depth::Ansi16 => style.fg(named),
            Depth::Mono => style,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_follows_what_was_asked_for_then_the_environment() {
        let env = |pairs: &'static [(&str, &str)]| {
            move |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned())
        };
        let rich = env(&[("COLORTERM", "truecolor"), ("TERM", "xterm-256color")]);
        assert_eq!(Depth::detect(ColorWhen::Auto, rich), Depth::True);
        assert_eq!(Depth::detect(ColorWhen::Never, rich), Depth::Mono);
        assert_eq!(Depth::detect(ColorWhen::Auto, env(&[("TERM", "xterm-256color")])), Depth::Ansi256);
        assert_eq!(Depth::detect(ColorWhen::Auto, env(&[("TERM", "linux")])), Depth::Ansi16);
        let no = env(&[("NO_COLOR", "1"), ("COLORTERM", "24bit")]);
        assert_eq!(Depth::detect(ColorWhen::Auto, no), Depth::Mono);
        assert_eq!(Depth::detect(ColorWhen::Always, no), Depth::True);
        assert_eq!(Depth::detect(ColorWhen::Auto, env(&[("NO_COLOR", ""), ("TERM", "xterm")])), Depth::Ansi16);
    }

    #[test]
    fn no_role_sets_a_background_and_mono_sets_no_colour() {
        for role in Role::ALL {
            for depth in [Depth::True, Depth::Ansi256, Depth::Ansi16, Depth::Mono] {
                let style = Theme { depth }.style(role);
                assert_eq!(style.bg, None, "{role:?}");
                assert!(depth != Depth::Mono || style.fg.is_none(), "{role:?}");
            }
        }
    }
}
