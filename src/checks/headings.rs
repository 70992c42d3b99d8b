//! Numbered headings that leave one out.

use super::{At, quoted};
use crate::document::Document;
use crate::finding::Finding;
use crate::furniture::Body;
use crate::grammar::heading::{Numbering, numberings};
use crate::reconstruct::{Item, Reconstruction};

/// Numbered headings of one depth that make a sequence, at least.
const HEADINGS: usize = 3;

/// Headings whose number does not follow the one before.
pub(super) fn find(document: &Document, body: &Body, reconstruction: &Reconstruction, findings: &mut Vec<Finding>) {
    for table in &reconstruction.tables {
        let texts: Vec<(u32, String, Vec<Numbering>)> = (table.items.iter())
            .filter_map(|item| {
                let Item::Heading { spans, .. } = item else { return None };
                let text: Vec<&str> = spans.iter().map(|span| document.span_text(*span)).collect();
                let text = text.join(" ");
                let readings = numberings(&text).into_iter().map(|(numbering, _)| numbering);
                let readings: Vec<Numbering> = readings.filter(|numbering| numbering.parts.len() == 1).collect();
                (!readings.is_empty()).then_some((spans.first()?.line, text, readings))
            })
            .collect();
        if texts.len() < HEADINGS {
            continue;
        }
        // Of the readings of a number those that follow on each other count.
        let follows = |a: &[Numbering], b: &[Numbering]| b.iter().any(|b| a.iter().any(|a| b.step(a).is_some()));
        let steps = texts.windows(2).filter(|pair| follows(&pair[0].2, &pair[1].2)).count();
        if steps * 2 < texts.len() {
            continue;
        }
        for pair in texts.windows(2) {
            let ahead = pair[1].2.iter().find_map(|b| {
                pair[0].2.iter().find_map(|a| {
                    let alike = a.opened == b.opened && a.close == b.close && a.parts[0].style == b.parts[0].style;
                    let missing = b.parts[0].value.checked_sub(a.parts[0].value + 1)?;
                    (alike && missing > 0).then_some(missing)
                })
            });
            if let (false, Some(missing)) = (follows(&pair[0].2, &pair[1].2), ahead) {
                let at = At {
                    page: body.page_of(pair[1].0 as usize).unwrap_or(1),
                    line: pair[1].0 + 1,
                };
                findings.push(at.warning(
                    "heading-gap",
                    format!(
                        "after heading {} comes {}: {missing} left out; look whether a heading was read as something else",
                        quoted(&pair[0].1),
                        quoted(&pair[1].1)
                    ),
                ));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_left_out() {
        let rows = "a  b\nc  d\n";
        let text = |numbers: &[u32]| {
            let part = |n: &u32| format!("{n}. Part {}\n{rows}", "of it ".repeat(*n as usize));
            numbers.iter().map(part).collect::<String>()
        };
        let codes = |text: &str| {
            let document = crate::input::read("t", text.as_bytes()).unwrap();
            let lines = document.lines.iter().enumerate();
            let items = lines.filter(|(_, line)| document.text[line.start..].starts_with(|c: char| c.is_ascii_digit()));
            let items = items.map(|(index, line)| Item::Heading {
                level: 0,
                spans: vec![crate::Span {
                    line: index as u32,
                    start: line.start as u32,
                    end: line.end as u32,
                }],
            });
            let raw = crate::reconstruct::RawTable {
                items: items.collect(),
                ..Default::default()
            };
            let reconstruction = Reconstruction {
                tables: vec![raw],
                ..Reconstruction::default()
            };
            let mut findings = Vec::new();
            find(&document, &Body::default(), &reconstruction, &mut findings);
            findings.into_iter().map(|f| (f.code, f.line)).collect::<Vec<_>>()
        };
        assert!(codes(&text(&[1, 2, 3, 4])).is_empty());
        assert_eq!(codes(&text(&[1, 2, 4, 5])), [("heading-gap", Some(7))]);
        assert!(codes(&text(&[1, 7, 4, 2])).is_empty(), "no sequence");
    }
}
