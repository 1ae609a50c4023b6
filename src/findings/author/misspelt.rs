//! Texts that a condition asks for and that are a value of the list but for a letter or two: `Genova` for `Geneva`.

/// Whether a text is a value with a slip in it, and no other word: neither another form of it, nor one that means the opposite.
pub(super) fn is_slip_of(text: &str, value: &str) -> bool {
    let (one, other) = (text.to_lowercase(), value.to_lowercase());
    let mut pairs = one.split_whitespace().zip(other.split_whitespace()).filter(|(one, other)| one != other);
    let count = |text: &str| text.split_whitespace().count();
    let (Some((word, meant)), None) = (pairs.next(), pairs.next()) else { return false };
    let has_more =
        one.split_whitespace().zip(other.split_whitespace()).any(|(one, other)| one == other && is_long(one));
    let is_slip = is_slip(word, meant) || has_more && has_lost(word, meant);
    count(&one) == count(&other) && is_word(word) && is_word(meant) && is_slip
}

fn is_long(word: &str) -> bool {
    const SHORTEST: usize = 4;
    word.chars().nth(SHORTEST - 1).is_some() && is_word(word)
}

/// Whether one of two short words, beside the same longer one, has lost a letter within: `Anchor Hose` for `Anchor House`.
fn has_lost(word: &str, meant: &str) -> bool {
    const SHORTEST: usize = 4;
    const ALIKE: usize = 2;
    let (one, other): (Vec<char>, Vec<char>) = (word.chars().collect(), meant.chars().collect());
    let alike = one.iter().zip(&other).take_while(|(one, other)| one == other).count();
    let behind = one.iter().rev().zip(other.iter().rev()).take_while(|(one, other)| one == other).count();
    let shortest = one.len().min(other.len());
    shortest >= SHORTEST
        && one.len().abs_diff(other.len()) == 1
        && alike >= ALIKE
        && behind >= 1
        && alike + behind >= shortest
}

/// Whether all of a word are letters that others may be mistyped for.
fn is_word(word: &str) -> bool {
    word.chars().all(|c| c.is_lowercase() || matches!(c, '-' | '\'' | '’' | '.'))
}

fn is_slip(word: &str, meant: &str) -> bool {
    /// Shorter words are close to too many.
    const SHORTEST: usize = 5;
    const LONG: usize = 9;
    /// `Slovakia` and `Slovenia` begin alike, and so do `anwesend` and `abwesend`.
    const ALIKE: usize = 2;
    let (letters, of_meant): (Vec<char>, Vec<char>) = (word.chars().collect(), meant.chars().collect());
    let shortest = letters.len().min(of_meant.len());
    let alike = letters.iter().zip(&of_meant).take_while(|(one, other)| one == other).count();
    let most = if shortest >= LONG { 2 } else { 1 };
    let is_swapped = || {
        let sorted = |letters: &[char]| {
            let mut letters = letters.to_vec();
            letters.sort_unstable();
            letters
        };
        sorted(&letters) == sorted(&of_meant)
    };
    shortest >= SHORTEST
        && letters.len().abs_diff(of_meant.len()) <= most
        && strsim::osa_distance(word, meant) <= most
        && (alike >= ALIKE || is_swapped())
        && !(is_ending(&letters[alike..]) && is_ending(&of_meant[alike..]))
}

/// Whether these are letters that forms of one word end with: `Kollege` and `Kollegin`, `inscrito` and `inscrita`.
fn is_ending(letters: &[char]) -> bool {
    const MOST: usize = 2;
    letters.len() <= MOST && letters.iter().all(|c| !c.is_ascii() || "aeiounsrmtdyhx".contains(*c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_told_from_other_words() {
        for (text, value) in [
            ("Genova", "Geneva"),
            ("Gneeva", "Geneva"),
            ("Beijin", "Beijing"),
            ("Vegatarian", "vegetarian"),
            ("Einzelzimer", "Einzelzimmer"),
            ("Klasse Nord-Wset", "Klasse Nord-West"),
            ("angemldet", "angemeldet"),
            ("participent", "participant"),
            ("Владивосток", "Владивастак"),
            ("Anchor Hose", "Anchor House"),
            ("Station Rooad", "Station Road"),
        ] {
            assert!(is_slip_of(text, value) && is_slip_of(value, text), "{text} {value}");
        }
        for (text, value) in [
            ("Rome", "Roma"),
            ("paid", "said"),
            ("Student", "Studentin"),
            ("Kollege", "Kollegin"),
            ("inscrito", "inscrita"),
            ("inscrits", "inscrite"),
            ("étudiant", "étudiante"),
            ("abgemeldet", "angemeldet"),
            ("anwesend", "abwesend"),
            ("internal", "external"),
            ("bezahlt", "unbezahlt"),
            ("complete", "incomplete"),
            ("Slovenia", "Slovakia"),
            ("Austria", "Australia"),
            ("Monday", "Sunday"),
            ("Tuesday", "Thursday"),
            ("Group B", "Group C"),
            ("Klasse 10a", "Klasse 10b"),
            ("Room East", "Room West"),
            ("高二三班", "高二四班"),
            ("Geneva", "Geneva"),
            ("New York", "York"),
            ("Hose", "House"),
            ("Anchor Home", "Anchor House"),
            ("Park Lane", "Park Lanes"),
            ("Raum Rot", "Raum Brot"),
            ("", "Geneva"),
            ("", ""),
        ] {
            assert!(!is_slip_of(text, value) && !is_slip_of(value, text), "{text} {value}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_texts_can_be_compared(text in "\\PC{0,12}", value in "(Geneva|\\PC){0,6}") {
            is_slip_of(&text, &value);
        }
    }
}
