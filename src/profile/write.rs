//! A profile as a TOML file to start from.

use super::Profile;

/// Writes a profile as TOML.
pub fn toml(profile: &Profile) -> String {
    let _ = profile;
    String::new()
}
