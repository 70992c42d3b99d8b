//! Glyphs to words.

use super::super::lines;
use super::glyphs::{Drawn, Glyph, Hidden};
use super::{overprint, spacing};
use crate::audit::is_blank;
use hayro_interpret::kurbo::{Affine, Point};

/// A gap between two glyphs, as a share of the font size, from which a new word begins. Word spaces are .25 of it and more in
/// text fonts, kerning stays below .1.
const GAP: f64 = 0.16;

/// How far glyphs of a word may stand off its baseline, as a share of the font size.
pub(super) const RISE: f64 = 0.2;

/// How far back a glyph may begin before the end of the last one, as a share of the font size.
const BACK: f64 = 0.45;

/// Bytes that most words have room in.
const LETTERS: usize = 16;

/// A word as drawn.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// Its text and where it stands; the baseline is that of its first glyph.
    pub(super) place: lines::Word,
    pub(super) hidden: Option<Hidden>,
    /// It runs in another direction than most of the page.
    pub(super) turned: bool,
}

/// The words of a page in the order of drawing, and the page as it is read: turned so that most of its text is upright.
pub(super) fn build(drawn: &mut Drawn) -> Vec<Word> {
    turn(drawn);
    overprint::remove(&mut drawn.glyphs);
    let drawn = &*drawn;
    let mut words: Vec<Word> = Vec::new();
    // The last glyph, while a word may go on behind it.
    let mut open: Option<&Glyph> = None;
    let mut first = 0;
    for stretch in spacing::stretches(&drawn.glyphs) {
        for glyph in &drawn.glyphs[first..stretch.end] {
            if drawn.is_blank(glyph.text) {
                if open.take().is_some()
                    && let Some(word) = words.last_mut()
                {
                    word.place.spaced = true;
                }
                continue;
            }
            let turned = glyph.way != 0;
            // Letters have their spacing behind them, so that what is left between words is the width of a blank.
            let x0 = glyph.from.x.min(glyph.to.x) as f32;
            let x1 = (glyph.from.x.max(glyph.to.x) + stretch.spacing) as f32;
            let place = match (open, words.last_mut()) {
                (Some(last), Some(word))
                    if word.turned == turned && word.hidden == glyph.hidden && joins(last, glyph, stretch.spacing) =>
                {
                    let place = &mut word.place;
                    place.x0 = place.x0.min(x0);
                    place.x1 = place.x1.max(x1);
                    place.size = place.size.max(glyph.size);
                    place
                }
                _ => {
                    let place = lines::Word {
                        text: String::with_capacity(LETTERS),
                        x0,
                        x1,
                        baseline: glyph.from.y as f32,
                        size: glyph.size,
                        bold: glyph.bold,
                        spaced: false,
                    };
                    words.push(Word {
                        place,
                        hidden: glyph.hidden,
                        turned,
                    });
                    let Some(word) = words.last_mut() else { continue };
                    &mut word.place
                }
            };
            drawn.add(glyph.text, &mut place.text);
            open = Some(glyph);
            // White space inside the text of one glyph ends its word.
            if drawn.several(glyph.text).ends_with(is_blank) {
                open = None;
                place.spaced = true;
            }
        }
        first = stretch.end;
    }
    for Word { place, .. } in &mut words {
        if place.text.starts_with(is_blank) || place.text.ends_with(is_blank) {
            place.text = place.text.trim_matches(is_blank).to_owned();
        }
    }
    words
}

/// Whether a glyph goes on with the word that the last one is in; `spacing` is that between its letters.
fn joins(last: &Glyph, next: &Glyph, spacing: f64) -> bool {
    let size = f64::from(next.size.max(last.size)).max(1e-3);
    let (gap, rise) = step(last, next);
    gap - spacing < GAP * size && gap > -BACK * size && rise < RISE * size
}

/// How far a glyph begins behind the end of the last one along its own direction, and how far off to the side, in points.
pub(super) fn step(last: &Glyph, next: &Glyph) -> (f64, f64) {
    let step = next.from - last.to;
    if next.way == 0 {
        return (step.x, step.y.abs());
    }
    let way = next.to - next.from;
    let along = if way.hypot() > 0.0 { way / way.hypot() } else { way };
    (step.dot(along), step.cross(along).abs())
}

/// Quarter turns of a baseline: 0 to the right, 1 downwards, 2 to the left, 3 upwards; 4 where it is aslant.
pub(super) fn direction(from: Point, to: Point) -> u8 {
    let way = to - from;
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
        count[usize::from(glyph.way)] += 1;
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
        glyph.way = direction(glyph.from, glyph.to);
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
