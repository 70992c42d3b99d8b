//! Word boxes to baselines and font sizes.
//!
//! Boxes of fonts are as high as the font, so all words of a line share their edges. Boxes of text recognition end where the ink
//! ends: a comma or a `y` reaches below the baseline, an `a` stays lower than a `b`. What the letters of a word are says
//! where in its box the baseline is.

use super::super::lines::{self, median};
use super::sheet::{Boxed, Sheets};
use crate::reconstruct::metrics::{Family, advance};
use unicode_normalization::char::{canonical_combining_class, decompose_canonical};

/// Share of a font's box that is below the baseline, and share of it that is the font size.
const BELOW: f32 = 0.22;
const SIZE: f32 = 0.9;

/// Heights above the baseline and depths below it, as shares of the font size.
const HIGH: f32 = 0.72;
const LOW: f32 = 0.5;
const DEEP: f32 = 0.21;
const COMMA: f32 = 0.13;

/// Lines that climb alike from which a scan is crooked.
const ENOUGH: usize = 3;

/// How far the baseline that the format gives may be off that of the letters, as a share of the font size.
const OFF: f32 = 0.3;

/// Widths of a word's letters that its font size may be at most, so that a rule that was read as a letter makes no line.
const SLENDER: f32 = 3.0;

/// A gap, as a share of the font size, below which pieces of a font's text touch.
const TOUCH: f32 = 0.05;

/// Letters without a part above the height of an `x`, and those with a part below the baseline.
const LOW_LETTERS: &str = "acegmnopqrsuvwxyzıæœøαγεηικμνοπρσςτυχωавгежзиклмнопрстухцчшщъыьэюя";
const DEEP_LETTERS: &str = "gjpqyQβγζημξρςφχψруфцщ()[]{}|/\\$@§";

/// How far the ink of a text goes up and down from its baseline, in shares of the font size.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Ink {
    up: f32,
    down: f32,
}

impl Ink {
    /// Of a text; `None` if it has no letter and no digit.
    fn of(text: &str) -> Option<Self> {
        let mut ink = Self::default();
        for c in text.chars() {
            // A letter first, then its marks.
            decompose_canonical(c, |c| {
                let part = match c {
                    _ if canonical_combining_class(c) >= 230 => (HIGH, 0.0),
                    _ if canonical_combining_class(c) > 0 => (0.0, DEEP),
                    ',' | ';' => (0.0, COMMA),
                    c if LOW_LETTERS.contains(c) => (LOW, if DEEP_LETTERS.contains(c) { DEEP } else { 0.0 }),
                    c if DEEP_LETTERS.contains(c) => (HIGH, DEEP),
                    // Letters without cases fill their square.
                    c if c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase() => (0.82, 0.1),
                    c if c.is_alphanumeric() => (HIGH, 0.0),
                    _ => (0.0, 0.0),
                };
                ink.up = ink.up.max(part.0);
                ink.down = ink.down.max(part.1);
            });
        }
        (text.contains(char::is_alphanumeric)).then_some(ink)
    }
}

/// Words of a line of the format whose boxes have the same upper and lower edges: the box of one word, or one for the whole line.
fn groups(words: &[Boxed]) -> impl Iterator<Item = &[Boxed]> {
    let edges = |word: &Boxed| (word.run, word.area.y0.to_bits(), word.area.y1.to_bits());
    words.chunk_by(move |a, b| edges(a) == edges(b))
}

fn ink_of(group: &[Boxed]) -> Option<Ink> {
    let text: String = group.iter().map(|word| word.text.as_str()).collect();
    Ink::of(&text)
}

/// Whether the boxes of a source end where the ink ends.
pub(super) fn of_ink(sheets: &Sheets) -> bool {
    if sheets.drawn {
        return false;
    }
    // What the boxes follow differs least: the font size that the letters say, or the height alone.
    let (mut sizes, mut heights) = (Vec::new(), Vec::new());
    for sheet in sheets.pages.iter().flatten() {
        for group in groups(&sheet.words) {
            let height = group[0].area.height();
            if let Some(ink) = ink_of(group).filter(|_| height > 0.0) {
                sizes.push((height / (ink.up + ink.down)).ln());
                heights.push(height.ln());
            }
        }
    }
    spread(&mut sizes) <= spread(&mut heights)
}

/// How far values are off their middle in the mean; what is far off counts as one that is not.
fn spread(values: &mut [f32]) -> f32 {
    const FAR: f32 = 0.7;
    let middle = median(values).unwrap_or_default();
    let off: f32 = values.iter().map(|value| (value - middle).abs().min(FAR)).sum();
    off / values.len().max(1) as f32
}

/// The words of a page with their baselines. `ink`: boxes end where the ink ends; `drawn`: a word may come in pieces, where its
/// font changes.
pub(super) fn words(boxed: &[Boxed], ink: bool, drawn: bool) -> Vec<lines::Word> {
    let usual = usual(boxed, ink);
    let mut words: Vec<lines::Word> = Vec::with_capacity(boxed.len());
    for group in groups(boxed) {
        let area = &group[0].area;
        let (y0, y1, height) = (area.y0, area.y1, area.height());
        let (baseline, size) = match ink_of(group) {
            _ if !ink && height > 0.0 => (y1 - BELOW * height, SIZE * height),
            Some(ink) if height > 0.0 => {
                let size = height / (ink.up + ink.down);
                (y1 - ink.down * size, size)
            }
            _ => (mark(&group[0].text, y0, y1, usual), usual),
        };
        for word in group {
            let size = size.min(slender(word)).max(1e-3);
            let given = word.baseline.filter(|given| (given - baseline).abs() <= OFF * size);
            words.push(lines::Word {
                text: word.text.clone(),
                x0: word.area.x0,
                x1: word.area.x1,
                baseline: given.unwrap_or(baseline),
                size,
                bold: word.bold,
                spaced: true,
            });
        }
    }
    if drawn {
        for at in 1..words.len() {
            let (a, b) = (&words[at - 1], &words[at]);
            let size = a.size.max(b.size);
            words[at - 1].spaced = (b.x0 - a.x1).abs() >= TOUCH * size || (b.baseline - a.baseline).abs() >= size;
        }
    }
    straighten(boxed, &mut words);
    // Nothing stands left of the page.
    let left = words.iter().map(|word| word.x0).fold(0.0, f32::min);
    for word in &mut words {
        word.x0 -= left;
        word.x1 -= left;
    }
    words
}

/// The font size of most of a page.
fn usual(words: &[Boxed], ink: bool) -> f32 {
    let size = |group: &[Boxed]| {
        let height = group[0].area.height();
        let size = match ink_of(group)? {
            ink_of if ink => height / (ink_of.up + ink_of.down),
            _ => SIZE * height,
        };
        Some(size).filter(|size| *size > 0.0)
    };
    let mut sizes: Vec<f32> = groups(words).filter_map(size).collect();
    let boxes = || words.iter().map(|word| word.area.height()).fold(0.0, f32::max);
    median(&mut sizes).unwrap_or_else(boxes).max(1e-3)
}

/// The baseline of a text that is nothing but marks: by its foot, its head or its middle.
fn mark(text: &str, y0: f32, y1: f32, size: f32) -> f32 {
    match text.chars().next() {
        Some('.' | '…' | '_' | ':' | '!' | '?' | '&' | '%' | '#' | '€' | '£') => y1,
        Some(',' | ';') => y1 - COMMA * size,
        Some('"' | '\'' | '’' | '‘' | '“' | '”' | '*' | '°' | '^' | '`' | '´') => y0 + HIGH * size,
        _ => (y0 + y1) / 2.0 + LOW / 2.0 * size,
    }
}

/// The largest font size that the width of a word allows.
fn slender(word: &Boxed) -> f32 {
    let letters: f32 = word.text.chars().map(|c| f32::from(advance(c, Family::Sans))).sum();
    match word.area.width() > 0.0 {
        true => SLENDER * word.area.width() / (letters / 1000.0).max(0.1),
        false => f32::INFINITY,
    }
}

/// Turns the lines of a crooked scan level, if most lines of the format climb or fall alike.
fn straighten(boxed: &[Boxed], words: &mut [lines::Word]) {
    let mut slopes = Vec::new();
    let mut at = 0;
    for run in boxed.chunk_by(|a, b| a.run == b.run) {
        let here = &words[at..at + run.len()];
        at += run.len();
        if let [first, .., last] = here {
            let (width, size) = (last.x0 - first.x0, first.size.max(last.size));
            if width > 5.0 * size {
                slopes.push((last.baseline - first.baseline) / width);
            }
        }
    }
    if slopes.len() < ENOUGH {
        return;
    }
    let slope = median(&mut slopes).unwrap_or_default();
    for word in words {
        word.baseline -= slope * (word.x0 + word.x1) / 2.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Options;
    use crate::input::boxes::sheet::{Area, Item, Run, Sheet};

    /// A line of words with their upper and lower edges, sixty wide.
    fn run(words: &[(&str, f32, f32)]) -> Run {
        let item = |(at, &(text, y0, y1)): (usize, &(&str, f32, f32))| Item {
            text: text.to_owned(),
            area: Some(Area::new(80.0 * at as f32, y0, 80.0 * at as f32 + 60.0, y1)),
            ..Item::default()
        };
        Run {
            items: words.iter().enumerate().map(item).collect(),
            ..Run::default()
        }
    }

    fn boxed(runs: Vec<Run>) -> Vec<Boxed> {
        let mut sheet = Sheet::new(0.0, 0.0, 1.0);
        runs.into_iter().for_each(|run| sheet.add(run));
        sheet.words
    }

    #[test]
    fn letters_say_where_the_baseline_is() {
        // Set at 20, baseline at 100.
        let boxes = boxed(vec![run(&[
            ("Home", 85.6, 100.0),
            ("page", 90.0, 104.2),
            ("on", 90.0, 100.0),
            ("trip,", 85.6, 104.2),
            ("é", 85.6, 100.0),
            ("ç", 90.0, 104.2),
            (",", 97.0, 102.6),
            ("-", 93.0, 97.0),
            ("“", 85.6, 90.0),
            (".", 97.5, 100.0),
        ])]);
        for (word, boxed) in words(&boxes, true, false).iter().zip(&boxes) {
            assert!((word.baseline - 100.0).abs() < 1.5, "{}: {}", word.text, word.baseline);
            assert!((word.size - 20.0).abs() < 1.0, "{boxed:?}: {}", word.size);
        }
    }

    #[test]
    fn lines_whose_words_share_a_box() {
        let boxes = boxed(vec![run(&[("no", 90.0, 104.2), ("egg", 90.0, 104.2)])]);
        assert!(
            words(&boxes, true, false)
                .iter()
                .all(|word| (word.baseline - 100.0).abs() < 0.1)
        );
    }

    #[test]
    fn a_rule_read_as_a_letter_makes_no_line() {
        let mut boxes = boxed(vec![run(&[("one", 90.0, 100.0), ("l", 20.0, 300.0)])]);
        boxes[1].area.x1 = boxes[1].area.x0 + 1.0;
        assert!(words(&boxes, true, false)[1].size < 20.0);
    }

    #[test]
    fn boxes_of_fonts_and_boxes_of_ink() {
        let of_ink = |low: (f32, f32), tall: (f32, f32)| {
            let mut sheets = Sheets::new(&Options::default());
            sheets.begin(Sheet::new(0.0, 0.0, 1.0)).unwrap();
            for (text, (y0, y1)) in [("on", low), ("Tulip", tall), ("summer", low), ("Ivy", tall)] {
                sheets.add(run(&[(text, y0, y1)])).unwrap();
            }
            super::of_ink(&sheets)
        };
        assert!(of_ink((90.0, 100.0), (85.6, 104.2)));
        assert!(!of_ink((82.0, 104.5), (82.0, 104.5)));
    }

    #[test]
    fn crooked_scans_are_straightened() {
        let climb = |y: f32| {
            let word = |at: usize| ("Home", y - at as f32, y + 10.0 - at as f32);
            run(&(0..12).map(word).collect::<Vec<_>>())
        };
        let boxes = boxed(vec![climb(100.0), climb(115.0), climb(130.0)]);
        let words = words(&boxes, true, false);
        let spread = |words: &[lines::Word]| (words[0].baseline - words[11].baseline).abs();
        assert!(spread(&words[..12]) < 0.1 && spread(&words[12..24]) < 0.1);
        assert!((words[12].baseline - words[0].baseline - 15.0).abs() < 0.1);
    }

    #[test]
    fn given_baselines_count_where_they_can_be_true() {
        let mut boxes = boxed(vec![run(&[("on", 90.0, 100.0), ("at", 85.6, 100.0)])]);
        boxes[0].baseline = Some(101.0);
        boxes[1].baseline = Some(150.0);
        let baselines: Vec<f32> = words(&boxes, true, false).iter().map(|word| word.baseline).collect();
        assert_eq!(baselines, [101.0, 100.0]);
    }
}
