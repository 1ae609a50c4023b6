//! Lines that many letters have in common, kept once.

use std::collections::HashMap;
use std::sync::Arc;

/// The distinct lines of a block of letters, each with its end.
#[derive(Debug, Default)]
pub(super) struct Lines {
    lines: Vec<Arc<str>>,
    places: HashMap<Arc<str>, u32>,
    octets: usize,
}

impl Lines {
    /// A text as the places of its lines.
    pub(super) fn places(&mut self, text: &str) -> Vec<u32> {
        text.split_inclusive('\n').map(|line| self.place(line)).collect()
    }

    fn place(&mut self, line: &str) -> u32 {
        if let Some(place) = self.places.get(line) {
            return *place;
        }
        let place = u32::try_from(self.lines.len()).expect("a block holds fewer octets than that");
        let line: Arc<str> = line.into();
        self.octets += line.len();
        self.lines.push(Arc::clone(&line));
        self.places.insert(line, place);
        place
    }

    /// How many octets they have.
    pub(super) fn octets(&self) -> usize {
        self.octets
    }

    /// All of them, in the order of their places.
    pub(super) fn all(&self) -> Vec<&str> {
        self.lines.iter().map(|line| &**line).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Lines;

    proptest! {
        #[test]
        fn texts_come_back(texts in prop::collection::vec("[ab\r\n张]{0,12}", 0..8)) {
            let mut lines = Lines::default();
            let places: Vec<_> = texts.iter().map(|text| lines.places(text)).collect();
            let all = lines.all();
            for (text, places) in texts.iter().zip(places) {
                let back: String = places.into_iter().map(|place| all[place as usize]).collect();
                prop_assert_eq!(&back, text);
            }
            let mut distinct = all.clone();
            distinct.sort_unstable();
            distinct.dedup();
            prop_assert_eq!(distinct.len(), all.len());
            prop_assert_eq!(lines.octets(), all.concat().len());
        }
    }
}
