//! Who a row is about: the columns that say so, and what they say.

use crate::findings::han::is_han;
use crate::findings::headings::{self, Half, half, is_identity, is_name, is_other, words_of};
use crate::input::{Fields, Header};
use crate::merge::Uses;

/// Columns whose values are looked at when no heading says where the names are.
const MOST_GUESSED: usize = 6;

/// Longer values are no names or numbers (characters).
const LONGEST: usize = 48;

/// Columns that together say who somebody is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identifier {
    pub(super) columns: Vec<usize>,
    /// Whether it is but a part of a name.
    pub(super) is_part: bool,
    /// Whether that is the last one.
    pub(super) is_last: bool,
    /// Whether nothing but its values says that it holds names.
    pub(super) is_guessed: bool,
}

impl Identifier {
    pub(super) fn new(columns: Vec<usize>) -> Self {
        Self { columns, is_part: false, is_last: false, is_guessed: false }
    }

    /// What it says of a row: words in lower case with a blank between them. None, if that tells nobody apart.
    pub(super) fn words(&self, fields: &Fields) -> Option<String> {
        let mut all = String::new();
        for &column in &self.columns {
            let value = fields.get(column).unwrap_or_default();
            // Of the columns of To, one is the address.
            if value.contains('@') {
                continue;
            }
            if self.is_guessed && !is_like_a_name(value) {
                return None;
            }
            push_words(value, &mut all);
        }
        Some(all).filter(|words| is_telling(words))
    }
}

/// The identifiers of a list, by its headings and by what the letter's To says.
pub(super) fn identifiers(header: &Header, uses: &Uses) -> Vec<Identifier> {
    let named = || header.names().iter().map(|name| name.to_lowercase()).enumerate();
    let mut found: Vec<Identifier> = named()
        .filter(|(_, name)| is_identity(name))
        .map(|(index, name)| Identifier {
            is_part: half(&name).is_some(),
            is_last: half(&name) == Some(Half::Last),
            ..Identifier::new(vec![index])
        })
        .collect();
    let halves = |wanted: Half| named().find(|(_, name)| half(name) == Some(wanted)).map(|(index, _)| index);
    match (halves(Half::First), halves(Half::Last)) {
        (Some(first), Some(last)) => found.push(Identifier::new(vec![first, last])),
        // Half a name is all there is.
        _ => found.iter_mut().for_each(|identifier| identifier.is_part = false),
    }
    let is_mail = |column: &usize| header.names().get(*column).is_some_and(|name| is_other(&name.to_lowercase()));
    // One column alone is the address.
    let to: Vec<usize> = uses.to.iter().copied().filter(|column| uses.to.len() > 1 && !is_mail(column)).collect();
    if !to.is_empty() && !found.iter().any(|known| known.columns == to) {
        found.push(Identifier::new(to.clone()));
    }
    let papers = named().filter(|(index, name)| is_of_a_paper(name) && uses.letter.contains(index));
    found.extend(papers.map(|(index, _)| Identifier::new(vec![index])));
    let has_name = !to.is_empty() || named().any(|(_, name)| is_identity(&name) && is_name(&name));
    if !has_name {
        let guessed = named().filter(|(_, name)| !is_identity(name) && !is_other(name)).take(MOST_GUESSED);
        found.extend(guessed.map(|(index, _)| Identifier { is_guessed: true, ..Identifier::new(vec![index]) }));
    }
    found
}

/// Whether a heading, in lower case, is one of the numbers of papers, of which each row has its own: `rechnungsnr`.
fn is_of_a_paper(name: &str) -> bool {
    const PAPERS: [&str; 14] = [
        "rechnung", "beleg", "auftrag", "bestell", "vertrag", "angebot", "bescheid", "lieferschein", "gutschein",
        "mahnung", "faktur", "factuur", "order", "quittung",
    ];
    const ENDS: [&str; 6] = ["nr", "nr.", "nummer", "no", "no.", "numer"];
    !is_identity(name)
        && !is_other(name)
        && PAPERS.iter().any(|paper| name.starts_with(paper))
        && ENDS.iter().any(|end| name.ends_with(end))
}

/// Says who a row is about, for people: by the name that stands in To, or by the column that is called one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    columns: Vec<usize>,
}

impl Names {
    /// For a list whose columns a letter uses so.
    #[must_use]
    pub fn new(header: &Header, uses: &Uses) -> Self {
        let named = || header.names().iter().map(|name| name.to_lowercase()).enumerate();
        let is_mail = |column: &usize| header.names().get(*column).is_some_and(|name| is_other(&name.to_lowercase()));
        let to: Vec<usize> = uses.to.iter().copied().filter(|column| uses.to.len() > 1 && !is_mail(column)).collect();
        let first = |wanted: &dyn Fn(&str) -> bool| named().find(|(_, name)| wanted(name)).map(|(index, _)| index);
        let halves = (first(&|name| half(name) == Some(Half::First)), first(&|name| half(name) == Some(Half::Last)));
        // `Alumno`, beside `Apellidos`, may hold the given name alone.
        let beside = |column: usize| match halves {
            (None, Some(last)) if last.abs_diff(column) == 1 => vec![column, last],
            _ => vec![column],
        };
        let columns = match (to.is_empty(), first(&|name| matches!(name, "name" | "姓名" | "full name")), halves) {
            (false, ..) => to,
            (_, Some(name), _) => beside(name),
            // In the order of the list: 姓 stands before 名.
            (_, None, (Some(first), Some(last))) => vec![first.min(last), first.max(last)],
            _ => first(&|name| is_identity(name) && is_name(name)).map(beside).unwrap_or_default(),
        };
        Self { columns }
    }

    /// Whether there is nothing that says it.
    pub(in crate::findings) fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// Whether a column is one of those that say it.
    pub(in crate::findings) fn has(&self, column: usize) -> bool {
        self.columns.contains(&column)
    }

    /// The first of the columns that say it.
    pub(in crate::findings) fn first_column(&self) -> Option<usize> {
        self.columns.first().copied()
    }

    /// The name in a row; empty where there is none.
    #[must_use]
    pub fn of(&self, fields: &Fields) -> String {
        let values = self.columns.iter().filter_map(|column| fields.get(*column)).map(str::trim);
        let mut name = String::new();
        // Of the columns of To, one is the address.
        for value in values.filter(|value| !value.is_empty() && !value.contains('@')) {
            // A surname that stands beside a whole name is in it.
            if is_within(value, &name) {
                continue;
            }
            if !name.is_empty() && !name.ends_with(is_han) {
                name.push(' ');
            }
            match value.char_indices().nth(LONGEST) {
                Some((end, _)) => name.extend([value[..end].trim_end(), "…"]),
                None => name.push_str(value),
            }
        }
        name
    }
}

/// Whether a name begins or ends with a part of it, and has more: `Ruiz Gil` of `Eva Ruiz Gil` and of `Ruiz Gil, Eva`, 张 of 张三.
fn is_within(part: &str, name: &str) -> bool {
    let is_sign = |c: char| matches!(c, ' ' | ',');
    let is_asian = part.chars().all(is_han);
    name.strip_suffix(part).is_some_and(|rest| rest.ends_with(is_sign))
        || name.strip_prefix(part).is_some_and(|rest| rest.starts_with(is_sign) || is_asian && rest.starts_with(is_han))
}

/// The columns that a letter uses and that hold everybody's own number, by their headings: not a postcode, which a town has.
pub(in crate::findings) fn number_columns(header: &Header, uses: &Uses) -> impl Iterator<Item = usize> {
    let is_number = |column: &usize| {
        let name = header.names().get(*column).map_or_else(String::new, |name| name.to_lowercase());
        headings::is_number(&name) && !headings::is_postcode(&name)
    };
    uses.letter.iter().copied().filter(is_number)
}

/// Two to four words with capitals, or a Chinese name that begins with a usual surname.
fn is_like_a_name(value: &str) -> bool {
    const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕\
                            丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武\
                            钱戴严莫孔向常汤";
    let value = value.trim();
    let count = value.chars().count();
    if value.chars().all(is_han) {
        return (2..=4).contains(&count) && value.chars().next().is_some_and(|first| SURNAMES.contains(first));
    }
    let words = value.split_whitespace();
    let is_word = |word: &str| {
        word.chars().next().is_some_and(char::is_uppercase)
            && word.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-' | '.'))
    };
    count <= 40 && (2..=4).contains(&words.clone().count()) && words.into_iter().all(is_word)
}

/// Adds the words of a value, in lower case, with blanks between.
pub(super) fn push_words(value: &str, all: &mut String) {
    if value.len() > 4 * LONGEST || value.chars().count() > LONGEST {
        return;
    }
    for word in words_of(value) {
        if !all.is_empty() {
            all.push(' ');
        }
        all.extend(word.chars().flat_map(char::to_lowercase));
    }
}

/// Whether words can be told from any other.
fn is_telling(words: &str) -> bool {
    let letters = || words.chars().filter(|c| *c != ' ');
    let length = letters().count();
    if letters().all(is_han) {
        length >= 2
    } else {
        length >= 4 || length >= 3 && letters().all(|c| c.is_ascii_digit())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(names: &[&str], to: &[usize]) -> Vec<(Vec<usize>, bool, bool)> {
        let header = Header::new(names.iter().map(|name| (*name).to_owned()).collect());
        let uses = Uses { to: to.to_vec(), ..Uses::default() };
        let found = identifiers(&header, &uses).into_iter();
        found.map(|identifier| (identifier.columns, identifier.is_part, identifier.is_guessed)).collect()
    }

    #[test]
    fn columns_that_say_who_it_is_are_found() {
        let whole = |column: usize| (vec![column], false, false);
        assert_eq!(of(&["name", "email", "student no", "class"], &[0, 1]), [whole(0), whole(2)]);
        assert_eq!(of(&["学生", "邮箱", "学号"], &[1]), [whole(0), whole(2)]);
        assert_eq!(of(&["Nom", "courriel", "note"], &[1]), [whole(0)]);
        assert_eq!(
            of(&["First Name", "Last Name", "e-mail"], &[0, 1, 2]),
            [(vec![0], true, false), (vec![1], true, false), (vec![0, 1], false, false)]
        );
        let paper = |names: &[&str]| {
            let header = Header::new(names.iter().map(|name| (*name).to_owned()).collect());
            let uses = Uses { to: vec![1], letter: (0..names.len()).collect(), ..Uses::default() };
            identifiers(&header, &uses).into_iter().map(|known| known.columns).collect::<Vec<_>>()
        };
        assert_eq!(paper(&["Name", "E-Mail", "Rechnungsnr", "Kursnr", "Rechnung"]), [vec![0], vec![2]]);
        assert_eq!(of(&["who", "e-mail", "file"], &[0, 1]), [whole(0)]);
        assert_eq!(of(&["who", "e-mail", "file"], &[1]), [(vec![0], false, true)]);
        assert_eq!(of(&["file name", "email", "phone number"], &[1]), [] as [(Vec<usize>, bool, bool); 0]);
    }

    #[test]
    fn rows_have_names_for_people() {
        let name = |names: &[&str], to: &[usize], fields: &[&str]| {
            let header = Header::new(names.iter().map(|name| (*name).to_owned()).collect());
            let uses = Uses { to: to.to_vec(), ..Uses::default() };
            Names::new(&header, &uses).of(&fields.iter().copied().collect())
        };
        assert_eq!(name(&["学号", "姓名", "email"], &[2], &["001", " 张三 ", "a@b.example"]), "张三");
        assert_eq!(name(&["who", "email"], &[0, 1], &["Anna Berg", "a@b.example"]), "Anna Berg");
        assert_eq!(name(&["First Name", "Last Name", "email"], &[2], &["Anna", "Berg", "a@b.example"]), "Anna Berg");
        assert_eq!(name(&["姓", "名", "email"], &[0, 1, 2], &["张", "三", "a@b.example"]), "张三");
        assert_eq!(name(&["student", "email", "no"], &[1], &["Anna", "a@b.example", "7"]), "Anna");
        let alumno = |fields: [&str; 3]| name(&["alumno", "apellidos", "correo"], &[2], &fields);
        assert_eq!(alumno(["José Luis", "Ruiz Gil", "a@b.example"]), "José Luis Ruiz Gil");
        assert_eq!(alumno(["José Luis", "", "a@b.example"]), "José Luis");
        assert_eq!(alumno(["Eva Ruiz Gil", "Ruiz Gil", "a@b.example"]), "Eva Ruiz Gil");
        assert_eq!(alumno(["Ruiz Gil, Eva", "Ruiz Gil", "a@b.example"]), "Ruiz Gil, Eva");
        assert_eq!(name(&["姓名", "姓", "邮箱"], &[2], &["张三", "张", "a@b.example"]), "张三");
        assert_eq!(name(&["alumno", "curso", "apellidos"], &[], &["Eva", "1A", "Gil"]), "Eva");
        assert_eq!(name(&["First Name", "Last Name"], &[], &["Thomas", "Thomas"]), "Thomas Thomas");
        assert_eq!(name(&["email", "mark"], &[0], &["a@b.example", "1"]), "");
        assert_eq!(name(&["name", "email"], &[1], &["", "a@b.example"]), "");
    }

    #[test]
    fn the_column_of_numbers_is_known_by_its_heading() {
        let column = |names: &[&str]| {
            let header = Header::new(names.iter().map(|name| (*name).to_owned()).collect());
            number_columns(&header, &Uses { letter: (0..names.len()).collect(), ..Uses::default() }).next()
        };
        assert_eq!(column(&["姓名", "学号", "email"]), Some(1));
        assert_eq!(column(&["Zip Code", "Code postal", "email"]), None);
        assert_eq!(column(&["name", "email", "student no"]), Some(2));
        assert_eq!(column(&["name", "email", "mark", "phone number"]), None);
    }

    #[test]
    fn names_are_told_from_other_values() {
        for name in ["Anna Berg", "Jean-Luc Null", "张三丰", "Sean O'Brien"] {
            assert!(is_like_a_name(name), "{name}");
        }
        for other in [
            "Maria", "Berlin", "3A", "2026-11-23", "good work", "北京", "Well done this term, Anna",
            "https://a.example", "",
        ] {
            assert!(!is_like_a_name(other), "{other}");
        }
    }
}
