//! PDF to [`Document`]: the drawn glyphs of every page as words and lines, and the drawn lines beside them.
//!
//! Everything that knows hayro is in this folder. What a reader of the printed page does not see (text painted twice, clipped
//! or invisible text) is kept apart from the words of the page and reported, never dropped silently.
//!
//! What is bounded: the bytes of the file; the bytes that its packed data unpack to, measured before the interpreter unpacks
//! them ([`guard`], [`weight`]); the pages; the glyphs and lines of a page; and the time of opening the file and of each page
//! ([`reader`]). What is not: the interpreter's own memory beside these, above all the outlines it collects where text is used to
//! clip.

mod glyphs;
mod guard;
mod overprint;
mod reader;
mod rules;
mod spacing;
mod text;
mod unpack;
mod weight;
mod words;

use super::{InputError, Options};
use crate::document::Document;
use crate::finding::{Finding, Level};
use glyphs::Stop;
use reader::Reader;

/// Reads the pages of a PDF.
///
/// # Errors
/// When the bytes are no PDF that can be read within the bounds of `options`, need another password, or hold no text.
pub(super) fn read(name: &str, bytes: &[u8], options: &Options) -> Result<Document, InputError> {
    let reader = Reader::open(bytes, options)?;
    let mut document = text::Builder::new(name);
    let mut lost = None;
    // Why pages were not read.
    let mut stops: Vec<Finding> = Vec::new();
    for number in 1..=reader.pages {
        if lost.is_some() || !options.pages.contains(number) {
            document.skip();
            continue;
        }
        match reader.next() {
            Some(sheet) => {
                stops.extend(sheet.stop.map(|stop| cut_short(number, &stop)));
                if sheet.drawn.crowded {
                    document.find(crowded(number));
                }
                document.page(number, sheet.drawn);
            }
            None => {
                lost = Some(number);
                document.skip();
            }
        }
    }
    stops.extend(lost.map(|first| given_up(first, reader.pages)));
    let why = stops.first().map(|stop| stop.message.clone());
    for stop in stops {
        document.find(stop);
    }
    document.finish().map_err(|error| why.map_or(error, InputError::Unread))
}

fn cut_short(page: u32, stop: &Stop) -> Finding {
    let (read, what) = match stop {
        Stop::Damaged => (
            "read only in part",
            "it is damaged; repair the file, for instance with `qpdf` or `mutool clean`, and look at the page"
                .to_owned(),
        ),
        Stop::Time(seconds) => (
            "read only in part",
            format!("it takes more than {seconds} s; --page-seconds raises the limit"),
        ),
        Stop::Glyphs(most) => (
            "read only in part",
            format!("it draws more than {most} glyphs; --max-glyphs raises the limit"),
        ),
        Stop::Unpacked(most) => (
            "not read",
            format!(
                "its packed data unpack to more than a page of text needs; if you trust the file, --max-unpacked raises the limit \
                 of {} MiB",
                most >> 20
            ),
        ),
        Stop::Text => (
            "not read",
            "it shows more text at once than any producer writes; print the file to a new PDF and try again".to_owned(),
        ),
        Stop::Objects => (
            "not read",
            "it leads to more objects than a page needs; print the file to a new PDF and try again".to_owned(),
        ),
    };
    Finding {
        level: Level::Error,
        code: "page-cut-short",
        message: format!("page {page} was {read}: {what}"),
        page: Some(page),
        line: None,
    }
}

fn crowded(page: u32) -> Finding {
    Finding {
        level: Level::Note,
        code: "many-lines",
        message: format!(
            "page {page} draws more lines than a table has; those after the first {} are left out, look at the page if cells are wrong",
            rules::MOST
        ),
        page: Some(page),
        line: None,
    }
}

fn given_up(page: u32, last: u32) -> Finding {
    let pages = match page == last {
        true => format!("page {page} was"),
        false => format!("pages {page} to {last} were"),
    };
    Finding {
        level: Level::Error,
        code: "page-cut-short",
        message: format!(
            "{pages} not read: page {page} takes too long; repair the file, for instance with `qpdf` or `mutool clean`, or leave \
             the page out with --pages"
        ),
        page: Some(page),
        line: None,
    }
}
