//! What can be wrong with a template before any row is read: Tera's errors with places in the author's files, and
//! variables that are neither columns nor given a value.

use tera::ErrorKind;

use super::cells::UNKNOWN;
use super::compared::Cell;
use super::engine::{Engine, ROWS, Text, TextId};
use super::errors::{TemplateError, nearest, reason, unknown_variable, untypable};
use super::tags::{Scan, Use};
use super::{What, blocks, calls, filters, meant};

/// Where an error is, so that it can be mended.
#[derive(Debug)]
pub(super) struct Spot {
    /// Tera's name of the text.
    pub(super) text: String,
    /// Where in what was scanned.
    pub(super) at: usize,
    /// The name there, if it is a misspelt column.
    pub(super) misspelt: Option<String>,
}

impl Engine {
    /// An error of Tera's at load, and where it is.
    pub(super) fn template_error(&self, error: &tera::Error) -> (TemplateError, Option<Spot>) {
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let at_end = is_end(report.message());
                let at = if at_end { report.span().range.end } else { report.span().range.start };
                match self.text_named(report.filename()) {
                    Some(text) => {
                        let (error, at, misspelt) = self.syntax_error(text, at, report.message());
                        (error, Some(Spot { text: report.filename().to_owned(), at, misspelt }))
                    }
                    None => (self.error_without_place(report.message()), None),
                }
            }
            ErrorKind::Msg(message) => {
                // What Tera finds after parsing (an unknown filter) comes as a drawing of several lines.
                let what = message.lines().next().unwrap_or_default().trim_start_matches("error: ");
                match self.place_in_report(message) {
                    Some((name, text, at)) => {
                        let at = text.scan.rewritten.source_of(at);
                        let error = text.error_at_scanned(at, unknown_part(what));
                        (error, Some(Spot { text: name.to_owned(), at, misspelt: None }))
                    }
                    None => (self.error_without_place(what), None),
                }
            }
            _ => (self.error_without_place(&error.to_string()), None),
        }
    }

    fn error_without_place(&self, what: &str) -> TemplateError {
        let file = self.texts.first().map(|text| text.file.name.clone()).unwrap_or_default();
        TemplateError::File { file, what: reason(what, "") }
    }

    /// The text, with its name, and the place of ` --> NAME:LINE:COLUMN`.
    fn place_in_report<'a>(&self, report: &'a str) -> Option<(&'a str, &Text, usize)> {
        let place = report.lines().find_map(|line| line.trim_start().strip_prefix("--> "))?;
        let mut parts = place.rsplitn(3, ':');
        let column: usize = parts.next()?.parse().ok()?;
        let line: usize = parts.next()?.parse().ok()?;
        let name = parts.next()?;
        let text = self.text_named(name)?;
        let rewritten = &text.scan.rewritten.text;
        let start: usize = rewritten.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
        let within: usize = rewritten[start..].chars().take(column.checked_sub(1)?).map(char::len_utf8).sum();
        Some((name, text, start + within))
    }

    /// The error, where it is in what was scanned, and the misspelt column that it is about.
    fn syntax_error(&self, text: &Text, at: usize, message: &str) -> (TemplateError, usize, Option<String>) {
        if let Some((begun, name)) = blocks::unclosed(&text.unfolded.text).filter(|_| is_end(message)) {
            let what = format!("this {{% {name} %}} has no end: write {{% end{name} %}} where it is to end");
            return (text.error_at_scanned(begun.start, what), begun.start, None);
        }
        let scanned = text.scan.rewritten.source_of(at);
        let tag = text.tag_at(scanned);
        let near = tag.map_or("", |(start, end)| &text.unfolded.text[start..end]);
        if let Some((name, at)) = tag.and_then(|tag| self.misspelt(text, tag, scanned)) {
            return (text.error_at_scanned(at, unknown_variable(name, &self.header)), at, Some(name.to_owned()));
        }
        let before = tag.and_then(|(start, _)| text.unfolded.text.get(start..scanned)).unwrap_or_default();
        let what = calls::unnamed(message, before).or_else(|| untypable(near, &self.header).map(What::from));
        (text.error_at_scanned(scanned, what.unwrap_or_else(|| reason(message, near))), scanned, None)
    }

    /// The name in `{{ Frist Name }}` or at `姓茗`: to Tera a syntax error, to the author a misspelt column.
    fn misspelt<'a>(&self, text: &'a Text, tag: (usize, usize), at: usize) -> Option<(&'a str, usize)> {
        let source = &text.unfolded.text;
        let inner = source[tag.0..tag.1].strip_prefix("{{").and_then(|inner| inner.strip_suffix("}}"));
        if let Some(inner) = inner {
            let inner = inner.split('|').next().unwrap_or(inner);
            let name = inner.trim_start_matches('-').trim_end_matches('-').trim();
            // A column of one of the group's rows.
            let name = match name.split_once('.') {
                Some((variable, column)) if text.scan.members.contains(variable) => column,
                _ => name,
            };
            let is_name = name.chars().all(|c| c.is_alphanumeric() || " _-./?#&".contains(c));
            let is_column = self.header.position(name).is_some();
            if is_name && !is_column && !name.is_empty() && name.starts_with(char::is_alphabetic) {
                let likely = meant::nearest(name, self.header.names().iter().map(String::as_str)).is_some();
                if likely || !name.is_ascii() || is_words(name) {
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

    /// What Tera compiles and then fails on in a text, for every row or for good.
    pub(super) fn refused(text: &Text) -> Option<TemplateError> {
        if let Some(at) = text.scan.percent {
            let what = "`%` after a string is Python: join texts with `~`, as in {{ \"Dear \" ~ name }}";
            return Some(text.error_at_scanned(at, what.to_owned()));
        }
        // Each may call the other: Tera counts the depth of neither then.
        let at = text.scan.nested_include?;
        Some(text.error_at_scanned(at, "a component cannot include a file".to_owned()))
    }

    /// Looks for variables that no row can give a value. From now on they stand for the columns that are nearest.
    pub(super) fn check(&mut self) -> Vec<TemplateError> {
        let mut found = self.unknown_keys();
        found.extend(self.unknown_variables());
        found.extend(self.unknown_members());
        let mut errors = Vec::new();
        for (name, error) in found {
            if self.position(&name).is_none() {
                let index = self.nearest_column(&name).unwrap_or(UNKNOWN);
                self.misspelt.push((name, index));
            }
            errors.push(error);
        }
        errors.extend(self.compared_with_numbers());
        for index in 0..self.texts.len() {
            let names: Vec<&str> =
                self.misspelt.iter().filter(|(_, i)| *i == UNKNOWN).map(|(n, _)| n.as_str()).collect();
            let is_unknown = |text: &&Text| {
                let fields = text.scan.fields.iter().map(|(_, field)| field);
                text.scan
                    .variables
                    .iter()
                    .chain(&text.scan.keys)
                    .chain(fields)
                    .any(|used| names.contains(&used.name.as_str()))
            };
            self.holes[index] |= !names.is_empty() && self.family(index).iter().any(is_unknown);
        }
        errors
    }

    /// The column whose name is most like this one.
    pub(super) fn nearest_column(&self, name: &str) -> Option<usize> {
        let nearest = meant::nearest(name, self.header.names().iter().map(String::as_str))?;
        self.header.position(nearest)
    }

    /// `row["Nmae"]`: literal keys that are no columns.
    fn unknown_keys(&self) -> Vec<(String, TemplateError)> {
        let mut found = Vec::new();
        for text in self.texts.iter().chain(self.files.values()) {
            let is_unknown =
                |key: &&Use| !key.guarded && !text.scan.asked.contains(&key.name) && self.position(&key.name).is_none();
            for key in text.scan.keys.iter().filter(is_unknown) {
                let error = text.error_at_scanned(key.at, unknown_variable(&key.name, &self.header));
                found.push((key.name.clone(), error));
            }
        }
        found
    }

    /// `{% if id == 1 %}`: cells that are asked whether they equal a number, which they never do.
    fn compared_with_numbers(&self) -> Vec<TemplateError> {
        let texts = || self.texts.iter().chain(self.files.values());
        let any = |is: &dyn Fn(&Scan) -> bool| texts().any(|text| is(&text.scan));
        let is_cell = |cell: &&Cell| {
            let is_of_row = match cell.of.as_deref() {
                None => !any(&|scan| scan.assigned.contains(&cell.name)),
                Some("row") => !any(&|scan| scan.strangers.contains("row")),
                Some(row) => any(&|scan| scan.members.contains(row)) && !any(&|scan| scan.strangers.contains(row)),
            };
            is_of_row && self.position(&cell.name).is_some()
        };
        let errors = texts().flat_map(|text| {
            text.scan.numbers.iter().filter(is_cell).map(|Cell { name, at, .. }| {
                let what = format!(
                    "a text is compared with a number, which it never equals: cells are text. Write the number in quotes, or make one \
                     of the cell first: {name} | num"
                );
                text.error_at_scanned(*at, what)
            })
        });
        errors.collect()
    }

    /// Variables that are neither columns nor given a value by the template.
    fn unknown_variables(&self) -> Vec<(String, TemplateError)> {
        let mut found = Vec::new();
        for index in 0..self.texts.len() {
            let family = self.family(index);
            let mut of_text: Vec<(usize, usize, String, TemplateError)> = Vec::new();
            for name in self.needed(TextId(index)) {
                if self.position(&name).is_some() || name == "row" || (name == ROWS && self.is_grouped) {
                    continue;
                }
                for (order, text) in family.iter().enumerate() {
                    let assigned_elsewhere =
                        family.iter().any(|other| !std::ptr::eq(*other, *text) && other.scan.assigned.contains(&name));
                    if assigned_elsewhere || text.scan.asked.contains(&name) {
                        continue;
                    }
                    for used in text.scan.variables.iter().filter(|used| used.name == name && !used.guarded) {
                        let mut what = unknown_variable(&name, &self.header);
                        if name == ROWS {
                            what = what.and(" The rows of one person are there with --group-by COLUMN.");
                        }
                        of_text.push((order, used.at, name.clone(), text.error_at_scanned(used.at, what)));
                    }
                }
            }
            of_text.sort_by_key(|(order, at, ..)| (*order, *at));
            found.extend(of_text.into_iter().map(|(_, _, name, error)| (name, error)));
        }
        found
    }

    /// `{{ r.nmae }}` in `{% for r in rows %}`: columns that there are not.
    fn unknown_members(&self) -> Vec<(String, TemplateError)> {
        let mut found = Vec::new();
        for index in 0..self.texts.len() {
            let family = self.family(index);
            let is_row = |name: &str| {
                family.iter().any(|text| text.scan.members.contains(name))
                    && !family.iter().any(|text| text.scan.strangers.contains(name))
            };
            for text in &family {
                let is_unknown = |(variable, key): &&(String, Use)| {
                    let asked = format!("{variable}.{}", key.name);
                    self.position(&key.name).is_none()
                        && is_row(variable)
                        && !key.guarded
                        && !text.scan.asked.contains(&asked)
                };
                for (_, key) in text.scan.fields.iter().filter(is_unknown) {
                    let error = text.error_at_scanned(key.at, unknown_variable(&key.name, &self.header));
                    found.push((key.name.clone(), error));
                }
            }
        }
        found
    }
}

/// Whether this is several words, and no expression of Jinja: `student no`.
fn is_words(name: &str) -> bool {
    const WORDS: [&str; 7] = ["if", "else", "and", "or", "not", "in", "is"];
    let is_word = |word: &str| word.chars().all(|c| c.is_alphanumeric() || c == '_') && !WORDS.contains(&word);
    name.contains(' ') && name.split(' ').all(is_word)
}

/// Whether a text ends before Tera expects it.
fn is_end(message: &str) -> bool {
    message == "Unexpected end of input"
}

/// Unknown filter `e`: and what it might have been.
fn unknown_part(what: &str) -> What {
    let name = what.split('`').nth(1).unwrap_or_default();
    let likely = |names: &[&'static str]| nearest(name, names.iter().copied());
    let instead = match calls::instead(name) {
        Some(instead) => Some(instead),
        _ if what.starts_with("Unknown filter") => likely(&filters::NAMES),
        _ if what.starts_with("Unknown test") => likely(&filters::TESTS),
        _ if what.starts_with("Unknown function") && filters::NAMES.contains(&name) => {
            return format!("{what}. It is a filter: {{{{ name | {name} }}}}").into();
        }
        _ if what.starts_with("Unknown function") => likely(&filters::FUNCTIONS),
        _ => None,
    };
    let there = match what.split(' ').nth(1) {
        Some("filter") => &filters::NAMES[..],
        Some("test") => &filters::TESTS,
        Some("function") => &filters::FUNCTIONS,
        _ => &[],
    };
    match instead {
        Some(instead) => What::from(format!("{what}.")).meaning(&format!("`{instead}`"), instead),
        None if there.is_empty() => what.into(),
        None => format!("{what}. There are: {}", there.join(", ")).into(),
    }
}
