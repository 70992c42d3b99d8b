//! What the bytes of a source may be, through the real binary.

use crate::support::{Run, convert};
use serde_json::Value;

const TEXT: &str = "Naam en plaats\nOpwaartse stabilité — één\r\nlaatste regel";

fn findings(run: &Run) -> Vec<Value> {
    run.json()["findings"].as_array().unwrap().clone()
}

fn with_code<'a>(findings: &'a [Value], code: &str) -> Option<&'a Value> {
    findings.iter().find(|finding| finding["code"] == code)
}

#[test]
fn every_encoding_gives_the_same() {
    let utf16 = |mark: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        mark.encode_utf16().chain(TEXT.encode_utf16()).flat_map(bytes).collect()
    };
    let plain = convert(TEXT.as_bytes());
    for source in [
        format!("\u{feff}{TEXT}").into_bytes(),
        utf16("\u{feff}", u16::to_le_bytes),
        utf16("\u{feff}", u16::to_be_bytes),
        utf16("", u16::to_le_bytes),
        utf16("", u16::to_be_bytes),
    ] {
        assert_eq!(convert(&source).text(), plain.text(), "{source:x?}");
    }
}

#[test]
fn windows_1252_is_said() {
    let run = convert(&encoding_rs::WINDOWS_1252.encode(TEXT).0);
    let findings = findings(&run);
    assert_eq!(
        with_code(&findings, "windows-1252").expect("a finding")["level"],
        "note"
    );
    run.says(&["note:", "standard input", "Windows-1252"]);
}

#[test]
fn broken_utf_8_has_positions() {
    let mut bytes = TEXT.as_bytes().to_vec();
    let at = TEXT.find("één").unwrap();
    bytes[at] = b'x';
    let run = convert(&bytes);
    let findings = findings(&run);
    let finding = with_code(&findings, "invalid-utf8").expect("a finding");
    assert_eq!((&finding["level"], &finding["line"]), (&"warning".into(), &2.into()));
    assert!(
        finding["message"]
            .as_str()
            .unwrap()
            .contains(&format!("byte {} (line 2)", at + 2)),
        "{finding}"
    );
    run.says(&["warning:", "standard input:2", "U+FFFD"]);
}
