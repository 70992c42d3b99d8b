//! Header rows that come back at the tops of a table's pages.

use super::edges::alike;
use super::page::TextLine;
use super::settings::Settings;
use super::zones::Zone;
use crate::document::Document;
use std::ops::Range;

/// Drops from header rows what stands apart above them: titles that repeat with the header.
pub(crate) fn trim(lines: &[TextLine], zones: &mut [Zone], headers: &mut [Range<usize>], settings: &Settings) {
    let Some(first) = headers.first().cloned() else {
        return;
    };
    // Inside drawn lines nothing is a title.
    if zones.iter().any(Zone::drawn) {
        return;
    }
    let Some(fullest) = first
        .clone()
        .max_by_key(|&l| (lines[l].chunks().len(), std::cmp::Reverse(l)))
    else {
        return;
    };
    let gap = (first.start + 1..=fullest)
        .rev()
        .find(|&l| lines[l].y - lines[l - 1].y > settings.edges.apart);
    let Some(gap) = gap else { return };
    let keep = first.end - gap;
    for (k, header) in headers.iter_mut().enumerate() {
        if k > 0 && header.len() < first.len() {
            continue;
        }
        header.start = header.end - keep.min(header.len());
        for zone in zones.iter_mut().filter(|z| z.lines.contains(&header.start)) {
            let skip = header.start - zone.lines.start;
            zone.xs.drain(..skip);
            zone.lines.start = header.start;
        }
    }
}

/// The header row of the first zone and its copies in the others, as far as it repeats.
pub(crate) fn copies(
    document: &Document,
    lines: &[TextLine],
    zones: &[Zone],
    settings: &Settings,
) -> Vec<Range<usize>> {
    let first = zones[0].lines.clone();
    let mut header = 0..0;
    let mut found: Vec<Range<usize>> = Vec::new();
    for zone in &zones[1..] {
        // The zone's first lines against the first zone's, from some line of the header on.
        let mut best: Option<(usize, usize)> = None;
        for skip in 0..settings.zones.header.min(first.len()) {
            // Only titles may stand above the header.
            if skip > 0 && lines[first.start + skip - 1].chunks().len() > 1 {
                break;
            }
            let run = (0..settings.zones.header)
                .take_while(|k| {
                    let (a, b) = (first.start + skip + k, zone.lines.start + k);
                    a < first.end && b < zone.lines.end && {
                        let like = alike(document, &lines[a], &lines[b]);
                        like > 0.95 && (skip == 0 || *k > 0 || lines[a].chunks().len() > 1)
                            || skip == 0 && like >= settings.edges.alike
                    }
                })
                .count();
            if run > 0 && best.is_none_or(|b| run > b.1) {
                best = Some((skip, run));
            }
        }
        if let Some((skip, run)) = best {
            if header.is_empty() || header.start == first.start + skip {
                header = first.start + skip..header.end.max(first.start + skip + run);
            }
            found.push(zone.lines.start..zone.lines.start + run);
        }
    }
    if header.is_empty() {
        return Vec::new();
    }
    let mut headers = vec![header];
    headers.extend(found);
    headers
}
