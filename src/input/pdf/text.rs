//! Words to the pages of a [`Document`]: what is seen in print by its place, what is hidden behind the lines of its page.

use super::super::{InputError, lines};
use super::glyphs::{Drawn, Hidden};
use super::words::{self, Word};
use crate::document::Document;
use crate::finding::{Finding, Level};
use crate::page::Page;

/// Pages and their words while they come in.
pub(super) struct Builder {
    document: lines::Builder,
    /// 1-based pages with pictures and no text.
    scanned: Vec<u32>,
    /// 1-based pages with glyphs whose meaning is not known, and how many.
    unknown: Vec<(u32, usize)>,
}

impl Builder {
    pub(super) fn new(name: &str) -> Self {
        Self {
            document: lines::Builder::new(name),
            scanned: Vec::new(),
            unknown: Vec::new(),
        }
    }

    /// Adds a finding.
    pub(super) fn find(&mut self, finding: Finding) {
        self.document.find(finding);
    }

    /// A page that is not to be read: nothing stands on it.
    pub(super) fn skip(&mut self) {
        self.document.skip();
    }

    /// Adds the page with this 1-based number.
    pub(super) fn page(&mut self, number: u32, mut drawn: Drawn) {
        let mut words = words::build(&mut drawn);
        words.retain(|word| !word.place.text.is_empty());
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
        self.aside(number, &aside);
        let aside: Vec<String> = aside
            .chunk_by(|a, b| (a.hidden, a.turned) == (b.hidden, b.turned) && a.place.baseline == b.place.baseline)
            .map(|run| {
                run.iter()
                    .map(|word| word.place.text.as_str())
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect();
        let page = Page {
            width: drawn.width as f32,
            height: drawn.height as f32,
            rules: drawn.rules,
            fills: drawn.fills,
            ..Page::default()
        };
        let shown = shown.into_iter().map(|word| word.place).collect();
        self.document.page(page, shown, &aside);
    }

    /// Says what of the page is not read as part of it.
    fn aside(&mut self, number: u32, aside: &[Word]) {
        let kinds = [
            (
                "hidden-text",
                Some(Hidden::Clipped),
                "stands outside of the shown part of the page",
            ),
            ("hidden-text", Some(Hidden::Invisible), "is invisible"),
            ("turned-text", None, "runs in another direction than the page"),
        ];
        for (code, kind, what) in kinds {
            let words = aside.iter().filter(|word| word.hidden == kind);
            let words = words.map(|word| word.place.text.as_str());
            self.document.set_aside(number, code, what, words);
        }
    }

    /// The document, if it has any text.
    pub(super) fn finish(mut self) -> Result<Document, InputError> {
        if self.document.is_blank() {
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
        Ok(self.document.finish())
    }
}
