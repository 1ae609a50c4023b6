//! The readable text of an HTML body, by `html2text`.
//!
//! The library needs some 100 µs for a newsletter, ten times what rendering takes. Most mails of a batch differ in their cells only, so
//! it is asked once for each structure, with a placeholder for each cell; the cells are put into its answer.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError, RwLock};

use html2text::config;

use super::marked::{Marked, Piece};

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

/// The texts of the structures that have been seen.
#[derive(Debug, Default)]
pub(super) struct Alternatives {
    known: RwLock<Vec<Arc<Structure>>>,
}

/// What HTML bodies have in common that differ in their cells only.
#[derive(Debug)]
struct Structure {
    /// The HTML with one character for each cell.
    html: String,
    /// Whether each cell is blank: where nothing stands, lines break otherwise.
    blanks: Vec<bool>,
    text: Text,
}

#[derive(Debug)]
enum Text {
    /// The author's own text holds a character that looks like a placeholder, or there are too many cells.
    Ambiguous,
    /// The library gave none.
    None,
    /// Literals, and the number of the cell behind each but the last.
    Pieces(Vec<(String, Option<usize>)>),
}

impl Alternatives {
    /// The text of an HTML body, if one can be made. `html` is the body with its cells put back.
    pub(super) fn text(&self, marked: &Marked, html: &str) -> Option<String> {
        let find = |known: &[Arc<Structure>]| known.iter().find(|structure| structure.is_of(marked)).cloned();
        let known = find(&self.known.read().unwrap_or_else(PoisonError::into_inner));
        let structure = known.unwrap_or_else(|| {
            let new = Arc::new(Structure::of(marked));
            let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
            if known.len() < MAX_STRUCTURES && find(&known).is_none() {
                known.push(Arc::clone(&new));
            }
            new
        });
        match &structure.text {
            Text::Ambiguous => convert(html),
            Text::None => None,
            Text::Pieces(pieces) => Some(put_in(pieces, marked)),
        }
    }
}

impl Structure {
    fn of(marked: &Marked) -> Self {
        let blanks: Vec<bool> = marked.cells().map(is_blank).collect();
        Self { html: marked.text().to_owned(), blanks, text: text_of(marked) }
    }

    fn is_of(&self, marked: &Marked) -> bool {
        self.html == marked.text() && marked.cells().map(is_blank).eq(self.blanks.iter().copied())
    }
}

fn is_blank(cell: &str) -> bool {
    cell.chars().all(char::is_whitespace)
}

fn text_of(marked: &Marked) -> Text {
    let mut html = String::with_capacity(marked.text().len());
    let mut number = 0;
    for piece in marked.pieces() {
        match piece {
            Piece::Literal(literal) if memchr::memchr(0xF4, literal.as_bytes()).is_some() => return Text::Ambiguous,
            Piece::Literal(literal) => html.push_str(literal),
            Piece::Cell(cell) => {
                match placeholder(number) {
                    _ if is_blank(cell) => html.push(' '),
                    Some(placeholder) => html.push(placeholder),
                    None => return Text::Ambiguous,
                }
                number += 1;
            }
        }
    }
    convert(&html).map_or(Text::None, |text| Text::Pieces(pieces(&text)))
}

fn placeholder(number: u32) -> Option<char> {
    char::from_u32(u32::from(FIRST) + number).filter(|found| *found <= LAST)
}

fn pieces(text: &str) -> Vec<(String, Option<usize>)> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c| (FIRST..=LAST).contains(&c)) {
        let mut characters = rest[at..].chars();
        let number = characters.next().map_or(0, |found| u32::from(found) - u32::from(FIRST));
        pieces.push((rest[..at].to_owned(), usize::try_from(number).ok()));
        rest = characters.as_str();
    }
    pieces.push((rest.to_owned(), None));
    pieces
}

fn put_in(pieces: &[(String, Option<usize>)], marked: &Marked) -> String {
    let literals: usize = pieces.iter().map(|(literal, _)| literal.len()).sum();
    let mut filled = String::with_capacity(literals + marked.len() - marked.text().len());
    for (literal, number) in pieces {
        filled.push_str(literal);
        let Some(number) = number else { continue };
        push_one_line(marked.cell(*number), &mut filled);
    }
    filled
}

/// White space in HTML is one space.
fn push_one_line(cell: &str, out: &mut String) {
    let breaks = |octet: &u8| matches!(octet, b'\n' | b'\r' | b'\t' | 0xE2);
    if !cell.as_bytes().iter().any(breaks) {
        out.push_str(cell);
        return;
    }
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
        let marked = Marked::of(html.as_bytes());
        alternatives.text(&marked, &html::fill(&marked).unwrap())
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
        assert_eq!(alternatives.known.read().unwrap().len(), 1);
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
        assert!(alternatives.known.read().unwrap().len() <= MAX_STRUCTURES);
    }

    #[test]
    fn a_placeholder_of_the_authors_is_left_alone() {
        let html = format!("<p>\u{100000} {}</p>", marks::mark("x"));
        assert_eq!(text_of(&Alternatives::default(), &html).as_deref(), Some("\u{100000} x\n"));
    }
}
