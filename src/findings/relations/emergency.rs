//! Whom to call when something happens to somebody: another person, with another number.

use super::{Sample, Values};
use crate::findings::{Kind, Look, headings, shown};
use crate::merge::Uses;

/// The columns of whom to call, and of the one of the row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Emergency {
    /// A column of names of whom to call, with those that make the row's own name.
    contact: Option<(usize, Vec<usize>)>,
    /// A column of their numbers, with one of the rows' own.
    telephone: Option<(usize, usize)>,
}

/// Fewer rows show no habit.
const FEWEST: usize = 20;

/// The columns by their headings, where the letter uses them and hardly any of the first rows has the same twice.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses, names: &[String]) -> Option<Emergency> {
    let headings: Vec<String> = names.iter().take(sample.columns.len()).map(|name| name.to_lowercase()).collect();
    let find = |is: &dyn Fn(&str) -> bool| headings.iter().position(|name| is(name));
    let is_telephone = |name: &str| headings::is_telephone(name);
    let is_used = |column: &usize| uses.letter.contains(column);
    let other = find(&|name| is_of_emergency(name) && is_telephone(name));
    let own = find(&|name| !is_of_emergency(name) && is_telephone(name));
    let telephone = other.zip(own).filter(|(other, own)| {
        is_used(other) && are_apart(sample.pairs(*other, *own).map(|(other, own)| is_same_number(other, own)))
    });
    let contact = find(&|name| is_of_emergency(name) && !is_telephone(name) && !name.contains("mail"));
    let own = match headings::halves(&headings) {
        (Some(first), Some(last)) => Some(vec![first, last]),
        _ => find(&|name| !is_of_emergency(name) && headings::is_person(name)).map(|whole| vec![whole]),
    };
    let contact = contact.zip(own).filter(|(contact, own)| {
        let is_own =
            |row: &Vec<&str>| is_same_name(row[*contact], &own.iter().map(|column| row[*column]).collect::<Vec<_>>());
        is_used(contact) && are_apart(sample.rows.iter().filter(|row| !row[*contact].is_empty()).map(is_own))
    });
    (contact.is_some() || telephone.is_some()).then_some(Emergency { contact, telephone })
}

/// Whether a heading, in lower case, is of whom to call.
fn is_of_emergency(name: &str) -> bool {
    const PARTS: [&str; 12] = [
        "emergen", "urgenc", "notfall", "noodnu", "noodco", "nödkon", "nødkon", "nødtel", "nödtel", "alarm", "紧急",
        "緊急",
    ];
    PARTS.iter().any(|part| name.contains(part)) || headings::words_of(name).any(|word| word == "ice")
}

/// Whether hardly any of these rows has the same twice.
fn are_apart(rows: impl Iterator<Item = bool>) -> bool {
    const RARE: usize = 25;
    let (mut count, mut same) = (0_usize, 0_usize);
    for is_same in rows {
        count += 1;
        same += usize::from(is_same);
    }
    count >= FEWEST && same <= (count / RARE).max(1)
}

/// `+48 512 608 052` and `512608052`, `+33 6 …` and `06 …`: one of them may have the code of a country before it.
fn is_same_number(one: &str, other: &str) -> bool {
    const SHORTEST: usize = 7;
    const LONGEST_CODE: usize = 3;
    let number = |text: &str| {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits.trim_start_matches('0').to_owned()
    };
    let (one, other) = (number(one), number(other));
    let (short, long) = if one.len() < other.len() { (&one, &other) } else { (&other, &one) };
    short.len() >= SHORTEST && long.len() - short.len() <= LONGEST_CODE && long.ends_with(short)
}

/// Whether a name is made of these, in any order.
fn is_same_name(name: &str, own: &[&str]) -> bool {
    let words = |text: &str| text.split_whitespace().map(str::to_lowercase).collect::<Vec<String>>();
    // Most names begin in another way.
    let is_begun = || own.iter().any(|own| own.chars().next().is_some_and(|letter| name.starts_with(letter)));
    if own.iter().any(|own| own.is_empty()) || !is_begun() {
        return false;
    }
    let (mut one, mut other) = (words(name), words(&own.join(" ")));
    one.sort_unstable();
    other.sort_unstable();
    one == other
}

impl Emergency {
    /// What is said of a row whose person is to be called for himself, and of which column.
    pub(super) fn flaws<'a>(
        &self,
        value: impl Fn(usize) -> &'a str,
        heading: impl Fn(usize) -> String,
    ) -> Vec<(usize, String)> {
        let mut flaws = Vec::new();
        if let Some((contact, own)) = &self.contact {
            let own: Vec<&str> = own.iter().map(|column| value(*column)).collect();
            if is_same_name(value(*contact), &own) {
                flaws.push((
                    *contact,
                    "is the one of the row, and the other rows have somebody else. Is it right?".to_owned(),
                ));
            }
        }
        if let Some((other, own)) = self.telephone
            && is_same_number(value(other), value(own))
        {
            let what = format!(
                "is the same as {} ({}), and in the other rows the two differ. Is one of them wrong?",
                heading(own),
                shown(value(own))
            );
            flaws.push((other, what));
        }
        flaws
    }
}

/// Finds who is to be called for himself.
pub(super) fn look(look: &mut Look<'_>, all: Option<&Emergency>, line: Values<'_>) {
    let flaws = all.map(|emergency| emergency.flaws(|column| line.value(column), |column| line.heading(column)));
    for (column, what) in flaws.into_iter().flatten() {
        if !look.is_told([column]) {
            look.find_value(column, Kind::OddRelation, line.value(column), &what);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::known_column::Column;

    const NAMES: [&str; 5] = ["Prénom", "Nom", "Téléphone", "Contact d'urgence", "Tél. urgence"];

    fn rows(same: usize) -> Vec<Vec<String>> {
        let first = ["Agathe", "Blaise", "Colette", "Didier", "Élise"];
        let last = ["Aubry", "Besson", "Carlier"];
        let row = |n: usize| {
            let name = [first[n % 5].to_owned(), last[n % 3].to_owned()];
            let own = format!("06 12 34 {:02} 10", n % 100);
            let (contact, other) = if n < same {
                (name.join(" "), own.clone())
            } else {
                (format!("{} {}", first[(n + 2) % 5], last[n % 3]), format!("07 98 76 {:02} 11", n % 100))
            };
            let [one, two] = name;
            vec![one, two, own, contact, other]
        };
        (0..60).map(row).collect()
    }

    fn emergency(same: usize, names: [&str; 5], letter: &[usize]) -> Option<Emergency> {
        let columns = vec![Column::default(); 5];
        let rows = rows(same);
        let rows = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let uses = Uses { letter: letter.to_vec(), ..Uses::default() };
        of(&Sample { rows, columns: &columns }, &uses, &names.map(str::to_owned))
    }

    #[test]
    fn who_is_to_be_called_for_himself_is_found() {
        let emergency = emergency(2, NAMES, &[0, 1, 2, 3, 4]).unwrap();
        let told = |row: [&'static str; 5]| {
            let flaws = emergency.flaws(|column| row[column], |column| NAMES[column].to_owned());
            flaws.into_iter().map(|(column, _)| column).collect::<Vec<usize>>()
        };
        let own = "06 11 22 33 44";
        assert_eq!(told(["Agathe", "Aubry", own, "Agathe Aubry", "+33 611223344"]), [3, 4]);
        assert_eq!(told(["Agathe", "Aubry", own, "AUBRY Agathe", own]), [3, 4]);
        assert_eq!(told(["Agathe", "Aubry", own, "Agathe Besson", own]), [4]);
        assert_eq!(told(["Agathe", "Aubry", own, "Aubry Agathe", "07 11 22 33 44"]), [3]);
        for row in [
            ["Agathe", "Aubry", own, "Alain Aubry", "07 11 22 33 45"],
            ["Agathe", "Aubry", "", "", ""],
            ["", "Aubry", "112", "Aubry", "112"],
        ] {
            assert!(told(row).is_empty(), "{row:?}");
        }
    }

    #[test]
    fn where_many_have_the_same_nothing_is_known() {
        assert_eq!(emergency(4, NAMES, &[0, 1, 2, 3, 4]), None);
        assert_eq!(emergency(0, NAMES, &[0, 1, 2]), None);
        // Who has one number gives it twice.
        assert_eq!(emergency(0, ["Prénom", "Nom", "Téléphone", "Contact", "Mobile"], &[0, 1, 2, 3, 4]), None);
    }
}
