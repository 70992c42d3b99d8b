//! Page breaks: the marks extractors leave, and the breaks page numbers imply.

use super::lines::Lines;
use super::numbers::Sequence;

/// Printed lines on either side of a page break among which its page number is looked for.
pub(super) const EDGE: usize = 3;
/// Fewest printed lines between two page breaks that nothing but gaps or numbers show.
pub(super) const SHORTEST: usize = 6;

/// A page break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Break {
    /// The first printed line of the new page.
    pub(super) at: usize,
    /// How many pages begin here (more than one after empty pages).
    pub(super) step: u32,
}

/// What stands between lines where the extractor saw a page end.
#[derive(Debug, Clone, Default)]
pub(super) struct Marks {
    /// The breaks, ascending.
    pub(super) breaks: Vec<Break>,
    /// They are form feeds: every page has one.
    pub(super) feeds: bool,
    /// The pages that begin at them.
    pub(super) pages: Count,
}

impl Marks {
    /// Finds the marks: form feeds, else long runs of empty lines and single leading blanks.
    pub(super) fn new(lines: &Lines) -> Self {
        let feeds: Vec<Break> = (1..lines.len())
            .filter(|&n| lines.list[n].feeds > 0)
            .map(|at| Break {
                at,
                step: lines.list[at].feeds,
            })
            .collect();
        if !feeds.is_empty() {
            return Self {
                pages: Count::new(&feeds),
                breaks: feeds,
                feeds: true,
            };
        }
        let usual = usual_gap(lines);
        let long = match usual {
            0 => 3,
            1 if lines.blanks_kept => 3,
            // Without trailing blanks an empty paragraph looks like three empty lines.
            1 => 4,
            more => 2 * more + 1,
        };
        // A cleaner that leaves a blank for each page break leaves several at the first line.
        let cleaned = usual > 0 || lines.indented;
        let mut breaks: Vec<Break> = Vec::new();
        for at in 1..lines.len() {
            let line = lines.list[at];
            let marked = line.gap >= long || (cleaned && (line.lead || line.lone && line.gap > 0));
            let apart = breaks
                .last()
                .is_none_or(|b| at - b.at > EDGE || (lines.list[at].lead && at - b.at > 1));
            if marked && apart {
                breaks.push(Break { at, step: 1 });
            }
        }
        let close = breaks.windows(2).any(|w| w[1].at - w[0].at < 3 * SHORTEST);
        if breaks.len() * SHORTEST > lines.len() || (usual == 0 && lines.indented && close) {
            breaks.clear();
        }
        Self {
            pages: Count::new(&breaks),
            breaks,
            feeds: false,
        }
    }

    /// Whether printed line `n` stands close to a mark.
    pub(super) fn near(&self, n: usize) -> bool {
        let i = self.breaks.partition_point(|b| b.at + EDGE < n + 1);
        self.breaks.get(i).is_some_and(|b| b.at <= n + EDGE)
    }
}

/// How many pages begin up to each printed line, the first one not counted.
#[derive(Debug, Clone, Default)]
pub(super) struct Count {
    /// Lines at which pages begin, and how many have begun then.
    begun: Vec<(usize, u32)>,
}

impl Count {
    /// Counts the pages that begin at breaks, which ascend.
    pub(super) fn new(breaks: &[Break]) -> Self {
        let mut sum = 0u32;
        let begun = breaks.iter().map(|page| {
            sum = sum.saturating_add(page.step);
            (page.at, sum)
        });
        Self { begun: begun.collect() }
    }

    /// How many pages begin up to printed line `n`.
    pub(super) fn of(&self, n: usize) -> u32 {
        let next = self.begun.partition_point(|(at, _)| *at <= n);
        next.checked_sub(1).map_or(0, |last| self.begun[last].1)
    }
}

/// Whether an ascending list has a line close to `at`.
fn close(list: &[usize], at: usize) -> bool {
    let first = list.partition_point(|other| other + EDGE + 1 < at);
    list.get(first).is_some_and(|other| other.abs_diff(at) <= EDGE + 1)
}

/// The run of empty lines most printed lines have before them.
fn usual_gap(lines: &Lines) -> u32 {
    let mut counts = [0usize; 8];
    for line in lines.list.iter().skip(1) {
        counts[(line.gap as usize).min(7)] += 1;
    }
    let most = (0..8).max_by_key(|&i| (counts[i], 7 - i)).unwrap_or(0);
    // Only where nearly every line has them do they carry no information.
    if counts[most] * 5 >= (lines.len().max(1) - 1) * 4 {
        most as u32
    } else {
        0
    }
}

/// All page breaks, from the marks and the page numbers.
pub(super) fn breaks(lines: &Lines, marks: &Marks, sequence: Option<&Sequence>) -> Vec<Break> {
    if marks.feeds {
        return marks.breaks.clone();
    }
    let Some(sequence) = sequence else {
        return marks.breaks.clone();
    };
    let implied: Vec<usize> = sequence
        .items
        .iter()
        .filter_map(|item| {
            let at = match (sequence.leads, item.glued_head()) {
                (true, _) | (false, true) => item.at,
                (false, false) => item.at + item.lines,
            };
            (at > 0 && at < lines.len() && !(sequence.leads && item.at <= EDGE)).then_some(at)
        })
        .collect();
    let mut all: Vec<Break> = marks
        .breaks
        .iter()
        .copied()
        // A complete sequence knows every break; other gaps are just gaps.
        .filter(|b| !sequence.complete || close(&implied, b.at))
        .collect();
    let marked: Vec<usize> = all.iter().map(|b| b.at).collect();
    let mut last = None;
    for at in implied {
        if !close(&marked, at) && last.is_none_or(|last| at > last + EDGE + 1) {
            all.push(Break { at, step: 1 });
            last = Some(at);
        }
    }
    all.sort_by_key(|b| b.at);
    all
}
