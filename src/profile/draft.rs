//! A profile to start from: what was inferred of a source, as a commented TOML file.

use super::{Column, Headings, Pattern, Profile, family_name, normal};
use crate::document::{Document, Span};
use crate::furniture::Role;
use crate::pipeline::{Inspection, extract};
use crate::reconstruct::kinds::Kinds;
use crate::reconstruct::{Item, RawTable};
use crate::settings::Settings;
use std::collections::BTreeSet;
use std::fmt::Write;

/// What was inferred of the largest table of a source.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Draft {
    /// What is fixed: as a profile it gives the same records again.
    pub profile: Profile,
    /// All that was inferred; what is not fixed stands in the file as a comment.
    pub seen: Profile,
}

impl Draft {
    /// Takes what was inferred of a source and fixes as much of it as gives the same tables when the source is read again
    /// (that takes as long as reading it, several times over where little can be fixed).
    pub fn new(document: &Document, inspection: &Inspection) -> Self {
        let seen = Self::inferred(document, inspection);
        let tables = &inspection.extraction.tables;
        // Several tables are told apart by the header row.
        let columns = || match tables.len() {
            1 => seen.columns.clone(),
            _ => Vec::new(),
        };
        let tries = [
            seen.clone(),
            Profile {
                headings: Headings::default(),
                ..seen.clone()
            },
            Profile {
                header: None,
                headings: Headings::default(),
                columns: columns(),
                ..seen.clone()
            },
        ];
        let same = |profile: &Profile| {
            let settings = Settings {
                profile: profile.clone(),
                ..Settings::default()
            };
            extract(document, &settings).tables == *tables
        };
        let tries = tries.into_iter().filter(|_| !tables.is_empty());
        Self {
            profile: tries.into_iter().find(same).unwrap_or_default(),
            seen,
        }
    }

    fn inferred(document: &Document, inspection: &Inspection) -> Profile {
        let mut seen = Profile::default();
        let tables = &inspection.extraction.tables;
        let largest = (0..tables.len()).max_by_key(|table| (tables[*table].records.len(), std::cmp::Reverse(*table)));
        let Some(largest) = largest else {
            return seen;
        };
        let decisions = &inspection.reconstruction.decisions;
        let names = tables[largest].columns.iter();
        seen.columns = names
            .map(|name| Column {
                name: Some(name.clone()),
                ..Column::default()
            })
            .collect();
        if let Some(decision) = decisions.iter().find(|decision| decision.table == Some(largest)) {
            for (column, fitted) in seen.columns.iter_mut().zip(&decision.columns) {
                column.kind = Some(fitted.kind);
            }
            let same = decisions.iter().all(|other| other.family == decision.family);
            seen.font = same.then_some(decision.family);
        }
        seen.header = header(document, &inspection.reconstruction.tables[largest]);
        seen.headings = headings(document, inspection);
        seen
    }

    /// The profile as a TOML file with comments; `source` is the name of the source.
    pub fn toml(&self, source: &str) -> String {
        let (fixed, seen) = (&self.profile, &self.seen);
        let mut out = format!("# Profile of {}\n", source.replace(char::is_control, " "));
        out.push_str(ABOUT);
        let header = seen.header.as_deref().unwrap_or("First column Second column");
        entry(
            &mut out,
            fixed.header.is_some(),
            &format!("header = {}", quoted(header)),
        );
        out.push_str(ABOUT_FONT);
        let font = seen.font.map_or("sans", family_name);
        entry(&mut out, fixed.font.is_some(), &format!("font = {}", quoted(font)));
        out.push_str(ABOUT_LINES);
        let kinds = &Kinds::shipped().names;
        let _ = writeln!(out, "# {}.", kinds.join(", "));
        out.push_str(ABOUT_COLUMNS);
        for column in &seen.columns {
            let mut text = "[[columns]]\n".to_owned();
            if let Some(name) = &column.name {
                let _ = writeln!(text, "name = {}", quoted(name));
            }
            if let Some(kind) = column.kind.and_then(|kind| kinds.get(kind)) {
                let _ = writeln!(text, "kind = {}", quoted(kind));
            }
            entry(&mut out, !fixed.columns.is_empty(), &text);
        }
        out.push_str(ABOUT_HEADINGS);
        let is_fixed = |list: &Vec<Pattern>| !list.is_empty();
        for (key, fixed, seen) in [
            ("section", &fixed.headings.section, &seen.headings.section),
            ("subsection", &fixed.headings.subsection, &seen.headings.subsection),
        ] {
            entry(&mut out, is_fixed(fixed), &format!("{key} = {}", list(seen)));
        }
        out.push_str(ABOUT_ROWS);
        out
    }
}

const ABOUT: &str = "#
# Every key is optional: remove what is to be inferred, correct what was inferred wrongly. What would not
# give the same records again stands as a comment.
# Lines are meant by their exact text, or by { regex = 'expression' }; lists of both are fine.

# Words of the header row in the order of the text. With them the columns below hold for tables
# under this header row only.
";
const ABOUT_FONT: &str = "
# Whose widths the text was set with: serif, sans, calibri or mono (flat text only).
";
const ABOUT_LINES: &str = "
# Lines that are page furniture, and lines taken for furniture or a header row that are neither.
# ignore = [\"A running head\", { regex = '^Page \\d+$' }]
# keep = [\"A cell that is not furniture\"]

# [table]
# begins = \"First line of the table\"
# ends_before = \"First line after it\"

# The columns in order. A kind is what the cells look like, one of:
";
const ABOUT_COLUMNS: &str =
    "# lines = [...] are lines that are, as a whole, of this column; begin_with = [...] are texts that its
# cells begin with, wherever in a line they stand. (Flat text only, as kinds are.)
";
const ABOUT_HEADINGS: &str = "# Lines that are headings, by level; lines that are none; `only = true`: no others are.
[headings]
";
const ABOUT_ROWS: &str = "# never = [\"A line that is no heading\"]
# only = true

# Lines that records begin with; lines that none begins with; `only = true`: no others do.
# [rows]
# begin = { regex = '^\\d+\\.\\d+ ' }
# never = [\"A line inside a record\"]
# only = true
";

/// Adds what a key is set to, as a comment where it is not fixed.
fn entry(out: &mut String, fixed: bool, text: &str) {
    for line in text.split('\n') {
        let comment = if fixed || line.is_empty() { "" } else { "# " };
        let _ = writeln!(out, "{comment}{line}");
    }
}

/// Headings by their texts, but for those that are also the text of other lines.
fn headings(document: &Document, inspection: &Inspection) -> Headings {
    let mut lines: BTreeSet<u32> = BTreeSet::new();
    let mut found: Vec<(u8, String)> = Vec::new();
    for item in inspection.reconstruction.tables.iter().flat_map(|table| &table.items) {
        if let Item::Heading { level, spans } = item {
            lines.extend(spans.iter().map(|span| span.line));
            found.extend(spans.iter().map(|span| (*level, normal(document.span_text(*span)))));
        }
    }
    let text = |line: usize| normal(document.span_text(inspection.body.text_of(document, line)));
    let others: BTreeSet<String> = (0..document.lines.len())
        .filter(|line| inspection.body.roles[*line] == Role::Content && !lines.contains(&(*line as u32)))
        .map(text)
        .collect();
    let mut levels: [Vec<String>; 2] = Default::default();
    for (level, text) in found {
        let [above, below] = &mut levels;
        let (own, other) = if level == 0 { (above, &*below) } else { (below, &*above) };
        if !others.contains(&text) && !own.contains(&text) && !other.contains(&text) {
            own.push(text);
        }
    }
    let [section, subsection] = levels.map(|texts| texts.into_iter().map(Pattern::Text).collect());
    Headings {
        section,
        subsection,
        ..Headings::default()
    }
}

/// The words of the header row of a table.
fn header(document: &Document, table: &RawTable) -> Option<String> {
    let mut spans: Vec<Span> = table.header.iter().flatten().copied().collect();
    spans.sort_unstable();
    let words: Vec<String> = spans.iter().map(|span| normal(document.span_text(*span))).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// A string as TOML has it.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A list of patterns, one to a line.
fn list(patterns: &[Pattern]) -> String {
    if patterns.is_empty() {
        return "[\"A heading\", { regex = '^\\d+\\. ' }]".to_owned();
    }
    let mut out = String::from("[\n");
    for pattern in patterns {
        let text = match pattern {
            Pattern::Text(text) => quoted(text),
            Pattern::Regex(regex) => format!("{{ regex = {} }}", quoted(regex.as_str())),
        };
        let _ = writeln!(out, "    {text},");
    }
    out.push(']');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_a_profile_with_the_same_values() {
        let seen = Profile::parse(
            "p.toml",
            r#"
            header = 'a "quoted" \ word'
            font = 'calibri'
            [[columns]]
            name = "one\ttwo"
            kind = 'prose'
            [[columns]]
            name = '#'
            [headings]
            subsection = ['A', { regex = '^\d"' }]
            "#,
        )
        .unwrap();
        let read = |profile: Profile| {
            let draft = Draft {
                profile,
                seen: seen.clone(),
            };
            let text = draft.toml("source\n.txt");
            Profile::parse("draft", &text).unwrap_or_else(|error| panic!("{error} in\n{text}"))
        };
        assert_eq!(format!("{:?}", read(seen.clone())), format!("{seen:?}"));
        assert_eq!(
            format!("{:?}", read(Profile::default())),
            format!("{:?}", Profile::default())
        );
    }
}
