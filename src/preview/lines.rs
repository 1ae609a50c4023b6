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
    /// A text as runs of lines that follow each other: the place of the first, and how many.
    pub(super) fn runs(&mut self, text: &str) -> Vec<(u32, u32)> {
        let mut runs: Vec<(u32, u32)> = Vec::new();
        for line in text.split_inclusive('\n') {
            let place = self.place(line);
            match runs.last_mut() {
                Some((first, count)) if *first + *count == place => *count += 1,
                _ => runs.push((place, 1)),
            }
        }
        runs
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
            let runs: Vec<_> = texts.iter().map(|text| lines.runs(text)).collect();
            let all = lines.all();
            for (text, runs) in texts.iter().zip(runs) {
                let back: String =
                    runs.into_iter().flat_map(|(first, count)| all[first as usize..][..count as usize].to_vec()).collect();
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
