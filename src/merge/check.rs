//! What can be wrong with a template before any row is read: Tera's errors with places in the author's files, and
//! variables that are neither columns nor given a value.

use tera::ErrorKind;

use super::engine::{Engine, ROWS, Text, TextId};
use super::errors::{TemplateError, nearest, reason, unknown_variable};
use super::tags::Use;
use super::{blocks, filters};

impl Engine {
    /// An error of Tera's at load.
    pub(super) fn template_error(&self, error: &tera::Error) -> TemplateError {
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let at_end = is_end(report.message());
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
        if let Some((begun, name)) = blocks::unclosed(&text.unfolded.text).filter(|_| is_end(message)) {
            let what = format!("this {{% {name} %}} has no end: write {{% end{name} %}} where it is to end");
            return text.error_at_scanned(begun.start, what);
        }
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
            // A column of one of the group's rows.
            let name = match name.split_once('.') {
                Some((variable, column)) if text.scan.members.contains(variable) => column,
                _ => name,
            };
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

    /// What Tera compiles and then fails on, for every row or for good.
    pub(super) fn refuse_what_tera_takes(&self) -> Result<(), TemplateError> {
        for text in self.texts.iter().chain(self.files.values()) {
            if let Some(at) = text.scan.percent {
                let what = "`%` after a string is Python: join texts with `~`, as in {{ \"Dear \" ~ name }}";
                return Err(text.error_at_scanned(at, what.to_owned()));
            }
            if let Some(at) = text.scan.nested_include {
                // Each may call the other: Tera counts the depth of neither then.
                return Err(text.error_at_scanned(at, "a component cannot include a file".to_owned()));
            }
        }
        Ok(())
    }

    /// Looks for variables that no row can give a value.
    pub(super) fn check(&self) -> Result<(), TemplateError> {
        self.check_keys()?;
        self.check_variables()?;
        self.check_members()
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
                if self.header.position(&name).is_some() || name == "row" || (name == ROWS && self.is_grouped) {
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
                        let mut what = unknown_variable(&name, &self.header);
                        if name == ROWS {
                            what.push_str(" The rows of one person are there with --group-by COLUMN.");
                        }
                        let error = text.error_at_scanned(found.at, what);
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
}

impl Engine {
    /// `{{ r.nmae }}` in `{% for r in rows %}`: a column that there is not.
    fn check_members(&self) -> Result<(), TemplateError> {
        for index in 0..self.texts.len() {
            let family = self.family(index);
            let is_row = |name: &str| {
                family.iter().any(|text| text.scan.members.contains(name))
                    && !family.iter().any(|text| text.scan.strangers.contains(name))
            };
            for text in &family {
                let is_unknown = |(variable, key): &&(String, Use)| {
                    let asked = format!("{variable}.{}", key.name);
                    self.header.position(&key.name).is_none()
                        && is_row(variable)
                        && !key.guarded
                        && !text.scan.asked.contains(&asked)
                };
                if let Some((_, key)) = text.scan.fields.iter().find(is_unknown) {
                    return Err(text.error_at_scanned(key.at, unknown_variable(&key.name, &self.header)));
                }
            }
        }
        Ok(())
    }
}

/// Whether a text ends before Tera expects it.
fn is_end(message: &str) -> bool {
    message == "Unexpected end of input"
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
