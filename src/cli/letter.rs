//! A letter in the terminal.

use std::io::{self, IsTerminal};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::output::size;
use crate::mail::is_unsafe;
use crate::preview::Letter;

/// Columns at most: longer lines are hard to read.
const MAX_WIDTH: usize = 100;

/// Columns of the terminal; `None` where there is none, so that nothing is broken there.
pub(super) fn width() -> Option<usize> {
    let (terminal_size::Width(columns), _) = terminal_size::terminal_size()?;
    io::stdout().is_terminal().then(|| usize::from(columns).clamp(20, MAX_WIDTH))
}

/// Header fields, text, attachments. `list` is the list's name.
pub(super) fn text(letter: &Letter<'_>, list: &str, width: Option<usize>) -> String {
    let rule = "─".repeat(width.unwrap_or(72));
    let mut out =
        format!("Row {} ({list}:{}), {}\n", letter.number, letter.line, size(letter.mail.content.size() as u64));
    let fields = letter.fields();
    let indent = fields.iter().map(|(name, _)| name.width()).max().unwrap_or(0).min(16) + 2;
    for (name, value) in &fields {
        let label = format!("{name}:");
        let field = format!("{label:<indent$}{}", safe(value));
        push_wrapped(&mut out, &field, width, indent);
    }
    out.push_str(&rule);
    out.push('\n');
    match (&letter.draft.body.text, &letter.draft.body.html) {
        (Some(text), _) => {
            for line in text.trim_end().lines() {
                push_wrapped(&mut out, &safe(line), width, 0);
            }
        }
        (None, Some(_)) => out.push_str("(There is no text part, only HTML: -o DIR shows it as it will look.)\n"),
        (None, None) => out.push_str("(There is no text.)\n"),
    }
    out.push_str(&rule);
    out.push('\n');
    push_files(&mut out, letter);
    for warning in letter.warnings {
        push_wrapped(&mut out, &format!("Warning: {}", safe(warning)), width, 2);
    }
    out
}

fn push_files(out: &mut String, letter: &Letter<'_>) {
    let files = letter.draft.attachments.iter().map(|file| ("Attachment", file));
    let pictures = letter.draft.body.inline.iter().map(|file| ("Picture", file));
    let mut is_none = true;
    for (what, file) in files.chain(pictures) {
        is_none = false;
        out.push_str(&format!("{what}: {}, {}, {}\n", safe(file.name()), file.media_type(), size(file.size())));
    }
    if is_none {
        out.push_str("No attachments.\n");
    }
}

/// What a terminal can show without being told to do anything.
fn safe(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\t' => safe.push_str("    "),
            _ if is_unsafe(character) => safe.extend(character.escape_unicode()),
            _ => safe.push(character),
        }
    }
    safe
}

/// Adds a line, broken at blanks and between wide characters; what follows is indented.
fn push_wrapped(out: &mut String, line: &str, width: Option<usize>, indent: usize) {
    let Some(width) = width else {
        out.push_str(line);
        return out.push('\n');
    };
    let indent = if indent * 2 < width { indent } else { 0 };
    let mut rest = line;
    let mut room = width;
    while rest.width() > room {
        let end = break_at(rest, room);
        out.push_str(rest[..end].trim_end());
        out.push('\n');
        out.extend(std::iter::repeat_n(' ', indent));
        rest = rest[end..].trim_start_matches(' ');
        room = width - indent;
    }
    out.push_str(rest);
    out.push('\n');
}

/// Where to break a line that is wider than `room`: the last place that fits, or in the middle of a word that does not.
fn break_at(line: &str, room: usize) -> usize {
    let (mut columns, mut best, mut fits) = (0, 0, 0);
    let mut before = None;
    for (at, character) in line.char_indices() {
        let is_wide = |c: char| c.width() == Some(2);
        let may_break = before.is_some_and(|before| before == ' ' || is_wide(before) || is_wide(character));
        // A closing mark does not begin a line.
        if may_break && character != ' ' && !"，。、；：？！）」』”’》】".contains(character) {
            best = at;
        }
        columns += character.width().unwrap_or(0);
        if columns > room {
            break;
        }
        fits = at + character.len_utf8();
        before = Some(character);
    }
    let first = line.chars().next().map_or(line.len(), char::len_utf8);
    // An indented line is not broken within its indent.
    if line[..best].trim().is_empty() { fits.max(first) } else { best }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wrapped(line: &str, width: usize, indent: usize) -> String {
        let mut out = String::new();
        push_wrapped(&mut out, line, Some(width), indent);
        out
    }

    #[test]
    fn lines_are_broken_where_a_person_would() {
        assert_eq!(wrapped("one two three", 8, 2), "one two\n  three\n");
        assert_eq!(wrapped("成绩单见附件。请看", 12, 0), "成绩单见附\n件。请看\n");
        assert_eq!(wrapped("abcdefghijkl", 5, 0), "abcde\nfghij\nkl\n");
        assert_eq!(wrapped("short", 80, 4), "short\n");
    }

    #[test]
    fn a_terminal_is_told_nothing() {
        assert_eq!(safe("a\x1b[2J\tb\u{202e}\u{9b}é张"), "a\\u{1b}[2J    b\\u{202e}\\u{9b}é张");
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_too_wide(line in "[ab 张，]{0,60}", width in 4usize..30, indent in 0usize..4) {
            let out = wrapped(&line, width, indent);
            let blanks = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(blanks(&out), blanks(&line));
            prop_assert!(out.lines().all(|line| line.trim_end().width() <= width), "{}", out);
        }
    }
}
