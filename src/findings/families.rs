//! Whether two rows are of one family, by what families have in common: a surname, a telephone number.

use super::owned::Surname;
use super::{domains, headings};
use crate::input::{Header, Record};
use crate::merge::Uses;

/// A shorter number is an extension, or none.
const FEWEST_DIGITS: usize = 6;

/// Where the surnames and the telephone numbers of a list stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Families {
    surname: Surname,
    telephones: Vec<usize>,
}

impl Families {
    /// For a list whose columns a letter uses so.
    #[must_use]
    pub fn new(header: &Header, uses: &Uses) -> Self {
        let names = header.names().iter().enumerate();
        let telephones = names.filter(|(_, name)| headings::is_telephone(&name.to_lowercase()));
        Self { surname: Surname::new(header, uses), telephones: telephones.map(|(column, _)| column).collect() }
    }

    /// Whether two rows have a telephone number in common, as those who live together may; `None`, if one of them has none.
    #[must_use]
    pub fn share_telephone(&self, one: &Record, other: &Record) -> Option<bool> {
        let numbers = |record: &Record| {
            let values = self.telephones.iter().filter_map(|column| record.fields.get(*column));
            let digits = values.map(|value| value.chars().filter(char::is_ascii_digit).collect::<String>());
            digits.filter(|digits| digits.len() >= FEWEST_DIGITS).collect::<Vec<String>>()
        };
        let (one, other) = (numbers(one), numbers(other));
        (!one.is_empty() && !other.is_empty()).then(|| one.iter().any(|number| other.contains(number)))
    }

    /// Whether two rows have the same surname.
    #[must_use]
    pub fn share_surname(&self, one: &Record, other: &Record) -> bool {
        self.surname.of(one).is_some_and(|surname| self.surname.of(other) == Some(surname))
    }

    /// Whether two rows may be of one family: they have a telephone number in common, or a surname and no numbers that differ.
    #[must_use]
    pub fn are_one(&self, one: &Record, other: &Record) -> bool {
        self.share_telephone(one, other).unwrap_or_else(|| self.share_surname(one, other))
    }
}

/// Whether two addresses are of one house, as those of colleagues: in the same domain, which is no provider's.
#[must_use]
pub fn are_of_one_house(one: &str, other: &str) -> bool {
    let domain = |address: &str| address.rsplit_once('@').map(|(_, domain)| domain.to_lowercase());
    domain(one).is_some_and(|own| !domains::is_provider(&own) && domain(other).is_some_and(|other| other == own))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn families_are_known_by_what_they_share() {
        let header = Arc::new(Header::new(["Surname", "email", "Telephone"].map(str::to_owned).to_vec()));
        let families = Families::new(&header, &Uses::default());
        let record = |(surname, telephone): (&str, &str)| Record {
            number: 7,
            line: 8,
            header: Arc::clone(&header),
            fields: [surname, "a@b.example", telephone].into_iter().collect(),
            more: Vec::new(),
        };
        let are_one = |one, other| families.are_one(&record(one), &record(other));
        assert!(are_one(("Patel", "132 7729 7936"), ("PATEL", "132-77297936")));
        assert!(are_one(("Patel", "132 7729 7936"), ("Shah", "13277297936")));
        assert!(are_one(("Patel", ""), ("Patel", "132 7729 7936")) && are_one(("Patel", "110"), ("Patel", "112")));
        assert!(!are_one(("Patel", "132 7729 7936"), ("Patel", "132 7729 7937")));
        assert!(!are_one(("Patel", ""), ("Shah", "")) && !are_one(("", ""), ("", "")));
    }

    #[test]
    fn colleagues_are_known_by_their_domain() {
        assert!(are_of_one_house("a@lab.example.org", "b@LAB.example.org"));
        assert!(!are_of_one_house("a@gmail.com", "b@gmail.com") && !are_of_one_house("a@163.com", "b@163.com"));
        assert!(!are_of_one_house("a@lab.example.org", "b@gmail.com") && !are_of_one_house("a", "b"));
    }
}
