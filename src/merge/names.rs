//! Column names in Tera's tags: those that are no identifiers become `row["…"]`.
//!
//! Tera reads `{{ 姓名 }}`, `{{ First Name }}` and `{{ e-mail }}` as something else or not at all, so such names are
//! replaced before it sees them: inside `{{ }}` and `{% %}` only, outside string literals, the longest name first and
//! whole words only. The scan also notes which variables, columns and files a text names, and where.

use std::collections::HashSet;

use super::marks;
use super::spans::Rewritten;
use crate::input::Header;

/// The column names, ready to be looked for.
#[derive(Debug)]
pub(super) struct Names {
    /// Names that are replaced wherever they stand, the longest first.
    anywhere: Vec<String>,
    /// Names that mean something else to Tera (`1`, `true`, `not`): replaced only as a whole `{{ 1 }}` or before a filter.
    alone: Vec<String>,
    /// All names.
    known: HashSet<String>,
}

/// A variable, and where the text names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Use {
    /// The variable, or the key of `row`.
    pub(super) name: String,
    /// Where in the scanned text.
    pub(super) at: usize,
    /// Whether it may be missing: `| default(…)` or `is defined` follows.
    pub(super) guarded: bool,
}

/// What a text holds.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// The text as Tera takes it; places lead back to the scanned text.
    pub(super) rewritten: Rewritten,
    /// Whether there is any tag at all.
    pub(super) has_tags: bool,
    /// Variables (not keys of `row`).
    pub(super) variables: Vec<Use>,
    /// Literal keys of `row`: written as `row["…"]`, or replaced.
    pub(super) keys: Vec<Use>,
    /// Whether `row` is used in any other way, so that all columns are needed.
    pub(super) whole_row: bool,
    /// Names that the text itself gives a value: `set`, `for`, arguments of components.
    pub(super) assigned: HashSet<String>,
    /// Names that are asked for with `is defined` anywhere.
    pub(super) asked: HashSet<String>,
    /// `include` and `extends`: the file, and where.
    pub(super) files: Vec<(String, usize)>,
    /// Whether text is joined with `~`.
    pub(super) joins: bool,
    /// Python's `"…" % x`, which Tera takes for arithmetic: where.
    pub(super) percent: Option<usize>,
    /// An `include` inside a component: where.
    pub(super) nested_include: Option<usize>,
    /// Whether the scan is between `component` and `endcomponent`.
    in_component: bool,
    /// Each tag's start and end in the scanned text.
    pub(super) tags: Vec<(usize, usize)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    Column(String),
    Text(String),
    Number,
    Sign(&'static str),
    Other(char),
}

const SIGNS: [&str; 10] = ["...", "==", "!=", ">=", "<=", "//", "**", "?.", "?[", "</"];

/// Identifiers that Tera takes for something else where an expression begins.
const RESERVED: [&str; 8] = ["true", "True", "false", "False", "none", "None", "null", "not"];

impl Names {
    /// Sorts the columns by how they must be looked for.
    pub(super) fn new(header: &Header) -> Self {
        let mut anywhere = Vec::new();
        let mut alone = Vec::new();
        for name in header.names() {
            if is_identifier(name) {
                if RESERVED.contains(&name.as_str()) {
                    alone.push(name.clone());
                }
            } else if name.chars().all(|c| c.is_ascii_digit() || c == '.') {
                alone.push(name.clone());
            } else if is_findable(name) {
                anywhere.push(name.clone());
            }
        }
        anywhere.sort_by_key(|name| std::cmp::Reverse(name.len()));
        alone.sort_by_key(|name| std::cmp::Reverse(name.len()));
        Self { anywhere, alone, known: header.names().iter().cloned().collect() }
    }

    /// Whether this is a column.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.known.contains(name)
    }

    /// Scans a text. `protect` = also write the author's private-use characters as marks, so that they stay what they are.
    pub(super) fn scan(&self, text: &str, protect: bool) -> Scan {
        Scanner { names: self, text, at: 0, copied: 0, protect, scan: Scan::default() }.run()
    }

    /// Scans the inside of a tag: an expression.
    pub(super) fn scan_expression(&self, text: &str) -> Result<Scan, usize> {
        let mut scanner = Scanner { names: self, text, at: 0, copied: 0, protect: false, scan: Scan::default() };
        if scanner.tag(Kind::Expression) < text.len() {
            return Err(scanner.at);
        }
        scanner.copy_to(text.len());
        Ok(scanner.scan)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Variable,
    Block,
    Expression,
}

struct Scanner<'a> {
    names: &'a Names,
    text: &'a str,
    at: usize,
    copied: usize,
    protect: bool,
    scan: Scan,
}

impl<'a> Scanner<'a> {
    fn run(mut self) -> Scan {
        while let Some((start, kind)) = self.next_tag() {
            self.literal_to(start);
            self.scan.has_tags = true;
            self.at = start + 2;
            match kind {
                None => self.at = self.rest().find("#}").map_or(self.text.len(), |found| self.at + found + 2),
                Some(kind) => {
                    let end = self.tag(kind);
                    self.scan.tags.push((start, end));
                    if kind == Kind::Block && is_tag(&self.text[start..end], "raw") {
                        self.skip_raw();
                    }
                }
            }
            self.copy_to(self.at);
        }
        self.literal_to(self.text.len());
        self.scan
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// The next `{{`, `{%` or `{#`; no kind = a comment.
    fn next_tag(&self) -> Option<(usize, Option<Kind>)> {
        memchr::memchr_iter(b'{', self.rest().as_bytes()).find_map(|found| {
            let at = self.at + found;
            match self.text.as_bytes().get(at + 1) {
                Some(b'{') => Some((at, Some(Kind::Variable))),
                Some(b'%') => Some((at, Some(Kind::Block))),
                Some(b'#') => Some((at, None)),
                _ => None,
            }
        })
    }

    fn skip_raw(&mut self) {
        let mut from = self.at;
        while let Some(found) = self.text[from..].find("{%") {
            let start = from + found;
            let end = self.text[start..].find("%}").map_or(self.text.len(), |found| start + found + 2);
            if is_tag(&self.text[start..end], "endraw") {
                self.literal_to(start);
                self.at = end;
                return;
            }
            from = start + 2;
        }
        self.at = self.text.len();
    }

    /// Takes the tokens of a tag up to its end, and gives the place behind it.
    fn tag(&mut self, kind: Kind) -> usize {
        let mut tokens: Vec<(Token, usize)> = Vec::new();
        if kind != Kind::Expression && self.rest().starts_with('-') {
            self.at += 1;
        }
        while let Some(next) = self.rest().chars().next() {
            let start = self.at;
            if self.ends_tag(kind) {
                break;
            }
            if next.is_whitespace() {
                self.at += next.len_utf8();
                continue;
            }
            let token = match self.column_here(kind, &tokens) {
                Some(name) => self.replace_column(name),
                None => self.token(next),
            };
            if token == Token::Word("row".to_owned()) && self.names.knows("row") && !self.subscript_follows() {
                // A column of that name hides behind the map of all columns.
                self.copy_to(start);
                self.at = start;
                let token = self.replace_column("row".to_owned());
                tokens.push((token, start));
                continue;
            }
            tokens.push((token, start));
        }
        note(&mut self.scan, kind, &tokens);
        self.at
    }

    fn subscript_follows(&self) -> bool {
        self.rest().trim_start().starts_with(['[', '.', '?'])
    }

    fn ends_tag(&mut self, kind: Kind) -> bool {
        let (end, refused) = match kind {
            Kind::Variable => ("}}", None),
            Kind::Block => ("%}", None),
            Kind::Expression => ("%}", Some(())),
        };
        let rest = self.rest();
        let dash = usize::from(rest.starts_with('-') && rest[1..].starts_with(end));
        if !rest[dash..].starts_with(end) {
            return false;
        }
        if refused.is_none() {
            self.at += dash + end.len();
        }
        true
    }

    /// The column that begins here, if a name may stand here.
    fn column_here(&self, kind: Kind, tokens: &[(Token, usize)]) -> Option<String> {
        let before = tokens.last().map(|(token, _)| token);
        let word = |token: Option<&Token>, text: &str| matches!(token, Some(Token::Word(word)) if word == text);
        let test = word(before, "is") || (word(before, "not") && word(tokens.iter().rev().nth(1).map(|t| &t.0), "is"));
        let after = matches!(before, Some(Token::Other('.' | '|') | Token::Sign("?.")));
        if after || test || (kind == Kind::Block && tokens.is_empty()) {
            return None;
        }
        let rest = self.rest();
        if let Some(name) = self.names.anywhere.iter().find(|name| begins_with_word(rest, name)) {
            return Some(name.clone());
        }
        if kind != Kind::Variable || !tokens.is_empty() {
            return None;
        }
        let alone = |name: &&String| {
            begins_with_word(rest, name) && {
                let behind = rest[name.len()..].trim_start();
                behind.starts_with("}}") || behind.starts_with("-}}") || behind.starts_with('|')
            }
        };
        self.names.alone.iter().find(alone).cloned()
    }

    fn replace_column(&mut self, name: String) -> Token {
        self.copy_to(self.at);
        self.scan.rewritten.replace(&subscript(&name), self.at);
        self.at += name.len();
        self.copied = self.at;
        Token::Column(name)
    }

    fn token(&mut self, next: char) -> Token {
        if matches!(next, '"' | '\'' | '`') {
            return self.string(next);
        }
        let rest = self.rest();
        if next.is_ascii_digit() {
            let length = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            self.at += length;
            return Token::Number;
        }
        if is_word(next) {
            let length = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
            let word = rest[..length].to_owned();
            self.at += length;
            return Token::Word(word);
        }
        if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            self.at += sign.len();
            return Token::Sign(sign);
        }
        self.at += next.len_utf8();
        Token::Other(next)
    }

    fn string(&mut self, quote: char) -> Token {
        let mut value = String::new();
        let mut characters = self.rest().char_indices().skip(1);
        while let Some((at, character)) = characters.next() {
            match character {
                '\\' => match characters.next() {
                    Some((_, 'n')) => value.push('\n'),
                    Some((_, 't')) => value.push('\t'),
                    Some((_, 'r')) => value.push('\r'),
                    Some((_, other)) => value.push(other),
                    None => break,
                },
                character if character == quote => {
                    self.at += at + 1;
                    return Token::Text(value);
                }
                character => value.push(character),
            }
        }
        // Not closed: Tera says so. Nothing behind it is a tag.
        self.at = self.text.len();
        Token::Text(value)
    }

    /// Copies what has been looked at, up to a place.
    fn copy_to(&mut self, end: usize) {
        self.scan.rewritten.copy(self.text, self.copied, end);
        self.copied = end.max(self.copied);
    }

    /// Copies text outside tags, up to a place.
    fn literal_to(&mut self, end: usize) {
        if self.protect {
            let from = self.copied;
            for (at, character) in self.text[from..end].char_indices().filter(|(_, c)| marks::is_mark(*c)) {
                self.copy_to(from + at);
                self.scan.rewritten.replace(&marks::mark(character.encode_utf8(&mut [0; 4])), from + at);
                self.copied = from + at + character.len_utf8();
            }
        }
        self.copy_to(end);
    }
}

/// Notes what the tokens of one tag mean.
fn note(scan: &mut Scan, kind: Kind, tokens: &[(Token, usize)]) {
    let token = |index: usize| tokens.get(index).map(|(token, _)| token);
    let word = |index: usize| match token(index) {
        Some(Token::Word(word)) => Some(word.as_str()),
        _ => None,
    };
    let is = |index: usize, sign: char| token(index) == Some(&Token::Other(sign));
    let first = if kind == Kind::Block { word(0) } else { None };
    match (first, token(1)) {
        (Some("set" | "set_global"), Some(Token::Word(name))) => {
            scan.assigned.insert(name.clone());
        }
        (Some("include" | "extends"), Some(Token::Text(file))) => {
            scan.files.push((file.clone(), tokens[1].1));
            if scan.in_component {
                scan.nested_include.get_or_insert(tokens[1].1);
            }
        }
        (Some("endcomponent"), _) => scan.in_component = false,
        (Some("component"), _) => {
            scan.in_component = true;
            scan.assigned.extend((2..tokens.len()).filter_map(word).map(str::to_owned));
            scan.assigned.insert("body".to_owned());
        }
        _ => {}
    }
    for (index, (current, at)) in tokens.iter().enumerate().skip(usize::from(first.is_some())) {
        match current {
            Token::Word(name) if name == "for" || (index == 1 && first == Some("for")) => {
                let from = if name == "for" { index + 1 } else { index };
                let names = (from..tokens.len()).take_while(|index| word(*index) != Some("in")).filter_map(word);
                scan.assigned.extend(names.map(str::to_owned));
            }
            Token::Column(name) => {
                let guarded = guard(tokens, index + 1, &mut scan.asked, name);
                scan.keys.push(Use { name: name.clone(), at: *at, guarded });
            }
            Token::Other('~') => scan.joins = true,
            Token::Other('%') if index > 0 && matches!(token(index - 1), Some(Token::Text(_))) => {
                scan.percent.get_or_insert(*at);
            }
            _ => {}
        }
        let Token::Word(name) = current else { continue };
        let behind = index.checked_sub(1).and_then(token);
        let is_attribute = matches!(behind, Some(Token::Other('.' | '|') | Token::Sign("?.")));
        let is_test = matches!(behind, Some(Token::Word(w)) if w == "is")
            || (index > 1 && word(index - 1) == Some("not") && word(index - 2) == Some("is"));
        if is_attribute || is_test || is(index + 1, '=') || is(index + 1, '(') {
            continue;
        }
        if name == "row" {
            let (key, length) = match (token(index + 1), token(index + 2), token(index + 3)) {
                (Some(Token::Other('[') | Token::Sign("?[")), Some(Token::Text(key)), Some(Token::Other(']'))) => {
                    (key, 4)
                }
                (Some(Token::Other('.') | Token::Sign("?.")), Some(Token::Word(key)), _) => (key, 3),
                _ => {
                    scan.whole_row = true;
                    continue;
                }
            };
            let guarded = guard(tokens, index + length, &mut scan.asked, key);
            scan.keys.push(Use { name: key.clone(), at: tokens[index + 2].1, guarded });
        } else {
            let guarded = guard(tokens, index + 1, &mut scan.asked, name);
            scan.variables.push(Use { name: name.clone(), at: *at, guarded });
        }
    }
}

/// Whether what follows a variable lets it be missing.
fn guard(tokens: &[(Token, usize)], behind: usize, asked: &mut HashSet<String>, name: &str) -> bool {
    let word = |index: usize, wanted: &[&str]| matches!(tokens.get(index), Some((Token::Word(w), _)) if wanted.contains(&w.as_str()));
    if matches!(tokens.get(behind), Some((Token::Other('|'), _))) {
        return word(behind + 1, &["default"]);
    }
    let test = behind + 1 + usize::from(word(behind + 1, &["not"]));
    let asks = word(behind, &["is"]) && word(test, &["defined", "undefined"]);
    if asks {
        asked.insert(name.to_owned());
    }
    asks
}

/// `row["…"]` for a column.
fn subscript(name: &str) -> String {
    let mut text = String::from("row[\"");
    for character in name.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            other => text.push(other),
        }
    }
    text.push_str("\"]");
    text
}

fn is_tag(text: &str, name: &str) -> bool {
    let inner = text.trim_start_matches("{%").trim_end_matches("%}");
    inner.trim_matches('-').trim() == name
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// What Tera reads as a variable.
fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether a name can be told from Tera's own syntax; others are reached by `row["…"]` only.
fn is_findable(name: &str) -> bool {
    const DELIMITERS: [&str; 6] = ["{{", "}}", "{%", "%}", "{#", "#}"];
    name.contains(char::is_alphanumeric)
        && !name.starts_with(['"', '\'', '`', '-'])
        && !DELIMITERS.iter().any(|delimiter| name.contains(delimiter))
}

fn begins_with_word(text: &str, name: &str) -> bool {
    text.strip_prefix(name).is_some_and(|rest| !name.ends_with(is_word) || !rest.starts_with(is_word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(columns: &[&str]) -> Names {
        Names::new(&Header::new(columns.iter().map(|name| (*name).to_owned()).collect()))
    }

    fn rewritten(columns: &[&str], text: &str) -> String {
        names(columns).scan(text, false).rewritten.text
    }

    #[test]
    fn names_that_are_no_identifiers_become_subscripts() {
        let columns = [
            "Name",
            "First Name",
            "姓名",
            "e-mail",
            "a-b",
            "Score (%)",
            "C++",
            "in",
            "1",
            "2024",
            "true",
            "not",
            "row",
        ];
        let cases = [
            ("{{ Name }}", "{{ Name }}"),
            ("{{Name2}}", "{{Name2}}"),
            ("{{ First Name }}", "{{ row[\"First Name\"] }}"),
            ("{{ First Name2 }}", "{{ First Name2 }}"),
            ("{{姓名}}", "{{row[\"姓名\"]}}"),
            ("{{姓名字}}", "{{姓名字}}"),
            ("{{- e-mail -}}", "{{- row[\"e-mail\"] -}}"),
            ("{{ a-b }}", "{{ row[\"a-b\"] }}"),
            ("{{ a - b }}", "{{ a - b }}"),
            ("{{ Score (%) | num }}", "{{ row[\"Score (%)\"] | num }}"),
            ("{{ C++ }}", "{{ row[\"C++\"] }}"),
            ("{% if 姓名 == \"姓名\" %}x{% endif %}", "{% if row[\"姓名\"] == \"姓名\" %}x{% endif %}"),
            ("{{ row[\"First Name\"] }}", "{{ row[\"First Name\"] }}"),
            ("{{ row['e-mail'] }}", "{{ row['e-mail'] }}"),
            ("{{ row }}", "{{ row[\"row\"] }}"),
            ("姓名 {# {{ 姓名 }} #}", "姓名 {# {{ 姓名 }} #}"),
            ("{% raw %}{{ 姓名 }}{% endraw %}{{ 姓名 }}", "{% raw %}{{ 姓名 }}{% endraw %}{{ row[\"姓名\"] }}"),
            ("{{ in }}", "{{ in }}"),
            ("{{ 1 }}{{ 2024 | num }}", "{{ row[\"1\"] }}{{ row[\"2024\"] | num }}"),
            ("{{ Name | round(precision=1) }}", "{{ Name | round(precision=1) }}"),
            ("{{ true }}{% if true %}{% endif %}", "{{ row[\"true\"] }}{% if true %}{% endif %}"),
            ("{% if not Name %}{% endif %}{{ not }}", "{% if not Name %}{% endif %}{{ row[\"not\"] }}"),
            ("{{ \"姓名\\\" 姓名\" ~ 姓名 }}", "{{ \"姓名\\\" 姓名\" ~ row[\"姓名\"] }}"),
            ("{{ x.姓名 }}", "{{ x.姓名 }}"),
            ("{{ \"姓名", "{{ \"姓名"),
            ("{{ 姓名", "{{ row[\"姓名\"]"),
            ("{% raw %}{{ 姓名 }}", "{% raw %}{{ 姓名 }}"),
        ];
        for (text, expected) in cases {
            assert_eq!(rewritten(&columns, text), expected, "{text}");
        }
    }

    #[test]
    fn a_name_with_quotes_or_line_breaks_is_escaped() {
        assert_eq!(rewritten(&["a\"b\nc"], "{{ a\"b\nc }}"), "{{ row[\"a\\\"b\\nc\"] }}");
    }

    #[test]
    fn variables_are_found_where_they_stand() {
        let scan = names(&["email"]).scan(
            "{% set total = a + b %}{% for x, y in pairs %}{{ x | upper | join(sep=s) }}{% endfor %}{{ f(k=v) }} \
             {{ z is defined }}{{ w | default(value=\"\") }}{{ row[\"k\"] }}{{ row.m }}",
            false,
        );
        let found: Vec<_> =
            scan.variables.iter().filter(|found| !found.guarded).map(|found| found.name.as_str()).collect();
        for name in ["a", "b", "pairs", "x", "s", "v"] {
            assert!(found.contains(&name), "{name} in {found:?}");
        }
        for name in ["total", "upper", "join", "sep", "f", "k", "z", "w", "default", "defined"] {
            assert!(!found.contains(&name), "{name} in {found:?}");
        }
        assert!(["total", "x", "y"].iter().all(|name| scan.assigned.contains(*name)));
        assert_eq!(scan.keys.iter().map(|key| key.name.as_str()).collect::<Vec<_>>(), ["k", "m"]);
        assert!(!scan.whole_row);
        assert!(names(&[]).scan("{% for k, v in row %}{% endfor %}", false).whole_row);
    }

    #[test]
    fn files_are_found() {
        let scan = names(&[]).scan("{% extends \"a.html\" %}{%- include 'b/c.html' -%}", false);
        assert_eq!(scan.files.iter().map(|(file, _)| file.as_str()).collect::<Vec<_>>(), ["a.html", "b/c.html"]);
    }

    #[test]
    fn private_use_characters_of_the_author_are_protected() {
        let scan = names(&[]).scan("a\u{F0041}b{{ x }}\u{F0042}", true);
        assert_eq!(marks::plain(&scan.rewritten.text), "a\u{F0041}b{{ x }}\u{F0042}");
        assert_ne!(scan.rewritten.text, "a\u{F0041}b{{ x }}\u{F0042}");
    }
}
