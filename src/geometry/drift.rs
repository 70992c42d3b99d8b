//! Corridors that follow columns which drift.
//!
//! Layout text moves columns by some cells from row to row. A corridor is found by its wide gaps and ends with the last of them, as
//! single blanks may be prose; between its neighbours it goes on with them, where the columns of other rows show that it may.

use super::seams::Field;
use super::zones::Zone;

/// Finds the best ways of the corridors of a zone, each between its neighbours; `field` is the evidence of the lines of its page.
pub(crate) fn follow(field: &Field<'_>, zone: &mut Zone) {
    for corridor in 0..zone.seams.len() {
        path(field, zone, corridor);
    }
}

fn path(field: &Field<'_>, zone: &mut Zone, corridor: usize) {
    let first = zone.lines.start - zone.page.start;
    let width = field.width();
    let (mut value, mut node, mut text) = (vec![0f32; width], vec![0f32; width], vec![false; width]);
    // Per line where its cells were entered from and left from.
    let mut ways: Vec<[Vec<u16>; 2]> = Vec::with_capacity(zone.xs.len());
    for (line, xs) in zone.xs.iter().enumerate() {
        let at = first + line;
        field.nodes(at, &mut node, &mut text);
        let wall = |at: Option<usize>| at.and_then(|at| xs.get(at)).copied();
        let left = wall(corridor.checked_sub(1));
        let right = wall(Some(corridor + 1));
        let from = left.map_or(0, |x| x.max(-1) as usize + 1).min(width);
        let to = right.map_or(width, |x| x.max(0) as usize).clamp(from, width);
        let mut way = [vec![0u16; width], vec![0u16; width]];
        field.relax(&mut value, &text, &mut way[0]);
        value[..from].fill(f32::NEG_INFINITY);
        value[to..].fill(f32::NEG_INFINITY);
        // A gap pays for one corridor only.
        let taken = [left, right].map(|x| x.and_then(|x| field.gap_at(at, x)));
        for x in from..to {
            let gap = field.gap_at(at, x as i32);
            if gap.is_none() || !taken.contains(&gap) {
                value[x] += field.passing(at, x as i32);
            }
        }
        field.relax(&mut value, &text, &mut way[1]);
        ways.push(way);
    }
    let best = (0..width).max_by(|&a, &b| value[a].total_cmp(&value[b]));
    let Some(mut x) = best.filter(|&x| value[x].is_finite()) else {
        return;
    };
    for (xs, [enter, leave]) in zone.xs.iter_mut().zip(&ways).rev() {
        x = usize::from(leave[x]);
        xs[corridor] = x as i32;
        x = usize::from(enter[x]);
    }
}
