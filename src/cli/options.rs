//! Checked options: nothing after this file meets a combination that makes no sense.

use super::args::{ConvertArgs, InputArgs};
use super::report;
use rowstitch::Settings;
use rowstitch::emit::{self, Format};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What `convert` is to do.
#[derive(Debug)]
pub(crate) struct ConvertOptions {
    /// As typed, at least one; `-` is standard input.
    pub(crate) paths: Vec<PathBuf>,
    pub(crate) settings: Settings,
    pub(crate) destination: Destination,
    /// At least one, each once.
    pub(crate) formats: Vec<Format>,
    pub(crate) emit: emit::Options,
    /// `None`: one per core.
    pub(crate) jobs: Option<usize>,
    pub(crate) allow_empty: bool,
    pub(crate) quiet: bool,
}

/// Where the output goes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Destination {
    /// One source in one format.
    Stdout,
    /// One source in one format; further tables go beside it.
    File(PathBuf),
    /// Any number of sources and formats.
    Folder(PathBuf),
}

impl ConvertOptions {
    /// Checks what was typed; the error is for people.
    pub(crate) fn check(args: ConvertArgs) -> Result<Self, String> {
        let mut paths = args.paths;
        if paths.is_empty() {
            if std::io::stdin().is_terminal() {
                return Err("no source given; name files, folders or globs, or - for standard input".to_owned());
            }
            paths.push(PathBuf::from("-"));
        }
        let mut formats: Vec<Format> = args.format.into_iter().map(Format::from).collect();
        formats.sort_unstable();
        formats.dedup();
        let destination = match args.output {
            None => Destination::Stdout,
            Some(path) if path == Path::new("-") => Destination::Stdout,
            Some(path) => match file_format(&path) {
                Some(format) if formats.is_empty() || formats == [format] => {
                    formats = vec![format];
                    Destination::File(path)
                }
                Some(format) => {
                    return Err(format!(
                        "the output file {} is {} by its name, but -f asks for {}; leave -f out, or give -o a folder",
                        path.display(),
                        format.extension(),
                        formats
                            .iter()
                            .map(|format| format.extension())
                            .collect::<Vec<_>>()
                            .join(",")
                    ));
                }
                None => Destination::Folder(path),
            },
        };
        if formats.is_empty() {
            formats.push(Format::Csv);
        }
        if destination == Destination::Stdout && formats.len() > 1 {
            return Err("standard output takes one format; choose one with -f, or give a folder with -o".to_owned());
        }
        if formats.iter().any(|format| !format.is_built()) {
            return Err(emit::Error::Unbuilt.to_string());
        }
        if destination == Destination::Stdout && formats == [Format::Parquet] {
            return Err("Parquet has a file per table; name a folder or a file with -o".to_owned());
        }
        if destination == Destination::Stdout && formats == [Format::Xlsx] && std::io::stdout().is_terminal() {
            return Err(
                "a workbook is nothing to read in a terminal; name a file that ends in .xlsx with -o".to_owned(),
            );
        }
        let mut emit = emit::Options::default();
        emit.paragraphs = args.paragraphs;
        emit.provenance = args.provenance;
        emit.min_confidence = args.min_confidence;
        let mut settings = settings(args.profile.as_deref(), args.input)?;
        settings.min_confidence = args.min_confidence;
        emit.safe = args.csv_safe;
        Ok(Self {
            paths,
            settings,
            destination,
            formats,
            emit,
            jobs: args.jobs.map(usize::from),
            allow_empty: args.allow_empty,
            quiet: args.quiet,
        })
    }
}

/// The settings under a profile and what is said of the input.
pub(crate) fn settings(profile: Option<&Path>, input: InputArgs) -> Result<Settings, String> {
    let mut settings = Settings::default();
    settings.input.format = input.input_format.map(Into::into).unwrap_or_default();
    settings.input.pages = input.pages.unwrap_or_default();
    settings.input.password = input.password.unwrap_or_default();
    if let Some(seconds) = input.page_seconds {
        settings.input.page_time = Duration::from_secs(seconds.into());
    }
    if let Some(mib) = input.max_size {
        settings.input.bytes = usize::from(mib).saturating_mul(1 << 20);
    }
    if let Some(lines) = input.max_lines {
        settings.input.lines = usize::try_from(lines).unwrap_or(usize::MAX);
    }
    settings.input.line = input.max_line.map(|most| usize::try_from(most).unwrap_or(usize::MAX));
    if let Some(mib) = input.max_unpacked {
        settings.input.unpacked = usize::from(mib).saturating_mul(1 << 20);
    }
    if let Some(glyphs) = input.max_glyphs {
        settings.input.glyphs = usize::try_from(glyphs).unwrap_or(usize::MAX);
    }
    let Some(path) = profile else {
        return Ok(settings);
    };
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| {
        format!(
            "{name}: the profile cannot be read: {}; check its path",
            report::reason(&error)
        )
    })?;
    settings.profile = rowstitch::Profile::parse(&name, &text).map_err(|error| error.to_string())?;
    Ok(settings)
}

/// The format an output path says; `None` for a folder.
fn file_format(path: &Path) -> Option<Format> {
    let slash = path.as_os_str().to_string_lossy().ends_with(std::path::is_separator);
    if slash || path.is_dir() {
        return None;
    }
    format_of(path)
}

/// The format that the extension of a path says.
pub(crate) fn format_of(path: &Path) -> Option<Format> {
    Format::of_extension(path.extension()?.to_str()?)
}
