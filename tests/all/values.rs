//! What the cells of the annex mean: every distinct text of its columns with values, judged line by line.
//!
//! `UPDATE_GOLDENS=1 cargo test --test all values` writes `fixtures/values/annex.json` anew; with `CI=true` it is never written.

use crate::support::{convert, root, seed};
use serde_json::{Map, Value, json};

/// The kind of each column, and each distinct text of the columns that have values with its value.
fn read(document: &Value) -> Value {
    let table = &document["tables"][0];
    let names = table["columns"].as_array().unwrap();
    let kinds = table["kinds"].as_array().unwrap();
    let mut columns = Map::new();
    for (name, kind) in names.iter().zip(kinds) {
        let name = name.as_str().unwrap();
        let mut values = Map::new();
        if !["text", "code", "status"].contains(&kind.as_str().unwrap()) {
            for record in table["records"].as_array().unwrap() {
                let text = record["cells"][name].as_str().unwrap();
                let value = record["values"].get(name).cloned().unwrap_or_default();
                let before = values.insert(text.to_owned(), value.clone());
                assert!(
                    before.is_none_or(|before| before == value),
                    "one text, one value: {text}"
                );
            }
        }
        columns.insert(name.to_owned(), json!({"kind": kind, "values": values}));
    }
    Value::Object(columns)
}

#[test]
fn the_annex_is_read_as_judged() {
    let run = convert(&std::fs::read(seed("001")).unwrap()).ends_with(0);
    let read = read(&run.json());
    let path = root().join("fixtures/values/annex.json");
    let is_set = |name: &str| std::env::var(name).is_ok_and(|value| !["", "0", "false"].contains(&value.as_str()));
    if is_set("UPDATE_GOLDENS") && !is_set("CI") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, serde_json::to_string_pretty(&read).unwrap() + "\n").unwrap();
    }
    let golden: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    for (name, column) in golden.as_object().unwrap() {
        assert_eq!(column["kind"], read[name]["kind"], "{name}");
        for (text, value) in column["values"].as_object().unwrap() {
            assert_eq!(&read[name]["values"][text], value, "{name}: {text}");
        }
    }
    assert_eq!(golden, read);
}
