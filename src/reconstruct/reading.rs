//! Each region as it is read: measured, searched, with its header row; and which regions are one table.

use super::decision::{Choice, Decision};
use super::fit::{Fit, Setting, best_family};
use super::given;
use super::header;
use super::lattice::{Piece, Place};
use super::metrics::Family;
use super::naming;
use super::regions::{Region, above, begun_before, damaged, regions};
use super::text::Text;
use super::weights::Weights;
use super::widths::WidthDistribution;
use crate::document::{Document, Span};
use crate::furniture::{Body, Role};
use crate::profile::Profile;
use std::borrow::Cow;
use std::ops::Range;

/// Most lines above a header row that are looked at for the beginning of it.
const ABOVE: usize = 4;

/// Mass of column widths that a line break has which is explained by one of them.
const LIKELY: f32 = 0.03;

/// Most lines beside a table in which no further one is looked for.
const BESIDE: usize = 6;
/// Fewest rows of such a table.
const ROWS: usize = 3;

/// Per column the spans of its header.
pub(super) type Header = Vec<Vec<Span>>;

/// A region in the font family that explains its line breaks best.
pub(super) struct Measured {
    /// Its content.
    pub(super) text: Text,
    /// Its header row.
    pub(super) header: Option<Text>,
    /// The family.
    pub(super) family: Family,
    /// The kinds of columns that the profile fixes, where it fixes their number.
    given: Option<Vec<Option<usize>>>,
}

impl Measured {
    /// Measures a region.
    pub(super) fn new(document: &Document, body: &Body, region: &Region, profile: &Profile) -> Self {
        let measure = |family| Text::new(document, body, region.lines.clone(), family);
        let (family, mut text) = match profile.font {
            Some(family) => (family, measure(family)),
            None => {
                let text = measure(Family::Serif);
                best_family(|family| text.measured_in(document, family))
            }
        };
        let blank = f32::from(super::metrics::advance(' ', family));
        text = mended(text, blank);
        given::mark(&mut text, document, body, profile);
        let header = region.header.as_ref();
        Self {
            header: header.map(|row| Text::of(document, body, row.lines.clone(), family, Role::Header)),
            text,
            family,
            given: (region.is_given(body, profile)).then(|| profile.columns.iter().map(|column| column.kind).collect()),
        }
    }

    /// What the search works on.
    pub(super) fn setting<'a>(&'a self, weights: &'a Weights) -> Setting<'a> {
        let mut setting = Setting::new(&self.text, self.family, weights, self.header.as_ref());
        setting.sharing = setting.sharing();
        setting.given = self.given.as_deref();
        setting
    }
}

/// The text, put together where it was cut at wide gaps: then the lines put together end where others end.
fn mended(text: Text, blank: f32) -> Text {
    let Some((mended, cut)) = text.mended(blank) else {
        return text;
    };
    let widths = WidthDistribution::fit(&mended, blank);
    let full = |&line: &usize| {
        let words = &mended.lines[line].words;
        let Some(next) = mended.lines.get(line + 1) else {
            return false;
        };
        let need = mended.need(words.start, words.end - 1, next.words.start, blank);
        widths.between(mended.width(words.start, words.end), need) > LIKELY
    };
    let soft = cut.iter().filter(|line| full(line)).count();
    // Lines of short words are cut more than once; an empty cell leaves one blank.
    let cuts = text.lines.len() - mended.lines.len();
    if 5 * soft > 4 * cut.len() && 5 * cuts > 6 * cut.len() {
        mended
    } else {
        text
    }
}

/// A region as the search reads it.
pub(super) struct Reading {
    /// Its content, measured.
    pub(super) text: Text,
    family: Family,
    /// Lines of the document that are its own; others of its text belong to tables beside.
    pub(super) lines: Range<usize>,
    /// Its table.
    pub(super) fit: Option<Fit>,
    /// What reading the text this way costs.
    cost: f32,
    /// What reading it as prose would cost.
    prose: f32,
    /// What was considered.
    choices: Vec<Choice>,
    /// Per line of its text how close the reading of it was.
    margins: Vec<f32>,
    /// Names of the columns that the profile gives.
    pub(super) names: Vec<Option<String>>,
}

impl Reading {
    /// Reads the table of a region, of the given kinds of columns if there are any.
    pub(super) fn new(
        document: &Document,
        body: &Body,
        region: &Region,
        (weights, profile): (&Weights, &Profile),
        kinds: Option<&[usize]>,
    ) -> Self {
        let measured = Measured::new(document, body, region, profile);
        let setting = measured.setting(weights);
        let least = if region.headless {
            weights.headless * measured.text.lines.len() as f32
        } else {
            0.0
        };
        let prose = setting.prose();
        let mut choices = Vec::new();
        let fit = match kinds {
            Some(kinds) => Some(setting.given(kinds.to_vec())),
            None => {
                let mut fits = setting.judged_at_length();
                if !profile.table.begins.is_empty() {
                    // What the profile calls a table is one.
                    fits.retain(|(_, fit)| fit.kinds.len() > 1);
                }
                choices.extend(fits.iter().map(|(cost, fit)| Choice {
                    kinds: fit.kinds.clone(),
                    cost: *cost,
                }));
                let best = fits.into_iter().next().map(|(_, fit)| fit);
                best.filter(|fit| fit.kinds.len() > 1)
                    .filter(|fit| !region.headless || setting.price(fit) < prose - least)
            }
        };
        let fit = fit.map(|fit| setting.with_numbered_rows(fit, document));
        let margins = fit.as_ref().map_or_else(Vec::new, |fit| setting.margins(fit));
        let names = profile.columns.iter().map(|column| column.name.clone());
        Self {
            cost: fit.as_ref().map_or(prose, |fit| setting.price(fit)),
            prose,
            choices,
            margins,
            lines: region.lines.clone(),
            names: names.filter(|_| measured.given.is_some()).collect(),
            fit,
            family: measured.family,
            text: measured.text,
        }
    }

    /// Rows of its table.
    fn rows(&self) -> usize {
        self.fit.iter().flat_map(|fit| fit.parse.rows()).count()
    }

    /// The lines before and after its table in which there may be another one.
    fn beside(&self, region: &Region) -> [Option<Range<usize>>; 2] {
        let pieces = self.fit.iter().flat_map(|fit| &fit.parse.pieces);
        let prose = |p: &Piece| matches!(p.place, Place::Before | Place::After);
        let mut table = pieces
            .filter(|p| !prose(p))
            .map(|p| self.text.words[p.words.start].span.line as usize);
        let Some(first) = table.next() else {
            return [None, None];
        };
        let last = table.next_back().unwrap_or(first);
        let content = |lines: &Range<usize>| self.text.lines.iter().filter(|line| lines.contains(&line.line)).count();
        let before = Some(region.lines.start..first).filter(|_| region.header.is_none());
        [before, Some(last + 1..region.lines.end)].map(|lines| lines.filter(|lines| content(lines) > BESIDE))
    }

    /// What was decided; `table` is the number of the table it became.
    pub(super) fn decision(&self, table: Option<usize>) -> Decision {
        Decision {
            lines: self.lines.clone(),
            table,
            choices: self.choices.clone(),
            cost: [self.cost, self.prose],
            margins: (self.text.lines.iter().zip(&self.margins))
                .map(|(line, margin)| (line.line, *margin))
                .collect(),
            ..Decision::of(self.fit.as_ref(), &self.text, self.family)
        }
    }

    /// Most words before line `end` are in cells: neither prose nor headings, such as a list of contents.
    fn mostly_cells(&self, end: usize) -> bool {
        let before = self.text.lines.partition_point(|line| line.line < end);
        let words = before.checked_sub(1).map_or(0, |i| self.text.lines[i].words.end);
        let pieces = self.fit.iter().flat_map(|fit| &fit.parse.pieces);
        let cells = pieces.filter(|piece| matches!(piece.place, Place::Cell(_)));
        let within: usize = cells
            .map(|piece| piece.words.end.min(words).saturating_sub(piece.words.start))
            .sum();
        2 * within > words
    }

    /// The header cells of the table. Where copies are damaged and leave columns without a name, the row began above
    /// what its copies show: it takes the fewest lines that give each column a name.
    pub(super) fn header(
        &self,
        document: &Document,
        body: &mut Cow<Body>,
        region: &mut Region,
        weights: &Weights,
    ) -> Option<Header> {
        let fit = self.fit.as_ref()?;
        let damaged = damaged(body, region);
        let (row, begin) = (region.header.as_mut()?, region.lines.start);
        let row_from =
            |body: &Body, start: usize| Text::of(document, body, start..row.lines.end, self.family, Role::Header);
        // Whether a column has no name is what the search says; where all have one, the widths of the columns tell which.
        let split = |row: &Text| {
            let cells = header::split(row, self.family, weights, &fit.model);
            if cells.iter().any(Vec::is_empty) {
                return Err(cells);
            }
            let names = naming::names(row, 0..row.words.len(), None, (&self.text, fit));
            let named = |names: naming::Names| names.cells.iter().map(|words| row.spans(words)).collect();
            Ok(names.map_or(cells, named))
        };
        let cells = match split(&row_from(body, row.lines.start)) {
            Err(cells) if damaged => cells,
            Ok(cells) | Err(cells) => return Some(cells),
        };
        let mut longer = body.clone().into_owned();
        // What this table has read itself is in its cells.
        let free = above(body, row.lines.start).take_while(|&line| line < begin);
        let lines: Vec<usize> = free.take(ABOVE).collect();
        for line in lines {
            longer.roles[line] = Role::Header;
            if let Ok(cells) = split(&row_from(&longer, line)) {
                *body = Cow::Owned(longer);
                row.lines.start = line;
                return Some(cells);
            }
        }
        Some(cells)
    }
}

/// The readings of all regions, each with the header of its columns.
pub(super) fn read(
    document: &Document,
    body: &Body,
    weights: &Weights,
    profile: &Profile,
) -> Vec<(Reading, Option<Header>)> {
    let mut regions = regions(document, body);
    let mut body = Cow::Borrowed(body);
    let mut found: Vec<(Reading, Option<Header>)> = Vec::new();
    // From the end: a header row may take lines from the region before it.
    let mut next: Option<Region> = None;
    while let Some(mut region) = regions.pop() {
        let mut reading = Reading::new(document, &body, &region, (weights, profile), None);
        if let Some(after) = next.take().filter(|next| begun_before(&body, &region, next))
            && let Some((last, _)) = found.last()
            && let Some(whole) = one_table(document, &body, [&region, &after], [&reading, last], (weights, profile))
        {
            region.lines.end = after.lines.end;
            region.header = after.header;
            reading = whole;
            found.pop();
        }
        // Where a profile says what the tables are there is nothing to look for.
        let [before, after] = if profile.columns.is_empty() && profile.table.begins.is_empty() {
            reading.beside(&region)
        } else {
            [None, None]
        };
        let beside = |lines: Option<Range<usize>>| {
            let region = Region {
                lines: lines?,
                header: None,
                headless: true,
            };
            let reading = Reading::new(document, &body, &region, (weights, profile), None);
            (reading.rows() >= ROWS).then_some((reading, region))
        };
        let (before, after) = (beside(before), beside(after));
        let mine = before.as_ref().map_or(region.lines.start, |(_, r)| r.lines.end)
            ..after.as_ref().map_or(region.lines.end, |(_, r)| r.lines.start);
        region.lines = mine.clone();
        reading.lines = mine;
        let parts = [after, Some((reading, region)), before];
        for (reading, mut region) in parts.into_iter().flatten() {
            let header = reading.header(document, &mut body, &mut region, weights);
            found.push((reading, header));
            next = Some(region);
        }
    }
    found.reverse();
    found
}

/// The reading of two regions as one table, if they are one: it is cheaper, and most of the first region is in its
/// cells.
fn one_table(
    document: &Document,
    body: &Body,
    regions: [&Region; 2],
    readings: [&Reading; 2],
    (weights, profile): (&Weights, &Profile),
) -> Option<Reading> {
    let whole = Region {
        lines: regions[0].lines.start..regions[1].lines.end,
        header: regions[1].header.clone(),
        headless: false,
    };
    let apart = readings[0].cost + readings[1].cost;
    // The same kinds of columns first: a search takes its time.
    let kinds = &readings[1].fit.as_ref()?.kinds;
    let pays = |kinds: Option<&[usize]>| {
        let reading = Reading::new(document, body, &whole, (weights, profile), kinds);
        let cheaper = reading.cost + weights.table < apart;
        (cheaper && reading.mostly_cells(regions[0].lines.end)).then_some(reading)
    };
    pays(Some(kinds)).and_then(|_| pays(None))
}
