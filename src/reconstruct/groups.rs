//! Amounts whose figures stand in groups divided by blanks (`1 682 197 EUR`): which words are one number.
//!
//! Beside other figures a line does not say where such a number begins (`4 708 647 EUR` is one amount, or a 4 and an amount).
//! The document does: its lines leave as many figures over.

use super::atoms::{Side, Token};

/// Fewest amounts of more than one group that show a document to divide by blanks.
const FEWEST: usize = 3;
/// Of a hundred such amounts, how many leave as many figures over.
const ALIKE: usize = 80;

/// An amount: the word beside its sign, and where words before or behind may belong to it.
struct Amount {
    line: usize,
    /// The word beside the sign.
    word: usize,
    /// Most words it may have.
    most: usize,
    /// Figures that stand side by side with it on the line, its own among them.
    figures: usize,
}

/// Per line, whether a word goes on with the number before it.
pub(super) fn joined(lines: &[Vec<Token<'_>>]) -> Vec<Vec<bool>> {
    let mut out: Vec<Vec<bool>> = lines.iter().map(|line| vec![false; line.len()]).collect();
    for side in [Side::Before, Side::Behind] {
        join(lines, side, &mut out);
    }
    out
}

/// The same for the amounts with a sign on one side.
fn join(lines: &[Vec<Token<'_>>], side: Side, out: &mut [Vec<bool>]) {
    let all = amounts(lines, side);
    let amounts: Vec<&Amount> = all.iter().filter(|amount| amount.most > 1).collect();
    // Where a number of four figures, or one of fewer than three beside other figures, has a sign, blanks divide columns.
    let whole = |amount: &&Amount| {
        let text = lines[amount.line][amount.word].text;
        let figures = text.chars().take_while(char::is_ascii_digit).count();
        figures > 3 || (amount.most == 1 && (text.matches(['.', ',']).count() > 1 || amount.figures > 1))
    };
    if amounts.len() < FEWEST || all.iter().filter(whole).count() * 10 > amounts.len() {
        return;
    }
    let fits = |amount: &Amount, over: usize| {
        let own = amount.figures.checked_sub(over)?;
        (1..=amount.most).contains(&own).then_some(own)
    };
    let alike = |over: &usize| {
        amounts.iter().filter(|amount| fits(amount, *over).is_some()).count() * 100 >= amounts.len() * ALIKE
    };
    let most = amounts.iter().map(|amount| amount.figures).max().unwrap_or_default();
    let over = (0..most).find(alike);
    for amount in amounts {
        let own = over.and_then(|over| fits(amount, over)).unwrap_or(amount.most);
        let words = match side {
            Side::Before => amount.word + 1..amount.word + own,
            Side::Behind => amount.word + 2 - own..amount.word + 1,
        };
        out[amount.line][words].fill(true);
    }
}

/// The figures beside all signs; a sign may stand on the line before or behind.
fn amounts(lines: &[Vec<Token<'_>>], side: Side) -> Vec<Amount> {
    let mut out = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let signs = (0..line.len()).filter(|&word| line[word].stands(side));
        match side {
            Side::Before => {
                let before = at.checked_sub(1).and_then(|before| lines[before].last());
                let first = before.is_some_and(|word| word.stands(side)).then_some(0);
                out.extend(first.into_iter().chain(signs.map(|word| word + 1)).filter_map(|word| {
                    let figures = line[word.min(line.len())..]
                        .iter()
                        .take_while(|word| word.is_figure())
                        .count();
                    let begins = figures > 0 && is_head(line[word].text);
                    let groups = line[(word + 1).min(line.len())..]
                        .iter()
                        .take_while(|word| is_group(word.text))
                        .count();
                    let ends = line.get(word + 1 + groups).is_some_and(|word| is_last(word.text));
                    (figures > 0).then_some(Amount {
                        line: at,
                        word,
                        most: if begins { 1 + groups + usize::from(ends) } else { 1 },
                        figures,
                    })
                }));
            }
            Side::Behind => {
                let behind = lines.get(at + 1).and_then(|behind| behind.first());
                let last = behind.is_some_and(|word| word.stands(side)).then_some(line.len());
                out.extend(signs.chain(last).filter_map(|end| {
                    let figures = line[..end].iter().rev().take_while(|word| word.is_figure()).count();
                    let word = end.checked_sub(1).filter(|_| figures > 0)?;
                    let ends = is_group(line[word].text) || is_last(line[word].text);
                    let groups = line[..word].iter().rev().take_while(|word| is_group(word.text)).count();
                    let head = word
                        .checked_sub(groups + 1)
                        .is_some_and(|head| is_head(line[head].text));
                    // The first of the groups has to begin the number where nothing before does.
                    let begun = line[..word]
                        .iter()
                        .rev()
                        .take(groups)
                        .rposition(|word| is_head(word.text));
                    let before = if head {
                        groups + 1
                    } else {
                        begun.map_or(0, |at| groups - at)
                    };
                    Some(Amount {
                        line: at,
                        word,
                        most: if ends { 1 + before } else { 1 },
                        figures,
                    })
                }));
            }
        }
    }
    out
}

/// Whether a number of groups may begin so.
fn is_head(text: &str) -> bool {
    (1..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0')
}

/// Whether it may go on so.
fn is_group(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether it may end so: a group with decimals.
fn is_last(text: &str) -> bool {
    let decimals = |rest: &str| (1..=2).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_digit());
    text.split_once([',', '.'])
        .is_some_and(|(group, rest)| is_group(group) && decimals(rest))
}

#[cfg(test)]
mod tests {
    use crate::reconstruct::text::of_source;

    /// The values of a text, with the words of one value joined.
    fn values(source: &str) -> Vec<String> {
        let (document, text) = of_source(source);
        let mut values: Vec<String> = Vec::new();
        for word in &text.words {
            let shown = document.span_text(word.span);
            match values.last_mut() {
                Some(value) if word.bound => value.push_str(&format!("_{shown}")),
                _ => values.push(shown.to_owned()),
            }
        }
        values.retain(|value| value.contains(char::is_numeric));
        values
    }

    #[test]
    fn groups_of_figures_beside_a_currency_are_one_number() {
        assert_eq!(
            values("Owls 1 682 197 EUR\nBats 5 586 EUR\nVoles 708 647,50 EUR\nMoles 12 EUR"),
            ["1_682_197_EUR", "5_586_EUR", "708_647,50_EUR", "12_EUR"]
        );
        assert_eq!(
            values("Owls EUR\n1 682 197\nBats kr 5 586\nVoles EUR 708 647"),
            ["EUR_1_682_197", "kr_5_586", "EUR_708_647"]
        );
    }

    #[test]
    fn lines_leave_as_many_figures_over() {
        assert_eq!(
            values("Owls EUR 1 682 197 104\nBats EUR 586 751 22\nVoles EUR 8 647 104"),
            ["EUR_1_682_197", "104", "EUR_586_751", "22", "EUR_8_647", "104"]
        );
        assert_eq!(
            values("Owls 1 1 682 197 EUR\nBats 2 586 751 EUR\nVoles 3 708 647 EUR\nMoles 4 8 373 604 EUR"),
            [
                "1",
                "1_682_197_EUR",
                "2",
                "586_751_EUR",
                "3",
                "708_647_EUR",
                "4",
                "8_373_604_EUR"
            ]
        );
    }

    #[test]
    fn blanks_between_columns_divide_no_number() {
        let columns = "Owls 31 289 EUR\nBats 12 351 EUR\nVoles 8 604 EUR\nMoles 45 60 EUR\nElks 7 19 EUR";
        assert!(values(columns).contains(&"31".to_owned()), "{:?}", values(columns));
        let columns = "Owls 31 2890 EUR\nBats 12 351 EUR\nVoles 8 604 EUR\nMoles 45 360 EUR\nElks 7 7190 EUR";
        assert!(values(columns).contains(&"12".to_owned()), "{:?}", values(columns));
    }
}
