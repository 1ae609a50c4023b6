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
                letter.familiar.extend(said.familiar.map(|(_, language)| language));
                letter.polite.extend(said.polite.map(|(_, language)| language));
            }
        }
        letter
    }

    /// What is learnt of the first texts of a column: what several of them do is meant.
    pub(super) fn beside(&self, texts: &[Said]) -> Address {
        const FEWEST: usize = 6;
        let count = texts.iter().filter(|said| said.language(1).is_some()).count();
        if count < FEWEST {
            return Address::default();
        }
        let are_rare = |said: &dyn Fn(&Said) -> Option<(&'static str, Language)>, language: Language| {
            let others = texts.iter().filter(|text| said(text).is_some_and(|(_, of)| of == language)).count();
            others <= 1 || others * 20 <= count
        };
        let of = |own: &[Language], other: &[Language], said: &dyn Fn(&Said) -> Option<(&'static str, Language)>| {
            let mut languages: Vec<Language> = own.to_vec();
            languages.sort_unstable();
            languages.dedup();
            languages.retain(|language| !other.contains(language) && are_rare(said, *language));
            languages
        };
        Address {
            polite: of(&self.polite, &self.familiar, &|said| said.familiar),
            familiar: of(&self.familiar, &self.polite, &|said| said.polite),
        }
    }
}

impl Address {
    /// What is wrong with what a text says. One that does both may quote somebody.
    pub(super) fn flaw(&self, said: &Said) -> Option<&'static str> {
        match (said.familiar, said.polite) {
            (Some((_, language)), None) if self.polite.contains(&language) => Some(FAMILIAR),
            // `vous` may be several friends.
            (None, Some((_, language))) if language != Language::French && self.familiar.contains(&language) => {
                Some(POLITE)
            }
            _ => None,
        }
    }
}
