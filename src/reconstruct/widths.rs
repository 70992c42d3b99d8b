//! Column widths from line breaks.
//!
//! A soft break gives an interval: `width(line) <= W < width(line + blank + next piece)`. The widths that explain the most
//! breaks are the columns' widths.

use super::math::ln;
use super::text::Text;

/// Grid step of the width distribution, in 1/1000 em.
const STEP: f32 = 100.0;
/// Grid cells; wider lines count as the last one (240 em).
const CELLS: usize = 2400;
/// Rounds of the mixture fit; it settles in fewer on all data seen.
const ROUNDS: usize = 25;
/// At most this many breaks are looked at, spread evenly over the document.
const SAMPLE: usize = 1500;
/// Widest lines tried as a column's width.
const CANDIDATES: usize = 100;
/// A column is at most this much wider than its widest line.
const SLACK: f32 = 1.06;

/// Mass that every width has beside what was fitted.
const FLOOR: f32 = 0.02;

/// How plausible each width is as the width of some column.
#[derive(Debug, Clone)]
pub struct WidthDistribution {
    /// Cumulative mass up to each grid cell.
    cumulative: Vec<f32>,
    /// Cost of a line of each width where the column's own is unknown.
    beyond: Vec<f32>,
    /// Mean log-likelihood per break: how well the font family explains the breaks.
    pub fit: f32,
}

impl WidthDistribution {
    /// Fits a mixture over column widths to all line breaks inside pages (nonparametric maximum likelihood by EM): each break
    /// is either soft, with a width inside its interval, or hard.
    pub fn fit(text: &Text, blank: f32) -> Self {
        let mut intervals = Vec::new();
        let stride = (text.lines.len() / SAMPLE).max(1);
        for pair in text.lines.windows(2).step_by(stride) {
            if pair[1].page_start || pair[0].words.is_empty() {
                continue;
            }
            let (from, to) = (pair[0].words.start, pair[0].words.end);
            let low = text.width(from, to);
            let high = text.need(from, to - 1, pair[1].words.start, blank);
            intervals.push((cell(low), cell(high).max(cell(low) + 1)));
        }
        let mut mass = vec![1.0 / CELLS as f32; CELLS];
        let mut cumulative = prefix(&mass);
        let mut fit = 0.0;
        for _ in 0..ROUNDS {
            let mut change = vec![0.0_f32; CELLS + 1];
            fit = 0.0;
            for &(low, high) in &intervals {
                let inside = cumulative[high] - cumulative[low];
                // A hard break says nothing of the width: as if its interval held one part in ten of the mass.
                let hard = 0.1;
                fit += ln(inside + hard);
                let share = 1.0 / (inside + hard);
                change[low] += share;
                change[high] -= share;
            }
            let (mut running, mut total) = (0.0_f32, 0.0_f32);
            for i in 0..CELLS {
                running += change[i];
                mass[i] *= running.max(0.0);
                total += mass[i];
            }
            if total <= 0.0 {
                break;
            }
            for m in &mut mass {
                *m /= total;
            }
            cumulative = prefix(&mass);
        }
        let all = cumulative[CELLS - 1];
        Self {
            beyond: cumulative[..CELLS]
                .iter()
                .map(|below| -ln((all - below).max(0.0) + FLOOR))
                .collect(),
            cumulative,
            fit: fit / intervals.len().max(1) as f32,
        }
    }

    /// Cost of a line `width` wide in a column whose own width is unknown: how few columns are wider.
    pub fn beyond(&self, width: f32) -> f32 {
        self.beyond[cell(width)]
    }

    /// Mass of the widths `W` with `low <= W < high`.
    pub fn between(&self, low: f32, high: f32) -> f32 {
        let (low, high) = (cell(low), cell(high));
        if high <= low {
            0.0
        } else {
            self.cumulative[high] - self.cumulative[low]
        }
    }

    /// The widths that hold most of the mass, heaviest first, as (width, mass).
    pub fn peaks(&self, count: usize) -> Vec<(f32, f32)> {
        let mut peaks: Vec<(f32, f32)> = Vec::new();
        let mut masses: Vec<(usize, f32)> = (0..CELLS)
            .map(|i| (i, self.cumulative[i + 1] - self.cumulative[i]))
            .filter(|m| m.1 > 1e-4)
            .collect();
        masses.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        for (i, m) in masses {
            let width = (i as f32 + 0.5) * STEP;
            match peaks.iter_mut().find(|p| (p.0 - width).abs() < 4.0 * STEP) {
                Some(p) => p.1 += m,
                None => peaks.push((width, m)),
            }
        }
        peaks.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.total_cmp(&b.0)));
        peaks.truncate(count);
        peaks
    }
}

fn cell(width: f32) -> usize {
    ((width / STEP).max(0.0) as usize).min(CELLS - 1)
}

fn prefix(mass: &[f32]) -> Vec<f32> {
    let mut sum = 0.0;
    std::iter::once(0.0)
        .chain(mass.iter().map(|m| {
            sum += m;
            sum
        }))
        .collect()
}

/// One line of a cell, as evidence of its column's width.
#[derive(Debug, Clone, Copy)]
pub struct Break {
    /// Width of the line.
    pub width: f32,
    /// Width it would have with the next piece, when the cell goes on (a soft break, unless that would have fitted).
    pub need: Option<f32>,
}

/// A column's width and the width that lines can't reach any more. The width is the one at which lines too wide and breaks too early cost least; `None` without evidence.
///
/// Lines wider than the column cost their excess over `tolerance`, breaks that needed no break cost `hard` at most.
pub fn best_width(breaks: &[Break], tolerance: f32, hard: f32) -> Option<(f32, f32)> {
    let mut candidates: Vec<f32> = breaks.iter().map(|b| b.width).collect();
    candidates.sort_by(f32::total_cmp);
    candidates.dedup_by(|a, b| (*a - *b).abs() < 1.0);
    if candidates.len() > CANDIDATES {
        candidates.drain(..candidates.len() - CANDIDATES);
    }
    let cost = |w: f32| misfit(breaks, w, tolerance, hard);
    let mut best: Option<(f32, f32)> = None;
    for &w in &candidates {
        let c = cost(w);
        if best.is_none_or(|b| c < b.1 - 1e-3) {
            best = Some((w, c));
        }
    }
    // The width lies between the widest line and the narrowest overflow: take the middle where both are known.
    let (low, c) = best?;
    let high = breaks
        .iter()
        .filter_map(|b| b.need)
        .filter(|n| *n > low)
        .fold(f32::INFINITY, f32::min);
    let middle = if high.is_finite() {
        low + ((high - low) * 0.5).min(tolerance)
    } else {
        low
    };
    let width = if cost(middle) <= c + 1e-3 { middle } else { low };
    Some((width, high.min(low * SLACK).max(width)))
}

/// What lines too wide for `width` and breaks too early cost together, in tolerances; see [`best_width`].
pub fn misfit(breaks: &[Break], width: f32, tolerance: f32, hard: f32) -> f32 {
    breaks
        .iter()
        .map(|b| {
            let over = ((b.width - width) / tolerance).clamp(0.0, 12.0);
            let early = b.need.map_or(0.0, |need| ((width - need) / tolerance).clamp(0.0, hard));
            over + early
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_width_lies_between_the_widest_line_and_the_narrowest_overflow() {
        let breaks = [(90.0, 120.0), (97.0, 104.0), (80.0, 130.0)].map(|(width, need)| Break {
            width,
            need: Some(need),
        });
        let w = best_width(&breaks, 10.0, 4.0).unwrap().0;
        assert!((97.0..104.0).contains(&w), "{w}");
    }

    #[test]
    fn a_hard_break_does_not_move_the_width() {
        let mut breaks = vec![
            Break {
                width: 9_700.0,
                need: Some(10_400.0)
            };
            8
        ];
        breaks.push(Break {
            width: 3_000.0,
            need: Some(5_000.0),
        });
        let w = best_width(&breaks, 100.0, 4.0).unwrap().0;
        assert!((9_700.0..10_400.0).contains(&w), "{w}");
    }
}
