//! Tera with all the texts of a template: compiled once, rendered for each row.
//!
//! Two instances hold the same texts: one writes values as they are, the other as [marks](super::marks). A text is put
//! into the one whose output it needs; what it includes is put into both.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tera::value::Key;
use tera::{Context, ErrorKind, Tera, Value};

use super::errors::{TemplateError, line_and_column, reason, shown};
use super::marked::{Marked, Shortener};
use super::names::Names;
use super::spans::Rewritten;
use super::tags::Scan;
use super::{filters, marks};
use crate::input::{Fields, Header, Record};

/// What one text of a mail may grow to, in octets.
const MAX_OUTPUT: usize = 32 << 20;

/// How a text's values are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// As they are.
    Plain,
    /// As marks.
    Marked,
}

/// A text that has been compiled, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TextId(pub(super) usize);

/// All texts, compiled.
pub(super) struct Engine {
    plain: Tera,
    marked: Tera,
    pub(super) header: Arc<Header>,
    pub(super) texts: Vec<Text>,
    pub(super) files: BTreeMap<String, Text>,
    /// Tera's names for the texts, and the most octets that each has come to.
    outputs: Vec<(String, AtomicUsize)>,
    /// Columns that are needed as variables, by index.
    variables: Vec<(usize, &'static str)>,
    /// Columns that are needed as keys of `row`, by index; `None` = `row` is not used.
    keys: Option<Vec<(usize, Key<'static>)>>,
    /// Whether a row stands for a group of them, so that there is a list of `rows`.
    pub(super) is_grouped: bool,
    /// All columns as keys of the `rows`; `None` = they are not used.
    members: Option<Vec<Key<'static>>>,
}

/// The variable that lists the rows of a group.
pub(super) const ROWS: &str = "rows";

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("texts", &self.texts.len()).finish_non_exhaustive()
    }
}

/// A file, as the user named it, and what it holds.
#[derive(Debug, Clone)]
pub(super) struct File {
    pub(super) name: PathBuf,
    pub(super) text: Arc<str>,
}

/// One text: a header field's value, a body, an included file.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) mode: Mode,
    pub(super) file: File,
    /// From the file to what was scanned (a field's value unfolded, say).
    pub(super) unfolded: Rewritten,
    pub(super) scan: Scan,
}

/// Why a text could not be rendered for a row.
#[derive(Debug)]
pub(super) struct RenderError {
    /// The one column that the failing tag uses.
    pub(super) column: Option<usize>,
    /// `announcement.md:7:12`.
    pub(super) place: String,
    /// What and why.
    pub(super) what: String,
}

fn tera(mode: Mode) -> Tera {
    let mut tera = Tera::new();
    filters::register(&mut tera);
    match mode {
        Mode::Plain => tera.autoescape_on(Vec::<&str>::new()),
        Mode::Marked => {
            // Every name ends in nothing.
            tera.autoescape_on([""]);
            tera.set_escape_fn(marks::write_marked);
            filters::register_marked(&mut tera);
        }
    }
    tera
}

impl Text {
    /// An error at a place in the scanned text.
    pub(super) fn error_at_scanned(&self, at: usize, what: String) -> TemplateError {
        let offset = self.unfolded.source_of(at);
        let (line, column) = line_and_column(&self.file.text, offset);
        if self.file.name.as_os_str().is_empty() {
            return TemplateError::Condition { column, what };
        }
        TemplateError::At { file: self.file.name.clone(), line, column, what }
    }

    /// The tag of a place in the scanned text.
    pub(super) fn tag_at(&self, at: usize) -> Option<(usize, usize)> {
        self.scan.tags.iter().copied().find(|(start, end)| (*start..=*end).contains(&at))
    }
}

impl Engine {
    /// Compiles all texts, looks for unknown variables, and notes what a row's context must hold.
    pub(super) fn new(
        header: Arc<Header>,
        names: &Names,
        texts: Vec<Text>,
        files: BTreeMap<String, Text>,
        is_grouped: bool,
    ) -> Result<Self, TemplateError> {
        let (plain, marked) = (tera(Mode::Plain), tera(Mode::Marked));
        let outputs = (0..texts.len()).map(|index| (text_name(TextId(index)), AtomicUsize::new(0))).collect();
        let (variables, keys, members) = (Vec::new(), None, None);
        let mut engine = Self { plain, marked, header, texts, files, outputs, variables, keys, is_grouped, members };
        engine.compile(names)?;
        engine.check()?;
        engine.note_columns();
        Ok(engine)
    }

    fn compile(&mut self, names: &Names) -> Result<(), TemplateError> {
        self.refuse_what_tera_takes()?;
        let plain: Vec<_> = self
            .texts_of(Mode::Plain)
            .map(|(name, text)| (name, text.scan.rewritten.text.clone()))
            .chain(self.files.iter().map(|(name, text)| (name.clone(), text.scan.rewritten.text.clone())))
            .collect();
        let marked: Vec<_> = self
            .texts_of(Mode::Marked)
            .map(|(name, text)| (name, text.scan.rewritten.text.clone()))
            .chain(
                self.files.iter().map(|(name, text)| (name.clone(), names.scan(&text.file.text, true).rewritten.text)),
            )
            .collect();
        // The plain instance goes first: its copies of the included files are those that the places lead back from.
        let built = self.plain.add_raw_templates(plain).err();
        let built = built.or_else(|| self.marked.add_raw_templates(marked).err());
        built.map_or(Ok(()), |error| Err(self.template_error(&error)))
    }

    fn texts_of(&self, mode: Mode) -> impl Iterator<Item = (String, &Text)> {
        let numbered = self.texts.iter().enumerate();
        numbered.filter(move |(_, text)| text.mode == mode).map(|(index, text)| (self.outputs[index].0.clone(), text))
    }

    pub(super) fn text_named(&self, name: &str) -> Option<&Text> {
        match name.strip_prefix(TEXT_PREFIX).and_then(|number| number.parse::<usize>().ok()) {
            Some(number) => self.texts.get(number),
            None => self.files.get(name),
        }
    }

    /// A text and all files that it includes.
    pub(super) fn family(&self, index: usize) -> Vec<&Text> {
        let mut family = vec![&self.texts[index]];
        let mut seen: HashSet<&str> = HashSet::new();
        let mut next = 0;
        while let Some(text) = family.get(next).copied() {
            for (name, _) in &text.scan.files {
                if seen.insert(name)
                    && let Some(file) = self.files.get(name)
                {
                    family.push(file);
                }
            }
            next += 1;
        }
        family
    }

    /// The variables that a text does not set itself.
    pub(super) fn needed(&self, id: TextId) -> BTreeSet<String> {
        let tera = self.tera(id);
        let names = tera.get_template_variables(&self.outputs[id.0].0).unwrap_or_default();
        names.into_iter().map(str::to_owned).collect()
    }

    fn tera(&self, TextId(index): TextId) -> &Tera {
        match self.texts[index].mode {
            Mode::Plain => &self.plain,
            Mode::Marked => &self.marked,
        }
    }

    /// Finds the columns that a row's context must hold.
    fn note_columns(&mut self) {
        let mut variables: BTreeSet<String> = BTreeSet::new();
        for index in 0..self.texts.len() {
            variables.extend(self.needed(TextId(index)));
        }
        let is_listed = self.is_grouped && (variables.contains(ROWS) || variables.contains("__tera_context"));
        let key = |name: &String| Key::String(Arc::from(name.as_str()));
        self.members = is_listed.then(|| self.header.names().iter().map(key).collect());
        let texts = || self.texts.iter().chain(self.files.values());
        let all = texts().any(|text| text.scan.whole_row) || variables.contains("__tera_context");
        let keys: HashSet<&str> = texts().flat_map(|text| &text.scan.keys).map(|key| key.name.as_str()).collect();
        let named = self.header.names().iter().enumerate();
        let keyed = named
            .clone()
            .filter(|(_, name)| all || keys.contains(name.as_str()))
            .map(|(index, name)| (index, key(name)))
            .collect();
        self.keys = (all || !keys.is_empty()).then_some(keyed);
        let needed = named.filter(|(_, name)| variables.contains(*name));
        // A context takes only names that it owns, each row anew, or that live as long as the program. A template does.
        self.variables = needed.map(|(index, name)| (index, &*name.clone().leak())).collect();
    }

    /// The columns that a text names, by index.
    pub(super) fn columns(&self, TextId(index): TextId) -> Vec<usize> {
        let mut columns: Vec<usize> =
            self.family(index).into_iter().flat_map(|text| self.columns_in(text, |_| true)).collect();
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    fn columns_in(&self, text: &Text, wanted: impl Fn(usize) -> bool) -> Vec<usize> {
        let uses = text.scan.variables.iter().chain(&text.scan.keys);
        uses.filter(|found| wanted(found.at)).filter_map(|found| self.header.position(&found.name)).collect()
    }

    /// The column that a text consists of: `{{ email }}` and nothing else.
    pub(super) fn alone(&self, TextId(index): TextId) -> Option<usize> {
        let Text { unfolded, scan, .. } = &self.texts[index];
        let name = unfolded.text.trim().strip_prefix("{{")?.strip_suffix("}}")?.trim();
        let mut uses = scan.variables.iter().chain(&scan.keys);
        let is_alone = scan.tags.len() == 1 && uses.next()?.name == name && uses.next().is_none();
        self.header.position(name).filter(|_| is_alone && name != "__tera_context")
    }

    /// Whether a text joins values with `~`.
    pub(super) fn joins(&self, TextId(index): TextId) -> bool {
        self.family(index).into_iter().any(|text| text.scan.joins)
    }

    /// Whether a text has an `if` in it.
    pub(super) fn decides(&self, TextId(index): TextId) -> bool {
        self.family(index).into_iter().any(|text| text.scan.decides)
    }

    /// Whether an author wrote this, as opposed to a cell that passed `| safe`.
    pub(super) fn is_written(&self, literal: &str) -> bool {
        self.texts.iter().chain(self.files.values()).any(|text| text.file.text.contains(literal))
    }

    /// The texts that were included: name and content, in the names' order.
    pub(super) fn included(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(name, text)| (name.as_str(), &*text.file.text))
    }

    /// What the texts need of a row.
    pub(super) fn context(&self, record: &Record) -> Context {
        let value_of = |fields: &Fields, index: usize| Value::from(fields.get(index).unwrap_or_default());
        let value = |index: usize| value_of(&record.fields, index);
        let mut context = Context::new();
        for (index, name) in &self.variables {
            context.insert_value(*name, value(*index));
        }
        if let Some(keys) = &self.keys {
            let row: tera::Map = keys.iter().map(|(index, key)| (key.clone(), value(*index))).collect();
            context.insert_value("row", Value::from(row));
        }
        if let Some(members) = &self.members {
            let map = |fields| {
                members
                    .iter()
                    .enumerate()
                    .map(|(index, key)| (key.clone(), value_of(fields, index)))
                    .collect::<tera::Map>()
            };
            context.insert_value(ROWS, Value::from(record.rows().map(map).collect::<Vec<_>>()));
        }
        context
    }

    /// Renders a text for a row.
    pub(super) fn render(&self, id: TextId, context: &Context) -> Result<String, RenderError> {
        let mut output = Bounded { octets: Vec::with_capacity(self.expected(id)) };
        self.render_to(id, context, &mut output)?;
        let octets = output.octets;
        self.expect(id, octets.len());
        Ok(String::from_utf8(octets).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
    }

    /// Renders a text whose values are written as marks.
    pub(super) fn render_marked(&self, id: TextId, context: &Context) -> Result<Marked, RenderError> {
        let mut output = Shortener::new(self.expected(id), MAX_OUTPUT);
        self.render_to(id, context, &mut output)?;
        let marked = output.finish();
        self.expect(id, marked.text().len());
        Ok(marked)
    }

    fn render_to(&self, id: TextId, context: &Context, output: &mut impl Write) -> Result<(), RenderError> {
        self.tera(id).render_to(&self.outputs[id.0].0, context, output).map_err(|error| self.render_error(id, &error))
    }

    /// About how many octets a text will come to.
    fn expected(&self, id: TextId) -> usize {
        let most = self.outputs[id.0].1.load(Ordering::Relaxed).max(self.texts[id.0].unfolded.text.len());
        most + most / 8
    }

    fn expect(&self, id: TextId, octets: usize) {
        let most = &self.outputs[id.0].1;
        if octets > most.load(Ordering::Relaxed) {
            most.store(octets, Ordering::Relaxed);
        }
    }

    fn render_error(&self, id: TextId, error: &tera::Error) -> RenderError {
        let text = &self.texts[id.0];
        let file = text.file.name.display();
        let without_place = |what: String| RenderError { column: None, place: file.to_string(), what };
        let report = match error.kind() {
            ErrorKind::RenderingError(report) | ErrorKind::SyntaxError(report) => report,
            ErrorKind::Io(_) => return without_place(format!("it grows beyond {} MiB", MAX_OUTPUT >> 20)),
            _ => return without_place(reason(&error.to_string(), "")),
        };
        let what = reason(&shown(report.message(), 500), "");
        let Some(text) = self.text_named(report.filename()) else { return without_place(what) };
        let at = text.scan.rewritten.source_of(report.span().range.start);
        let columns = text.tag_at(at).map(|(start, end)| self.columns_in(text, |at| (start..end).contains(&at)));
        let column = match columns.as_deref() {
            Some([column]) => Some(*column),
            _ => None,
        };
        let place = match text.error_at_scanned(at, String::new()) {
            TemplateError::At { file, line, column, .. } => format!("{}:{line}:{column}", file.display()),
            TemplateError::Condition { column, .. } => column.to_string(),
            _ => String::new(),
        };
        RenderError { column, place, what }
    }
}

const TEXT_PREFIX: &str = "\0text ";

/// A name for Tera that no file can have.
fn text_name(TextId(index): TextId) -> String {
    format!("{TEXT_PREFIX}{index}")
}

/// A vector that does not grow for ever.
struct Bounded {
    octets: Vec<u8>,
}

impl Write for Bounded {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        if self.octets.len() + octets.len() > MAX_OUTPUT {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.octets.extend_from_slice(octets);
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
