//! What the outputs of a source depend on, as hashes.

use super::config::Dataset;
use super::error::Error;
use super::manifest::{Options, ProfileUsed};
use crate::pipeline;
use crate::profile::Profile;
use crate::settings::Settings;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// What all sources of a dataset share, and the profiles some have.
pub(super) struct Recipe<'a> {
    pub(super) dataset: &'a Dataset,
    pub(super) model: &'static str,
    pub(super) options: Options,
    /// Hash of each profile, and what it says or why it says nothing, by its path.
    profiles: BTreeMap<&'a str, (String, Result<Profile, String>)>,
}

impl<'a> Recipe<'a> {
    pub(super) fn read(dataset: &'a Dataset) -> Result<Self, Error> {
        let mut profiles = BTreeMap::new();
        for profile in &dataset.profiles {
            let path = dataset.root.join(&profile.file);
            let bytes = std::fs::read(&path).map_err(|error| Error::read(&path, &error))?;
            let shown = dataset.shown(&profile.file).to_string();
            profiles.insert(profile.file.as_str(), (hash(&bytes), parse(&shown, &bytes)));
        }
        Ok(Self {
            dataset,
            model: pipeline::version(),
            options: Options::new(&dataset.formats, &dataset.emit),
            profiles,
        })
    }

    /// The profile of a source.
    pub(super) fn profile(&self, source: &str) -> Option<ProfileUsed> {
        if self.profiles.is_empty() {
            return None;
        }
        let mut profiles = self.dataset.profiles.iter();
        let path = &profiles.find(|profile| profile.sources.is_match(source))?.file;
        let (blake3, _) = self.profiles.get(path.as_str())?;
        Some(ProfileUsed {
            path: path.clone(),
            blake3: blake3.clone(),
        })
    }

    /// The settings that a profile makes.
    pub(super) fn settings(&self, profile: Option<&ProfileUsed>) -> Result<Settings, String> {
        let plain = Settings {
            min_confidence: self.dataset.emit.min_confidence,
            ..Settings::default()
        };
        let Some(profile) = profile else {
            return Ok(plain);
        };
        let (_, profile) = self.profiles.get(profile.path.as_str()).ok_or("its profile is gone")?;
        Ok(Settings {
            profile: profile.clone()?,
            ..plain
        })
    }

    /// Hash of all that the outputs of a source depend on; `name` is their path below the output folder without extensions.
    pub(super) fn key(&self, source: &str, profile: Option<&ProfileUsed>, name: &Path) -> String {
        let mut hasher = blake3::Hasher::new();
        let mut add = |text: &str| {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        };
        add(self.model);
        self.options.formats.iter().for_each(|format| add(format));
        add(if self.options.paragraphs { "paragraphs" } else { "" });
        add(if self.options.provenance { "provenance" } else { "" });
        add(if self.options.csv_safe { "csv-safe" } else { "" });
        add(&self
            .options
            .min_confidence
            .map_or_else(String::new, |least| least.to_string()));
        add(source);
        add(profile.map_or("", |profile| &profile.blake3));
        add(&slashed(name));
        hasher.finalize().to_hex()[..32].to_owned()
    }
}

/// A profile from the bytes of its file.
fn parse(shown: &str, bytes: &[u8]) -> Result<Profile, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| format!("{shown}: is no UTF-8 text; save it as UTF-8"))?;
    Profile::parse(shown, text).map_err(|error| error.to_string())
}

/// A path with `/` on every system.
pub(super) fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}

/// The content hash of bytes.
pub(super) fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// The hash of something as JSON.
pub(super) fn hash_of(value: &impl serde::Serialize) -> String {
    hash(&serde_json::to_vec(value).expect("keys are strings and memory can be written"))
}

/// The content hash of a file, read in pieces if it is large.
pub(super) fn hash_file(path: &Path) -> io::Result<blake3::Hash> {
    thread_local! {
        static BUFFER: std::cell::RefCell<Vec<u8>> = std::cell::RefCell::new(vec![0; 64 << 10]);
    }
    BUFFER.with_borrow_mut(|buffer| {
        let mut file = File::open(path)?;
        let mut filled = 0;
        let mut hasher = None;
        loop {
            match file.read(&mut buffer[filled..])? {
                0 => break,
                read => filled += read,
            }
            if filled == buffer.len() {
                hasher.get_or_insert_with(blake3::Hasher::new).update(buffer);
                filled = 0;
            }
        }
        Ok(match hasher {
            None => blake3::hash(&buffer[..filled]),
            Some(mut hasher) => hasher.update(&buffer[..filled]).finalize(),
        })
    })
}
