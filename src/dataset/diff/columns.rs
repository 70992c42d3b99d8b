//! Which column of one table is which of the other: by name, and where names changed, by what stands in them.

use super::align::increasing;
use super::data::Rows;
use super::words::tokens;
use serde::Serialize;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};

/// Pairs of columns that are compared for a new name at most.
const COMPARED: usize = 4_000;

/// Percent of the words of a column that have to be the same for it to count as renamed.
const RENAMED: usize = 50;

/// What happened to a column. Places are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "lowercase")]
pub enum ColumnChange {
    /// The new table alone has it.
    Added {
        /// Its name.
        new: String,
        /// Its place in the new table.
        to: usize,
    },
    /// The old table alone has it.
    Removed {
        /// Its name.
        old: String,
        /// Its place in the old table.
        from: usize,
    },
    /// The name is another, most of what stands in it is the same.
    Renamed {
        /// The old name.
        old: String,
        /// The new name.
        new: String,
    },
    /// It stands elsewhere among the columns.
    Moved {
        /// The new name.
        new: String,
        /// The old place.
        from: usize,
        /// The new place.
        to: usize,
    },
}

/// Old and new column of each pair, in the order of the old ones.
pub(super) fn pair(old: &Rows, new: &Rows) -> Vec<(usize, usize)> {
    let mut partner: Vec<Option<usize>> = vec![None; old.columns().len()];
    let mut taken = vec![false; new.columns().len()];
    // A name that is there twice: the first goes with the first.
    let mut named: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, name) in new.columns().iter().enumerate().rev() {
        named.entry(name).or_default().push(index);
    }
    for (index, name) in old.columns().iter().enumerate() {
        if let Some(found) = named.get_mut(name.as_str()).and_then(Vec::pop) {
            partner[index] = Some(found);
            taken[found] = true;
        }
    }
    let renamed = renamed(old, new, &partner, &taken);
    for &(left, right) in &renamed {
        partner[left] = Some(right);
        taken[right] = true;
    }
    partner
        .iter()
        .enumerate()
        .filter_map(|(a, b)| b.map(|b| (a, b)))
        .collect()
}

/// What happened to the columns of two tables.
pub(super) fn changes(old: &Rows, new: &Rows, pairs: &[(usize, usize)]) -> Vec<ColumnChange> {
    let partner = |index: &usize| pairs.binary_search_by_key(index, |pair| pair.0).is_ok();
    let mut taken = vec![false; new.columns().len()];
    pairs.iter().for_each(|pair| taken[pair.1] = true);
    let places: Vec<u32> = pairs
        .iter()
        .map(|&(_, new)| u32::try_from(new).unwrap_or(u32::MAX))
        .collect();
    let kept = increasing(&places);
    let mut changes = Vec::new();
    for (index, name) in old.columns().iter().enumerate().filter(|(index, _)| !partner(index)) {
        changes.push(ColumnChange::Removed {
            old: name.clone(),
            from: index + 1,
        });
    }
    for (index, name) in new.columns().iter().enumerate().filter(|(index, _)| !taken[*index]) {
        changes.push(ColumnChange::Added {
            new: name.clone(),
            to: index + 1,
        });
    }
    for (&(left, right), kept) in pairs.iter().zip(kept) {
        if old.columns()[left] != new.columns()[right] {
            changes.push(ColumnChange::Renamed {
                old: old.columns()[left].clone(),
                new: new.columns()[right].clone(),
            });
        }
        if !kept {
            changes.push(ColumnChange::Moved {
                new: new.columns()[right].clone(),
                from: left + 1,
                to: right + 1,
            });
        }
    }
    changes
}

/// Pairs of columns without a partner of their name that hold mostly the same words; the most alike first.
fn renamed(old: &Rows, new: &Rows, partner: &[Option<usize>], taken: &[bool]) -> Vec<(usize, usize)> {
    let left: Vec<usize> = (0..partner.len()).filter(|index| partner[*index].is_none()).collect();
    let right: Vec<usize> = (0..taken.len()).filter(|index| !taken[*index]).collect();
    if left.is_empty() || right.is_empty() || left.len().saturating_mul(right.len()) > COMPARED {
        return Vec::new();
    }
    let words = |rows: &Rows, column: usize| {
        let mut words: Vec<u64> = Vec::new();
        for record in 0..rows.len() {
            words.extend(
                tokens(rows.cell(record, column))
                    .filter(|token| is_word(token))
                    .map(hash),
            );
        }
        words.sort_unstable();
        words
    };
    let left_words: Vec<_> = left.iter().map(|&column| words(old, column)).collect();
    let right_words: Vec<_> = right.iter().map(|&column| words(new, column)).collect();
    let mut found = Vec::new();
    for (a, &old_column) in left.iter().enumerate() {
        for (b, &new_column) in right.iter().enumerate() {
            let most = left_words[a].len().max(right_words[b].len());
            let percent = match (100 * shared(&left_words[a], &right_words[b])).checked_div(most) {
                Some(percent) => percent,
                // Two empty columns in one place.
                None if old_column == new_column && !old.is_empty() && !new.is_empty() => 100,
                None => 0,
            };
            if percent >= RENAMED {
                let apart = old_column.abs_diff(new_column);
                found.push((
                    std::cmp::Reverse(percent),
                    apart,
                    old_column + new_column,
                    old_column,
                    new_column,
                ));
            }
        }
    }
    found.sort_unstable();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, _, _, a, b) in found {
        if pairs.iter().all(|pair| pair.0 != a && pair.1 != b) {
            pairs.push((a, b));
        }
    }
    pairs
}

pub(super) fn is_word(token: &str) -> bool {
    token.chars().next().is_some_and(char::is_alphanumeric)
}

/// The same on every machine and in every run.
pub(super) fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// The number of items two sorted lists share.
fn shared(a: &[u64], b: &[u64]) -> usize {
    let (mut i, mut j, mut count) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, count) = (i + 1, j + 1, count + 1),
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(columns: &[&str], records: &[&[&str]]) -> Rows {
        let mut rows = Rows::new(columns.iter().map(|name| (*name).to_owned()).collect());
        records.iter().for_each(|record| rows.push(record.iter().copied()));
        rows
    }

    #[test]
    fn names_then_words() {
        let old = rows(
            &["id", "name", "note", "x"],
            &[&["1", "Anna Berg", "yes", "q"], &["2", "Bo Dahl", "no", "r"]],
        );
        let new = rows(
            &["note", "id", "person", "y"],
            &[&["yes", "1", "Anna Berg", "s"], &["no", "2", "Bo Dahl", "t"]],
        );
        let pairs = pair(&old, &new);
        assert_eq!(pairs, [(0, 1), (1, 2), (2, 0)]);
        let shown: Vec<String> = changes(&old, &new, &pairs)
            .iter()
            .map(|change| format!("{change:?}"))
            .collect();
        assert_eq!(
            shown,
            [
                r#"Removed { old: "x", from: 4 }"#,
                r#"Added { new: "y", to: 4 }"#,
                r#"Renamed { old: "name", new: "person" }"#,
                r#"Moved { new: "note", from: 3, to: 1 }"#,
            ]
        );
    }

    #[test]
    fn doubled_names() {
        let old = rows(&["a", "a"], &[]);
        assert_eq!(pair(&old, &rows(&["a", "b", "a"], &[])), [(0, 0), (1, 2)]);
    }
}
