//! Values of a row that are not what another column of it decides: which of the two is told of, and what is said.

use super::Decided;
use crate::findings::relations::Relations;
use crate::findings::{Finding, Kind, Look, persons, shown};

/// Where so many columns disagree with one, and not with each other, that is the odd one.
const MOST_DISAGREE: usize = 3;
/// So many of them are told.
const SHOWN: usize = 2;

impl Relations {
    /// Finds values, of one column of a row at most, that are not what another one decides: one of numbers, or of sorts; and of
    /// which nothing is told. Says whether one is.
    pub(in crate::findings::relations) fn look_at_decided<'a>(
        &self,
        look: &mut Look<'_>,
        value: impl Fn(usize) -> &'a str + Copy,
        told: &[usize],
        is_by_number: bool,
    ) -> bool {
        let is_asked = |decided: &&Decided| decided.is_by_number == is_by_number && !told.contains(&decided.column);
        for decided in self.decided.iter().filter(is_asked) {
            // Where anything is said of one of the two, that is why.
            let is_of =
                |finding: &Finding| finding.column == Some(decided.by) || finding.column == Some(decided.column);
            if let Some(meant) = decided.flaw(value(decided.by), value(decided.column))
                && !look.findings.iter().any(|finding| finding.line == look.line && is_of(finding))
                && !persons::differ_in_title_alone(value(decided.column), meant)
            {
                if !self.tell_odd_one(look, value, decided.by) {
                    let other = if decided.told == decided.column { decided.by } else { decided.column };
                    let what = format!(
                        "does not go with {} \"{}\": the other rows with \"{}\" have \"{}\" there. Is one of the two wrong?",
                        look.heading(other),
                        shown(value(other)),
                        decided.told_by(value(decided.by)),
                        shown(meant)
                    );
                    look.find_value(decided.told, Kind::OddRelation, value(decided.told), &what);
                }
                return true;
            }
        }
        false
    }

    /// Tells of a value, if it decides several others of its row otherwise: says whether it does.
    fn tell_odd_one<'a>(&self, look: &mut Look<'_>, value: impl Fn(usize) -> &'a str + Copy, by: usize) -> bool {
        let flaw = |decided: &Decided| decided.flaw(value(by), value(decided.column)).map(str::to_owned);
        let of_it = self.decided.iter().filter(|decided| decided.by == by && decided.told == decided.column);
        let mut all: Vec<(usize, String)> =
            of_it.filter_map(|decided| Some((decided.column, flaw(decided)?))).collect();
        all.sort_by_key(|(column, _)| (column.abs_diff(by), *column));
        all.dedup_by_key(|(column, _)| *column);
        if all.len() < MOST_DISAGREE {
            return false;
        }
        let first = &all[..SHOWN.min(all.len())];
        let own = first.iter().map(|(column, _)| format!("{} \"{}\"", look.heading(*column), shown(value(*column))));
        let meant = first.iter().map(|(_, meant)| format!("\"{}\"", shown(meant)));
        let what = format!(
            "does not go with {}: the other rows with it have {} there. Is it wrong?",
            own.collect::<Vec<_>>().join(", nor with "),
            meant.collect::<Vec<_>>().join(" and ")
        );
        look.find_value(by, Kind::OddRelation, value(by), &what);
        true
    }
}
