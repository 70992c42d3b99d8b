//! What changed between two sets of records, told by record and cell, not by line.
//!
//! ```text
//! bytes ─ read ─▶ Data ┐
//!                      ├─ compare ─▶ Comparison ─ text, json, html ─▶ String
//! bytes ─ read ─▶ Data ┘
//! ```
//!
//! Tables are paired by the records they share, columns by name or by what stands in them ([`ColumnChange`]), records by
//! content: equal ones by patience and histogram diff, the rest by the rare words they share. Records are compared in the columns both tables
//! have. The effort is near-linear in the number of records. `compare(b, a)` is the mirror of `compare(a, b)`: pairs are
//! always made in the same direction, whichever side is called old.
//!
//! Nothing here reads or writes files.

mod align;
mod changes;
mod columns;
mod data;
mod html;
mod json;
mod json_value;
mod likeness;
mod read;
mod tables;
mod text;
mod words;

pub use changes::Changes;
pub use columns::ColumnChange;
pub use data::{Data, Rows};
pub use html::Page;
pub use json::files as json;
pub use read::{ReadError, is_read, read};
pub use text::{TextOptions, printable, text};
pub use words::{Change, Piece, pieces};

use crate::emit::Format;
use align::{Pair, Sides};
use serde::Serialize;

/// What happened to one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// In both, with other text in some cell.
    Changed,
    /// In the new table alone.
    Added,
    /// In the old table alone.
    Removed,
    /// In both and equal, but in another order.
    Moved,
}

/// One record that is not the same. Records are counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// What happened to it.
    pub kind: Kind,
    /// Its place in the old table.
    pub old: Option<usize>,
    /// Its place in the new table.
    pub new: Option<usize>,
    /// It stands in another order; so do all moved records, and some changed ones.
    pub moved: bool,
}

/// Two tables, or one that has no counterpart. Tables are counted from 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TablePair {
    /// Its place in the old data.
    pub old: Option<usize>,
    /// Its place in the new data.
    pub new: Option<usize>,
    /// The columns both have: old and new place.
    pub pairs: Vec<(usize, usize)>,
    /// What happened to the columns.
    pub columns: Vec<ColumnChange>,
    /// The records that are not the same, in the order of the new table; removed ones where they stood.
    pub entries: Vec<Entry>,
    /// Counts of this table.
    pub changes: Changes,
}

/// A kind of finding that is there more or less often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingChange {
    /// `note`, `warning` or `error`.
    pub level: String,
    /// Stable name of the kind.
    pub code: String,
    /// How often it was there.
    pub old: usize,
    /// How often it is there now.
    pub new: usize,
}

/// Two files and what differs between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The old records.
    pub old: Data,
    /// The new records.
    pub new: Data,
    /// The tables, in the order of the new file; removed ones at the end.
    pub tables: Vec<TablePair>,
    /// Findings, where both files have room for them.
    pub findings: Vec<FindingChange>,
    /// Counts of all tables.
    pub changes: Changes,
}

/// Compares two files of one format: the counts alone. `None` if one of them cannot be read as that format.
pub fn summary(old: &[u8], new: &[u8], format: Format) -> Option<Changes> {
    if old == new {
        // Only how many there are; nothing has to be aligned.
        let same = read(old, format).ok()?.tables.iter().map(Rows::len).sum();
        return Some(Changes {
            same,
            ..Changes::default()
        });
    }
    Some(compare(read(old, format).ok()?, read(new, format).ok()?, true).changes)
}

/// Compares two sets of records. Pure; cannot fail.
///
/// `paragraphs`: line breaks within cells count. They should not when a CSV is compared with JSON, since CSV has blanks in their place.
pub fn compare(mut old: Data, mut new: Data, paragraphs: bool) -> Comparison {
    if !paragraphs {
        old.tables
            .iter_mut()
            .chain(&mut new.tables)
            .for_each(Rows::join_paragraphs);
    }
    let mut tables: Vec<TablePair> = tables::pair(&old.tables, &new.tables)
        .into_iter()
        .map(|(a, b)| TablePair {
            old: a,
            new: b,
            ..match (a.and_then(|a| old.tables.get(a)), b.and_then(|b| new.tables.get(b))) {
                (Some(old), Some(new)) => both(old, new),
                (old, new) => alone(old.map_or(0, Rows::len), new.map_or(0, Rows::len)),
            }
        })
        .collect();
    tables.sort_by_key(|table| (table.new.is_none(), table.new, table.old));
    let findings = match (&old.findings, &new.findings) {
        (Some(old), Some(new)) => findings(old, new),
        _ => Vec::new(),
    };
    let mut changes = Changes {
        findings: findings.len(),
        ..Changes::default()
    };
    tables.iter().for_each(|table| changes.add(&table.changes));
    Comparison {
        old,
        new,
        tables,
        findings,
        changes,
    }
}

fn findings(old: &[(String, String)], new: &[(String, String)]) -> Vec<FindingChange> {
    let mut kinds: Vec<&(String, String)> = old.iter().chain(new).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let count = |all: &[(String, String)], kind| all.iter().filter(|finding| *finding == kind).count();
    kinds
        .into_iter()
        .map(|kind| FindingChange {
            level: kind.0.clone(),
            code: kind.1.clone(),
            old: count(old, kind),
            new: count(new, kind),
        })
        .filter(|change| change.old != change.new)
        .collect()
}

fn alone(old: usize, new: usize) -> TablePair {
    let mut table = TablePair {
        entries: (0..old).map(removed).chain((0..new).map(added)).collect(),
        ..TablePair::default()
    };
    (table.changes.removed, table.changes.added, table.changes.tables) = (old, new, 1);
    table
}

fn added(new: usize) -> Entry {
    Entry {
        kind: Kind::Added,
        old: None,
        new: Some(new),
        moved: false,
    }
}

fn removed(old: usize) -> Entry {
    Entry {
        kind: Kind::Removed,
        old: Some(old),
        new: None,
        moved: false,
    }
}

/// Two tables, paired in the direction that does not depend on which is the old one.
fn both(old: &Rows, new: &Rows) -> TablePair {
    let turned = old.order(new).is_gt();
    let (first, second) = if turned { (new, old) } else { (old, new) };
    let mut pairs = columns::pair(first, second);
    let sides = Sides {
        old: first,
        new: second,
        columns: &pairs,
    };
    // Without a column in common, all records would be equal; those that have no columns at all are.
    let apart = pairs.is_empty() && !(first.columns().is_empty() && second.columns().is_empty());
    let mut records = if apart { Vec::new() } else { align::align(sides) };
    if turned {
        pairs = pairs.into_iter().map(|(a, b)| (b, a)).collect();
        pairs.sort_unstable();
        for pair in &mut records {
            (pair.old, pair.new) = (pair.new, pair.old);
        }
        records.sort_unstable_by_key(|pair| pair.old);
    }
    let columns = columns::changes(old, new, &pairs);
    let sides = Sides {
        old,
        new,
        columns: &pairs,
    };
    let mut changes = Changes {
        columns: columns.len(),
        ..Changes::default()
    };
    let entries = entries(sides, &records, &mut changes);
    TablePair {
        pairs,
        columns,
        entries,
        changes,
        ..TablePair::default()
    }
}

fn entries(sides: Sides<'_>, pairs: &[Pair], changes: &mut Changes) -> Vec<Entry> {
    let mut paired = (vec![false; sides.old.len()], vec![false; sides.new.len()]);
    let mut entries: Vec<((usize, bool), Entry)> = Vec::new();
    for pair in pairs {
        let (old, new) = (pair.old as usize, pair.new as usize);
        (paired.0[old], paired.1[new]) = (true, true);
        let kind = match sides.equal(old, new) {
            true if pair.in_place => {
                changes.same += 1;
                continue;
            }
            true => Kind::Moved,
            false => Kind::Changed,
        };
        *(if kind == Kind::Moved {
            &mut changes.moved
        } else {
            &mut changes.changed
        }) += 1;
        let entry = Entry {
            kind,
            old: Some(old),
            new: Some(new),
            moved: !pair.in_place,
        };
        entries.push(((new, true), entry));
    }
    for new in (0..sides.new.len()).filter(|new| !paired.1[*new]) {
        changes.added += 1;
        entries.push(((new, true), added(new)));
    }
    // A removed record stands before what follows the pair in place before it.
    let mut places = pairs.iter().filter(|pair| pair.in_place).peekable();
    let mut at = 0;
    for old in (0..sides.old.len()).filter(|old| !paired.0[*old]) {
        while let Some(pair) = places.next_if(|pair| (pair.old as usize) < old) {
            at = pair.new as usize + 1;
        }
        changes.removed += 1;
        entries.push(((at, false), removed(old)));
    }
    // Stable: removed records of one place keep their order.
    entries.sort_by_key(|(key, _)| *key);
    entries.into_iter().map(|(_, entry)| entry).collect()
}

#[cfg(test)]
mod tests;
