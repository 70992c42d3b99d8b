//! What is written has the shape that the JSON Schemas document.

use crate::support::{Dir, files, root, run_in};
use serde_json::{Value, json};

fn schema(name: &str) -> Value {
    serde_json::from_slice(&std::fs::read(root().join("src/emit/schema").join(name)).unwrap()).unwrap()
}

/// Validates against the part of JSON Schema that the schemas use; a keyword it does not know is a fault of the test.
fn validate(schema: &Value, whole: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
    let mut fault = |what: String| faults.push(format!("{at}: {what}: {value}"));
    let keywords = schema.as_object().expect("a schema is an object");
    for (keyword, wanted) in keywords {
        match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" => {}
            "type" => {
                let names: Vec<&Value> = wanted.as_array().map_or(vec![wanted], |names| names.iter().collect());
                if !names.iter().any(|name| is_type(name.as_str().unwrap(), value)) {
                    fault(format!("not of type {wanted}"));
                }
            }
            "enum" if !wanted.as_array().unwrap().contains(value) => fault(format!("not one of {wanted}")),
            "minimum" if value.as_f64().is_some_and(|number| number < wanted.as_f64().unwrap()) => {
                fault(format!("less than {wanted}"));
            }
            "maximum" if value.as_f64().is_some_and(|number| number > wanted.as_f64().unwrap()) => {
                fault(format!("more than {wanted}"));
            }
            "minLength"
                if value
                    .as_str()
                    .is_some_and(|text| (text.chars().count() as u64) < wanted.as_u64().unwrap()) =>
            {
                fault(format!("shorter than {wanted}"));
            }
            // The one pattern there is: kebab case.
            "pattern" => {
                assert_eq!(wanted, "^[a-z0-9]+(-[a-z0-9]+)*$");
                let word =
                    |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
                if value.as_str().is_some_and(|text| !text.split('-').all(word)) {
                    fault("not in kebab case".to_owned());
                }
            }
            "minItems"
                if value
                    .as_array()
                    .is_some_and(|items| (items.len() as u64) < wanted.as_u64().unwrap()) =>
            {
                fault("too few items".to_owned());
            }
            "maxItems"
                if value
                    .as_array()
                    .is_some_and(|items| items.len() as u64 > wanted.as_u64().unwrap()) =>
            {
                fault("too many items".to_owned());
            }
            "uniqueItems" => {
                if value
                    .as_array()
                    .is_some_and(|items| items.iter().enumerate().any(|(n, i)| items[..n].contains(i)))
                {
                    fault("items that are equal".to_owned());
                }
            }
            "required" => {
                for key in wanted.as_array().unwrap() {
                    if value
                        .as_object()
                        .is_some_and(|object| !object.contains_key(key.as_str().unwrap()))
                    {
                        fault(format!("no {key}"));
                    }
                }
            }
            "enum" | "minimum" | "maximum" | "minLength" | "minItems" | "maxItems" => {}
            "$ref" => {
                let pointer = wanted.as_str().unwrap().strip_prefix('#').unwrap();
                validate(whole.pointer(pointer).expect("a definition"), whole, value, at, faults);
                return;
            }
            "properties" | "additionalProperties" | "items" => {}
            unknown => panic!("the test does not know the keyword {unknown}"),
        }
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        if let Some(items) = keywords.get("items") {
            validate(items, whole, item, &format!("{at}/{index}"), faults);
        }
    }
    for (key, item) in value.as_object().into_iter().flatten() {
        let at = format!("{at}/{key}");
        let named = keywords.get("properties").and_then(|properties| properties.get(key));
        match named.or(keywords.get("additionalProperties")) {
            Some(Value::Bool(false)) => faults.push(format!("{at}: a key the schema does not know")),
            Some(schema) => validate(schema, whole, item, &at, faults),
            None => {}
        }
    }
}

fn is_type(name: &str, value: &Value) -> bool {
    match name {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => panic!("the test does not know the type {name}"),
    }
}

#[track_caller]
pub(crate) fn assert_valid(schema: &Value, value: &Value, name: &str) {
    let mut faults = Vec::new();
    validate(schema, schema, value, name, &mut faults);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Keys in the order they are written, which a parsed map forgets.
fn keys(text: &str, depth: usize) -> Vec<String> {
    let indent = "  ".repeat(depth);
    let at_depth = text
        .lines()
        .filter_map(|line| line.strip_prefix(&indent)?.strip_prefix('"')?.split_once("\": "));
    at_depth.map(|(key, _)| key.to_owned()).collect()
}

#[test]
fn everything_written_is_valid() {
    let dir = Dir::new(&[("letter.txt", b"Een brief.\nZonder tabel.\n")]);
    let out = dir.path().join("out");
    let letter = dir.path().join("letter.txt");
    let args = [
        "convert",
        "seeds",
        letter.to_str().unwrap(),
        "-o",
        out.to_str().unwrap(),
        "-f",
        "csv,json,jsonl",
    ];
    run_in(root(), &args, b"");
    let (document, record) = (schema("document.schema.json"), schema("record.schema.json"));
    let mut records = 0;
    for name in files(&out) {
        let text = std::fs::read_to_string(out.join(&name)).unwrap();
        if name.ends_with(".json") {
            assert_valid(&document, &serde_json::from_str(&text).unwrap(), &name);
            assert_eq!(keys(&text, 1), ["source", "tables", "findings", "audit"], "{name}");
            if let Some(first) = text.find("\"records\": [") {
                let rest = keys(&text[first..], 5);
                assert_eq!(
                    rest[..6],
                    ["section", "subsection", "cells", "values", "pages", "lines"],
                    "{name}"
                );
            }
        } else if name.ends_with(".jsonl") {
            for line in text.lines() {
                assert_valid(&record, &serde_json::from_str(line).unwrap(), &name);
                let keys = [
                    "\"source\":",
                    ",\"table\":",
                    ",\"section\":",
                    ",\"subsection\":",
                    ",\"cells\":",
                    ",\"values\":",
                    ",\"pages\":",
                ];
                let places: Vec<_> = keys.iter().map(|key| line.find(key).expect(key)).collect();
                assert!(places.is_sorted(), "{name}: {line}");
                records += 1;
            }
        }
    }
    assert!(records > 0, "no seed gave a record");
}

#[test]
fn the_validator_sees_faults() {
    let schema = schema("record.schema.json");
    let good = json!({"source": "a", "table": 1, "section": null, "subsection": "b", "cells": {"c": ""}, "values": {"c": {"number": "1"}}, "pages": [1, 2], "lines": [1, 1],
        "confidence": {"record": 0.9, "cells": {"c": 1.0}}, "provenance": {"c": [{"page": 1, "line": 1, "start": 0, "end": 1}]}});
    assert_valid(&schema, &good, "good");
    for (key, bad) in [
        ("source", json!("")),
        ("table", json!(0)),
        ("section", json!(1)),
        ("cells", json!({"c": null})),
        ("values", json!({"c": {"number": 1}})),
        ("pages", json!([1])),
        ("confidence", json!({"record": 2, "cells": {}})),
        ("provenance", json!({"c": []})),
        ("lines", json!([1, 2, 3])),
        ("pages", json!([0, 1])),
        ("other", json!(1)),
    ] {
        let mut value = good.clone();
        value[key] = bad;
        let mut faults = Vec::new();
        validate(&schema, &schema, &value, "bad", &mut faults);
        assert_eq!(faults.len(), 1, "{key}: {faults:?}");
    }
    let mut faults = Vec::new();
    validate(&schema, &schema, &json!({}), "bad", &mut faults);
    assert_eq!(faults.len(), 10);
}
