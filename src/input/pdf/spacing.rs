//! Letter spacing: how far the letters of a text are set apart beyond their own widths, so that the gaps between letters are told
//! from those between words.

use super::glyphs::Glyph;
use super::words;

/// Gaps up to this share of the font size are kerning and rounding.
const KERNING: f64 = 0.05;

/// Widest letter spacing, as a share of the font size; beyond it stand the one-letter cells of narrow columns.
const WIDEST: f64 = 0.6;

/// How far gaps of one spacing differ, as a share of the font size: kerning again.
const SPREAD: f64 = 0.06;

/// A gap that ends a text, as a share of the font size.
const APART: f64 = 1.5;

/// Fewest gaps that show a spacing by themselves.
const FEW: usize = 3;

/// Glyphs that were drawn one after another along a baseline, up to the glyph before `end`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    pub(super) end: usize,
    /// Letter spacing in points; 0 where letters touch.
    pub(super) spacing: f64,
}

/// The stretches of the glyphs, in their order.
pub(super) fn stretches(glyphs: &[Glyph]) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    let mut gaps: Vec<f64> = Vec::new();
    // Stretches too short to show a spacing: their index, their size and their narrowest and widest gap.
    let mut short: Vec<(usize, f64, f64, f64)> = Vec::new();
    for end in 1..=glyphs.len() {
        if let Some(next) = glyphs.get(end) {
            let (last, size) = (&glyphs[end - 1], f64::from(next.size));
            let (gap, rise) = words::step(last, next);
            let goes_on = last.hidden == next.hidden
                && gap.abs() < APART * size
                && rise < words::RISE * size
                && (last.size - next.size).abs() < 0.05 * next.size;
            if goes_on {
                gaps.push(gap / size);
                continue;
            }
        }
        let size = f64::from(glyphs[end - 1].size);
        let spacing = spacing(&mut gaps);
        if spacing.is_none() && !gaps.is_empty() {
            let (low, high) = gaps
                .iter()
                .fold((f64::MAX, f64::MIN), |(low, high), &gap| (low.min(gap), high.max(gap)));
            short.push((found.len(), size, low, high));
        }
        found.push(Stretch {
            end,
            spacing: spacing.unwrap_or(0.0) * size,
        });
        gaps.clear();
    }
    for (index, size, low, high) in short {
        let beside = [index.checked_sub(1), Some(index + 1)];
        let spacing = beside
            .iter()
            .filter_map(|&index| found.get(index?))
            .map(|stretch| stretch.spacing)
            .find(|&spacing| spacing > 0.0 && low > spacing / size - SPREAD && high < spacing / size + SPREAD);
        if let Some(spacing) = spacing {
            found[index].spacing = spacing;
        }
    }
    found
}

/// The spacing that gaps, as shares of the font size, show; `None` where there are too few of them.
fn spacing(gaps: &mut [f64]) -> Option<f64> {
    if gaps.len() < FEW {
        return None;
    }
    // Nearly all texts are set without: that is seen without sorting.
    let quarter = gaps.len() / 4;
    if gaps.iter().filter(|&&gap| gap <= KERNING).count() > quarter {
        return Some(0.0);
    }
    gaps.sort_unstable_by(f64::total_cmp);
    // Of the gaps in a text most are inside of words, so the quarter's is.
    let low = gaps[quarter];
    let first = gaps.partition_point(|&gap| gap < low - SPREAD);
    let alike = &gaps[first..gaps.partition_point(|&gap| gap <= low + SPREAD)];
    let spaced = low <= WIDEST && alike.len() * 5 >= gaps.len() * 3;
    Some(if spaced { alike[alike.len() / 2] } else { 0.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spacing_is_what_most_gaps_are() {
        assert_eq!(spacing(&mut [0.3, 0.3]), None);
        assert_eq!(spacing(&mut [0.0, 0.01, -0.02, 0.28, 0.0, 0.28]), Some(0.0));
        assert_eq!(spacing(&mut [0.3, 0.3, 0.3, 0.58, 0.3, 0.27]), Some(0.3));
        // Letters in columns of their own, near and far.
        assert_eq!(spacing(&mut [0.9, 0.9, 0.9, 0.9]), Some(0.0));
        assert_eq!(spacing(&mut [0.2, 0.5, 0.35, 0.55, 0.42]), Some(0.0));
    }
}
