//! Arguments to checked options, one file per command, progress, exit statuses.

mod args;
mod audit;
mod batch;
mod build;
mod convert;
mod diff;
mod generate;
mod init;
mod inspect;
mod options;
mod paint;
mod parallel;
mod pipe;
mod profile;
mod progress;
mod report;
mod review;
mod sources;
mod verify;

use clap::Parser;
use rowstitch::{Extraction, Level};
use std::process::ExitCode;

/// How a run ended, as the exit status says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    /// Everything was done.
    Done = 0,
    /// A source failed or has a finding of level error; the others are done. Or a dataset is not up to date.
    Failed = 1,
    /// The command line or the configuration makes no sense.
    Usage = 2,
    /// All sources were read, but none holds a table.
    NoTable = 3,
}

impl Status {
    /// What the reading of one source ends with.
    fn of(extraction: &Extraction) -> Self {
        if extraction.findings.iter().any(|finding| finding.level == Level::Error) {
            Self::Failed
        } else if extraction.tables.is_empty() {
            Self::NoTable
        } else {
            Self::Done
        }
    }
}

/// Runs the command line.
pub(crate) fn run() -> ExitCode {
    let cli = args::Cli::parse();
    report::paint(cli.color);
    let status = match cli.command {
        args::Command::Convert(args) => options::ConvertOptions::check(args).map(|options| convert::run(&options)),
        args::Command::Inspect(args) => inspect::run(&args, cli.color),
        args::Command::Audit(args) => audit::run(&args, cli.color),
        args::Command::Review(args) => review::run(&args),
        args::Command::Profile(args) => profile::run(&args),
        args::Command::Diff(args) => Ok(diff::run(&args, cli.color)),
        args::Command::Verify(args) => Ok(verify::run(&args, cli.color)),
        args::Command::Init(args) => Ok(init::run(&args)),
        args::Command::Build(args) => Ok(build::run(&args)),
        args::Command::Completions(args) => Ok(generate::completions(args.shell)),
        args::Command::Man(args) => generate::man(args.command.as_deref()),
    };
    let status = status.unwrap_or_else(|usage| {
        report::line(format_args!(
            "error: {usage}\n\nFor more information, try 'rowstitch convert --help'."
        ));
        Status::Usage
    });
    ExitCode::from(status as u8)
}
