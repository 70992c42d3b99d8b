//! Records that are not equal but much alike: changed ones.
//!
//! What two records share is the words in them, wherever they stand, and whole cells in their columns, each weighted by how
//! rare it is (after Spärck Jones 1972); the likeness is Dice's (1945): twice the weight of what is shared over the weight of
//! both. In small gaps all pairs are compared; else only those that share a rare word or cell, or that are equal but
//! for one cell (deletion neighbourhoods, Mor and Fraenkel 1982). Lists of such pairs are cut at a fixed length,
//! so the effort is linear in the number of records.

use super::align::{Gap, Pair, Sides, increasing, index};
use super::columns::{hash, is_word};
use super::words::tokens;

/// Likeness that makes a pair, in thousandths, within a gap and anywhere.
const NEAR: u64 = 350;
const FAR: u64 = 450;

/// Pairs of a gap that are all compared.
const SMALL_GAP: usize = 400;

/// Keys of a record, records of a key, and candidates of a record that are looked at.
const KEYS: usize = 6;
const SHARED: usize = 8;
const CANDIDATES: usize = 4;

/// Equal records that are read to learn what is common.
const SAMPLE: usize = 2_000;

/// Words and columns of a record that are looked at.
const FEATURES: usize = 2_000;
const MASKS: usize = 64;

/// Pairs among the records left on both sides, none twice. `gaps` say what stands between the pairs in place.
pub(super) fn pairs(sides: Sides<'_>, olds: &[u32], news: &[u32], gaps: &[Gap]) -> Vec<Pair> {
    if olds.is_empty() || news.is_empty() {
        return Vec::new();
    }
    let old = Side::new(olds, |record| sides.old_cells(record).collect());
    let new = Side::new(news, |record| sides.new_cells(record).collect());
    let rarity = Rarity::new(sides, &old, &new);
    let old = old.known(&rarity);
    let new = new.known(&rarity);
    let mut found = Vec::new();
    let mut taken = (vec![false; olds.len()], vec![false; news.len()]);
    let range = |list: &[u32], gap: &std::ops::Range<usize>| {
        list.partition_point(|at| (*at as usize) < gap.start)..list.partition_point(|at| (*at as usize) < gap.end)
    };
    for gap in gaps {
        let (a, b) = (range(olds, &gap.0), range(news, &gap.1));
        if a.is_empty() || b.is_empty() || a.len().saturating_mul(b.len()) > SMALL_GAP {
            continue;
        }
        let all = a.clone().flat_map(|i| b.clone().map(move |j| (i, j)));
        let best = choose(all, &old, &new, (&a, &b), NEAR, &mut taken);
        in_order(best, &mut found, (olds, news));
    }
    let candidates = candidates(sides, (olds, news), (&old, &new), &rarity, &taken);
    let whole = (&(0..olds.len()), &(0..news.len()));
    let best = choose(candidates.into_iter(), &old, &new, whole, FAR, &mut taken);
    // Those of one gap may stand in place.
    let number = |list: &[u32], at: usize, side: fn(&Gap) -> &std::ops::Range<usize>| {
        let at = list[at] as usize;
        let gap = gaps.partition_point(|gap| side(gap).end <= at);
        gaps.get(gap).filter(|gap| side(gap).contains(&at)).map(|_| gap)
    };
    let mut rest: Vec<(usize, (usize, usize))> = Vec::new();
    for (i, j) in best {
        let (a, b) = (number(olds, i, |gap| &gap.0), number(news, j, |gap| &gap.1));
        match a {
            // A small gap has been ordered already; what is found now joins it from elsewhere.
            Some(gap) if a == b && range(olds, &gaps[gap].0).len() * range(news, &gaps[gap].1).len() > SMALL_GAP => {
                rest.push((gap, (i, j)));
            }
            _ => found.push(Pair {
                old: olds[i],
                new: news[j],
                in_place: false,
            }),
        }
    }
    rest.sort_unstable();
    for group in rest.chunk_by(|a, b| a.0 == b.0) {
        in_order(group.iter().map(|item| item.1).collect(), &mut found, (olds, news));
    }
    found
}

/// Adds pairs of one gap; those in one order are in place.
fn in_order(mut pairs: Vec<(usize, usize)>, found: &mut Vec<Pair>, (olds, news): (&[u32], &[u32])) {
    pairs.sort_unstable();
    let kept = increasing(&pairs.iter().map(|pair| index(pair.1)).collect::<Vec<_>>());
    for ((i, j), in_place) in pairs.into_iter().zip(kept) {
        found.push(Pair {
            old: olds[i],
            new: news[j],
            in_place,
        });
    }
}

/// The best pairs first, each record once.
fn choose(
    all: impl Iterator<Item = (usize, usize)>,
    old: &Side,
    new: &Side,
    (a, b): (&std::ops::Range<usize>, &std::ops::Range<usize>),
    least: u64,
    taken: &mut (Vec<bool>, Vec<bool>),
) -> Vec<(usize, usize)> {
    let mut scored: Vec<(std::cmp::Reverse<u64>, usize, usize, usize)> = all
        .filter_map(|(i, j)| {
            let score = likeness(old, new, i, j);
            let apart = (i - a.start).abs_diff(j - b.start);
            (score >= least).then_some((std::cmp::Reverse(score), apart, i, j))
        })
        .collect();
    scored.sort_unstable();
    let mut best = Vec::new();
    for (_, _, i, j) in scored {
        if !taken.0[i] && !taken.1[j] {
            (taken.0[i], taken.1[j]) = (true, true);
            best.push((i, j));
        }
    }
    best
}

/// The features of some records, sorted within each.
struct Side {
    features: Vec<u32>,
    ends: Vec<usize>,
    /// Weight of each feature, and of each record.
    weights: Vec<u8>,
    total: Vec<u64>,
}

impl Side {
    fn new<'a>(records: &[u32], cells: impl Fn(usize) -> Vec<&'a str>) -> Self {
        let mut side = Self {
            features: Vec::new(),
            ends: Vec::with_capacity(records.len()),
            weights: Vec::new(),
            total: Vec::new(),
        };
        for record in records {
            add_features(&cells(*record as usize), &mut side.features);
            side.ends.push(side.features.len());
        }
        side
    }

    fn known(mut self, rarity: &Rarity) -> Self {
        self.weights = self.features.iter().map(|feature| rarity.weight(*feature)).collect();
        self.total = (0..self.ends.len())
            .map(|record| {
                self.weights[self.range(record)]
                    .iter()
                    .map(|weight| u64::from(*weight))
                    .sum()
            })
            .collect();
        self
    }

    fn range(&self, record: usize) -> std::ops::Range<usize> {
        record.checked_sub(1).map_or(0, |before| self.ends[before])..self.ends[record]
    }
}

/// Words and whole cells of a record as numbers.
fn add_features(cells: &[&str], features: &mut Vec<u32>) {
    let start = features.len();
    for (column, cell) in (0_u64..).zip(cells) {
        if cell.is_empty() {
            continue;
        }
        features.push(fold(hash(cell) ^ (column + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        let room = FEATURES.saturating_sub(features.len() - start);
        features.extend(
            tokens(cell)
                .filter(|token| is_word(token))
                .take(room)
                .map(|token| fold(hash(token))),
        );
    }
    features[start..].sort_unstable();
}

fn fold(hash: u64) -> u32 {
    ((hash >> 32) ^ hash) as u32
}

/// In how many records of each side a feature is, roughly: features may share a place.
struct Rarity {
    old: Vec<u32>,
    new: Vec<u32>,
    records: u32,
    mask: usize,
}

impl Rarity {
    fn new(sides: Sides<'_>, old: &Side, new: &Side) -> Self {
        let size = (4 * (old.features.len() + new.features.len()))
            .next_power_of_two()
            .clamp(1 << 12, 1 << 23);
        let mut rarity = Self {
            old: vec![0; size],
            new: vec![0; size],
            records: 0,
            mask: size - 1,
        };
        let count = |side: &Side, counts: &mut Vec<u32>| {
            for record in 0..side.ends.len() {
                Self::add(&side.features[side.range(record)], counts, size - 1);
            }
        };
        count(old, &mut rarity.old);
        count(new, &mut rarity.new);
        let mut features = Vec::new();
        let step = (sides.old.len() / SAMPLE).max(1);
        for record in (0..sides.old.len()).step_by(step) {
            features.clear();
            add_features(&sides.old_cells(record).collect::<Vec<_>>(), &mut features);
            Self::add(&features, &mut rarity.old, size - 1);
        }
        let sampled = sides.old.len().div_ceil(step);
        rarity.records = index(sampled + old.ends.len().max(new.ends.len()));
        rarity
    }

    fn add(sorted: &[u32], counts: &mut [u32], mask: usize) {
        for run in sorted.chunk_by(|a, b| a == b) {
            counts[run[0] as usize & mask] += 1;
        }
    }

    /// 1 for what is in all records, one more for each halving.
    fn weight(&self, feature: u32) -> u8 {
        let at = feature as usize & self.mask;
        let among = self.records / self.old[at].max(self.new[at]).max(1);
        u8::try_from(32 - among.leading_zeros()).unwrap_or(32).max(1)
    }

    /// How many records have it, if both sides have it.
    fn both(&self, feature: u32) -> Option<u32> {
        let at = feature as usize & self.mask;
        (self.old[at] > 0 && self.new[at] > 0).then(|| self.old[at].saturating_add(self.new[at]))
    }
}

/// In thousandths.
fn likeness(old: &Side, new: &Side, i: usize, j: usize) -> u64 {
    let (a, b) = (old.range(i), new.range(j));
    let (mut at, mut other, mut shared) = (a.start, b.start, 0_u64);
    while at < a.end && other < b.end {
        match old.features[at].cmp(&new.features[other]) {
            std::cmp::Ordering::Less => at += 1,
            std::cmp::Ordering::Greater => other += 1,
            std::cmp::Ordering::Equal => {
                shared += u64::from(old.weights[at]);
                (at, other) = (at + 1, other + 1);
            }
        }
    }
    (2000 * shared).checked_div(old.total[i] + new.total[j]).unwrap_or(0)
}

/// Pairs that share a key few records have.
fn candidates(
    sides: Sides<'_>,
    (olds, news): (&[u32], &[u32]),
    (old, new): (&Side, &Side),
    rarity: &Rarity,
    taken: &(Vec<bool>, Vec<bool>),
) -> Vec<(usize, usize)> {
    let keys = |side: &Side, taken: &[bool]| {
        let mut keys: Vec<(u32, u32)> = Vec::new();
        for record in (0..side.ends.len()).filter(|record| !taken[*record]) {
            let mut rare: Vec<(u32, u32)> = side.features[side.range(record)]
                .iter()
                .filter_map(|feature| rarity.both(*feature).map(|count| (count, *feature)))
                .collect();
            rare.sort_unstable();
            rare.dedup();
            keys.extend(rare.iter().take(KEYS).map(|(_, feature)| (*feature, index(record))));
        }
        keys
    };
    let (mut a, mut b) = (keys(old, &taken.0), keys(new, &taken.1));
    for (at, record) in olds.iter().enumerate().filter(|(at, _)| !taken.0[*at]) {
        add_masks(
            &sides.old_cells(*record as usize).collect::<Vec<_>>(),
            index(at),
            &mut a,
        );
    }
    for (at, record) in news.iter().enumerate().filter(|(at, _)| !taken.1[*at]) {
        add_masks(
            &sides.new_cells(*record as usize).collect::<Vec<_>>(),
            index(at),
            &mut b,
        );
    }
    a.sort_unstable();
    b.sort_unstable();
    // Both lists by key: the records of a key stand together.
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    let mut others = b.chunk_by(|x, y| x.0 == y.0).peekable();
    for run in a.chunk_by(|x, y| x.0 == y.0) {
        while others.next_if(|other| other[0].0 < run[0].0).is_some() {}
        let Some(other) = others.next_if(|other| other[0].0 == run[0].0) else {
            continue;
        };
        if run.len() <= SHARED && other.len() <= SHARED {
            pairs.extend(run.iter().flat_map(|x| other.iter().map(|y| (x.1, y.1))));
        } else {
            // Too many: each with the one in its turn.
            pairs.extend(run.iter().zip(other).map(|(x, y)| (x.1, y.1)));
        }
    }
    pairs.sort_unstable();
    let mut best = Vec::new();
    let runs: Vec<&[(u32, u32)]> = pairs.chunk_by(|x, y| x == y).collect();
    for of_one in runs.chunk_by(|x, y| x[0].0 == y[0].0) {
        let mut votes: Vec<(std::cmp::Reverse<usize>, u32, u32)> = of_one
            .iter()
            .map(|run| (std::cmp::Reverse(run.len()), run[0].0.abs_diff(run[0].1), run[0].1))
            .collect();
        votes.sort_unstable();
        let record = of_one[0][0].0 as usize;
        best.extend(votes.iter().take(CANDIDATES).map(|vote| (record, vote.2 as usize)));
    }
    best
}

/// Adds keys for each record with one of its cells left out.
fn add_masks(cells: &[&str], record: u32, keys: &mut Vec<(u32, u32)>) {
    let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
    if filled < 3 || cells.len() > MASKS {
        return;
    }
    let mark = |column: u64| (column + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let hashes: Vec<u64> = (0..)
        .zip(cells)
        .map(|(column, cell)| hash(cell).wrapping_mul(mark(column) | 1))
        .collect();
    let all = hashes.iter().fold(0, |sum, hash| sum ^ hash);
    keys.extend(
        (0..)
            .zip(&hashes)
            .map(|(column, hash)| (fold((all ^ hash).wrapping_add(mark(column))), record)),
    );
}
