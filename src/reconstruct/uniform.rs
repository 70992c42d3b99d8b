//! Texts whose lines have as many values each: every line is a row, and every value a cell.
//!
//! Lines of prose differ in how many words they have. Where nearly all have the same number, with figures at the same places, there is
//! nothing to search for; the search would have to find out that no cell has two lines, which short rows hardly show.

use super::fit::{Fit, ROUGH, ROUNDS, Setting};
use super::given::Rule;
use super::kinds::{Kinds, Looks};
use super::lattice::{Parse, Part, Piece, Place};
use super::metrics::{self, Family};
use super::shape;
use super::text::Text;
use std::ops::Range;

/// Fewest rows that are enough.
const ROWS: usize = 6;
/// Share of the lines that have as many values as most have.
const LINES: (usize, usize) = (9, 10);
/// Share of the rows that have figures in a column of figures.
const FIGURES: (usize, usize) = (19, 20);
/// Most columns.
const COLUMNS: Range<usize> = 2..25;

/// The values of a line.
type Values = Vec<Range<usize>>;

/// What stands at one place of the rows.
struct Column {
    figures: bool,
    /// Some rows have figures and some have not.
    mixed: bool,
    /// Some texts are of several words.
    words: bool,
    /// Figures in groups of three behind other figures may be the end of a number.
    thousands: bool,
    kind: usize,
}

impl Setting<'_> {
    /// The fit in which each line is a row and each value a cell, where the text shows it.
    pub(super) fn uniform(&self) -> Option<Fit> {
        if self.given.is_some() {
            return None;
        }
        let names = self.header.map(|header| header.words.len());
        let (kinds, parse) = read(self.text, names, self.family)?;
        let columns = kinds.len();
        let fit = self.settle(self.of_parse(kinds, parse), ROUGH..ROUNDS);
        let rows = fit
            .parse
            .pieces
            .chunk_by(|_, next| !next.row)
            .filter(|row| row.len() == columns && row[0].row);
        (rows.count() * LINES.1 >= self.text.lines.len() * (LINES.0 - 1)).then_some(fit)
    }
}

/// Kinds of columns and the reading, for a text below a header row of so many words if one repeats.
fn read(text: &Text, names: Option<usize>, family: Family) -> Option<(Vec<usize>, Parse)> {
    if text.lines.iter().any(|line| line.rule != Rule::default()) {
        return None;
    }
    let cuts = [false, true].map(|joined| all_values(text, joined).collect::<Vec<_>>());
    // Names as many as values leave no doubt; else a text may be two cells, or two of them one.
    let named = cuts
        .iter()
        .find_map(|lines| read_as(text, lines, names, (family, true)));
    named.or_else(|| {
        cuts.iter()
            .find_map(|lines| read_as(text, lines, names, (family, false)))
    })
}

/// The same for lines that are cut in this way; `named` asks for as many names.
fn read_as(
    text: &Text,
    lines: &[Values],
    names: Option<usize>,
    (family, named): (Family, bool),
) -> Option<(Vec<usize>, Parse)> {
    let number = most_frequent(lines.iter().map(Vec::len))?;
    let is_row = |values: &Values| values.len() == number;
    if !COLUMNS.contains(&number) {
        return None;
    }
    let first = lines.first()?;
    let figures = |values: &Values| values.iter().any(|value| is_figures(text, value));
    let words: usize = first.iter().map(Range::len).sum();
    let begins = names.is_none() && words == number && !figures(first);
    let (head, body) = lines.split_at(usize::from(begins));
    let rows: Vec<&Values> = body.iter().filter(|values| is_row(values)).collect();
    if rows.len() < ROWS || rows.len() * LINES.1 < body.len() * LINES.0 {
        return None;
    }
    let columns: Vec<Column> = (0..number).map(|column| look(text, &rows, column, family)).collect();
    if named != (begins || names == Some(number)) || !columns.iter().any(|column| column.figures) {
        return None;
    }
    let pairs = || columns.windows(2);
    let unclear = number < 3
        || first.len() < number && !figures(first)
        || columns.iter().any(|column| column.words && !column.figures)
        || pairs().any(|pair| !pair[0].figures && !pair[1].figures)
        || pairs().any(|pair| pair[0].figures && pair[1].thousands);
    // A table's places differ: each has figures always, or hardly ever.
    if (unclear && !named) || columns.iter().any(|column| column.mixed) {
        return None;
    }
    let mut pieces = Vec::new();
    for (line, values) in head.iter().chain(body).enumerate() {
        let whole = || text.lines[line].words.clone();
        let piece = |place, words: &Range<usize>, row| Piece {
            place,
            words: words.clone(),
            part: Part::First,
            row,
        };
        if line < head.len() {
            let words = text.lines[line].words.start..;
            let words = words.map(|word| word..word + 1);
            pieces.extend(
                (0..number)
                    .zip(words)
                    .map(|(column, word)| piece(Place::Header(column), &word, false)),
            );
        } else if is_row(values) {
            pieces.extend((0..number).map(|column| piece(Place::Cell(column), &values[column], column == 0)));
        } else {
            pieces.push(piece(Place::Heading, &whole(), false));
        }
    }
    let parse = Parse {
        pieces,
        cost: 0.0,
        ends: Vec::new(),
    };
    Some((columns.into_iter().map(|column| column.kind).collect(), parse))
}

/// Per line its values; `joined` takes texts side by side for one.
fn all_values(text: &Text, joined: bool) -> impl Iterator<Item = Values> {
    text.lines.iter().map(move |line| {
        let mut values: Values = Vec::new();
        let is_text = |word: usize| !shape::is_figures(text.words[word].shape.kind);
        for word in line.words.clone() {
            match values.last_mut() {
                Some(last) if text.words[word].bound => last.end = word + 1,
                Some(last) if joined && is_text(word) && last.clone().all(is_text) => last.end = word + 1,
                _ => values.push(word..word + 1),
            }
        }
        values
    })
}

fn is_figures(text: &Text, value: &Range<usize>) -> bool {
    value.clone().any(|word| shape::is_figures(text.words[word].shape.kind))
}

/// What stands at place `column` of the rows.
fn look(text: &Text, rows: &[&Values], column: usize, family: Family) -> Column {
    let cells = || rows.iter().map(|row| &row[column]);
    let most = |count: usize| count * FIGURES.1 >= rows.len() * FIGURES.0;
    let first = |value: &Range<usize>| text.words[value.start];
    let digit = f32::from(metrics::advance('0', family));
    let three = |value: &&Range<usize>| {
        let word = first(value);
        value.len() == 1 && shape::is_number(word.shape.kind) && ((word.x1 - word.x0) / digit).round() == 3.0
    };
    let shape = most_frequent(cells().map(|value| first(value).shape.kind as usize)).unwrap_or_default();
    let with_figures = cells().filter(|value| is_figures(text, value)).count();
    Column {
        words: cells().any(|value| value.len() > 1),
        mixed: !most(with_figures) && !most(rows.len() - with_figures),
        figures: most(with_figures),
        thousands: most(cells().filter(three).count()),
        kind: kind(shape),
    }
}

/// The kind whose cells are most often a word of this shape alone.
fn kind(shape: usize) -> usize {
    let of = |looks: &Looks| {
        let first = looks.first[shape] / looks.first.iter().sum::<f32>().max(1.0);
        first * looks.at_end[0] / looks.at[0].max(1.0)
    };
    let looks = &Kinds::shipped().looks;
    (0..looks.len())
        .max_by(|a, b| of(&looks[*a]).total_cmp(&of(&looks[*b])))
        .unwrap_or(0)
}

/// The most frequent number, the smaller one of two.
fn most_frequent(numbers: impl Iterator<Item = usize>) -> Option<usize> {
    let mut counts = std::collections::BTreeMap::new();
    numbers.for_each(|number| *counts.entry(number).or_insert(0usize) += 1);
    counts
        .into_iter()
        .max_by_key(|(number, count)| (*count, std::cmp::Reverse(*number)))
        .map(|(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconstruct::text::of_source;

    /// The first row as it is cut, cells between bars.
    fn cut(lines: &[&str]) -> Option<String> {
        let (document, text) = of_source(&lines.join("\n"));
        let (_, parse) = read(&text, None, Family::Serif)?;
        let begin = parse.pieces.iter().position(|piece| piece.row)?;
        let cells = parse.pieces[begin..]
            .iter()
            .enumerate()
            .take_while(|(at, piece)| *at == 0 || !piece.row);
        let shown = |words: &Range<usize>| -> Vec<&str> {
            words
                .clone()
                .map(|word| document.span_text(text.words[word].span))
                .collect()
        };
        let cells: Vec<String> = cells.map(|(_, piece)| shown(&piece.words).join(" ")).collect();
        Some(cells.join("|"))
    }

    const ROWS: [&str; 6] = [
        "otter 5,00 € wet 3 May 2021",
        "hare 6,50 € dry 14 June 2021",
        "heron 7,00 € wet 5 May 2020",
        "stoat 5,00 € dry 12 July 2021",
        "crane 9,10 € wet 1 May 2019",
        "tern 4,00 € wet 30 May 2021",
    ];

    #[test]
    fn lines_of_as_many_values_are_rows() {
        let under = |header| cut(&[&[header][..], &ROWS].concat());
        let row = Some("otter|5,00 €|wet|3 May 2021".to_owned());
        assert_eq!(under("Animal Fee Meadow Day"), row);
        let one: Vec<String> = ROWS
            .iter()
            .map(|row| row.split_once(' ').unwrap().1.to_owned())
            .collect();
        let one: Vec<&str> = one.iter().map(String::as_str).collect();
        assert_eq!(cut(&one), Some("5,00 €|wet|3 May 2021".to_owned()));
    }

    #[test]
    fn other_lines_are_not() {
        let prose = [
            "it was 5 then",
            "and soon after 6",
            "or it was seven as said",
            "of 8 all",
            "9",
            "to be of no use 3",
        ];
        assert_eq!(cut(&prose), None);
        let numbers = [
            "otter 1 200 wet",
            "hare 3 400 wet",
            "tern 5 600 dry",
            "stoat 1 100 wet",
            "crane 2 500 dry",
            "kite 9 900 dry",
        ];
        assert_eq!(cut(&numbers), None);
        assert_eq!(cut(&ROWS[..5]), None);
    }
}
