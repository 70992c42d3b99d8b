use super::*;

fn error(text: &str) -> String {
    Profile::parse("p.toml", text).unwrap_err().to_string()
}

#[test]
fn the_example_of_the_documentation_is_one() {
    let source = include_str!("mod.rs");
    let example = source
        .split("```toml\n")
        .nth(1)
        .and_then(|rest| rest.split("//! ```\n").next());
    let example: String = (example.unwrap().lines())
        .map(|line| line.trim_start_matches("//!").trim_start().to_owned() + "\n")
        .collect();
    let profile = Profile::parse("example", &example).unwrap();
    assert_eq!(profile.columns[0].name.as_deref(), Some("Measure"));
    assert_eq!(profile.columns[0].kind, Some(0));
    assert_eq!(profile.font, Some(Family::Sans));
    assert_eq!(profile.patterns().count(), 12);
    assert!(profile.rows.only && profile.headings.only);
}

#[test]
fn every_key_may_be_left_out() {
    let profile = Profile::parse("p.toml", "").unwrap();
    assert!(profile.columns.is_empty() && profile.patterns().next().is_none());
    assert_eq!(Profile::parse("p.toml", "columns = 4").unwrap().columns.len(), 4);
}

#[test]
fn errors_name_file_line_and_what_to_do() {
    for (text, line, words) in [
        (
            "ignore = []\ncolums = 3",
            2,
            "unknown field `colums`, expected one of `header`",
        ),
        ("[rows]\nbegins = 'x'", 2, "unknown field `begins`"),
        ("columns = 1", 1, "a table has 2 to 30 columns, not 1"),
        ("columns = -1", 1, "a table has 2 to 30 columns"),
        ("columns = 'four'", 1, "expected the number of columns"),
        (
            "[[columns]]\nkind = 'prosa'\n[[columns]]",
            2,
            "unknown kind `prosa`: it is one of phrase, prose",
        ),
        ("font = 'Arial'", 1, "unknown font `Arial`: it is one of serif, sans"),
        (
            "\n\nignore = { regex = '(a' }",
            3,
            "`regex` is no valid regular expression: unclosed group",
        ),
        ("ignore = { rx = 'a' }", 1, "unknown field `rx`, expected `regex`"),
        ("ignore = {}", 1, "missing field `regex`"),
        ("keep = ['a', 3]", 1, "expected the text of a line in quotes"),
        ("keep = ' '", 1, "an empty text matches no line"),
        ("header = ", 1, ""),
    ] {
        let message = error(text);
        assert!(message.starts_with(&format!("p.toml:{line}: ")), "{message}");
        assert!(message.contains(words), "{message}");
        assert!(message.contains("; correct this key or remove it\n"), "{message}");
        let shown = text.lines().nth(line - 1).unwrap();
        assert!(message.contains(shown), "the line is shown: {message}");
    }
    assert!(error("[rows]\nonly = true").starts_with("p.toml: `only` under [rows] needs `begin`"));
    assert!(error("header = ' '").contains("`header` is empty"));
}

#[test]
fn a_pattern_means_a_whole_line_or_what_an_expression_finds() {
    let profile = Profile::parse(
        "p.toml",
        "ignore = ['Page  1', { regex = '^No\\.\\d' }, { regex = 'end' }]",
    )
    .unwrap();
    let ignored = |line: &str| any(&profile.ignore, &normal(line));
    assert!(ignored("  Page\u{a0}1\t"));
    assert!(!ignored("Page 12") && !ignored("On Page 1"));
    assert!(ignored("No.3 and more") && !ignored("see No.3"));
    assert!(ignored("the \u{fb01}end"), "ligatures are opened");
    let begin = &profile.ignore[0];
    assert_eq!(begin.places("a Page 1 Page 1"), [2, 9]);
}
