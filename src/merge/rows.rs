//! Rows of data tables, each in a line of the readable text: `Maths  90`.
//!
//! The library gives each cell a line of its own, as is right for tables that lay a page out. A row of data is one that has several
//! cells and nothing in them that is more than a part of a line; its cells are made one, with a mark where they met.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;

/// Where two cells met: private use, of plane 15. The library takes it for a word.
const MET: char = '\u{F0000}';
/// The first octet of it.
const FIRST_OCTET: u8 = 0xF3;
/// Between two cells of a line.
const GAP: &str = "  ";
/// A cell with more text than this is a paragraph that stands beside another.
const MAX_CELL: usize = 200;

/// Elements that are a part of a line.
const INLINE: [&str; 22] = [
    "a", "abbr", "b", "bdi", "bdo", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "small", "span",
    "strong", "sub", "sup", "time", "u",
];

/// The HTML with one cell in each row of data; the same where there is none.
pub(super) fn joined(html: &str) -> Cow<'_, str> {
    if memchr::memchr(FIRST_OCTET, html.as_bytes()).is_some() {
        return Cow::Borrowed(html);
    }
    let places = meetings(html);
    if places.is_empty() {
        return Cow::Borrowed(html);
    }
    let mut text = String::with_capacity(html.len());
    let mut copied = 0;
    for place in places {
        text.push_str(&html[copied..place.start]);
        text.extend([' ', MET, ' ']);
        copied = place.end;
    }
    text.push_str(&html[copied..]);
    Cow::Owned(text)
}

/// A line of the text that the library made of it, with a gap where two cells met.
pub(super) fn with_gaps(line: &str) -> Cow<'_, str> {
    let Some((first, others)) = line.split_once(MET) else { return Cow::Borrowed(line) };
    let mut told = first.trim_end().to_owned();
    for cell in others.split(MET) {
        told.push_str(GAP);
        told.push_str(cell.trim());
    }
    told.truncate(told.trim_end().len());
    Cow::Owned(told)
}

/// A tag: its name in lower case, whether it ends an element, and where it stands.
struct Tag<'a> {
    name: &'a str,
    closes: bool,
    place: Range<usize>,
}

impl Tag<'_> {
    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    fn is_cell(&self) -> bool {
        self.is("td") || self.is("th")
    }
}

/// The tags of an HTML text, comments left out. A `>` in an attribute's quotation marks ends none.
fn tags(html: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + memchr::memchr(b'<', html.get(at..)?.as_bytes())?;
            let rest = &html[start + 1..];
            if rest.starts_with("!--") {
                at = start + 1 + memmem::find(rest.as_bytes(), b"-->").unwrap_or(rest.len());
                continue;
            }
            let (closes, name) = rest.strip_prefix('/').map_or((false, rest), |name| (true, name));
            let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
            let end = start + 1 + end_of_tag(rest.as_bytes());
            at = if length > 0 { end } else { start + 1 };
            if length > 0 {
                return Some(Tag { name: &name[..length], closes, place: start..end });
            }
        }
    })
}

/// How far it is to behind the `>` of a tag whose `<` has been read.
fn end_of_tag(octets: &[u8]) -> usize {
    let mut at = 0;
    while let Some(found) = memchr::memchr3(b'>', b'"', b'\'', &octets[at..]).map(|found| at + found) {
        match octets[found] {
            b'>' => return found + 1,
            quote => match memchr::memchr(quote, &octets[found + 1..]) {
                Some(length) => at = found + length + 2,
                // It is none that is closed: an apostrophe, say.
                None => at = found + 1,
            },
        }
    }
    octets.len()
}

/// From the end of a cell to the beginning of the next one, in every row of data.
fn meetings(html: &str) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut row: Option<Row> = None;
    for tag in tags(html) {
        if tag.is("tr") || tag.is("table") || tag.is("tbody") || tag.is("thead") || tag.is("tfoot") {
            // What a table stands in is no row of data, whatever comes behind it.
            let is_nested = tag.is("table") && !tag.closes;
            row.take().filter(|_| !is_nested).into_iter().for_each(|row| row.end(html, &mut all));
            row = (tag.is("tr") && !tag.closes).then(Row::default);
        } else if let Some(current) = &mut row {
            if tag.is_cell() {
                current.cell(&tag);
            } else if !INLINE.iter().any(|name| tag.is(name)) {
                row = None;
            }
        }
    }
    row.into_iter().for_each(|row| row.end(html, &mut all));
    all
}

/// The cells of a row: from behind their first tags to before their last ones.
#[derive(Default)]
struct Row {
    cells: Vec<Range<usize>>,
    is_open: bool,
}

impl Row {
    fn cell(&mut self, tag: &Tag<'_>) {
        if self.is_open
            && let Some(last) = self.cells.last_mut()
        {
            last.end = tag.place.start;
        }
        self.is_open = !tag.closes;
        if !tag.closes {
            self.cells.push(tag.place.end..tag.place.end);
        }
    }

    fn end(self, html: &str, all: &mut Vec<Range<usize>>) {
        // The last one may be open: only its beginning is of use.
        let is_short = |cell: &Range<usize>| html[cell.clone()].chars().count() <= MAX_CELL;
        if self.cells.len() > 1 && self.cells.iter().all(is_short) {
            all.extend(self.cells.windows(2).map(|two| two[0].end..two[1].start));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(html: &str) -> String {
        joined(html).replace(MET, "|").replace(" | ", "|")
    }

    #[test]
    fn cells_of_a_row_of_data_become_one() {
        for (html, expected) in [
            ("<tr><td>数学</td><td>90</td></tr>", "<tr><td>数学|90</td></tr>"),
            ("<TR><TH a='>'>A</TH>\n<TD><b>1</b></TD> <td>2</TR>", "<TR><TH a='>'>A|<b>1</b>|2</TR>"),
            ("<tr><td>a<td>b<tr><td>c<td>d</table>", "<tr><td>a|b<tr><td>c|d</table>"),
            ("<tr><td></td><td>x</td></tr>", "<tr><td>|x</td></tr>"),
            (
                "<tr><td><table><tr><td>a</td><td>b</td></tr></table></td></tr>",
                "<tr><td><table><tr><td>a|b</td></tr></table></td></tr>",
            ),
        ] {
            assert_eq!(told(html), expected);
        }
        for layout in [
            "<tr><td>one</td></tr><tr><td>two</td></tr>",
            "<tr><td><p>one</p></td><td>two</td></tr>",
            "<tr><td>one<br>two</td><td>three</td></tr>",
            "<tr><td><img src=a></td><td>two</td></tr>",
            "<tr><td>a</td><td><table><tr><td>b</td></tr></table></td></tr>",
            "<tr><td><table></table></td><td>b</td></tr>",
            "<!-- <tr><td>a</td><td>b</td></tr> -->",
            "<p>no table</p>",
        ] {
            assert_eq!(joined(layout), layout);
        }
        let column = "x".repeat(MAX_CELL + 1);
        let page = format!("<tr><td>{column}</td><td>{column}</td></tr>");
        assert_eq!(joined(&page), page);
        let taken = format!("<tr><td>{MET}</td><td>b</td></tr>");
        assert_eq!(joined(&taken), taken);
    }

    #[test]
    fn marks_become_gaps() {
        for (line, told) in [
            ("a \u{F0000} b", "a  b"),
            ("  a \u{F0000} \u{F0000} b \u{F0000}", "  a    b"),
            ("\u{F0000} b", "  b"),
            ("as it is ", "as it is "),
        ] {
            assert_eq!(with_gaps(line), told);
        }
    }

    proptest! {
        #[test]
        fn no_html_is_too_odd(html in "(<|</|>|tr|td|table|[\"' ]|<!--|-->|é|<tr>|<td>|</td>|<td a=\"){0,40}") {
            let joined = joined(&html);
            prop_assert!(joined.len() <= html.len() * 3 + 6);
        }
    }
}
