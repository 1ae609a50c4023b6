//! Which ledger, and what it says before anything is sent.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};

use super::args::{RetryArg, SendArgs};
use super::output::{counted, grouped, note};
use super::preflight_words::unit;
use super::typos::folder_of;
use super::{kept_selection, reading, sibling_ledgers};
use crate::batch::{Edited, List, Preflight, Redo, is_unfinished};
use crate::delivery::Outcome;
use crate::input::Kind;
use crate::ledger::{Identity, LedgerError, Opened, Sqlite};
use crate::mail;

/// Opens the ledger of a batch. With `--again` it is a temporary one until [`begin`]: the batch so far is left alone until
/// everything has been checked and agreed to. From here on, the list's rows are known by the columns that it had when the batch
/// began.
pub(super) fn open(args: &SendArgs, list: &mut List) -> anyhow::Result<Sqlite> {
    let Some(file) = file(args) else {
        if let Some(named) = args.ledger.as_ref().filter(|named| *named != Path::new("none"))
            && !args.quiet
        {
            note(&format!("{}: is not used: a trial (--send-to) keeps no ledger.", named.display()));
        }
        return Ok(Sqlite::temporary(&identity(args, list, 1))?);
    };
    if args.again && file.exists() {
        return again_ledger(args, list, &file);
    }
    let (ledger, opened) =
        Sqlite::open(&file, &identity(args, list, next(args, &file))).map_err(|error| choices(error, &file, args))?;
    let differing = sheet_differs(args, list, &ledger)?;
    differing.iter().filter(|_| !args.quiet).for_each(|told| note(told));
    if let Some(told) = key_as_before(list, &ledger)?
        && !args.quiet
    {
        note(&told);
    }
    if let Opened::Resumed { crashed, .. } = opened
        && crashed > 0
        && !args.quiet
    {
        note(&format!(
            "The last run ended without its end: {} in doubt, sent perhaps and never answered. They are not sent again \
             unless you say --retry in-doubt.",
            counted(crashed, "recipient")
        ));
    }
    Ok(ledger)
}

/// Lets rows be known by the columns that the list had when the batch began. What there is to be told of it.
fn key_as_before(list: &mut List, ledger: &Sqlite) -> Result<Option<String>, LedgerError> {
    let Some(columns) = ledger.columns()? else { return Ok(None) };
    let names = list.source.header().names();
    let beside = |some: &[String], others: &[String]| -> Vec<String> {
        let others: HashSet<&String> = others.iter().collect();
        some.iter().filter(|name| !others.contains(name)).map(|name| format!("\"{}\"", mail::shown(name, 60))).collect()
    };
    let (new, gone) = (beside(names, &columns), beside(&columns, names));
    list.source.key_by(&columns);
    Ok(match (new.as_slice(), gone.as_slice()) {
        (_, [_, ..]) => Some(format!(
            "The list has lost what it had when this batch began: {}. So its rows are others than those that were sent. Put that \
             back, and they are known again.",
            counted_columns(&gone)
        )),
        ([_, ..], []) => Some(format!(
            "The list has got {} since this batch began. Its rows are known by what they had then: nobody gets a second mail for it.",
            counted_columns(&new)
        )),
        ([], []) => None,
    })
}

/// That the ledger was begun with another sheet of the workbook, which is still in it: one whose name was changed is the same.
///
/// # Errors
/// Nobody has said that this ledger is to be used. It is another list's, and its rows would be taken for this one's.
fn sheet_differs(args: &SendArgs, list: &List, ledger: &Sqlite) -> anyhow::Result<Option<String>> {
    let Kind::Workbook { sheet, others } = list.source.kind() else { return Ok(None) };
    let Some(kept) = reading::sheet_of(ledger)?.filter(|kept| others.contains(kept)) else { return Ok(None) };
    let (file, own) = (file(args).unwrap_or_default(), sheet_file(args, &sheet));
    let differs = format!(
        "this ledger was begun with the sheet \"{}\", and this is \"{}\"",
        mail::shown(&kept, 60),
        mail::shown(&sheet, 60)
    );
    if args.ledger.is_some() {
        return Ok(Some(format!("{}: {differs}: rows that are the same in both are not sent again.", file.display())));
    }
    bail!(
        "{}: {differs}. Nothing was sent. Choose one:\n  \
         - it is another list: give it a ledger of its own: --ledger {}\n  \
         - it is the same list in another sheet, and its rows are not to be sent again: --ledger {}",
        file.display(),
        own.display(),
        file.display()
    )
}

/// `class.3B.announcement.ledger`: a ledger for one sheet.
fn sheet_file(args: &SendArgs, sheet: &str) -> PathBuf {
    let plain = |sign: char| if sign.is_alphanumeric() || matches!(sign, '-' | '_') { sign } else { '_' };
    let sheet: String = sheet.chars().take(31).map(plain).collect();
    let recipients = &args.merge.recipients;
    let stem = recipients.file_stem().unwrap_or_default().to_string_lossy();
    // The ending is taken off again.
    default_file(&recipients.with_file_name(format!("{stem}.{sheet}.xlsx")), &args.merge.template)
}

/// `the column "sent"`, `the columns "sent", "seat"`.
fn counted_columns(names: &[String]) -> String {
    format!("the column{} {}", if names.len() == 1 { "" } else { "s" }, names.join(", "))
}

/// What the ledger is bound to, and the part of the list that this run is for.
fn identity(args: &SendArgs, list: &List, generation: u32) -> Identity {
    let (part, read_as) = (kept_selection::kept(&args.merge), reading::kept(&args.merge, &list.source));
    Identity { part, read_as, ..list.identity(generation) }
}

/// Another letter than the one that the batch began with: what can be done, with the commands for it.
fn choices(error: LedgerError, file: &Path, args: &SendArgs) -> anyhow::Error {
    let LedgerError::OtherBatch { changed, .. } = &error else { return error.into() };
    let (list, template, ledger) = (args.merge.recipients.display(), args.merge.template.display(), file.display());
    anyhow!(
        "{ledger}: this batch was begun with another letter: {changed} changed since. Nothing was sent. Choose one:\n  \
         - put back what was changed: the same command goes on with those who have not got it;\n  \
         - send the new letter only to those who have not got the old one:\n      \
         mailshot report {ledger} --failed rest.csv\n      \
         mailshot send rest.csv -t {template} …\n  \
         - send the new letter to everybody in {list}, also to those who got the old one: add --again;\n  \
         - it is another letter altogether: give it a ledger of its own with --ledger FILE."
    )
}

/// An `--again` that was interrupted goes on with the same command; otherwise another batch begins. Which ledger: the batch's
/// own, or a temporary one for the new batch.
fn again_ledger(args: &SendArgs, list: &mut List, file: &Path) -> anyhow::Result<Sqlite> {
    let generation = match Sqlite::open(file, &identity(args, list, next(args, file))) {
        Ok((mut ledger, _)) => {
            let generation = ledger.generation()?;
            sheet_differs(args, list, &ledger)?;
            key_as_before(list, &ledger)?;
            // One that was broken off may have nothing left but what is in doubt: whoever repeats the command wants the rest of it.
            if generation > 1 && (ledger.is_broken_off()? || is_unfinished(list, &mut ledger, args.attempts)?) {
                note(
                    "This goes on with the batch that --again began before. Once it is finished, --again begins another.",
                );
                return Ok(ledger);
            }
            generation
        }
        // Another template: that is another batch in any case.
        Err(LedgerError::OtherBatch { .. }) => {
            let ledger = Sqlite::open_existing(file)?;
            sheet_differs(args, list, &ledger)?;
            ledger.generation()?
        }
        Err(error) => return Err(error.into()),
    };
    // Another batch, which begins with the columns that there are.
    let names = list.source.header().names().to_vec();
    list.source.key_by(&names);
    Ok(Sqlite::temporary(&identity(args, list, generation + 1))?)
}

/// The generation of a ledger that is made now: behind those that `--again` has put aside. The program may have been killed between
/// that and the beginning of the next, and no Message-ID is to be given twice.
fn next(args: &SendArgs, file: &Path) -> u32 {
    aside(args, file).into_iter().map(|(generation, _)| generation).max().unwrap_or(0).saturating_add(1)
}

/// The ledgers that `--again` has put aside, each with its generation.
fn aside(args: &SendArgs, file: &Path) -> Vec<(u32, PathBuf)> {
    let begin = format!("{}.", file.file_stem().unwrap_or_default().to_string_lossy());
    let generation = |entry: fs::DirEntry| {
        let name = entry.file_name().into_string().ok()?;
        let generation: u32 = name.strip_prefix(&begin)?.strip_suffix(".ledger")?.parse().ok()?;
        // `letter.1.md` has a ledger that is called so and was never put aside.
        let is_aside = Sqlite::origin(&entry.path()).is_none_or(|(known, template)| {
            let own = default_file(&args.merge.recipients, Path::new(&template));
            known == generation && own.file_name() != Some(&entry.file_name())
        });
        is_aside.then(|| (generation, entry.path()))
    };
    let entries = fs::read_dir(folder_of(file)).into_iter().flatten().flatten();
    entries.filter_map(generation).collect()
}

/// The ledger to send with, now that it has been agreed to: with `--again` the batch so far is put aside, and another begins.
pub(super) fn begin(checked: Sqlite, args: &SendArgs, list: &List) -> anyhow::Result<Sqlite> {
    match file(args) {
        Some(file) if args.again && checked.is_temporary() && file.exists() => {
            let generation = put_aside(&file, checked.generation()?)?;
            let (mut ledger, _) = Sqlite::open(&file, &identity(args, list, generation + 1))?;
            if checked.finds_by_key() {
                ledger.find_by_key()?;
            }
            Ok(ledger)
        }
        _ => {
            let mut ledger = checked;
            keep_reading(args, list, &mut ledger)?;
            Ok(ledger)
        }
    }
}

/// Keeps how the list was read this time, and which part of it was meant.
pub(super) fn keep_reading(args: &SendArgs, list: &List, ledger: &mut Sqlite) -> Result<(), LedgerError> {
    kept_selection::keep(ledger, &args.merge)?;
    ledger.keep_read_as(reading::kept(&args.merge, &list.source).as_deref())
}

/// The ledger's file: the one that was named, or the one beside the list. A trial to oneself has none: it is not the batch.
pub(super) fn file(args: &SendArgs) -> Option<PathBuf> {
    match &args.ledger {
        _ if args.merge.send_to.is_some() => None,
        Some(file) if file == Path::new("none") => None,
        Some(file) => Some(file.clone()),
        None => Some(default_file(&args.merge.recipients, &args.merge.template)),
    }
}

/// `class.csv` and `announcement.md`: `class.announcement.ledger`, beside the list.
fn default_file(recipients: &Path, template: &Path) -> PathBuf {
    let stem = |path: &Path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let template = stem(template);
    if recipients == Path::new("-") {
        return PathBuf::from(format!("standard-input.{template}.ledger"));
    }
    recipients.with_file_name(format!("{}.{template}.ledger", stem(recipients)))
}

/// Keeps the ledger of the batch so far under another name, for the batch `next`. Its generation.
fn put_aside(file: &Path, next: u32) -> anyhow::Result<u32> {
    // Opened and closed once more, so that its log is folded into the file that is renamed.
    let generation = Sqlite::open_existing(file)?.generation()?;
    anyhow::ensure!(
        generation + 1 == next,
        "{}: another --again has begun a batch since this one asked. Nothing was sent: look at what that one did, and begin again.",
        file.display()
    );
    let aside = file.with_extension(format!("{generation}.ledger"));
    anyhow::ensure!(
        !aside.exists(),
        "{}: is in the way: the ledger of the batch so far is to be kept under this name. Move it away.",
        aside.display()
    );
    let log = PathBuf::from(format!("{}-wal", file.display()));
    anyhow::ensure!(
        !log.exists(),
        "{}: a part of the ledger is left in it. Is the disk full? Make room, and try again.",
        log.display()
    );
    fs::rename(file, &aside).with_context(|| format!("{}: cannot be renamed", file.display()))?;
    note(&format!("The ledger of the batch so far is kept as {}.", aside.display()));
    Ok(generation)
}

pub(super) fn redo(args: &SendArgs) -> Redo {
    let asked = |wanted| args.retry.contains(&wanted);
    Redo { refused: asked(RetryArg::Refused), deferred: asked(RetryArg::Deferred), in_doubt: asked(RetryArg::InDoubt) }
}

/// What `--retry` could be asked for: `refused`, `refused, deferred or in-doubt`.
pub(super) fn retriable(found: &Preflight) -> Option<String> {
    let outcomes = [Outcome::Refused, Outcome::Deferred, Outcome::InDoubt].into_iter();
    let there: Vec<_> = outcomes.filter(|outcome| found.known.count(*outcome) > 0).map(Outcome::word).collect();
    let (last, others) = there.split_last()?;
    Some(if others.is_empty() { (*last).to_owned() } else { format!("{} or {last}", others.join(", ")) })
}

/// That nothing of what `--retry` asks for is there, and what is sent all the same.
pub(super) fn without_retry(args: &SendArgs, list: &List, found: &Preflight) -> Option<String> {
    let names = |retry: &RetryArg| match retry {
        RetryArg::Refused => (Outcome::Refused.word(), "refused"),
        RetryArg::Deferred => (Outcome::Deferred.word(), "deferred"),
        RetryArg::InDoubt => (Outcome::InDoubt.word(), "in doubt"),
    };
    if args.retry.is_empty() || found.retried > 0 {
        return None;
    }
    let (flags, words): (Vec<_>, Vec<_>) = args.retry.iter().map(names).unzip();
    let rows = counted(found.messages, unit(list));
    let (were, are) = if found.messages == 1 { ("was", "is") } else { ("were", "are") };
    Some(format!(
        "--retry {}: nobody is {} here. {rows} that {were} not tried yet {are} sent.",
        flags.join(" --retry "),
        words.join(" or ")
    ))
}

/// What earlier runs have done, and of which batch.
pub(super) fn earlier(found: &Preflight, ledger: &Sqlite) -> Result<(), LedgerError> {
    let known = found.known.total();
    if known > 0 {
        let counts: Vec<_> = Outcome::ALL
            .into_iter()
            .map(|outcome| (outcome, found.known.count(outcome)))
            .filter(|(_, count)| *count > 0)
            .map(|(outcome, count)| format!("{} {outcome}", grouped(count)))
            .collect();
        let runs = match ledger.generation()? {
            1 => "Earlier runs".to_owned(),
            generation => {
                format!("This goes on with batch {generation} of the list, begun by --again. Earlier runs of it")
            }
        };
        note(&format!("{runs} have settled {}: {}.", counted(known, "recipient"), counts.join(", ")));
    }
    Ok(())
}

/// Where a batch begins, or has got no further yet: by which other ledgers its letter was sent. A trial begins none.
pub(super) fn others(args: &SendArgs, list: &List, ledger: &Sqlite) -> Option<String> {
    if args.again && ledger.is_temporary() && args.merge.send_to.is_none() {
        let file = file(args)?;
        let own: Vec<_> = aside(args, &file).into_iter().map(|(_, aside)| aside).collect();
        return sibling_ledgers::again(&file, &own, list);
    }
    let begins = !ledger.is_temporary() && args.merge.send_to.is_none() && ledger.knows_nobody();
    let file = file(args).filter(|_| begins)?;
    // Those that --again put aside for this one are no news. Without it, one that is begun beside them may be an oversight.
    let own = if args.again || !ledger.is_fresh() { aside(args, &file) } else { Vec::new() };
    let own: Vec<_> = own.into_iter().map(|(_, aside)| aside).collect();
    sibling_ledgers::told(&file, &own, list)
}

/// What is odd about the list. A trial goes to one address, and it is known whose.
pub(super) fn notes(found: &Preflight, is_trial: bool) {
    match found.twins {
        0 => {}
        1 => note("1 row is the same as another in every column, and is sent once."),
        twins => note(&format!("{} are the same as others in every column, and are sent once.", counted(twins, "row"))),
    }
    if !is_trial || found.is_deduped {
        same_address(found);
    }
    for Edited { line, address, is_still_theirs } in found.edited.iter().take(20) {
        note(&if *is_still_theirs {
            format!("Line {line} has changed since an earlier run had it for {address}: it is sent as it is now.")
        } else {
            format!(
                "Line {line}: an earlier run had another row there, for {address}, which is in the list no longer. The row that is \
                 there now is sent."
            )
        });
    }
    if found.edited.len() > 20 {
        // How many is not known: no more than some are looked for.
        note("… and more changed rows.");
    }
    if !is_trial {
        second_mail(found);
    }
}

/// Who gets a second mail because of a row that is another one now.
fn second_mail(found: &Preflight) {
    let (count, lines) = found.again();
    if count == 0 {
        return;
    }
    let told: Vec<_> = lines.iter().map(ToString::to_string).collect();
    let more = if count > lines.len() as u64 { " …" } else { "" };
    let told = match count {
        // Those whose lines are known may have been left out since.
        _ if told.is_empty() => String::new(),
        1 => format!(": line {}", told.join(", ")),
        _ => format!(": lines {}{more}", told.join(", ")),
    };
    note(&match count {
        1 => format!(
            "1 row goes to somebody who has got this mail, or may have, by a row that was changed or taken out since{told}. \
             A second one is sent. If it is not to be, take the row out, or put back what was changed."
        ),
        _ => format!(
            "{} go to people who have got this mail, or may have, by rows that were changed or taken out since{told}. \
             A second one is sent to each. If it is not to be, take these rows out, or put back what was changed.",
            counted(count, "row")
        ),
    });
}

fn same_address(found: &Preflight) {
    let (rows, are) = match found.same_address {
        0 => return,
        1 => ("1 row goes".to_owned(), "is"),
        many => (format!("{} go", counted(many, "row")), "are"),
    };
    note(&if found.is_deduped {
        format!("{rows} to an address that an earlier row has, and {are} left out.")
    } else {
        let first_alone = if found.is_one_enough { " --dedupe address sends the first alone." } else { "" };
        format!("{rows} to an address that another row has too: all are sent.{first_alone}")
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ledger_lies_beside_the_list() {
        let file = |recipients: &str, template: &str| default_file(Path::new(recipients), Path::new(template));
        assert_eq!(file("class.csv", "announcement.md"), Path::new("class.announcement.ledger"));
        assert_eq!(file("lists/class.csv", "t/announcement.md"), Path::new("lists/class.announcement.ledger"));
        assert_eq!(file("-", "a.txt"), Path::new("standard-input.a.ledger"));
    }
}
