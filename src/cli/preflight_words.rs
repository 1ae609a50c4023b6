//! What preflight found, in the words that several commands have for it.

use super::output::{counted, grouped, size};
use super::words::{Noun, fill, number};
use crate::batch::{List, Preflight};

/// What is said where warnings count as faults.
pub(super) const STRICT: &str = "With --strict the warnings above count as faults.";

/// What becomes a mail.
pub(super) fn unit(list: &List) -> &'static str {
    if list.selection.group_by.is_some() { "group" } else { "row" }
}

/// `120 messages to 240 recipients, the largest 34 kB, 1.2 MB together.`
pub(super) fn facts(found: &Preflight) -> String {
    let parts = [
        ("messages", number(found.messages, Noun::Message)),
        ("recipients", number(found.recipients, Noun::Recipient)),
        ("largest", size(found.largest)),
        ("all", size(found.octets)),
    ];
    let parts = parts.each_ref().map(|(name, text)| (*name, text.as_str()));
    fill("{messages} to {recipients}, the largest {largest}, {all} together.", &parts)
}

/// `3 faulty rows of 120. They are listed above, and …`
pub(super) fn faulty(found: &Preflight, what_now: &str) -> String {
    let are = if found.faulty == 1 { "It is" } else { "They are" };
    let all = grouped(found.rows_seen);
    format!("{} of {all}. {are} listed above{what_now}", counted(found.faulty, "faulty row"))
}
