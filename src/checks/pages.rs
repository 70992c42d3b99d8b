//! Pages that give fewer rows than their neighbours though as much is printed on them.

use super::{At, quoted};
use crate::audit::non_blank;
use crate::document::Document;
use crate::extraction::Table;
use crate::finding::Finding;
use crate::pipeline::Inspection;
use crate::placed::What;

/// Pages of a table, at least, for one of them to stand out.
const PAGES: usize = 4;

/// What is on one page, in characters without blanks.
#[derive(Debug, Clone, Default)]
struct Page {
    /// In cells of the table looked at.
    cells: usize,
    /// Outside of all tables.
    outside: usize,
    /// First text outside: line (0-based) and text.
    first: Option<(u32, String)>,
    /// In cells of other tables, headings and header rows.
    other: usize,
    /// Records that begin here.
    records: usize,
}

/// Pages in the middle of a table with less than half as much in cells as the pages of the table have, and the rest outside.
pub(super) fn find(document: &Document, inspection: &Inspection, findings: &mut Vec<Finding>) {
    for (number, table) in inspection.extraction.tables.iter().enumerate() {
        let (first, last) = table.pages;
        if ((last - first + 1) as usize) < PAGES {
            continue;
        }
        let pages = count(document, inspection, number, table);
        let mut cells: Vec<usize> = pages.iter().map(|page| page.cells).collect();
        cells.sort_unstable();
        let usual = cells[cells.len() / 2];
        for (index, page) in pages.iter().enumerate().take(pages.len() - 1).skip(1) {
            let lost = page.outside * 2 > usual && page.outside > 4 * page.other;
            let Some((line, text)) = page.first.as_ref().filter(|_| page.cells * 2 < usual && lost) else {
                continue;
            };
            let at = At {
                page: first + index as u32,
                line: line + 1,
            };
            let (before, after) = (pages[index - 1].records, pages[index + 1].records);
            findings.push(at.warning(
                "sparse-page",
                format!(
                    "page {} begins {} of this table, the pages around it {before} and {after}; {} characters of it were left \
                     outside of the table, such as {}; look whether they are rows",
                    at.page,
                    match page.records {
                        0 => "no record".to_owned(),
                        1 => "1 record".to_owned(),
                        records => format!("{records} records"),
                    },
                    page.outside,
                    quoted(text)
                ),
            ));
        }
    }
}

fn count(document: &Document, inspection: &Inspection, number: usize, table: &Table) -> Vec<Page> {
    let (first, last) = table.pages;
    let mut pages = vec![Page::default(); (last - first + 1) as usize];
    let of = |line: u32| {
        let page = inspection.body.page_of(line as usize)?;
        (first..=last).contains(&page).then(|| (page - first) as usize)
    };
    for piece in &inspection.placed {
        let Some(page) = of(piece.span.line) else { continue };
        let page = &mut pages[page];
        let text = document.span_text(piece.span);
        let length = non_blank(text);
        match piece.what {
            What::Cell { table, .. } if table == number => page.cells += length,
            What::Outside => {
                page.outside += length;
                if length > 0 && page.first.is_none() {
                    page.first = Some((piece.span.line, text.to_owned()));
                }
            }
            What::Furniture | What::Repeat { .. } => {}
            What::Cell { .. } | What::Header { .. } | What::Heading { .. } => page.other += length,
        }
    }
    for record in &table.records {
        if let Some(page) = pages.get_mut((record.pages.0 - first) as usize) {
            page.records += 1;
        }
    }
    pages
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Span;
    use crate::extraction::{Extraction, Record};
    use crate::furniture::Body;
    use crate::placed::Placed;

    /// Six pages of ten rows; on page `sparse` all but two of them are `what`.
    fn found(sparse: usize, what: What) -> Vec<(Option<u32>, Option<u32>)> {
        let text: String = (0..60).map(|n| format!("row number {n} of the table\n")).collect();
        let document = crate::input::read("t", text.as_bytes()).expect("text");
        let cell = |record| What::Cell {
            table: 0,
            record,
            column: 0,
            paragraph: false,
        };
        let lost = |line: usize| line / 10 + 1 == sparse && line % 10 > 1;
        let placed: Vec<Placed> = (document.lines.iter().enumerate().take(60))
            .map(|(index, line)| Placed {
                span: Span {
                    line: index as u32,
                    start: line.start as u32,
                    end: line.end as u32,
                },
                what: if lost(index) { what } else { cell(index) },
            })
            .collect();
        let record = |line: usize| Record {
            pages: (line as u32 / 10 + 1, line as u32 / 10 + 1),
            ..Record::default()
        };
        let table = Table {
            records: (0..60).filter(|line| !lost(*line)).map(record).collect(),
            pages: (1, 6),
            ..Table::default()
        };
        let inspection = Inspection {
            body: Body {
                pages: (0..61).map(|line| line / 10).collect(),
                ..Body::default()
            },
            extraction: Extraction {
                tables: vec![table],
                ..Extraction::default()
            },
            placed,
            ..Inspection::default()
        };
        let mut findings = Vec::new();
        find(&document, &inspection, &mut findings);
        findings
            .into_iter()
            .map(|finding| (finding.page, finding.line))
            .collect()
    }

    #[test]
    fn a_page_whose_rows_went_elsewhere() {
        assert_eq!(found(3, What::Outside), [(Some(3), Some(23))]);
        assert!(found(9, What::Outside).is_empty(), "all pages are full");
        assert!(found(6, What::Outside).is_empty(), "the last page may end early");
        let heading = What::Heading {
            table: 0,
            heading: 0,
            level: 0,
        };
        assert!(found(3, heading).is_empty(), "headings are a reason");
    }
}
