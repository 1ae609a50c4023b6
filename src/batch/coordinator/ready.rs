//! Slots that take jobs, those with the fewest first.

/// The slots with so many jobs, as bits of their numbers. There are at most some thousand slots, and mostly some ten: to look for the
/// first takes less than to keep a tree.
#[derive(Debug, Default, Clone)]
struct Tier {
    slots: Vec<u64>,
    count: usize,
}

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Ready {
    /// By how many jobs they have.
    tiers: Vec<Tier>,
    /// The first of these that is not empty.
    first: usize,
    count: usize,
}

impl Ready {
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// A slot that is not there.
    pub(super) fn insert(&mut self, jobs: usize, slot: usize) {
        if self.tiers.len() <= jobs {
            self.tiers.resize(jobs + 1, Tier::default());
        }
        let Tier { slots, count } = &mut self.tiers[jobs];
        let (word, bit) = (slot / 64, slot % 64);
        if slots.len() <= word {
            slots.resize(word + 1, 0);
        }
        slots[word] |= 1 << bit;
        *count += 1;
        self.count += 1;
        self.first = if self.count == 1 { jobs } else { self.first.min(jobs) };
    }

    /// A slot that is there, with so many jobs.
    pub(super) fn remove(&mut self, jobs: usize, slot: usize) {
        let Tier { slots, count } = &mut self.tiers[jobs];
        slots[slot / 64] &= !(1 << (slot % 64));
        *count -= 1;
        self.count -= 1;
        while self.tiers.get(self.first).is_some_and(|tier| tier.count == 0) {
            self.first += 1;
        }
    }

    /// How many jobs the slot with the fewest has, and its number; the lowest, if there are several.
    pub(super) fn first(&self) -> Option<(usize, usize)> {
        let slots = &self.tiers.get(self.first)?.slots;
        let (word, bits) = slots.iter().enumerate().find(|(_, bits)| **bits != 0)?;
        Some((self.first, word * 64 + bits.trailing_zeros() as usize))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_first_has_the_fewest_jobs_and_the_lowest_number(
            changes in prop::collection::vec((0..200_usize, prop::option::of(0..90_usize)), 0..300)
        ) {
            let (mut ready, mut expected, mut slots) = (Ready::default(), BTreeSet::new(), [None; 200]);
            for (slot, jobs) in changes {
                if let Some(before) = std::mem::replace(&mut slots[slot], jobs) {
                    ready.remove(before, slot);
                    expected.remove(&(before, slot));
                }
                if let Some(jobs) = jobs {
                    ready.insert(jobs, slot);
                    expected.insert((jobs, slot));
                }
                prop_assert_eq!(ready.first(), expected.first().copied());
                prop_assert_eq!(ready.len(), expected.len());
            }
        }
    }
}
