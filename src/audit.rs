//! The account of the source: every non-blank character ends in exactly one destination.

use crate::document::{Document, Span};

/// Where a piece of the source went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Destination {
    /// A cell of a record.
    Cell,
    /// The first header row of a table (it became the column names).
    Header,
    /// A section or subsection heading.
    Heading,
    /// What repeats per page: running heads, page numbers, repeated header rows.
    Furniture,
    /// Prose outside the tables.
    Outside,
    /// Quoted in a finding because no place was found for it.
    Finding,
}

/// Non-blank characters per destination.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Audit {
    /// Characters in cells.
    pub cell: usize,
    /// Characters in header rows.
    pub header: usize,
    /// Characters in headings.
    pub heading: usize,
    /// Characters in page furniture.
    pub furniture: usize,
    /// Characters in prose outside the tables.
    pub outside: usize,
    /// Characters quoted in findings.
    pub finding: usize,
}

/// A claim on a span of the source.
pub type Claim = (Span, Destination);

/// Why an account does not balance: 1-based line and the text concerned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Imbalance {
    /// Text that no destination claims.
    #[error("line {line}: {text:?} is in no destination")]
    Unaccounted {
        /// 1-based line.
        line: usize,
        /// The text.
        text: String,
    },
    /// Text claimed twice.
    #[error("line {line}: {text:?} is in two destinations")]
    Doubled {
        /// 1-based line.
        line: usize,
        /// The text.
        text: String,
    },
}

/// Balances the account of `document` against all `claims` (in any order).
///
/// # Errors
/// The first non-blank character that is claimed by none or by several.
pub fn balance(document: &Document, claims: &[Claim]) -> Result<Audit, Imbalance> {
    let mut sorted = claims.to_vec();
    sorted.sort_unstable();
    let mut audit = Audit::default();
    let mut next = sorted.iter().peekable();
    for (index, line) in document.lines.iter().enumerate() {
        let mut at = line.start;
        while let Some(&&(span, destination)) = next.peek() {
            if span.line as usize != index {
                break;
            }
            next.next();
            let (start, end) = (span.start as usize, span.end as usize);
            if start < at {
                let text = document.text[start..at.min(end).max(start)].to_owned();
                if !text.trim().is_empty() {
                    return Err(Imbalance::Doubled {
                        line: index + 1,
                        text,
                    });
                }
            }
            unclaimed(document, index, at, start)?;
            let count = document.text[start.max(at)..end.max(at)]
                .chars()
                .filter(|c| !is_blank(*c))
                .count();
            *match destination {
                Destination::Cell => &mut audit.cell,
                Destination::Header => &mut audit.header,
                Destination::Heading => &mut audit.heading,
                Destination::Furniture => &mut audit.furniture,
                Destination::Outside => &mut audit.outside,
                Destination::Finding => &mut audit.finding,
            } += count;
            at = at.max(end);
        }
        unclaimed(document, index, at, line.end)?;
    }
    Ok(audit)
}

fn unclaimed(document: &Document, line: usize, from: usize, to: usize) -> Result<(), Imbalance> {
    if from < to {
        let text = &document.text[from..to];
        if text.chars().any(|c| !is_blank(c)) {
            return Err(Imbalance::Unaccounted {
                line: line + 1,
                text: text.trim().to_owned(),
            });
        }
    }
    Ok(())
}

/// White space, byte order marks and zero-width blanks carry no text.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}')
}
