//! Advance widths: does this line fill its column?
//!
//! A cell line ends where the next word no longer fits, so the width of a line says whether its break is soft or hard.
//! The font of a flat text is unknown; the widths of three common families tell enough, and the caller keeps the
//! family whose widths agree best with the breaks it sees.
//!
//! The tables are facts read from fonts under the SIL Open Font License 1.1 (no part of the fonts is contained):
//! Liberation Serif and Liberation Sans 1.07.4, which have the widths of Times New Roman and Arial, and Carlito,
//! which has the widths of Calibri. `src/bin/metrics.rs` writes them.
//!
//! Kerning is left out: word processors mostly have it off. Treat line fill as a score with slack, never as an equality.

mod tables;

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// A family of fonts that share their advance widths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Times New Roman, Liberation Serif.
    Serif,
    /// Arial, Helvetica, Liberation Sans.
    Sans,
    /// Calibri, Carlito.
    Calibri,
    /// Courier and other typewriter faces: every character is 600 wide.
    Mono,
}

impl Family {
    /// All families, in the order to try them.
    pub const ALL: [Self; 4] = [Self::Serif, Self::Sans, Self::Calibri, Self::Mono];
}

/// Weight of the face.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Weight {
    /// Body text.
    #[default]
    Regular,
    /// Header rows and headings.
    Bold,
}

type Table = [[u16; ROW]; tables::STARTS.len()];

/// Code points per row of the tables.
const ROW: usize = 32;
/// No row for these code points.
const NONE: u8 = u8::MAX;
/// Row of the tables by code point / [`ROW`], for the basic plane.
static INDEX: [u8; 0x1_0000 / ROW] = index();

const fn index() -> [u8; 0x1_0000 / ROW] {
    let mut index = [NONE; 0x1_0000 / ROW];
    let mut row = 0;
    while row < tables::STARTS.len() {
        index[tables::STARTS[row] as usize] = row as u8;
        row += 1;
    }
    index
}

/// Advance width of `c` in the regular face, in 1/1000 em.
///
/// Marks that combine with the letter before have no width, so composed and decomposed text measure the same.
/// Characters the family lacks are taken apart (`ﬁ` is `f` and `i`), then guessed from their script.
///
/// ```
/// use rowstitch::reconstruct::metrics::{Family, advance};
/// assert_eq!(advance('M', Family::Serif), 889);
/// ```
pub fn advance(c: char, family: Family) -> u16 {
    advance_in(c, family, Weight::Regular)
}

/// Advance width of `c` in the given weight, in 1/1000 em; see [`advance`].
pub fn advance_in(c: char, family: Family, weight: Weight) -> u16 {
    match table(family, weight) {
        Some(table) => match known(c, table) {
            0 => foreign(c, table),
            width => width,
        },
        None => typewriter(c),
    }
}

/// Sum of the advances of `text` in the regular face, in 1/1000 em.
pub fn width(text: &str, family: Family) -> u32 {
    text.chars().map(|c| u32::from(advance(c, family))).sum()
}

fn table(family: Family, weight: Weight) -> Option<&'static Table> {
    Some(match (family, weight) {
        (Family::Serif, Weight::Regular) => &tables::SERIF,
        (Family::Serif, Weight::Bold) => &tables::SERIF_BOLD,
        (Family::Sans, Weight::Regular) => &tables::SANS,
        (Family::Sans, Weight::Bold) => &tables::SANS_BOLD,
        (Family::Calibri, Weight::Regular) => &tables::CALIBRI,
        (Family::Calibri, Weight::Bold) => &tables::CALIBRI_BOLD,
        (Family::Mono, _) => return None,
    })
}

/// Width in the table; 0 when the character is not there.
fn known(c: char, table: &Table) -> u16 {
    let code = c as usize;
    match INDEX.get(code / ROW) {
        Some(&row) if row != NONE => table[usize::from(row)][code % ROW],
        _ => 0,
    }
}

/// A character the family has no glyph for.
fn foreign(c: char, table: &Table) -> u16 {
    if takes_no_room(c) {
        return 0;
    }
    match c {
        // Marks of a syllable division at a line end, whatever the extractor made of the hyphen.
        '\u{ad}' | '\u{2010}' | '\u{2011}' | '\u{fffe}' => return known('-', table),
        '\t' => return known(' ', table),
        '\u{2000}' | '\u{2002}' => return 500,
        '\u{2001}' | '\u{2003}' => return 1000,
        '\u{2004}' => return 333,
        '\u{2005}' => return 250,
        '\u{2006}' => return 167,
        '\u{2009}' | '\u{202f}' => return 200,
        '\u{200a}' => return 100,
        _ => {}
    }
    let (mut sum, mut parts, mut whole) = (0u16, 0u8, true);
    decompose_compatible(c, |part| {
        if takes_no_room(part) {
            return;
        }
        let width = known(part, table);
        whole &= width != 0;
        parts = parts.saturating_add(1);
        sum = sum.saturating_add(width);
    });
    if whole && parts > 0 && !is_wide(c) {
        sum
    } else if is_wide(c) {
        1000
    } else {
        // An average letter.
        known('n', table)
    }
}

fn typewriter(c: char) -> u16 {
    if takes_no_room(c) {
        0
    } else if is_wide(c) {
        1000
    } else {
        600
    }
}

/// Combining marks, joiners, direction marks, control characters.
fn takes_no_room(c: char) -> bool {
    match c {
        '\t' => false,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' => true,
        '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' => true,
        _ => c.is_control() || is_combining_mark(c),
    }
}

/// Scripts set on a full em: East Asian ideographs, syllables and full-width forms, pictographs.
fn is_wide(c: char) -> bool {
    matches!(u32::from(c),
        0x1100..=0x115f | 0x2e80..=0x303e | 0x3041..=0xa4cf | 0xa960..=0xa97f | 0xac00..=0xd7a3
        | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff01..=0xff60 | 0xffe0..=0xffe6 | 0x1_6fe0..=0x1_b2ff
        | 0x1_f300..=0x1_faff | 0x2_0000..=0x3_fffd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_type_foundry() {
        for (c, serif, sans, calibri) in [
            ('a', 444, 556, 479),
            ('e', 444, 556, 498),
            ('M', 889, 833, 855),
            (' ', 250, 278, 226),
            ('-', 333, 333, 306),
            ('\u{a0}', 250, 278, 226),
            ('é', 444, 556, 498),
            ('–', 500, 556, 498),
        ] {
            assert_eq!(advance(c, Family::Serif), serif, "{c:?}");
            assert_eq!(advance(c, Family::Sans), sans, "{c:?}");
            assert_eq!(advance(c, Family::Calibri), calibri, "{c:?}");
            assert_eq!(advance(c, Family::Mono), 600, "{c:?}");
        }
        assert_eq!(advance_in('a', Family::Serif, Weight::Bold), 500);
        assert_eq!(advance_in('a', Family::Sans, Weight::Bold), 556);
    }

    #[test]
    fn decomposed_text_is_as_wide_as_composed() {
        for family in Family::ALL {
            assert_eq!(width("cafe\u{301}", family), width("café", family));
            assert_eq!(advance('\u{301}', family), 0);
        }
    }

    #[test]
    fn characters_without_glyph_get_a_sensible_width() {
        for family in Family::ALL {
            assert_eq!(advance('字', family), 1000);
            assert_eq!(advance('\u{200b}', family), 0);
            assert_eq!(advance('\u{fffe}', family), advance('-', family));
            assert_eq!(advance('\u{2010}', family), advance('-', family));
            assert!(advance('א', family) > 300);
            assert!(advance('\u{10ffff}', family) > 0);
        }
        assert_eq!(advance('\u{fb03}', Family::Serif), 333 + 333 + 278);
    }

    #[test]
    fn scripts_of_europe_are_in_the_tables() {
        for family in [Family::Serif, Family::Sans, Family::Calibri] {
            for weight in [Weight::Regular, Weight::Bold] {
                let table = table(family, weight).unwrap();
                for c in "ąćęłńóśźżčďěňřšťůžőűğışțșħġĦαβγδεζηθάЖЩЂљїєџ€£„”“‘’«»…•→°½".chars()
                {
                    assert_ne!(known(c, table), 0, "{c:?} in {family:?}");
                }
            }
        }
    }
}
