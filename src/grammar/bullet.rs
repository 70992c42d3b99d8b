//! List bullets at the start of a line: a mark and a blank.

use super::heading::{Numbering, numberings};
use nom::character::complete::{satisfy, space1};
use nom::sequence::terminated;
use nom::{IResult, Parser};

/// What begins a list item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bullet {
    /// A mark that counts nothing.
    Mark(char),
    /// A number or letter closed by a bracket, with its readings.
    Counted(Vec<Numbering>),
}

/// Reads the bullet of a line, with the text behind it.
pub fn bullet(line: &str) -> Option<(Bullet, &str)> {
    let line = line.trim_start();
    if let Ok((rest, mark)) = mark(line) {
        return Some((Bullet::Mark(mark), rest));
    }
    let mut readings = numberings(line);
    readings.retain(|(numbering, _)| numbering.close == super::heading::Close::Bracket && numbering.parts.len() == 1);
    let rest = readings.first()?.1;
    Some((Bullet::Counted(readings.into_iter().map(|(n, _)| n).collect()), rest))
}

fn mark(input: &str) -> IResult<&str, char> {
    terminated(satisfy(is_mark), space1).parse(input)
}

/// Bullets, dashes, and the private characters that symbol fonts print as bullets.
fn is_mark(c: char) -> bool {
    matches!(
        c,
        '•' | '‣'
            | '⁃'
            | '◦'
            | '·'
            | '∙'
            | '●'
            | '○'
            | '▪'
            | '▫'
            | '■'
            | '□'
            | '►'
            | '▸'
            | '➢'
            | '➔'
            | '✓'
            | '✔'
            | '*'
            | '-'
            | '\u{2010}'
            | '–'
            | '—'
            | '\u{f000}'..='\u{f0ff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks() {
        assert_eq!(bullet("• one"), Some((Bullet::Mark('•'), "one")));
        assert_eq!(bullet(" - one"), Some((Bullet::Mark('-'), "one")));
        assert_eq!(bullet("\u{f0b7} one"), Some((Bullet::Mark('\u{f0b7}'), "one")));
        for line in ["-one", "one", "", "•", "1. one"] {
            assert_eq!(bullet(line), None, "{line:?}");
        }
    }

    #[test]
    fn counted() {
        let Some((Bullet::Counted(readings), rest)) = bullet("(b) one") else {
            panic!("no bullet");
        };
        assert_eq!((readings[0].parts[0].value, rest), (2, "one"));
        assert!(matches!(bullet("3) one"), Some((Bullet::Counted(_), "one"))));
    }
}
