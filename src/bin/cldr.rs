//! Development tool: reads unpacked packages of the Unicode CLDR and writes what `src/values/` knows of languages.
//!
//! ```text
//! cargo run --features dev-tools --bin rowstitch-cldr -- FOLDER
//! ```
//!
//! `FOLDER` holds `cldr-core`, `cldr-localenames-full`, `cldr-dates-full`, `cldr-misc-full` and `cldr-numbers-full`, as npm
//! unpacks them. Writes `names.txt` and `locales.txt` into `src/values/data/`; the same packages give the same bytes.

#![allow(clippy::print_stderr)]

use rowstitch::values::key::key;
use rowstitch::values::language::CODES;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Codes CLDR has for testing and for what is unknown.
const NO_PLACES: [&str; 3] = ["XA", "XB", "ZZ"];
/// The currencies of the reserves that the IMF reports on (COFER); their names are kept beside those of Europe.
const RESERVES: [&str; 8] = ["AUD", "CAD", "CHF", "CNY", "EUR", "GBP", "JPY", "USD"];
/// Letters an inflected form shares with its word at least.
const STEM: usize = 3;

/// Per name its meanings, per meaning the languages.
#[derive(Default)]
struct Names(BTreeMap<String, BTreeMap<String, BTreeSet<&'static str>>>);

impl Names {
    fn add(&mut self, name: &str, meaning: String, language: &'static str) {
        let key = key(name);
        if !key.is_empty() {
            let meanings = self.0.entry(key).or_default();
            meanings.entry(meaning).or_default().insert(language);
        }
    }
}

/// The packages.
struct Packages(PathBuf);

impl Packages {
    /// What stands at a path in a file.
    fn get(&self, file: &str, path: &[&str]) -> Result<Value, String> {
        let at = self.0.join(file);
        let bytes = std::fs::read(&at).map_err(|error| format!("{}: {error}", at.display()))?;
        let mut value: Value = serde_json::from_slice(&bytes).map_err(|error| format!("{}: {error}", at.display()))?;
        for step in path {
            value = value[step].take();
        }
        match value.is_null() {
            true => Err(format!("{}: no {}", at.display(), path.join("/"))),
            false => Ok(value),
        }
    }

    fn main(&self, package: &str, language: &str, file: &str, path: &[&str]) -> Result<Value, String> {
        let whole: Vec<&str> = ["main", language].into_iter().chain(path.iter().copied()).collect();
        self.get(&format!("cldr-{package}-full/main/{language}/{file}.json"), &whole)
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), String> {
    let folder = std::env::args().nth(1).ok_or("give the folder of the packages")?;
    let packages = Packages(folder.into());
    let version = packages.get("cldr-core/package.json", &["version"])?;
    let version = version.as_str().unwrap_or_default().to_owned();
    let mut names = Names::default();
    let mut locales = String::new();
    let (tender, named) = currencies(&packages)?;
    for language in CODES {
        let ands = lists(&packages, language, &mut names)?;
        places(&packages, language, &ands, &mut names)?;
        let order = dates(&packages, language, &mut names)?;
        money(&packages, language, &tender, &named, &mut names)?;
        let symbols = packages.main(
            "numbers",
            language,
            "numbers",
            &["numbers", "symbols-numberSystem-latn"],
        )?;
        let decimal = symbols["decimal"].as_str().unwrap_or_default();
        locales += &format!("{language}\t{order}\t{decimal}\n");
    }
    for code in &tender {
        names.add(code, format!("currency:{code}"), "*");
    }
    let written = format!("# Unicode CLDR {version} (LICENSE-UNICODE), written by src/bin/cldr.rs; do not edit.\n");
    let out = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/values/data");
    let write = |name: &str, text: String| {
        let path = out.join(name);
        std::fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))
    };
    write("names.txt", written.clone() + &lines(&names))?;
    write("locales.txt", written + &locales)
}

/// A line per name, sorted by bytes: `name TAB meaning=languages TAB ...`.
fn lines(names: &Names) -> String {
    let mut out = String::new();
    for (name, meanings) in &names.0 {
        out += name;
        for (meaning, languages) in meanings {
            let languages: Vec<&str> = languages.iter().copied().collect();
            out += &format!("\t{meaning}={}", languages.join(","));
        }
        out.push('\n');
    }
    out
}

fn places(packages: &Packages, language: &'static str, ands: &[String], names: &mut Names) -> Result<(), String> {
    let path = ["localeDisplayNames", "territories"];
    for (entry, name) in entries(&packages.main("localenames", language, "territories", &path)?) {
        let code = entry.split_once("-alt-").map_or(entry.as_str(), |(code, _)| code);
        if !NO_PLACES.contains(&code) && name != entry {
            names.add(&name, format!("place:{code}"), language);
            // What CLDR joins by a sign, texts join by a word.
            for and in ands.iter().filter(|_| name.contains(" & ")) {
                names.add(
                    &name.replace(" & ", &format!(" {and} ")),
                    format!("place:{code}"),
                    language,
                );
            }
        }
    }
    Ok(())
}

/// Months, quarters, the words for quarter and year, weekdays and what else stands in a date; returns the order of a numeric
/// date as three of `dmy`.
fn dates(packages: &Packages, language: &'static str, names: &mut Names) -> Result<String, String> {
    let path = ["dates", "calendars", "gregorian"];
    let gregorian = packages.main("dates", language, "ca-gregorian", &path)?;
    let fields = packages.main("dates", language, "dateFields", &["dates", "fields"])?;
    for context in ["format", "stand-alone"] {
        for width in ["wide", "abbreviated"] {
            for (number, name) in entries(&gregorian["months"][context][width]) {
                names.add(&name, format!("month:{number}"), language);
            }
            // Shortened ones are words of their own too often.
            for (_, name) in entries(&gregorian["days"][context]["wide"]) {
                names.add(&name, "filler".to_owned(), language);
            }
            for (number, name) in entries(&gregorian["quarters"][context][width]) {
                names.add(&name, format!("quarter:{number}"), language);
                // `4:e kvartalet`, `IV kwartał`: the word alone too.
                if let Some(word) = name.split_whitespace().next_back().filter(|_| width == "wide")
                    && word.chars().all(char::is_lowercase)
                {
                    names.add(word, "unit:quarter".to_owned(), language);
                }
            }
        }
    }
    for unit in ["quarter", "year"] {
        let whole = fields[unit]["displayName"].as_str().unwrap_or_default().to_owned();
        let stem: String = key(&whole).chars().take(STEM).collect();
        let mut words = vec![whole];
        for time in ["future", "past"] {
            for (_, pattern) in entries(&fields[unit][format!("relativeTime-type-{time}").as_str()]) {
                words.extend(pattern.split_whitespace().map(str::to_owned));
            }
        }
        for word in words.iter().filter(|word| key(word).starts_with(&stem)) {
            names.add(word, format!("unit:{unit}"), language);
        }
    }
    for width in ["full", "long", "medium"] {
        for word in literals(gregorian["dateFormats"][width].as_str().unwrap_or_default()) {
            names.add(&word, "filler".to_owned(), language);
        }
    }
    let short = gregorian["dateFormats"]["short"].as_str().unwrap_or_default();
    let mut order: Vec<char> = short.chars().filter(|c| "dMy".contains(*c)).collect();
    order.dedup();
    Ok(order.into_iter().collect::<String>().to_lowercase())
}

/// The words a date pattern has between its fields.
fn literals(pattern: &str) -> Vec<String> {
    let quoted = pattern.split('\'').skip(1).step_by(2);
    let words = quoted.flat_map(str::split_whitespace);
    words
        .filter(|word| word.chars().any(char::is_alphabetic))
        .map(str::to_owned)
        .collect()
}

/// The words for "and".
fn lists(packages: &Packages, language: &'static str, names: &mut Names) -> Result<Vec<String>, String> {
    let mut words: Vec<String> = Vec::new();
    let patterns = packages.main("misc", language, "listPatterns", &["listPatterns"])?;
    for kind in ["standard", "standard-short", "unit"] {
        for place in ["end", "2"] {
            let pattern = patterns[format!("listPattern-type-{kind}").as_str()][place].as_str();
            let word = pattern.unwrap_or_default().replace("{0}", "").replace("{1}", "");
            let word = word.trim().trim_matches(',').trim();
            if word.chars().any(char::is_alphabetic) {
                names.add(word, "and".to_owned(), language);
                words.push(word.to_owned());
            }
        }
    }
    words.sort();
    words.dedup();
    Ok(words)
}

/// The currencies in use today, and those whose names are kept.
fn currencies(packages: &Packages) -> Result<(BTreeSet<String>, BTreeSet<String>), String> {
    let data = packages.get(
        "cldr-core/supplemental/currencyData.json",
        &["supplemental", "currencyData", "region"],
    )?;
    let groups = packages.get(
        "cldr-core/supplemental/territoryContainment.json",
        &["supplemental", "territoryContainment"],
    )?;
    let list = |code: &str| -> Vec<String> {
        let list = groups[code]["_contains"].as_array().cloned().unwrap_or_default();
        list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let europe: BTreeSet<String> = list("150").iter().flat_map(|part| list(part)).collect();
    let (mut tender, mut named) = (BTreeSet::new(), BTreeSet::from(RESERVES.map(str::to_owned)));
    for (region, list) in data.as_object().into_iter().flatten() {
        for (code, use_) in list
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_object)
            .flatten()
        {
            if use_["_to"].is_null() && use_["_tender"] != "false" {
                tender.insert(code.clone());
                if europe.contains(region) {
                    named.insert(code.clone());
                }
            }
        }
    }
    Ok((tender, named))
}

/// Symbols of all currencies in use, names of some. A narrow symbol counts where one currency alone has it.
fn money(
    packages: &Packages,
    language: &'static str,
    tender: &BTreeSet<String>,
    named: &BTreeSet<String>,
    names: &mut Names,
) -> Result<(), String> {
    let all = packages.main("numbers", language, "currencies", &["numbers", "currencies"])?;
    let mut symbols: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let mut narrow = symbols.clone();
    for code in tender {
        let symbol = |name: &str| all[code.as_str()][name].as_str().filter(|symbol| symbol != code);
        if let Some(symbol) = symbol("symbol") {
            symbols.entry(symbol.to_owned()).or_default().insert(code);
        }
        if let Some(symbol) = symbol("symbol-alt-narrow") {
            narrow.entry(symbol.to_owned()).or_default().insert(code);
        }
        for (form, name) in entries(&all[code.as_str()]) {
            if named.contains(code) && form.starts_with("displayName") {
                names.add(&name, format!("currency:{code}"), language);
            }
        }
    }
    narrow.retain(|symbol, codes| codes.len() == 1 && !symbols.contains_key(symbol));
    for (symbol, codes) in symbols.into_iter().chain(narrow) {
        for code in codes {
            names.add(&symbol, format!("currency:{code}"), language);
        }
    }
    Ok(())
}

/// The members of an object that are texts.
fn entries(object: &Value) -> Vec<(String, String)> {
    let members = object.as_object().into_iter().flatten();
    members
        .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
        .collect()
}
