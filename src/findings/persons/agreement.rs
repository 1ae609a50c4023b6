//! Salutations whose words do not agree: `Sehr geehrte Herr`, `Estimado Sra.`.

use super::sex::Sex;

/// A language: adjectives as a woman and as a man is greeted by them, and the words that stand behind them for the one and for the
/// other, in lower case.
struct Language {
    adjectives: &'static [[&'static str; 2]],
    women: &'static [&'static str],
    men: &'static [&'static str],
}

const LANGUAGES: [Language; 8] = [
    Language {
        adjectives: &[["geehrte", "geehrter"], ["verehrte", "verehrter"], ["liebe", "lieber"], ["werte", "werter"]],
        women: &["frau", "dame"],
        men: &["herr", "herrn"],
    },
    Language {
        adjectives: &[
            ["estimada", "estimado"],
            ["apreciada", "apreciado"],
            ["querida", "querido"],
            ["distinguida", "distinguido"],
            ["prezada", "prezado"],
        ],
        women: &["sra", "señora", "srta", "señorita", "senhora", "doña", "dª"],
        men: &["sr", "señor", "senhor", "don"],
    },
    Language {
        adjectives: &[["chère", "cher"]],
        women: &["madame", "mme", "mademoiselle", "mlle"],
        men: &["monsieur", "m"],
    },
    Language {
        adjectives: &[
            ["egregia", "egregio"],
            ["cara", "caro"],
            ["gentilissima", "gentilissimo"],
            ["stimata", "stimato"],
        ],
        women: &["signora", "sig.ra", "signorina"],
        men: &["signor", "sig", "signore"],
    },
    Language { adjectives: &[["szanowna", "szanowny"], ["droga", "drogi"]], women: &["pani"], men: &["pan", "panie"] },
    Language {
        adjectives: &[
            ["уважаемая", "уважаемый"],
            ["многоуважаемая", "многоуважаемый"],
            ["глубокоуважаемая", "глубокоуважаемый"],
            ["дорогая", "дорогой"],
        ],
        women: &["госпожа"],
        men: &["господин"],
    },
    Language { adjectives: &[["шановна", "шановний"]], women: &["пані"], men: &["пане"] },
    Language { adjectives: &[["vážená", "vážený"]], women: &["paní"], men: &["pane", "pan"] },
];

/// Whether a word of a salutation is one that says whom it greets.
pub(super) fn is_adjective(word: &str) -> bool {
    LANGUAGES.iter().flat_map(|language| language.adjectives).flatten().any(|adjective| *adjective == word)
}

/// The adjective that a salutation begins with, or has behind `Sehr`.
struct Adjective<'s> {
    language: &'static Language,
    /// As a woman and as a man is greeted.
    pair: &'static [&'static str; 2],
    before: &'s str,
    word: &'s str,
    behind: &'s str,
}

impl<'s> Adjective<'s> {
    fn of(salutation: &'s str) -> Option<Self> {
        const MOST_BEFORE: usize = 1;
        let mut rest = salutation;
        for _ in 0..=MOST_BEFORE {
            let (word, behind) = rest.split_once(' ')?;
            let lower = word.to_lowercase();
            let mut pairs =
                LANGUAGES.iter().flat_map(|language| language.adjectives.iter().map(move |pair| (language, pair)));
            if let Some((language, pair)) = pairs.find(|(_, pair)| pair.contains(&lower.as_str())) {
                let before = &salutation[..salutation.len() - rest.len()];
                return Some(Self { language, pair, before, word, behind });
            }
            rest = behind;
        }
        None
    }

    /// Whom it greets.
    fn sex(&self) -> Sex {
        if self.pair[0] == self.word.to_lowercase() { Sex::Female } else { Sex::Male }
    }
}

/// As whom a salutation greets somebody by its adjective, and what stands behind that; nothing, if it greets more than one.
pub(super) fn greeted(salutation: &str) -> Option<(Sex, &str)> {
    let adjective = Adjective::of(salutation)?;
    let is_more = |word: &str| is_and(word) || is_adjective(&word.to_lowercase());
    (!adjective.behind.split(' ').any(is_more)).then_some((adjective.sex(), adjective.behind))
}

/// Whether a word is `Frau`, `Herr`, or the like.
pub(super) fn is_noun(word: &str) -> bool {
    LANGUAGES.iter().any(|language| language.women.contains(&word) || language.men.contains(&word))
}

fn is_and(word: &str) -> bool {
    matches!(word, "und" | "u." | "/" | "y" | "et" | "e" | "&" | "i" | "и" | "та")
}

/// The salutation as it should be, where the adjective is a woman's and the word behind it a man's, or the other way round.
pub(super) fn meant(salutation: &str) -> Option<String> {
    let adjective = Adjective::of(salutation)?;
    let mut words = adjective.behind.split(' ');
    let noun = words.next()?.trim_end_matches([',', '.', '!', ':']).to_lowercase();
    let is_woman = adjective.language.women.contains(&noun.as_str());
    if !is_woman && !adjective.language.men.contains(&noun.as_str()) {
        return None;
    }
    // `Sehr geehrte Frau und Herr Berg`
    let is_of_two = words.next().is_some_and(is_and);
    if is_woman == (adjective.sex() == Sex::Female) || is_of_two {
        return None;
    }
    let right = adjective.pair[usize::from(!is_woman)];
    Some(format!("{}{} {}", adjective.before, as_large(right, adjective.word), adjective.behind))
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
            "Liebe Sr. Maria",
            "Querida M. Carmen",
            "Cara M.",
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
