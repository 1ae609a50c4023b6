//! What to do about a recipient who did not get it.

use super::ReportRow;
use crate::delivery::Outcome;

/// What to do, in a sentence or two; nothing where nothing is to be done.
///
/// It goes by the outcome alone. What a server's words ask for may be told here too: the row has them.
#[must_use]
pub fn advice(row: &ReportRow<'_>) -> Option<String> {
    let text = match row.outcome {
        Outcome::Accepted => return None,
        Outcome::Refused => "Mend the address or the mail as the answer says; --retry refused then tries again.",
        Outcome::Deferred => "\"Not now\" to the last. Try again later: the same command with --retry deferred.",
        Outcome::InDoubt => {
            "It may have arrived, or not: nobody can know. Ask one of them, or look into the mailbox's folder of sent mail; \
             --retry in-doubt then sends it once more."
        }
        Outcome::Unsent => "Not tried yet. The same command again goes on with these.",
        Outcome::Faulty => "Mend the row in the list and run the same command again.",
    };
    Some(text.to_owned())
}
