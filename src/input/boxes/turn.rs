//! Words that run up or down a page: the page is turned if most of it does, else they are put aside.

use super::sheet::{Area, Boxed, Sheet};
use crate::reconstruct::metrics::{Family, advance};
use std::collections::BTreeSet;

/// How much better a box has to fit turned text than upright text, and how far it may be off what the advance widths say: both as
/// logarithms of factors.
const CLEAR: f32 = 0.5;
const OFF: f32 = 0.8;

/// How exactly the boxes of two words have the same top and bottom, as a share of their height.
const ALIKE: f32 = 0.05;

/// Turns the page if most of its text runs up or down; takes what still does out of its words: lines without a place.
pub(super) fn aside(sheet: &mut Sheet) -> Vec<String> {
    let turned = turned(&sheet.words);
    if !turned.contains(&true) {
        return Vec::new();
    }
    let letters = |wanted: bool| -> usize {
        let words = sheet.words.iter().zip(&turned).filter(|(_, turned)| **turned == wanted);
        words.map(|(word, _)| word.text.chars().count()).sum()
    };
    let most = letters(true) > letters(false);
    if most {
        turn(sheet, &turned);
    }
    let words = std::mem::take(&mut sheet.words);
    let mut aside: Vec<(usize, String)> = Vec::new();
    for (word, turned) in words.into_iter().zip(turned) {
        if turned == most {
            sheet.words.push(word);
            continue;
        }
        match aside.last_mut() {
            Some((run, text)) if *run == word.run => {
                text.push(' ');
                text.push_str(&word.text);
            }
            _ => aside.push((word.run, word.text)),
        }
    }
    aside.into_iter().map(|(_, text)| text).collect()
}

/// Which words run up or down.
fn turned(words: &[Boxed]) -> Vec<bool> {
    let mut turned: Vec<Option<bool>> = Vec::with_capacity(words.len());
    for run in words.chunk_by(|a, b| a.run == b.run) {
        let way = way(run);
        turned.extend(run.iter().map(|_| way));
    }
    // A word that is exactly as high as one that surely is upright, and beside it, is a narrow one.
    let rows: BTreeSet<(i64, i64)> = (words.iter().zip(&turned))
        .filter(|(_, turned)| **turned == Some(false))
        .map(|(word, _)| row(&word.area))
        .collect();
    for (word, turned) in words.iter().zip(&mut turned) {
        if *turned == Some(true) && rows.contains(&row(&word.area)) {
            *turned = Some(false);
        }
    }
    // A short word goes with the turned word above or below it.
    for forwards in [true, false] {
        for step in 1..words.len() {
            let (at, before) = match forwards {
                true => (step, step - 1),
                false => (words.len() - 1 - step, words.len() - step),
            };
            let (a, b) = (&words[at].area, &words[before].area);
            let above = a.y0.min(b.y0) == a.y0;
            let gap = if above { b.y0 - a.y1 } else { a.y0 - b.y1 };
            let beside = a.x0.max(b.x0) < a.x1.min(b.x1) && gap.abs() < a.width().max(b.width());
            if turned[at].is_none() && turned[before] == Some(true) && beside {
                turned[at] = Some(true);
            }
        }
    }
    turned.into_iter().map(|turned| turned == Some(true)).collect()
}

/// Top and bottom of a box, as whole numbers that are the same for boxes of one line.
fn row(area: &Area) -> (i64, i64) {
    let unit = (ALIKE * area.height()).max(1e-3);
    ((area.y0 / unit).round() as i64, (area.y1 / unit).round() as i64)
}

/// Whether the words of a line run up or down the page: their box is as high as their text is long. `None` where the text is too
/// short to tell.
fn way(run: &[Boxed]) -> Option<bool> {
    let mut area = run.first()?.area;
    let mut letters = 0u32;
    for word in run {
        area = area.around(&word.area);
        letters += word
            .text
            .chars()
            .map(|c| u32::from(advance(c, Family::Sans)))
            .sum::<u32>();
    }
    letters += u32::from(advance(' ', Family::Sans)) * (run.len() as u32 - 1);
    let (width, height) = (area.width().max(1e-3), area.height().max(1e-3));
    let length = (letters as f32 / 1000.0).max(0.1);
    let off = |along: f32, across: f32| (along / across / length).ln().abs();
    let (upright, turned) = (off(width, height), off(height, width));
    if height > width && turned < OFF && turned + CLEAR < upright {
        Some(true)
    } else if width > height || upright + CLEAR < turned {
        Some(false)
    } else {
        None
    }
}

/// Turns a page by a quarter.
fn turn(sheet: &mut Sheet, turned: &[bool]) {
    let right = sheet.words.iter().map(|word| word.area.x1).fold(sheet.width, f32::max);
    let bottom = sheet.words.iter().map(|word| word.area.y1).fold(sheet.height, f32::max);
    let downwards = runs_downwards(&sheet.words, turned);
    for word in &mut sheet.words {
        let Area { x0, y0, x1, y1 } = word.area;
        word.area = match downwards {
            true => Area::new(y0, right - x1, y1, right - x0),
            false => Area::new(bottom - y1, x0, bottom - y0, x1),
        };
        // What the format says of it is meant for upright lines.
        word.baseline = None;
    }
    (sheet.width, sheet.height) = (bottom, right);
}

/// Whether turned words come one below the other; most text that is turned runs upwards.
fn runs_downwards(words: &[Boxed], turned: &[bool]) -> bool {
    let mut down = 0i64;
    for at in 1..words.len() {
        let (a, b) = (&words[at - 1], &words[at]);
        let beside = a.area.x0 < b.area.x1 && b.area.x0 < a.area.x1;
        if beside && turned[at - 1] && turned[at] {
            down += if b.area.y0 > a.area.y0 { 1 } else { -1 };
        }
    }
    down > 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::boxes::sheet::{Item, Run};

    fn sheet(words: &[(&str, [f32; 4])]) -> Sheet {
        let mut sheet = Sheet::new(200.0, 300.0, 1.0);
        for (text, [x0, y0, x1, y1]) in words {
            sheet.add(Run {
                items: vec![Item {
                    text: (*text).to_owned(),
                    area: Some(Area::new(*x0, *y0, *x1, *y1)),
                    ..Item::default()
                }],
                ..Run::default()
            });
        }
        sheet
    }

    #[test]
    fn a_turned_word_is_put_aside() {
        let mut sheet = sheet(&[
            ("quarterly", [20.0, 20.0, 62.0, 30.0]),
            ("the", [5.0, 137.0, 15.0, 150.0]),
            ("margin", [5.0, 100.0, 15.0, 135.0]),
            ("tot", [20.0, 80.0, 29.5, 93.0]),
            ("ill", [20.0, 40.0, 26.6, 51.0]),
            ("l", [20.0, 60.0, 22.0, 71.0]),
        ]);
        assert_eq!(aside(&mut sheet), ["the", "margin"]);
        assert_eq!(sheet.words.len(), 4);
    }

    #[test]
    fn a_narrow_word_beside_others_is_upright() {
        let mut sheet = sheet(&[
            ("On", [20.0, 20.0, 27.2, 30.0]),
            ("hold", [30.8, 20.0, 45.2, 30.0]),
            ("planned", [20.0, 40.0, 45.2, 50.0]),
        ]);
        assert_eq!(aside(&mut sheet), [""; 0]);
    }

    #[test]
    fn a_turned_page_is_turned_back() {
        // Two lines that run upwards, the first one left of the second one.
        let mut up = sheet(&[
            ("first", [10.0, 250.0, 20.0, 275.0]),
            ("words", [10.0, 210.0, 20.0, 245.0]),
            ("second", [30.0, 240.0, 40.0, 275.0]),
        ]);
        assert_eq!(aside(&mut up), [""; 0]);
        assert_eq!(up.words[0].area, Area::new(25.0, 10.0, 50.0, 20.0));
        assert_eq!(up.words[2].area, Area::new(25.0, 30.0, 60.0, 40.0));
        assert_eq!((up.width, up.height), (300.0, 200.0));
        let mut down = sheet(&[
            ("first", [180.0, 25.0, 190.0, 50.0]),
            ("words", [180.0, 55.0, 190.0, 90.0]),
        ]);
        assert_eq!(aside(&mut down), [""; 0]);
        assert_eq!(down.words[1].area, Area::new(55.0, 10.0, 90.0, 20.0));
    }
}
