//! Titles of universities and professions in salutations, and salutations that greet no single person.

use super::sex::{self, Sex};
use super::{agreement, sex_of_salutation};

/// Titles that say nothing of the sex, in lower case.
const TITLES: [&str; 51] = [
    "dr", "prof", "professor", "doctor", "doktor", "ing", "inż", "inz", "mgr", "mag", "dipl", "arch", "lic", "doc",
    "mudr", "judr", "phdr", "phd", "msc", "rev", "maître", "me", "docteur", "professeur", "avv", "ingegnere", "geom",
    "rag", "on", "doktore", "profesore", "inženýre", "mecenasie", "доктор", "профессор", "академик", "доктору",
    "професор", "καθηγητά", "γιατρέ", "tohtori", "professori", "doctorul", "教授", "博士", "医生", "院士", "老师",
    "교수님", "박사님", "선생님",
];
/// The same as a woman has them.
const OF_WOMEN: [&str; 23] = [
    "dra", "drª", "profa", "profª", "doktorin", "professorin", "doctora", "doutora", "docteure", "dottoressa",
    "professoressa", "dottssa", "profssa", "drssa", "avvocata", "avvocatessa", "profesora", "professora", "licenciada",
    "ingeniera", "profesorko", "doktorko", "professeure",
];
/// The same as a man has them, and a woman in another form.
const OF_MEN: [&str; 12] = [
    "dott", "dottor", "dottore", "professore", "avvocato", "doutor", "profesor", "licenciado", "ingeniero", "doktorze",
    "profesorze", "inżynierze",
];

/// What stands in salutations beside these: greetings, and what goes with them.
const GREETINGS: [&str; 49] = [
    "sehr", "dear", "hello", "hi", "hallo", "guten", "tag", "gentile", "gent", "gentmo", "gentma", "egr", "preg",
    "pregmo", "pregma", "illmo", "illma", "illustre", "illustrissimo", "illustrissima", "chiarmo", "chiarma", "ra",
    "bonjour", "exmo", "exma", "excelentíssimo", "excelentíssima", "caro", "cara", "estimado", "geachte", "beste",
    "heer", "mevrouw", "mijnheer", "kära", "käre", "kære", "bästa", "hej", "hyvä", "tisztelt", "kedves", "sayın",
    "αγαπητέ", "αγαπητή", "stimate", "stimată",
];

/// Salutations of a firm, a household or a club, in lower case.
const GROUPS: [&str; 47] = [
    "firma", "wg", "familie", "eheleute", "verein", "company", "family", "household", "empresa", "familia", "société",
    "entreprise", "famille", "ditta", "famiglia", "família", "公司", "单位", "organisation", "organization",
    "institution", "gesellschaft", "behörde", "messrs", "messieurs", "señores", "sres", "spett", "spett.le",
    "spettabile", "spett.le ditta", "spettabile ditta", "società", "azienda", "associazione", "bedrijf", "företag",
    "virksomhed", "yritys", "cég", "şirket", "spółka", "фирма", "компания", "организация", "御中", "귀중",
];

/// Whether a salutation is one of more than one person, or of none: `Firma`, `Spett.le`.
pub(super) fn is_group(salutation: &str) -> bool {
    let lower = salutation.to_lowercase();
    let bare = lower.trim_end_matches(['.', ',', ':', ' ']);
    !bare.is_empty() && GROUPS.contains(&bare)
}

/// Whether two salutations differ in nothing but titles, and not in whom they greet: `Egregio Dott.`, `Gentile Sig.`
pub(in crate::findings) fn differ_in_title_alone(one: &str, other: &str) -> bool {
    let has_title = |salutation: &str| words(salutation).iter().any(|word| is_title(word));
    if !(has_title(one) || has_title(other)) || !is_salutation(one) || !is_salutation(other) {
        return false;
    }
    match (greeted(one), greeted(other)) {
        (Some(one), Some(other)) => one == other,
        // `Dr.` is either's.
        _ => true,
    }
}

/// The words of a salutation in lower case, shortened ones without the points within: `dottssa` of `Dott.ssa`.
fn words(salutation: &str) -> Vec<String> {
    let word = |word: &str| word.chars().filter(|c| !matches!(c, '.' | ',')).flat_map(char::to_lowercase).collect();
    let words = salutation.split(|c: char| c.is_whitespace() || matches!(c, '-' | '/')).map(word);
    words.filter(|word: &String| !word.is_empty()).collect()
}

fn is_title(word: &str) -> bool {
    TITLES.contains(&word) || OF_WOMEN.contains(&word) || OF_MEN.contains(&word)
}

/// Whether a value has nothing but words that greet.
fn is_salutation(value: &str) -> bool {
    const LONGEST: usize = 60;
    let is_known = |word: &String| {
        is_title(word)
            || GREETINGS.contains(&word.as_str())
            || agreement::is_adjective(word)
            || agreement::is_noun(word)
            || sex::is_word(word)
            || matches!(word.as_str(), "sigra" | "panie" | "paní" | "pane")
    };
    !value.is_empty() && value.len() <= LONGEST && words(value).iter().all(is_known)
}

/// Whom a salutation greets, by its noun, its adjective or its title.
fn greeted(salutation: &str) -> Option<Sex> {
    let of_noun = sex_of_salutation(salutation).map(|is_woman| if is_woman { Sex::Female } else { Sex::Male });
    let by_adjective = || agreement::greeted(salutation).map(|(sex, _)| sex);
    let by_title = || {
        words(salutation).iter().find_map(|word| {
            let word = word.as_str();
            if OF_WOMEN.contains(&word) { Some(Sex::Female) } else { OF_MEN.contains(&word).then_some(Sex::Male) }
        })
    };
    of_noun.or_else(by_adjective).or_else(by_title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_alone_are_no_contradiction() {
        for (one, other) in [
            ("Egregio Dott.", "Gentile Sig."),
            ("Gentile Dott.ssa", "Gentile Sig.ra"),
            ("Gentile Prof.", "Gentile Dott."),
            ("Egr. Avv.", "Egr. Sig."),
            ("Sehr geehrter Herr Dr.", "Sehr geehrter Herr"),
            ("Sehr geehrte Frau Prof. Dr.", "Sehr geehrte Frau"),
            ("Frau Dr.", "Frau"),
            ("Dear Dr", "Dear Mr"),
            ("Dr.", "Mrs"),
            ("Prof.", "Dr."),
            ("Estimado Dr.", "Estimado Sr."),
            ("Estimada Dra.", "Estimada Sra."),
            ("Exma. Senhora Doutora", "Exma. Senhora"),
            ("Cher Docteur", "Cher Monsieur"),
            ("Docteur", "Madame"),
            ("Szanowny Panie Doktorze", "Szanowny Panie"),
            ("Szanowna Pani Profesor", "Szanowna Pani"),
            ("Vážený pane doktore", "Vážený pane"),
            ("教授", "先生"),
            ("박사님", "선생님"),
        ] {
            assert!(differ_in_title_alone(one, other), "{one}, {other}");
            assert!(differ_in_title_alone(other, one), "{other}, {one}");
        }
        for (one, other) in [
            ("Gentile Sig.ra", "Gentile Sig."),
            ("Egregio Dott.", "Gentile Sig.ra"),
            ("Gentile Dott.ssa", "Gentile Sig."),
            ("Frau Dr.", "Herr"),
            ("Sehr geehrter Herr Dr.", "Sehr geehrte Frau"),
            ("Estimada Dra.", "Estimado Sr."),
            ("Estimado Dr.", "Estimada Sra."),
            ("Szanowny Panie Doktorze", "Szanowna Pani"),
            ("Frau", "Herr"),
            ("Prof. Meier", "Prof. Berg"),
            ("Dr. Meier", "Frau Berg"),
            ("Dr.", "Room 5"),
            ("CA", "SS"),
            ("", "Dr."),
        ] {
            assert!(!differ_in_title_alone(one, other), "{one}, {other}");
        }
    }

    #[test]
    fn salutations_of_no_person_are_known() {
        for salutation in
            ["Firma", "Spett.le", "SPETT.LE", "Spettabile", "Familie", "Sres.", "Messrs.", "御中", "Фирма"]
        {
            assert!(is_group(salutation), "{salutation}");
        }
        for salutation in ["Frau", "Sig.", "", ".", "Firmin"] {
            assert!(!is_group(salutation), "{salutation}");
        }
    }
}
