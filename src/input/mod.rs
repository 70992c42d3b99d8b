//! Bytes to [`Document`]: sniffing what the bytes are, decoding them, splitting the text into lines.
//!
//! Decoding keeps every character as it is; nothing is normalized here.

mod boxes;
mod decode;
mod flat;
mod format;
pub mod layout;
mod lines;
mod long;
mod pages;
mod pdf;
mod sniff;

use crate::document::Document;
pub use format::Format;
pub use pages::PageRange;
use std::time::Duration;

/// Extensions of the files that are read, without the dot; what a file is, its bytes tell. Those that are mostly other things
/// (`xml`, `html`, `tsv`) are not among them.
pub const EXTENSIONS: [&str; 5] = ["pdf", "txt", "text", "hocr", "alto"];

/// How a source is read, and what it may be at most. Beyond these bounds it is no table's text, and reading on would only cost
/// time and memory.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    /// What the source is.
    pub format: Format,
    /// Most bytes of a source.
    pub bytes: usize,
    /// Most lines of a text.
    pub lines: usize,
    /// Most characters of a line of text that can be part of a table; `None`: four times as many as usual in this text, at least
    /// 400 and at most 2,000.
    pub line: Option<usize>,
    /// Most bytes that packed data of a PDF may unpack to: all object streams together, and what each page uses (its fonts,
    /// forms and, up to a quarter, its own operators; pictures are not unpacked).
    pub unpacked: usize,
    /// Most glyphs of a PDF's page, and most bytes of text on a page of word boxes.
    pub glyphs: usize,
    /// Longest time that opening a PDF, or a page of it, may take. Where nothing is drawn for long it is up to ten seconds more.
    pub page_time: Duration,
    /// Opens a PDF that needs one.
    pub password: String,
    /// Pages to read, where the format has pages.
    pub pages: PageRange,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            format: Format::Auto,
            bytes: 256 << 20,
            lines: 10_000_000,
            line: None,
            unpacked: 256 << 20,
            glyphs: 250_000,
            page_time: Duration::from_secs(60),
            password: String::new(),
            pages: PageRange::default(),
        }
    }
}

/// Why bytes cannot be read as the text of a document. The message says what to do; the caller names the source.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// No bytes, or nothing but a byte order mark.
    #[error("the source is empty; extract the text again, or leave the source out")]
    Empty,
    /// Nothing but white space.
    #[error(
        "the source holds no text, only white space; a scanned PDF needs text recognition (OCR) before its text can be extracted"
    )]
    Blank,
    /// A PDF that is no PDF further on.
    #[error("the PDF is damaged beyond reading; repair it, for instance with `qpdf` or `mutool clean`, and try again")]
    DamagedPdf,
    /// A PDF that takes longer to open than [`Options::page_time`], in seconds.
    #[error(
        "opening the PDF takes more than {0} s; repair it, for instance with `qpdf` or `mutool clean`, and try again"
    )]
    Slow(u64),
    /// A PDF whose object streams unpack to more bytes than [`Options::unpacked`].
    #[error(
        "the PDF unpacks to more than {} MiB before its first page; if you trust it, --max-unpacked raises the limit", .0 >> 20
    )]
    Unpacked(usize),
    /// A PDF whose page tree names more pages than this.
    #[error("the PDF names more than {0} pages; split it, or repair it if it has fewer")]
    Pages(usize),
    /// A PDF none of whose text could be read, and why.
    #[error("no text was read: {0}")]
    Unread(String),
    /// The system gives no thread to read a PDF in.
    #[error("the system gives no thread to read the PDF in; end other work, or use fewer threads with -j")]
    Thread,
    /// A PDF under a password.
    #[error("the PDF needs a password, or another one than was given; pass it with --password")]
    Password,
    /// A PDF encrypted in a way that is not known.
    #[error(
        "the PDF is encrypted in a way that is not supported; decrypt it first, for instance with `qpdf --decrypt`"
    )]
    Encryption,
    /// A PDF of pictures.
    #[error("image only: the PDF holds pictures of text, but no text; run OCR and pass hOCR or ALTO")]
    ImageOnly,
    /// A PDF on whose pages nothing is written.
    #[error("the PDF holds no text; check that it is the right file, or that --pages names the right pages")]
    NoText,
    /// Word boxes without words.
    #[error(
        "this {0} holds no words; check that --pages names the right pages, or run text recognition (OCR) on the scan"
    )]
    NoWords(&'static str),
    /// Word boxes that cannot be read to their end.
    #[error(
        "this {format} is damaged in line {line}: {reason}; nothing of it was read, make the file again or repair it there"
    )]
    Damaged {
        /// What it is.
        format: &'static str,
        /// 1-based line of the file.
        line: usize,
        /// What is wrong there.
        reason: String,
    },
    /// More pages, lines or text than a document of word boxes has.
    #[error("this {format} is no document of pages: {reason}; split it, or check what made it")]
    Oversized {
        /// What it is.
        format: &'static str,
        /// What is too much.
        reason: String,
    },
    /// Not what [`Options::format`] says.
    #[error("this is {found}, not {asked}; give another --input-format, or leave it out to have it found out")]
    OtherFormat {
        /// What it was said to be.
        asked: &'static str,
        /// What it looks like.
        found: &'static str,
    },
    /// A known binary format.
    #[error("this is {0}, not text; extract its text first and convert the text file")]
    Format(&'static str),
    /// Unknown binary data.
    #[error("this is binary data, not text (NUL at byte {0}); extract its text first and convert the text file")]
    Binary(usize),
    /// More bytes than [`Options::bytes`].
    #[error("the source is larger than {} MiB; split it into one file per document, or raise the limit with --max-size", .0 >> 20)]
    TooLarge(usize),
    /// More lines than [`Options::lines`].
    #[error(
        "the text has more than {0} lines; split it into one file per document, or raise the limit with --max-lines"
    )]
    Lines(usize),
    /// Most lines are longer than [`Options::line`].
    #[error(
        "line {line} runs for {length} characters without a line break, as most of the text does; the lines of the table are \
         lost, extract the text again with line breaks, or take longer lines with --max-line"
    )]
    LineTooLong {
        /// 1-based line.
        line: usize,
        /// Its length in characters.
        length: usize,
    },
}

/// Reads one source with the default [`Options`]. `name` is what messages and the `source` field show.
///
/// # Errors
/// When the bytes are not the text of a document; see [`InputError`].
pub fn read(name: &str, bytes: &[u8]) -> Result<Document, InputError> {
    read_within(name, bytes, &Options::default())
}

/// Reads one source: a PDF, word boxes, or text in which words stand in columns (layout text) or do not (flat text).
///
/// # Errors
/// When the bytes are not the text of a document; see [`InputError`].
pub fn read_within(name: &str, bytes: &[u8], options: &Options) -> Result<Document, InputError> {
    // Spans count in `u32`, so no setting can raise the bound beyond it; replacement may triple the bytes.
    let most = options.bytes.min(u32::MAX as usize / 3);
    if bytes.len() > most {
        return Err(InputError::TooLarge(most));
    }
    match (options.format, sniff::is_pdf(bytes)) {
        (Format::Auto | Format::Pdf, true) => return pdf::read(name, bytes, options),
        (asked, true) => return Err(InputError::other(asked, Format::Pdf)),
        (_, false) => {}
    }
    sniff::refuse(bytes)?;
    let decoded = decode::decode(bytes);
    if let Some(at) = decoded.text.find('\0') {
        return Err(InputError::Binary(at + 1));
    }
    if decoded.text.is_empty() {
        return Err(InputError::Empty);
    }
    if decoded.text.chars().all(crate::audit::is_blank) {
        return Err(InputError::Blank);
    }
    let found = sniff::format(&decoded.text);
    let format = match options.format {
        Format::Auto => found,
        asked => asked,
    };
    match format {
        Format::Auto | Format::Text | Format::Layout => text(name, decoded, options),
        Format::Pdf => Err(InputError::other(format, found)),
        Format::Bbox | Format::Tsv | Format::Hocr | Format::Alto => {
            boxes::read(name, &decoded.text, (format, found), options, decoded.findings)
        }
    }
}

/// Plain text as a document.
fn text(name: &str, decoded: decode::Decoded, options: &Options) -> Result<Document, InputError> {
    let lines = flat::lines(&decoded.text, options.lines).ok_or(InputError::Lines(options.lines))?;
    let mut document = Document {
        name: name.to_owned(),
        text: decoded.text,
        lines,
        pages: Vec::new(),
        layout: match options.format {
            Format::Text => Some(false),
            Format::Layout => Some(true),
            _ => None,
        },
        findings: decoded.findings,
    };
    long::mark(&mut document, options.line)?;
    Ok(document)
}

impl InputError {
    fn other(asked: Format, found: Format) -> Self {
        Self::OtherFormat {
            asked: asked.shown(),
            found: found.shown(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_no_text() {
        let refused = |bytes: &[u8]| read("x", bytes).unwrap_err();
        assert_eq!(refused(b""), InputError::Empty);
        assert_eq!(refused(b"\xef\xbb\xbf"), InputError::Empty);
        assert_eq!(refused(b" \n\r\n\x0c "), InputError::Blank);
        assert_eq!(refused(b"%PDF-1.7\n"), InputError::DamagedPdf);
        assert_eq!(refused(b"ab\0cd"), InputError::Binary(3));
        assert!(matches!(refused(b"PK\x03\x04...."), InputError::Format(_)));
    }

    #[test]
    fn keeps_the_options() {
        let options = Options {
            bytes: 10,
            lines: 2,
            ..Options::default()
        };
        assert!(read_within("x", b"abcd\nabcd\n", &options).is_ok());
        assert_eq!(
            read_within("x", b"abcd\nabcd\n.", &options).unwrap_err(),
            InputError::TooLarge(10)
        );
        assert_eq!(
            read_within("x", b"a\n\nabc\n", &options).unwrap_err(),
            InputError::Lines(2)
        );
    }
}
