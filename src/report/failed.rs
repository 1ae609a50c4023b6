//! `--failed FILE`: the rows that did not get through, as a recipients file again.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::ReportError;
use super::cell::neutralised;
use super::replacement::Replacement;
use super::writer::{begin_csv, create_file, failed};
use crate::delivery::{Delivery, Lang, Outcome, Settlement};
use crate::input::{ADDED, Header, Record};
use crate::mail::printable;

/// The file being written: the original columns, then `mailshot_outcome`, `mailshot_reason` and `mailshot_explanation`.
/// UTF-8 with a byte order mark, commas.
///
/// The original values stand as they were, also those a spreadsheet program would take for a formula: this file is
/// read again, and a telephone number begins with `+`. Only [`Self::finish`] completes it.
#[derive(Debug)]
pub struct FailedRows {
    file: PathBuf,
    out: csv::Writer<File>,
    replacement: Replacement,
    /// The original columns that are kept.
    columns: Vec<usize>,
    lang: Lang,
    /// The rows are for another letter: see [`Self::as_rest`].
    is_rest: bool,
}

impl FailedRows {
    /// Whether a file's ending promises another format: to be asked before anything is done.
    ///
    /// # Errors
    /// [`ReportError::Rows`]
    pub fn check(file: &Path) -> Result<(), ReportError> {
        const OTHERS: [&str; 12] =
            ["xlsx", "xlsm", "xls", "xlsb", "ods", "numbers", "html", "htm", "json", "jsonl", "pdf", "zip"];
        let ending = file.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        match ending {
            Some(ending) if OTHERS.contains(&ending.as_str()) => Err(ReportError::Rows { file: file.to_owned() }),
            _ => Ok(()),
        }
    }

    /// Creates the file and writes its header. One that is there stays until this one is whole.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn create(file: &Path, header: &Header) -> Result<Self, ReportError> {
        let names = header.names();
        let columns: Vec<usize> = (0..names.len()).filter(|index| !ADDED.contains(&names[*index].as_str())).collect();
        let (new, replacement) = create_file(file)?;
        let out = begin_csv(new).map_err(failed(file))?;
        let mut rows = Self { file: file.to_owned(), out, replacement, columns, lang: Lang::default(), is_rest: false };
        rows.append(|index| names.get(index).map(String::as_str), ADDED)?;
        // At once: whether it can be written is known before anything is sent.
        rows.out.flush().map_err(failed(file))?;
        Ok(rows)
    }

    /// Which file it is.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// In this language what is not accepted is explained.
    #[must_use]
    pub fn told_in(self, lang: Lang) -> Self {
        Self { lang, ..self }
    }

    /// The file is a list for another letter: that the same command goes on with what was not tried is not said there.
    #[must_use]
    pub fn as_rest(self) -> Self {
        Self { is_rest: true, ..self }
    }

    /// Appends the row, or all rows of its group, if any of its recipients did not get through. Whether that is so.
    ///
    /// # Errors
    /// Writing failed.
    pub fn write(&mut self, record: &Record, delivery: &Delivery) -> Result<bool, ReportError> {
        match worst(delivery) {
            Outcome::Accepted => Ok(false),
            outcome => {
                let added = [outcome.word(), &reason(delivery), &explanation(delivery, self.lang, self.is_rest)];
                record.rows().try_for_each(|fields| self.append(|index| fields.get(index), added))?;
                Ok(true)
            }
        }
    }

    /// Completes the file.
    ///
    /// # Errors
    /// Writing failed.
    pub fn finish(mut self) -> Result<(), ReportError> {
        self.out.flush().and_then(|()| self.replacement.finish()).map_err(failed(&self.file))
    }

    fn append<'a>(
        &mut self,
        value: impl Fn(usize) -> Option<&'a str>,
        added: [&'a str; ADDED.len()],
    ) -> Result<(), ReportError> {
        let kept = self.columns.iter().map(|index| value(*index).unwrap_or_default());
        let written: Result<(), io::Error> = self.out.write_record(kept.chain(added)).map_err(Into::into);
        written.map_err(failed(&self.file))
    }
}

/// One word for the row: that of the recipient about whom most care is needed before the row is sent again.
fn worst(delivery: &Delivery) -> Outcome {
    let care = |outcome: &Outcome| match outcome {
        Outcome::Accepted => 0,
        Outcome::Unsent => 1,
        Outcome::Faulty => 2,
        Outcome::Deferred => 3,
        Outcome::Refused => 4,
        Outcome::InDoubt => 5,
    };
    // A row that names nobody has reached nobody.
    delivery.recipients.iter().map(|settlement| settlement.outcome).max_by_key(care).unwrap_or(Outcome::Faulty)
}

/// Who did not get it and why; and who did, for they would get it twice.
fn reason(delivery: &Delivery) -> String {
    let (accepted, others): (Vec<_>, Vec<_>) =
        delivery.recipients.iter().partition(|settlement| settlement.outcome == Outcome::Accepted);
    let mut parts: Vec<String> = others.into_iter().map(why).collect();
    if parts.is_empty() {
        parts.push("no recipient".to_owned());
    }
    if !accepted.is_empty() {
        let addresses: Vec<&str> = accepted.iter().map(|settlement| settlement.address.as_str()).collect();
        parts.push(format!("already accepted, would get it twice: {}", addresses.join(", ")));
    }
    neutralised(&printable(&parts.join("; "))).into_owned()
}

/// What the failures mean and what to do, each once.
fn explanation(delivery: &Delivery, lang: Lang, is_rest: bool) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let explained = delivery.recipients.iter().filter_map(|settlement| match settlement.outcome {
        Outcome::Unsent if is_rest => Some(untried(lang)),
        _ => Some(settlement.explanation()?.whole(lang)),
    });
    for whole in explained {
        if !parts.contains(&whole) {
            parts.push(whole);
        }
    }
    parts.join(" ")
}

fn untried(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "This row has not been tried yet.",
        Lang::Zh => "这一行还没有发送过。",
    }
}

/// `refused x@example.com: 550 5.1.1 no such user (in reply to RCPT TO)`.
fn why(settlement: &Settlement) -> String {
    // A row that could not be read has no address.
    let who = if settlement.address.is_empty() { String::new() } else { format!(" {}", settlement.address) };
    let mut why = format!("{}{who}:", settlement.outcome);
    if let Some(code) = settlement.code {
        why.push_str(&format!(" {code}"));
    }
    if let Some(enhanced) = settlement.enhanced {
        why.push_str(&format!(" {enhanced}"));
    }
    why.push(' ');
    why.push_str(&settlement.text);
    if let (Some(phase), Some(_)) = (settlement.phase, settlement.code) {
        why.push_str(&format!(" ({})", phase.words()));
    }
    why
}
