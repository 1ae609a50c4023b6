//! Names that everybody knows to be first names or last names, and of whom.

mod men;
mod women;

use std::cmp::Ordering;

use self::men::MEN;
use self::women::WOMEN;
use super::{Sex, cyrillic};
use crate::findings::starts::{Start, Starts};

/// First names of both, and of one in one country and of the other in another, in lower case.
const EITHER: [&str; 45] = [
    "alex", "andrea", "ariel", "ashley", "camille", "casey", "charlie", "chris", "claude", "dana", "dominique", "eden",
    "francis", "gabriele", "jamie", "jan", "jean", "jessie", "jo", "joan", "jordan", "kai", "kelly", "kim", "laurence",
    "lee", "leslie", "lou", "luca", "marian", "marion", "michele", "morgan", "nicola", "noel", "noël", "pat", "robin",
    "sam", "sascha", "sasha", "simone", "taylor", "toni", "vivian",
];

/// Last names that are no first names, in lower case.
const LAST: [&str; 66] = [
    "bauer", "becker", "bianchi", "braun", "brown", "colombo", "davies", "dubois", "durand", "edwards", "esposito",
    "evans", "fernández", "ferrari", "fischer", "fournier", "garcía", "gonzález", "gómez", "hernández", "hoffmann",
    "hofmann", "huber", "hughes", "jiménez", "johnson", "jones", "klein", "koch", "krause", "krüger", "köhler",
    "lange", "lefebvre", "lehmann", "lópez", "maier", "martínez", "meyer", "moreau", "müller", "neumann", "pérez",
    "richter", "roberts", "robinson", "rodríguez", "rossi", "schmidt", "schmitt", "schmitz", "schneider", "schröder",
    "schulz", "schwarz", "schäfer", "smith", "sánchez", "thompson", "wagner", "walker", "weber", "williams", "wilson",
    "wright", "zimmermann",
];

/// Whose first name it is, as everybody knows.
pub(super) fn sex(name: &str) -> Option<Sex> {
    static STARTS: Starts = Starts::of_words(&[WOMEN, MEN]);
    // Of `Ł` and `ł`, the octets have nothing in common.
    if name.starts_with(|first: char| first.is_ascii()) && !STARTS.may_have(Start::of(name.as_bytes())) {
        return None;
    }
    let lower = name.to_lowercase();
    if is_word(WOMEN, &lower) {
        Some(Sex::Female)
    } else if is_word(MEN, &lower) {
        Some(Sex::Male)
    } else {
        cyrillic::sex(name)
    }
}

/// Whether a word is one of the words of a text, which are in the order of their octets. All in one text, names take less room than each
/// by itself, and are found as fast.
fn is_word(words: &str, word: &str) -> bool {
    let (words, word) = (words.as_bytes(), word.as_bytes());
    let (mut low, mut high) = (0, words.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = memchr::memrchr(b' ', &words[low..middle]).map_or(low, |at| low + at + 1);
        let end = memchr::memchr(b' ', &words[start..high]).map_or(high, |at| start + at);
        match words[start..end].cmp(word) {
            Ordering::Equal => return true,
            Ordering::Less => low = (end + 1).min(high),
            Ordering::Greater => high = start,
        }
    }
    false
}

/// Whether a first name says nothing about whose it is.
pub(super) fn is_of_either(name: &str) -> bool {
    is_one_of(&EITHER, name)
}

/// Of a name that is a woman's or a man's, and not now and then the other.
pub(super) fn sure(name: &str) -> Option<Sex> {
    sex(name).filter(|_| !is_of_either(name))
}

/// Whether a name is a last name, as everybody knows.
pub(super) fn is_last(name: &str) -> bool {
    static STARTS: Starts = Starts::of(&[&LAST]);
    STARTS.may_have(Start::of(name.as_bytes())) && is_one_of(&LAST, name)
}

fn is_one_of(names: &[&str], name: &str) -> bool {
    let name = name.to_lowercase();
    names.contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_names_are_known_in_several_languages() {
        for (name, expected) in [
            ("Yolanda", Some(Sex::Female)),
            ("BEGOÑA", Some(Sex::Female)),
            ("Małgorzata", Some(Sex::Female)),
            ("Inês", Some(Sex::Female)),
            ("Iván", Some(Sex::Male)),
            ("Krzysztof", Some(Sex::Male)),
            ("Łukasz", Some(Sex::Male)),
            ("Gonçalo", Some(Sex::Male)),
            ("Andrea", None),
            ("Simone", None),
            ("Nikita", None),
            ("ann anna", None),
            ("Zz", None),
            ("", None),
        ] {
            assert_eq!(sex(name), expected, "{name}");
        }
    }

    #[test]
    fn each_is_found_and_is_nobody_else_s() {
        for (words, others) in [(WOMEN, MEN), (MEN, WOMEN)] {
            assert!(words.split(' ').is_sorted());
            for name in words.split(' ') {
                assert!(is_word(words, name) && !is_word(others, name) && name == name.to_lowercase(), "{name}");
                assert!(!is_of_either(name) && !is_last(name) && sex(name).is_some(), "{name}");
            }
        }
    }
}
