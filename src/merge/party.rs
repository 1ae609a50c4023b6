//! Address fields of the usual form, `"{{ name }}" <{{ email }}>`: taken apart once, not for each row.

use super::cells::Cells;
use super::fields::{has_control, one_line};
use super::straight::{Filtered, Step};
use crate::mail::{Address, Mailbox};

/// A field that is a display name, in the author's words or out of cells, and an address out of a cell.
#[derive(Debug)]
pub(super) struct Party {
    /// The name, without the author's quotes.
    name: Vec<Step>,
    address: Filtered,
}

impl Party {
    /// Of the steps of a field that has this form.
    pub(super) fn of(steps: &[Step]) -> Option<Self> {
        let [name @ .., Step::Literal(opening), Step::Cell(address), Step::Literal(closing)] = steps else {
            return None;
        };
        if closing.trim() != ">" {
            return None;
        }
        let last = Step::Literal(opening.strip_suffix('<')?.to_owned());
        let mut quotes = 0;
        let unquoted = |step: &Step| match step {
            Step::Cell(_) => Some(step.clone()),
            // Whatever else there is may have a meaning.
            Step::Literal(text) if text.chars().all(|c| c.is_alphanumeric() || " .-_\"".contains(c)) => {
                quotes += text.matches('"').count();
                Some(Step::Literal(text.replace('"', "")))
            }
            _ => None,
        };
        let name = name.iter().chain([&last]).map(unquoted).collect::<Option<_>>()?;
        (quotes % 2 == 0).then(|| Self { name, address: address.clone() })
    }

    /// The column of the address, by index.
    pub(super) fn address_column(&self) -> usize {
        self.address.column
    }

    /// The mailbox of a row; nothing where there is something to be said about it.
    pub(super) fn mailbox(&self, cells: &Cells<'_>) -> Option<Mailbox> {
        let mut name = String::new();
        for step in &self.name {
            match step {
                Step::Literal(text) => name.push_str(text),
                Step::Cell(cell) => name.push_str(&cell.text(cells)),
                Step::Lines(_) | Step::Choice(..) => return None,
            }
        }
        let address = self.address.text(cells);
        if has_control(&name) || has_control(&address) {
            return None;
        }
        let address = Address::parse(address.trim()).ok()?;
        Some(Mailbox { name: Some(one_line(name)).filter(|name| !name.is_empty()), address })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::input::{Header, Record};
    use crate::merge::cells::Columns;
    use crate::merge::fields;
    use crate::merge::straight::{self, WithMarks};

    fn steps(field: &str) -> Vec<Step> {
        let mut steps = Vec::new();
        for (index, literal) in field.split("{}").enumerate() {
            if let Some(column) = index.checked_sub(1) {
                steps.push(Step::Cell(Filtered { column, filters: Vec::new() }));
            }
            if !literal.is_empty() {
                steps.push(Step::Literal(literal.to_owned()));
            }
        }
        steps
    }

    const CELL: &str = "([a-z]{1,3}@x\\.com|[ a-z\"<>,;:@\\\\()=?\u{A0}张\t\n]{0,6})";

    proptest! {
        #[test]
        fn a_party_is_what_is_found_in_the_marked_field(
            field in "([a张 .\",(<\\\\:]{0,3}|\"?(Dr\\. )?\\{\\}\"?|\"){0,3}( |\"| \" )?<\\{\\}>[ ,a]?", cells in prop::collection::vec(CELL, 5)
        ) {
            let steps = steps(&field);
            let record = Record { number: 1, line: 2, header: Arc::new(Header::default()), fields: cells.into_iter().collect(), more: Vec::new() };
            let columns = Columns::default();
            let cells = Cells::new(&record, &columns);
            if let Some(mailbox) = Party::of(&steps).and_then(|party| party.mailbox(&cells)) {
                let mut marked = WithMarks(String::new());
                straight::write(&steps, &cells, usize::MAX, &mut marked);
                prop_assert_eq!(fields::mailboxes(&marked.0, false), Ok(vec![mailbox]), "{:?}", field);
            }
        }
    }

    #[test]
    fn the_usual_forms_are_parties() {
        for (field, is_party) in [
            ("\"{}\" <{}>", true),
            ("{} {} <{}>", true),
            ("Dr. {}<{}> ", true),
            ("<{}>", true),
            ("{}", false),
            ("{}, {} <{}>", false),
            ("\"{} <{}>", false),
            ("{} <{}>, b@x.com", false),
            ("{} (x) <{}>", false),
            ("{} <a{}>", false),
        ] {
            assert_eq!(Party::of(&steps(field)).is_some(), is_party, "{field}");
        }
    }
}
