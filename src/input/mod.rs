//! Bytes to [`Document`]: sniffing what the bytes are, decoding them, splitting the text into lines.
//!
//! Decoding keeps every character as it is; nothing is normalized here.

mod decode;
mod flat;
pub mod layout;
mod sniff;

use crate::document::Document;

/// What a source may be at most. Beyond these bounds it is no table's text, and reading on would only cost time and memory.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of a source.
    pub bytes: usize,
    /// Bytes of one line after decoding.
    pub line: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 256 << 20,
            line: 1 << 20,
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
    /// A PDF.
    #[error(
        "PDF input is not supported yet; extract its text first, with `pdftotext -raw` or Apache Tika, and convert the text file"
    )]
    Pdf,
    /// A known binary format.
    #[error("this is {0}, not text; extract its text first and convert the text file")]
    Format(&'static str),
    /// Unknown binary data.
    #[error("this is binary data, not text (NUL at byte {0}); extract its text first and convert the text file")]
    Binary(usize),
    /// More bytes than [`Limits::bytes`].
    #[error("the source is larger than {} MiB; split it into one file per document", .0 >> 20)]
    TooLarge(usize),
    /// A line longer than [`Limits::line`].
    #[error(
        "line {line} runs for {length} bytes without a line break; the lines of the table are lost, extract the text again with line breaks"
    )]
    LineTooLong {
        /// 1-based line.
        line: usize,
        /// Its length in bytes.
        length: usize,
    },
}

/// Decodes one flat text within the default [`Limits`]. `name` is what messages and the `source` field show.
///
/// # Errors
/// When the bytes are not the text of a document; see [`InputError`].
pub fn read(name: &str, bytes: &[u8]) -> Result<Document, InputError> {
    read_within(name, bytes, &Limits::default())
}

/// Decodes one flat text within `limits`.
///
/// # Errors
/// When the bytes are not the text of a document; see [`InputError`].
pub fn read_within(name: &str, bytes: &[u8], limits: &Limits) -> Result<Document, InputError> {
    // Spans count in `u32`, so no setting can raise the bound beyond it; replacement may triple the bytes.
    let most = limits.bytes.min(u32::MAX as usize / 3);
    if bytes.len() > most {
        return Err(InputError::TooLarge(most));
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
    let lines = flat::lines(&decoded.text);
    if let Some((index, line)) = lines
        .iter()
        .enumerate()
        .find(|(_, line)| line.end - line.start > limits.line)
    {
        return Err(InputError::LineTooLong {
            line: index + 1,
            length: line.end - line.start,
        });
    }
    Ok(Document {
        name: name.to_owned(),
        text: decoded.text,
        lines,
        findings: decoded.findings,
    })
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
        assert_eq!(refused(b"%PDF-1.7\n"), InputError::Pdf);
        assert_eq!(refused(b"ab\0cd"), InputError::Binary(3));
        assert!(matches!(refused(b"PK\x03\x04...."), InputError::Format(_)));
    }

    #[test]
    fn keeps_the_limits() {
        let limits = Limits { bytes: 10, line: 4 };
        assert!(read_within("x", b"abcd\nabcd\n", &limits).is_ok());
        assert_eq!(
            read_within("x", b"abcd\nabcd\n.", &limits).unwrap_err(),
            InputError::TooLarge(10)
        );
        assert_eq!(
            read_within("x", b"a\nabcde", &limits).unwrap_err(),
            InputError::LineTooLong { line: 2, length: 5 }
        );
    }
}
