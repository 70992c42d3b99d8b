//! The page in a real browser: what a reader clicks, types and sees. Skipped where there is no `chromedriver`.

use super::webdriver::Browser;
use super::{HOSTILE, data, page_of};
use crate::support::{Dir, root, seed};
use rowstitch::Settings;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A browser, or nothing to do.
fn browser() -> Option<Browser> {
    let browser = Browser::start();
    if browser.is_none() {
        let _ = writeln!(std::io::stderr(), "skipped: no chromedriver (Debian: chromium-driver)");
    }
    browser
}

fn written(dir: &Dir, name: &str, page: &str) -> PathBuf {
    dir.write(name, page.as_bytes());
    dir.path().join(name)
}

/// Keeps a picture of the window in the folder that `ROWSTITCH_PICTURES` names.
fn picture(browser: &Browser, name: &str) {
    let png = browser.picture();
    assert!(png.len() > 10_000, "{name}: an empty window");
    if let Some(folder) = std::env::var_os("ROWSTITCH_PICTURES") {
        std::fs::write(Path::new(&folder).join(format!("{name}.png.base64")), png).unwrap();
    }
}

/// Expressions on the page.
const STATUS: &str = "document.getElementById('status').textContent";
fn marked(side: &str) -> String {
    format!("[...document.querySelectorAll('#{side} .on')].map(node => node.dataset.k).join()")
}
fn in_view(selector: &str) -> String {
    format!(
        "(() => {{ const node = document.querySelector('{selector}'); if (!node) return false; \
         const box = node.getBoundingClientRect(), pane = node.closest('.pane').getBoundingClientRect(); \
         return box.bottom > pane.top && box.top < pane.bottom; }})()"
    )
}

#[test]
fn cells_are_linked_both_ways() {
    let Some(browser) = browser() else { return };
    let dir = Dir::new(&[]);
    let annex = written(&dir, "annex.html", &page_of(&seed("001")));
    browser.open(&annex, "");
    // The records are drawn when the page comes to it.
    browser.until("document.querySelectorAll('#records td[data-k=\"c0-1\"]').length === 1");

    // From the source to the record.
    browser.click("#source [data-k='c1-0']");
    browser.until(&in_view("#records td[data-k=\"c1-0\"].on"));
    assert_eq!(browser.text(&marked("records")), "c1-0");
    assert!(
        browser.text(STATUS).starts_with("A2, DOELSTELLING"),
        "{}",
        browser.text(STATUS)
    );
    assert_eq!(browser.text("location.hash"), "#c1-0");

    // And back, of a cell far away on both sides.
    browser.run("document.getElementById('records').scrollTop = 1e6");
    browser.until("document.querySelector('#records td[data-k=\"c49-1\"]') !== null");
    browser.click("#records td[data-k='c49-1']");
    browser.until(&in_view("#source [data-k=\"c49-1\"].on"));
    let source = browser.text("[...document.querySelectorAll('#source .on')].map(node => node.textContent).join(' ')");
    let record = browser.text("document.querySelector('#records .on').textContent");
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    assert_eq!(letters(&source), letters(&record));

    // Headings and column headers alike.
    browser.run("document.getElementById('records').scrollTop = 0");
    browser.until("document.querySelector('#records [data-k=\"g0\"]') !== null");
    browser.click("#records [data-k='g0']");
    browser.until(&in_view("#source [data-k=\"g0\"].on"));
    browser.click("#records thead [data-k='h0-2']");
    browser.until(&in_view("#source [data-k=\"h0-2\"].on"));
    picture(&browser, "annex-header");

    // An address leads to its cell, which no one has scrolled to.
    browser.open(&annex, "#c40-2");
    browser.until(&in_view("#records td[data-k=\"c40-2\"].on"));
    browser.until(&in_view("#source [data-k=\"c40-2\"].on"));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn keys_search_and_the_dark() {
    let Some(browser) = browser() else { return };
    let dir = Dir::new(&[]);
    browser.open(&written(&dir, "annex.html", &page_of(&seed("001"))), "");
    picture(&browser, "annex-light");
    browser.press("jjjl");
    assert_eq!(browser.text(&marked("records")), "c2-1");
    assert_eq!(browser.text("document.activeElement.dataset.k"), "c2-1");
    browser.press("kh");
    assert_eq!(browser.text(&marked("records")), "c1-0");
    // Arrows in a cell; Enter goes to the source and back.
    browser.press("\u{e015}\u{e014}\u{e007}");
    assert_eq!(
        browser.text("document.activeElement.closest('#source').querySelector('.on').dataset.k"),
        "c2-1"
    );
    browser.press("\u{e007}");
    assert_eq!(
        browser.text("document.activeElement.closest('#records td').dataset.k"),
        "c2-1"
    );
    // The first cell that a page break cuts, or that is likely wrong.
    browser.press("n");
    let key = browser.text(&marked("records")).split(',').next().unwrap().to_owned();
    let mark = browser.text(&format!("document.querySelector('td[data-k=\"{key}\"]').textContent"));
    assert!(mark.starts_with("p. ") || mark.starts_with('?'), "{mark}");
    browser.press("p?");
    assert_eq!(browser.value("document.getElementById('keys').open"), true);
    picture(&browser, "keys");
    browser.press("\u{e00c}");
    browser.until("!document.getElementById('keys').open");

    // Search: only records that match, marked on both sides, without regard to case and accents.
    let all = browser.value("document.querySelector('#records table').ariaRowCount ?? document.querySelector('#records table').getAttribute('aria-rowcount')");
    browser.press("/SINGAPORE");
    browser.until(
        "document.querySelectorAll('#records mark').length > 0 && document.querySelectorAll('#source mark').length > 0",
    );
    let rows = "document.querySelector('#records table').getAttribute('aria-rowcount')";
    assert_ne!(browser.value(rows), all);
    assert!(
        browser
            .text("document.getElementById('hits').textContent")
            .contains("cells")
    );
    let marks = "[...document.querySelectorAll('mark')].every(mark => mark.textContent.toLowerCase() === 'singapore')";
    assert_eq!(browser.value(marks), true);
    browser.press("\u{e007}");
    browser.until("document.querySelector('#records td.on')?.textContent.includes('Singapore') === true");
    picture(&browser, "search");
    browser.press("\u{e00c}");
    browser.until("document.querySelectorAll('mark').length === 0");
    assert_eq!(browser.value(rows), all);

    // Light and dark, by key and by button.
    let theme = "document.documentElement.dataset.theme";
    assert_eq!(browser.text(theme), "light");
    let paper = "getComputedStyle(document.querySelector('.sheet')).backgroundColor";
    let light = browser.text(paper);
    browser.press("t");
    assert_eq!(browser.text(theme), "dark");
    assert_ne!(browser.text(paper), light);
    picture(&browser, "annex-dark");
    browser.click("#theme");
    assert_eq!(browser.text(theme), "light");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

/// The least contrast of any text on the page, by the formula of WCAG 2.2.
const CONTRAST: &str = "
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgb = (colors) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const color of colors) { canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); }
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (color) => {
    const [r, g, b] = color.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  let least = [99, ''];
  for (const node of document.querySelectorAll('body *')) {
    if (node.closest('svg, dialog:not([open]), noscript, script') || ![...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim())) continue;
    if (node.closest(':disabled')) continue;
    const behind = [];
    for (let at = node; at; at = at.parentElement) behind.unshift(getComputedStyle(at).backgroundColor);
    const ground = rgb(['#fff', ...behind]), ink = rgb([`rgb(${ground.slice(0, 3)})`, getComputedStyle(node).color]);
    const [a, b] = [light(ground), light(ink)].sort((x, y) => y - x);
    const contrast = (a + 0.05) / (b + 0.05);
    if (contrast < least[0]) least = [contrast, `${node.tagName}.${node.className} ${node.textContent.slice(0, 30)}`];
  }
  return least;";

#[test]
fn findings_and_doubtful_cells_stand_out() {
    let Some(browser) = browser() else { return };
    let dir = Dir::new(&[]);
    let broken = root().join("fixtures/encodings/source/broken-utf-8.txt");
    let page = page_of(&broken);
    let findings = data(&page)["findings"].as_array().unwrap().clone();
    let line = findings
        .iter()
        .find_map(|finding| finding["line"].as_u64())
        .expect("a finding with a line");
    browser.open(&written(&dir, "broken.html", &page), "");
    browser.click("#findings a");
    browser.until(&in_view(&format!("#source [data-line=\"{line}\"]")));
    assert!(
        browser.text(STATUS).contains(&format!("line {line}")),
        "{}",
        browser.text(STATUS)
    );
    picture(&browser, "finding");

    // Cells whose confidence is known to be low.
    let bytes = std::fs::read(seed("001")).unwrap();
    let document = rowstitch::input::read("annex.txt", &bytes).unwrap();
    let inspection = rowstitch::inspect(&document, &Settings::default());
    let sure = |cell: &rowstitch::Cell| Some(if cell.text == "Gaande" { 0.62 } else { 0.99 });
    let page = rowstitch::review::page_with(&document, &inspection, &sure);
    browser.open(&written(&dir, "doubtful.html", &page), "");
    browser.press("n");
    let first = browser.text("document.querySelector('#records td.on').textContent");
    assert_eq!(first, "? 62 %Gaande");
    assert_eq!(
        browser
            .text("document.querySelector('#source .on').dataset.label")
            .chars()
            .next(),
        Some('?')
    );
    let dashes = "getComputedStyle(document.querySelector('#records td.doubt:not(.on)')).outlineStyle";
    assert_eq!(browser.text(dashes), "dashed");
    let before = browser.text(&marked("records"));
    browser.press("nnp");
    assert_ne!(browser.text(&marked("records")), before);
    assert!(
        browser
            .text("document.getElementById('stops').textContent")
            .starts_with("2 of ")
    );
    picture(&browser, "doubtful");
    for _ in 0..2 {
        let least = browser.run(CONTRAST);
        assert!(least[0].as_f64().unwrap() >= 4.5, "{least}");
        browser.press("t");
    }
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn drawn_pages() {
    let Some(browser) = browser() else { return };
    let dir = Dir::new(&[]);
    for (name, source) in [
        ("layout", "layout-table/source/plan.txt"),
        ("ocr", "word-boxes/source/scan.hocr"),
    ] {
        let page = page_of(&root().join("fixtures").join(source));
        browser.open(&written(&dir, "drawn.html", &page), "");
        browser.click("#source g[data-k='c1-1'] text:not(.label)");
        browser.until(&in_view("#records td[data-k=\"c1-1\"].on"));
        browser.press("j");
        browser.until(&in_view("#source g[data-k=\"c2-1\"].on"));
        picture(&browser, name);
        assert_eq!(browser.complaints(), Vec::<String>::new());
    }
}

#[test]
fn a_hostile_source_is_text() {
    let Some(browser) = browser() else { return };
    let name = "<img src=x onerror=document.title=1>.txt";
    for format in ["layout", "text"] {
        let dir = Dir::new(&[(name, HOSTILE.as_bytes())]);
        dir.run(&["review", name, "-o", "page.html", "--input-format", format]);
        browser.open(&dir.path().join("page.html"), "");
        assert_eq!(
            browser.value("document.querySelectorAll('img, b, script:not([nonce])').length"),
            0
        );
        let text = browser.text("document.querySelector('main').textContent");
        for word in [
            "<script>alert(1)",
            "</script><b>x</b>",
            "[U+202E]round",
            if format == "text" {
                "\u{2401}bell\u{2407}\u{241b}[31m[U+009F]"
            } else {
                "bell"
            },
            "{{script}}${x}",
        ] {
            assert!(text.contains(word), "{word} in {text}");
        }
        assert!(!text.contains(['\u{202e}', '\u{1}', '\u{1b}', '\u{9f}']));
        assert!(browser.text("document.title").starts_with(name));
        // Nothing but the page's own scripts runs, even if it got in.
        browser.run("const alien = document.createElement('script'); alien.textContent = 'document.title = 1'; document.body.append(alien)");
        assert!(browser.text("document.title").starts_with(name));
    }
}
