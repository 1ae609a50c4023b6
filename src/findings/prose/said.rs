//! What the small words of a text say: its language, he or she, and how it addresses the reader.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::findings::han::is_han;
use crate::findings::near;
use crate::findings::starts::{Start, Starts};

/// A language that texts are known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Language {
    English,
    German,
    French,
    Spanish,
    Italian,
    Chinese,
}

impl Language {
    const ALL: [Self; 6] = [Self::English, Self::German, Self::French, Self::Spanish, Self::Italian, Self::Chinese];

    /// As messages name it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "German",
            Self::French => "French",
            Self::Spanish => "Spanish",
            Self::Italian => "Italian",
            Self::Chinese => "Chinese",
        }
    }
}

/// What a text says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// The first word for a woman, and for a man: `her`, `his`.
    pub(super) woman: Option<&'static str>,
    pub(super) man: Option<&'static str>,
    /// How many words are of each language and of no other, by [`Language`].
    words: [u8; 6],
    /// The first word by which the reader is a friend: `du`, and the language.
    pub(super) familiar: Option<(&'static str, Language)>,
    /// The same of one to whom one is polite.
    pub(super) polite: Option<(&'static str, Language)>,
}

/// What a word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Word,
    Woman,
    Man,
    Familiar,
    Polite,
}

/// Longer texts are known by what they begin with, in octets.
const LONGEST: usize = 1_200;

use Language::{English, French, German, Italian, Spanish};
use Mark::{Familiar, Man, Polite, Woman, Word};

/// Small words that one of these languages has, in lower case.
const WORDS: [(Language, Mark, &[&str]); 20] = [
    (English, Woman, &["she", "her", "hers", "herself"]),
    (English, Man, &["he", "him", "his", "himself"]),
    (
        English,
        Word,
        &[
            "the", "and", "with", "your", "you", "have", "this", "that", "our", "are", "will", "from", "thank",
            "thanks", "please", "been", "which", "for", "every", "of", "would", "should", "could", "very", "who",
        ],
    ),
    (German, Man, &["er", "ihm", "ihn"]),
    (German, Familiar, &["du", "dich", "dir", "dein", "deine", "deinen", "deinem", "deiner", "deines"]),
    (
        German,
        Word,
        &[
            "der", "das", "und", "ist", "nicht", "ein", "eine", "einen", "einer", "für", "mit", "wir", "den", "dem",
            "im", "von", "zu", "auf", "auch", "haben", "wurde", "bitte", "danke", "vielen", "dank", "dass", "uns",
            "unsere", "wie", "ihre", "ihren", "ihr", "sie", "beim", "zum", "zur", "hat", "sehr",
        ],
    ),
    (French, Woman, &["elle"]),
    (French, Man, &["il"]),
    (French, Familiar, &["tu", "toi", "tes"]),
    (French, Polite, &["vous", "votre", "vos"]),
    (
        French,
        Word,
        &[
            "les", "des", "une", "est", "nous", "pour", "avec", "dans", "et", "merci", "sera", "du", "au", "aux",
            "sur", "pas", "cette", "ses", "notre", "très", "été",
        ],
    ),
    (Spanish, Woman, &["ella"]),
    (Spanish, Man, &["él"]),
    (Spanish, Familiar, &["tú", "tus", "contigo", "tuyo", "tuya"]),
    (Spanish, Polite, &["usted", "ustedes"]),
    (
        Spanish,
        Word,
        &[
            "el", "los", "las", "para", "por", "su", "sus", "muy", "gracias", "está", "y", "sido", "nuestro",
            "nuestra", "pero", "ha", "una",
        ],
    ),
    (Italian, Woman, &["lei"]),
    (Italian, Man, &["lui"]),
    (Italian, Familiar, &["tuo", "tua", "tuoi", "tue"]),
    (
        Italian,
        Word,
        &["di", "che", "grazie", "della", "sono", "è", "nel", "alla", "gli", "molto", "suo", "sua", "stato", "nostro"],
    ),
];

/// The lists alone, for what they begin with.
const LISTS: [&[&str]; 20] = {
    let mut lists: [&[&str]; 20] = [&[]; 20];
    let mut at = 0;
    while at < lists.len() {
        lists[at] = WORDS[at].2;
        at += 1;
    }
    lists
};

type Known = (&'static str, Language, Mark);

static KNOWN: LazyLock<HashMap<&'static str, Known>> = LazyLock::new(|| {
    let of_list = |(language, mark, words): &(Language, Mark, &'static [&'static str])| {
        let (language, mark) = (*language, *mark);
        words.iter().map(move |word| (*word, (*word, language, mark)))
    };
    WORDS.iter().flat_map(of_list).collect()
});

impl Said {
    pub(super) fn of(text: &str) -> Self {
        static STARTS: Starts = Starts::of(&LISTS);
        let text = near::behind(text, LONGEST);
        let mut said = Self::default();
        said.look_at_han(text);
        let mut begin = None;
        // What stood before a word in its sentence, if something did.
        let mut before: Option<&str> = None;
        for (at, c) in text.char_indices().chain(std::iter::once((text.len(), '.'))) {
            if c.is_alphabetic() && !is_han(c) {
                begin = begin.or(Some(at));
                continue;
            }
            if let Some(from) = begin.take() {
                let word = &text[from..at];
                if STARTS.may_have(Start::of(word.as_bytes()))
                    && let Some(known) = KNOWN.get(word.to_lowercase().as_str())
                {
                    said.see(word, *known, before, &text[at..]);
                }
                if word == "Ihnen" {
                    said.see_polite(before);
                }
                before = Some(word);
            }
            if matches!(c, '.' | '!' | '?' | ':' | '\n' | '„' | '“' | '"' | '«' | '»') {
                before = None;
            }
        }
        said
    }

    fn see(&mut self, word: &str, (known, language, mark): Known, before: Option<&str>, behind: &str) {
        let count = &mut self.words[language as usize];
        *count = count.saturating_add(1);
        match mark {
            // `Il faut`, `il y a`: nobody.
            Man if language == French && is_nobody(behind) => {}
            Woman => self.woman = self.woman.or(Some(known)),
            Man => self.man = self.man.or(Some(known)),
            // In capitals, it is something else: `TU Dresden`.
            Familiar if word.chars().skip(1).all(char::is_lowercase) => {
                self.familiar = self.familiar.or(Some((known, language)));
            }
            Polite => self.polite = self.polite.or(Some((known, language))),
            Word if known == "sie" && language == German => self.see_sie(word, before, behind),
            Word | Familiar => {}
        }
    }

    /// `Sie` within a sentence is the reader; at its beginning it may be a woman, as the verb tells.
    fn see_sie(&mut self, word: &str, before: Option<&str>, behind: &str) {
        const SINGULAR: [&str; 18] = [
            "hat", "ist", "war", "kann", "soll", "muss", "wird", "will", "darf", "hatte", "wurde", "konnte", "sollte",
            "braucht", "macht", "zeigt", "arbeitet", "nimmt",
        ];
        if before.is_some() && word == "Sie" {
            return self.see_polite(before);
        }
        let next = behind.trim_start().split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        if SINGULAR.contains(&next) {
            self.woman = self.woman.or(Some("sie"));
        }
    }

    fn see_polite(&mut self, before: Option<&str>) {
        if before.is_some() {
            self.polite = self.polite.or(Some(("Sie", German)));
        }
    }

    fn look_at_han(&mut self, text: &str) {
        const FEWEST: usize = 4;
        if text.is_ascii() {
            return;
        }
        let count = text.chars().filter(|c| is_han(*c)).count();
        if count < FEWEST {
            return;
        }
        self.words[Language::Chinese as usize] = u8::try_from(count).unwrap_or(u8::MAX);
        let has = |sign: char, other: &dyn Fn(&str, &str) -> bool| {
            text.match_indices(sign).any(|(at, sign)| !other(&text[..at], &text[at + sign.len()..]))
        };
        // `其他`, `他们`, `他人` are others.
        let is_of_many = |before: &str, behind: &str| before.ends_with('其') || behind.starts_with(['们', '人']);
        self.man = has('他', &is_of_many).then_some("他");
        self.woman = has('她', &is_of_many).then_some("她");
        self.familiar = has('你', &|_, _| false).then_some(("你", Language::Chinese));
        self.polite = has('您', &|_, _| false).then_some(("您", Language::Chinese));
    }

    /// The language, if so many words are of it, and hardly any of others.
    pub(super) fn language(&self, fewest: u8) -> Option<Language> {
        let best = Language::ALL.into_iter().max_by_key(|language| self.words[*language as usize])?;
        let count = self.words[best as usize];
        let others: u8 = self.words.iter().fold(0, |sum: u8, count| sum.saturating_add(*count)).saturating_sub(count);
        let is_sure = count >= fewest && u32::from(others) * 4 <= u32::from(count);
        is_sure.then_some(best)
    }
}

/// `faut`, `y a`, `s'agit`: what stands behind an `il` that is nobody.
fn is_nobody(behind: &str) -> bool {
    const VERBS: [&str; 10] = ["faut", "faudra", "faudrait", "y", "s", "est", "reste", "suffit", "convient", "manque"];
    let next = behind.trim_start().split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    VERBS.contains(&next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_known_by_their_small_words() {
        for (text, language) in [
            ("Thank you for your order.", Some(English)),
            ("Vielen Dank für Ihre Bestellung.", Some(German)),
            ("Teillieferung, der Rest folgt im April.", Some(German)),
            ("Merci de votre commande.", Some(French)),
            ("Gracias por su pedido.", Some(Spanish)),
            ("Grazie per il suo ordine, è stato spedito.", Some(Italian)),
            ("感谢您的订购。", Some(Language::Chinese)),
            ("Lieferung April 2027", None),
            ("Die Hard, the film", None),
            ("", None),
        ] {
            assert_eq!(Said::of(text).language(2), language, "{text}");
        }
    }

    #[test]
    fn he_and_she_are_told_apart() {
        for (text, woman, man) in [
            ("He works hard, and his homework is in.", None, Some("he")),
            ("Please see me about her coursework.", Some("her"), None),
            ("Sie hat sich verbessert.", Some("sie"), None),
            ("Sie haben gewonnen, bitte melden Sie sich.", None, None),
            ("Er arbeitet gut mit.", None, Some("er")),
            ("Elle participe bien.", Some("elle"), None),
            ("Il faut relire, il y a des fautes.", None, None),
            ("她学习努力，团结其他同学，他们都喜欢。", Some("她"), None),
            ("The hero heard this", None, None),
        ] {
            let said = Said::of(text);
            assert_eq!((said.woman, said.man), (woman, man), "{text}");
        }
    }

    #[test]
    fn readers_are_addressed_in_one_of_two_ways() {
        for (text, familiar, polite) in [
            ("Vielen Dank für deine Bestellung, dein Paket ist unterwegs.", Some("deine"), None),
            ("Bitte beachten Sie die Rechnung.", None, Some("Sie")),
            ("Sie arbeitet gut.", None, None),
            ("Studentin der TU Dresden", None, None),
            ("N'oublie pas tes affaires", Some("tes"), None),
            ("Usted ha ganado", None, Some("usted")),
            ("你的成绩很好", Some("你"), None),
        ] {
            let said = Said::of(text);
            let word = |said: Option<(&'static str, Language)>| said.map(|(word, _)| word);
            assert_eq!((word(said.familiar), word(said.polite)), (familiar, polite), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|Sie |hat|il |his|他|İ|é|\\. ){0,16}") {
            let _ = Said::of(&text).language(2);
        }
    }
}
