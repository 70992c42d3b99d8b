//! Development tool: measures furniture detection on a folder of labelled flattenings (`manifest.json`,
//! `<id>.truth.json`, `<id>.<flavour>.txt`), or shows the roles of the lines of one text.
//!
//! ```text
//! cargo run --features dev-tools --bin rowstitch-furniture -- LABELLED [-v]
//! cargo run --features dev-tools --bin rowstitch-furniture -- some.txt
//! ```

#![allow(clippy::print_stdout)]

use rowstitch::furniture::{self, Body, Role};
use rowstitch::{Document, input};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use unicode_normalization::UnicodeNormalization;

/// What was counted for one flattening.
#[derive(Default)]
struct Count {
    /// Removed text that is no furniture (the grave kind).
    eaten: Vec<String>,
    /// Furniture left as content.
    left: Vec<String>,
    /// Pieces of furniture and header lines removed.
    removed: usize,
    pages: (u32, u32),
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let path = Path::new(arguments.first().ok_or("give a folder or a text")?);
    if path.is_file() {
        let document = input::read("text", &std::fs::read(path)?)?;
        show(&document, &furniture::find(&document));
        return Ok(());
    }
    let verbose = arguments.iter().any(|a| a == "-v");
    let manifest: Value = serde_json::from_slice(&std::fs::read(path.join("manifest.json"))?)?;
    let mut total = Count::default();
    let (mut files, mut paged) = (0, 0);
    for entry in manifest["documents"].as_array().into_iter().flatten() {
        let id = entry["id"].as_str().unwrap_or_default();
        let truth = std::fs::read(path.join(format!("{id}.truth.json")))?;
        let truth: Value = serde_json::from_slice(&truth)?;
        for flavour in entry["flavours"].as_array().into_iter().flatten() {
            let name = format!("{id}.{}", flavour.as_str().unwrap_or_default());
            let bytes = std::fs::read(path.join(format!("{name}.txt")))?;
            let document = input::read(&name, &bytes)?;
            let count = measure(&document, &furniture::find(&document), entry, &truth);
            files += 1;
            paged += usize::from(count.pages.0 == count.pages.1);
            let faulty = !count.eaten.is_empty() || !count.left.is_empty();
            if verbose && (faulty || count.pages.0 != count.pages.1) {
                println!("{name}: pages {:?}", count.pages);
                for text in &count.eaten {
                    println!("    EATEN {text}");
                }
                for text in &count.left {
                    println!("    left  {text}");
                }
            }
            total.removed += count.removed;
            total.eaten.extend(count.eaten);
            total.left.extend(count.left);
        }
    }
    println!(
        "{files} files; pages right {paged}; removed {}, of these wrongly {} ({} characters); left {} (recall {:.4})",
        total.removed,
        total.eaten.len(),
        total.eaten.iter().map(|t| t.chars().count()).sum::<usize>(),
        total.left.len(),
        total.removed as f64 / (total.removed + total.left.len()).max(1) as f64,
    );
    Ok(())
}

fn normal(text: &str) -> String {
    let text: String = text.nfkc().collect();
    text.split(|c: char| c.is_whitespace() || c == '\u{feff}')
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn measure(document: &Document, body: &Body, entry: &Value, truth: &Value) -> Count {
    let pages = entry["pages"].as_u64().unwrap_or(1) as u32;
    let running = normal(entry["running"].as_str().unwrap_or_default());
    let format = entry["page_fmt"].as_str().unwrap_or("{p}");
    let numbers: Vec<String> = (1..=pages)
        .map(|p| format.replace("{p}", &p.to_string()).replace("{n}", &pages.to_string()))
        .map(|text| normal(&text))
        .collect();
    let columns: BTreeSet<String> = truth["tables"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|t| t["columns"].as_array().into_iter().flatten())
        .flat_map(|name| words(&normal(name.as_str().unwrap_or_default())))
        .collect();
    let glued: String = truth["tables"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|t| t["columns"].as_array().into_iter().flatten())
        .map(|name| normal(name.as_str().unwrap_or_default()).replace(' ', ""))
        .collect();
    let mut count = Count {
        pages: (body.pages.last().map_or(0, |p| p + 1), pages),
        ..Count::default()
    };
    let mut removed: Vec<(Role, String)> = body
        .parts
        .iter()
        .map(|&span| (Role::Furniture, normal(document.span_text(span))))
        .collect();
    let mut content: Vec<String> = Vec::new();
    for (line, &role) in body.roles.iter().enumerate() {
        let text = normal(document.span_text(body.text_of(document, line)));
        match role {
            Role::Blank | Role::Note => {}
            Role::Content => content.push(text),
            _ => removed.push((role, text)),
        }
    }
    count.removed = removed.len();
    let squeezed = |text: &str| text.replace(' ', "");
    for (role, text) in &removed {
        let furniture = numbers.iter().any(|n| {
            let all = squeezed(&format!("{running}{n}"));
            let turned = squeezed(&format!("{n}{running}"));
            all.contains(&squeezed(text)) || turned.contains(&squeezed(text))
        });
        let known = words(text).iter().filter(|w| columns.contains(*w)).count();
        let header = *role == Role::Header && (known * 3 >= words(text).len() || glued.contains(&squeezed(text)));
        if !furniture && !header {
            count.eaten.push(format!("{role:?} {text}"));
        }
    }
    for text in &content {
        let number = format != "{p}" && numbers.iter().any(|n| n == text);
        let title = !running.is_empty() && text.contains(&running);
        if number || title {
            count.left.push(text.clone());
        }
    }
    // A bare number is furniture only where it counts pages: first or last line of its page.
    let edges = ["1".to_owned(), pages.to_string()];
    for text in content.first().into_iter().chain(content.last()) {
        if format == "{p}" && edges.contains(text) {
            count.left.push(text.clone());
        }
    }
    // Copies of a line that stands as a header elsewhere, or a line of header words printed twice.
    for text in &content {
        let all = words(text);
        let header = !all.is_empty() && all.iter().all(|w| columns.contains(w));
        let again = content.iter().filter(|t| *t == text).count() > 1;
        let marked = removed.iter().any(|(role, t)| *role == Role::Header && t == text);
        if header && text.chars().count() > 5 && (again || marked) {
            count.left.push(format!("header {text}"));
        }
    }
    count
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|w| w.chars().any(char::is_alphabetic))
        .map(str::to_owned)
        .collect()
}

fn show(document: &Document, body: &Body) {
    for (line, &role) in body.roles.iter().enumerate() {
        let sign = match role {
            Role::Blank => continue,
            Role::Furniture => 'F',
            Role::Header => 'H',
            Role::Note => 'N',
            Role::Outside => 'O',
            Role::Content => ' ',
        };
        let part = body.parts.iter().any(|p| p.line as usize == line);
        println!(
            "{:3} {:5} {sign}{} {}",
            body.pages[line] + 1,
            line + 1,
            if part { '+' } else { ' ' },
            document.line_text(line).trim()
        );
    }
}
