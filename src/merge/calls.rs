//! Arguments without names, as Jinja takes them: `range(3)`, `{{ mark | round(1) }}`, `{{ "%.2f" | format(mark) }}`.

use super::errors::nearest;
use super::{What, filters};

/// How the arguments of filters and functions are written.
const WRITTEN: [(&str, &str); 21] = [
    ("date", "date(format=\"%Y-%m-%d\")"),
    ("default", "default(value=\"x\")"),
    ("get", "get(key=\"x\")"),
    ("group_by", "group_by(attribute=\"x\")"),
    ("indent", "indent(width=4)"),
    ("int", "int(base=10)"),
    ("join", "join(sep=\", \")"),
    ("money", "money(symbol=\"€\")"),
    ("nth", "nth(n=0)"),
    ("number", "number(decimals=2)"),
    ("pluralize", "pluralize(plural=\"s\")"),
    ("range", "range(end=3)"),
    ("replace", "replace(from=\"a\", to=\"b\")"),
    ("round", "round(precision=1)"),
    ("sort", "sort(attribute=\"x\")"),
    ("split", "split(pat=\",\")"),
    ("throw", "throw(message=\"x\")"),
    ("trim", "trim(pat=\"x\")"),
    ("trim_end", "trim_end(pat=\"x\")"),
    ("trim_start", "trim_start(pat=\"x\")"),
    ("truncate", "truncate(length=20)"),
];

/// Filters of Jinja and Django, and what there is here.
pub(super) fn instead(filter: &str) -> Option<&'static str> {
    Some(match filter {
        "e" => "escape",
        "d" => "default",
        "strftime" => "date",
        "format" | "intcomma" => "number",
        "striptags" | "nl2br" => "newlines_to_br",
        _ => return None,
    })
}

/// What is said of an argument without a name. `before` is the tag up to where the parser stopped.
pub(super) fn unnamed(message: &str, before: &str) -> Option<What> {
    if !message.contains("but expected =") && !message.contains("but expected identifier") {
        return None;
    }
    let open = open_parenthesis(before)?;
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let called = before[..open].trim_end();
    let name = &called[called.trim_end_matches(is_word).len()..];
    let is_filter = called[..called.len() - name.len()].trim_end().ends_with('|');
    let written = WRITTEN.iter().find(|(known, _)| *known == name).map(|(_, written)| *written);
    if name.is_empty() {
        return None;
    }
    if is_filter && !filters::NAMES.contains(&name) {
        let meant = instead(name).or_else(|| nearest(name, filters::NAMES.iter().copied()))?;
        let written = WRITTEN.iter().find(|(known, _)| *known == meant).map_or(meant, |(_, written)| *written);
        let tag = format!("{{{{ … | {written} }}}}");
        return Some(What::from(format!("there is no filter \"{name}\".")).meaning(&tag, tag.as_str()));
    }
    if !is_filter && !filters::FUNCTIONS.contains(&name) {
        return None;
    }
    let what = match written {
        Some(written) => format!("an argument of {name} has a name: {written}"),
        None => format!("{name} has no argument: {{{{ … | {name} }}}}"),
    };
    Some(what.into())
}

/// The innermost parenthesis that is still open at the end of a text.
fn open_parenthesis(text: &str) -> Option<usize> {
    let mut open = Vec::new();
    let mut quote = None;
    let mut is_escaped = false;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(_), _) if is_escaped => is_escaped = false,
            (Some(_), '\\') => is_escaped = true,
            (Some(begun), c) if c == begun => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(c),
            (None, '(') => open.push(at),
            (None, ')') => drop(open.pop()),
            (None, _) => {}
        }
    }
    open.pop()
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPECTED: &str = "Found integer but expected identifier.";

    #[test]
    fn what_was_written_is_what_is_told() {
        for (before, told) in [
            ("{% for i in range(", "an argument of range has a name: range(end=3)"),
            ("{{ mark | round(", "an argument of round has a name: round(precision=1)"),
            ("{{ mark|round(precision=2, ", "an argument of round has a name: round(precision=1)"),
            ("{{ x | default(", "an argument of default has a name: default(value=\"x\")"),
            ("{{ x | upper(", "upper has no argument: {{ … | upper }}"),
            ("{{ \"%.2f\"|format(x", "there is no filter \"format\". Did you mean {{ … | number(decimals=2) }}?"),
            ("{{ \"(\" ~ x | nth(", "an argument of nth has a name: nth(n=0)"),
            ("{{ (a | round(precision=1)) | split(", "an argument of split has a name: split(pat=\",\")"),
        ] {
            assert_eq!(unnamed(EXPECTED, before).as_deref(), Some(told), "{before}");
        }
        for before in ["{{ x", "{{ (", "{{ upper(", "{{ \"range(", "{{ range(end=3)", "", "é("] {
            assert_eq!(unnamed(EXPECTED, before), None, "{before}");
        }
        assert_eq!(unnamed("Unexpected character", "{{ range("), None);
    }

    #[test]
    fn what_is_told_to_be_written_is_there() {
        let is_known = |name: &str| filters::NAMES.contains(&name) || filters::FUNCTIONS.contains(&name);
        assert!(WRITTEN.iter().all(|(name, written)| is_known(name) && written.starts_with(name)));
    }
}
