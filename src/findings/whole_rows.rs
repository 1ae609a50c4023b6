//! Rows of which most values are missing or odd: one remark says more than twenty.

use super::known_column::Column;
use super::{Finding, Kind, Look};

/// Fewer are told one by one.
const FEWEST: usize = 4;

/// Puts one finding in the place of many about a row that is nearly empty, or has slipped by a column.
pub(super) fn sum_up(look: &mut Look<'_>, columns: &[Column], used: &[usize]) {
    if look.findings.len() < FEWEST {
        return;
    }
    let is_filled = |index: &usize| columns.get(*index).is_some_and(|column| column.is_filled);
    let filled = used.iter().filter(|index| is_filled(index)).count();
    let is_empty =
        |finding: &Finding| finding.kind == Kind::EmptyValue && finding.column.is_some_and(|index| is_filled(&index));
    if let Some(named) = most(look, filled, is_empty) {
        let what = format!("the row is nearly empty: {named}. Is something missing, or is it no row of the list?");
        // What mostly has no value needs no word beside it.
        replace(look, Kind::EmptyValue, what, |finding| finding.kind == Kind::EmptyValue);
    }
    if let Some(named) = most(look, used.len(), is_odd) {
        let what = format!("most values are unlike those of the other rows: {named}. Has the row slipped by a column?");
        replace(look, Kind::OddRelation, what, is_odd);
    }
}

/// What is not as the rest of its column.
fn is_odd(finding: &Finding) -> bool {
    finding.column.is_some()
        && matches!(
            finding.kind,
            Kind::OddDate
                | Kind::WrongDate
                | Kind::OddNumber
                | Kind::OddLength
                | Kind::SlipInNumber
                | Kind::OddValue
                | Kind::OddWord
                | Kind::OddName
                | Kind::NearValue
                | Kind::OtherLink
                | Kind::OddLink
                | Kind::FarNumber
        )
}

/// The names of the columns that findings are about, if those are more than half of so many.
fn most(look: &Look<'_>, of: usize, is_of_it: impl Fn(&Finding) -> bool) -> Option<String> {
    const MOST_NAMED: usize = 12;
    let mut columns: Vec<usize> = look.findings.iter().filter(|f| is_of_it(f)).filter_map(|f| f.column).collect();
    columns.dedup();
    if columns.len() < FEWEST || columns.len() * 2 <= of {
        return None;
    }
    let named: Vec<String> = columns.iter().take(MOST_NAMED).map(|index| look.heading(*index)).collect();
    let more = if columns.len() > MOST_NAMED { " …" } else { "" };
    Some(format!("{} of {of} columns ({}{more})", columns.len(), named.join(", ")))
}

fn replace(look: &mut Look<'_>, kind: Kind, what: String, is_of_it: impl Fn(&Finding) -> bool) {
    look.findings.retain(|finding| !is_of_it(finding));
    let (row, line) = (look.record.number, look.line);
    look.findings.insert(0, Finding::of_row(kind, (row, line), None, what));
}
