//! What the terminal can show, and what lies behind the text: decided once, at the start.

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

/// How many colours the terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Depth {
    Mono,
    Ansi16,
    Ansi256,
    True,
}

impl Depth {
    /// From what was asked for and the environment.
    pub fn detect(when: ColorWhen, env: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| env(name).filter(|value| !value.is_empty());
        let term = set("TERM").unwrap_or_default();
        let no_colour = set("NO_COLOR").is_some() || term == "dumb";
        if when == ColorWhen::Never || (when == ColorWhen::Auto && no_colour) {
            return Self::Mono;
        }
        match set("COLORTERM").as_deref() {
            Some("truecolor" | "24bit") => Self::True,
            _ if term.ends_with("-direct") => Self::True,
            _ if term.contains("256") => Self::Ansi256,
            _ => Self::Ansi16,
        }
    }
}

/// What lies behind the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// Nobody said: colours that read on both.
    Unknown,
    /// Something dark.
    Dark,
    /// Something light.
    Light,
}

impl Ground {
    /// From the environment: `COLORFGBG` names colours of the sixteen, background last.
    pub fn detect(env: impl Fn(&str) -> Option<String>) -> Self {
        let said = env("COLORFGBG").and_then(|text| text.rsplit(';').next().and_then(|last| last.parse::<u8>().ok()));
        match said {
            Some(7 | 9..=15) => Self::Light,
            Some(0..=6 | 8) => Self::Dark,
            // The console of Linux is black.
            _ if env("TERM").is_some_and(|term| term == "linux") => Self::Dark,
            _ => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(pairs: &'static [(&str, &str)]) -> impl Fn(&str) -> Option<String> + Copy {
        move |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned())
    }

    #[test]
    fn depth_follows_what_was_asked_for_then_the_environment() {
        let rich = env(&[("COLORTERM", "truecolor"), ("TERM", "xterm-256color")]);
        assert_eq!(Depth::detect(ColorWhen::Auto, rich), Depth::True);
        assert_eq!(Depth::detect(ColorWhen::Never, rich), Depth::Mono);
        assert_eq!(Depth::detect(ColorWhen::Auto, env(&[("TERM", "xterm-direct")])), Depth::True);
        assert_eq!(Depth::detect(ColorWhen::Auto, env(&[("TERM", "xterm-256color")])), Depth::Ansi256);
        assert_eq!(Depth::detect(ColorWhen::Auto, env(&[("TERM", "linux")])), Depth::Ansi16);
        let no = env(&[("NO_COLOR", "1"), ("COLORTERM", "24bit")]);
        assert_eq!(Depth::detect(ColorWhen::Auto, no), Depth::Mono);
        assert_eq!(Depth::detect(ColorWhen::Always, no), Depth::True);
        assert_eq!(Depth::detect(ColorWhen::Auto, env(&[("NO_COLOR", ""), ("TERM", "xterm")])), Depth::Ansi16);
    }

    #[test]
    fn the_ground_is_what_the_terminal_says() {
        assert_eq!(Ground::detect(env(&[("COLORFGBG", "15;0")])), Ground::Dark);
        assert_eq!(Ground::detect(env(&[("COLORFGBG", "0;default;15")])), Ground::Light);
        assert_eq!(Ground::detect(env(&[("COLORFGBG", "nonsense"), ("TERM", "linux")])), Ground::Dark);
        assert_eq!(Ground::detect(env(&[("TERM", "xterm")])), Ground::Unknown);
    }
}
