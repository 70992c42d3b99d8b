//! `rowstitch profile`: the profile that was inferred of a source, to start from.

use super::args::ProfileArgs;
use super::sources::One;
use super::{Status, options, report};
use rowstitch::profile::Draft;

pub(crate) fn run(args: &ProfileArgs) -> Result<Status, String> {
    let settings = options::settings(None, args.input.clone())?;
    let source = One::new(args.source.as_deref())?;
    let Some(document) = source.open(&settings.input) else {
        return Ok(Status::Failed);
    };
    let inspection = rowstitch::inspect(&document, &settings);
    let found = !inspection.extraction.tables.is_empty();
    if !found {
        report::findings(&source.shown(), &inspection.extraction.findings, false)
            .iter()
            .for_each(report::line);
    }
    let text = Draft::new(&document, &inspection).toml(&document.name);
    if let Err(status) = report::print(text.as_bytes()) {
        return Ok(status);
    }
    Ok(if found { Status::Done } else { Status::NoTable })
}
