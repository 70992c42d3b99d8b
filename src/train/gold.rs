//! Gold labels: for every word of a flattening, what it is in the known tables.

use super::align::{NONE, Prices, Step, Token, search};
use super::fold::{fold_text, fold_word};
use super::tracks::{Track, tracks};
use super::truth::Truth;
use crate::document::{Document, Span};

/// What a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// A word of a cell; all numbers 0-based, `record` counted within its table.
    Cell {
        /// Index of the table.
        table: u32,
        /// Index of the record in the table.
        record: u32,
        /// Index of the column.
        column: u32,
    },
    /// A word of a spanning row; level 0 is a section, 1 a subsection.
    Heading {
        /// 0 section, 1 subsection.
        level: u8,
    },
    /// A word of a header row, the first one or a repeat.
    Header,
    /// Furniture, prose, notes.
    Other,
}

/// A word (a maximal run without [`char::is_whitespace`]) with its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordLabel {
    /// Where it stands.
    pub span: Span,
    /// What it is; of a word glued from several, what most of its characters are.
    pub label: Label,
    /// The parts of a word glued from several by an extractor that left the blank out; empty otherwise.
    pub parts: Vec<(Span, Label)>,
}

/// The labels of one document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gold {
    /// Labels of the words of each line.
    pub labels: Vec<Vec<WordLabel>>,
    /// Share of the truth's key characters (cells and headings) that were found, 1 when there are none.
    pub matched: f64,
}

/// Finds the words of `truth` in `document`.
///
/// Rows are expected one after the other; when that explains too little, columns printed as blocks are
/// tried too. Where truth and source disagree, words are left [`Label::Other`] and [`Gold::matched`] falls.
pub fn align(document: &Document, truth: &Truth) -> Gold {
    let mut words = words(document);
    let tracks = tracks(truth);
    mark_headers(&mut words, truth);
    let total: usize = tracks.iter().map(|t| t.chars.len()).sum();
    let tokens: Vec<Token> = words.iter().map(|(_, token)| token.clone()).collect();
    let found = |path: &[Vec<Step>]| -> usize {
        path.iter()
            .flatten()
            .filter(|s| s.track != NONE)
            .map(|s| s.chars as usize)
            .sum()
    };
    let mut path = search(&tokens, &tracks, Prices::ROWS);
    if total > 0 && (found(&path) as f64) < 0.98 * total as f64 {
        let blocks = search(&tokens, &tracks, Prices::BLOCKS);
        if found(&blocks) > found(&path) {
            path = blocks;
        }
    }
    let mut flat = label(&words, &tracks, &path);
    label_headers(&mut flat, &tokens, truth);
    label_hyphens(&mut flat, document);
    let mut labels = vec![Vec::new(); document.lines.len()];
    for word in flat {
        labels[word.span.line as usize].push(word);
    }
    Gold {
        labels,
        matched: if total == 0 {
            1.0
        } else {
            found(&path) as f64 / total as f64
        },
    }
}

/// All words of a document in source order.
fn words(document: &Document) -> Vec<(Span, Token)> {
    let mut words = Vec::new();
    for (line, range) in document.lines.iter().enumerate() {
        let text = document.line_text(line);
        let first = words.len();
        let mut end = 0;
        for word in text.split_whitespace() {
            let start = word.as_ptr() as usize - text.as_ptr() as usize;
            let blanks = text[end..start].chars().count();
            end = start + word.len();
            let mut key = Vec::new();
            fold_word(word, &mut key);
            let span = Span {
                line: line as u32,
                start: (range.start + start) as u32,
                end: (range.start + end) as u32,
            };
            let token = Token {
                key,
                line_start: words.len() == first,
                line_end: false,
                gap: blanks > 1,
                headery: false,
            };
            words.push((span, token));
        }
        if words.len() > first
            && let Some((_, token)) = words.last_mut()
        {
            token.line_end = true;
        }
    }
    words
}

/// Marks words that occur in the column names, glued and damaged ones too: at most one edit in four characters.
fn mark_headers(words: &mut [(Span, Token)], truth: &Truth) {
    let names: Vec<Vec<char>> = truth
        .tables
        .iter()
        .map(|table| table.columns.iter().flat_map(|c| key(c)).collect())
        .collect();
    for (_, token) in words {
        let seen: Vec<char> = token.key.iter().map(|&(c, _)| c).collect();
        token.headery = !seen.is_empty() && names.iter().any(|name| edits(&seen, name) <= seen.len() / 4);
    }
}

fn key(text: &str) -> Vec<char> {
    fold_text(text).into_iter().map(|(c, _)| c).collect()
}

/// Least number of edits that make `word` a part of `text` (Sellers' variant of the Levenshtein distance).
fn edits(word: &[char], text: &[char]) -> usize {
    let mut row = vec![0; text.len() + 1];
    for (i, x) in word.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in text.iter().enumerate() {
            let cost = (diagonal + usize::from(x != y)).min(row[j].min(row[j + 1]) + 1);
            diagonal = row[j + 1];
            row[j + 1] = cost;
        }
    }
    row.into_iter().min().unwrap_or(0)
}

/// Turns the path of the search into labels.
fn label(words: &[(Span, Token)], tracks: &[Track], path: &[Vec<Step>]) -> Vec<WordLabel> {
    let mut out: Vec<WordLabel> = Vec::with_capacity(words.len());
    for ((span, token), steps) in words.iter().zip(path) {
        if token.key.is_empty() {
            let before = out.last().filter(|w| w.span.line == span.line);
            let label = before.map_or(Label::Other, |w| w.label);
            out.push(WordLabel {
                span: *span,
                label,
                parts: Vec::new(),
            });
            continue;
        }
        let mut parts = Vec::new();
        let (mut from, mut start) = (0, span.start);
        for step in steps {
            from += step.chars as usize;
            let end = match token.key.get(from.wrapping_sub(1)) {
                Some(&(_, end)) if from < token.key.len() => span.start + end,
                _ => span.end,
            };
            let label = match tracks.get(step.track as usize) {
                Some(track) if step.track != NONE => track.item_at(step.at).map_or(Label::Other, |i| i.label),
                _ => Label::Other,
            };
            parts.push((step.chars, Span { start, end, ..*span }, label));
            start = end;
        }
        let most = parts.iter().rev().max_by_key(|part| part.0);
        let label = most.map_or(Label::Other, |part| part.2);
        let parts = if parts.len() > 1 {
            parts.into_iter().map(|(_, span, label)| (span, label)).collect()
        } else {
            Vec::new()
        };
        out.push(WordLabel {
            span: *span,
            label,
            parts,
        });
    }
    out
}

/// A free-standing hyphen inside a cell belongs to it, though the key of the truth may not show it.
fn label_hyphens(words: &mut [WordLabel], document: &Document) {
    for at in 1..words.len().saturating_sub(1) {
        let (before, after) = (words[at - 1].label, words[at + 1].label);
        if words[at].label == Label::Other && before == after && document.span_text(words[at].span) == "-" {
            words[at].label = before;
        }
    }
}

/// Labels runs of header-like words that are no cell: long ones anywhere, short ones right before a row.
fn label_headers(words: &mut [WordLabel], tokens: &[Token], truth: &Truth) {
    let length = |table: &super::truth::TruthTable| -> usize { table.columns.iter().map(|c| key(c).len()).sum() };
    let Some(least) = truth.tables.iter().map(length).min() else {
        return;
    };
    let mut at = 0;
    while at < words.len() {
        let headery = |i: usize| words[i].label == Label::Other && tokens[i].headery;
        if !headery(at) {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while end < words.len() && headery(end) {
            end += 1;
        }
        let chars: usize = tokens[at..end].iter().map(|t| t.key.len()).sum();
        let near_row = words[end..].iter().take(4).any(|w| !matches!(w.label, Label::Other));
        if chars * 2 >= least || (near_row && chars * 7 >= least) {
            for word in &mut words[at..end] {
                word.label = Label::Header;
            }
        }
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Labels as letters with the record's number: `a0` first column of record 0, `S`, `s`, `H`, `.`.
    fn labels(truth: &str, text: &str) -> (String, f64) {
        let truth = Truth::parse(truth.as_bytes()).unwrap();
        let gold = align(&crate::input::read("test", text.as_bytes()).unwrap(), &truth);
        let shown: Vec<String> = gold
            .labels
            .iter()
            .flatten()
            .map(|word| match word.label {
                Label::Cell { record, column, .. } => {
                    format!("{}{record}", char::from(b'a' + column as u8))
                }
                Label::Heading { level: 0 } => "S".to_owned(),
                Label::Heading { .. } => "s".to_owned(),
                Label::Header => "H".to_owned(),
                Label::Other => ".".to_owned(),
            })
            .collect();
        (shown.join(" "), gold.matched)
    }

    const TRUTH: &str = r#"{"tables": [{"columns": ["Name", "Long text"], "records": [
        {"section": "1. One", "subsection": "Sub", "cells": {"Name": "red kite", "Long text": "soars over\nthe hills"}},
        {"section": "1. One", "subsection": "Sub", "cells": {"Name": "owl", "Long text": "the night-bird"}}]}]}"#;

    #[test]
    fn a_row_cut_by_a_page_goes_on_behind_the_header() {
        let text = "over the hills\nName Long text\n1. One\nSub\nred\nsoars\n- 1 -\nName Long text\nkite\nover the\nhills\nowl the night-\nbird\nend";
        let (shown, matched) = labels(TRUTH, text);
        assert_eq!(shown, ". . . H H H S S s a0 b0 . . . H H H a0 b0 b0 b0 a1 b1 b1 b1 .");
        assert_eq!(matched, 1.0);
    }

    #[test]
    fn glued_words_have_parts() {
        let truth = Truth::parse(TRUTH.as_bytes()).unwrap();
        let text = "1. One\nSub\nred kite soars over the hills\nowlthe night\u{fffe}bird";
        let gold = align(&crate::input::read("test", text.as_bytes()).unwrap(), &truth);
        let word = &gold.labels[3][0];
        assert_eq!(word.parts.len(), 2);
        assert_eq!(word.parts[0].0.end - word.parts[0].0.start, 3);
        assert_eq!(gold.matched, 1.0);
    }

    #[test]
    fn a_spoilt_word_does_not_lose_the_rest() {
        let text = "1. One\nSub\nred kite soars ov#r the hills\nowl the night-bird";
        let (shown, matched) = labels(TRUTH, text);
        assert_eq!(shown, "S S s a0 a0 b0 . b0 b0 a1 b1 b1");
        assert!(matched < 1.0 && matched > 0.8);
    }

    #[test]
    fn parts_of_names_are_near() {
        let name = key("Ordernumber client");
        assert_eq!(edits(&key("numberclient"), &name), 0);
        assert_eq!(edits(&key("nvmbercllent"), &name), 2);
    }
}
