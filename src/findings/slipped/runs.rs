//! Runs of rows whose values go with the rows that are so many further on.

/// How far a column slips.
const FARTHEST: usize = 3;
/// With so many rows each row is compared.
pub(super) const OFFSETS: usize = 2 * FARTHEST;

/// What a value says of whose it is: its own row's, or that of the row some rows on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Evidence {
    Own,
    Other,
    /// It goes with both, or with neither.
    None,
}

/// How many rows of a run say that it is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fewest {
    pub(super) rows: usize,
    /// One of so many.
    pub(super) of: usize,
}

/// Some rows one after the other, by index, whose values go with the rows that are so many further down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) by: isize,
    /// How many say so.
    others: usize,
}

/// The runs of so many rows, in each of which enough go with the other row, and none with its own.
/// Of those that have rows in common, the one that most rows say.
pub(super) fn of(rows: usize, fewest: Fewest, evidence: impl Fn(usize, usize) -> Evidence) -> Vec<Run> {
    let mut all: Vec<Run> = Vec::new();
    let farthest = FARTHEST.cast_signed();
    for by in (-farthest..=farthest).filter(|by| *by != 0) {
        let mut run: Option<Run> = None;
        let mut keep = |run: Option<Run>| all.extend(run.filter(|run| run.is_telling(fewest)));
        for row in 0..rows {
            let Some(other) = row.checked_add_signed(by).filter(|other| *other < rows) else { continue };
            match evidence(row, other) {
                Evidence::Own => keep(run.take()),
                Evidence::None => {}
                Evidence::Other => {
                    let run = run.get_or_insert(Run { first: row, last: row, by, others: 0 });
                    (run.last, run.others) = (row, run.others + 1);
                }
            }
        }
        keep(run);
    }
    all.sort_by_key(|run| (std::cmp::Reverse(run.others), run.by.unsigned_abs()));
    let mut runs: Vec<Run> = Vec::new();
    for run in all {
        if runs.iter().all(|known| run.last < known.first || known.last < run.first) {
            runs.push(run);
        }
    }
    runs.sort_by_key(|run| run.first);
    runs
}

impl Run {
    fn is_telling(&self, fewest: Fewest) -> bool {
        self.others >= fewest.rows && self.others * fewest.of > self.last - self.first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whose row's each value is.
    fn found(whose: &[usize]) -> Vec<(usize, usize, isize)> {
        let evidence = |row: usize, other: usize| match whose[row] {
            whose if whose == row => Evidence::Own,
            whose if whose == other => Evidence::Other,
            _ => Evidence::None,
        };
        of(whose.len(), Fewest { rows: 3, of: 2 }, evidence).iter().map(|run| (run.first, run.last, run.by)).collect()
    }

    #[test]
    fn runs_that_go_with_other_rows_are_found() {
        assert_eq!(found(&[0, 1, 2, 4, 5, 6, 6, 7]), [(3, 5, 1)]);
        assert_eq!(found(&[9, 0, 1, 2, 3, 4]), [(1, 5, -1)]);
        assert_eq!(found(&[0, 1, 2, 5, 6, 7, 8, 9, 9, 9]), [(3, 7, 2)]);
        assert_eq!(found(&[1, 2, 3, 3, 4, 5, 6, 6, 7, 8]), [(0, 2, 1), (7, 9, -1)]);
        // Two that are the wrong way round, and none at all.
        assert_eq!(found(&[0, 2, 1, 3, 4]), []);
        assert_eq!(found(&[0, 1, 2, 3]), []);
        assert_eq!(found(&[]), []);
    }

    proptest::proptest! {
        #[test]
        fn runs_have_no_row_in_common(whose in proptest::collection::vec(0_usize..40, 0..40)) {
            let runs = found(&whose);
            proptest::prop_assert!(runs.windows(2).all(|pair| pair[0].1 < pair[1].0));
            proptest::prop_assert!(runs.iter().all(|(first, last, _)| first <= last && *last < whose.len()));
        }
    }
}
