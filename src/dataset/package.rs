//! `datapackage.json`: the dataset as a Frictionless Data Package (<https://specs.frictionlessdata.io/data-package/>), with a Table
//! Schema for each CSV.
//!
//! A field is of type `string` unless all its texts are of another type as they are printed. What the cells of a column mean is said
//! beside it, as `rowstitch:kind`; the JSON of the source has their values.

use super::config::Dataset;
use super::manifest::{self, Entry, Field, FieldType, Manifest, Output};
use crate::emit::{CONFIDENCE, Format, PROVENANCE};
use crate::values::Kind;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Its name in the output folder.
pub(super) const FILE: &str = "datapackage.json";

#[derive(Serialize)]
struct PackageShape<'a> {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    licenses: Vec<LicenceShape<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sources: Vec<SourceShape<'a>>,
    resources: Vec<ResourceShape<'a>>,
}

/// A licence by its name or by its address.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum LicenceShape<'a> {
    Name(&'a str),
    Path(&'a str),
}

#[derive(Serialize)]
struct SourceShape<'a> {
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
}

#[derive(Serialize)]
struct ResourceShape<'a> {
    name: String,
    title: String,
    path: &'a str,
    format: &'a str,
    mediatype: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<&'a str>,
    /// `file` where readers should not take it for a table of one header and its rows; nothing otherwise.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'a str>,
    bytes: u64,
    hash: String,
    sources: [SourceShape<'a>; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    profile: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    schema: Option<SchemaShape<'a>>,
}

#[derive(Serialize)]
struct SchemaShape<'a> {
    fields: Vec<FieldShape<'a>>,
    #[serde(rename = "missingValues")]
    missing: [&'a str; 1],
}

#[derive(Serialize)]
struct FieldShape<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    kind: FieldType,
    description: &'a str,
    #[serde(rename = "rowstitch:kind")]
    of: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    constraints: Option<Constraints<'a>>,
}

/// What is not said is not meant: a constraint that is false is left out.
#[derive(Serialize)]
struct Constraints<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    required: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unique: Option<bool>,
    #[serde(rename = "enum", skip_serializing_if = "<[_]>::is_empty")]
    choices: &'a [String],
}

/// The package of all outputs of a manifest, in its order; `None` where there are none: a package is not empty.
pub(super) fn bytes(dataset: &Dataset, manifest: &Manifest) -> Option<Vec<u8>> {
    let about = &dataset.about;
    let mut taken = BTreeSet::new();
    let shape = PackageShape {
        name: slug(about.name.as_deref().unwrap_or("dataset")),
        title: about.title.as_deref(),
        description: about.description.as_deref(),
        version: about.version.as_deref(),
        licenses: about.licence.as_deref().map(licence).into_iter().collect(),
        sources: about.source.as_deref().map(source).into_iter().collect(),
        resources: (manifest.sources.iter())
            .flat_map(|entry| resources(entry, &manifest.options, &mut taken))
            .collect(),
    };
    if shape.resources.is_empty() {
        return None;
    }
    let mut bytes = serde_json::to_vec_pretty(&shape).expect("keys are strings and memory can be written");
    bytes.push(b'\n');
    Some(bytes)
}

fn is_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

fn licence(text: &str) -> LicenceShape<'_> {
    if is_address(text) {
        LicenceShape::Path(text)
    } else {
        LicenceShape::Name(text)
    }
}

fn source(text: &str) -> SourceShape<'_> {
    SourceShape {
        title: text,
        path: is_address(text).then_some(text),
    }
}

/// The outputs of one source.
fn resources<'a>(
    entry: &'a Entry,
    options: &manifest::Options,
    taken: &mut BTreeSet<String>,
) -> Vec<ResourceShape<'a>> {
    let source = entry.path.rsplit('/').next().unwrap_or(&entry.path);
    let mut tables = BTreeMap::new();
    let resource = |output: &'a Output| {
        let format = Format::of_extension(output.path.rsplit_once('.')?.1)?;
        let number = tables.entry(format).and_modify(|number| *number += 1).or_insert(1);
        let of_table = output.fields.len().saturating_sub(added(options));
        let field = |(at, field)| shape(field, at, at >= of_table);
        let fields: Vec<FieldShape<'_>> = output.fields.iter().enumerate().map(field).collect();
        let table = !fields.is_empty();
        Some(ResourceShape {
            name: unique(&slug(&output.path), taken),
            title: match (entry.tables, format.is_per_table()) {
                (0, _) => format!("No table in {source}"),
                (1, _) => format!("Table of {source}"),
                (_, true) => format!("Table {number} of {source}"),
                (_, false) => format!("Tables of {source}"),
            },
            path: &output.path,
            format: format.extension(),
            mediatype: mediatype(format),
            encoding: (!is_binary(format)).then_some("utf-8"),
            kind: (is_binary(format) || format == Format::Jsonl).then_some("file"),
            bytes: output.bytes,
            hash: format!("blake3:{}", output.blake3),
            sources: [SourceShape {
                title: source,
                path: None,
            }],
            profile: table.then_some("tabular-data-resource"),
            schema: table.then_some(SchemaShape { fields, missing: [""] }),
        })
    };
    entry.outputs.iter().filter_map(resource).collect()
}

fn mediatype(format: Format) -> &'static str {
    match format {
        Format::Csv => "text/csv",
        Format::Json | Format::Grid => "application/json",
        Format::Jsonl => "application/jsonl",
        Format::Markdown => "text/markdown",
        Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Format::Parquet => "application/vnd.apache.parquet",
    }
}

/// Whether a format is no text.
fn is_binary(format: Format) -> bool {
    matches!(format, Format::Xlsx | Format::Parquet)
}

/// How many columns the options add behind those of a table.
fn added(options: &manifest::Options) -> usize {
    let confidence = options.min_confidence.map_or(0, |_| CONFIDENCE.len());
    confidence + if options.provenance { PROVENANCE.len() } else { 0 }
}

/// What a column that the options added holds.
fn of_added(name: &str) -> &'static str {
    match name {
        "confidence" => "How likely the record is to be right, from 0 to 1.",
        "look_at" => "The columns whose cells are less likely to be right than was asked for.",
        "source" => "The file the record was read from.",
        "page_first" => "The first page of the record.",
        "page_last" => "The last page of the record.",
        "line_first" => "The first line of the record in the text of the file.",
        "line_last" => "The last line of the record in the text of the file.",
        _ => "Where the pieces of each cell stand in the file, as JSON.",
    }
}

/// The column at a place; the headings come first, what options added last.
fn shape(field: &Field, at: usize, is_added: bool) -> FieldShape<'_> {
    let constraints = Constraints {
        required: field.required.then_some(true),
        unique: field.unique.then_some(true),
        choices: &field.choices,
    };
    let some = field.required || field.unique || !field.choices.is_empty();
    FieldShape {
        name: &field.name,
        kind: field.of,
        description: match field.kind {
            _ if at == 0 => "The section heading the row stands under.",
            _ if at == 1 => "The subsection heading the row stands under.",
            _ if is_added => of_added(&field.name),
            Kind::Text => "Text as printed.",
            Kind::Code => "A number or name of the row, as printed.",
            Kind::Number => "A number, as printed.",
            Kind::Percentage => "A percentage, as printed.",
            Kind::Amount => "An amount of money, as printed.",
            Kind::Date => "A date, as printed.",
            Kind::Period => "A period, as printed.",
            Kind::Places => "Places, as printed.",
            Kind::Status => "One of a few values, as printed.",
        },
        of: field.kind,
        constraints: some.then_some(constraints),
    }
}

/// A name of the letters that the specification allows.
fn slug(text: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let slug: String = text
        .to_lowercase()
        .chars()
        .map(|c| if allowed(c) { c } else { '-' })
        .collect();
    let slug = slug.trim_matches(['-', '.']);
    if slug.is_empty() {
        "resource".to_owned()
    } else {
        slug.to_owned()
    }
}

/// The name, with a number if there is one already.
fn unique(name: &str, taken: &mut BTreeSet<String>) -> String {
    let mut names = std::iter::once(name.to_owned()).chain((2..).map(|number| format!("{name}-{number}")));
    let free = names.find(|name| taken.insert(name.clone()));
    free.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_allowed_and_told_apart() {
        assert_eq!(slug("Überblick 2024/a.csv"), "berblick-2024-a.csv");
        assert_eq!(slug("表"), "resource");
        let mut taken = BTreeSet::new();
        let names = ["a", "b", "a", "a"].map(|name| unique(name, &mut taken));
        assert_eq!(names, ["a", "b", "a-2", "a-3"]);
    }
}
