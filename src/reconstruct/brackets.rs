//! Pairs of brackets: no cell begins between an opening bracket and its closing one.

use super::text::Text;
use crate::document::Document;

/// Words between the brackets of a pair at most; what lies farther apart is no pair.
const REACH: usize = 60;
/// A list mark such as `a)` or `12)` has this many characters at most.
const LIST_MARK: usize = 3;

/// Marks the words that stand inside brackets which open before them. Brackets pair up within a page; one that closes what
/// was opened on the page before encloses the words of its line.
pub(super) fn mark(text: &mut Text, document: &Document) {
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut inside: Vec<(usize, usize)> = Vec::new();
    for line in &text.lines {
        if line.page_start {
            open.clear();
        }
        for index in line.words.clone() {
            let word = document.span_text(text.words[index].span);
            for c in word.chars() {
                match c {
                    '(' | '[' | '{' => open.push((c, index)),
                    ')' | ']' | '}' => {
                        let pair = open.iter().rposition(|o| o.0 == opening(c));
                        if let Some(at) = pair {
                            let (_, from) = open[at];
                            open.truncate(at);
                            if index - from <= REACH {
                                inside.push((from + 1, index + 1));
                            }
                        } else if word.chars().count() > LIST_MARK || index > line.words.start {
                            inside.push((line.words.start, index + 1));
                        }
                    }
                    _ => {}
                }
            }
        }
    }
    for (from, to) in inside {
        for word in &mut text.words[from..to] {
            word.inside = true;
        }
    }
}

fn opening(closing: char) -> char {
    match closing {
        ')' => '(',
        ']' => '[',
        _ => '{',
    }
}

#[cfg(test)]
mod tests {
    use crate::reconstruct::text::of_source;

    fn inside(source: &str) -> Vec<String> {
        let (document, text) = of_source(source);
        let words = text.words.iter().filter(|w| w.inside);
        words.map(|w| document.span_text(w.span).to_owned()).collect()
    }

    #[test]
    fn words_between_brackets_are_inside() {
        assert_eq!(
            inside("Owls (barn, eagle\nand tawny) hunt [at\nnight]."),
            ["eagle", "and", "tawny)", "night]."]
        );
        assert!(inside("Owls (barn) hunt\na) at night\nb) by ear").is_empty());
    }

    #[test]
    fn a_bracket_without_its_opening_one_encloses_its_line() {
        assert_eq!(
            inside("Owls hunt\nby night and dawn) in\nsilence"),
            ["by", "night", "and", "dawn)"]
        );
    }
}
