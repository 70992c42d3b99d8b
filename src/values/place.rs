//! Places: a list of countries, regions and groups, taken apart and named by their codes.

use super::language::Languages;
use super::lexicon::{Notion, begins, notions};
use nom::branch::alt;
use nom::bytes::complete::{is_not, take_while1};
use nom::character::complete::{char, none_of, one_of};
use nom::combinator::{map, recognize};
use nom::multi::{many0, many1_count};
use nom::sequence::delimited;
use nom::{IResult, Parser};
use serde::Serialize;

/// Words of the longest name.
const NAME: usize = 9;
/// Marks between the items of a list.
const BETWEEN: &str = ",;/\n\u{2022}|";
/// The groups that CLDR has among its territories.
const GROUPS: [&str; 3] = ["EU", "EZ", "UN"];

/// What a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PlaceKind {
    /// A country or territory of ISO 3166-1.
    Country,
    /// A region of UN M49.
    Region,
    /// A group of countries, an organisation, or all who take part.
    Group,
    /// Nothing that is known.
    Unknown,
}

/// One item of a list of places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The item as the cell has it.
    pub text: String,
    /// What it is.
    pub kind: PlaceKind,
    /// ISO 3166-1 alpha-2, UN M49 of three figures, `EU`, `EZ` and `UN` as CLDR has them, or a name in kebab case of a group of
    /// `data/place_words.txt`.
    pub code: Option<&'static str>,
}

impl Place {
    fn new(text: &str, code: Option<&'static str>) -> Self {
        let kind = match code {
            None => PlaceKind::Unknown,
            Some(code) if GROUPS.contains(&code) => PlaceKind::Group,
            Some(code) if code.bytes().all(|b| b.is_ascii_digit()) => PlaceKind::Region,
            Some(code) if code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()) => PlaceKind::Country,
            Some(_) => PlaceKind::Group,
        };
        Self {
            text: text.trim().to_owned(),
            kind,
            code,
        }
    }

    /// Whether it has a code.
    pub(super) fn is_known(&self) -> bool {
        self.code.is_some()
    }
}

/// Reads a text as a list of places; the caller keeps texts short.
pub(super) fn read(text: &str, languages: Languages) -> Vec<Place> {
    let mut places = Vec::new();
    for item in items(text) {
        item_places(item.trim(), languages, &mut places);
    }
    places
}

/// The items of a list: what stands in brackets stays together.
fn items(text: &str) -> Vec<&str> {
    let between = map(take_while1(|c| BETWEEN.contains(c)), |_| None);
    let item = recognize(many1_count(alt((recognize(bracketed), recognize(none_of(BETWEEN))))));
    let list: IResult<&str, Vec<Option<&str>>> = many0(alt((between, map(item, Some)))).parse(text);
    list.map_or_else(|_| Vec::new(), |(_, list)| list.into_iter().flatten().collect())
}

fn bracketed(input: &str) -> IResult<&str, &str> {
    delimited(char('('), is_not("()"), char(')')).parse(input)
}

fn item_places(item: &str, languages: Languages, out: &mut Vec<Place>) {
    if item.is_empty() {
        return;
    }
    if let Some(code) = named(item, languages) {
        out.push(Place::new(item, Some(code)));
    } else if let Some(places) = run(item, languages) {
        out.extend(places);
    } else if let Some(places) = with_brackets(item, languages) {
        out.extend(places);
    } else {
        out.extend(joined(item, languages).unwrap_or_else(|| vec![Place::new(item, None)]));
    }
}

/// The code of a text that is a name as a whole, with or without an article, or the countries of one.
fn named(text: &str, languages: Languages) -> Option<&'static str> {
    let mut text = text.trim();
    loop {
        if let Some(code) = place(text, languages) {
            return Some(code);
        }
        text = without_lead(text, languages)?;
    }
}

fn place(text: &str, languages: Languages) -> Option<&'static str> {
    // A short word is a name only where it is written as one.
    if text.chars().count() <= 3 && !text.chars().any(char::is_uppercase) {
        return None;
    }
    let mut codes = notions(text, languages).into_iter().filter_map(|notion| match notion {
        Notion::Place(code) => Some(code),
        _ => None,
    });
    let first = codes.next()?;
    codes.all(|code| code == first).then_some(first)
}

/// A text without the article, or the words for "countries in", that it begins with.
fn without_lead(text: &str, languages: Languages) -> Option<&str> {
    let is_lead = |lead: &str| {
        let found = notions(lead.trim(), languages);
        found
            .iter()
            .any(|notion| matches!(notion, Notion::Article | Notion::Members))
    };
    let ends = text.char_indices().filter(|(_, c)| " \u{a0}'\u{2019}-".contains(*c));
    let mut ends: Vec<usize> = ends.map(|(at, c)| at + c.len_utf8()).take(4).collect();
    ends.reverse();
    let end = ends.into_iter().find(|&end| is_lead(&text[..end]))?;
    Some(text[end..].trim_start()).filter(|rest| !rest.is_empty())
}

/// A text that is made of names through and through: `A and B`, or `A B` where a line ended between them.
fn run(text: &str, languages: Languages) -> Option<Vec<Place>> {
    let words = words(text);
    let mut places = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let longest = (at + NAME).min(words.len());
        let known = begins(&text[words[at].0..]);
        let found = (at + 1..=longest).rev().filter(|_| known).find_map(|end| {
            let name = &text[words[at].0..words[end - 1].1];
            named(name, languages).map(|code| (end, Place::new(name, Some(code))))
        });
        if let Some((end, place)) = found {
            places.push(place);
            at = end;
        } else if !places.is_empty() && at + 1 < words.len() && is_and(&text[words[at].0..words[at].1], languages) {
            at += 1;
        } else {
            return None;
        }
    }
    (places.len() > 1).then_some(places)
}

/// Words and the bytes they stand at.
fn words(text: &str) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        if !c.is_whitespace() {
            start.get_or_insert(at);
        } else if let Some(start) = start.take() {
            words.push((start, at));
        }
    }
    words.extend(start.map(|start| (start, text.len())));
    words
}

fn is_and(word: &str, languages: Languages) -> bool {
    word == "&" || word == "+" || notions(word, languages).contains(&Notion::And)
}

/// `Full name (SHORT)` is what its short name is; `Group (A, B)` is the group and then the places it names.
fn with_brackets(item: &str, languages: Languages) -> Option<Vec<Place>> {
    let pieces = pieces(item);
    let first_bracket = pieces.iter().position(|(_, inner)| inner.is_some())?;
    let mut code = named(&item[..pieces[first_bracket].0], languages);
    let (mut short, mut end, mut members) = (false, item.len(), Vec::new());
    for (at, inner) in &pieces[first_bracket..] {
        let Some(inner) = inner else {
            // Other words behind: the name before the brackets is not all there is.
            if !short {
                code = None;
            }
            continue;
        };
        let list = read(inner, languages);
        if list.is_empty() || !list.iter().all(Place::is_known) {
            continue;
        }
        if list.len() == 1 && (code.is_none() || code == list[0].code) {
            (code, short) = (list[0].code, true);
        } else {
            end = end.min(*at);
            members.extend(list);
        }
    }
    if code.is_none() && members.is_empty() {
        return None;
    }
    let mut places = vec![Place::new(&item[..end], code)];
    places.retain(|place| !place.text.is_empty());
    places.extend(members);
    Some(places)
}

/// The pieces of an item: where each begins, and what stands inside where it is in brackets.
fn pieces(item: &str) -> Vec<(usize, Option<&str>)> {
    let piece = alt((
        map(bracketed, Some),
        map(alt((is_not("("), recognize(one_of("(")))), |_| None),
    ));
    let mut piece = piece;
    let (mut out, mut rest) = (Vec::new(), item);
    while let Ok((after, inner)) = piece.parse(rest) {
        let at = item.len() - rest.len();
        if inner.is_some() || !item[at..item.len() - after.len()].trim().is_empty() {
            out.push((at, inner));
        }
        rest = after;
    }
    out
}

/// Items joined by "and" of which one at least is known.
fn joined(item: &str, languages: Languages) -> Option<Vec<Place>> {
    let mut parts: Vec<(usize, usize)> = Vec::new();
    let mut open = false;
    for (start, end) in words(item) {
        if is_and(&item[start..end], languages) {
            open = false;
        } else if let Some(part) = parts.last_mut().filter(|_| open) {
            part.1 = end;
        } else {
            parts.push((start, end));
            open = true;
        }
    }
    let mut places = Vec::new();
    for (start, end) in parts {
        let part = &item[start..end];
        match named(part, languages) {
            Some(code) => places.push(Place::new(part, Some(code))),
            None => places.extend(run(part, languages).unwrap_or_else(|| vec![Place::new(part, None)])),
        }
    }
    (places.len() > 1 && places.iter().any(Place::is_known)).then_some(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, codes: &str) -> String {
        let places = read(text, Languages::parse(codes));
        let shown: Vec<String> = places
            .iter()
            .map(|place| match place.code {
                Some(code) => code.to_owned(),
                None => format!("? {}", place.text),
            })
            .collect();
        shown.join("; ")
    }

    #[test]
    fn lists() {
        for (text, codes, wanted) in [
            ("Canada", "nl", "CA"),
            ("Japan, de Republiek Korea", "nl", "JP; KR"),
            ("Japan en de Republiek Korea", "nl", "JP; KR"),
            ("Japan; Norway / Iceland\nCanada & India", "en", "JP; NO; IS; CA; IN"),
            ("Japan Canada", "nl", "JP; CA"),
            ("Bosnia and Herzegovina and Serbia", "en", "BA; RS"),
            ("Latijns-Amerika en het Caribisch gebied", "nl", "419"),
            ("Latijns-Amerika, Caribisch gebied", "nl", "419; 029"),
            ("l’Allemagne et la Suède", "fr", "DE; SE"),
            ("the countries of the Western Balkans", "en", "western-balkans"),
            (
                "members of a Common Market (SICA) (Panama, Guatemala)",
                "en",
                "sica; PA; GT",
            ),
            ("those in the Agreement (Cefta) now", "en", "cefta"),
            ("Japan (observer)", "en", "JP"),
            ("Japan and the others", "en", "JP; ? the others"),
            ("research and science", "en", "? research and science"),
            ("us", "en", "? us"),
            ("US", "en", "US"),
            ("", "en", ""),
            ("((,)(", "en", "? ((,)("),
        ] {
            assert_eq!(shown(text, codes), wanted, "{text:?}");
        }
    }

    #[test]
    fn texts_are_those_of_the_cell() {
        let places = read("leden van de Raad (SICA) (Panama)", Languages::parse("nl"));
        let texts: Vec<&str> = places.iter().map(|place| place.text.as_str()).collect();
        assert_eq!(texts, ["leden van de Raad (SICA)", "Panama"]);
        assert_eq!(places[0].kind, PlaceKind::Group);
        assert_eq!(places[1].kind, PlaceKind::Country);
    }
}
