//! `mailshot check`: the preflight alone.

use super::args::CheckArgs;
use super::exit::Exit;
use super::findings::Document;
use super::merge::Telling;
use super::output::{counted, grouped, line, note, size};
use super::{ledger, merge};
use crate::batch::{Preflight, Redo};
use crate::input::Kind;

pub(super) fn run(args: &CheckArgs) -> anyhow::Result<Exit> {
    let list = merge::open(&args.merge, None)?;
    let mut document = args.json.then(Document::default);
    let telling = Telling { document: document.as_mut(), ..Telling::aloud(args.json) };
    let found = merge::check(&list, None, Redo::default(), 1, telling)?;
    let is_sound = found.faulty == 0 && !(args.merge.strict && found.warnings > 0);
    let exit = if is_sound { Exit::Done } else { Exit::Usage };
    if let Some(document) = document {
        document.end(list.source.name(), &found);
        return Ok(exit);
    }
    if found.faulty > 0 {
        note(&faulty(&found, "They are listed above."));
        return Ok(exit);
    }
    let source = &list.source;
    let unit = if list.selection.group_by.is_some() { "group" } else { "row" };
    line(&format!("{}: {}, {}", source.name(), counted(found.messages, unit), described(&source.kind())));
    line(&facts(&found));
    ledger::notes(&found, args.merge.send_to.is_some());
    if is_sound {
        line("No faults.");
    } else {
        note(STRICT);
    }
    Ok(exit)
}

/// What is said where warnings count as faults.
pub(super) const STRICT: &str = "With --strict the warnings above count as faults.";

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
