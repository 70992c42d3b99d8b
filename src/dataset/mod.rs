//! The only room that writes files: always whole, always by atomic replacement.

pub mod diff;
pub mod verify;

use std::io::{self, Write};
use std::path::Path;
use tempfile::Builder;

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
    builder.prefix(".rowstitch-");
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
