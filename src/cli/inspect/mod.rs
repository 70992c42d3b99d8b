//! `rowstitch inspect`: what was decided of one text, and how close it was, for people.

mod columns;
mod lines;

use super::args::{Color, InspectArgs};
use super::paint::{self, Paint};
use super::sources::Inspected;
use super::{Status, report};
use rowstitch::furniture::Role;
use rowstitch::{Document, Inspection};
use std::fmt::Write;
use std::path::Path;

pub(crate) fn run(args: &InspectArgs, color: Color) -> Result<Status, String> {
    let Some(Inspected {
        document, inspection, ..
    }) = Inspected::new(&args.read)?
    else {
        return Ok(Status::Failed);
    };
    if let Some(folder) = &args.svg
        && let Err(message) = draw(&document, &inspection, folder)
    {
        report::line(report::failure(&document.name, &message));
        return Ok(Status::Failed);
    }
    let text = render(&document, &inspection, Paint::new(color));
    if let Err(status) = report::print(text.as_bytes()) {
        return Ok(status);
    }
    Ok(Status::of(&inspection.extraction))
}

/// Writes a picture of every page that was read.
fn draw(document: &Document, inspection: &Inspection, folder: &Path) -> Result<(), String> {
    let Some(pictures) = rowstitch::picture::pages(document, inspection) else {
        let message = "its words have no positions to draw; --svg needs a PDF, word boxes or layout text";
        return Err(message.to_owned());
    };
    let stem = Path::new(&document.name)
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy();
    let digits = pictures.len().to_string().len();
    for (number, picture) in pictures.iter().enumerate().filter(|(_, picture)| !picture.is_empty()) {
        let path = folder.join(format!("{stem}.page-{:0digits$}.svg", number + 1));
        rowstitch::dataset::files::replace(&path, picture.as_bytes())
            .map_err(|error| format!("{} cannot be written: {}", path.display(), report::reason(&error)))?;
    }
    Ok(())
}

/// The whole report: the source, each table, each line, the findings.
fn render(document: &Document, inspection: &Inspection, paint: Paint) -> String {
    let mut out = String::new();
    source(document, inspection, paint, &mut out);
    columns::render(inspection, paint, &mut out);
    lines::render(document, inspection, paint, &mut out);
    let findings = report::findings(&document.name, &inspection.extraction.findings, false);
    if !findings.is_empty() {
        let _ = writeln!(out, "\n{}", paint.strong("Findings"));
        findings.iter().for_each(|finding| {
            let _ = writeln!(out, "  {}", paint::plain(finding));
        });
    }
    out
}

/// What the source is, and what is not content.
fn source(document: &Document, inspection: &Inspection, paint: Paint, out: &mut String) {
    let body = &inspection.body;
    let kind = match inspection.positioned {
        false => "flat text",
        true if document.pages.is_empty() => "layout text",
        true => "words with positions",
    };
    let counts = [
        (body.page_count(), "page"),
        (document.lines.len(), "line"),
        (inspection.extraction.tables.len(), "table"),
        (inspection.extraction.record_count(), "record"),
    ];
    let counts = counts.map(|(number, what)| report::count(number, what)).join(", ");
    let _ = writeln!(out, "{}: {kind}, {counts}", paint.strong(&paint::plain(&document.name)));
    let of = |role| body.roles.iter().filter(move |other| **other == role).count();
    let furniture = report::count(of(Role::Furniture), "line");
    let _ = writeln!(
        out,
        "Furniture: {furniture}, and {} of other lines",
        report::count(body.parts.len(), "piece")
    );
    let rows: Vec<String> = body
        .headers
        .iter()
        .map(|row| {
            let damaged = if row.whole { "" } else { " (damaged)" };
            format!("{}{damaged}", lines::range(row.lines.start, row.lines.end))
        })
        .collect();
    let rows = if rows.is_empty() {
        "none by repetition".to_owned()
    } else {
        rows.join(", ")
    };
    let _ = writeln!(out, "Header rows: {rows}");
}
