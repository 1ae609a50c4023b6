//! How a batch ended, in a language: for the terminal, and for the page of a report.

use super::lang::lang;
use super::output::grouped;
use super::words::{fill, say};
use crate::batch::{End, Ended};
use crate::delivery::{Lang, Outcome};
use crate::report::Summary;

/// What the page of a report says of it; nothing where all went its way.
pub(super) fn on_page(ended: &Ended) -> String {
    let told = match &ended.end {
        End::Finished => return String::new(),
        End::Interrupted if is_untouched(&ended.summary) => {
            return say("Interrupted before the first mail: nothing was sent. The same command starts again.")
                .to_owned();
        }
        End::Interrupted => return say("Interrupted. The same command again goes on.").to_owned(),
        End::LoginRefused(why) => fill("The login was refused: {why}", &[("why", why)]),
        End::Declined(why) => return fill("Stopped {why}", &[("why", &why.told_in(lang()))]),
        End::Stopped(why) if wants_login(ended) => {
            fill("Stopped: {why} The same command with -u NAME goes on.", &[("why", &why.told_in(lang()))])
        }
        End::Stopped(why) => {
            let told = why.told_in(lang());
            let told = told.trim_end_matches(['.', '。']);
            match why.tells_what_goes_on() {
                true => fill("Stopped: {why}.", &[("why", told)]),
                false => fill("Stopped: {why}. The same command again goes on.", &[("why", told)]),
            }
        }
    };
    // The server's words, and this program's own about a connection, are in English.
    match ended.explanation.filter(|_| lang() != Lang::En) {
        Some(explanation) => format!("{told} {}", explanation.whole(lang())),
        None => told,
    }
}

/// How many have not been tried, and what goes on with them.
pub(super) fn not_tried(ended: &Ended) -> String {
    let unsent = ended.summary.count(Outcome::Unsent);
    let count = grouped(unsent);
    match (unsent, wants_login(ended)) {
        (1, false) => say("1 recipient not tried. The same command again goes on with them.").to_owned(),
        (1, true) => say("1 recipient not tried. The same command with -u NAME goes on with them.").to_owned(),
        (_, false) => {
            fill("{count} recipients not tried. The same command again goes on with them.", &[("count", &count)])
        }
        (_, true) => {
            fill("{count} recipients not tried. The same command with -u NAME goes on with them.", &[("count", &count)])
        }
    }
}

/// Whether nothing has been sent, in this run or before.
pub(super) fn is_untouched(summary: &Summary) -> bool {
    summary.count(Outcome::Unsent) + summary.count(Outcome::Faulty) == summary.total()
}

/// Whether the server takes mail only after a login, and nobody has logged in.
fn wants_login(ended: &Ended) -> bool {
    ended.explanation.is_some_and(|explanation| matches!(explanation.id.as_str(), "login-wanted" | "login-forgotten"))
}
