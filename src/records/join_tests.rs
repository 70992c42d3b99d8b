use super::*;
use crate::document::Span;

/// The text of a cell that is the last `lines` lines of `source`, with the column's fill from the same lines.
fn join(source: &str, lines: usize) -> String {
    let document = crate::input::read("test", source.as_bytes()).unwrap();
    let joiner = Joiner::new(&document);
    let all = document.lines.len();
    let pieces: Vec<Piece> = (all - lines..all)
        .map(|index| Piece {
            span: Span {
                line: index as u32,
                start: document.lines[index].start as u32,
                end: document.lines[index].end as u32,
            },
            paragraph: false,
        })
        .collect();
    let mut fill = Fill::default();
    pieces.iter().for_each(|piece| fill.add(&joiner.line(piece)));
    joiner.text(&pieces, Some(&fill))
}

#[test]
fn lines_join_with_one_blank() {
    assert_eq!(join("alpha \nbeta\u{a0} gamma", 2), "alpha beta gamma");
}

#[test]
fn marks_of_division_go() {
    assert_eq!(join("beveili\u{ad}\ngings", 2), "beveiligings");
    assert_eq!(join("beveili\u{2010}\ngings", 2), "beveiligings");
    assert_eq!(join("one beveili\u{ad}gings", 1), "one beveiligings");
}

#[test]
fn the_words_of_the_document_decide_about_a_plain_hyphen() {
    assert_eq!(join("the rainfall today\nrain-\nfall", 2), "rainfall");
    assert_eq!(join("the rain-fall today\nrain-\nfall", 2), "rain-fall");
    assert_eq!(join("all rainfalls here\nrain-\nfall", 2), "rainfall");
    assert_eq!(join("the Rain-Fall rainfalls here\nrain-\nfall", 2), "rainfall");
}

#[test]
fn without_evidence_a_plain_hyphen_stays() {
    assert_eq!(join("rain-\nfall", 2), "rain-fall");
    assert_eq!(join("the rainfall\nLatijns-\nAmerika", 2), "Latijns-Amerika");
    assert_eq!(join("AI-\nveiligheid", 2), "AI-veiligheid");
    assert_eq!(join("2025-\n2027", 2), "2025-2027");
}

#[test]
fn a_document_that_divides_syllables_divides_unknown_words_too() {
    let habit = "the rainfall and snowfall and waterfall fall\nrain-\nfall\nsnow-\nfall\nwater-\nfall\n";
    assert_eq!(join(&format!("{habit}wind-\nfell"), 2), "windfell");
}

#[test]
fn a_suspended_hyphen_keeps_its_blank() {
    assert_eq!(join("sea- and land\nair-\nand", 2), "air- and");
    // Line ends keep their blank here, so this one stood behind the hyphen.
    assert_eq!(join("one \ntwo \nair- \nqua", 2), "air- qua");
    assert_eq!(join("one \ntwo \nair-\nqua", 2), "air-qua");
}

#[test]
fn a_word_initial_hyphen_is_not_parted_from_its_word() {
    assert_eq!(join("one \ntwo \nstudies en -\nworks", 2), "studies en -works");
}

#[test]
fn lost_line_ends_are_resolved_like_line_ends() {
    assert_eq!(join("the rainfall today\na rain\u{fffe}fall", 1), "a rainfall");
    assert_eq!(join("x\na Latijns\u{fffe}Amerika", 1), "a Latijns-Amerika");
}

#[test]
fn slashes_and_dashes_between_digits_take_no_blank() {
    assert_eq!(join("2025/\n2026", 2), "2025/2026");
    assert_eq!(join("2025\u{2013}\n2026", 2), "2025\u{2013}2026");
    assert_eq!(join("country /\nregion", 2), "country / region");
    assert_eq!(join("see 5 \u{2013}\n6", 2), "see 5 \u{2013} 6");
}

#[test]
fn a_word_cut_without_a_hyphen_is_one_word() {
    let words = "national stations and rations of nations in motion need traditions and notions";
    assert_eq!(join(&format!("{words}\nInternati\nonal\naid"), 3), "International aid");
    assert_eq!(
        join(&format!("{words}\nInternational\nrations\naid"), 3),
        "International rations aid"
    );
}

#[test]
fn scripts_without_blanks_get_none() {
    assert_eq!(
        join("\u{6771}\u{4eac}\n\u{90fd}\u{5185}", 2),
        "\u{6771}\u{4eac}\u{90fd}\u{5185}"
    );
}

/// The text of a cell of all lines of `source`, the last one marked as a paragraph.
fn with_paragraph(source: &str) -> String {
    let document = crate::input::read("test", source.as_bytes()).unwrap();
    let last = document.lines.len() - 1;
    let pieces: Vec<Piece> = (document.lines.iter().enumerate())
        .map(|(line, range)| Piece {
            span: Span {
                line: line as u32,
                start: range.start as u32,
                end: range.end as u32,
            },
            paragraph: line == last,
        })
        .collect();
    Joiner::new(&document).text(&pieces, None)
}

#[test]
fn paragraphs_are_lines_of_the_text() {
    assert_eq!(with_paragraph("one\ntwo"), "one\ntwo");
    assert_eq!(with_paragraph("Latijns-\nAmerika"), "Latijns-Amerika");
    assert_eq!(with_paragraph("one -\ntwo"), "one -\ntwo");
}
