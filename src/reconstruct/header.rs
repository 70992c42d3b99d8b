//! Cuts a header row found by repetition into the header cells of a fitted table.

use super::fit::{Setting, TOLERANCE};
use super::headings::Headings;
use super::lattice::{Parse, Place};
use super::metrics::Family;
use super::model::Model;
use super::text::Text;
use super::weights::Weights;
use crate::document::Span;

/// Reads the header row `text`, measured in the table's font family, as the names of the columns of `model`: per column the pieces of
/// its name in order.
pub(super) fn split(text: &Text, family: Family, weights: &Weights, model: &Model) -> Vec<Vec<Span>> {
    let n = model.columns.len();
    let mut cells = vec![Vec::new(); n];
    if text.words.is_empty() {
        return cells;
    }
    // Only header cells are open to the search.
    let weights = Weights {
        prose_line: 500.0,
        heading: 500.0,
        no_header: 1000.0,
        header_last: 0.0,
        header_gap: weights.header_empty,
        row: 500.0,
        ..weights.clone()
    };
    let setting = Setting::new(text, family, &weights, None);
    let mut model = model.clone();
    for column in &mut model.columns {
        column.words.clear();
        column.values.clear();
    }
    model.background.clear();
    let Parse { pieces, .. } = setting.decode(&model, &setting.grammar(&model), TOLERANCE[2], Headings::Cheap);
    for piece in &pieces {
        let column = match piece.place {
            Place::Header(c) | Place::Cell(c) => c,
            _ => 0,
        };
        cells[column].extend(text.spans(&piece.words));
    }
    cells
}
