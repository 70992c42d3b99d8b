//! What changed between two versions of an output, counted in records.

use crate::emit::Format;
use serde_json::Value;
use std::collections::BTreeMap;

/// Records that differ between two versions of an output. Where a record stands in its source is no part of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changes {
    /// Only in the new one.
    pub added: usize,
    /// Only in the old one.
    pub removed: usize,
    /// At the same place in both, with other cells or headings.
    pub changed: usize,
    /// The same in both, at another place.
    pub moved: usize,
}

impl Changes {
    /// Whether the records are the same, in the same order.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl std::fmt::Display for Changes {
    /// `2 changed, 1 added`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts = [
            (self.changed, "changed"),
            (self.added, "added"),
            (self.removed, "removed"),
            (self.moved, "moved"),
        ];
        let parts: Vec<String> = parts
            .iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, what)| format!("{number} {what}"))
            .collect();
        match parts.is_empty() {
            true => f.write_str("no record changed"),
            false => f.write_str(&parts.join(", ")),
        }
    }
}

/// Compares two versions of an output. `None` if one of them is no file of this format.
pub fn between(old: &[u8], new: &[u8], format: Format) -> Option<Changes> {
    Some(compare(&records(old, format)?, &records(new, format)?))
}

/// Each record as a text of its own.
fn records(bytes: &[u8], format: Format) -> Option<Vec<String>> {
    /// Headings and cells; the rest says where they are.
    fn text(record: &Value) -> Option<String> {
        let part = |name| record.get(name).unwrap_or(&Value::Null);
        serde_json::to_string(&[part("section"), part("subsection"), part("cells")]).ok()
    }
    match format {
        Format::Csv => {
            const PROVENANCE: [&str; 5] = ["source", "page_first", "page_last", "line_first", "line_last"];
            let mut reader = csv::Reader::from_reader(bytes);
            let names: Vec<String> = reader.headers().ok()?.iter().map(str::to_owned).collect();
            let kept = if names.ends_with(&PROVENANCE.map(str::to_owned)) {
                names.len() - PROVENANCE.len()
            } else {
                names.len()
            };
            let text = |row: csv::StringRecord| {
                let cells: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(&row).take(kept).collect();
                serde_json::to_string(&cells).ok()
            };
            reader.records().map(|row| text(row.ok()?)).collect()
        }
        Format::Json => {
            let document: Value = serde_json::from_slice(bytes).ok()?;
            let tables = document.get("tables")?.as_array()?;
            let records = tables.iter().filter_map(|table| table.get("records")?.as_array());
            records.flatten().map(text).collect()
        }
        Format::Jsonl => {
            let lines = std::str::from_utf8(bytes).ok()?.lines();
            lines.map(|line| text(&serde_json::from_str(line).ok()?)).collect()
        }
    }
}

/// Above this many pairs the order within the changed part is not looked at.
const PAIRS: usize = 4 << 20;

fn compare(old: &[String], new: &[String]) -> Changes {
    let first = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[first..], &new[first..]);
    let last = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take_while(|(old, new)| old == new)
        .count();
    let (old, new) = (&old[..old.len() - last], &new[..new.len() - last]);

    let mut changes = Changes::default();
    let mut gap = (Vec::new(), Vec::new());
    // Records of both that stand at another place are no change of their gap.
    let mut left: BTreeMap<&str, isize> = BTreeMap::new();
    let anchors = if old.len().saturating_mul(new.len()) <= PAIRS {
        common(old, new)
    } else {
        Vec::new()
    };
    let (mut i, mut j) = (0, 0);
    let ends = anchors.into_iter().chain([(old.len(), new.len())]);
    let mut gaps = Vec::new();
    for (a, b) in ends {
        gap.0.extend(old[i..a].iter().map(String::as_str));
        gap.1.extend(new[j..b].iter().map(String::as_str));
        (i, j) = ((a + 1).min(old.len()), (b + 1).min(new.len()));
        gaps.push(std::mem::take(&mut gap));
    }
    gaps.iter()
        .flat_map(|gap| &gap.1)
        .for_each(|record| *left.entry(record).or_default() += 1);
    let mut moved: BTreeMap<&str, isize> = BTreeMap::new();
    for record in gaps.iter().flat_map(|gap| &gap.0) {
        if let Some(count) = left.get_mut(record).filter(|count| **count > 0) {
            *count -= 1;
            *moved.entry(record).or_default() += 1;
            changes.moved += 1;
        }
    }
    let mut moved_new = moved.clone();
    let take = |record: &&&str, from: &mut BTreeMap<&str, isize>| match from.get_mut(**record) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    for (before, after) in &gaps {
        let before = before.iter().filter(|record| take(record, &mut moved)).count();
        let after = after.iter().filter(|record| take(record, &mut moved_new)).count();
        changes.changed += before.min(after);
        changes.removed += before.saturating_sub(after);
        changes.added += after.saturating_sub(before);
    }
    changes
}

/// A longest run of pairs of equal records, in order.
fn common(old: &[String], new: &[String]) -> Vec<(usize, usize)> {
    let wide = new.len() + 1;
    let mut longest = vec![0_u32; (old.len() + 1) * wide];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            longest[i * wide + j] = match old[i] == new[j] {
                true => longest[(i + 1) * wide + j + 1] + 1,
                false => longest[(i + 1) * wide + j].max(longest[i * wide + j + 1]),
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut pairs = Vec::new();
    while i < old.len() && j < new.len() {
        if old[i] == new[j] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if longest[(i + 1) * wide + j] >= longest[i * wide + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(old: &str, new: &str) -> String {
        let csv = |records: &str| {
            let rows = records.split_whitespace().map(|record| format!("{record},x\n"));
            format!("Naam,Bedrag\n{}", rows.collect::<String>())
        };
        between(csv(old).as_bytes(), csv(new).as_bytes(), Format::Csv)
            .unwrap()
            .to_string()
    }

    #[test]
    fn counts() {
        assert_eq!(changes("a b c", "a b c"), "no record changed");
        assert_eq!(changes("a b c", "a x c"), "1 changed");
        assert_eq!(changes("a b c", "a b c d"), "1 added");
        assert_eq!(changes("a b c", "b c"), "1 removed");
        assert_eq!(changes("a b c d", "x a y c z d"), "1 changed, 2 added");
        assert_eq!(changes("a b c d", "d a b c"), "1 moved");
        assert_eq!(changes("a a b", "a b a"), "1 moved");
        assert_eq!(changes("", "a"), "1 added");
    }

    #[test]
    fn where_a_record_stands_is_no_part_of_it() {
        let json = |line: u32, cell: &str| {
            let record = format!(r#"{{"section":null,"subsection":null,"cells":{{"a":"{cell}"}},"lines":[{line},9]}}"#);
            (
                format!(r#"{{"tables":[{{"records":[{record}]}}]}}"#),
                format!("{record}\n"),
            )
        };
        let (old, moved, other) = (json(1, "x"), json(2, "x"), json(1, "y"));
        let no = Changes::default();
        let one = Changes { changed: 1, ..no };
        assert_eq!(between(old.0.as_bytes(), moved.0.as_bytes(), Format::Json), Some(no));
        assert_eq!(between(old.0.as_bytes(), other.0.as_bytes(), Format::Json), Some(one));
        assert_eq!(between(old.1.as_bytes(), other.1.as_bytes(), Format::Jsonl), Some(one));
        assert_eq!(between(b"{", other.0.as_bytes(), Format::Json), None);
    }
}
