//! Every tolerance and weight of the geometric reconstruction.
//!
//! Lengths are in grid cells (one cell is the width of a blank) or lines; costs are in nats, that is
//! natural logarithms of odds, so they add. Values were chosen on `bench/open` and `bench/real`.

/// When a plain text counts as layout text.
#[derive(Debug, Clone)]
pub struct Sniff {
    /// A gap of at least this many blanks is wide; justified text has gaps of two.
    pub wide: i32,
    /// Lines above and below in which a wide gap must end at the same column.
    pub reach: usize,
    /// Lines that must have such a gap.
    pub lines: usize,
    /// The same as a share of the lines with text.
    pub share: f32,
    /// Share of wide gaps among all gaps of two blanks and more.
    pub dominance: f32,
}

impl Default for Sniff {
    fn default() -> Self {
        Self {
            wide: 3,
            reach: 10,
            lines: 3,
            share: 0.06,
            dominance: 0.4,
        }
    }
}

/// Evidence for the corridors between columns.
#[derive(Debug, Clone)]
pub struct Seams {
    /// Text is cut by the corridor.
    pub cut: f32,
    /// One blank between two words, both new against the line above.
    pub single: f32,
    /// One blank, and one of its two words repeats the line above.
    pub single_repeated: f32,
    /// The word behind a single blank begins where text of a line nearby does, on top.
    pub edge: f32,
    /// Lines above and below that are near.
    pub reach: usize,
    /// Columns move sideways from row to row, as those of layout text do.
    pub drift: bool,
    /// Any other single blank on the way of a corridor that is known.
    pub passing: f32,
    /// A gap of two blanks.
    pub double: f32,
    /// A gap of three blanks and more.
    pub wide: f32,
    /// White between a line and the text of a line next to it that stands wholly to one side.
    pub beside: f32,
    /// A word begins right behind the corridor.
    pub hug: f32,
    /// Moving the corridor sideways by one cell.
    pub step: f32,
    /// Moving the corridor sideways over one cell with text, on top of `step`.
    pub cross: f32,
    /// Least total evidence of a corridor.
    pub least: f32,
    /// Least number of lines with a gap of two blanks and more.
    pub lines: usize,
    /// Most columns of a table.
    pub columns: usize,
}

impl Default for Seams {
    fn default() -> Self {
        Self {
            cut: -4.0,
            single: 1.2,
            single_repeated: 0.4,
            edge: 0.8,
            reach: 8,
            drift: false,
            passing: 0.3,
            double: 2.0,
            wide: 3.0,
            beside: 1.5,
            hug: 0.4,
            step: 0.8,
            cross: 3.0,
            least: 9.0,
            lines: 3,
            columns: 40,
        }
    }
}

/// Repetition at page edges.
#[derive(Debug, Clone)]
pub struct Edges {
    /// Lines looked at from the top and from the bottom of each page.
    pub depth: usize,
    /// Share of the pages on which a line must come back.
    pub share: f32,
    /// Share of the pages on which a line at the bottom must come back when it stands close to the text.
    pub most: f32,
    /// Line pitches between baselines from which a line stands apart.
    pub apart: f32,
    /// Likeness from which a line is a damaged copy of a header line.
    pub alike: f32,
}

impl Default for Edges {
    fn default() -> Self {
        Self {
            depth: 16,
            share: 0.3,
            most: 0.8,
            apart: 1.5,
            alike: 0.7,
        }
    }
}

/// Tables over pages.
#[derive(Debug, Clone)]
pub struct Zones {
    /// Lines that may follow a table on its page when it goes on.
    pub tail: usize,
    /// How often the evidence of a header line known from another page counts.
    pub anchor: f32,
    /// Least evidence of a corridor where the number of columns is known.
    pub least: f32,
    /// Least evidence per line of a corridor of single blanks where the number of columns is known.
    pub single: f32,
    /// Most lines of a header row.
    pub header: usize,
    /// The number of columns, where it is known.
    pub columns: Option<usize>,
}

impl Default for Zones {
    fn default() -> Self {
        Self {
            tail: 3,
            anchor: 4.0,
            least: 1.0,
            single: 0.8,
            header: 12,
            columns: None,
        }
    }
}

/// Drawn lines, in points.
#[derive(Debug, Clone)]
pub struct Rulings {
    /// Lines this close are one: the two sides of a thin box, the borders of cells that touch.
    pub snap: f32,
    /// Lower rows without text are the space of a double line.
    pub thin: f32,
    /// How far the lines of a double line below a header row may be apart.
    pub double: f32,
    /// Pieces of one line with a gap of at most this are one.
    pub join: f32,
    /// Least number of lines of one width above each other, or of one height beside each other, that no line crosses.
    pub stack: usize,
    /// Least white between columns that no line divides, in blanks.
    pub gutter: f32,
    /// The same inside of a drawn cell that spans columns.
    pub spanned: f32,
    /// Share of the lines of text that may run over such white, as headings do.
    pub crossed: f32,
    /// Share of the width that a line of prose fills.
    pub prose: f32,
    /// Shorter lines are part of no table.
    pub short: f32,
    /// How far lines may be apart that meet.
    pub meet: f32,
    /// Share of a cell's side that must be drawn for a border.
    pub side: f32,
    /// How far the ends of lines may stand out over the last line across them without a border of their own.
    pub open: f32,
}

impl Default for Rulings {
    fn default() -> Self {
        Self {
            snap: 2.0,
            thin: 5.0,
            double: 4.0,
            join: 3.0,
            stack: 3,
            gutter: 1.4,
            spanned: 2.2,
            crossed: 0.1,
            prose: 0.85,
            short: 4.0,
            meet: 2.0,
            side: 0.6,
            open: 6.0,
        }
    }
}

/// What tells columns of white from prose; lengths in units of the page.
#[derive(Debug, Clone)]
pub struct Prose {
    /// Least gap between two columns, in blanks.
    pub gap: f32,
    /// Share of the lines with text on both sides that must have it.
    pub wide: f32,
    /// Share of the lines with text on any side that must have it on both.
    pub both: f32,
    /// Share of the lines on which one side may be nothing but a bullet or the number of an item.
    pub marks: f32,
    /// Share of a column's texts that must begin, end or be centred at one place.
    pub aligned: f32,
    /// The same where text seldom stands on both sides.
    pub sure: f32,
    /// How far such places may lie apart, in points.
    pub level: f32,
    /// Most words of a short cell.
    pub short: usize,
    /// Share of a column's width from which a line is full.
    pub full: f32,
    /// Share of full lines from which two columns are those of a page.
    pub share: f32,
}

impl Default for Prose {
    fn default() -> Self {
        Self {
            gap: 1.6,
            wide: 0.6,
            both: 0.2,
            marks: 0.6,
            aligned: 0.5,
            sure: 0.85,
            level: 1.5,
            short: 3,
            full: 0.85,
            share: 0.6,
        }
    }
}

/// Areas that white divides.
#[derive(Debug, Clone)]
pub struct Areas {
    /// Largest step from a line to the next, in heights of a line.
    pub gap: f32,
    /// Least lines of several pieces.
    pub lines: usize,
    /// Least distance from a table that was found, in blanks.
    pub margin: f32,
}

impl Default for Areas {
    fn default() -> Self {
        Self {
            gap: 3.5,
            lines: 2,
            margin: 12.0,
        }
    }
}

/// All of them.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Areas that white divides.
    pub areas: Areas,
    /// Tables and prose.
    pub prose: Prose,
    /// Drawn lines.
    pub rulings: Rulings,
    /// Evidence for corridors.
    pub seams: Seams,
    /// Repetition at page edges.
    pub edges: Edges,
    /// Tables over pages.
    pub zones: Zones,
    /// Columns found on a second look.
    pub splits: Splits,
    /// Costs of rows.
    pub rows: Rows,
}

/// Costs of rows that are not learned from the document, and the beliefs that learning starts from.
#[derive(Debug, Clone)]
pub struct Rows {
    /// How many observations the starting beliefs weigh.
    pub strength: f32,
    /// Rounds of decoding and learning per starting belief.
    pub rounds: usize,
    /// Most lines of a row on one page.
    pub lines: usize,
    /// Factor on the learned evidence of line joins, whose features are not independent.
    pub damping: f32,
    /// Factor on the evidence of which columns have text on the further lines of a row.
    pub pattern: f32,
    /// Text over a corridor inside a row.
    pub crossing: f32,
    /// A heading that runs over corridors.
    pub heading: f32,
    /// A heading that stands in the first column alone.
    pub heading_narrow: f32,
    /// Surprise of cells that stand at the top, in the middle, at the bottom of their rows, once per table.
    pub places: [f32; 3],
    /// Reward for a heading with a number.
    pub heading_numbered: f32,
    /// Reward for a heading whose text comes back.
    pub heading_again: f32,
    /// A row without text in the first column right below a heading that stands there.
    pub keyless: f32,
    /// Each further line of a heading.
    pub heading_more: f32,
    /// No header row at the start of a table.
    pub headless: f32,
    /// Most lines of a header row.
    pub header_lines: usize,
    /// Each further line of the header row.
    pub header_line: f32,
    /// A column without text in the header row.
    pub header_empty: f32,
    /// A header line that looks like a heading: one run of words from the left.
    pub header_heading: f32,
    /// The same over corridors, on top.
    pub header_crossing: f32,
    /// Reward for a header cell without digits over a column of numbers.
    pub header_digits: f32,
    /// A header cell with digits over a column of numbers.
    pub header_digits_price: f32,
    /// A header cell that looks like the texts below it: it says the same, or has digits and marks as they have.
    pub header_like: f32,
    /// Reward for a header line of nothing but signs: the units of the names above.
    pub header_signs: f32,
    /// A cell that begins on a later page than its row.
    pub late: f32,
}

impl Default for Rows {
    fn default() -> Self {
        Self {
            strength: 20.0,
            rounds: 4,
            lines: 120,
            damping: 0.7,
            pattern: 0.35,
            crossing: 4.0,
            heading: 0.3,
            heading_narrow: -0.5,
            places: [0.0, 0.0, 0.0],
            heading_numbered: 2.0,
            header_heading: 1.5,
            header_crossing: 2.5,
            header_digits_price: 0.5,
            header_like: 3.0,
            heading_again: 1.5,
            keyless: 4.0,
            heading_more: 4.0,
            headless: 3.0,
            header_lines: 14,
            header_line: 1.6,
            header_empty: 1.0,
            header_digits: 1.5,
            header_signs: 2.0,
            late: 2.5,
        }
    }
}

/// Columns found on a second look.
#[derive(Debug, Clone)]
pub struct Splits {
    /// Share of the lines that a corridor may cut.
    pub cuts: f32,
    /// Lines with text on both sides of a white corridor.
    pub both: usize,
    /// Lines with text on each side of a white corridor.
    pub side: usize,
    /// Least evidence of a corridor that the header confirms.
    pub least: f32,
    /// Share of lines with text on both sides of a corridor of single blanks.
    pub share: f32,
    /// Lines at the top of a zone that may be its header.
    pub header: usize,
    /// Share of the texts behind a corridor of single blanks that begin where the header's word does.
    pub edge: f32,
    /// Share of them that begin at one place where all gaps are of one blank.
    pub even: f32,
    /// Fewest texts to tell that by.
    pub straight: usize,
    /// Share of the gaps at such a corridor that are wider than one blank, where texts begin only about there.
    pub apart: f32,
    /// Share of the columns that a header line fills.
    pub filled: f32,
    /// Most columns of a table.
    pub columns: usize,
}

impl Default for Splits {
    fn default() -> Self {
        Self {
            cuts: 0.08,
            both: 2,
            side: 3,
            least: 3.5,
            share: 0.6,
            header: 6,
            edge: 0.8,
            even: 0.95,
            straight: 6,
            apart: 0.2,
            filled: 0.6,
            columns: 40,
        }
    }
}
