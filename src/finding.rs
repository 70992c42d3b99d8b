//! What rowstitch noticed about a source: data first, made into messages at the edge.

use serde::{Deserialize, Serialize};

/// How grave a [`Finding`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth knowing; nothing is wrong.
    Note,
    /// Look at it: the result may be incomplete or wrong here.
    Warning,
    /// The result must not be used without repair; the exit status becomes 1.
    Error,
}

/// One thing noticed about a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How grave it is.
    pub level: Level,
    /// Stable machine-readable name, in kebab case (`no-table`, `invalid-utf8`, ...).
    pub code: &'static str,
    /// One sentence for people: what, and what to do.
    pub message: String,
    /// 1-based page, where known.
    pub page: Option<u32>,
    /// 1-based line, where known.
    pub line: Option<u32>,
}
