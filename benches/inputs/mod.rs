//! Texts made by code, the same on every machine.

#![allow(dead_code, reason = "each benchmark uses some of it")]

#[path = "../../tests/model/mod.rs"]
mod model;

use model::Chance;
use std::fmt::Write;

/// An annex of about so many lines, printed cell by cell over pages, as extractors give it.
pub(crate) fn annex(lines: usize) -> String {
    // A row takes some six lines, headings and headers among them.
    model::annex(1, (lines / 6).max(1)).text
}

const PLACES: [&str; 6] = [
    "Bridge",
    "Ferry landing",
    "Road",
    "Light railway",
    "Tunnel",
    "Harbour basin",
];
const STATES: [&str; 3] = ["planned", "running", "done"];

/// A list of rows of one line; a blank between its cells, or in layout text runs of blanks.
pub(crate) fn list(rows: usize, layout: bool) -> String {
    let mut chance = Chance::new(2);
    let mut text = String::new();
    let mut line = |cells: [&str; 4]| {
        let [code, place, state, sum] = cells;
        let written = match layout {
            true => writeln!(text, "{code:9}{place:18}{state:12}{sum:>9}"),
            false => writeln!(text, "{code} {place} {state} {sum}"),
        };
        written.expect("memory");
    };
    line(["Code", "Work", "State", "Amount"]);
    for row in 0..rows {
        let (place, state) = (PLACES[chance.below(6)], STATES[chance.below(3)]);
        line([
            &format!("W{row}"),
            place,
            state,
            &(1000 + chance.below(90_000)).to_string(),
        ]);
    }
    text
}

/// Layout text of so many columns of figures.
pub(crate) fn columns(columns: usize, rows: usize) -> String {
    let mut text = String::new();
    for row in 0..=rows {
        for column in 0..columns {
            let figure = match row {
                0 => format!("C{column}"),
                _ => (row * 37 + column * 101).to_string(),
            };
            write!(text, "{figure:>9}").expect("memory");
        }
        text.push('\n');
    }
    text
}

/// Prose of about so many bytes in lines of about the same width.
pub(crate) fn prose(bytes: usize) -> String {
    let mut chance = Chance::new(3);
    let words: Vec<&str> =
        "the river that rises behind the old mill runs past meadows and orchards to a town whose bridges were built \
                            of stone when trade in wool had made its people rich and proud"
            .split(' ')
            .collect();
    let mut text = String::with_capacity(bytes + 100);
    let mut line = 0;
    while text.len() < bytes {
        let word = words[chance.below(words.len())];
        line += word.len() + 1;
        text.push_str(word);
        text.push(if line > 78 { '\n' } else { ' ' });
        line *= usize::from(line <= 78);
    }
    text
}
