//! Development tool: trains the model on labelled folders and measures what comes before and after it; see
//! [`rowstitch::train`].
//!
//! ```text
//! cargo run --release --features dev-tools --bin train -- kinds LABELLED
//! cargo run --release --features dev-tools --bin train -- weights LABELLED --folds 5
//! ```

mod confidence;
mod invent;
mod labels;
mod learn;

use clap::{Args, Parser, Subcommand};
use rowstitch::train::{self, Case, Extra, TrainError};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Parser)]
#[command(about = "Measures and trains rowstitch on labelled folders")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Per flattening the share of the known characters that were found in it.
    Gold {
        /// Folder of `<id>.truth.json` and `<id>.<flavour>.txt`, or a truth file followed by its text.
        folder: PathBuf,
        /// The text, when `folder` is a truth file.
        text: Option<PathBuf>,
        /// Print the lines with their labels.
        #[arg(long)]
        dump: bool,
    },
    /// How many cells of several lines get exactly the known text when their lines are known.
    Joins {
        /// See `gold`.
        folder: PathBuf,
        /// See `gold`.
        text: Option<PathBuf>,
        /// Print the cells that differ.
        #[arg(short)]
        verbose: bool,
        /// Write hyphens of every kind as `-` first, as producers do that do not tell them apart.
        #[arg(long)]
        plain: bool,
    },
    /// Counts the looks of cells per kind of column and prints `kinds.json`.
    Kinds {
        /// Folders of `<id>.truth.json`.
        #[arg(required = true)]
        folders: Vec<PathBuf>,
    },
    /// Reads each document with kinds and choice that were learned without it, and prints the scores.
    Check(CheckArguments),
    /// Trains the choice between readings with different columns and prints `choice.json`.
    Choice(ChoiceArguments),
    /// Makes new tables out of those of a labelled folder, as `choice --invented` trains on, and writes them to another folder of that
    /// kind.
    Invent {
        /// Folder of `manifest.json` and `<id>.truth.json`.
        folder: PathBuf,
        /// Where to write to.
        out: PathBuf,
        /// How many.
        #[arg(long, default_value_t = 10)]
        count: usize,
        /// What chance begins with.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Searches better weights and prints `weights.json`.
    Weights(WeightsArguments),
    /// Trains the confidence of cells, prints how good it is on documents left out, and writes `confidence.json`.
    Confidence {
        /// Folders of `<id>.truth.json`, `<id>.<flavour>.txt` and `<id>.pdf`.
        #[arg(required = true)]
        folders: Vec<PathBuf>,
        /// Divides the documents into this many parts, each judged by what the others teach.
        #[arg(long, default_value_t = 5)]
        folds: usize,
        /// Writes the numbers here; they are trained on all documents.
        #[arg(long)]
        out: Option<PathBuf>,
        /// Writes what was read of the documents here, or takes it from here if the file is there: reading takes most of the time.
        #[arg(long)]
        samples: Option<PathBuf>,
    },
}

#[derive(Args)]
struct CasesArguments {
    /// Folder of `manifest.json`, `<id>.truth.json` and `<id>.<flavour>.txt`.
    folder: PathBuf,
    /// The flavours to train on; all of them unless said otherwise.
    #[arg(long, value_delimiter = ',')]
    flavours: Vec<String>,
    /// One more flattening and its truth (`weights` counts it twelve times); may be given several times.
    #[arg(long, num_args = 2, action = clap::ArgAction::Append, value_names = ["TEXT", "TRUTH"])]
    also: Vec<PathBuf>,
    /// Kinds of the columns of `--also`, if its truth names none.
    #[arg(long, value_delimiter = ',', default_value = "phrase,prose,partners,period")]
    also_kinds: Vec<String>,
}

impl CasesArguments {
    fn read(&self) -> Result<Vec<Case>, TrainError> {
        let mut cases = train::read_cases(&self.folder, &self.flavours)?;
        for pair in self.also.chunks_exact(2) {
            cases.push(train::read_extra(&Extra {
                text: pair[0].clone(),
                truth: pair[1].clone(),
                kinds: self.also_kinds.clone(),
            })?);
        }
        Ok(cases)
    }
}

#[derive(Args)]
struct CheckArguments {
    /// Folder of `manifest.json`, `<id>.truth.json` and `<id>.<flavour>.txt`.
    folder: PathBuf,
    /// The flavours to read; all of them unless said otherwise.
    #[arg(long, value_delimiter = ',')]
    flavours: Vec<String>,
    /// Divides the documents into this many parts.
    #[arg(long, default_value_t = 5)]
    folds: usize,
    /// Only this one of them, from 0.
    #[arg(long)]
    fold: Option<usize>,
}

#[derive(Args)]
struct ChoiceArguments {
    #[command(flatten)]
    cases: CasesArguments,
    /// Divides the documents into this many parts, trains on all but one and scores that one, for each in turn.
    #[arg(long)]
    folds: Option<usize>,
    /// Readings are looked for so often: at first with what it begins with, then with those trained on what was found so far.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Begins with the shipped choice, and is held to it, instead of prices set by hand. What is then said of documents held out is not
    /// to be believed.
    #[arg(long)]
    on: bool,
    /// Trains on so many more tables that are made out of those of the folder. They are never scored, and left out where one of their
    /// documents is.
    #[arg(long, default_value_t = 0)]
    invented: usize,
    /// What chance begins with when they are made.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Writes the readings with their scores and what they are judged by here, as a table.
    #[arg(long)]
    table: Option<PathBuf>,
}

#[derive(Args)]
struct WeightsArguments {
    #[command(flatten)]
    cases: CasesArguments,
    /// Begins with other weights than the shipped ones.
    #[arg(long)]
    start: Option<PathBuf>,
    /// How often every weight is tried; 0 only prints the score of each flattening.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Writes the weights here after every gain, instead of printing them at the end.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Divides the documents into so many folds, trains without each in turn and prints its score; gives no weights.
    #[arg(long, conflicts_with = "out")]
    folds: Option<usize>,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell if this fails too.
            let _ = writeln!(std::io::stderr(), "train: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    match Arguments::parse().command {
        Command::Gold { folder, text, dump } => labels::gold(&folder, text.as_deref(), dump),
        Command::Joins {
            folder,
            text,
            verbose,
            plain,
        } => labels::joins(&folder, text.as_deref(), verbose, plain),
        Command::Kinds { folders } => {
            let kinds = serde_json::to_string(&train::count_kinds(&folders)?)?;
            Ok(writeln!(std::io::stdout(), "{kinds}")?)
        }
        Command::Check(arguments) => learn::check(&arguments),
        Command::Choice(arguments) => learn::choice(&arguments),
        Command::Invent {
            folder,
            out,
            count,
            seed,
        } => invent::run(&folder, &out, count, seed),
        Command::Weights(arguments) => learn::weights(&arguments),
        Command::Confidence {
            folders,
            folds,
            out,
            samples,
        } => confidence::run(&folders, folds, out.as_deref(), samples.as_deref()),
    }
}
