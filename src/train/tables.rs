//! Gold labels as a reconstruction: what a perfect search would find.

use super::gold::{Gold, Label};
use crate::document::Span;
use crate::reconstruct::{Item, Piece, RawTable, Reconstruction};

impl Gold {
    /// The tables that the labels describe, one piece per line of a cell; header spans stand in the first column.
    ///
    /// Labels say nothing about paragraphs, so no piece begins one. `columns` holds the number of columns per table.
    pub fn reconstruction(&self, columns: &[usize]) -> Reconstruction {
        let mut tables: Vec<RawTable> = columns.iter().map(|_| RawTable::default()).collect();
        let mut rows: Vec<Vec<(u32, usize)>> = vec![Vec::new(); columns.len()];
        let mut outside = Vec::new();
        let mut headings: Vec<(u8, Vec<Span>)> = Vec::new();
        for (span, label) in self.parts() {
            match label {
                Label::Cell { table, record, column } => {
                    let table = table as usize;
                    let (Some(raw), Some(&width)) = (tables.get_mut(table), columns.get(table)) else {
                        continue;
                    };
                    let pending = headings.drain(..);
                    raw.items
                        .extend(pending.map(|(level, spans)| Item::Heading { level, spans }));
                    let at = match rows[table].iter().find(|row| row.0 == record) {
                        Some(row) => row.1,
                        None => {
                            rows[table].push((record, raw.items.len()));
                            raw.items.push(Item::Row(vec![Vec::new(); width]));
                            raw.items.len() - 1
                        }
                    };
                    if let Item::Row(cells) = &mut raw.items[at]
                        && let Some(cell) = cells.get_mut(column as usize)
                    {
                        push(cell, span);
                    }
                }
                Label::Heading { level } => match headings.last_mut() {
                    Some((last, spans)) if *last == level => spans.push(span),
                    _ => headings.push((level, vec![span])),
                },
                Label::Header | Label::Other => outside.push(span),
            }
        }
        Reconstruction {
            tables,
            outside,
            ..Reconstruction::default()
        }
    }

    /// All words, those glued together as their parts.
    fn parts(&self) -> impl Iterator<Item = (Span, Label)> + '_ {
        self.labels.iter().flatten().flat_map(|word| {
            if word.parts.is_empty() {
                vec![(word.span, word.label)]
            } else {
                word.parts.clone()
            }
        })
    }
}

/// Adds a word to a cell: to its last piece when that is in the same line.
fn push(cell: &mut Vec<Piece>, span: Span) {
    match cell.last_mut() {
        Some(piece) if piece.span.line == span.line && piece.span.end <= span.start => piece.span.end = span.end,
        _ => cell.push(Piece { span, paragraph: false }),
    }
}
