//! The readable text of an HTML body, by `html2text`.
//!
//! The library needs some 100 µs for a newsletter, ten times what rendering takes. Most mails of a batch differ in their cells only, so
//! it is asked once for each structure, with a placeholder for each cell; the cells are put into its answer.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError, RwLock};

use html2text::config;

use super::marks::Segment;

/// Placeholders: private-use characters of plane 16, by the number of the cell.
const FIRST: char = '\u{100000}';
const LAST: char = '\u{10FFFD}';
/// How many structures are remembered. Templates with loops over cells may have any number.
const MAX_STRUCTURES: usize = 64;
const WIDTH: usize = 76;
/// The library's time grows with the square of the depth.
const MAX_DEPTH: usize = 200;
/// A larger HTML gets no text alternative.
const MAX_SIZE: usize = 4 << 20;

/// Texts by structure; `None` where the library gave none.
#[derive(Debug, Default)]
pub(super) struct Alternatives {
    texts: RwLock<HashMap<String, Option<Arc<str>>>>,
}

/// An HTML body with placeholders for its cells.
#[derive(Debug, Default)]
pub(super) struct Structure {
    html: String,
    cells: Vec<String>,
    /// Whether the author's own text holds a character that looks like a placeholder, or there are too many cells.
    ambiguous: bool,
}

impl Structure {
    /// Takes the next stretch of the marked HTML.
    pub(super) fn push(&mut self, segment: &Segment<'_>) {
        match segment {
            Segment::Literal(literal) => {
                self.ambiguous |= memchr::memchr(0xF4, literal.as_bytes()).is_some();
                self.html.push_str(literal);
            }
            Segment::Cell(cell) if cell.trim().is_empty() => self.html.push_str(if cell.is_empty() { "" } else { " " }),
            Segment::Cell(cell) => {
                match u32::try_from(self.cells.len()).ok().and_then(placeholder) {
                    Some(placeholder) => self.html.push(placeholder),
                    None => self.ambiguous = true,
                }
                self.cells.push(one_line(cell));
            }
        }
    }
}

impl Alternatives {
    /// The text of an HTML body, if one can be made.
    pub(super) fn text(&self, structure: Structure, html: &str) -> Option<String> {
        if structure.ambiguous {
            return convert(html);
        }
        let known = self.texts.read().unwrap_or_else(PoisonError::into_inner).get(&structure.html).cloned();
        let text = match known {
            Some(text) => text,
            None => {
                let text: Option<Arc<str>> = convert(&structure.html).map(Arc::from);
                let mut texts = self.texts.write().unwrap_or_else(PoisonError::into_inner);
                if texts.len() < MAX_STRUCTURES {
                    texts.insert(structure.html, text.clone());
                }
                text
            }
        };
        text.map(|text| put_in(&text, &structure.cells))
    }
}

fn placeholder(number: u32) -> Option<char> {
    char::from_u32(u32::from(FIRST) + number).filter(|found| *found <= LAST)
}

/// White space in HTML is one space.
fn one_line(cell: &str) -> String {
    let line = cell.replace('\u{2028}', "\n");
    if line.contains(['\n', '\r', '\t']) { line.split_whitespace().collect::<Vec<_>>().join(" ") } else { line }
}

fn put_in(text: &str, cells: &[String]) -> String {
    let mut filled = String::with_capacity(text.len() + cells.iter().map(String::len).sum::<usize>());
    let mut rest = text;
    while let Some(at) = rest.find(|c| (FIRST..=LAST).contains(&c)) {
        filled.push_str(&rest[..at]);
        let mut characters = rest[at..].chars();
        let number = characters.next().map_or(0, |found| u32::from(found) - u32::from(FIRST));
        filled.push_str(usize::try_from(number).ok().and_then(|number| cells.get(number)).map_or("", String::as_str));
        rest = characters.as_str();
    }
    filled.push_str(rest);
    filled
}

fn convert(html: &str) -> Option<String> {
    if html.len() > MAX_SIZE || is_too_deep(html) {
        return None;
    }
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
            tidy.push_str(line);
            tidy.push('\n');
        }
    }
    (!tidy.trim().is_empty()).then_some(tidy)
}

/// Whether elements are nested too deep; roughly, as the end tags are read, with those that may be left out implied.
fn is_too_deep(html: &str) -> bool {
    const VOID: [&str; 10] = ["br", "img", "hr", "meta", "link", "input", "col", "area", "wbr", "base"];
    const IMPLIED: [&str; 9] = ["p", "li", "td", "th", "tr", "dt", "dd", "option", "tbody"];
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
        if is_one_of(&IMPLIED, name) && open.last().is_some_and(|last| last.eq_ignore_ascii_case(name)) {
            continue;
        }
        open.push(name);
        if open.len() > MAX_DEPTH {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::{html, marks};

    fn text_of(alternatives: &Alternatives, html: &str) -> Option<String> {
        let mut structure = Structure::default();
        let filled = html::fill(html, |segment| structure.push(segment)).unwrap();
        alternatives.text(structure, &filled)
    }

    #[test]
    fn cells_stand_where_they_stood() {
        let alternatives = Alternatives::default();
        for name in ["Ann", "<b>\n& 张三"] {
            let html = format!(
                "<style>p {{}}</style><p>Dear {},</p><p><a href=\"https://a.example/?t={}\">vote</a></p>",
                marks::mark(name),
                marks::mark("x y")
            );
            let text = text_of(&alternatives, &html).unwrap();
            assert!(text.starts_with(&format!("Dear {},\n", name.replace('\n', " "))), "{text}");
            assert!(text.contains("https://a.example/?t=x y"), "{text}");
        }
        assert_eq!(alternatives.texts.read().unwrap().len(), 1);
    }

    #[test]
    fn no_html_is_too_much() {
        let alternatives = Alternatives::default();
        for html in [
            "<div>".repeat(100_000),
            "<div></b>".repeat(100_000),
            "<p>".repeat(5_000),
            "<".repeat(1000),
            "</p>".repeat(10),
            String::new(),
        ] {
            let _ = text_of(&alternatives, &html);
        }
        let html = format!("{}x{}", "<div>".repeat(MAX_DEPTH), "</div>".repeat(MAX_DEPTH));
        assert_eq!(text_of(&alternatives, &html).as_deref(), Some("x\n"));
        for number in 0..MAX_STRUCTURES + 10 {
            assert!(text_of(&alternatives, &format!("<p>{number}</p>")).is_some());
        }
        assert!(alternatives.texts.read().unwrap().len() <= MAX_STRUCTURES);
    }

    #[test]
    fn a_placeholder_of_the_authors_is_left_alone() {
        let html = format!("<p>\u{100000} {}</p>", marks::mark("x"));
        assert_eq!(text_of(&Alternatives::default(), &html).as_deref(), Some("\u{100000} x\n"));
    }
}
