//! The truth as tracks: per column (and for the headings) one stream of key characters.

use super::fold::fold_text;
use super::gold::Label;
use super::truth::Truth;

/// The cells of one column of all tables in order, or all headings.
#[derive(Debug, Clone, Default)]
pub(super) struct Track {
    /// Key characters.
    pub(super) chars: Vec<char>,
    /// Whether a word of the truth begins at a character; one entry more than `chars`, the last `true`.
    pub(super) word_start: Vec<bool>,
    /// Item of each character; one entry more than `chars`, the last past the items.
    pub(super) item: Vec<u32>,
    /// The items that have characters.
    pub(super) items: Vec<TrackItem>,
}

/// A cell or a heading.
#[derive(Debug, Clone, Copy)]
pub(super) struct TrackItem {
    /// First character.
    pub(super) start: u32,
    /// Place in the reading order: heading of record `r` (counted over all tables) `2r`, its cells `2r + 1`.
    pub(super) order: u32,
    /// What its words are.
    pub(super) label: Label,
}

impl Track {
    fn push(&mut self, text: &str, order: u32, label: Label) {
        let key = fold_text(text);
        if key.is_empty() {
            return;
        }
        let item = self.items.len() as u32;
        self.items.push(TrackItem {
            start: self.chars.len() as u32,
            order,
            label,
        });
        for (c, start) in key {
            self.chars.push(c);
            self.word_start.push(start);
            self.item.push(item);
        }
    }

    fn close(&mut self) {
        self.word_start.push(true);
        self.item.push(self.items.len() as u32);
    }

    /// The item at a character, `None` at the end.
    pub(super) fn item_at(&self, at: u32) -> Option<&TrackItem> {
        self.items.get(self.item[at as usize] as usize)
    }

    /// Where the item at a character ends.
    pub(super) fn item_end(&self, at: u32) -> u32 {
        self.items
            .get(self.item[at as usize] as usize + 1)
            .map_or(self.chars.len() as u32, |next| next.start)
    }

    /// Whether an item has begun before `at` and goes on there.
    pub(super) fn inside(&self, at: u32) -> bool {
        self.item_at(at).is_some_and(|item| item.start < at)
    }

    /// Reading order of the item at `at`; the greatest number at the end.
    pub(super) fn order(&self, at: u32) -> u32 {
        self.item_at(at).map_or(u32::MAX, |item| item.order)
    }
}

/// Tracks of all columns, then the track of the headings.
pub(super) fn tracks(truth: &Truth) -> Vec<Track> {
    let columns = truth.tables.iter().map(|t| t.columns.len()).max();
    let mut tracks = vec![Track::default(); columns.unwrap_or(0) + 1];
    let headings = tracks.len() - 1;
    let mut order = 0;
    for (t, table) in truth.tables.iter().enumerate() {
        let (mut section, mut subsection) = ("", "");
        for (r, record) in table.records.iter().enumerate() {
            let changed = record.section != section;
            if changed {
                tracks[headings].push(&record.section, order, Label::Heading { level: 0 });
            }
            if changed || record.subsection != subsection {
                tracks[headings].push(&record.subsection, order, Label::Heading { level: 1 });
            }
            (section, subsection) = (&record.section, &record.subsection);
            for (column, cell) in record.cells.iter().enumerate() {
                let label = Label::Cell {
                    table: t as u32,
                    record: r as u32,
                    column: column as u32,
                };
                tracks[column].push(cell, order + 1, label);
            }
            order += 2;
        }
    }
    for track in &mut tracks {
        track.close();
    }
    tracks
}
