//! What is sound and looks wrong all the same: warnings about rows, before anything is sent.
//!
//! For: misspelt domains, leftovers of formulas and templates, attachments that go to the wrong person, messages too large for
//! the server, links that are not safe … ([`Kind`] has them all).
//!
//! Not for: faults, which stop a batch (see [`crate::merge::Fault`]), nor for showing (see [`crate::cli`]).
//!
//! Start reading at [`Inspector`]; `cells.rs` looks at values, `domains.rs` at domains, `letter.rs` at what was rendered,
//! `attachments.rs` and `collector.rs` at the rows together.

mod attachments;
mod cells;
mod collector;
mod domains;
mod letter;

pub use attachments::{Attachments, Personal};
pub use collector::Collector;

use crate::input::Record;
use crate::message::Draft;

/// What looks wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A domain that is one slip of the finger from a well-known one.
    TypoDomain,
    /// An address that is nobody's in particular: `info@`, `noreply@`.
    RoleAddress,
    /// A domain that cannot get mail: no dot in it, or reserved (RFC 2606).
    DeadDomain,
    /// What a program left where a value should be: `#N/A`, `nan`, `null`.
    Leftover,
    /// A tag that nobody filled in: `{{`, `<<name>>`.
    UnfilledTag,
    /// A number that a spreadsheet program has shortened: `1.2E+11`.
    SpoiltNumber,
    /// Letters of a text that was read in the wrong charset.
    Mojibake,
    /// A value that the letter uses is empty.
    EmptyValue,
    /// No Subject.
    NoSubject,
    /// Nothing to read.
    EmptyBody,
    /// A link by `http:`.
    InsecureLink,
    /// A picture by `http:`: most programs do not show it.
    InsecureImage,
    /// An attachment of no octets.
    EmptyAttachment,
    /// An attachment of a kind that mailboxes refuse.
    BlockedAttachment,
    /// A message larger than the server, or most servers, take.
    LargeMessage,
    /// More recipients than the server takes in one message.
    ManyRecipients,
    /// From is not the login, where the provider asks for that.
    FromIsNotLogin,
    /// A personal attachment that another row has too.
    SharedAttachment,
    /// An attachment whose name holds another row's name or number.
    OthersAttachment,
    /// The same row again.
    RepeatedRow,
    /// The same address again.
    RepeatedAddress,
}

impl Kind {
    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::TypoDomain => "typo-domain",
            Self::RoleAddress => "role-address",
            Self::DeadDomain => "dead-domain",
            Self::Leftover => "leftover",
            Self::UnfilledTag => "unfilled-tag",
            Self::SpoiltNumber => "spoilt-number",
            Self::Mojibake => "mojibake",
            Self::EmptyValue => "empty-value",
            Self::NoSubject => "no-subject",
            Self::EmptyBody => "empty-body",
            Self::InsecureLink => "insecure-link",
            Self::InsecureImage => "insecure-image",
            Self::EmptyAttachment => "empty-attachment",
            Self::BlockedAttachment => "blocked-attachment",
            Self::LargeMessage => "large-message",
            Self::ManyRecipients => "many-recipients",
            Self::FromIsNotLogin => "from-is-not-login",
            Self::SharedAttachment => "shared-attachment",
            Self::OthersAttachment => "others-attachment",
            Self::RepeatedRow => "repeated-row",
            Self::RepeatedAddress => "repeated-address",
        }
    }
}

/// A warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What looks wrong.
    pub kind: Kind,
    /// The row, from 1.
    pub row: u64,
    /// Its line in the file; 0 where it is not known.
    pub line: u64,
    /// The column, by index, where it is about one value.
    pub column: Option<usize>,
    /// Where, what, and what to do: `column "email": "a@gmial.com": the domain looks like gmail.com. Correct it.`
    pub what: String,
    /// What was probably meant, to be put in its place: the whole address.
    pub suggestion: Option<String>,
}

/// What is known of who sends, and through which server. The default is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sender {
    /// The login, where From has to be the same.
    pub login: Option<String>,
    /// The largest message the server takes, in octets.
    pub largest: Option<u64>,
    /// The most recipients it takes in one message.
    pub recipients: Option<usize>,
}

/// Looks at rows. `Sync`: one for all threads.
#[derive(Debug)]
pub struct Inspector {
    /// The columns that the letter uses, by index.
    columns: Vec<usize>,
    sender: Sender,
}

/// A row that is being looked at, and what has been found.
struct Look<'a> {
    record: &'a Record,
    findings: Vec<Finding>,
}

impl Inspector {
    /// For letters that use these columns, by index.
    #[must_use]
    pub fn new(columns: Vec<usize>, sender: Sender) -> Self {
        Self { columns, sender }
    }

    /// What looks wrong about a row and its letter, whose content has so many octets.
    #[must_use]
    pub fn row(&self, record: &Record, draft: &Draft, octets: u64) -> Vec<Finding> {
        let mut look = Look { record, findings: Vec::new() };
        for fields in record.rows() {
            for &column in &self.columns {
                if let Some(value) = fields.get(column) {
                    cells::look(&mut look, column, value);
                }
            }
        }
        for mailbox in draft.to.iter().chain(&draft.cc).chain(&draft.bcc) {
            domains::look(&mut look, &mailbox.address);
        }
        letter::look(&mut look, draft, octets, &self.sender);
        look.findings
    }
}

impl Inspector {
    /// What looks wrong about the letter itself, seen in one of its rows: it takes a look at every word.
    #[must_use]
    pub fn letter(&self, record: &Record, draft: &Draft) -> Vec<Finding> {
        let mut look = Look { record, findings: Vec::new() };
        letter::look_closely(&mut look, draft);
        look.findings
    }
}

impl Look<'_> {
    fn find(&mut self, kind: Kind, what: String) {
        let (row, line) = (self.record.number, self.record.line);
        self.findings.push(Finding { kind, row, line, column: None, what, suggestion: None });
    }

    /// About a value: `column "email": …`.
    fn find_in(&mut self, column: usize, kind: Kind, what: &str) {
        let (row, line) = (self.record.number, self.record.line);
        let name = self.record.header.names().get(column).map_or("", String::as_str);
        let what = format!("column \"{}\": {what}", shown(name));
        self.findings.push(Finding { kind, row, line, column: Some(column), what, suggestion: None });
    }
}

/// A value as it can be shown: not too long, control characters written out.
fn shown(value: &str) -> String {
    const MOST: usize = 60;
    let cut = value.char_indices().nth(MOST).map_or(value.len(), |(at, _)| at);
    let mut text: String = value[..cut]
        .chars()
        .flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] })
        .collect();
    if cut < value.len() {
        text.push('…');
    }
    text
}
