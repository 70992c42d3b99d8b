//! How many records changed, for sums and for one line of text.

use serde::Serialize;
use std::fmt;

/// Counts of records. Old records: same + changed + moved + removed; new ones: same + changed + moved + added.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// In both, with other text in some cell, wherever they stand.
    pub changed: usize,
    /// In the new one alone.
    pub added: usize,
    /// In the old one alone.
    pub removed: usize,
    /// In both and equal, but in another order.
    pub moved: usize,
    /// In both, equal, in one order.
    pub same: usize,
    /// Columns added, removed, renamed or moved.
    pub columns: usize,
    /// Kinds of findings that are there more or less often.
    pub findings: usize,
    /// Tables that one side alone has; their records are counted as well.
    pub tables: usize,
}

impl Changes {
    /// Whether nothing changed.
    pub fn is_same(&self) -> bool {
        let Self {
            changed,
            added,
            removed,
            moved,
            same: _,
            columns,
            findings,
            tables,
        } = *self;
        changed + added + removed + moved + columns + findings + tables == 0
    }

    /// Adds the counts of another file or table.
    pub fn add(&mut self, other: &Self) {
        self.changed += other.changed;
        self.added += other.added;
        self.removed += other.removed;
        self.moved += other.moved;
        self.same += other.same;
        self.columns += other.columns;
        self.findings += other.findings;
        self.tables += other.tables;
    }

    /// All counts of records, and of the rest what is not none: `2 changed, 1 added, 0 removed, 3 moved, 47 same`.
    pub fn line(&self) -> String {
        let records = format!(
            "{} changed, {} added, {} removed, {} moved, {} same",
            self.changed, self.added, self.removed, self.moved, self.same
        );
        [Some(records), self.rest()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join("; ")
    }

    fn rest(&self) -> Option<String> {
        let rest = [
            (self.columns, "column", "columns", "changed"),
            (self.tables, "table", "tables", "added or removed"),
            (self.findings, "kind of findings", "kinds of findings", "changed"),
        ];
        let parts: Vec<String> = rest
            .iter()
            .filter(|(count, ..)| *count > 0)
            .map(|(count, one, many, what)| format!("{count} {} {what}", if *count == 1 { one } else { many }))
            .collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}

/// What is not none: `2 changed, 1 added`; `no change` if all is.
impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let records = [
            (self.changed, "changed"),
            (self.added, "added"),
            (self.removed, "removed"),
            (self.moved, "moved"),
        ];
        let shown = records.iter().filter(|(count, _)| *count > 0);
        let records: Vec<String> = shown.map(|(count, what)| format!("{count} {what}")).collect();
        let records = (!records.is_empty()).then(|| records.join(", "));
        let parts: Vec<String> = [records, self.rest()].into_iter().flatten().collect();
        match parts.is_empty() {
            true => f.write_str("no change"),
            false => f.write_str(&parts.join("; ")),
        }
    }
}
