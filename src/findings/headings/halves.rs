//! Headings of first names and of last names.

use super::words_of;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::findings) enum Half {
    First,
    Last,
}

/// Which half of a name a column holds, if it is one.
pub(in crate::findings) fn half(name: &str) -> Option<Half> {
    const FIRST: [&str; 16] = [
        "vorname", "prénom", "prenom", "forename", "firstname", "nombre", "nombres", "имя", "名", "imię", "voornaam",
        "förnamn", "fornavn", "etunimi", "prenume", "křestní",
    ];
    const LAST: [&str; 19] = [
        "surname", "nachname", "lastname", "nom", "apellido", "apellidos", "фамилия", "姓", "cognome", "nazwisko",
        "familienname", "achternaam", "efternamn", "etternavn", "efternavn", "sukunimi", "apelido", "sobrenome",
        "příjmení",
    ];
    let has = |wanted: &[&str]| words_of(name).any(|word| wanted.contains(&word));
    let is_of_a_name = has(&["name", "names"]);
    if has(&FIRST) || name == "first" || is_of_a_name && has(&["first", "given"]) {
        Some(Half::First)
    } else if has(&LAST) || name == "last" || is_of_a_name && has(&["last", "family"]) {
        Some(Half::Last)
    } else {
        None
    }
}

/// The columns of first and of last names, of headings in lower case: `Nome` and `Name` are a whole name alone, and half of one beside
/// the other.
pub(in crate::findings) fn halves(names: &[String]) -> (Option<usize>, Option<usize>) {
    const FIRST_BESIDE: [&str; 3] = ["nome", "jméno", "ime"];
    const LAST_BESIDE: [&str; 5] = ["name", "naam", "namn", "navn", "nume"];
    let of = |wanted: Half| names.iter().position(|name| half(name) == Some(wanted));
    let one_of = |words: &[&str]| names.iter().position(|name| words.contains(&name.as_str()));
    let (first, last) = (of(Half::First), of(Half::Last));
    (
        first.or_else(|| last.and_then(|_| one_of(&FIRST_BESIDE))),
        last.or_else(|| first.and_then(|_| one_of(&LAST_BESIDE))),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_names_are_known_beside_each_other() {
        for (headings, columns) in [
            (["vorname", "nachname"], (Some(0), Some(1))),
            (["cognome", "nome"], (Some(1), Some(0))),
            (["prenume", "nume"], (Some(0), Some(1))),
            (["vorname", "name"], (Some(0), Some(1))),
            (["imię", "nazwisko"], (Some(0), Some(1))),
            (["id", "nome"], (None, None)),
            (["naam", "plaats"], (None, None)),
            (["first name", "file name"], (Some(0), None)),
        ] {
            assert_eq!(halves(&headings.map(str::to_owned)), columns, "{headings:?}");
        }
    }
}
