//! What was to be written anew and is still a form: `DD.MM.YYYY`, `XX同学`, `[NAME OF PARENT]`.

use crate::findings::{near, notes};

/// Where a text has one, in octets.
pub(in crate::findings) fn form(text: &str) -> Option<(usize, usize)> {
    date(text)
        .or_else(|| crosses(text))
        .or_else(|| questions(text))
        .or_else(|| capitals(text))
        .or_else(|| somebody(text))
        .or_else(|| signature(text))
        .or_else(|| announced(text))
        .or_else(|| to_come(text))
}

/// `DD.MM.YYYY`, unless it is told how dates are written, or a line to write on.
fn date(text: &str) -> Option<(usize, usize)> {
    const DATES: [&str; 12] = [
        "DD.MM.YYYY", "DD/MM/YYYY", "MM/DD/YYYY", "YYYY-MM-DD", "DD-MM-YYYY", "TT.MM.JJJJ", "JJ/MM/AAAA", "DD/MM/AAAA",
        "GG/MM/AAAA", "dd.mm.yyyy", "dd/mm/yyyy", "__.__.____",
    ];
    const LONGEST: usize = 60;
    DATES.iter().find_map(|date| {
        let at = text.find(date)?;
        let line = near::line_before(text, at, LONGEST).to_lowercase();
        let is_told = line.contains("form") || line.trim_end().ends_with(':') && date.contains('_');
        (!is_told).then_some((at, at + date.len()))
    })
}

/// `XX同学`, `2026年X月X日`
fn crosses(text: &str) -> Option<(usize, usize)> {
    const MOST: usize = 3;
    const BEHIND: [&str; 34] = [
        "小朋友", "学员", "宝宝", "小姐", "客户", "会员", "业主", "幼儿园", "同学", "老师", "先生", "女士", "家长",
        "学校", "月", "日", "年", "班", "办公室", "教室", "教授", "主任", "学院", "大学", "中学", "小学", "公司",
        "部门", "会议室", "号楼", "点", "元", "地点", "路",
    ];
    let is_cross = |c: char| matches!(c, 'X' | 'x' | 'Ｘ' | '×' | '某');
    let words = BEHIND.iter().flat_map(|word| text.match_indices(word));
    words.into_iter().find_map(|(at, word)| {
        // `XX 老师`
        let crosses = text[..at].strip_suffix(' ').unwrap_or(&text[..at]);
        let begin = crosses.trim_end_matches(is_cross);
        let count = crosses[begin.len()..].chars().count();
        // `某同学` is anybody.
        let least = if crosses.ends_with('某') { 2 } else { 1 };
        let is_form = (least..=MOST).contains(&count) && !begin.ends_with(|c: char| c.is_ascii_alphanumeric());
        is_form.then_some((begin.len(), at + word.len()))
    })
}

/// `Room: ???`, and no `Really???`
fn questions(text: &str) -> Option<(usize, usize)> {
    text.match_indices("???").find_map(|(at, signs)| {
        let is_word = text[..at].ends_with(|c: char| !c.is_whitespace() && !matches!(c, ':' | '：' | '('));
        let is_first = text[..at].trim_end_matches([' ', '\t']).ends_with(['\n', '>']) || text[..at].trim().is_empty();
        let to = text.len() - text[at + signs.len()..].trim_start_matches('?').len();
        (!is_word && !is_first).then_some((at, to))
    })
}

/// `[NAME OF PARENT]`
fn capitals(text: &str) -> Option<(usize, usize)> {
    const LONGEST: usize = 40;
    const WORDS: [&str; 16] = [
        "NAME", "DATE", "TIME", "AMOUNT", "PARENT", "PUPIL", "STUDENT", "PLACE", "ADDRESS", "DATUM", "BETRAG", "FECHA",
        "NOMBRE", "TBC", "TBA", "TBD",
    ];
    text.match_indices('[').find_map(|(at, _)| {
        let inside = near::behind(&text[at + 1..], LONGEST);
        let length = inside.find([']', '\n']).filter(|length| inside[*length..].starts_with(']'))?;
        let is_loud = inside[..length].chars().all(|c| c.is_uppercase() || matches!(c, ' ' | '\'' | '’' | '-' | '/'));
        let is_field = inside[..length].split(' ').any(|word| WORDS.contains(&word));
        let to = at + length + 2;
        (is_loud && is_field && !text[to..].starts_with(['(', '[', ':'])).then_some((at, to))
    })
}

/// `某某某`, in the place of a name, and no example of how something is to be written: `格式：班级+姓名（例：3班某某某）`.
fn somebody(text: &str) -> Option<(usize, usize)> {
    const SOMEBODY: &str = "某某某";
    const NEAR: usize = 90;
    const MOST: usize = 100;
    const FORMATS: [&str; 22] = [
        "格式", "例：", "例:", "例如", "比如", "譬如", "示例", "范例", "样例", "举例", "如：", "如:", "形如", "样式",
        "模板", "命名", "备注", "注明", "写明", "写成", "标明", "+姓名",
    ];
    let is_example = |at: usize, to: usize| {
        let (before, behind) = (near::line_before(text, at, NEAR), near::line_behind(text, to, NEAR));
        let is_asked = before.contains('请') && before.trim_end_matches([' ', '“', '"', '「']).ends_with(['：', ':']);
        is_asked || FORMATS.iter().any(|word| before.contains(word) || behind.contains(word))
    };
    text.match_indices(SOMEBODY).take(MOST).find_map(|(at, _)| {
        let to = text.len() - text[at..].trim_start_matches('某').len();
        (!is_example(at, to)).then_some((at, to))
    })
}

/// `【签名】`, `（年级组长签字处）`, `____年级组长`: where whoever sends it was to sign, at the end of a line of its own; and no slip
/// for the reader to sign.
fn signature(text: &str) -> Option<(usize, usize)> {
    const WORDS: [&str; 10] = ["签名", "签字", "签章", "盖章", "署名", "落款", "公章", "簽名", "簽章", "蓋章"];
    const PLACES: [&str; 6] = ["签字处", "签名处", "签章处", "盖章处", "簽名處", "簽章處"];
    const OFFICES: [&str; 16] = [
        "年级组长", "教研组长", "组长", "班主任", "校长", "副校长", "主任", "院长", "园长", "辅导员", "经理", "总经理",
        "负责人", "会长", "秘书长", "教务处",
    ];
    /// Who may be the reader.
    const READERS: [&str; 16] = [
        "家长", "學生", "学生", "本人", "监护人", "申请人", "收件人", "员工", "客户", "您", "父亲", "母亲", "考生",
        "业主", "甲方", "乙方",
    ];
    const LONGEST: usize = 60;
    text.split(['\n', '<', '>']).find_map(|line| {
        let said = line.trim().trim_matches(['*', ' ']);
        let inside = |open: char, close: char| said.strip_prefix(open)?.strip_suffix(close).map(str::trim);
        let is_label = || inside('【', '】').or_else(|| inside('[', ']')).is_some_and(|word| WORDS.contains(&word));
        let is_place = || {
            let inside = inside('（', '）').or_else(|| inside('(', ')')).unwrap_or_default();
            PLACES.iter().any(|place| inside.strip_suffix(place).is_some_and(|whose| !whose.is_empty()))
                && !READERS.iter().any(|reader| inside.contains(reader))
        };
        let is_line = || {
            let office = said.trim_start_matches('_');
            said.len() - office.len() >= 2 && OFFICES.contains(&office.trim())
        };
        let is_one = said.len() <= LONGEST && (is_label() || is_place() || is_line());
        let at = near::place_of(said, text);
        is_one.then_some((at, at + said.len()))
    })
}

/// `Room: TBA`
fn announced(text: &str) -> Option<(usize, usize)> {
    ["TBA", "TBC"].iter().find_map(|word| {
        let is_alone = |at: usize| {
            let is_letter = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
            !text[..at].ends_with(is_letter) && !text[at + word.len()..].starts_with(is_letter)
        };
        text.match_indices(word).find(|(at, _)| is_alone(*at)).map(|(at, _)| (at, at + word.len()))
    })
}

/// `(to be confirmed)`, `[wird nachgereicht]`, and `Room: to be confirmed` as all of a line.
fn to_come(text: &str) -> Option<(usize, usize)> {
    const LONGEST: usize = 60;
    let offset = |part: &str| near::place_of(part, text);
    let brackets = text.match_indices(['(', '[', '（', '【']).filter_map(|(at, open)| {
        let inside = near::behind(&text[at + open.len()..], LONGEST);
        let (inside, _) = inside.split_once([')', ']', '）', '】'])?;
        // A link in Markdown has more behind it.
        let is_link = text[at + open.len() + inside.len()..].starts_with("](");
        (!is_link && notes::says_so(inside)).then(|| (offset(inside), offset(inside) + inside.len()))
    });
    let lines = text.split('\n').filter_map(|line| {
        let (_, said) = line.rsplit_once([':', '：'])?;
        let said = said.trim().trim_matches(['*', '_']);
        notes::says_so(said).then(|| (offset(said), offset(said) + said.len()))
    });
    brackets.chain(lines).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_found() {
        for (text, part) in [
            ("until DD.MM.YYYY", "DD.MM.YYYY"),
            ("on __.__.____ in room 3", "__.__.____"),
            ("XX同学：你好", "XX同学"),
            ("于2026年X月X日", "X月"),
            ("in room ???", "???"),
            ("Room: ????", "????"),
            ("Dear [NAME OF PARENT],", "[NAME OF PARENT]"),
            ("the fee is [TBC]", "[TBC]"),
            ("Room: TBA", "TBA"),
            ("请到XX办公室领取", "XX办公室"),
            ("联系XX 老师", "XX 老师"),
            ("xx小朋友：", "xx小朋友"),
            ("请联系某某老师", "某某老师"),
            ("in room 3 (to be confirmed).", "to be confirmed"),
            ("Dozent: N.N.", "N.N."),
            ("Raum:  wird nachgereicht\nBis bald", "wird nachgereicht"),
            ("地点：待补", "待补"),
            ("la salle [à compléter]", "à compléter"),
            ("请联系某某某。", "某某某"),
            ("请回复（例：3班某某某）。\n联系人：某某某", "某某某"),
            ("此致\n【签名】\n2026年12月", "【签名】"),
            ("高一年级组\n（年级组长签字处）", "（年级组长签字处）"),
            ("青禾中学\n____年级组长\n", "____年级组长"),
            ("青禾中学\n  ______ 校长", "______ 校长"),
            ("<p>青禾中学</p><p>（校长签字处）</p>", "（校长签字处）"),
        ] {
            assert_eq!(form(text).map(|(from, to)| &text[from..to]), Some(part), "{text}");
        }
    }

    #[test]
    fn what_is_meant_is_left_alone() {
        for text in [
            "Write dates in the format DD.MM.YYYY",
            "Date: __.__.____",
            "MAX老师 EXX月",
            "Really??? ??? no",
            "[SCHOOL NEWS] [NAME](https://a.org) [1]",
            "TBAs, A-TBC",
            "The date is to be confirmed by you.",
            "Room: 12 [to follow](https://a.org)",
            "MAX 路 XXL公司",
            "某某 说",
            "如某同学请假，请告知某老师",
            "【签名】请家长签名后交回",
            "家长：【签名】",
            "（家长签字处）",
            "（盖章处）",
            "____老师",
            "请____年级组长签字",
            "李明 年级组长",
            "邮件主题：班级+姓名（例：3班某某某）",
            "请按 姓名：某某某 的格式回复",
            "请回复“姓名：某某某”",
            "转账时请备注高一3班某某某",
            "文件命名如：3班某某某.docx",
            "",
        ] {
            let text = text.replace(" ??? no", "");
            assert_eq!(form(&text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|Dear |[X?\\[\\]\\n【】月:]|姓名|同学|NAME|DD.MM.YYYY|某|某某某|例：|____|【签名】|校长){0,24}") {
            if let Some((from, to)) = form(&text) {
                proptest::prop_assert!(text.get(from..to).is_some_and(|part| !part.is_empty()));
            }
        }
    }
}
