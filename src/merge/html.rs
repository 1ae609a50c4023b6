//! HTML bodies: images beside the template become inline parts, marks become escaped text.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use super::files::{Files, Usage};
use super::lines::{BodyText, Finished, Lines};
use super::marked::{CELL, Inserts, Marked};
use super::marks;
use super::pictures::{self, Picture};
use super::straight::Output as _;
use crate::mail::shown;
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
    pub(super) paths: Vec<PathBuf>,
    /// Whether another row may have other images here.
    pub(super) vary: bool,
    /// Whether a file is not there whose path the author wrote out.
    pub(super) is_written_missing: bool,
}

impl Images<'_> {
    /// What an image's (marked) source becomes: `cid:…` for a file, nothing for a URL that stays as it is.
    pub(super) fn source(&mut self, marked: &str) -> Result<Option<String>, String> {
        let text = marks::plain(marked);
        if text.trim().is_empty() || text.starts_with("//") || text.starts_with('#') {
            return Ok(None);
        }
        if let Some((scheme, rest)) = scheme(&text) {
            if scheme == "cid" {
                return self.has_part(text.trim()).map(|()| None).inspect_err(|_| {
                    self.is_written_missing = !marks::has_mark(marked);
                });
            }
            let data_image = scheme == "data" && rest.starts_with("image/");
            if !marks::has_mark(marked) || data_image {
                return Ok(None);
            }
            return check_link(marked).map(|()| None);
        }
        let found = self.files.find(marked.trim(), Usage::Inline, |literal| (self.is_written)(literal));
        let found = found.map_err(|what| {
            self.is_written_missing = !marks::has_mark(marked) && (self.is_written)(marked.trim());
            format!("image \"{text}\": {what}")
        })?;
        let Some(id) = found.part.content_id().map(|id| format!("cid:{id}")) else { return Ok(None) };
        if !self.inline.iter().any(|part| part.content_id() == found.part.content_id()) {
            self.inline.push(found.part);
            self.paths.push(found.path);
        }
        Ok(Some(id))
    }

    /// Whether a part of the mail has this name. Only those of ours are known: nobody else can know how files will be called.
    fn has_part(&self, url: &str) -> Result<(), String> {
        let name = url.get("cid:".len()..).unwrap_or_default();
        if self.inline.iter().any(|part| part.content_id() == Some(name)) {
            return Ok(());
        }
        Err(format!(
            "image \"{url}\": no part of the mail has this name, and a broken picture would be seen. Name the file itself, as \
             src=\"logo.png\": it is put into the mail"
        ))
    }

    /// Rewrites the URLs of all [pictures] that an HTML text names.
    pub(super) fn rewrite(&mut self, html: Marked) -> Result<Marked, String> {
        let mut sources: Vec<(Range<usize>, String)> = Vec::new();
        for Picture { range, is_sure } in pictures::of(html.text()) {
            if sources.last().is_some_and(|(last, _)| range.start < last.end) {
                continue;
            }
            // The only reference that a URL needs (HTML: "Named character references").
            let value = html.with_marks(&range).replace("&amp;", "&");
            self.vary |= marks::has_mark(&value) || !(self.is_written)(value.trim());
            if !is_sure && !pictures::is_named_as_one(marks::plain(&value).trim()) {
                continue;
            }
            if let Some(source) = self.source(&value)? {
                sources.push((range, source));
            }
        }
        Ok(if sources.is_empty() { html } else { html.replace(&sources) })
    }
}

/// An HTML text in pieces, with the line ends of a mail, and what is to be done with each cell: the same for all texts that differ
/// in their cells only.
#[derive(Debug)]
pub(super) struct Pieces {
    places: Vec<Place>,
    /// Behind the last cell.
    last: Lines,
    /// What they come to without cells.
    octets: usize,
}

/// The place of a cell.
#[derive(Debug)]
struct Place {
    /// What the author wrote in front of it.
    before: Lines,
    /// Whether a link's target begins here.
    begins_link: bool,
    /// Whether it may be an attribute's value without quotes.
    is_unquoted: bool,
}

impl Pieces {
    pub(super) fn of(html: &Marked) -> Self {
        let mut pieces = html.text().split(CELL);
        let last = Lines::of(pieces.next_back().unwrap_or_default());
        let place = |before: &str| Place {
            before: Lines::of(before),
            begins_link: begins_link(before),
            is_unquoted: before.ends_with('='),
        };
        let places: Vec<Place> = pieces.map(place).collect();
        let octets = places.iter().map(|place| &place.before).chain([&last]).map(|lines| lines.text().len()).sum();
        Self { places, last, octets }
    }

    /// Octets without cells.
    pub(super) fn octets(&self) -> usize {
        self.octets
    }

    /// The text with its cells put back, escaped.
    pub(super) fn fill(&self, cells: &Inserts) -> Result<Finished, String> {
        let octets = self.octets + cells.all().len();
        let mut filled = BodyText::new(String::new(), octets + octets / 16, Some(cells.all()));
        for (place, cell) in self.places.iter().zip(cells.iter()) {
            filled.lines(&place.before);
            if place.begins_link {
                check_link_of_cell(cell)?;
            }
            filled.cell_by(|out| match place.is_unquoted {
                true => escape_unquoted(cell, out),
                false => escape(cell, out),
            });
        }
        filled.lines(&self.last);
        Ok(filled.finish())
    }
}

/// An HTML text with its cells put back, escaped.
pub(super) fn fill(html: &Marked) -> Result<Finished, String> {
    Pieces::of(html).fill(html.cells())
}

/// Not 0 for the octets that `escape` looks at.
const TO_ESCAPE: [u8; 256] = {
    let mut table = [0; 256];
    let octets = b"&<>\"'\xE2";
    let mut index = 0;
    while index < octets.len() {
        table[octets[index] as usize] = 1;
        index += 1;
    }
    table
};

/// Writes text so that it is text in an element and in a quoted attribute.
fn escape(text: &str, out: &mut String) {
    const LINE_SEPARATOR: char = '\u{2028}';
    // Most cells have nothing to escape.
    if text.bytes().fold(0, |all, octet| all | TO_ESCAPE[usize::from(octet)]) == 0 {
        out.push_str(text);
        return;
    }
    let mut copied = 0;
    for (at, octet) in text.bytes().enumerate() {
        let (reference, length) = match octet {
            b'&' => ("&amp;", 1),
            b'<' => ("&lt;", 1),
            b'>' => ("&gt;", 1),
            b'"' => ("&quot;", 1),
            b'\'' => ("&#39;", 1),
            0xE2 if text[at..].starts_with(LINE_SEPARATOR) => ("<br>\n", LINE_SEPARATOR.len_utf8()),
            _ => continue,
        };
        out.push_str(&text[copied..at]);
        out.push_str(reference);
        copied = at + length;
    }
    out.push_str(&text[copied..]);
}

/// Escapes what may be an attribute's value without quotes, which a blank would end.
fn escape_unquoted(text: &str, out: &mut String) {
    for part in text.split_inclusive(|c: char| c.is_ascii_whitespace() || c == '`') {
        let blank = part.chars().next_back().filter(|c| c.is_ascii_whitespace() || *c == '`');
        escape(&part[..part.len() - blank.map_or(0, char::len_utf8)], out);
        if let Some(blank) = blank {
            out.push_str(&format!("&#{};", u32::from(blank)));
        }
    }
}

/// Refuses a (marked) link with a cell in it that would run something (`javascript:`) or show something (`data:`).
pub(super) fn check_link(marked: &str) -> Result<(), String> {
    if marks::has_mark(marked) { check_link_of_cell(&marks::plain(marked)) } else { Ok(()) }
}

fn check_link_of_cell(text: &str) -> Result<(), String> {
    match scheme(text) {
        Some((scheme, _)) if !SAFE_SCHEMES.contains(&scheme.as_str()) => Err(format!(
            "the link \"{}\" begins with `{scheme}:`: a link out of a cell may be http, https, mailto, tel or sms",
            shown(text, 60)
        )),
        _ => Ok(()),
    }
}

/// The scheme of a URL in lower case, read as leniently as browsers do (blanks and controls do not count), and what stands behind
/// its colon.
fn scheme(text: &str) -> Option<(String, &str)> {
    let mut scheme = String::new();
    for (at, character) in text.char_indices().filter(|(_, c)| !c.is_control()).skip_while(|(_, c)| c.is_whitespace()) {
        match character {
            ':' => return (scheme.len() > 1).then(|| (scheme, &text[at + 1..])),
            c if c.is_ascii_alphanumeric() || "+-.".contains(c) => scheme.push(c.to_ascii_lowercase()),
            _ => return None,
        }
        if scheme.len() > 64 {
            return None;
        }
    }
    None
}

/// Whether the next thing in a literal is the beginning of a link's target. Blanks in front of a target are no part of it.
fn begins_link(literal: &str) -> bool {
    let literal = literal.trim_end_matches(|c: char| c.is_whitespace() || c.is_control());
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
pub(super) fn attribute(html: &str, from: usize, wanted: &str) -> Option<Range<usize>> {
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
    use proptest::prelude::*;

    use super::*;
    use crate::merge::Private;
    use crate::message::is_seven_bit;

    fn filled(marked: &str) -> Result<String, String> {
        fill(&Marked::of(marked)).map(|filled| filled.text)
    }

    proptest! {
        /// Never where it is not so, whatever is escaped.
        #[test]
        fn what_is_said_of_a_body_is_so(
            literals in prop::collection::vec("(<p>|<a title=|\"|-|=| |\n|\r|é|.|x{440,460}){0,4}", 1..6),
            cells in prop::collection::vec("(a|<|&| |`|-|\u{2028}|张|\n){0,3}", 6)
        ) {
            let marked: String = literals.iter().zip(&cells).flat_map(|(literal, cell)| [literal.clone(), marks::mark(cell)]).collect();
            let body = fill(&Marked::of(&marked)).unwrap();
            prop_assert!(!body.is_seven_bit || is_seven_bit(&body.text), "{:?}", body.text);
        }
    }

    proptest! {
        /// Whatever a cell has in front of its colon, or between its letters.
        #[test]
        fn any_cell_may_be_an_image(
            cell in prop_oneof![
                any::<String>(),
                "[ \u{85}\u{a0}\u{3000}\u{1}]{0,2}d?[\u{85}\0]?(data|Data|http|cid|张)[\u{85} ]?:[\u{85} ]?(image/png|x|张)?",
            ],
            before in "(<img src=|<img src=\"|<a href=\")?",
        ) {
            let folder = tempfile::tempdir().unwrap();
            let files = Files::new(folder.path(), Private::default());
            let mut images = Images {
                files: &files,
                is_written: &|_| false,
                inline: Vec::new(),
                paths: Vec::new(),
                vary: false,
                is_written_missing: false,
            };
            let marked = Marked::of(&format!("{before}{}\">", marks::mark(&cell)));
            if let Ok(rewritten) = images.rewrite(marked) {
                let _ = fill(&rewritten);
            }
        }
    }

    #[test]
    fn the_rest_of_a_url_is_what_stands_behind_its_colon() {
        for (url, expected) in [
            ("data\u{85}:image/png", Some(("data", "image/png"))),
            (" DA\u{1}TA:image/png", Some(("data", "image/png"))),
            ("\u{a0}http:\u{85}x", Some(("http", "\u{85}x"))),
            ("c:x", None),
            ("张:x", None),
        ] {
            assert_eq!(scheme(url), expected.map(|(scheme, rest)| (scheme.to_owned(), rest)), "{url:?}");
        }
    }

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
        assert_eq!(filled(&html).unwrap(), "<p>&lt;b&gt;&amp;&quot;&#39;<br>\n张</p>");
        let html = format!("<a title={}>", marks::mark("x onclick=y`z "));
        assert_eq!(filled(&html).unwrap(), "<a title=x&#32;onclick=y&#96;z&#32;>");
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
            assert_eq!(filled(&html).is_ok(), good, "{html}");
            for blank in [" ", "\t", "\r\n ", "\u{1}"] {
                let html = format!("<a href=\"{blank}{}\">x</a>", marks::mark(link));
                assert_eq!(filled(&html).is_ok(), good, "{html:?}");
            }
            for html in ["<a href=\"/p {}\">x</a>", "<p title=\" {}\">x</p>", "<a href=\"\" title=\" {}\">x</a>"] {
                assert!(filled(&html.replace("{}", &marks::mark(link))).is_ok(), "{html}");
            }
            let html = format!("<a title=\"href='{}\">x</a>", marks::mark("x"));
            assert!(filled(&html).is_ok());
        }
        assert!(check_link("javascript:written(by_the_author)").is_ok());
    }
}
