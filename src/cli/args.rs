//! The command line exactly as typed; `options` checks it.

use clap::{Args, Parser, Subcommand, ValueEnum};
use rowstitch::emit;
use std::path::PathBuf;

/// Turns the broken text of a PDF table back into clean records, with proof that nothing was lost.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Convert(ConvertArgs),
    Inspect(InspectArgs),
    Profile(ProfileArgs),
}

/// Convert texts to CSV, JSON or JSONL
///
/// Without -o, one source is written to standard output, as CSV unless -f says otherwise.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 done; 1 a source failed or has findings of level error (the others are done); \
    2 usage; 3 all sources were read, but none holds a table (0 with --allow-empty)."
)]
pub(crate) struct ConvertArgs {
    /// Files, folders (their .txt and .text files, ignore rules respected), globs, or - for standard input
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// What is known of the tables and so not inferred; `rowstitch profile` prints one to start from
    #[arg(long, value_name = "FILE.toml")]
    pub(crate) profile: Option<PathBuf>,

    /// Folder to write into, or a file that ends in .csv, .json or .jsonl for one source
    #[arg(short, long, value_name = "DIR|FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Formats to write [default: csv, or what the name of the output file says]
    #[arg(short, long, value_name = "FORMAT", value_enum, value_delimiter = ',')]
    pub(crate) format: Vec<FormatArg>,

    /// Threads to work with [default: one per core]; the output is the same with any number
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) jobs: Option<u16>,

    /// Add source, page_first, page_last, line_first and line_last to each CSV row (JSON always has them)
    #[arg(long)]
    pub(crate) provenance: bool,

    /// Keep the line breaks between the paragraphs of a cell in CSV (JSON always keeps them)
    #[arg(long)]
    pub(crate) paragraphs: bool,

    /// End with status 0 even if no source holds a table
    #[arg(long)]
    pub(crate) allow_empty: bool,

    /// Say nothing but errors
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// Show what was decided of a text, line by line, and how close it was
#[derive(Debug, Args)]
#[command(
    after_help = "Costs are in nats: the less, the better. Widths are in points of text set at 10 pt.\n\n\
    Exit status: 0 done; 1 the source failed or has findings of level error; 2 usage; 3 no table."
)]
pub(crate) struct InspectArgs {
    /// A file, or - for standard input
    #[arg(value_name = "PATH")]
    pub(crate) source: Option<PathBuf>,

    /// What is known of the tables and so not inferred
    #[arg(long, value_name = "FILE.toml")]
    pub(crate) profile: Option<PathBuf>,

    /// When to use colours; NO_COLOR is respected
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = ColorArg::Auto)]
    pub(crate) color: ColorArg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorArg {
    /// On a terminal
    Auto,
    /// Everywhere
    Always,
    /// Nowhere
    Never,
}

/// Print the profile that was inferred of a text, to correct and give to convert --profile
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 done; 1 the source failed; 2 usage; 3 no table.")]
pub(crate) struct ProfileArgs {
    /// A file, or - for standard input
    #[arg(value_name = "PATH")]
    pub(crate) source: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum FormatArg {
    /// One file per table
    Csv,
    /// One object per source
    Json,
    /// One object per record, each on a line
    Jsonl,
}

impl From<FormatArg> for emit::Format {
    fn from(format: FormatArg) -> Self {
        match format {
            FormatArg::Csv => Self::Csv,
            FormatArg::Json => Self::Json,
            FormatArg::Jsonl => Self::Jsonl,
        }
    }
}
