//! Arguments to checked options, one file per command, progress, exit statuses.

mod args;
mod batch;
mod convert;
mod diff;
mod inspect;
mod names;
mod options;
mod profile;
mod progress;
mod report;
mod sources;
mod stdout;
mod verify;

use clap::Parser;
use std::process::ExitCode;

/// How a run ended, as the exit status says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    /// Everything was done.
    Done = 0,
    /// A source failed or has a finding of level error; the others are done.
    Failed = 1,
    /// The command line makes no sense.
    Usage = 2,
    /// All sources were read, but none holds a table.
    NoTable = 3,
}

/// Runs the command line.
pub(crate) fn run() -> ExitCode {
    let command = args::Cli::parse().command;
    let status = match command {
        args::Command::Convert(args) => options::ConvertOptions::check(args).map(|options| convert::run(&options)),
        args::Command::Inspect(args) => inspect::run(&args),
        args::Command::Profile(args) => profile::run(&args),
        args::Command::Diff(args) => Ok(diff::run(&args)),
        args::Command::Verify(args) => Ok(verify::run(&args)),
    };
    let status = status.unwrap_or_else(|usage| {
        report::line(format_args!(
            "error: {usage}\n\nFor more information, try 'rowstitch convert --help'."
        ));
        Status::Usage
    });
    ExitCode::from(status as u8)
}
