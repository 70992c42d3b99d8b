//! One document from its text to its records, with the account that proves nothing was lost.

use crate::audit::{self, Claim, Imbalance};
use crate::checks;
use crate::confidence;
use crate::document::Document;
use crate::extraction::Extraction;
use crate::finding::{Finding, Level};
use crate::furniture::{self, Body};
use crate::geometry;
use crate::placed::{self, Placed};
use crate::places::Places;
use crate::profile;
use crate::reconstruct::{self, Reconstruction};
use crate::records;
use crate::settings::Settings;
use crate::values;
use std::sync::OnceLock;

/// Reads the tables of a document.
///
/// A pure function: the same document and settings give the same extraction, on any thread and any machine. Every non-blank
/// character of the source is accounted for in [`Extraction::audit`]; one that has no place, or two, is a finding
/// `unaccounted` of level error that quotes it.
pub fn extract(document: &Document, settings: &Settings) -> Extraction {
    inspect(document, settings).extraction
}

/// Everything that was decided on the way to an [`Extraction`].
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Inspection {
    /// The text was read by the positions of its words (layout text, word boxes, PDF).
    pub positioned: bool,
    /// Pages, and the role of each line.
    pub body: Body,
    /// The tables as spans of the source, and how they were decided.
    pub reconstruction: Reconstruction,
    /// What each piece of the source was taken for, in source order.
    pub placed: Vec<Placed>,
    /// What is wrong with the account of it; nothing, unless there is a fault in the reading.
    pub imbalances: Vec<Imbalance>,
    /// What [`extract`] gives.
    pub extraction: Extraction,
}

/// Reads the tables of a document as [`extract`] does and keeps what was decided.
pub fn inspect(document: &Document, settings: &Settings) -> Inspection {
    let profile = &settings.profile;
    let positioned = geometry::applies(document);
    let (body, reconstruction) = if positioned {
        geometry::reconstruct(document, profile)
    } else {
        let body = furniture::find_given(document, profile);
        let reconstruction = reconstruct::reconstruct(document, &body, profile);
        (body, reconstruction)
    };
    let mut extraction = records::assemble(document, &body, &reconstruction);
    let page_of = |line: u32| body.page_of((line as usize).checked_sub(1)?);
    let unread = values::fill::fill(&mut extraction, &values::Limits::default(), page_of);
    extraction.findings.extend(unread);
    extraction.source.clone_from(&document.name);
    if !document.pages.is_empty() {
        locate(document, &mut extraction);
    }
    extraction.findings.splice(0..0, document.findings.iter().cloned());
    extraction.findings.extend(reconstruction.findings.iter().cloned());
    let explained = |finding: &Finding| matches!(finding.code, "no-table" | "column-blocks");
    if extraction.tables.is_empty() && !extraction.findings.iter().any(explained) {
        extraction.findings.push(no_table(reconstruction.reason.as_deref()));
    }
    let placed = placed::all(document, &body, &reconstruction);
    let (account, imbalances) = audit::account(document, &claims(&placed));
    extraction.audit = account;
    extraction
        .findings
        .extend(imbalances.iter().map(|imbalance| unaccounted(imbalance, &body)));
    let mut inspection = Inspection {
        positioned,
        body,
        reconstruction,
        placed,
        imbalances,
        extraction,
    };
    confidence::fill(&mut inspection);
    let unmatched = profile::findings(document, profile, &inspection);
    let doubts = checks::findings(document, &inspection, settings.min_confidence);
    let findings = &mut inspection.extraction.findings;
    findings.extend(unmatched.into_iter().chain(doubts));
    // Stable: what concerns the whole source comes first, then source order.
    findings.sort_by_key(|finding| finding.line.unwrap_or(0));
    inspection
}

/// The version of the reconstruction: of the program, and of the numbers it ships. What this stays the same for gives the same
/// bytes again.
pub fn version() -> &'static str {
    static VERSION: OnceLock<String> = OnceLock::new();
    VERSION.get_or_init(|| {
        let mut hasher = blake3::Hasher::new();
        for data in DATA {
            hasher.update(&(data.len() as u64).to_le_bytes());
            hasher.update(data.as_bytes());
        }
        let hash = hasher.finalize().to_hex();
        format!("{}+{}", env!("CARGO_PKG_VERSION"), &hash[..16])
    })
}

/// All numbers the reconstruction ships, and the words the values are read by.
const DATA: [&str; 8] = [
    include_str!("reconstruct/choice.json"),
    include_str!("reconstruct/confidence.json"),
    include_str!("reconstruct/kinds.json"),
    include_str!("reconstruct/weights.json"),
    include_str!("values/data/locales.txt"),
    include_str!("values/data/names.txt"),
    include_str!("values/data/period_words.txt"),
    include_str!("values/data/place_words.txt"),
];

/// Says of the pieces of cells where they stand on their pages.
fn locate(document: &Document, extraction: &mut Extraction) {
    let places = Places::new(&document.pages);
    let records = extraction.tables.iter_mut().flat_map(|table| &mut table.records);
    for place in records
        .flat_map(|record| &mut record.cells)
        .flat_map(|cell| &mut cell.places)
    {
        place.area = places.area(place.span).map(|(_, area)| area);
    }
}

/// What was placed, as claims on the source.
fn claims(placed: &[Placed]) -> Vec<Claim> {
    let claim = |piece: &Placed| (piece.span, piece.what.destination());
    placed.iter().map(claim).collect()
}

fn no_table(reason: Option<&str>) -> Finding {
    Finding {
        level: Level::Note,
        code: "no-table",
        message: format!(
            "no table found: {}",
            reason.unwrap_or("nothing in the text repeats like the rows of a table")
        ),
        page: None,
        line: None,
    }
}

fn unaccounted(imbalance: &Imbalance, body: &Body) -> Finding {
    let line = imbalance.line();
    let what = match imbalance {
        Imbalance::Unaccounted { text, .. } => {
            format!("{text:?} went nowhere: it is in no record, heading or furniture")
        }
        Imbalance::Doubled { text, .. } => format!("{text:?} went to two places"),
        Imbalance::Misplaced { .. } => "something was placed that is no piece of this line".to_owned(),
    };
    Finding {
        level: Level::Error,
        code: "unaccounted",
        message: format!("{what}; check the records near it by hand"),
        page: line.checked_sub(1).and_then(|line| body.page_of(line)),
        line: u32::try_from(line).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn all_shipped_numbers_are_part_of_the_version() {
        let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut folders = vec![src.clone()];
        let mut data = Vec::new();
        while let Some(folder) = folders.pop() {
            for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|ext| ext != "rs") {
                    data.push(path);
                }
            }
        }
        // Shapes and pages are no numbers: they change nothing that is reconstructed.
        data.retain(|path| {
            let path = path.strip_prefix(&src).unwrap();
            !path.to_string_lossy().contains("schema") && !path.starts_with("review/page")
        });
        assert_eq!(data.len(), DATA.len(), "{data:?}");
        for path in data {
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(DATA.contains(&text.as_str()), "{path:?}");
        }
        assert!(version().starts_with(concat!(env!("CARGO_PKG_VERSION"), "+")));
    }
}
