//! Whether a salutation is a man's or a woman's.

/// As a salutation says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sex {
    Female,
    Male,
}

const FEMALE: [&str; 49] = [
    "frau", "mrs", "ms", "miss", "madam", "sra", "señora", "srta", "señorita", "doña", "dña", "dona", "pani",
    "szanowna", "mme", "madame", "mlle", "mademoiselle", "signora", "female", "weiblich", "femenino", "mujer", "femme",
    "女士", // Behind `Dott.` and `Prof.`, and titles as women have them.
    "ssa", "dottoressa", "professoressa", "dra", "profa", "doctora", "doutora", "doktorin", "professorin", "mevrouw",
    "mevr", "fru", "bayan", "kvinna", "kobieta", "paní", "slečna", "госпожа", "госпожо", "пані", "женский", "женщина",
    "жіноча", "κυρία",
];
const MALE: [&str; 34] = [
    "herr", "herrn", "mr", "mister", "sr", "señor", "don", "pan", "szanowny", "monsieur", "signor", "sig", "male",
    "männlich", "masculino", "hombre", "homme", "先生", "meneer", "dhr", "bay", "herra", "mężczyzna", "pane", "pán",
    "muž", "господин", "господине", "пане", "мужской", "мужчина", "чоловіча", "κύριος", "κύριε",
];

/// What says it where nothing else is said.
const FEMALE_ALONE: [&str; 21] = [
    "d.ª", "dª", "d.a", "liebe", "sehr geehrte", "geehrte", "estimada", "querida", "chère", "cara", "gentile signora",
    "f", "уважаемая", "многоуважаемая", "дорогая", "шановна", "уважаема", "г-жа", "ж", "жен", "αγαπητή",
];
const MALE_ALONE: [&str; 16] = [
    "lieber", "sehr geehrter", "geehrter", "estimado", "querido", "cher", "caro", "m", "уважаемый", "многоуважаемый",
    "дорогой", "шановний", "г-н", "м", "муж", "αγαπητέ",
];

/// Whether a word in lower case says it.
pub(super) fn is_word(word: &str) -> bool {
    FEMALE.contains(&word) || MALE.contains(&word)
}

/// What a salutation says, if it is one person's.
pub(super) fn of(salutation: &str) -> Option<Sex> {
    const LONGEST: usize = 40;
    if salutation.is_empty() || salutation.len() > LONGEST {
        return None;
    }
    let lower = salutation.to_lowercase();
    let has = |words: &[&str]| lower.split(|c: char| !c.is_alphabetic()).any(|word| words.contains(&word));
    let alone = lower.trim_end_matches(['.', ' ']);
    let is_female = has(&FEMALE) || lower.contains("sig.ra") || lower.contains("sr.ª") || FEMALE_ALONE.contains(&alone);
    // `D` alone is `divers` in German.
    let is_male = lower == "d."
        || has(&MALE) && !lower.contains("sig.ra") && !lower.contains("sr.ª")
        || MALE_ALONE.contains(&alone);
    match (is_female, is_male) {
        (true, false) => Some(Sex::Female),
        (false, true) => Some(Sex::Male),
        // Of both: `Herr und Frau`.
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn salutations_say_of_whom_they_are() {
        for (salutation, sex) in [
            ("Frau", Some(Sex::Female)),
            ("Herr Dr.", Some(Sex::Male)),
            ("Mr.", Some(Sex::Male)),
            ("Mrs", Some(Sex::Female)),
            ("Sig.ra", Some(Sex::Female)),
            ("Sig.", Some(Sex::Male)),
            ("M.", Some(Sex::Male)),
            ("D.", Some(Sex::Male)),
            ("D.ª", Some(Sex::Female)),
            ("Dña.", Some(Sex::Female)),
            ("Don", Some(Sex::Male)),
            ("Sr.ª", Some(Sex::Female)),
            ("D", None),
            ("Gentile Dott.ssa", Some(Sex::Female)),
            ("Prof.ssa", Some(Sex::Female)),
            ("Estimada Dra.", Some(Sex::Female)),
            ("Egregio Dott.", None),
            ("Liebe", Some(Sex::Female)),
            ("Sehr geehrter Herr", Some(Sex::Male)),
            ("Herr und Frau", None),
            ("Liebe Familie", None),
            ("Sehr geehrte Damen und Herren", None),
            ("Mr/Mrs", None),
            ("Szanowna Pani", Some(Sex::Female)),
            ("Szanowny Panie", Some(Sex::Male)),
            ("Szanowne Panie", None),
            ("Szanowni Państwo", None),
            ("Dr.", None),
            ("Mx", None),
            ("Уважаемая", Some(Sex::Female)),
            ("Уважаемый господин", Some(Sex::Male)),
            ("Уважаемые дамы и господа", None),
            ("муж.", Some(Sex::Male)),
            ("Ж", Some(Sex::Female)),
            ("Mevrouw", Some(Sex::Female)),
            ("", None),
        ] {
            assert_eq!(of(salutation), sex, "{salutation}");
        }
    }
}
