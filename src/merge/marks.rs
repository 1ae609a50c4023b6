//! Marked text: what came out of a cell, told apart from what the template's author wrote.
//!
//! Where cells meet a grammar (addresses, HTML, Markdown, paths), the template is rendered with every octet of a value
//! written as one character, U+F0000 plus the octet. Such a character is neither punctuation nor space in any of these
//! grammars, so a parser sees only the author's structure. Afterwards each run of marks is put back, escaped for the
//! place where it ended up.

use std::borrow::Cow;
use std::io::{self, Write};

/// The first two octets of every mark in UTF-8; the third tells U+F0000–U+F00FF from other private-use characters.
const LEAD: [u8; 2] = [0xF3, 0xB0];

/// The mark of a NUL as a number, and the bits of it that all marks have.
const NUL: u32 = u32::from_le_bytes([LEAD[0], LEAD[1], 0x80, 0x80]);
const COMMON: u32 = 0xC0FC_FFFF;

/// The mark of each octet.
const MARKS: [[u8; 4]; 256] = {
    let mut marks = [[0; 4]; 256];
    let mut octet = 0;
    while octet < 256 {
        marks[octet] = [LEAD[0], LEAD[1], 0x80 | (octet >> 6) as u8, 0x80 | (octet & 0x3F) as u8];
        octet += 1;
    }
    marks
};

/// A stretch of marked text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Segment<'a> {
    /// By the template's author.
    Literal(&'a str),
    /// Out of a cell, put back.
    Cell(String),
}

/// Writes a value as marks: the escape function of the engine's marking half.
pub(super) fn write_marked(value: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut buffer = [[0; 4]; 64];
    for chunk in value.as_bytes().chunks(buffer.len()) {
        for (octet, mark) in chunk.iter().zip(&mut buffer) {
            *mark = MARKS[usize::from(*octet)];
        }
        out.write_all(buffer[..chunk.len()].as_flattened())?;
    }
    Ok(())
}

/// A value as marks.
pub(super) fn mark(value: &str) -> String {
    let mut marked = String::with_capacity(value.len() * 4);
    push_marked(value, &mut marked);
    marked
}

/// Appends a value as marks.
pub(super) fn push_marked(value: &str, out: &mut String) {
    const FIRST: u32 = 0xF0000;
    out.extend(value.bytes().filter_map(|octet| char::from_u32(FIRST + u32::from(octet))));
}

/// Whether a character of the author's would be taken for a mark.
pub(super) fn is_mark(character: char) -> bool {
    ('\u{F0000}'..='\u{F00FF}').contains(&character)
}

/// Whether any of this came out of a cell.
pub(super) fn has_mark(text: &str) -> bool {
    find(text.as_bytes()).is_some()
}

/// The stretches of a marked text, in order.
pub(super) fn segments(text: &str) -> impl Iterator<Item = Segment<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (segment, length) = match find(rest.as_bytes()) {
            Some(0) => {
                let mut octets = Vec::new();
                let length = unmark(rest.as_bytes(), &mut octets);
                // A filter of the template's may have cut the run in the middle of a character.
                (Segment::Cell(String::from_utf8_lossy(&octets).into_owned()), length)
            }
            Some(at) => (Segment::Literal(&rest[..at]), at),
            None => (Segment::Literal(rest), rest.len()),
        };
        rest = &rest[length..];
        Some(segment)
    })
}

/// The text with all cells put back as they are.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if !has_mark(text) {
        return Cow::Borrowed(text);
    }
    let mut all = String::with_capacity(text.len());
    for segment in segments(text) {
        match segment {
            Segment::Literal(literal) => all.push_str(literal),
            Segment::Cell(cell) => all.push_str(&cell),
        }
    }
    Cow::Owned(all)
}

/// Where the first mark is.
pub(super) fn find(octets: &[u8]) -> Option<usize> {
    memchr::memchr_iter(LEAD[0], octets).find(|&at| octets[at..].first_chunk().is_some_and(is_mark_octets))
}

fn is_mark_octets(octets: &[u8; 4]) -> bool {
    difference(octets) == 0
}

/// The bits in which four octets differ from all marks.
fn difference(octets: &[u8; 4]) -> u32 {
    u32::from_le_bytes(*octets) & COMMON ^ NUL
}

/// Appends what the run of marks at the beginning stands for, and returns the length of the run in octets.
pub(super) fn unmark(marked: &[u8], octets: &mut Vec<u8>) -> usize {
    let (marks, _) = marked.as_chunks();
    if !marks.first().is_some_and(is_mark_octets) {
        return 0;
    }
    // Nearly always there is nothing else, which is seen without branches: compilers make vector instructions of it. In parts, so that
    // a text of many short runs is not read to its end for each of them.
    const PART: usize = 64;
    let mut run = 0;
    for part in marks.chunks(PART) {
        if part.iter().fold(0, |all, mark| all | difference(mark)) != 0 {
            run += part.iter().position(|mark| !is_mark_octets(mark)).unwrap_or(part.len());
            break;
        }
        run += part.len();
    }
    let octet_of = |mark: &[u8; 4]| {
        let mark = u32::from_le_bytes(*mark);
        (mark >> 10 & 0xC0 | mark >> 24 & 0x3F) as u8
    };
    octets.extend(marks[..run].iter().map(octet_of));
    run * 4
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_value_comes_back_as_it_was() {
        for value in ["", "a", "张三 <z@qq.com>\r\n\0", "\u{F0041}\u{FFFFF}", &"x".repeat(1000)] {
            let marked = mark(value);
            assert!(marked.chars().all(is_mark));
            let mut written = Vec::new();
            write_marked(value, &mut written).unwrap();
            assert_eq!(written, marked.as_bytes());
            assert_eq!(plain(&marked), value);
        }
    }

    proptest! {
        #[test]
        fn runs_end_where_something_else_begins(
            value in prop::collection::vec(any::<u8>(), 0..40),
            rest in "(x|\u{F0100}|\u{F0FFF}|\u{F3000}|é){0,3}"
        ) {
            let mut marked: Vec<u8> = value.iter().flat_map(|octet| MARKS[usize::from(*octet)]).collect();
            prop_assert!(str::from_utf8(&marked).unwrap().chars().map(u32::from).eq(value.iter().map(|octet| 0xF0000 + u32::from(*octet))));
            let length = marked.len();
            marked.extend_from_slice(rest.as_bytes());
            let mut octets = Vec::new();
            prop_assert_eq!(unmark(&marked, &mut octets), length);
            prop_assert_eq!(octets, value);
        }
    }

    #[test]
    fn literals_and_cells_are_told_apart() {
        let text = format!("To: {} <{}>", mark("张三"), mark("z@qq.com"));
        let found: Vec<_> = segments(&text).collect();
        let cell = |text: &str| Segment::Cell(text.to_owned());
        let expected =
            [Segment::Literal("To: "), cell("张三"), Segment::Literal(" <"), cell("z@qq.com"), Segment::Literal(">")];
        assert_eq!(found, expected);
    }

    #[test]
    fn other_private_use_characters_are_literal() {
        let text = "\u{F0100}\u{F0FFF}\u{100000}";
        assert!(!has_mark(text));
        assert_eq!(plain(text), text);
    }

    #[test]
    fn a_run_cut_in_the_middle_of_a_character_is_not_a_panic() {
        let marked: String = mark("张").chars().take(2).collect();
        assert_eq!(plain(&marked), "\u{FFFD}");
    }
}
