//! Looks as a person writes them: `bold #d55e00`, `underline 208`, `reverse`, `blue on white`.

use ratatui::style::{Color, Modifier, Style};

use super::depth::Depth;
use crate::config::suggest::expected;

const MODIFIERS: [(&str, Modifier); 5] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underline", Modifier::UNDERLINED),
    ("reverse", Modifier::REVERSED),
];

/// Names of the sixteen, in their order, and how xterm mixes them.
const SIXTEEN: [(&str, Color, u32); 16] = [
    ("black", Color::Black, 0x00_0000),
    ("red", Color::Red, 0xCD_0000),
    ("green", Color::Green, 0x00_CD00),
    ("yellow", Color::Yellow, 0xCD_CD00),
    ("blue", Color::Blue, 0x00_00EE),
    ("magenta", Color::Magenta, 0xCD_00CD),
    ("cyan", Color::Cyan, 0x00_CDCD),
    ("white", Color::Gray, 0xE5_E5E5),
    ("bright-black", Color::DarkGray, 0x7F_7F7F),
    ("bright-red", Color::LightRed, 0xFF_0000),
    ("bright-green", Color::LightGreen, 0x00_FF00),
    ("bright-yellow", Color::LightYellow, 0xFF_FF00),
    ("bright-blue", Color::LightBlue, 0x5C_5CFF),
    ("bright-magenta", Color::LightMagenta, 0xFF_00FF),
    ("bright-cyan", Color::LightCyan, 0x00_FFFF),
    ("bright-white", Color::White, 0xFF_FFFF),
];

/// The style that `text` describes, in colours that the terminal has.
///
/// # Errors
/// A word that is no colour and no weight, with what was expected.
pub fn read(text: &str, depth: Depth) -> Result<Style, String> {
    let mut style = Style::new();
    let mut behind = false;
    for word in text.split_whitespace() {
        if let Some((_, modifier)) = MODIFIERS.iter().find(|(name, _)| *name == word) {
            style = style.add_modifier(*modifier);
        } else if word == "on" {
            behind = true;
        } else if word == "plain" {
            style = Style::new();
        } else {
            let color = color(word, depth)?;
            style = match (color, behind) {
                (None, _) => style,
                (Some(color), false) => style.fg(color),
                (Some(color), true) => style.bg(color),
            };
        }
    }
    Ok(style)
}

/// A colour, as near as the terminal has it; `None` where it has none.
fn color(word: &str, depth: Depth) -> Result<Option<Color>, String> {
    let (exact, rgb) = if let Some(hex) = word.strip_prefix('#') {
        let rgb = u32::from_str_radix(hex, 16).ok().filter(|_| hex.len() == 6);
        let rgb = rgb.ok_or_else(|| format!("{word:?} is no colour: write six digits, as in #d55e00"))?;
        (Color::from_u32(rgb), rgb)
    } else if let Ok(index) = word.parse::<u8>() {
        (Color::Indexed(index), indexed(index))
    } else if let Some((_, color, rgb)) = SIXTEEN.iter().find(|(name, ..)| *name == word) {
        return Ok((depth != Depth::Mono).then_some(*color).filter(|_| *rgb <= 0xFF_FFFF));
    } else {
        let weights = MODIFIERS.iter().map(|(name, _)| *name);
        let words = weights.chain(["plain", "on"]).chain(SIXTEEN.iter().map(|(name, ..)| *name));
        return Err(format!("{word:?} is no look: {}; or #rrggbb, or a number up to 255", expected(word, words)));
    };
    Ok(match (depth, exact) {
        (Depth::Mono, _) => None,
        (Depth::True, exact) | (Depth::Ansi256, exact @ Color::Indexed(_)) => Some(exact),
        (Depth::Ansi256, _) => nearest((16..=255).map(|index| (Color::Indexed(index), indexed(index))), rgb),
        (Depth::Ansi16, _) => nearest(SIXTEEN.iter().map(|(_, color, rgb)| (*color, *rgb)), rgb),
    })
}

/// The colour of `known` that lies nearest.
fn nearest(known: impl Iterator<Item = (Color, u32)>, rgb: u32) -> Option<Color> {
    let part = |rgb: u32, shift: u32| i64::from((rgb >> shift) & 0xFF);
    let apart = |other: u32| [16, 8, 0].map(|shift| (part(rgb, shift) - part(other, shift)).pow(2)).iter().sum::<i64>();
    known.min_by_key(|(_, other)| apart(*other)).map(|(color, _)| color)
}

/// One of the 256 as red, green and blue: sixteen, a cube of six levels, greys.
fn indexed(index: u8) -> u32 {
    let index = u32::from(index);
    match index {
        0..=15 => SIXTEEN.get(index as usize).map_or(0, |(_, _, rgb)| *rgb),
        16..=231 => {
            let level = |n: u32| if n.is_multiple_of(6) { 0 } else { 55 + 40 * (n % 6) };
            let cube = index - 16;
            (level(cube / 36) << 16) | (level(cube / 6) << 8) | level(cube)
        }
        _ => (8 + 10 * (index - 232)) * 0x01_0101,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_are_read_at_every_depth() {
        let orange = |depth| read("bold #d55e00", depth).unwrap();
        assert_eq!(orange(Depth::True), Style::new().bold().fg(Color::Rgb(0xD5, 0x5E, 0)));
        assert_eq!(orange(Depth::Ansi256), Style::new().bold().fg(Color::Indexed(166)));
        assert_eq!(orange(Depth::Ansi16), Style::new().bold().fg(Color::Red));
        assert_eq!(orange(Depth::Mono), Style::new().bold());
        assert_eq!(read("blue on bright-white", Depth::Ansi16).unwrap(), Style::new().fg(Color::Blue).bg(Color::White));
        assert_eq!(read("208", Depth::True).unwrap(), Style::new().fg(Color::Indexed(208)));
        assert_eq!(read("plain", Depth::True).unwrap(), Style::new());
    }

    #[test]
    fn what_is_no_look_is_told() {
        assert!(read("blod", Depth::True).unwrap_err().contains("did you mean \"bold\"?"));
        for wrong in ["#12", "#zzzzzz", "256", "-1"] {
            assert!(read(wrong, Depth::True).is_err(), "{wrong}");
        }
    }
}
