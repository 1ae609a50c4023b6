//! Column names in Tera's tags: those that are no identifiers become `row["…"]`.
//!
//! Tera reads `{{ 姓名 }}`, `{{ First Name }}` and `{{ e-mail }}` as something else or not at all, so such names are
//! replaced before it sees them: inside `{{ }}` and `{% %}` only, outside string literals, the longest name first and
//! whole words only. The scan also notes which variables, columns and files a text names, and where.

use std::collections::HashSet;

use super::engine::ROWS;
use super::marks;
use super::spelling::{self, Spelling};
use super::tags::{Kind, Scan, Token, is_one_of, note};
use crate::input::Header;

/// The column names, ready to be looked for.
#[derive(Debug)]
pub(super) struct Names {
    /// Names that are replaced wherever they stand, the longest first.
    anywhere: Vec<Spelling>,
    /// Names that mean something else to Tera (`1`, `true`, `not`): replaced only as a whole `{{ 1 }}` or before a filter.
    alone: Vec<String>,
    /// All names.
    known: HashSet<String>,
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
                anywhere.push(name);
            }
        }
        let mut anywhere = Spelling::of(anywhere.into_iter(), header);
        anywhere.sort_by_key(|spelling| std::cmp::Reverse(spelling.name.len()));
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
            if let Some((name, length)) = self.member_here(kind, &tokens) {
                self.replace_member(&name, length, &tokens);
                tokens.push((Token::Word(name), start));
                continue;
            }
            let token = match self.column_here(kind, &tokens) {
                Some((name, length)) => self.replace_column(name, length),
                None => self.token(next),
            };
            if token == Token::Word("row".to_owned()) && self.names.knows("row") && !self.subscript_follows() {
                // A column of that name hides behind the map of all columns.
                self.copy_to(start);
                self.at = start;
                let token = self.replace_column("row".to_owned(), "row".len());
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
            Kind::Variable | Kind::Block => (kind.end(), None),
            Kind::Expression => (kind.end(), Some(())),
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

    /// The column that begins here, if a name may stand here, and how long it is as it is written.
    fn column_here(&self, kind: Kind, tokens: &[(Token, usize)]) -> Option<(String, usize)> {
        let before = tokens.last().map(|(token, _)| token);
        let word = |token: Option<&Token>, text: &str| matches!(token, Some(Token::Word(word)) if word == text);
        let test = word(before, "is") || (word(before, "not") && word(tokens.iter().rev().nth(1).map(|t| &t.0), "is"));
        let after = matches!(before, Some(Token::Other('.' | '|') | Token::Sign("?.")));
        if after || test || (kind == Kind::Block && tokens.is_empty()) {
            return None;
        }
        let rest = self.rest();
        if let Some(found) = self.spelt_here(kind) {
            return Some(found);
        }
        if kind != Kind::Variable || !tokens.is_empty() {
            return None;
        }
        let alone = |name: &&String| {
            rest.starts_with(name.as_str()) && is_word_of(rest, name.len(), kind) && {
                let behind = rest[name.len()..].trim_start();
                behind.starts_with("}}") || behind.starts_with("-}}") || behind.starts_with('|')
            }
        };
        self.names.alone.iter().find(alone).map(|name| (name.clone(), name.len()))
    }

    /// The name that begins here, of those that are looked for anywhere.
    fn spelt_here(&self, kind: Kind) -> Option<(String, usize)> {
        let rest = self.rest();
        self.names.anywhere.iter().find_map(|spelling| {
            let length = spelling.length_in(rest).filter(|length| is_word_of(rest, *length, kind))?;
            Some((spelling.name.clone(), length))
        })
    }

    /// The column that begins here behind `r.`, where `r` is one of the group's rows.
    fn member_here(&self, kind: Kind, tokens: &[(Token, usize)]) -> Option<(String, usize)> {
        let (point, before) = tokens.split_last()?;
        let is_member = match before {
            [.., (Token::Word(variable), _)] => self.scan.members.contains(variable),
            [.., (Token::Word(list), _), _, _, _] => list == ROWS && is_one_of(before, before.len() - 4),
            _ => false,
        };
        (is_member && point.0 == Token::Other('.')).then(|| self.spelt_here(kind))?
    }

    /// Writes `["…"]` instead of a point and a name that is no identifier.
    fn replace_member(&mut self, name: &str, length: usize, tokens: &[(Token, usize)]) {
        let point = tokens.last().map_or(self.at, |(_, at)| *at);
        self.copy_to(point);
        self.scan.rewritten.replace(&key(name), point);
        self.at += length;
        self.copied = self.at;
    }

    fn replace_column(&mut self, name: String, length: usize) -> Token {
        self.copy_to(self.at);
        self.scan.rewritten.replace(&subscript(&name), self.at);
        self.at += length;
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

/// `row["…"]` for a column.
pub(super) fn subscript(name: &str) -> String {
    format!("row{}", key(name))
}

/// `["…"]`.
fn key(name: &str) -> String {
    let mut text = String::from("[\"");
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

/// Whether the name that a text begins with stands by itself: it is not a part of a longer one, nor of the tag's end, as `Bonus %` is
/// in `{% if Bonus %}`.
fn is_word_of(text: &str, length: usize, kind: Kind) -> bool {
    let (name, rest) = text.split_at(length);
    let end = kind.end();
    let is_end =
        name.ends_with(&end[..1]) && rest.starts_with(&end[1..]) || name.ends_with('-') && rest.starts_with(end);
    !is_end && (!name.ends_with(is_word) || !rest.starts_with(is_word))
}

/// Whether a column can be typed in a tag as it looks: not only as `row["…"]`.
pub(super) fn is_typable(name: &str, header: &Header) -> bool {
    let is_number = name.chars().all(|c| c.is_ascii_digit() || c == '.');
    is_identifier(name)
        || is_number
        || is_findable(name) && (spelling::visible(name) == name || spelling::position(name, header).is_some())
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
            "Name", "Bonus", "Bonus %", "First Name", "姓名", "e-mail", "a-b", "Score (%)", "C++", "in", "1", "2024",
            "true", "not", "row",
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
            (
                "{% if Bonus %}{{ Bonus % }}{{Bonus %}}{% endif %}",
                "{% if Bonus %}{{ row[\"Bonus %\"] }}{{row[\"Bonus %\"]}}{% endif %}",
            ),
            (
                "{% if Bonus %%}x{% endif %}{% if Bonus % -%}{% endif %}",
                "{% if row[\"Bonus %\"]%}x{% endif %}{% if row[\"Bonus %\"] -%}{% endif %}",
            ),
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
    fn names_are_found_as_they_look() {
        let columns = ["First\nName", "Last\u{a0}Name", "Class  Name", "e\u{301}t"];
        for (text, expected) in [
            ("{{ First Name }}", "{{ row[\"First\\nName\"] }}"),
            ("{{Last Name|upper}}", "{{row[\"Last\u{a0}Name\"]|upper}}"),
            ("{{ Last\u{a0}Name }}", "{{ row[\"Last\u{a0}Name\"] }}"),
            ("{% if Class Name == ét %}", "{% if row[\"Class  Name\"] == row[\"e\u{301}t\"] %}"),
            (
                "{% for r in rows %}{{ r.First Name }}{% endfor %}",
                "{% for r in rows %}{{ r[\"First\\nName\"] }}{% endfor %}",
            ),
            ("{{ First Names }}", "{{ First Names }}"),
        ] {
            assert_eq!(rewritten(&columns, text), expected, "{text}");
        }
    }

    #[test]
    fn a_name_with_quotes_or_line_breaks_is_escaped() {
        assert_eq!(rewritten(&["a\"b\nc"], "{{ a\"b\nc }}"), "{{ row[\"a\\\"b\\nc\"] }}");
    }

    #[test]
    fn columns_of_the_rows_of_a_group_may_have_any_name() {
        let columns = ["科目", "First Name", "mark"];
        let text =
            "{{ r.科目 }}{% for r in rows %}{{ r.科目 }} {{r.First Name|upper}} {{ r.mark }} {{ x.科目 }}{% endfor %}";
        let expected = "{{ r.科目 }}{% for r in rows %}{{ r[\"科目\"] }} {{r[\"First Name\"]|upper}} {{ r.mark }} \
                        {{ x.科目 }}{% endfor %}";
        assert_eq!(rewritten(&columns, text), expected);
        let scan = names(&columns).scan(text, false);
        assert!(scan.members.contains("r") && !scan.members.contains("x"));
        let uses: Vec<_> =
            scan.fields.iter().map(|(variable, found)| (variable.as_str(), found.name.as_str())).collect();
        assert_eq!(uses, [("r", "科目"), ("r", "科目"), ("r", "First Name"), ("r", "mark"), ("x", "科目")]);
        let scan = names(&columns).scan("{% for r in others %}{{ r[\"x\"] }}{% endfor %}{% set s = 1 %}", false);
        assert!(scan.members.is_empty() && scan.strangers.contains("r") && scan.strangers.contains("s"));
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
