//! What is known of a finding beyond its kind and its words, for what decides about it later: words are for people alone, and may be
//! put otherwise at any time.

use super::Kind;
use super::column::odd_name::OddName;
use super::column::range::Far;
use super::unused::Leftover;

/// What later rules of the row, or the collector, ask of a finding. Nobody is shown it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Detail {
    /// The value is the heading of its column.
    Heading,
    /// Why a name is not as the others are.
    Name(OddName),
    /// The day is far from the others of its column.
    FarDay,
    /// The mark is more than a hundred, and the others are not.
    OverHundred,
    /// Two values have each other's places.
    Swapped,
    /// A number does not fit the weeks between two days: how often a course meets.
    Weeks,
    /// The address of an office, by what stands before the sentence: where it is, and which.
    Office(String),
    /// The domain is almost another one: which it is.
    Near(String),
    /// What a program left in a column that the letter does not use.
    Unused(Leftover),
    /// The note may say that its row is not to be sent, and does not say so for certain.
    PerhapsUnsent,
}

/// What is odd about a value, before its place is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Oddity {
    pub(super) kind: Kind,
    /// What is said of it, behind the value.
    pub(super) what: String,
    pub(super) detail: Option<Detail>,
}

impl Oddity {
    pub(super) fn new(kind: Kind, what: impl Into<String>) -> Self {
        Self { kind, what: what.into(), detail: None }
    }

    pub(super) fn with(self, detail: Detail) -> Self {
        Self { detail: Some(detail), ..self }
    }
}

impl From<(Kind, String)> for Oddity {
    fn from((kind, what): (Kind, String)) -> Self {
        Self::new(kind, what)
    }
}

impl From<(Kind, &str)> for Oddity {
    fn from((kind, what): (Kind, &str)) -> Self {
        Self::new(kind, what)
    }
}

impl From<OddName> for Oddity {
    fn from(name: OddName) -> Self {
        Self::new(Kind::OddName, name.said()).with(Detail::Name(name))
    }
}

impl From<Far> for Oddity {
    fn from(far: Far) -> Self {
        let odd = Self::new(Kind::FarNumber, far.said());
        if far == Far::OverHundred { odd.with(Detail::OverHundred) } else { odd }
    }
}
