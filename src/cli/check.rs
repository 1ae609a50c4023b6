//! `mailshot check`: the preflight alone.

use super::args::CheckArgs;
use super::exit::Exit;
use super::merge::Merge;
use super::output::{counted, line, note, size};
use crate::batch::Preflight;

pub(super) fn run(args: &CheckArgs) -> anyhow::Result<Exit> {
    let merge = Merge::open(&args.merge, None)?;
    let found = merge.preflight(false)?;
    if found.faulty > 0 {
        note(&faulty(&found));
        return Ok(Exit::Usage);
    }
    let source = &merge.source;
    line(&format!(
        "{}: {}, charset {}, delimiter {:?}",
        source.name(),
        counted(found.messages, "row"),
        source.encoding(),
        source.delimiter()
    ));
    line(&facts(&found));
    line("No faults.");
    Ok(Exit::Done)
}

/// `120 messages to 240 recipients, the largest 34 kB, 1.2 MB together.`
pub(super) fn facts(found: &Preflight) -> String {
    format!(
        "{} to {}, the largest {}, {} together.",
        counted(found.messages, "message"),
        counted(found.recipients, "recipient"),
        size(found.largest),
        size(found.octets)
    )
}

/// `3 of 120 rows are faulty.`
pub(super) fn faulty(found: &Preflight) -> String {
    let rows = found.faulty + found.messages;
    format!("{} of {}: see above. Nothing was sent.", counted(found.faulty, "faulty row"), rows)
}
