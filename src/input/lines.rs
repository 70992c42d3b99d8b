//! Words with places to a [`Document`]: one line per baseline, page by page, and text without a place behind the lines of its
//! page. PDFs and word boxes share it.

use crate::document::{Document, Line, Span};
use crate::finding::{Finding, Level};
use crate::page::{self, Page};

/// Baselines closer than this share of the font size are one line: superscripts and loosely set cells; cells in the middle of
/// their rows stand half a line apart and are not.
const LEVEL: f32 = 0.35;

/// A gap inside a line, as a share of the font size, below which two words that no white space divides are one.
const GAP: f32 = 0.16;

/// Width of a blank, as a share of the font size, where the page does not show it.
const BLANK: f32 = 0.25;

/// Most blanks side by side on a page; the work on a page grows with them, and no page of text is as wide.
const ACROSS: f32 = 4000.0;

/// How near to each other the blanks of two pages are if they are taken for the same, as the logarithm of the factor.
const ALIKE: f32 = 0.25;

/// A word and where it stands, before it is part of the text.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) x0: f32,
    pub(super) x1: f32,
    pub(super) baseline: f32,
    /// Font size.
    pub(super) size: f32,
    pub(super) bold: bool,
    /// White space follows it.
    pub(super) spaced: bool,
}

/// A document while its pages come in.
pub(super) struct Builder {
    document: Document,
}

impl Builder {
    pub(super) fn new(name: &str) -> Self {
        Self {
            document: Document {
                name: name.to_owned(),
                ..Document::default()
            },
        }
    }

    /// Adds a finding.
    pub(super) fn find(&mut self, finding: Finding) {
        self.document.findings.push(finding);
    }

    /// Says that words of a page (1-based) are in no table, if there are any; `what` is the reason.
    pub(super) fn set_aside<'w>(
        &mut self,
        number: u32,
        code: &'static str,
        what: &str,
        words: impl Iterator<Item = &'w str>,
    ) {
        let mut words = words.peekable();
        let Some(first) = words.peek().map(|word| (*word).to_owned()) else {
            return;
        };
        let count = match words.count() {
            1 => "1 word".to_owned(),
            count => format!("{count} words"),
        };
        self.find(Finding {
            level: Level::Note,
            code,
            message: format!(
                "page {number}: text of {count} {what} and is in no table, from {first:?} on; look at the page if rows are missing"
            ),
            page: Some(number),
            line: None,
        });
    }

    /// A page that is not to be read: nothing stands on it.
    pub(super) fn skip(&mut self) {
        self.page(Page::default(), Vec::new(), &[]);
    }

    /// Adds a page that has its size and drawn lines: `words` in any order, and lines of text without places. Says how many lines
    /// it has, and how many words its longest line.
    pub(super) fn page(&mut self, mut page: Page, words: Vec<Word>, aside: &[String]) -> (usize, usize) {
        let first = self.document.lines.len();
        let lines = lines(words);
        if !lines.is_empty() {
            page.blank = blank(&lines);
        }
        for line in &lines {
            self.line(line, &mut page);
        }
        for text in aside {
            let start = self.document.text.len();
            self.document.text.push_str(text);
            self.end(start);
        }
        if self.document.lines.len() == first {
            self.end(self.document.text.len());
        }
        self.document.lines[first].form_feed = first > 0;
        self.document.pages.push(page);
        let longest = lines.iter().map(Vec::len).max().unwrap_or_default();
        (self.document.lines.len() - first, longest)
    }

    /// Whether there is no text yet.
    pub(super) fn is_blank(&self) -> bool {
        self.document.lines.iter().all(|line| line.start == line.end)
    }

    /// Gives pages whose blanks are nearly as wide as most the same: whole pixels make them differ, and with them where columns
    /// stand on the pages.
    pub(super) fn even_blanks(&mut self) {
        let pages = &mut self.document.pages;
        let mut blanks: Vec<f32> = pages
            .iter()
            .map(|page| page.blank)
            .filter(|blank| *blank > 0.0)
            .collect();
        let Some(usual) = median(&mut blanks) else {
            return;
        };
        for page in pages {
            if (page.blank / usual).ln().abs() < ALIKE {
                for word in &mut page.words {
                    word.advance *= page.blank / usual;
                }
                page.blank = usual;
            }
        }
    }

    pub(super) fn finish(self) -> Document {
        self.document
    }

    /// Writes the words of a line.
    fn line(&mut self, words: &[Word], page: &mut Page) {
        let text = &mut self.document.text;
        let start = text.len();
        let line = u32::try_from(self.document.lines.len()).unwrap_or(u32::MAX);
        for (index, word) in words.iter().enumerate() {
            if index > 0 {
                text.push(' ');
            }
            let from = text.len();
            text.push_str(&word.text);
            page.words.push(page::Word {
                span: Span {
                    line,
                    start: u32::try_from(from).unwrap_or(u32::MAX),
                    end: u32::try_from(text.len()).unwrap_or(u32::MAX),
                },
                x0: word.x0,
                x1: word.x1,
                y0: word.baseline - 0.75 * word.size,
                y1: word.baseline + 0.25 * word.size,
                advance: (word.x1 - word.x0) / page.blank,
                bold: word.bold,
            });
        }
        self.end(start);
    }

    /// Ends the line that began at `start`.
    fn end(&mut self, start: usize) {
        let end = self.document.text.len();
        self.document.text.push('\n');
        self.document.lines.push(Line {
            start,
            end,
            form_feed: false,
            long: false,
        });
    }
}

/// Groups words by baseline, each line from left to right, lines from top to bottom.
fn lines(mut words: Vec<Word>) -> Vec<Vec<Word>> {
    words.sort_by(|a, b| a.baseline.total_cmp(&b.baseline).then(a.x0.total_cmp(&b.x0)));
    let mut lines: Vec<(f32, f32, Vec<Word>)> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some((baseline, size, line)) if word.baseline - *baseline <= LEVEL * size.max(word.size) => {
                // The largest words give the line its baseline, not a superscript that came first.
                if word.size > *size * 1.05 {
                    (*baseline, *size) = (word.baseline, word.size);
                }
                line.push(word);
            }
            _ => lines.push((word.baseline, word.size, vec![word])),
        }
    }
    lines.into_iter().map(|(_, _, line)| joined(line)).collect()
}

/// Puts together what was drawn in pieces.
fn joined(mut line: Vec<Word>) -> Vec<Word> {
    line.sort_by(|a, b| a.x0.total_cmp(&b.x0).then(a.x1.total_cmp(&b.x1)));
    let mut words: Vec<Word> = Vec::with_capacity(line.len());
    for word in line {
        if let Some(last) = words.last_mut()
            && !last.spaced
            && (word.x0 - last.x1).abs() < GAP * last.size.max(word.size)
        {
            last.text.push_str(&word.text);
            last.x1 = last.x1.max(word.x1);
            last.spaced = word.spaced;
            if word.size > last.size {
                (last.size, last.baseline) = (word.size, word.baseline);
            }
        } else {
            words.push(word);
        }
    }
    words
}

/// The width of a blank: the median over gaps that white space was drawn in.
fn blank(lines: &[Vec<Word>]) -> f32 {
    let mut gaps: Vec<f32> = Vec::new();
    let mut sizes: Vec<f32> = Vec::new();
    let mut right = 0f32;
    for line in lines {
        sizes.extend(line.iter().map(|word| word.size));
        right = line.iter().map(|word| word.x1).fold(right, f32::max);
        for pair in line.windows(2) {
            let gap = pair[1].x0 - pair[0].x1;
            if gap > 0.1 * pair[0].size && gap < 0.6 * pair[0].size {
                gaps.push(gap);
            }
        }
    }
    let size = median(&mut sizes).unwrap_or(10.0).max(1.0);
    median(&mut gaps)
        .unwrap_or(BLANK * size)
        .max(0.1 * size)
        .max(right / ACROSS)
}

/// The middle value; the upper one of two.
pub(super) fn median(values: &mut [f32]) -> Option<f32> {
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, x0: f32, baseline: f32, size: f32) -> Word {
        Word {
            text: text.to_owned(),
            x0,
            x1: x0 + 0.5 * size * text.chars().count() as f32,
            baseline,
            size,
            bold: false,
            spaced: true,
        }
    }

    fn text(words: Vec<Word>, aside: &[&str]) -> String {
        let mut builder = Builder::new("t");
        let aside: Vec<String> = aside.iter().map(|&text| text.to_owned()).collect();
        builder.page(Page::default(), words, &aside);
        builder.finish().text
    }

    #[test]
    fn a_line_for_each_baseline() {
        let words = vec![
            word("below", 0.0, 112.0, 10.0),
            word("right", 50.0, 100.4, 10.0),
            word("left", 0.0, 100.0, 10.0),
            word("2", 20.2, 97.0, 6.0),
            word("middle", 100.0, 106.0, 10.0),
        ];
        assert_eq!(text(words, &["aside"]), "left 2 right\nmiddle\nbelow\naside\n");
    }

    #[test]
    fn pieces_without_white_space_are_one_word() {
        let mut words = vec![word("stitch", 20.5, 100.0, 10.0), word("row", 5.0, 100.0, 10.0)];
        assert_eq!(text(words.clone(), &[]), "row stitch\n");
        words[1].spaced = false;
        assert_eq!(text(words, &[]), "rowstitch\n");
    }

    #[test]
    fn every_page_has_a_line() {
        let mut builder = Builder::new("t");
        builder.skip();
        builder.page(Page::default(), vec![word("a", 0.0, 10.0, 10.0)], &[]);
        builder.page(Page::default(), Vec::new(), &["b".to_owned()]);
        assert!(!builder.is_blank());
        let document = builder.finish();
        let lines: Vec<_> = (0..3).map(|line| document.line_text(line)).collect();
        assert_eq!(lines, ["", "a", "b"]);
        assert_eq!(
            document.lines.iter().map(|line| line.form_feed).collect::<Vec<_>>(),
            [false, true, true]
        );
        assert_eq!(
            document.pages.iter().map(|page| page.words.len()).collect::<Vec<_>>(),
            [0, 1, 0]
        );
    }

    #[test]
    fn a_page_has_no_end_of_blanks() {
        let mut builder = Builder::new("t");
        builder.page(Page::default(), vec![word("a", 1e7, 10.0, 1e-3)], &[]);
        let page = &builder.finish().pages[0];
        assert!(page.words[0].x1 / page.blank <= ACROSS * 1.001);
    }
}
