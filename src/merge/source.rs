//! A template file, split into header fields and body.
//!
//! The format is RFC 5322's: fields, an empty line, a body. Folded fields (§2.2.3) are unfolded. Before the fields there
//! may be Tera comments and `{% set … %}`; what they set is known to every field and to the body.

use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::Path;

use super::known;
use super::spans::Rewritten;
use crate::input::{Foreign, is_workbook};
use crate::mail::shown;

/// A template larger than this is not a template.
const MAX_SIZE: u64 = 16 << 20;

/// Why a file gives no text.
#[derive(Debug)]
pub(super) enum ReadError {
    Io(io::Error),
    /// It "is …".
    Text(&'static str),
    /// It is something else, by what it holds.
    Foreign(Foreign),
}

/// What is wrong, and where in the file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Flaw {
    pub(super) at: usize,
    pub(super) what: String,
}

/// A file's structure; all places are offsets into the file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Split {
    /// `{% set … %}` before the fields.
    pub(super) prelude: Vec<Range<usize>>,
    pub(super) fields: Vec<Field>,
    pub(super) body: Range<usize>,
}

/// A header field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) name: Range<usize>,
    /// The value's lines without their ends and without leading blanks.
    pub(super) lines: Vec<Range<usize>>,
}

/// A part of a literal `multipart/alternative` body.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) fields: Vec<Field>,
    pub(super) body: Range<usize>,
}

/// Reads a file as UTF-8, without a byte order mark. Where each line ends in CR alone, as in files of old Macs, it ends in LF
/// instead.
pub(super) fn read_text(path: &Path) -> Result<String, ReadError> {
    let mut octets = Vec::new();
    File::open(path).and_then(|file| file.take(MAX_SIZE + 1).read_to_end(&mut octets)).map_err(ReadError::Io)?;
    if octets.len() as u64 > MAX_SIZE {
        return Err(ReadError::Text("is too large for a template (more than 16 MiB)"));
    }
    if octets.starts_with(&[0xFF, 0xFE]) || octets.starts_with(&[0xFE, 0xFF]) {
        return Err(ReadError::Text("is UTF-16: save it as UTF-8"));
    }
    if let Some(foreign) = Foreign::of(&octets) {
        return Err(ReadError::Foreign(foreign));
    }
    if is_workbook(path) {
        return Err(ReadError::Text(
            "is a workbook, and no letter. The letter is a text (.md, .txt or .html), and stands behind -t",
        ));
    }
    if octets.contains(&0) {
        return Err(ReadError::Text("is not a text: it holds NUL octets. A template is a text file in UTF-8"));
    }
    let text = String::from_utf8(octets)
        .map_err(|_| ReadError::Text("is not UTF-8: save it as UTF-8 (in the editor: Save As, Encoding: UTF-8)"))?;
    let text = match text.strip_prefix('\u{FEFF}') {
        Some(rest) => rest.to_owned(),
        None => text,
    };
    let has_cr_alone = text.contains('\r') && !text.contains('\n');
    Ok(if has_cr_alone { text.replace('\r', "\n") } else { text })
}

/// Splits a template, as far as it goes, and says what is wrong with it.
pub(super) fn split(text: &str) -> (Split, Vec<Flaw>) {
    let (mut split, mut flaws) = (Split::default(), Vec::new());
    if let Err(flaw) = split_into(text, &mut split, &mut flaws) {
        flaws.push(flaw);
    }
    (split, flaws)
}

fn split_into(text: &str, split: &mut Split, flaws: &mut Vec<Flaw>) -> Result<(), Flaw> {
    let mut at = 0;
    // Comments, `set` and empty lines before the first field.
    loop {
        at += text[at..].len() - text[at..].trim_start().len();
        let rest = &text[at..];
        if rest.starts_with("{#") {
            let end = rest.find("#}").ok_or_else(|| flaw(at, "this comment has no end: `#}` is missing"))?;
            at += end + 2;
        } else if is_set(rest) {
            let end = rest.find("%}").ok_or_else(|| flaw(at, "this tag has no end: `%}` is missing"))?;
            split.prelude.push(at..at + end + 2);
            at += end + 2;
        } else {
            break;
        }
    }
    if at == text.len() {
        return Err(flaw(
            0,
            "it is empty: a template is header fields (From:, To:, Subject:), an empty line, and a body",
        ));
    }
    (split.fields, split.body) = fields(text, at..text.len(), Strictness::Template, flaws);
    Ok(())
}

/// Splits a literal multipart body by its boundary (RFC 2046 §5.1.1). What stands before the first delimiter and behind
/// the last is dropped; a missing close delimiter is forgiven.
pub(super) fn parts(text: &str, body: Range<usize>, boundary: &str) -> Result<Vec<Part>, Flaw> {
    let mut delimiters: Vec<(Range<usize>, bool)> = Vec::new();
    for line in lines(text, body.clone()) {
        let Some(rest) = text[line.clone()].strip_prefix("--").and_then(|rest| rest.strip_prefix(boundary)) else {
            continue;
        };
        match rest.trim_end() {
            "" => delimiters.push((line, false)),
            "--" => delimiters.push((line, true)),
            _ => {}
        }
    }
    if delimiters.is_empty() {
        return Err(Flaw {
            at: body.start,
            what: format!("the body has no line --{boundary}, the boundary of its parts"),
        });
    }
    let mut parts = Vec::new();
    for (index, (line, closes)) in delimiters.iter().enumerate() {
        if *closes {
            break;
        }
        let start = next_line(text, line.end).min(body.end);
        let end = delimiters.get(index + 1).map_or(body.end, |(next, _)| next.start);
        let end = end.max(start);
        // The line break before a delimiter belongs to it.
        let content = text[start..end]
            .strip_suffix('\n')
            .map_or(end, |rest| start + rest.strip_suffix('\r').unwrap_or(rest).len());
        let content = if delimiters.get(index + 1).is_some() { content } else { end };
        let mut flaws = Vec::new();
        let (fields, body) = fields(text, start..content, Strictness::Part, &mut flaws);
        if let Some(flaw) = flaws.into_iter().next() {
            return Err(flaw);
        }
        parts.push(Part { fields, body });
    }
    Ok(parts)
}

impl Field {
    /// The value, unfolded, with what it was made from; `prelude` goes before it.
    pub(super) fn unfolded(&self, text: &str, prelude: &[Range<usize>]) -> Rewritten {
        let mut value = with_prelude(text, prelude);
        let mut first = true;
        for line in &self.lines {
            if !first && !line.is_empty() {
                value.replace(" ", line.start);
            }
            first &= line.is_empty();
            value.copy(text, line.start, line.end);
        }
        value
    }

    /// Where the value begins.
    pub(super) fn value_start(&self) -> usize {
        self.lines.first().map_or(self.name.end, |line| line.start)
    }
}

/// The `{% set … %}` tags alone, to be put before a text.
pub(super) fn with_prelude(text: &str, prelude: &[Range<usize>]) -> Rewritten {
    let mut rewritten = Rewritten::default();
    for tag in prelude {
        rewritten.copy(text, tag.start, tag.end);
    }
    rewritten
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Strictness {
    Template,
    /// A part of a multipart may have no fields at all.
    Part,
}

/// The fields, and the body behind them. A line that is no field is a flaw: it is left out if it looks as if it was meant as
/// one, or else the body begins there.
fn fields(
    text: &str,
    range: Range<usize>,
    strictness: Strictness,
    flaws: &mut Vec<Flaw>,
) -> (Vec<Field>, Range<usize>) {
    let mut fields: Vec<Field> = Vec::new();
    for line in lines(text, range.clone()) {
        let content = &text[line.clone()];
        let behind = next_line(text, line.end).min(range.end);
        if content.trim().is_empty() {
            return (fields, behind..range.end);
        }
        let indent = content.len() - content.trim_start_matches([' ', '\t']).len();
        if indent > 0
            && let Some(field) = fields.last_mut()
        {
            field.lines.push(trimmed(text, line.start + indent..line.end));
            continue;
        }
        match content.split_once(':') {
            Some((name, _)) if is_field_name(name.trim_end_matches([' ', '\t'])) => {
                let end = line.start + name.trim_end_matches([' ', '\t']).len();
                let value = trimmed(text, line.start + name.len() + 1..line.end);
                fields.push(Field { name: line.start..end, lines: vec![value] });
            }
            _ if content.starts_with("{#") && content.trim_end().ends_with("#}") => {}
            _ => {
                flaws.push(Flaw { at: line.start, what: no_field(content, fields.is_empty(), strictness) });
                // Read as it is meant: that the field is missing would be told too.
                if let Some((name, _)) = content.split_once('：').filter(|(name, _)| is_usual(name)) {
                    let value = trimmed(text, line.start + name.len() + '：'.len_utf8()..line.end);
                    fields.push(Field { name: line.start..line.start + name.len(), lines: vec![value] });
                }
                if !content.starts_with("{%") && !content.contains('：') && foreign(content).is_none() {
                    return (fields, line.start..range.end);
                }
            }
        }
    }
    (fields, range.end..range.end)
}

fn no_field(line: &str, first: bool, strictness: Strictness) -> String {
    let shown = shown(line.trim_end(), 40);
    if let Some(meant) = foreign(line) {
        return format!(
            "\"{shown}\" is not a header field: its name is English, and the colon ASCII. Write {meant}: …"
        );
    }
    let wide = line.split_once('：').filter(|(name, _)| !name.contains(char::is_whitespace));
    if wide.is_some() {
        return format!(
            "\"{shown}\" is not a header field: the colon must be the ASCII one (`:`, not `：`) \
             and the name one of From, To, Cc, Bcc, Reply-To, Subject, Attachment …"
        );
    }
    if line.starts_with("{%") {
        return format!(
            "\"{shown}\" is not a header field: a tag cannot stand around fields, only inside one, as in \
             `Cc: {{% if a %}}{{{{ a }}}}{{% endif %}}` (a field that comes out empty is left out)"
        );
    }
    if first && strictness == Strictness::Template {
        return format!(
            "\"{shown}\" is not a header field: a template begins with fields such as `To: {{{{ email }}}}` and \
             `Subject: Hello`, then comes an empty line, then the body"
        );
    }
    format!("\"{shown}\" is not a header field: is the empty line between fields and body missing?")
}

/// The field that is meant by a line such as `附件: marks.pdf`.
fn foreign(line: &str) -> Option<&'static str> {
    let (name, _) = line.split_once([':', '：'])?;
    if name.is_ascii() { None } else { known::meant(name) }
}

/// Whether a field is one that letters have.
fn is_usual(name: &str) -> bool {
    const USUAL: [&str; 7] = ["From", "To", "Cc", "Bcc", "Reply-To", "Subject", "Attachment"];
    USUAL.iter().any(|usual| usual.eq_ignore_ascii_case(name))
}

/// RFC 5322 §3.6.8 ftext.
fn is_field_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|octet| (33..=126).contains(&octet) && octet != b':' && octet != b'{')
}

fn is_set(text: &str) -> bool {
    let Some(inner) = text.strip_prefix("{%") else { return false };
    let inner = inner.strip_prefix('-').unwrap_or(inner).trim_start();
    // A `set` block (without `=`) has an end tag and text of its own: not here.
    inner.starts_with("set ") && inner.split("%}").next().is_some_and(|tag| tag.contains('='))
}

fn flaw(at: usize, what: &str) -> Flaw {
    Flaw { at, what: what.to_owned() }
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let value = &text[range.clone()];
    let start = range.start + (value.len() - value.trim_start_matches([' ', '\t']).len());
    let end = range.start + value.trim_end_matches([' ', '\t', '\r']).len();
    start..end.max(start)
}

/// The lines of a range, without their ends.
fn lines(text: &str, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut at = range.start;
    text[range].split_inclusive('\n').map(move |line| {
        let content = line.strip_suffix('\n').unwrap_or(line);
        let content = content.strip_suffix('\r').unwrap_or(content);
        let found = at..at + content.len();
        at += line.len();
        found
    })
}

/// Where the line behind this line's end begins.
fn next_line(text: &str, end: usize) -> usize {
    let rest = &text[end..];
    let rest = rest.strip_prefix('\r').unwrap_or(rest);
    let rest = rest.strip_prefix('\n').unwrap_or(rest);
    text.len() - rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The structure, or the first of what is wrong.
    fn split(text: &str) -> Result<Split, Flaw> {
        let (split, flaws) = super::split(text);
        flaws.into_iter().next().map_or(Ok(split), Err)
    }

    #[test]
    fn what_comes_behind_a_flaw_is_read_all_the_same() {
        let (split, flaws) = super::split("To: x\n{% if a %}\nCc: y\n{% endif %}\n主题：z\n\nbody");
        assert_eq!(flaws.iter().map(|flaw| flaw.at).collect::<Vec<_>>(), [6, 23, 35]);
        assert_eq!((split.fields.len(), split.body.len()), (2, 4));
        let (split, flaws) = super::split("To: x\nHello\n\nbody");
        assert_eq!((split.fields.len(), split.body, flaws.len()), (1, 6..17, 1));
    }

    fn fields_of(text: &str) -> Vec<(String, String)> {
        let split = split(text).unwrap();
        let pair = |field: &Field| (text[field.name.clone()].to_owned(), field.unfolded(text, &[]).text);
        split.fields.iter().map(pair).collect()
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn fields_are_unfolded_whatever_the_line_ends() {
        for end in ["\n", "\r\n"] {
            let text = ["To: a@x.com,", "  b@x.com", "Subject :\t hi ", "X-Empty:", "", "body", ""].join(end);
            assert_eq!(
                fields_of(&text),
                [pair("To", "a@x.com, b@x.com"), pair("Subject", "hi"), pair("X-Empty", "")],
                "{text:?}"
            );
            assert_eq!(&text[split(&text).unwrap().body], ["body", ""].join(end));
        }
    }

    #[test]
    fn lines_may_end_in_cr_alone() {
        let file = tempfile::NamedTempFile::new().unwrap();
        for (written, read) in [
            ("\u{FEFF}To: x\rSubject: y\r\rbody\r", "To: x\nSubject: y\n\nbody\n"),
            ("To: x\r\n\r\na\rb\r\n", "To: x\r\n\r\na\rb\r\n"),
            ("To: x\n\na\rb\n", "To: x\n\na\rb\n"),
        ] {
            std::fs::write(file.path(), written).unwrap();
            assert_eq!(read_text(file.path()).unwrap(), read, "{written:?}");
        }
    }

    #[test]
    fn comments_and_set_may_come_first() {
        let text = "{# a\n\ncomment #}\n{% set a = 1 %}\n{%- set b = 2 -%}\nTo: x\n{# another #}\nCc: y\n\nbody";
        assert_eq!(fields_of(text), [pair("To", "x"), pair("Cc", "y")]);
        let found = split(text).unwrap();
        assert_eq!(with_prelude(text, &found.prelude).text, "{% set a = 1 %}{%- set b = 2 -%}");
        assert_eq!(&text[found.body], "body");
    }

    #[test]
    fn a_template_may_have_no_body() {
        for text in ["To: x", "To: x\n", "To: x\n\n"] {
            assert!(split(text).unwrap().body.is_empty());
        }
    }

    #[test]
    fn what_is_no_header_section_is_refused() {
        for (text, at, part) in [
            ("", 0, "is empty"),
            (" \n\n", 0, "is empty"),
            ("{# only #}", 0, "is empty"),
            ("{# open", 0, "#}"),
            ("Hello {{ name }}\n", 0, "begins with fields"),
            ("<html>\n", 0, "begins with fields"),
            ("To: x\nHello\n", 6, "empty line"),
            ("主题：你好\n\n", 0, "colon"),
            (" folded: x\n\n", 0, ""),
        ] {
            match split(text) {
                Err(flaw) => {
                    assert_eq!(flaw.at, at, "{text:?}");
                    assert!(flaw.what.contains(part), "{text:?}: {}", flaw.what);
                }
                Ok(found) => assert_eq!(text, " folded: x\n\n", "{found:?}"),
            }
        }
    }

    #[test]
    fn a_multipart_body_is_split_at_its_boundary() {
        let text = "old reader\n\n--b\nContent-Type: text/plain\n\nhi\n\n--b\nContent-Type: text/html\n\n<p>hi</p>\n--b--\nrest\n";
        let parts = parts(text, 0..text.len(), "b").unwrap();
        let bodies: Vec<_> = parts.iter().map(|part| &text[part.body.clone()]).collect();
        assert_eq!(bodies, ["hi\n", "<p>hi</p>"]);
        assert_eq!(super::parts("x\n", 0..2, "b").unwrap_err().at, 0);
    }
}
