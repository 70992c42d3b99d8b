//! `rowstitch review`: the page, and in a real browser what it does.

mod browser;
mod webdriver;

use crate::support::{Dir, root, run_in, seed};
use serde_json::Value;
use std::path::Path;

/// The page of a source, written to standard output; it may be one without a table.
fn page_of(source: &Path) -> String {
    let run = run_in(root(), &["review", source.to_str().unwrap(), "-o", "-"], b"");
    assert!([0, 3].contains(&run.status), "{run:?}");
    String::from_utf8(run.stdout).expect("a page is UTF-8")
}

/// The data in a page.
fn data(page: &str) -> Value {
    let (_, rest) = page.split_once("<script type=\"application/json\"").expect("data");
    let (_, rest) = rest.split_once('>').expect("a tag");
    let (json, _) = rest.split_once("</script>").expect("an end");
    serde_json::from_str(json).expect("JSON")
}

/// What a page holds that could ask for something elsewhere.
fn assert_alone(page: &str) {
    for outside in ["src=", "<link", "@import", "url(", "fetch(", "innerHTML", "https:"] {
        assert!(!page.contains(outside), "{outside}");
    }
    // The name of SVG's elements is no address.
    assert_eq!(
        page.matches("http:").count(),
        page.matches("\"http://www.w3.org/2000/svg\"").count()
    );
    assert!(page.contains("default-src 'none'"));
}

fn records(data: &Value) -> Vec<&Value> {
    let tables = data["tables"].as_array().unwrap().iter();
    let items = tables.flat_map(|table| table["items"].as_array().unwrap());
    items.filter(|item| item["cells"].is_array()).collect()
}

#[test]
fn all_records_and_all_of_the_source_are_on_the_page() {
    let page = page_of(&seed("001"));
    let data = data(&page);
    let found = records(&data);
    let json = run_in(root(), &["convert", seed("001").to_str().unwrap(), "-f", "json"], b"").ends_with(0);
    let json = json.json();
    let expected = json["tables"][0]["records"].as_array().unwrap();
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        let columns = data["tables"][0]["columns"].as_array().unwrap().iter();
        let texts: Vec<&Value> = columns.map(|name| &expected["cells"][name.as_str().unwrap()]).collect();
        let cells: Vec<&Value> = found["cells"].as_array().unwrap().iter().collect();
        assert_eq!(cells, texts);
        assert_eq!(found["pages"], expected["pages"]);
        assert_eq!(found["lines"], expected["lines"]);
    }
    let items = data["tables"][0]["items"].as_array().unwrap();
    for heading in expected
        .iter()
        .flat_map(|record| [&record["section"], &record["subsection"]])
    {
        assert!(
            heading.is_null() || items.iter().any(|item| item["text"] == *heading),
            "{heading}"
        );
    }
    // Line by line the very text of the source.
    let text = std::fs::read_to_string(seed("001")).unwrap();
    let mut lines = text.lines();
    for line in data["pages"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|page| page["lines"].as_array().unwrap())
    {
        let pieces = line[1].as_array().unwrap().iter();
        let joined: String = pieces
            .map(|piece| piece.as_str().or(piece[0].as_str()).unwrap())
            .collect();
        assert_eq!(joined.trim(), lines.next().unwrap().trim());
    }
    assert_eq!(lines.next(), None);
    assert_alone(&page);
}

#[test]
fn every_cell_is_linked_to_its_text() {
    let plan = root().join("fixtures/layout-table/source/plan.txt");
    let data = data(&page_of(&plan));
    let mut linked: Vec<(u64, u64)> = Vec::new();
    let mut words: Vec<String> = Vec::new();
    for page in data["pages"].as_array().unwrap() {
        let drawn = &page["drawn"];
        let marks = drawn["marks"].as_array().unwrap();
        for word in drawn["words"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|line| line[3].as_array().unwrap())
        {
            words.push(word[2].as_str().unwrap().to_owned());
            let mark = &marks[usize::try_from(word[3].as_i64().unwrap()).expect("every word is marked")];
            if mark[0][0] == 0 {
                linked.push((mark[0][1].as_u64().unwrap(), mark[0][2].as_u64().unwrap()));
            }
        }
    }
    let text = std::fs::read_to_string(&plan).unwrap();
    let mut expected: Vec<&str> = text.split_whitespace().collect();
    expected.sort_unstable();
    words.sort_unstable();
    assert_eq!(words, expected);
    for (number, record) in records(&data).iter().enumerate() {
        for (column, cell) in record["cells"].as_array().unwrap().iter().enumerate() {
            let place = (number as u64, column as u64);
            assert_eq!(linked.contains(&place), cell != "", "{place:?}: {cell}");
        }
    }
}

/// A source that wants to be markup, to command and to mislead.
const HOSTILE: &str = "Code   Measure            Status\n\
    A1     <script>alert(1)   planned\n\
    A2     </script><b>x</b>  running\n\
    A3     <!-- & &amp; \"'`   planned\n\
    A4     turned \u{202e}round\u{202c}   planned\n\
    A5     \u{1}bell\u{7}\u{1b}[31m\u{9f}     running\n\
    A6     {{script}}${x}     planned\n\
    A7     ]]><![CDATA[\u{2028}    running\n";

#[test]
fn nothing_of_a_source_is_markup() {
    let name = "<img src=x onerror=alert(1)>&\u{202e}.txt";
    let dir = Dir::new(&[(name, HOSTILE.as_bytes())]);
    let run = dir.run(&["review", name, "-o", "page.html"]);
    assert!(run.status == 0 || run.status == 3, "{run:?}");
    let page = String::from_utf8(dir.read("page.html")).unwrap();
    for marker in [
        "<script>alert",
        "<b>",
        "<img",
        "<!--",
        "alert(1)>",
        "\u{202e}",
        "\u{1b}",
        "\u{9f}",
        "\u{2028}",
        "<![CDATA",
    ] {
        assert!(!page.contains(marker), "{marker:?}");
    }
    assert_eq!(page.matches("</script>").count(), 2, "its own");
    // The data has it all the same.
    let text = data(&page).to_string();
    for word in [
        "<script>alert(1)",
        "</script><b>x</b>",
        "\u{202e}round",
        "{{script}}${x}",
    ] {
        assert!(text.contains(word), "{word}");
    }
}

#[test]
fn findings_are_on_the_page_with_their_places() {
    let broken = std::fs::read(root().join("fixtures/encodings/source/broken-utf-8.txt")).unwrap();
    let dir = Dir::new(&[("bad.txt", &broken)]);
    dir.run(&["review", "bad.txt"])
        .says(&["warning: bad.txt:3:", "[invalid-utf8]"])
        .says(&["note: bad.txt", "[no-table]"]);
    let data = data(&String::from_utf8(dir.read("bad.review.html")).unwrap());
    let findings = data["findings"].as_array().unwrap();
    let json = dir.run(&["convert", "bad.txt", "-f", "json", "--allow-empty"]).json();
    assert_eq!(findings, json["findings"].as_array().unwrap());
    assert!(findings.iter().any(|finding| finding["line"] == 3), "{findings:?}");
}

#[test]
fn the_same_bytes_again() {
    let first = page_of(&seed("004"));
    assert_eq!(first, page_of(&seed("004")));
    let plan = root().join("fixtures/layout-table/source/plan.txt");
    assert_eq!(page_of(&plan), page_of(&plan));
}

#[test]
fn where_the_page_goes() {
    let text = std::fs::read(seed("001")).unwrap();
    let dir = Dir::new(&[("annex.txt", &text)]);
    dir.run(&["review", "annex.txt"])
        .ends_with(0)
        .says(&["annex.review.html", "1 table, 50 records, 2 findings"]);
    let page = dir.read("annex.review.html");
    let quiet = dir.run(&["review", "annex.txt", "-o", "other.html", "-q"]).ends_with(0);
    assert!(quiet.stderr.is_empty() && quiet.stdout.is_empty(), "{quiet:?}");
    assert_eq!(dir.read("other.html"), page);
    dir.run(&["review", "annex.txt", "-o", "new/folder/"]).ends_with(0);
    assert_eq!(dir.read("new/folder/annex.review.html"), page);
    assert_eq!(dir.run(&["review", "annex.txt", "-o", "-"]).ends_with(0).stdout, page);
    let piped = run_in(dir.path(), &["review"], &text).ends_with(0);
    assert!(piped.stdout.is_empty());
    assert!(dir.files("").contains(&"stdin.review.html".to_owned()));
}

#[test]
fn what_goes_wrong_is_said() {
    let dir = Dir::new(&[
        ("letter.txt", b"A letter.\nTwo lines.\n"),
        ("zero.pdf", b"%PDF-1.7\nnothing"),
    ]);
    dir.run(&["review", "missing.txt"])
        .ends_with(1)
        .says(&["missing.txt", "cannot be read"]);
    dir.run(&["review", "zero.pdf"]).ends_with(1).says(&["zero.pdf"]);
    dir.run(&["review", "letter.txt", "--pages", "0"]).ends_with(2);
    dir.run(&["review", "letter.txt", "--profile", "none.toml"])
        .ends_with(2)
        .says(&["none.toml"]);
    dir.run(&["review", "letter.txt", "-o", "letter.txt"])
        .ends_with(1)
        .says(&["letter.txt", "over the source", "-o"]);
    assert_eq!(dir.read("letter.txt"), b"A letter.\nTwo lines.\n");
    dir.run(&["review", "letter.txt", "-o", "letter.txt/x.html"])
        .ends_with(1)
        .says(&["cannot be written"]);
    assert_eq!(dir.files(""), ["letter.txt", "zero.pdf"], "no page of what failed");
    // A source without a table has a page that says why.
    dir.run(&["review", "letter.txt"])
        .ends_with(3)
        .says(&["no table found"]);
    let page = String::from_utf8(dir.read("letter.review.html")).unwrap();
    assert_eq!(data(&page)["findings"][0]["code"], "no-table");
}
