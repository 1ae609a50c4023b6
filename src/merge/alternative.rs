//! The readable text of an HTML body, by `html2text`.
//!
//! The library needs some 100 µs for a newsletter, ten times what rendering takes. Most mails of a batch differ in their cells only, so
//! it is asked once for each [structure](super::structure), with a placeholder for each cell; the cells are put into its answer.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use html2text::config;

use super::lines::{BodyText, Finished, Lines};
use super::marked::{CELL, Inserts};
use super::rows;
use super::straight::Output as _;

/// Placeholders: private-use characters of plane 16, by the number of the cell.
const FIRST: char = '\u{100000}';
const LAST: char = '\u{10FFFD}';
const WIDTH: usize = 76;
/// The library's time grows with the square of the depth.
const MAX_DEPTH: usize = 200;
/// A larger HTML gets no text alternative.
const MAX_SIZE: usize = 4 << 20;

/// The text of all HTML bodies that differ in their cells only, and whose blank cells are the same.
#[derive(Debug)]
pub(super) enum Alternative {
    /// The author's own text holds a character that looks like a placeholder, or there are too many cells.
    Ambiguous,
    /// The library gave none.
    None,
    /// Literals, and the number of the cell behind each but the last.
    Pieces(Vec<(Lines, Option<usize>)>),
}

impl Alternative {
    /// The text of bodies like this one, with one character for each cell, of which some are blank.
    pub(super) fn of(text: &str, blanks: &[bool]) -> Self {
        // The first octet of all placeholders.
        if memchr::memchr(0xF4, text.as_bytes()).is_some() {
            return Self::Ambiguous;
        }
        let mut literals = text.split(CELL);
        let mut html = literals.next().unwrap_or_default().to_owned();
        html.reserve(text.len());
        for ((number, literal), is_blank) in (0..).zip(literals).zip(blanks) {
            match placeholder(number) {
                _ if *is_blank => html.push(' '),
                Some(placeholder) => html.push(placeholder),
                None => return Self::Ambiguous,
            }
            html.push_str(literal);
        }
        convert(&html).map_or(Self::None, |text| Self::Pieces(pieces(&text)))
    }

    /// The text of one of them, if one can be made. `html` is the body with its cells put back.
    pub(super) fn text(&self, cells: &Inserts, html: &str) -> Option<Finished> {
        match self {
            Self::Ambiguous => convert(html).map(Finished::from),
            Self::None => None,
            Self::Pieces(pieces) => Some(put_in(pieces, cells)),
        }
    }
}

/// Whether nothing is seen of a cell: lines break otherwise there.
pub(super) fn is_blank(cell: &str) -> bool {
    cell.chars().all(char::is_whitespace)
}

fn placeholder(number: u32) -> Option<char> {
    char::from_u32(u32::from(FIRST) + number).filter(|found| *found <= LAST)
}

fn pieces(text: &str) -> Vec<(Lines, Option<usize>)> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c| (FIRST..=LAST).contains(&c)) {
        let mut characters = rest[at..].chars();
        let number = characters.next().map_or(0, |found| u32::from(found) - u32::from(FIRST));
        pieces.push((Lines::of(&rest[..at]), usize::try_from(number).ok()));
        rest = characters.as_str();
    }
    pieces.push((Lines::of(rest), None));
    pieces
}

fn put_in(pieces: &[(Lines, Option<usize>)], cells: &Inserts) -> Finished {
    let literals: usize = pieces.iter().map(|(literal, _)| literal.text().len()).sum();
    let mut filled = BodyText::new(String::new(), literals + cells.all().len(), Some(cells.all()));
    let has_breaks = has_breaks(cells.all());
    for (literal, number) in pieces {
        filled.lines(literal);
        let Some(number) = number else { continue };
        match has_breaks {
            true => filled.cell_by(|out| push_one_line(cells.get(*number), out)),
            false => filled.cell(cells.get(*number)),
        }
    }
    filled.finish()
}

/// Whether there may be white space in it other than blanks.
fn has_breaks(text: &str) -> bool {
    memchr::memchr3(b'\n', b'\r', b'\t', text.as_bytes()).is_some() || memchr::memchr(0xE2, text.as_bytes()).is_some()
}

/// White space in HTML is one space.
fn push_one_line(cell: &str, out: &mut String) {
    let line = cell.replace('\u{2028}', "\n");
    if !line.contains(['\n', '\r', '\t']) {
        out.push_str(&line);
        return;
    }
    for (index, word) in line.split_whitespace().enumerate() {
        out.push_str(if index > 0 { " " } else { "" });
        out.push_str(word);
    }
}

fn convert(html: &str) -> Option<String> {
    if html.len() > MAX_SIZE || is_too_deep(html) {
        return None;
    }
    let joined = rows::joined(html);
    let (html, has_marks) = (&*joined, matches!(joined, Cow::Owned(_)));
    // A body without a text alternative is still a body: no flaw of the library may cost more than that.
    let text = catch_unwind(AssertUnwindSafe(|| {
        config::plain()
            .raw_mode(true)
            .allow_width_overflow()
            .no_link_wrapping()
            .link_footnotes(true)
            .string_from_read(html.as_bytes(), WIDTH)
    }));
    let text = text.ok()?.ok()?;
    let mut tidy = String::with_capacity(text.len());
    let mut blank = 0;
    for line in text.trim().lines().map(str::trim_end) {
        blank = if line.is_empty() { blank + 1 } else { 0 };
        if blank < 2 {
            tidy.push_str(&if has_marks { rows::with_gaps(line) } else { Cow::Borrowed(line) });
            tidy.push('\n');
        }
    }
    (!tidy.trim().is_empty()).then_some(tidy)
}

/// Whether elements are nested too deep; roughly, as the end tags are read, with those that may be left out implied.
fn is_too_deep(html: &str) -> bool {
    const VOID: [&str; 10] = ["br", "img", "hr", "meta", "link", "input", "col", "area", "wbr", "base"];
    let is_one_of = |names: &[&str], name: &str| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    let mut open: Vec<&str> = Vec::new();
    for start in memchr::memchr_iter(b'<', html.as_bytes()) {
        let rest = &html[start + 1..];
        let (closes, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let name = &rest[..length];
        if name.is_empty() || is_one_of(&VOID, name) {
            continue;
        }
        if closes {
            if let Some(at) = open.iter().rposition(|open| open.eq_ignore_ascii_case(name)) {
                open.truncate(at);
            }
            continue;
        }
        let ended = ended_by(name);
        while open.last().is_some_and(|last| is_one_of(ended, last)) {
            open.pop();
        }
        open.push(name);
        if open.len() > MAX_DEPTH {
            return true;
        }
    }
    false
}

/// The elements that end where this one begins, if they are open (HTML: "Optional tags").
fn ended_by(name: &str) -> &'static [&'static str] {
    const ENDED: [(&[&str], &[&str]); 8] = [
        (&["td", "th"], &["p", "td", "th"]),
        (&["tr"], &["p", "td", "th", "tr", "caption", "colgroup"]),
        (&["tbody", "thead", "tfoot"], &["p", "td", "th", "tr", "tbody", "thead", "tfoot", "caption", "colgroup"]),
        (&["li"], &["p", "li"]),
        (&["dt", "dd"], &["p", "dt", "dd"]),
        (&["option"], &["option"]),
        (&["optgroup"], &["option", "optgroup"]),
        (
            &[
                "p", "div", "ul", "ol", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "form",
                "section", "article", "header", "footer",
            ],
            &["p"],
        ),
    ];
    let is_one_of = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    ENDED.iter().find(|(names, _)| is_one_of(names)).map_or(&[], |(_, ended)| ended)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::marked::Marked;
    use crate::merge::{html, marks};

    fn alternative_of(marked: &Marked) -> Alternative {
        let blanks: Vec<bool> = marked.cells().iter().map(is_blank).collect();
        Alternative::of(marked.text(), &blanks)
    }

    fn text_of(html: &str) -> Option<String> {
        let marked = Marked::of(html);
        let html = html::fill(&marked).unwrap();
        alternative_of(&marked).text(marked.cells(), &html.text).map(|text| text.text)
    }

    #[test]
    fn cells_stand_where_they_stood() {
        let html = |name| {
            let (name, token) = (marks::mark(name), marks::mark("x y"));
            Marked::of(&format!(
                "<style>p {{}}</style><p>Dear {name},</p><p><a href=\"https://a.example/?t={token}\">vote</a></p>"
            ))
        };
        let alternative = alternative_of(&html("Ann"));
        for name in ["Ann", "<b>\n& 张三"] {
            let Finished { text, is_seven_bit } = alternative.text(html(name).cells(), "").unwrap();
            assert_eq!(is_seven_bit, name.is_ascii());
            assert!(text.starts_with(&format!("Dear {},\r\n", name.replace('\n', " "))), "{text}");
            assert!(text.contains("https://a.example/?t=x y"), "{text}");
        }
    }

    #[test]
    fn no_html_is_too_much() {
        for html in [
            "<div>".repeat(100_000),
            "<div></b>".repeat(100_000),
            "<p>".repeat(5_000),
            "<".repeat(1000),
            "</p>".repeat(10),
            String::new(),
        ] {
            let _ = text_of(&html);
        }
        let html = format!("{}x{}", "<div>".repeat(MAX_DEPTH), "</div>".repeat(MAX_DEPTH));
        assert_eq!(text_of(&html).as_deref(), Some("x\r\n"));
    }

    #[test]
    fn end_tags_may_be_left_out() {
        for (before, each, behind) in [
            ("<table>", "<tr><td>a<td>{}", "</table>"),
            ("<TABLE><TBODY>", "<TR><TH>a<TD><p>{}", "</TABLE>"),
            ("<table>", "<thead><tr><th>a<tbody><tr><td>{}", "</table>"),
            ("<ul>", "<li>a<p>{}", "</ul>"),
            ("<dl>", "<dt>a<dd>{}", "</dl>"),
            ("", "<p>{}<div>a</div>", ""),
        ] {
            let rows: String = (0..MAX_DEPTH * 3).map(|row| each.replace("{}", &row.to_string())).collect();
            let html = format!("{before}{rows}{behind}");
            assert!(!is_too_deep(&html), "{each}");
            assert!(text_of(&html).is_some_and(|text| text.contains('7')), "{each}");
        }
        let nested = |depth: usize| format!("{}x", "<table><tr><td>".repeat(depth));
        assert!(is_too_deep(&nested(MAX_DEPTH)) && !is_too_deep(&nested(MAX_DEPTH / 3)));
    }

    #[test]
    fn a_row_of_data_is_a_line() {
        let html = format!(
            "<table><tr><th>Subject</th><th>Mark</th></tr><tr><td>{}</td><td>{}</td></tr><tr><td>English</td><td> </td><td>\
             92</td></tr></table><table><tr><td><p>Dear all,</p></td></tr><tr><td>Bye</td></tr></table>",
            marks::mark("数学"),
            marks::mark("90")
        );
        let text = text_of(&html).unwrap();
        let lines: Vec<&str> = str::lines(&text).filter(|line| !line.is_empty()).collect();
        assert_eq!(lines, ["Subject  Mark", "数学  90", "English    92", "Dear all,", "Bye"], "{text}");
        let row = |cell: &str| format!("<td>{cell}</td>").repeat(30);
        let wide = text_of(&format!("<table><tr>{}</tr></table>", row("12345"))).unwrap();
        assert!(str::lines(&wide).all(|line| line.chars().count() <= WIDTH) && str::lines(&wide).count() > 1, "{wide}");
    }

    #[test]
    fn a_placeholder_of_the_authors_is_left_alone() {
        let html = format!("<p>\u{100000} {}</p>", marks::mark("x"));
        assert_eq!(text_of(&html).as_deref(), Some("\u{100000} x\n"));
    }
}
