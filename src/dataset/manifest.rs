//! `manifest.json`: what every output was made from. The same dataset gives the same bytes: no times, no machine.

use super::error::Error;
use super::files;
use crate::emit::{self, Format};
use crate::finding::{Finding, Level};
use crate::values::Kind;
use serde::{Deserialize, Serialize};
use std::path::{Component, Path};

/// The manifest's name in the output folder.
pub const FILE: &str = "manifest.json";

/// The shape this program writes.
const SHAPE: u32 = 1;

/// What a build made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The shape of the manifest itself.
    rowstitch: u32,
    /// [`crate::pipeline::version`] of the last build.
    pub model: String,
    /// How the last build wrote.
    pub options: Options,
    /// Hash of the data package as it was written, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
    /// Hash of what the dataset said of itself then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// One per source, sorted by path.
    pub sources: Vec<Entry>,
}

/// What changes all outputs alike.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// Extensions of the formats.
    pub formats: Vec<String>,
    /// [`emit::Options::paragraphs`].
    pub paragraphs: bool,
    /// [`emit::Options::provenance`].
    pub provenance: bool,
    /// [`emit::Options::safe`].
    #[serde(default, skip_serializing_if = "is_false")]
    pub csv_safe: bool,
    /// [`emit::Options::min_confidence`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_confidence: Option<f32>,
}

/// One source and what was made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Relative to the dataset's root, with `/`.
    pub path: String,
    /// Hash of its bytes.
    pub blake3: String,
    /// The profile it was read with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<ProfileUsed>,
    /// Hash of all that its outputs depend on.
    pub key: String,
    /// Tables in it.
    pub tables: usize,
    /// Records in these.
    pub records: usize,
    /// What was noticed, in source order.
    pub findings: Vec<Noticed>,
    /// Files written.
    pub outputs: Vec<Output>,
}

/// A profile at the time of the build.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileUsed {
    /// Relative to the dataset's root, with `/`.
    pub path: String,
    /// Hash of its bytes.
    pub blake3: String,
}

/// One file written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Output {
    /// Relative to the output folder, with `/`.
    pub path: String,
    /// Hash of its bytes.
    pub blake3: String,
    /// Their number.
    pub bytes: u64,
    /// Records in it.
    pub records: usize,
    /// The columns of a CSV.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
}

/// A column of a CSV.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name in the header row.
    pub name: String,
    /// What its cells are.
    pub kind: Kind,
    /// What its texts are as they stand.
    #[serde(default, skip_serializing_if = "FieldType::is_string", rename = "type")]
    pub of: FieldType,
    /// No cell of it is empty.
    pub required: bool,
    /// It numbers the rows, and no two cells of it are the same.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unique: bool,
    /// The few texts its cells have, where it is [`Kind::Status`].
    #[serde(default, skip_serializing_if = "Vec::is_empty", rename = "enum")]
    pub choices: Vec<String>,
}

/// What the texts of a column are as they stand: a type of the Table Schema (<https://specs.frictionlessdata.io/table-schema/>) in
/// its default format.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldType {
    /// Text.
    #[default]
    String,
    /// Whole numbers of figures alone, without zeros before them.
    Integer,
    /// Numbers with a point before the fraction, nothing between the figures.
    Number,
    /// ISO 8601 days.
    Date,
    /// Years of four figures.
    Year,
}

impl FieldType {
    fn is_string(&self) -> bool {
        *self == Self::String
    }
}

fn is_false(flag: &bool) -> bool {
    !flag
}

/// A [`Finding`] read back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Noticed {
    /// How grave it is.
    pub level: Level,
    /// Its stable name.
    pub code: String,
    /// For people.
    pub message: String,
    /// 1-based page, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// 1-based line, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
}

impl Manifest {
    /// A manifest of these sources.
    pub fn new(model: String, options: Options, mut sources: Vec<Entry>) -> Self {
        sources.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Self {
            rowstitch: SHAPE,
            model,
            options,
            package: None,
            about: None,
            sources,
        }
    }

    /// Reads the manifest of an output folder; `None` if there is none yet.
    ///
    /// # Errors
    /// When it is there and cannot be read, or is no manifest of this program.
    pub fn read(output: &Path) -> Result<Option<Self>, Error> {
        let path = output.join(FILE);
        let Some(bytes) = files::read(&path).map_err(|error| Error::read(&path, &error))? else {
            return Ok(None);
        };
        let manifest = Self::parse(&bytes).map_err(|why| {
            let message = format!(
                "is no manifest of this rowstitch: {why}; restore it, or remove it and build again (outputs that are still \
                 right are kept, others need --force)"
            );
            Error::file(&path, message)
        })?;
        Ok(Some(manifest))
    }

    /// Reads the bytes of a manifest.
    ///
    /// # Errors
    /// When they are no manifest of this program; the message says why.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Shape {
            rowstitch: u32,
        }
        let manifest = match serde_json::from_slice::<Self>(bytes) {
            Ok(manifest) if manifest.rowstitch == SHAPE => manifest,
            Ok(Self { rowstitch: shape, .. }) => return Err(format!("its shape is {shape}, not {SHAPE}")),
            Err(error) => {
                return Err(match serde_json::from_slice::<Shape>(bytes) {
                    Ok(Shape { rowstitch: shape }) if shape != SHAPE => format!("its shape is {shape}, not {SHAPE}"),
                    _ => error.to_string(),
                });
            }
        };
        let mut outputs = manifest.sources.iter().flat_map(|entry| &entry.outputs);
        if let Some(output) = outputs.find(|output| !is_inside(&output.path)) {
            return Err(format!("{:?} is no path of an output", output.path));
        }
        if !manifest.sources.is_sorted_by(|a, b| a.path < b.path) {
            return Err("its sources are not in order".to_owned());
        }
        Ok(manifest)
    }

    /// The bytes to write: always the same for the same manifest.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// The entry of a source.
    pub fn entry(&self, path: &str) -> Option<&Entry> {
        let at = self
            .sources
            .binary_search_by(|entry| entry.path.as_str().cmp(path))
            .ok()?;
        self.sources.get(at)
    }
}

impl Options {
    /// What the manifest keeps of the formats and the writers' options.
    pub fn new(formats: &[Format], emit: &emit::Options) -> Self {
        Self {
            formats: formats.iter().map(|format| format.extension().to_owned()).collect(),
            paragraphs: emit.paragraphs,
            provenance: emit.provenance,
            csv_safe: emit.safe,
            min_confidence: emit.min_confidence,
        }
    }
}

impl Entry {
    /// Whether a finding forbids using the outputs without repair.
    pub fn has_error(&self) -> bool {
        self.findings.iter().any(|finding| finding.level == Level::Error)
    }
}

impl From<Finding> for Noticed {
    fn from(finding: Finding) -> Self {
        Self {
            level: finding.level,
            code: finding.code.to_owned(),
            message: finding.message,
            page: finding.page,
            line: finding.line,
        }
    }
}

/// Whether a path stays inside the folder it is joined to. What a manifest or journal says is not believed blindly.
pub(super) fn is_inside(path: &str) -> bool {
    !path.is_empty()
        && Path::new(path)
            .components()
            .all(|component| matches!(component, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        let output = Output {
            path: "a.csv".to_owned(),
            blake3: "00".to_owned(),
            bytes: 1,
            records: 2,
            fields: Vec::new(),
        };
        let entry = Entry {
            path: "b.txt".to_owned(),
            blake3: "11".to_owned(),
            profile: None,
            key: "22".to_owned(),
            tables: 1,
            records: 2,
            findings: Vec::new(),
            outputs: vec![output],
        };
        let first = Entry {
            path: "a.txt".to_owned(),
            ..entry.clone()
        };
        Manifest::new("m".to_owned(), Options::default(), vec![entry, first])
    }

    #[test]
    fn reads_what_it_writes() {
        let manifest = manifest();
        assert_eq!(manifest.sources[0].path, "a.txt");
        assert_eq!(Manifest::parse(&manifest.bytes()).as_ref(), Ok(&manifest));
        assert_eq!(manifest.entry("b.txt"), Some(&manifest.sources[1]));
        assert_eq!(manifest.entry("c.txt"), None);
    }

    #[test]
    fn believes_nothing_blindly() {
        let text = String::from_utf8(manifest().bytes()).unwrap();
        let wrong = |from: &str, to: &str| Manifest::parse(text.replace(from, to).as_bytes()).unwrap_err();
        assert!(wrong("a.csv", "../a.csv").contains("no path of an output"));
        assert!(wrong("a.csv", "/etc/a.csv").contains("no path of an output"));
        assert!(wrong("a.txt", "z.txt").contains("not in order"));
        assert!(wrong("\"rowstitch\": 1", "\"rowstitch\": 2").contains("its shape is 2"));
        assert!(wrong("\"key\"", "\"kee\"").contains("line"));
    }
}
