//! The words of those clauses, by language.

mod eastern;
mod germanic;
mod iberian;
mod romance;
mod slavic;

use self::eastern::{CHINESE, JAPANESE, KOREAN};
use self::germanic::{DUTCH, ENGLISH, GERMAN};
use self::iberian::{PORTUGUESE, SPANISH};
use self::romance::{FRENCH, ITALIAN};
use self::slavic::{POLISH, RUSSIAN};
use super::Language;
use crate::findings::starts::Starts;

/// What such clauses say, by what it begins with.
pub(super) const STARTS: Starts = {
    let mut starts = Starts::of(&[]);
    let mut at = 0;
    while at < LANGUAGES.len() {
        starts = starts.and(&Starts::of(&[LANGUAGES[at].gone, LANGUAGES[at].unsent, LANGUAGES[at].open]));
        at += 1;
    }
    starts
};

pub(super) const LANGUAGES: [Language; 12] =
    [ENGLISH, GERMAN, SPANISH, FRENCH, ITALIAN, PORTUGUESE, DUTCH, POLISH, RUSSIAN, CHINESE, JAPANESE, KOREAN];
