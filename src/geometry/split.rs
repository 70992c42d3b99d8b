//! Columns that the first search for corridors left together.
//!
//! A gap pays for one corridor only, so columns whose cells seldom stand beside each other (narrow
//! centred cells in tall rows, cells that span many rows) can be missed. Two more looks find them: white
//! corridors without drift inside a column, and weak corridors that the header row confirms.

use super::page::{Cell, TextLine};
use super::profile::value;
use super::seams::{Field, Seam};
use super::settings::Splits;
use super::zones::Zone;
use crate::document::Document;

/// White corridors inside the columns of a zone: straight, with text on both sides.
pub(crate) fn white(lines: &[TextLine], zone: &mut Zone, settings: &Splits) {
    let mut column = 0;
    while column < zone.columns() && zone.columns() < settings.columns {
        match corridor(lines, zone, column, settings) {
            Some(x) => zone.add(straight(zone, x)),
            None => column += 1,
        }
    }
}

fn straight(zone: &Zone, x: i32) -> Seam {
    Seam {
        from: zone.lines.start - zone.page.start,
        x: vec![x; zone.lines.len()],
        score: 0.0,
        wide: 0,
    }
}

/// What the lines of a column do at one cell.
#[derive(Debug, Clone, Copy, Default)]
struct At {
    cut: usize,
    single: usize,
    both: usize,
}

fn corridor(lines: &[TextLine], zone: &Zone, column: usize, settings: &Splits) -> Option<i32> {
    let right = lines[zone.lines.clone()].iter().map(TextLine::right).max()?;
    let mut at = vec![At::default(); right.max(0) as usize + 1];
    let mut starts: Vec<i32> = Vec::new();
    let mut ends: Vec<i32> = Vec::new();
    for line in zone.lines.clone() {
        let xs = zone.corridors(line);
        let lo = column.checked_sub(1).map_or(0, |c| xs[c] + 1);
        let hi = xs.get(column).copied().unwrap_or(right);
        let words = lines[line].words.iter().filter(|w| w.c0 < hi && w.c1 > lo);
        let mut before: Option<i32> = None;
        for word in words {
            match before {
                Some(end) => {
                    for x in end.max(0)..word.c0 {
                        let at = &mut at[x as usize];
                        if word.c0 - end >= 2 {
                            at.both += 1;
                        } else {
                            at.single += 1;
                        }
                    }
                }
                None => starts.push(word.c0),
            }
            for x in word.c0.max(0)..word.c1 {
                at[x as usize].cut += 1;
            }
            before = Some(word.c1);
        }
        ends.extend(before);
    }
    let total = starts.len();
    starts.sort_unstable();
    ends.sort_unstable();
    let mut best: Option<(i32, i32)> = None;
    for (x, here) in at.iter().enumerate() {
        let x = x as i32;
        let left = starts.partition_point(|s| *s < x);
        let right = total - ends.partition_point(|e| *e <= x + 1);
        let fits = here.cut as f32 <= settings.cuts * total as f32
            && (here.single as f32 <= settings.cuts * total as f32 || here.single == 1 && here.cut == 0)
            && here.both >= settings.both
            && left.min(right) >= settings.side;
        let score = 3 * here.both as i32 - 4 * here.cut as i32 - 2 * here.single as i32;
        if fits && best.is_none_or(|b| score >= b.0) {
            best = Some((score, x));
        }
    }
    best.map(|b| b.1)
}

/// Weak corridors of the page that stand in a gap of the header row: wide, or with the words behind it
/// beginning where the column's text begins.
pub(crate) fn by_header(
    document: &Document,
    lines: &[TextLine],
    field: &mut Field<'_>,
    zone: &mut Zone,
    settings: &Splits,
) {
    let Some(header) = header_line(document, lines, zone, settings) else {
        return;
    };
    let used: Vec<Seam> = zone.seams.clone();
    for seam in &used {
        field.take(seam);
    }
    let page = zone.page.start;
    for seam in field.seams(settings.least, 0) {
        if zone.columns() >= settings.columns {
            return;
        }
        let inside = page + seam.from < zone.lines.end && page + seam.to() >= zone.lines.start;
        if inside && confirmed(document, lines, zone, header, &seam, settings) {
            zone.add(seam);
        }
    }
}

/// The first line near the top that fills most columns with words only.
pub(crate) fn header_line(document: &Document, lines: &[TextLine], zone: &Zone, settings: &Splits) -> Option<usize> {
    zone.lines.clone().take(settings.header).find(|&l| {
        let chunks = lines[l].chunks();
        chunks.len() >= 2
            && chunks.len() as f32 >= settings.filled * zone.columns() as f32
            && !chunks.iter().any(|c| value(document, &lines[l], c))
    })
}

/// Text at a corridor, line by line.
#[derive(Debug, Default)]
struct Sides {
    left: usize,
    right: usize,
    both: usize,
    cut: usize,
    all: usize,
    /// Per line the end of the text before and the start of the text behind, up to the neighbouring corridors.
    ends: Vec<(usize, Option<i32>, Option<i32>)>,
}

fn sides(lines: &[TextLine], zone: &Zone, seam: &Seam) -> Sides {
    let page = zone.page.start;
    let mut sides = Sides::default();
    for line in zone.lines.clone() {
        let x = seam.at(line - page);
        let xs = zone.corridors(line);
        let lo = xs.iter().filter(|o| **o <= x).max().copied().unwrap_or(i32::MIN / 4);
        let hi = xs.iter().filter(|o| **o > x).min().copied().unwrap_or(i32::MAX / 4);
        let words = &lines[line].words;
        let middle = |w: &Cell| (w.c0 + w.c1) / 2;
        let end = words
            .iter()
            .filter(|w| w.c1 <= x && middle(w) >= lo)
            .map(|w| w.c1)
            .max();
        let start = words.iter().filter(|w| w.c0 > x && middle(w) <= hi).map(|w| w.c0).min();
        if words.iter().any(|w| w.c0 <= x && w.c1 > x) {
            sides.cut += 1;
            sides.all += 1;
            continue;
        }
        sides.all += usize::from(end.is_some() || start.is_some());
        sides.left += usize::from(end.is_some());
        sides.right += usize::from(start.is_some());
        sides.both += usize::from(end.is_some() && start.is_some());
        sides.ends.push((line, end, start));
    }
    sides
}

/// Whether a corridor has text on both sides and cuts next to none.
pub(crate) fn clean(lines: &[TextLine], zone: &Zone, seam: &Seam, settings: &Splits) -> bool {
    let s = sides(lines, zone, seam);
    s.both >= 2 && s.left >= 2 && s.right >= 2 && s.cut as f32 <= settings.cuts * s.all as f32
}

/// Whether the header row shows that a corridor divides two columns.
fn confirmed(
    document: &Document,
    lines: &[TextLine],
    zone: &Zone,
    header_line: usize,
    seam: &Seam,
    settings: &Splits,
) -> bool {
    let s = sides(lines, zone, seam);
    let header = s.ends.iter().find(|e| e.0 == header_line);
    let Some(&(_, Some(end), Some(start))) = header else {
        return false;
    };
    let below = || s.ends.iter().filter(|e| e.0 > header_line);
    let starts = || below().filter_map(|e| e.2);
    let count = starts().count();
    let at = |place: i32, reach: i32, share: f32| {
        starts().filter(|s| (s - place).abs() <= reach).count() as f32 > share * count as f32
    };
    let gaps = || below().filter_map(|e| Some((e.0, e.1?, e.2?)));
    let share = |of: &dyn Fn(&(usize, i32, i32)) -> bool, least: f32| {
        gaps().filter(|gap| of(gap)).count() as f32 >= least * gaps().count() as f32
    };
    // A currency belongs to its amount.
    let sign = |&(line, end, _): &(usize, i32, i32)| {
        let before = lines[line].words.iter().find(|word| word.c1 == end);
        before.is_some_and(|word| !document.span_text(word.span).contains(char::is_alphanumeric))
    };
    if count > 0 && share(&sign, settings.edge) {
        return false;
    }
    // Behind texts of one length each begins at the same place; behind the first words of names, which are about as long, second
    // words begin at about the same place.
    let straight = count >= settings.straight && (start - 1..=start + 1).any(|place| at(place, 0, settings.even));
    let wide = share(&|gap| gap.2 - gap.1 >= 2, settings.apart);
    let level = straight || wide && at(start, 1, settings.edge);
    let named = start - end >= 2 && (wide || straight) || level && s.both as f32 >= settings.share * s.all as f32;
    named && clean(lines, zone, seam, settings)
}

#[cfg(test)]
mod tests {
    use super::super::page;
    use super::*;
    use crate::input;

    /// Where white runs down the only column of a text.
    fn place(text: &str) -> Option<i32> {
        let document = input::read("t", text.as_bytes()).expect("text");
        let lines = page::lines(&input::layout::pages(&document), &[Vec::new()]);
        let zone = Zone {
            lines: 0..lines.len(),
            xs: vec![Vec::new(); lines.len()],
            seams: Vec::new(),
            page: 0..lines.len(),
            ruled: None,
        };
        corridor(&lines, &zone, 0, &Splits::default())
    }

    #[test]
    fn two_names_of_columns_may_stand_a_blank_apart() {
        let rows = "                  80%\n                  75%\n                  60%\n    0\n";
        let header = "Total amounts\npaid at the end Financing rate\n   so far       [Fund]\n     €          [Share]\n";
        assert_eq!(place(&format!("{header}{rows}")), Some(15));
        // Two lines of one text with a blank at the same place are none.
        let again = "paid at the end of the\n";
        assert_eq!(place(&format!("{again}{header}{rows}")), None);
    }
}
