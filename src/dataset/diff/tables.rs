//! Which table of one file is which of the other.

use super::columns::hash;
use super::data::Rows;
use std::cmp::Reverse;
use std::collections::HashMap;

/// Pairs and tables that have no counterpart: by the records they share, then by their column names, then by what is left
/// at the same place.
pub(super) fn pair(old: &[Rows], new: &[Rows]) -> Vec<(Option<usize>, Option<usize>)> {
    let mut partner = vec![None; old.len()];
    let mut taken = vec![false; new.len()];
    if old.len() == 1 && new.len() == 1 {
        return vec![(Some(0), Some(0))];
    }
    for (_, _, _, a, b) in votes(old, new) {
        if partner[a].is_none() && !taken[b] {
            (partner[a], taken[b]) = (Some(b), true);
        }
    }
    let mut named: HashMap<&[String], Vec<usize>> = HashMap::new();
    for b in (0..new.len()).rev().filter(|b| !taken[*b]) {
        named.entry(new[b].columns()).or_default().push(b);
    }
    for a in 0..old.len() {
        if partner[a].is_none()
            && let Some(b) = named.get_mut(old[a].columns()).and_then(Vec::pop)
        {
            (partner[a], taken[b]) = (Some(b), true);
        }
    }
    for a in 0..old.len().min(new.len()) {
        let shared = || {
            old[a]
                .columns()
                .iter()
                .skip(2)
                .filter(|name| new[a].columns()[2..].contains(name))
                .count()
        };
        if partner[a].is_none() && !taken[a] && new[a].columns().len() > 2 && shared() > 0 {
            (partner[a], taken[a]) = (Some(a), true);
        }
    }
    let pairs = partner.iter().enumerate().map(|(a, b)| (Some(a), *b));
    pairs
        .chain((0..new.len()).filter(|b| !taken[*b]).map(|b| (None, Some(b))))
        .collect()
}

type Vote = (Reverse<usize>, usize, usize, usize, usize);

/// Pairs of tables by the number of records they share, most first.
fn votes(old: &[Rows], new: &[Rows]) -> Vec<Vote> {
    let keys = |tables: &[Rows]| {
        let mut keys: Vec<(u64, usize)> = Vec::new();
        for (table, rows) in tables.iter().enumerate() {
            let columns = 0..rows.columns().len();
            keys.extend((0..rows.len()).map(|record| {
                let cells: Vec<&str> = columns.clone().map(|column| rows.cell(record, column)).collect();
                (hash(&cells.join("\u{1f}")), table)
            }));
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    };
    let (a, b) = (keys(old), keys(new));
    let mut shared: HashMap<(usize, usize), usize> = HashMap::new();
    let mut others = b.chunk_by(|x, y| x.0 == y.0).peekable();
    for run in a.chunk_by(|x, y| x.0 == y.0) {
        while others.next_if(|other| other[0].0 < run[0].0).is_some() {}
        let Some(other) = others.next_if(|other| other[0].0 == run[0].0) else {
            continue;
        };
        // A record of many tables says little; each table with the one in its turn.
        for (x, y) in run.iter().zip(other) {
            *shared.entry((x.1, y.1)).or_default() += 1;
        }
    }
    let mut votes: Vec<Vote> = shared
        .into_iter()
        .map(|((a, b), count)| (Reverse(count), a.abs_diff(b), a + b, a, b))
        .collect();
    votes.sort_unstable();
    votes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(columns: &str, records: &[&str]) -> Rows {
        let mut rows = Rows::new(columns.split(' ').map(str::to_owned).collect());
        records.iter().for_each(|record| rows.push(record.split(' ')));
        rows
    }

    #[test]
    fn records_then_names() {
        let old = [
            table("a b", &["1 2", "3 4"]),
            table("a b", &["5 6"]),
            table("s t x", &["7 8 9"]),
        ];
        let new = [
            table("a b", &["9 9"]),
            table("a b", &["1 2", "3 5"]),
            table("s t x", &["0 0 0"]),
            table("a b", &["5 6"]),
        ];
        assert_eq!(
            pair(&old, &new),
            [
                (Some(0), Some(1)),
                (Some(1), Some(3)),
                (Some(2), Some(2)),
                (None, Some(0))
            ]
        );
    }
}
