//! Writes invented tables as a labelled folder, to look at them.

use rowstitch::dataset::replace;
use rowstitch::train;
use serde_json::{Map, Value, json};
use std::path::Path;

/// Writes `count` of them.
pub(super) fn run(folder: &Path, out: &Path, count: usize, seed: u64) -> Result<(), Box<dyn std::error::Error>> {
    std::fs::create_dir_all(out)?;
    let mut documents = Vec::new();
    for case in train::invent(&train::read_sources(folder)?, count, seed)? {
        let Some((id, flavour)) = case.name.split_once('.') else {
            continue;
        };
        let records = case.truth.records.iter().map(|record| {
            let cells = case.truth.columns.iter().cloned();
            let cells: Map<String, Value> = cells.zip(record.cells.iter().map(|cell| json!(cell))).collect();
            json!({"section": record.section, "subsection": record.subsection, "cells": cells})
        });
        let table = json!({
            "columns": case.truth.columns,
            "kinds": case.truth.kinds,
            "records": records.collect::<Vec<Value>>(),
        });
        let truth = json!({"id": id, "from": case.id, "tables": [table]});
        replace(&out.join(format!("{id}.truth.json")), format!("{truth:#}\n").as_bytes())?;
        replace(&out.join(format!("{}.txt", case.name)), case.document.text.as_bytes())?;
        documents.push(json!({"id": id, "flavours": [flavour]}));
    }
    let manifest = json!({"documents": documents});
    replace(&out.join("manifest.json"), format!("{manifest:#}\n").as_bytes())?;
    Ok(())
}
