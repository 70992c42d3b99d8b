//! Where the tables are: the lines of each page that share corridors, joined over pages.

use super::assign::{Assigned, assign};
use super::drift;
use super::edges::{Edge, alike};
use super::headers::{copies, trim};
use super::page::TextLine;
use super::profile::{Profile, fill, follows, profiles};
use super::prose;
use super::ruled::Ruled;
use super::seams::{Field, Seam};
use super::settings::Settings;
use super::split;
use crate::document::Document;
use std::ops::Range;

/// The part of a table on one page.
#[derive(Debug, Clone)]
pub(crate) struct Zone {
    /// Lines (indices into all lines of the document).
    pub(crate) lines: Range<usize>,
    /// Corridors per line, ascending.
    pub(crate) xs: Vec<Vec<i32>>,
    /// Evidence of the weakest to the strongest corridor, for the choice between column counts.
    pub(crate) seams: Vec<Seam>,
    /// First line of the page's lines in the document.
    pub(crate) page: Range<usize>,
    /// The drawn lines that divide it, where they do.
    pub(crate) ruled: Option<Ruled>,
}

impl Zone {
    /// Number of columns.
    pub(crate) fn columns(&self) -> usize {
        self.seams.len() + 1
    }

    /// Carries the corridors on to all of `lines`.
    pub(crate) fn stretch(&mut self, lines: Range<usize>) {
        self.xs = lines.clone().map(|l| self.corridors(l).to_vec()).collect();
        self.lines = lines;
    }

    /// One corridor more.
    pub(crate) fn add(&mut self, seam: Seam) {
        for (i, xs) in self.xs.iter_mut().enumerate() {
            let x = seam.at(self.lines.start + i - self.page.start);
            let at = xs.partition_point(|o| *o < x);
            xs.insert(at, x);
        }
        self.seams.push(seam);
    }

    /// The corridors at a line of the document, carried on beyond the zone.
    pub(crate) fn corridors(&self, line: usize) -> &[i32] {
        let i = line.saturating_sub(self.lines.start).min(self.xs.len() - 1);
        &self.xs[i]
    }

    fn new(page: Range<usize>, seams: Vec<Seam>) -> Option<Self> {
        let from = seams.iter().map(|s| s.from).min()?;
        let to = seams.iter().map(Seam::to).max()?;
        let xs = (from..=to)
            .map(|line| {
                let mut xs: Vec<i32> = seams.iter().map(|s| s.at(line)).collect();
                xs.sort_unstable();
                xs
            })
            .collect();
        Some(Self {
            lines: page.start + from..page.start + to + 1,
            xs,
            seams,
            page,
            ruled: None,
        })
    }

    /// A part that drawn lines divide.
    fn ruled(ruled: &Ruled) -> Self {
        let seam = |x: &i32| Seam {
            from: 0,
            x: vec![*x; ruled.lines.len()],
            score: f32::INFINITY,
            wide: ruled.lines.len(),
        };
        Self {
            lines: ruled.lines.clone(),
            xs: vec![ruled.corridors.clone(); ruled.lines.len()],
            seams: ruled.corridors.iter().map(seam).collect(),
            page: ruled.lines.clone(),
            ruled: Some(ruled.clone()),
        }
    }

    /// Where its lines begin; one line alone may stand further left.
    pub(crate) fn left(&self, lines: &[TextLine]) -> i32 {
        let (mut least, mut second) = (i32::MAX, i32::MAX);
        for left in lines[self.lines.clone()].iter().map(TextLine::left) {
            if left < least {
                (least, second) = (left, least);
            } else {
                second = second.min(left);
            }
        }
        if second == i32::MAX { least.min(0) } else { second }
    }

    /// Whether drawn lines divide it.
    pub(crate) fn drawn(&self) -> bool {
        self.ruled.as_ref().is_some_and(|ruled| ruled.drawn)
    }

    /// The words of a line by column.
    pub(crate) fn split(&self, lines: &[TextLine], line: usize) -> Assigned {
        if let Some(ruled) = &self.ruled
            && ruled.lines.contains(&line)
        {
            return ruled.assigned[line - ruled.lines.start].clone();
        }
        let reach = 15;
        let from = line.saturating_sub(reach).max(self.lines.start.min(line));
        let to = (line + reach + 1).min(self.lines.end.max(line + 1));
        let edge = |c: i32| {
            let mut support = 0;
            for (i, other) in lines[from..to].iter().enumerate() {
                if from + i == line {
                    continue;
                }
                for chunk in other.chunks() {
                    if (other.words[chunk.start].c0 - c).abs() <= 1 && (chunk.start > 0 || c > 2) {
                        support += 1;
                    }
                }
            }
            support >= 2
        };
        // Only a line from the left margin can be a heading that is to be kept whole.
        let whole = lines[line].left() <= self.left(lines) + 2;
        assign(&lines[line], self.corridors(line), whole, &edge)
    }
}

/// A table over its pages.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    /// Its parts in page order; all have the same number of columns.
    pub(crate) zones: Vec<Zone>,
    /// Lines of the header row: the first in the first zone, then its copies.
    pub(crate) headers: Vec<Range<usize>>,
}

impl Found {
    /// The header rows that have some of these lines, with their indices.
    pub(crate) fn headers_in(&self, lines: &Range<usize>) -> Vec<(usize, &Range<usize>)> {
        let inside = |header: &&Range<usize>| header.start < lines.end && lines.start < header.end;
        let headers = self.headers.iter().enumerate();
        headers.filter(|(_, header)| inside(header)).collect()
    }
}

/// Finds the tables of the document.
pub(crate) fn find(
    document: &Document,
    lines: &[TextLine],
    (pages, ruled, blanks): (&[Range<usize>], &[Ruled], &[f32]),
    edges: &[Edge],
    settings: &Settings,
) -> Vec<Found> {
    let mut groups: Vec<Vec<Zone>> = Vec::new();
    let mut last_page = usize::MAX;
    let known = |ruled: &&Ruled| {
        settings
            .zones
            .columns
            .is_none_or(|columns| columns == ruled.corridors.len() + 1)
    };
    for (p, page) in pages.iter().enumerate() {
        let inner = inner(page, edges);
        let mut first = true;
        let mut zones = Vec::new();
        let mut at = inner.start;
        for part in ruled
            .iter()
            .filter(known)
            .filter(|part| page.contains(&part.lines.start))
        {
            zones.extend(white(
                document,
                lines,
                at.min(part.lines.start)..part.lines.start,
                settings,
            ));
            zones.push(Zone::ruled(part));
            at = part.lines.end;
        }
        zones.extend(white(document, lines, at.min(inner.end)..inner.end, settings));
        let page = lines.get(page.start).map_or(0, |line| line.page as usize);
        if let Some(&blank) = blanks.get(page) {
            zones.retain(|zone| zone.drawn() || prose::is_table(document, lines, zone, blank, &settings.prose));
        }
        for zone in zones {
            let goes_on = match groups.last() {
                Some(group) => {
                    let before = &group[group.len() - 1];
                    first && last_page.wrapping_add(1) == p && follows(document, lines, group, before, &zone)
                }
                None => false,
            };
            first = false;
            // One row alone is no table.
            if !goes_on && zone.ruled.as_ref().is_some_and(|ruled| ruled.full < 2) {
                continue;
            }
            if goes_on {
                if let Some(group) = groups.last_mut() {
                    group.push(zone);
                }
            } else {
                groups.push(vec![zone]);
            }
            last_page = p;
        }
        if first && last_page.wrapping_add(1) == p && !inner.is_empty() {
            // No corridor of its own: the rest of a row, perhaps.
            if let Some(group) = groups.last_mut()
                && let Some(zone) = borrowed(document, lines, inner, group, settings)
            {
                group.push(zone);
                last_page = p;
            }
        }
    }
    groups
        .into_iter()
        .map(|zones| finish(document, lines, edges, zones, settings))
        .collect()
}

/// The parts of tables among these lines that corridors of white show.
fn white(document: &Document, lines: &[TextLine], range: Range<usize>, settings: &Settings) -> Vec<Zone> {
    let mut field = Field::new(document, &lines[range.clone()], &settings.seams);
    let seams = field.seams(settings.seams.least, settings.seams.lines);
    let mut zones = split_zones(range.clone(), seams);
    for zone in &mut zones {
        split::white(lines, zone, &settings.splits);
        let mut field = Field::new(document, &lines[range.clone()], &settings.seams);
        split::by_header(document, lines, &mut field, zone, &settings.splits);
        if settings.seams.drift {
            drift::follow(&Field::new(document, &lines[range.clone()], &settings.seams), zone);
        }
    }
    zones
}

/// The lines of a page without the furniture at its bottom and counted lines at its top.
fn inner(page: &Range<usize>, edges: &[Edge]) -> Range<usize> {
    let mut range = page.clone();
    let run = page.clone().take_while(|&l| edges[l] != Edge::None);
    if let Some(last) = run.filter(|&l| edges[l] == Edge::Furniture).last() {
        range.start = last + 1;
    }
    while range.start < range.end && edges[range.end - 1] == Edge::Furniture {
        range.end -= 1;
    }
    range
}

/// Seams whose extents overlap belong to one zone.
fn split_zones(page: Range<usize>, mut seams: Vec<Seam>) -> Vec<Zone> {
    seams.sort_by_key(|s| (s.from, s.to()));
    let mut groups: Vec<Vec<Seam>> = Vec::new();
    let mut end = 0;
    for seam in seams {
        let to = seam.to();
        match groups.last_mut() {
            Some(group) if seam.from <= end => {
                group.push(seam);
                end = end.max(to);
            }
            _ => {
                groups.push(vec![seam]);
                end = to;
            }
        }
    }
    groups
        .into_iter()
        .filter_map(|seams| Zone::new(page.clone(), seams))
        .collect()
}

/// A zone for a page on which no corridor was found, with the corridors of its table.
fn borrowed(
    document: &Document,
    lines: &[TextLine],
    page: Range<usize>,
    group: &[Zone],
    settings: &Settings,
) -> Option<Zone> {
    let before = group.last()?;
    // The table before must reach the end of its page: nothing but furniture follows.
    let tail = before.page.end.saturating_sub(before.lines.end);
    // What drawn lines divide, they divide on every page.
    if tail > settings.zones.tail || before.drawn() {
        return None;
    }
    let mut field = Field::new(document, &lines[page.clone()], &settings.seams);
    let mut anchored = false;
    for (i, line) in lines[page.clone()].iter().enumerate().take(12) {
        for old in group[0].lines.clone().take(8) {
            if lines[old].chunks().len() > 1 && alike(document, line, &lines[old]) > 0.8 {
                field.weigh(i, settings.zones.anchor);
                anchored = true;
            }
        }
    }
    let want = before.columns() - 1;
    let mut seams = field.seams(settings.zones.least, 1);
    seams.truncate(want);
    if seams.len() == want && (anchored || want == 1) {
        return Zone::new(page, seams);
    }
    None
}

/// Brings all zones of a table to one number of columns and finds its header row.
fn finish(document: &Document, lines: &[TextLine], edges: &[Edge], zones: Vec<Zone>, settings: &Settings) -> Found {
    let mut votes = vec![0usize; settings.seams.columns + 2];
    for zone in &zones {
        votes[zone.columns()] += zone.lines.len();
    }
    let mut columns = (0..votes.len()).rev().max_by_key(|&c| votes[c]).unwrap_or(2);
    // A header row shows columns that are empty on most pages.
    let headed = |z: &Zone| split::header_line(document, lines, z, &settings.splits).is_some();
    if let Some(ruled) = zones.iter().find(|zone| zone.drawn()) {
        columns = ruled.columns();
    } else if zones[0].columns() > columns
        && headed(&zones[0])
        && !zones.iter().any(|z| z.columns() == columns && headed(z))
    {
        columns = zones[0].columns();
    }
    let mut same = Vec::new();
    if let Some(known) = settings.zones.columns {
        // Pages that show as many columns are the model for the others.
        same = to_columns(document, lines, &zones, known, settings);
        same = to_columns(document, lines, &same, known, settings);
        same.retain(|z| z.columns() == known);
    }
    if same.len() < zones.len() {
        same = to_columns(document, lines, &zones, columns, settings);
    }
    let count = same.len();
    for (k, zone) in same.iter_mut().enumerate() {
        extend(lines, edges, zone, k > 0, k + 1 < count, settings);
    }
    let mut headers = copies(document, lines, &same, settings);
    if let Some(header) = headers.first() {
        let lines = header.start..same[0].lines.end;
        same[0].stretch(lines);
    }
    trim(lines, &mut same, &mut headers, settings);
    Found { zones: same, headers }
}

/// All zones of a table with one number of columns, as far as they show that many.
fn to_columns(
    document: &Document,
    lines: &[TextLine],
    zones: &[Zone],
    columns: usize,
    settings: &Settings,
) -> Vec<Zone> {
    let reference: Vec<usize> = zones
        .iter()
        .find(|z| z.columns() == columns)
        .map(|z| z.lines.clone().take(10).collect())
        .unwrap_or_default();
    let model = zones
        .iter()
        .filter(|z| z.columns() == columns)
        .max_by_key(|z| z.lines.len())
        .map(|z| profiles(document, lines, z, 0))
        .unwrap_or_default();
    let zones = zones.iter().cloned();
    zones
        .map(|zone| reconcile(document, lines, zone, columns, &reference, &model, settings))
        .collect()
}

fn reconcile(
    document: &Document,
    lines: &[TextLine],
    zone: Zone,
    columns: usize,
    reference: &[usize],
    model: &[Profile],
    settings: &Settings,
) -> Zone {
    if zone.columns() == columns {
        return zone;
    }
    let mut zone = zone;
    zone.ruled = None;
    let page = zone.page.clone();
    if zone.columns() > columns {
        let mut seams = zone.seams.clone();
        seams.sort_by(|a, b| b.score.total_cmp(&a.score));
        seams.truncate(columns - 1);
        return match Zone::new(page, seams) {
            Some(mut new) => {
                new.stretch(zone.lines);
                new
            }
            None => zone,
        };
    }
    let mut field = Field::new(document, &lines[page.clone()], &settings.seams);
    for (i, line) in lines[page.clone()].iter().enumerate().take(16) {
        for &old in reference.iter().take(8) {
            if lines[old].chunks().len() > 1 && old != page.start + i && alike(document, line, &lines[old]) > 0.95 {
                field.weigh(i, settings.zones.anchor);
            }
        }
    }
    for seam in &zone.seams {
        field.take(seam);
    }
    for seam in field.seams(settings.zones.least, 0) {
        let strong = seam.wide > 1 || seam.score >= settings.zones.single * seam.x.len() as f32;
        let inside = page.start + seam.from < zone.lines.end && page.start + seam.to() >= zone.lines.start;
        if zone.columns() < columns && strong && inside && split::clean(lines, &zone, &seam, &settings.splits) {
            zone.add(seam);
        }
    }
    // Too little text to see them all: some columns are empty on this page.
    if zone.columns() < columns && !model.is_empty() {
        fill(document, lines, &mut zone, columns, model);
    }
    zone
}

/// Takes in the lines above and below that fit the corridors; to the edge of the page where the table goes on there.
fn extend(lines: &[TextLine], edges: &[Edge], zone: &mut Zone, above: bool, below: bool, settings: &Settings) {
    let page = inner(&zone.page, edges);
    let apart = settings.edges.apart;
    let (mut start, mut end) = (zone.lines.start, zone.lines.end);
    let mut skipped = 0;
    let mut at = start;
    while at > page.start {
        let line = at - 1;
        let close = lines[at].y - lines[line].y <= apart;
        let split = zone.split(lines, line);
        let first = !split.cells[0].is_empty();
        let several = lines[line].chunks().len() > 1;
        let fits = !split.crossing && (close && (several || !first) || above && edges[line] == Edge::None);
        if fits {
            start = line;
            skipped = 0;
        } else if above && edges[line] == Edge::None && skipped < 2 && split.crossing {
            // A heading at the top of the page, if lines above it fit or nothing is above.
            skipped += 1;
            if line == page.start {
                start = line;
            }
        } else {
            break;
        }
        at = line;
    }
    let mut at = end;
    while at < page.end {
        let close = lines[at].y - lines[at - 1].y <= apart;
        let split = zone.split(lines, at);
        let several = lines[at].chunks().len() > 1;
        if !split.crossing && (close || below && several) || split.crossing && below && close && page.end - at <= 2 {
            end = at + 1;
        } else if !below || !close {
            break;
        }
        at += 1;
    }
    zone.stretch(start..end);
}
