//! The data files: blocks of the list, and blocks of letters.

use std::mem;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::PreviewError;
use super::differences::{Stretch, differences};
use super::files::{Attachment, Files, write_below};
use super::folder::DATA;
use super::lines::Lines;
use super::script::json;
use super::{Faulty, Letter};

/// Rows in a block of the list. The page shows 100 of them at a time: a multiple of that.
pub(super) const LIST_BLOCK: usize = 1_000;

/// Letters in a block at most.
const LETTERS: usize = 200;

/// A block of letters ends here too, in octets of distinct lines.
const OCTETS: usize = 1 << 20;

/// A row in the list: number, name, address, subject, state.
#[derive(Debug, Serialize)]
struct Item(u64, String, String, String, State);

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(into = "u8")]
enum State {
    Sound,
    Warned,
    Faulty,
}

impl From<State> for u8 {
    fn from(state: State) -> Self {
        state as Self
    }
}

/// A row in a block of letters.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Row {
    Letter(Box<LetterRow>),
    Faulty { number: u64, line: u64, cells: String, faults: Vec<String> },
}

#[derive(Debug, Serialize)]
struct LetterRow {
    number: u64,
    line: u64,
    fields: Vec<(String, String)>,
    /// The reverse-path and the forward-paths.
    envelope: (String, Vec<String>),
    /// Runs of the block's lines, as are `html` and `head`.
    text: Option<Vec<(u32, u32)>>,
    html: Option<Vec<(u32, u32)>>,
    head: Vec<(u32, u32)>,
    /// What is different from the first letter's text.
    differences: Option<Vec<Stretch>>,
    /// Content-IDs, and the numbers of their images.
    images: Vec<(String, u32)>,
    attachments: Vec<Attachment>,
    warnings: Vec<String>,
    /// In octets, as it travels.
    size: u64,
    /// The mail's file, seen from the page.
    file: String,
}

#[derive(Debug, Serialize)]
struct LetterBlock<'a> {
    lines: Vec<&'a str>,
    rows: &'a [Row],
}

/// Where things are, for the page.
#[derive(Debug, Default, Serialize)]
pub(super) struct Index {
    /// The number of the first row of each block of the list.
    list: Vec<u64>,
    /// The place in the list, from 0, of the first row of each block of letters.
    letters: Vec<u64>,
    rows: u64,
    faulty: u64,
    warned: u64,
    /// The number of the row that the others are compared with.
    compared: Option<u64>,
}

/// Rows on their way into data files.
#[derive(Debug)]
pub(super) struct Blocks {
    dir: PathBuf,
    items: Vec<Item>,
    rows: Vec<Row>,
    lines: Lines,
    /// The text of the first letter.
    first: Option<String>,
    index: Index,
}

impl Blocks {
    pub(super) fn new(dir: &Path) -> Self {
        let (lines, index) = (Lines::default(), Index::default());
        Self { dir: dir.to_owned(), items: Vec::new(), rows: Vec::new(), lines, first: None, index }
    }

    /// Adds a letter whose mail is written to `file`.
    pub(super) fn letter(&mut self, letter: &Letter<'_>, file: String, files: &mut Files) -> Result<(), PreviewError> {
        let body = &letter.draft.body;
        let (mut images, mut attachments) = (Vec::new(), Vec::new());
        for part in &body.inline {
            match (&body.html, part.content_id()) {
                (Some(_), Some(id)) => images.push((id.to_owned(), files.image(part)?)),
                // Nothing shows it: it arrives as an attachment.
                _ => attachments.push(files.attachment(part)?),
            }
        }
        for part in &letter.draft.attachments {
            attachments.push(files.attachment(part)?);
        }
        let row = LetterRow {
            number: letter.number,
            line: letter.line,
            fields: letter.fields().into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            envelope: envelope(letter),
            differences: self.differences(letter),
            text: body.text.as_deref().map(|text| self.lines.runs(&shown_lines(text))),
            html: body.html.as_deref().map(|html| self.lines.runs(&shown_lines(html))),
            head: self.lines.runs(&letter.header_section()),
            images,
            attachments,
            warnings: letter.warnings.to_vec(),
            size: letter.mail.content.size() as u64,
            file,
        };
        let state = if letter.warnings.is_empty() { State::Sound } else { State::Warned };
        let to = letter.first_recipient();
        let name = to.and_then(|to| to.name.clone()).unwrap_or_default();
        let address = to.map_or_else(String::new, |to| to.address.to_string());
        let subject = letter.draft.subject.clone().unwrap_or_default();
        self.push(Item(letter.number, name, address, subject, state), Row::Letter(Box::new(row)))
    }

    /// Adds a row that makes no letter.
    pub(super) fn faulty(&mut self, row: &Faulty<'_>) -> Result<(), PreviewError> {
        let first = row.faults.first().cloned().unwrap_or_default();
        let item = Item(row.number, row.cells.to_owned(), String::new(), first, State::Faulty);
        let (cells, faults) = (row.cells.to_owned(), row.faults.to_vec());
        self.push(item, Row::Faulty { number: row.number, line: row.line, cells, faults })
    }

    /// Writes what is left, and tells where everything is.
    pub(super) fn finish(mut self) -> Result<Index, PreviewError> {
        self.write_items()?;
        self.write_rows()?;
        Ok(self.index)
    }

    fn differences(&mut self, letter: &Letter<'_>) -> Option<Vec<Stretch>> {
        let text = shown_lines(letter.draft.body.text.as_deref().unwrap_or_default());
        match &self.first {
            Some(first) => Some(differences(first, &text)),
            None => {
                self.first = Some(text);
                self.index.compared = Some(letter.number);
                None
            }
        }
    }

    fn push(&mut self, item: Item, row: Row) -> Result<(), PreviewError> {
        if self.items.is_empty() {
            self.index.list.push(item.0);
        }
        if self.rows.is_empty() {
            self.index.letters.push(self.index.rows);
        }
        self.index.rows += 1;
        match item.4 {
            State::Sound => {}
            State::Warned => self.index.warned += 1,
            State::Faulty => self.index.faulty += 1,
        }
        self.items.push(item);
        self.rows.push(row);
        if self.items.len() >= LIST_BLOCK {
            self.write_items()?;
        }
        if self.rows.len() >= LETTERS || self.lines.octets() >= OCTETS {
            self.write_rows()?;
        }
        Ok(())
    }

    fn write_items(&mut self) -> Result<(), PreviewError> {
        if self.items.is_empty() {
            return Ok(());
        }
        let items = mem::take(&mut self.items);
        write_data(&self.dir, "list", number(self.index.list.len()), &items)
    }

    fn write_rows(&mut self) -> Result<(), PreviewError> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let (rows, lines) = (mem::take(&mut self.rows), mem::take(&mut self.lines));
        let block = LetterBlock { lines: lines.all(), rows: &rows };
        write_data(&self.dir, "letters", number(self.index.letters.len()), &block)
    }
}

fn envelope(letter: &Letter<'_>) -> (String, Vec<String>) {
    let envelope = &letter.mail.envelope;
    let from = envelope.reverse_path.as_ref().map_or_else(String::new, ToString::to_string);
    (from, envelope.forward_paths.iter().map(ToString::to_string).collect())
}

fn number(blocks: usize) -> u32 {
    u32::try_from(blocks).unwrap_or(u32::MAX)
}

/// Writes a script that hands a value to the page.
pub(super) fn write_data(dir: &Path, kind: &str, number: u32, value: &impl Serialize) -> Result<(), PreviewError> {
    let script = format!("preview.take(\"{kind}\", {number}, {});\n", json(value));
    write_below(dir, &format!("{DATA}/{kind}-{number:04}.js"), script.as_bytes())
}

/// A text for a page, on which CR would be a character.
fn shown_lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}
