//! Known binary formats by their first bytes, so that the message can say what the file is.

use super::InputError;
use memchr::memmem;

const MAGIC: &[(&[u8], &str)] = &[
    (
        b"PK\x03\x04",
        "a ZIP archive or an office document (docx, xlsx, odt, ...)",
    ),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old office document (doc, xls, ...)",
    ),
    (b"{\\rtf", "an RTF document"),
    (b"%!PS", "a PostScript document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"\x1f\x8b\x08", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\0", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\x7fELF", "a program"),
];

/// Whether this is a PDF. Its header may come after some stray bytes, or be damaged: no text has objects and streams.
pub(super) fn is_pdf(bytes: &[u8]) -> bool {
    let start = bytes
        .iter()
        .take(16)
        .position(|b| !b.is_ascii_whitespace())
        .unwrap_or(0);
    let start = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { start };
    let holds = |word: &str| memmem::find(bytes, word.as_bytes()).is_some();
    bytes[start.min(bytes.len())..].starts_with(b"%PDF-")
        || holds("endobj") && holds("endstream") && (holds("startxref") || holds("/Pages"))
}

/// Refuses a known binary format.
pub(super) fn refuse(bytes: &[u8]) -> Result<(), InputError> {
    match MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        // `BZh` may begin a text; an archive has a digit and a magic number after it.
        Some((b"BZh", _)) if bytes.get(4..7) != Some(b"1AY") => Ok(()),
        Some((_, format)) => Err(InputError::Format(format)),
        None => Ok(()),
    }
}
