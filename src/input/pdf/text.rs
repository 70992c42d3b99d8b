//! Words to the text of a [`Document`]: one line per baseline, page by page, and what is hidden behind the lines of its page.

use super::super::InputError;
use super::glyphs::{Drawn, Hidden};
use super::words::{self, Word};
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

/// Pages and their words while they come in.
pub(super) struct Builder {
    document: Document,
    /// 1-based pages with pictures and no text.
    scanned: Vec<u32>,
    /// 1-based pages with glyphs whose meaning is not known, and how many.
    unknown: Vec<(u32, usize)>,
}

impl Builder {
    pub(super) fn new(name: &str) -> Self {
        Self {
            document: Document {
                name: name.to_owned(),
                ..Document::default()
            },
            scanned: Vec::new(),
            unknown: Vec::new(),
        }
    }

    /// Adds a finding.
    pub(super) fn find(&mut self, finding: Finding) {
        self.document.findings.push(finding);
    }

    /// A page that is not to be read: nothing stands on it.
    pub(super) fn skip(&mut self) {
        self.line(true, [].iter(), |_, _| {});
        self.document.pages.push(Page::default());
    }

    /// Adds the page with this 1-based number.
    pub(super) fn page(&mut self, number: u32, mut drawn: Drawn) {
        let mut words = words::build(&mut drawn);
        words.retain(|word| !word.text.is_empty());
        if !words.iter().any(|word| word.hidden.is_none()) {
            // The text layer of a scan.
            for word in &mut words {
                word.hidden = word.hidden.filter(|hidden| *hidden != Hidden::Invisible);
            }
        }
        if drawn.unknown > 0 {
            self.unknown.push((number, drawn.unknown));
        }
        let (shown, aside): (Vec<Word>, Vec<Word>) = words
            .into_iter()
            .partition(|word| word.hidden.is_none() && !word.turned);
        if shown.is_empty() && aside.is_empty() && drawn.images > 0 {
            self.scanned.push(number);
        }
        let lines = lines(shown);
        let blank = blank(&lines);
        let mut page = Page {
            width: drawn.width as f32,
            height: drawn.height as f32,
            blank,
            words: Vec::new(),
            rules: drawn.rules,
            fills: drawn.fills,
        };
        let mut first = true;
        for line in lines {
            self.line(first, line.iter(), |word, span| {
                page.words.push(page::Word {
                    span,
                    x0: word.x0,
                    x1: word.x1,
                    y0: word.baseline - 0.75 * word.size,
                    y1: word.baseline + 0.25 * word.size,
                    advance: (word.x1 - word.x0) / blank,
                    bold: word.bold,
                });
            });
            first = false;
        }
        self.hidden(number, &aside);
        for run in aside.chunk_by(|a, b| (a.hidden, a.turned) == (b.hidden, b.turned) && a.baseline == b.baseline) {
            self.line(first, run.iter(), |_, _| {});
            first = false;
        }
        if first {
            self.line(true, [].iter(), |_, _| {});
        }
        self.document.pages.push(page);
    }

    /// Writes the words of a line.
    fn line<'w>(&mut self, form_feed: bool, words: impl Iterator<Item = &'w Word>, mut each: impl FnMut(&Word, Span)) {
        let text = &mut self.document.text;
        let start = text.len();
        let line = u32::try_from(self.document.lines.len()).unwrap_or(u32::MAX);
        for (index, word) in words.enumerate() {
            if index > 0 {
                text.push(' ');
            }
            let from = text.len();
            text.push_str(&word.text);
            let span = Span {
                line,
                start: u32::try_from(from).unwrap_or(u32::MAX),
                end: u32::try_from(text.len()).unwrap_or(u32::MAX),
            };
            each(word, span);
        }
        let end = text.len();
        text.push('\n');
        self.document.lines.push(Line {
            start,
            end,
            form_feed: form_feed && line > 0,
        });
    }

    /// Says what of the page is not seen in print.
    fn hidden(&mut self, number: u32, aside: &[Word]) {
        let kinds = [
            (Hidden::Clipped, "stands outside of the shown part of the page"),
            (Hidden::Invisible, "is invisible"),
        ];
        for (kind, what) in kinds {
            let mut words = aside.iter().filter(|word| word.hidden == Some(kind)).peekable();
            let Some(first) = words.peek().map(|word| word.text.clone()) else {
                continue;
            };
            let count = match words.count() {
                1 => "1 word".to_owned(),
                count => format!("{count} words"),
            };
            self.find(Finding {
                level: Level::Note,
                code: "hidden-text",
                message: format!(
                    "page {number}: text of {count} {what} and is in no table, from {first:?} on; look at the page if rows are missing"
                ),
                page: Some(number),
                line: None,
            });
        }
    }

    /// The document, if it has any text.
    pub(super) fn finish(mut self) -> Result<Document, InputError> {
        if self.document.lines.iter().all(|line| line.start == line.end) {
            return Err(if self.scanned.is_empty() {
                InputError::NoText
            } else {
                InputError::ImageOnly
            });
        }
        for number in std::mem::take(&mut self.scanned) {
            self.find(Finding {
                level: Level::Warning,
                code: "image-only",
                message: format!(
                    "page {number} is an image without text, nothing on it was read; run text recognition (OCR) and pass hOCR or ALTO"
                ),
                page: Some(number),
                line: None,
            });
        }
        for (number, count) in std::mem::take(&mut self.unknown) {
            self.find(Finding {
                level: Level::Warning,
                code: "unknown-characters",
                message: format!(
                    "page {number}: a font does not say which characters {count} glyphs stand for; they are U+FFFD here, compare with the printed page"
                ),
                page: Some(number),
                line: None,
            });
        }
        Ok(self.document)
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
    for line in lines {
        sizes.extend(line.iter().map(|word| word.size));
        for pair in line.windows(2) {
            let gap = pair[1].x0 - pair[0].x1;
            if gap > 0.1 * pair[0].size && gap < 0.6 * pair[0].size {
                gaps.push(gap);
            }
        }
    }
    let median = |values: &mut Vec<f32>| {
        values.sort_by(f32::total_cmp);
        values.get(values.len() / 2).copied()
    };
    let size = median(&mut sizes).unwrap_or(10.0).max(1.0);
    median(&mut gaps).unwrap_or(BLANK * size).max(0.1 * size)
}
