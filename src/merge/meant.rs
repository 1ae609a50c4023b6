//! Which column was probably meant by a name that is none.

use crate::mail;

/// What stands behind the name of a column, or before it, and says what it has anyway: `班主任姓名` is 班主任, `Student Name` is Name.
const BEHIND: [&str; 22] = [
    "name", "names", "fullname", "mark", "marks", "score", "result", "points", "amount", "note", "punkte", "betrag",
    "nom", "nombre", "nome", "姓名", "名字", "名称", "成绩", "分数", "得分", "金额",
];
const BEFORE: [&str; 34] = [
    "student", "pupil", "child", "customer", "client", "member", "participant", "recipient", "employee", "guest",
    "user", "the", "your", "schüler", "kunden", "teilnehmer", "mitglieds", "kind", "kindes", "empfänger", "alumno",
    "cliente", "élève", "client", "学生", "孩子", "考生", "客户", "会员", "员工", "用户", "学员", "本人", "收件人",
];

/// The column whose name is the head of this one, or else the one that is most like it, if any is.
pub(super) fn nearest<'a>(name: &str, columns: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    /// Names that are this much alike differ by a slip of the finger.
    const ALIKE: f64 = 0.75;
    let columns: Vec<&str> = columns.collect();
    mail::nearest(name, columns.iter().copied(), ALIKE)
        .or_else(|| head(name, &columns))
        .or_else(|| mail::nearest(name, columns.iter().copied(), if has_few_signs(name) { 0.6 } else { 0.5 }))
}

/// Of three to six Chinese signs each is a word or half of one: where half of them differ, another thing is meant (`领物地点` is no
/// `领物星期`). Of two, one may be mistyped.
fn has_few_signs(name: &str) -> bool {
    let is_sign = |c: char| matches!(c, '\u{3400}'..='\u{9FFF}');
    (3..=6).contains(&name.chars().count()) && name.chars().all(is_sign)
}

/// `语文` and `语文成绩` of `语文(满分150)`, `班主任` of `班主任姓名`: of the longest of those that are one column's alone.
fn head<'a>(name: &str, columns: &[&'a str]) -> Option<&'a str> {
    let wanted = folded(name);
    let heads = || {
        columns.iter().filter_map(|column| {
            let bare = folded(column.split(['(', '（', '[', '［', '【']).next()?);
            let is_head = bare == wanted
                || wanted.strip_prefix(bare.as_str()).is_some_and(|rest| BEHIND.contains(&rest))
                || wanted.strip_suffix(bare.as_str()).is_some_and(|rest| BEFORE.contains(&rest));
            (bare.chars().nth(1).is_some() && is_head).then(|| (bare.chars().count(), *column))
        })
    };
    let (longest, column) = heads().max_by_key(|(length, _)| *length)?;
    (heads().filter(|(length, _)| *length == longest).count() == 1).then_some(column)
}

/// Letters and digits, in lower case.
fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_column_whose_name_is_the_head_is_meant() {
        let school = ["学号", "姓名", "班主任", "班主任邮箱", "家长姓名", "语文(满分150)", "数学(满分150)", "总分"];
        for (name, meant) in [
            ("班主任姓名", Some("班主任")),
            ("学生姓名", Some("姓名")),
            ("孩子姓名", Some("姓名")),
            ("语文", Some("语文(满分150)")),
            ("语文成绩", Some("语文(满分150)")),
            ("数学分数", Some("数学(满分150)")),
            ("家长姓明", Some("家长姓名")),
            ("总分数", Some("总分")),
            ("物理", None),
        ] {
            assert_eq!(nearest(name, school.into_iter()), meant, "{name}");
        }
        let race = ["领物日期", "领物星期", "报名费", "起跑时间"];
        for (name, meant) in [
            ("领物地点", None),
            ("参赛时间", None),
            ("领物星器", Some("领物星期")),
            ("报名废", Some("报名费")),
            ("领取日期", Some("领物日期")),
        ] {
            assert_eq!(nearest(name, race.into_iter()), meant, "{name}");
        }
        let others = ["Name", "Parent Name", "Teacher", "Teacher Email", "Maths (100)", "Maths (20)", "email"];
        for (name, meant) in [
            ("Student Name", Some("Name")),
            ("teacher_name", Some("Teacher")),
            ("Parent Nmae", Some("Parent Name")),
            ("nmae", Some("Name")),
            ("emial", Some("email")),
            ("zzz", None),
        ] {
            assert_eq!(nearest(name, others.into_iter()), meant, "{name}");
        }
        // One of two is no better than the other.
        assert_ne!(head("Maths", &others), Some("Maths (100)"));
    }

    proptest::proptest! {
        #[test]
        fn any_name_can_be_looked_for(name in "\\PC{0,12}", column in "\\PC{0,12}") {
            let _ = nearest(&name, [column.as_str()].into_iter());
        }
    }
}
