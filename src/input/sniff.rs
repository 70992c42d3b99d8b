//! What a source is, by its content: known binary formats by their first bytes, so that the message can say what the file is,
//! and word boxes by what their text begins with.

use super::{Format, InputError, boxes};
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

/// What a text is: a format of word boxes, or text.
pub(super) fn format(text: &str) -> Format {
    let has = |part: &str| text.contains(part);
    match root(text) {
        Some(root) if root.eq_ignore_ascii_case("alto") => Format::Alto,
        Some(_) if has("ocr_page") || has("ocrx_word") => Format::Hocr,
        Some(root) if ["html", "doc"].contains(&root) && has("<page width=") => Format::Bbox,
        Some(_) => Format::Text,
        None if boxes::is_tsv(text) => Format::Tsv,
        None => Format::Text,
    }
}

/// The name of the element that a text begins with, without a prefix.
fn root(text: &str) -> Option<&str> {
    let mut rest = text.trim_start_matches(crate::audit::is_blank);
    loop {
        // What stands before the root: the declaration, comments, the type of the document.
        let end = match rest.strip_prefix('<')? {
            rest if rest.starts_with("!--") => "-->",
            // Declarations may stand inside the type of the document.
            rest if rest.starts_with('!') && rest.split('>').next()?.contains('[') => "]>",
            rest if rest.starts_with(['?', '!']) => ">",
            rest => {
                let end = rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, ':' | '_' | '-' | '.'))?;
                let name = &rest[..end];
                return name.rsplit(':').next().filter(|name| !name.is_empty());
            }
        };
        let (_, behind) = rest.split_once(end)?;
        rest = behind.trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn word_boxes_by_their_content() {
        let page = "<html><body><doc>\n<page width=\"10\" height=\"10\">";
        for (text, wanted) in [
            (page, Format::Bbox),
            (
                "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0\" \"x.dtd\"><html>\n<page width='1'>",
                Format::Bbox,
            ),
            (
                "\u{feff}<?xml version='1.0'?>\n<!-- <alto> -->\n<html><div class='ocr_page'>",
                Format::Hocr,
            ),
            ("<div class=\"ocr_page\" id=\"page_1\">", Format::Hocr),
            ("<?xml version='1.0'?><a:alto xmlns:a='x'>", Format::Alto),
            ("<alto>", Format::Alto),
            ("<!DOCTYPE alto [<!ENTITY a 'b'>]><alto>", Format::Alto),
            ("level\tpage_num\tleft\ttop\twidth\theight\ttext\n", Format::Tsv),
            ("level\tpage_num\ttext\n", Format::Text),
            ("<notes> of ocr, no boxes", Format::Text),
            ("< 5 years, ocr_page", Format::Text),
            ("<!-- never ends ocr_page", Format::Text),
            ("The class ocr_page of hOCR", Format::Text),
        ] {
            assert_eq!(format(text), wanted, "{text}");
        }
    }
}
