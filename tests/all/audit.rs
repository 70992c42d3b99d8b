//! The account of a source balances exactly when every character is claimed once.

use proptest::prelude::*;
use rowstitch::audit::{Claim, Destination, Imbalance, account, balance};
use rowstitch::{Document, Span, input};

const DESTINATIONS: [Destination; 6] = [
    Destination::Cell,
    Destination::Header,
    Destination::Heading,
    Destination::Furniture,
    Destination::Outside,
    Destination::Finding,
];

/// Cuts every line at random character boundaries; each piece goes to a random destination.
fn partition(document: &Document, mut random: impl FnMut(usize) -> usize) -> Vec<Claim> {
    let mut claims = Vec::new();
    for (index, line) in document.lines.iter().enumerate() {
        let mut start = line.start;
        for (at, c) in document.line_text(index).char_indices() {
            let end = line.start + at + c.len_utf8();
            if end == line.end || random(4) == 0 {
                let span = Span {
                    line: index as u32,
                    start: start as u32,
                    end: end as u32,
                };
                claims.push((span, DESTINATIONS[random(6)]));
                start = end;
            }
        }
    }
    for index in (1..claims.len()).rev() {
        claims.swap(index, random(index + 1));
    }
    claims
}

fn has_text(document: &Document, claim: &Claim) -> bool {
    document
        .span_text(claim.0)
        .chars()
        .any(|c| !rowstitch::audit::is_blank(c))
}

fn numbers(seed: u64) -> impl FnMut(usize) -> usize {
    let mut random = crate::annex_source::Random(seed);
    move |limit| random.below(limit)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_partition_balances(text in "([a-zé—\u{a0}👍 ]{0,9}[\n\x0c\r]{1,2}){1,9}x", seed in any::<u64>()) {
        let document = input::read("x", text.as_bytes()).unwrap();
        let claims = partition(&document, numbers(seed));
        let audit = balance(&document, &claims).unwrap();
        let all = document.text.chars().filter(|c| !rowstitch::audit::is_blank(*c)).count();
        prop_assert_eq!(audit.total(), all);
        let cells = claims.iter().filter(|claim| claim.1 == Destination::Cell);
        let cells: String = cells.map(|claim| document.span_text(claim.0)).collect();
        prop_assert_eq!(audit.cell, cells.chars().filter(|c| !rowstitch::audit::is_blank(*c)).count());
    }

    #[test]
    fn a_missing_claim_is_seen(text in "([a-zé—\u{a0}👍 ]{0,9}\n){1,9}x", seed in any::<u64>()) {
        let document = input::read("x", text.as_bytes()).unwrap();
        let mut random = numbers(seed);
        let mut claims = partition(&document, &mut random);
        let (removed, _) = claims.swap_remove(random(claims.len()));
        let missing = has_text(&document, &(removed, Destination::Cell));
        match balance(&document, &claims) {
            Ok(_) => prop_assert!(!missing),
            Err(Imbalance::Unaccounted { line, text }) => {
                prop_assert!(missing);
                prop_assert_eq!(line, removed.line as usize + 1);
                prop_assert_eq!(text, document.span_text(removed).trim());
            }
            Err(other) => prop_assert!(false, "{}", other),
        }
    }

    #[test]
    fn a_double_claim_is_seen(text in "([a-zé—\u{a0}👍 ]{0,9}\n){1,9}x", seed in any::<u64>()) {
        let document = input::read("x", text.as_bytes()).unwrap();
        let mut random = numbers(seed);
        let mut claims = partition(&document, &mut random);
        let (span, _) = claims[random(claims.len())];
        claims.push((span, DESTINATIONS[random(6)]));
        let doubled = has_text(&document, &(span, Destination::Cell));
        match balance(&document, &claims) {
            Ok(_) => prop_assert!(!doubled),
            Err(Imbalance::Doubled { line, text }) => {
                prop_assert!(doubled);
                prop_assert_eq!(line, span.line as usize + 1);
                prop_assert_eq!(text, document.span_text(span).trim());
            }
            Err(other) => prop_assert!(false, "{}", other),
        }
    }

    #[test]
    fn no_claim_breaks_it(text in "([a-zé— ]{0,9}\n){1,4}x", spans in prop::collection::vec((0..6_u32, 0..40_u32, 0..40_u32), 0..9)) {
        let document = input::read("x", text.as_bytes()).unwrap();
        let claims: Vec<Claim> =
            spans.into_iter().map(|(line, start, end)| (Span { line, start, end }, Destination::Cell)).collect();
        let (audit, imbalances) = account(&document, &claims);
        let all = document.text.chars().filter(|c| !rowstitch::audit::is_blank(*c)).count();
        prop_assert_eq!(audit.total(), all);
        prop_assert!(audit.unaccounted == 0 || !imbalances.is_empty());
    }
}
