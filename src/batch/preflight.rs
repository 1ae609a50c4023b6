//! Every selected row is read, rendered and composed before the first socket opens.

use std::fmt;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Prepared, Selected, Selection, prepare};
use crate::input::{InputError, Source};
use crate::mail::Address;
use crate::merge::{Fault, Template};

/// Rows handed to all cores at a time. Large enough to keep them busy, small enough to keep memory flat.
const CHUNK: usize = 512;

/// What preflight found.
#[derive(Debug, Default)]
pub struct Preflight {
    /// Sound rows: messages that will be sent.
    pub messages: u64,
    /// Their forward-paths.
    pub recipients: u64,
    /// Rows with faults.
    pub faulty: u64,
    /// Octets of all contents.
    pub octets: u64,
    /// Octets of the largest content.
    pub largest: u64,
    /// The first sound row.
    pub first: Option<Example>,
    /// The last sound row.
    pub last: Option<Example>,
}

/// A sound row, to be shown before the question.
#[derive(Debug, Clone)]
pub struct Example {
    /// From, as a person reads it.
    pub from: String,
    /// The first forward-path.
    pub to: Address,
    /// The subject.
    pub subject: Option<String>,
}

/// A row with its faults. `Display` is one line per fault, each with its place.
#[derive(Debug)]
pub struct FaultyRow {
    /// The row's number, from 1, where it has one.
    pub number: Option<u64>,
    /// Its line in the file.
    pub line: Option<u64>,
    /// The faults, whole lines for the user.
    pub faults: Vec<String>,
}

impl FaultyRow {
    pub(super) fn new(source: &Source, number: u64, line: u64, faults: &[Fault]) -> Self {
        let name = source.name();
        let faults = faults.iter().map(|fault| format!("{name}:{line}: {fault}")).collect();
        Self { number: Some(number), line: Some(line), faults }
    }
}

impl fmt::Display for FaultyRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.faults.join("\n"))
    }
}

/// Checks every selected row on all cores; `on_fault` is called for each faulty row in the file's order, `on_progress`
/// with the number of rows seen. Memory does not grow with the rows.
///
/// # Errors
/// The source cannot be read.
pub fn preflight(
    source: &Source,
    template: &Arc<Template>,
    selection: &Selection,
    mut on_fault: impl FnMut(&FaultyRow),
    mut on_progress: impl FnMut(u64),
) -> Result<Preflight, InputError> {
    let mut found = Preflight::default();
    let mut rows = selection.of(source)?;
    loop {
        let chunk = rows.by_ref().take(CHUNK).collect::<Result<Vec<_>, _>>()?;
        if chunk.is_empty() {
            return Ok(found);
        }
        let checked: Vec<_> = chunk.par_iter().map(|row| check(source, template, row)).collect();
        for row in checked {
            match row {
                Ok(fact) => found.add(fact),
                Err(faulty) => {
                    found.faulty += 1;
                    on_fault(&faulty);
                }
            }
        }
        on_progress(found.messages + found.faulty);
    }
}

/// What is kept of a sound row: little, since there may be a million.
struct Fact {
    example: Example,
    recipients: u64,
    octets: u64,
}

fn check(source: &Source, template: &Template, row: &Selected) -> Result<Fact, FaultyRow> {
    match row {
        Selected::Faulty { number, line, fault } => {
            Err(FaultyRow { number: *number, line: *line, faults: vec![fault.clone()] })
        }
        Selected::Row(record) => {
            let Prepared { mail, subject, from, .. } = prepare(template, record, 0)
                .map_err(|faults| FaultyRow::new(source, record.number, record.line, &faults))?;
            let octets = mail.content.size() as u64;
            let recipients = mail.envelope.forward_paths.len() as u64;
            let to = mail.envelope.forward_paths.into_iter().next().expect("an envelope is never empty");
            Ok(Fact { example: Example { from, to, subject }, recipients, octets })
        }
    }
}

impl Preflight {
    fn add(&mut self, fact: Fact) {
        self.messages += 1;
        self.recipients += fact.recipients;
        self.octets += fact.octets;
        self.largest = self.largest.max(fact.octets);
        if self.first.is_none() {
            self.first = Some(fact.example.clone());
        }
        self.last = Some(fact.example);
    }
}
