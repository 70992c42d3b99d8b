//! Glyphs drawn again at their place, to look bolder or for a shadow: they are read once.

use super::glyphs::{Glyph, Text};

/// The same glyph drawn again within this share of its size is the same glyph.
const AGAIN: f64 = 0.12;

/// Side of the squares that seen glyphs are looked up by, in points: above the reach of nearly all glyphs, so that most lookups are
/// of one square.
const SQUARE: f64 = 4.0;

/// Squares a glyph's reach is looked for in at most, to each side: it would have a size of hundreds of points.
const FAR: i64 = 16;

/// Glyphs of a chain that are looked at: only thousands of tiny glyphs in one square have more.
const CHAIN: usize = 64;

/// No glyph.
const NONE: u32 = u32::MAX;

/// Removes visible glyphs that an earlier one stands for.
pub(super) fn remove(glyphs: &mut Vec<Glyph>) {
    let mut seen = Seen::new(glyphs.len());
    let mut kept = 0;
    for index in 0..glyphs.len() {
        let glyph = glyphs[index];
        if glyph.hidden.is_some() || !seen.again(&glyph, &glyphs[..kept]) {
            if glyph.hidden.is_none() {
                seen.add(&glyph, kept);
            }
            glyphs[kept] = glyph;
            kept += 1;
        }
    }
    glyphs.truncate(kept);
}

/// Glyphs by what they stand for and their square: chains of indices under the hash of both.
struct Seen {
    /// The last glyph under each hash.
    heads: Vec<u32>,
    /// The glyph before each under the same hash.
    before: Vec<u32>,
}

impl Seen {
    fn new(glyphs: usize) -> Self {
        Self {
            heads: vec![NONE; (2 * glyphs).next_power_of_two()],
            before: vec![NONE; glyphs],
        }
    }

    fn add(&mut self, glyph: &Glyph, index: usize) {
        let slot = self.slot(glyph.text, square(glyph.from.x), square(glyph.from.y));
        self.before[index] = std::mem::replace(&mut self.heads[slot], index as u32);
    }

    fn again(&self, glyph: &Glyph, kept: &[Glyph]) -> bool {
        let reach = (AGAIN * f64::from(glyph.size)).max(1e-3);
        let [x0, x1] = range(glyph.from.x, reach);
        let [y0, y1] = range(glyph.from.y, reach);
        (x0..=x1).any(|x| (y0..=y1).any(|y| self.holds(glyph, reach, x, y, kept)))
    }

    fn holds(&self, glyph: &Glyph, reach: f64, x: i64, y: i64, kept: &[Glyph]) -> bool {
        let mut at = self.heads[self.slot(glyph.text, x, y)];
        for _ in 0..CHAIN {
            if at == NONE {
                break;
            }
            let other = &kept[at as usize];
            if other.text == glyph.text
                && (other.from.x - glyph.from.x).abs() <= reach
                && (other.from.y - glyph.from.y).abs() <= reach
            {
                return true;
            }
            at = self.before[at as usize];
        }
        false
    }

    fn slot(&self, text: Text, x: i64, y: i64) -> usize {
        let mixed = [text.code(), x as u64, y as u64].iter().fold(0u64, |hash, &part| {
            (hash.rotate_left(23) ^ part).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        });
        (mixed >> 32) as usize & (self.heads.len() - 1)
    }
}

fn square(at: f64) -> i64 {
    // Rounded towards zero, which is a call less than down: the one square that is twice as wide does no harm.
    (at / SQUARE) as i64
}

/// First and last square of a reach.
fn range(at: f64, reach: f64) -> [i64; 2] {
    let middle = square(at);
    [
        square(at - reach).max(middle.saturating_sub(FAR)),
        square(at + reach).min(middle.saturating_add(FAR)),
    ]
}
