//! Names of columns: the words of a header row cut into one name per column of a fitted table.
//!
//! Once the columns of a fit are known, their widths tell where names end, and so does what is true of names in any language: they
//! wrap where the column ends, begin with a capital unless all are small, keep brackets and hyphens together, and are printed in
//! one style each. The cheapest cut is found by dynamic programming over words and columns; what it costs takes part in the choice
//! between fits. The prices are set by hand, in nats, and tried on the header rows of the public test data.

use super::fit::Fit;
use super::lattice::{BOLD, Place};
use super::math::ln;
use super::model::Column;
use super::shape::{Style, end};
use super::text::{Gap, Text};
use std::ops::Range;

/// A line wider than its column, and for each part of the width that it is wider.
const WIDE: f32 = 3.0;
const WIDER: f32 = 10.0;
/// A column in which no line break tells the width may be so much wider than its widest line; what lies beyond costs this per
/// logarithm.
const UNKNOWN: f32 = 1.6;
const BEYOND: f32 = 4.0;
/// Share of a column's lines that are as they should be, and how much wider than these a width is that others tell.
const USUAL: (usize, usize) = (19, 20);
const UNUSUAL: f32 = 1.5;
/// The least width of a column, in 1/1000 em: a short name has room over any figures.
const LEAST: f32 = 5000.0;
/// A line break although the next word would have fitted, and one that no known width explains.
const EARLY: f32 = 1.5;
const BREAK: f32 = 0.2;
/// How much of a column's width counts as full.
const FULL: f32 = 0.95;
/// A name that begins with a small letter where others begin with capitals, with a sign, behind a hyphen, slash or comma, or inside
/// brackets.
const LOW: f32 = 3.0;
const SIGN: f32 = 4.0;
const OPEN: f32 = 3.0;
const INSIDE: f32 = 5.0;
/// Bounds of the chance that a name begins on the line of the name before, which has one line, or several: what is known of cells holds for
/// names with some doubt, as header rows are often centred.
const SHARED: (f32, f32) = (0.25, 0.75);
/// A name that ends with a small word of so few letters, which is rather an article or a preposition.
const PARTICLE: u8 = 3;
const DANGLING: f32 = 1.0;
/// A name that begins with a single letter.
const SHORT: f32 = 1.0;
/// Words in capitals and others in one name; names in capitals that follow each other: where a row has both.
const MIXED: f32 = 3.0;
const ALIKE: f32 = 1.0;
/// A word with a capital inside a name, and any behind a closing bracket.
const CAPITAL: f32 = 0.4;
const CLOSED: f32 = 1.5;
/// A column without a name.
const NONE: f32 = 5.0;
/// A line above the names, such as a title that is printed with them.
const ABOVE: f32 = 2.0;
/// Width of a blank, in 1/1000 em.
const BLANK: f32 = 250.0;
/// Most words of a header row that is cut, and those of the cell behind it that take part.
const WORDS: usize = 400;
const BEHIND: usize = 60;

/// The names of a row.
pub(super) struct Names {
    /// Per column the words of its name.
    pub(super) cells: Vec<Range<usize>>,
    /// The word that the first cell of the first row begins with, if it took part.
    pub(super) first_row: Option<usize>,
    /// Words above them that name nothing.
    pub(super) above: Range<usize>,
    /// What they cost.
    cost: f32,
}

impl Names {
    /// Whether no column is without a name.
    pub(super) fn are_whole(&self) -> bool {
        self.cells.iter().all(|cell| !cell.is_empty())
    }

    /// What the names cost that are there, and how many are not.
    pub(super) fn cost(&self) -> (f32, usize) {
        let unnamed = self.cells.iter().filter(|cell| cell.is_empty()).count();
        (self.cost - NONE * unnamed as f32, unnamed)
    }
}

struct Row<'a> {
    text: &'a Text,
    /// The words to be cut.
    words: Range<usize>,
    /// Chance that a name begins on the line of the name before, which has one line, or several.
    share: [f32; 2],
    /// Columns to be named; what follows is the first cell of the first row.
    names: usize,
    /// Some words have capitals alone, and some do not.
    mixed: bool,
    /// A third of the words begin without a small letter.
    capital: bool,
    /// Per column its width, if it is known, and its widest line.
    widths: Vec<(Option<f32>, f32)>,
}

/// Cuts the words `words` of a header row, measured in the table's font family, into the names of the columns of `fit`. Where a header
/// row does not repeat, its end is in doubt: `cell`, the first cell of the first row right behind it, takes part, and begins at
/// the line at which both together cost least. `None` for a row without words, or with more than any header row has.
pub(super) fn names(
    text: &Text,
    words: Range<usize>,
    cell: Option<Range<usize>>,
    (body, fit): (&Text, &Fit),
) -> Option<Names> {
    if words.is_empty() || words.len() > WORDS {
        return None;
    }
    // All lines of the cell that begin among these words.
    let behind = |cell: &Range<usize>| {
        let starts = |word: &usize| text.words[*word].gap == Gap::Start;
        (cell.start + BEHIND..cell.end).find(starts).unwrap_or(cell.end)
    };
    let all = words.start..cell.as_ref().map_or(words.end, behind);
    let own = || text.words[words.clone()].iter().map(|word| word.style);
    let widths = widths(body, fit);
    let first = widths.first().copied().filter(|_| cell.is_some());
    let row = Row {
        mixed: own().any(Style::capitals) && own().any(|s| s.small),
        capital: own().filter(|s| !s.low).count() * 3 > words.len(),
        names: fit.model.columns.len(),
        words: all,
        text,
        share: fit.model.share.map(|share| share.clamp(SHARED.0, SHARED.1)),
        widths: widths.into_iter().chain(first).collect(),
    };
    Some(row.cut())
}

/// Per column its width, if it is known, and the width that all but a few of its lines keep within: the others may be misread.
fn widths(text: &Text, fit: &Fit) -> Vec<(Option<f32>, f32)> {
    let mut lines: Vec<Vec<f32>> = vec![Vec::new(); fit.model.columns.len()];
    for piece in &fit.parse.pieces {
        if let Place::Cell(column) = piece.place {
            lines[column].push(text.width(piece.words.start, piece.words.end));
        }
    }
    let width = |(column, mut lines): (&Column, Vec<f32>)| {
        let at = lines.len().saturating_sub(1) * USUAL.0 / USUAL.1;
        let usual = if lines.is_empty() {
            column.widest
        } else {
            *lines.select_nth_unstable_by(at, f32::total_cmp).1
        };
        let known = column.limits.iter().copied().filter(|width| width.is_finite());
        (known.reduce(f32::max).filter(|width| *width < usual * UNUSUAL), usual)
    };
    fit.model.columns.iter().zip(lines).map(width).collect()
}

impl Row<'_> {
    fn cut(&self) -> Names {
        let words = &self.words;
        let (n, count) = (self.widths.len(), words.len());
        // Per column and word: the cost of all names before it, and where the last of them begins.
        let mut best = vec![vec![(f32::INFINITY, 0_usize); count + 1]; n + 1];
        let mut above = 0;
        for word in 0..count {
            if word == 0 || self.starts(words.start + word) {
                best[0][word].0 = ABOVE * above as f32;
                above += 1;
            }
        }
        for column in 0..n {
            for from in 0..=count {
                let before = best[column][from].0;
                if before == f32::INFINITY {
                    continue;
                }
                let mut offer = |to: usize, cost: f32| {
                    if cost < best[column + 1][to].0 {
                        best[column + 1][to] = (cost, from);
                    }
                };
                if column < self.names {
                    offer(from, before + NONE);
                }
                if from == count {
                    continue;
                }
                let mut cost = before + self.begins(words.start + from);
                let mut line = words.start + from;
                for to in from + 1..=count {
                    let (last, next) = (words.start + to - 1, words.start + to);
                    let breaks = to == count || self.starts(next);
                    let width = self.wide(column, line, next);
                    let many = line > words.start + from;
                    if to == count {
                        offer(to, cost + width);
                        break;
                    }
                    let share = self.share[usize::from(many)];
                    // A row begins with a line, a name wherever the one before it ends.
                    let next_name = match (column + 1 < self.names, breaks) {
                        (true, true) => -ln(1.0 - share),
                        (true, false) => -ln(share),
                        (false, true) => 0.0,
                        (false, false) => f32::INFINITY,
                    };
                    offer(to, cost + width + next_name + self.ends(last));
                    if breaks {
                        cost += width + self.breaks(column, line, last, next);
                        line = next;
                    }
                    if column < self.names {
                        cost += self.joins(next);
                    }
                }
            }
        }
        let mut cells = vec![words.end..words.end; n];
        let mut end = count;
        for column in (0..n).rev() {
            let from = best[column + 1][end].1;
            cells[column] = words.start + from..words.start + end;
            end = from;
        }
        let first_row = cells.get(self.names).map(|cell| cell.start);
        cells.truncate(self.names);
        Names {
            cells,
            first_row,
            above: words.start..words.start + end,
            cost: best[n][count].0,
        }
    }

    fn starts(&self, word: usize) -> bool {
        self.text.words[word].gap == Gap::Start
    }

    fn style(&self, word: usize) -> Style {
        self.text.words[word].style
    }

    /// Cost of a name beginning with a word.
    fn begins(&self, word: usize) -> f32 {
        let style = self.style(word);
        let mut cost = 0.0;
        if style.sign {
            cost += SIGN;
        } else if style.low && self.capital {
            cost += LOW;
        }
        if self.text.words[word].inside {
            cost += INSIDE;
        }
        if word > self.words.start {
            let before = self.text.words[word - 1].shape.end;
            if matches!(before, end::HYPHEN | end::SLASH | end::COMMA) {
                cost += OPEN;
            }
            let before = self.style(word - 1);
            let same = |style: Style| style.letters > 0 && !style.small;
            if self.mixed && same(style) && same(before) {
                cost += ALIKE;
            }
        }
        if style.letters == 1 {
            cost += SHORT;
        }
        cost
    }

    /// Cost of a name ending with a word though others follow.
    fn ends(&self, word: usize) -> f32 {
        let style = self.style(word);
        let plain = self.text.words[word].shape.end == end::PLAIN;
        if self.capital && style.low && style.letters <= PARTICLE && plain {
            DANGLING
        } else {
            0.0
        }
    }

    /// Cost of a name going on with a word.
    fn joins(&self, word: usize) -> f32 {
        let (style, before) = (self.style(word), self.style(word - 1));
        let mut cost = 0.0;
        if self.mixed && (style.capitals() && before.small || style.small && before.capitals()) {
            cost += MIXED;
        }
        if style.small && !style.low && self.capital {
            cost += CAPITAL;
        }
        if self.text.words[word - 1].shape.end == end::CLOSE {
            cost += CLOSED;
        }
        cost
    }

    /// Cost of a line of a name being wider than its column.
    fn wide(&self, column: usize, from: usize, to: usize) -> f32 {
        let width = self.text.width(from, to);
        match self.widths[column] {
            (Some(known), _) => {
                let over = width / (known * BOLD).max(LEAST) - 1.0;
                if over > 0.0 { WIDE + WIDER * over } else { 0.0 }
            }
            (None, widest) => BEYOND * ln((width / (widest.max(LEAST) * UNKNOWN)).max(1.0)),
        }
    }

    /// Cost of a line break inside a name.
    fn breaks(&self, column: usize, from: usize, last: usize, next: usize) -> f32 {
        let need = self.text.need(from, last, next, BLANK);
        match self.widths[column] {
            (Some(known), _) if need < known * FULL => EARLY,
            (Some(_), _) => 0.0,
            (None, widest) if need < widest => EARLY,
            (None, _) => BREAK,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconstruct::fit::Setting;
    use crate::reconstruct::kinds::Kinds;
    use crate::reconstruct::metrics::Family;
    use crate::reconstruct::text::of_source;
    use crate::reconstruct::weights::Weights;

    /// The header row `header` over a table of columns this wide (in 1/1000 em; `None` where only its widest line tells), and what the
    /// names leave of the cell behind it.
    fn cut(header: &str, cell: &str, widths: &[(Option<f32>, f32)]) -> (Vec<String>, String) {
        let (document, text) = of_source(&format!("{header}\n{cell}"));
        let setting = Setting::new(&text, Family::Sans, Weights::shipped(), None);
        let mut fit = setting.fit(vec![Kinds::shipped().longest(); widths.len()], 0);
        fit.parse.pieces.clear();
        for (column, (known, widest)) in fit.model.columns.iter_mut().zip(widths) {
            column.widest = *widest;
            column.limits = known.iter().copied().collect();
        }
        let words = header.split_whitespace().count();
        let behind = Some(words..text.words.len()).filter(|_| !cell.is_empty());
        let names = names(&text, 0..words, behind, (&text, &fit)).unwrap();
        let shown = |words: Range<usize>| {
            let words = text.words[words].iter().map(|word| document.span_text(word.span));
            words.collect::<Vec<_>>().join(" ")
        };
        let left = shown(names.first_row.unwrap_or(text.words.len())..text.words.len());
        (names.cells.into_iter().map(shown).collect(), left)
    }

    const WIDE: (Option<f32>, f32) = (Some(20_000.0), 20_000.0);
    const NARROW: (Option<f32>, f32) = (None, 5_000.0);

    #[test]
    fn names_keep_what_belongs_together() {
        for (header, names) in [
            (
                "Measure Cost estimate\n(EUR) Status",
                ["Measure", "Cost estimate (EUR)", "Status"],
            ),
            ("Measure PLANNED PERIOD Status", ["Measure", "PLANNED PERIOD", "Status"]),
            (
                "Measure Partner /\nregion Status",
                ["Measure", "Partner / region", "Status"],
            ),
            (
                "Name of the body\nYear of grant\nAmount",
                ["Name of the body", "Year of grant", "Amount"],
            ),
        ] {
            assert_eq!(cut(header, "", &[WIDE, WIDE, NARROW]).0, names, "{header}");
        }
    }

    #[test]
    fn a_title_above_is_no_name() {
        let title = "List of all the measures that were reported by the regions in the year before, with their costs and their states";
        let header = format!("{title}\nMeasure\nCosts\nState");
        assert_eq!(
            cut(&header, "", &[WIDE, NARROW, NARROW]).0,
            ["Measure", "Costs", "State"]
        );
    }

    #[test]
    fn the_row_begins_where_the_names_end() {
        let widths = [WIDE, NARROW];
        let whole = (
            vec!["Body".to_owned(), "Paid at the end of the project".to_owned()],
            "Harbour board".to_owned(),
        );
        assert_eq!(
            cut("Body\nPaid at the end", "of the project\nHarbour board", &widths),
            whole
        );
        assert_eq!(
            cut("Body\nPaid at the end\nof the project", "Harbour board", &widths),
            whole
        );
    }

    #[test]
    fn fewer_words_than_columns() {
        let (names, _) = cut("Measure", "", &[WIDE, WIDE, NARROW]);
        assert_eq!(names.iter().filter(|name| name.is_empty()).count(), 2);
    }
}
