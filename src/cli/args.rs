//! The command line exactly as typed; `options` checks it.

use clap::{Args, Parser, Subcommand, ValueEnum};
use rowstitch::emit;
use rowstitch::input::{self, PageRange};
use std::path::PathBuf;

/// Turns the broken text of a PDF table back into clean records, with proof that nothing was lost.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Use colours [auto: on a terminal, unless NO_COLOR is set]
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t)]
    pub(crate) color: Color,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Convert(ConvertArgs),
    Inspect(InspectArgs),
    Audit(AuditArgs),
    Review(ReviewArgs),
    Profile(ProfileArgs),
    Diff(DiffArgs),
    Verify(VerifyArgs),
    Init(InitArgs),
    Build(BuildArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
}

/// How sources are read.
#[derive(Debug, Default, Clone, Args)]
#[command(next_help_heading = "Input options")]
pub(crate) struct InputArgs {
    /// What the sources are [default: what their content says, whatever their names]
    #[arg(long, value_name = "FORMAT", value_enum)]
    pub(crate) input_format: Option<InputFormatArg>,

    /// Pages to read of a PDF or of word boxes, such as 3-7,12 or 5- [default: all]
    #[arg(long, value_name = "PAGES")]
    pub(crate) pages: Option<PageRange>,

    /// Password of a PDF that needs one
    #[arg(long, value_name = "TEXT")]
    pub(crate) password: Option<String>,

    /// Longest time one page of a PDF may take; what was read of it until then is used, with a finding [default: 60]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) page_seconds: Option<u16>,

    /// Most MiB of a source [default: 256]
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) max_size: Option<u16>,

    /// Most lines of a text [default: 10000000]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) max_lines: Option<u32>,

    /// Most characters of a line of text that can be part of a table [default: by the other lines, 400 to 2000]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) max_line: Option<u32>,

    /// Most MiB that the packed data of a PDF, or of one page of it, may unpack to; memory may take several times as much
    /// [default: 256]
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) max_unpacked: Option<u16>,

    /// Most glyphs that one page of a PDF may draw; those drawn until then are used, with a finding [default: 250000]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) max_glyphs: Option<u32>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum InputFormatArg {
    /// Found out from the content
    Auto,
    /// Text whose blanks keep no columns
    Text,
    /// Text whose columns are kept by blanks (pdftotext -layout)
    Layout,
    /// PDF
    Pdf,
    /// Word boxes of pdftotext -bbox or -bbox-layout
    Bbox,
    /// Word boxes of pdftotext -tsv or of Tesseract
    Tsv,
    /// Word boxes of text recognition (OCR): hOCR
    Hocr,
    /// The same: ALTO
    Alto,
}

impl From<InputFormatArg> for input::Format {
    fn from(format: InputFormatArg) -> Self {
        match format {
            InputFormatArg::Auto => Self::Auto,
            InputFormatArg::Text => Self::Text,
            InputFormatArg::Layout => Self::Layout,
            InputFormatArg::Pdf => Self::Pdf,
            InputFormatArg::Bbox => Self::Bbox,
            InputFormatArg::Tsv => Self::Tsv,
            InputFormatArg::Hocr => Self::Hocr,
            InputFormatArg::Alto => Self::Alto,
        }
    }
}

/// Convert PDFs, word boxes and texts to CSV, JSON, JSONL, Markdown or Excel workbooks
///
/// Without -o, one source is written to standard output, as CSV unless -f says otherwise.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 done; 1 a source failed or has findings of level error (the others are done); \
    2 usage; 3 all sources were read, but none holds a table (0 with --allow-empty)."
)]
pub(crate) struct ConvertArgs {
    /// Files, folders (their .pdf, .txt, .text, .hocr and .alto files, ignore rules respected), globs, or - for standard input
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) input: InputArgs,

    /// What is known of the tables and so not inferred; `rowstitch profile` prints one to start from
    #[arg(long, value_name = "FILE.toml")]
    pub(crate) profile: Option<PathBuf>,

    /// Folder to write into, or a file that ends in .csv, .json, .jsonl, .md or .xlsx for one source
    #[arg(short, long, value_name = "DIR|FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Formats to write [default: csv, or what the name of the output file says]
    #[arg(short, long, value_name = "FORMAT", value_enum, value_delimiter = ',')]
    pub(crate) format: Vec<FormatArg>,

    /// Threads to work with [default: one per core]; the output is the same with any number
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) jobs: Option<u16>,

    /// Add source, page_first, page_last, line_first, line_last and provenance to each row of CSV and xlsx: where in the source
    /// each cell stands, as JSON (JSON always has it)
    #[arg(long)]
    pub(crate) provenance: bool,

    /// Mark what is less likely to be right than this, from 0 to 1: a finding for each such record, and in CSV and xlsx the columns
    /// confidence (of the record) and look_at (names of the doubtful columns)
    #[arg(long, value_name = "P", value_parser = probability)]
    pub(crate) min_confidence: Option<f32>,

    /// Keep the line breaks between the paragraphs of a cell in CSV (JSON and xlsx always keep them)
    #[arg(long)]
    pub(crate) paragraphs: bool,

    /// Put ' before CSV cells that a spreadsheet would run as a formula (they begin with = + - @, but are no number); it changes
    /// the text, so leave it out for programs
    #[arg(long)]
    pub(crate) csv_safe: bool,

    /// End with status 0 even if no source holds a table
    #[arg(long)]
    pub(crate) allow_empty: bool,

    /// Say nothing but errors
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// Show what was decided of a source, line by line, and how close it was
#[derive(Debug, Args)]
#[command(
    after_help = "Costs are in nats: the less, the better. Widths are in points of text set at 10 pt.\n\n\
    Exit status: 0 done; 1 the source failed or has findings of level error; 2 usage; 3 no table."
)]
pub(crate) struct InspectArgs {
    /// Draw each page of a PDF, of word boxes or of layout text as DIR/NAME.page-N.svg: words, drawn lines, cells by column,
    /// headings, furniture, and the order of reading
    #[arg(long, value_name = "DIR")]
    pub(crate) svg: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) read: ReadArgs,
}

/// Print where every character of a source went, line by line, and what it adds up to
#[derive(Debug, Args)]
#[command(
    after_help = "Blanks are not counted. Offsets in the JSON are bytes of the source's text as UTF-8, without byte order mark.\n\n\
    Exit status: 0 every character is in exactly one place; 1 some are not, the source failed or has findings of level error; \
    2 usage; 3 no table."
)]
pub(crate) struct AuditArgs {
    /// Write JSON for programs: a line per piece of the source
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) read: ReadArgs,
}

/// Write one HTML page to check a source by eye: source and records side by side, each cell linked to its text
///
/// The page needs nothing else: it can be opened from disk, sent and kept. It shows the source page by page, the records, every
/// finding with its place, and where every character went. Keys: n and p go to the next and the previous cell to look at, j and k
/// to the next and the previous record, / searches, ? shows all keys.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 done; 1 the source failed or has findings of level error (the page is written if it could be \
    read); 2 usage; 3 no table (the page says why)."
)]
pub(crate) struct ReviewArgs {
    /// Page to write, a folder to write it into, or - for standard output [default: NAME.review.html in this folder]
    #[arg(short, long, value_name = "FILE.html|DIR")]
    pub(crate) output: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) read: ReadArgs,

    /// Say nothing but errors
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// The source of a command that shows how one was read.
#[derive(Debug, Args)]
pub(crate) struct ReadArgs {
    /// A file, or - for standard input
    #[arg(value_name = "PATH")]
    pub(crate) source: Option<PathBuf>,

    /// What is known of the tables and so not inferred
    #[arg(long, value_name = "FILE.toml")]
    pub(crate) profile: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) input: InputArgs,
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
}

/// Check that sources still give the records accepted before
///
/// What was accepted is in a golden file: `x.expected.json` beside `x.txt` or `x.pdf`, or `x.json` in the folder of --goldens. Records, columns, their order
/// and the kinds of findings are compared; pages and lines are not. A source without a golden and a golden without a source fail as well.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 all as accepted; 1 something differs, is new, has no source or failed; 2 usage. \
    With CI=true in the environment no golden is ever written, and --accept is refused."
)]
pub(crate) struct VerifyArgs {
    /// Files, folders (their .pdf, .txt, .text, .hocr and .alto files, ignore rules respected) or globs [default: this folder]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Folder of the goldens, laid out as the folders that were named
    #[arg(long, value_name = "DIR")]
    pub(crate) goldens: Option<PathBuf>,

    /// What is known of the tables of all these sources and so not inferred
    #[arg(long, value_name = "FILE.toml")]
    pub(crate) profile: Option<PathBuf>,

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
}

/// Print the profile that was inferred of a source, to correct and give to convert --profile
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 done; 1 the source failed; 2 usage; 3 no table.")]
pub(crate) struct ProfileArgs {
    /// A file, or - for standard input
    #[arg(value_name = "PATH")]
    pub(crate) source: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) input: InputArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum FormatArg {
    /// One file per table
    Csv,
    /// One object per source
    Json,
    /// One object per record, each on a line
    Jsonl,
    /// Tables as they are printed, page by page, with header rows and spanning cells in place (name.grid.json)
    Grid,
    /// Markdown tables, to read and to paste (name.md)
    Md,
    /// A workbook of Excel and others, a sheet per table, with real numbers and dates (name.xlsx)
    Xlsx,
    /// Apache Parquet, a file per table; needs a rowstitch built with --features parquet (name.parquet)
    Parquet,
}

impl From<FormatArg> for emit::Format {
    fn from(format: FormatArg) -> Self {
        match format {
            FormatArg::Csv => Self::Csv,
            FormatArg::Json => Self::Json,
            FormatArg::Jsonl => Self::Jsonl,
            FormatArg::Grid => Self::Grid,
            FormatArg::Md => Self::Markdown,
            FormatArg::Xlsx => Self::Xlsx,
            FormatArg::Parquet => Self::Parquet,
        }
    }
}

/// Write a commented rowstitch.toml for a folder of sources
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// The folder [default: this one]
    #[arg(value_name = "DIR", default_value = ".", hide_default_value = true)]
    pub(crate) folder: PathBuf,

    /// Say nothing but errors
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// Build the dataset a rowstitch.toml describes: what changed, and nothing else
///
/// Outputs are replaced one by one, each as a whole, and manifest.json last; a build that is killed is finished by the next. An
/// output that was edited by hand is never written over without --force.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 everything is up to date now; 1 a source failed or has findings of level error, an output was \
    edited and left, or, with --check, something is not up to date; 2 usage, or a rowstitch.toml that makes no sense."
)]
pub(crate) struct BuildArgs {
    /// The dataset's folder, or its configuration file [default: this folder]
    #[arg(value_name = "PATH", default_value = ".", hide_default_value = true)]
    pub(crate) path: PathBuf,

    /// Write nothing; list what is stale, missing, edited or orphaned, with status 1 if there is anything
    #[arg(long, conflicts_with_all = ["dry_run", "watch", "force", "depfile"])]
    pub(crate) check: bool,

    /// Write nothing; say what would be done, and why
    #[arg(short = 'n', long, conflicts_with_all = ["watch", "depfile"])]
    pub(crate) dry_run: bool,

    /// Build again whenever something changes, until interrupted
    #[arg(short, long, conflicts_with = "all")]
    pub(crate) watch: bool,

    /// Write over outputs that were edited by hand, and remove them when their source is gone
    #[arg(long)]
    pub(crate) force: bool,

    /// Read all sources and outputs, also those whose size and times say that nothing changed; --check always does
    #[arg(long)]
    pub(crate) strict: bool,

    /// Do every source again; with --check, compare what it gives
    #[arg(long)]
    pub(crate) all: bool,

    /// Write what the build depends on, as a rule for make or ninja
    #[arg(long, value_name = "FILE")]
    pub(crate) depfile: Option<PathBuf>,

    /// Threads to work with [default: one per core]; the output is the same with any number
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) jobs: Option<u16>,

    /// Say nothing but errors
    #[arg(short, long, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Say of each source that is done why it is, and show every change
    #[arg(short, long)]
    pub(crate) verbose: bool,
}

/// Print the completions of a shell
#[derive(Debug, Args)]
#[command(
    after_help = "For instance: rowstitch completions bash > ~/.local/share/bash-completion/completions/rowstitch"
)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// Print the manual page, or that of a command
#[derive(Debug, Args)]
#[command(after_help = "For instance: rowstitch man build > rowstitch-build.1")]
pub(crate) struct ManArgs {
    /// The command; without it, the page of rowstitch itself
    #[arg(value_name = "COMMAND")]
    pub(crate) command: Option<String>,
}

/// A number from 0 to 1.
fn probability(text: &str) -> Result<f32, String> {
    let number: f32 = text.parse().map_err(|_| "no number".to_owned())?;
    (0.0..=1.0)
        .contains(&number)
        .then_some(number)
        .ok_or_else(|| "not between 0 and 1".to_owned())
}
