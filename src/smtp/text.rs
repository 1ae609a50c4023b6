//! A server's text, made fit to be shown.

use std::borrow::Cow;
use std::str::from_utf8;

use encoding_rs::GB18030;

use crate::mail::{SmallText, is_plain, is_unsafe};

/// Decodes the lines of one reply, all of them alike: UTF-8; else GB18030, which NetEase and Tencent send; else UTF-8
/// with replacement characters. LF separates them.
pub(super) fn decode<'a>(lines: &(impl Iterator<Item = &'a [u8]> + Clone)) -> SmallText {
    let mut others = lines.clone();
    // As nearly all are: one line, to be taken as it is.
    if let (Some(Ok(only)), None) = (others.next().map(from_utf8), others.next())
        && is_plain(only)
    {
        return only.into();
    }
    decode_any(lines).into()
}

fn decode_any<'a>(lines: &(impl Iterator<Item = &'a [u8]> + Clone)) -> String {
    let utf_8 = || joined(lines.clone().map(String::from_utf8_lossy));
    if lines.clone().all(|line| from_utf8(line).is_ok()) {
        return utf_8();
    }
    let gb18030 = lines.clone().map(|line| GB18030.decode_without_bom_handling_and_without_replacement(line));
    let gb18030: Option<Vec<_>> = gb18030.collect();
    gb18030.map_or_else(utf_8, |lines| joined(lines.into_iter()))
}

fn joined<'a>(lines: impl Iterator<Item = Cow<'a, str>>) -> String {
    let mut all = String::new();
    for (number, line) in lines.enumerate() {
        if number > 0 {
            all.push('\n');
        }
        push_safe(&line, &mut all);
    }
    all
}

/// Replaces what can move a cursor, hide or reorder text: controls (C0, DEL, C1), line and paragraph separators,
/// bidirectional controls, and invisible characters.
pub(super) fn push_safe(text: &str, out: &mut String) {
    if is_plain(text) {
        return out.push_str(text);
    }
    out.extend(text.chars().map(|character| match character {
        '\t' => ' ',
        character if is_unsafe(character) => char::REPLACEMENT_CHARACTER,
        character => character,
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(lines: &[&[u8]]) -> Vec<String> {
        decode(&lines.iter().copied()).split('\n').map(str::to_owned).collect()
    }

    #[test]
    fn utf_8_then_gb18030_then_replacement() {
        assert_eq!(decoded(&["登录失败".as_bytes()]), ["登录失败"]);
        assert_eq!(decoded(&[b"\xb5\xc7\xc2\xbc\xca\xa7\xb0\xdc"]), ["登录失败"]);
        assert_eq!(decoded(&[b"ok \xff"]), ["ok \u{fffd}"]);
    }

    #[test]
    fn one_line_decides_for_all_of_a_reply() {
        // 联通 in GBK happens to be valid UTF-8.
        assert_eq!(decoded(&[b"\xc1\xaa\xcd\xa8", b"\xca\xa7\xb0\xdc"]), ["联通", "失败"]);
    }

    #[test]
    fn nothing_that_moves_a_cursor_gets_through() {
        let nasty = "a\x1b[2Jb\u{9b}c\u{202e}d\u{7f}e\u{2066}f\u{8}g\th";
        let shown = decoded(&[nasty.as_bytes()]).remove(0);
        assert_eq!(shown, "a\u{fffd}[2Jb\u{fffd}c\u{fffd}d\u{fffd}e\u{fffd}f\u{fffd}g h");
    }
}
