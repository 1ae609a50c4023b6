//! HTML bodies: images beside the template become inline parts, marks become escaped text.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::errors::shown;
use super::files::{Files, Usage};
use super::marks::{self, Segment};
use crate::message::FilePart;

/// What a URL out of a cell may begin with.
const SAFE_SCHEMES: [&str; 6] = ["http", "https", "mailto", "tel", "sms", "cid"];

/// The images of one mail.
pub(super) struct Images<'a> {
    pub(super) files: &'a Files,
    /// Whether the author wrote a literal, as opposed to a cell that passed `| safe`.
    pub(super) is_written: &'a dyn Fn(&str) -> bool,
    /// The parts found so far, each once, with their files.
    pub(super) inline: Vec<Arc<FilePart>>,
    pub(super) paths: Vec<std::path::PathBuf>,
}

impl Images<'_> {
    /// What an image's (marked) source becomes: `cid:…` for a file, nothing for a URL that stays as it is.
    pub(super) fn source(&mut self, marked: &str) -> Result<Option<String>, String> {
        let text = marks::plain(marked);
        if text.trim().is_empty() || text.starts_with("//") || text.starts_with('#') {
            return Ok(None);
        }
        if let Some(scheme) = scheme(&text) {
            let data_image = scheme == "data" && text.trim_start()[5..].starts_with("image/");
            if !marks::has_mark(marked) || data_image {
                return Ok(None);
            }
            return check_link(marked).map(|()| None);
        }
        let found = self.files.find(marked.trim(), Usage::Inline, |literal| (self.is_written)(literal));
        let found = found.map_err(|what| format!("image \"{text}\": {what}"))?;
        let Some(id) = found.part.content_id().map(|id| format!("cid:{id}")) else { return Ok(None) };
        if !self.inline.iter().any(|part| part.content_id() == found.part.content_id()) {
            self.inline.push(found.part);
            self.paths.push(found.path);
        }
        Ok(Some(id))
    }

    /// Rewrites the `src` of every `<img>` in a marked HTML text.
    pub(super) fn rewrite<'h>(&mut self, html: &'h str) -> Result<Cow<'h, str>, String> {
        let mut rewritten = String::new();
        let mut copied = 0;
        for start in memchr::memchr_iter(b'<', html.as_bytes()) {
            let octets = &html.as_bytes()[start + 1..];
            let is_image = octets.get(..3).is_some_and(|name| name.eq_ignore_ascii_case(b"img"))
                && octets.get(3).is_some_and(|next| next.is_ascii_whitespace() || *next == b'/');
            if !is_image || start < copied {
                continue;
            }
            let Some(range) = attribute(html, start + 4, "src") else { continue };
            // The only reference that a URL needs (HTML: "Named character references").
            let value = html[range.clone()].replace("&amp;", "&");
            if let Some(source) = self.source(&value)? {
                rewritten.push_str(&html[copied..range.start]);
                rewritten.push_str(&source);
                copied = range.end;
            }
        }
        if copied == 0 {
            return Ok(Cow::Borrowed(html));
        }
        rewritten.push_str(&html[copied..]);
        Ok(Cow::Owned(rewritten))
    }
}

/// A marked HTML text with its cells put back, escaped.
///
/// `cells` is told of each cell, and the literals between them.
pub(super) fn fill(html: &str, mut each: impl FnMut(&Segment<'_>)) -> Result<String, String> {
    let mut filled = String::with_capacity(html.len());
    let mut before = "";
    for segment in marks::segments(html) {
        each(&segment);
        match &segment {
            Segment::Literal(literal) => {
                filled.push_str(literal);
                before = literal;
            }
            Segment::Cell(cell) => {
                if begins_link(before) {
                    check_link(&marks::mark(cell))?;
                }
                match before.ends_with('=') {
                    true => escape_unquoted(cell, &mut filled),
                    false => escape(cell, &mut filled),
                }
                before = "";
            }
        }
    }
    Ok(filled)
}

/// Writes text so that it is text in an element and in a quoted attribute.
fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'', '\u{2028}']) {
        out.push_str(&rest[..at]);
        let mut characters = rest[at..].chars();
        out.push_str(match characters.next() {
            Some('&') => "&amp;",
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            Some('"') => "&quot;",
            Some('\'') => "&#39;",
            _ => "<br>\n",
        });
        rest = characters.as_str();
    }
    out.push_str(rest);
}

/// The same for what may be an attribute's value without quotes, which a blank would end.
fn escape_unquoted(text: &str, out: &mut String) {
    for part in text.split_inclusive(|c: char| c.is_ascii_whitespace() || c == '`') {
        let blank = part.chars().next_back().filter(|c| c.is_ascii_whitespace() || *c == '`');
        escape(&part[..part.len() - blank.map_or(0, char::len_utf8)], out);
        if let Some(blank) = blank {
            out.push_str(&format!("&#{};", u32::from(blank)));
        }
    }
}

/// Refuses a link with a cell in it that would run something (`javascript:`) or show something (`data:`).
pub(super) fn check_link(marked: &str) -> Result<(), String> {
    let text = marks::plain(marked);
    match scheme(&text) {
        Some(scheme) if marks::has_mark(marked) && !SAFE_SCHEMES.contains(&scheme.as_str()) => Err(format!(
            "the link \"{}\" begins with `{scheme}:`: a link out of a cell may be http, https, mailto, tel or sms",
            shown(&text, 60)
        )),
        _ => Ok(()),
    }
}

/// The scheme of a URL in lower case, read as leniently as browsers do: blanks and controls do not count.
fn scheme(text: &str) -> Option<String> {
    let mut scheme = String::new();
    for character in text.chars().filter(|c| !c.is_control()).skip_while(|c| c.is_whitespace()) {
        match character {
            ':' => return Some(scheme).filter(|scheme| scheme.len() > 1),
            c if c.is_ascii_alphanumeric() || "+-.".contains(c) => scheme.push(c.to_ascii_lowercase()),
            _ => return None,
        }
        if scheme.len() > 64 {
            return None;
        }
    }
    None
}

/// Whether the next thing in a literal is the beginning of a link's target.
fn begins_link(literal: &str) -> bool {
    let before = literal.trim_end_matches(['"', '\'']);
    if literal.len() - before.len() > 1 {
        return false;
    }
    let Some(name) = before.trim_end().strip_suffix('=') else { return false };
    let name = name.trim_end().as_bytes();
    let ends_with = |wanted: &[u8]| {
        name.len() > wanted.len()
            && name[name.len() - wanted.len()..].eq_ignore_ascii_case(wanted)
            && !name[name.len() - wanted.len() - 1].is_ascii_alphanumeric()
    };
    ends_with(b"href") || ends_with(b"action")
}

/// The value of an attribute of the tag whose attributes begin here, as a range of the text.
fn attribute(html: &str, from: usize, wanted: &str) -> Option<Range<usize>> {
    let octets = html.as_bytes();
    let skip = |mut at: usize, test: &dyn Fn(u8) -> bool| {
        while octets.get(at).is_some_and(|octet| test(*octet)) {
            at += 1;
        }
        at
    };
    let blank = |octet: u8| octet.is_ascii_whitespace();
    let mut at = from;
    loop {
        at = skip(at, &|octet| blank(octet) || octet == b'/');
        if matches!(octets.get(at), None | Some(b'>' | b'<')) {
            return None;
        }
        let name = at;
        at = skip(at + 1, &|octet| !blank(octet) && !b"=>/".contains(&octet));
        let name = &octets[name..at];
        let equals = skip(at, &blank);
        if octets.get(equals) != Some(&b'=') {
            continue;
        }
        let value = skip(equals + 1, &blank);
        let range = match octets.get(value) {
            Some(quote @ (b'"' | b'\'')) => {
                let end = skip(value + 1, &|octet| octet != *quote);
                at = (end + 1).min(octets.len());
                value + 1..end
            }
            _ => {
                at = skip(value, &|octet| !blank(octet) && octet != b'>');
                value..at
            }
        };
        if name.eq_ignore_ascii_case(wanted.as_bytes()) {
            return Some(range);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_found_however_they_are_written() {
        for (html, expected) in [
            ("<img src=\"a.png\">", Some("a.png")),
            ("<img alt='x > y' SRC = 'a b.png'/>", Some("a b.png")),
            ("<img src=a.png alt=x>", Some("a.png")),
            ("<img/src=a.png>", Some("a.png")),
            ("<img alt=\"src=x\" data-src=y src=\"\">", Some("")),
            ("<img hidden src>", None),
            ("<img>", None),
            ("<img src=\"a", Some("a")),
            ("<img src", None),
            ("<img src=", Some("")),
            ("<img =x src=1>", Some("1")),
        ] {
            let found = attribute(html, 4, "src").map(|range| &html[range]);
            assert_eq!(found, expected, "{html}");
        }
    }

    #[test]
    fn cells_are_escaped() {
        let html = format!("<p>{}</p>", marks::mark("<b>&\"'\u{2028}张"));
        assert_eq!(fill(&html, |_| ()).unwrap(), "<p>&lt;b&gt;&amp;&quot;&#39;<br>\n张</p>");
        let html = format!("<a title={}>", marks::mark("x onclick=y`z "));
        assert_eq!(fill(&html, |_| ()).unwrap(), "<a title=x&#32;onclick=y&#96;z&#32;>");
    }

    #[test]
    fn links_out_of_cells_are_checked() {
        for (link, good) in [
            ("https://a.example/", true),
            ("HTTP://a.example/", true),
            ("www.example.com", true),
            ("a/b:c", true),
            ("javascript:alert(1)", false),
            (" java\nscript:alert(1)", false),
            ("data:text/html,x", false),
            ("vbscript:x", false),
            ("file:///etc/passwd", false),
        ] {
            assert_eq!(check_link(&marks::mark(link)).is_ok(), good, "{link}");
            let html = format!("<a class=x href = '{}'>x</a>", marks::mark(link));
            assert_eq!(fill(&html, |_| ()).is_ok(), good, "{html}");
            let html = format!("<a title=\"href='{}\">x</a>", marks::mark("x"));
            assert!(fill(&html, |_| ()).is_ok());
        }
        assert!(check_link("javascript:written(by_the_author)").is_ok());
    }
}
