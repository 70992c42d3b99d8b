//! From tables on the grid to the result every reconstruction gives: spans of the source.

use super::edges::Edge;
use super::given::Given;
use super::grid::{self, GridLine};
use super::habits;
use super::lattice::Lattice;
use super::page::TextLine;
use super::printed;
use super::rows::{Kind, Segment, segment};
use super::rulings::Edges as Drawn;
use super::settings::Settings;
use super::zones::{Found, Zone};
use crate::document::Document;
use crate::furniture::{Body, HeaderRow, Role};
use crate::reconstruct::decision::Grid;
use crate::reconstruct::given::Rule;
use crate::reconstruct::{Item, Piece, RawGrid, RawTable, Reconstruction};

/// Builds the result; every word of the document goes to exactly one place.
pub(crate) fn build(
    document: &Document,
    lines: &[TextLine],
    (edges, drawn, lattices): (&[Edge], &[Drawn], &[Vec<Lattice>]),
    found: &[Found],
    (given, settings): (&Given, &Settings),
) -> (Body, Reconstruction) {
    let mut body = Body {
        roles: vec![Role::Blank; document.lines.len()],
        pages: page_numbers(document),
        headers: Vec::new(),
        parts: Vec::new(),
        named: None,
    };
    let mut result = Reconstruction::default();
    let mut used = vec![false; lines.len()];
    for (pattern, table) in found.iter().enumerate() {
        let Some(built) = build_table(
            document,
            lines,
            (edges, drawn, lattices),
            &used,
            table,
            (given, settings),
        ) else {
            continue;
        };
        for &line in &built.lines {
            used[line] = true;
        }
        for (k, header) in built.headers.iter().enumerate() {
            let (Some(first), Some(last)) = (header.first(), header.last()) else {
                continue;
            };
            let line_of = |l: usize| lines[l].source();
            body.headers.push(HeaderRow {
                lines: line_of(*first)..line_of(*last) + 1,
                pattern,
                whole: k == 0 || header.len() >= built.headers[0].len(),
            });
            for &l in header {
                body.roles[line_of(l)] = Role::Header;
            }
        }
        result.grids.extend(
            table
                .zones
                .iter()
                .filter(|zone| !zone.lines.is_empty())
                .map(|zone| Grid {
                    table: result.tables.len(),
                    lines: lines[zone.lines.start].source()..lines[zone.lines.end - 1].source() + 1,
                    edges: extents(lines, table, zone, &[]),
                }),
        );
        result.printed.extend(built.printed);
        result.tables.push(built.table);
    }
    let mut pieces = vec![0usize; document.lines.len()];
    for line in lines {
        pieces[line.source()] += 1;
    }
    for (l, line) in lines.iter().enumerate() {
        let whole = pieces[line.source()] == 1;
        let role = &mut body.roles[line.source()];
        if used[l] {
            if *role == Role::Blank || !whole {
                *role = Role::Content;
            }
            continue;
        }
        // A role is one of the whole line.
        if edges[l] == Edge::None || !whole {
            *role = Role::Content;
            result.outside.push(line.whole());
        } else {
            *role = Role::Furniture;
        }
    }
    // Text that is no part of the page as it is read: hidden, or running another way.
    for (index, role) in body.roles.iter_mut().enumerate() {
        if *role == Role::Blank && !document.line_text(index).chars().all(crate::audit::is_blank) {
            *role = Role::Outside;
        }
    }
    if result.tables.is_empty() {
        result.reason =
            Some("no gaps between words line up over several lines, as columns of a table would".to_owned());
    }
    (body, result)
}

/// A table and the lines it took.
struct Built {
    table: RawTable,
    printed: Vec<RawGrid>,
    lines: Vec<usize>,
    /// Lines of the header row and of its copies.
    headers: Vec<Vec<usize>>,
}

fn build_table(
    document: &Document,
    lines: &[TextLine],
    (edges, drawn, lattices): (&[Edge], &[Drawn], &[Vec<Lattice>]),
    used: &[bool],
    found: &Found,
    (given, settings): (&Given, &Settings),
) -> Option<Built> {
    let columns = found.zones[0].columns();
    let mut grid_lines: Vec<GridLine> = Vec::new();
    let mut header_lines: Vec<Vec<usize>> = Vec::new();
    let mut table = RawTable {
        header: vec![Vec::new(); columns],
        names: given.names(columns),
        ..RawTable::default()
    };
    let mut taken = Vec::new();
    let mut head: Vec<GridLine> = Vec::new();
    for (part, zone) in found.zones.iter().enumerate() {
        let width = width(lines, zone);
        let mut above: Option<f32> = None;
        let right = lines[zone.lines.clone()].iter().map(TextLine::right).max().unwrap_or(0);
        let margins = (zone.left(lines), right);
        let extents = extents(lines, found, zone, &[]);
        let headers = found.headers_in(&zone.lines);
        for line in zone.lines.clone() {
            if edges[line] == Edge::Furniture || used[line] {
                continue;
            }
            let header = headers.iter().find(|(_, h)| h.contains(&line)).map(|(k, _)| *k);
            let split = zone.split(lines, line);
            let mut built = GridLine::new(document, lines, line, part, margins, &split);
            built.give(given.rule(&lines[line]));
            let middle = lines[line].middle;
            if let (Some(above), Some(drawn)) = (above, drawn.get(lines[line].page as usize)) {
                built.drawn = drawn.between((above, middle), width) >= settings.rulings.side;
            }
            above = Some(middle);
            match header {
                Some(k) => {
                    while header_lines.len() <= k {
                        header_lines.push(Vec::new());
                    }
                    header_lines[k].push(line);
                    taken.push(line);
                    if k == 0 {
                        put_header(&mut table, lines, &built, &extents);
                        head.push(built);
                    } else {
                        table.repeats.push(lines[line].whole());
                    }
                }
                // A running head that slipped in above the header.
                None if edges[line] == Edge::Top && part > 0 => {}
                None => grid_lines.push(built),
            }
        }
    }
    let grid = grid::Grid::new(document, lines, grid_lines, &head, columns);
    let price = |line: usize| {
        let mut price = 0.0;
        if grid.lines[line].heading {
            price += settings.rows.header_heading;
            if grid.lines[line].crossing {
                price += settings.rows.header_crossing;
            }
        }
        if habits::signs(document, &lines[grid.lines[line].line]) {
            price -= settings.rows.header_signs;
        }
        for c in 0..columns {
            if habits::like_below(document, lines, &grid.lines, line, c) {
                price += settings.rows.header_like;
            }
            if grid.digits[c] > 0.4 && grid.lines[line].cells[c].is_some() {
                let digit = grid.has_digit(document, lines, line, c);
                price += if digit {
                    settings.rows.header_digits_price
                } else {
                    -settings.rows.header_digits
                };
            }
        }
        price
    };
    let known = !found.headers.is_empty();
    let top = settings.rows.header_lines.min(grid.lines.len());
    let prices: Option<Vec<f32>> = (!known).then(|| (0..top).map(price).collect());
    let (mut segments, _) = segment(&grid, prices.as_deref(), &settings.rows);
    // Headings with no row below them are text after the table.
    while segments.last().is_some_and(|s| s.kind == Kind::Heading) {
        segments.pop();
    }
    let ruled =
        (found.zones.iter().filter_map(|zone| zone.ruled.as_ref())).any(|ruled| ruled.rows >= 2 && ruled.full >= 2);
    if !ruled && !plausible(&grid, &segments) {
        return None;
    }
    let levels = levels(&grid, &segments);
    let mut row: Vec<Vec<Piece>> = Vec::new();
    for (s, seg) in segments.iter().enumerate() {
        let here = &grid.lines[seg.from..seg.to];
        taken.extend(here.iter().map(|l| l.line));
        if seg.kind != Kind::Rest && !row.is_empty() {
            table.items.push(Item::Row(std::mem::take(&mut row)));
        }
        match seg.kind {
            Kind::Header => {
                let header: Vec<usize> = here.iter().map(|l| l.line).collect();
                let extents = extents(lines, found, &found.zones[0], &header);
                header_lines.push(header);
                for line in here {
                    put_header(&mut table, lines, line, &extents);
                }
            }
            Kind::Heading => table.items.push(Item::Heading {
                level: levels[s],
                spans: here.iter().map(|l| lines[l.line].whole()).collect(),
            }),
            Kind::Row | Kind::Rest => {
                if row.is_empty() {
                    row = vec![Vec::new(); columns];
                }
                for (k, line) in here.iter().enumerate() {
                    for (c, cell) in line.cells.iter().enumerate() {
                        let Some(cell) = cell else { continue };
                        let join = grid.joins[seg.from + k][c];
                        let paragraph = !row[c].is_empty()
                            && join.is_some_and(|j| j.fill == Some(2) && (j.end == 0 || j.start == 3));
                        row[c].push(Piece {
                            span: lines[line.line].span(cell.words.clone()),
                            paragraph,
                        });
                    }
                }
            }
        }
    }
    if !row.is_empty() {
        table.items.push(Item::Row(row));
    }
    let printed = printed::tables(lines, lattices, found, (&grid, &segments), &header_lines);
    Some(Built {
        printed,
        table,
        lines: taken,
        headers: header_lines,
    })
}

/// Where the text of a zone begins and ends, in units of the page.
fn width(lines: &[TextLine], zone: &Zone) -> (f32, f32) {
    let words = || lines[zone.lines.clone()].iter().flat_map(|line| &line.words);
    let left = words().map(|word| word.x0).fold(f32::INFINITY, f32::min);
    let right = words().map(|word| word.x1).fold(f32::NEG_INFINITY, f32::max);
    (left, right)
}

/// Where the text of each column of a zone stands: the cells that nine in ten of its texts are within. `header` are lines of a
/// header row that was not known before; names say nothing of where the texts below them stand.
fn extents(lines: &[TextLine], found: &Found, zone: &Zone, header: &[usize]) -> Vec<Option<(i32, i32)>> {
    let mut starts: Vec<Vec<i32>> = vec![Vec::new(); zone.columns()];
    let mut ends = starts.clone();
    // A table of many pages has as many header rows.
    let headers = found.headers_in(&zone.lines);
    for line in zone.lines.clone() {
        if headers.iter().any(|(_, h)| h.contains(&line)) || header.contains(&line) {
            continue;
        }
        let split = zone.split(lines, line);
        if split.crossing {
            continue;
        }
        for (c, cell) in split.cells.iter().enumerate() {
            if !cell.is_empty() {
                starts[c].push(lines[line].words[cell.start].c0);
                ends[c].push(lines[line].words[cell.end - 1].c1);
            }
        }
    }
    starts
        .iter_mut()
        .zip(&mut ends)
        .map(|(starts, ends)| {
            starts.sort_unstable();
            ends.sort_unstable();
            let n = starts.len();
            (n > 0).then(|| (starts[n / 20], ends[n - 1 - n / 20]))
        })
        .collect()
}

/// Header text by column; what spans columns names none of them and is kept with the copies.
///
/// Header cells may be wider than the texts below them and stand beside their corridor, so every run of
/// words goes where it lies over most text, and is divided between columns only when it lies over several.
fn put_header(table: &mut RawTable, lines: &[TextLine], line: &GridLine, extents: &[Option<(i32, i32)>]) {
    let text = &lines[line.line];
    let chunks = text.chunks();
    if line.crossing && chunks.len() < 3 && 2 * chunks.len() < line.cells.len() {
        table.repeats.push(text.whole());
        return;
    }
    let overlap = |from: i32, to: i32, c: usize| extents[c].map_or(i32::MIN / 2, |(a, b)| to.min(b) - from.max(a));
    let mut column_of: Vec<usize> = Vec::with_capacity(text.words.len());
    for chunk in &chunks {
        let (from, to) = (text.words[chunk.start].c0, text.words[chunk.end - 1].c1);
        let over: Vec<usize> = (0..extents.len()).filter(|&c| overlap(from, to, c) > 0).collect();
        let split = |word: usize| {
            line.cells
                .iter()
                .position(|c| c.as_ref().is_some_and(|c| c.words.contains(&word)))
        };
        for word in chunk.clone() {
            let assigned = split(word).unwrap_or(0);
            let column = match over[..] {
                [] => assigned,
                [one] => one,
                _ => {
                    let cell = text.words[word];
                    let nearest = over
                        .iter()
                        .copied()
                        .max_by_key(|&c| (overlap(cell.c0, cell.c1, c), c == assigned));
                    nearest.unwrap_or(assigned)
                }
            };
            let least = column_of.last().copied().unwrap_or(0);
            column_of.push(column.max(least));
        }
    }
    let mut start = 0;
    for word in 1..=column_of.len() {
        if word == column_of.len() || column_of[word] != column_of[start] {
            table.header[column_of[start]].push(text.span(start..word));
            start = word;
        }
    }
}

/// A table has at least two rows that fill two columns.
fn plausible(grid: &grid::Grid, segments: &[Segment]) -> bool {
    let full = segments
        .iter()
        .filter(|s| s.kind == Kind::Row)
        .filter(|s| {
            let filled = (0..grid.columns)
                .filter(|&c| (s.from..s.to).any(|l| grid.lines[l].cells[c].is_some()))
                .count();
            filled >= 2
        })
        .count();
    full >= 2
}

/// Numbered headings stand above others; where all are of one kind there is one level.
fn levels(grid: &grid::Grid, segments: &[Segment]) -> Vec<u8> {
    let heading = |s: &&Segment| s.kind == Kind::Heading;
    let numbered = segments.iter().filter(heading).any(|s| grid.lines[s.from].numbered);
    segments
        .iter()
        .map(|s| match grid.lines[s.from].rule {
            Rule {
                heading: Some(true),
                level,
                ..
            } => level,
            _ => u8::from(s.kind == Kind::Heading && numbered && !grid.lines[s.from].numbered),
        })
        .collect()
}

fn page_numbers(document: &Document) -> Vec<u32> {
    let mut page = 0;
    document
        .lines
        .iter()
        .enumerate()
        .map(|(i, line)| {
            if line.form_feed && i > 0 {
                page += 1;
            }
            page
        })
        .collect()
}
