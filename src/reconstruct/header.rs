//! Cuts a header row found by repetition into the header cells of a fitted table.

use super::fit::{Setting, TOLERANCE};
use super::headings::Headings;
use super::lattice::{Parse, Place};
use super::metrics::Family;
use super::model::Model;
use super::text::Text;
use super::weights::Weights;
use crate::document::Span;

/// A header row as cells.
#[derive(Debug, Clone)]
pub(super) struct HeaderRow {
    /// Per column the pieces of its name in order.
    pub cells: Vec<Vec<Span>>,
    /// What reading it costs under the widths of the table's columns.
    pub cost: f32,
    /// Columns without a name.
    pub unnamed: usize,
}

/// Reads the header row `text`, measured in the table's font family, as the names of the columns of `model`.
pub(super) fn split(text: &Text, family: Family, weights: &Weights, model: &Model) -> HeaderRow {
    let n = model.columns.len();
    let mut cells = vec![Vec::new(); n];
    if text.words.is_empty() {
        return HeaderRow {
            cells,
            cost: 0.0,
            unnamed: n,
        };
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
    let Parse { pieces, cost, .. } = setting.decode(&model, &setting.grammar(&model), TOLERANCE[2], Headings::Cheap);
    for piece in &pieces {
        let column = match piece.place {
            Place::Header(c) | Place::Cell(c) => c,
            _ => 0,
        };
        cells[column].extend(text.spans(&piece.words));
    }
    let unnamed = cells.iter().filter(|cell| cell.is_empty()).count();
    HeaderRow { cells, cost, unnamed }
}
