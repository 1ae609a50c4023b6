//! Tags that nobody filled in, of any program: `{{ name }}`, `<<First Name>>`, `【姓名】`.

use std::cell::OnceCell;
use std::collections::HashSet;

use super::near;
use crate::merge::FIELDS;

/// The words that a tag may have in it: the list's headings.
#[derive(Debug, Default)]
pub(super) struct Words {
    headings: HashSet<String>,
}

/// How much of a tag a pair is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// Whatever is between.
    Strong,
    /// If there is a name between, and nothing else.
    Medium,
    /// If the name of a field is between.
    Weak,
}

/// Pairs that may hold a tag, the longer before those that they begin with.
const PAIRS: [(&str, &str, Sort); 22] = [
    ("{%", "%}", Sort::Strong),
    ("{#", "#}", Sort::Strong),
    ("{$", "}", Sort::Medium),
    ("{", "}", Sort::Weak),
    ("<%", "%>", Sort::Strong),
    ("<<", ">>", Sort::Medium),
    ("<", ">", Sort::Weak),
    ("*|", "|*", Sort::Strong),
    ("${", "}", Sort::Medium),
    ("[[", "]]", Sort::Medium),
    ("[", "]", Sort::Weak),
    ("%(", ")s", Sort::Weak),
    ("%", "%", Sort::Weak),
    ("«", "»", Sort::Weak),
    ("【", "】", Sort::Weak),
    ("#", "#", Sort::Weak),
    ("$", "$", Sort::Weak),
    ("｛%", "%｝", Sort::Strong),
    ("｛｛", "｝｝", Sort::Medium),
    ("｛", "｝", Sort::Weak),
    ("＜", "＞", Sort::Weak),
    ("__", "__", Sort::Weak),
];

/// A longer text is no name of a field (octets).
const LONGEST: usize = 60;
/// Nor a longer one a line of a program.
const LONGEST_OF_A_PROGRAM: usize = 500;

impl Words {
    pub(super) fn new(headings: &[String]) -> Self {
        Self { headings: headings.iter().map(|name| normalised(name)).filter(|name| !name.is_empty()).collect() }
    }

    fn have(&self, name: &str) -> bool {
        let whole = normalised(name);
        FIELDS.contains(&whole.as_str()) || self.headings.contains(&whole) || are_names(name)
    }

    /// Where the first tag of a text is, in octets. In the text of a letter, `<name>` is HTML and `[name](…)` a link, and what is
    /// left of the template's own tags is meant: its compiler would have told.
    pub(super) fn tag(&self, text: &str, is_letter: bool) -> Option<(usize, usize)> {
        // JSON ends in `}}` too. Asked at each of its ends, once is enough.
        let is_json = OnceCell::new();
        let look = || text.trim_start().starts_with(['[', '{']) && text.contains('"') && !text.contains("{{");
        text.bytes().enumerate().filter(|(at, octet)| begins(*octet, &text.as_bytes()[*at..])).find_map(
            |(at, octet)| {
                if !is_letter && matches!(octet, b'{' | b'}') && text.as_bytes().get(at + 1) == Some(&octet) {
                    return (!*is_json.get_or_init(look)).then_some((at, at + 2));
                }
                if !is_letter && let Some(length) = self.of_program(text, at) {
                    return Some((at, at + length));
                }
                PAIRS.iter().find_map(|(begin, end, sort)| {
                    let rest = text.get(at..).filter(|rest| rest.starts_with(begin))?;
                    let inside = &rest[begin.len()..];
                    let length = near(inside, *sort).find(end)?;
                    let behind = &inside[length + end.len()..];
                    let is_tag = self.is_tag(begin, *sort, &inside[..length], behind, is_letter);
                    is_tag.then_some((at, text.len() - behind.len()))
                })
            },
        )
    }

    /// `{0}`, `%s`, `$remark`: what programs put values in the place of, by its octets.
    fn of_program(&self, text: &str, at: usize) -> Option<usize> {
        let (before, rest) = (text[..at].chars().next_back(), text.get(at..)?);
        let is_begin = before.is_none_or(|c| !c.is_alphanumeric());
        let is_end = |length: usize| !rest[length..].starts_with(|c: char| c.is_alphanumeric() || c == '%');
        match rest.as_bytes() {
            [b'{', b'0'..=b'9', b'}', ..] => Some(3),
            // `50 %s` is a slip.
            [b'%', b's' | b'd', ..] if is_end(2) && !text[..at].trim_end().ends_with(|c: char| c.is_ascii_digit()) => {
                is_begin.then_some(2)
            }
            [b'$', b'a'..=b'z' | b'A'..=b'Z', ..] if is_begin => {
                let is_part = |octet: &u8| octet.is_ascii_alphanumeric() || *octet == b'_';
                let length = rest.bytes().skip(1).take(LONGEST).take_while(is_part).count();
                self.have(&rest[1..=length]).then_some(1 + length)
            }
            _ => None,
        }
    }

    fn is_tag(&self, begin: &str, sort: Sort, inner: &str, behind: &str, is_letter: bool) -> bool {
        let is_shell = || begin == "${" && inner.bytes().all(|b| matches!(b, b'A'..=b'Z' | b'0'..=b'9' | b'_'));
        match sort {
            Sort::Strong => !inner.contains('\n'),
            Sort::Medium if is_identifier(inner) && !is_shell() => true,
            // In a letter, `<name>` is HTML, `[name](…)` a link, and 【姓名】 a label.
            Sort::Weak if is_letter && matches!(begin, "<" | "【") => false,
            Sort::Weak if is_letter && begin == "[" && behind.starts_with(['(', '[', ':', '：']) => false,
            // A heading in these is the beginning of a text: 【备注】请带身份证.
            Sort::Weak if begin == "【" => FIELDS.contains(&normalised(inner).as_str()),
            Sort::Medium | Sort::Weak => self.have(inner),
        }
    }
}

/// `Фамилия Имя`, `Nombre y apellidos`: what a name is made of, in words of which none is somebody's.
fn are_names(text: &str) -> bool {
    const NAMES: [&str; 32] = [
        "имя", "фамилия", "отчество", "фио", "nombre", "nombres", "apellido", "apellidos", "nom", "prénom", "prenom",
        "vorname", "nachname", "nome", "cognome", "sobrenome", "imię", "nazwisko", "voornaam", "achternaam", "naam",
        "firstname", "lastname", "surname", "name", "first", "last", "full", "adı", "soyadı", "姓", "名",
    ];
    const BETWEEN: [&str; 8] = ["y", "e", "et", "und", "and", "и", "i", "en"];
    let words = || text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_name = |word: &str| NAMES.contains(&word.to_lowercase().as_str());
    words().next().is_some_and(is_name)
        && words().next_back().is_some_and(is_name)
        && words().nth(1).is_some()
        && words().all(|word| is_name(word) || BETWEEN.contains(&word.to_lowercase().as_str()))
}

/// Whether a tag may begin with this octet, the first of these.
fn begins(octet: u8, octets: &[u8]) -> bool {
    match octet {
        b'{' | b'}' | b'<' | b'*' | b'$' | b'[' | b'%' | b'#' | b'_' | 0xC2 => true,
        // 【, ｛, ＜: most of what begins so are the signs of any Chinese sentence.
        0xE3 => octets.starts_with("【".as_bytes()),
        0xEF => octets.starts_with("｛".as_bytes()) || octets.starts_with("＜".as_bytes()),
        _ => false,
    }
}

/// As much of a text as a tag may have. Without an end to it, a text of many beginnings would be read once for each of them.
fn near(text: &str, sort: Sort) -> &str {
    near::behind(text, if sort == Sort::Strong { LONGEST_OF_A_PROGRAM } else { LONGEST })
}

/// Words that begin with a letter, without blanks around them.
fn is_identifier(inner: &str) -> bool {
    inner.trim() == inner
        && inner.chars().next().is_some_and(char::is_alphabetic)
        && inner.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.'))
}

fn normalised(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        Words::new(&["First Name".to_owned(), "mark".to_owned(), "总评".to_owned()])
    }

    #[test]
    fn tags_are_found() {
        for text in [
            "{{ name }}",
            "Dear {{name",
            "name}}",
            "{% if x %}",
            "{# note #}",
            "<<First Name>>",
            "<<mark>>",
            "«Name»",
            "«first_name»",
            "${name}",
            "{name}",
            "Dear {First Name},",
            "[Name]",
            "[MARK]",
            "%name%",
            "%%name%%",
            "*|FNAME|*",
            "{$name}",
            "[[name]]",
            "<%= name %>",
            "{姓名}",
            "[总评]",
            "【姓名】",
            "<name>",
            "__name__",
            "#name#",
            "%(name)s",
            "$姓名$",
            "Dear $name$,",
            "$$First Name$$",
            "｛姓名｝",
            "｛｛姓名｝｝",
            "｛｛ First Name ｝｝",
            "｛% if x %｝",
            "＜姓名＞同学",
            "<< first name >>",
            "https://school.example/{{id}}",
            "[Anrede]",
            "Dear {0},",
            "Dear %s",
            "$mark",
            "[Фамилия Имя]",
            "[Nombre y apellidos]",
            "{Nachname, Vorname}",
            "Well done, $name!",
        ] {
            assert!(words().tag(text, false).is_some(), "{text}");
        }
    }

    #[test]
    fn what_looks_like_one_is_none() {
        for text in [
            "[y]", "[Nombre y]", "[in the name of]", "{ok}", "[1]", "[sic]", "«Bonjour»", "«Привет»",
            "a < b << c >> d", "a < b > c", "[[1,2],[3,4]]", "${HOME}", "100% of 50%", "【通知】",
            "【总评】请带身份证", "{\"a\":{\"b\":1}}", "1 << 4", "#1 and #2", "$5 or $6", "＜注意＞请带身份证",
            "a_b__c", "f(x)[0]", "[link](https://a.example)", "5 * | 3", "{1, 2}", "{10}", "5 %s", "%sale%", "$marks",
            "A$mark", "US$ name", "<3", ">>", "«", "{", "%", "[", "é{é}é",
        ] {
            assert_eq!(words().tag(text, false), None, "{text}");
        }
        assert_eq!(words().tag("<mark>x</mark> [name](https://a.example)", true), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|[{}<>%#\\[\\]«»【】$|*_]|name){0,24}") {
            if let Some((start, end)) = words().tag(&text, false) {
                proptest::prop_assert!(text.get(start..end).is_some_and(|tag| !tag.is_empty()));
            }
        }
    }
}
