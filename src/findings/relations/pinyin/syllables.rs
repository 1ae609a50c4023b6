//! Words in Latin letters that are Chinese names: `songlixin`, and not `sunny`.

const INITIALS: [&str; 23] = [
    "zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s", "y",
    "w",
];
const FINALS: [&str; 34] = [
    "iang", "iong", "uang", "ang", "eng", "ian", "iao", "ing", "ong", "uai", "uan", "ai", "an", "ao", "ei", "en", "er",
    "ia", "ie", "in", "iu", "ou", "ua", "ue", "ui", "un", "uo", "ve", "a", "e", "i", "o", "u", "v",
];
/// Those that stand without an initial.
const BARE: [&str; 11] = ["a", "ai", "an", "ang", "ao", "e", "ei", "en", "er", "o", "ou"];
/// What looks so and is a word or a town.
const OTHERS: [&str; 22] = [
    "sunshine", "linda", "luna", "lena", "lina", "anna", "china", "mango", "panda", "chengdu", "hunan", "henan",
    "wuhan", "jinan", "ningbo", "suzhou", "changsha", "changzhou", "xuzhou", "shenzhen", "ganzhou", "tangshan",
];

/// Whether a word, in small letters, is of one or two syllables, not the same twice: what stands behind a surname.
pub(super) fn is_given(word: &str) -> bool {
    let is_pair = |at: usize| {
        let (one, other) = word.split_at_checked(at).unwrap_or(("", ""));
        one != other && is_syllable(one) && is_syllable(other)
    };
    is_syllable(word) || (1..word.len()).any(is_pair)
}

/// Whether a word in small letters is one of other languages, or a town.
pub(super) fn is_other(word: &str) -> bool {
    OTHERS.contains(&word)
}

fn is_syllable(word: &str) -> bool {
    BARE.contains(&word)
        || INITIALS.iter().any(|initial| word.strip_prefix(initial).is_some_and(|last| FINALS.contains(&last)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_names_are_of_one_syllable_or_two() {
        for word in ["bo", "wei", "jianguo", "lixin", "xiuying", "yulan", "zhenhua", "an", "aiguo", "lv"] {
            assert!(is_given(word), "{word}");
        }
        for word in ["", "ny", "cky", "feifei", "jianguohua", "smith", "b", "é"] {
            assert!(!is_given(word), "{word}");
        }
        assert!(is_other("sunshine") && !is_other("songlixin"));
    }
}
