//! `rowstitch.toml`: what a dataset is made of, checked so that nothing later meets what makes no sense.

use super::error::Error;
use super::files;
use crate::emit::{self, Format};
use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use serde::{Deserialize, Serialize};
use std::io;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use toml::Spanned;

/// The name of the file at a dataset's root.
pub const FILE: &str = "rowstitch.toml";

/// A dataset as its `rowstitch.toml` describes it.
#[derive(Debug)]
pub struct Dataset {
    /// The `rowstitch.toml` itself.
    pub config: PathBuf,
    /// The folder it is in; all its paths start here.
    pub root: PathBuf,
    /// Where outputs and manifest go.
    pub output: PathBuf,
    /// What it says about itself, for publishing.
    pub about: About,
    /// Globs of the sources, below `root` or beside it (`../`).
    pub sources: Vec<Pattern>,
    /// What of these is left out, folders too.
    pub exclude: GlobSet,
    /// At least one, each once, in their order.
    pub formats: Vec<Format>,
    /// How they are written.
    pub emit: emit::Options,
    /// Profiles; the first that fits a source is its own.
    pub profiles: Vec<Profile>,
}

/// What a dataset says about itself. Nothing of it changes an output.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct About {
    /// Short name in small letters, digits, `-`, `_`, `.` and `/`.
    pub name: Option<String>,
    /// A title for people.
    pub title: Option<String>,
    /// What the data are, in some sentences.
    pub description: Option<String>,
    /// The version of the data.
    pub version: Option<String>,
    /// The licence of the data, best as an SPDX identifier.
    pub licence: Option<String>,
    /// Where the documents come from.
    pub source: Option<String>,
}

/// One glob of `sources`.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// Tidied, with `/`; relative to the root.
    pub text: String,
    /// How many components at its beginning are plain names or `..`.
    pub plain: usize,
    /// The same, to match with.
    pub glob: Glob,
}

/// Which sources have which profile.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Globs of the sources it is for.
    pub sources: GlobSet,
    /// The profile, relative to the root, with `/`.
    pub file: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    name: Option<Spanned<String>>,
    title: Option<String>,
    description: Option<String>,
    version: Option<String>,
    licence: Option<String>,
    source: Option<String>,
    sources: Vec<Spanned<String>>,
    #[serde(default)]
    exclude: Vec<Spanned<String>>,
    output: Option<Spanned<String>>,
    formats: Option<Spanned<Vec<RawFormat>>>,
    #[serde(default)]
    provenance: bool,
    #[serde(default)]
    paragraphs: bool,
    #[serde(default, rename = "csv-safe")]
    csv_safe: bool,
    #[serde(rename = "min-confidence")]
    min_confidence: Option<Spanned<f32>>,
    #[serde(default)]
    profiles: Vec<RawProfile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawProfile {
    sources: Vec<Spanned<String>>,
    file: Spanned<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum RawFormat {
    Csv,
    Json,
    Jsonl,
    Md,
    Xlsx,
    Parquet,
}

impl Dataset {
    /// Reads the `rowstitch.toml` at `path`, or in the folder at `path`.
    ///
    /// # Errors
    /// When there is none, or when it makes no sense; the message shows the line.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let config = if path.is_dir() {
            path.join(FILE)
        } else {
            path.to_owned()
        };
        let text = match std::fs::read(&config) {
            Ok(bytes) => String::from_utf8(bytes)
                .map_err(|_| Error::Config(format!("{}: is no UTF-8 text", files::shown(&config))))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(Error::Config(format!(
                    "{}: no such file; `rowstitch init` writes one",
                    files::shown(&config)
                )));
            }
            Err(error) => return Err(Error::read(&config, &error)),
        };
        Self::parse(&config, &text)
    }

    /// Checks the text of a `rowstitch.toml` that is to stand at `config`. Looks at no other file.
    ///
    /// # Errors
    /// When it makes no sense; the message shows the line.
    pub fn parse(config: &Path, text: &str) -> Result<Self, Error> {
        let shown = files::shown(config);
        let fault = |span: Option<Range<usize>>, message: &str| Error::Config(at(&shown, text, span, message));
        let raw: Raw = toml::from_str(text).map_err(|error| fault(error.span(), error.message()))?;
        let checked = |path: &Spanned<String>| relative(path.get_ref()).map_err(|why| fault(Some(path.span()), why));
        let glob = |path: &Spanned<String>| {
            let text = checked(path)?;
            let glob = GlobBuilder::new(&text).literal_separator(true).build();
            glob.map_err(|error| fault(Some(path.span()), &format!("no valid glob: {}", error.kind())))
        };
        let set = |paths: &[Spanned<String>]| {
            let mut set = GlobSetBuilder::new();
            for path in paths {
                set.add(glob(path)?);
            }
            set.build().map_err(|error| fault(None, &error.to_string()))
        };

        if raw.sources.is_empty() {
            return Err(fault(
                line_of(text, "sources"),
                "`sources` names no source; give a glob",
            ));
        }
        let mut sources = Vec::new();
        for path in &raw.sources {
            let glob = glob(path)?;
            let text = glob.glob().to_owned();
            let special = |part: &str| part.contains(['*', '?', '[', '{', '\\']);
            let plain = text
                .split('/')
                .position(special)
                .unwrap_or_else(|| text.split('/').count());
            sources.push(Pattern { text, plain, glob });
        }
        if let Some(name) = &raw.name {
            let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_./".contains(c);
            if name.get_ref().is_empty() || !name.get_ref().chars().all(fits) {
                let message = "a name has small letters a-z, digits, `-`, `_`, `.` and `/` only";
                return Err(fault(Some(name.span()), message));
            }
        }
        let mut formats = vec![Format::Csv];
        if let Some(raw) = &raw.formats {
            formats = raw.get_ref().iter().map(|format| (*format).into()).collect();
            formats.sort_unstable();
            formats.dedup();
            if formats.iter().any(|format| !format.is_built()) {
                return Err(fault(Some(raw.span()), &emit::Error::Unbuilt.to_string()));
            }
            if formats.is_empty() {
                return Err(fault(
                    Some(raw.span()),
                    "`formats` is empty; choose of csv, json, jsonl, md and xlsx",
                ));
            }
        }
        if let Some(least) = &raw.min_confidence
            && !(0.0..=1.0).contains(least.get_ref())
        {
            let message = "`min-confidence` is not between 0 and 1";
            return Err(fault(Some(least.span()), message));
        }
        let mut profiles = Vec::new();
        for profile in &raw.profiles {
            profiles.push(Profile {
                sources: set(&profile.sources)?,
                file: checked(&profile.file)?,
            });
        }
        let root = match config.parent() {
            Some(folder) if folder != Path::new("") => folder.to_owned(),
            _ => PathBuf::from("."),
        };
        let output = match &raw.output {
            Some(path) => checked(path)?,
            None => "output".to_owned(),
        };
        let emit = emit::Options {
            provenance: raw.provenance,
            paragraphs: raw.paragraphs,
            min_confidence: raw.min_confidence.map(Spanned::into_inner),
            safe: raw.csv_safe,
        };
        Ok(Self {
            config: config.to_owned(),
            output: if output.is_empty() {
                root.clone()
            } else {
                root.join(output)
            },
            root,
            about: About {
                name: raw.name.map(Spanned::into_inner),
                title: raw.title,
                description: raw.description,
                version: raw.version,
                licence: raw.licence,
                source: raw.source,
            },
            sources,
            exclude: set(&raw.exclude)?,
            formats,
            emit,
            profiles,
        })
    }

    /// How a path of the dataset is shown to people: from where they are.
    pub fn shown(&self, path: &str) -> String {
        files::shown(&self.root.join(path))
    }

    /// How the path of an output is shown to people.
    pub fn shown_output(&self, path: &str) -> String {
        files::shown(&self.output.join(path))
    }
}

impl From<RawFormat> for Format {
    fn from(format: RawFormat) -> Self {
        match format {
            RawFormat::Csv => Self::Csv,
            RawFormat::Json => Self::Json,
            RawFormat::Jsonl => Self::Jsonl,
            RawFormat::Md => Self::Markdown,
            RawFormat::Xlsx => Self::Xlsx,
            RawFormat::Parquet => Self::Parquet,
        }
    }
}

/// A path of the configuration, tidied, with `/`; `.` is empty.
fn relative(path: &str) -> Result<String, &'static str> {
    if path.is_empty() {
        return Err("the path is empty; `.` is the folder of this file");
    }
    let tidy = files::tidy(Path::new(path));
    let mut parts = Vec::new();
    for component in tidy.components() {
        match component {
            Component::ParentDir => parts.push(".."),
            Component::Normal(part) => parts.push(part.to_str().unwrap_or_default()),
            _ => {
                return Err(
                    "an absolute path would tie the dataset to one machine; write it from the folder of this file",
                );
            }
        }
    }
    Ok(parts.join("/"))
}

/// `file:line: message`, and the line.
fn at(shown: &str, text: &str, span: Option<Range<usize>>, message: &str) -> String {
    let Some(before) = span.and_then(|span| text.get(..span.start)) else {
        return format!("{shown}: {message}");
    };
    let number = before.matches('\n').count() + 1;
    let line = text.lines().nth(number - 1).unwrap_or_default();
    format!("{shown}:{number}: {}\n  {number} | {line}", message.trim_end())
}

/// Where the line of a key begins.
fn line_of(text: &str, key: &str) -> Option<Range<usize>> {
    let start = text.match_indices(key).map(|(at, _)| at);
    let mut start = start.filter(|at| *at == 0 || text.as_bytes()[at - 1] == b'\n');
    start.next().map(|at| at..at + key.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Dataset, String> {
        Dataset::parse(Path::new("data/rowstitch.toml"), text).map_err(|error| error.to_string())
    }

    #[test]
    fn defaults() {
        let dataset = parse("sources = ['./texts/x/../*.txt']").unwrap();
        assert_eq!(dataset.root, Path::new("data"));
        assert_eq!(dataset.output, Path::new("data/output"));
        assert_eq!(dataset.formats, [Format::Csv]);
        assert_eq!((dataset.emit.safe, dataset.emit.min_confidence), (false, None));
        assert_eq!(
            (dataset.sources[0].text.as_str(), dataset.sources[0].plain),
            ("texts/*.txt", 1)
        );
        assert_eq!(
            parse("sources = ['a']\noutput = '.'").unwrap().output,
            Path::new("data")
        );
        let text = "sources = ['a']\nformats = ['xlsx', 'md', 'csv']\ncsv-safe = true\nmin-confidence = 1";
        let dataset = parse(text).unwrap();
        assert_eq!(dataset.formats, [Format::Csv, Format::Markdown, Format::Xlsx]);
        assert_eq!((dataset.emit.safe, dataset.emit.min_confidence), (true, Some(1.0)));
    }

    #[test]
    fn faults_show_their_line() {
        for (text, shown) in [
            (
                "sources = ['a']\nouput = 'x'\n",
                "data/rowstitch.toml:2: unknown field `ouput`",
            ),
            (
                "sources = ['a']\n\nformats = ['xml']",
                "data/rowstitch.toml:3: unknown variant `xml`",
            ),
            ("sources = [\n'a',\n'[b']", "data/rowstitch.toml:3: no valid glob"),
            ("# x\nsources = []", "data/rowstitch.toml:2: `sources` names no source"),
            ("sources = ['/a']", "data/rowstitch.toml:1: an absolute path"),
            (
                "sources = ['a']\nname = 'A b'",
                "data/rowstitch.toml:2: a name has small letters",
            ),
            (
                "sources = ['a']\nformats = []",
                "data/rowstitch.toml:2: `formats` is empty",
            ),
            (
                "sources = ['a']\nmin-confidence = 1.5",
                "data/rowstitch.toml:2: `min-confidence` is not between 0 and 1",
            ),
            (
                "sources = ['a']\ncsv_safe = true",
                "data/rowstitch.toml:2: unknown field `csv_safe`",
            ),
            ("sources = 'a'", "data/rowstitch.toml:1: invalid type"),
            ("sources = ['a'\n", "data/rowstitch.toml:"),
            ("", "data/rowstitch.toml:1: missing field `sources`"),
            (
                "sources = ['a']\n[[profiles]]\nsources = ['a']\nfil = 'x'",
                "data/rowstitch.toml:4: unknown field",
            ),
        ] {
            let message = parse(text).unwrap_err();
            assert!(message.starts_with(shown), "{message}");
        }
        let message = parse("sources = ['a']\nouput = 'x'\n").unwrap_err();
        assert!(message.ends_with("\n  2 | ouput = 'x'"), "{message}");
    }
}
