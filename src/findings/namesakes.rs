//! Two people of one name: what each of them has of their own, and nobody has twice.

use super::attachments::Names;
use super::headings::{self, words_of};
use crate::input::{Header, Record};

/// The columns that tell people of one name apart, by their headings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Namesakes {
    columns: Vec<usize>,
    /// Those of them that are names.
    names: Vec<usize>,
}

impl Namesakes {
    /// For a list whose rows have these names.
    #[must_use]
    pub fn new(header: &Header, names: &Names) -> Self {
        let is_telling = |column: &usize| {
            let name = header.names()[*column].to_lowercase();
            !names.has(*column) && (is_own(&name) || is_of_another(&name))
        };
        let columns: Vec<usize> = (0..header.names().len()).filter(is_telling).collect();
        let is_name = |column: &&usize| is_of_another(&header.names()[**column].to_lowercase());
        Self { names: columns.iter().filter(is_name).copied().collect(), columns }
    }

    /// Whether two rows of one name are of two people: both have one of these, and it is not the same.
    #[must_use]
    pub fn are_apart(&self, one: &Record, other: &Record) -> bool {
        differ(&self.columns, one, other)
    }

    /// Whether two rows of one name are about two people, by the names of these.
    #[must_use]
    pub fn are_of_two(&self, one: &Record, other: &Record) -> bool {
        differ(&self.names, one, other)
    }
}

/// Whether both of two rows have something in one of these columns, and not the same.
fn differ(columns: &[usize], one: &Record, other: &Record) -> bool {
    let bare = |record: &Record, column: usize| {
        let value = record.fields.get(column).unwrap_or_default();
        value.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
    };
    columns.iter().any(|column| {
        let (one, other) = (bare(one, *column), bare(other, *column));
        !one.is_empty() && !other.is_empty() && one != other
    })
}

/// What a person has, whoever keeps the list: a day of birth, a telephone, the number of a passport, that of a school. Not the number
/// of an entry, which a person who is there twice has two of.
fn is_own(name: &str) -> bool {
    const PARTS: [&str; 23] = [
        "身份证", "护照", "学号", "学籍", "주민", "passport", "passeport", "pasaporte", "passaporto", "paszport",
        "reisepass", "personalausweis", "паспорт", "personnummer", "fødselsnummer", "codice fiscale", "rodné číslo",
        "national id", "social security", "matrikel", "matricul", "student no", "student id",
    ];
    const WORDS: [&str; 14] =
        ["pesel", "dni", "nif", "nie", "cpf", "ssn", "nino", "curp", "bsn", "insee", "снилс", "инн", "egn", "cnp"];
    headings::is_birth(name)
        || headings::is_telephone(name)
        || PARTS.iter().any(|part| name.contains(part))
        || words_of(name).any(|word| WORDS.contains(&word))
}

/// Whether a heading, in lower case, names somebody else of the row: the child of whom gets the letter. Not who looks after many.
fn is_of_another(name: &str) -> bool {
    const OF_MANY: [&str; 12] = [
        "teacher", "tutor", "lehr", "老师", "教师", "班主任", "coach", "agent", "advis", "profes", "enseignant",
        "contact",
    ];
    headings::is_identity(name)
        && headings::is_name(name)
        && headings::is_person(name)
        && !headings::is_called(name)
        && !headings::is_of_sex(name)
        && !OF_MANY.iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::merge::Uses;

    #[test]
    fn people_of_one_name_are_told_apart_by_what_they_have() {
        let are_apart = |heading: &str, one: &str, other: &str| {
            let header = Arc::new(Header::new(["家长姓名", "email", heading].map(str::to_owned).to_vec()));
            let record = |value: &str| Record {
                number: 7,
                line: 8,
                header: Arc::clone(&header),
                fields: ["张三丰", "a@b.example", value].into_iter().collect(),
                more: Vec::new(),
            };
            let names = Names::new(&header, &Uses { to: vec![0, 1], ..Uses::default() });
            Namesakes::new(&header, &names).are_apart(&record(one), &record(other))
        };
        for (heading, one, other) in [
            ("PESEL", "81060449769", "59071830139"),
            ("data urodzenia", "04.06.1981", "18.07.1959"),
            ("telefon", "501 615 291", "604 679 586"),
            ("身份证号", "320106201003069505", "320113201001134629"),
            ("学号", "20250101", "20250102"),
            ("姓名", "张一", "张二"),
            ("Student name", "Ada", "Bo"),
        ] {
            assert!(are_apart(heading, one, other), "{heading}");
            assert!(!are_apart(heading, one, one) && !are_apart(heading, one, ""), "{heading}");
        }
        for (heading, one, other) in [
            ("telefon", "501 615 291", "501-615-291"),
            ("member no", "1", "2"),
            ("city", "Köln", "Bonn"),
            ("class teacher", "Ms Ahl", "Mr Berg"),
            ("Preferred name", "Anna", "Anne"),
            ("course name", "B", "C"),
            ("company", "B", "C"),
        ] {
            assert!(!are_apart(heading, one, other), "{heading}");
        }
    }
}
