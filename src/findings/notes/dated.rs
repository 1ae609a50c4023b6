//! Notes of one who is no longer there with a day, or what else is said of a formality, around it: `Withdrawn 12/11`, `9月已办理退学`,
//! `该生学籍已于10月注销`. Those are taken out, and what is left is compared.

use super::clauses::{behind_any, behind_day, clauses};
use super::told;
use crate::findings::starts::Starts;

/// A longer note tells more than that.
const LONGEST: usize = 60;
/// So many days and words are taken out.
const MOST: usize = 6;

/// What is said of who is no longer there, in lower case.
const GONE: [&str; 35] = [
    "left", "leaver", "withdrawn", "withdrew", "dropped out", "expelled", "excluded", "suspended", "deferred",
    "resigned", "graduated", "deregistered", "unenrolled", "abgemeldet", "ausgetreten", "ausgeschieden",
    "exmatrikuliert", "beurlaubt", "abgegangen", "abgang", "austritt", "gekündigt", "radié", "radiée", "désinscrit",
    "désinscrite", "démissionné", "démissionnaire", "démission", "parti", "baja", "dado de baja", "dada de baja",
    "ritirato", "ritirata",
];

/// Whom it is about, and what stands between that, the day and what is said.
const FILLERS: [&str; 52] = [
    "student", "pupil", "member", "the", "has", "have", "is", "was", "been", "already", "on", "in", "since", "from",
    "to", "until", "till", "by", "as of", "as from", "early", "late", "end of", "mid", "am", "zum", "zur", "im",
    "seit", "ab", "bis", "per", "vom", "ist", "wurde", "bereits", "schüler", "schülerin", "mitglied", "ende", "anfang",
    "le", "en", "au", "du", "depuis", "dès", "fin", "est", "el", "desde", "dal",
];

/// The same in Chinese.
const GONE_IN_CHINESE: [&str; 36] = [
    "退学", "转学", "休学", "停学", "离校", "转走", "转出", "转校", "开除", "除名", "注销", "离职", "辞职", "退会",
    "退籍", "病故", "去世", "退园", "转园", "离园", "休园", "退租", "搬走", "搬离", "退队", "退团", "退出", "调走",
    "调离", "离任", "过世", "病逝", "离世", "身故", "解约", "移民",
];

/// What comes to everybody, or may: said of one, with `已` alone.
const PERHAPS_GONE_IN_CHINESE: [&str; 3] = ["毕业", "转专业", "结业"];

const FILLERS_IN_CHINESE: [&str; 41] = [
    "该生", "该同学", "该学员", "该学生", "此生", "此人", "学员", "学生", "会员", "本人", "学籍", "会籍", "手续",
    "办理", "办完", "办妥", "完成", "已经", "已于", "已在", "已", "经", "现", "于", "在", "了", "至", "办", "该户",
    "该幼儿", "幼儿", "宝宝", "租户", "业主", "员工", "家庭", "全家", "举家", "因故", "从", "自",
];

/// Whether a note says of somebody that he is no longer there, with a day or a formality around it.
pub(super) fn is_gone(note: &str) -> bool {
    static STARTS: Starts = Starts::of(&[&GONE, &GONE_IN_CHINESE, &PERHAPS_GONE_IN_CHINESE]);
    if note.len() > LONGEST || !told::has_start(note, &STARTS) {
        return false;
    }
    let lower = note.to_lowercase();
    // What is said behind the first clause is said of that.
    clauses(&lower).next().is_some_and(is_gone_with_day) || clauses(&lower).any(is_gone_in_chinese)
}

/// `left on 3 november`, and not `left`, which may be a side.
fn is_gone_with_day(clause: &str) -> bool {
    let filler = |text| behind_any(text, &FILLERS);
    let mut rest = clause;
    let mut has_day = false;
    for _ in 0..MOST {
        if let Some(behind) = behind_any(rest, &GONE) {
            return only_day(behind, has_day);
        }
        let day = behind_day(rest);
        has_day |= day.is_some_and(|behind| is_day(&rest[..rest.len() - behind.len()]));
        let Some(next) = day.or_else(|| filler(rest)) else { return false };
        rest = next.trim_start();
    }
    false
}

/// Whether nothing but a day is left, there or before.
fn only_day(mut rest: &str, mut has_day: bool) -> bool {
    for _ in 0..MOST {
        if rest.is_empty() {
            return has_day;
        }
        let day = behind_day(rest);
        has_day |= day.is_some_and(|behind| is_day(&rest[..rest.len() - behind.len()]));
        let Some(next) = day.or_else(|| behind_any(rest, &FILLERS)) else { return false };
        rest = next.trim_start();
    }
    false
}

/// Whether a part of a day is more than a number: a month, a year, `12/11`.
fn is_day(part: &str) -> bool {
    let digits = part.bytes().filter(u8::is_ascii_digit).count();
    digits == 4 || part.contains(char::is_alphabetic) || part.trim_end().trim_end_matches('.').contains(['/', '-', '.'])
}

/// `9月已办理退学`, `退学手续已办`, `休学至2027年`.
fn is_gone_in_chinese(clause: &str) -> bool {
    let mut said = None;
    let mut is_done = false;
    let mut rest = clause;
    while !rest.is_empty() {
        let word = |words: &[&'static str]| words.iter().copied().find(|word| rest.starts_with(word));
        let gone = word(&GONE_IN_CHINESE).or_else(|| word(&PERHAPS_GONE_IN_CHINESE));
        rest = if let Some(gone) = gone {
            if said.replace(gone).is_some() {
                return false;
            }
            &rest[gone.len()..]
        } else if let Some(filler) = word(&FILLERS_IN_CHINESE) {
            is_done |= filler.starts_with('已');
            &rest[filler.len()..]
        } else if let Some(behind) = behind_day(rest) {
            behind.trim_start_matches(['初', '底', '末', '份', '起'])
        } else {
            return false;
        };
        rest = rest.trim_start();
    }
    said.is_some_and(|said| is_done || !PERHAPS_GONE_IN_CHINESE.contains(&said))
}

#[cfg(test)]
mod tests {
    use super::super::{not_shown, within};
    use super::*;

    #[test]
    fn notes_with_a_day_or_a_formality_are_found() {
        for note in [
            "Withdrawn 12/11",
            "withdrawn on 12 November 2026",
            "Left on 3 November",
            "Left 3.11.",
            "Student left in October",
            "Has left (3 November)",
            "Deferred to 2027",
            "Suspended until 2027",
            "Withdrawn 12/11, refund pending",
            "Abgemeldet zum 31.12.",
            "Exmatrikuliert am 3. November",
            "seit 1.10. beurlaubt",
            "Parti le 3 novembre",
            "Radiée en octobre",
            "9月已办理退学",
            "已办理退学",
            "9月已退学",
            "2026年9月退学",
            "9月办理退学",
            "退学手续已办",
            "学籍已注销",
            "已办理休学",
            "休学至2027年",
            "已于10月退学，不再通知",
            "已毕业",
            "该生已转专业",
            "该生已于10月底办理退学手续",
        ] {
            assert!(within(note).is_some() || not_shown(note).is_some(), "{note}");
        }
    }

    #[test]
    fn other_notes_with_days_are_left_alone() {
        for note in [
            "left",
            "Left wing, 3 November",
            "Left 3 books in the library",
            "Left 3",
            "3 tasks left",
            "Deferred payment to 2027",
            "Graduated with honours in 2027",
            "Paid 12/11",
            "transferred 12/11",
            "Party on 3 November",
            "Partie 3",
            "bis 3.11. angemeldet",
            "毕业",
            "2027年毕业",
            "毕业设计已完成",
            "已办理注册手续",
            "手续已办",
            "已于9月缴费",
            "退学风险低",
            "申请休学",
            "学籍正常",
            "9月入学",
            "",
        ] {
            assert!(!is_gone(note), "{note}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_note_can_be_looked_at(note in "(\\PC|left |on |3 November|12/11|已|退学|于|9月){0,10}") {
            is_gone(&note);
        }
    }
}
