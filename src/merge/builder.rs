//! Gathering the texts of a template and the files that they include.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::engine::{Engine, File, Mode, Text, TextId};
use super::errors::{TemplateError, line_and_column};
use super::mend::ELLIPSIS;
use super::names::Names;
use super::source;
use super::spans::Rewritten;
use crate::input::Header;

/// How many files a template may include.
const MAX_FILES: usize = 256;
/// How deep files may include one another: each takes a good part of a thread's stack.
const MAX_DEPTH: usize = 10;

/// Gathers the texts.
#[derive(Debug)]
pub(super) struct Builder {
    names: Names,
    header: Arc<Header>,
    texts: Vec<Text>,
    is_grouped: bool,
}

impl Builder {
    pub(super) fn new(header: &Header) -> Self {
        Self { names: Names::new(header), header: Arc::new(header.clone()), texts: Vec::new(), is_grouped: false }
    }

    /// Whether each row will stand for a group of them.
    pub(super) fn grouped(self, is_grouped: bool) -> Self {
        Self { is_grouped, ..self }
    }

    /// Adds a text that was made from a file.
    pub(super) fn add(&mut self, file: &File, unfolded: Rewritten, mode: Mode) -> TextId {
        let scan = self.names.scan(&unfolded.text, mode == Mode::Marked);
        self.push(Text { mode, is_body: false, file: file.clone(), unfolded, scan })
    }

    /// Adds a body's text.
    pub(super) fn add_body(&mut self, file: &File, unfolded: Rewritten, mode: Mode) -> TextId {
        let id = self.add(file, unfolded, mode);
        self.texts[id.0].is_body = true;
        id
    }

    /// Adds the condition of `--where`.
    pub(super) fn add_condition(&mut self, expression: &str) -> Result<TextId, TemplateError> {
        const BEFORE: &str = "{% if ";
        let mut scan = self.names.scan_expression(expression).map_err(|at| TemplateError::Condition {
            column: line_and_column(expression, at).1,
            what: "a tag ends here: an expression is what stands between {% if and %}".into(),
        })?;
        let mut wrapped = Rewritten::default();
        wrapped.replace(BEFORE, 0);
        wrapped.append(&scan.rewritten);
        wrapped.replace(" %}1{% endif %}", expression.len());
        scan.rewritten = wrapped;
        scan.tags = vec![(0, expression.len())];
        let unfolded = Rewritten::of(expression, 0, expression.len());
        let file = File { name: PathBuf::new(), text: expression.into() };
        Ok(self.push(Text { mode: Mode::Plain, is_body: false, file, unfolded, scan }))
    }

    fn push(&mut self, text: Text) -> TextId {
        self.texts.push(text);
        TextId(self.texts.len() - 1)
    }

    /// Reads the included files, compiles all texts and looks for unknown variables.
    pub(super) fn build(self, folder: &Path) -> Result<Engine, TemplateError> {
        let (engine, errors) = self.examine(folder);
        errors.into_iter().next().map_or(Ok(engine), Err)
    }

    /// As [`Self::build`], with all errors: the engine is one to look at the rest by.
    pub(super) fn examine(self, folder: &Path) -> (Engine, Vec<TemplateError>) {
        let mut errors = Vec::new();
        let mut files = self.included(folder, &mut errors);
        if let Err(error) = refuse_loops(&self.texts, &files) {
            errors.push(error);
            files.values_mut().for_each(|file| file.empty(&self.names));
        }
        let (engine, more) = Engine::new(self.header, &self.names, self.texts, files, self.is_grouped);
        errors.extend(more);
        (engine, errors)
    }

    /// The files that are included. One that cannot be read is an error, and has nothing in it.
    fn included(&self, folder: &Path, errors: &mut Vec<TemplateError>) -> BTreeMap<String, Text> {
        let mut files: BTreeMap<String, Text> = BTreeMap::new();
        let wanted = |text: &Text| -> Vec<(String, TemplateError)> {
            let problem = |at: &usize| text.error_at_scanned(*at, "");
            text.scan.files.iter().map(|(name, at)| (name.clone(), problem(at))).collect()
        };
        let mut queue: Vec<_> = self.texts.iter().flat_map(wanted).collect();
        while let Some((name, place)) = queue.pop() {
            if files.contains_key(&name) {
                continue;
            }
            if files.len() == MAX_FILES {
                errors.push(with_what(place, format!("more than {MAX_FILES} files are included")));
                break;
            }
            let file = included_file(folder, &name).unwrap_or_else(|what| {
                errors.push(with_what(place, what));
                File { name: folder.join(&name), text: ELLIPSIS.into() }
            });
            let unfolded = Rewritten::of(&file.text, 0, file.text.len());
            let scan = self.names.scan(&file.text, false);
            let text = Text { mode: Mode::Plain, is_body: false, file, unfolded, scan };
            queue.extend(wanted(&text));
            files.insert(name, text);
        }
        files
    }
}

fn with_what(place: TemplateError, what: String) -> TemplateError {
    let what = what.into();
    match place {
        TemplateError::At { file, line, column, .. } => TemplateError::At { file, line, column, what },
        TemplateError::Condition { column, .. } => TemplateError::Condition { column, what },
        other => other,
    }
}

/// Reads a file that a tag names: from the template's folder and below, wherever a link may lead.
fn included_file(folder: &Path, name: &str) -> Result<File, String> {
    let path = Path::new(name);
    let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
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
        source::ReadError::Foreign(foreign) => format!("\"{name}\" is {}", foreign.name()),
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
            None => TemplateError::File { file: name.into(), what: what.into() },
        })?;
    }
    Ok(())
}
