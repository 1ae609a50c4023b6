//! Question marks for letters that a charset did not have: `M?ller`, `Mu?oz Sánchez`, `ma?ana`.

/// Words that stand before a question mark, or behind one.
const ASKED: [&str; 29] = [
    "what", "where", "when", "who", "why", "how", "which", "really", "ready", "sure", "right", "okay", "ok", "yes",
    "no", "true", "maybe", "please", "not", "none", "ja", "nein", "oui", "non", "si", "sí", "wirklich", "klar",
    "vraiment",
];

/// Usual words with a letter that is not of ASCII, and is not the last one: behind a word a question mark is one.
const WORDS: &str = "\
    año años mañana señor señora señores señorita niño niños niña niñas español española españoles españa compañero \
    compañera compañía contraseña pequeño pequeña teléfono número dirección reunión información atención también después \
    días próximo próxima médico médica gestión inscripción recepción habitación alérgica alérgico jamás según für über \
    möchte möchten können könnte müssen würde würden natürlich grüße früh früher später zurück schön schüler schülerin \
    prüfung prüfen frühstück gemüse nüsse geändert geklärt nächste nächster nächsten während ungefähr straße größe große \
    schließen heißt rückruf gebühr gebühren verfügbar köln münchen zürich düsseldorf österreich très après école élève \
    élèves été réunion téléphone numéro français française présent présente théâtre matière problème règlement fenêtre \
    prénom médecin déjà arrivée hôtel vélo noël reçu leçon garçon déjeuner dîner não também então informação inscrição \
    atenção três reunião opção alteração endereço março więc również później mężczyzna można źródło łódź kraków";

/// Whether a text has lost letters of another charset, and has question marks in their places.
pub(super) fn are_in(value: &str) -> bool {
    if !value.contains('?') {
        return false;
    }
    let is_lost = match value.bytes().filter(|octet| *octet == b'?').count() {
        1 => is_one_in_name(value),
        count => value.is_ascii() && has_many(value.as_bytes(), count),
    };
    is_lost || is_one_in_word(value)
}

/// `???`, `Caf? cr?me`.
fn has_many(octets: &[u8], count: usize) -> bool {
    let is_all = count >= 3 && octets.iter().all(|octet| matches!(octet, b'?' | b' '));
    let is_link = octets.contains(&b'/') || octets.contains(&b'=');
    let is_inside = || {
        octets
            .windows(3)
            .any(|three| three[1] == b'?' && three[0].is_ascii_lowercase() && three[2].is_ascii_lowercase())
    };
    is_all || !is_link && is_inside()
}

/// `M?ller`, `?zge`, `Díaz P?rez`: a name that has lost one.
fn is_one_in_name(value: &str) -> bool {
    const MOST_WORDS: usize = 3;
    /// Of those that begin with capitals, as names do.
    const MOST_NAMES: usize = 4;
    const LONGEST_PARTICLE: usize = 3;
    let Some((before, behind)) = value.split_once('?') else { return false };
    let words = || value.split(' ');
    let is_name = |word: &str| {
        let first = word.chars().next();
        first.is_some_and(|first| first.is_uppercase() || first == '?') || word.len() <= LONGEST_PARTICLE
    };
    let is_letter = |c: char| matches!(c, ' ' | '-' | '\'' | '.' | '?') || is_latin(c);
    let are_names = || words().all(is_name);
    let most = if are_names() { MOST_NAMES } else { MOST_WORDS };
    // Beside other letters with accents, what is no name may be a question in a hurry.
    if words().count() > most || !value.chars().all(is_letter) || !(value.is_ascii() || are_names()) {
        return false;
    }
    // `Really?yes` is a question, and an answer.
    let around = [before.rsplit(' ').next(), behind.split(' ').next()];
    if around.into_iter().flatten().any(|word| ASKED.iter().any(|asked| asked.eq_ignore_ascii_case(word))) {
        return false;
    }
    let (last, mut next) = (before.chars().next_back(), behind.chars());
    let begins_word = last.is_none_or(|last| matches!(last, ' ' | '-'));
    let (is_behind, is_second) =
        (next.next().is_some_and(char::is_lowercase), next.next().is_some_and(char::is_lowercase));
    is_behind && (begins_word && is_second || last.is_some_and(char::is_alphabetic))
}

fn is_latin(letter: char) -> bool {
    letter.is_alphabetic() && letter < '\u{250}'
}

/// `ma?ana`: a word of a sentence that everybody knows.
fn is_one_in_word(value: &str) -> bool {
    value.split(char::is_whitespace).filter(|word| word.contains('?')).any(|word| {
        let word = word.trim_matches(|c: char| c != '?' && !c.is_alphabetic()).trim_end_matches('?').to_lowercase();
        word.contains('?') && WORDS.split_ascii_whitespace().any(|known| has_lost(&word, known))
    })
}

/// Whether a text is a word, but for the question mark in the place of its letter beyond ASCII.
fn has_lost(text: &str, word: &str) -> bool {
    let mut letters = word.chars();
    text.chars().all(|c| letters.next().is_some_and(|letter| letter == c || c == '?' && !letter.is_ascii()))
        && letters.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_words_that_have_lost_a_letter_are_found_beside_others_that_have_theirs() {
        for value in [
            "Mu?oz Sánchez",
            "Díaz P?rez",
            "María José Mu?oz Sánchez",
            "?ngel Sánchez",
            "Fran?ois Lefèvre",
            "Müller-Sch?fer",
            "Nu?ez de la Peña",
            "Viene ma?ana por la tarde, con la madre.",
            "Llamar después de las 10 (ma?ana)",
            "El ni?o es alérgico a los frutos secos",
            "Bitte sp?ter anrufen, danke",
            "kommt f?r zwei Tage",
            "Der Schüler hat die Pr?fung bestanden",
            "Le r?glement suivra",
        ] {
            assert!(are_in(value), "{value}");
        }
    }

    #[test]
    fn questions_are_left_alone() {
        for value in [
            "¿Viene mañana?", "Viene mañana?", "Está bien?claro", "Qué?sí", "Kommt er später?ja",
            "L'élève a deux ann?es", "kommt später?wir warten", "Café?", "Où est-il?", "https://a.example/?año=1",
            "Zimmer 3? Für zwei?", "für?", "",
        ] {
            assert!(!are_in(value), "{value}");
        }
    }

    #[test]
    fn each_of_the_words_has_a_letter_to_lose() {
        for word in WORDS.split_ascii_whitespace() {
            let (end, _) = word.char_indices().next_back().unwrap();
            assert!(!word[..end].is_ascii() && word.chars().count() > 2, "{word}");
        }
    }
}
