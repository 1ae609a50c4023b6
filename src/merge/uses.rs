//! What a template says before any row is read: which columns are for what, and what its author wrote.

use std::collections::BTreeMap;
use std::path::Path;

use super::cells::UNKNOWN;
use super::engine::{Engine, Text};
use super::fields::{Addresses, Source, Value};
use super::layout::Layout;
use super::straight;
use super::tags::Use;

/// Columns by index, ascending, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Uses {
    /// Those that any text uses, also through the rows of a group.
    pub letter: Vec<usize>,
    /// Of those, the ones that may be empty: the template asks with `{% if note %}`, or has a `default`.
    pub optional: Vec<usize>,
    /// Those that are written where others hold something alone, and these others. Known of simple texts.
    pub guarded: BTreeMap<usize, Vec<usize>>,
    /// Those that a text uses of a row by itself; of a group that is its first. Not those that it uses through the rows too.
    pub of_first: Vec<usize>,
    /// Those of the field To.
    pub to: Vec<usize>,
    /// Those of the Subject.
    pub subject: Vec<usize>,
    /// Those of the Attachment fields.
    pub attachment: Vec<usize>,
    /// The names of the files that are attached to every letter.
    pub common_files: Vec<String>,
    /// Whether a letter may have a file of its own.
    pub has_own_files: bool,
}

/// A text of a template as its author wrote it, tags and all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written<'a> {
    /// The template, or the file that it includes.
    pub file: &'a Path,
    /// All of the file, header section and all.
    pub text: &'a str,
}

impl Written<'_> {
    /// Where an octet of it is: `letter.md:3`.
    #[must_use]
    pub fn place(&self, at: usize) -> String {
        let line = self.text.bytes().take(at).filter(|octet| *octet == b'\n').count() + 1;
        format!("{}:{line}", self.file.display())
    }
}

impl Uses {
    pub(super) fn of(engine: &Engine, layout: &Layout) -> Self {
        let texts = || engine.texts.iter().chain(engine.files.values());
        let to = match &layout.to {
            Some(Addresses::Text(value)) => columns(value),
            _ => Vec::new(),
        };
        let common = |value: &Value| match &value.source {
            Source::Literal(path) => Path::new(path).file_name().map(|name| name.to_string_lossy().into_owned()),
            Source::Text { .. } => None,
        };
        let is_own = |value: &Value| matches!(value.source, Source::Text { .. });
        Self {
            // Where nothing of the template could be read, all of them.
            letter: if layout.is_unread {
                (0..engine.header.names().len()).collect()
            } else {
                sorted(engine.used_columns().into_iter().chain(texts().flat_map(|text| members(engine, text))))
            },
            of_first: of_first(engine, &sorted(texts().flat_map(|text| members(engine, text)))),
            optional: sorted(texts().flat_map(|text| optional(engine, text))),
            guarded: guarded(engine),
            to,
            subject: layout.subject.as_ref().map_or_else(Vec::new, columns),
            attachment: sorted(layout.attachments.iter().flat_map(columns)),
            common_files: layout.attachments.iter().filter_map(common).collect(),
            has_own_files: layout.attachments.iter().any(is_own),
        }
    }
}

fn guarded(engine: &Engine) -> BTreeMap<usize, Vec<usize>> {
    let mut found = BTreeMap::new();
    for text in &engine.straight {
        let Some(steps) = text else { return BTreeMap::new() };
        straight::guards(steps, &mut Vec::new(), &mut found);
    }
    found.retain(|_, guards| !guards.is_empty());
    found
}

fn columns(value: &Value) -> Vec<usize> {
    match &value.source {
        Source::Text { columns, .. } => columns.clone(),
        Source::Literal(_) => Vec::new(),
    }
}

fn sorted(columns: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut columns: Vec<usize> = columns.collect();
    columns.sort_unstable();
    columns.dedup();
    columns
}

/// The columns that a text uses through the rows of a group: `r.note` of `{% for r in rows %}`.
fn members<'a>(engine: &'a Engine, text: &'a Text) -> impl Iterator<Item = usize> + 'a {
    let fields = text.scan.fields.iter().filter(|(variable, _)| text.scan.members.contains(variable));
    // Also of a misspelt name, which stands for the column that was meant.
    fields.filter_map(|(_, found)| engine.position(&found.name)).filter(|column| *column != UNKNOWN)
}

fn of_first(engine: &Engine, of_all: &[usize]) -> Vec<usize> {
    let texts = engine.texts.iter().chain(engine.files.values());
    let names = texts.flat_map(|text| {
        let is_own = |found: &&Use| !text.scan.assigned.contains(&found.name);
        text.scan.variables.iter().chain(&text.scan.keys).filter(is_own)
    });
    let columns = names.filter_map(|found| engine.header.position(&found.name));
    sorted(columns.filter(|column| !of_all.contains(column)))
}

/// The columns that a text asks whether they hold anything.
fn optional<'a>(engine: &'a Engine, text: &'a Text) -> impl Iterator<Item = usize> + 'a {
    let fields = text.scan.fields.iter().map(|(_, found)| found);
    let uses = text.scan.variables.iter().chain(&text.scan.keys).chain(fields);
    uses.filter(|found| found.guarded || is_asked(text, found)).filter_map(|found| engine.header.position(&found.name))
}

/// Whether a use stands in an `if` that asks for nothing but whether it is empty.
fn is_asked(text: &Text, found: &Use) -> bool {
    let Some((start, end)) = text.tag_at(found.at) else { return false };
    let Some(tag) = text.unfolded.text.get(start..end) else { return false };
    let word = tag.trim_start_matches(['{', '%', '-', ' ', '\n']);
    if !word.starts_with("if ") && !word.starts_with("elif ") {
        return false;
    }
    let Some(behind) = text.unfolded.text.get(found.at..end) else { return false };
    let behind = behind.trim_start_matches(['"', '\'', '`']).strip_prefix(found.name.as_str()).unwrap_or(behind);
    let behind = behind.trim_start_matches(['"', '\'', '`', ']', ' ']);
    let behind = behind.strip_prefix("| trim").unwrap_or(behind).trim_start();
    let is_compared = ["==", "!=", "<", ">", "|", "is ", "in ", "not in"].iter().any(|sign| behind.starts_with(sign));
    let with_nothing = behind.trim_start_matches(['=', '!']).trim_start();
    !is_compared || behind.starts_with(['=', '!']) && ["\"\"", "''"].iter().any(|empty| with_nothing.starts_with(empty))
}
