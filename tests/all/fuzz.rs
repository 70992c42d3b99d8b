//! What the fuzzer found goes through its targets again, without a fuzzer.
//!
//! `fuzz/corpus/<target>/` has a few small inputs that reach much of the code, `fuzz/crashes/<target>/` those that once were a
//! fault, named by what it was.

#[path = "../../fuzz/targets.rs"]
mod targets;

use crate::support::{files, root};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::panic::catch_unwind;
use targets::TARGETS;

/// The names below a folder of `fuzz/`, without what is behind a point.
fn names(folder: &str) -> BTreeSet<String> {
    let entries = std::fs::read_dir(root().join("fuzz").join(folder)).expect("a folder of fuzz/");
    let name = |entry: std::io::Result<std::fs::DirEntry>| {
        let path = entry.expect("an entry").path();
        path.file_stem().expect("a name").to_string_lossy().into_owned()
    };
    entries.map(name).collect()
}

#[test]
fn every_target_has_a_program_and_a_corpus() {
    let targets: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(
        names("fuzz_targets"),
        targets,
        "fuzz/fuzz_targets/ beside fuzz/targets.rs"
    );
    assert_eq!(names("corpus"), targets, "fuzz/corpus/ beside fuzz/targets.rs");
    let crashes = names("crashes");
    assert!(crashes.is_subset(&targets), "fuzz/crashes/: {crashes:?}");
    let manifest = std::fs::read_to_string(root().join("fuzz/Cargo.toml")).unwrap();
    for target in &targets {
        assert!(
            !files(&root().join("fuzz/corpus").join(target)).is_empty(),
            "fuzz/corpus/{target}/ is empty"
        );
        let program = std::fs::read_to_string(root().join(format!("fuzz/fuzz_targets/{target}.rs"))).unwrap();
        assert!(program.contains(&format!("\"{target}\"")), "{program}");
        assert!(manifest.contains(&format!("\nname = \"{target}\"\npath = \"fuzz_targets/{target}.rs\"\n")));
    }
}

#[test]
fn nothing_that_was_found_is_a_fault() {
    let mut inputs = Vec::new();
    for folder in ["corpus", "crashes"] {
        for file in files(&root().join("fuzz").join(folder)) {
            let (target, _) = file.split_once('/').expect("files are in folders of targets");
            inputs.push((target.to_owned(), format!("fuzz/{folder}/{file}")));
        }
    }
    let fault = |(target, path): &(String, String)| {
        let bytes = std::fs::read(root().join(path)).expect("an input");
        catch_unwind(|| targets::run(target, &bytes)).is_err()
    };
    let faults: Vec<&(String, String)> = inputs.par_iter().filter(|input| fault(input)).collect();
    assert!(faults.is_empty(), "what goes wrong, with messages above: {faults:?}");
}
