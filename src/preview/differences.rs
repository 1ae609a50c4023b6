//! What is different from another letter, word by word.

use std::time::Duration;

use serde::{Serialize, Serializer};
use similar::{Algorithm, DiffOp, TextDiff};

/// Longer texts, both together in octets, are compared by lines.
const MAX_WORDS: usize = 100_000;

/// A comparison that takes longer goes on roughly.
const PATIENCE: Duration = Duration::from_millis(200);

/// A stretch of a text. In JSON: a number above 0, a number below 0, a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stretch {
    /// How many UTF-16 code units (as scripts count) both have.
    Same(i64),
    /// How many UTF-16 code units are new.
    Added(i64),
    /// What only the other one has.
    Removed(String),
}

impl Serialize for Stretch {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Same(length) => serializer.serialize_i64(*length),
            Self::Added(length) => serializer.serialize_i64(-length),
            Self::Removed(text) => serializer.serialize_str(text),
        }
    }
}

/// What makes `new` of `old`. The stretches that are the same or added are all of `new`, in order.
pub(super) fn differences(old: &str, new: &str) -> Vec<Stretch> {
    let mut stretches = Vec::new();
    for Pair { old, new, is_same } in joined(pairs(old, new)) {
        let length = new.encode_utf16().count() as i64;
        if is_same {
            stretches.push(Stretch::Same(length));
            continue;
        }
        if !old.is_empty() {
            stretches.push(Stretch::Removed(old));
        }
        if length > 0 {
            stretches.push(Stretch::Added(length));
        }
    }
    stretches
}

/// What stands in the old text and in the new one.
#[derive(Debug)]
struct Pair {
    old: String,
    new: String,
    is_same: bool,
}

fn pairs(old: &str, new: &str) -> Vec<Pair> {
    let mut config = TextDiff::configure();
    config.algorithm(Algorithm::Patience).timeout(PATIENCE);
    let diff = if old.len() + new.len() > MAX_WORDS {
        config.diff_lines(old, new)
    } else {
        config.diff_unicode_words(old, new)
    };
    let pair = |op: &DiffOp| Pair {
        old: op.old_range().filter_map(|at| diff.old_slice(at)).collect(),
        new: op.new_range().filter_map(|at| diff.new_slice(at)).collect(),
        is_same: matches!(op, DiffOp::Equal { .. }),
    };
    diff.ops().iter().map(pair).collect()
}

/// A character or two, or the blank, that happen to be the same between two changes make neither easier to read.
fn joined(pairs: Vec<Pair>) -> Vec<Pair> {
    let mut joined: Vec<Pair> = Vec::with_capacity(pairs.len());
    let mut rest = pairs.into_iter().peekable();
    while let Some(pair) = rest.next() {
        let is_word = |c: char| c.is_alphanumeric() || c == ' ';
        let is_chance = pair.is_same && pair.new.chars().all(is_word) && pair.new.chars().count() <= 2;
        match joined.last_mut() {
            Some(last) if !last.is_same && (!pair.is_same || is_chance && rest.peek().is_some()) => {
                last.old.push_str(&pair.old);
                last.new.push_str(&pair.new);
            }
            _ => joined.push(pair),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The old and the new text, made again of the new one and the stretches.
    fn undone(new: &str, stretches: &[Stretch]) -> (String, String) {
        let units: Vec<u16> = new.encode_utf16().collect();
        let (mut old, mut made, mut at) = (String::new(), String::new(), 0);
        for stretch in stretches {
            let mut take = |length: i64| {
                let end = at + length as usize;
                let text = String::from_utf16(&units[at..end]).expect("words end between characters");
                at = end;
                text
            };
            match stretch {
                Stretch::Same(length) => {
                    let text = take(*length);
                    old.push_str(&text);
                    made.push_str(&text);
                }
                Stretch::Added(length) => made.push_str(&take(*length)),
                Stretch::Removed(text) => old.push_str(text),
            }
        }
        (old, made)
    }

    #[test]
    fn words_and_characters_are_found() {
        let stretches = differences("张三：数学 95, well done.\n", "李四：数学 72, well done.\n");
        assert!(stretches.contains(&Stretch::Removed("95".to_owned())), "{stretches:?}");
        assert_eq!(stretches.last(), Some(&Stretch::Same(", well done.\n".len() as i64)));
        assert_eq!(differences("a", "a"), [Stretch::Same(1)]);
        let phrase = differences("You have read\n", "They will write\n");
        assert_eq!(phrase, [Stretch::Removed("You have read".to_owned()), Stretch::Added(15), Stretch::Same(1)]);
        let chance = differences("祝大家好", "很大很");
        assert_eq!(chance, [Stretch::Removed("祝大家好".to_owned()), Stretch::Added(3)]);
        assert_eq!(serde_json::to_string(&differences("a b", "a c")).ok().as_deref(), Some(r#"[2,"b",-1]"#));
    }

    proptest! {
        #[test]
        fn both_texts_can_be_made_again(old in "[ab 张三\u{1F600}\n]{0,40}", new in "[ab 张三\u{1F600}\n]{0,40}") {
            let stretches = differences(&old, &new);
            prop_assert_eq!(undone(&new, &stretches), (old, new));
        }
    }
}
