//! The room as a whole: columns in, kinds and values out.

use super::*;
use proptest::prelude::*;

fn one(cells: &[&str]) -> Reading {
    named("", cells)
}

fn named(name: &str, cells: &[&str]) -> Reading {
    read(&[Column { name, cells }], &Limits::default()).remove(0)
}

/// A value as JSON, `null` where there is none.
fn shown(value: &Option<Value>) -> String {
    serde_json::to_string(value).unwrap()
}

/// `start..end` and what else is said.
fn period(value: &Option<Value>) -> String {
    let Some(Value::Period(period)) = value else {
        return shown(value);
    };
    let day = |date: Option<Date>| date.map_or(String::new(), |date| date.to_string());
    let mut out = format!("{}..{}", day(period.start), day(period.end));
    for (said, word) in [
        (period.open, "open"),
        (period.ongoing, "ongoing"),
        (!period.whole, "within"),
    ] {
        out += &if said { format!(" {word}") } else { String::new() };
    }
    let quarter = period.quarter.map(|quarter| format!(" Q{quarter}"));
    let part = period.part.map(|part| format!(" {part:?}"));
    let every = period.recurring.map(|every| format!(" {every:?}"));
    for more in [quarter, part, every].into_iter().flatten() {
        out += &more;
    }
    out
}

/// Reads texts in a column that is surely one of periods; gives what is not as it should be.
fn periods(cases: &[(&str, &str)]) -> Vec<String> {
    let mut cells: Vec<&str> = cases.iter().map(|(text, _)| *text).collect();
    cells.extend(["2021", "2022", "2023-2024"].repeat(cases.len()));
    let reading = one(&cells);
    assert_eq!(reading.kind, Kind::Period, "{cases:?}");
    let wrong = cases.iter().zip(&reading.values).filter_map(|((text, wanted), value)| {
        let got = period(value);
        (got != *wanted).then(|| format!("{text:?}: {got}, wanted {wanted}"))
    });
    wrong.collect()
}

#[test]
fn periods_of_many_languages() {
    let columns: [&[(&str, &str)]; 8] = [
        &[
            ("Gaande", ".. open ongoing"),
            ("Gaande (2025-2027)", "2025-01-01..2027-12-31 ongoing"),
            ("Vierde kwartaal 2025/2026", "2025-10-01..2026-12-31 Q4"),
            ("tot en met het vierde kwartaal 2027", "..2027-12-31 Q4"),
            ("Jaarlijks", ".. Yearly"),
            ("Jaarlijks vanaf 2025", "2025-01-01.. open Yearly"),
            ("eind 2027", "2027-01-01..2027-12-31 End"),
            ("1 januari 2025 - 31 maart 2025", "2025-01-01..2025-03-31"),
            ("van 2027 tot en met 2030", "2027-01-01..2030-12-31"),
            ("mogelijk in 2026", "2026-01-01..2026-12-31 within"),
            ("in 2026 of in 2027", "null"),
            ("2027-2025", "null"),
        ],
        &[
            ("Q3 2026", "2026-07-01..2026-09-30 Q3"),
            ("Q4-2026", "2026-10-01..2026-12-31 Q4"),
            ("2026 Q1 - Q3", "2026-01-01..2026-09-30"),
            ("Q4 2025 - Q1 2026", "2025-10-01..2026-03-31"),
            ("March - June 2025", "2025-03-01..2025-06-30"),
            ("1 - 15 March 2025", "2025-03-01..2025-03-15"),
            ("March 3, 2025", "2025-03-03..2025-03-03"),
            ("from 2025", "2025-01-01.. open"),
            ("From 2027 onwards", "2027-01-01.. open"),
            ("Mid-2025", "2025-01-01..2025-12-31 Middle"),
            ("Second half of 2027", "2027-07-01..2027-12-31"),
            ("Ongoing (until 2028)", "..2028-12-31 ongoing"),
            ("2021\u{2013}2027", "2021-01-01..2027-12-31"),
            ("2021-27", "2021-01-01..2027-12-31"),
            ("2011-12", "null"),
            ("2025/26", "2025-01-01..2026-12-31"),
            ("02/2024", "2024-02-01..2024-02-29"),
            ("every year", ".. Yearly"),
            ("between 2025 and 2027", "2025-01-01..2027-12-31"),
        ],
        &[
            ("Vuodesta 2027", "2027-01-01.. open"),
            ("Vuoteen 2030 asti", "..2030-12-31"),
            ("Vuoden 2026 loppupuoli", "2026-07-01..2026-12-31"),
            ("Jatkuva (vuoteen 2028)", "..2028-12-31 ongoing"),
        ],
        &[
            ("Na bieżąco (do 2028 r.)", "..2028-12-31 ongoing"),
            ("IV kwartał 2027", "2027-10-01..2027-12-31 Q4"),
            ("Od 2026 r.", "2026-01-01.. open"),
            ("listopad 2026", "2026-11-01..2026-11-30"),
            ("Druga połowa 2027", "2027-07-01..2027-12-31"),
        ],
        &[
            ("2025-től", "2025-01-01.. open"),
            ("2027-ig", "..2027-12-31"),
            ("2025. március 3.", "2025-03-03..2025-03-03"),
            ("folyamatos", ".. open ongoing"),
        ],
        &[
            ("jusqu’à fin 2028", "..2028-12-31 End"),
            ("1er trimestre 2026", "2026-01-01..2026-03-31 Q1"),
            ("de 2025 à 2027", "2025-01-01..2027-12-31"),
            ("à partir de mars 2025", "2025-03-01.. open"),
            ("chaque année", ".. Yearly"),
        ],
        &[
            ("4ο τρίμηνο 2026", "2026-10-01..2026-12-31 Q4"),
            ("έως το 2027", "..2027-12-31"),
            ("Μάρτιος 2025", "2025-03-01..2025-03-31"),
        ],
        &[
            ("до 2027 г.", "..2027-12-31"),
            ("4. тримесечие на 2026 г.", "2026-10-01..2026-12-31 Q4"),
            ("ежегодно", ".. Yearly"),
        ],
    ];
    let wrong: Vec<String> = columns.iter().flat_map(|cases| periods(cases)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_month_of_two_meanings_is_read_by_the_language_of_the_column() {
    let of = |cells: &[&str]| period(&one(cells).values[0]);
    assert_eq!(
        of(&["listopad 2024", "prosinac 2024", "rujan 2024"]),
        "2024-10-01..2024-10-31"
    );
    assert_eq!(
        of(&["listopad 2024", "grudzień 2024", "maj 2024"]),
        "2024-11-01..2024-11-30"
    );
}

#[test]
fn dates_take_the_order_of_their_column() {
    let of = |cells: &[&str]| {
        let reading = one(cells);
        (reading.kind, shown(&reading.values[0]))
    };
    let date = |day: &str| (Kind::Date, format!("{{\"date\":\"{day}\"}}"));
    assert_eq!(of(&["01/09/2015", "16/04/2015"]), date("2015-09-01"));
    assert_eq!(of(&["01/09/2015", "04/16/2015"]), date("2015-01-09"));
    assert_eq!(
        of(&["01/09/2015", "02/09/2015"]),
        (Kind::Date, "null".to_owned()),
        "nothing decides"
    );
    assert_eq!(of(&["2 februari 2024", "3 maart 2024"]), date("2024-02-02"));
    assert_eq!(of(&["2 lutego 2024 r.", "3 marca 2024 r."]), date("2024-02-02"));
    assert_eq!(of(&["2024 m. kovo 3 d.", "2024-03-04"]), date("2024-03-03"));
}

#[test]
fn numbers_take_the_signs_of_their_column() {
    let of = |cells: &[&str]| shown(&one(cells).values[0]);
    let number = |text: &str| format!("{{\"number\":\"{text}\"}}");
    assert_eq!(of(&["67.386", "574", "148"]), number("67386"));
    assert_eq!(of(&["67.386", "5,5"]), number("67386"));
    assert_eq!(of(&["67.386", "5.5"]), number("67.386"));
    assert_eq!(of(&["(12)", "3"]), number("-12"));
    assert_eq!(of(&["80 %", "4,6%"]), "{\"percent\":\"80\"}");
    assert_eq!(of(&["€ 18.000", "€ 0"]), "{\"number\":\"18000\",\"currency\":\"EUR\"}");
    assert_eq!(named("Total (€)", &["5", "6", "9"]).kind, Kind::Amount);
    assert_eq!(named("Rate (%)", &["5", "6", "9"]).kind, Kind::Percentage);
}

#[test]
fn whole_numbers_of_a_column_say_that_a_stop_parts_thousands() {
    let column = |cells| Column { name: "", cells };
    let columns = [column(&["67.386", "574", "148"]), column(&["5.5", "6.5", "7.25"])];
    let readings = read(&columns, &Limits::default());
    assert_eq!(shown(&readings[0].values[0]), "{\"number\":\"67386\"}");
    assert_eq!(shown(&readings[1].values[0]), "{\"number\":\"5.5\"}");
}

#[test]
fn kinds() {
    let kind = |cells: &[&str]| one(cells).kind;
    assert_eq!(kind(&[]), Kind::Text);
    assert_eq!(kind(&["", "-", "\u{2014}"]), Kind::Text);
    assert_eq!(kind(&["1.1", "1.2", "2.1", "2.2"]), Kind::Code);
    assert_eq!(kind(&["1", "2", "3", "4"]), Kind::Code);
    assert_eq!(kind(&["M-01", "M-02", "M-05"]), Kind::Code);
    assert_eq!(kind(&["2011ESFN1001", "2011ESFN1007"]), Kind::Code);
    assert_eq!(kind(&["001", "017", "003"]), Kind::Code);
    assert_eq!(kind(&["95823"; 9]), Kind::Code);
    assert_eq!(kind(&["7", "3", "12"]), Kind::Number);
    assert_eq!(kind(&["2016", "2013", "2016"]), Kind::Period);
    assert_eq!(kind(&["a b", "c d", "a b", "c d", "a b", "c d"]), Kind::Status);
    assert_eq!(kind(&["a b", "c d", "e f", "g h"]), Kind::Text);
    assert_eq!(
        kind(&["Ongoing", "Ongoing", "Planned", "Planned"]),
        Kind::Status,
        "no day, no period"
    );
    assert_eq!(kind(&["Norway", "Norway, ports", "Chile"]), Kind::Places);
    assert_eq!(kind(&["In Norway a study was made", "a text"]), Kind::Text);
    let long = "Norway, ".repeat(1000);
    assert_eq!(kind(&[&long, &long, "Norway"]), Kind::Text, "long cells are text");
}

#[test]
fn what_cannot_be_read_is_said() {
    let reading = one(&["5", "6", "9", "12", "4", "x", "-", ""]);
    assert_eq!(reading.kind, Kind::Number);
    assert_eq!(reading.unread, [5]);
    assert_eq!(reading.values[5..], [None, None, None]);
}

proptest! {
    #[test]
    fn nothing_panics(cells in proptest::collection::vec("\\PC{0,30}", 0..8), name in "\\PC{0,20}") {
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        let reading = named(&name, &cells);
        prop_assert_eq!(reading.values.len(), cells.len());
    }

    #[test]
    fn nothing_made_of_real_words_panics(
        cells in proptest::collection::vec(
            proptest::collection::vec(
                proptest::sample::select(vec![
                    "2025", "31", "0", "-", "/", "(", ")", ".", ",", "Q4", "vierde", "kwartaal", "tot", "from", "eind", "maart",
                    "and", "Norway", "EU", "de", "99/99/2024", "1.234", "%", "EUR", "IV", "'", "\n", "13/2024", "jaarlijks",
                ]),
                0..9,
            ),
            1..6,
        ),
        tight: bool,
    ) {
        let cells: Vec<String> = cells.iter().map(|words| words.join(if tight { "" } else { " " })).collect();
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        for value in one(&cells).values.iter().flatten() {
            if let Value::Period(period) = value
                && let (Some(start), Some(end)) = (period.start, period.end)
            {
                prop_assert!(start <= end);
            }
        }
    }
}
