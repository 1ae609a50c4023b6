//! Ledgers of the same letter beside one that is begun: a list or a letter that was renamed gets a ledger of its own, and with it
//! everybody the mail again.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jiff::{Timestamp, tz::TimeZone};

use super::mistakes::folder_of;
use super::output::counted;
use crate::ledger::{Glance, Sqlite};
use crate::mail::shown;

/// So many ledgers are looked into, those that were written last.
const MOST_SEEN: usize = 20;

/// So many are told of.
const MOST_TOLD: usize = 3;

/// Of those in the folder of a new ledger by which this letter (its digest) was sent: how many have got it, and what can be done.
/// Nothing is waited for, and what cannot be read is passed over.
pub(super) fn told(file: &Path, template: &str) -> Option<String> {
    let seen = newest(file).into_iter().filter_map(|other| Some((Sqlite::glance(&other, template)?, other)));
    let mut seen: Vec<_> = seen.filter(|(glance, _)| glance.recipients > 0 || glance.is_unclosed).collect();
    let (_, first) = seen.first()?;
    let meant = if seen.len() == 1 { first.display().to_string() } else { "FILE".to_owned() };
    // Where the list has gone, it is the most likely to be this one.
    seen.sort_by_key(|(glance, _)| !is_list_gone(glance));
    let mut lines = vec!["This very letter was sent before, by another ledger:".to_owned()];
    lines.extend(seen.iter().take(MOST_TOLD).map(|(glance, file)| of_one(glance, file)));
    if let Some(more) = seen.len().checked_sub(MOST_TOLD).filter(|more| *more > 0) {
        lines.push(format!("  … and by {more} more"));
    }
    lines.push(format!(
        "This run begins a ledger of its own, and whoever is in both lists gets the letter twice. If it is the same list under \
         another name, go on with its ledger: --ledger {meant}. If it is another list, all is well."
    ));
    Some(lines.join("\n"))
}

/// Other ledgers in the folder, the one that was written last first.
fn newest(file: &Path) -> Vec<PathBuf> {
    let folder = folder_of(file);
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let others = entries.filter_map(|entry| {
        let entry = entry.ok()?;
        let name = entry.file_name();
        let is_other = Path::new(&name).extension()? == "ledger" && Some(&*name) != file.file_name();
        let written = entry.metadata().ok().filter(|metadata| is_other && metadata.is_file())?.modified().ok()?;
        Some((written, file.with_file_name(name)))
    });
    let mut others: Vec<(SystemTime, PathBuf)> = others.collect();
    others.sort_unstable_by(|one, other| other.cmp(one));
    others.into_iter().take(MOST_SEEN).map(|(_, file)| file).collect()
}

fn is_list_gone(glance: &Glance) -> bool {
    glance.recipients_path.as_ref().is_some_and(|list| !list.exists())
}

/// `class.letter.ledger (list: class.csv, which is not there any more): 31 recipients got it, or may have, the last on …`
fn of_one(glance: &Glance, file: &Path) -> String {
    let gone = if is_list_gone(glance) { ", which is not there any more" } else { "" };
    let list = shown(&glance.recipients_file, 80);
    let mut facts = Vec::new();
    if glance.recipients > 0 {
        let least = if glance.is_least { "at least " } else { "" };
        facts.push(format!("{least}{} got it, or may have", counted(glance.recipients, "recipient")));
        let last = glance.last.and_then(|last| Timestamp::try_from(last).ok());
        facts.extend(
            last.map(|last| format!("the last on {}", last.to_zoned(TimeZone::system()).strftime("%Y-%m-%d at %H:%M"))),
        );
    }
    if glance.is_unclosed {
        facts.push("a run with it goes on, or ended without its end".to_owned());
    }
    format!("  {} (list: {list}{gone}): {}", file.display(), facts.join(", "))
}
