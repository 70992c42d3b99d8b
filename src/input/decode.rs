//! Bytes to text: byte order marks, UTF-8, UTF-16 with and without a mark, what an XML declaration names, Windows-1252.

use crate::finding::{Finding, Level};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// Text and what was noticed while decoding it.
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) findings: Vec<Finding>,
}

/// How many positions of invalid bytes a finding lists.
const POSITIONS: usize = 10;

/// Decodes whatever it is given; never fails.
pub(super) fn decode(bytes: &[u8]) -> Decoded {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest, 3),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes, 2),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes, 2),
        _ if looks_like_utf16(bytes, u16::from_le_bytes) => utf16(bytes, u16::from_le_bytes, 0),
        _ if looks_like_utf16(bytes, u16::from_be_bytes) => utf16(bytes, u16::from_be_bytes, 0),
        _ => utf8_or_windows_1252(bytes),
    }
}

/// UTF-8, or Windows-1252 when the bytes beyond ASCII are more often no valid UTF-8 sequence than one.
///
/// Text in Windows-1252 practically never holds a valid multi-byte sequence (it would read like "Ã©"), and UTF-8 that went
/// broken on its way keeps most of its sequences whole.
fn utf8_or_windows_1252(bytes: &[u8]) -> Decoded {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded {
            text: text.to_owned(),
            findings: Vec::new(),
        };
    }
    if let Some(text) = declared(bytes) {
        return Decoded {
            text,
            findings: Vec::new(),
        };
    }
    let (mut valid, mut invalid) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    if valid >= invalid {
        return utf8(bytes, 0);
    }
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    Decoded {
        text: text.into_owned(),
        findings: vec![Finding {
            level: Level::Note,
            code: "windows-1252",
            message:
                "the text is not UTF-8 and was read as Windows-1252; if letters look wrong, convert it to UTF-8 first"
                    .to_owned(),
            page: None,
            line: None,
        }],
    }
}

/// The text of an XML file in the encoding that its declaration names, if it is another one than UTF-8 and fits.
fn declared(bytes: &[u8]) -> Option<String> {
    const SAMPLE: usize = 256;
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(SAMPLE)]);
    let declaration = head.strip_prefix("<?xml")?.split_once("?>")?.0;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?;
    let label = value.trim().split(['"', '\'']).nth(1)?;
    let encoding = Encoding::for_label(label.as_bytes()).filter(|encoding| *encoding != UTF_8)?;
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    (!broken).then(|| text.into_owned())
}

/// UTF-8 with every invalid sequence replaced by U+FFFD and reported. `skipped` bytes stood before `bytes`.
fn utf8(bytes: &[u8], skipped: usize) -> Decoded {
    let mut text = String::with_capacity(bytes.len());
    let mut invalid = Invalid::default();
    let mut at = skipped;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        at += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            invalid.add(&text, at + 1);
            text.push(char::REPLACEMENT_CHARACTER);
            at += chunk.invalid().len();
        }
    }
    Decoded {
        findings: invalid.finding("invalid-utf8", "UTF-8").into_iter().collect(),
        text,
    }
}

/// UTF-16 with every unpaired surrogate (and an odd byte at the end) replaced and reported.
fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, skipped: usize) -> Decoded {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len());
    let mut invalid = Invalid::default();
    let mut at = skipped;
    for decoded in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        match decoded {
            Ok(c) => {
                text.push(c);
                at += 2 * c.len_utf16();
            }
            Err(_) => {
                invalid.add(&text, at + 1);
                text.push(char::REPLACEMENT_CHARACTER);
                at += 2;
            }
        }
    }
    if !odd.is_empty() {
        invalid.add(&text, at + 1);
        text.push(char::REPLACEMENT_CHARACTER);
    }
    Decoded {
        findings: invalid.finding("invalid-utf16", "UTF-16").into_iter().collect(),
        text,
    }
}

/// Whether bytes without a byte order mark are UTF-16: text in UTF-8 has no NUL, and text in UTF-16 has blanks and line
/// breaks (one of whose bytes is NUL), no NUL character, no unpaired surrogate, no control characters.
fn looks_like_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> bool {
    const SAMPLE: usize = 1 << 16;
    let (pairs, odd) = bytes[..bytes.len().min(SAMPLE)].as_chunks::<2>();
    if pairs.is_empty() || !odd.is_empty() || !pairs.as_flattened().contains(&0) {
        return false;
    }
    let (mut chars, mut blanks) = (0, 0);
    for decoded in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        match decoded {
            // A sample may end between two surrogates.
            Err(_) if (chars + 1) * 2 < pairs.len() => return false,
            Err(_) => {}
            Ok(' ' | '\n' | '\r' | '\t' | '\x0c') => blanks += 1,
            Ok(c) if c.is_control() => return false,
            Ok(_) => {}
        }
        chars += 1;
    }
    blanks * 50 >= chars
}

/// Collects where a text was invalid.
#[derive(Default)]
struct Invalid {
    count: usize,
    first_line: u32,
    places: Vec<String>,
    /// Bytes of the text looked at so far, and the line they end in.
    counted: usize,
    line: u32,
}

impl Invalid {
    /// Notes an invalid sequence after `text`; `byte` is 1-based in the source.
    fn add(&mut self, text: &str, byte: usize) {
        self.count += 1;
        if self.places.len() == POSITIONS {
            return;
        }
        let news = &text.as_bytes()[self.counted..];
        let breaks = news.iter().enumerate().filter(|(i, b)| match b {
            b'\n' => true,
            b'\r' => news.get(i + 1) != Some(&b'\n'),
            _ => false,
        });
        self.line += breaks.count() as u32;
        self.counted = text.len();
        if self.count == 1 {
            self.first_line = self.line + 1;
        }
        self.places.push(format!("byte {byte} (line {})", self.line + 1));
    }

    fn finding(self, code: &'static str, encoding: &str) -> Option<Finding> {
        if self.count == 0 {
            return None;
        }
        let more = match self.count - self.places.len() {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        Some(Finding {
            level: Level::Warning,
            code,
            message: format!(
                "not valid {encoding} in {} place{}, replaced by U+FFFD: {}{more}; the characters there are lost, extract the text again",
                self.count,
                if self.count == 1 { "" } else { "s" },
                self.places.join(", "),
            ),
            page: None,
            line: Some(self.first_line),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16_bytes(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn keeps_characters() {
        let text = "Een\u{a0}blank, e\u{301} and é, ﬁ\r\nтри 👍\n";
        let mut sources = vec![
            text.as_bytes().to_vec(),
            utf16_bytes(text, u16::to_le_bytes),
            utf16_bytes(text, u16::to_be_bytes),
        ];
        for (mark, at) in [(&b"\xef\xbb\xbf"[..], 0), (b"\xff\xfe", 1), (b"\xfe\xff", 2)] {
            sources.push([mark, &sources[at]].concat());
        }
        for source in sources {
            let decoded = decode(&source);
            assert_eq!(decoded.text, text, "{source:x?}");
            assert_eq!(decoded.findings, [], "{source:x?}");
        }
    }

    #[test]
    fn windows_1252() {
        let decoded = decode(b"financi\xeble \x96 \x80 5\n");
        assert_eq!(decoded.text, "financiële – € 5\n");
        assert_eq!(decoded.findings[0].code, "windows-1252");
    }

    #[test]
    fn what_xml_declares() {
        let text = |bytes: &[u8]| {
            let decoded = decode(bytes);
            (decoded.text, decoded.findings.len())
        };
        let xml = |label: &str| format!("<?xml version='1.0' encoding = '{label}' ?>").into_bytes();
        let with = |label: &str, bytes: &[u8]| text(&[&xml(label), bytes].concat());
        assert!(with("ISO-8859-5", b"\xb3\xde\xd4").0.ends_with("Год"));
        assert_eq!(with("ISO-8859-5", b"\xb3\xde\xd4").1, 0);
        assert!(
            with("iso-8859-1", "é".as_bytes()).0.ends_with('é'),
            "what is UTF-8 is UTF-8"
        );
        for label in ["utf-8", "no-such", "Shift_JIS"] {
            let (text, findings) = with(label, b"caf\xe9\xff");
            assert!(text.ends_with("caféÿ") && findings == 1, "{label}: {text}");
        }
    }

    #[test]
    fn broken_utf8() {
        let decoded = decode(b"\xef\xbb\xbffinanci\xc3\xable\r\nfinanci\xc3 of \xc3\xab\r\n\xff\xc3\xab");
        assert_eq!(decoded.text, "financiële\r\nfinanci\u{fffd} of ë\r\n\u{fffd}ë");
        let finding = &decoded.findings[0];
        assert_eq!((finding.code, finding.line), ("invalid-utf8", Some(2)));
        assert!(
            finding
                .message
                .contains("in 2 places, replaced by U+FFFD: byte 24 (line 2), byte 33 (line 3);"),
            "{}",
            finding.message
        );
    }

    #[test]
    fn broken_utf16() {
        let decoded = decode(b"\xff\xfea\0\0\xd8\n\0b");
        assert_eq!(decoded.text, "a\u{fffd}\n\u{fffd}");
        assert_eq!(decoded.findings[0].code, "invalid-utf16");
        assert!(decoded.findings[0].message.contains("byte 5 (line 1), byte 9 (line 2)"));
    }

    #[test]
    fn long_lists_are_cut() {
        let decoded = decode(&b"\xc3\xab\xc3\xab\xff\n".repeat(40));
        assert!(
            decoded.findings[0].message.contains("byte 59 (line 10) and 30 more"),
            "{}",
            decoded.findings[0].message
        );
    }
}
