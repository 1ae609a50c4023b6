//! Long lines, broken where a person would.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The lines of a text, each broken to this width; what is a table or is laid out otherwise is left as it is.
pub(crate) fn wrapped(text: &str, width: usize) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for line in text.lines() {
        let blanks = line.len() - line.trim_start_matches(' ').len();
        // `To:       Anna`: what is said goes on below itself.
        let label = labelled(line);
        let is_laid_out = line[label.unwrap_or_default()..].trim().contains("   ");
        push_wrapped(&mut out, line, (!is_laid_out).then_some(width), label.unwrap_or(blanks + 2));
    }
    out.truncate(out.trim_end_matches('\n').len());
    out
}

/// Where the text begins behind a label and blanks, if a line is so.
fn labelled(line: &str) -> Option<usize> {
    let label = line.find(|c: char| !c.is_ascii_alphabetic()).filter(|end| *end > 0)?;
    let behind = line[label..].strip_prefix(':')?;
    let text = behind.trim_start_matches(' ');
    (behind.len() - text.len() >= 2 && !text.is_empty()).then(|| line.len() - text.len())
}

/// Adds a line, broken at blanks and between wide characters; what follows is indented.
pub(crate) fn push_wrapped(out: &mut String, line: &str, width: Option<usize>, indent: usize) {
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

/// A command as it is typed, in lines that fit and are one command when they are copied.
pub(crate) fn command(text: &str, width: Option<usize>) -> String {
    const GOES_ON: &str = " \\";
    const INDENT: &str = "    ";
    // A sign for that is known of the shells of Unix.
    let Some(width) = width.filter(|width| cfg!(unix) && text.width() > *width) else { return text.to_owned() };
    let mut lines = vec![String::new()];
    let mut is_quoted = false;
    for word in text.split_inclusive(' ') {
        let last = lines.last_mut().expect("there is one");
        let has_room = last.width() + word.trim_end().width() + GOES_ON.len() <= width;
        if has_room || is_quoted || last.trim().is_empty() {
            last.push_str(word);
        } else {
            lines.push(format!("{INDENT}{word}"));
        }
        is_quoted ^= word.matches('\'').count() % 2 == 1;
    }
    lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join(&format!("{GOES_ON}\n"))
}

/// Marks that belong to what stands before them.
const CLOSING: &str = "，。、；：？！）」』”’》】,.;:?!)%";

/// Units of what is told as a number.
const UNITS: [&str; 12] = ["s", "ms", "min", "h", "d", "day", "days", "byte", "bytes", "kB", "MB", "%"];

/// Whether a number ends before the blank, and its unit begins behind it.
fn is_unit(before: &str, after: &str) -> bool {
    let is_number = before.strip_suffix(' ').is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()));
    let end = after.find(|c: char| !c.is_ascii_alphabetic() && c != '%').unwrap_or(after.len());
    is_number && UNITS.contains(&&after[..end])
}

/// Where to break a line that is wider than `room`: the last place that fits, or in the middle of a word that does not. A word of wide
/// characters, as a name, is not parted where a blank or a mark stands a little before.
fn break_at(line: &str, room: usize) -> usize {
    const NEAR: usize = 10;
    let (mut columns, mut best, mut fits) = (0, 0, 0);
    // Where a word ends, and how many columns there are before it.
    let mut word = (0, 0);
    let mut before = None;
    for (at, character) in line.char_indices() {
        let is_wide = |c: char| c.width() == Some(2);
        let may_break = before.is_some_and(|before| before == ' ' || is_wide(before) || is_wide(character));
        // A closing mark does not begin a line, and a unit is not parted from its number.
        if may_break && character != ' ' && !CLOSING.contains(character) && !is_unit(&line[..at], &line[at..]) {
            best = at;
            if before.is_some_and(|before| before == ' ' || CLOSING.contains(before)) {
                word = (at, columns);
            }
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
    let is_near = word.1 > 0 && line[word.0..best].width() <= NEAR;
    let best = if is_near { word.0 } else { best };
    if line[..best].trim().is_empty() { fits.max(first) } else { best }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn one_wrapped(line: &str, width: usize, indent: usize) -> String {
        let mut out = String::new();
        push_wrapped(&mut out, line, Some(width), indent);
        out
    }

    #[test]
    fn lines_are_broken_where_a_person_would() {
        assert_eq!(one_wrapped("one two three", 8, 2), "one two\n  three\n");
        assert_eq!(one_wrapped("成绩单见附件。请看", 12, 0), "成绩单见附\n件。请看\n");
        assert_eq!(one_wrapped("abcdefghijkl", 5, 0), "abcde\nfghij\nkl\n");
        assert_eq!(one_wrapped("short", 80, 4), "short\n");
        assert_eq!(one_wrapped("数学, 英语", 4, 0), "数\n学,\n英语\n");
        assert_eq!(one_wrapped("the columns are 学号, 姓名, 邮箱", 24, 0), "the columns are 学号,\n姓名, 邮箱\n");
        assert_eq!(one_wrapped("核实后修改名单，再运行同一条命令", 22, 0), "核实后修改名单，\n再运行同一条命令\n");
        assert_eq!(one_wrapped("修改名单，再运行同一条命令即可补发", 26, 0), "修改名单，再运行同一条命令\n即可补发\n");
        assert_eq!(one_wrapped("It begins in 7 h 34 min.", 15, 0), "It begins in\n7 h 34 min.\n");
        assert_eq!(one_wrapped("in 120 kB 5 % of", 7, 0), "in\n120 kB\n5 % of\n");
    }

    #[test]
    fn each_line_of_a_text_is_broken_and_no_table_is() {
        assert_eq!(wrapped("one two three\n  a b c d e", 9), "one two\n  three\n  a b c\n    d e");
        assert_eq!(wrapped("name    what\nx", 9), "name    what\nx");
        let to = "To:       anna@example.com … bert@example.com";
        assert_eq!(wrapped(to, 30), "To:       anna@example.com …\n          bert@example.com");
        assert_eq!(wrapped("To:  a   b   c d e f", 12), "To:  a   b   c d e f");
    }

    #[test]
    #[cfg(unix)]
    fn a_command_goes_on_in_the_next_line() {
        let text = "  mailshot send a.csv -t b.md --from 'Ann Berg <a@b.org>' --limit 1";
        assert_eq!(command(text, None), text);
        assert_eq!(command(text, Some(80)), text);
        assert_eq!(
            command(text, Some(32)),
            "  mailshot send a.csv -t b.md \\\n    --from 'Ann Berg <a@b.org>' \\\n    --limit 1"
        );
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_too_wide(line in "[ab 张，,7hs]{0,60}", width in 4usize..30, indent in 0usize..4) {
            let out = one_wrapped(&line, width, indent);
            let blanks = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(blanks(&out), blanks(&line));
            prop_assert!(out.lines().all(|line| line.trim_end().width() <= width), "{}", out);
        }
    }
}
