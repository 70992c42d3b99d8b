//! Records that are less likely to be right than the user asks for.

use super::At;
use crate::extraction::Table;
use crate::finding::Finding;

/// A note for each record with a cell below `least`.
pub(super) fn find(table: &Table, least: Option<f32>, findings: &mut Vec<Finding>) {
    let Some(least) = least else { return };
    for (row, record) in table.records.iter().enumerate() {
        let cells = table.columns.iter().zip(&record.cells);
        let doubtful: Vec<String> = cells
            .filter_map(|(name, cell)| {
                let sure = cell.confidence.filter(|sure| *sure < least)?;
                Some(format!("{name:?} ({sure})"))
            })
            .collect();
        if !doubtful.is_empty() {
            findings.push(At::record(record).note(
                "low-confidence",
                format!("record {}: look at {}", row + 1, doubtful.join(", ")),
            ));
        }
    }
}
