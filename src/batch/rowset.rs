//! A set of row numbers: a bit for each, so that a million rows cost 125 kB.

/// Row numbers, from 1.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowSet {
    words: Vec<u64>,
}

impl RowSet {
    /// Adds a number.
    pub fn insert(&mut self, number: u64) {
        let (word, bit) = place(number);
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        self.words[word] |= bit;
    }

    /// Takes a number out. Whether it was there.
    pub fn remove(&mut self, number: u64) -> bool {
        let (word, bit) = place(number);
        let Some(word) = self.words.get_mut(word) else { return false };
        let was_there = *word & bit != 0;
        *word &= !bit;
        was_there
    }

    /// Whether a number is in it.
    #[must_use]
    pub fn contains(&self, number: u64) -> bool {
        let (word, bit) = place(number);
        self.words.get(word).is_some_and(|word| word & bit != 0)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.words.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// The numbers, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u64> + '_ {
        let bits = |index: usize, word: u64| {
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| index as u64 * 64 + bit)
        };
        self.words.iter().enumerate().flat_map(move |(index, word)| bits(index, *word))
    }
}

fn place(number: u64) -> (usize, u64) {
    (usize::try_from(number / 64).unwrap_or(usize::MAX - 1), 1 << (number % 64))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::RowSet;

    proptest! {
        #[test]
        fn behaves_like_a_set(inserted in prop::collection::vec(1u64..5000, 0..200), removed in prop::collection::vec(1u64..5000, 0..200)) {
            let (mut rows, mut model) = (RowSet::default(), BTreeSet::new());
            for number in inserted {
                rows.insert(number);
                model.insert(number);
            }
            for number in removed {
                prop_assert_eq!(rows.remove(number), model.remove(&number));
            }
            prop_assert_eq!(rows.len(), model.len() as u64);
            prop_assert_eq!(rows.is_empty(), model.is_empty());
            prop_assert!((0..5100).all(|number| rows.contains(number) == model.contains(&number)));
            prop_assert_eq!(rows.iter().collect::<Vec<_>>(), model.into_iter().collect::<Vec<_>>());
        }
    }
}
