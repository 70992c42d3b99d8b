//! Layout text: plain text in which columns are kept by runs of blanks, as `pdftotext -layout` writes it.

use crate::audit::is_blank;
use crate::document::{Document, Span};
use crate::geometry::settings::Sniff;
use crate::page::{Page, Word};
use crate::reconstruct::metrics::{Family, advance};
use unicode_width::UnicodeWidthChar;

/// Columns between tab stops.
const TAB: usize = 8;

/// Whether the text keeps its columns by runs of blanks.
///
/// Wide gaps of different sizes must end at the same display column within a few lines, as padding does;
/// text whose blanks were merely doubled or trebled has gaps of one size that stand anywhere.
pub fn sniff(document: &Document) -> bool {
    let settings = Sniff::default();
    let mut lines = 0usize;
    let mut narrow = 0usize;
    // The word behind each wide gap and the size of the gap, line by line (only lines with text count).
    let mut edges: Vec<Vec<(i32, i32, i32)>> = Vec::new();
    for index in 0..document.lines.len() {
        let words = split(document, index);
        if words.is_empty() {
            continue;
        }
        lines += 1;
        let mut here = Vec::new();
        for pair in words.windows(2) {
            let gap = (pair[1].x0 - pair[0].x1) as i32;
            if gap >= settings.wide {
                here.push((pair[1].x0 as i32, pair[1].x1 as i32, gap));
            } else if gap >= 2 {
                narrow += 1;
            }
        }
        edges.push(here);
    }
    let mut wide = 0usize;
    let mut tabular = 0usize;
    for (i, here) in edges.iter().enumerate() {
        wide += here.len();
        let from = i.saturating_sub(settings.reach);
        let to = (i + settings.reach + 1).min(edges.len());
        let again = |edge: &(i32, i32, i32)| {
            edges[from..to]
                .iter()
                .enumerate()
                .filter(|(k, _)| from + k != i)
                .any(|(_, other)| other.iter().any(|o| (o.0 == edge.0 || o.1 == edge.1) && o.2 != edge.2))
        };
        if here.iter().any(again) {
            tabular += 1;
        }
    }
    tabular >= settings.lines
        && tabular as f32 >= settings.share * lines as f32
        && wide as f32 >= settings.dominance * (wide + narrow) as f32
}

/// Lines from which a page is divided: text without form feeds is no single page, and the work on a page grows with its
/// lines.
const PAGE: usize = 300;

/// The words of the text on a grid of character cells; a form feed begins a page.
pub fn pages(document: &Document) -> Vec<Page> {
    let mut pages = vec![empty()];
    let mut top = 0usize;
    for (index, line) in document.lines.iter().enumerate() {
        if line.form_feed && index > 0 || index - top >= PAGE {
            pages.push(empty());
            top = index;
        }
        let page = pages.len() - 1;
        let page = &mut pages[page];
        for mut word in split(document, index) {
            word.y0 = (index - top) as f32;
            word.y1 = word.y0 + 1.0;
            page.width = page.width.max(word.x1);
            page.height = page.height.max(word.y1);
            page.words.push(word);
        }
    }
    pages
}

fn empty() -> Page {
    Page {
        blank: 1.0,
        ..Page::default()
    }
}

/// The words of one line, with display columns as x; y is left at 0. A line that is too long has none.
fn split(document: &Document, index: usize) -> Vec<Word> {
    let line = document.lines[index];
    if line.long {
        return Vec::new();
    }
    let mut words: Vec<Word> = Vec::new();
    let mut column = 0usize;
    let mut open: Option<Word> = None;
    let blank = f32::from(advance(' ', Family::Sans)).max(1.0);
    for (at, c) in document.text[line.start..line.end].char_indices() {
        let at = line.start + at;
        if is_blank(c) {
            if let Some(word) = open.take() {
                words.push(word);
            }
            column = match c {
                '\t' => (column / TAB + 1) * TAB,
                '\u{c}' => 0,
                _ => column + c.width().unwrap_or(0),
            };
            continue;
        }
        let end = at + c.len_utf8();
        let width = c.width().unwrap_or(0);
        let word = open.get_or_insert(Word {
            span: Span {
                line: index as u32,
                start: at as u32,
                end: at as u32,
            },
            x0: column as f32,
            x1: column as f32,
            y0: 0.0,
            y1: 1.0,
            advance: 0.0,
            bold: false,
        });
        column += width;
        word.span.end = end as u32;
        word.x1 = column as f32;
        word.advance += f32::from(advance(c, Family::Sans)) / blank;
    }
    words.extend(open);
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input;

    fn read(text: &str) -> Document {
        input::read("t", text.as_bytes()).expect("text")
    }

    const TABLE: &str = "Code   Measure            Status\n\
                         A1     Ladders for the    planned\n       \
                                public library\n\
                         A2     Bridges            running\n\
                         A3     Tunnels            planned\n";

    #[test]
    fn layout_text_is_known_by_its_columns() {
        assert!(sniff(&read(TABLE)));
    }

    #[test]
    fn doubled_blanks_of_justified_text_are_no_columns() {
        let text = "The  audit team  maintains a shared  assessment\n\
                    framework and  reports twice  a year to the\n\
                    parliamentary  committee on the  results and on\n\
                    the  cost of  other means, in line with  rules.\n";
        assert!(!sniff(&read(text)));
    }

    #[test]
    fn words_keep_their_columns() {
        let document = read("a\u{301}b  漢字 c\n");
        let pages = pages(&document);
        let xs: Vec<(f32, f32)> = pages[0].words.iter().map(|w| (w.x0, w.x1)).collect();
        assert_eq!(xs, [(0.0, 2.0), (4.0, 8.0), (9.0, 10.0)]);
    }
}
