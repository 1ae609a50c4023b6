//! Ledgers of the same letter beside one that is begun: a list or a letter that was renamed or moved gets a ledger of its own, and with
//! it everybody the mail again.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use jiff::{Timestamp, tz::TimeZone};

use super::output::{counted, grouped};
use super::typos::folder_of;
use crate::batch::{List, Selected};
use crate::ledger::{Glance, Sqlite};
use crate::mail::{Mailbox, shown};

/// Most ledgers that are looked into, those that were written last.
const MOST_SEEN: usize = 20;

/// Most ledgers that are told of.
const MOST_TOLD: usize = 3;

/// Of this many addresses it is looked whether they are in the list: of a longer list, or a larger ledger, it is not known.
const MOST_COMPARED: usize = 100_000;

/// A letter that was changed since is told of for so long: what is sent next week under the same name is another.
const SAME_DAY: Duration = Duration::from_secs(24 * 3600);

/// A ledger that was seen.
struct Seen {
    glance: Glance,
    file: PathBuf,
    /// How many of those it has reached are in this list, where that is known.
    shared: Option<usize>,
}

/// Of those beside a new ledger, beside the letter and in the current folder by which this letter was sent, to some of this list: how many have got it, and what can be
/// done. Nothing is waited for, and what cannot be read is passed over, and so are those of `own`, which are earlier batches of the
/// same ledger.
pub(super) fn told(file: &Path, own: &[PathBuf], list: &List) -> Option<String> {
    let mut seen = seen(file, own, list, &mut None);
    let first = seen.first()?;
    let meant = if seen.len() == 1 { first.file.display().to_string() } else { "FILE".to_owned() };
    // Where the list has gone, it is the most likely to be this one.
    seen.sort_by_key(|seen| (!seen.glance.is_same_letter, !is_list_gone(&seen.glance)));
    let is_same = seen.first()?.glance.is_same_letter;
    let what = if is_same { "This very letter" } else { "A letter of this name" };
    let mut lines = vec![format!("{what} was sent before, by another ledger:")];
    lines.extend(seen.iter().take(MOST_TOLD).map(of_one));
    if let Some(more) = seen.len().checked_sub(MOST_TOLD).filter(|more| *more > 0) {
        lines.push(format!("  … and by {more} more"));
    }
    lines.push(if is_same {
        format!(
            "This run begins a ledger of its own, and whoever is in both lists gets the letter twice. If it is the same list under \
             another name, go on with its ledger: --ledger {meant}. If it is another list, all is well."
        )
    } else {
        "This run begins a ledger of its own, and whoever is in both lists gets this letter too, whatever was changed in it since."
            .to_owned()
    });
    Some(lines.join("\n"))
}

/// Whom `--again` reaches once more: how many of this list the batch so far has reached, and ledgers of the same letter beside it.
pub(super) fn again(file: &Path, own: &[PathBuf], list: &List) -> Option<String> {
    let mut addresses = None;
    let others = seen(file, own, list, &mut addresses).into_iter().map(|seen| seen.file).take(MOST_TOLD);
    let others: Vec<PathBuf> = others.collect();
    let listed = addresses.get_or_insert_with(|| Addresses::of(list)).as_ref();
    let (mut all, mut parts, mut is_least) = (HashSet::new(), Vec::new(), false);
    for ledger in [file].into_iter().chain(others.iter().map(PathBuf::as_path)) {
        let reached = Sqlite::reached(ledger, MOST_COMPARED);
        is_least |= reached.len() == MOST_COMPARED;
        let is_listed = |(address, letters): &(String, u64)| {
            listed.is_none_or(|listed| listed.has(&address.to_lowercase(), *letters))
        };
        let reached: Vec<String> = reached.into_iter().filter(is_listed).map(|(address, _)| address).collect();
        if !reached.is_empty() {
            parts.push(format!("{}: {}", ledger.display(), grouped(reached.len() as u64)));
            all.extend(reached);
        }
    }
    // More than can be compared may be in another list.
    let of_this_list = if listed.is_some() { " of this list" } else { "" };
    let least = if is_least { "at least " } else { "" };
    let count = counted(all.len() as u64, "recipient");
    let (have, each) = if all.len() == 1 { ("has", "") } else { ("have", " for each") };
    let told = format!(
        "--again: {least}{count}{of_this_list} {have} got this letter before, or may have ({}): it is one more{each}.",
        parts.join(", ")
    );
    (!all.is_empty()).then_some(told)
}

/// The ledgers beside a new one by which this letter was sent, to some of this list. `addresses`: those of the list, once they are asked
/// for.
fn seen(file: &Path, own: &[PathBuf], list: &List, addresses: &mut Option<Option<Addresses>>) -> Vec<Seen> {
    let Some(name) = list.template.file().file_name() else { return Vec::new() };
    let template = list.identity(1).template;
    let seen = newest(file, own, list.template.file()).into_iter().filter_map(|other| {
        let glance = Sqlite::glance(&other, &template, name)?;
        let is_near =
            glance.is_same_letter || glance.last.is_some_and(|last| last.elapsed().is_ok_and(|ago| ago < SAME_DAY));
        if !is_near || glance.recipients == 0 && !glance.is_unclosed {
            return None;
        }
        let listed = addresses.get_or_insert_with(|| Addresses::of(list)).as_ref();
        let shared = listed.and_then(|listed| shared(listed, &other));
        // Of what a run under way has reached not all is seen.
        let is_meant = shared.map_or(glance.is_same_letter, |shared| shared > 0) || glance.is_unclosed;
        is_meant.then_some(Seen { glance, file: other, shared })
    });
    seen.collect()
}

/// The addresses that a list's letters go to.
#[derive(Default)]
struct Addresses {
    first: HashSet<String>,
    /// Those in copy, and of how many letters. Who is in copy of several, as the teacher of a class, tells nothing: lists of other
    /// people have such in common.
    copies: HashMap<String, usize>,
}

impl Addresses {
    /// Those of a list, if they are not too many.
    fn of(list: &List) -> Option<Self> {
        let own = list.template.own_fields();
        let mut found = Self::default();
        for row in list.selection.of(&list.source).ok()? {
            let Ok(Selected::Row(record)) = row else { continue };
            let Ok(parties) = list.template.parties(&record) else { continue };
            let mut lists = parties.fields().into_iter().zip(own).filter(|(list, is_own)| *is_own && !list.is_empty());
            let lower = |mailbox: &Mailbox| mailbox.address.as_str().to_lowercase();
            found.first.extend(lists.next().into_iter().flat_map(|(first, _)| first).map(lower));
            for address in lists.flat_map(|(list, _)| list).map(lower) {
                *found.copies.entry(address).or_default() += 1;
            }
            if found.first.len() + found.copies.len() > MOST_COMPARED {
                return None;
            }
        }
        Some(found)
    }

    /// Whether somebody who has got so many letters elsewhere is one of them.
    fn has(&self, address: &str, letters: u64) -> bool {
        self.first.contains(address) || letters == 1 && self.copies.get(address) == Some(&1)
    }
}

/// How many of those that a ledger has reached are among these.
fn shared(listed: &Addresses, ledger: &Path) -> Option<usize> {
    let reached = Sqlite::reached(ledger, MOST_COMPARED);
    let is_shared = |(address, letters): &&(String, u64)| listed.has(&address.to_lowercase(), *letters);
    (reached.len() < MOST_COMPARED).then(|| reached.iter().filter(is_shared).count())
}

/// Other ledgers where one of this list may lie, the one that was written last first: a list that was moved has left its own behind.
fn newest(file: &Path, own: &[PathBuf], letter: &Path) -> Vec<PathBuf> {
    let own = own.iter().map(PathBuf::as_path).chain([file]);
    let own: HashSet<PathBuf> = own.filter_map(|file| file.canonicalize().ok()).collect();
    let mut seen = HashSet::new();
    let folders = [folder_of(file), folder_of(letter), Path::new(".")];
    let folders = folders.into_iter().filter(|folder| folder.canonicalize().is_ok_and(|folder| seen.insert(folder)));
    let others =
        folders.filter_map(|folder| Some((folder, fs::read_dir(folder).ok()?))).flat_map(|(folder, entries)| {
            entries.filter_map(move |entry| {
                let entry = entry.ok()?;
                let is_ledger = Path::new(&entry.file_name()).extension()? == "ledger";
                let metadata = entry.metadata().ok().filter(|metadata| is_ledger && metadata.is_file())?;
                // As it is named on the command line.
                let named =
                    if folder == Path::new(".") { entry.file_name().into() } else { folder.join(entry.file_name()) };
                Some((metadata.modified().ok()?, named))
            })
        });
    let is_other =
        |(_, other): &(SystemTime, PathBuf)| other.canonicalize().map_or(true, |other| !own.contains(&other));
    let mut others: Vec<(SystemTime, PathBuf)> = others.filter(is_other).collect();
    others.sort_unstable_by(|one, other| other.cmp(one));
    others.into_iter().take(MOST_SEEN).map(|(_, file)| file).collect()
}

fn is_list_gone(glance: &Glance) -> bool {
    glance.recipients_path.as_ref().is_some_and(|list| !list.exists())
}

/// `class.letter.ledger (list: class.csv, which is not there any more): 31 recipients got it, or may have, the last on …`
fn of_one(seen: &Seen) -> String {
    let Seen { glance, file, shared } = seen;
    let gone = if is_list_gone(glance) { ", which is not there any more" } else { "" };
    let list = shown(&glance.recipients_file, 80);
    let mut facts = Vec::new();
    if glance.recipients > 0 {
        let least = if glance.is_least { "at least " } else { "" };
        let here =
            shared.map(|shared| format!(" ({} of them in this run)", grouped(shared as u64))).unwrap_or_default();
        facts.push(format!("{least}{} got it, or may have{here}", counted(glance.recipients, "recipient")));
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
