//! Word boxes to [`Document`]: what text extraction and text recognition (OCR) write when asked for places.
//!
//! Every format is read into [`Sheet`]s; from there on they are the same.

mod alto;
mod bbox;
mod hocr;
mod measure;
mod sheet;
mod tsv;
mod turn;
mod xml;

use super::{Format, InputError, Options, lines};
use crate::document::Document;
use crate::finding::{Finding, Level};
use crate::page::Page;
use sheet::{Sheet, Sheets};
use xml::Damage;

/// Mean confidence of the words of a page below which it is reported.
const SURE: f32 = 0.6;

/// Most words of a line, lines of a page and pages of a source; the work grows with them.
const WORDS: usize = 5_000;
const LINES: usize = 10_000;
const PAGES: usize = 100_000;

/// Why a source is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Refusal {
    /// It goes wrong at a line.
    Damage(Damage),
    /// It is in another format.
    Other,
    /// It is more than any document.
    Size(String),
}

impl From<Damage> for Refusal {
    fn from(damage: Damage) -> Self {
        Self::Damage(damage)
    }
}

/// Whether a text is a table of word boxes.
pub(super) fn is_tsv(text: &str) -> bool {
    tsv::sniff(text)
}

/// Reads a source as a format of word boxes; `found` is what it looks like.
///
/// # Errors
/// When the text is damaged, is not in this format, or holds no words.
pub(super) fn read(
    name: &str,
    text: &str,
    (format, found): (Format, Format),
    options: &Options,
    findings: Vec<Finding>,
) -> Result<Document, InputError> {
    let mut sheets = Sheets::new(options);
    let end = match format {
        Format::Tsv => tsv::read(text, &mut sheets),
        Format::Hocr => hocr::read(text, &mut sheets),
        Format::Alto => alto::read(text, &mut sheets),
        _ => bbox::read(text, &mut sheets),
    };
    sheets.end();
    let (shown, like) = (format.shown(), format == found || !sheets.pages.is_empty());
    match end {
        Ok(()) if like => {}
        Err(Refusal::Size(reason)) => return Err(InputError::Oversized { format: shown, reason }),
        Err(Refusal::Damage(Damage { line, reason })) if like => {
            return Err(InputError::Damaged {
                format: shown,
                line,
                reason,
            });
        }
        _ => return Err(InputError::other(format, found)),
    }
    let mut document = lines::Builder::new(name);
    for finding in findings {
        // Its line is one of the file, not of the document.
        document.find(Finding { line: None, ..finding });
    }
    let ink = measure::of_ink(&sheets);
    let drawn = sheets.drawn;
    for (index, sheet) in sheets.pages.into_iter().enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let Some(sheet) = sheet else {
            document.skip();
            continue;
        };
        let (lines, longest) = page(&mut document, number, sheet, (ink, drawn));
        let reason = match (lines > LINES, longest > WORDS) {
            (true, _) => format!("page {number} has more than {LINES} lines"),
            (_, true) => format!("page {number} has a line of more than {WORDS} words"),
            _ => continue,
        };
        return Err(InputError::Oversized { format: shown, reason });
    }
    if document.is_blank() {
        return Err(InputError::NoWords(shown));
    }
    document.even_blanks();
    Ok(document.finish())
}

/// Adds a page; says how many lines it has, and how many words its longest line.
fn page(document: &mut lines::Builder, number: u32, mut sheet: Sheet, (ink, drawn): (bool, bool)) -> (usize, usize) {
    if let Some(finding) = unsure(&sheet, number) {
        document.find(finding);
    }
    let mut aside = turn::aside(&mut sheet);
    let kinds = [
        ("unplaced-text", "has no place on the page", &sheet.unplaced),
        ("turned-text", "runs in another direction than the page", &aside),
    ];
    for (code, what, texts) in kinds {
        let words = texts.iter().flat_map(|text| text.split(' '));
        document.set_aside(number, code, what, words);
    }
    aside.append(&mut sheet.unplaced);
    let words = measure::words(&sheet.words, ink, drawn);
    let page = Page {
        width: sheet.width,
        height: sheet.height,
        ..Page::default()
    };
    document.page(page, words, &aside)
}

/// What is to be said of a page whose words were read with little confidence.
fn unsure(sheet: &Sheet, number: u32) -> Option<Finding> {
    let sure: Vec<f32> = sheet.words.iter().filter_map(|word| word.confidence).collect();
    let mean = sure.iter().sum::<f32>() / sure.len() as f32;
    (mean < SURE).then(|| Finding {
        level: Level::Note,
        code: "low-confidence-text",
        message: format!(
            "the confidence of the text recognition is {:.0} % in the mean of {} words; compare with the printed page, or recognise a better scan",
            100.0 * mean,
            sure.len()
        ),
        page: Some(number),
        line: None,
    })
}

#[cfg(test)]
mod tests;
