//! Column names that can be keys.

use std::collections::BTreeSet;

/// Makes names unique in order: a repeated one gets the first free number behind it, an empty one is called
/// `column` and its 1-based place.
pub(super) fn unique(names: Vec<String>) -> Vec<String> {
    let own: BTreeSet<String> = names.iter().cloned().collect();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    names
        .into_iter()
        .enumerate()
        .map(|(place, name)| {
            let name = if name.is_empty() {
                format!("column {}", place + 1)
            } else {
                name
            };
            let mut free = name.clone();
            let mut number = 2;
            while taken.contains(&free) || (free != name && own.contains(&free)) {
                free = format!("{name} ({number})");
                number += 1;
            }
            taken.insert(free.clone());
            free
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::unique;

    #[test]
    fn equal_and_empty_names_are_told_apart() {
        let names = ["Bedrag", "Bedrag", "", "Bedrag (2)", "column 3"].map(str::to_owned);
        assert_eq!(
            unique(names.to_vec()),
            ["Bedrag", "Bedrag (3)", "column 3", "Bedrag (2)", "column 3 (2)"]
        );
    }
}
