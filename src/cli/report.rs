//! `mailshot report`: what happened, from the ledger, and the list where that can be found.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::args::ReportArgs;
use super::exit::Exit;
use super::lang::lang;
use super::output::{self, counted, error, grouped, in_doubt, line, note, unreadable};
use super::outputs::Outputs;
use super::typos::folder_of;
use super::{kept_selection, reading, told};
use crate::batch::{Rest, RestError, Selection, Whole};
use crate::delivery::{Delivery, Outcome};
use crate::findings::Names;
use crate::input::{self, Record, Source, is_named_workbook};
use crate::ledger::{LedgerError, Sqlite};
use crate::mail;
use crate::merge::{GroupBy, Template};
use crate::report::{About, FailedRows, ReportError, Summary, Writer, rows};

pub(super) fn run(args: &ReportArgs) -> anyhow::Result<Exit> {
    check_is_ledger(&args.ledger)?;
    let (mut ledger, is_under_way) = match Sqlite::open_existing(&args.ledger) {
        Err(LedgerError::InUse { .. }) => (open_in_use(args)?, true),
        ledger => (ledger?, false),
    };
    let (list, sheet) = named(&ledger)?;
    let source = source(args, &ledger, &list)?;
    let mut outputs = Outputs::beside([args.ledger.as_path(), &source]);
    args.report.iter().chain(&args.failed).try_for_each(|file| outputs.add(file))?;
    args.report.iter().try_for_each(|file| Writer::check(file))?;
    args.failed.iter().try_for_each(|file| FailedRows::check(file))?;
    let writers = args.report.iter().map(|file| Ok(Writer::create(file)?.told_in(lang())));
    let writers = writers.collect::<Result<Vec<_>, ReportError>>()?;
    let opened = opened(args, &source, &ledger, sheet.clone());
    let is_said = args.list.is_some() || reading::is_said(&args.reading);
    let opened = if is_said { Ok(opened?) } else { opened };
    let mut out = Out { writers, ..Out::default() };
    let Told { missing, others, rest } = match &opened {
        Ok(list) => tell(&mut ledger, list, args.failed.as_deref(), &mut out)?,
        Err(error) => {
            ledger.scan(|entry| out.row("", &entry.delivery))?;
            let missing = format!("{}; name the list with --list", unopened(error, &source));
            Told { missing: Some(missing), others: 0, rest: None }
        }
    };
    let Out { summary, gone, mut writers, mut errors } = out;
    let end = missing.map(|why| only_tried(&summary, &why)).or_else(|| in_the_list_no_longer(&gone));
    let list = sheet.iter().fold(list, |list, sheet| format!("{list}:{sheet}"));
    let about = About {
        list,
        template: ledger.template_file()?,
        is_part: end.is_some() && gone.total() == 0,
        end: end.iter().map(String::as_str).chain(is_under_way.then_some(UNDER_WAY)).collect::<Vec<_>>().join(" "),
        ..About::default()
    };
    writers.iter_mut().for_each(|writer| writer.about(&about));
    errors.extend(writers.into_iter().filter_map(|writer| writer.finish().err()));
    line(output::summary(&summary).trim_end_matches('\n'));
    end.iter().for_each(|end| line(end));
    if others > 0 {
        line(&not_meant(others, &kept_selection::said(&ledger)?));
    }
    for report_error in &errors {
        error(&report_error.to_string());
    }
    if let Some(file) = &args.failed {
        let list = opened.context("--failed needs the list: name it with --list")?;
        if let Some(rest) = rest {
            tell_rest(rest?, &list, file);
        }
    }
    Ok(if errors.is_empty() { Exit::Done } else { Exit::SomeFailed })
}

/// Where rows are told.
#[derive(Default)]
struct Out {
    /// Of the rows of the list, or of all that were tried where it is not known.
    summary: Summary,
    /// Of those that are in the list no longer.
    gone: Summary,
    writers: Vec<Writer>,
    errors: Vec<ReportError>,
}

impl Out {
    fn row(&mut self, name: &str, delivery: &Delivery) {
        let Self { summary, writers, errors, .. } = self;
        for row in rows(delivery) {
            let row = row.named(name);
            summary.add(&row);
            writers.retain_mut(|writer| writer.write(&row).map_err(|error| errors.push(error)).is_ok());
        }
    }

    /// One that was tried and is in the list no longer: another may stand for it. It is no row of the list, and says so; a page tells
    /// it in words, since it counts its rows.
    fn gone(&mut self, delivery: &Delivery) {
        let Self { gone, writers, errors, .. } = self;
        let mut told = delivery.clone();
        (told.row, told.line) = (0, 0);
        for recipient in &mut told.recipients {
            let text = format!("{} (by line {} as it was, changed or taken out since)", recipient.text, delivery.line);
            recipient.text = text.trim_start().to_owned().into();
        }
        for row in rows(&told) {
            gone.add(&row);
            writers.retain_mut(|writer| {
                writer.shows_names() || writer.write(&row).map_err(|error| errors.push(error)).is_ok()
            });
        }
    }
}

const UNDER_WAY: &str =
    "this batch is under way. That is how it stands now; what is just being sent counts as in-doubt.";

/// A batch that is under way, as it stands.
fn open_in_use(args: &ReportArgs) -> anyhow::Result<Sqlite> {
    let name = args.ledger.display();
    if args.failed.is_some() {
        bail!("{name}: this batch is under way. Who will not have got the mail is known when it has ended.");
    }
    let ledger = Sqlite::open_in_use(&args.ledger)?;
    note(&format!("{name}: {UNDER_WAY}"));
    Ok(ledger)
}

/// A list or a letter in the place of the ledger is nothing to be frightened of.
fn check_is_ledger(file: &Path) -> anyhow::Result<()> {
    if file.is_dir() {
        bail!("{}: is a folder. Name the ledger in it ({}).", file.display(), ledgers_in(file));
    }
    if !file.exists() {
        let meant = ledgers_in(folder_of(file));
        bail!("{}: cannot be opened: there is no such file. A ledger ends in .ledger ({meant}).", file.display());
    }
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    let is_other = ending.as_deref().is_some_and(|ending| !matches!(ending, "ledger" | "sqlite" | "db"));
    let mut start = [0; 15];
    let is_read = File::open(file).and_then(|mut file| file.read_exact(&mut start)).is_ok();
    if !is_other || is_read && start == *b"SQLite format 3" || !file.is_file() {
        return Ok(());
    }
    let folder = folder_of(file);
    bail!(
        "{}: is no ledger. A ledger lies beside the list of a batch that was sent, and ends in .ledger ({}).",
        file.display(),
        ledgers_in(folder)
    )
}

/// `there: a.ledger, b.ledger`.
fn ledgers_in(folder: &Path) -> String {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut ledgers: Vec<_> = names.filter(|name| name.ends_with(".ledger")).collect();
    ledgers.sort_unstable();
    ledgers.truncate(5);
    if ledgers.is_empty() { "none is there yet".to_owned() } else { format!("there: {}", ledgers.join(", ")) }
}

/// The list's name, and its sheet. Older ledgers have them in one.
fn named(ledger: &Sqlite) -> Result<(String, Option<String>), LedgerError> {
    let (list, sheet) = (ledger.recipients_file()?, ledger.sheet()?);
    let mut colons = list.match_indices(':');
    let is_workbook = |place: usize| is_named_workbook(Path::new(&list[..place]));
    Ok(match colons.find(|(place, _)| sheet.is_none() && is_workbook(*place)) {
        Some((place, _)) => (list[..place].to_owned(), Some(list[place + 1..].to_owned())),
        None => (list, sheet),
    })
}

/// The list of the batch: where it was, or beside the ledger.
fn source(args: &ReportArgs, ledger: &Sqlite, list: &str) -> Result<PathBuf, LedgerError> {
    if let Some(list) = &args.list {
        return Ok(list.clone());
    }
    let named = PathBuf::from(list);
    let beside = named.file_name().map(|name| args.ledger.with_file_name(name));
    let mut places = ledger.recipients_path()?.into_iter().chain([named.clone()]).chain(beside);
    Ok(places.find(|place| place.is_file()).unwrap_or(named))
}

/// Why there is no list to tell by.
fn unopened(error: &anyhow::Error, list: &Path) -> String {
    if list.is_file() {
        told(error).trim_end_matches('.').to_owned()
    } else if list.as_os_str() == "-" {
        "the list came from standard input".to_owned()
    } else {
        format!("{} is not there any more", list.display())
    }
}

/// A list as it is read.
struct Opened {
    source: Source,
    group_by: Option<GroupBy>,
}

/// Opens the list. One that is named now may have its rows in another sheet than the batch's.
fn opened(args: &ReportArgs, list: &Path, ledger: &Sqlite, sheet: Option<String>) -> anyhow::Result<Opened> {
    let kept = reading::of(ledger)?.of_sheet(sheet);
    let mut said = args.reading.clone();
    let as_before = reading::complete(&mut said, kept, list, &args.ledger);
    let source = match input::open(list, &reading::options(&said)) {
        Err(_) if args.list.is_some() && args.reading.sheet.is_none() && said.sheet.is_some() => {
            said.sheet = None;
            input::open(list, &reading::options(&said))
        }
        opened => opened,
    };
    let columns = ledger.columns()?;
    let opened = source.map_err(Into::into).and_then(|mut source| {
        if let Some(columns) = &columns {
            source.key_by(columns);
        }
        let group_by = said.group_by.map(|column| GroupBy::parse(&column, source.header())).transpose()?;
        Ok(Opened { source, group_by })
    });
    opened.map_err(|error| as_before.explain(error))
}

/// What came of telling.
struct Told {
    /// Why only what was tried has been told.
    missing: Option<String>,
    /// How many rows of the list the batch was not for, where it was for a part.
    others: u64,
    /// What was written, if it was asked for.
    rest: Option<Result<Rest, RestError>>,
}

/// Tells what became of each row: of all of the list, or else of those that were tried. Then writes those who are left to the
/// file.
fn tell(ledger: &mut Sqlite, list: &Opened, failed: Option<&Path>, out: &mut Out) -> anyhow::Result<Told> {
    let source = &list.source;
    let selection = kept_selection::selection(ledger, source, list.group_by.clone())?;
    let template = kept_selection::template(ledger, source, list.group_by.is_some())?;
    let error = match Whole::find(source, &selection, template.as_ref(), ledger) {
        Ok(whole) => {
            let uses = template.as_ref().map(Template::uses).unwrap_or_default();
            let names = Names::new(source.header(), &uses);
            let row = |out: &mut Out, record: Option<&Record>, delivery: &Delivery| {
                out.row(&record.map(|record| names.of(&record.fields)).unwrap_or_default(), delivery);
            };
            whole.tell(out, row, Out::gone)?;
            let others = if is_part(&selection) { whole.others()? } else { 0 };
            return Ok(Told { missing: None, others, rest: failed.map(|file| whole.write_rest(file, lang())) });
        }
        Err(error) => error,
    };
    ledger.scan(|entry| out.row("", &entry.delivery))?;
    let missing = match &error {
        RestError::Strangers { list, rows } => format!(
            "{list} is not as it was sent: {rows} that got the mail, or may have, cannot be found in it. Put back what was changed or \
             taken out, or name a copy of the list as it was with --list"
        ),
        error => format!("the list could not be read through: {error}"),
    };
    Ok(Told { missing: Some(missing), others: 0, rest: Some(Err(error)) })
}

/// What is not in a report from the ledger alone.
fn only_tried(summary: &Summary, why: &str) -> String {
    let are = if summary.total() == 1 { "is" } else { "are" };
    format!("{} tried {are} in here; what was never tried is not ({why}).", counted(summary.total(), "recipient"))
}

/// Who was tried by rows that are in the list no longer: they are not among the others, and nothing is open about them.
fn in_the_list_no_longer(gone: &Summary) -> Option<String> {
    let total = gone.total();
    let counts = Outcome::ALL.into_iter().map(|outcome| (gone.count(outcome), outcome));
    let counts: Vec<_> = counts
        .filter(|(count, _)| *count > 0)
        .map(|(count, outcome)| format!("{} {outcome}", grouped(count)))
        .collect();
    let recipients = format!("{} ({})", counted(total, "recipient"), counts.join(", "));
    match total {
        0 => None,
        1 => Some(format!(
            "{recipients} was tried by a row that is in the list no longer, as it was changed or taken out since, and is not among them."
        )),
        _ => Some(format!(
            "{recipients} were tried by rows that are in the list no longer, as they were changed or taken out since, and are not \
             among them."
        )),
    }
}

/// Whether it is not the whole list.
fn is_part(selection: &Selection) -> bool {
    selection.rows.is_some() || selection.condition.is_some() || selection.limit.is_some()
}

/// That the total is not that of the list: the batch has been for a part of it so far.
fn not_meant(others: u64, part: &str) -> String {
    let (rows, are) = (counted(others, "other row"), if others == 1 { "is" } else { "are" });
    format!("{rows} of the list {are} not among them, and not tried: what was sent so far was a part ({part}).")
}

fn tell_rest(rest: Rest, list: &Opened, file: &Path) {
    line(&format!("{}: {} of {} without the mail.", file.display(), counted(rest.rows, "row"), list.source.name()));
    if let Some(group_by) = &list.group_by {
        let column = mail::shown(group_by.name(), 60);
        line(&format!("Rows of one mail stand in it together: send it with --group-by \"{column}\" too."));
    }
    in_doubt(rest.in_doubt, "them").iter().chain(&unreadable(rest.unreadable)).for_each(|told| line(told));
}
