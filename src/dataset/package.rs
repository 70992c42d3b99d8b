//! `datapackage.json`: the dataset as a Frictionless Data Package (<https://specs.frictionlessdata.io/data-package/>), with a Table
//! Schema for each CSV.
//!
//! Every field is of type `string`: the CSV holds what is printed. What the cells of a column are is said beside it, as
//! `rowstitch:kind`; the JSON of the source has their values.

use super::config::Dataset;
use super::manifest::{Field, Manifest, Output};
use crate::values::Kind;
use serde::Serialize;
use std::collections::BTreeSet;

/// Its name in the output folder.
pub(super) const FILE: &str = "datapackage.json";

#[derive(Serialize)]
struct PackageShape<'a> {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
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
    path: &'a str,
    format: &'a str,
    mediatype: &'a str,
    encoding: &'a str,
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
    kind: &'a str,
    description: &'a str,
    #[serde(rename = "rowstitch:kind")]
    of: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    constraints: Option<Constraints>,
}

#[derive(Serialize)]
struct Constraints {
    required: bool,
}

/// The package of all CSV and JSON outputs of a manifest, in its order; `None` where there are none: a package is not empty.
pub(super) fn bytes(dataset: &Dataset, manifest: &Manifest) -> Option<Vec<u8>> {
    let about = &dataset.about;
    let mut taken = BTreeSet::new();
    let outputs = (manifest.sources.iter())
        .flat_map(|entry| entry.outputs.iter().map(move |output| (entry.path.as_str(), output)));
    let shape = PackageShape {
        name: slug(about.name.as_deref().unwrap_or("dataset")),
        title: about.title.as_deref(),
        licenses: about.licence.as_deref().map(licence).into_iter().collect(),
        sources: about.source.as_deref().map(source).into_iter().collect(),
        resources: outputs
            .filter_map(|(path, output)| resource(path, output, &mut taken))
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

fn resource<'a>(path: &'a str, output: &'a Output, taken: &mut BTreeSet<String>) -> Option<ResourceShape<'a>> {
    let (format, mediatype) = match output.path.rsplit_once('.')?.1 {
        "csv" => ("csv", "text/csv"),
        "json" => ("json", "application/json"),
        _ => return None,
    };
    let fields: Vec<FieldShape<'_>> = output.fields.iter().enumerate().map(field).collect();
    let table = !fields.is_empty();
    Some(ResourceShape {
        name: unique(&slug(&output.path), taken),
        path: &output.path,
        format,
        mediatype,
        encoding: "utf-8",
        bytes: output.bytes,
        hash: format!("blake3:{}", output.blake3),
        sources: [SourceShape {
            title: path.rsplit('/').next().unwrap_or(path),
            path: None,
        }],
        profile: table.then_some("tabular-data-resource"),
        schema: table.then_some(SchemaShape { fields, missing: [""] }),
    })
}

/// The column at a place; the headings come first.
fn field((at, field): (usize, &Field)) -> FieldShape<'_> {
    FieldShape {
        name: &field.name,
        kind: "string",
        description: match field.kind {
            _ if at == 0 => "The section heading the row stands under.",
            _ if at == 1 => "The subsection heading the row stands under.",
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
        constraints: field.required.then_some(Constraints { required: true }),
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
