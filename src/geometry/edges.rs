//! What repeats at the tops and bottoms of pages: running heads, footers, page numbers, header rows.

use super::page::TextLine;
use super::settings::Edges;
use crate::document::Document;
use std::collections::BTreeMap;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// How a line takes part in the repetition at page edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edge {
    /// It does not.
    None,
    /// At the bottom, or with a number that counts pages: never part of a table.
    Furniture,
    /// At the top with the same words: a running head or part of a header row.
    Top,
}

/// A line as compared between pages: its text without blanks, and the numbers in it.
#[derive(Debug, Clone, PartialEq)]
struct Key {
    /// Letters and marks, every run of digits replaced by one `0`.
    shape: String,
    numbers: Vec<u64>,
    chunks: usize,
}

/// Ranges of lines per page.
pub(crate) fn by_page(lines: &[TextLine]) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        match ranges.last_mut() {
            Some(last) if lines[last.start].page == line.page => last.end = i + 1,
            _ => ranges.push(i..i + 1),
        }
    }
    ranges
}

/// The part of each line in the repetition at page edges.
pub(crate) fn find(document: &Document, lines: &[TextLine], pages: &[Range<usize>], settings: &Edges) -> Vec<Edge> {
    let mut edges = vec![Edge::None; lines.len()];
    let keys: Vec<Key> = lines.iter().map(|l| key(document, l)).collect();
    for bottom in [false, true] {
        // Depth by depth from the edge inwards: a line counts when the lines outside of it do.
        let mut open: Vec<bool> = vec![true; pages.len()];
        for depth in 0..settings.depth {
            let at = |p: usize| -> Option<usize> {
                let page = &pages[p];
                if page.len() <= depth {
                    return None;
                }
                Some(if bottom {
                    page.end - 1 - depth
                } else {
                    page.start + depth
                })
            };
            let members: Vec<(usize, usize)> = (0..pages.len())
                .filter(|&p| open[p])
                .filter_map(|p| at(p).map(|l| (p, l)))
                .collect();
            let mut shapes: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
            for &(p, l) in &members {
                shapes.entry(keys[l].shape.as_str()).or_default().push((p, l));
            }
            open.fill(false);
            for group in shapes.into_values() {
                if group.len() < 2 || (group.len() as f32) < settings.share * pages.len() as f32 {
                    continue;
                }
                let counts = counting(&keys, lines, &group);
                let mut alike: BTreeMap<&[u64], usize> = BTreeMap::new();
                for &(_, l) in &group {
                    *alike.entry(&keys[l].numbers).or_default() += 1;
                }
                for &(p, l) in &group {
                    let same = alike[keys[l].numbers.as_slice()];
                    let repeats = same >= 2 && same as f32 >= settings.share * pages.len() as f32;
                    if counts {
                        edges[l] = Edge::Furniture;
                    } else if repeats && bottom {
                        // Rows of a table may end alike; a footer stands off, or is on most pages.
                        let off = l > pages[p].start && lines[l].y - lines[l - 1].y > settings.apart;
                        let known = depth > 0 && edges[l + 1] == Edge::Furniture;
                        if off || known || same as f32 >= settings.most * pages.len() as f32 && pages.len() > 2 {
                            edges[l] = Edge::Furniture;
                        } else {
                            continue;
                        }
                    } else if repeats {
                        edges[l] = Edge::Top;
                    } else {
                        continue;
                    }
                    open[p] = true;
                }
            }
        }
    }
    lone_numbers(lines, pages, &keys, &mut edges, settings);
    edges
}

/// Some number in the lines of the group goes up with the page.
fn counting(keys: &[Key], lines: &[TextLine], group: &[(usize, usize)]) -> bool {
    let first = &keys[group[0].1];
    if first.numbers.is_empty() || first.chunks > 3 {
        return false;
    }
    (0..first.numbers.len()).any(|k| {
        group.windows(2).all(|w| {
            let (a, b) = (&keys[w[0].1].numbers, &keys[w[1].1].numbers);
            let step = u64::from(lines[w[1].1].page - lines[w[0].1].page);
            a.get(k).zip(b.get(k)).is_some_and(|(a, b)| *b == *a + step)
        })
    })
}

/// A page number that stands alone, on documents of one page too: a short line of its own, apart from the rest,
/// with one number of at most four digits and few letters.
fn lone_numbers(lines: &[TextLine], pages: &[Range<usize>], keys: &[Key], edges: &mut [Edge], settings: &Edges) {
    for page in pages {
        let apart = |l: usize| {
            let above = l == page.start || lines[l].y - lines[l - 1].y > settings.apart;
            let below = l + 1 == page.end || lines[l + 1].y - lines[l].y > settings.apart;
            above && below
        };
        for l in [page.start, page.end - 1] {
            let key = &keys[l];
            let letters = key.shape.chars().filter(|c| c.is_alphabetic()).count();
            if edges[l] == Edge::None
                && key.chunks == 1
                && key.numbers.len() == 1
                && key.numbers[0] < 10_000
                && letters == 0
                && apart(l)
            {
                edges[l] = Edge::Furniture;
            }
        }
    }
}

fn key(document: &Document, line: &TextLine) -> Key {
    let mut shape = String::new();
    let mut numbers = Vec::new();
    for word in &line.words {
        let mut number: Option<u64> = None;
        for c in document.span_text(word.span).chars() {
            if let Some(digit) = c.to_digit(10) {
                number = Some(number.unwrap_or(0).saturating_mul(10).saturating_add(u64::from(digit)));
                continue;
            }
            if let Some(n) = number.take() {
                numbers.push(n);
                shape.push('0');
            }
            shape.push(c);
        }
        if let Some(n) = number {
            numbers.push(n);
            shape.push('0');
        }
    }
    Key {
        shape,
        numbers,
        chunks: line.chunks().len(),
    }
}

/// Whether two lines say the same but for damage: the share of pairs of neighbouring characters they have in common.
pub(crate) fn alike(document: &Document, a: &TextLine, b: &TextLine) -> f32 {
    let pairs = |line: &TextLine| {
        let mut text = String::new();
        for word in line.words.iter().map(|word| document.span_text(word.span)) {
            // A letter and its marks are one, however they are stored.
            match word.is_ascii() {
                true => text.push_str(word),
                false => text.extend(word.nfc()),
            }
        }
        let text = text.chars().filter(|c| c.is_alphanumeric());
        let text: Vec<char> = text.flat_map(char::to_lowercase).collect();
        let mut pairs: Vec<(char, char)> = text.windows(2).map(|w| (w[0], w[1])).collect();
        if let [one] = text[..] {
            pairs.push((one, one));
        }
        pairs.sort_unstable();
        pairs
    };
    let (a, b) = (pairs(a), pairs(b));
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let (mut i, mut k, mut common) = (0, 0, 0usize);
    while i < a.len() && k < b.len() {
        match a[i].cmp(&b[k]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => k += 1,
            std::cmp::Ordering::Equal => {
                common += 1;
                i += 1;
                k += 1;
            }
        }
    }
    2.0 * common as f32 / (a.len() + b.len()) as f32
}
