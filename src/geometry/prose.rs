//! Whether corridors of white divide the columns of a table, or stand in prose: justified lines, lists with bullets, columns of a
//! page's text. Asked only where the places of words are real; layout text moves words to whole characters.

use super::page::TextLine;
use super::settings::Prose;
use super::zones::Zone;
use crate::document::Document;

/// The text of one column on one line, in units of the page.
#[derive(Debug, Clone, Copy)]
struct Run {
    from: f32,
    to: f32,
    /// Words in it.
    words: usize,
    /// Nothing but bullets or numbers of items.
    mark: bool,
}

/// Whether the corridors of a part look like those of a table.
pub(crate) fn is_table(document: &Document, lines: &[TextLine], zone: &Zone, blank: f32, settings: &Prose) -> bool {
    let columns = zone.columns();
    let mut rows: Vec<Vec<Option<Run>>> = Vec::new();
    for line in zone.lines.clone() {
        let split = zone.split(lines, line);
        if split.crossing {
            continue;
        }
        let words = &lines[line].words;
        let run = |cell: &std::ops::Range<usize>| {
            (!cell.is_empty()).then(|| Run {
                from: words[cell.start].x0,
                to: words[cell.end - 1].x1,
                words: cell.len(),
                mark: cell
                    .clone()
                    .all(|word| is_mark(document.span_text(words[word].span), columns)),
            })
        };
        rows.push(split.cells.iter().map(run).collect());
    }
    if rows.is_empty() || columns == 2 && page_columns(&rows, settings) {
        return false;
    }
    let good = (1..columns)
        .filter(|&column| divides(&rows, column, blank, settings))
        .count();
    2 * good >= columns
}

/// A bullet, or the number or letter of an item; beside more than one column of text these are those of a table's rows.
fn is_mark(word: &str, columns: usize) -> bool {
    let core = word.trim_matches(['.', ')', '(', ':']);
    let number = core.chars().all(|c| c.is_numeric() || c == '.') || core.chars().count() == 1;
    !word.chars().any(char::is_alphanumeric) || columns == 2 && core.len() < word.len() && number
}

/// Whether the gap before a column is wide and its text lines up.
fn divides(rows: &[Vec<Option<Run>>], column: usize, blank: f32, settings: &Prose) -> bool {
    let both = || rows.iter().filter_map(|row| row[column - 1].zip(row[column]));
    let wide = both().filter(|(a, b)| b.from - a.to >= settings.gap * blank).count();
    let all = both().count();
    let last = column + 1 == rows[0].len();
    let of = |column: usize, place: fn(&Run) -> f32| -> Vec<f32> {
        rows.iter().filter_map(|row| row[column].as_ref().map(place)).collect()
    };
    let mut aligned = [
        level(of(column, |run| run.from), settings),
        level(of(column, |run| (run.from + run.to) / 2.0), settings),
        level(of(column - 1, |run| run.to), settings),
    ]
    .into_iter()
    .fold(0.0, f32::max);
    // The right margin of prose is level as well.
    let short = rows
        .iter()
        .filter_map(|row| row[column])
        .all(|run| run.words <= settings.short);
    if !last || short {
        aligned = aligned.max(level(of(column, |run| run.to), settings));
    }
    let marks = |marked: fn(&(Run, Run)) -> bool| {
        let count = both().filter(marked).count();
        count as f32 >= settings.marks * all as f32
    };
    let marks = marks(|(a, _)| a.mark) || marks(|(_, b)| b.mark);
    let any = rows
        .iter()
        .filter(|row| row[column - 1].is_some() || row[column].is_some())
        .count();
    // Cells in the middle of tall rows seldom stand beside each other, but they line up.
    let often = all >= 2 && all as f32 >= settings.both * any as f32 || all >= 1 && aligned >= settings.sure;
    often && !marks && wide as f32 >= settings.wide * all as f32 && aligned >= settings.aligned
}

/// The share of the places that lie together.
fn level(mut places: Vec<f32>, settings: &Prose) -> f32 {
    places.sort_by(f32::total_cmp);
    let mut most = 0;
    let mut from = 0;
    for to in 0..places.len() {
        while places[to] - places[from] > settings.level {
            from += 1;
        }
        most = most.max(to + 1 - from);
    }
    most as f32 / places.len().max(1) as f32
}

/// Whether two columns are the columns of a page's text: nearly all their lines are there side by side, and full.
fn page_columns(rows: &[Vec<Option<Run>>], settings: &Prose) -> bool {
    let extent = |column: usize| {
        let runs = || rows.iter().filter_map(|row| row[column]);
        let from = runs().map(|run| run.from).fold(f32::INFINITY, f32::min);
        let to = runs().map(|run| run.to).fold(f32::NEG_INFINITY, f32::max);
        to - from
    };
    let widths = [extent(0), extent(1)];
    let full = rows.iter().filter(|row| {
        (row.iter().zip(widths)).all(|(run, width)| {
            run.is_some_and(|run| run.words > settings.short && run.to - run.from >= settings.full * width)
        })
    });
    full.count() as f32 >= settings.share * rows.len() as f32
}
