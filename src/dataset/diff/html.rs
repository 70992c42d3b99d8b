//! Comparisons as one HTML page that needs nothing else: no script, no network, readable without colours.

use super::text::{cells, column, title};
use super::words::{Change, pieces};
use super::{Changes, Comparison, Entry, Kind, Rows, TablePair};
use crate::markup::escaped;
use std::fmt::Write;

/// A page that grows by one section per file.
#[derive(Debug, Clone)]
pub struct Page {
    title: String,
    body: String,
    changes: Changes,
    files: usize,
}

const STYLE: &str = "\
:root { color-scheme: light dark; --del: #fdd; --ins: #cfc; --line: #ccc; --soft: #666 }
@media (prefers-color-scheme: dark) { :root { --del: #622; --ins: #252; --line: #555; --soft: #aaa } }
body { font: 16px/1.45 system-ui, sans-serif; margin: 2em auto; max-width: 70em; padding: 0 1em }
section { border-top: 1px solid var(--line); margin-top: 2em }
article { border-left: 4px solid var(--line); margin: 1em 0; padding-left: 1em }
h1, h2, h3 { line-height: 1.2; overflow-wrap: anywhere } h3 { font-size: 1em; margin: .3em 0 }
dl { margin: 0 } dt { color: var(--soft); font-size: .9em } dd { margin: 0 0 .5em; overflow-wrap: anywhere; white-space: pre-wrap }
del { background: var(--del); text-decoration: line-through } ins { background: var(--ins); text-decoration: underline }
";

impl Page {
    /// A page without files.
    pub fn new(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            body: String::new(),
            changes: Changes::default(),
            files: 0,
        }
    }

    /// Adds what differs in a file.
    pub fn add(&mut self, name: &str, comparison: &Comparison) {
        self.files += 1;
        self.changes.add(&comparison.changes);
        let body = &mut self.body;
        let _ = writeln!(body, "<section><h2>{}</h2>", escaped(name));
        let _ = writeln!(body, "<p>{}</p>", escaped(&comparison.changes.line()));
        for finding in &comparison.findings {
            let _ = writeln!(
                body,
                "<p>findings: {} {}: {} → {}</p>",
                escaped(&finding.level),
                escaped(&finding.code),
                finding.old,
                finding.new
            );
        }
        for table in comparison.tables.iter().filter(|table| !table.changes.is_same()) {
            let old = table.old.and_then(|at| comparison.old.tables.get(at));
            let new = table.new.and_then(|at| comparison.new.tables.get(at));
            for change in &table.columns {
                let _ = writeln!(body, "<p>column {}</p>", escaped(&column(change)));
            }
            for entry in &table.entries {
                record(body, table, entry, (old, new));
            }
        }
        body.push_str("</section>\n");
    }

    /// Adds a file of which there is only something to say.
    pub fn note(&mut self, name: &str, text: &str) {
        self.files += 1;
        let _ = writeln!(
            self.body,
            "<section><h2>{}</h2><p>{}</p></section>",
            escaped(name),
            escaped(text)
        );
    }

    /// The page.
    pub fn finish(self) -> String {
        let title = escaped(&self.title);
        let sums = match self.files {
            0 => "No difference.".to_owned(),
            1 => format!("1 file: {}", escaped(&self.changes.line())),
            files => format!("{files} files: {}", escaped(&self.changes.line())),
        };
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n<p>{sums}</p>\n{}</body>\n</html>\n",
            self.body
        )
    }
}

fn record(body: &mut String, table: &TablePair, entry: &Entry, (old, new): (Option<&Rows>, Option<&Rows>)) {
    let place = |at: Option<usize>| at.map_or_else(String::new, |at| (at + 1).to_string());
    let head = match entry.kind {
        Kind::Changed if entry.moved => format!("Changed and moved: {} → {}", place(entry.old), place(entry.new)),
        Kind::Changed => format!("Changed: {}", place(entry.new)),
        Kind::Moved => format!("Moved: {} → {}", place(entry.old), place(entry.new)),
        Kind::Added => format!("Added: {}", place(entry.new)),
        Kind::Removed => format!("Removed: {}", place(entry.old)),
    };
    let title = match entry.kind {
        Kind::Changed | Kind::Moved => title(new, entry.new.unwrap_or_default(), table),
        _ => String::new(),
    };
    let _ = writeln!(body, "<article><h3>{head} {}</h3><dl>", escaped(&title));
    match (entry.kind, old, new) {
        (Kind::Changed, Some(old), Some(new)) => {
            for change in cells(table, entry, old, new) {
                let _ = write!(body, "<dt>{}</dt><dd>", escaped(change.new_name));
                for piece in pieces(change.old, change.new) {
                    let (start, end) = match piece.change {
                        Change::Same => ("", ""),
                        Change::Removed => ("<del>", "</del>"),
                        Change::Added => ("<ins>", "</ins>"),
                    };
                    let _ = write!(body, "{start}{}{end}", escaped(piece.text));
                }
                body.push_str("</dd>\n");
            }
        }
        (Kind::Added, _, Some(rows)) => whole(body, rows, entry.new, "ins"),
        (Kind::Removed, Some(rows), _) => whole(body, rows, entry.old, "del"),
        _ => {}
    }
    body.push_str("</dl></article>\n");
}

fn whole(body: &mut String, rows: &Rows, record: Option<usize>, mark: &str) {
    let Some(record) = record else { return };
    for (column, name) in rows.columns().iter().enumerate() {
        let cell = rows.cell(record, column);
        if !cell.is_empty() {
            let _ = writeln!(
                body,
                "<dt>{}</dt><dd><{mark}>{}</{mark}></dd>",
                escaped(name),
                escaped(cell)
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Data, Rows, compare};
    use super::*;

    #[test]
    fn nothing_of_a_source_is_markup() {
        let evil = "<script>alert(\"x\")</script>&amp;\u{1b}'";
        let data = |cell: &str| {
            let mut rows = Rows::new(vec![evil.to_owned(), "b".to_owned()]);
            rows.push([evil, cell]);
            Data {
                tables: vec![rows],
                findings: Some(vec![(evil.to_owned(), cell.to_owned())]),
            }
        };
        let mut page = Page::new(evil);
        page.add(evil, &compare(data("one <b>"), data("two <b>"), true));
        page.note(evil, evil);
        let page = page.finish();
        assert!(
            !page.contains("<script") && !page.contains("<b>") && !page.contains('\u{1b}'),
            "{page}"
        );
        assert!(page.contains("&lt;script&gt;") && page.contains("&amp;amp;"), "{page}");
        assert!(page.contains("<del>one</del><ins>two</ins> &lt;b&gt;"), "{page}");
        assert!(
            !page.contains("http:") && !page.contains("https:"),
            "nothing from elsewhere"
        );
    }
}
