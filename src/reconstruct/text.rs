//! The content lines of a document as measured words: what the search works on.

use super::given::Rule;
use super::metrics::{self, Family};
use super::shape::{self, Shape, Style};
use crate::document::{Document, Span};
use crate::furniture::{Body, Role};
use crate::grammar::heading::{self, Numbering};
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// White space before a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// The word begins its line.
    Start,
    /// One blank.
    Blank,
    /// A no-break blank.
    Glue,
    /// Two blanks or more.
    Wide,
}

/// One word of a content line.
#[derive(Debug, Clone, Copy)]
pub struct Word {
    /// Where it stands.
    pub span: Span,
    /// Left edge in the line, in 1/1000 em, single blanks assumed.
    pub x0: f32,
    /// Right edge.
    pub x1: f32,
    /// Width of the first part that a typesetter can break off (up to a hyphen), in 1/1000 em.
    pub piece: f32,
    /// Look of the word.
    pub shape: Shape,
    /// How it is printed.
    pub(super) style: Style,
    /// Number of the folded word in the document's vocabulary.
    pub id: u32,
    /// What stands before it.
    pub gap: Gap,
    /// It stands inside brackets that open before it.
    pub inside: bool,
    /// It is one value with the word before it.
    pub bound: bool,
    /// The column whose cells begin with this word wherever it stands, as a profile says.
    pub begins: Option<u8>,
}

/// One content line.
#[derive(Debug, Clone)]
pub struct TextLine {
    /// Index into [`Document::lines`].
    pub line: usize,
    /// 0-based page.
    pub page: u32,
    /// Its words.
    pub words: Range<usize>,
    /// First content line of its page (not of the document).
    pub page_start: bool,
    /// How the line break before this line looks: white space at the end of the line before, blank lines between.
    pub mark: u8,
    /// A line holding nothing but a blank stands before it.
    pub lone_blank: bool,
    /// It begins with a number that goes on from the one of an earlier such line, or that a later one goes on from.
    pub numbered: bool,
    /// What a profile says of it.
    pub rule: Rule,
}

/// No-break blanks mean something while there are this many times more ordinary ones.
const GLUE: usize = 12;
/// At most this many numbered lines are compared with each other.
const NUMBERED: usize = 400;

/// Number of [`TextLine::mark`] values.
pub const MARKS: usize = 13;
/// [`TextLine::mark`] where an extractor took the newline behind a line-end hyphen away.
pub const BROKEN: u8 = 12;
/// What such an extractor leaves of the hyphen.
const BREAKS: [char; 2] = ['\u{fffe}', '\u{2}'];

/// The content of a document, measured in one font family.
#[derive(Debug, Clone, Default)]
pub struct Text {
    /// Content lines.
    pub lines: Vec<TextLine>,
    /// Their words.
    pub words: Vec<Word>,
    /// Size of the vocabulary.
    pub vocabulary: usize,
    /// Number of pages.
    pub pages: u32,
}

impl Text {
    /// The line that a word stands on; their number behind the last one.
    pub(super) fn line_of(&self, word: usize) -> usize {
        self.lines.partition_point(|line| line.words.end <= word)
    }

    /// Takes the content lines in `range` (indices into [`Document::lines`]) out of a document.
    pub fn new(document: &Document, body: &Body, range: Range<usize>, family: Family) -> Self {
        Self::of(document, body, range, family, Role::Content)
    }

    /// The same for the lines of another role.
    pub fn of(document: &Document, body: &Body, range: Range<usize>, family: Family, role: Role) -> Self {
        let mut text = Self::default();
        let mut ids: HashMap<String, u32> = HashMap::new();
        let (mut blanks, mut lone, mut trailing) = (0_u8, false, 0_u8);
        let mut last_page = None;
        for index in range {
            let source = document.line_text(index);
            if source.chars().all(crate::audit::is_blank) {
                blanks = blanks.saturating_add(1);
                lone |= !source.is_empty();
                continue;
            }
            if body.roles[index] != role {
                continue;
            }
            // Furniture may share the line; its text is no content.
            let own = body.text_of(document, index);
            let (whole, source) = (source, document.span_text(own));
            let page = body.pages[index];
            let mut line = TextLine {
                line: index,
                page,
                words: text.words.len()..text.words.len(),
                page_start: last_page.is_some_and(|p| p != page),
                mark: trailing * 4 + blanks.min(3),
                lone_blank: lone,
                numbered: false,
                rule: Rule::default(),
            };
            let mut at = 0;
            let mut gap = Gap::Start;
            while let Some(offset) = source[at..].find(|c: char| !crate::audit::is_blank(c)) {
                let start = at + offset;
                let length = word_length(&source[start..]);
                let broken = start > 0 && source[..start].ends_with(BREAKS);
                if broken {
                    line.words.end = text.words.len();
                    let next = TextLine {
                        words: line.words.end..line.words.end,
                        page_start: false,
                        mark: BROKEN,
                        lone_blank: false,
                        ..line.clone()
                    };
                    text.lines.push(std::mem::replace(&mut line, next));
                    gap = Gap::Start;
                } else if text.words.len() > line.words.start {
                    let between = &source[at..start];
                    gap = if between.chars().count() > 1 {
                        Gap::Wide
                    } else if between.starts_with(['\u{a0}', '\u{202f}', '\u{2007}']) {
                        Gap::Glue
                    } else {
                        Gap::Blank
                    };
                }
                let raw = &source[start..start + length];
                let normal = normal(raw);
                let folded = fold(&normal);
                let next = ids.len() as u32;
                let id = *ids.entry(folded).or_insert(next);
                text.words.push(Word {
                    span: Span {
                        line: index as u32,
                        start: own.start + start as u32,
                        end: own.start + (start + length) as u32,
                    },
                    x0: 0.0,
                    x1: 0.0,
                    piece: 0.0,
                    shape: shape::classify(&normal),
                    style: Style::of(raw),
                    id,
                    gap,
                    inside: false,
                    bound: false,
                    begins: None,
                });
                at = start + length;
            }
            line.words.end = text.words.len();
            text.lines.push(line);
            last_page = Some(page);
            trailing = match whole.len() - whole.trim_end_matches(crate::audit::is_blank).len() {
                0 => 0,
                1 => 1,
                _ => 2,
            };
            (blanks, lone) = (0, false);
        }
        text.measure(document, family);
        shape::mark_beginnings(text.words.iter_mut().map(|w| (w.id, &mut w.shape)));
        // Where every other blank is a no-break one, they were put in by machine and hold nothing together.
        let count = |gap: Gap| text.words.iter().filter(|w| w.gap == gap).count();
        if count(Gap::Glue) * GLUE > count(Gap::Blank) {
            for w in text.words.iter_mut().filter(|w| w.gap == Gap::Glue) {
                w.gap = Gap::Blank;
            }
        }
        super::brackets::mark(&mut text, document);
        super::atoms::mark(&mut text, document);
        text.vocabulary = ids.len();
        text.mark_numbered(document);
        text.pages = last_page.map_or(0, |p| p + 1);
        text
    }

    /// The same in another family: nothing but widths differs.
    pub(super) fn measured_in(&self, document: &Document, family: Family) -> Self {
        let mut text = self.clone();
        text.measure(document, family);
        text
    }

    /// Gives all words their places in their lines.
    fn measure(&mut self, document: &Document, family: Family) {
        let blank = f32::from(metrics::advance(' ', family));
        for line in &self.lines {
            let mut x = 0.0_f32;
            for word in &mut self.words[line.words.clone()] {
                let (width, piece) = measure(&normal(document.span_text(word.span)), family);
                (word.x0, word.x1, word.piece) = (x, x + width, piece);
                x = word.x1 + blank;
            }
        }
    }

    /// Marks the lines of the longest sequence of numbers at line starts (`1.`, `2.`, ...), if it has two or more.
    fn mark_numbered(&mut self, document: &Document) {
        let mut found: Vec<(usize, Vec<Numbering>)> = Vec::new();
        for (i, line) in self.lines.iter().enumerate() {
            let first = &self.words[line.words.start];
            let text = document.span_text(first.span);
            if line.words.len() < 2 || !text.ends_with(['.', ')', ':']) || text.len() > 8 {
                continue;
            }
            let next = document.span_text(self.words[line.words.start + 1].span);
            if next.chars().next().is_some_and(char::is_lowercase) {
                continue;
            }
            let readings: Vec<Numbering> = heading::numberings(text).into_iter().map(|(n, _)| n).collect();
            if !readings.is_empty() && found.len() < NUMBERED {
                found.push((i, readings));
            }
        }
        // Longest chain by dynamic programming: (length, link) per candidate.
        let mut chains: Vec<(usize, Option<usize>)> = Vec::with_capacity(found.len());
        for (j, (_, readings)) in found.iter().enumerate() {
            let best = (0..j)
                .filter(|k| found[*k].1.iter().any(|a| readings.iter().any(|b| b.step(a).is_some())))
                .max_by_key(|k| (chains[*k].0, *k));
            chains.push(best.map_or((1, None), |k| (chains[k].0 + 1, Some(k))));
        }
        let mut at = (0..chains.len()).max_by_key(|k| (chains[*k].0, std::cmp::Reverse(*k)));
        if at.is_some_and(|k| chains[k].0 < 2) {
            return;
        }
        while let Some(k) = at {
            self.lines[found[k].0].numbered = true;
            at = chains[k].1;
        }
    }

    /// The first lines: at most `count`, and none after so many that have `words` words.
    pub fn head(&self, count: usize, words: usize) -> Self {
        self.window(0..count.min(self.lines.len()), words)
    }

    /// Some of the lines, and none after so many of them that have `words` words.
    pub(super) fn window(&self, lines: Range<usize>, words: usize) -> Self {
        let begin = self.lines.get(lines.start).map_or(0, |line| line.words.start);
        let some = self.lines[lines].iter();
        let some = some.take_while(|line| line.words.start < begin.saturating_add(words));
        let mut lines: Vec<TextLine> = some.cloned().collect();
        let end = lines.last().map_or(begin, |line| line.words.end);
        for line in &mut lines {
            line.words = line.words.start - begin..line.words.end - begin;
        }
        Self {
            words: self.words[begin..end].to_vec(),
            vocabulary: self.vocabulary,
            pages: lines.last().map_or(0, |l| l.page + 1),
            lines,
        }
    }

    /// The same with the pieces of one printed line put together where an extractor cut it at the wide gaps of justified
    /// text, as `a⏎ ⏎b`; and the lines that were cut. `None` where nothing looks like it.
    pub(super) fn mended(&self, blank: f32) -> Option<(Self, Vec<usize>)> {
        let between = |line: &TextLine| line.mark % 4;
        let plain = self
            .lines
            .iter()
            .skip(1)
            .filter(|line| !line.page_start && !line.lone_blank);
        // Where every line is followed by an empty one, there is one on both sides of the blank.
        let tight = plain.map(between).min()?;
        let cut = |line: &TextLine| line.lone_blank && !line.page_start && between(line) == (1 + 2 * tight).min(3);
        let mut text = self.clone();
        text.lines.clear();
        let mut mended: Vec<usize> = Vec::new();
        for (i, line) in self.lines.iter().enumerate() {
            let number = text.lines.len().saturating_sub(1);
            let Some(before) = text.lines.last_mut().filter(|_| i > 0 && cut(line)) else {
                text.lines.push(line.clone());
                continue;
            };
            let shift = text.words[before.words.end - 1].x1 + blank;
            for word in &mut text.words[line.words.clone()] {
                word.x0 += shift;
                word.x1 += shift;
            }
            text.words[line.words.start].gap = Gap::Blank;
            before.words.end = line.words.end;
            if mended.last() != Some(&number) {
                mended.push(number);
            }
        }
        (!mended.is_empty()).then_some((text, mended))
    }

    /// The words `words` of one line as parts of the source, one for each line there.
    pub fn spans(&self, words: &Range<usize>) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        for word in &self.words[words.clone()] {
            match spans.last_mut() {
                Some(span) if span.line == word.span.line => span.end = word.span.end,
                _ => spans.push(word.span),
            }
        }
        spans
    }

    /// Whether the word is on the first line of a page after the first.
    pub(super) fn begins_page(&self, word: usize) -> bool {
        let line = self.line_of(word);
        self.lines.get(line).is_some_and(|line| line.page_start)
    }

    /// Width of the words `from..to` of one line, in 1/1000 em.
    pub fn width(&self, from: usize, to: usize) -> f32 {
        self.words[to - 1].x1 - self.words[from].x0
    }

    /// Width that a line ending with word `last` and beginning with word `first` would need to take in the first piece of `next`.
    pub fn need(&self, first: usize, last: usize, next: usize, blank: f32) -> f32 {
        let joint = if self.words[last].shape.end == shape::end::HYPHEN {
            0.0
        } else {
            blank
        };
        self.words[last].x1 - self.words[first].x0 + joint + self.words[next].piece
    }
}

/// A source and its content in one family, for tests.
#[cfg(test)]
pub(super) fn of_source(source: &str) -> (Document, Text) {
    let document = crate::input::read("test", source.as_bytes()).unwrap();
    let body = crate::furniture::find(&document);
    let text = Text::new(&document, &body, 0..document.lines.len(), Family::Serif);
    (document, text)
}

/// Length in bytes of the word that `text` begins with: up to a blank, or behind a line end whose newline is gone.
fn word_length(text: &str) -> usize {
    let end = text.find(crate::audit::is_blank).unwrap_or(text.len());
    let broken = text[..end].find(BREAKS);
    // Such a mark alone is a word like any other.
    broken
        .filter(|&at| at > 0)
        .map_or(end, |at| at + text[at..].chars().next().map_or(0, char::len_utf8))
}

/// Full width, and width up to the first place where the word can be broken.
/// A word as it is measured and compared: compatibility characters opened, without soft hyphens.
fn normal(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return Cow::Borrowed(word);
    }
    Cow::Owned(word.nfkc().filter(|c| *c != '\u{ad}').collect())
}

fn measure(word: &str, family: Family) -> (f32, f32) {
    let (mut width, mut piece) = (0.0, 0.0);
    let length = word.chars().count();
    for (i, c) in word.chars().enumerate() {
        width += f32::from(metrics::advance(c, family));
        if piece == 0.0 && i > 0 && i + 1 < length && matches!(c, '-' | '\u{2010}' | '–' | '—' | '\u{fffe}') {
            piece = width;
        }
    }
    (width, if piece == 0.0 { width } else { piece })
}

/// The word as it is counted: lower case, without punctuation around it.
pub(super) fn fold(word: &str) -> String {
    let core = word.trim_matches(|c: char| !c.is_alphanumeric());
    if core.is_empty() {
        word.to_owned()
    } else {
        core.to_lowercase()
    }
}
