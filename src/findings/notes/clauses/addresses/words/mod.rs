//! What is said of addresses, by language.

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
use super::Addresses;
use crate::findings::starts::Starts;

/// Addresses, and what they are asked for with: each such clause has one or the other.
pub(super) const STARTS: Starts = {
    let mut starts = Starts::of(&[]);
    let mut at = 0;
    while at < LANGUAGES.len() {
        let said = &LANGUAGES[at];
        starts = starts.and(&Starts::of(&[said.mails, said.addresses, said.orders, said.elsewhere]));
        at += 1;
    }
    starts
};

pub(super) const LANGUAGES: [Addresses; 12] =
    [ENGLISH, GERMAN, SPANISH, FRENCH, ITALIAN, PORTUGUESE, DUTCH, POLISH, RUSSIAN, CHINESE, JAPANESE, KOREAN];
