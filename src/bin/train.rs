//! Training and measuring; not needed to convert sources.

use clap::{Parser, Subcommand};
use rayon::prelude::*;
use rowstitch::train::{Truth, align};
use std::io::Write;
use std::path::{Path, PathBuf};

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
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    match Arguments::parse().command {
        Command::Gold { folder, text, dump } => gold(&folder, text.as_deref(), dump),
    }
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
            folder.join(format!(
                "{}.truth.json",
                name.split('.').next().unwrap_or("")
            ))
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
