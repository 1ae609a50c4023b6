//! `mailshot preview`: what everybody will get, as files and as a page; or one letter, here.

use std::path::Path;

use anyhow::bail;
use indicatif::{ProgressBar, ProgressStyle};

use super::args::PreviewArgs;
use super::exit::Exit;
use super::findings::WarningsOfRows;
use super::lang::lang;
use super::letter;
use super::merge::Telling;
use super::output::{line, note, stdout};
use super::preflight_words::{facts, faulty};
use super::{ledger, merge};
use crate::batch::{List, Preflight, Prepared, Redo, RowRanges, Selected, prepare};
use crate::delivery::unix_now;
use crate::findings::{Inspector, Memory, Sender};
use crate::input::Record;
use crate::mail::MailObject;
use crate::message::Draft;
use crate::preview::{About, Faulty, Gallery, Letter, check_folder};

/// In the place of a batch's id in a Message-ID: no mail that is sent has it.
const BATCH_ID: &str = "preview";

/// Characters of a faulty row's cells that are shown.
const MAX_CELLS: usize = 120;

pub(super) fn run(args: &PreviewArgs) -> anyhow::Result<Exit> {
    match (&args.output, args.row) {
        (_, Some(number)) => show(args, number),
        (Some(dir), None) => write(args, dir),
        (None, None) => write(args, &args.merge.recipients.with_file_name("preview")),
    }
}

/// One letter in the terminal.
fn show(args: &PreviewArgs, number: u64) -> anyhow::Result<Exit> {
    let mut list = merge::open(&args.merge, None, false)?;
    let Some(row) = of_row(&mut list, number)? else {
        let rows = match merge::rows_of(&list.source)? {
            0 => "It has none below the header".to_owned(),
            last => format!("Its rows are 1-{last}, counted below the header"),
        };
        bail!("{}: there is no row {number}. {rows}.", list.source.name());
    };
    match Row::of(&list, row, unix_now()) {
        Row::Sound { record, draft, mail } => {
            let inspector =
                Inspector::new(&list.template, &list.source, |record| list.selection.takes(record), Sender::default());
            let findings = inspector.row(&record, &draft, mail.content.size() as u64, &mut Memory::default());
            let warnings: Vec<_> = findings.into_iter().map(|finding| finding.what).collect();
            let shown = sound(&record, &draft, &mail, &warnings);
            let others: Vec<_> = record.more.iter().map(|member| member.line).collect();
            stdout(letter::text(&shown, list.source.name(), &others, letter::width()).as_bytes());
            Ok(Exit::Done)
        }
        Row::Faulty { faults, .. } => {
            faults.iter().for_each(|fault| note(fault));
            note(&format!("Row {number} cannot be sent as it is: see above."));
            Ok(Exit::Usage)
        }
    }
}

/// What is sent of a row: the row alone or, with `--group-by`, all rows of the mail that it is in, whichever of them it is.
fn of_row(list: &mut List, number: u64) -> anyhow::Result<Option<Selected>> {
    let group_by = list.selection.group_by.take();
    let rows = list.selection.rows.replace(RowRanges::one(number));
    let limit = list.selection.limit.take();
    let row = list.selection.of(&list.source)?.next().transpose()?;
    let (Some(group_by), Some(Selected::Row(record))) = (group_by, &row) else { return Ok(row) };
    let Some(key) = group_by.key(record) else {
        // It is in no group. How that is told, the selection knows.
        list.selection.group_by = Some(group_by);
        return Ok(list.selection.of(&list.source)?.next().transpose()?);
    };
    let is_its =
        |selected: &Selected| matches!(selected, Selected::Row(record) if group_by.key(record).as_ref() == Some(&key));
    list.selection.rows = rows;
    list.selection.limit = limit;
    list.selection.group_by = Some(group_by.clone());
    for selected in list.selection.of(&list.source)? {
        let selected = selected?;
        if is_its(&selected) {
            return Ok(Some(selected));
        }
    }
    Ok(None)
}

/// The gallery.
fn write(args: &PreviewArgs, dir: &Path) -> anyhow::Result<Exit> {
    // Told at once: to check a long list takes its time.
    check_folder(dir)?;
    let list = merge::open(&args.merge, None, false)?;
    let mut warnings = WarningsOfRows::default();
    let telling = Telling { of_rows: Some(&mut warnings), ..Telling::aloud(false) };
    let found = merge::check(&list, None, Redo::default(), 1, telling)?;
    let date = unix_now();
    let about = About {
        recipients: list.source.name().to_owned(),
        template: list.template.file().display().to_string(),
        date,
        lang: lang(),
    };
    let mut gallery = Gallery::create(dir, about, found.rows())?;
    write_rows(&list, &found, &mut warnings, date, &mut gallery)?;
    let page = gallery.finish()?;
    line(&facts(&found));
    ledger::notes(&found, args.merge.send_to.is_some());
    line(&format!("Look at them: {}", page.display()));
    if args.open && open::that_detached(&page).is_err() {
        note("No browser could be started from here. Open that file in one: double-click it in its folder.");
    }
    if found.faulty == 0 {
        return Ok(Exit::Done);
    }
    note(&faulty(&found, ", and marked in the preview."));
    Ok(Exit::Usage)
}

/// The rows that would be sent, and those that cannot be: not those that are left out for repeating another.
fn write_rows(
    list: &List,
    found: &Preflight,
    warnings: &mut WarningsOfRows,
    date: i64,
    gallery: &mut Gallery,
) -> anyhow::Result<()> {
    let bar = ProgressBar::new(found.rows());
    bar.set_style(
        ProgressStyle::with_template("writing: {human_pos} of {human_len} {bar:30} {eta}")
            .expect("the template is a literal"),
    );
    for row in list.selection.of(&list.source)? {
        match Row::of(list, row?, date) {
            Row::Sound { record, draft, mail } if found.is_due(record.number) => {
                gallery.letter(&sound(&record, &draft, &mail, &warnings.take(record.number)))?;
            }
            Row::Sound { .. } => continue,
            Row::Faulty { number, line, cells, faults } => {
                gallery.faulty(&Faulty { number, line, cells: &cells, faults: &faults })?;
            }
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(())
}

/// What became of a row.
enum Row {
    Sound { record: Record, draft: Box<Draft>, mail: MailObject },
    Faulty { number: u64, line: u64, cells: String, faults: Vec<String> },
}

impl Row {
    fn of(list: &List, row: Selected, date: i64) -> Self {
        let record = match row {
            Selected::Row(record) => record,
            Selected::Faulty { number, line, fault } => {
                let (number, line) = (number.unwrap_or(0), line.unwrap_or(0));
                return Self::Faulty { number, line, cells: String::new(), faults: vec![fault] };
            }
        };
        match prepare(&list.template, BATCH_ID, &record, date) {
            Ok(Prepared { mail, draft, .. }) => Self::Sound { record, draft: Box::new(draft), mail },
            Err(faults) => {
                let name = list.source.name();
                let faults = faults.iter().map(|fault| format!("{name}:{}: {fault}", record.line)).collect();
                Self::Faulty { number: record.number, line: record.line, cells: cells(&record), faults }
            }
        }
    }
}

fn sound<'a>(record: &Record, draft: &'a Draft, mail: &'a MailObject, warnings: &'a [String]) -> Letter<'a> {
    Letter { number: record.number, line: record.line, draft, mail, warnings }
}

/// The first cells of a row, so that a person knows whose it is.
fn cells(record: &Record) -> String {
    let cells = record.fields.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
    let text = cells.take(4).collect::<Vec<_>>().join(" · ");
    text.chars().take(MAX_CELLS).collect()
}
