//! How the list of a batch is read, as its ledger keeps it: so it is read again, unless something else is said.

use std::path::{Path, PathBuf};

use anyhow::ensure;
use encoding_rs::Encoding;
use serde::{Deserialize, Serialize};

use super::args::{MergeArgs, ReadingArgs, SendArgs};
use super::output::note;
use super::{kept_selection, ledger, told};
use crate::input::{self, Source, is_workbook};
use crate::ledger::{LedgerError, Sqlite};
use crate::mail;

/// What was said of the list, by the names of the flags.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct Reading {
    #[serde(skip_serializing_if = "Option::is_none")]
    delimiter: Option<char>,
    /// Its name in the Encoding Standard.
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<String>,
    /// Its name, also where its number was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    skip_hidden: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    group_by: Option<String>,
    /// `--dedupe address`. For reports: whoever sends on says it anew.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) dedupe: bool,
}

/// What stands in a ledger; `None` where nothing was said.
pub(super) fn kept(args: &MergeArgs, source: &Source) -> Option<String> {
    let dedupe = args.dedupe.is_some();
    let args = &args.reading;
    let reading = Reading {
        dedupe,
        delimiter: args.delimiter.map(char::from),
        encoding: args.encoding.map(|encoding| encoding.name().to_owned()),
        sheet: args.sheet.as_ref().and_then(|_| source.sheet()).map(str::to_owned),
        skip_hidden: args.skip_hidden && !args.with_hidden,
        group_by: args.group_by.clone(),
    };
    if reading == Reading::default() { None } else { serde_json::to_string(&reading).ok() }
}

/// How the list was read, as a ledger keeps it; what is not understood was not said.
pub(super) fn of(ledger: &Sqlite) -> Result<Reading, LedgerError> {
    let reading = parse(ledger.read_as()?);
    let group_by = if reading.group_by.is_some() { None } else { kept_selection::group_by(ledger)? };
    Ok(Reading { group_by: reading.group_by.or(group_by), ..reading })
}

/// The sheet that was read last, of a workbook.
pub(super) fn sheet_of(ledger: &Sqlite) -> Result<Option<String>, LedgerError> {
    Ok(parse(ledger.read_as()?).of_sheet(ledger.sheet()?).sheet)
}

fn parse(kept: Option<String>) -> Reading {
    kept.and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default()
}

impl Reading {
    /// With the sheet that was read, where none was asked for.
    pub(super) fn of_sheet(self, sheet: Option<String>) -> Self {
        Self { sheet: self.sheet.or(sheet), ..self }
    }
}

/// Whether anything is said.
pub(super) fn is_said(args: &ReadingArgs) -> bool {
    let ReadingArgs { group_by, delimiter, encoding, sheet, skip_hidden, with_hidden } = args;
    group_by.is_some() || delimiter.is_some() || encoding.is_some() || sheet.is_some() || *skip_hidden || *with_hidden
}

/// How a list is to be read.
pub(super) fn options(args: &ReadingArgs) -> input::Options {
    input::Options {
        delimiter: args.delimiter,
        encoding: args.encoding,
        sheet: args.sheet.clone(),
        skip_hidden: args.skip_hidden && !args.with_hidden,
    }
}

/// What a ledger has said of the list, since nobody else has.
#[derive(Debug, Default)]
pub(super) struct AsBefore {
    ledger: PathBuf,
    /// As it would be typed.
    flags: Vec<String>,
}

/// Of a batch that goes on: reads the list as before.
pub(super) fn as_before(args: &mut SendArgs) -> anyhow::Result<AsBefore> {
    let Some(file) = ledger::file(args).filter(|_| !args.again) else { return Ok(AsBefore::default()) };
    // What is wrong with a ledger is told when it is opened.
    let kept = parse(Sqlite::read_as_in(&file).ok().flatten());
    let as_before = complete(&mut args.merge.reading, kept, &args.merge.recipients, &file);
    ensure!(
        !args.skip_faulty || args.merge.reading.group_by.is_none(),
        "--skip-faulty: cannot be used with --group-by, for a row that cannot be read may belong to any of the mails.{}",
        as_before.sentence()
    );
    Ok(as_before)
}

/// Adds what was not said from what was kept in this ledger, so far as it is of use for this list: a workbook has no charset, and a
/// text no sheet.
pub(super) fn complete(args: &mut ReadingArgs, kept: Reading, list: &Path, ledger: &Path) -> AsBefore {
    let mut flags = Vec::new();
    let is_piped = list.as_os_str() == "-" || list.exists() && !list.is_file();
    if !is_piped && !list.exists() {
        return AsBefore::default();
    }
    let is_workbook = is_workbook(list);
    let may_be_workbook = is_workbook || is_piped;
    let shown = |text: &str| format!("\"{}\"", mail::shown(text, 60));
    if let Some(encoding) = kept.encoding.and_then(|name| Encoding::for_label(name.as_bytes()))
        && args.encoding.is_none()
        && !is_workbook
    {
        args.encoding = Some(encoding);
        flags.push(format!("--encoding {}", encoding.name()));
    }
    if let Some(delimiter) = kept.delimiter.and_then(|delimiter| u8::try_from(delimiter).ok())
        && args.delimiter.is_none()
        && !is_workbook
    {
        args.delimiter = Some(delimiter);
        flags.push(format!("--delimiter {}", typed(delimiter)));
    }
    if let Some(sheet) = kept.sheet
        && args.sheet.is_none()
        && may_be_workbook
    {
        flags.push(format!("--sheet {}", shown(&sheet)));
        args.sheet = Some(sheet);
    }
    if kept.skip_hidden && !args.skip_hidden && !args.with_hidden && may_be_workbook {
        args.skip_hidden = true;
        flags.push("--skip-hidden".to_owned());
    }
    if let Some(column) = kept.group_by
        && args.group_by.is_none()
    {
        flags.push(format!("--group-by {}", shown(&column)));
        args.group_by = Some(column);
    }
    AsBefore { ledger: ledger.to_owned(), flags }
}

impl AsBefore {
    /// Says so.
    pub(super) fn tell(&self, source: &Source) {
        if !self.flags.is_empty() {
            note(&format!("{}: is read as before.{}", source.name(), self.sentence()));
        }
    }

    /// An error that may come from it.
    pub(super) fn explain(&self, error: anyhow::Error) -> anyhow::Error {
        if self.flags.is_empty() {
            return error;
        }
        let told = format!("{}{}", told(&error), self.sentence());
        error.context(told)
    }

    /// What stands behind another sentence: nothing, or what was taken and how to overrule it.
    fn sentence(&self) -> String {
        if self.flags.is_empty() {
            return String::new();
        }
        let hidden =
            if self.flags.iter().any(|flag| flag == "--skip-hidden") { " (--with-hidden for hidden rows)" } else { "" };
        format!(
            " The batch was begun with {}, as its ledger {} tells: give the flag anew to say otherwise{hidden}.",
            self.flags.join(" "),
            self.ledger.display()
        )
    }
}

/// A delimiter as it is given on the command line.
pub(super) fn typed(delimiter: u8) -> String {
    if delimiter == b'\t' { "tab".to_owned() } else { format!("\"{}\"", char::from(delimiter)) }
}
