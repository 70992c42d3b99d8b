//! The account of the source: every non-blank character ends in exactly one destination.

use crate::document::{Document, Span};
use serde::Serialize;

/// Where a piece of the source went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
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
    /// Characters that went nowhere: always 0, or the extraction has a finding `unaccounted` that quotes them.
    pub unaccounted: usize,
}

/// A claim on a span of the source.
pub type Claim = (Span, Destination);

/// Why an account does not balance: 1-based line and the text concerned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
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
    /// A claim that is not a piece of the text of its line.
    #[error("line {line}: a claim on bytes {start} to {end} is no piece of this line")]
    Misplaced {
        /// 1-based line.
        line: usize,
        /// First byte claimed.
        start: u32,
        /// Byte after the last one claimed.
        end: u32,
    },
}

impl Imbalance {
    /// 1-based line of the source.
    pub fn line(&self) -> usize {
        match self {
            Self::Unaccounted { line, .. } | Self::Doubled { line, .. } | Self::Misplaced { line, .. } => *line,
        }
    }

    /// The text concerned; empty where a claim is no text.
    pub fn text(&self) -> &str {
        match self {
            Self::Unaccounted { text, .. } | Self::Doubled { text, .. } => text,
            Self::Misplaced { .. } => "",
        }
    }
}

/// Balances the account of `document` against all `claims` (in any order).
///
/// # Errors
/// The first imbalance in source order.
pub fn balance(document: &Document, claims: &[Claim]) -> Result<Audit, Imbalance> {
    let (audit, imbalances) = account(document, claims);
    imbalances.into_iter().next().map_or(Ok(audit), Err)
}

/// Draws up the account of `document` from all `claims` (in any order), with every imbalance.
///
/// Text that nothing claims is quoted in its imbalance and counts as [`Audit::unaccounted`]; text claimed twice counts
/// where it was claimed first.
pub fn account(document: &Document, claims: &[Claim]) -> (Audit, Vec<Imbalance>) {
    let mut sorted = claims.to_vec();
    sorted.sort_unstable();
    let mut account = Account {
        document,
        audit: Audit::default(),
        imbalances: Vec::new(),
    };
    let mut next = sorted.iter().peekable();
    for (index, line) in document.lines.iter().enumerate() {
        let mut at = line.start;
        while let Some((span, destination)) = next.next_if(|(span, _)| span.line as usize == index) {
            let (start, end) = (span.start as usize, span.end as usize);
            let inside = line.start <= start && start <= end && end <= line.end;
            if !inside || document.text.get(start..end).is_none() {
                account.misplaced(*span);
                continue;
            }
            account.unclaimed(index, at, start);
            account.doubled(index, start, end.min(at));
            account
                .audit
                .add(*destination, non_blank(&document.text[start.max(at)..end.max(at)]));
            at = at.max(end);
        }
        account.unclaimed(index, at, line.end);
    }
    next.for_each(|(span, _)| account.misplaced(*span));
    (account.audit, account.imbalances)
}

struct Account<'a> {
    document: &'a Document,
    audit: Audit,
    imbalances: Vec<Imbalance>,
}

impl Account<'_> {
    fn unclaimed(&mut self, line: usize, from: usize, to: usize) {
        if let Some(text) = self.text(from, to) {
            self.audit.unaccounted += non_blank(&text);
            self.imbalances.push(Imbalance::Unaccounted { line: line + 1, text });
        }
    }

    fn doubled(&mut self, line: usize, from: usize, to: usize) {
        if let Some(text) = self.text(from, to) {
            self.imbalances.push(Imbalance::Doubled { line: line + 1, text });
        }
    }

    fn misplaced(&mut self, span: Span) {
        let Span { line, start, end } = span;
        self.imbalances.push(Imbalance::Misplaced {
            line: line as usize + 1,
            start,
            end,
        });
    }

    /// The text of a range, unless it is empty or blank.
    fn text(&self, from: usize, to: usize) -> Option<String> {
        let text = self.document.text.get(from..to)?;
        (non_blank(text) > 0).then(|| text.trim().to_owned())
    }
}

impl Audit {
    fn add(&mut self, destination: Destination, count: usize) {
        *match destination {
            Destination::Cell => &mut self.cell,
            Destination::Header => &mut self.header,
            Destination::Heading => &mut self.heading,
            Destination::Furniture => &mut self.furniture,
            Destination::Outside => &mut self.outside,
            Destination::Finding => &mut self.finding,
        } += count;
    }

    /// All characters: those of every destination, and those without one.
    pub fn total(&self) -> usize {
        self.cell + self.header + self.heading + self.furniture + self.outside + self.finding + self.unaccounted
    }
}

/// Characters of a text that count.
pub fn non_blank(text: &str) -> usize {
    text.chars().filter(|c| !is_blank(*c)).count()
}

/// White space, byte order marks and zero-width blanks carry no text.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}')
}
