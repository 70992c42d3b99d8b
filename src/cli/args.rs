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
    Diff(DiffArgs),
    Verify(VerifyArgs),
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

/// Show what changed between two files or folders of records
///
/// Records are matched by content, not by line. CSV, JSON and JSONL may be compared with each other. Two folders are compared
/// file by file, by their relative paths. Pages and lines of the source are not compared.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 the same; 1 different; 2 usage, or a file that cannot be read.")]
pub(crate) struct DiffArgs {
    /// Old file or folder, or - for standard input
    #[arg(value_name = "OLD")]
    pub(crate) old: PathBuf,

    /// New file or folder, or - for standard input
    #[arg(value_name = "NEW")]
    pub(crate) new: PathBuf,

    /// Write JSON for programs, uncut
    #[arg(long, conflicts_with_all = ["all", "quiet"])]
    pub(crate) json: bool,

    /// Show all records and whole cells; else 50 records of a table and the words around each change
    #[arg(long)]
    pub(crate) all: bool,

    /// Write nothing; the exit status tells
    #[arg(short, long)]
    pub(crate) quiet: bool,

    /// Format of both files [default: what their names say]
    #[arg(short, long, value_name = "FORMAT", value_enum)]
    pub(crate) format: Option<FormatArg>,

    /// Colours instead of [-old-]{+new+}; auto: on a terminal, unless NO_COLOR is set
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = ColorArg::Auto)]
    pub(crate) color: ColorArg,
}

/// Check that texts still give the records accepted before
///
/// What was accepted is in a golden file: `x.expected.json` beside `x.txt`, or `x.json` in the folder of --goldens. Records, columns, their order
/// and the kinds of findings are compared; pages and lines are not. A text without a golden and a golden without a text fail as well.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 all as accepted; 1 something differs, is new, has no source or failed; 2 usage. \
    With CI=true in the environment no golden is ever written, and --accept is refused."
)]
pub(crate) struct VerifyArgs {
    /// Files, folders (their .txt and .text files, ignore rules respected) or globs [default: this folder]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Folder of the goldens, laid out as the folders that were named
    #[arg(long, value_name = "DIR")]
    pub(crate) goldens: Option<PathBuf>,

    /// Take the new results over as goldens
    #[arg(long)]
    pub(crate) accept: bool,

    /// Delete goldens whose source is gone
    #[arg(long, requires = "accept")]
    pub(crate) prune: bool,

    /// Write one self-contained HTML page of all differences
    #[arg(long, value_name = "FILE.html")]
    pub(crate) report: Option<PathBuf>,

    /// Show all records and whole cells
    #[arg(long)]
    pub(crate) all: bool,

    /// Threads to work with [default: one per core]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) jobs: Option<u16>,

    /// Say nothing but errors
    #[arg(short, long)]
    pub(crate) quiet: bool,

    /// Colours instead of [-old-]{+new+}; auto: on a terminal, unless NO_COLOR is set
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = ColorArg::Auto)]
    pub(crate) color: ColorArg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorArg {
    /// On a terminal
    Auto,
    /// Also into files and pipes
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
