//! The stat cache: hashes of sources by what the system says of the files, so that unchanged ones need not be read again.
//!
//! Git's index does the same. A file is known again when device, inode, size and both times (of its bytes and of its state) are
//! what they were; a copy, another file under its name, an edit, and an edit with its time set back are all read. What was
//! changed just before it was read is not kept, as it could be changed again without any of these being another. The cache is of
//! one machine and may go at any time: it lies where the caller says, never in the output folder, and decides nothing but what is
//! read. Where the system tells too little (no inodes), every source is read.

use super::{files, recipe};
use std::collections::HashMap;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
#[cfg(unix)]
use std::time::Duration;
use std::time::SystemTime;

/// What the file begins with; another shape has another.
const MAGIC: &[u8; 16] = b"rowstitch stat 1";

/// A file changed so shortly before a build is read again the next time: some file systems count time in steps of two
/// seconds.
#[cfg(unix)]
const SETTLED: Duration = Duration::from_secs(4);

/// Device, inode, size, time of the bytes, time of the state; the times in nanoseconds.
type Look = [u64; 5];

/// Bytes of an entry: its look and the hash.
const ENTRY: usize = 5 * 8 + 32;

/// Hashes of files that were read before.
pub(super) struct StatCache {
    path: Option<PathBuf>,
    /// When this build began.
    begun: SystemTime,
    known: HashMap<Look, [u8; 32]>,
    /// Those of this build.
    now: Mutex<Vec<(Look, [u8; 32])>>,
}

impl StatCache {
    /// Reads the cache; it is empty without a path, and where there is none or no whole one.
    pub(super) fn read(path: Option<&Path>) -> Self {
        let bytes = path.and_then(|path| std::fs::read(path).ok()).unwrap_or_default();
        Self {
            path: path.map(Path::to_owned),
            begun: SystemTime::now(),
            known: parse(&bytes).unwrap_or_default(),
            now: Mutex::default(),
        }
    }

    /// The content hash of a file, read only if need be.
    pub(super) fn hash(&self, path: &Path) -> io::Result<String> {
        let meta = self.path.as_ref().and_then(|_| std::fs::metadata(path).ok());
        let look = meta.and_then(|meta| look(&meta, self.begun));
        let hash = match look.and_then(|look| self.known.get(&look)) {
            Some(hash) => blake3::Hash::from_bytes(*hash),
            None => recipe::hash_file(path)?,
        };
        if let Some(look) = look {
            let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
            now.push((look, *hash.as_bytes()));
        }
        Ok(hash.to_hex().to_string())
    }

    /// Writes what is known now, if that is something else. A cache that cannot be written costs time only.
    pub(super) fn write(self) {
        let mut now = self.now.into_inner().unwrap_or_else(PoisonError::into_inner);
        let same = now.len() == self.known.len() && now.iter().all(|(look, hash)| self.known.get(look) == Some(hash));
        let (Some(path), false) = (self.path, same) else { return };
        now.sort_unstable();
        now.dedup();
        let mut bytes = MAGIC.to_vec();
        for (look, hash) in now {
            look.iter().for_each(|part| bytes.extend(part.to_le_bytes()));
            bytes.extend(hash);
        }
        let sum = blake3::hash(&bytes);
        bytes.extend(sum.as_bytes());
        let _ = files::replace(&path, &bytes);
    }
}

/// The entries of a whole cache.
fn parse(bytes: &[u8]) -> Option<HashMap<Look, [u8; 32]>> {
    let (bytes, sum) = bytes.split_last_chunk::<32>()?;
    let entries = bytes.strip_prefix(MAGIC)?;
    if blake3::hash(bytes) != *sum || entries.len() % ENTRY != 0 {
        return None;
    }
    let entry = |entry: &[u8]| {
        let (look, hash) = entry.split_last_chunk::<32>()?;
        let mut parts = look.chunks_exact(8).map(|part| part.try_into().map(u64::from_le_bytes));
        let mut look = Look::default();
        for part in &mut look {
            *part = parts.next()?.ok()?;
        }
        Some((look, *hash))
    };
    entries.chunks_exact(ENTRY).map(entry).collect()
}

/// How a file looks, if that is enough to know it again.
#[cfg(unix)]
fn look(meta: &Metadata, now: SystemTime) -> Option<Look> {
    use std::os::unix::fs::MetadataExt;
    let nanoseconds = |seconds: i64, rest: i64| {
        let all = u64::try_from(seconds).ok()?.checked_mul(1_000_000_000)?;
        all.checked_add(u64::try_from(rest).ok()?)
    };
    let times = [
        nanoseconds(meta.mtime(), meta.mtime_nsec())?,
        nanoseconds(meta.ctime(), meta.ctime_nsec())?,
    ];
    let settled = (now - SETTLED).duration_since(SystemTime::UNIX_EPOCH).ok()?.as_nanos();
    let old = times.iter().all(|time| u128::from(*time) < settled);
    (meta.is_file() && old).then_some([meta.dev(), meta.ino(), meta.len(), times[0], times[1]])
}

#[cfg(not(unix))]
fn look(_meta: &Metadata, _now: SystemTime) -> Option<Look> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn modified(path: &Path, time: SystemTime) -> Metadata {
        let file = std::fs::File::options().append(true).open(path).unwrap();
        file.set_modified(time).unwrap();
        std::fs::metadata(path).unwrap()
    }

    #[test]
    fn a_file_is_known_again_by_its_look_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.txt");
        std::fs::write(&file, "one").unwrap();
        let meta = std::fs::metadata(&file).unwrap();
        let (now, time) = (SystemTime::now(), meta.modified().unwrap());
        let later = now + Duration::from_secs(60);
        assert_eq!(look(&meta, now), None, "changed just now");
        assert_eq!(look(&meta, now - Duration::from_secs(60)), None, "changed after that");
        let known = look(&meta, later);
        assert!(known.is_some());
        // Times of some systems go in steps of hundredths of a second.
        std::thread::sleep(Duration::from_millis(20));
        std::fs::write(&file, "two").unwrap();
        let edited = modified(&file, time);
        assert_eq!((edited.len(), edited.modified().unwrap()), (meta.len(), time));
        assert_ne!(look(&edited, later), known, "its time was set back");
        let other = folder.path().join("b.txt");
        std::fs::write(&other, "one").unwrap();
        assert_ne!(look(&modified(&other, time), later), known, "another file");
        assert_eq!(look(&std::fs::metadata(folder.path()).unwrap(), later), None);
    }

    #[test]
    fn a_known_file_is_not_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let (cache, file) = (folder.path().join("new/cache"), folder.path().join("a.txt"));
        std::fs::write(&file, "one").unwrap();
        let later = SystemTime::now() + Duration::from_secs(60);
        let stats = StatCache::read(Some(&cache));
        assert_eq!(stats.hash(&file).unwrap(), recipe::hash(b"one"));
        stats.write();
        assert!(!cache.exists(), "too young to be kept");
        let mut stats = StatCache::read(Some(&cache));
        stats.begun = later;
        stats.hash(&file).unwrap();
        stats.write();
        let mut stats = StatCache::read(Some(&cache));
        stats.begun = later;
        stats.known.values_mut().for_each(|hash| *hash = [7; 32]);
        assert_eq!(stats.hash(&file).unwrap(), "07".repeat(32));
        assert!(StatCache::read(None).hash(&folder.path().join("none")).is_err());
        assert!(stats.hash(&folder.path().join("none")).is_err());
        stats.begun = SystemTime::now();
        assert_eq!(stats.hash(&file).unwrap(), recipe::hash(b"one"));
    }

    #[test]
    fn a_broken_cache_is_empty() {
        let folder = tempfile::tempdir().unwrap();
        let cache = folder.path().join("cache");
        let stats = StatCache {
            path: Some(cache.clone()),
            begun: SystemTime::now(),
            known: HashMap::new(),
            now: Mutex::new(vec![([1, 2, 3, 4, 5], [7; 32]), ([1, 2, 3, 4, 6], [8; 32])]),
        };
        stats.write();
        let whole = std::fs::read(&cache).unwrap();
        let known = parse(&whole).unwrap();
        assert_eq!((known.len(), known[&[1, 2, 3, 4, 6]]), (2, [8; 32]));
        for end in [0, 16, 48, whole.len() - 1] {
            assert_eq!(parse(&whole[..end]), None);
        }
        for at in 0..whole.len() {
            let mut broken = whole.clone();
            broken[at] ^= 1;
            assert_eq!(parse(&broken), None, "{at}");
        }
    }
}
