//! Development tool: trains the model on labelled folders and measures what comes before and after it; see
//! [`rowstitch::train`].
//!
//! ```text
//! cargo run --release --features dev-tools --bin train -- kinds LABELLED
//! cargo run --release --features dev-tools --bin train -- weights LABELLED --folds 5
//! ```

use clap::{Args, Parser, Subcommand};
use rayon::prelude::*;
use rowstitch::reconstruct::features::{Choice, NAMES};
use rowstitch::reconstruct::weights::Weights;
use rowstitch::train::confidence::Sample;
use rowstitch::train::fold::fold_text;
use rowstitch::train::{self, Case, Extra, Prices, Readings, Step, TrainError, Truth, align};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use unicode_normalization::UnicodeNormalization;

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
    /// Prints the readings with their scores and what they are judged by, as a table.
    #[arg(long)]
    table: bool,
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
        Command::Gold { folder, text, dump } => gold(&folder, text.as_deref(), dump),
        Command::Joins {
            folder,
            text,
            verbose,
            plain,
        } => joins(&folder, text.as_deref(), verbose, plain),
        Command::Kinds { folders } => {
            let kinds = serde_json::to_string(&train::count_kinds(&folders)?)?;
            Ok(writeln!(std::io::stdout(), "{kinds}")?)
        }
        Command::Check(arguments) => check(&arguments),
        Command::Choice(arguments) => choice(&arguments),
        Command::Weights(arguments) => weights(&arguments),
        Command::Confidence {
            folders,
            folds,
            out,
            samples,
        } => confidence(&folders, folds, out.as_deref(), samples.as_deref()),
    }
}

fn confidence(
    folders: &[PathBuf],
    folds: usize,
    out: Option<&Path>,
    kept: Option<&Path>,
) -> Result<(), Box<dyn std::error::Error>> {
    let mut all: Vec<Sample> = Vec::new();
    match kept.filter(|path| path.exists()) {
        Some(path) => all = serde_json::from_slice(&std::fs::read(path)?)?,
        None => {
            for folder in folders {
                all.extend(train::confidence::samples(folder)?);
            }
            if let Some(path) = kept {
                rowstitch::dataset::replace(path, &serde_json::to_vec(&all)?)
                    .map_err(|error| TrainError::file(path, error))?;
            }
        }
    }
    let mut stdout = std::io::stdout().lock();
    let mut models = BTreeMap::new();
    for (name, positioned) in [("flat", false), ("positioned", true)] {
        let samples: Vec<&Sample> = all.iter().filter(|sample| sample.positioned == positioned).collect();
        let mut of_cells: Vec<(f32, bool)> = Vec::new();
        let mut of_records: Vec<(f32, bool)> = Vec::new();
        let ids: std::collections::BTreeSet<&str> = samples.iter().map(|sample| sample.id.as_str()).collect();
        for fold in 0..folds {
            let mine: Vec<&str> = ids.iter().copied().skip(fold).step_by(folds).collect();
            let (held, rest): (Vec<&Sample>, Vec<&Sample>) =
                samples.iter().partition(|sample| mine.contains(&sample.id.as_str()));
            let model = train::confidence::train(&rest);
            for sample in held {
                let features: Vec<&[f32]> = sample.cells.iter().map(|(features, _)| features.as_slice()).collect();
                let found = model.confidence(&features);
                of_cells.extend(
                    found
                        .cells
                        .iter()
                        .zip(&sample.cells)
                        .map(|(p, (_, right))| (*p, *right)),
                );
                of_records.push((found.record, sample.cells.iter().all(|(_, right)| *right)));
            }
        }
        for (what, judged) in [("cells", &of_cells), ("records", &of_records)] {
            writeln!(stdout, "{name} {what}: {:?}", train::confidence::calibration(judged))?;
        }
        let model = train::confidence::train(&samples);
        for (name, weight) in rowstitch::confidence::features::NAMES.iter().zip(&model.weights) {
            writeln!(stdout, "  {name} {weight}")?;
        }
        models.insert(if positioned { "positioned" } else { "flat" }, model);
    }
    if let Some(path) = out {
        let mut json = serde_json::to_string(&models)?;
        json.push('\n');
        rowstitch::dataset::replace(path, json.as_bytes()).map_err(|error| TrainError::file(path, error))?;
    }
    Ok(())
}

fn weights(arguments: &WeightsArguments) -> Result<(), Box<dyn std::error::Error>> {
    let cases = arguments.cases.read()?;
    if let Some(count) = arguments.folds {
        return cross_validate(&cases, count, arguments.rounds);
    }
    let mut out = std::io::stdout().lock();
    let start: Weights = match &arguments.start {
        Some(path) => serde_json::from_slice(&std::fs::read(path)?)?,
        None => Weights::shipped().clone(),
    };
    if arguments.rounds == 0 {
        for case in &cases {
            writeln!(out, "{} {:.3}", case.name, train::score(case, &start))?;
        }
        return Ok(());
    }
    let start = Prices::new(&start)?;
    let mut watch = |step: &Step<'_>| {
        tell(step);
        match (step, &arguments.out) {
            (Step::Better { prices, .. }, Some(path)) => rowstitch::dataset::replace(path, prices.json().as_bytes())
                .map_err(|error| TrainError::file(path, error)),
            _ => Ok(()),
        }
    };
    let all: Vec<&Case> = cases.iter().collect();
    let (prices, _) = train::train_weights(&all, &start, arguments.rounds, &mut watch)?;
    match &arguments.out {
        Some(path) => rowstitch::dataset::replace(path, prices.json().as_bytes())
            .map_err(|error| TrainError::file(path, error))?,
        None => out.write_all(prices.json().as_bytes())?,
    }
    Ok(())
}

/// Each fold runs in a process of its own: the kinds are shared by all of a process.
fn check(arguments: &CheckArguments) -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::stdout().lock();
    if let Some(fold) = arguments.fold {
        let checked = train::check_fold(&arguments.folder, &arguments.flavours, arguments.folds, fold)?;
        for (name, score, best) in checked {
            writeln!(out, "{name}\t{score:.4}\t{best:.4}")?;
        }
        return Ok(());
    }
    let mut sums: BTreeMap<String, (f64, f64, f64)> = BTreeMap::new();
    for fold in 0..arguments.folds {
        let mut command = std::process::Command::new(std::env::current_exe()?);
        command.arg("check").arg(&arguments.folder);
        if !arguments.flavours.is_empty() {
            command.args(["--flavours", &arguments.flavours.join(",")]);
        }
        command.args(["--folds", &arguments.folds.to_string(), "--fold", &fold.to_string()]);
        let done = command.stderr(std::process::Stdio::inherit()).output()?;
        if !done.status.success() {
            return Err(format!("fold {fold} failed").into());
        }
        for line in String::from_utf8(done.stdout)?.lines() {
            writeln!(out, "{line}")?;
            let mut fields = line.split('\t');
            let name = fields.next().unwrap_or_default();
            let mut number = || {
                fields
                    .next()
                    .and_then(|field| field.parse::<f64>().ok())
                    .unwrap_or_default()
            };
            let (score, best) = (number(), number());
            for group in [name.rsplit('.').next().unwrap_or_default(), "ALL"] {
                let sum = sums.entry(group.to_owned()).or_default();
                *sum = (sum.0 + 1.0, sum.1 + score, sum.2 + best);
            }
        }
    }
    for (group, (count, score, best)) in sums {
        let (score, best) = (score / count, best / count);
        writeln!(
            out,
            "{group}: held out {score:.4}, best possible {best:.4}, {count} flattenings"
        )?;
    }
    Ok(())
}

fn choice(arguments: &ChoiceArguments) -> Result<(), Box<dyn std::error::Error>> {
    let mut cases = arguments.cases.read()?;
    cases.extend(train::read_prose(&arguments.cases.folder, &arguments.cases.flavours)?);
    let all = train::all_readings(&cases, Weights::shipped());
    let mut out = std::io::stdout().lock();
    if arguments.table {
        writeln!(out, "name\tcolumns\tscore\tcost\t{}", NAMES.join("\t"))?;
        for r in &all {
            for (columns, features, score) in &r.readings {
                write!(
                    out,
                    "{}\t{columns}\t{score:.3}\t{:.1}",
                    r.name,
                    Choice::shipped().cost(features)
                )?;
                for f in features {
                    write!(out, "\t{f:.2}")?;
                }
                writeln!(out)?;
            }
        }
        return Ok(());
    }
    if let Some(count) = arguments.folds {
        let folds = train::folds(&all, |readings| &readings.id, count)?;
        let mut held_out = 0.0;
        for (held, out_of) in folds.iter().enumerate() {
            let others = folds.iter().enumerate().filter(|(at, _)| *at != held);
            let rest: Vec<&Readings> = others.flat_map(|(_, fold)| fold.iter().copied()).collect();
            let trained = train::train_choice(&rest);
            held_out += train::chosen_score(out_of, &trained) * out_of.len() as f32;
        }
        let best = train::best_score(&folds.concat());
        writeln!(
            out,
            "held out {:.4}, best possible {best:.4}, {} flattenings in {count} folds",
            held_out / all.len() as f32,
            all.len(),
        )?;
        return Ok(());
    }
    let all: Vec<&Readings> = all.iter().collect();
    let trained = train::train_choice(&all);
    let (before, after) = (
        train::chosen_score(&all, Choice::shipped()),
        train::chosen_score(&all, &trained),
    );
    writeln!(
        std::io::stderr(),
        "shipped {before:.4}, trained {after:.4}, best possible {:.4}",
        train::best_score(&all)
    )?;
    out.write_all(train::choice_json(&trained).as_bytes())?;
    Ok(())
}

/// Prints the score of each fold when it is held out, and the mean.
fn cross_validate(cases: &[Case], count: usize, rounds: usize) -> Result<(), Box<dyn std::error::Error>> {
    let start = Prices::new(&Weights::default())?;
    let folds = train::folds(cases, |case| &case.id, count)?;
    let mut out = std::io::stdout().lock();
    let (mut before, mut held_out) = (0.0, 0.0);
    for held in 0..count {
        let mut watch = |step: &Step<'_>| {
            tell(step);
            Ok(())
        };
        let fold = train::hold_out(&folds, held, &start, rounds, &mut watch)?;
        writeln!(
            out,
            "fold {}/{count}: held out {:.4} (untrained {:.4}, trained on {:.4}), {} documents in {} flattenings",
            held + 1,
            fold.held_out,
            fold.before,
            fold.trained,
            fold.documents,
            fold.cases
        )?;
        before += fold.before;
        held_out += fold.held_out;
    }
    let count = count as f32;
    writeln!(
        out,
        "mean: held out {:.4} (untrained {:.4})",
        held_out / count,
        before / count
    )?;
    Ok(())
}

/// Says on standard error how far the search is. Nothing depends on it being read.
fn tell(step: &Step<'_>) {
    let _ = writeln!(std::io::stderr(), "{step}");
}

/// Truth file, text file and the name of the pair.
type Pair = (PathBuf, PathBuf, String);

fn pairs(folder: &Path, text: Option<&Path>) -> std::io::Result<Vec<Pair>> {
    if let Some(text) = text {
        return Ok(vec![(folder.to_owned(), text.to_owned(), name(text))]);
    }
    let mut pairs = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = name(&path);
        let truth = if folder.join("truth.json").exists() {
            folder.join("truth.json")
        } else {
            folder.join(format!("{}.truth.json", name.split('.').next().unwrap_or("")))
        };
        if name.ends_with(".txt") && truth.exists() {
            pairs.push((truth, path, name));
        }
    }
    pairs.sort();
    Ok(pairs)
}

fn name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

fn gold(folder: &Path, text: Option<&Path>, dump: bool) -> Result<(), Box<dyn std::error::Error>> {
    let rows: Vec<Result<(String, f64, String), String>> = pairs(folder, text)?
        .par_iter()
        .map(|(truth, text, name)| {
            let truth = Truth::read(truth).map_err(|error| error.to_string())?;
            let bytes = std::fs::read(text).map_err(|error| format!("{name}: {error}"))?;
            let document = rowstitch::input::read(name, &bytes).map_err(|error| format!("{name}: {error}"))?;
            let gold = align(&document, &truth);
            let mut lines = String::new();
            if dump {
                for words in gold.labels.iter().filter(|words| !words.is_empty()) {
                    for word in words {
                        lines += &format!("{} {:?} ", document.span_text(word.span), word.label);
                    }
                    lines.push('\n');
                }
            }
            Ok((name.clone(), gold.matched, lines))
        })
        .collect();
    let mut out = std::io::stdout().lock();
    for row in rows {
        let (name, matched, lines) = row?;
        out.write_all(lines.as_bytes())?;
        writeln!(out, "{matched:.5} {name}")?;
    }
    Ok(())
}

/// Cells of several lines in one file: right, all, and those that differ.
struct Joined {
    name: String,
    right: usize,
    all: usize,
    differing: Vec<String>,
}

fn joins(folder: &Path, text: Option<&Path>, verbose: bool, plain: bool) -> Result<(), Box<dyn std::error::Error>> {
    let producers = producers(folder);
    let rows: Vec<Result<Joined, String>> = pairs(folder, text)?
        .par_iter()
        .map(|(truth, text, name)| {
            let truth = Truth::read(truth).map_err(|error| error.to_string())?;
            let mut bytes = std::fs::read(text).map_err(|error| format!("{name}: {error}"))?;
            if plain {
                let text = String::from_utf8_lossy(&bytes);
                bytes = text.replace(['\u{ad}', '\u{2010}'], "-").into_bytes();
            }
            joined(name, &bytes, &truth)
        })
        .collect();
    let mut sums: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut out = std::io::stdout().lock();
    for row in rows {
        let row = row?;
        for line in row.differing.iter().filter(|_| verbose) {
            writeln!(out, "{}: {line}", row.name)?;
        }
        let mut parts = row.name.split('.');
        let (id, flavour) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
        let producer = producers.get(id).map_or("unknown", String::as_str);
        for key in [
            format!("flavour {flavour}"),
            format!("producer {producer}"),
            "all".to_owned(),
        ] {
            let sum = sums.entry(key).or_default();
            *sum = (sum.0 + row.right, sum.1 + row.all);
        }
    }
    for (key, (right, all)) in sums.iter().filter(|(_, sum)| sum.1 > 0) {
        writeln!(out, "{:.4} {right}/{all} {key}", *right as f64 / *all as f64)?;
    }
    Ok(())
}

fn joined(name: &str, bytes: &[u8], truth: &Truth) -> Result<Joined, String> {
    let document = rowstitch::input::read(name, bytes).map_err(|error| format!("{name}: {error}"))?;
    let gold = align(&document, truth);
    let columns: Vec<usize> = truth.tables.iter().map(|table| table.columns.len()).collect();
    let body = rowstitch::furniture::find(&document);
    let extraction = rowstitch::records::assemble(&document, &body, &gold.reconstruction(&columns));
    let mut row = Joined {
        name: name.to_owned(),
        right: 0,
        all: 0,
        differing: Vec::new(),
    };
    for (table, known) in extraction.tables.iter().zip(&truth.tables) {
        for record in &table.records {
            let same = |k: &&rowstitch::train::TruthRecord| {
                let pairs = || k.cells.iter().zip(&record.cells);
                pairs().all(|(known, cell)| loose(known) == loose(&cell.text))
            };
            let Some(known) = known.records.iter().find(same) else {
                row.all += record.cells.len();
                row.differing.push("a record matches no known one".to_owned());
                continue;
            };
            for (known, cell) in known.cells.iter().zip(&record.cells) {
                let pieces: Vec<&str> = cell.places.iter().map(|place| document.span_text(place.span)).collect();
                if pieces.len() < 2 && !pieces.iter().any(|piece| piece.contains('\u{fffe}')) {
                    continue;
                }
                row.all += 1;
                if strict(known) == strict(&cell.text) {
                    row.right += 1;
                } else {
                    let (known, text) = difference(&strict(known), &strict(&cell.text));
                    row.differing.push(format!("known {known:?} but {text:?}"));
                }
            }
        }
    }
    Ok(row)
}

/// The producers named by a folder's manifest, by document.
fn producers(folder: &Path) -> BTreeMap<String, String> {
    let Ok(bytes) = std::fs::read(folder.join("manifest.json")) else {
        return BTreeMap::new();
    };
    let manifest: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let documents = manifest["documents"].as_array();
    (documents.into_iter().flatten())
        .filter_map(|d| Some((d["id"].as_str()?.to_owned(), d["producer"].as_str()?.to_owned())))
        .collect()
}

/// The strict form of a text: composed, ligatures opened, no soft hyphens, blanks collapsed.
fn strict(text: &str) -> String {
    let mut out: String = text.nfc().filter(|c| !matches!(c, '\u{ad}' | '\u{feff}')).collect();
    for (ligature, letters) in [
        ("\u{fb00}", "ff"),
        ("\u{fb01}", "fi"),
        ("\u{fb02}", "fl"),
        ("\u{fb03}", "ffi"),
        ("\u{fb04}", "ffl"),
    ] {
        out = out.replace(ligature, letters);
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn loose(text: &str) -> String {
    fold_text(text).into_iter().map(|(c, _)| c).collect()
}

/// The words around the first difference.
fn difference(a: &str, b: &str) -> (String, String) {
    let same = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    let cut = |text: &str| text.chars().skip(same.saturating_sub(25)).take(45).collect();
    (cut(a), cut(b))
}
