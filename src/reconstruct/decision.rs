//! What was decided of a part of a document, and how close it was: for people who look into it.

use super::fit::Fit;
use super::metrics::Family;
use super::text::Text;
use std::ops::Range;

/// How one part of flat text was read. Costs are in nats: the less, the better.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Its lines (0-based).
    pub lines: Range<usize>,
    /// Index into [`super::Reconstruction::tables`]; `None` where it was read as prose.
    pub table: Option<usize>,
    /// The family of fonts it was measured in.
    pub family: Family,
    /// Columns of the table.
    pub columns: Vec<Column>,
    /// From which lines on (0-based) the columns have other widths.
    pub parts: Vec<usize>,
    /// What was considered to the end, best first. The first is the one chosen, unless the text was read as prose.
    pub choices: Vec<Choice>,
    /// What the reading costs, and what prose would: a table before the first header row has to be cheaper.
    pub cost: [f32; 2],
    /// Per content line (0-based) what it adds to the cost of the reading, its break from the line before included.
    pub line_costs: Vec<(usize, f32)>,
    /// Per content line of a table (0-based) by how much dearer another cut of it would be, as far as the search still held one
    /// some lines later; empty where the search does not tell.
    pub margins: Vec<(usize, f32)>,
}

impl Decision {
    /// What a fit says of the text it was fitted to; what was considered beside it is left open.
    pub(super) fn of(fit: Option<&Fit>, text: &Text, family: Family) -> Self {
        let mut decision = Self {
            lines: 0..0,
            table: None,
            family,
            columns: Vec::new(),
            parts: Vec::new(),
            choices: Vec::new(),
            cost: [0.0; 2],
            line_costs: Vec::new(),
            margins: Vec::new(),
        };
        let Some(fit) = fit else {
            return decision;
        };
        let columns = fit.model.columns.iter().zip(&fit.kinds);
        decision.columns = columns
            .map(|(column, kind)| Column {
                kind: *kind,
                widths: column.widths.clone(),
                widest: column.widest,
            })
            .collect();
        let parts = fit.model.parts.iter();
        decision.parts = parts
            .filter_map(|line| text.lines.get(*line as usize))
            .map(|line| line.line)
            .collect();
        let mut before = 0.0;
        for (line, end) in text.lines.iter().zip(&fit.parse.ends) {
            decision.line_costs.push((line.line, end - before));
            before = *end;
        }
        decision
    }
}

/// A fitted column.
#[derive(Debug, Clone)]
pub struct Column {
    /// The kind it began with: an index into [`super::kinds::Kinds::names`].
    pub kind: usize,
    /// Its width in each part of the table, in 1/1000 em; infinite where no line break tells.
    pub widths: Vec<f32>,
    /// Its widest line, in 1/1000 em.
    pub widest: f32,
}

/// A reading that was considered to the end.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Kinds of its columns; one column is text in paragraphs, no table.
    pub kinds: Vec<usize>,
    /// What it costs, as readings with different columns are compared.
    pub cost: f32,
}

/// Where the columns of a page's part of a table stand in layout text.
#[derive(Debug, Clone)]
pub struct Grid {
    /// Index into [`super::Reconstruction::tables`].
    pub table: usize,
    /// Its lines (0-based).
    pub lines: Range<usize>,
    /// Left and right edge of each column's text, in characters from the left margin; `None` for a column without text.
    pub edges: Vec<Option<(i32, i32)>>,
}
