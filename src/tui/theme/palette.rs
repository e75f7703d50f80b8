//! The hues: after Okabe and Ito, so that they are told apart with every kind of colour vision, and bright or dark
//! enough for what lies behind them. Meaning is never in a hue alone: a glyph, a word or a weight says it too.

use ratatui::style::{Color, Modifier, Style};

use super::depth::{Depth, Ground};

/// A colour at each depth: 16 million, 256, 16.
#[derive(Clone, Copy, Debug)]
pub struct Hue(u32, u8, Color);

impl Hue {
    /// The colour itself; `None` where there are none.
    pub fn at(self, depth: Depth) -> Option<Color> {
        match depth {
            Depth::True => Some(Color::from_u32(self.0)),
            Depth::Ansi256 => Some(Color::Indexed(self.1)),
            Depth::Ansi16 => Some(self.2),
            Depth::Mono => None,
        }
    }
}

/// The hues on one ground.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)] // Named after what they look like.
pub struct Palette {
    pub blue: Hue,
    pub orange: Hue,
    pub purple: Hue,
    pub green: Hue,
    /// What steps back; without one it is dimmed.
    pub grey: Option<Hue>,
}

impl Palette {
    /// The hues for a ground.
    pub fn on(ground: Ground) -> Self {
        match ground {
            Ground::Unknown => Self {
                blue: Hue(0x002E_86C8, 32, Color::Cyan),
                orange: Hue(0x00D5_5E00, 166, Color::Yellow),
                purple: Hue(0x00B0_3CE0, 134, Color::Magenta),
                green: Hue(0x0048_762F, 65, Color::Green),
                grey: None,
            },
            Ground::Dark => Self {
                blue: Hue(0x0056_B4E9, 75, Color::LightCyan),
                orange: Hue(0x00E6_9F00, 214, Color::LightYellow),
                purple: Hue(0x00CC_79A7, 175, Color::LightMagenta),
                green: Hue(0x008F_D16A, 113, Color::LightGreen),
                grey: Some(Hue(0x009B_A1AB, 247, Color::Gray)),
            },
            Ground::Light => Self {
                blue: Hue(0x0000_5A96, 24, Color::Blue),
                orange: Hue(0x00C0_4A00, 130, Color::Red),
                purple: Hue(0x00A0_30C4, 127, Color::Magenta),
                green: Hue(0x002A_5C1A, 22, Color::Green),
                grey: Some(Hue(0x005C_626D, 241, Color::DarkGray)),
            },
        }
    }

    /// A style in a hue.
    pub fn hued(hue: Hue, style: Style, depth: Depth) -> Style {
        hue.at(depth).map_or(style, |color| style.fg(color))
    }

    /// What steps back.
    pub fn faint(self, depth: Depth) -> Style {
        match self.grey.and_then(|grey| grey.at(depth)) {
            Some(color) => Style::new().fg(color),
            None => Style::new().add_modifier(Modifier::DIM),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Red, green and blue as amounts of light.
    fn light(rgb: u32) -> [f64; 3] {
        [16, 8, 0].map(|shift| {
            let part = f64::from((rgb >> shift) & 0xFF) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        })
    }

    fn luminance([r, g, b]: [f64; 3]) -> f64 {
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// The contrast of the Web Content Accessibility Guidelines.
    fn contrast(a: u32, b: u32) -> f64 {
        let (a, b) = (luminance(light(a)), luminance(light(b)));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// CIELAB, for how different two colours look.
    fn lab(rgb: [f64; 3]) -> [f64; 3] {
        const XYZ: [[f64; 3]; 3] = [[0.4339, 0.3762, 0.1899], [0.2126, 0.7152, 0.0722], [0.0177, 0.1095, 0.8730]];
        let root = |t: f64| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
        let [x, y, z] = XYZ.map(|row| root(row.iter().zip(rgb).map(|(a, b)| a * b).sum()));
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    /// How a colour looks to those without red, green or blue cones (Machado, Oliveira and Fernandes, 2009).
    const VISIONS: [(&str, [[f64; 3]; 3]); 4] = [
        ("usual", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
        ("protanopia", [[0.1523, 1.0526, -0.2049], [0.1145, 0.7863, 0.0992], [-0.0039, -0.0481, 1.0519]]),
        ("deuteranopia", [[0.3673, 0.8606, -0.2280], [0.2801, 0.6727, 0.0472], [-0.0118, 0.0430, 0.9689]]),
        ("tritanopia", [[1.2555, -0.0767, -0.1788], [-0.0784, 0.9308, 0.1476], [0.0047, 0.6914, 0.3039]]),
    ];

    #[test]
    fn every_hue_reads_on_its_ground() {
        for (ground, behind, least) in [
            (Ground::Dark, &[0x0000_0000, 0x001E_1E1E][..], 4.5),
            (Ground::Light, &[0x00FF_FFFF, 0x00F5_F5F0], 4.5),
            (Ground::Unknown, &[0x0000_0000, 0x00FF_FFFF], 3.0),
        ] {
            let Palette { blue, orange, purple, green, grey } = Palette::on(ground);
            for Hue(rgb, ..) in [blue, orange, purple, green].into_iter().chain(grey) {
                for paper in behind {
                    let contrast = contrast(rgb, *paper);
                    assert!(contrast >= least, "{ground:?}: {rgb:06x} on {paper:06x}: {contrast:.2}");
                }
            }
        }
    }

    #[test]
    fn hues_differ_for_every_kind_of_colour_vision() {
        for ground in [Ground::Dark, Ground::Light, Ground::Unknown] {
            let Palette { blue, orange, purple, green, .. } = Palette::on(ground);
            // What means same and different; and the four groups, which carry their digit too.
            let hues = [("blue", blue), ("orange", orange), ("purple", purple), ("green", green)];
            for (vision, matrix) in VISIONS {
                let seen = |Hue(rgb, ..): Hue| {
                    let light = light(rgb);
                    lab(matrix.map(|row| row.iter().zip(light).map(|(a, b)| a * b).sum::<f64>().clamp(0.0, 1.0)))
                };
                for (i, (one, a)) in hues.into_iter().enumerate() {
                    for (two, b) in hues.into_iter().skip(i + 1) {
                        let apart = seen(a).iter().zip(seen(b)).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
                        let least = if (one, two) == ("blue", "orange") { 40.0 } else { 10.0 };
                        assert!(apart >= least, "{ground:?}, {vision}: {one} and {two} are {apart:.1} apart");
                    }
                }
            }
        }
    }
}
