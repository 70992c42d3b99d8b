//! Lines of a flat text.

use crate::document::Line;

/// Splits at `\n`, `\r\n`, a lone `\r`, and at a form feed inside a line.
///
/// A form feed is a page mark and outside every line's text. At a line's start or alone on a line it marks that line, at a
/// line's end the next one; between two texts it ends the one and marks the other. `None`: they are more than `most`.
pub(super) fn lines(text: &str, most: usize) -> Option<Vec<Line>> {
    let bytes = text.as_bytes();
    // As many as most texts have, so that they are not moved while they come in.
    let mut lines = Vec::with_capacity(memchr::memchr_iter(b'\n', bytes).count().min(most) + 1);
    let mut form_feed = false;
    let mut at = 0;
    while at < bytes.len() {
        let end = memchr::memchr2(b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |n| at + n);
        let next = match bytes.get(end..) {
            Some([b'\r', b'\n', ..]) => end + 2,
            Some([]) | None => end,
            Some(_) => end + 1,
        };
        form_feed = physical_line(text, at, end, form_feed, next == end, &mut lines);
        at = next;
        if lines.len() > most {
            return None;
        }
    }
    Some(lines)
}

/// Adds the lines of one physical line (one, unless form feeds stand inside it); says whether a page mark is still open.
fn physical_line(text: &str, start: usize, end: usize, mut form_feed: bool, last: bool, lines: &mut Vec<Line>) -> bool {
    let bytes = text.as_bytes();
    let mut at = start;
    while bytes.get(at) == Some(&0x0c) && at < end {
        form_feed = true;
        at += 1;
    }
    if last && at == end {
        return form_feed; // a form feed that ends the source marks no line
    }
    loop {
        let stop = text[at..end].find('\x0c').map_or(end, |n| at + n);
        lines.push(Line {
            start: at,
            end: stop,
            form_feed,
            long: false,
        });
        form_feed = false;
        at = stop;
        while bytes.get(at) == Some(&0x0c) && at < end {
            form_feed = true;
            at += 1;
        }
        if text[at..end].trim().is_empty() {
            return form_feed;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines with `>` before those that a form feed marks.
    fn split(text: &str) -> Vec<String> {
        lines(text, usize::MAX)
            .unwrap()
            .iter()
            .map(|l| format!("{}{}", if l.form_feed { ">" } else { "" }, &text[l.start..l.end]))
            .collect()
    }

    #[test]
    fn line_ends() {
        assert_eq!(split("a\nb\r\nc\rd"), ["a", "b", "c", "d"]);
        assert_eq!(split("a \n\n\r\n\rb\n"), ["a ", "", "", "", "b"]);
        assert_eq!(split(""), [""; 0]);
    }

    #[test]
    fn form_feeds() {
        assert_eq!(split("a\n\x0cb\n"), ["a", ">b"]);
        assert_eq!(split("a\n\x0c\nb\n"), ["a", ">", "b"]);
        assert_eq!(split("a\x0c\r\nb\n"), ["a", ">b"]);
        assert_eq!(split("a\x0c  \nb\n"), ["a", ">b"]);
        assert_eq!(split("a\x0cb\n"), ["a", ">b"]);
        assert_eq!(split("a\n\x0c\x0cb\x0c"), ["a", ">b"]);
        assert_eq!(split("a\n\x0c"), ["a"]);
    }
}
