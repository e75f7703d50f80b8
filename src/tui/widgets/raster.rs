//! Lines finer than letters: a field of cells, each of two by four dots (braille).

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// The first braille letter, without a dot.
const BLANK: u32 = 0x2800;

/// Dots in a field of cells.
#[derive(Clone, Debug)]
pub struct Raster {
    columns: usize,
    rows: usize,
    cells: Vec<(u8, Style)>,
}

impl Raster {
    /// An empty field of so many cells.
    pub fn new(columns: usize, rows: usize) -> Self {
        Self { columns, rows, cells: vec![(0, Style::new()); columns * rows] }
    }

    /// Its size in dots.
    pub fn dots(&self) -> (usize, usize) {
        (self.columns * 2, self.rows * 4)
    }

    /// Sets a dot; the cell takes the style of its last one.
    fn dot(&mut self, x: usize, y: usize, style: Style) {
        // Dots are numbered down the left column, then the right one; the two lowest came later.
        const BITS: [[u8; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];
        let (cell, bits) = (y / 4 * self.columns + x / 2, BITS[y % 4]);
        if x < self.columns * 2
            && let Some((dots, held)) = self.cells.get_mut(cell)
        {
            *dots |= bits[x % 2];
            *held = style;
        }
    }

    /// A straight line between two dots, of which `on` of every `of` dots are drawn.
    pub fn line(&mut self, from: (usize, usize), to: (usize, usize), (on, of): (usize, usize), style: Style) {
        let steps = from.0.abs_diff(to.0).max(from.1.abs_diff(to.1)).max(1);
        let between = |a: usize, b: usize, step: usize| {
            let (a, b) = (a as f64, b as f64);
            (a + (b - a) * step as f64 / steps as f64).round() as usize
        };
        for step in (0..=steps).filter(|step| step % of.max(1) < on) {
            self.dot(between(from.0, to.0, step), between(from.1, to.1, step), style);
        }
    }

    /// Draws the dots; cells without any are left as they are.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer) {
        for (at, (dots, style)) in self.cells.iter().enumerate().filter(|(_, (dots, _))| *dots > 0) {
            let (x, y) = (at % self.columns.max(1), at / self.columns.max(1));
            let place = (area.x + x as u16, area.y + y as u16);
            let letter = char::from_u32(BLANK + u32::from(*dots)).unwrap_or(' ');
            if x < usize::from(area.width)
                && y < usize::from(area.height)
                && let Some(cell) = buffer.cell_mut(place)
            {
                cell.set_char(letter).set_style(*style);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_across_one_cell_has_its_dots() {
        let mut raster = Raster::new(2, 1);
        assert_eq!(raster.dots(), (4, 4));
        raster.line((0, 0), (3, 3), (1, 1), Style::new());
        let area = Rect::new(0, 0, 2, 1);
        let mut buffer = Buffer::empty(area);
        raster.draw(area, &mut buffer);
        let letters: String = buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect();
        assert_eq!(letters, "⠑⢄");
    }

    #[test]
    fn what_lies_outside_is_left_out() {
        let mut raster = Raster::new(1, 1);
        raster.line((0, 0), (90, 90), (1, 3), Style::new());
        let area = Rect::new(0, 0, 0, 0);
        raster.draw(area, &mut Buffer::empty(area));
    }
}
