//! Where spans of the source stand on their pages.

use crate::document::Span;
use crate::page::{Area, Page, Word};
use std::ops::Range;

/// The words of pages by the lines they are spans of.
#[derive(Debug)]
pub struct Places<'a> {
    pages: &'a [Page],
    /// Per line of the document its page (0-based) and its words there.
    lines: Vec<(usize, Range<usize>)>,
}

impl<'a> Places<'a> {
    /// Looks through pages whose words come line by line, as all inputs give them.
    pub fn new(pages: &'a [Page]) -> Self {
        let mut lines: Vec<(usize, Range<usize>)> = Vec::new();
        for (number, page) in pages.iter().enumerate() {
            let mut from = 0;
            for words in page.words.chunk_by(|a, b| a.span.line == b.span.line) {
                let line = words[0].span.line as usize;
                if lines.len() <= line {
                    lines.resize(line + 1, (number, 0..0));
                }
                lines[line] = (number, from..from + words.len());
                from += words.len();
            }
        }
        Self { pages, lines }
    }

    /// The 0-based page of a span and its words there; `None` where the text has no place: hidden or turned text.
    pub fn words(&self, span: Span) -> Option<(usize, &'a [Word])> {
        let (page, range) = self.lines.get(span.line as usize)?;
        let words = &self.pages[*page].words[range.clone()];
        let from = words.partition_point(|word| word.span.end <= span.start);
        let to = words.partition_point(|word| word.span.start < span.end);
        (from < to).then(|| (*page, &words[from..to]))
    }

    /// The 0-based page of a span and the smallest area around its words, in units of the page.
    pub fn area(&self, span: Span) -> Option<(usize, Area)> {
        let (page, words) = self.words(span)?;
        let areas = words.iter().map(Word::area);
        Some((page, areas.reduce(|all, area| all.around(&area))?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_stand_where_their_words_do() {
        let document = crate::input::read("t", b"one  two\n\nthree\n\x0cfour\n").expect("text");
        let pages = crate::input::layout::pages(&document);
        let places = Places::new(&pages);
        let line = |line: u32, start: u32, end: u32| Span { line, start, end };
        let area = |span: Span| {
            places
                .area(span)
                .map(|(page, area)| (page, area.x0, area.x1, area.y0, area.y1))
        };
        assert_eq!(area(line(0, 0, 8)), Some((0, 0.0, 8.0, 0.0, 1.0)));
        assert_eq!(area(line(0, 5, 6)), Some((0, 5.0, 8.0, 0.0, 1.0)), "part of a word");
        assert_eq!(area(line(0, 3, 5)), None, "blanks");
        assert_eq!(area(line(1, 9, 9)), None, "an empty line");
        assert_eq!(area(line(3, 17, 21)).map(|area| area.0), Some(1), "the second page");
        assert_eq!(area(line(9, 0, 1)), None, "no such line");
    }
}
