//! Writing to the terminal or into a pipe that may be closed.

use std::borrow::Cow;
use std::io::{self, BufRead, Write};
use std::sync::OnceLock;

use super::lang::lang;
use crate::mail::printable;
use crate::report::Summary;
pub(super) use crate::report::page::grouped;
use crate::report::wrap::{push_wrapped, wrapped};

/// Why something is missing in standard output, the first time.
static LOST: OnceLock<io::Error> = OnceLock::new();

/// Writes to standard output. A closed pipe (`mailshot … | head`) is the reader's good right; what cannot be written otherwise
/// stops nothing, and is told at the end: see [`lost`].
pub(super) fn stdout(octets: &[u8]) {
    let mut stdout = io::stdout().lock();
    if let Err(error) = stdout.write_all(octets).and_then(|()| stdout.flush())
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        let _ = LOST.set(error);
    }
}

/// Why not all of what was meant for standard output is in it, if that is so: the disk is full, say.
pub(super) fn lost() -> Option<&'static io::Error> {
    LOST.get()
}

/// Writes a line to standard output.
pub(super) fn line(text: &str) {
    stdout(format!("{text}\n").as_bytes());
}

/// Writes text for people to standard output; on a terminal, a line that is too long is broken at words, and goes on so many
/// columns from the left.
pub(super) fn prose(text: &str, indent: usize) {
    let width = stdout_width();
    let text = harmless(text);
    let mut out = String::with_capacity(text.len() + 1);
    text.split('\n').for_each(|line| push_wrapped(&mut out, line, width, indent));
    stdout(out.as_bytes());
}

/// A summary as it fits the terminal, in the user's language.
pub(super) fn summary(summary: &Summary) -> String {
    let told = summary.told_in(lang());
    stdout_width().map_or_else(|| told.to_string(), |width| format!("{told:width$}"))
}

/// Columns of the terminal that standard output is, if it is one.
pub(super) fn stdout_width() -> Option<usize> {
    columns(terminal_size::terminal_size_of(io::stdout()))
}

/// Columns of the terminal that standard error is, if it is one.
pub(super) fn stderr_width() -> Option<usize> {
    columns(terminal_size::terminal_size_of(io::stderr()))
}

/// Writes a line to standard error; on a terminal, one that is too long is broken at words.
pub(super) fn note(text: &str) {
    let text = &without_numbers(&harmless(text));
    // If nobody can read it, there is nobody to tell.
    let _ = match stderr_width() {
        Some(width) => writeln!(io::stderr().lock(), "{}", wrapped(text, width)),
        None => writeln!(io::stderr().lock(), "{text}"),
    };
}

/// Lines that steer no terminal, whatever names of files and texts of others are in them.
fn harmless(text: &str) -> Cow<'_, str> {
    if text.split('\n').all(|line| matches!(printable(line), Cow::Borrowed(_))) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.split('\n').map(printable).collect::<Vec<_>>().join("\n"))
}

/// A text without the numbers that a system's errors have behind their words: `(os error 2)`.
pub(super) fn without_numbers(text: &str) -> String {
    const BEFORE: &str = " (os error ";
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(BEFORE) {
        let after = &rest[at + BEFORE.len()..];
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let is_number = digits > 0 && after[digits..].starts_with(')');
        let end = if is_number { at + BEFORE.len() + digits + 1 } else { at + BEFORE.len() };
        kept.push_str(&rest[..if is_number { at } else { end }]);
        rest = &rest[end..];
    }
    kept + rest
}

/// Columns of a terminal, unless there is none, or none that is of use.
fn columns(size: Option<(terminal_size::Width, terminal_size::Height)>) -> Option<usize> {
    let (terminal_size::Width(columns), _) = size?;
    Some(usize::from(columns)).filter(|columns| *columns >= 20)
}

/// Writes an error to standard error.
pub(super) fn error(text: &str) {
    note(&format!("error: {text}"));
}

/// Asks on the terminal. Anything but a yes is a no.
///
/// # Errors
/// The answer cannot be read.
pub(super) fn confirmed(question: &str) -> io::Result<bool> {
    // Not locked any longer than that: what comes in between is told while the answer is waited for.
    let mut stderr = io::stderr();
    let _ = write!(stderr, "{}", asked(question, stderr_width())).and_then(|()| stderr.flush());
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(is_yes(&answer))
}

/// A question as it is asked, with a place for the answer behind it; broken at words where the terminal has so many columns.
fn asked(question: &str, width: Option<usize>) -> String {
    // A blank, and a letter.
    const ANSWER: usize = 2;
    let question = format!("{} [y/N]", harmless(question));
    width.map_or_else(|| question.clone(), |width| wrapped(&question, width.saturating_sub(ANSWER))) + " "
}

/// Whether an answer is a yes, in letters of whatever width: an input method for Chinese may write `ｙ`.
fn is_yes(answer: &str) -> bool {
    let narrow = |c: char| match c {
        'ａ'..='ｚ' => char::from_u32(u32::from(c) - u32::from('ａ') + u32::from('a')).unwrap_or(c),
        _ => c,
    };
    let answer: String = answer.trim().to_lowercase().chars().map(narrow).collect();
    matches!(answer.as_str(), "y" | "yes" | "是" | "是的" | "好")
}

/// `1 row`, `1,234 rows`.
pub(super) fn counted(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(number))
}

/// That rows are missing from the file of those that did not get through.
pub(super) fn unreadable(rows: u64) -> Option<String> {
    let rows = counted(Some(rows).filter(|rows| *rows > 0)?, "row");
    Some(format!("{rows} that cannot be read could not be written there: mailshot check tells which."))
}

/// That some rows of those that did not get through, in this file, may have got the mail.
pub(super) fn in_doubt(rows: u64, file: &str) -> Option<String> {
    let rows = counted(Some(rows).filter(|rows| *rows > 0)?, "row");
    Some(format!(
        "{rows} of {file} may have got it (outcome in-doubt, or some of their recipients): take them out, unless a second copy does no \
         harm."
    ))
}

/// `512 bytes`, `34 kB`, `1.2 MB`.
pub(super) fn size(octets: u64) -> String {
    match octets {
        0..1_000 => counted(octets, "byte"),
        1_000..1_000_000 => format!("{} kB", octets.div_ceil(1_000)),
        _ => format!("{:.1} MB", octets as f64 / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_readable() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_000), "1,000");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(counted(1, "row"), "1 row");
        assert_eq!(counted(1_200, "row"), "1,200 rows");
        assert_eq!(size(999), "999 bytes");
        assert_eq!(size(33_001), "34 kB");
        assert_eq!(size(1_234_567), "1.2 MB");
    }

    #[test]
    fn a_question_is_broken_at_words_and_leaves_room_for_the_answer() {
        assert_eq!(asked("Send?", None), "Send? [y/N] ");
        assert_eq!(asked("Send?", Some(20)), "Send? [y/N] ");
        let question = "3 of the first 3 were accepted. Look at them in a mailbox. Send the other 97?";
        assert_eq!(asked(question, None), format!("{question} [y/N] "));
        for width in 20..90 {
            let asked = asked(question, Some(width));
            assert_eq!(asked.split_whitespace().collect::<Vec<_>>().join(" "), format!("{question} [y/N]"));
            assert!(asked.lines().all(|line| line.trim_end().len() + 2 <= width), "{width}: {asked}");
            assert!(asked.ends_with(" "), "{asked:?}");
        }
    }

    #[test]
    fn a_yes_is_one_in_any_width() {
        for answer in ["y\n", " Yes \r\n", "ｙ\n", "ＹＥＳ", "是", "好"] {
            assert!(is_yes(answer), "{answer:?}");
        }
        for answer in ["", "\n", "n", "ｎ", "yy", "不"] {
            assert!(!is_yes(answer), "{answer:?}");
        }
    }

    #[test]
    fn the_numbers_of_errors_are_left_out() {
        for (text, told) in [
            (
                "a.csv: cannot be read: No such file (os error 2). Did you mean b.csv?",
                "a.csv: cannot be read: No such file. Did you mean b.csv?",
            ),
            ("(os error 2) (os error x) (os error 13)", "(os error 2) (os error x)"),
            ("a (os error ", "a (os error "),
        ] {
            assert_eq!(without_numbers(text), told);
        }
    }
}
