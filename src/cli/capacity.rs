//! Large messages: how large the server takes them is asked before the first one leaves.

use super::listing::{Listing, shows_all};
use super::output::{counted, note, size};
use crate::batch::{List, Preflight};
use crate::net::Server;
use crate::probe::walk;

/// Messages that are larger than the server takes (SIZE, RFC 1870), told with their lines. Whether there are any. The server is
/// asked only where there are messages so large that it may matter, and nothing is sent; where it cannot be asked, sending will
/// tell.
pub(super) fn is_exceeded(list: &List, server: &Server, found: &Preflight) -> bool {
    if found.large.is_empty() {
        return false;
    }
    // The greeting is enough: a login costs one of the few that some servers allow.
    let server = Server { credentials: None, ..server.clone() };
    let known = walk(&server, None, &mut |_| {}).capabilities.and_then(|capabilities| capabilities.size);
    let Some(limit) = known.filter(|limit| *limit > 0) else { return false };
    let mut listing = Listing::default();
    let mut count = 0;
    for (line, octets) in found.large.iter().filter(|(_, octets)| *octets > limit) {
        count += 1;
        let what = format!(
            "the message has {}, and the server takes {}. Make its attachments smaller, or link to them.",
            size(*octets),
            size(limit)
        );
        listing.add("large-message", Some(*line), &what);
    }
    if count == 0 {
        return false;
    }
    let name = list.source.name();
    note(&listing.text(name, &format!("{name}:"), shows_all(false)));
    note(&format!("{} larger than {} takes.", counted(count, "message"), server.host));
    true
}
