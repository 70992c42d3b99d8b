//! Names of output files: short ones, longer ones where sources would write the same file.

use crate::emit::Format;
use std::path::{Component, Path, PathBuf};

/// What is put behind that path for table `index` (0-based) of a source: `.csv`, `.2.csv`, ...
pub fn suffix(index: usize, format: Format) -> String {
    match index {
        0 => format!(".{}", format.extension()),
        _ => format!(".{}.{}", index + 1, format.extension()),
    }
}

/// The path of each source's output below the output folder, without the format's extension.
///
/// A source's name with its last extension removed; those that collide keep their full name; those that still do keep their
/// folders too. `None` where even that leaves a collision. Further tables go to `name.2.csv`, so with `tables`, `name.2`
/// collides with `name`. No output gets a name of `reserved` (in small letters).
pub fn assign(sources: &[&Path], tables: bool, reserved: &[&str]) -> Vec<Option<PathBuf>> {
    const LONGEST: u8 = 2;
    let mut levels = vec![0_u8; sources.len()];
    loop {
        let names: Vec<PathBuf> = sources
            .iter()
            .zip(&levels)
            .map(|(source, level)| name(source, *level))
            .collect();
        let colliding = colliding(&names, tables, reserved);
        let mut changed = false;
        for (level, _) in levels
            .iter_mut()
            .zip(&colliding)
            .filter(|(level, colliding)| **colliding && **level < LONGEST)
        {
            *level += 1;
            changed = true;
        }
        if !changed {
            return names
                .into_iter()
                .zip(colliding)
                .map(|(name, colliding)| (!colliding).then_some(name))
                .collect();
        }
    }
}

fn name(source: &Path, level: u8) -> PathBuf {
    match level {
        0 => source.file_stem().unwrap_or(source.as_os_str()).into(),
        1 => source.file_name().unwrap_or(source.as_os_str()).into(),
        _ => source
            .components()
            .filter(|component| matches!(component, Component::Normal(_)))
            .collect(),
    }
}

fn colliding(names: &[PathBuf], tables: bool, reserved: &[&str]) -> Vec<bool> {
    // Some file systems do not tell capitals from small letters.
    let key = |(index, name): (usize, &PathBuf)| (name.to_string_lossy().to_lowercase(), index);
    let mut keys: Vec<(String, usize)> = names.iter().enumerate().map(key).collect();
    keys.sort_unstable();
    let mut colliding = vec![false; names.len()];
    for same in keys.chunk_by(|a, b| a.0 == b.0) {
        let key = same[0].0.as_str();
        let first = numbered(key).filter(|_| tables).unwrap_or_default();
        let at = if first.is_empty() {
            keys.len()
        } else {
            keys.partition_point(|(key, _)| key.as_str() < first)
        };
        let first_table = || keys[at..].iter().take_while(|(key, _)| key == first);
        if same.len() > 1 || first_table().next().is_some() || reserved.contains(&key) {
            same.iter()
                .chain(first_table())
                .for_each(|(_, index)| colliding[*index] = true);
        }
    }
    colliding
}

/// `name` of `name.2`: the source whose second table would take this name.
fn numbered(key: &str) -> Option<&str> {
    let (name, number) = key.rsplit_once('.')?;
    let digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    (digits && !number.starts_with('0') && number != "1").then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(paths: &[&str], tables: bool) -> Vec<String> {
        let sources: Vec<&Path> = paths.iter().map(Path::new).collect();
        assign(&sources, tables, &["manifest"])
            .into_iter()
            .map(|name| name.map_or("-".to_owned(), |name| name.to_string_lossy().replace('\\', "/")))
            .collect()
    }

    #[test]
    fn short_where_possible() {
        assert_eq!(
            names(&["s/a.seed.txt", "s/b.txt", "s/README"], true),
            ["a.seed", "b", "README"]
        );
        assert_eq!(names(&["a.txt", "A.md", "b.txt"], true), ["a.txt", "A.md", "b"]);
        assert_eq!(
            names(&["p/a.txt", "../q/a.txt", "a.md"], true),
            ["p/a.txt", "q/a.txt", "a.md"]
        );
        assert_eq!(names(&["../a.txt", "a.txt"], true), ["-", "-"]);
        assert_eq!(
            names(&["Manifest.txt", "q/manifest"], true),
            ["Manifest.txt", "q/manifest"]
        );
    }

    #[test]
    fn further_tables_have_room() {
        assert_eq!(
            names(&["a.txt", "a.2.txt", "r.2024.txt"], true),
            ["a.txt", "a.2.txt", "r.2024"]
        );
        assert_eq!(names(&["a.txt", "a.2.txt"], false), ["a", "a.2"]);
    }
}
