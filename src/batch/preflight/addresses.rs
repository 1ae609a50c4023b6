//! Rows to an address that an earlier row has: what is told of which of them ([`plan`]), and in which words ([`Words`]).

use super::alike::{Alike, Kinship, Whose};
use crate::batch::repeats::{Repeat, Repeated};

/// What is told of rows to an address that an earlier row has.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// Each is of somebody else in the family of the first: nothing is wrong, and once is enough.
    Families(Vec<Repeat>),
    /// Most rows of the list are alike in whom they are about, and once is enough.
    Gathered(Whose, Kinship, Vec<Repeat>),
    /// It is left out (`--dedupe address`).
    LeftOut(Repeat),
    /// It differs in this column alone, which counts the rows.
    EnteredTwice(Repeat, usize),
    /// It gets a letter of its own.
    Again(Repeat, Kinship),
    /// Its address is written in another way, which mostly leads to the same mailbox: in which way.
    Variant(Repeat, Kinship, &'static str),
}

/// What is told of all rows to addresses that earlier rows have.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plan {
    /// In the order in which it is told.
    pub(super) told: Vec<Told>,
    /// How many warnings those are, with the ones that are counted and not told.
    pub(super) warnings: u64,
    /// Whether each row is one person's with the earlier row, for all that is known, and says the same.
    pub(super) is_one_enough: bool,
}

impl Told {
    /// Whether nothing is wrong, so that it is no warning.
    pub(super) fn is_note(&self) -> bool {
        matches!(self, Self::Families(_) | Self::LeftOut(_))
    }

    /// The row that it is told at.
    pub(super) fn row(&self) -> Option<&Repeat> {
        match self {
            Self::Families(repeats) | Self::Gathered(_, _, repeats) => repeats.first(),
            Self::LeftOut(repeat) | Self::EnteredTwice(repeat, _) => Some(repeat),
            Self::Again(repeat, _) | Self::Variant(repeat, ..) => Some(repeat),
        }
    }
}

/// What is told of which rows, in a list of `rows`.
pub(super) fn plan(found: &Repeated, alike: &Alike, rows: u64, is_deduped: bool) -> Plan {
    let families = if is_deduped { Vec::new() } else { alike.of_families(&found.repeats) };
    let is_same = |repeat: &Repeat| alike.kinship(repeat) == Kinship::Same;
    let is_one_enough = families.is_empty() && found.repeats.iter().filter(|repeat| repeat.is_same).all(is_same);
    let mut rest: Vec<Repeat> = found.repeats.iter().filter(|repeat| !families.contains(repeat)).copied().collect();
    let gathered = if is_deduped { None } else { alike.gathered(&rest, rows) };
    let mut warnings = found.alike + if is_deduped { 0 } else { found.same - families.len() as u64 };
    let mut told = Vec::new();
    if !families.is_empty() {
        told.push(Told::Families(families));
    }
    if let Some((whose, repeats)) = gathered {
        let kinship = match whose {
            Whose::Others => Kinship::Apart,
            Whose::OnesOwn if repeats.iter().all(is_same) => Kinship::Same,
            Whose::OnesOwn => Kinship::Unlike,
        };
        // All of them are one warning.
        warnings = warnings + 1 - repeats.len() as u64;
        rest.retain(|repeat| !repeats.contains(repeat));
        told.push(Told::Gathered(whose, kinship, repeats));
    }
    told.extend(rest.into_iter().map(|repeat| match (repeat.is_same, is_deduped) {
        (true, true) => Told::LeftOut(repeat),
        (true, false) => match alike.numbered(&repeat) {
            Some(column) => Told::EnteredTwice(repeat, column),
            None => Told::Again(repeat, alike.kinship(&repeat)),
        },
        (false, _) => Told::Variant(repeat, alike.kinship(&repeat), alike.way(&repeat)),
    }));
    Plan { told, warnings, is_one_enough }
}

/// The words for a list with these columns.
pub(super) struct Words<'a> {
    columns: &'a [String],
    /// The name of the column that holds the addresses, if one does.
    address: Option<&'a str>,
    /// What begins with that column.
    place: String,
}

impl<'a> Words<'a> {
    pub(super) fn new(columns: &'a [String], address: Option<usize>) -> Self {
        let address = address.and_then(|column| columns.get(column)).map(String::as_str);
        let place = address.map(|name| format!("column \"{name}\": ")).unwrap_or_default();
        Self { columns, address, place }
    }

    /// What is said of the first row that it is told of.
    pub(super) fn of(&self, told: &Told) -> String {
        let place = &self.place;
        match told {
            Told::Families(repeats) => {
                let (line, others) = listed(repeats);
                let others = others.map(|others| format!(", and {others} the address of an earlier one"));
                format!(
                    "{place}has the address of line {line}{}: somebody else of the same family. Each gets a letter of its own.",
                    others.unwrap_or_default()
                )
            }
            Told::Gathered(whose, kinship, repeats) => {
                let (names, advice) = match whose {
                    Whose::Others => ("another name than", String::new()),
                    Whose::OnesOwn => ("the same name as", self.advice(*kinship)),
                };
                let (line, others) = listed(repeats);
                let others = others.map(|others| format!(", and {others} the address of an earlier one"));
                format!(
                    "{place}has the address of line {line}{}. All of them have {names} that, and get letters of their own. Is one of \
                     them wrong?{advice}",
                    others.unwrap_or_default()
                )
            }
            Told::LeftOut(Repeat { first, .. }) => {
                format!("{place}has the address of line {first}, and is left out (--dedupe address).")
            }
            Told::EnteredTwice(Repeat { first, .. }, column) => {
                let number = self.columns.get(*column).map(String::as_str).unwrap_or_default();
                format!(
                    "is the same as line {first} but for \"{number}\", and gets a letter of its own. Was it entered twice? Delete \
                     one of them."
                )
            }
            Told::Again(Repeat { first, .. }, Kinship::Apart) => format!(
                "{place}has the address of line {first}: both letters go there. Is one of the two addresses wrong?"
            ),
            Told::Again(Repeat { first, .. }, kinship) => format!(
                "{place}has the address of line {first}, and gets a letter of its own. Is one of them wrong?{}",
                self.advice(*kinship)
            ),
            Told::Variant(Repeat { first, .. }, kinship, way) => {
                let advice = match kinship {
                    Kinship::Apart => "Is one of the two addresses wrong?",
                    Kinship::Unlike | Kinship::Same => "Delete one of them.",
                };
                format!(
                    "{place}has the address of line {first} but for {way}: both are sent, and mostly to one mailbox. {advice}"
                )
            }
        }
    }

    /// What is said where both are right: rows of two people are to be two letters, and with `--dedupe` one would get none.
    fn advice(&self, kinship: Kinship) -> String {
        let one_letter =
            self.address.map(|name| format!("rows of one person make one letter with --group-by \"{name}\""));
        let first_alone = (kinship == Kinship::Same).then(|| "--dedupe address sends the first alone".to_owned());
        let ways: Vec<String> = one_letter.into_iter().chain(first_alone).collect();
        if ways.is_empty() { String::new() } else { format!(" If not: {}.", ways.join(", and ")) }
    }
}

/// The line whose address the first of these has, and the lines of the others, if there are any.
fn listed(repeats: &[Repeat]) -> (u64, Option<String>) {
    match repeats {
        [first, rest @ ..] => (first.first, Some(rest).filter(|rest| !rest.is_empty()).map(others)),
        [] => (0, None),
    }
}

/// `lines 7, 9 and 12`, `lines 7, 9, 12, 14, 15 and 11 more`
fn others(repeats: &[Repeat]) -> String {
    const MOST: usize = 5;
    let lines: Vec<String> = repeats.iter().take(MOST).map(|repeat| repeat.line.to_string()).collect();
    match (lines.as_slice(), repeats.len() - lines.len()) {
        ([line], 0) => format!("line {line}"),
        ([rest @ .., last], 0) => format!("lines {} and {last}", rest.join(", ")),
        (lines, more) => format!("lines {} and {more} more", lines.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repeat(line: u64, is_same: bool) -> Repeat {
        Repeat { number: line - 1, line, first: 2, is_same }
    }

    fn repeated(repeats: &[Repeat]) -> Repeated {
        let same = repeats.iter().filter(|repeat| repeat.is_same).count() as u64;
        let alike = repeats.len() as u64 - same;
        Repeated { repeats: repeats.to_vec(), same, alike, ..Repeated::default() }
    }

    fn words(told: &Told) -> String {
        Words::new(&["email".to_owned(), "no".to_owned()], Some(0)).of(told)
    }

    #[test]
    fn each_is_told_as_what_it_is() {
        let found = repeated(&[repeat(3, true), repeat(4, true), repeat(5, false)]);
        let alike = Alike { numbered: [(4, 1)].into(), ..Alike::default() };
        let Plan { told, warnings, is_one_enough } = plan(&found, &alike, 9, false);
        assert_eq!((warnings, is_one_enough), (3, true));
        let [Told::Again(..), Told::EnteredTwice(..), Told::Variant(..)] = told.as_slice() else { panic!("{told:?}") };
        assert_eq!(
            words(&told[0]),
            "column \"email\": has the address of line 2, and gets a letter of its own. Is one of them wrong? If not: rows of one \
             person make one letter with --group-by \"email\", and --dedupe address sends the first alone."
        );
        assert!(words(&told[1]).starts_with("is the same as line 2 but for \"no\","));
        assert!(words(&told[2]).ends_with("both are sent, and mostly to one mailbox. Delete one of them."));
    }

    #[test]
    fn what_is_left_out_is_no_warning() {
        let found = repeated(&[repeat(3, true), repeat(4, false)]);
        let alike = Alike { families: [3].into(), named: [3, 4].into(), ..Alike::default() };
        let Plan { told, warnings, is_one_enough } = plan(&found, &alike, 9, true);
        assert_eq!((warnings, is_one_enough), (1, false));
        assert_eq!(told.iter().map(Told::is_note).collect::<Vec<_>>(), [true, false]);
        assert!(words(&told[0]).ends_with("and is left out (--dedupe address)."));
    }

    #[test]
    fn families_and_those_who_are_alike_are_told_of_once() {
        let found = repeated(&[3, 4, 5, 6, 7].map(|line| repeat(line, true)));
        let alike = Alike { families: [4, 6].into(), named: [3, 4, 5, 6, 7].into(), ..Alike::default() };
        let Plan { told, warnings, is_one_enough } = plan(&found, &alike, 9, false);
        assert_eq!((warnings, is_one_enough), (1, false));
        assert_eq!(told.len(), 2, "{told:?}");
        assert_eq!(
            words(&told[0]),
            "column \"email\": has the address of line 2, and line 6 the address of an earlier one: somebody else of the same \
             family. Each gets a letter of its own."
        );
        assert_eq!(
            words(&told[1]),
            "column \"email\": has the address of line 2, and lines 5 and 7 the address of an earlier one. All of them have \
             another name than that, and get letters of their own. Is one of them wrong?"
        );
        assert_eq!((told[1].row(), told[1].is_note()), (Some(&repeat(3, true)), false));
    }
}
