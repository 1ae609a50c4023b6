//! `mailshot check`: the preflight alone.

use super::args::CheckArgs;
use super::exit::Exit;
use super::output::{counted, grouped, line, note, size};
use super::{ledger, merge};
use crate::batch::{Preflight, Redo};
use crate::input::Kind;

pub(super) fn run(args: &CheckArgs) -> anyhow::Result<Exit> {
    let list = merge::open(&args.merge, None)?;
    let found = merge::check(&list, None, Redo::default(), 1, false)?;
    if found.faulty > 0 {
        note(&faulty(&found, "They are listed above."));
        return Ok(Exit::Usage);
    }
    let source = &list.source;
    let unit = if list.selection.group_by.is_some() { "group" } else { "row" };
    line(&format!("{}: {}, {}", source.name(), counted(found.messages, unit), described(&source.kind())));
    line(&facts(&found));
    ledger::notes(&found);
    line("No faults.");
    Ok(Exit::Done)
}

/// `charset UTF-8, delimiter ','`.
fn described(kind: &Kind) -> String {
    match kind {
        Kind::Text { encoding, delimiter } => format!("charset {encoding}, delimiter {delimiter:?}"),
        Kind::Json { encoding } => format!("JSON, charset {encoding}"),
        Kind::Workbook { others, .. } if others.is_empty() => "the workbook's only sheet".to_owned(),
        Kind::Workbook { others, .. } => format!("1 of the workbook's {} sheets", others.len() + 1),
    }
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

/// `3 faulty rows of 120.`
pub(super) fn faulty(found: &Preflight, what_now: &str) -> String {
    format!("{} of {}. {what_now}", counted(found.faulty, "faulty row"), grouped(found.rows()))
}
