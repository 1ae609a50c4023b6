//! A letter in the terminal.

use std::io::{self, IsTerminal};

use unicode_width::UnicodeWidthStr;

use super::output::size;
use crate::mail::is_unsafe;
use crate::preview::Letter;
use crate::report::wrap::push_wrapped;

/// Columns at most: longer lines are hard to read.
const MAX_WIDTH: usize = 100;

/// Columns of the terminal; `None` where there is none, so that nothing is broken there.
pub(super) fn width() -> Option<usize> {
    let (terminal_size::Width(columns), _) = terminal_size::terminal_size()?;
    io::stdout().is_terminal().then(|| usize::from(columns).clamp(20, MAX_WIDTH))
}

/// Header fields, text, attachments. `list` is the list's name, `others` are the lines of the other rows in the letter.
pub(super) fn text(letter: &Letter<'_>, list: &str, others: &[u64], width: Option<usize>) -> String {
    let rule = "─".repeat(width.unwrap_or(72));
    let size_of_all = size(letter.mail.content.size() as u64);
    let head = format!("Row {} ({list}:{}){}, {size_of_all}", letter.number, letter.line, with_others(others));
    let mut out = String::new();
    push_wrapped(&mut out, &head, width, 0);
    let fields = letter.fields();
    let indent = fields.iter().map(|(name, _)| name.width()).max().unwrap_or(0).min(16) + 2;
    for (name, value) in &fields {
        // A longer name has its blank too.
        let label = format!("{name}: ");
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

/// ` with lines 4, 5`: what makes one letter with the first row.
fn with_others(lines: &[u64]) -> String {
    let noun = if lines.len() == 1 { "line" } else { "lines" };
    let lines: Vec<_> = lines.iter().map(u64::to_string).collect();
    if lines.is_empty() { String::new() } else { format!(" with {noun} {}", lines.join(", ")) }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_is_told_nothing() {
        assert_eq!(safe("a\x1b[2J\tb\u{202e}\u{9b}é张"), "a\\u{1b}[2J    b\\u{202e}\\u{9b}é张");
    }
}
