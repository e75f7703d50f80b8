//! A screen of a terminal as a picture: text stays text, lines and blocks are drawn so that they meet.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

/// Pixels of a cell, and of the frame around the screen.
const CELL: (usize, usize) = (9, 19);
const FRAME: usize = 12;
const PAPER: &str = "#16181d";
const INK: &str = "#d4d7dd";

/// The sixteen colours of a terminal, for programs that use them.
const SIXTEEN: [&str; 16] = [
    "#16181d", "#d55e00", "#009e73", "#e69f00", "#56b4e9", "#cc79a7", "#56b4e9", "#d4d7dd", "#6b7280", "#ee7733",
    "#33bb99", "#f0e442", "#88ccee", "#dd99cc", "#88ccee", "#ffffff",
];

fn colour(colour: vt100::Color, otherwise: &str) -> String {
    match colour {
        vt100::Color::Default => otherwise.to_owned(),
        vt100::Color::Idx(i) => SIXTEEN.get(usize::from(i)).unwrap_or(&otherwise).to_string(),
        vt100::Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
    }
}

/// How a cell looks.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Look {
    ink: String,
    paper: String,
    /// What is not the usual of letters, as attributes.
    letters: String,
}

impl Look {
    fn of(cell: &vt100::Cell) -> Self {
        let (mut ink, mut paper) = (colour(cell.fgcolor(), INK), colour(cell.bgcolor(), PAPER));
        if cell.inverse() {
            std::mem::swap(&mut ink, &mut paper);
        }
        let letters: String = [
            (cell.bold(), " font-weight=\"bold\""),
            (cell.dim(), " opacity=\"0.6\""),
            (cell.underline(), " text-decoration=\"underline\""),
            (cell.italic(), " font-style=\"italic\""),
        ]
        .iter()
        .filter_map(|(is, attribute)| is.then_some(*attribute))
        .collect();
        Self { ink, paper, letters }
    }
}

/// Rectangles of one colour: left, top, width, height; those that touch along a line become one.
#[derive(Default)]
struct Rectangles(BTreeMap<String, Vec<[usize; 4]>>);

impl Rectangles {
    fn add(&mut self, ink: &str, [x, y, w, h]: [usize; 4]) {
        let all = self.0.entry(ink.to_owned()).or_default();
        match all.last_mut() {
            Some([left, top, width, height]) if (*top, *height) == (y, h) && *left + *width == x => *width += w,
            _ => all.push([x, y, w, h]),
        }
    }

    fn draw(&self, svg: &mut String) {
        for (ink, all) in &self.0 {
            write!(svg, "<path fill=\"{ink}\" d=\"").unwrap();
            for [x, y, w, h] in all {
                write!(svg, "M{x} {y}h{w}v{h}h-{w}z").unwrap();
            }
            svg.push_str("\"/>\n");
        }
    }
}

/// The rectangles of a glyph that is made of them, from the corner of its cell; nothing for a letter.
fn shape(glyph: char) -> Option<Vec<[usize; 4]>> {
    const MIDDLE: (usize, usize) = (CELL.0 / 2, CELL.1 / 2);
    let code = glyph as usize;
    let (right, down) = ([MIDDLE.0, MIDDLE.1, CELL.0 - MIDDLE.0, 1], [MIDDLE.0, MIDDLE.1, 1, CELL.1 - MIDDLE.1]);
    let (left, up) = ([0, MIDDLE.1, MIDDLE.0 + 1, 1], [MIDDLE.0, 0, 1, MIDDLE.1 + 1]);
    Some(match glyph {
        '─' => vec![[0, MIDDLE.1, CELL.0, 1]],
        '━' => vec![[0, MIDDLE.1 - 1, CELL.0, 3]],
        '│' => vec![[MIDDLE.0, 0, 1, CELL.1]],
        '┌' => vec![right, down],
        '┐' => vec![left, down],
        '└' => vec![right, up],
        '┘' => vec![left, up],
        // Eighths from below, from the left, and the shades between nothing and all.
        '▁'..='█' => {
            let h = ((code - 0x2580) * CELL.1 + 4) / 8;
            vec![[0, CELL.1 - h, CELL.0, h]]
        }
        '▉'..='▏' => vec![[0, 0, (8 - (code - 0x2588)) * CELL.0 / 8, CELL.1]],
        '▒' => (0..CELL.1).step_by(2).map(|y| [0, y, CELL.0, 1]).collect(),
        // The eight dots of a Braille cell: the columns' upper three, then both lowest.
        '\u{2800}'..='\u{28ff}' => (0..8)
            .filter(|dot| (code - 0x2800) >> dot & 1 == 1)
            .map(|dot| {
                let (column, row) = if dot < 6 { (dot / 3, dot % 3) } else { (dot - 6, 3) };
                [1 + column * 5, 1 + row * 5, 2, 2]
            })
            .collect(),
        _ => return None,
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// These rows of a screen as a picture.
pub fn svg(screen: &vt100::Screen, rows: Range<u16>) -> String {
    let columns = screen.size().1;
    let (width, height) = (usize::from(columns) * CELL.0 + 2 * FRAME, rows.len() * CELL.1 + 2 * FRAME);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"15\">\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{PAPER}\"/>\n"
    );
    let (mut papers, mut shapes, mut texts) = (Rectangles::default(), Rectangles::default(), String::new());
    for (line, row) in rows.enumerate() {
        let y = FRAME + line * CELL.1;
        // Letters of one look that follow each other: where they begin, how they look, what they are, their cells.
        let mut run: Option<(usize, Look, String, usize)> = None;
        let mut flush = |run: &mut Option<(usize, Look, String, usize)>| {
            let Some((x, look, text, cells)) = run.take() else { return };
            let (y, text, length) = (y + 14, escaped(&text), cells * CELL.0);
            let Look { ink, letters, .. } = look;
            // So many pixels whatever the font: what follows stays in its column.
            let fit = if cells > 1 { format!(" textLength=\"{length}\"") } else { String::new() };
            writeln!(texts, "<text x=\"{x}\" y=\"{y}\" fill=\"{ink}\"{letters}{fit}>{text}</text>").unwrap();
        };
        for column in 0..columns {
            let Some(cell) = screen.cell(row, column).filter(|cell| !cell.is_wide_continuation()) else { continue };
            let (x, look, cells) =
                (FRAME + usize::from(column) * CELL.0, Look::of(cell), 1 + usize::from(cell.is_wide()));
            if look.paper != PAPER {
                papers.add(&look.paper, [x, y, cells * CELL.0, CELL.1]);
            }
            let text = cell.contents();
            let mut letters = text.chars();
            if let (Some(shape), None) = (letters.next().and_then(shape), letters.next()) {
                flush(&mut run);
                for [dx, dy, w, h] in shape {
                    shapes.add(&look.ink, [x + dx, y + dy, w, h]);
                }
            } else if text.trim().is_empty() {
                flush(&mut run);
            } else {
                match &mut run {
                    Some((_, of, letters, length)) if *of == look => {
                        letters.push_str(text);
                        *length += cells;
                    }
                    _ => {
                        flush(&mut run);
                        run = Some((x, look, text.to_owned(), cells));
                    }
                }
            }
        }
        flush(&mut run);
    }
    papers.draw(&mut svg);
    shapes.draw(&mut svg);
    svg.push_str(&texts);
    svg.push_str("</svg>\n");
    svg
}
