//! What a build reads, as make and ninja want to know it.

use super::config::Dataset;
use super::error::Error;
use super::files;
use super::{manifest, sources};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

/// A rule whose target is the manifest, and whose prerequisites are the configuration, profiles, all sources and the folders they are in
/// (so that new ones count); then an empty rule for each, so that one that is gone stops nothing.
///
/// # Errors
/// When the sources cannot be found.
pub fn rules(dataset: &Dataset) -> Result<String, Error> {
    let mut files = BTreeSet::new();
    files.insert(files::shown(&dataset.config));
    for profile in &dataset.profiles {
        files.insert(dataset.shown(&profile.file));
    }
    for source in sources::find(dataset)? {
        if let Some(folder) = Path::new(&source).parent().filter(|_| {
            dataset
                .sources
                .iter()
                .any(|pattern| pattern.plain < pattern.text.split('/').count())
        }) {
            files.insert(files::shown(&dataset.root.join(folder)));
        }
        files.insert(dataset.shown(&source));
    }
    let mut rules = format!("{}:", escape(&dataset.shown_output(manifest::FILE)));
    for file in &files {
        let _ = write!(rules, " \\\n  {}", escape(file));
    }
    rules.push('\n');
    for file in &files {
        let _ = write!(rules, "\n{}:\n", escape(file));
    }
    Ok(rules)
}

/// A path as makefiles write it.
fn escape(path: &str) -> String {
    let mut escaped = String::new();
    for c in path.chars() {
        match c {
            ' ' | '#' => escaped.extend(['\\', c]),
            '$' => escaped.push_str("$$"),
            '\\' if cfg!(windows) => escaped.push('/'),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    #[test]
    fn escapes() {
        assert_eq!(super::escape("a b#c$d.txt"), "a\\ b\\#c$$d.txt");
    }
}
