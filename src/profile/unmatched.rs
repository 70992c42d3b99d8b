//! What a profile says that has no effect on a source: for findings.

use super::{Profile, normal};
use crate::document::Document;
use crate::finding::{Finding, Level};
use crate::furniture::named_rows;
use crate::pipeline::Inspection;

/// Findings on what the profile says of lines, a header row or columns that the source does not show.
pub(crate) fn findings(document: &Document, profile: &Profile, inspection: &Inspection) -> Vec<Finding> {
    let mut found = Vec::new();
    let finding = |level, code, message| Finding {
        level,
        code,
        message,
        page: None,
        line: None,
    };
    let mut patterns = profile.patterns().peekable();
    if patterns.peek().is_none() && profile.header.is_none() && profile.columns.is_empty() {
        return found;
    }
    let lines: Vec<String> = (0..document.lines.len())
        .map(|line| normal(document.line_text(line)))
        .filter(|line| !line.is_empty())
        .collect();
    let own: Vec<String> = (0..document.lines.len())
        .filter(|line| inspection.body.parts.iter().any(|part| part.line as usize == *line))
        .map(|line| normal(document.span_text(inspection.body.text_of(document, line))))
        .collect();
    for (key, pattern) in patterns {
        let part = key == "columns.begin_with";
        let seen = |line: &String| {
            if part {
                !pattern.places(line).is_empty()
            } else {
                pattern.matches(line)
            }
        };
        if !lines.iter().chain(&own).any(seen) {
            let message =
                format!("`{key}` of the profile: {pattern} matches no line; correct it, or leave it for other sources");
            found.push(finding(Level::Note, "profile-unmatched", message));
        }
    }
    if let Some(words) = &profile.header
        && named_rows(&lines, words, &|_| true, &|_| false).is_empty()
    {
        let message = "`header` of the profile: no lines hold these words; give them as the text has them".to_owned();
        found.push(finding(Level::Warning, "profile-unmatched", message));
    }
    let asked = profile.columns.len();
    if inspection.positioned && asked > 0 {
        for (number, table) in inspection.extraction.tables.iter().enumerate() {
            if table.columns.len() != asked {
                let message = format!(
                    "table {} has {} columns, not {asked} as the profile says: the gaps between its words show no others; \
                     use flat text (`pdftotext -raw`) to have that many",
                    number + 1,
                    table.columns.len()
                );
                found.push(finding(Level::Warning, "profile-columns", message));
            }
        }
    }
    found
}
