//! What nearly all rows have in common: faults of one place that differ in the row's own value alone are one message.

use std::collections::HashMap;

use super::{Listing, Message};
use crate::cli::output::grouped;

/// Fewest rows that have a fault in common.
const LEAST: u64 = 5;

/// How many of ten rows have a fault in common, at least.
const OF_TEN: u64 = 9;

/// Where nearly all rows have a fault of one place: most of them with words of their own that are told one by one.
const MOST_OTHERS: usize = 20;

/// How the text of an address that is none goes on behind the value.
const NO_ADDRESS: &str = "\" is not an address: ";

impl Listing {
    /// Gathers the faults that nearly all of these rows have in one place: the first value stands for all. `other` is the column
    /// that holds addresses, if one beside this column does.
    pub(in crate::cli) fn gather(&mut self, rows: u64, other: impl Fn(Option<usize>) -> Option<String>) {
        let mut places: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
        for (index, message) in self.messages.iter().enumerate() {
            if let Some(place) = message.place() {
                places.entry((message.kind, place)).or_default().push(index);
            }
        }
        let mut gathered: Vec<Vec<usize>> = Vec::new();
        for messages in places.into_values().filter(|messages| messages.len() > 1) {
            let count = self.rows_of(&messages);
            if count < LEAST || u128::from(count) * 10 < u128::from(rows) * u128::from(OF_TEN) {
                continue;
            }
            let mut sorts: HashMap<String, Vec<usize>> = HashMap::new();
            for index in messages {
                sorts.entry(self.messages[index].sort()).or_default().push(index);
            }
            let (common, single): (Vec<_>, Vec<_>) =
                sorts.into_values().partition(|messages| self.rows_of(messages) >= LEAST);
            gathered.extend(common.into_iter().filter(|messages| messages.len() > 1));
            let mut single: Vec<usize> = single.into_iter().flatten().collect();
            if single.len() > MOST_OTHERS {
                single.sort_unstable();
                gathered.push(single);
            }
        }
        if gathered.is_empty() {
            return;
        }
        let mut messages: Vec<Option<Message>> = self.messages.drain(..).map(Some).collect();
        for indices in gathered {
            let mut all = indices.into_iter().filter_map(|index| messages.get_mut(index)?.take());
            let Some(first) = all.next() else { continue };
            self.messages.push(all.fold(first, Message::with).told_for_all(rows, &other));
        }
        self.messages.extend(messages.into_iter().flatten());
        // Nothing is added any more.
        self.places.clear();
    }

    fn rows_of(&self, messages: &[usize]) -> u64 {
        messages.iter().map(|index| self.messages[*index].lines.count()).sum()
    }
}

impl Message {
    /// Where the fault is: `column "email"`.
    fn place(&self) -> Option<&str> {
        self.what.get(..self.at?.1)
    }

    /// What is said of that place.
    fn said(&self) -> &str {
        let rest = self.at.and_then(|(_, place)| self.what.get(place..));
        rest.map_or(self.what.as_str(), |rest| rest.strip_prefix(": ").unwrap_or(rest))
    }

    /// The value that is no address, and does not even look like one.
    fn no_address(&self) -> Option<&str> {
        let (value, _) = self.said().strip_prefix('"')?.split_once(NO_ADDRESS)?;
        (self.kind == "invalid-address" && !value.contains('@')).then_some(value)
    }

    /// What is said, without what is the row's own: faults that have the same are of one sort.
    fn sort(&self) -> String {
        const FILE: &str = "no such file: ";
        if self.no_address().is_some() {
            return String::new();
        }
        let said = match self.said().split_once(NO_ADDRESS) {
            Some((_, why)) if self.kind == "invalid-address" => why,
            _ => self.said(),
        };
        // The path stands without quotes, and what is said of it begins behind a colon or a full stop.
        let (before, path) = said.split_once(FILE).unwrap_or((said, ""));
        let behind = [": ", ". "].iter().filter_map(|end| path.find(end)).min().unwrap_or(path.len());
        let unquoted = |text: &str| text.split('"').step_by(2).collect::<Vec<_>>().join("\"");
        format!("{}\n{}", unquoted(before), unquoted(&path[behind..]))
    }

    /// This one, for the lines of another too.
    fn with(mut self, other: Self) -> Self {
        self.lines.stretches.extend(other.lines.stretches);
        self
    }

    fn told_for_all(mut self, rows: u64, other: impl Fn(Option<usize>) -> Option<String>) -> Self {
        let count = format!("{} of {} rows", grouped(self.lines.count()), grouped(rows.max(self.lines.count())));
        let none = self.no_address().zip(self.place()).map(|(value, place)| {
            let column = self.at.and_then(|(column, _)| column);
            let meant = other(column).map(|name| format!(" Did you mean \"{name}\"?")).unwrap_or_default();
            format!("{place}: no address in {count}: \"{value}\" is the first.{meant}")
        });
        self.what = none.unwrap_or_else(|| format!("{} ({count})", self.what));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::RowFault;

    const ADDRESS: &str = "invalid-address";
    const FILE: &str = "missing-attachment";

    fn listing(faults: &[(&'static str, &str, String)]) -> Listing {
        let mut listing = Listing::default();
        for (line, (kind, place, said)) in (2..).zip(faults) {
            let (place, what) = ((*place).to_owned(), format!("{place}: {said}"));
            let fault = RowFault { kind, column: Some(1), place, what, is_of_template: false };
            assert!(listing.add_fault(Some(line), &fault));
        }
        listing
    }

    fn told(faults: &[(&'static str, &str, String)], rows: u64) -> String {
        let mut listing = listing(faults);
        listing.gather(rows, |column| (column == Some(1)).then(|| "Email".to_owned()));
        listing.text("l.csv", "l.csv:", true)
    }

    #[test]
    fn what_nearly_all_rows_have_is_one_line() {
        let names: Vec<_> = (0..10)
            .map(|n| (ADDRESS, "column \"Name\"", format!("\"Ann {n}\" is not an address: no \"@\" in it")))
            .collect();
        let expected = "l.csv: lines 2-11: column \"Name\": no address in 10 of 11 rows: \"Ann 0\" is the first. Did you mean \"Email\"?";
        assert_eq!(told(&names, 11), expected);
        let files: Vec<_> = (0..7)
            .map(|n| (FILE, "field \"Attachment\"", format!("no such file: ./a/{n}.pdf: there is no folder \"a\"")))
            .collect();
        assert_eq!(
            told(&files, 7),
            "l.csv: lines 2-8: field \"Attachment\": no such file: ./a/0.pdf: there is no folder \"a\" (7 of 7 rows)"
        );
        // One by one where it is not nearly all rows, or too few of them.
        assert_eq!(told(&names, 12).lines().count(), 10);
        assert_eq!(told(&names[..4], 4).lines().count(), 4);
    }

    #[test]
    fn faults_of_several_sorts_are_not_gathered_into_one() {
        let mut faults: Vec<_> = (0..6)
            .map(|n| (ADDRESS, "column \"email\"", format!("\"a{n}@@b.c\" is not an address: two \"@\"")))
            .collect();
        faults.push((ADDRESS, "column \"email\"", "\"a@b\" is not an address: the domain has no dot".to_owned()));
        faults.push((FILE, "field \"Attachment\"", "no such file: ./a.pdf".to_owned()));
        let told = told(&faults, 7);
        let told: Vec<_> = told.lines().collect();
        assert_eq!(
            told[0],
            "l.csv: lines 2-7: column \"email\": \"a0@@b.c\" is not an address: two \"@\" (6 of 7 rows)"
        );
        assert_eq!(told.len(), 3, "{told:?}");
    }

    #[test]
    fn slips_of_one_by_one_stay_one_by_one() {
        let whys = ["a blank", "two \"@\"", "a full-width \"＠\"", "no domain", "a comma", "a \"..\""];
        let faults = whys.map(|why| (ADDRESS, "column \"email\"", format!("\"{why}@b.c\" is not an address: {why}")));
        assert_eq!(told(&faults, 6).lines().count(), 6);
    }

    #[test]
    fn many_with_words_of_their_own_are_one_line_too() {
        let faults: Vec<_> =
            (0..30).map(|n| (FILE, "field \"Attachment\"", format!("no such file: ./Dr. {n}.pdf"))).collect();
        assert_eq!(
            told(&faults, 30),
            "l.csv: lines 2-31: field \"Attachment\": no such file: ./Dr. 0.pdf (30 of 30 rows)"
        );
    }

    proptest::proptest! {
        #[test]
        fn no_line_is_lost(said in proptest::collection::vec("(\"?[ab@]{0,2}\" is not an address: [\"a]{0,2}|no such file: [a:. ]{0,4})", 0..40)) {
            let faults: Vec<_> = said.into_iter().map(|said| (ADDRESS, "p", said)).collect();
            let mut listing = listing(&faults);
            listing.gather(faults.len() as u64, |_| None);
            let lines: u64 = listing.messages.iter().map(|message| message.lines.count()).sum();
            proptest::prop_assert_eq!(lines, faults.len() as u64);
        }
    }
}
