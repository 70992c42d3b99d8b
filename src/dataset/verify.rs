//! Goldens: what a source is expected to give, kept beside it or in a folder of their own.
//!
//! A golden is the JSON that `rowstitch convert -f json` writes. `x.txt` has `x.expected.json` beside it; in a folder of
//! goldens it is `x.json`, below the same folders as the source.

use super::diff::{self, Comparison, ReadError};
use crate::emit::{self, Format};
use crate::extraction::Extraction;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

/// The end of the name of a golden beside its source.
pub const BESIDE: &str = ".expected.json";

/// A source and where its golden is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Case {
    /// The source.
    pub source: PathBuf,
    /// Its golden, whether it exists or not.
    pub golden: PathBuf,
}

/// What the golden of a source says of its present result.
#[derive(Debug)]
pub enum Verdict {
    /// As accepted.
    Same,
    /// Something differs.
    Different(Box<Comparison>),
    /// There is no golden yet.
    New,
    /// The golden cannot be read; say why and go on.
    Broken(String),
}

/// The golden of each source.
///
/// `roots` are the folders that were named: below a folder of goldens, a source has its path from its root. Without such a
/// folder goldens stand beside the sources.
///
/// # Errors
/// The sources that would share a golden (`a.txt` and `a.text`).
pub fn cases(sources: &[PathBuf], roots: &[PathBuf], goldens: Option<&Path>) -> Result<Vec<Case>, Vec<PathBuf>> {
    let case = |source: &PathBuf| {
        let golden = match goldens {
            None => source.with_extension(&BESIDE[1..]),
            Some(folder) => {
                let roots = roots.iter().filter_map(|root| source.strip_prefix(root).ok());
                // The innermost root; a file named by itself has its name alone.
                let below = roots
                    .filter(|below| below.file_name().is_some())
                    .min_by_key(|below| below.components().count());
                let name = below.unwrap_or_else(|| Path::new(source.file_name().unwrap_or(source.as_os_str())));
                folder.join(name.with_extension("json"))
            }
        };
        Case {
            source: source.clone(),
            golden,
        }
    };
    let cases: Vec<Case> = sources.iter().map(case).collect();
    let mut owners: BTreeMap<String, Vec<&Case>> = BTreeMap::new();
    for case in &cases {
        // Some file systems do not tell capitals from small letters.
        owners
            .entry(case.golden.to_string_lossy().to_lowercase())
            .or_default()
            .push(case);
    }
    let shared: Vec<PathBuf> = owners
        .into_values()
        .filter(|cases| cases.len() > 1)
        .flatten()
        .map(|case| case.source.clone())
        .collect();
    if shared.is_empty() { Ok(cases) } else { Err(shared) }
}

/// Goldens among `found` that no case has. Beside the sources, a golden also has a source if the file it says it was made
/// from is there: it was not among the sources of this run.
pub fn orphans(cases: &[Case], found: &[PathBuf], beside: bool) -> Vec<PathBuf> {
    let owned: BTreeSet<&Path> = cases.iter().map(|case| case.golden.as_path()).collect();
    let has_source = |golden: &Path| {
        let Some(name) = std::fs::read(golden).ok().and_then(|bytes| source_name(&bytes)) else {
            return false;
        };
        let plain = Path::new(&name).file_name().is_some_and(|file| file == name.as_str());
        plain && golden.with_file_name(name).is_file()
    };
    let mut orphans: Vec<PathBuf> = found
        .iter()
        .filter(|golden| !(owned.contains(golden.as_path()) || beside && has_source(golden)))
        .cloned()
        .collect();
    orphans.sort_unstable();
    orphans
}

/// The name of the source that a golden says.
fn source_name(bytes: &[u8]) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Source {
        source: String,
    }
    serde_json::from_slice::<Source>(bytes).ok().map(|golden| golden.source)
}

/// The bytes of the golden an extraction would make.
pub fn golden(extraction: &Extraction) -> Vec<u8> {
    emit::document(extraction)
}

/// Compares an extraction with its golden.
///
/// # Errors
/// When the golden is there but cannot be read from the disk.
pub fn check(extraction: &Extraction, golden_path: &Path) -> io::Result<Verdict> {
    let old = match std::fs::read(golden_path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Verdict::New),
        Err(error) => return Err(error),
    };
    let new = golden(extraction);
    if old == new {
        return Ok(Verdict::Same);
    }
    let broken = |error: ReadError| Verdict::Broken(error.to_string());
    if old.iter().all(u8::is_ascii_whitespace) {
        return Ok(Verdict::Broken("the golden is empty".to_owned()));
    }
    let old = match diff::read(&old, Format::Json) {
        Ok(old) => old,
        Err(error) => return Ok(broken(error)),
    };
    let new = match diff::read(&new, Format::Json) {
        Ok(new) => new,
        Err(error) => return Ok(broken(error)),
    };
    let comparison = diff::compare(old, new, true);
    Ok(match comparison.changes.is_same() {
        true => Verdict::Same,
        false => Verdict::Different(Box::new(comparison)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn goldens(sources: &[&str], roots: &[&str], folder: Option<&str>) -> Result<Vec<String>, Vec<PathBuf>> {
        let paths = |list: &[&str]| list.iter().map(PathBuf::from).collect::<Vec<_>>();
        let cases = cases(&paths(sources), &paths(roots), folder.map(Path::new))?;
        Ok(cases
            .iter()
            .map(|case| case.golden.to_string_lossy().replace('\\', "/"))
            .collect())
    }

    #[test]
    fn names() {
        assert_eq!(
            goldens(&["t/a.seed.txt", "t/d/b.md"], &["t"], None).unwrap(),
            ["t/a.seed.expected.json", "t/d/b.expected.json"]
        );
        assert_eq!(
            goldens(&["t/a.txt", "t/d/b.txt", "u/c.txt"], &["t"], Some("g")).unwrap(),
            ["g/a.json", "g/d/b.json", "g/c.json"]
        );
        assert_eq!(goldens(&["a.txt"], &["a.txt"], Some("g")).unwrap(), ["g/a.json"]);
        assert_eq!(goldens(&["t/a.txt", "t/A.text"], &["t"], None).unwrap_err().len(), 2);
    }
}
