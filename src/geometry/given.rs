//! What a profile says of positioned text.

use super::edges::Edge;
use super::page::TextLine;
use super::zones::Found;
use crate::document::Document;
use crate::furniture::{self, Body, Role};
use crate::profile::{Profile, any, normal};
use crate::reconstruct::given::Rule;

/// What a profile says, line by line.
pub(crate) struct Given<'a> {
    profile: &'a Profile,
    /// Per line of the document: its role, where it is part of no table.
    aside: Vec<Option<Role>>,
    /// Per line of the document.
    rules: Vec<Rule>,
    kept: Vec<bool>,
}

impl<'a> Given<'a> {
    /// Reads all lines.
    pub(crate) fn new(document: &Document, profile: &'a Profile) -> Self {
        let mut body = Body {
            roles: vec![Role::Content; document.lines.len()],
            ..Body::default()
        };
        furniture::outside(document, &mut body, profile);
        let mut given = Self {
            profile,
            aside: (body.roles.iter())
                .map(|role| (*role == Role::Outside).then_some(Role::Outside))
                .collect(),
            rules: vec![Rule::default(); body.roles.len()],
            kept: vec![false; body.roles.len()],
        };
        if !profile.rules_lines() {
            return given;
        }
        for line in 0..document.lines.len() {
            let text = normal(document.line_text(line));
            given.rules[line] = Rule::of(profile, &text);
            given.kept[line] = any(&profile.keep, &text);
            if any(&profile.ignore, &text) && !given.kept[line] {
                given.aside[line] = Some(Role::Furniture);
            }
        }
        given
    }

    /// The number of columns, if the profile says it.
    pub(crate) fn columns(&self) -> Option<usize> {
        Some(self.profile.columns.len()).filter(|n| *n > 0)
    }

    /// The names of a table's columns, if the profile has as many.
    pub(crate) fn names(&self, columns: usize) -> Vec<Option<String>> {
        let own = Some(&self.profile.columns).filter(|own| own.len() == columns);
        own.into_iter().flatten().map(|column| column.name.clone()).collect()
    }

    /// The rule for a line.
    pub(crate) fn rule(&self, line: &TextLine) -> Rule {
        self.rules.get(line.source()).copied().unwrap_or_default()
    }

    /// Takes out the lines that are part of no table.
    pub(crate) fn take(&self, lines: &mut Vec<TextLine>) {
        lines.retain(|line| self.aside.get(line.source()).copied().flatten().is_none());
    }

    /// Gives the lines that were taken out their roles.
    pub(crate) fn put_back(&self, document: &Document, body: &mut Body) {
        for (line, role) in self.aside.iter().enumerate() {
            let blank = document.line_text(line).chars().all(crate::audit::is_blank);
            if let (Some(role), false) = (role, blank) {
                body.roles[line] = *role;
            }
        }
    }

    /// Lines that are to be kept repeat nothing.
    pub(crate) fn keep(&self, lines: &[TextLine], edges: &mut [Edge]) {
        for (line, edge) in lines.iter().zip(edges) {
            if self.kept.get(line.source()) == Some(&true) {
                *edge = Edge::None;
            }
        }
    }

    /// Puts the header rows that the profile names in the place of those found.
    pub(crate) fn headers(&self, document: &Document, lines: &[TextLine], found: &mut [Found]) {
        let kept = |line: usize| self.kept.get(lines[line].source()) == Some(&true);
        let Some(words) = self.profile.header.as_deref() else {
            for table in found {
                table.headers.retain(|rows| !rows.clone().any(kept));
            }
            return;
        };
        let keys: Vec<String> = (lines.iter())
            .map(|line| {
                let (first, last) = (line.words[0].span, line.words[line.words.len() - 1].span);
                normal(&document.text[first.start as usize..last.end as usize])
            })
            .collect();
        let free = |line: usize| !kept(line);
        let top = |line: usize| line == 0 || lines[line - 1].page != lines[line].page;
        let rows = furniture::named_rows(&keys, words, &free, &top);
        for table in found {
            let pages = table.zones.iter().map(|zone| zone.page.clone());
            let own: Vec<_> = pages
                .flat_map(|page| rows.iter().filter(move |row| page.contains(&row.lines.start)))
                .map(|row| row.lines.clone())
                .collect();
            let first = &mut table.zones[0];
            if let Some(row) = own
                .first()
                .filter(|row| row.start < first.lines.end && first.page.contains(&row.start))
            {
                first.stretch(row.start..first.lines.end);
            }
            if !own.is_empty() {
                table.headers = own;
            }
        }
    }
}
