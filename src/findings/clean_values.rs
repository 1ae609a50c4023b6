//! Values that have been looked at before: most columns have few, and hundreds of questions are asked about each.

use std::hash::{BuildHasher, RandomState};

use foldhash::fast::FixedState;

/// So many of a column's values are remembered; another one takes the place of one before.
const PLACES: usize = 256;

/// Which values nothing was found in, as long as what is found in a value depends on nothing but its column. Each thread has its own:
/// it is asked for every value of the list.
#[derive(Debug)]
pub struct Memory {
    /// Of each column, by index, the hashes of the values, each in the place that its last bits say. Of 64 bits, with a start that
    /// nobody can know beforehand: one value is not taken for another.
    columns: Vec<Option<Box<[u64; PLACES]>>>,
    hasher: FixedState,
}

impl Default for Memory {
    fn default() -> Self {
        Self { columns: Vec::new(), hasher: FixedState::with_seed(RandomState::new().hash_one(0)) }
    }
}

/// Where a value is remembered, and as what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    column: usize,
    hash: u64,
}

impl Memory {
    /// The place of a column's value.
    pub(super) fn place(&self, column: usize, value: &str) -> Place {
        // Nothing is remembered as 0.
        Place { column, hash: self.hasher.hash_one(value) | 1 << 63 }
    }

    /// Whether nothing was found in it before.
    pub(super) fn knows(&self, Place { column, hash }: Place) -> bool {
        let values = self.columns.get(column).and_then(Option::as_ref);
        values.is_some_and(|values| values[slot(hash)] == hash)
    }

    /// Nothing has been found in it.
    pub(super) fn remember(&mut self, Place { column, hash }: Place) {
        if self.columns.len() <= column {
            self.columns.resize_with(column + 1, || None);
        }
        let values = self.columns[column].get_or_insert_with(|| Box::new([0; PLACES]));
        values[slot(hash)] = hash;
    }
}

fn slot(hash: u64) -> usize {
    hash as usize % PLACES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_sound_is_known_in_its_column() {
        let mut memory = Memory::default();
        let place = memory.place(3, "3A");
        assert!(!memory.knows(place));
        memory.remember(place);
        assert!(memory.knows(memory.place(3, "3A")));
        assert!(!memory.knows(memory.place(2, "3A")) && !memory.knows(memory.place(4, "3A")));
        assert!(!memory.knows(memory.place(3, "3B")));
    }

    #[test]
    fn others_take_its_place() {
        let mut memory = Memory::default();
        for number in 0..10_000 {
            let place = memory.place(0, &number.to_string());
            assert!(!memory.knows(place));
            memory.remember(place);
        }
        assert_eq!(memory.columns.len(), 1);
    }
}
