//! Notes that several rows of a column have alike: states, and nothing that one row says of itself.

use std::collections::HashMap;

use crate::findings::Finding;

/// So many rows may have a note alike.
const MOST_ALIKE: u64 = 3;
/// So many notes are told apart; another one is no state.
const MOST_NOTES: usize = 10_000;

/// How many rows have each note, in any case.
#[derive(Debug, Default)]
pub(super) struct States {
    counts: HashMap<(Option<usize>, String), u64>,
}

/// What a note is, as far as the list has been read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Alike {
    Note,
    /// More rows have it than a note of their own; so many of those before were taken for notes.
    State {
        before: u64,
    },
}

impl States {
    /// Takes the note of a row.
    pub(super) fn take(&mut self, finding: &Finding) -> Alike {
        let key = key(finding);
        let is_full = self.counts.len() >= MOST_NOTES && !self.counts.contains_key(&key);
        if is_full {
            return Alike::Note;
        }
        let count = self.counts.entry(key).or_default();
        *count += 1;
        match *count {
            ..=MOST_ALIKE => Alike::Note,
            count => Alike::State { before: if count == MOST_ALIKE + 1 { MOST_ALIKE } else { 0 } },
        }
    }

    /// Whether a note turned out to be a state.
    pub(super) fn has(&self, finding: &Finding) -> bool {
        self.counts.get(&key(finding)).is_some_and(|count| *count > MOST_ALIKE)
    }
}

fn key(finding: &Finding) -> (Option<usize>, String) {
    (finding.column, finding.what.to_lowercase())
}
