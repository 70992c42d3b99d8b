//! Header rows that stand in the text of a table itself: which words they are.
//!
//! The search takes the words of a header row that it cannot fit for headings, or for more paragraphs of the cell before them: the last
//! name of a row, or the whole header row of a second table right behind the first one with the same kinds of columns. Here they
//! become header rows again.

use super::fit::Fit;
use super::lattice::Part;
use super::learn::{CellPart, Element};
use super::naming::{self, Names};
use super::text::Text;
use std::ops::Range;

/// A heading right behind the header row, the only one in the table, rather belongs to the row, even if the names cost so much
/// more with it.
const ONLY: f32 = 2.0;
/// One in so many names of the first header row has to come again in one that begins another table.
const AGAIN: usize = 4;
/// Words of a second header row, for each column.
const WORDS: usize = 8;

/// A header row among the elements of a text.
pub(super) struct Title {
    /// The elements it takes.
    pub(super) elements: Range<usize>,
    /// Its names.
    pub(super) names: Names,
    /// The word with which it begins in the last cell of the row before these elements.
    pub(super) in_row: Option<usize>,
}

/// The names in the first header row that is read in a text, if there is one; `elements` are those of the fit.
pub(super) fn first(text: &Text, fit: &Fit, elements: &[Element]) -> Option<Title> {
    let at = elements.iter().position(|e| matches!(e, Element::Header(_)))?;
    let Element::Header(cells) = &elements[at] else {
        return None;
    };
    let words = || cells.iter().flatten().map(|(words, _)| words);
    let words = words().map(|words| words.start).min()?..words().map(|words| words.end).max()?;
    let row = match elements.get(at + 1) {
        Some(Element::Row(cells)) => cells.first(),
        _ => None,
    };
    let cell = row.filter(|cell| is_one_run(cell, words.end));
    let cell = cell.and_then(|parts| Some(words.end..parts.last()?.0.end));
    let names = naming::names(text, words.clone(), cell, (text, fit))?;
    let headings = elements.iter().filter(|e| matches!(e, Element::Heading(_))).count();
    if let (1, Some(heading @ Element::Heading(parts))) = (headings, elements.get(at + 1))
        && !is_given(text, heading)
        && let Some((last, _)) = parts.last()
        && let Some(more) = naming::names(text, words.start..last.end, None, (text, fit))
        && more.are_whole()
        && more.cost().0 <= names.cost().0 + ONLY
    {
        let elements = at..at + 2;
        return Some(Title {
            elements,
            names: more,
            in_row: None,
        });
    }
    Some(Title {
        elements: at..at + 1,
        names,
        in_row: None,
    })
}

/// Header rows of further tables: headings on each other, or last paragraphs of a row, that hold some names of the first header row and
/// can be cut into a name for each column.
pub(super) fn further(text: &Text, fit: &Fit, elements: &[Element], first: &[Range<usize>]) -> Vec<Title> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < elements.len() {
        let run = elements[at..]
            .iter()
            .take_while(|e| matches!(e, Element::Heading(_)))
            .count();
        let before_row = matches!(elements.get(at + run), Some(Element::Row(_)));
        if let Some(Element::Row(cells)) = at.checked_sub(1).map(|row| &elements[row])
            && before_row
            && !elements[at..at + run].iter().any(|e| is_given(text, e))
        {
            let headings = elements[at..at + run].iter().flat_map(|element| match element {
                Element::Heading(parts) => &parts[..],
                _ => &[],
            });
            let cell = cells.iter().rev().find(|cell| !cell.is_empty());
            let last = cell.map_or(&[][..], |cell| last_paragraphs(cell));
            let names = in_one_run(last.iter().chain(headings))
                .and_then(|words| Some((words.start, further_in(text, fit, words, first)?)));
            found.extend(names.map(|(start, names)| Title {
                elements: at..at + run,
                names,
                in_row: Some(start).filter(|_| !last.is_empty()),
            }));
        }
        at += run.max(1);
    }
    found
}

/// The words of parts that follow each other without a gap.
fn in_one_run<'a>(mut parts: impl Iterator<Item = &'a CellPart>) -> Option<Range<usize>> {
    let first = parts.next()?.0.clone();
    parts.try_fold(first, |run, (words, _)| {
        (run.end == words.start).then_some(run.start..words.end)
    })
}

/// The paragraphs of a cell behind its first one.
fn last_paragraphs(cell: &[CellPart]) -> &[CellPart] {
    let hard = cell.iter().position(|(_, part)| *part == Part::Hard);
    hard.map_or(&[], |hard| &cell[hard..])
}

/// Whether a profile says that a heading is one.
fn is_given(text: &Text, element: &Element) -> bool {
    let Element::Heading(parts) = element else { return false };
    parts.iter().any(|(words, _)| {
        let line = text.line_of(words.start);
        text.lines.get(line).is_some_and(|line| line.rule.heading == Some(true))
    })
}

fn further_in(text: &Text, fit: &Fit, words: Range<usize>, first: &[Range<usize>]) -> Option<Names> {
    let columns = fit.model.columns.len();
    if !(columns..=columns * WORDS).contains(&words.len()) {
        return None;
    }
    let ids = |words: &Range<usize>| text.words[words.clone()].iter().map(|word| word.id).collect::<Vec<_>>();
    let all = ids(&words);
    let known = first.iter().filter(|name| {
        let name = ids(name);
        !name.is_empty() && all.windows(name.len()).any(|words| words == name)
    });
    if known.count() * AGAIN < columns.max(2 * AGAIN) {
        return None;
    }
    naming::names(text, words, None, (text, fit)).filter(Names::are_whole)
}

/// Whether a cell stands in one run of lines of its own, from word `start` on.
fn is_one_run(parts: &[CellPart], start: usize) -> bool {
    let ends = parts.iter().map(|(words, _)| words.end);
    let mut parts_and_ends = parts.iter().zip(std::iter::once(start).chain(ends));
    !parts.is_empty() && parts_and_ends.all(|((words, part), end)| *part != Part::Rest && end == words.start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconstruct::fit::Setting;
    use crate::reconstruct::kinds::Kinds;
    use crate::reconstruct::metrics::Family;
    use crate::reconstruct::text::of_source;
    use crate::reconstruct::weights::Weights;

    /// Further header rows: the elements they take, and the word of the row before.
    type Further = Vec<(Range<usize>, Option<usize>)>;

    /// A text of three narrow columns with the elements it was read as, each the words of its parts.
    fn read(source: &str, elements: &[Element]) -> (Option<Vec<Range<usize>>>, Further) {
        let (_, text) = of_source(source);
        let setting = Setting::new(&text, Family::Sans, Weights::shipped(), None);
        let mut fit = setting.fit(vec![Kinds::shipped().longest(); 3], 0);
        fit.parse.pieces.clear();
        for column in &mut fit.model.columns {
            column.widest = 6_000.0;
            column.limits.clear();
        }
        let first = first(&text, &fit, elements).map(|title| title.names.cells);
        let names = first.clone().unwrap_or_default();
        let further = further(&text, &fit, elements, &names);
        (
            first,
            further
                .into_iter()
                .map(|title| (title.elements, title.in_row))
                .collect(),
        )
    }

    fn part(words: Range<usize>, part: Part) -> Vec<CellPart> {
        vec![(words, part)]
    }

    fn row(words: [Range<usize>; 3]) -> Element {
        Element::Row(words.map(|words| part(words, Part::First)).to_vec())
    }

    #[test]
    fn the_last_name_is_no_heading() {
        let source = "Measure PLANNED\nPERIOD\nState\nRoof 2024 done\nDoors 2025 open\nWalls 2026 open";
        let header = [0..1, 1..2, 2..3].map(|words| part(words, Part::First));
        let heading = |words| Element::Heading(part(words, Part::First));
        let rows = [[4..5, 5..6, 6..7], [7..8, 8..9, 9..10]].map(row);
        let mut elements = vec![Element::Header(header.to_vec()), heading(3..4)];
        elements.extend(rows);
        let names = read(source, &elements).0;
        assert_eq!(names, Some(vec![0..1, 1..3, 3..4]));
        // Where there are more headings, it is one of them.
        elements.push(heading(10..11));
        assert_ne!(read(source, &elements).0, Some(vec![0..1, 1..3, 3..4]));
    }

    #[test]
    fn names_that_come_again_begin_another_table() {
        let source = "Site Grant State\nRoof 2024 done\nSite Share State\nDoors 2025 open";
        let header = Element::Header([0..1, 1..2, 2..3].map(|words| part(words, Part::First)).to_vec());
        let (first, last) = (row([3..4, 4..5, 5..6]), row([9..10, 10..11, 11..12]));
        let heading = Element::Heading(part(6..9, Part::First));
        let (_, further) = read(source, &[header.clone(), first.clone(), heading, last.clone()]);
        assert_eq!(further, [(2..3, None)]);
        // The same as a last paragraph of the row before.
        let mut cells = [3..4, 4..5, 5..6].map(|words| part(words, Part::First)).to_vec();
        cells[2].push((6..9, Part::Hard));
        let (_, further) = read(source, &[header.clone(), Element::Row(cells), last.clone()]);
        assert_eq!(further, [(2..2, Some(6))]);
        // A heading that holds no name of a column stays one.
        let source = source.replace("Site Share State", "Works on water");
        let heading = Element::Heading(part(6..9, Part::First));
        assert_eq!(read(&source, &[header, first, heading, last]).1, []);
    }
}
