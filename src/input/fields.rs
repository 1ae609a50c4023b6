//! The values of a row.

use std::fmt;
use std::ops::Index;

/// Values in one text, with where each of them stands in it: two allocations, however many values there are. A row is made
/// on one thread and dropped on another, for every row of the list and every time that the list is read.
///
/// The text may hold more than the values: what stood between them in the file is left in it.
#[derive(Clone, Default)]
pub struct Fields {
    text: String,
    spans: Vec<Span>,
}

/// Where a value stands in the text, in octets; both are boundaries of characters, and neither is beyond the text's end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Fields {
    pub(super) fn new(text: String, spans: Vec<Span>) -> Self {
        Self { text, spans }
    }

    /// How many values there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// How long the text is that holds them, in octets: at least as long as they are together.
    #[must_use]
    pub fn size(&self) -> usize {
        self.text.len()
    }

    /// The text that holds them, and perhaps more.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The value at this index, from 0.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&str> {
        self.spans.get(index).map(|span| self.value(*span))
    }

    /// The values, in the file's order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> + DoubleEndedIterator + Clone {
        self.spans.iter().map(|span| self.value(*span))
    }

    /// Leaves out the values from this index on.
    pub(super) fn truncate(&mut self, len: usize) {
        self.spans.truncate(len);
    }

    fn value(&self, span: Span) -> &str {
        &self.text[span.start..span.end]
    }
}

impl Index<usize> for Fields {
    type Output = str;

    /// The value at this index, from 0.
    ///
    /// # Panics
    /// There are not that many.
    fn index(&self, index: usize) -> &str {
        self.value(self.spans[index])
    }
}

impl<S: AsRef<str>> FromIterator<S> for Fields {
    fn from_iter<I: IntoIterator<Item = S>>(values: I) -> Self {
        let mut fields = Values::default();
        for value in values {
            fields.text.push_str(value.as_ref());
            fields.end_value();
        }
        fields.finish()
    }
}

impl PartialEq for Fields {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Fields {}

impl<S: AsRef<str>, const N: usize> PartialEq<[S; N]> for Fields {
    fn eq(&self, other: &[S; N]) -> bool {
        self.iter().eq(other.iter().map(AsRef::as_ref))
    }
}

impl<S: AsRef<str>> PartialEq<Vec<S>> for Fields {
    fn eq(&self, other: &Vec<S>) -> bool {
        self.iter().eq(other.iter().map(AsRef::as_ref))
    }
}

impl fmt::Debug for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// Values one after the other, the last of which is being written.
#[derive(Debug, Default)]
pub(super) struct Values {
    /// What is written to. All that was in it when a value ended stays as it is.
    pub(super) text: String,
    spans: Vec<Span>,
    /// Where the value begins that is being written.
    start: usize,
}

impl Values {
    /// Ends the value: the next one begins.
    pub(super) fn end_value(&mut self) {
        self.spans.push(Span { start: self.start, end: self.text.len() });
        self.start = self.text.len();
    }

    /// Takes back what has been written of the value.
    pub(super) fn clear_value(&mut self) {
        self.text.truncate(self.start);
    }

    /// The values that have ended.
    pub(super) fn finish(self) -> Fields {
        Fields::new(self.text, self.spans)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Fields, Span};

    #[test]
    fn what_stands_between_values_is_no_part_of_them() {
        let spans = vec![Span { start: 0, end: 1 }, Span { start: 3, end: 6 }];
        let fields = Fields::new("a,\"姓\"".to_owned(), spans);
        assert_eq!(fields, ["a", "姓"]);
        assert_eq!(fields, ["a", "姓"].into_iter().collect::<Fields>());
        assert_eq!(format!("{fields:?}"), "[\"a\", \"姓\"]");
    }

    proptest! {
        #[test]
        fn behave_like_a_list_of_strings(values in prop::collection::vec("[a姓 ]{0,4}", 0..8), other in prop::collection::vec("[a姓 ]{0,4}", 0..8)) {
            let fields: Fields = values.iter().collect();
            prop_assert_eq!((fields.len(), fields.is_empty()), (values.len(), values.is_empty()));
            prop_assert_eq!(&fields, &values);
            prop_assert!((0..10).all(|index| fields.get(index) == values.get(index).map(String::as_str)));
            prop_assert!((0..values.len()).all(|index| fields[index] == values[index]));
            prop_assert_eq!(fields == other.iter().collect::<Fields>(), values == other);
        }
    }
}
