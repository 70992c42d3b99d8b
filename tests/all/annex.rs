//! The annex and variants of it, against the records a careful person wrote down.
//!
//! White space is collapsed, everything else has to be exact: the column names, and of every record the section, the
//! subsection and all cells.

use crate::annex_source::{Annex, HEADER, PageMark, Random, SECTION_3, record_lines, text, truth};
use crate::support::{convert, run_in, seed};
use encoding_rs::WINDOWS_1252;
use serde_json::Value;
use std::fmt::Write;
use unicode_normalization::UnicodeNormalization;

fn collapse(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_default()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// A record as lines: section, subsection, then the cells in the order of the columns.
fn lines_of(record: &Value, columns: &[String]) -> Vec<(String, String)> {
    let mut lines: Vec<_> = ["section", "subsection"]
        .iter()
        .map(|key| ((*key).to_owned(), collapse(&record[key])))
        .collect();
    let cells = record["cells"].as_object().unwrap();
    let mut names: Vec<&String> = cells.keys().collect();
    names.sort_by_key(|name| columns.iter().position(|column| *column == **name));
    lines.extend(names.into_iter().map(|name| (name.clone(), collapse(&cells[name]))));
    lines
}

fn columns(table: &Value) -> Vec<String> {
    table["columns"].as_array().unwrap().iter().map(collapse).collect()
}

/// Compares the one table of an output with the truth; the message shows the first record that differs.
#[track_caller]
fn compare(output: &Value, truth: &Value) {
    let findings: Vec<String> = output["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(Value::to_string)
        .collect();
    let tables = output["tables"].as_array().unwrap();
    assert_eq!(
        tables.len(),
        1,
        "number of tables; findings:\n{}",
        findings[..findings.len().min(5)].join("\n")
    );
    let read = tables[0]["records"].as_array().unwrap().len();
    assert_eq!(
        columns(&tables[0]),
        columns(truth),
        "column names ({read} records read)"
    );
    let columns = columns(truth);
    let (got, want) = (
        tables[0]["records"].as_array().unwrap(),
        truth["records"].as_array().unwrap(),
    );
    let got: Vec<_> = got.iter().map(|record| lines_of(record, &columns)).collect();
    let want: Vec<_> = want.iter().map(|record| lines_of(record, &columns)).collect();
    let exact = exact_records(&got, &want);
    if let Some(index) = (0..want.len().max(got.len())).find(|index| want.get(*index) != got.get(*index)) {
        let mut message = format!(
            "{exact} of {} records exact, {} read; record {} is the first that differs\n",
            want.len(),
            got.len(),
            index + 1
        );
        for (side, records) in [("wanted", &want), ("got", &got)] {
            let _ = writeln!(message, "{side}:");
            match records.get(index) {
                None => message += "  no record\n",
                Some(record) => record.iter().for_each(|(name, text)| {
                    let other = if side == "wanted" {
                        got.get(index)
                    } else {
                        want.get(index)
                    };
                    let differs = other.is_some_and(|other| !other.contains(&(name.clone(), text.clone())));
                    let _ = writeln!(message, "{} {name}: {text}", if differs { " *" } else { "  " });
                }),
            }
        }
        panic!("{message}");
    }
    let errors: Vec<&String> = findings
        .iter()
        .filter(|finding| finding.contains(r#""error""#))
        .collect();
    assert!(errors.is_empty(), "findings of level error: {errors:#?}");
}

#[track_caller]
fn check(source: &[u8], truth: &Value) {
    let run = convert(source);
    assert!(run.status <= 1 || run.status == 3, "{run:?}");
    compare(&run.json(), truth);
}

/// How many of the wanted records were read exactly, each counted once.
fn exact_records(got: &[Vec<(String, String)>], want: &[Vec<(String, String)>]) -> usize {
    want.iter().filter(|record| got.contains(record)).count()
}

/// The truth with only the records whose index is wanted.
fn some_records(wanted: impl Fn(usize) -> bool) -> Value {
    let mut truth = truth();
    let mut index = 0;
    truth["records"].as_array_mut().unwrap().retain(|_| {
        index += 1;
        wanted(index - 1)
    });
    truth
}

/// The truth in the shape of an output.
fn as_output(truth: &Value) -> Value {
    serde_json::json!({"tables": [truth], "findings": []})
}

#[test]
fn the_comparison_sees_differences() {
    compare(&as_output(&truth()), &truth());
    let message = |change: &dyn Fn(&mut Value)| {
        let mut other = as_output(&truth());
        change(&mut other);
        let panic = std::panic::catch_unwind(|| compare(&other, &truth())).expect_err("a difference");
        panic.downcast_ref::<String>().expect("a message").clone()
    };
    let record = |index: usize, change: &dyn Fn(&mut Value)| {
        message(&|output| change(&mut output["tables"][0]["records"][index]))
    };
    let hyphen = record(3, &|record| {
        let text = record["cells"]["DOELSTELLING"]
            .as_str()
            .unwrap()
            .replace("Latijns-Amerika", "LatijnsAmerika");
        record["cells"]["DOELSTELLING"] = text.into();
    });
    assert!(
        hyphen.starts_with("49 of 50 records exact, 50 read; record 4 is the first that differs"),
        "{hyphen}"
    );
    assert_eq!(hyphen.matches("\n * ").count(), 2, "{hyphen}");
    assert!(record(9, &|record| record["subsection"] = Value::Null).contains("record 10"));
    assert!(record(0, &|record| record["section"] = "1 Beveiligde connectiviteit".into()).contains("record 1 "));
    let lost = message(&|output| drop(output["tables"][0]["records"].as_array_mut().unwrap().pop()));
    assert!(lost.contains("49 of 50 records exact, 49 read; record 50"), "{lost}");
    assert!(message(&|output| output["tables"][0]["columns"][0] = "X".into()).contains("column names"));
    assert!(message(&|output| output["tables"] = Value::Array(Vec::new())).contains("number of tables"));
    assert!(message(&|output| output["findings"] = serde_json::json!([{"level": "error"}])).contains("level error"));
}

#[test]
fn as_it_is() {
    check(text().as_bytes(), &truth());
}

#[test]
fn blank_lines_removed() {
    let text: Vec<String> = text()
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| format!("{line}\n"))
        .collect();
    check(text.concat().as_bytes(), &truth());
}

#[test]
fn form_feeds_and_no_trailing_blanks() {
    let mut annex = Annex::read();
    annex
        .lines
        .iter_mut()
        .for_each(|line| line.text.truncate(line.text.trim_end().len()));
    check(annex.print(PageMark::FormFeed).as_bytes(), &truth());
}

#[test]
fn form_feeds_no_trailing_blanks_no_blank_lines() {
    let mut annex = Annex::read();
    annex
        .lines
        .iter_mut()
        .for_each(|line| line.text.truncate(line.text.trim_end().len()));
    annex.retain(|line| !line.text.is_empty());
    check(
        annex.print(PageMark::FormFeed).replace("\n\n", "\n").as_bytes(),
        &truth(),
    );
}

#[test]
fn raw_page_numbers_on_all_pages() {
    check(Annex::read().print(PageMark::Number).as_bytes(), &truth());
}

#[test]
fn running_titles() {
    let mark = PageMark::Title("Mededeling over de internationale digitale strategie");
    check(Annex::read().print(mark).as_bytes(), &truth());
}

#[test]
fn crlf() {
    check(text().replace('\n', "\r\n").as_bytes(), &truth());
}

#[test]
fn byte_order_mark() {
    check(format!("\u{feff}{}", text()).as_bytes(), &truth());
}

#[test]
fn utf_16() {
    let text = text();
    for mark in ["\u{feff}", ""] {
        let units = || mark.encode_utf16().chain(text.encode_utf16());
        check(&units().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(), &truth());
        check(&units().flat_map(u16::to_be_bytes).collect::<Vec<u8>>(), &truth());
    }
}

#[test]
fn windows_1252() {
    let text = text();
    let (bytes, _, lossy) = WINDOWS_1252.encode(&text);
    assert!(!lossy);
    check(&bytes, &truth());
}

#[test]
fn nfd() {
    let decomposed: String = text().nfd().collect();
    assert_ne!(decomposed, text());
    check(decomposed.as_bytes(), &truth());
}

/// Replaces those blanks between two words that `wanted` says.
fn no_break_spaces(mut wanted: impl FnMut() -> bool) -> String {
    let text = text();
    let chars: Vec<char> = text.chars().collect();
    let blank = |index: usize| chars.get(index).is_none_or(|c| c.is_whitespace());
    let between = |index: usize| index > 0 && !blank(index - 1) && !blank(index + 1);
    let replace = |(index, c): (usize, &char)| match c {
        ' ' if between(index) && wanted() => '\u{a0}',
        c => *c,
    };
    chars.iter().enumerate().map(replace).collect()
}

#[test]
fn no_break_spaces_everywhere() {
    check(no_break_spaces(|| true).as_bytes(), &truth());
}

#[test]
fn no_break_spaces_here_and_there() {
    let mut random = Random(1);
    check(no_break_spaces(|| random.below(5) == 0).as_bytes(), &truth());
}

#[test]
fn header_only_once() {
    let mut annex = Annex::read();
    let repeats = annex.repeats().concat();
    assert_eq!(repeats.len(), 8 * HEADER.len() + 4, "header lines after the first page");
    annex.remove(&repeats);
    check(annex.print(PageMark::Blank).as_bytes(), &truth());
}

/// Takes a random number of first lines, none to all, out of each repeated header row.
#[track_caller]
fn header_cut_short(seed: u64) {
    let mut random = Random(seed);
    let mut annex = Annex::read();
    let cut: Vec<usize> = annex
        .repeats()
        .into_iter()
        .flat_map(|lines| {
            let count = random.below(lines.len() + 1);
            lines.into_iter().take(count)
        })
        .collect();
    annex.remove(&cut);
    check(annex.print(PageMark::Blank).as_bytes(), &truth());
}

#[test]
fn header_cut_short_at_random_1() {
    header_cut_short(1);
}

#[test]
fn header_cut_short_at_random_2() {
    header_cut_short(2);
}

#[test]
fn header_cut_short_at_random_3() {
    header_cut_short(3);
}

/// No page after the first shows the first line of the header.
#[test]
fn header_cut_short_at_random_4() {
    header_cut_short(4);
}

/// The second page shows the last line only.
#[test]
fn header_cut_short_at_random_8() {
    header_cut_short(8);
}

/// Two lines at most on most pages, the first line nowhere.
#[test]
fn header_cut_short_at_random_26() {
    header_cut_short(26);
}

/// The lines still break where they would: the new words are not too wide for their columns, nor too narrow.
#[test]
fn other_header_words_and_other_short_values() {
    const NAMES: [(&str, &str); 7] = [
        ("DOELSTELLING", "ACTIE"),
        ("BESCHRIJVING", "TOELICHTING"),
        ("PARTNERLAND", "PARTNER"),
        ("PARTNERREGIO", "REGIOGROEP"),
        ("MULTILATERAAL", "WERELDBREED"),
        ("INDICATIEF", "GEPLANDE"),
        ("TIJDSCHEMA", "LOOPTIJD"),
    ];
    const VALUES: [(&str, &str); 3] = [
        ("Gaande", "Loopt"),
        ("Multilateraal", "Diverse fora"),
        ("Wereldwijd", "Alle landen"),
    ];
    let rename = |text: &str| {
        NAMES
            .iter()
            .fold(text.to_owned(), |text, (old, new)| text.replace(old, new))
    };

    let mut annex = Annex::read();
    let mut replaced = 0;
    for line in &mut annex.lines {
        line.text = rename(&line.text);
        // A time cell ends the line; elsewhere this value begins a text of the first column.
        let worldwide = [" Gaande", " Jaarlijks", " 2026"]
            .iter()
            .any(|time| line.text.contains(time));
        for (old, new) in VALUES.iter().rev() {
            if line.text.contains(old) && (*old != "Wereldwijd" || worldwide) {
                line.text = line.text.replace(old, new);
                replaced += 1;
            }
        }
    }
    // The shorter word leaves room for the first half of the years.
    let mut source = annex.print(PageMark::Blank);
    for (old, new) in [
        ("Loopt \n\n(2026-2029)", "Loopt (2026-\n\n2029)"),
        ("Loopt \n\n(2023-2026)", "Loopt (2023-\n\n2026)"),
    ] {
        assert_eq!(source.matches(old).count(), 1, "{old:?}");
        source = source.replace(old, new);
    }

    let mut truth = truth();
    let names: Vec<Value> = columns(&truth).iter().map(|name| rename(name).into()).collect();
    let mut wanted = 0;
    for record in truth["records"].as_array_mut().unwrap() {
        let cells = std::mem::take(record["cells"].as_object_mut().unwrap());
        for (name, cell) in cells {
            let mut text = collapse(&cell);
            for (old, new) in VALUES {
                let whole =
                    text == old || (old != "Wereldwijd" && !name.starts_with("DOEL") && !name.starts_with("BESCH"));
                if whole && text.contains(old) {
                    text = text.replace(old, new);
                    wanted += 1;
                }
            }
            record["cells"][rename(&name)] = text.into();
        }
    }
    assert_eq!(replaced, wanted, "values replaced in the source and in the truth");
    truth["columns"] = names.into();
    check(source.as_bytes(), &truth);
}

#[track_caller]
fn a_third_taken_out(rest: usize) {
    let taken: Vec<_> = record_lines(&truth()).into_iter().skip(rest).step_by(3).collect();
    let mut annex = Annex::read();
    annex.retain(|line| HEADER.contains(&line.text.trim()) || !taken.iter().any(|lines| lines.contains(&line.number)));
    check(
        annex.print(PageMark::Blank).as_bytes(),
        &some_records(|index| index % 3 != rest),
    );
}

#[test]
fn a_third_of_the_rows_taken_out_1() {
    a_third_taken_out(0);
}

#[test]
fn a_third_of_the_rows_taken_out_2() {
    a_third_taken_out(1);
}

#[test]
fn a_third_of_the_rows_taken_out_3() {
    a_third_taken_out(2);
}

fn before_section_3(lines: &std::ops::RangeInclusive<usize>) -> bool {
    *lines.end() < SECTION_3
}

#[test]
fn only_pages_up_to_section_3() {
    let mut annex = Annex::read();
    annex.retain(|line| line.number < SECTION_3);
    let lines = record_lines(&truth());
    check(
        annex.print(PageMark::Blank).as_bytes(),
        &some_records(|index| before_section_3(&lines[index])),
    );
}

#[test]
fn only_section_3_onward() {
    let mut annex = Annex::read();
    let page = annex.lines.iter().find(|line| line.number == SECTION_3).unwrap().page;
    annex.retain(|line| line.number >= SECTION_3 || (line.page == page && HEADER.contains(&line.text.trim())));
    let lines = record_lines(&truth());
    check(
        annex.print(PageMark::Blank).as_bytes(),
        &some_records(|index| !before_section_3(&lines[index])),
    );
}

/// The first header row then stands on the second page.
#[test]
fn only_section_3_onward_without_its_header() {
    let mut annex = Annex::read();
    annex.retain(|line| line.number >= SECTION_3);
    let lines = record_lines(&truth());
    check(
        annex.print(PageMark::Blank).as_bytes(),
        &some_records(|index| !before_section_3(&lines[index])),
    );
}

#[test]
fn a_letter_before_and_a_paragraph_after() {
    const LETTER: [&str; 9] = [
        "Geachte leden van de commissie,",
        "Hierbij zenden wij u de bijlage bij onze brief van vorige maand, waarin wij hebben toegezegd u een overzicht te",
        "geven van wat er loopt en wat er nog op stapel staat. Het overzicht is met zorg samengesteld door de diensten die",
        "bij de uitvoering betrokken zijn, en geeft de stand weer op de dag van verzending.",
        "Wij stellen het op prijs als u eventuele opmerkingen binnen vier weken aan ons kenbaar maakt. Het secretariaat is",
        "op werkdagen bereikbaar voor vragen over afzonderlijke onderdelen, en kan u op verzoek ook de onderliggende",
        "stukken toezenden.",
        "Met de meeste hoogachting,",
        "de griffier",
    ];
    const AFTER: [&str; 3] = [
        "Dit overzicht wordt elk half jaar bijgewerkt. Wie een onvolkomenheid ontdekt, wordt verzocht die te melden bij het",
        "secretariaat, dat zorgt voor verbetering in de eerstvolgende uitgave en de indiener daarvan bericht stuurt. Aan dit",
        "overzicht kunnen geen rechten worden ontleend.",
    ];
    let mut annex = Annex::read();
    let last = annex.lines.pop().unwrap(); // the mark after the last page
    annex.add_prose(&AFTER, last.page, false);
    annex.lines.push(last);
    annex.lines.iter_mut().for_each(|line| line.page += 1);
    annex.add_prose(&LETTER, 1, true);
    check(annex.print(PageMark::Blank).as_bytes(), &truth());
}

/// A text without a table makes up no records and says why.
#[test]
fn no_table_in_the_other_seeds() {
    for number in ["000", "004"] {
        let path = seed(number);
        let run = run_in(
            path.parent().unwrap(),
            &["convert", path.to_str().unwrap(), "-f", "json"],
            b"",
        )
        .ends_with(3);
        let output = run.json();
        assert_eq!(output["tables"], Value::Array(Vec::new()), "{number}");
        let findings = output["findings"].as_array().unwrap();
        let reason = findings
            .iter()
            .find(|finding| finding["code"] == "no-table")
            .expect("a finding no-table");
        assert!(reason["message"].as_str().unwrap().len() > 20, "{reason}");
        assert!(
            findings.iter().all(|finding| finding["level"] != "error"),
            "{findings:#?}"
        );
    }
}
