//! Values that do not hold what they should: which of the two is told of, and what is said.

use super::Held;
use crate::findings::relations::Values;
use crate::findings::{Kind, Look, headings, shown};

/// Finds what does not hold the value of its line that it holds in the others.
pub(in crate::findings::relations) fn look(look: &mut Look<'_>, all: &[Held], line: Values<'_>) {
    let value = |column| line.value(column);
    let mut own = None;
    for held in all {
        if own != Some(held.own)
            && !look.is_told([held.own, held.within])
            && !held.is_kept(value(held.own), value(held.within))
            && !is_of_another_name(all, held, value)
            // That two names are swapped says why.
            && !held.instead(value).is_some_and(|other| look.is_told([other]))
            && !is_what_one_is_called(line.headings(), held, value)
        {
            own = Some(held.own);
            let (column, what) = if held.is_own_odd(value(held.own)) {
                let what = format!(
                    "is not in {} ({}), as nearly all others are, and is not built as they are. Is it mistyped?",
                    look.heading(held.within),
                    shown(value(held.within))
                );
                (held.own, what)
            } else {
                let (heading, own) = (look.heading(held.own), shown(value(held.own)));
                let what = if value(held.within).contains('@') {
                    format!(
                        "does not go with {heading} ({own}), as nearly all other addresses do. Is one of the two another row's?"
                    )
                } else if let Some(owner) = held.owner(value(held.within)) {
                    format!(
                        "does not hold the row's own {heading} ({own}), as nearly all others do, but another row's ({}). Is it the \
                         right one?",
                        shown(owner)
                    )
                } else {
                    format!(
                        "does not hold the row's own {heading} ({own}), as nearly all others do. Is one of them another row's?"
                    )
                };
                (held.within, what)
            };
            look.find_value(column, Kind::OddRelation, value(column), &what);
        } else if let Some(word) = held.slip(value(held.own), value(held.within))
            && !look.is_told([held.own, held.within])
        {
            let what = format!(
                "has \"{}\" in it, which is almost the surname of {} ({}). Is a letter wrong?",
                shown(word),
                look.heading(held.own),
                shown(value(held.own))
            );
            look.find_value(held.within, Kind::OddRelation, value(held.within), &what);
        }
    }
}

/// Whether an address holds another name of the row, as the first where the last is new.
fn is_of_another_name<'a>(all: &[Held], held: &Held, value: impl Fn(usize) -> &'a str) -> bool {
    let within = value(held.within);
    let is_other = |other: &&Held| other.within == held.within && other.own != held.own;
    all.iter().filter(is_other).any(|other| other.is_held(value(other.own), within))
        && !held.is_nearly_held(value(held.own), within)
}

/// Whether it is a preferred name that an address does not hold, and another name of the row may be the one that it is made of.
fn is_what_one_is_called<'a>(names: &[String], held: &Held, value: impl Fn(usize) -> &'a str) -> bool {
    let heading = |column: usize| names.get(column).map_or_else(String::new, |name| name.to_lowercase());
    let is_another = |column: &usize| *column != held.own && headings::is_person(&heading(*column));
    headings::is_called(&heading(held.own))
        && (0..names.len()).filter(is_another).any(|column| Held::may_be_of(value(column), value(held.within)))
}
