//! Glyphs to words.

use super::glyphs::{Drawn, Glyph, Hidden};
use hayro_interpret::kurbo::{Affine, Point};
use std::collections::BTreeMap;

/// A gap between two glyphs, as a share of the font size, from which a new word begins. Word spaces are .25 of it and more in
/// text fonts, kerning stays below .1.
const GAP: f64 = 0.16;

/// How far glyphs of a word may stand off its baseline, as a share of the font size.
const RISE: f64 = 0.2;

/// How far back a glyph may begin before the end of the last one, as a share of the font size.
const BACK: f64 = 0.45;

/// The same glyph drawn again within this share of its size is the same glyph.
const AGAIN: f64 = 0.12;

/// A word as drawn.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) x0: f32,
    pub(super) x1: f32,
    /// Of its first glyph.
    pub(super) baseline: f32,
    pub(super) size: f32,
    pub(super) bold: bool,
    /// White space follows it.
    pub(super) spaced: bool,
    pub(super) hidden: Option<Hidden>,
    /// It runs in another direction than most of the page.
    pub(super) turned: bool,
}

/// The words of a page in the order of drawing, and the page as it is read: turned so that most of its text is upright.
pub(super) fn build(drawn: &mut Drawn) -> Vec<Word> {
    turn(drawn);
    overprint(drawn);
    let mut words: Vec<Word> = Vec::new();
    // Where the last glyph ended, and whether the word goes on behind it.
    let mut open: Option<(Point, f32)> = None;
    for glyph in &drawn.glyphs {
        if glyph.hidden == Some(Hidden::Overprint) {
            continue;
        }
        if glyph.text.chars().all(crate::audit::is_blank) {
            if open.take().is_some()
                && let Some(word) = words.last_mut()
            {
                word.spaced = true;
            }
            continue;
        }
        let turned = direction(glyph) != 0;
        let size = f64::from(glyph.size).max(1e-3);
        let goes_on = open.is_some_and(|(end, last)| {
            let word = &words[words.len() - 1];
            let (gap, rise) = if turned {
                let way = glyph.to - glyph.from;
                let along = if way.hypot() > 0.0 { way / way.hypot() } else { way };
                let step = glyph.from - end;
                (step.dot(along), step.cross(along).abs())
            } else {
                (glyph.from.x - end.x, (glyph.from.y - end.y).abs())
            };
            let size = size.max(f64::from(last));
            word.turned == turned
                && word.hidden == glyph.hidden
                && gap < GAP * size
                && gap > -BACK * size
                && rise < RISE * size
        });
        if goes_on {
            let word = words.last_mut().expect("a word is open");
            word.text.push_str(&glyph.text);
            word.x0 = word.x0.min(glyph.from.x.min(glyph.to.x) as f32);
            word.x1 = word.x1.max(glyph.from.x.max(glyph.to.x) as f32);
            word.size = word.size.max(glyph.size);
        } else {
            words.push(Word {
                text: glyph.text.clone(),
                x0: glyph.from.x.min(glyph.to.x) as f32,
                x1: glyph.from.x.max(glyph.to.x) as f32,
                baseline: glyph.from.y as f32,
                size: glyph.size,
                bold: glyph.bold,
                spaced: false,
                hidden: glyph.hidden,
                turned,
            });
        }
        open = Some((glyph.to, glyph.size));
        // White space inside the text of one glyph ends its word.
        if glyph.text.ends_with(crate::audit::is_blank) {
            words.last_mut().expect("a word was begun").spaced = true;
            open = None;
        }
    }
    for word in &mut words {
        word.text = word.text.trim_matches(crate::audit::is_blank).to_owned();
    }
    words
}

/// Quarter turns of a glyph's baseline: 0 to the right, 1 downwards, 2 to the left, 3 upwards; 4 where it is aslant.
fn direction(glyph: &Glyph) -> usize {
    let way = glyph.to - glyph.from;
    let (x, y) = (way.x.abs(), way.y.abs());
    if x < 1e-6 && y < 1e-6 || y <= 0.1 * x && way.x >= 0.0 {
        0
    } else if y <= 0.1 * x {
        2
    } else if x <= 0.1 * y {
        if way.y > 0.0 { 1 } else { 3 }
    } else {
        4
    }
}

/// Turns the page so that most of its text runs to the right.
fn turn(drawn: &mut Drawn) {
    let mut count = [0usize; 5];
    for glyph in &drawn.glyphs {
        count[direction(glyph)] += 1;
    }
    let most = (0..4)
        .max_by_key(|&way| (count[way], usize::from(way == 0)))
        .unwrap_or(0);
    if most == 0 || count[most] <= count[0] {
        return;
    }
    let (width, height) = (drawn.width, drawn.height);
    let transform = match most {
        // Text that runs downwards: turned back, to the left by a quarter.
        1 => Affine::new([0.0, -1.0, 1.0, 0.0, 0.0, width]),
        2 => Affine::new([-1.0, 0.0, 0.0, -1.0, width, height]),
        _ => Affine::new([0.0, 1.0, -1.0, 0.0, height, 0.0]),
    };
    for glyph in &mut drawn.glyphs {
        glyph.from = transform * glyph.from;
        glyph.to = transform * glyph.to;
    }
    for area in drawn
        .rules
        .iter_mut()
        .map(|rule| [&mut rule.x0, &mut rule.y0, &mut rule.x1, &mut rule.y1])
        .chain(
            drawn
                .fills
                .iter_mut()
                .map(|area| [&mut area.x0, &mut area.y0, &mut area.x1, &mut area.y1]),
        )
    {
        let [x0, y0, x1, y1] = area;
        let a = transform * Point::new(f64::from(*x0), f64::from(*y0));
        let b = transform * Point::new(f64::from(*x1), f64::from(*y1));
        (*x0, *x1) = (a.x.min(b.x) as f32, a.x.max(b.x) as f32);
        (*y0, *y1) = (a.y.min(b.y) as f32, a.y.max(b.y) as f32);
    }
    if most != 2 {
        (drawn.width, drawn.height) = (height, width);
    }
}

/// Marks glyphs that only make an earlier one bolder, or its shadow.
fn overprint(drawn: &mut Drawn) {
    let mut seen: BTreeMap<(String, i64, i64), Vec<Point>> = BTreeMap::new();
    for glyph in &mut drawn.glyphs {
        if glyph.hidden.is_some() || glyph.text.chars().all(crate::audit::is_blank) {
            continue;
        }
        let reach = (AGAIN * f64::from(glyph.size)).max(1e-3);
        let cell = |point: Point| ((point.x / 2.0).floor() as i64, (point.y / 2.0).floor() as i64);
        let low = cell(Point::new(glyph.from.x - reach, glyph.from.y - reach));
        let high = cell(Point::new(glyph.from.x + reach, glyph.from.y + reach));
        let mut again = false;
        for x in low.0..=high.0 {
            for y in low.1..=high.1 {
                let key = (std::mem::take(&mut glyph.text), x, y);
                again |= seen.get(&key).is_some_and(|points| {
                    points
                        .iter()
                        .any(|point| (point.x - glyph.from.x).abs() <= reach && (point.y - glyph.from.y).abs() <= reach)
                });
                glyph.text = key.0;
            }
        }
        if again {
            glyph.hidden = Some(Hidden::Overprint);
        } else {
            let (x, y) = cell(glyph.from);
            seen.entry((glyph.text.clone(), x, y)).or_default().push(glyph.from);
        }
    }
}
