//! Texts whose lines have as many values each: every line is a row, and every value a cell.
//!
//! Lines of prose differ in how many words they have. Where nearly all have the same number, with figures at the same places, there is
//! nothing to search for; the search would have to find out that no cell has two lines, which short rows hardly show.

use super::fit::{Fit, ROUGH, ROUNDS, Setting};
use super::given::Rule;
use super::kinds::{Kinds, Looks};
use super::lattice::{Parse, Part, Piece, Place};
use super::metrics::{self, Family};
use super::resplit::{self, Side};
use super::shape;
use super::text::Text;
use std::ops::Range;

/// Fewest rows that are enough.
const ROWS: usize = 6;
/// Share of the lines that have as many values as most have.
const LINES: (usize, usize) = (9, 10);
/// Share of them that are rows still when everything is learned.
const WHOLE: (usize, usize) = (8, 10);
/// Share of the rows that have figures in a column of figures.
const FIGURES: (usize, usize) = (19, 20);
/// Lines that are many.
const MANY: usize = 300;
/// Numbers of columns.
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
        if self.given.is_some() || self.text.lines.iter().any(|line| line.rule != Rule::default()) {
            return None;
        }
        let names = self.header.map(|header| header.words.len());
        let [apart, joined] = [false, true].map(|joined| all_values(self.text, joined).collect::<Vec<_>>());
        let read = |lines: &[Values], named| read_as(self.text, lines, names, (self.family, named));
        // Names as many as values leave no doubt; else a text may be two cells, or two of them one.
        let found = read(&apart, true).or_else(|| read(&joined, true));
        let found = found.or_else(|| read(&apart, false)).or_else(|| read(&joined, false));
        match found {
            Some((kinds, parse)) => self.settled(kinds, parse),
            None => self.divided(&joined, names),
        }
    }

    /// The fit in which one text of each row is two cells, as there is a name more than values: cut where what stands on one side
    /// comes again.
    fn divided(&self, lines: &[Values], names: Option<usize>) -> Option<Fit> {
        let number = most_frequent(lines.iter().map(Vec::len))?;
        if names.unwrap_or(self.text.lines[0].words.len()) != number + 1 {
            return None;
        }
        let mut fits = Vec::new();
        for (column, side) in (0..number).flat_map(|column| [(column, Side::Left), (column, Side::Right)]) {
            let lines: Vec<Values> = lines.iter().map(|values| cut(values, column, side)).collect();
            let Some((kinds, parse)) = read_as(self.text, &lines, names, (self.family, true)) else {
                continue;
            };
            for repeats in [Side::Left, Side::Right] {
                let parse = resplit::moved(self.text, &parse, column, repeats).unwrap_or_else(|| parse.clone());
                fits.extend(self.settled(kinds.clone(), parse));
            }
        }
        fits.into_iter().min_by(|a, b| a.parse.cost.total_cmp(&b.parse.cost))
    }

    /// What is learned from a reading, if nearly all lines are rows in it still.
    fn settled(&self, kinds: Vec<usize>, parse: Parse) -> Option<Fit> {
        let columns = kinds.len();
        let is_header = |parse: &Parse| matches!(parse.pieces.first().map(|piece| piece.place), Some(Place::Header(_)));
        let named = is_header(&parse);
        // Many rows teach all there is at once.
        let first = if self.text.lines.len() > MANY {
            ROUNDS - 2
        } else {
            ROUGH
        };
        let mut fit = self.settle(self.of_parse(kinds, parse), first..ROUNDS);
        if named && !is_header(&fit.parse) {
            // Names look like any other row where there are few; that no figures are among them is more.
            let first = self.text.lines[0].words.clone();
            for piece in fit
                .parse
                .pieces
                .iter_mut()
                .take_while(|piece| first.contains(&piece.words.start))
            {
                if let Place::Cell(column) = piece.place {
                    (piece.place, piece.row) = (Place::Header(column), false);
                }
            }
        }
        let rows = fit.parse.pieces.chunk_by(|_, next| !next.row);
        let whole = rows.filter(|row| row.len() == columns && row[0].row).count();
        (whole * WHOLE.1 >= self.text.lines.len() * WHOLE.0).then_some(fit)
    }
}

/// A line with one text of several words cut in two, behind its first word or before its last.
fn cut(values: &Values, column: usize, side: Side) -> Values {
    let mut values = values.clone();
    if let Some(value) = values.get_mut(column).filter(|value| value.len() > 1) {
        let at = match side {
            Side::Left => value.start + 1,
            Side::Right => value.end - 1,
        };
        let rest = at..value.end;
        value.end = at;
        values.insert(column + 1, rest);
    }
    values
}

/// Kinds of columns and the reading for lines that are cut into such values, below a header row of so many words if one repeats;
/// `named` asks for as many names as values.
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
    let body = &lines[usize::from(begins)..];
    let rows: Vec<&Values> = body.iter().filter(|values| is_row(values)).collect();
    let has_names = begins || names == Some(number);
    if named != has_names || rows.len() < ROWS || rows.len() * LINES.1 < body.len() * LINES.0 {
        return None;
    }
    let columns: Vec<Column> = (0..number).map(|column| look(text, &rows, column, family)).collect();
    let pairs = || columns.windows(2);
    let unclear = number < 3
        || first.len() < number && !figures(first)
        || columns.iter().any(|column| column.words && !column.figures)
        || pairs().any(|pair| !pair[0].figures && !pair[1].figures)
        || pairs().any(|pair| pair[0].figures && pair[1].thousands);
    // A table's places differ: each has figures always, or hardly ever.
    let mixed = columns.iter().any(|column| column.mixed) || !columns.iter().any(|column| column.figures);
    if mixed || (unclear && !named) {
        return None;
    }
    let piece = |place, words: &Range<usize>| Piece {
        place,
        words: words.clone(),
        part: Part::First,
        row: matches!(place, Place::Cell(0)),
    };
    let mut pieces = Vec::new();
    for (line, values) in text.lines.iter().zip(lines) {
        if begins && pieces.is_empty() {
            let words = line.words.clone().map(|word| word..word + 1);
            pieces.extend(
                (0..)
                    .zip(words)
                    .map(|(column, word)| piece(Place::Header(column), &word)),
            );
        } else if is_row(values) {
            pieces.extend(
                (0..)
                    .zip(values)
                    .map(|(column, value)| piece(Place::Cell(column), value)),
            );
        } else {
            pieces.push(piece(Place::Heading, &line.words));
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
    use crate::reconstruct::weights::Weights;

    /// The first row as it is cut, cells between bars.
    fn first_row(lines: &[&str]) -> Option<String> {
        let (document, text) = of_source(&lines.join("\n"));
        let weights = Weights::shipped();
        let parse = Setting::new(&text, Family::Serif, weights, None).uniform()?.parse;
        let begin = parse.pieces.iter().position(|piece| piece.place == Place::Cell(0))?;
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
        let under = |header| first_row(&[&[header][..], &ROWS].concat());
        let row = Some("otter|5,00 €|wet|3 May 2021".to_owned());
        assert_eq!(under("Animal Fee Meadow Day"), row);
        assert_eq!(under("Animal Day"), None);
        assert_eq!(first_row(&ROWS), row);
    }

    #[test]
    fn names_tell_whether_two_texts_are_one_cell() {
        let more: Vec<String> = ROWS.iter().map(|row| format!("sea {row}")).collect();
        let under = |header| {
            let rows = more.iter().map(String::as_str);
            first_row(&[header].into_iter().chain(rows).collect::<Vec<_>>())
        };
        assert_eq!(
            under("Place Animal Fee Meadow Day"),
            Some("sea|otter|5,00 €|wet|3 May 2021".to_owned())
        );
        assert_eq!(
            under("Animal Fee Meadow Day"),
            Some("sea otter|5,00 €|wet|3 May 2021".to_owned())
        );
        let rows: Vec<&str> = more.iter().map(String::as_str).collect();
        assert_eq!(first_row(&rows), None);
    }

    #[test]
    fn a_text_is_cut_where_what_stands_behind_it_comes_again() {
        let rows = [
            "W1 Bridge planned 25",
            "W2 Ferry landing done 45",
            "W3 Tunnel planned 80",
            "W4 Light old railway done 73",
            "W5 Harbour basin planned 91",
            "W6 Road planned 12",
            "W7 Ferry landing done 33",
            "W8 Bridge done 64",
        ];
        let under: Vec<&str> = std::iter::once("Code Work State Amount")
            .chain(rows.into_iter().rev())
            .collect();
        assert_eq!(first_row(&under), Some("W8|Bridge|done|64".to_owned()));
        let under: Vec<&str> = std::iter::once("Code Work State Amount")
            .chain(rows.into_iter().skip(3))
            .chain(rows)
            .collect();
        assert_eq!(first_row(&under), Some("W4|Light old railway|done|73".to_owned()));
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
        assert_eq!(first_row(&prose), None);
        let numbers = [
            "otter 1 200 wet",
            "hare 3 400 wet",
            "tern 5 600 dry",
            "stoat 1 100 wet",
            "crane 2 500 dry",
            "kite 9 900 dry",
        ];
        assert_eq!(first_row(&numbers), None);
        assert_eq!(first_row(&ROWS[..5]), None);
    }
}
