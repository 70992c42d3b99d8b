//! Learns `kinds.json` from labelled folders.
use rowstitch::reconstruct::kinds::Kinds;
fn main() {
    let mut kinds = Kinds::default();
    for folder in std::env::args().skip(1) {
        let mut files: Vec<_> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|e| e.unwrap().path())
            .filter(|p| p.to_string_lossy().ends_with(".truth.json"))
            .collect();
        files.sort();
        let manifest: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(format!("{folder}/manifest.json")).unwrap()).unwrap();
        let _ = manifest;
        for f in files {
            let truth: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&f).unwrap()).unwrap();
            for t in truth["tables"].as_array().unwrap() {
                let columns: Vec<&str> = t["columns"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|c| c.as_str().unwrap())
                    .collect();
                for c in &columns {
                    kinds.header.observe(c);
                }
                let ks: Vec<usize> = t["kinds"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|k| kinds.number(k.as_str().unwrap()))
                    .collect();
                if !kinds.sequences.contains(&ks) {
                    kinds.sequences.push(ks.clone());
                }
                let (mut s, mut u) = (String::new(), String::new());
                for r in t["records"].as_array().unwrap() {
                    let a = r["section"].as_str().unwrap_or("").to_owned();
                    let b = r["subsection"].as_str().unwrap_or("").to_owned();
                    if a != s {
                        if !a.is_empty() {
                            kinds.heading.observe(&a);
                        }
                        s = a;
                        u.clear();
                    }
                    if b != u {
                        if !b.is_empty() {
                            kinds.heading.observe(&b);
                        }
                        u = b;
                    }
                    for (c, k) in columns.iter().zip(&ks) {
                        let text = r["cells"][c].as_str().unwrap_or("");
                        kinds.looks[*k].observe(text);
                        kinds.observe_pairs(text);
                    }
                }
            }
        }
    }
    kinds.finish_pairs();
    println!("{}", serde_json::to_string(&kinds).unwrap());
}
