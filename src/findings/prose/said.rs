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
    pub(super) const ALL: [Self; 6] =
        [Self::English, Self::German, Self::French, Self::Spanish, Self::Italian, Self::Chinese];

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
    /// Whether the reader is a friend (`du`), by [`Language`].
    familiar: [bool; 6],
    /// The same of one to whom one is polite.
    polite: [bool; 6],
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
    (German, Familiar, &["dich", "dir", "dein", "deine", "deinen", "deinem", "deiner", "deines"]),
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
    (French, Familiar, &["toi", "tes"]),
    (French, Polite, &["vous", "votre", "vos"]),
    (
        French,
        Word,
        &[
            "les", "des", "une", "est", "nous", "pour", "avec", "dans", "et", "merci", "sera", "au", "aux", "sur",
            "pas", "cette", "ses", "notre", "très", "été",
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
        let text = near::behind(text, LONGEST);
        let mut said = Self::default();
        said.look_at_han(text);
        // What stood before a word in its sentence, if something did.
        let mut before: Option<&str> = None;
        let mut at = 0;
        while at < text.len() {
            let from = at;
            while let Some(length) = letter(text, at) {
                at += length;
            }
            if at > from {
                let word = &text[from..at];
                known(word).into_iter().for_each(|known| said.see(word, known, before, &text[at..]));
                match word {
                    "Ihnen" => said.see_polite(before),
                    "tu" | "Tu" => said.see_tu(),
                    // `place du Marché` says nothing alone.
                    "du" | "Du" => said.familiar[German as usize] = true,
                    _ => {}
                }
                before = Some(word);
                continue;
            }
            let c = text[at..].chars().next().unwrap_or_default();
            if matches!(c, '.' | '!' | '?' | ':' | '\n' | '„' | '“' | '"' | '«' | '»') {
                before = None;
            }
            at += c.len_utf8();
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
                self.familiar[language as usize] = true;
            }
            Polite => self.polite[language as usize] = true,
            Word if known == "sie" && language == German => self.see_sie(word, before, behind),
            Word | Familiar => {}
        }
    }

    /// `Sie` within a sentence is the reader; at its beginning it may be a woman, as the verb tells.
    fn see_sie(&mut self, word: &str, before: Option<&str>, behind: &str) {
        const OTHERS: [&str; 9] = ["nicht", "erst", "selbst", "jetzt", "sonst", "zuletzt", "dort", "fast", "bereit"];
        const SINGULAR: [&str; 9] = ["ist", "war", "kann", "soll", "muss", "wird", "will", "darf", "hatte"];
        if before.is_some() && word == "Sie" {
            return self.see_polite(before);
        }
        let next = behind.trim_start().split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        let is_verb =
            next.len() > 2 && next.ends_with('t') && next.starts_with(char::is_lowercase) && !OTHERS.contains(&next);
        if is_verb || SINGULAR.contains(&next) {
            self.woman = self.woman.or(Some("sie"));
        }
    }

    /// Three languages have it.
    fn see_tu(&mut self) {
        for language in [French, Spanish, Italian] {
            self.familiar[language as usize] = true;
        }
    }

    fn see_polite(&mut self, before: Option<&str>) {
        if before.is_some() {
            self.polite[German as usize] = true;
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
        self.familiar[Language::Chinese as usize] = text.contains('你');
        self.polite[Language::Chinese as usize] = text.contains('您');
    }

    /// Whether the reader is addressed as a friend, and whether politely, in a language.
    pub(super) fn address(&self, language: Language) -> (bool, bool) {
        (self.familiar[language as usize], self.polite[language as usize])
    }

    /// The language that most words are of.
    pub(super) fn main_language(&self) -> Option<Language> {
        let best = Language::ALL.into_iter().max_by_key(|language| self.words[*language as usize])?;
        let count = self.words[best as usize];
        let is_alone = self.words.iter().filter(|other| **other == count).count() == 1;
        (count > 0 && is_alone).then_some(best)
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

/// How many octets a letter at a place has, if one that is not Chinese is there.
fn letter(text: &str, at: usize) -> Option<usize> {
    match text.as_bytes().get(at)? {
        octet if octet.is_ascii() => octet.is_ascii_alphabetic().then_some(1),
        _ => {
            let c = text[at..].chars().next()?;
            (c.is_alphabetic() && !is_han(c)).then(|| c.len_utf8())
        }
    }
}

/// What is known of a word.
fn known(word: &str) -> Option<Known> {
    static STARTS: Starts = Starts::of(&LISTS);
    const LONGEST: usize = 9;
    if word.len() > LONGEST || !STARTS.may_have(Start::of(word.as_bytes())) {
        return None;
    }
    let is_small = word.bytes().all(|octet| octet.is_ascii_lowercase());
    if is_small { KNOWN.get(word).copied() } else { KNOWN.get(word.to_lowercase().as_str()).copied() }
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
    fn no_word_is_of_two_lists() {
        assert_eq!(KNOWN.len(), WORDS.iter().map(|(_, _, words)| words.len()).sum::<usize>());
    }

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
        for (text, language, address) in [
            ("Vielen Dank für deine Bestellung, dein Paket ist unterwegs.", German, (true, false)),
            ("Rufst du uns bitte an?", German, (true, false)),
            ("Bitte beachten Sie die Rechnung.", German, (false, true)),
            ("Sie arbeitet gut.", German, (false, false)),
            ("Studentin der TU Dresden", German, (false, false)),
            ("Les dons du mois et des autres", French, (false, false)),
            ("N'oublie pas tes affaires", French, (true, false)),
            ("Gracias por tu apoyo en la feria", Spanish, (true, false)),
            ("Usted ha ganado", Spanish, (false, true)),
            ("你的成绩很好", Language::Chinese, (true, false)),
        ] {
            let said = Said::of(text);
            assert_eq!((said.main_language(), said.address(language)), (Some(language), address), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|Sie |hat|il |his|他|İ|é|\\. ){0,16}") {
            let _ = Said::of(&text).language(2);
        }
    }
}
