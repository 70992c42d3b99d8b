//! Bytes to [`Document`]: decoding, and splitting into lines.

use crate::document::{Document, Line};

/// Decodes one flat text.
pub fn read(name: &str, bytes: &[u8]) -> Document {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let mut lines = Vec::new();
    let mut at = 0;
    for l in text.split_inclusive('\n') {
        let t = l.trim_end_matches(['\n', '\r']);
        lines.push(Line {
            start: at,
            end: at + t.len(),
            form_feed: t.starts_with('\u{c}'),
        });
        at += l.len();
    }
    Document {
        name: name.to_owned(),
        text,
        lines,
        findings: Vec::new(),
    }
}
