//! A profile to start from: what was inferred of a source, as a commented TOML file.

use super::{Column, Pattern, Profile, family_name, normal};
use crate::document::{Document, Span};
use crate::furniture::Role;
use crate::pipeline::Inspection;
use crate::reconstruct::kinds::Kinds;
use crate::reconstruct::{Item, RawTable};
use std::collections::BTreeSet;
use std::fmt::Write;

/// What was inferred of a source. As a profile it gives the same records again.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Draft {
    /// What is fixed.
    pub profile: Profile,
    /// Words of the header row where fixing them is not needed.
    pub header: Option<String>,
}

impl Draft {
    /// Takes what was inferred of the largest table of a source.
    pub fn new(document: &Document, inspection: &Inspection) -> Self {
        let mut draft = Self::default();
        let tables = &inspection.extraction.tables;
        let largest = (0..tables.len()).max_by_key(|table| (tables[*table].records.len(), std::cmp::Reverse(*table)));
        let Some(largest) = largest else {
            return draft;
        };
        let raw = &inspection.reconstruction.tables[largest];
        let decisions = &inspection.reconstruction.decisions;
        let names = tables[largest].columns.iter();
        let mut columns: Vec<Column> = names
            .map(|name| Column {
                name: Some(name.clone()),
                ..Column::default()
            })
            .collect();
        if let Some(decision) = decisions.iter().find(|decision| decision.table == Some(largest)) {
            for (column, fitted) in columns.iter_mut().zip(&decision.columns) {
                column.kind = Some(fitted.kind);
            }
            let same = decisions.iter().all(|other| other.family == decision.family);
            draft.profile.font = same.then_some(decision.family);
        }
        let (header, repeats) = header(document, inspection, raw);
        if repeats && !inspection.positioned {
            draft.profile.header = header;
        } else {
            draft.header = header;
        }
        // Several tables are told apart by the header row.
        if tables.len() == 1 || draft.profile.header.is_some() {
            draft.profile.columns = columns;
        }
        draft.add_headings(document, inspection);
        draft
    }

    /// Headings by their texts, but for those that are also the text of other lines.
    fn add_headings(&mut self, document: &Document, inspection: &Inspection) {
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
        self.profile.headings.section = section;
        self.profile.headings.subsection = subsection;
    }

    /// The profile as a TOML file with comments; `source` is the name of the source.
    pub fn toml(&self, source: &str) -> String {
        let Profile {
            header,
            font,
            columns,
            headings,
            ..
        } = &self.profile;
        let mut out = String::new();
        let mut line = |text: &str| {
            out.push_str(text);
            out.push('\n');
        };
        line(&format!("# Profile of {}", source.replace(char::is_control, " ")));
        line("#");
        line("# Every key is optional: remove what is to be inferred, correct what was inferred wrongly.");
        line("# Lines are meant by their exact text, or by { regex = 'expression' }; lists of both are fine.");
        line("");
        line("# Words of the header row in the order of the text. With them the columns below hold for tables");
        line("# under this header row only.");
        match (header, &self.header) {
            (Some(words), _) => line(&format!("header = {}", quoted(words))),
            (None, Some(words)) => line(&format!("# header = {}", quoted(words))),
            (None, None) => line("# header = \"First column Second column\""),
        }
        line("");
        line("# Whose widths the text was set with: serif, sans, calibri or mono (flat text only).");
        match font.map(family_name) {
            Some(name) => line(&format!("font = {}", quoted(name))),
            None => line("# font = \"sans\""),
        }
        line("");
        line("# Lines that are page furniture, and lines taken for furniture or a header row that are neither.");
        line("# ignore = [\"A running head\", { regex = '^Page \\d+$' }]");
        line("# keep = [\"A cell that is not furniture\"]");
        line("");
        line("# [table]");
        line("# begins = \"First line of the table\"");
        line("# ends_before = \"First line after it\"");
        line("");
        let kinds = &Kinds::shipped().names;
        line("# The columns in order. A kind is what the cells look like, one of:");
        line(&format!("# {}.", kinds.join(", ")));
        line("# lines = [...] are lines that are, as a whole, of this column; begin_with = [...] are texts that its");
        line("# cells begin with, wherever in a line they stand. (Flat text only, as kinds are.)");
        if columns.is_empty() {
            line("# [[columns]]");
            line("# name = \"First column\"");
            line("# kind = \"phrase\"");
        }
        for column in columns {
            line("[[columns]]");
            if let Some(name) = &column.name {
                line(&format!("name = {}", quoted(name)));
            }
            if let Some(kind) = column.kind.and_then(|kind| kinds.get(kind)) {
                line(&format!("kind = {}", quoted(kind)));
            }
            line("");
        }
        line("# Lines that are headings, by level; lines that are none; `only = true`: no others are.");
        line("[headings]");
        for (key, patterns) in [("section", &headings.section), ("subsection", &headings.subsection)] {
            if patterns.is_empty() {
                line(&format!("# {key} = [\"A heading\", {{ regex = '^\\d+\\. ' }}]"));
            } else {
                line(&format!("{key} = {}", list(patterns)));
            }
        }
        line("# never = [\"A line that is no heading\"]");
        line("# only = true");
        line("");
        line("# Lines that records begin with; lines that none begins with; `only = true`: no others do.");
        line("# [rows]");
        line("# begin = { regex = '^\\d+\\.\\d+ ' }");
        line("# never = [\"A line inside a record\"]");
        line("# only = true");
        out
    }
}

/// The words of the header row above a table, and whether the row repeats.
fn header(document: &Document, inspection: &Inspection, raw: &RawTable) -> (Option<String>, bool) {
    let body = &inspection.body;
    let mut spans: Vec<Span> = raw.header.iter().flatten().copied().collect();
    spans.sort_unstable();
    let Some(first) = spans.first() else {
        return (None, false);
    };
    let repeats = body.roles.get(first.line as usize) == Some(&Role::Header);
    let words: Vec<String> = spans.iter().map(|span| normal(document.span_text(*span))).collect();
    (Some(words.join(" ")), repeats)
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
