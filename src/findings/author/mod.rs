//! What the author of a template wrote, for all rows alike: what looks wrong there is told once, of no row.
//!
//! Start reading at `template.rs`, which looks at the text, and at `header_fields.rs`, which looks at the header section, where
//! it is the same in all letters.

mod asked;
mod beside;
pub(super) mod blanks;
pub(super) mod braces;
pub(super) mod bygone;
mod called;
pub(super) mod claims;
mod contacts;
mod doubled;
mod enclosed;
mod exchanged;
mod formats;
pub(super) mod forms;
pub(super) mod greetings;
pub(super) mod header_fields;
mod labels;
pub(super) mod late;
mod misspelt;
mod nameless;
mod overdue;
mod pictures;
mod placeholders;
mod plain;
mod seasons;
mod spans;
pub(super) mod tagged;
mod taken_out;
pub(super) mod template;
pub(super) mod typed;
mod unfilled;
mod variables;
pub(super) mod weekday;
mod written_accounts;
pub(super) mod written_addresses;
pub(super) mod written_links;
mod years;
