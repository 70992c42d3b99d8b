//! Beam search that walks the words of a source and the [`Track`]s of its truth together.
//!
//! A hypothesis holds one pointer per track. Each source word either continues or begins an item of a
//! track, closes one item and begins another (words glued together by the extractor), or is none of the
//! truth. What a right reading never does has a price: leaving a row before it is complete, leaving a
//! cell in the middle of a line, ending in the middle of a known word elsewhere than at a line end, words
//! of no cell inside an open row.

use super::tracks::Track;
use std::collections::HashMap;

/// One word of the source as the search sees it.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// Its key, with the byte offset in the word after each character's source.
    pub(super) key: Vec<(char, u32)>,
    /// First word of its line.
    pub(super) line_start: bool,
    /// Last word of its line.
    pub(super) line_end: bool,
    /// More than one blank before it.
    pub(super) gap: bool,
    /// It looks like a word of a header row.
    pub(super) headery: bool,
}

/// Part of a word: how many key characters of it went to which track ([`NONE`]: to no track).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Step {
    pub(super) track: u8,
    pub(super) chars: u16,
    /// First character in the track.
    pub(super) at: u32,
}

/// The track of words that are none of the truth.
pub(super) const NONE: u8 = u8::MAX;
/// Set in a hypothesis' last track when words of no track came after it.
const AFTER_OTHER: u8 = 0x80;
/// Known words that may be passed over when the source lacks or spoils them.
const SKIPS: usize = 3;
const MAX_STEPS: usize = 4;

/// Prices, in units of about one misplaced word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prices {
    /// Hypotheses kept per word.
    pub(super) beam: usize,
    /// Beginning an item while another track has not finished an earlier row.
    pub(super) skew: f32,
    /// Beginning a cell before the one on its left.
    pub(super) order: f32,
    /// A word of no cell between rows, and inside an open row.
    pub(super) outside: f32,
    /// See `outside`.
    pub(super) inside: f32,
}

impl Prices {
    /// For text that prints one row after the other.
    pub(super) const ROWS: Self = Self {
        beam: 160,
        skew: 4.0,
        order: 1.5,
        outside: 0.3,
        inside: 1.0,
    };
    /// For text that prints columns of several rows as blocks.
    pub(super) const BLOCKS: Self = Self {
        beam: 320,
        skew: 0.25,
        order: 0.4,
        outside: 0.5,
        inside: 1.0,
    };
}

struct Hypothesis {
    cost: f32,
    hash: u64,
    last: u8,
    pointers: Vec<u32>,
}

#[derive(Clone, Copy)]
struct Candidate {
    cost: f32,
    hash: u64,
    parent: u32,
    count: u8,
    steps: [Step; MAX_STEPS],
}

/// The steps of each token on the cheapest path.
pub(super) fn search(tokens: &[Token], tracks: &[Track], prices: Prices) -> Vec<Vec<Step>> {
    let mut beam = vec![Hypothesis {
        cost: 0.0,
        hash: 0,
        last: NONE,
        pointers: vec![0; tracks.len()],
    }];
    let mut history: Vec<Vec<(u32, u8, [Step; MAX_STEPS])>> = Vec::with_capacity(tokens.len());
    let mut best: HashMap<(u64, u8), usize> = HashMap::new();
    for token in tokens {
        let mut candidates: Vec<Candidate> = Vec::new();
        best.clear();
        for (parent, hypothesis) in beam.iter().enumerate() {
            let mut walk = Walk {
                token,
                tracks,
                prices,
                parent: parent as u32,
                pointers: hypothesis.pointers.clone(),
                steps: Vec::with_capacity(MAX_STEPS),
                out: &mut candidates,
                best: &mut best,
            };
            walk.go(0, hypothesis.cost, hypothesis.hash, hypothesis.last);
        }
        candidates.sort_by(|a, b| a.cost.total_cmp(&b.cost).then(a.parent.cmp(&b.parent)));
        candidates.truncate(prices.beam);
        let next = candidates
            .iter()
            .map(|candidate| {
                let parent = &beam[candidate.parent as usize];
                let mut pointers = parent.pointers.clone();
                let mut last = parent.last;
                for step in &candidate.steps[..candidate.count as usize] {
                    if step.track == NONE {
                        last |= AFTER_OTHER;
                    } else {
                        pointers[step.track as usize] = step.at + u32::from(step.chars);
                        last = step.track;
                    }
                }
                Hypothesis {
                    cost: candidate.cost,
                    hash: candidate.hash,
                    last,
                    pointers,
                }
            })
            .collect();
        history.push(candidates.iter().map(|c| (c.parent, c.count, c.steps)).collect());
        beam = next;
    }
    let end = |h: &Hypothesis| {
        let open: usize = (tracks.iter().zip(&h.pointers))
            .map(|(t, &p)| t.chars.len() - p as usize)
            .sum();
        h.cost + 0.2 * open as f32
    };
    let mut at = (0..beam.len())
        .min_by(|&a, &b| end(&beam[a]).total_cmp(&end(&beam[b])))
        .unwrap_or(0);
    let mut path = vec![Vec::new(); tokens.len()];
    for (steps, row) in path.iter_mut().zip(&history).rev() {
        let (parent, count, taken) = row[at];
        steps.extend_from_slice(&taken[..count as usize]);
        at = parent as usize;
    }
    path
}

struct Walk<'a> {
    token: &'a Token,
    tracks: &'a [Track],
    prices: Prices,
    parent: u32,
    pointers: Vec<u32>,
    steps: Vec<Step>,
    out: &'a mut Vec<Candidate>,
    best: &'a mut HashMap<(u64, u8), usize>,
}

impl Walk<'_> {
    fn emit(&mut self, cost: f32, hash: u64, last: u8) {
        let mut steps = [Step::default(); MAX_STEPS];
        steps[..self.steps.len()].copy_from_slice(&self.steps);
        let candidate = Candidate {
            cost,
            hash,
            parent: self.parent,
            count: self.steps.len() as u8,
            steps,
        };
        match self.best.entry((hash, last)) {
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(self.out.len());
                self.out.push(candidate);
            }
            std::collections::hash_map::Entry::Occupied(entry) => {
                let old = &mut self.out[*entry.get()];
                if cost < old.cost {
                    *old = candidate;
                }
            }
        }
    }

    fn go(&mut self, from: usize, cost: f32, hash: u64, last: u8) {
        let rest = self.token.key.len() - from;
        if self.steps.len() < MAX_STEPS {
            self.steps.push(Step {
                track: NONE,
                chars: rest.min(u16::MAX as usize) as u16,
                at: 0,
            });
            let price = if rest == 0 {
                0.0
            } else if self.token.headery {
                0.15
            } else if self.open() {
                self.prices.inside
            } else {
                self.prices.outside
            };
            let leave = last & AFTER_OTHER == 0 && (from > 0 || !self.token.line_start);
            let price = if leave { price + 0.5 } else { price };
            self.emit(cost + price, hash, last | AFTER_OTHER);
            self.steps.pop();
        }
        if rest == 0 || self.steps.len() == MAX_STEPS {
            return;
        }
        for track in 0..self.tracks.len() {
            let t = &self.tracks[track];
            let at = self.pointers[track];
            if self.consume(track, at, from, cost, hash, last) || from > 0 || rest < 3 {
                continue;
            }
            let starts = (at + 1..t.chars.len() as u32).filter(|&i| t.word_start[i as usize]);
            for (skipped, later) in starts.take(SKIPS).enumerate() {
                self.consume(track, later, 0, cost + 2.5 + skipped as f32, hash, last);
            }
        }
    }

    /// Takes characters of the word from `from` on for those of `track` at `at`; whether they are equal.
    fn consume(&mut self, track: usize, at: u32, from: usize, cost: f32, hash: u64, last: u8) -> bool {
        let t = &self.tracks[track];
        let pointer = self.pointers[track];
        let end = t.item_end(at);
        let rest = &self.token.key[from..];
        let take = ((end - at) as usize).min(rest.len());
        let known = &t.chars[at as usize..at as usize + take];
        if take == 0 || !known.iter().zip(rest).all(|(&known, &(seen, _))| known == seen) {
            return false;
        }
        let mut price = self.enter(track, at, from, last);
        let to = at + take as u32;
        let inner = (at + 1..to).filter(|&i| t.word_start[i as usize]).count();
        price += 0.3 * inner as f32;
        self.steps.push(Step {
            track: track as u8,
            chars: take as u16,
            at,
        });
        self.pointers[track] = to;
        let hash = hash.wrapping_sub(mix(track, pointer)).wrapping_add(mix(track, to));
        if take == rest.len() {
            if !t.word_start[to as usize] {
                price += if self.token.line_end { 0.1 } else { 2.0 };
            }
            self.emit(cost + price, hash, track as u8);
        } else {
            self.go(from + take, cost + price + 1.0, hash, track as u8);
        }
        self.pointers[track] = pointer;
        self.steps.pop();
        true
    }

    /// Price of going on in `track` at its pointer `at` after a word of track `last`.
    fn enter(&self, track: usize, at: u32, from: usize, last: u8) -> f32 {
        let t = &self.tracks[track];
        let before = (last & !AFTER_OTHER) as usize;
        let left_open = before != track && (self.tracks.get(before)).is_some_and(|t| t.inside(self.pointers[before]));
        let back_from_other = last & AFTER_OTHER != 0 && last != NONE && !self.token.line_start && from == 0;
        let switch = if back_from_other {
            0.5
        } else if !left_open {
            0.0
        } else if from == 0 && (self.token.line_start || self.token.gap) {
            0.4
        } else {
            1.0
        };
        if t.inside(at) {
            let back = if last == NONE || before == track { 0.0 } else { 0.2 };
            let cut = !t.word_start[at as usize] && !self.token.line_start;
            return switch + back + f32::from(u8::from(cut));
        }
        let order = t.order(at);
        let headings = self.tracks.len() - 1;
        let mut price = switch;
        for (other, (o, &p)) in self.tracks.iter().zip(&self.pointers).enumerate() {
            if other == track {
                continue;
            }
            let theirs = o.order(p);
            if theirs < order {
                price += self.prices.skew;
            } else if theirs == order && other < track && track != headings && !o.inside(p) {
                price += self.prices.order;
            }
        }
        price
    }

    /// Whether a row or heading has begun and is not complete.
    fn open(&self) -> bool {
        let pairs = || self.tracks.iter().zip(&self.pointers);
        if pairs().any(|(t, &p)| t.inside(p)) {
            return true;
        }
        let Some(least) = pairs().map(|(t, &p)| t.order(p)).min() else {
            return false;
        };
        least % 2 == 1
            && least != u32::MAX
            && pairs().any(|(t, &p)| p > 0 && t.order(p) != least && t.order(p - 1) == least)
    }
}

fn mix(track: usize, at: u32) -> u64 {
    if at == 0 {
        return 0;
    }
    let mut z = (((track as u64) << 32) | u64::from(at))
        .wrapping_add(1)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
