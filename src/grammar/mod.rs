//! Line grammars: what is written by rule is parsed by rule (nom), one file per grammar.

pub mod bullet;
pub mod code;
pub mod heading;
pub mod page;
