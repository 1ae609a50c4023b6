//! Salutations whose words do not agree: `Sehr geehrte Herr`, `Estimado Sra.`.

use super::Sex;
use super::sex::of_noun;

/// Adjectives as a woman, as a man, and as anybody else is greeted by them, in lower case.
const PAIRS: [[&str; 2]; 20] = [
    ["geehrte", "geehrter"],
    ["verehrte", "verehrter"],
    ["liebe", "lieber"],
    ["werte", "werter"],
    ["estimada", "estimado"],
    ["apreciada", "apreciado"],
    ["querida", "querido"],
    ["distinguida", "distinguido"],
    ["prezada", "prezado"],
    ["chère", "cher"],
    ["egregia", "egregio"],
    ["cara", "caro"],
    ["gentilissima", "gentilissimo"],
    ["stimata", "stimato"],
    ["szanowna", "szanowny"],
    ["droga", "drogi"],
    ["уважаемая", "уважаемый"],
    ["дорогая", "дорогой"],
    ["vážená", "vážený"],
    ["kära", "käre"],
];

/// Whether a word of a salutation is one that says whom it greets.
pub(super) fn is_adjective(word: &str) -> bool {
    PAIRS.iter().flatten().any(|adjective| *adjective == word)
}

/// The salutation as it should be, where the adjective is a woman's and the word behind it a man's, or the other way round.
pub(super) fn meant(salutation: &str) -> Option<String> {
    /// Behind `Sehr`, nothing stands before the adjective.
    const MOST_BEFORE: usize = 1;
    let mut words = salutation.split(' ');
    let mut before = String::new();
    for _ in 0..=MOST_BEFORE {
        let word = words.next()?;
        let lower = word.to_lowercase();
        if let Some(pair) = PAIRS.iter().find(|pair| pair.contains(&lower.as_str())) {
            let sex = of_noun(words.next()?)?;
            // `Sehr geehrte Frau und Herr Berg`
            let is_of_two =
                words.next().is_some_and(|next| matches!(next, "und" | "u." | "/" | "y" | "et" | "e" | "&" | "i"));
            let right = if sex == Sex::Female { pair[0] } else { pair[1] };
            if right == lower || is_of_two {
                return None;
            }
            let rest = salutation.get(before.len() + word.len()..)?;
            return Some(format!("{before}{}{rest}", as_large(right, word)));
        }
        before.push_str(word);
        before.push(' ');
    }
    None
}

/// A word with a capital, where another begins with one.
fn as_large(word: &str, other: &str) -> String {
    let mut letters = word.chars();
    match letters.next().filter(|_| other.starts_with(char::is_uppercase)) {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_do_not_agree_are_found() {
        for (salutation, right) in [
            ("Sehr geehrte Herr", "Sehr geehrter Herr"),
            ("Sehr geehrter Frau", "Sehr geehrte Frau"),
            ("Sehr geehrter Frau Dr. Berg,", "Sehr geehrte Frau Dr. Berg,"),
            ("Liebe Herr Berg", "Lieber Herr Berg"),
            ("Lieber Frau", "Liebe Frau"),
            ("Cher Madame", "Chère Madame"),
            ("Chère Monsieur", "Cher Monsieur"),
            ("Estimada Sr.", "Estimada Sr.".replace("ada", "ado").as_str()),
            ("Estimado Sra. Ruiz", "Estimada Sra. Ruiz"),
            ("Egregio Sig.ra", "Egregia Sig.ra"),
            ("sehr Geehrter Frau", "sehr Geehrte Frau"),
            ("Szanowny Pani", "Szanowna Pani"),
            ("Уважаемая господин", "Уважаемый господин"),
        ] {
            assert_eq!(meant(salutation).as_deref(), Some(right), "{salutation}");
        }
    }

    #[test]
    fn sound_salutations_are_left_alone() {
        for salutation in [
            "Sehr geehrte Frau",
            "Sehr geehrter Herr Berg",
            "Sehr geehrte Damen und Herren",
            "Sehr geehrte Herren",
            "Sehr geehrte Familie",
            "Sehr geehrte Frau und Herr Berg",
            "Sehr geehrter Herr und Frau Berg",
            "Liebe Anna",
            "Lieber Kollege",
            "Liebe",
            "Cher Monsieur",
            "Chère Madame, cher Monsieur",
            "Estimado/a Sr./Sra.",
            "Estimados Sres.",
            "Gentile Sig.",
            "Gentile Sig.ra",
            "Szanowny Panie",
            "Dear Mr",
            "Herr",
            "",
            "尊敬的先生",
        ] {
            assert_eq!(meant(salutation), None, "{salutation}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(Sehr |sehr |Liebe |geehrter |Frau |Herr|é|İ| |\\PC){0,6}") {
            let _ = meant(&text);
        }
    }
}
