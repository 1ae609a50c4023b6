//! How a text addresses the reader: `deine Bestellung` in a letter that says `Sie`.

use super::Said;
use super::said::Language;
use crate::findings::author::template;

const FAMILIAR: &str = "addresses the reader as a friend, and the letter is polite (\"Sie\", \"vous\", \"usted\", \"您\"). Write it as the letter is.";
const POLITE: &str =
    "is polite to the reader, and the letter addresses a friend (\"du\", \"tú\", \"你\"). Write it as the letter is.";

/// How a letter addresses its readers, by language: nothing is said where it does both.
#[derive(Debug, Default)]
pub(super) struct Letter {
    familiar: Vec<Language>,
    polite: Vec<Language>,
}

/// What the texts of a column are not to say.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Address {
    /// The languages in which the letter is polite, and the other texts of the column are not familiar.
    polite: Vec<Language>,
    /// And the other way round.
    familiar: Vec<Language>,
}

impl Letter {
    /// Of the texts of a template.
    pub(super) fn of<'t>(written: impl Iterator<Item = &'t str>) -> Self {
        let mut letter = Self::default();
        for text in written {
            let text = template::without_tags(text);
            for line in text.lines() {
                let said = Said::of(line);
                let Some(language) = said.main_language() else { continue };
                let (is_familiar, is_polite) = said.address(language);
                letter.familiar.extend(is_familiar.then_some(language));
                letter.polite.extend(is_polite.then_some(language));
            }
        }
        letter
    }

    /// What is learnt of the first texts of a column: what several of them do is meant.
    pub(super) fn beside(&self, texts: &[Said]) -> Address {
        const FEWEST: usize = 6;
        let of_texts: Vec<(Language, (bool, bool))> = texts
            .iter()
            .filter_map(|said| said.main_language().map(|language| (language, said.address(language))))
            .collect();
        if of_texts.len() < FEWEST {
            return Address::default();
        }
        let are_rare = |count: usize| count <= 1 || count * 20 <= of_texts.len();
        let count = |wanted: Language, is: fn((bool, bool)) -> bool| {
            of_texts.iter().filter(|(language, address)| *language == wanted && is(*address)).count()
        };
        let of = |own: &[Language], other: &[Language], is: fn((bool, bool)) -> bool| {
            let is_meant = |language: &Language| {
                own.contains(language) && !other.contains(language) && are_rare(count(*language, is))
            };
            Language::ALL.into_iter().filter(is_meant).collect()
        };
        Address {
            polite: of(&self.polite, &self.familiar, |(is_familiar, _)| is_familiar),
            familiar: of(&self.familiar, &self.polite, |(_, is_polite)| is_polite),
        }
    }
}

impl Address {
    /// What is wrong with what a text says. One that does both may quote somebody.
    pub(super) fn flaw(&self, said: &Said) -> Option<&'static str> {
        let language = said.main_language()?;
        match said.address(language) {
            (true, false) if self.polite.contains(&language) => Some(FAMILIAR),
            // `vous` may be several friends.
            (false, true) if language != Language::French && self.familiar.contains(&language) => Some(POLITE),
            _ => None,
        }
    }
}
