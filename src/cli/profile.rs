//! `rowstitch profile`: the profile that was inferred of a source, to start from.

use super::args::ProfileArgs;
use super::sources::Inspected;
use super::{Status, options, report};
use rowstitch::profile::Draft;

pub(crate) fn run(args: &ProfileArgs) -> Result<Status, String> {
    let settings = options::settings(None, args.input.clone())?;
    let Some(read) = Inspected::with(args.source.as_deref(), &settings)? else {
        return Ok(Status::Failed);
    };
    let Inspected {
        shown,
        document,
        inspection,
    } = read;
    let found = !inspection.extraction.tables.is_empty();
    if !found {
        report::findings(&shown, &inspection.extraction.findings, false)
            .iter()
            .for_each(report::line);
    }
    let text = Draft::new(&document, &inspection).toml(&document.name);
    if let Err(status) = report::print(text.as_bytes()) {
        return Ok(status);
    }
    Ok(if found { Status::Done } else { Status::NoTable })
}
