//! What a name or word means, and in which languages.
//!
//! Names come from the Unicode CLDR 48.2.0 (`data/names.txt`, licence `LICENSE-UNICODE`, written by `src/bin/cldr.rs`): places,
//! months, quarters, currencies, the word for "and". What CLDR lacks is rowstitch's own (`data/period_words.txt`,
//! `data/place_words.txt`). The names of CLDR are searched where they lie, so that nothing is parsed before a name is asked for.

use super::key::key;
use super::language::Languages;
use std::collections::HashMap;
use std::sync::OnceLock;

/// The longest name looked up, in bytes of its key.
const LONGEST: usize = 80;

static NAMES: &str = include_str!("data/names.txt");
static LOCALES: &str = include_str!("data/locales.txt");
static OWN: [&str; 2] = [
    include_str!("data/period_words.txt"),
    include_str!("data/place_words.txt"),
];

/// How often something comes again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Every {
    /// Each year.
    Yearly,
    /// Twice a year.
    HalfYearly,
    /// Each quarter of a year.
    Quarterly,
    /// Each month.
    Monthly,
    /// Each week.
    Weekly,
    /// Each day.
    Daily,
}

/// A rough part of a year or month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// "Early".
    Start,
    /// "Mid".
    Middle,
    /// "Late", "end of".
    End,
}

/// A stretch of the calendar as a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// "Year".
    Year,
    /// "Half-year".
    Half,
    /// "Quarter".
    Quarter,
}

/// What a name or word means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notion {
    /// A place or group of countries: its code.
    Place(&'static str),
    /// Stands before the name of a place and says nothing.
    Article,
    /// Stands before the name of a place: the countries of it.
    Members,
    /// Joins the last two of a list.
    And,
    /// 1 to 12.
    Month(u8),
    /// 1 to 4, named as one.
    Quarter(u8),
    /// 1 or 2, named as one.
    Half(u8),
    /// A stretch of the calendar.
    Unit(Unit),
    /// First to fourth.
    Ordinal(u8),
    /// Before a beginning.
    From,
    /// Before a beginning that an end follows.
    Between,
    /// Before an end.
    Until,
    /// After a beginning.
    Onwards,
    /// It is going on.
    Ongoing,
    /// It comes again.
    Every(Every),
    /// A rough part.
    Part(Part),
    /// Says nothing by itself.
    Filler,
    /// ISO 4217.
    Currency(&'static str),
}

impl Notion {
    fn parse(text: &'static str) -> Option<Self> {
        let (name, value) = text.split_once(':').unwrap_or((text, ""));
        let number = || value.parse().ok();
        Some(match (name, value) {
            ("place", _) => Self::Place(value),
            ("currency", _) => Self::Currency(value),
            ("month", _) => Self::Month(number()?),
            ("quarter", _) => Self::Quarter(number()?),
            ("half", _) => Self::Half(number()?),
            ("ordinal", _) => Self::Ordinal(number()?),
            ("unit", "year") => Self::Unit(Unit::Year),
            ("unit", "half") => Self::Unit(Unit::Half),
            ("unit", "quarter") => Self::Unit(Unit::Quarter),
            ("part", "start") => Self::Part(Part::Start),
            ("part", "middle") => Self::Part(Part::Middle),
            ("part", "end") => Self::Part(Part::End),
            ("every", "yearly") => Self::Every(Every::Yearly),
            ("every", "half-yearly") => Self::Every(Every::HalfYearly),
            ("every", "quarterly") => Self::Every(Every::Quarterly),
            ("every", "monthly") => Self::Every(Every::Monthly),
            ("every", "weekly") => Self::Every(Every::Weekly),
            ("every", "daily") => Self::Every(Every::Daily),
            ("article", "") => Self::Article,
            ("members", "") => Self::Members,
            ("and", "") => Self::And,
            ("from", "") => Self::From,
            ("between", "") => Self::Between,
            ("until", "") => Self::Until,
            ("onwards", "") => Self::Onwards,
            ("ongoing", "") => Self::Ongoing,
            ("filler", "") => Self::Filler,
            _ => return None,
        })
    }
}

/// A meaning, and the languages that have it.
type Meaning = (Notion, Languages);

/// All meanings of a text in any language.
pub fn meanings(text: &str) -> Vec<Meaning> {
    if text.len() > 2 * LONGEST {
        return Vec::new();
    }
    let key = key(text);
    if key.is_empty() || key.len() > LONGEST {
        return Vec::new();
    }
    let mut found: Vec<Meaning> = line(&key)
        .into_iter()
        .flat_map(|line| line.split('\t').skip(1))
        .filter_map(|entry| {
            let (notion, languages) = entry.split_once('=')?;
            Some((Notion::parse(notion)?, Languages::parse(languages)))
        })
        .collect();
    found.extend(own().words.get(&key).into_iter().flatten());
    found
}

/// What a text means in some languages: what these say; where none of them has it, what others do if they agree.
pub fn notions(text: &str, languages: Languages) -> Vec<Notion> {
    let mut found = meanings(text);
    if found.iter().any(|(_, of)| of.meets(languages)) {
        found.retain(|(_, of)| of.meets(languages));
    } else if found.iter().any(|(notion, _)| *notion != found[0].0) {
        found.clear();
    }
    let mut notions: Vec<Notion> = Vec::new();
    for (notion, _) in found {
        if !notions.contains(&notion) {
            notions.push(notion);
        }
    }
    notions
}

/// What a locale writes, by CLDR: the order of a short date as three of `dmy`, and the decimal sign.
pub fn locale(language: usize) -> Option<(&'static str, char)> {
    let line = LOCALES.lines().skip(1).nth(language)?;
    let mut fields = line.split('\t').skip(1);
    Some((fields.next()?, fields.next()?.chars().next()?))
}

/// Whether any name may begin as a text does; looked at is its first run of letters and figures.
pub fn begins(text: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c);
    let end = text.find(|c| !inside(c)).unwrap_or(text.len());
    if end == 0 {
        return true;
    }
    let first = key(&text[..end]);
    let own = own();
    let at = own.keys.partition_point(|word| word.as_str() < first.as_str());
    let ours = own.keys.get(at).is_some_and(|word| word.starts_with(&first));
    ours || search(&first).is_err_and(|next| NAMES[next..].starts_with(&first)) || line(&first).is_some()
}

/// The line of the names of CLDR that begins with a key.
fn line(key: &str) -> Option<&'static str> {
    search(key).ok()
}

/// The line that begins with a key, or where the next greater one begins: they are sorted by it.
fn search(key: &str) -> Result<&'static str, usize> {
    let bytes = NAMES.as_bytes();
    // The first line says where the names come from.
    let (mut low, mut high) = (memchr::memchr(b'\n', bytes).map_or(0, |at| at + 1), bytes.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = memchr::memrchr(b'\n', &bytes[low..middle]).map_or(low, |at| low + at + 1);
        let end = memchr::memchr(b'\n', &bytes[middle..high]).map_or(high, |at| middle + at);
        let line = &NAMES[start..end];
        let name = line.split('\t').next().unwrap_or_default();
        match name.cmp(key) {
            std::cmp::Ordering::Equal => return Ok(line),
            std::cmp::Ordering::Less => low = (end + 1).min(high),
            std::cmp::Ordering::Greater => high = start,
        }
    }
    Err(low)
}

/// The words of the project's own.
struct Own {
    /// By key.
    words: HashMap<String, Vec<Meaning>>,
    /// Their keys, sorted.
    keys: Vec<String>,
}

fn own() -> &'static Own {
    static WORDS: OnceLock<Own> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words: HashMap<String, Vec<Meaning>> = HashMap::new();
        for line in OWN.iter().flat_map(|file| file.lines()) {
            let mut fields = line.split('\t');
            let (Some(notion), Some(languages), Some(names)) = (fields.next(), fields.next(), fields.next()) else {
                continue;
            };
            let Some(notion) = Notion::parse(notion) else { continue };
            for name in names.split(" | ") {
                words
                    .entry(key(name))
                    .or_default()
                    .push((notion, Languages::parse(languages)));
            }
        }
        let mut keys: Vec<String> = words.keys().cloned().collect();
        keys.sort_unstable();
        Own { words, keys }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::language::CODES;

    #[test]
    fn every_name_of_cldr_is_found_where_it_lies() {
        let lines = || NAMES.lines().skip(1);
        let keys: Vec<&str> = lines().map(|line| line.split('\t').next().unwrap()).collect();
        assert!(keys.is_sorted());
        for wanted in lines() {
            let name = wanted.split('\t').next().unwrap();
            assert_eq!(line(name), Some(wanted));
            assert_eq!(key(name), name, "a key of its own");
            assert!(!meanings(name).is_empty() || name.len() > LONGEST, "{name:?}");
        }
        for line in lines() {
            assert!(begins(line), "{line:?}");
        }
        assert!(begins("Eerste kwartaal") && begins("Co\u{302}te") && begins("l’été") && begins("(x)"));
        assert!(!begins("zzzzzz x") && !begins("xqx"));
        for none in ["", "\u{1}", "zzzzzz", "afrik", "afrikaa", "\u{10ffff}", "a\tb"] {
            assert_eq!(line(none), None, "{none:?}");
        }
    }

    #[test]
    fn every_line_of_our_own_is_read() {
        for line in OWN
            .iter()
            .flat_map(|file| file.lines())
            .filter(|line| !line.starts_with('#'))
        {
            let fields: Vec<&str> = line.split('\t').collect();
            assert_eq!(fields.len(), 3, "{line:?}");
            assert!(Notion::parse(fields[0]).is_some(), "{line:?}");
            let known = |code: &str| code == "*" || CODES.contains(&code);
            assert!(fields[1].split(',').all(known), "{line:?}");
            for name in fields[2].split(" | ") {
                assert!(!key(name).is_empty() && name.trim() == name, "{line:?}");
                assert!(!meanings(name).is_empty(), "{name:?}");
            }
        }
    }

    #[test]
    fn a_word_means_what_its_language_says() {
        let of = |text, codes| notions(text, Languages::parse(codes));
        assert_eq!(of("listopad", "hr"), [Notion::Month(10)]);
        assert_eq!(of("listopad", "cs,pl"), [Notion::Month(11)]);
        assert_eq!(of("listopad", "nl"), [], "two meanings, and none of ours");
        assert_eq!(of("Westelijke Balkan", "en"), [Notion::Place("western-balkans")]);
        assert_eq!(of("EL SALVADOR", "fi"), [Notion::Place("SV")]);
        assert_eq!(locale(17), Some(("dmy", ',')));
        assert_eq!(locale(5), Some(("mdy", '.')));
        assert_eq!(locale(24), None);
    }
}
