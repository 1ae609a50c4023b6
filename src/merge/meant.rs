//! Which column was probably meant by a name that is none.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

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
    let least = match () {
        // The heading that was meant is missing.
        () if columns.iter().enumerate().any(|(index, column)| is_letter_of(column, index)) => ALIKE,
        () if has_few_signs(name) => 0.6,
        () => 0.5,
    };
    mail::nearest(name, columns.iter().copied(), ALIKE)
        .or_else(|| head(name, &columns))
        .or_else(|| mail::nearest(name, columns.iter().copied(), least))
        .or_else(|| of_its_words(name, &columns))
}

/// Whether a column has no heading, and is called by its letter: `D`, the fourth.
fn is_letter_of(column: &str, index: usize) -> bool {
    let letter = u8::try_from(index).ok().and_then(|index| b'A'.checked_add(index)).filter(u8::is_ascii_uppercase);
    letter.is_some_and(|letter| column.as_bytes() == [letter])
}

/// `Nom` of `Nom de famille`, `Téléphone portable` of `Telephone`: of the longest whose words are the first or the last ones of the
/// other's, where that is one column alone.
fn of_its_words<'a>(name: &str, columns: &[&'a str]) -> Option<&'a str> {
    const SHORTEST: usize = 3;
    let wanted = words(name);
    let is_in = |part: &[String], whole: &[String]| {
        let letters: usize = part.iter().map(|word| word.chars().count()).sum();
        letters >= SHORTEST && part.len() < whole.len() && (whole.starts_with(part) || whole.ends_with(part))
    };
    let found: Vec<(usize, &str)> = columns
        .iter()
        .map(|column| (words(column), *column))
        .filter(|(words, _)| is_in(words, &wanted) || is_in(&wanted, words))
        .map(|(words, column)| (words.len().min(wanted.len()), column))
        .collect();
    let most = found.iter().map(|(count, _)| *count).max()?;
    let mut longest = found.into_iter().filter(|(count, _)| *count == most);
    let (_, column) = longest.next()?;
    longest.next().is_none().then_some(column)
}

/// The words of a name, in lower case and without accents.
fn words(name: &str) -> Vec<String> {
    let bare: String = name.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    bare.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
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
        let members = ["Numéro", "Civilité", "Nom", "Date de naissance", "Date d'entrée", "Téléphone portable"];
        for (name, meant) in [
            ("Nom de famille", Some("Nom")),
            ("Numero adherent", Some("Numéro")),
            ("Telephone", Some("Téléphone portable")),
            ("Date", None),
            ("de", None),
        ] {
            assert_eq!(nearest(name, members.into_iter()), meant, "{name}");
        }
        assert_eq!(nearest("Сумма к оплате", ["Код", "Сумма"].into_iter()), Some("Сумма"));
        // The heading of the third column is missing: what is meant may be that.
        for (name, meant) in [("Last Name", None), ("Emial", Some("Email")), ("Student ID no", Some("Student ID"))] {
            assert_eq!(nearest(name, ["Student ID", "First Name", "C", "Email"].into_iter()), meant, "{name}");
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
