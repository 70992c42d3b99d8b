//! Trains the weights of the cost model on labelled folders.
use rayon::prelude::*;
use rowstitch::furniture;
use rowstitch::reconstruct::kinds::Kinds;
use rowstitch::reconstruct::{reconstruct_given, weights::Weights};
use rowstitch::train::Truth;

struct Case {
    name: String,
    document: rowstitch::Document,
    body: furniture::Body,
    truth: Truth,
    kinds: Vec<usize>,
    weight: f32,
}

fn key(s: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    s.nfkc()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\u{fffe}' | '\u{ad}'))
        .collect()
}

fn score(case: &Case, weights: &Weights) -> f32 {
    let r = reconstruct_given(&case.document, &case.body, weights, &case.kinds);
    let e = rowstitch::records::assemble(&case.document, &case.body, &r);
    let table = &case.truth.tables[0];
    let rows = |section: &str, sub: &str, cells: &[String]| {
        let mut all: Vec<String> = cells.iter().map(|c| key(c)).collect();
        all.push(key(section));
        all.push(key(sub));
        all
    };
    let want: Vec<Vec<String>> = table
        .records
        .iter()
        .map(|x| rows(&x.section, &x.subsection, &x.cells))
        .collect();
    let got: Vec<Vec<String>> = e
        .tables
        .first()
        .map(|t| {
            t.records
                .iter()
                .map(|x| {
                    let cells: Vec<String> = x.cells.iter().map(|c| c.text.clone()).collect();
                    rows(
                        x.section.as_deref().unwrap_or(""),
                        x.subsection.as_deref().unwrap_or(""),
                        &cells,
                    )
                })
                .collect()
        })
        .unwrap_or_default();
    let mut used = vec![false; got.len()];
    let mut exact = 0.0;
    let n = table.columns.len();
    let mut cells = std::collections::BTreeMap::new();
    for g in &got {
        for (i, c) in g.iter().take(n).enumerate() {
            *cells.entry((i, c.clone())).or_insert(0) += 1;
        }
    }
    let mut good = 0.0;
    for w in &want {
        if let Some(j) = (0..got.len()).find(|j| !used[*j] && got[*j] == *w) {
            used[j] = true;
            exact += 1.0;
        }
        for (i, c) in w.iter().take(n).enumerate() {
            if let Some(k) = cells.get_mut(&(i, c.clone())) {
                if *k > 0 {
                    *k -= 1;
                    good += 1.0;
                }
            }
        }
    }
    let rows = want.len().max(got.len()).max(1) as f32;
    0.6 * exact / rows + 0.4 * good / (rows * n as f32)
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let folder = &arguments[1];
    let flavours: Vec<&str> = arguments[2].split(',').collect();
    let rounds: usize = arguments[3].parse().unwrap();
    let manifest: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(format!("{folder}/manifest.json")).unwrap()).unwrap();
    let mut kinds = Kinds::shipped().clone();
    let mut cases = Vec::new();
    for d in manifest["documents"].as_array().unwrap() {
        let id = d["id"].as_str().unwrap();
        if d["tables"].as_array().unwrap().len() != 1 {
            continue;
        }
        let k: Vec<usize> = d["tables"][0]["kinds"]
            .as_array()
            .unwrap()
            .iter()
            .map(|k| kinds.number(k.as_str().unwrap()))
            .collect();
        let truth = Truth::read(std::path::Path::new(&format!("{folder}/{id}.truth.json"))).unwrap();
        for f in d["flavours"].as_array().unwrap() {
            let f = f.as_str().unwrap();
            if !flavours.contains(&f) {
                continue;
            }
            let path = format!("{folder}/{id}.{f}.txt");
            let document = rowstitch::input::read(&path, &std::fs::read(&path).unwrap()).unwrap();
            let body = furniture::find(&document);
            cases.push(Case {
                name: format!("{id}.{f}"),
                document,
                body,
                truth: truth.clone(),
                kinds: k.clone(),
                weight: 1.0,
            });
        }
    }
    if let (Some(source), Some(truth)) = (arguments.get(4), arguments.get(5)) {
        let document = rowstitch::input::read(source, &std::fs::read(source).unwrap()).unwrap();
        let body = furniture::find(&document);
        let k = ["phrase", "prose", "partners", "period"]
            .iter()
            .map(|k| kinds.number(k))
            .collect();
        cases.push(Case {
            name: "annex".into(),
            document,
            body,
            truth: Truth::read(std::path::Path::new(truth)).unwrap(),
            kinds: k,
            weight: 12.0,
        });
    }
    let evaluate = |w: &Weights| -> f32 {
        let total: f32 = cases.iter().map(|c| c.weight).sum();
        let scores: Vec<f32> = cases.par_iter().map(|c| c.weight * score(c, w)).collect();
        scores.iter().sum::<f32>() / total
    };
    let mut current = serde_json::to_value(Weights::shipped()).unwrap();
    let of = |v: &serde_json::Value| -> Weights { serde_json::from_value(v.clone()).unwrap() };
    let mut best = evaluate(&of(&current));
    eprintln!("start {best:.4} on {} cases", cases.len());
    if rounds == 0 {
        for c in &cases {
            println!("{} {:.3}", c.name, score(c, &of(&current)));
        }
        return;
    }
    let skip = [
        "beam",
        "width",
        "rests",
        "column",
        "column_rows",
        "table",
        "headless",
        "share_after_lines",
        "cut_lines",
        "header_empty",
    ];
    let names: Vec<String> = current
        .as_object()
        .unwrap()
        .keys()
        .filter(|k| !skip.contains(&k.as_str()))
        .cloned()
        .collect();
    for round in 0..rounds {
        let step = [1.5_f64, 1.25, 1.12][round.min(2)];
        for name in &names {
            for factor in [step, 1.0 / step] {
                let mut changed = current.clone();
                let old = changed[name].as_f64().unwrap();
                let new = if name == "heading" {
                    old + (factor - 1.0)
                } else {
                    old * factor
                };
                changed[name] = serde_json::json!((new * 1000.0).round() / 1000.0);
                let s = evaluate(&of(&changed));
                if s > best + 1e-5 {
                    eprintln!("{name} {old:.3} -> {} : {s:.4}", changed[name]);
                    best = s;
                    current = changed;
                    std::fs::write("/tmp/weights.json", serde_json::to_string_pretty(&current).unwrap()).unwrap();
                    break;
                }
            }
        }
        eprintln!("round {round}: {best:.4}");
    }
}
