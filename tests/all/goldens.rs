//! Every case in `fixtures/` through the real binary.
//!
//! `fixtures/<case>/source/` holds the input, `fixtures/<case>/expected/` what comes of it: the files written, and
//! `messages.txt` with the exit status and standard error. `fixtures/<case>/options.txt` may hold further options, one a
//! line. `UPDATE_GOLDENS=1 cargo test --test all goldens` writes `expected/` anew; with `CI=true` nothing is ever written.

use crate::support::{Dir, files, root, run_in};
use std::collections::BTreeSet;
use std::path::Path;

/// Folders in `fixtures/` that other tests read.
const OTHERS: [&str; 2] = ["annex", "values"];

fn is_set(name: &str) -> bool {
    std::env::var(name).is_ok_and(|value| !value.is_empty() && value != "0" && value != "false")
}

/// Runs one case in a folder of its own: the names and bytes that come of it.
fn outcome(case: &Path) -> Vec<(String, Vec<u8>)> {
    let dir = Dir::new(&[]);
    let out = dir.path().join("out");
    let options = std::fs::read_to_string(case.join("options.txt")).unwrap_or_default();
    let mut args = vec!["convert", "source", "-o", out.to_str().unwrap(), "-f", "csv,json,jsonl"];
    args.extend(options.lines());
    let run = run_in(case, &args, b"");
    // Only the time differs from run to run.
    let messages = run.stderr.lines().map(|line| match line.rsplit_once(", ") {
        Some((sums, time)) if time.ends_with(" s") => format!("{sums}\n"),
        _ => format!("{line}\n"),
    });
    let messages = format!("exit status {}\n{}", run.status, messages.collect::<String>());
    let mut outcome: Vec<_> = files(&out)
        .into_iter()
        .map(|name| (name.clone(), std::fs::read(out.join(name)).unwrap()))
        .collect();
    outcome.push(("messages.txt".to_owned(), messages.into_bytes()));
    outcome
}

fn differences(case: &Path, update: bool) -> Vec<String> {
    let shown = case.file_name().unwrap().to_string_lossy().into_owned();
    if !case.join("source").is_dir() {
        return vec![format!("{shown}: no source/, so nothing makes what it holds")];
    }
    let expected = case.join("expected");
    let outcome = outcome(case);
    if update {
        let _ = std::fs::remove_dir_all(&expected);
        for (name, bytes) in &outcome {
            let path = expected.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
    }
    let mut differences = Vec::new();
    let made: BTreeSet<&String> = outcome.iter().map(|(name, _)| name).collect();
    for name in files(&expected).iter().filter(|name| !made.contains(name)) {
        differences.push(format!("{shown}/expected/{name}: an orphan, nothing makes it any more"));
    }
    for (name, bytes) in &outcome {
        let got = String::from_utf8_lossy(bytes);
        match std::fs::read_to_string(expected.join(name)) {
            Err(_) => differences.push(format!("{shown}/expected/{name}: missing")),
            Ok(want) if want != got => {
                let line = want
                    .lines()
                    .zip(got.lines())
                    .take_while(|(want, got)| want == got)
                    .count();
                differences.push(format!(
                    "{shown}/expected/{name}, line {}:\n  wanted {:?}\n  got    {:?}",
                    line + 1,
                    want.lines().nth(line).unwrap_or_default(),
                    got.lines().nth(line).unwrap_or_default()
                ));
            }
            Ok(_) => {}
        }
    }
    differences
}

#[test]
fn goldens() {
    let update = is_set("UPDATE_GOLDENS") && !is_set("CI");
    let mut cases: Vec<_> = std::fs::read_dir(root().join("fixtures"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.retain(|case| !OTHERS.iter().any(|other| case.ends_with(other)));
    cases.sort();
    assert!(!cases.is_empty());
    let differences: Vec<String> = cases.iter().flat_map(|case| differences(case, update)).collect();
    assert!(
        differences.is_empty(),
        "{}\n\nlook at the difference; if it is wanted, run: UPDATE_GOLDENS=1 cargo test --test all goldens",
        differences.join("\n")
    );
}
