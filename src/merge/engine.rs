//! Tera with all the texts of a template: compiled once, rendered for each row.
//!
//! Two instances hold the same texts: one writes values as they are, the other as [marks](super::marks). A text is put
//! into the one whose output it needs; what it includes is put into both.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tera::{ErrorKind, Tera};

use super::cells::{Cells, Columns, Keys, UNKNOWN};
use super::errors::{TemplateError, line_and_column, reason};
use super::lines::{BodyText, Finished};
use super::marked::{Marked, Shortener};
use super::names::Names;
use super::party::Party;
use super::spans::Rewritten;
use super::spelling::visible;
use super::straight::{self, Step, WithMarks};
use super::syntax::{self, Sources};
use super::tags::{Scan, Use};
use super::{What, filters, marks};
use crate::input::{ADDED, Header, Record};
use crate::mail::shown;

/// What one text of a mail may grow to, in octets.
pub(super) const MAX_OUTPUT: usize = 32 << 20;

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
    pub(super) plain: Tera,
    pub(super) marked: Tera,
    pub(super) header: Arc<Header>,
    pub(super) texts: Vec<Text>,
    pub(super) files: BTreeMap<String, Text>,
    /// Tera's names for the texts, and the most octets that each has come to.
    pub(super) outputs: Vec<(String, AtomicUsize)>,
    /// What a row's context must hold.
    columns: Columns,
    /// The texts that need no engine, by number.
    pub(super) straight: Vec<Option<Vec<Step>>>,
    /// Whether a row stands for a group of them, so that there is a list of `rows`.
    pub(super) is_grouped: bool,
    /// Names that are no columns, and the columns that were probably meant, by index ([`UNKNOWN`] = nobody knows). A template
    /// that has any is looked at, and never sent.
    pub(super) misspelt: Vec<(String, usize)>,
    /// By the texts' numbers: whether something in it cannot be known, for whatever row.
    pub(super) holes: Vec<bool>,
    /// Whether any text, as its author wrote it, names a column of the list.
    pub(super) has_columns: bool,
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
    /// Whether it is a body: its lines may end in CRLF, where its author ended them with LF.
    pub(super) is_body: bool,
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

pub(super) fn tera(mode: Mode) -> Tera {
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
    pub(super) fn error_at_scanned(&self, at: usize, what: impl Into<What>) -> TemplateError {
        let what = what.into();
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
    /// Compiles all texts, looks for unknown variables, and notes what a row's context must hold. All errors; what they are
    /// about is mended, so that the rest can be looked at.
    pub(super) fn new(
        header: Arc<Header>,
        names: &Names,
        texts: Vec<Text>,
        files: BTreeMap<String, Text>,
        is_grouped: bool,
    ) -> (Self, Vec<TemplateError>) {
        let (plain, marked) = (tera(Mode::Plain), tera(Mode::Marked));
        let outputs = (0..texts.len()).map(|index| (text_name(TextId(index)), AtomicUsize::new(0))).collect();
        let (columns, straight) = (Columns::default(), Vec::new());
        let (misspelt, holes) = (Vec::new(), vec![false; texts.len()]);
        // Before anything is mended: then, misspelt names are columns.
        let is_column = |used: &Use| header.position(&used.name).is_some();
        let has_columns = texts.iter().chain(files.values()).any(|text| {
            let fields = text.scan.fields.iter().map(|(_, field)| field);
            text.scan.variables.iter().chain(&text.scan.keys).chain(fields).any(is_column)
        });
        let mut engine = Self {
            plain,
            marked,
            header,
            texts,
            files,
            outputs,
            columns,
            straight,
            is_grouped,
            misspelt,
            holes,
            has_columns,
        };
        let mut errors = engine.compile_all(names);
        errors.extend(engine.check());
        engine.columns = engine.find_columns();
        engine.straight = engine.find_straight();
        (engine, errors)
    }

    /// Hands all texts to Tera. Its error.
    pub(super) fn compile(&mut self, names: &Names) -> Result<(), tera::Error> {
        let plain: Vec<_> = self
            .texts_of(Mode::Plain)
            .map(|(name, text)| (name, text.scan.rewritten.text.clone()))
            .chain(self.files.iter().map(|(name, text)| (name.clone(), text.scan.rewritten.text.clone())))
            .collect();
        let marked: Vec<_> = self
            .texts_of(Mode::Marked)
            .map(|(name, text)| (name, text.scan.rewritten.text.clone()))
            .chain(
                self.files
                    .iter()
                    .map(|(name, text)| (name.clone(), names.scan(&text.unfolded.text, true).rewritten.text)),
            )
            .collect();
        // The plain instance goes first: its copies of the included files are those that the places lead back from.
        self.plain.add_raw_templates(plain)?;
        self.marked.add_raw_templates(marked)
    }

    /// The index of a column, or of the one that a misspelt name stands for.
    pub(super) fn position(&self, name: &str) -> Option<usize> {
        let meant = || self.misspelt.iter().find(|(other, _)| other == name).map(|(_, index)| *index);
        self.header.position(name).or_else(meant)
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

    /// The columns that a row's context must hold.
    fn find_columns(&self) -> Columns {
        let mut variables: BTreeSet<String> = BTreeSet::new();
        for index in 0..self.texts.len() {
            variables.extend(self.needed(TextId(index)));
        }
        let texts = || self.texts.iter().chain(self.files.values());
        let all = texts().any(|text| text.scan.whole_row) || variables.contains("__tera_context");
        let keys: HashSet<&str> = texts().flat_map(|text| &text.scan.keys).map(|key| key.name.as_str()).collect();
        // Who names one of them, in whatever way, is to have it.
        let names_added = texts().any(|text| ADDED.iter().any(|name| text.file.text.contains(name)));
        let every = || if names_added { Keys::All } else { Keys::Own };
        let keys = match all {
            true => Some(every()),
            false => Some(Keys::These(keys)).filter(|keys| !keys.is_empty()),
        };
        let is_listed = self.is_grouped && (variables.contains(ROWS) || variables.contains("__tera_context"));
        let members = is_listed.then(every);
        Columns::of(&self.header, &self.misspelt, &variables, keys.as_ref(), members.as_ref())
    }

    fn find_straight(&self) -> Vec<Option<Vec<Step>>> {
        let sources = Sources { columns: &self.columns, files: &self.files };
        let steps = |text| syntax::steps(text, &sources);
        let with_line_ends = |text: &Text, steps| if text.is_body { straight::of_body(steps) } else { steps };
        self.texts.iter().map(|text| Some(with_line_ends(text, steps(text)?))).collect()
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
        uses.filter(|found| wanted(found.at))
            .filter_map(|found| self.position(&found.name))
            .filter(|index| *index != UNKNOWN)
            .collect()
    }

    /// What a row's context must hold.
    pub(super) fn all_columns(&self) -> &Columns {
        &self.columns
    }

    /// The columns that any text needs, by index, ascending.
    pub(super) fn used_columns(&self) -> Vec<usize> {
        self.columns.used()
    }

    /// What the author wrote for a text, on one line if it is a field's.
    pub(super) fn written(&self, TextId(index): TextId) -> &str {
        &self.texts[index].unfolded.text
    }

    /// The column that a text consists of: `{{ email }}` and nothing else.
    pub(super) fn alone(&self, TextId(index): TextId) -> Option<usize> {
        let Text { unfolded, scan, .. } = &self.texts[index];
        let name = unfolded.text.trim().strip_prefix("{{")?.strip_suffix("}}")?.trim();
        let mut uses = scan.variables.iter().chain(&scan.keys);
        let column = &uses.next()?.name;
        let is_name = column == name || visible(column) == visible(name);
        let is_alone = scan.tags.len() == 1 && is_name && uses.next().is_none();
        self.position(column).filter(|index| is_alone && *index != UNKNOWN && name != "__tera_context")
    }

    /// What an address field consists of, if it has the usual form.
    pub(super) fn party(&self, TextId(index): TextId) -> Option<Party> {
        Party::of(self.straight[index].as_ref()?)
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

    /// A row's cells.
    pub(super) fn cells<'a>(&'a self, record: &'a Record) -> Cells<'a> {
        Cells::new(record, &self.columns)
    }

    /// Renders a text for a row.
    pub(super) fn render(&self, id: TextId, cells: &Cells<'_>) -> Result<String, RenderError> {
        let text = match self.straight_text(id, cells) {
            Some(text) => text,
            None => self.engine_text(id, cells)?,
        };
        self.expect(id, text.len());
        Ok(text)
    }

    /// Renders a body that is plain text, in the room of another, and says whether it is [known to be in 7 bits](BodyText).
    pub(super) fn render_body(&self, id: TextId, cells: &Cells<'_>, room: String) -> Result<Finished, RenderError> {
        let body = match self.straight_body(id, cells, room) {
            Some(body) => body,
            None => self.engine_text(id, cells)?.into(),
        };
        self.expect(id, body.text.len());
        Ok(body)
    }

    fn straight_body(&self, id: TextId, cells: &Cells<'_>, room: String) -> Option<Finished> {
        let steps = self.straight[id.0].as_ref()?;
        // What stands for a column that nobody knows is in no row.
        let all_cells = self.misspelt.is_empty().then(|| cells.text());
        let mut body = BodyText::new(room, self.expected(id), all_cells);
        straight::write(steps, cells, MAX_OUTPUT, &mut body).then(|| body.finish())
    }

    /// Renders a text whose values are written as marks.
    pub(super) fn render_marked(&self, id: TextId, cells: &Cells<'_>) -> Result<Marked, RenderError> {
        let marked = match self.straight_marked(id, cells) {
            Some(marked) => marked,
            None => self.engine_marked(id, cells)?,
        };
        self.expect(id, marked.text().len());
        Ok(marked)
    }

    /// The text, if it needs no engine and is not too large.
    pub(super) fn straight_text(&self, id: TextId, cells: &Cells<'_>) -> Option<String> {
        let steps = self.straight[id.0].as_ref()?;
        let mut text = String::with_capacity(self.expected(id));
        if self.texts[id.0].mode == Mode::Plain {
            return straight::write(steps, cells, MAX_OUTPUT, &mut text).then_some(text);
        }
        let mut marked = WithMarks(text);
        straight::write(steps, cells, MAX_OUTPUT, &mut marked).then_some(marked.0)
    }

    pub(super) fn engine_text(&self, id: TextId, cells: &Cells<'_>) -> Result<String, RenderError> {
        let mut output = Bounded { octets: Vec::with_capacity(self.expected(id)) };
        self.render_to(id, cells, &mut output)?;
        let text = String::from_utf8(output.octets);
        Ok(text.unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
    }

    pub(super) fn straight_marked(&self, id: TextId, cells: &Cells<'_>) -> Option<Marked> {
        let steps = self.straight[id.0].as_ref()?;
        let mut marked = Marked::with_capacity(self.expected(id));
        straight::write(steps, cells, MAX_OUTPUT, &mut marked).then_some(marked)
    }

    pub(super) fn engine_marked(&self, id: TextId, cells: &Cells<'_>) -> Result<Marked, RenderError> {
        let mut output = Shortener::new(self.expected(id), MAX_OUTPUT);
        self.render_to(id, cells, &mut output)?;
        Ok(output.finish())
    }

    /// The way that a text takes for a row, if it needs no engine.
    pub(super) fn path(&self, id: TextId, cells: &Cells<'_>) -> Option<straight::Path> {
        let steps = self.straight[id.0].as_ref()?;
        let mut path = straight::Path::default();
        straight::write(steps, cells, MAX_OUTPUT, &mut path).then_some(path)
    }

    fn render_to(&self, id: TextId, cells: &Cells<'_>, output: &mut impl Write) -> Result<(), RenderError> {
        let rendered = self.tera(id).render_to(&self.outputs[id.0].0, cells.context(), output);
        rendered.map_err(|error| self.render_error(id, &error))
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
            _ => return without_place(reason(&error.to_string(), "").into_text()),
        };
        let message = shown(report.message(), 500);
        let Some(text) = self.text_named(report.filename()) else {
            return without_place(reason(&message, "").into_text());
        };
        let at = text.scan.rewritten.source_of(report.span().range.start);
        let near = text.tag_at(at).and_then(|(start, end)| text.unfolded.text.get(start..end));
        let what = reason(&message, near.unwrap_or_default()).into_text();
        let columns = text.tag_at(at).map(|(start, end)| self.columns_in(text, |at| (start..end).contains(&at)));
        let column = match columns.as_deref() {
            Some([column]) => Some(*column),
            _ => None,
        };
        let place = match text.error_at_scanned(at, "") {
            TemplateError::At { file, line, column, .. } => format!("{}:{line}:{column}", file.display()),
            TemplateError::Condition { column, .. } => column.to_string(),
            _ => String::new(),
        };
        RenderError { column, place, what }
    }
}

pub(super) const TEXT_PREFIX: &str = "\0text ";

/// A name for Tera that no file can have.
pub(super) fn text_name(TextId(index): TextId) -> String {
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
