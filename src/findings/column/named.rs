//! Columns of first names, whatever their heading says: the addresses of their rows begin with them, as `anneke.devries@` does for Anneke.

use crate::findings::relations::folded;

/// Whether most of the addresses in these rows begin with what a column of the same row holds.
pub(in crate::findings) fn begins_addresses(rows: &[Vec<String>], column: usize) -> bool {
    const FEWEST: usize = 10;
    let (mut with, mut named) = (0, 0);
    for row in rows {
        let Some(name) = row.get(column).filter(|name| is_name(name)) else { continue };
        let Some(local_part) = row.iter().find_map(|value| Some(value.rsplit_once('@')?.0)) else { continue };
        with += 1;
        let local_part = folded(local_part, false);
        named += usize::from([false, true].iter().any(|is_long| local_part.starts_with(&folded(name, *is_long))));
    }
    named >= FEWEST && named * 2 > with
}

/// Whether a value is a word, long enough not to begin an address by chance.
fn is_name(value: &str) -> bool {
    value.chars().nth(1).is_some() && value.chars().all(|letter| letter.is_alphabetic() || matches!(letter, '-' | ' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_names_are_what_addresses_begin_with() {
        const NAMES: [[&str; 2]; 4] = [["Hanneke", "Vos"], ["Anneke", "Blom"], ["Jörg", "Bakker"], ["Els", "Jacobs"]];
        let begins = |column: usize, address: &dyn Fn(usize, &str, &str) -> String| {
            let row = |n: usize| {
                let [first, last] = NAMES[n % 4];
                vec![first.to_owned(), last.to_owned(), address(n, &first.to_lowercase(), &last.to_lowercase())]
            };
            begins_addresses(&(0..40).map(row).collect::<Vec<_>>(), column)
        };
        let whole = |_: usize, first: &str, last: &str| format!("{}.{last}@a.example", first.replace('ö', "oe"));
        assert!(begins(0, &whole) && !begins(1, &whole) && !begins(2, &whole) && !begins(3, &whole));
        let some = |n: usize, first: &str, last: &str| {
            if n.is_multiple_of(3) { format!("{last}@a.example") } else { whole(n, first, last) }
        };
        assert!(begins(0, &some) && !begins(1, &some));
        assert!(!begins(0, &|_, _, _| "info@a.example".to_owned()) && !begins(0, &|_, _, _| String::new()));
    }
}
