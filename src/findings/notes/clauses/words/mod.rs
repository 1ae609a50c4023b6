//! The words of those clauses, by language.

/// Words as the lines of one text. A table of texts has a pointer for each, which is to be set when the program begins: those of
/// thousands of words would be in memory with each run.
macro_rules! lines {
    ($($line:literal),* $(,)?) => { concat!($($line, "\n"),*) };
}

mod chinese;
mod dutch;
mod english;
mod french;
mod german;
mod italian;
mod japanese;
mod korean;
mod polish;
mod portuguese;
mod russian;
mod spanish;

use self::chinese::CHINESE;
use self::dutch::DUTCH;
use self::english::ENGLISH;
use self::french::FRENCH;
use self::german::GERMAN;
use self::italian::ITALIAN;
use self::japanese::JAPANESE;
use self::korean::KOREAN;
use self::polish::POLISH;
use self::portuguese::PORTUGUESE;
use self::russian::RUSSIAN;
use self::spanish::SPANISH;
use super::Language;
use crate::findings::starts::Starts;

/// What such clauses say, by what it begins with.
pub(super) const STARTS: Starts = {
    let mut starts = Starts::of(&[]);
    let mut at = 0;
    while at < LANGUAGES.len() {
        starts = starts.and(&STARTS_OF[at]);
        at += 1;
    }
    starts
};

/// The same of each language.
pub(super) static STARTS_OF: [Starts; LANGUAGES.len()] = {
    let mut all = [const { Starts::of(&[]) }; LANGUAGES.len()];
    let mut at = 0;
    while at < LANGUAGES.len() {
        let language = &LANGUAGES[at];
        all[at] = Starts::of_lines(&[language.gone, language.unsent, language.open, language.begins]);
        at += 1;
    }
    all
};

pub(super) const LANGUAGES: [Language; 12] =
    [ENGLISH, GERMAN, SPANISH, FRENCH, ITALIAN, PORTUGUESE, DUTCH, POLISH, RUSSIAN, CHINESE, JAPANESE, KOREAN];
