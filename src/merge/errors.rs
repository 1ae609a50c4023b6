//! What is wrong with a template, in one line.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::spelling::visible;
use super::{What, filters, meant, names};
use crate::input::{DELIMITERS, Header};
use crate::mail::{self, shown};

/// The template cannot be used for any row. `Display` is the whole line for the user, `FILE:LINE:COLUMN: what: why`.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TemplateError {
    /// The file cannot be read.
    #[error("{}: cannot be read: {source}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Something that has no one place in the file: it is empty, it has no recipient.
    #[error("{}: {what}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What, why, and what to do.
        what: What,
    },
    /// Something at a place in the file.
    #[error("{}:{line}:{column}: {what}", file.display())]
    At {
        /// The file: the template or one that it includes.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The column, in characters, from 1.
        column: usize,
        /// What, why, and what to do.
        what: What,
    },
    /// The column of `--group-by`.
    #[error("--group-by: {what}")]
    GroupBy {
        /// What, why, and what to do.
        what: What,
    },
    /// Something in an expression of `--where`.
    #[error("--where, character {column}: {what}")]
    Condition {
        /// The character, from 1.
        column: usize,
        /// What, why, and what to do.
        what: What,
    },
}

impl TemplateError {
    /// What sort of error, as a name in JSON: `undefined-variable` or `template`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        if self.is_unknown() { "undefined-variable" } else { "template" }
    }

    /// Whether it is about a name that is no column.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::At { what, .. } | Self::Condition { what, .. } if what.is_unknown())
    }

    /// The line, from 1, where it has one.
    #[must_use]
    pub fn line(&self) -> Option<u64> {
        match self {
            Self::At { line, .. } => u64::try_from(*line).ok(),
            _ => None,
        }
    }

    /// By which errors are sorted: those of one file by their places, those without one at the end.
    pub(super) fn order(&self) -> (Option<PathBuf>, usize, usize) {
        let (line, column) = match self {
            Self::At { line, column, .. } => (*line, *column),
            _ => (usize::MAX, 0),
        };
        (self.file().map(Path::to_owned), line, column)
    }

    /// The file, where it is about one.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::Io { file, .. } | Self::File { file, .. } | Self::At { file, .. } => Some(file),
            Self::GroupBy { .. } | Self::Condition { .. } => None,
        }
    }

    /// What was probably meant, alone: `name` of `Did you mean "name"?`
    #[must_use]
    pub fn suggestion(&self) -> Option<&str> {
        self.said()?.suggestion()
    }

    /// What, why, and what to do, without the place.
    #[must_use]
    pub fn what(&self) -> String {
        match self {
            Self::Io { source, .. } => format!("cannot be read: {source}"),
            _ => self.said().map(What::to_string).unwrap_or_default(),
        }
    }

    /// What it says, unless that is the system's word.
    fn said(&self) -> Option<&What> {
        match self {
            Self::Io { .. } => None,
            Self::File { what, .. } | Self::At { what, .. } | Self::GroupBy { what } | Self::Condition { what, .. } => {
                Some(what)
            }
        }
    }
}

/// Line and column (both from 1, the column in characters) of an octet offset.
pub(super) fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = &text[..offset];
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, before[start..].chars().count() + 1)
}

/// `unknown variable "nmae": the columns are email, name. Did you mean "name"?`
pub(super) fn unknown_variable(name: &str, header: &Header) -> What {
    const SHOWN: usize = 12;
    let columns = header.names();
    let as_typed = |name: &str| match names::is_typable(name, header) {
        true => visible(name),
        false => name.to_owned(),
    };
    let mut what = format!("unknown variable \"{}\": ", shown(name, 60));
    if columns.is_empty() {
        what.push_str("there are no columns");
    } else {
        what.push_str("the columns are ");
        let first: Vec<_> = columns.iter().take(SHOWN).map(|name| shown(&as_typed(name), 40).to_string()).collect();
        what.push_str(&first.join(", "));
        if columns.len() > SHOWN {
            what.push_str(&format!(" and {} more", columns.len() - SHOWN));
        }
    }
    what.push('.');
    if let [name] = columns
        && name.contains(DELIMITERS.map(char::from))
    {
        what.push_str(" It looks like several: check --delimiter.");
    }
    let what = What::unknown(what);
    let Some(nearest) = meant::nearest(name, columns.iter().map(String::as_str)) else { return what };
    match names::is_typable(nearest, header) {
        // It was typed so, and where only the very name is looked up.
        true if visible(nearest) == visible(name) => {
            what.and(&format!(" Write {{{{ {} }}}}, without row[…].", shown(&visible(nearest), 60)))
        }
        true => {
            let nearest = visible(nearest);
            let nearest = shown(&nearest, 60);
            what.meaning(&format!("\"{nearest}\""), nearest.as_ref())
        }
        false => {
            let subscript = names::subscript(nearest);
            let subscript = shown(&subscript, 60);
            what.meaning(&subscript, subscript.as_ref())
        }
    }
}

/// What is said of a tag that cannot be read and has nothing in it but the name of a column which can be typed as `row["…"]` alone.
pub(super) fn untypable(near: &str, header: &Header) -> Option<String> {
    let inner = near.strip_prefix("{{")?.strip_suffix("}}")?;
    let is_it = |name: &&String| {
        let behind = inner.trim_start_matches('-').trim().strip_prefix(name.as_str());
        !names::is_typable(name, header)
            && behind.is_some_and(|behind| matches!(behind.trim_start().chars().next(), None | Some('|' | '-')))
    };
    let name = header.names().iter().filter(is_it).max_by_key(|name| name.len())?;
    let subscript = names::subscript(name);
    let (told, subscript) = (shown(name, 60), shown(&subscript, 60));
    Some(format!("the column \"{told}\" has a name that means something else in a tag: write {{{{ {subscript} }}}}"))
}

/// The name that is most like this one, if any is like it at all.
pub(super) fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    mail::nearest(name, candidates, 0.5)
}

/// The reason out of an engine's message: one line, with a hint where people come from Jinja or forget that cells are text.
/// `near` is the tag that it is about.
pub(super) fn reason(message: &str, near: &str) -> What {
    let line = message.lines().next().unwrap_or_default().trim_end_matches('.');
    let line = line.split(". Available ").next().unwrap_or(line);
    if line.starts_with("Found `=` but expected") {
        if let Some((sign, right)) = [("=>", ">="), ("=<", "<=")].into_iter().find(|(sign, _)| near.contains(sign)) {
            return format!("\"{sign}\" is no sign that is known here. Write {right}").into();
        }
        return "one = gives a value to a name. To compare, write ==".into();
    }
    if line.contains("Found `}` but expected }}") {
        return "{{ is ended by }}, and here is one } only".into();
    }
    if line.starts_with("Unexpected character")
        && let Some((sign, right)) = SIGNS.iter().find(|(sign, _)| near.contains(*sign))
    {
        return format!("\"{sign}\" is no sign that is known here. Write {right}").into();
    }
    let hint = hint(line, near);
    let is_text_and_number = line.starts_with("Cannot compare") && line.contains("`string`") && hint.is_some();
    let line = if is_text_and_number { "a text is compared with a number" } else { line };
    match hint {
        Some(hint) => format!("{line}. {hint}").into(),
        None => match meant_tag(line, near).map(|tag| format!("{{% {tag} %}}")) {
            Some(tag) => What::from(format!("{line}.")).meaning(&tag, tag.as_str()),
            None => line.into(),
        },
    }
}

/// Signs that people write in tags, and what is read there.
const SIGNS: [(&str, &str); 29] = [
    (">＝", ">="),
    ("<＝", "<="),
    ("!＝", "!="),
    ("＝＝", "=="),
    ("=＝", "=="),
    ("＝=", "=="),
    ("＞=", ">="),
    ("＜=", "<="),
    ("＞＝", ">="),
    ("＜＝", "<="),
    ("≥", ">="),
    ("≤", "<="),
    ("≠", "!="),
    ("＞", ">"),
    ("＜", "<"),
    ("＝", "=="),
    ("×", "*"),
    ("÷", "/"),
    ("“", "straight quotes: \""),
    ("”", "straight quotes: \""),
    ("„", "straight quotes: \""),
    ("‘", "straight quotes: \""),
    ("’", "straight quotes: \""),
    ("（", "("),
    ("）", ")"),
    ("，", ","),
    ("&&", "the word and between the two"),
    ("&", "the word and between the two"),
    ("–", "-"),
];

/// The words that tags begin with.
const TAGS: [&str; 18] = [
    "if", "elif", "else", "endif", "for", "endfor", "set", "endset", "include", "extends", "block", "endblock",
    "filter", "endfilter", "break", "continue", "raw", "endraw",
];

fn hint(message: &str, near: &str) -> Option<String> {
    let has = |part: &str| message.contains(part);
    if has("Function calls are only allowed at the first element") {
        return Some(method_hint(near));
    }
    if has("but expected identifier") && near.contains('(') {
        return Some("Arguments of filters have names: default(value=\"x\")".to_owned());
    }
    if has("Cannot compare `string`")
        || has("with `string`")
        || has("on numbers, found `string`")
        || has("operands to be numbers")
    {
        return Some(format!("Cells are text; make a number of one first: {} | num", operand(near).unwrap_or("score")));
    }
    if has("but expected =") {
        return Some(called(near).unwrap_or_else(|| "Arguments have names: range(end=3)".to_owned()));
    }
    let mut words = words(near);
    let word = words.next().unwrap_or_default();
    if word == "else" && words.find(|word| !word.is_empty()) == Some("if") && has("but expected %}") {
        return Some("Else and if together are one word: {% elif … %}".to_owned());
    }
    if has("Unknown tag") {
        return match word {
            "elseif" | "elsif" => Some("Else and if together are one word: {% elif … %}".to_owned()),
            "elif" | "else" | "endif" => Some(format!("This {{% {word} %}} belongs to no {{% if … %}}")),
            "endfor" => Some("This {% endfor %} belongs to no {% for … %}".to_owned()),
            "import" | "from" | "macro" | "call" => {
                Some("Use {% include \"file\" %}, which shares all variables".to_owned())
            }
            "autoescape" | "do" | "with" => Some(format!("There is no {{% {word} %}} in Tera")),
            _ => None,
        };
    }
    None
}

/// The words of a tag.
fn words(near: &str) -> impl Iterator<Item = &str> {
    near.trim_start_matches(['{', '%', '-', ' ']).split(|c: char| !c.is_alphanumeric())
}

/// The tag that an unknown one was probably meant to be.
fn meant_tag(message: &str, near: &str) -> Option<&'static str> {
    let word = words(near).next().filter(|_| message.contains("Unknown tag"))?;
    nearest(word, TAGS.iter().copied())
}

/// `upper(name)`: a filter that is used as a function.
fn called(near: &str) -> Option<String> {
    let (before, argument) = near.split_once('(')?;
    let start = before.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_').len();
    let filter = before.get(start..).filter(|name| filters::NAMES.contains(name))?;
    let (argument, _) = argument.split_once([')', ','])?;
    Some(format!("It is a filter: {{{{ {} | {filter} }}}}", argument.trim()))
}

/// The column in a tag that compares or calculates and has no other: what stands before the first operator.
fn operand(near: &str) -> Option<&str> {
    let inner = near.trim_start_matches(['{', '%', '-', ' ']).trim_end_matches(['}', '%', '-', ' ']);
    let inner = inner.strip_prefix("elif ").or_else(|| inner.strip_prefix("if ")).unwrap_or(inner);
    let sides = inner.split(['<', '>', '=', '!', '+', '*', '/', '-', '%']).map(str::trim);
    let is_number = |side: &str| side.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '_'));
    let is_name =
        |side: &str| side.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '[' | ']' | '"' | ' '));
    let mut names = sides.filter(|side| !side.is_empty() && !is_number(side) && !side.starts_with('"'));
    names.find(|name| is_name(name) && !name.contains(" and ") && !name.contains(" or "))
}

/// `name.upper()` is Python's; Tera has filters.
fn method_hint(near: &str) -> String {
    let Some((object, method)) = method_call(near) else {
        return "Use a filter: {{ name | upper }}".to_owned();
    };
    let filter = match method {
        "strip" => "trim",
        "lstrip" => "trim_start",
        "rstrip" => "trim_end",
        "strftime" => "date(format=\"%Y-%m-%d\")",
        "format" => "number",
        "replace" => "replace(from=\"a\", to=\"b\")",
        "split" => "split(pat=\",\")",
        other => other,
    };
    format!("Use the filter: {{{{ {object} | {filter} }}}}")
}

fn method_call(near: &str) -> Option<(&str, &str)> {
    let open = near.find('(')?;
    let (before, method) = near[..open].trim_end().rsplit_once('.')?;
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let start = before.char_indices().rev().take_while(|(_, c)| word(*c)).last().map(|(at, _)| at)?;
    Some((&before[start..], method.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        assert_eq!(line_and_column("a\n姓名x", 0), (1, 1));
        assert_eq!(line_and_column("a\n姓名x", 8), (2, 3));
        assert_eq!(line_and_column("a\n姓名x", 9), (2, 4));
        assert_eq!(line_and_column("a\n姓名x", 4), (2, 1));
        assert_eq!(line_and_column("", 99), (1, 1));
    }

    #[test]
    fn what_was_meant_is_known_beside_the_words() {
        let header = Header::new(vec!["email".to_owned(), "name".to_owned()]);
        let what = unknown_variable("emial", &header);
        assert_eq!((what.suggestion(), what.is_unknown()), (Some("email"), true));
        assert!(what.ends_with(" Did you mean \"email\"?"), "{what}");
        assert_eq!(unknown_variable("xyzxyz", &header).suggestion(), None);
        let what = reason("Unknown tag found", "{% iff name %}");
        assert_eq!((what.suggestion(), what.is_unknown()), (Some("{% if %}"), false));
        assert_eq!(&*what, "Unknown tag found. Did you mean {% if %}?");
    }

    #[test]
    fn habits_from_jinja_get_a_hint() {
        let message = "Function calls are only allowed at the first element of a chain";
        assert!(reason(message, "{{ name.upper() }}").ends_with("Use the filter: {{ name | upper }}"));
        assert!(reason(message, "{{ 姓名.strip() }}").ends_with("Use the filter: {{ 姓名 | trim }}"));
        for (near, hint) in [
            ("{% if 数学 > 60 %}", "数学 | num"),
            ("{% elif 60 < mark %}", "mark | num"),
            ("{{ row[\"a b\"] + 1 }}", "row[\"a b\"] | num"),
            ("mark >= 60", "mark | num"),
            ("", "score | num"),
        ] {
            let told = reason("Cannot compare `string` with `i64`", near);
            assert!(told.ends_with(&format!("first: {hint}")), "{near}: {told}");
        }
        assert!(reason("Found `=` but expected %}", "").ends_with("write =="));
        assert!(reason("Unexpected character", "{% if 总评 ≥ 60 %}").ends_with("Write >="));
        for (near, told) in [
            ("{% if mark >＝ 90 %}", "\">＝\" is no sign that is known here. Write >="),
            ("{% if mark ＝ 90 %}", "\"＝\" is no sign that is known here. Write =="),
            ("{% if mark | num => 90 %}", "\"=>\" is no sign that is known here. Write >="),
            ("{% if mark | num =< 90 %}", "\"=<\" is no sign that is known here. Write <="),
            ("{% if a && b %}", "\"&&\" is no sign that is known here. Write the word and between the two"),
        ] {
            let message = if near.contains("num") { "Found `=` but expected %}" } else { "Unexpected character" };
            assert_eq!(&*reason(message, near), told);
        }
        assert!(reason("Found string but expected identifier.", "default(\"x\")").ends_with("default(value=\"x\")"));
    }
}
