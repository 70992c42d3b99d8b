//! Which record of one table is which of the other.
//!
//! 1. **Anchors.** Records that are there once in both tables and equal; the longest run of them in one order stays in place
//!    (patience diff by Bram Cohen; the run is a longest increasing subsequence, found by patience sorting: Aldous and
//!    Diaconis 1999).
//! 2. **Doubles.** Between two anchors, equal records that are there more than once, with the histogram diff of JGit, as
//!    `imara-diff` implements it with bounded effort.
//! 3. **Moves.** Equal records that are left, wherever they stand (as Heckel 1978 pairs lines).
//! 4. **Likeness.** Records that are left, by what they share; see [`super::likeness`].
//!
//! All steps but the third's sort are linear or bounded; so the whole is `O(n log n)`.

use super::data::Rows;
use super::likeness;
use imara_diff::{Algorithm, Diff, InternedInput};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};

/// Two tables by the columns they have in common.
#[derive(Clone, Copy)]
pub(super) struct Sides<'a> {
    pub(super) old: &'a Rows,
    pub(super) new: &'a Rows,
    /// Old and new column.
    pub(super) columns: &'a [(usize, usize)],
}

/// A record of the old table and one of the new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) old: u32,
    pub(super) new: u32,
    /// It stands in the same order as the other pairs in place.
    pub(super) in_place: bool,
}

const NONE: u32 = u32::MAX;

impl<'a> Sides<'a> {
    pub(super) fn old_cells(self, record: usize) -> impl Iterator<Item = &'a str> {
        self.columns
            .iter()
            .map(move |&(column, _)| self.old.cell(record, column))
    }

    pub(super) fn new_cells(self, record: usize) -> impl Iterator<Item = &'a str> {
        self.columns
            .iter()
            .map(move |&(_, column)| self.new.cell(record, column))
    }

    pub(super) fn equal(self, old: usize, new: usize) -> bool {
        self.old_cells(old).eq(self.new_cells(new))
    }
}

/// All pairs, in the order of the old table.
pub(super) fn align(sides: Sides<'_>) -> Vec<Pair> {
    let (old, new) = ids(sides);
    let count = old.iter().chain(&new).max().map_or(0, |id| *id as usize + 1);
    let mut places = Places::new(&old, &new, count);
    let mut state = State {
        partner: vec![NONE; old.len()],
        in_place: vec![false; old.len()],
        taken: vec![false; new.len()],
    };
    // 1. Anchors.
    let unique: Vec<(u32, u32)> = (0..)
        .zip(&old)
        .filter(|(_, id)| places.unique(**id))
        .map(|(at, id)| (at, places.new_at[*id as usize]))
        .collect();
    let kept = increasing(&unique.iter().map(|pair| pair.1).collect::<Vec<_>>());
    for (&(a, b), kept) in unique.iter().zip(kept) {
        if kept {
            state.pair(a, b, true);
        }
    }
    // 2. Doubles.
    for (olds, news) in state.gaps() {
        let double = |id: &u32| places.double(*id);
        if !old[olds.clone()].iter().any(double) || !new[news.clone()].iter().any(double) {
            continue;
        }
        doubles(&mut state, (olds.clone(), &old), (news.clone(), &new), &places);
    }
    // 3. Moves.
    for (at, id) in (0..).zip(&old) {
        if state.partner[at as usize] == NONE
            && let Some(found) = places.next_free(*id, &state.taken)
        {
            state.pair(at, found, false);
        }
    }
    // 4. Likeness.
    for pair in likeness::pairs(sides, &state.left_old(), &state.left_new(), &state.gaps()) {
        state.pair(pair.old, pair.new, pair.in_place);
    }
    state.pairs()
}

struct State {
    partner: Vec<u32>,
    in_place: Vec<bool>,
    taken: Vec<bool>,
}

/// Records of the old and of the new table between two pairs in place.
pub(super) type Gap = (std::ops::Range<usize>, std::ops::Range<usize>);

impl State {
    fn pair(&mut self, old: u32, new: u32, in_place: bool) {
        self.partner[old as usize] = new;
        self.in_place[old as usize] = in_place;
        self.taken[new as usize] = true;
    }

    fn gaps(&self) -> Vec<Gap> {
        let mut gaps = Vec::new();
        let (mut a, mut b) = (0, 0);
        let ends = (0..self.partner.len())
            .filter(|at| self.in_place[*at])
            .map(|at| (at, self.partner[at] as usize))
            .chain([(self.partner.len(), self.taken.len())]);
        for (old, new) in ends {
            if a < old && b < new {
                gaps.push((a..old, b..new));
            }
            (a, b) = (old + 1, new + 1);
        }
        gaps
    }

    fn left_old(&self) -> Vec<u32> {
        (0..)
            .zip(&self.partner)
            .filter(|(_, partner)| **partner == NONE)
            .map(|(at, _)| at)
            .collect()
    }

    fn left_new(&self) -> Vec<u32> {
        (0..)
            .zip(&self.taken)
            .filter(|(_, taken)| !**taken)
            .map(|(at, _)| at)
            .collect()
    }

    fn pairs(&self) -> Vec<Pair> {
        let all = (0..).zip(self.partner.iter().zip(&self.in_place));
        all.filter(|(_, (partner, _))| **partner != NONE)
            .map(|(old, (&new, &in_place))| Pair { old, new, in_place })
            .collect()
    }
}

/// Where the records of each content stand.
struct Places {
    old_count: Vec<u32>,
    new_count: Vec<u32>,
    /// The first place in the new table.
    new_at: Vec<u32>,
    /// The next place of the same content in the new table.
    next: Vec<u32>,
}

impl Places {
    fn new(old: &[u32], new: &[u32], count: usize) -> Self {
        let mut places = Self {
            old_count: vec![0; count],
            new_count: vec![0; count],
            new_at: vec![NONE; count],
            next: vec![NONE; new.len()],
        };
        old.iter().for_each(|id| places.old_count[*id as usize] += 1);
        for (at, id) in new.iter().enumerate().rev() {
            let (at, id) = (index(at), *id as usize);
            places.new_count[id] += 1;
            places.next[at as usize] = places.new_at[id];
            places.new_at[id] = at;
        }
        places
    }

    fn unique(&self, id: u32) -> bool {
        self.old_count[id as usize] == 1 && self.new_count[id as usize] == 1
    }

    /// In both tables, and not just once.
    fn double(&self, id: u32) -> bool {
        self.old_count[id as usize] > 0 && self.new_count[id as usize] > 0 && !self.unique(id)
    }

    /// The first record of a content that is not taken; what is passed over is not seen again.
    fn next_free(&mut self, id: u32, taken: &[bool]) -> Option<u32> {
        let at = &mut self.new_at[id as usize];
        while *at != NONE && taken[*at as usize] {
            *at = self.next[*at as usize];
        }
        (*at != NONE).then_some(*at)
    }
}

/// A number for each content, the same on both sides.
fn ids(sides: Sides<'_>) -> (Vec<u32>, Vec<u32>) {
    let mut known: HashMap<u64, u32> = HashMap::with_capacity(sides.old.len());
    let mut id = |cells: &mut dyn Iterator<Item = &str>| {
        let mut hasher = DefaultHasher::new();
        for cell in cells {
            hasher.write(cell.as_bytes());
            hasher.write_u8(0xff);
        }
        let next = u32::try_from(known.len()).unwrap_or(NONE);
        *known.entry(hasher.finish()).or_insert(next)
    };
    let old = (0..sides.old.len())
        .map(|record| id(&mut sides.old_cells(record)))
        .collect();
    let new = (0..sides.new.len())
        .map(|record| id(&mut sides.new_cells(record)))
        .collect();
    (old, new)
}

fn doubles(
    state: &mut State,
    (olds, old): (std::ops::Range<usize>, &[u32]),
    (news, new): (std::ops::Range<usize>, &[u32]),
    places: &Places,
) {
    let a: Vec<usize> = olds.filter(|at| places.double(old[*at])).collect();
    let b: Vec<usize> = news.filter(|at| places.double(new[*at])).collect();
    let mut input: InternedInput<u32> = InternedInput::default();
    input.update_before(a.iter().map(|at| old[*at]));
    input.update_after(b.iter().map(|at| new[*at]));
    let diff = Diff::compute(Algorithm::Histogram, &input);
    let (mut i, mut j) = (0, 0);
    let end = (a.len(), b.len());
    let same = |state: &mut State, i: &mut usize, j: &mut usize, until: usize| {
        while *i < until && *j < end.1 {
            state.pair(index(a[*i]), index(b[*j]), true);
            (*i, *j) = (*i + 1, *j + 1);
        }
    };
    for hunk in diff.hunks() {
        same(state, &mut i, &mut j, hunk.before.start as usize);
        (i, j) = (hunk.before.end as usize, hunk.after.end as usize);
    }
    same(state, &mut i, &mut j, end.0);
}

pub(super) fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(NONE)
}

/// Marks a longest increasing subsequence of numbers that are all different.
pub(super) fn increasing(numbers: &[u32]) -> Vec<bool> {
    // The last item of the best run of each length, and what stands before each item in its run.
    let mut last: Vec<usize> = Vec::new();
    let mut before = vec![usize::MAX; numbers.len()];
    for (at, number) in numbers.iter().enumerate() {
        let length = last.partition_point(|item| numbers[*item] < *number);
        if length > 0 {
            before[at] = last[length - 1];
        }
        match last.get_mut(length) {
            Some(item) => *item = at,
            None => last.push(at),
        }
    }
    let mut kept = vec![false; numbers.len()];
    let mut at = last.last().copied().unwrap_or(usize::MAX);
    while let Some(mark) = kept.get_mut(at) {
        *mark = true;
        at = before[at];
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Rows {
        let mut rows = Rows::new(vec!["x".to_owned()]);
        text.split_whitespace().for_each(|word| rows.push([word]));
        rows
    }

    /// In place, moved, and pairs that are not equal.
    fn counts(old: &str, new: &str) -> (usize, usize, usize) {
        let (old, new) = (rows(old), rows(new));
        let sides = Sides {
            old: &old,
            new: &new,
            columns: &[(0, 0)],
        };
        let pairs = align(sides);
        let equal = |pair: &&Pair| sides.equal(pair.old as usize, pair.new as usize);
        let same = pairs.iter().filter(equal).count();
        let placed = pairs.iter().filter(equal).filter(|pair| pair.in_place).count();
        (placed, same - placed, pairs.len() - same)
    }

    #[test]
    fn order_and_doubles() {
        assert_eq!(counts("a b c d", "a b c d"), (4, 0, 0));
        assert_eq!(counts("a b c d", "d a b c"), (3, 1, 0));
        assert_eq!(
            counts("a x b x c", "x a x b x c"),
            (5, 0, 0),
            "one double more, none moved"
        );
        assert_eq!(counts("x x x x", "x x"), (2, 0, 0));
        assert_eq!(counts("a x b", "x a b x"), (2, 1, 0), "a and b stay, x moves");
        assert_eq!(counts("", "a"), (0, 0, 0));
        assert_eq!(counts("c b a", "a b c"), (1, 2, 0));
    }

    #[test]
    fn longest_runs() {
        let kept = |numbers: &[u32]| increasing(numbers).iter().filter(|kept| **kept).count();
        assert_eq!(kept(&[3, 1, 2, 5, 4, 6]), 4);
        assert_eq!(kept(&[]), 0);
        assert_eq!(kept(&[5, 4, 3]), 1);
    }
}
