//! The lines of a table as a grid: per line and column a fragment of text, and what can be seen of it.

use super::assign::Assigned;
use super::habits;
use super::page::TextLine;
use crate::document::Document;
use crate::reconstruct::given::Rule;
use std::ops::Range;
use unicode_normalization::char::is_combining_mark;

/// Line pitches beyond which a line is free between two lines.
const FREE: f32 = 1.5;

/// Advance of a blank in the units of [`super::page::Word::advance`].
const BLANK: f32 = 1.0;

/// Full, nearly full, or with room for the next word.
pub(crate) const FILLS: usize = 3;
/// How a fragment begins: lower case, upper case, digit, other letters and marks.
pub(crate) const STARTS: usize = 4;
pub(super) const LOWER: u8 = 0;
pub(super) const UPPER: u8 = 1;
const DIGIT: u8 = 2;
pub(super) const MARKS: u8 = 3;
/// How a fragment ends: sentence stop, comma, hyphen, letter, digit and others.
pub(crate) const ENDS: usize = 5;
/// How far above the fragment before it in its column stands: next line, one line free, more.
pub(crate) const GAPS: usize = 3;

/// How many of the two fragments of a join are whole values (numbers, dates, amounts).
pub(crate) const VALUES: usize = 3;

/// The text of one column on one line.
#[derive(Debug, Clone)]
pub(crate) struct Fragment {
    /// Words of the line.
    pub(crate) words: Range<usize>,
    width: f32,
    first: f32,
    /// Index below [`STARTS`].
    pub(super) start: u8,
    end: u8,
    /// It is a whole value.
    pub(super) value: bool,
    /// Gaps of two blanks and more inside: justified, so the line is full.
    stretched: bool,
}

/// One line of a table.
#[derive(Debug, Clone)]
pub(crate) struct GridLine {
    /// Index into the lines of the document.
    pub(crate) line: usize,
    /// Part of the table it is in (one per page).
    pub(crate) part: usize,
    /// Vertical position in line pitches.
    pub(crate) y: f32,
    /// Per column its text.
    pub(crate) cells: Vec<Option<Fragment>>,
    /// Text runs over a corridor.
    pub(crate) crossing: bool,
    /// It can be a heading: one run of words from the left, or over corridors.
    pub(crate) heading: bool,
    /// Its text stands in the first column alone.
    pub(crate) narrow: bool,
    /// A line that can be a heading whose text comes back below other text.
    pub(crate) again: bool,
    /// Text begins with a number and a stop, as numbered headings do.
    pub(crate) numbered: bool,
    /// Advance of the whole line.
    pub(crate) width: f32,
    /// What a profile says of it.
    pub(crate) rule: Rule,
    /// A line is drawn between it and the line above it.
    pub(crate) drawn: bool,
}

/// How a fragment follows the one before it in its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Join {
    /// Line of the fragment before.
    pub(crate) above: usize,
    /// Index below [`FILLS`]; `None` where it says nothing: whole values, and columns of single words.
    pub(crate) fill: Option<u8>,
    /// Index below [`STARTS`].
    pub(crate) start: u8,
    /// Index below [`ENDS`].
    pub(crate) end: u8,
    /// Index below [`GAPS`]; `None` in a column whose lines all follow each other.
    pub(crate) gap: Option<u8>,
    /// Index below [`VALUES`]; `None` in a column without any.
    pub(crate) values: Option<u8>,
    /// The two texts stand together more than once in the column, and never apart.
    pub(crate) pair: bool,
}

/// A table's lines with the joins between its fragments.
#[derive(Debug, Clone)]
pub(crate) struct Grid {
    /// Number of columns.
    pub(crate) columns: usize,
    /// Lines are drawn between some of its lines.
    pub(crate) drawn: bool,
    /// They divide all its rows, as far as can be seen before the rows are known.
    pub(crate) all_ruled: bool,
    /// All lines have text in all columns: no cells end before others, as those of broken lines do.
    pub(crate) all_full: bool,
    /// Lines in order.
    pub(crate) lines: Vec<GridLine>,
    /// Vertical place of each line in its part, in line pitches; lines between the lines of other cells count half.
    pub(crate) depth: Vec<f32>,
    /// Per line and column the join with the nearest fragment above, on this page or before.
    pub(crate) joins: Vec<Vec<Option<Join>>>,
    /// Per column the number of lines with text.
    pub(crate) filled: Vec<usize>,
    /// Per column the share of whole values among them.
    pub(crate) values: Vec<f32>,
    /// Per column the share of digits in its text.
    pub(crate) digits: Vec<f32>,
}

impl GridLine {
    /// Measures a line.
    pub(crate) fn new(
        document: &Document,
        lines: &[TextLine],
        line: usize,
        part: usize,
        (left, right): (i32, i32),
        assigned: &Assigned,
    ) -> Self {
        let text = &lines[line];
        let cells: Vec<Option<Fragment>> = assigned
            .cells
            .iter()
            .map(|words| (!words.is_empty()).then(|| fragment(document, text, words.clone())))
            .collect();
        let first_only = cells.iter().skip(1).all(Option::is_none);
        let numbered = numbered(document.span_text(text.words[0].span));
        let chunks = text.chunks().len();
        let centred = ((text.left() + text.right()) - (left + right)).abs() * 25 <= right - left;
        Self {
            line,
            part,
            y: text.y,
            heading: (chunks == 1
                && (text.left() <= left + 2 && (cells[0].is_some() || assigned.crossing)
                    || assigned.crossing && centred)
                || assigned.crossing && chunks == 2 && text.left() <= left + 2)
                && !cells.iter().flatten().all(|c| c.value),
            again: false,
            narrow: first_only && !assigned.crossing,
            crossing: assigned.crossing,
            numbered,
            rule: Rule::default(),
            drawn: false,
            width: span_width(text, &(0..text.words.len())),
            cells,
        }
    }

    /// The words of a column; none where it has no text.
    pub(super) fn words<'d>(
        &self,
        document: &'d Document,
        lines: &'d [TextLine],
        column: usize,
    ) -> impl Iterator<Item = &'d str> {
        let words = self.cells[column].as_ref().map_or(0..0, |cell| cell.words.clone());
        let words = lines[self.line].words[words].iter();
        words.map(|word| document.span_text(word.span))
    }

    /// Takes what a profile says of the line.
    pub(crate) fn give(&mut self, rule: Rule) {
        self.rule = rule;
        self.heading = rule.heading.unwrap_or(self.heading);
    }
}

impl Grid {
    /// Measures the joins between the lines.
    ///
    /// `header` are lines of a header row that is known already; they are no part of the grid, but show
    /// how wide the columns are.
    pub(crate) fn new(
        document: &Document,
        text: &[TextLine],
        mut lines: Vec<GridLine>,
        header: &[GridLine],
        columns: usize,
    ) -> Self {
        habits::mark(document, text, &mut lines, columns);
        let parts = lines.last().map_or(0, |l| l.part + 1);
        let widths = widths(&lines, header, columns, parts);
        let wraps: Vec<bool> = (0..columns)
            .map(|c| {
                let cells = || lines.iter().filter_map(|l| l.cells[c].as_ref());
                let words: usize = cells().map(|f| f.words.len()).sum();
                words as f32 >= 1.3 * cells().count() as f32
            })
            .collect();
        let between = between(&lines);
        for (line, between) in lines.iter_mut().zip(&between) {
            // Texts that come again below each other are values, wherever they stand alone.
            let values = line.cells.iter().flatten().all(|cell| cell.value);
            line.heading &= !between && !values || line.rule.heading == Some(true);
        }
        let mut joins = Vec::with_capacity(lines.len());
        let mut above: Vec<Option<usize>> = vec![None; columns];
        for (i, line) in lines.iter().enumerate() {
            let mut here = vec![None; columns];
            if !(line.crossing && line.heading) {
                for (c, cell) in line.cells.iter().enumerate() {
                    let Some(cell) = cell else { continue };
                    if let Some(a) = above[c]
                        && let Some(before) = &lines[a].cells[c]
                    {
                        let room = widths[lines[a].part][c];
                        let ratio = (before.width + BLANK + cell.first) / room.max(1.0);
                        let step = if i - a == 2 && between[a + 1] {
                            1.0
                        } else {
                            (line.y - lines[a].y).round()
                        };
                        here[c] = Some(Join {
                            above: a,
                            fill: Some(if ratio > 0.97 || before.stretched {
                                0
                            } else if ratio > 0.88 {
                                1
                            } else {
                                2
                            })
                            .filter(|fill| *fill == 2 || wraps[c] && !(before.value && cell.value)),
                            start: cell.start,
                            end: before.end,
                            values: Some(u8::from(before.value) + u8::from(cell.value)),
                            pair: false,
                            gap: Some(if lines[a].part != line.part || step <= 1.0 {
                                0
                            } else if step <= 2.0 {
                                1
                            } else {
                                2
                            }),
                        });
                    }
                    above[c] = Some(i);
                }
            }
            joins.push(here);
        }
        for column in 0..columns {
            habits::still(&mut joins, column, |join| &mut join.values);
            habits::still(&mut joins, column, |join| &mut join.gap);
        }
        habits::pairs(document, text, &lines, &mut joins, columns);
        habits::headings_again(document, text, &mut lines, &joins);
        let mut digits = vec![(0f32, 0f32); columns];
        for line in &lines {
            for (c, digits) in digits.iter_mut().enumerate() {
                let characters = line.words(document, text, c).flat_map(str::chars);
                for ch in characters.filter(|ch| !is_combining_mark(*ch)) {
                    digits.1 += 1.0;
                    digits.0 += f32::from(u8::from(ch.is_numeric()));
                }
            }
        }
        let fragments = |c: usize| lines.iter().filter_map(move |l| l.cells[c].as_ref());
        let filled: Vec<usize> = (0..columns).map(|c| fragments(c).count()).collect();
        let values = (0..columns)
            .map(|c| fragments(c).filter(|f| f.value).count() as f32 / filled[c].max(1) as f32)
            .collect();
        let mut depth: Vec<f32> = Vec::with_capacity(lines.len());
        for i in 0..lines.len() {
            depth.push(match i.checked_sub(1) {
                Some(p) if lines[p].part == lines[i].part => {
                    depth[p] + if between[p] || between[i] { 0.5 } else { 1.0 }
                }
                _ => 0.0,
            });
        }
        Self {
            columns,
            drawn: lines.iter().any(|line| line.drawn),
            all_ruled: habits::all_ruled(&lines, &joins),
            all_full: habits::all_full(&lines, &joins, columns),
            depth,
            filled,
            values,
            lines,
            joins,
            digits: digits.into_iter().map(|(d, n)| d / n.max(1.0)).collect(),
        }
    }

    /// Whether a line is free above a line that is not the first.
    pub(crate) fn free_above(&self, line: usize) -> bool {
        self.lines[line].y - self.lines[line - 1].y > FREE
    }

    /// Whether a line has digits in a column.
    pub(crate) fn has_digit(&self, document: &Document, text: &[TextLine], line: usize, column: usize) -> bool {
        let mut words = self.lines[line].words(document, text, column);
        words.any(|word| word.contains(char::is_numeric))
    }
}

/// Lines whose text stands between the lines of other cells: with cells in the middle of their rows, baselines fall
/// half a pitch apart, and layout text gives each a line of its own. Such a line shares no column with its
/// neighbours, while they share one with each other.
fn between(lines: &[GridLine]) -> Vec<bool> {
    let columns: Vec<u64> = lines
        .iter()
        .map(|l| {
            l.cells
                .iter()
                .enumerate()
                .filter(|(_, c)| c.is_some())
                .fold(0, |m, (c, _)| m | 1 << c.min(63))
        })
        .collect();
    let mut between = vec![false; lines.len()];
    for i in 1..lines.len().saturating_sub(1) {
        let (a, b) = (&lines[i - 1], &lines[i + 1]);
        let close = a.part == b.part && b.y - a.y < 2.5;
        let (a, here, b) = (columns[i - 1], columns[i], columns[i + 1]);
        between[i] = close && here & a == 0 && here & b == 0 && a & b != 0;
    }
    between
}

/// The room of each column: the advance of its widest lines, by part where a part has enough of them.
fn widths(lines: &[GridLine], header: &[GridLine], columns: usize, parts: usize) -> Vec<Vec<f32>> {
    let mut all: Vec<Vec<f32>> = vec![Vec::new(); columns];
    let mut per: Vec<Vec<Vec<f32>>> = vec![vec![Vec::new(); columns]; parts];
    for line in lines.iter().filter(|l| !l.crossing) {
        for (c, cell) in line.cells.iter().enumerate() {
            if let Some(cell) = cell {
                all[c].push(cell.width);
                per[line.part][c].push(cell.width);
            }
        }
    }
    let top = |widths: &mut Vec<f32>| {
        widths.sort_by(|a, b| b.total_cmp(a));
        widths.get(widths.len() / 40).copied().unwrap_or(0.0)
    };
    let all: Vec<f32> = all.iter_mut().map(top).collect();
    let heads: Vec<f32> = (0..columns)
        .map(|c| {
            let widths = header
                .iter()
                .filter(|l| !l.crossing)
                .filter_map(|l| l.cells[c].as_ref());
            widths.map(|f| f.width).fold(0.0, f32::max)
        })
        .collect();
    per.iter_mut()
        .map(|part| {
            part.iter_mut()
                .zip(&all)
                .zip(&heads)
                .map(|((widths, &all), &head)| if widths.len() >= 25 { top(widths) } else { all }.max(head))
                .collect()
        })
        .collect()
}

fn span_width(line: &TextLine, words: &Range<usize>) -> f32 {
    line.words[words.clone()].iter().map(|w| w.advance).sum::<f32>() + BLANK * words.len().saturating_sub(1) as f32
}

fn fragment(document: &Document, line: &TextLine, words: Range<usize>) -> Fragment {
    let first = document.span_text(line.words[words.start].span);
    let last = document.span_text(line.words[words.end - 1].span);
    let start = match first.chars().find(|c| c.is_alphanumeric()) {
        Some(c) if c.is_numeric() => DIGIT,
        Some(c) if c.is_lowercase() && first.starts_with(|f: char| f.is_alphanumeric() || f == '(') => LOWER,
        Some(c) if c.is_uppercase() => UPPER,
        _ => MARKS,
    };
    // A letter may have its marks behind it.
    let end = match last.chars().rev().find(|c| !is_combining_mark(*c)) {
        Some('.' | ';' | ':' | '!' | '?' | '。' | '…') => 0,
        Some(',' | '/' | '&' | '+') => 1,
        Some('-' | '\u{ad}' | '\u{2010}' | '\u{2011}' | '\u{fffe}') if last.chars().count() > 1 => 2,
        Some(c) if c.is_alphabetic() => 3,
        _ => 4,
    };
    let (mut digits, mut others) = (0usize, 0usize);
    for word in &line.words[words.clone()] {
        for c in document.span_text(word.span).chars() {
            digits += usize::from(c.is_numeric());
            others += usize::from(c.is_alphabetic());
        }
    }
    Fragment {
        stretched: line.words[words.clone()].windows(2).any(|w| w[1].c0 - w[0].c1 >= 2),
        value: (digits > others || digits + others == 0) && !matches!(end, 1 | 2),
        width: span_width(line, &words),
        first: line.words[words.start].advance,
        words,
        start,
        end,
    }
}

/// `1.`, `2.3`, `IV.`, `A)`: a short number or letter with a stop, or numbers with stops between.
fn numbered(word: &str) -> bool {
    let core = word.trim_end_matches(['.', ')', ':']);
    let count = core.chars().count();
    let stopped = core.len() < word.len();
    (1..=8).contains(&count)
        && (stopped
            && (core.chars().all(|c| c.is_numeric() || c == '.')
                || count == 1 && core.chars().all(char::is_alphanumeric))
            || stopped && count <= 5 && core.chars().all(|c| "IVXLC".contains(c)))
}
