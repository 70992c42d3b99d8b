//! Tables from layout text, the account of every character included.

use rowstitch::audit::{Claim, Destination, balance};
use rowstitch::furniture::Role;
use rowstitch::reconstruct::{Item, Reconstruction};
use rowstitch::{Document, Span, geometry, input};

/// Cells of the rows, headings in `[]`, and the header, as text.
fn read(text: &str) -> (Vec<Vec<String>>, Vec<Vec<String>>) {
    let document = input::read("test", text.as_bytes()).expect("text");
    assert!(geometry::sniff(&document));
    let result = checked(&document);
    assert_eq!(result.tables.len(), 1);
    let table = &result.tables[0];
    let join = |spans: Vec<Span>| {
        let texts: Vec<&str> = spans.into_iter().map(|s| document.span_text(s)).collect();
        texts.join(" ")
    };
    let header = table.header.iter().map(|c| join(c.clone())).collect();
    let items = table
        .items
        .iter()
        .map(|item| match item {
            Item::Heading { spans, .. } => vec![format!("[{}]", join(spans.clone()))],
            Item::Row(cells) => cells.iter().map(|c| join(c.iter().map(|p| p.span).collect())).collect(),
        })
        .collect();
    (vec![header], items)
}

/// Reconstructs, and balances the account of the source.
fn checked(document: &Document) -> Reconstruction {
    let (body, result) = geometry::reconstruct(document, &Default::default());
    let mut claims: Vec<Claim> = result.outside.iter().map(|s| (*s, Destination::Outside)).collect();
    for (index, role) in body.roles.iter().enumerate() {
        if *role == Role::Furniture {
            let line = document.lines[index];
            let span = Span {
                line: index as u32,
                start: line.start as u32,
                end: line.end as u32,
            };
            claims.push((span, Destination::Furniture));
        }
    }
    for table in &result.tables {
        claims.extend(table.repeats.iter().map(|s| (*s, Destination::Furniture)));
        claims.extend(table.header.iter().flatten().map(|s| (*s, Destination::Header)));
        for item in &table.items {
            match item {
                Item::Heading { spans, .. } => claims.extend(spans.iter().map(|s| (*s, Destination::Heading))),
                Item::Row(cells) => claims.extend(cells.iter().flatten().map(|p| (p.span, Destination::Cell))),
            }
        }
    }
    balance(document, &claims).expect("every character in one place");
    result
}

const PAGES: &str = "\
List of measures
The office keeps this list. It is brought up to date twice a year after the committee has met.

 Code    Measure                       Result                                    Term
 1. Water and shore
 A1      Repair of the old lock        The lock can be passed by day and by      2025
         gates                         night again, and the gates shut tight.
 A2      Dredging                      Ships of four metres draught reach the    2026
                                       quay.
 A3      New moorings                  Twelve ships can lie at the quay at the

                                     - 1 -
\u{c}Code   Measure                     Result                                   Term
                                   same time, and the ferry keeps its       2027
                                   berth.
2. Roads
A4     Cycle path along the        The path joins the two schools with      2025
       railway                     the station.
A5     Lamps                       All lamps along the dike burn again.     2026

                                     - 2 -
";

#[test]
fn rows_headings_and_cells_cut_by_a_page() {
    let (header, items) = read(PAGES);
    assert_eq!(header, [["Code", "Measure", "Result", "Term"]]);
    let firsts: Vec<&str> = items.iter().map(|r| r[0].as_str()).collect();
    assert_eq!(
        firsts,
        ["[1. Water and shore]", "A1", "A2", "A3", "[2. Roads]", "A4", "A5"]
    );
    assert_eq!(
        items[3],
        [
            "A3",
            "New moorings",
            "Twelve ships can lie at the quay at the same time, and the ferry keeps its berth.",
            "2027"
        ]
    );
}

#[test]
fn cells_in_the_middle_of_their_rows() {
    let text = "\
Name            Remarks                           State
                The first of many long remarks
Alpha           that take three lines of the      open
                column.
                Another remark of three lines,
Beta            because the cell is narrow and    shut
                the text is long.
                The third remark, which has as
Gamma           many lines as the two before it   open
                in the list.
                A last one, so that the middle
Delta           is seen to be where all short     shut
                cells stand.
";
    let (header, items) = read(text);
    assert_eq!(header, [["Name", "Remarks", "State"]]);
    let firsts: Vec<&str> = items.iter().map(|r| r[0].as_str()).collect();
    assert_eq!(firsts, ["Alpha", "Beta", "Gamma", "Delta"]);
    assert_eq!(
        items[2][1],
        "The third remark, which has as many lines as the two before it in the list."
    );
}

#[test]
fn single_blanks_between_columns() {
    let text = "\
Thing               Notes                     Year
Lock                Dry and closed.           2020
Quay on the east    Ships lie here by night,  2021
side                and boats too.
Mole at the river   Boats lie here by day.    2022
Weir                The weir keeps the water  2023
                    out of the town.
Sluice of the river It is new and wide open.  2023
Bridge              It is high and very long. 2024
";
    let (_, items) = read(text);
    let row = items
        .iter()
        .find(|r| r[0].contains("Sluice"))
        .expect("row of the sluice");
    assert_eq!(row, &["Sluice of the river", "It is new and wide open.", "2023"]);
}

#[test]
fn prose_is_no_table() {
    let text = "\
                              The harbour
   The audit team keeps a framework for the whole harbour, and reports twice a year to the
committee. The office collects figures on the use of the quays, the locks and the railway, as
far as the budget allows.

   The project partner builds a mole at the river, so that delays are seen early. No more is
known at present.

                                                                                    Page 1
";
    let document = input::read("test", text.as_bytes()).expect("text");
    let result = checked(&document);
    assert!(result.tables.is_empty());
    assert!(result.reason.is_some());
}
