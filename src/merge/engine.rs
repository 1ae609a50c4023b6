//! Tera with all the texts of a template: compiled once, rendered for each row.
//!
//! Two instances hold the same texts: one writes values as they are, the other as [marks](super::marks). A text is put
//! into the one whose output it needs; what it includes is put into both.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tera::value::Key;
use tera::{Context, ErrorKind, Tera, Value};

use super::errors::{TemplateError, line_and_column, nearest, reason, shown, unknown_variable};
use super::names::{Names, Scan, Use};
use super::spans::Rewritten;
use super::{filters, marks, source};
use crate::input::{Header, Record};

/// What one text of a mail may grow to, in octets.
const MAX_OUTPUT: usize = 32 << 20;
/// How many files a template may include.
const MAX_FILES: usize = 256;
/// How deep files may include one another.
const MAX_DEPTH: usize = 10;

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
pub(super) struct TextId(usize);

/// All texts, compiled.
pub(super) struct Engine {
    plain: Tera,
    marked: Tera,
    header: Arc<Header>,
    texts: Vec<Text>,
    files: BTreeMap<String, Text>,
    /// Columns that are needed as variables, by index.
    variables: Vec<(usize, String)>,
    /// Columns that are needed as keys of `row`, by index; `None` = `row` is not used.
    keys: Option<Vec<(usize, Key<'static>)>>,
}

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
struct Text {
    mode: Mode,
    file: File,
    /// From the file to what was scanned (a field's value unfolded, say).
    unfolded: Rewritten,
    scan: Scan,
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

/// Gathers the texts.
#[derive(Debug)]
pub(super) struct Builder {
    names: Names,
    header: Arc<Header>,
    texts: Vec<Text>,
}

impl Builder {
    pub(super) fn new(header: &Header) -> Self {
        Self { names: Names::new(header), header: Arc::new(header.clone()), texts: Vec::new() }
    }

    /// Adds a text that was made from a file.
    pub(super) fn add(&mut self, file: &File, unfolded: Rewritten, mode: Mode) -> TextId {
        let scan = self.names.scan(&unfolded.text, mode == Mode::Marked);
        self.push(Text { mode, file: file.clone(), unfolded, scan })
    }

    /// Adds the condition of `--where`.
    pub(super) fn add_condition(&mut self, expression: &str) -> Result<TextId, TemplateError> {
        const BEFORE: &str = "{% if ";
        let mut scan = self.names.scan_expression(expression).map_err(|at| TemplateError::Condition {
            column: line_and_column(expression, at).1,
            what: "a tag ends here: an expression is what stands between {% if and %}".to_owned(),
        })?;
        let mut wrapped = Rewritten::default();
        wrapped.replace(BEFORE, 0);
        wrapped.append(&scan.rewritten);
        wrapped.replace(" %}1{% endif %}", expression.len());
        scan.rewritten = wrapped;
        scan.tags = vec![(0, expression.len())];
        let unfolded = Rewritten::of(expression, 0, expression.len());
        let file = File { name: PathBuf::new(), text: expression.into() };
        Ok(self.push(Text { mode: Mode::Plain, file, unfolded, scan }))
    }

    fn push(&mut self, text: Text) -> TextId {
        self.texts.push(text);
        TextId(self.texts.len() - 1)
    }

    /// Reads the included files, compiles all texts and looks for unknown variables.
    pub(super) fn build(self, folder: &Path) -> Result<Engine, TemplateError> {
        let files = self.included(folder)?;
        refuse_loops(&self.texts, &files)?;
        let mut engine = Engine {
            plain: tera(Mode::Plain),
            marked: tera(Mode::Marked),
            header: Arc::clone(&self.header),
            texts: self.texts,
            files,
            variables: Vec::new(),
            keys: None,
        };
        engine.compile(&self.names)?;
        engine.check_keys()?;
        engine.check_variables()?;
        engine.note_columns();
        Ok(engine)
    }

    fn included(&self, folder: &Path) -> Result<BTreeMap<String, Text>, TemplateError> {
        let mut files: BTreeMap<String, Text> = BTreeMap::new();
        let wanted = |text: &Text| -> Vec<(String, TemplateError)> {
            let problem = |at: &usize| text.error_at_scanned(*at, String::new());
            text.scan.files.iter().map(|(name, at)| (name.clone(), problem(at))).collect()
        };
        let mut queue: Vec<_> = self.texts.iter().flat_map(wanted).collect();
        while let Some((name, place)) = queue.pop() {
            if files.contains_key(&name) {
                continue;
            }
            if files.len() == MAX_FILES {
                return Err(with_what(place, format!("more than {MAX_FILES} files are included")));
            }
            let file = included_file(folder, &name).map_err(|what| with_what(place, what))?;
            let unfolded = Rewritten::of(&file.text, 0, file.text.len());
            let scan = self.names.scan(&file.text, false);
            let text = Text { mode: Mode::Plain, file, unfolded, scan };
            queue.extend(wanted(&text));
            files.insert(name, text);
        }
        Ok(files)
    }
}

fn with_what(place: TemplateError, what: String) -> TemplateError {
    match place {
        TemplateError::At { file, line, column, .. } => TemplateError::At { file, line, column, what },
        TemplateError::Condition { column, .. } => TemplateError::Condition { column, what },
        other => other,
    }
}

/// Reads a file that a tag names: from the template's folder and below, wherever a link may lead.
fn included_file(folder: &Path, name: &str) -> Result<File, String> {
    let path = Path::new(name);
    let plain = path.components().all(|part| matches!(part, std::path::Component::Normal(_)));
    let outside = || format!("\"{name}\" is outside the template's folder: only files in it and below can be included");
    if !plain || name.is_empty() {
        return Err(outside());
    }
    let unread = |error: io::Error| format!("\"{name}\" cannot be read: {error}");
    let root = folder.canonicalize().map_err(unread)?;
    let found = root.join(path).canonicalize().map_err(unread)?;
    if !found.starts_with(&root) {
        return Err(outside());
    }
    let text = source::read_text(&found).map_err(|error| match error {
        source::ReadError::Io(error) => unread(error),
        source::ReadError::Text(what) => format!("\"{name}\" {what}"),
    })?;
    Ok(File { name: folder.join(path), text: text.into() })
}

/// Tera sees loops of includes and loops of parents, but not one that goes through both.
fn refuse_loops(texts: &[Text], files: &BTreeMap<String, Text>) -> Result<(), TemplateError> {
    fn walk<'a>(
        name: &'a str,
        files: &'a BTreeMap<String, Text>,
        path: &mut Vec<&'a str>,
        done: &mut HashSet<&'a str>,
    ) -> Result<(), (String, String, usize)> {
        path.push(name);
        for (next, at) in files.get(name).map_or(&[][..], |text| &text.scan.files) {
            if let Some(start) = path.iter().position(|seen| seen == next) {
                let chain = [&path[start..], &[next.as_str()]].concat().join(" → ");
                return Err((name.to_owned(), format!("files include one another in a loop: {chain}"), *at));
            }
            if path.len() == MAX_DEPTH {
                return Err((name.to_owned(), format!("includes are nested more than {MAX_DEPTH} deep"), *at));
            }
            if !done.contains(next.as_str()) {
                walk(next, files, path, done)?;
            }
        }
        path.pop();
        done.insert(name);
        Ok(())
    }
    let mut done = HashSet::new();
    for (name, _) in texts.iter().flat_map(|text| &text.scan.files) {
        walk(name, files, &mut Vec::new(), &mut done).map_err(|(name, what, at)| match files.get(&name) {
            Some(text) => text.error_at_scanned(at, what),
            None => TemplateError::File { file: name.into(), what },
        })?;
    }
    Ok(())
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
    fn error_at_scanned(&self, at: usize, what: String) -> TemplateError {
        let offset = self.unfolded.source_of(at);
        let (line, column) = line_and_column(&self.file.text, offset);
        if self.file.name.as_os_str().is_empty() {
            return TemplateError::Condition { column, what };
        }
        TemplateError::At { file: self.file.name.clone(), line, column, what }
    }

    /// The tag of a place in the scanned text.
    fn tag_at(&self, at: usize) -> Option<(usize, usize)> {
        self.scan.tags.iter().copied().find(|(start, end)| (*start..=*end).contains(&at))
    }
}

impl Engine {
    fn compile(&mut self, names: &Names) -> Result<(), TemplateError> {
        for text in self.texts.iter().chain(self.files.values()) {
            if let Some(at) = text.scan.percent {
                let what = "`%` after a string is Python: join texts with `~`, as in {{ \"Dear \" ~ name }}";
                return Err(text.error_at_scanned(at, what.to_owned()));
            }
        }
        for text in self.texts.iter().chain(self.files.values()) {
            if let Some(at) = text.scan.nested_include {
                // Each may call the other: Tera counts the depth of neither then.
                return Err(text.error_at_scanned(at, "a component cannot include a file".to_owned()));
            }
        }
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
        numbered.filter(move |(_, text)| text.mode == mode).map(|(index, text)| (text_name(TextId(index)), text))
    }

    fn text_named(&self, name: &str) -> Option<&Text> {
        match name.strip_prefix(TEXT_PREFIX).and_then(|number| number.parse::<usize>().ok()) {
            Some(number) => self.texts.get(number),
            None => self.files.get(name),
        }
    }

    /// An error of Tera's at load.
    fn template_error(&self, error: &tera::Error) -> TemplateError {
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let at_end = report.message() == "Unexpected end of input";
                let at = if at_end { report.span().range.end } else { report.span().range.start };
                match self.text_named(report.filename()) {
                    Some(text) => self.syntax_error(text, at, report.message()),
                    None => self.error_without_place(report.message()),
                }
            }
            ErrorKind::Msg(message) => {
                // What Tera finds after parsing (an unknown filter) comes as a drawing of several lines.
                let what = message.lines().next().unwrap_or_default().trim_start_matches("error: ");
                match self.place_in_report(message) {
                    Some((text, at)) => text.error_at_scanned(text.scan.rewritten.source_of(at), unknown_part(what)),
                    None => self.error_without_place(what),
                }
            }
            _ => self.error_without_place(&error.to_string()),
        }
    }

    fn error_without_place(&self, what: &str) -> TemplateError {
        let file = self.texts.first().map(|text| text.file.name.clone()).unwrap_or_default();
        TemplateError::File { file, what: reason(what, "") }
    }

    /// The text and place of ` --> NAME:LINE:COLUMN`.
    fn place_in_report(&self, report: &str) -> Option<(&Text, usize)> {
        let place = report.lines().find_map(|line| line.trim_start().strip_prefix("--> "))?;
        let mut parts = place.rsplitn(3, ':');
        let column: usize = parts.next()?.parse().ok()?;
        let line: usize = parts.next()?.parse().ok()?;
        let text = self.text_named(parts.next()?)?;
        let rewritten = &text.scan.rewritten.text;
        let start: usize = rewritten.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
        let within: usize = rewritten[start..].chars().take(column.checked_sub(1)?).map(char::len_utf8).sum();
        Some((text, start + within))
    }

    fn syntax_error(&self, text: &Text, at: usize, message: &str) -> TemplateError {
        let scanned = text.scan.rewritten.source_of(at);
        let tag = text.tag_at(scanned);
        let near = tag.map_or("", |(start, end)| &text.unfolded.text[start..end]);
        if let Some((name, at)) = tag.and_then(|tag| self.misspelt(text, tag, scanned)) {
            return text.error_at_scanned(at, unknown_variable(name, &self.header));
        }
        text.error_at_scanned(scanned, reason(message, near))
    }

    /// The name in `{{ Frist Name }}` or at `姓茗`: to Tera a syntax error, to the author a misspelt column.
    fn misspelt<'a>(&self, text: &'a Text, tag: (usize, usize), at: usize) -> Option<(&'a str, usize)> {
        let source = &text.unfolded.text;
        let inner = source[tag.0..tag.1].strip_prefix("{{").and_then(|inner| inner.strip_suffix("}}"));
        if let Some(inner) = inner {
            let inner = inner.split('|').next().unwrap_or(inner);
            let name = inner.trim_start_matches('-').trim_end_matches('-').trim();
            let is_name = name.chars().all(|c| c.is_alphanumeric() || " _-./?#&".contains(c));
            let is_column = self.header.position(name).is_some();
            if is_name && !is_column && !name.is_empty() && name.starts_with(char::is_alphabetic) {
                let likely = nearest(name, self.header.names().iter().map(String::as_str)).is_some();
                if likely || !name.is_ascii() {
                    let offset = name.as_ptr() as usize - source.as_ptr() as usize;
                    return Some((name, offset));
                }
            }
        }
        let rest = source.get(at..)?;
        let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let word = &rest[..length];
        (!word.is_ascii() && self.header.position(word).is_none()).then_some((word, at))
    }

    /// `row["Nmae"]`: a literal key that is no column.
    fn check_keys(&self) -> Result<(), TemplateError> {
        for text in self.texts.iter().chain(self.files.values()) {
            let unknown = |key: &&Use| {
                !key.guarded && !text.scan.asked.contains(&key.name) && self.header.position(&key.name).is_none()
            };
            if let Some(key) = text.scan.keys.iter().find(unknown) {
                return Err(text.error_at_scanned(key.at, unknown_variable(&key.name, &self.header)));
            }
        }
        Ok(())
    }

    /// Variables that are neither columns nor given a value by the template.
    fn check_variables(&self) -> Result<(), TemplateError> {
        for index in 0..self.texts.len() {
            let family = self.family(index);
            let mut names: Vec<String> = self.needed(TextId(index)).into_iter().collect();
            names.sort_unstable();
            let mut first: Option<(usize, usize, TemplateError)> = None;
            for name in names {
                if self.header.position(&name).is_some() || name == "row" {
                    continue;
                }
                for (order, text) in family.iter().enumerate() {
                    let assigned_elsewhere =
                        family.iter().any(|other| !std::ptr::eq(*other, *text) && other.scan.assigned.contains(&name));
                    if assigned_elsewhere || text.scan.asked.contains(&name) {
                        continue;
                    }
                    let unguarded = text.scan.variables.iter().find(|found| found.name == name && !found.guarded);
                    if let Some(found) = unguarded
                        && first.as_ref().is_none_or(|(o, at, _)| (order, found.at) < (*o, *at))
                    {
                        let error = text.error_at_scanned(found.at, unknown_variable(&name, &self.header));
                        first = Some((order, found.at, error));
                    }
                }
            }
            if let Some((_, _, error)) = first {
                return Err(error);
            }
        }
        Ok(())
    }

    /// A text and all files that it includes.
    fn family(&self, index: usize) -> Vec<&Text> {
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
    fn needed(&self, id: TextId) -> BTreeSet<String> {
        let tera = self.tera(id);
        let names = tera.get_template_variables(&text_name(id)).unwrap_or_default();
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
        let texts = || self.texts.iter().chain(self.files.values());
        let all = texts().any(|text| text.scan.whole_row) || variables.contains("__tera_context");
        let keys: HashSet<&str> = texts().flat_map(|text| &text.scan.keys).map(|key| key.name.as_str()).collect();
        let named = self.header.names().iter().enumerate();
        let keyed = named
            .clone()
            .filter(|(_, name)| all || keys.contains(name.as_str()))
            .map(|(index, name)| (index, Key::String(Arc::from(name.as_str()))))
            .collect();
        self.keys = (all || !keys.is_empty()).then_some(keyed);
        self.variables =
            named.filter(|(_, name)| variables.contains(*name)).map(|(index, name)| (index, name.clone())).collect();
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

    /// Whether a text joins values with `~`.
    pub(super) fn joins(&self, TextId(index): TextId) -> bool {
        self.family(index).into_iter().any(|text| text.scan.joins)
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
        let value = |index: usize| Value::from(record.fields.get(index).map_or("", String::as_str));
        let mut context = Context::new();
        for (index, name) in &self.variables {
            context.insert_value(name.clone(), value(*index));
        }
        if let Some(keys) = &self.keys {
            let row: tera::Map = keys.iter().map(|(index, key)| (key.clone(), value(*index))).collect();
            context.insert_value("row", Value::from(row));
        }
        context
    }

    /// Renders a text for a row.
    pub(super) fn render(&self, id: TextId, context: &Context) -> Result<String, RenderError> {
        let mut output = Bounded { octets: Vec::with_capacity(self.texts[id.0].unfolded.text.len() * 2) };
        match self.tera(id).render_to(&text_name(id), context, &mut output) {
            Ok(()) => Ok(String::from_utf8(output.octets)
                .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())),
            Err(error) => Err(self.render_error(id, &error)),
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

/// Unknown filter `e`: and what it might have been.
fn unknown_part(what: &str) -> String {
    let name = what.split('`').nth(1).unwrap_or_default();
    let instead = match name {
        "e" => Some("escape"),
        "d" => Some("default"),
        "strftime" => Some("date"),
        "format" | "intcomma" => Some("number"),
        "striptags" | "nl2br" => Some("newlines_to_br"),
        _ if what.starts_with("Unknown filter") => nearest(name, filters::NAMES.iter().copied()),
        _ => None,
    };
    match instead {
        Some(instead) => format!("{what}. Did you mean `{instead}`?"),
        None => what.to_owned(),
    }
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
