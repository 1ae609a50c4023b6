//! JSON (RFC 8259) and JSON Lines: an object is a row, its members are the columns, in the order in which they first come.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

use super::grid::Grid;
use super::table::Table;
use super::{Header, InputError};

/// What half of a surrogate pair is (RFC 8259 §8.2): JSON, and no character.
const HALF: &str = "half a character (\\ud800 to \\udfff alone), as of an emoji that was cut. Write it anew.";

/// Whether a text that begins so is JSON, and no CSV: an object, or a list of objects.
pub(super) fn begins(text: &str) -> bool {
    let text = text.trim_start();
    match text.strip_prefix('[') {
        Some(list) => list.trim_start().starts_with(['{', ']']),
        None => text.strip_prefix('{').is_some_and(|object| object.trim_start().starts_with(['"', '}'])),
    }
}

/// Reads a list of objects, or objects one after another.
///
/// # Errors
/// The text is no JSON, or holds no object.
pub(super) fn read(file: &str, text: &str) -> Result<Table, InputError> {
    let mut rows = Rows::new(file, text);
    if text.trim_start().starts_with('[') {
        let list: Vec<&RawValue> = serde_json::from_str(text).map_err(|error| syntax(file, text, &error))?;
        for value in list {
            rows.add(value.get())?;
        }
    } else {
        let mut values = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
        loop {
            match values.next() {
                None => break,
                Some(Ok(value)) => rows.add(value.get())?,
                Some(Err(error)) => return Err(syntax(file, text, &error)),
            }
        }
    }
    rows.finish()
}

fn syntax(file: &str, text: &str, error: &serde_json::Error) -> InputError {
    let line = error.line().max(1) as u64;
    let what = error.to_string();
    let what = what.split(" at line ").next().unwrap_or(&what);
    let hint = of_a_program(text, error).unwrap_or_default();
    let what = format!("not valid JSON, character {}: {what}{hint}", error.column().max(1));
    InputError::At { file: file.to_owned(), line, what }
}

/// What is to be done about a word that programs write where JSON has another: `NaN`.
fn of_a_program(text: &str, error: &serde_json::Error) -> Option<String> {
    const WORDS: [(&str, &str); 7] = [
        ("NaN", "null"),
        ("Infinity", "null"),
        ("-Infinity", "null"),
        ("undefined", "null"),
        ("None", "null"),
        ("True", "true"),
        ("False", "false"),
    ];
    let line = text.split('\n').nth(error.line().checked_sub(1)?)?;
    let rest = line.get(error.column().checked_sub(1)?..)?;
    let (word, right) = WORDS.iter().find(|(word, _)| rest.starts_with(word))?;
    Some(format!(", and {word} is none there. Write {right}"))
}

/// The rows so far.
struct Rows<'a> {
    file: &'a str,
    text: &'a str,
    /// Up to where lines are counted, and how many there are up to there.
    counted: usize,
    line: u64,
    grid: Grid,
    names: Vec<String>,
    columns: HashMap<String, u32>,
    faults: BTreeMap<usize, String>,
}

impl<'a> Rows<'a> {
    fn new(file: &'a str, text: &'a str) -> Self {
        let (grid, names, columns, faults) = Default::default();
        Self { file, text, counted: 0, line: 1, grid, names, columns, faults }
    }

    /// Adds a value, which is a part of the text.
    fn add(&mut self, value: &'a str) -> Result<(), InputError> {
        let at = (value.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize).min(self.text.len());
        let between = self.text.as_bytes().get(self.counted..at).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', between).count() as u64;
        self.counted = self.counted.max(at);
        self.grid.add_row(self.line);
        let row = self.grid.len() - 1;
        match serde_json::from_str::<Members>(value) {
            // What is an object has been read as JSON: only a name can be wrong.
            Err(_) if value.starts_with('{') => drop(self.faults.insert(row, format!("a name holds {HALF}"))),
            Err(_) => {
                let what = "is no object. A row is written {\"name\": \"Ann\", \"email\": \"ann@example.org\"}.";
                self.faults.insert(row, what.to_owned());
            }
            Ok(Members(members)) => {
                let mut seen = HashSet::new();
                for (name, value) in &members {
                    if !seen.insert(name.trim()) {
                        self.faults.insert(row, format!("{name:?} is there twice. Rename one of them."));
                    }
                    self.member(row, name, value)?;
                }
            }
        }
        Ok(())
    }

    fn member(&mut self, row: usize, name: &str, value: &RawValue) -> Result<(), InputError> {
        let name = name.trim();
        let column = match self.columns.get(name) {
            Some(column) => *column,
            None => {
                let column = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
                self.names.push(name.to_owned());
                self.columns.insert(name.to_owned(), column);
                column
            }
        };
        let text = value.get();
        let pushed = match text.bytes().next() {
            Some(b'{' | b'[') => {
                let kind = if text.starts_with('{') { "an object" } else { "a list" };
                let what = format!("{name:?} is {kind}: a value must be a text, a number, true, false or null.");
                self.faults.entry(row).or_insert(what);
                Ok(())
            }
            Some(b'n') => Ok(()),
            Some(b'"') => {
                // It has been read as JSON, but half of a surrogate pair is no character.
                match serde_json::from_str::<String>(text) {
                    Ok(text) => self.grid.push(self.line_of(row), column, &text),
                    Err(_) => {
                        let what = format!("{name:?} holds {HALF}");
                        self.faults.entry(row).or_insert(what);
                        Ok(())
                    }
                }
            }
            // As it is written: a number may have more digits than any type of number.
            _ => self.grid.push(self.line_of(row), column, text),
        };
        pushed.map_err(|_| {
            let what = "holds more than can be kept in memory. Save the list as CSV (UTF-8).".to_owned();
            InputError::File { file: self.file.to_owned(), what }
        })
    }

    fn line_of(&self, row: usize) -> u64 {
        self.grid.line(row)
    }

    fn finish(self) -> Result<Table, InputError> {
        let Self { file, names, grid, faults, .. } = self;
        let fail = |what: &str| Err(InputError::File { file: file.to_owned(), what: what.to_owned() });
        if names.is_empty() {
            return fail("holds no row. A list is written [{\"name\": \"Ann\", \"email\": \"ann@example.org\"}].");
        }
        if names.iter().any(String::is_empty) {
            return fail("has a member without a name (\"\"). Name it.");
        }
        let columns = (0..).zip(0..names.len()).collect();
        Ok(Table { header: Arc::new(Header::new(names)), columns, grid, first: 0, faults, remarks: Vec::new() })
    }
}

/// The members of an object, in their order, each time that they are there.
struct Members(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object)
    }
}
