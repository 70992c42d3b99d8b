//! Writing and removing files: always whole, always by atomic replacement.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::Builder;

/// What the names of half-written files begin with; one that is left over after a kill may be removed.
pub const TEMPORARY: &str = ".rowstitch-";

/// Replaces the file at `path` by `bytes`, creating its folder if need be.
///
/// A reader sees the old file or the new one, never a part. A file that has these bytes already is left alone, with its
/// time of change, so that build tools see that nothing changed.
///
/// # Errors
/// When the folder cannot be made or the file cannot be written or replaced; then the old file is as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if std::fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() == bytes.len() as u64)
        && std::fs::read(path).is_ok_and(|old| old == bytes)
    {
        return Ok(());
    }
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    std::fs::create_dir_all(folder)?;
    let mut builder = Builder::new();
    builder.prefix(TEMPORARY);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As an ordinary new file: what the umask leaves. (A temporary file is the user's alone otherwise.)
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Removes a file, and the folders it leaves empty below `top`. A file that is gone already is no error.
///
/// # Errors
/// When the file is there and cannot be removed.
pub fn remove(path: &Path, top: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut folder = path.parent();
    while let Some(empty) = folder.filter(|folder| *folder != top && folder.starts_with(top)) {
        if std::fs::remove_dir(empty).is_err() {
            break;
        }
        folder = empty.parent();
    }
    Ok(())
}

/// Removes half-written files that a kill left in a folder; what cannot be removed stays.
pub(super) fn clean(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(TEMPORARY) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// The bytes of a file; `None` if there is none.
pub(super) fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// A path without `.` and without `name/..`, by its text alone: for messages and for comparing what a user wrote.
pub(super) fn tidy(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut tidy = PathBuf::new();
    for component in path.components() {
        let last = tidy.components().next_back();
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(last, Some(Component::Normal(_))) => {
                tidy.pop();
            }
            _ => tidy.push(component),
        }
    }
    tidy
}

/// A path as people want to see it.
pub fn shown(path: &Path) -> String {
    let tidy = tidy(path);
    let path = if tidy.as_os_str().is_empty() {
        Path::new(".")
    } else {
        &tidy
    };
    on_one_line(&path.display().to_string())
}

/// A name that may hold line breaks and other control characters, as it stands in a message.
pub fn on_one_line(name: &str) -> String {
    let mut line = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_control() {
            line.extend(c.escape_default());
        } else {
            line.push(c);
        }
    }
    line
}

/// What is said of a source that cannot be read, and what to do.
pub fn unreadable(error: &io::Error) -> String {
    format!("cannot be read: {}; check the file and its permissions", reason(error))
}

/// The system's reason without the error number, to go on a sentence with.
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tidy_paths() {
        let tidy = |path: &str| tidy(Path::new(path)).to_string_lossy().replace('\\', "/");
        assert_eq!(tidy("output/../seeds/./a.txt"), "seeds/a.txt");
        assert_eq!(tidy("../../a/b/../c"), "../../a/c");
        assert_eq!(tidy("./a/.."), "");
    }
}
