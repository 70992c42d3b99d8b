//! Text inside of markup.

use pulldown_cmark_escape::escape_html;

/// Text of a source as text of a page, in elements and in quoted attributes. Characters a page must not have are shown as U+FFFD.
pub(crate) fn escaped(text: &str) -> String {
    let harmless = |c: char| {
        if c.is_control() && c != '\n' && c != '\t' {
            '\u{fffd}'
        } else {
            c
        }
    };
    let text: String = text.chars().map(harmless).collect();
    let mut out = String::with_capacity(text.len());
    let _ = escape_html(&mut out, &text);
    out
}
