//! Texts that stop in the middle: without a full stop where the others have one, or with a word behind which something has to come.

use crate::findings::starts::{Start, Starts};

const CUT: &str = "ends within a sentence. Is the rest missing?";
const OPEN: &str = "ends without a full stop, and the other texts of the column have one. Is the rest missing?";

/// How the texts of a column end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Ends {
    /// All but a few with a full stop or the like.
    with_stop: bool,
    /// Hardly any with a word behind which something has to come.
    without_more: bool,
}

/// So many words make a text, or so many octets of one that has no blanks.
const FEWEST_WORDS: usize = 5;
const FEWEST_OCTETS: usize = 36;

impl Ends {
    /// Of the first values of a column.
    pub(super) fn of<'v>(values: impl Iterator<Item = &'v str>) -> Self {
        const FEWEST: usize = 15;
        let (mut texts, mut open, mut more) = (0, 0, 0);
        for value in values.map(str::trim).filter(|value| is_text(value)) {
            texts += 1;
            open += usize::from(is_open(value));
            more += usize::from(wants_more(value));
        }
        Self {
            with_stop: texts >= FEWEST && (open <= 1 || open * 33 <= texts),
            without_more: more <= 1 || more * 33 <= texts,
        }
    }

    /// What is wrong with how a text ends.
    pub(super) fn flaw(self, value: &str) -> Option<&'static str> {
        if !self.with_stop && !self.without_more || !is_open(value) {
            return None;
        }
        let is_cut = self.without_more && wants_more(value);
        if !is_cut && !self.with_stop || !is_text(value) {
            return None;
        }
        Some(if is_cut { CUT } else { OPEN })
    }
}

fn is_text(value: &str) -> bool {
    value.split_whitespace().nth(FEWEST_WORDS - 1).is_some()
        || value.len() >= FEWEST_OCTETS && !value.is_ascii() && !value.contains(' ')
}

/// Whether a text ends with a letter, a digit or a comma.
fn is_open(value: &str) -> bool {
    // A link and an address end as they do.
    let is_address = || {
        let last = value.rsplit(char::is_whitespace).next().unwrap_or_default();
        last.contains("://") || last.contains('@')
    };
    value.ends_with(|c: char| c.is_alphanumeric() || is_pause(c)) && !is_address()
}

fn is_pause(c: char) -> bool {
    matches!(c, ',' | '，' | '、')
}

/// Whether a text ends with a comma, or with a word that no sentence ends with.
fn wants_more(value: &str) -> bool {
    const WORDS: [&str; 39] = [
        "and", "or", "but", "because", "although", "the", "an", "if", "whether", "und", "oder", "aber", "sondern",
        "weil", "dass", "damit", "obwohl", "wenn", "sowie", "der", "dem", "den", "eine", "einen", "et", "ou", "mais",
        "parce", "puisque", "les", "des", "une", "pero", "porque", "aunque", "los", "las", "y", "que",
    ];
    const HAN: [&str; 10] = ["和", "与", "以及", "并且", "而且", "但是", "因为", "所以", "虽然", "如果"];
    static STARTS: Starts = Starts::of(&[&WORDS]);
    let word = value.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    value.ends_with(is_pause)
        || STARTS.may_have(Start::of(word.as_bytes())) && WORDS.contains(&word)
        || !value.is_ascii() && HAN.iter().any(|han| value.ends_with(han))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: &str, count: usize) -> Ends {
        Ends::of(std::iter::repeat_n(value, count))
    }

    #[test]
    fn texts_that_stop_in_the_middle_are_found() {
        let stopped = of("She has worked well this term.", 20);
        for (value, what) in [
            ("Reuben has worked well, and we very much hope that", Some(OPEN)),
            ("Reuben has worked well in the last weeks and", Some(CUT)),
            ("Reuben has worked well in the last weeks,", Some(CUT)),
            ("Er hat gut gearbeitet und sich gemeldet, weil", Some(CUT)),
            ("该生本学期学习认真，积极参加班级活动，团结同学，并且", Some(CUT)),
            ("Reuben has worked well.", None),
            ("Well done, Reuben, and congratulations!", None),
            ("A very good term", None),
            ("Read more of it at https://a.example/b", None),
            ("He came first in the race (again)", None),
        ] {
            assert_eq!(stopped.flaw(value), what, "{value}");
        }
    }

    #[test]
    fn texts_without_full_stops_are_left_alone_where_others_have_none() {
        let open = of("Two boxes of red pencils", 20);
        assert_eq!(open.flaw("Three boxes of blue pencils"), None);
        assert_eq!(open.flaw("Three boxes of blue pencils and"), Some(CUT));
        assert_eq!(of("Two boxes of red pencils and", 20).flaw("Three boxes of blue pencils and"), None);
        assert_eq!(of("She has worked well.", 9).flaw("He has worked very well indeed"), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(value in "(\\PC|and|, | |。|和){0,12}") {
            let _ = Ends { with_stop: true, without_more: true }.flaw(value.trim());
        }
    }
}
